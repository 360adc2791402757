/* Recording: which signals there are, sampling them, and handing them to the spool; events are in record_events.c. */
#include "runtime/sim.h"

#include "runtime/couple.h"
#include "runtime/kept.h"
#include "runtime/streams.h"
#include "runtime/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what can be recorded ---- */

typedef struct variables { /* of a class */
    const nnrt_column *columns;
    const nnrt_signal *signals;
    uint32_t n_columns, n_signals;
} variables;

static variables variables_of(const nnrt_class *cells, const nnrt_projection_def *p)
{
    if (!p)
        return (variables){cells->columns, cells->signals, cells->n_columns, cells->n_signals};
    const nnrt_synapse_class *c = p->synapse;
    return (variables){c->columns, c->signals, c->n_columns, c->n_signals};
}

/* Sets the column or the signal of that name. */
static bool variable_find(const variables *c, const char *name, nnrt_sampled *m)
{
    const int32_t column = nnrt_column_find(c->columns, c->n_columns, name);
    if (column >= 0)
        m->column = &c->columns[column];
    for (uint32_t i = 0; i < c->n_signals; i++)
        if (!strcmp(c->signals[i].name, name))
            m->signal = &c->signals[i];
    return m->column || m->signal;
}

static bool interval_of(nnrt_sim *s, const nnrt_recorder_def *d, int64_t *steps)
{
    const double interval = nnrt_sim_value(s, d->interval, "interval", "", s->dt);
    *steps = nnrt_sim_steps(s, interval, "a sampling interval", d->where);
    if (*steps < 1 || !isfinite(interval))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: a sampling interval of %.12g ms is below one step, %.12g ms",
                              d->where, interval, s->dt);
    return true;
}

/* Cells of both lists; the first one is replaced. */
static bool join_cells(nnrt_sim *s, nnrt_sampled *m, const nnrt_view *v)
{
    uint32_t *all = nnrt_memory_take(&s->memory, (uint64_t)m->n + v->n, sizeof *all, "a recorder");
    if (!all)
        return false;
    uint32_t n = 0, i = 0, k = 0;
    while (i < m->n || k < v->n) {
        const uint32_t a = i < m->n ? m->cells[i] : UINT32_MAX;
        const uint32_t b = k < v->n ? nnrt_view_cell(v, k) : UINT32_MAX;
        all[n++] = a < b ? a : b;
        i += a <= b;
        k += b <= a;
    }
    nnrt_memory_give(&s->memory, m->cells);
    m->cells = all;
    m->n = n;
    return true;
}

/* The signal like that one, made when it is new. */
static nnrt_sampled *sampled_of(nnrt_sim *s, const nnrt_sampled *like)
{
    for (uint32_t i = 0; i < s->recording.n_signals; i++) {
        nnrt_sampled *m = &s->sampled[i];
        if (m->population == like->population && m->column == like->column &&
            m->signal == like->signal && m->interval == like->interval && m->of == like->of)
            return m;
    }
    nnrt_sampled *m = &s->sampled[s->recording.n_signals++];
    *m = *like;
    return m;
}

static bool variable_recorder(nnrt_sim *s, nnrt_recorder *r, const nnrt_recorder_def *d)
{
    const nnrt_group *g = &s->groups[d->group];
    r->signals = nnrt_memory_take(&s->memory, g->n_views, sizeof *r->signals, "a recorder");
    int64_t interval;
    if (!r->signals || !interval_of(s, d, &interval))
        return false;
    for (uint32_t w = 0; w < g->n_views; w++) {
        const nnrt_view *view = &s->views[g->views[w]];
        const nnrt_population_def *p = s->populations[view->population].def;
        const variables known = variables_of(p->cls, d->of);
        nnrt_sampled like = {.population = view->population, .interval = interval};
        if (!variable_find(&known, d->variable, &like))
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                                  "%s: %s has no variable '%s' to record", d->where,
                                  d->of ? d->of->label : p->label, d->variable);
        if (d->of && !nnrt_record_find_synapse(s, d, &like))
            return false;
        s->samples_sums |= like.signal && like.signal->sums;
        s->samples_late |= s->samples_sums;
        nnrt_sampled *m = sampled_of(s, &like);
        if (d->of && !m->name)
            m->name = nnrt_record_synapse_name(s, d);
        if ((d->of && !m->name) || !join_cells(s, m, view))
            return false;
        r->signals[w] = (uint32_t)(m - s->sampled);
    }
    return true;
}

/* ---- its description for the spool ---- */

static bool describe_signal(nnrt_sim *s, uint32_t i, nnrt_signal_info *info)
{
    nnrt_sampled *m = &s->sampled[i];
    nnrt_unit unit;
    *info = (nnrt_signal_info){.population = m->population,
                               .variable = m->name     ? m->name
                                           : m->column ? m->column->name
                                                       : m->signal->name,
                               .unit = m->column ? m->column->unit : m->signal->unit,
                               .si_factor = 1,
                               .interval = m->interval,
                               .cells = {m->cells, m->n}};
    if (nnrt_unit_parse(info->unit, &unit)) {
        info->si_factor = unit.si;
        info->si_offset = unit.offset;
    }
    for (int b = 0; b < 2; b++)
        if (!(m->values[b] = nnrt_memory_take(&s->memory, m->n, sizeof(double), "samples")))
            return false;
    return true;
}

static bool describe(nnrt_sim *s)
{
    const uint32_t n_signals = s->recording.n_signals;
    nnrt_population_info *populations =
        nnrt_memory_take(&s->memory, s->n_sources, sizeof *populations, "the recording");
    nnrt_signal_info *signals =
        nnrt_memory_take(&s->memory, n_signals, sizeof *signals, "the recording");
    uint32_t largest = 0;
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        largest = s->populations[i].n > largest ? s->populations[i].n : largest;
    s->fired = nnrt_memory_take(&s->memory, largest, sizeof *s->fired, "the recording");
    s->recording.populations = populations;
    s->recording.signals = signals;
    if (!populations || !signals || !s->fired)
        return false;
    for (uint32_t i = 0; i < s->n_sources; i++)
        populations[i] = nnrt_record_source_info(s, i);
    for (uint32_t i = 0; i < n_signals; i++)
        if (!describe_signal(s, i, &signals[i]))
            return false;
    s->recording.model = s->program->name;
    s->recording.dt = s->dt;
    s->recording.n_populations = s->n_sources;
    nnrt_json_open(&s->annotations, '{', NNRT_JSON_INLINE);
    return true;
}

bool nnrt_record_make(nnrt_sim *s)
{
    const nnrt_program *p = s->program;
    uint64_t most = 0;
    for (uint32_t i = 0; i < p->n_recorders; i++)
        most += p->recorders[i].variable ? s->groups[p->recorders[i].group].n_views : 0;
    s->recorders =
        nnrt_memory_take(&s->memory, p->n_recorders, sizeof *s->recorders, "the recorders");
    s->sampled = nnrt_memory_take(&s->memory, most, sizeof *s->sampled, "the recorders");
    if (!s->recorders || !s->sampled || !nnrt_record_make_sources(s))
        return false;
    for (uint32_t i = 0; i < p->n_recorders; i++)
        if (p->recorders[i].variable && !variable_recorder(s, &s->recorders[i], &p->recorders[i]))
            return false;
    return describe(s);
}

/* ---- on and off ---- */

static void mark_signals(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->recording.n_signals; i++)
        s->sampled[i].active = false;
    for (uint32_t i = 0; i < s->program->n_recorders; i++) {
        const nnrt_recorder *r = &s->recorders[i];
        for (uint32_t w = 0;
             r->active && r->signals && w < s->groups[s->program->recorders[i].group].n_views; w++)
            s->sampled[r->signals[w]].active = true;
    }
}

static bool keep_sample(nnrt_sim *s, uint32_t signal, int64_t stamp, const double *values)
{
    if (s->kept && !nnrt_kept_add(s, signal, stamp, values))
        return false;
    return !s->spool || nnrt_spool_sample(s->spool, signal, stamp, values) || nnrt_record_failed(s);
}

/* What is of two cells, or of many. */
static bool is_late(const nnrt_sampled *m)
{
    return m->of || (m->signal && m->signal->sums);
}

static void show_sums(nnrt_sim *s, uint32_t thread, int64_t k)
{
    if (s->samples_sums &&
        !s->program->in_turn) /* there they are those of the step, or of the start */
        nnrt_couplings_show(s, thread, k);
}

/* Between steps: what is late sees cells as they are now, or as steps see them again. */
static void look_now(nnrt_sim *s, bool now)
{
    if (now)
        nnrt_couplings_begin(s, false);
    for (uint32_t t = 0; t < s->threads; t++)
        nnrt_couplings_look(s, t, s->k, !now);
    for (uint32_t t = 0; now && t < s->threads; t++)
        show_sums(s, t, s->k);
}

static bool sample_signal_now(nnrt_sim *s, uint32_t signal)
{
    const nnrt_sampled *m = &s->sampled[signal];
    if (is_late(m))
        look_now(s, true);
    for (uint32_t t = 0; t < s->threads; t++)
        nnrt_record_sample_signal(s, t, m, s->k);
    if (is_late(m))
        look_now(s, false);
    return keep_sample(s, signal, s->k, m->values[s->k & 1]);
}

/* A recorder that starts at a later time is due at once where its interval says so. */
static bool sample_now(nnrt_sim *s, const nnrt_recorder *r, uint32_t n_views)
{
    for (uint32_t w = 0; r->signals && w < n_views; w++)
        if (s->k % s->sampled[r->signals[w]].interval == 0 && !sample_signal_now(s, r->signals[w]))
            return false;
    return true;
}

bool nnrt_record_switch(nnrt_sim *s, uint32_t recorder, bool on)
{
    nnrt_recorder *r = &s->recorders[recorder];
    const bool starts = on && !r->active && s->in_segment;
    r->active = on;
    nnrt_record_mark_events(s);
    mark_signals(s);
    if (starts)
        nnrt_populations_share(s);
    return !starts || sample_now(s, r, s->groups[s->program->recorders[recorder].group].n_views);
}

/* ---- in a step ---- */

static void read_column(const nnrt_shard *shard, const nnrt_column *c, const uint32_t *cells,
                        uint32_t n, double *out)
{
    if (c->type == NNRT_F64 && c->space == NNRT_EACH) {
        const double *values = nnrt_column_at(shard->self, c);
        for (uint32_t i = 0; i < n; i++)
            out[i] = values[cells[i]];
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        out[i] = nnrt_column_get(shard->self, c, cells[i]);
}

bool nnrt_record_is_column(const nnrt_sampled *m, int64_t k)
{
    return m->column && (k > 0 || !m->signal);
}

uint32_t nnrt_record_place(const nnrt_sampled *m, uint32_t cell)
{
    uint32_t lo = 0, hi = m->n;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (m->cells[middle] < cell)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

void nnrt_record_sample_signal(nnrt_sim *s, uint32_t thread, const nnrt_sampled *m, int64_t k)
{
    const nnrt_shard *shard = &s->populations[m->population].shards[thread];
    const uint32_t from = m->of ? 0 : nnrt_record_place(m, shard->lo);
    const uint32_t to = !m->of                       ? nnrt_record_place(m, shard->hi)
                        : m->block->thread == thread ? m->n
                                                     : 0;
    const uint32_t n = to - from;
    if (!n)
        return;
    double *out = m->values[k & 1] + from;
    const nnrt_step step = {k, (double)k * s->dt, s->dt};
    if (m->of)
        nnrt_record_read_synapse(m, &step, out);
    else if (nnrt_record_is_column(m, k))
        read_column(shard, m->column, m->cells + from, n, out);
    else
        m->signal->read(shard->self, &step, m->cells + from, n, out);
    const double factor = m->column ? m->column->unit_factor : m->signal->unit_factor,
                 offset = m->column ? m->column->unit_offset : m->signal->unit_offset;
    for (uint32_t i = 0; (factor < 1 || factor > 1 || offset < 0 || offset > 0) && i < n; i++)
        out[i] = (out[i] - offset) / factor;
}

static void sample(nnrt_sim *s, uint32_t thread, int64_t k, bool late)
{
    for (uint32_t i = 0; i < s->recording.n_signals; i++) {
        const nnrt_sampled *m = &s->sampled[i];
        if (m->active && k % m->interval == 0 && is_late(m) == late)
            nnrt_record_sample_signal(s, thread, m, k);
    }
}

void nnrt_record_sample(nnrt_sim *s, uint32_t thread, int64_t k)
{
    sample(s, thread, k, false);
}

void nnrt_record_sample_late(nnrt_sim *s, uint32_t thread, int64_t k)
{
    show_sums(s, thread, k);
    sample(s, thread, k, true);
}

void nnrt_record_sample_late_now(nnrt_sim *s)
{
    if (!s->samples_late)
        return;
    look_now(s, true);
    for (uint32_t t = 0; t < s->threads; t++)
        sample(s, t, s->k, true);
    look_now(s, false);
}

bool nnrt_record_failed(nnrt_sim *s)
{
    if (!s->error->exit_code)
        *s->error = *nnrt_spool_error(s->spool);
    return false;
}

bool nnrt_record_write(nnrt_sim *s, int64_t stamp)
{
    for (uint32_t i = 0; i < s->n_sources; i++)
        if (!nnrt_record_write_events(s, i, stamp))
            return false;
    for (uint32_t i = 0; i < s->recording.n_signals; i++) {
        const nnrt_sampled *m = &s->sampled[i];
        if (m->active && stamp % m->interval == 0 &&
            !keep_sample(s, i, stamp, m->values[stamp & 1]))
            return false;
    }
    return true;
}

void nnrt_record_new_annotations(nnrt_sim *s)
{
    nnrt_json_free(&s->annotations);
    s->annotations = (nnrt_json){0};
    nnrt_json_open(&s->annotations, '{', NNRT_JSON_INLINE);
}

bool nnrt_record_end_segment(nnrt_sim *s)
{
    nnrt_json_close(&s->annotations);
    bool ok = !s->annotations.failed || nnrt_error_memory(s->error);
    if (ok && s->spool && !nnrt_spool_end_segment(s->spool, s->k, s->annotations.text))
        ok = nnrt_record_failed(s);
    nnrt_record_new_annotations(s);
    return ok;
}

void nnrt_record_free(nnrt_sim *s)
{
    nnrt_memory *m = &s->memory;
    for (uint32_t i = 0; s->recorders && i < s->program->n_recorders; i++)
        nnrt_memory_give(m, s->recorders[i].signals);
    for (uint32_t i = 0; s->sampled && i < s->recording.n_signals; i++) {
        nnrt_memory_give(m, s->sampled[i].cells);
        nnrt_memory_give(m, s->sampled[i].name);
        nnrt_memory_give(m, s->sampled[i].values[0]);
        nnrt_memory_give(m, s->sampled[i].values[1]);
    }
    nnrt_record_free_sources(s);
    void *tables[] = {s->recorders, s->sampled, s->fired,
                      (void *)(uintptr_t)s->recording.populations,
                      (void *)(uintptr_t)s->recording.signals};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        nnrt_memory_give(m, tables[i]);
    nnrt_json_free(&s->annotations);
}
