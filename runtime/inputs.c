/* Inputs: currents that are injected into cells, and sources of events without cells of their own.
   */
#include "runtime/sim.h"

#include "runtime/checks.h"
#include "runtime/clones.h"
#include "runtime/streams.h"

#include <math.h>
#include <string.h>

/* ---- values ---- */

static bool assign(nnrt_sim *s, nnrt_input *x, const nnrt_assign *a)
{
    const nnrt_column *c = &x->source.columns[a->column];
    if (c->type == NNRT_LIST) {
        nnrt_list *list = nnrt_column_at(x->source.self, c);
        const uint32_t n = c->space == NNRT_ONE ? 1 : x->source.n;
        if (!nnrt_lists_check(s, c, &a->list, n, a->where))
            return false;
        for (uint32_t i = 0; i < n; i++)
            list[i] = nnrt_array_of(a->list, i);
        return true;
    }
    nnrt_rule_env env = nnrt_sim_env(s, a->purpose, x->def->label);
    env.n_pre = x->source.n;
    const bool once = a->uniform || c->space == NNRT_ONE;
    double value = once ? nnrt_rule_value(&a->rule, &env, 0, 0, 0) : 0;
    const uint32_t n = c->space == NNRT_ONE ? 1 : x->source.n;
    for (uint32_t i = 0; i < n; i++) {
        env.pre_at = nnrt_group_position(s, x->group, i);
        if (!once)
            value = nnrt_rule_value(&a->rule, &env, i, 0, 0);
        if (!nnrt_value_check(s, c, value, x->def->label, i, a->where))
            return false;
        nnrt_column_set(x->source.self, c, i, value);
    }
    return true;
}

bool nnrt_input_derive(nnrt_sim *s, nnrt_input *x)
{
    nnrt_bad bad = {0};
    if (x->def->cls->derive)
        x->def->cls->derive(x->source.self, s->dt, 0, x->source.n, &bad);
    return !bad.what || nnrt_bad_tell(s, &bad, x->def->label, x->def->where);
}

bool nnrt_input_set(nnrt_sim *s, uint32_t input, const nnrt_action *a)
{
    nnrt_input *x = &s->inputs[input];
    const int32_t column = nnrt_column_find(x->source.columns, x->source.n_columns, a->name);
    if (column < 0)
        return nnrt_error_set(s->error, NNRT_EXIT_INTERNAL, "%s: %s has no parameter %s", a->where,
                              x->def->label, a->name);
    const nnrt_assign value = {.column = (uint32_t)column,
                               .rule = a->rule,
                               .uniform = a->uniform,
                               .purpose = a->purpose,
                               .list = a->list,
                               .where = a->where};
    return assign(s, x, &value) && nnrt_input_derive(s, x);
}

void nnrt_inputs_start(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_inputs; i++) {
        nnrt_input *x = &s->inputs[i];
        ((nnrt_self *)x->source.self)->key =
            nnrt_sim_key(s, NNRT_PURPOSE_DYNAMICS, x->def->label, s->noise);
        for (uint32_t c = 0; c < x->source.n_columns; c++)
            if (x->source.columns[c].role == NNRT_HIDDEN)
                nnrt_column_fill(x->source.self, &x->source.columns[c], x->source.n, 0);
        if (x->def->cls->start)
            x->def->cls->start(x->source.self, s->dt, 0, x->source.n);
    }
}

/* ---- making them ---- */

static bool connect_events(nnrt_sim *s, nnrt_input *x)
{
    const nnrt_input_def *d = x->def;
    x->weight = nnrt_sim_value(s, d->weight, NNRT_PURPOSE_WEIGHT, d->label, 0);
    const double least = nnrt_sim_value(s, s->program->min_delay, NNRT_PURPOSE_DELAY, "", s->dt);
    const double delay = nnrt_sim_value(s, d->delay, NNRT_PURPOSE_DELAY, d->label, least);
    nnrt_sim_steps(s, delay, "a delay", d->where);
    if (!isfinite(x->weight))
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: the weight of %s is %g", d->where,
                              d->label, x->weight);
    if (!nnrt_delay_steps(s, delay, d->label, d->where, &x->delay, s->error))
        return false;
    for (uint32_t w = 0; w < x->group->n_views; w++) {
        nnrt_population *p = &s->populations[s->views[x->group->views[w]].population];
        if (p->max_delay < x->delay)
            p->max_delay = x->delay;
    }
    return true;
}

static bool input_make(nnrt_sim *s, nnrt_input *x, const nnrt_input_def *d)
{
    const nnrt_class *c = d->cls;
    x->def = d;
    x->group = &s->groups[d->group];
    const uint32_t n = d->shared ? 1 : x->group->n;
    if (!nnrt_instance_make(&x->source, &s->memory, c->size, c->columns, c->n_columns, n, d->label))
        return false;
    ((nnrt_self *)x->source.self)->params = s->params;
    ((nnrt_self *)x->source.self)->texts = c->texts;
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_PARAM && c->columns[i].type != NNRT_LIST)
            nnrt_column_fill(x->source.self, &c->columns[i], n, c->columns[i].fallback);
    for (uint32_t i = 0; i < d->n_values; i++)
        if (!assign(s, x, &d->values[i]))
            return false;
    if (!d->column && !connect_events(s, x))
        return false;
    return nnrt_settings_apply(s, d->label, &x->source) && nnrt_input_derive(s, x);
}

static bool scratch_make(nnrt_sim *s)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < s->program->n_inputs; i++)
        if (s->inputs[i].group->n > longest)
            longest = s->inputs[i].group->n;
    s->scratch = nnrt_memory_take(&s->memory, s->threads, sizeof *s->scratch, "inputs");
    for (uint32_t t = 0; s->scratch && t < s->threads; t++)
        if (!(s->scratch[t] = nnrt_memory_take(&s->memory, longest, sizeof(double), "inputs")))
            return false;
    return s->scratch;
}

bool nnrt_inputs_make(nnrt_sim *s)
{
    s->inputs = nnrt_memory_take(&s->memory, s->program->n_inputs, sizeof *s->inputs, "the inputs");
    if (!s->inputs)
        return false;
    for (uint32_t i = 0; i < s->program->n_inputs; i++)
        if (!input_make(s, &s->inputs[i], &s->program->inputs[i]))
            return false;
    nnrt_inputs_start(s);
    return scratch_make(s);
}

/* ---- in a step ---- */

/* Part of an input that goes to cells of one thread: cells from `from` to `to` of a view, from
   position `first` on. */
typedef struct part {
    nnrt_population *population;
    const nnrt_view *view;
    uint32_t first, from, to;
} part;

static part part_of(nnrt_sim *s, const nnrt_input *x, uint32_t view, uint32_t thread)
{
    part r = {.view = &s->views[x->group->views[view]], .first = x->group->first[view]};
    r.population = &s->populations[r.view->population];
    const nnrt_shard *shard = &r.population->shards[thread];
    nnrt_view_range(r.view, shard->lo, shard->hi, &r.from, &r.to);
    return r;
}

static double *column_of(const nnrt_population *p, const char *name)
{
    const nnrt_class *c = p->def->cls;
    const int32_t at = nnrt_column_find(c->columns, c->n_columns, name);
    return at < 0 ? NULL : nnrt_column_at(p->cells.self, &c->columns[at]);
}

static void inject_part(const nnrt_input *x, const part *r, const nnrt_step *step, double *scratch)
{
    double *sum = column_of(r->population, x->def->column);
    const uint32_t lo = r->first + r->from, hi = r->first + r->to, n = hi - lo;
    if (!sum || !n)
        return;
    memset(scratch + lo, 0, n * sizeof *scratch);
    x->def->cls->inject(x->source.self, step, lo, hi, x->def->shared, scratch);
    for (uint32_t i = 0; i < n; i++)
        sum[nnrt_view_cell(r->view, r->from + i)] += scratch[lo + i];
}

static void clear_inputs(nnrt_population *p, uint32_t thread)
{
    const nnrt_class *c = p->def->cls;
    const nnrt_shard *shard = &p->shards[thread];
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_INPUT && c->columns[i].space == NNRT_EACH) {
            double *sum = nnrt_column_at(p->cells.self, &c->columns[i]);
            memset(sum + shard->lo, 0, (shard->hi - shard->lo) * sizeof *sum);
        }
}

void nnrt_inputs_inject(nnrt_sim *s, uint32_t thread, const nnrt_step *step)
{
    if (!s->program->n_inputs)
        return;
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        clear_inputs(&s->populations[i], thread);
    for (uint32_t i = 0; i < s->program->n_inputs; i++) {
        const nnrt_input *x = &s->inputs[i];
        for (uint32_t w = 0; x->def->column && w < x->group->n_views; w++) {
            const part r = part_of(s, x, w, thread);
            inject_part(x, &r, step, s->scratch[thread]);
        }
    }
}

NNRT_CLONES static void add_counts(double *restrict sum, const double *restrict count,
                                   double weight, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        sum[i] += count[i] * weight;
}

/* The events of a step arrive at a cell as one with their number times the weight. */
static void emit_part(const nnrt_input *x, const part *r, uint32_t thread, const nnrt_step *step,
                      double *count)
{
    nnrt_population *p = r->population;
    const uint32_t lo = r->first + r->from, hi = r->first + r->to;
    if (lo == hi)
        return;
    x->def->cls->emit(x->source.self, step, lo, hi, count);
    const uint32_t port = nnrt_port_find(p->def->cls, x->def->port);
    const size_t slot = (uint64_t)(step->k + 1 + x->delay) & (p->slots - 1);
    double *sum = p->rings[port] ? p->rings[port] + slot * p->stride : NULL;
    if (sum && !r->view->cells) {
        add_counts(sum + r->view->start + r->from, count, x->weight, hi - lo);
        return;
    }
    for (uint32_t i = 0; i < hi - lo; i++) {
        const uint32_t cell = nnrt_view_cell(r->view, r->from + i);
        if (sum)
            sum[cell] += count[i] * x->weight;
        else if (count[i] > 0)
            nnrt_queue_add(&p->shards[thread].queues[slot], cell, port, count[i] * x->weight);
    }
}

void nnrt_inputs_emit(nnrt_sim *s, uint32_t thread, const nnrt_step *step)
{
    for (uint32_t i = 0; i < s->program->n_inputs; i++) {
        const nnrt_input *x = &s->inputs[i];
        for (uint32_t w = 0; !x->def->column && w < x->group->n_views; w++) {
            const part r = part_of(s, x, w, thread);
            emit_part(x, &r, thread, step, s->scratch[thread]);
        }
    }
}

void nnrt_inputs_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->inputs && i < s->program->n_inputs; i++)
        nnrt_instance_free(&s->inputs[i].source, &s->memory);
    nnrt_memory_give(&s->memory, s->inputs);
    for (uint32_t t = 0; s->scratch && t < s->threads; t++)
        nnrt_memory_give(&s->memory, s->scratch[t]);
    nnrt_memory_give(&s->memory, s->scratch);
}
