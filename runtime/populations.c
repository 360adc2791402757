/* Populations: sizes, columns, shares of the threads, parameters and initial values. */
#include "runtime/sim.h"

#include "runtime/checks.h"
#include "runtime/streams.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- sizes and shares ---- */

static bool size_of(nnrt_sim *s, nnrt_population *p)
{
    const double n = nnrt_sim_value(s, p->def->size, NNRT_PURPOSE_SIZE, p->def->label, 1);
    if (!(n >= 1) || n != floor(n))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: population %s cannot have %.12g cells", p->def->where,
                              p->def->label, n);
    if (n > UINT32_MAX / 2)
        return nnrt_error_set(s->error, NNRT_EXIT_LIMIT,
                              "%s: population %s has %.12g cells, the limit is %u", p->def->where,
                              p->def->label, n, UINT32_MAX / 2);
    p->n = (uint32_t)n;
    return true;
}

/* All cells in a row are cut into equal parts, at multiples of 64 within each population. */
static void share_out(nnrt_sim *s)
{
    double total = 0, before = 0;
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        total += s->populations[i].n;
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        uint32_t lo = 0;
        for (uint32_t t = 0; t < s->threads; t++) {
            const double end = total * (t + 1) / s->threads - before;
            const double cut = end <= 0 ? 0 : end >= p->n ? p->n : floor(end / 64 + 0.5) * 64;
            const uint32_t hi = t + 1 == s->threads || cut >= p->n ? p->n : (uint32_t)cut;
            p->shards[t].lo = lo;
            p->shards[t].hi = lo = hi > lo ? hi : lo;
        }
        before += p->n;
    }
}

static bool population_make(nnrt_sim *s, nnrt_population *p)
{
    const nnrt_class *c = p->def->cls;
    if (!nnrt_instance_make(&p->cells, &s->memory, c->size, c->columns, c->n_columns, p->n,
                            p->def->label))
        return false;
    nnrt_self *self = p->cells.self;
    self->params = s->params;
    self->texts = c->texts;
    p->shards = nnrt_memory_take(&s->memory, s->threads, sizeof *p->shards, p->def->label);
    if (!p->shards)
        return false;
    for (uint32_t t = 0; t < s->threads; t++) {
        nnrt_shard *shard = &p->shards[t];
        shard->self = nnrt_memory_take(&s->memory, 1, c->size, p->def->label);
        shard->spikes = nnrt_memory_take(&s->memory, 2 * nnrt_class_outputs(c),
                                         sizeof *shard->spikes, p->def->label);
        if (!shard->self || !shard->spikes)
            return false;
        for (uint32_t q = 0; q < 2 * nnrt_class_outputs(c); q++)
            shard->spikes[q].memory = &s->memory;
        shard->wired[0].memory = shard->wired[1].memory = &s->memory;
    }
    if (p->def->place == NNRT_PLACE_NONE)
        return true;
    p->positions = nnrt_memory_take(&s->memory, p->n, 3 * sizeof(double), "positions");
    if (!p->positions)
        return false;
    nnrt_positions_fill(s, p->def, p->n, p->positions);
    return true;
}

/* ---- assignments ---- */

static bool assign_list(nnrt_sim *s, nnrt_population *p, const nnrt_column *c,
                        const nnrt_view *cells, const nnrt_assign *a)
{
    nnrt_list *list = nnrt_column_at(p->cells.self, c);
    const uint32_t n = c->space == NNRT_ONE ? 1 : cells ? cells->n : p->n;
    if (!nnrt_lists_check(s, c, &a->list, n, a->where))
        return false;
    for (uint32_t k = 0; k < n; k++)
        list[cells ? nnrt_view_cell(cells, k) : k] = nnrt_array_of(a->list, k);
    return true;
}

bool nnrt_population_assign(nnrt_sim *s, uint32_t population, const nnrt_view *cells,
                            const nnrt_assign *a)
{
    nnrt_population *p = &s->populations[population];
    const nnrt_column *c = &p->def->cls->columns[a->column];
    if (c->type == NNRT_LIST)
        return assign_list(s, p, c, cells, a);
    nnrt_rule_env env = nnrt_sim_env(s, a->purpose, p->def->label);
    env.n_pre = p->n;
    const bool once = a->uniform || c->space == NNRT_ONE;
    double value = once ? nnrt_rule_value(&a->rule, &env, 0, 0, 0) : 0;
    const uint32_t n = c->space == NNRT_ONE ? 1 : cells ? cells->n : p->n;
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t i = cells ? nnrt_view_cell(cells, k) : k;
        env.place = k;
        env.pre_at = p->positions ? p->positions + (size_t)3 * i : NULL;
        if (!once)
            value = nnrt_rule_value(&a->rule, &env, i, 0, 0);
        if (!nnrt_value_check(s, c, value, p->def->label, i, a->where))
            return false;
        nnrt_column_set(p->cells.self, c, i, value);
    }
    return true;
}

bool nnrt_population_derive(nnrt_sim *s, uint32_t population)
{
    nnrt_population *p = &s->populations[population];
    nnrt_bad bad = {0};
    if (p->def->cls->derive)
        p->def->cls->derive(p->cells.self, s->dt, 0, p->n, &bad);
    if (bad.what)
        return nnrt_bad_tell(s, &bad, p->def->label, p->def->where);
    return true;
}

bool nnrt_population_initialize(nnrt_sim *s, uint32_t population)
{
    const nnrt_population_def *d = s->populations[population].def;
    for (uint32_t i = 0; i < d->n_initial; i++)
        if (!nnrt_population_assign(s, population, NULL, &d->initial[i]))
            return false;
    return true;
}

bool nnrt_population_start(nnrt_sim *s, uint32_t population)
{
    nnrt_population *p = &s->populations[population];
    const nnrt_class *c = p->def->cls;
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_HIDDEN || c->columns[i].role == NNRT_INPUT)
            nnrt_column_fill(p->cells.self, &c->columns[i], p->n, 0);
    if (c->start)
        c->start(p->cells.self, s->dt, 0, p->n);
    if (!nnrt_population_initialize(s, population))
        return false;
    if (!c->settle)
        return true;
    c->settle(p->cells.self, s->dt, 0, p->n);
    return nnrt_population_initialize(s, population);
}

void nnrt_populations_key(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        ((nnrt_self *)p->cells.self)->key =
            nnrt_sim_key(s, NNRT_PURPOSE_DYNAMICS, p->def->label, s->noise);
    }
}

void nnrt_populations_share(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        const nnrt_population *p = &s->populations[i];
        for (uint32_t t = 0; t < s->threads; t++) {
            memcpy(p->shards[t].self, p->cells.self, p->def->cls->size);
            ((nnrt_self *)p->shards[t].self)->wired = &p->shards[t].wired[0];
        }
    }
}

uint32_t nnrt_port_find(const nnrt_class *c, const char *name)
{
    for (uint32_t i = 0; name && i < c->n_ports; i++)
        if (!strcmp(c->ports[i].name, name))
            return i;
    return NNRT_NOWHERE;
}

uint32_t nnrt_output_find(const nnrt_class *c, const char *name)
{
    for (uint32_t i = 0; i < c->n_outputs; i++)
        if (!strcmp(c->outputs[i], name))
            return i;
    return c->n_outputs ? NNRT_NOWHERE : 0;
}

/* ---- making them ---- */

static void fall_back(nnrt_population *p)
{
    const nnrt_class *c = p->def->cls;
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_PARAM && c->columns[i].type != NNRT_LIST)
            nnrt_column_fill(p->cells.self, &c->columns[i], p->n, c->columns[i].fallback);
}

static bool values_make(nnrt_sim *s, uint32_t population)
{
    nnrt_population *p = &s->populations[population];
    fall_back(p);
    for (uint32_t i = 0; i < p->def->n_values; i++)
        if (!nnrt_population_assign(s, population, NULL, &p->def->values[i]))
            return false;
    return nnrt_settings_apply(s, p->def->label, &p->cells) &&
           nnrt_population_derive(s, population) && nnrt_population_start(s, population);
}

bool nnrt_populations_make(nnrt_sim *s)
{
    const uint32_t n = s->program->n_populations;
    s->populations = nnrt_memory_take(&s->memory, n, sizeof *s->populations, "the populations");
    if (!s->populations)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        s->populations[i].def = &s->program->populations[i];
        if (!size_of(s, &s->populations[i]) || !population_make(s, &s->populations[i]))
            return false;
    }
    share_out(s);
    nnrt_populations_key(s);
    for (uint32_t i = 0; i < n; i++)
        if (!values_make(s, i))
            return false;
    return true;
}

static void shard_free(nnrt_sim *s, nnrt_shard *shard, uint32_t n_outputs)
{
    nnrt_memory_give(&s->memory, shard->self);
    for (uint32_t q = 0; shard->spikes && q < 2 * n_outputs; q++)
        nnrt_grown_free(&s->memory, shard->spikes[q].index, shard->spikes[q].cap, sizeof(uint32_t));
    nnrt_memory_give(&s->memory, shard->spikes);
    nnrt_queue_free(&shard->wired[0]);
    nnrt_queue_free(&shard->wired[1]);
}

void nnrt_populations_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->populations && i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        nnrt_instance_free(&p->cells, &s->memory);
        nnrt_memory_give(&s->memory, p->positions);
        for (uint32_t t = 0; p->shards && t < s->threads; t++)
            shard_free(s, &p->shards[t], nnrt_class_outputs(p->def->cls));
        nnrt_memory_give(&s->memory, p->shards);
    }
    nnrt_memory_give(&s->memory, s->populations);
}

/* Lists grow by doubling. Where there is no memory, cap = NNRT_SPIKES_LOST, and the clock stops. */
void nnrt_spike(nnrt_spikes *s, uint32_t cell, int64_t count)
{
    for (int64_t m = 0; m < count; m++) {
        if (s->n == s->cap) {
            uint32_t *grown = nnrt_grown(s->memory, s->index, &s->cap, sizeof *grown, 64);
            if (!grown) {
                nnrt_grown_free(s->memory, s->index, s->cap, sizeof *s->index);
                s->index = NULL;
                s->n = 0;
                s->cap = NNRT_SPIKES_LOST;
                atomic_store(&s->memory->lacking, true);
                return;
            }
            s->index = grown;
        }
        if (s->cap == NNRT_SPIKES_LOST)
            return;
        s->index[s->n++] = cell;
    }
}
