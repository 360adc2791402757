/* Columns of values that were recorded apart, as LEMS writes them: no header, time in s, values in SI units and single
   precision, a tab behind each. A value that was not recorded at a time is nan. */
#include "runtime/output/columns.h"

#include "runtime/outfile.h"
#include "runtime/output/selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct source { /* a signal that some column shows */
    nnrt_stream stream;
    nnrt_cursor cursor;
    const nnrt_signal_info *info; /* NULL: no column shows it */
    const double *values;         /* of its frame at `step` */
    int64_t step;                 /* INT64_MAX: there are no more */
} source;

typedef struct column {
    uint32_t signal, place;
} column;

typedef struct table {
    const nnrt_job *job;
    source *sources; /* per signal of the recording */
    column *columns;
    size_t n_columns;
} table;

const nnrt_json_value *nnrt_columns_of(const nnrt_job *job, nnrt_error *e)
{
    const nnrt_json_value *list =
        nnrt_json_get(nnrt_json_root(job->output->request->text), "columns");
    if (!list)
        nnrt_error_set(e, NNRT_EXIT_IO, "the request for a table has no columns");
    return list;
}

int nnrt_columns_time(const nnrt_job *job, int64_t step, char out[NNRT_NUMBER_TEXT])
{
    nnrt_grid grid = job->scan->grid;
    grid.exponent -= 3;
    return nnrt_number_text(nnrt_grid_time(&grid, step), out);
}

/* ---- what the columns show ---- */

static bool read_column(const table *t, const nnrt_json_value *v, column *out)
{
    const nnrt_recording *r = t->job->scan->recording;
    const int64_t signal = nnrt_json_get_int(v, "signal", -1),
                  place = nnrt_json_get_int(v, "place", -1);
    if (signal < 0 || signal >= r->n_signals || place < 0 ||
        place >= r->signals[signal].cells.count)
        return false;
    *out = (column){(uint32_t)signal, (uint32_t)place};
    return true;
}

static bool advance(source *s, nnrt_error *e)
{
    const int found = nnrt_cursor_sample(&s->cursor, &s->step, &s->values, e);
    if (found <= 0)
        s->step = INT64_MAX;
    return found >= 0;
}

static bool open_source(table *t, uint32_t signal, nnrt_error *e)
{
    source *s = &t->sources[signal];
    const size_t segment = t->job->output->segment;
    if (s->info)
        return true;
    s->info = &t->job->scan->recording->signals[signal];
    s->stream = t->job->scan->segments[segment].signals[signal];
    s->stream.n_frames = nnrt_frames_before(&s->stream, t->job->output->request->at);
    s->cursor = nnrt_cursor_signal(t->job->scan, segment, signal);
    s->cursor.stream = &s->stream;
    return advance(s, e);
}

static bool open_table(table *t, nnrt_error *e)
{
    const nnrt_json_value *list = nnrt_columns_of(t->job, e);
    if (!list)
        return false;
    t->sources = calloc(t->job->scan->recording->n_signals + 1u, sizeof *t->sources);
    t->columns = calloc(list->count + 1, sizeof *t->columns);
    if (!t->sources || !t->columns)
        return nnrt_error_memory(e);
    for (const nnrt_json_value *v = list->first; v; v = v->next) {
        column *c = &t->columns[t->n_columns++];
        if (!read_column(t, v, c))
            return nnrt_error_set(e, NNRT_EXIT_IO, "the request for a table is malformed");
        if (!open_source(t, c->signal, e))
            return false;
    }
    return true;
}

static void close_table(table *t)
{
    for (uint32_t i = 0; t->sources && i < t->job->scan->recording->n_signals; i++)
        nnrt_cursor_close(&t->sources[i].cursor);
    free(t->sources);
    free(t->columns);
}

/* ---- rows ---- */

static int64_t next_step(const table *t)
{
    int64_t step = INT64_MAX;
    for (size_t i = 0; i < t->n_columns; i++) {
        const source *s = &t->sources[t->columns[i].signal];
        step = s->step < step ? s->step : step;
    }
    return step;
}

static void put_row(const table *t, nnrt_outfile *f, int64_t step)
{
    char field[NNRT_NUMBER_TEXT + 1];
    int size = nnrt_columns_time(t->job, step, field);
    for (size_t i = 0; i <= t->n_columns; i++) {
        field[size] = '\t';
        nnrt_outfile_write(f, field, (size_t)size + 1);
        if (i == t->n_columns)
            break;
        const source *s = &t->sources[t->columns[i].signal];
        const double x = s->step == step ? s->values[t->columns[i].place] : (double)NAN;
        size = nnrt_single_text(x * s->info->si_factor + s->info->si_offset, field);
    }
    nnrt_outfile_text(f, "\n");
}

static bool pass(table *t, int64_t step, nnrt_error *e)
{
    for (uint32_t i = 0; i < t->job->scan->recording->n_signals; i++)
        if (t->sources[i].info && t->sources[i].step == step && !advance(&t->sources[i], e))
            return false;
    return true;
}

bool nnrt_columns_write(const nnrt_job *job, nnrt_error *e)
{
    table t = {.job = job};
    nnrt_outfile *f = nnrt_outfile_open(job->io, job->path, e);
    if (!f)
        return false;
    bool good = open_table(&t, e);
    for (int64_t step = good ? next_step(&t) : INT64_MAX; good && step < INT64_MAX;
         step = next_step(&t)) {
        put_row(&t, f, step);
        good = pass(&t, step, e);
    }
    close_table(&t);
    return nnrt_outfile_close(f, good, e);
}
