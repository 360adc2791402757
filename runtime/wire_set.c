/* Changes of connections between runs: weights, delays, and parameters of synapses. */
#include "runtime/wire.h"

#include "runtime/arrivals.h"
#include "runtime/checks.h"
#include "runtime/plastic.h"
#include "runtime/streams.h"
#include "runtime/time.h"

#include <math.h>
#include <string.h>

typedef struct change {
    nnrt_sim *s;
    nnrt_projection *p;
    const nnrt_action *a;
    int32_t column; /* of the synapse class; -1: weight or delay of static connections */
    bool delay;
    uint32_t longest; /* delay met so far, steps */
    nnrt_rule_env env;
} change;

static bool check(const change *x, double value, uint32_t i, uint32_t j)
{
    const nnrt_column *c = x->column >= 0 ? &x->p->def->synapse->columns[x->column] : NULL;
    if (isfinite(nnrt_weight_kept(x->s, value)) &&
        (!c || c->role != NNRT_PARAM || (value >= c->lo && value <= c->hi)))
        return true;
    return nnrt_error_set(x->s->error, NNRT_EXIT_MODEL,
                          "%s: %s of %s from %u to %u cannot be %.12g", x->a->where, x->a->name,
                          x->p->def->label, i, j, value);
}

/* Steps of a delay, at least 1. */
static bool delay_steps(change *x, double delay, uint32_t *steps)
{
    if (!nnrt_delay_steps(x->s, delay, x->p->def->label, x->a->where, steps, x->s->error))
        return false;
    x->longest = *steps > x->longest ? *steps : x->longest;
    return true;
}

static bool put_delay(change *x, nnrt_rows *b, uint64_t c, double delay)
{
    uint32_t steps;
    if (!delay_steps(x, delay, &steps))
        return false;
    b->delay16[c] = (uint16_t)steps;
    if (b->between)
        b->between[c] = nnrt_delay_between(x->s, delay);
    return true;
}

static void put(change *x, nnrt_rows *b, uint64_t c, double value)
{
    if (x->column >= 0)
        nnrt_column_set(b->synapses.self, &b->synapses.columns[x->column], (uint32_t)c, value);
    else
        nnrt_rows_set_weight(b, c, value);
}

static bool change_block(change *x, nnrt_plan_of_rows *w, nnrt_rows *b)
{
    const double common = x->a->uniform ? nnrt_rule_value(&x->a->rule, &x->env, 0, 0, 0) : 0;
    for (uint32_t i = 0; i < x->p->pre->n; i++) {
        uint32_t before = NNRT_NOWHERE;
        uint64_t m = 0;
        for (uint64_t c = b->row[i]; c < b->row[i + 1]; c++) {
            const uint32_t j = nnrt_post_position(x->s, x->p, b, c);
            m = j == before ? m + 1 : 0;
            before = j;
            nnrt_pair_place(w, &x->env, i, j);
            const double value =
                x->a->uniform ? common : nnrt_rule_value(&x->a->rule, &x->env, i, j, m);
            if (x->delay ? !put_delay(x, b, c, value) : !check(x, value, i, j))
                return false;
            if (!x->delay)
                put(x, b, c, value);
        }
    }
    return true;
}

static bool weights_make(nnrt_sim *s, nnrt_projection *p)
{
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        nnrt_rows *b = &p->blocks[k];
        if (!nnrt_rows_weighted(b) && !nnrt_weights_make(s, b, b->row[p->pre->n], p->def->label))
            return false;
    }
    return true;
}

static bool between_make(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b)
{
    const uint64_t n = b->row[p->pre->n];
    b->between = nnrt_memory_take(&s->memory, n, sizeof *b->between, p->def->label);
    for (uint64_t c = 0; b->between && c < n; c++)
        b->between[c] = p->between;
    return b->between;
}

/* A delay of its own for each connection, in 16 bits. */
static bool delays_make(nnrt_sim *s, nnrt_projection *p)
{
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        nnrt_rows *b = &p->blocks[k];
        if (b->delay16)
            continue;
        b->delay16 =
            nnrt_memory_take(&s->memory, b->row[p->pre->n], sizeof *b->delay16, p->def->label);
        if (!b->delay16)
            return false;
        if (s->program->in_turn && !b->between && !between_make(s, p, b))
            return false;
        for (uint64_t c = 0; c < b->row[p->pre->n]; c++)
            b->delay16[c] = b->delay8 ? b->delay8[c] : (uint16_t)p->delay;
        nnrt_memory_give(&s->memory, b->delay8);
        b->delay8 = NULL;
    }
    return true;
}

static bool has_delays(const nnrt_projection *p)
{
    return p->n_blocks && (p->blocks[0].delay8 || p->blocks[0].delay16);
}

/* Of spikes that are stamped from now on; those under way keep theirs. */
static bool set_delay(change *x, nnrt_plan_of_rows *w)
{
    nnrt_projection *p = x->p;
    if (x->a->uniform && !has_delays(p)) {
        const double delay = nnrt_rule_value(&x->a->rule, &x->env, 0, 0, 0);
        if (!delay_steps(x, delay, &p->delay))
            return false;
        p->between = nnrt_delay_between(x->s, delay);
    } else if (!delays_make(x->s, p))
        return false;
    for (uint32_t k = 0; has_delays(p) && k < p->n_blocks; k++) {
        nnrt_arrivals_drop(x->s, &x->s->populations[p->blocks[k].population]);
        if (!change_block(x, w, &p->blocks[k]))
            return false;
    }
    p->max_delay = x->longest;
    for (uint32_t k = 0; k < p->n_blocks; k++)
        if (!nnrt_rings_grow(x->s, p->blocks[k].population, p->max_delay))
            return false;
    return true;
}

bool nnrt_projection_set(nnrt_sim *s, uint32_t projection, const nnrt_action *a)
{
    nnrt_projection *p = &s->projections[projection];
    change x = {.s = s, .p = p, .a = a};
    const nnrt_synapse_class *c = p->def->synapse;
    x.column = c ? nnrt_column_find(c->columns, c->n_columns, a->name) : -1;
    nnrt_plan_of_rows w;
    nnrt_pair_plan(&w, s, p);
    x.env = nnrt_pair_env(&w, nnrt_sim_key(s, a->purpose ? a->purpose : a->name, p->def->label, 0));
    x.delay = !c && !strcmp(a->name, "delay");
    if (x.delay)
        return set_delay(&x, &w);
    if (!c && a->uniform && p->n_blocks && !nnrt_rows_weighted(&p->blocks[0])) {
        p->weight = nnrt_weight_kept(s, nnrt_rule_value(&a->rule, &x.env, 0, 0, 0));
        return check(&x, p->weight, 0, 0);
    }
    if (c) {
        nnrt_plastic_flush(s, p, s->k);
        if (c->columns[x.column].role == NNRT_PARAM)
            nnrt_plastic_relax(s, p, s->k);
    } else if (!weights_make(s, p))
        return false;
    for (uint32_t k = 0; k < p->n_blocks; k++)
        if (!change_block(&x, &w, &p->blocks[k]))
            return false;
    if (!c)
        return true;
    if (x.column == c->weight)
        nnrt_plastic_note_weights(p);
    return nnrt_projection_derive(s, p);
}
