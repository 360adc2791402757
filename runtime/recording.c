/* The recording as JSON and back. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/recording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void nnrt_cells_write(nnrt_cells cells, nnrt_json *j)
{
    nnrt_json_open(j, '[', NNRT_JSON_INLINE);
    for (uint32_t i = 0; i < cells.count;) {
        uint32_t from = i, step = cells.index ? 1 : cells.count;
        do
            i += step;
        while (i < cells.count && cells.index[i] == cells.index[i - 1] + 1);
        nnrt_json_open(j, '[', NNRT_JSON_INLINE);
        nnrt_json_int(j, nnrt_cells_at(cells, from));
        nnrt_json_int(j, nnrt_cells_at(cells, i - 1));
        nnrt_json_close(j);
    }
    nnrt_json_close(j);
}

static void write_population(const nnrt_population_info *p, nnrt_json *j)
{
    nnrt_json_open(j, '{', NNRT_JSON_INLINE);
    nnrt_json_key(j, "label");
    nnrt_json_string(j, p->label);
    nnrt_json_key(j, "size");
    nnrt_json_int(j, p->size);
    nnrt_json_key(j, "spikes");
    nnrt_cells_write(p->spikes, j);
    nnrt_json_close(j);
}

static void write_events(const nnrt_population_info *p, nnrt_json *j)
{
    nnrt_json_open(j, '{', NNRT_JSON_INLINE);
    nnrt_json_key(j, "population");
    nnrt_json_int(j, p->of);
    nnrt_json_key(j, "port");
    nnrt_json_string(j, p->port);
    nnrt_json_key(j, "label");
    nnrt_json_string(j, p->label);
    nnrt_json_key(j, "cells");
    nnrt_cells_write(p->spikes, j);
    nnrt_json_close(j);
}

static void write_signal(const nnrt_signal_info *s, nnrt_json *j)
{
    nnrt_json_open(j, '{', NNRT_JSON_INLINE);
    nnrt_json_key(j, "population");
    nnrt_json_int(j, s->population);
    nnrt_json_key(j, "variable");
    nnrt_json_string(j, s->variable);
    nnrt_json_key(j, "unit");
    nnrt_json_string(j, s->unit);
    nnrt_json_key(j, "si_factor");
    nnrt_json_number(j, s->si_factor);
    nnrt_json_key(j, "si_offset");
    nnrt_json_number(j, s->si_offset);
    nnrt_json_key(j, "interval");
    nnrt_json_int(j, s->interval);
    nnrt_json_key(j, "cells");
    nnrt_cells_write(s->cells, j);
    nnrt_json_close(j);
}

void nnrt_recording_write(const nnrt_recording *r, nnrt_json *j)
{
    nnrt_json_key(j, "model");
    nnrt_json_string(j, r->model);
    nnrt_json_key(j, "dt");
    nnrt_json_number(j, r->dt);
    nnrt_json_key(j, "populations");
    nnrt_json_open(j, '[', NNRT_JSON_LINES);
    uint32_t n = 0;
    for (; n < r->n_populations && !r->populations[n].port; n++)
        write_population(&r->populations[n], j);
    nnrt_json_close(j);
    nnrt_json_key(j, "signals");
    nnrt_json_open(j, '[', NNRT_JSON_LINES);
    for (uint32_t i = 0; i < r->n_signals; i++)
        write_signal(&r->signals[i], j);
    nnrt_json_close(j);
    if (n == r->n_populations)
        return;
    nnrt_json_key(j, "events");
    nnrt_json_open(j, '[', NNRT_JSON_LINES);
    for (; n < r->n_populations; n++)
        write_events(&r->populations[n], j);
    nnrt_json_close(j);
}

/* Reading: first all is checked, then built, so that a wrong header cannot leave half of a
   recording. */

typedef struct owned { /* what nnrt_recording_read hands out; `public` comes first */
    nnrt_recording public;
    nnrt_population_info *populations;
    nnrt_signal_info *signals;
} owned;

static bool malformed(nnrt_error *e, const char *what)
{
    return nnrt_error_set(e, NNRT_EXIT_IO, "the list of recorded %s is malformed", what);
}

static bool read_range(const nnrt_json_value *v, int64_t size, int64_t *first, int64_t *last)
{
    *first = nnrt_json_as_int(v->first, -1);
    *last = v->first ? nnrt_json_as_int(v->first->next, -1) : -1;
    return *first >= 0 && *last >= *first && *last < size;
}

bool nnrt_cells_read(const nnrt_json_value *list, int64_t size, nnrt_cells *out, nnrt_error *e)
{
    int64_t first = 0, last, next = 0, count = 0;
    if (!list || list->type != NNRT_JSON_ARRAY)
        return malformed(e, "cells");
    for (const nnrt_json_value *v = list->first; v; v = v->next) {
        if (!read_range(v, size, &first, &last) || first < next)
            return malformed(e, "cells");
        next = last + 1;
        count += last - first + 1;
    }
    out->count = (uint32_t)count;
    if (list->count == 0 || (list->count == 1 && first == 0))
        return true;
    uint32_t *index = malloc((size_t)count * sizeof *index), *at = index;
    if (!index)
        return nnrt_error_memory(e);
    for (const nnrt_json_value *v = list->first; v; v = v->next) {
        read_range(v, size, &first, &last);
        for (int64_t i = first; i <= last; i++)
            *at++ = (uint32_t)i;
    }
    out->index = index;
    return true;
}

static bool read_population(const nnrt_json_value *v, nnrt_population_info *p, nnrt_error *e)
{
    const char *label = nnrt_json_get_string(v, "label", NULL);
    int64_t size = nnrt_json_get_int(v, "size", -1);
    if (!label || size < 0 || size > UINT32_MAX)
        return malformed(e, "populations");
    p->size = (uint32_t)size;
    p->label = strdup(label);
    return p->label ? nnrt_cells_read(nnrt_json_get(v, "spikes"), size, &p->spikes, e)
                    : nnrt_error_memory(e);
}

static bool read_events(const nnrt_json_value *v, const owned *o, nnrt_population_info *p,
                        nnrt_error *e)
{
    const char *label = nnrt_json_get_string(v, "label", NULL);
    const char *port = nnrt_json_get_string(v, "port", NULL);
    const int64_t of = nnrt_json_get_int(v, "population", -1), n = p - o->populations;
    if (!label || !port || of < 0 || of >= n || o->populations[of].port)
        return malformed(e, "events");
    p->of = (uint32_t)of;
    p->size = o->populations[of].size;
    p->label = strdup(label);
    p->port = strdup(port);
    return p->label && p->port ? nnrt_cells_read(nnrt_json_get(v, "cells"), p->size, &p->spikes, e)
                               : nnrt_error_memory(e);
}

static bool read_signal(const nnrt_json_value *v, const owned *o, nnrt_signal_info *s,
                        nnrt_error *e)
{
    const char *variable = nnrt_json_get_string(v, "variable", NULL);
    const char *unit = nnrt_json_get_string(v, "unit", NULL);
    int64_t population = nnrt_json_get_int(v, "population", -1);
    s->interval = nnrt_json_get_int(v, "interval", 0);
    s->si_factor = nnrt_json_get_number(v, "si_factor", 1);
    s->si_offset = nnrt_json_get_number(v, "si_offset", 0);
    if (!variable || !unit || population < 0 || population >= o->public.n_populations ||
        s->interval < 1)
        return malformed(e, "signals");
    s->population = (uint32_t)population;
    s->variable = strdup(variable);
    s->unit = strdup(unit);
    if (!s->variable || !s->unit)
        return nnrt_error_memory(e);
    return nnrt_cells_read(nnrt_json_get(v, "cells"), o->populations[population].size, &s->cells,
                           e);
}

static bool read_lists(const nnrt_json_value *v, owned *o, nnrt_error *e)
{
    const nnrt_json_value *populations = nnrt_json_get(v, "populations"),
                          *signals = nnrt_json_get(v, "signals"),
                          *events = nnrt_json_get(v, "events");
    if (!populations || !signals)
        return malformed(e, "populations and signals");
    o->populations =
        calloc(populations->count + (events ? events->count : 0) + 1, sizeof *o->populations);
    o->signals = calloc(signals->count + 1, sizeof *o->signals);
    if (!o->populations || !o->signals)
        return nnrt_error_memory(e);
    o->public.populations = o->populations;
    o->public.signals = o->signals;
    for (const nnrt_json_value *c = populations->first; c; c = c->next)
        if (!read_population(c, &o->populations[o->public.n_populations++], e))
            return false;
    for (const nnrt_json_value *c = signals->first; c; c = c->next)
        if (!read_signal(c, o, &o->signals[o->public.n_signals++], e))
            return false;
    for (const nnrt_json_value *c = events ? events->first : NULL; c; c = c->next)
        if (!read_events(c, o, &o->populations[o->public.n_populations++], e))
            return false;
    return true;
}

nnrt_recording *nnrt_recording_read(const nnrt_json_value *v, nnrt_error *e)
{
    owned *o = calloc(1, sizeof *o);
    if (!o) {
        nnrt_error_memory(e);
        return NULL;
    }
    o->public.dt = nnrt_json_get_number(v, "dt", 0);
    o->public.model = strdup(nnrt_json_get_string(v, "model", ""));
    bool good = o->public.model ? read_lists(v, o, e) : nnrt_error_memory(e);
    if (good && !(o->public.dt > 0 && isfinite(o->public.dt)))
        good = nnrt_error_set(e, NNRT_EXIT_IO, "the time step of the recording is missing");
    if (good)
        return &o->public;
    nnrt_recording_free(&o->public);
    return NULL;
}

void nnrt_recording_free(nnrt_recording *r)
{
    if (!r)
        return;
    owned *o = (owned *)r;
    for (uint32_t i = 0; i < r->n_populations; i++) {
        free((void *)(uintptr_t)r->populations[i].label);
        free((void *)(uintptr_t)r->populations[i].spikes.index);
        free((void *)(uintptr_t)r->populations[i].port);
    }
    for (uint32_t i = 0; i < r->n_signals; i++) {
        free((void *)(uintptr_t)r->signals[i].variable);
        free((void *)(uintptr_t)r->signals[i].unit);
        free((void *)(uintptr_t)r->signals[i].cells.index);
    }
    free((void *)(uintptr_t)r->model);
    free(o->populations);
    free(o->signals);
    free(o);
}
