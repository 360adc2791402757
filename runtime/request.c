/* Files that the script asks for by name: the request goes into the spool, behind what it takes;
   the converter writes the file (runtime/output/selection.h). */
#include "runtime/request.h"

#include "runtime/within.h"

#include <stdio.h>
#include <string.h>

bool nnrt_request_check(nnrt_sim *s, const nnrt_action *a)
{
    return nnrt_is_within(a->name) ||
           nnrt_error_set(s->error, NNRT_EXIT_USAGE,
                          "%s: '%.200s' is no file within the output folder", a->where, a->name);
}

/* ---- which cells ---- */

static uint32_t n_views(const nnrt_sim *s, const nnrt_action *a)
{
    return a->object == NNRT_OBJECT_GROUP ? s->groups[a->id].n_views : 0;
}

/* Those of a population that are meant, in `cells`, which has room for all. */
static nnrt_cells cells_of(const nnrt_sim *s, const nnrt_action *a, uint32_t population,
                           uint32_t *cells, uint8_t *marked)
{
    const uint32_t size = s->populations[population].n;
    if (a->object == NNRT_OBJECT_NONE)
        return (nnrt_cells){NULL, size};
    memset(marked, 0, size);
    for (uint32_t w = 0; w < n_views(s, a); w++) {
        const nnrt_view *v = &s->views[s->groups[a->id].views[w]];
        for (uint32_t k = 0; v->population == population && k < v->n; k++)
            marked[nnrt_view_cell(v, k)] = 1;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < size; i++)
        if (marked[i])
            cells[n++] = i;
    return (nnrt_cells){cells, n};
}

static bool put_cells(nnrt_sim *s, const nnrt_action *a, nnrt_json *j)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        most = s->populations[i].n > most ? s->populations[i].n : most;
    uint32_t *cells = nnrt_memory_take(&s->memory, most, sizeof *cells, "a list of cells");
    uint8_t *marked = nnrt_memory_take(&s->memory, most, 1, "a list of cells");
    nnrt_json_key(j, "cells");
    nnrt_json_open(j, '[', NNRT_JSON_INLINE);
    for (uint32_t i = 0; cells && marked && i < s->program->n_populations; i++) {
        const nnrt_cells meant = cells_of(s, a, i, cells, marked);
        if (!meant.count)
            continue;
        nnrt_json_open(j, '{', NNRT_JSON_INLINE);
        nnrt_json_key(j, "population");
        nnrt_json_int(j, i);
        nnrt_json_key(j, "cells");
        nnrt_cells_write(meant, j);
        nnrt_json_close(j);
    }
    nnrt_json_close(j);
    const bool good = cells && marked;
    nnrt_memory_give(&s->memory, cells);
    nnrt_memory_give(&s->memory, marked);
    return good;
}

/* ---- what is not there ---- */

static bool is_meant(const nnrt_sim *s, const nnrt_action *a, uint32_t population)
{
    bool meant = a->object == NNRT_OBJECT_NONE;
    for (uint32_t w = 0; w < n_views(s, a) && !meant; w++)
        meant = s->views[s->groups[a->id].views[w]].population == population;
    return meant;
}

/* Of the populations that are meant; NULL: anything. */
static bool is_recorded(const nnrt_sim *s, const nnrt_action *a, const char *variable)
{
    const nnrt_recording *r = &s->recording;
    for (uint32_t i = 0; i < r->n_populations; i++) {
        const nnrt_population_info *p = &r->populations[i];
        if (p->spikes.count && is_meant(s, a, nnrt_cells_of_events(r, i)) &&
            (!variable || !strcmp(variable, nnrt_name_of_events(p))))
            return true;
    }
    for (uint32_t i = 0; i < r->n_signals; i++)
        if (is_meant(s, a, r->signals[i].population) &&
            (!variable || !strcmp(variable, r->signals[i].variable)))
            return true;
    return false;
}

static void warn(nnrt_sim *s, const nnrt_action *a, const char *what)
{
    nnrt_progress_clear(&s->progress);
    nnrt_sim_warn(s, "%s: %s: it is not in '%s'", a->where, what, a->name);
}

static void warn_of_missing(nnrt_sim *s, const nnrt_action *a)
{
    char text[300];
    for (const char *const *name = a->names; name && *name; name++) {
        snprintf(text, sizeof text, "'%.200s' was not recorded", *name);
        if (!is_recorded(s, a, *name))
            warn(s, a, text);
    }
    if (!a->names && !is_recorded(s, a, NULL))
        warn(s, a, "nothing was recorded");
}

/* ---- tables ---- */

static void put_signal(const nnrt_sim *s, const nnrt_recorder *r, uint32_t view, uint32_t cell,
                       nnrt_json *j)
{
    const nnrt_sampled *m = &s->sampled[r->signals[view]];
    nnrt_json_key(j, "signal");
    nnrt_json_int(j, r->signals[view]);
    nnrt_json_key(j, "place");
    nnrt_json_int(j, nnrt_record_place(m, cell));
}

static void put_event_source(uint32_t source, uint32_t cell, const char *label, nnrt_json *j)
{
    nnrt_json_key(j, "population");
    nnrt_json_int(j, source);
    nnrt_json_key(j, "cell");
    nnrt_json_int(j, cell);
    nnrt_json_key(j, "label");
    nnrt_json_string(j, label);
}

/* One for each cell of the recorder. */
static void put_column(const nnrt_sim *s, const nnrt_table_column *c, nnrt_json *j)
{
    const nnrt_recorder *r = &s->recorders[c->recorder];
    const nnrt_group *g = &s->groups[s->program->recorders[c->recorder].group];
    for (uint32_t w = 0; w < g->n_views; w++) {
        const nnrt_view *v = &s->views[g->views[w]];
        for (uint32_t k = 0; k < v->n; k++) {
            nnrt_json_open(j, '{', NNRT_JSON_INLINE);
            if (r->signals)
                put_signal(s, r, w, nnrt_view_cell(v, k), j);
            else
                put_event_source(r->sources[w], nnrt_view_cell(v, k), c->label, j);
            nnrt_json_close(j);
        }
    }
}

static void put_columns(const nnrt_sim *s, const nnrt_action *a, nnrt_json *j)
{
    nnrt_json_key(j, "columns");
    nnrt_json_open(j, '[', NNRT_JSON_INLINE);
    for (uint32_t i = 0; i < a->n_columns; i++)
        put_column(s, &a->columns[i], j);
    nnrt_json_close(j);
}

/* ---- the request ---- */

static void put_names(const nnrt_action *a, nnrt_json *j)
{
    if (!a->names)
        return;
    nnrt_json_key(j, "variables");
    nnrt_json_open(j, '[', NNRT_JSON_INLINE);
    for (const char *const *name = a->names; *name; name++)
        nnrt_json_string(j, *name);
    nnrt_json_close(j);
}

static void put_annotations(const nnrt_sim *s, const nnrt_action *a, nnrt_json *j)
{
    if (!a->n_body)
        return;
    nnrt_json_key(j, "annotations");
    nnrt_json_open(j, '{', NNRT_JSON_INLINE);
    for (uint32_t i = 1; i <= a->n_body; i++)
        nnrt_schedule_annotate(s, a + i, j);
    nnrt_json_close(j);
}

bool nnrt_request_write(nnrt_sim *s, const nnrt_action *a)
{
    nnrt_json j = {0};
    if (!a->n_columns)
        warn_of_missing(s, a);
    nnrt_json_open(&j, '{', NNRT_JSON_INLINE);
    nnrt_json_key(&j, "file");
    nnrt_json_string(&j, a->name);
    nnrt_json_key(&j, "format");
    nnrt_json_string(&j, a->format);
    nnrt_json_key(&j, "clear");
    nnrt_json_bool(&j, a->clear);
    put_names(a, &j);
    bool good = true;
    if (a->n_columns)
        put_columns(s, a, &j);
    else
        good = put_cells(s, a, &j);
    put_annotations(s, a, &j);
    nnrt_json_close(&j);
    good = good && (!j.failed || nnrt_error_memory(s->error));
    if (good && !nnrt_spool_request(s->spool, j.text))
        good = nnrt_record_failed(s);
    nnrt_json_free(&j);
    return good;
}
