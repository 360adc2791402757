/* Values of connections: weights, delays and synapse parameters, by the rules of their projection. */
#include "runtime/wire_build.h"

#include "runtime/checks.h"
#include "runtime/plastic.h"
#include "runtime/streams.h"
#include "runtime/time.h"

#include <math.h>

static double list_value(const nnrt_building *b, const nnrt_pair *pair, int32_t column)
{
    const nnrt_data *d = &b->s->program->data[b->plan.clauses[pair->clause].def->data];
    return d->values[(uint64_t)column * d->rows + pair->item];
}

static double value_of(const nnrt_building *b, nnrt_rule_env *env, const nnrt_pair *pair,
                       uint64_t m, nnrt_rule own, int32_t column, nnrt_rule common, double fallback)
{
    if (column >= 0 && b->plan.clauses[pair->clause].wiring == NNRT_WIRE_LIST)
        return list_value(b, pair, column);
    const nnrt_rule rule = own.given ? own : common;
    return rule.given ? nnrt_rule_value(&rule, env, pair->i, pair->j, m) : fallback;
}

static bool check_weight(const nnrt_building *b, const nnrt_pair *pair, double weight,
                         nnrt_error *e)
{
    return isfinite(nnrt_weight_kept(b->s, weight)) ||
           nnrt_error_set(e, NNRT_EXIT_MODEL, "%s: the weight of %s from %u to %u is %g",
                          b->p->def->where, b->p->def->label, pair->i, pair->j, weight);
}

static bool delay_steps(nnrt_building *b, double delay, uint32_t *steps, nnrt_error *e)
{
    const nnrt_projection_def *d = b->p->def;
    if (!d->random_delay || !isfinite(delay) || nnrt_steps(delay, b->s->dt).k >= 1)
        return nnrt_delay_steps(b->s, delay, d->label, d->where, steps, e);
    atomic_fetch_add(&b->clipped, 1);
    *steps = 1;
    return true;
}

static void note_delay(nnrt_building *b, uint32_t steps)
{
    uint32_t longest = atomic_load(&b->longest);
    while (steps > longest && !atomic_compare_exchange_weak(&b->longest, &longest, steps))
        continue;
}

static bool fill_weight(nnrt_building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                        const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    const nnrt_clause *clause = b->plan.clauses[pair->clause].def;
    const nnrt_synapse_class *synapse = b->p->def->synapse;
    if (!b->each_weight && !synapse)
        return true;
    env->key = b->weight_key;
    const double weight = b->each_weight ? value_of(b, env, pair, m, clause->weight,
                                                    clause->weight_column, b->p->def->weight, 0)
                                         : b->p->weight;
    if (!check_weight(b, pair, weight, e))
        return false;
    if (synapse)
        nnrt_synapse_set_weight(r, synapse, c, weight);
    else
        nnrt_rows_set_weight(r, c, weight);
    return true;
}

static bool fill_delay(nnrt_building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                       const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    const nnrt_clause *clause = b->plan.clauses[pair->clause].def;
    uint32_t steps;
    if (!b->each_delay)
        return true;
    env->key = b->delay_key;
    const double delay =
        value_of(b, env, pair, m, clause->delay, clause->delay_column, b->p->def->delay, b->s->dt);
    if (!delay_steps(b, delay, &steps, e))
        return false;
    r->delay16[c] = (uint16_t)steps;
    if (r->between)
        r->between[c] = nnrt_delay_between(b->s, delay);
    note_delay(b, steps);
    return true;
}

static bool set_value(const nnrt_building *b, nnrt_rows *r, uint64_t c, const nnrt_pair *pair,
                      const nnrt_column *column, double value, const char *where, nnrt_error *e)
{
    if (!(value >= column->lo && value <= column->hi) || !isfinite(value))
        return nnrt_error_set(e, NNRT_EXIT_MODEL,
                              "%s: %s of %s from %u to %u = %.12g %s is outside of its bounds",
                              where, column->name, b->p->def->label, pair->i, pair->j,
                              (value - column->unit_offset) / column->unit_factor, column->unit);
    nnrt_column_set(r->synapses.self, column, (uint32_t)c, value);
    return true;
}

static bool fill_listed(const nnrt_building *b, nnrt_rows *r, uint64_t c, const nnrt_pair *pair,
                        nnrt_error *e)
{
    const nnrt_clause *clause = b->plan.clauses[pair->clause].def;
    for (uint32_t k = 0; k < clause->n_listed; k++)
        if (!set_value(b, r, c, pair, &r->synapses.columns[clause->listed[k].column],
                       list_value(b, pair, (int32_t)clause->listed[k].data_column), clause->where,
                       e))
            return false;
    return true;
}

static bool fill_values(nnrt_building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                        const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    for (uint32_t k = 0; k < b->p->def->n_values; k++) {
        const nnrt_assign *a = b->values[k].assign;
        const nnrt_column *column = &r->synapses.columns[a->column];
        if (column->space == NNRT_ONE)
            continue;
        env->key = b->values[k].key;
        const double value = a->uniform ? nnrt_rule_value(&a->rule, env, 0, 0, 0)
                                        : nnrt_rule_value(&a->rule, env, pair->i, pair->j, m);
        if (!set_value(b, r, c, pair, column, value, a->where, e))
            return false;
    }
    return fill_listed(b, r, c, pair, e);
}

bool nnrt_has_values(const nnrt_building *b)
{
    return b->each_weight || b->each_delay || b->p->def->synapse;
}

bool nnrt_value_connection(nnrt_building *b, nnrt_rows *r, uint64_t c, nnrt_rule_env *env,
                           const nnrt_pair *pair, uint64_t m, nnrt_error *e)
{
    nnrt_pair_place(&b->plan, env, pair->i, pair->j);
    return fill_weight(b, r, c, env, pair, m, e) && fill_delay(b, r, c, env, pair, m, e) &&
           fill_values(b, r, c, env, pair, m, e);
}

/* ---- what is known before single connections ---- */

/* Which values each connection has for itself. */
static void find_each(nnrt_building *b)
{
    const nnrt_projection_def *d = b->p->def;
    b->each_weight = d->weight.given && !d->weight_uniform;
    b->each_delay = d->delay.given && !d->delay_uniform;
    for (uint32_t c = 0; c < d->n_clauses; c++) {
        const nnrt_clause *clause = &d->clauses[c];
        const bool list = clause->wiring == NNRT_WIRE_LIST;
        b->each_weight |= clause->weight.given || (list && clause->weight_column >= 0);
        b->each_delay |= clause->delay.given || (list && clause->delay_column >= 0);
    }
    b->each_delay &= !d->zero;
}

static bool plan_weight(nnrt_building *b)
{
    const nnrt_projection_def *d = b->p->def;
    const nnrt_pair none = {0};
    b->p->weight =
        d->weight_uniform ? nnrt_sim_value(b->s, d->weight, NNRT_PURPOSE_WEIGHT, d->label, 0) : 0;
    if (!b->each_weight && !check_weight(b, &none, b->p->weight, b->s->error))
        return false;
    b->p->weight = nnrt_weight_kept(b->s, b->p->weight);
    return true;
}

static bool plan_dendrite(nnrt_building *b)
{
    nnrt_projection *p = b->p;
    p->dendritic = nnrt_sim_value(b->s, p->def->dendritic, NNRT_PURPOSE_DENDRITE, p->def->label, 1);
    return (p->dendritic >= 0 && p->dendritic <= 1) ||
           nnrt_error_set(b->s->error, NNRT_EXIT_MODEL, "%s: a dendritic fraction of %.12g in %s",
                          p->def->where, p->dendritic, p->def->label);
}

static bool plan_delay(nnrt_building *b)
{
    nnrt_projection *p = b->p;
    const nnrt_projection_def *d = p->def;
    const double least =
        nnrt_sim_value(b->s, b->s->program->min_delay, NNRT_PURPOSE_DELAY, "", b->s->dt);
    const double delay = d->delay_uniform || !d->delay.given
                             ? nnrt_sim_value(b->s, d->delay, NNRT_PURPOSE_DELAY, d->label, least)
                             : least;
    if (!b->each_delay && !d->zero) {
        if (!b->s->program->in_turn) /* there it is not rounded */
            nnrt_sim_steps(b->s, delay, "a delay", d->where);
        if (!delay_steps(b, delay, &p->delay, b->s->error))
            return false;
        p->between = nnrt_delay_between(b->s, delay);
    }
    note_delay(b, b->each_delay ? 1 : p->delay);
    return true;
}

bool nnrt_values_plan(nnrt_building *b)
{
    const nnrt_projection_def *d = b->p->def;
    find_each(b);
    if (!plan_weight(b) || !plan_dendrite(b) || !plan_delay(b))
        return false;
    b->weight_key = nnrt_sim_key(b->s, NNRT_PURPOSE_WEIGHT, d->label, 0);
    b->delay_key = nnrt_sim_key(b->s, NNRT_PURPOSE_DELAY, d->label, 0);
    b->values = nnrt_memory_take(&b->s->memory, d->n_values, sizeof *b->values, d->label);
    for (uint32_t k = 0; b->values && k < d->n_values; k++)
        b->values[k] =
            (nnrt_valued){&d->values[k], nnrt_sim_key(b->s, d->values[k].purpose, d->label, 0)};
    return b->values;
}

static void synapses_fall_back(nnrt_projection *p, nnrt_rows *r)
{
    for (uint32_t i = 0; i < r->synapses.n_columns; i++) {
        const nnrt_column *c = &r->synapses.columns[i];
        if (c->role == NNRT_PARAM && c->type != NNRT_LIST && (int32_t)i != p->def->synapse->weight)
            nnrt_column_fill(r->synapses.self, c, r->synapses.n, c->fallback);
    }
}

/* Values that the connections of a block share. */
bool nnrt_values_share(nnrt_building *b, nnrt_rows *r)
{
    if (b->p->def->synapse)
        synapses_fall_back(b->p, r);
    nnrt_rule_env env = nnrt_pair_env(&b->plan, 0);
    for (uint32_t k = 0; k < b->p->def->n_values; k++) {
        const nnrt_assign *a = b->values[k].assign;
        const nnrt_column *column = &r->synapses.columns[a->column];
        if (column->space != NNRT_ONE)
            continue;
        env.key = b->values[k].key;
        const double value = nnrt_rule_value(&a->rule, &env, 0, 0, 0);
        if (!nnrt_value_check(b->s, column, value, b->p->def->label, 0, a->where))
            return false;
        nnrt_column_set(r->synapses.self, column, 0, value);
    }
    return true;
}
