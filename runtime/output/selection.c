/* What a request takes of a spool: of its populations the cells and variables that are meant, and
   of each stream the frames before the request and after the last one that cleared. */
#include "runtime/output/selection.h"

#include <stdlib.h>
#include <string.h>

typedef struct making {
    const nnrt_spool_scan *from;
    const nnrt_request *request;
    const nnrt_json_value *root;
    nnrt_selection *to;
    nnrt_cells *cells; /* per population; `wanted` says whether the request is about it */
    bool *wanted;
    uint64_t *start;    /* per population: offset after which frames are taken */
    uint32_t *signals;  /* of the spool, for each of the selection */
    nnrt_cells *places; /* of their cells, in frames */
    nnrt_error *error;
} making;

static bool malformed(nnrt_error *e)
{
    return nnrt_error_set(e, NNRT_EXIT_IO, "the request for a file is malformed");
}

static int64_t population_of(const nnrt_spool_scan *s, const nnrt_json_value *cells)
{
    const int64_t i = nnrt_json_get_int(cells, "population", -1);
    return i < s->recording->n_populations ? i : -1;
}

/* There is room for two lists for each population and signal, and one more for each population. */
static void own(nnrt_selection *x, void *list)
{
    if (list)
        x->owned[x->n_owned++] = list;
}

/* ---- which cells ---- */

static bool read_cells(making *m)
{
    const nnrt_recording *r = m->from->recording;
    const nnrt_json_value *cells = nnrt_json_get(m->root, "cells");
    for (const nnrt_json_value *v = cells ? cells->first : NULL; v; v = v->next) {
        const int64_t i = population_of(m->from, v);
        if (i < 0 || m->wanted[i])
            return malformed(m->error);
        m->wanted[i] = true;
        if (!nnrt_cells_read(nnrt_json_get(v, "cells"), r->populations[i].size, &m->cells[i],
                             m->error))
            return false;
        own(m->to, (void *)(uintptr_t)m->cells[i].index);
    }
    return true;
}

/* The last request before this one that cleared a population has what was recorded before. */
static void find_starts(making *m)
{
    for (const nnrt_request *x = m->from->requests; x < m->request; x++) {
        const nnrt_json_value *root = nnrt_json_root(x->text);
        const nnrt_json_value *clear = nnrt_json_get(root, "clear");
        const nnrt_json_value *cells = nnrt_json_get(root, "cells");
        if (!clear || clear->type != NNRT_JSON_TRUE || !cells)
            continue;
        for (const nnrt_json_value *v = cells->first; v; v = v->next) {
            const int64_t i = population_of(m->from, v);
            if (i >= 0)
                m->start[i] = x->at;
        }
    }
}

/* Cells of both lists, and where they stand in `a`; of all of `a` places->index is NULL. */
static bool intersect(making *m, nnrt_cells a, nnrt_cells b, nnrt_cells *both, nnrt_cells *places)
{
    uint32_t *cell = malloc((a.count + 1u) * sizeof *cell);
    uint32_t *place = malloc((a.count + 1u) * sizeof *place);
    uint32_t n = 0;
    for (uint32_t i = 0, k = 0; cell && place && i < a.count; i++) {
        while (k < b.count && nnrt_cells_at(b, k) < nnrt_cells_at(a, i))
            k++;
        if (k == b.count || nnrt_cells_at(b, k) != nnrt_cells_at(a, i))
            continue;
        cell[n] = nnrt_cells_at(a, i);
        place[n++] = i;
    }
    own(m->to, cell);
    own(m->to, place);
    *both = n == a.count ? a : (nnrt_cells){cell, n};
    *places = (nnrt_cells){n == a.count ? NULL : place, n};
    return (cell && place) || nnrt_error_memory(m->error);
}

static bool is_wanted(const making *m, const char *variable)
{
    const nnrt_json_value *names = nnrt_json_get(m->root, "variables");
    const nnrt_json_value *v = names ? names->first : NULL;
    while (v && (v->type != NNRT_JSON_STRING || strcmp(v->text, variable) != 0))
        v = v->next;
    return !names || v;
}

/* ---- the recording ---- */

static bool take_populations(making *m)
{
    const nnrt_recording *r = m->from->recording;
    for (uint32_t i = 0; i < r->n_populations; i++) {
        nnrt_population_info *p = &m->to->populations[i];
        nnrt_cells places;
        *p = r->populations[i];
        p->spikes = (nnrt_cells){NULL, 0};
        const uint32_t of = nnrt_cells_of_events(r, i);
        if (m->wanted[of] && is_wanted(m, nnrt_name_of_events(p)) &&
            !intersect(m, r->populations[i].spikes, m->cells[of], &p->spikes, &places))
            return false;
    }
    return true;
}

static bool take_signals(making *m)
{
    const nnrt_recording *r = m->from->recording;
    nnrt_selection *to = m->to;
    for (uint32_t i = 0; i < r->n_signals; i++) {
        const nnrt_signal_info *s = &r->signals[i];
        const uint32_t n = to->recording.n_signals;
        if (!m->wanted[s->population] || !is_wanted(m, s->variable))
            continue;
        to->signals[n] = *s;
        if (!intersect(m, s->cells, m->cells[s->population], &to->signals[n].cells, &m->places[n]))
            return false;
        m->signals[n] = i;
        to->recording.n_signals += to->signals[n].cells.count > 0;
    }
    return true;
}

/* ---- the frames ---- */

size_t nnrt_frames_before(const nnrt_stream *s, uint64_t offset)
{
    size_t lo = 0, hi = s->n_frames;
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (s->frames[middle] < offset)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* Frames of the stream between two offsets. */
static nnrt_stream cut(const nnrt_stream *s, uint64_t after, uint64_t before)
{
    const size_t first = nnrt_frames_before(s, after), last = nnrt_frames_before(s, before);
    return (nnrt_stream){.frames = s->n_frames ? s->frames + first : NULL,
                         .n_frames = last - first};
}

/* All of a stream has as many as were counted when it was scanned. */
static bool count_spikes(const making *m, size_t segment, uint32_t population,
                         const nnrt_stream *from, nnrt_stream *stream)
{
    if (!stream->only.index && stream->n_frames == from->n_frames) {
        stream->items = from->items;
        return true;
    }
    nnrt_cursor c = nnrt_cursor_spikes(&m->to->scan, segment, population);
    int64_t step;
    const uint32_t *index;
    size_t n;
    int found;
    while ((found = nnrt_cursor_step(&c, &step, &index, &n, m->error)) > 0)
        stream->items += n;
    nnrt_cursor_close(&c);
    return found == 0;
}

static bool take_streams(making *m, size_t number, const nnrt_segment *from)
{
    const nnrt_recording *r = &m->to->recording;
    nnrt_segment *to = &m->to->scan.segments[number];
    for (uint32_t i = 0; i < r->n_populations; i++) {
        if (!r->populations[i].spikes.count)
            continue;
        to->spikes[i] = cut(&from->spikes[i], m->start[nnrt_cells_of_events(r, i)], m->request->at);
        if (r->populations[i].spikes.count < m->from->recording->populations[i].spikes.count)
            to->spikes[i].only = r->populations[i].spikes;
        if (!count_spikes(m, number, i, &from->spikes[i], &to->spikes[i]))
            return false;
    }
    for (uint32_t i = 0; i < r->n_signals; i++) {
        to->signals[i] =
            cut(&from->signals[m->signals[i]], m->start[r->signals[i].population], m->request->at);
        to->signals[i].items = to->signals[i].n_frames * r->signals[i].cells.count;
        to->signals[i].only = m->places[i];
    }
    return true;
}

/* Segments that began before the request, and have not ended before the first of its starts. */
static bool take_segments(making *m)
{
    nnrt_spool_scan *to = &m->to->scan;
    const uint32_t n_populations = m->to->recording.n_populations;
    uint64_t first = UINT64_MAX;
    for (uint32_t i = 0; i < n_populations; i++)
        if (m->wanted[i] && m->start[i] < first)
            first = m->start[i];
    for (size_t i = 0; i < m->from->n_segments && m->from->segments[i].at < m->request->at; i++) {
        const nnrt_segment *from = &m->from->segments[i];
        if (from->end < first)
            continue;
        nnrt_segment *segment = &to->segments[to->n_segments++];
        segment->steps = from->steps;
        segment->spikes = calloc(n_populations + 1u, sizeof *segment->spikes);
        segment->signals = calloc(m->to->recording.n_signals + 1u, sizeof *segment->signals);
        if (!segment->spikes || !segment->signals)
            return nnrt_error_memory(m->error);
        if (!take_streams(m, to->n_segments - 1, from))
            return false;
    }
    return true;
}

/* ---- all of it ---- */

static nnrt_selection *start(const nnrt_spool_scan *s)
{
    nnrt_selection *to = calloc(1, sizeof *to);
    if (!to)
        return NULL;
    to->scan = *s;
    to->scan.recording = &to->recording;
    to->scan.n_segments = to->scan.n_requests = 0;
    to->recording = *s->recording;
    to->recording.n_signals = 0;
    to->populations = calloc(s->recording->n_populations + 1u, sizeof *to->populations);
    to->signals = calloc(s->recording->n_signals + 1u, sizeof *to->signals);
    to->scan.segments = calloc(s->n_segments + 1u, sizeof *to->scan.segments);
    to->owned = calloc(3u * s->recording->n_populations + 2u * s->recording->n_signals + 1u,
                       sizeof *to->owned);
    to->recording.populations = to->populations;
    to->recording.signals = to->signals;
    return to;
}

static bool fill(making *m)
{
    const uint32_t n = m->from->recording->n_populations, signals = m->from->recording->n_signals;
    m->cells = calloc(n + 1u, sizeof *m->cells);
    m->wanted = calloc(n + 1u, sizeof *m->wanted);
    m->start = calloc(n + 1u, sizeof *m->start);
    m->signals = calloc(signals + 1u, sizeof *m->signals);
    m->places = calloc(signals + 1u, sizeof *m->places);
    if (!m->to || !m->to->populations || !m->to->signals || !m->to->scan.segments ||
        !m->to->owned || !m->cells || !m->wanted || !m->start || !m->signals || !m->places)
        return nnrt_error_memory(m->error);
    find_starts(m);
    return read_cells(m) && take_populations(m) && take_signals(m) && take_segments(m);
}

nnrt_selection *nnrt_selection_make(const nnrt_spool_scan *s, size_t request, nnrt_error *e)
{
    making m = {.from = s,
                .request = &s->requests[request],
                .root = nnrt_json_root(s->requests[request].text),
                .to = start(s),
                .error = e};
    const bool good = fill(&m);
    free(m.cells);
    free(m.wanted);
    free(m.start);
    free(m.signals);
    free(m.places);
    if (good)
        return m.to;
    nnrt_selection_free(m.to);
    return NULL;
}

void nnrt_selection_free(nnrt_selection *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->scan.n_segments; i++) {
        free(x->scan.segments[i].spikes);
        free(x->scan.segments[i].signals);
    }
    free(x->scan.segments);
    for (size_t i = 0; i < x->n_owned; i++)
        free(x->owned[i]);
    free(x->owned);
    free(x->populations);
    free(x->signals);
    free(x);
}
