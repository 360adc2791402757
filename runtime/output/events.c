/* Lines of events of chosen cells, with the label that each was given: time in s, a tab, label, or the other way round. Events
   of one time stand in the order of their labels in the request. */
#include "runtime/output/columns.h"

#include "runtime/outfile.h"
#include "runtime/output/selection.h"

#include <stdlib.h>
#include <string.h>

typedef struct choice { /* a cell whose events are wanted */
    uint32_t population, cell;
    size_t order; /* in the request */
    const char *label;
} choice;

typedef struct source { /* a population with chosen cells: choices[first .. first + n - 1] */
    nnrt_stream stream;
    nnrt_cursor cursor;
    size_t first, n;
    const uint32_t *index; /* its next events, at `step` */
    size_t n_events;
    int64_t step; /* INT64_MAX: there are no more */
} source;

typedef struct list {
    const nnrt_job *job;
    choice *choices; /* by population and cell */
    size_t n_choices;
    source *sources;
    uint32_t n_sources;
    const choice **now; /* events of one step */
    size_t n_now, capacity;
    bool id_first;
} list;

static int by_cell(const void *a, const void *b)
{
    const choice *x = a, *y = b;
    if (x->population != y->population)
        return x->population < y->population ? -1 : 1;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
    const choice *const *x = a, *const *y = b;
    return ((*x)->order > (*y)->order) - ((*x)->order < (*y)->order);
}

/* ---- what is wanted ---- */

static bool read_choices(list *l, nnrt_error *e)
{
    const nnrt_recording *r = l->job->scan->recording;
    const nnrt_json_value *columns = nnrt_columns_of(l->job, e);
    if (!columns)
        return false;
    l->choices = calloc(columns->count + 1, sizeof *l->choices);
    if (!l->choices)
        return nnrt_error_memory(e);
    for (const nnrt_json_value *v = columns->first; v; v = v->next) {
        const int64_t population = nnrt_json_get_int(v, "population", -1),
                      cell = nnrt_json_get_int(v, "cell", -1);
        if (population < 0 || population >= r->n_populations || cell < 0 ||
            cell >= r->populations[population].size)
            return nnrt_error_set(e, NNRT_EXIT_IO, "the request for a table is malformed");
        l->choices[l->n_choices] = (choice){(uint32_t)population, (uint32_t)cell, l->n_choices,
                                            nnrt_json_get_string(v, "label", "")};
        l->n_choices++;
    }
    qsort(l->choices, l->n_choices, sizeof *l->choices, by_cell);
    return true;
}

static bool advance(source *s, nnrt_error *e)
{
    const int found = nnrt_cursor_step(&s->cursor, &s->step, &s->index, &s->n_events, e);
    if (found <= 0)
        s->step = INT64_MAX;
    return found >= 0;
}

static bool open_sources(list *l, nnrt_error *e)
{
    const size_t segment = l->job->output->segment;
    l->sources = calloc(l->n_choices + 1, sizeof *l->sources);
    if (!l->sources)
        return nnrt_error_memory(e);
    for (size_t i = 0; i < l->n_choices; i++) {
        const uint32_t population = l->choices[i].population;
        if (i && l->choices[i - 1].population == population) {
            l->sources[l->n_sources - 1].n++;
            continue;
        }
        source *s = &l->sources[l->n_sources++];
        s->first = i;
        s->n = 1;
        s->stream = l->job->scan->segments[segment].spikes[population];
        s->stream.n_frames = nnrt_frames_before(&s->stream, l->job->output->request->at);
        s->cursor = nnrt_cursor_spikes(l->job->scan, segment, population);
        s->cursor.stream = &s->stream;
        if (!advance(s, e))
            return false;
    }
    return true;
}

/* ---- the events of a step ---- */

static bool add_event(list *l, const choice *c, nnrt_error *e)
{
    if (l->n_now == l->capacity) {
        const size_t capacity = l->capacity ? 2 * l->capacity : 64;
        const choice **now = realloc(l->now, capacity * sizeof *now);
        if (!now)
            return nnrt_error_memory(e);
        l->now = now;
        l->capacity = capacity;
    }
    l->now[l->n_now++] = c;
    return true;
}

/* Both lists ascend; a cell may be chosen several times. */
static bool add_events(list *l, const source *s, nnrt_error *e)
{
    const choice *const choices = l->choices + s->first;
    size_t at = 0;
    for (size_t i = 0; i < s->n_events; i++) {
        while (at < s->n && choices[at].cell < s->index[i])
            at++;
        for (size_t k = at; k < s->n && choices[k].cell == s->index[i]; k++)
            if (!add_event(l, &choices[k], e))
                return false;
    }
    return true;
}

static void put_events(list *l, nnrt_outfile *f, int64_t step)
{
    char time[NNRT_NUMBER_TEXT];
    nnrt_columns_time(l->job, step, time);
    qsort(l->now, l->n_now, sizeof(const choice *), by_order);
    for (size_t i = 0; i < l->n_now; i++) {
        nnrt_outfile_text(f, l->id_first ? l->now[i]->label : time);
        nnrt_outfile_text(f, "\t");
        nnrt_outfile_text(f, l->id_first ? time : l->now[i]->label);
        nnrt_outfile_text(f, "\n");
    }
}

/* The events of the next step that has any. 1: written, 0: there are no more, -1: *e is set. */
static int write_step(list *l, nnrt_outfile *f, nnrt_error *e)
{
    int64_t step = INT64_MAX;
    l->n_now = 0;
    for (uint32_t i = 0; i < l->n_sources; i++)
        step = l->sources[i].step < step ? l->sources[i].step : step;
    if (step == INT64_MAX)
        return 0;
    for (uint32_t i = 0; i < l->n_sources; i++)
        if (l->sources[i].step == step &&
            (!add_events(l, &l->sources[i], e) || !advance(&l->sources[i], e)))
            return -1;
    if (l->n_now)
        put_events(l, f, step);
    return 1;
}

static bool write_list(const nnrt_job *job, bool id_first, nnrt_error *e)
{
    list l = {.job = job, .id_first = id_first};
    nnrt_outfile *f = nnrt_outfile_open(job->io, job->path, e);
    if (!f)
        return false;
    int found = read_choices(&l, e) && open_sources(&l, e) ? 1 : -1;
    while (found > 0)
        found = write_step(&l, f, e);
    for (uint32_t i = 0; i < l.n_sources; i++)
        nnrt_cursor_close(&l.sources[i].cursor);
    free(l.choices);
    free(l.sources);
    free(l.now);
    return nnrt_outfile_close(f, found == 0, e);
}

bool nnrt_time_id_write(const nnrt_job *job, nnrt_error *e)
{
    return write_list(job, false, e);
}

bool nnrt_id_time_write(const nnrt_job *job, nnrt_error *e)
{
    return write_list(job, true, e);
}
