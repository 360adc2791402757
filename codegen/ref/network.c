/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network: populations with their cells, groups, currents, projections. */
#include "codegen/ref/eval.h"
#include "ir/pass/lower.h"

#include <math.h>

enum { MOST_CELLS = 1000000 };

static RefPopulation *population_named(Ref *r, const Str *name)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        if (r->m->populations.v[i]->name == name)
            return &r->populations[i];
    return NULL;
}

/* ---- populations ---- */
/* Reduces of the model that some input feeds. */
static bool group_holds(Ref *r, const Str *group, const Str *population)
{
    const IrGroup *g = ir_find_group(r->m, group);
    const IrView *v = ir_find_view(r->m, group);
    for (uint32_t i = 0; g && i < g->members.n; i++)
        if (group_holds(r, g->members.v[i], population))
            return true;
    return group == population || (v && v->population == population);
}

typedef VEC(const Str *) Names;

static void open_reduce(Ref *r, const IrModel *model, const Str *port, Names *open)
{
    const IrItem *it = port ? ir_item(model, port) : NULL;
    if (it && it->kind == IR_ITEM_REDUCE)
        VEC_PUSH(r->a, open, port);
}

static void open_coupled(Ref *r, const RefPopulation *p, const IrProjection *d,
                         const IrModel *model, Names *open)
{
    const IrModel *synapse = d->synapse ? ir_find_model(r->m, d->synapse) : NULL;
    if (synapse && ((ref_is_coupling(synapse, false) && group_holds(r, d->post, p->def->name)) ||
                    (ref_is_coupling(synapse, true) && group_holds(r, d->pre, p->def->name))))
        open_reduce(r, model, ir_projection_sum(d), open);
}

static bool make_model(Ref *r, RefPopulation *p)
{
    const IrModel *model = ir_find_model(r->m, p->def->model);
    Names open = {0};
    for (uint32_t i = 0; i < r->m->inputs.n; i++)
        if (group_holds(r, r->m->inputs.v[i]->target, p->def->name))
            open_reduce(r, model, r->m->inputs.v[i]->port, &open);
    for (uint32_t i = 0; i < r->m->projections.n; i++)
        open_coupled(r, p, r->m->projections.v[i], model, &open);
    p->model = ref_model(r, model, open.v, open.n);
    return p->model;
}

static bool make_size(Ref *r, RefPopulation *p)
{
    double n;
    RefScope s = ref_scope(r, NULL, 0);
    if (!ref_value(r, &s, p->def->size, &n))
        return false;
    if (!(n >= 1 && n <= MOST_CELLS) || n > floor(n))
        return ref_refuse(r, p->def->span,
                          "a population of %.12g cells; the reference integrator takes 1 to %d", n,
                          MOST_CELLS);
    p->n = (uint32_t)n;
    return true;
}

static bool make_population(Ref *r, uint32_t index)
{
    RefPopulation *p = &r->populations[index];
    p->def = r->m->populations.v[index];
    if (!make_model(r, p) || !make_size(r, p))
        return false;
    p->cell = ARENA_ARRAY(r->a, RefValues, p->n);
    p->held_until = ARENA_ARRAY(r->a, int64_t, (size_t)p->n * p->model->states.n + 1);
    for (uint32_t i = 0; i < p->n; i++) {
        p->cell[i] =
            ref_values(r, p->model, arena_printf(r->a, "cell %u of %s", i, p->def->name->s));
        const RefIndex at = {i, p->n, i, {p, i}};
        if (!ref_set_params(r, &p->cell[i], &p->def->values, at) ||
            !ref_start_states(r, &p->cell[i], &p->def->initial, at))
            return false;
    }
    return true;
}

/* ---- views and groups ---- */
static double bound(double x, double n, double least)
{
    x = x < 0 ? x + n : x;
    return x < least ? least : x > n ? n : x;
}

static bool slice_value(Ref *r, const IrExpr *e, double fallback, double *out)
{
    RefScope s = ref_scope(r, NULL, 0);
    *out = fallback;
    return !e || ref_value(r, &s, e, out);
}

/* Cells start, start + step, ... as Python counts them. */
static bool mark_slice(Ref *r, const IrView *v, bool *marked, double n)
{
    double step, start, stop;
    if (!slice_value(r, v->step, 1, &step) ||
        !slice_value(r, v->start, step < 0 ? n - 1 : 0, &start) ||
        !slice_value(r, v->stop, n, &stop))
        return false;
    const bool back = step < 0;
    if (!(fabs(step) >= 1))
        return ref_refuse(r, v->span, "a step of %.12g in a slice", step);
    start = bound(start, n, back ? -1 : 0);
    stop = v->stop || !back ? bound(stop, n, back ? -1 : 0) : -1;
    start = back && start > n - 1 ? n - 1 : start;
    for (double c = floor(start); back ? c > stop : c < stop; c += step)
        marked[(size_t)c] = true;
    return true;
}

static bool mark_list(Ref *r, const IrView *v, bool *marked, double n)
{
    const IrData *d = ir_find_data(r->m, v->data);
    for (uint64_t k = 0; d && k < d->rows; k++) {
        if (!(d->values[k] >= 0 && d->values[k] < n))
            return ref_refuse(r, v->span, "there is no cell %.12g in %s", d->values[k],
                              v->population->s);
        marked[(size_t)d->values[k]] = true;
    }
    return true;
}

static bool add_view(Ref *r, const IrView *v, RefCells *out)
{
    RefCells of = {0}; /* that it picks from */
    if (!ref_cells_of(r, v->within ? v->within : v->population, &of))
        return false;
    bool *marked = ARENA_ARRAY(r->a, bool, of.n + 1);
    bool ok = true;
    if (v->kind == IR_VIEW_SAMPLE)
        return ref_refuse(r, v->span,
                          "a random sample of cells: the reference integrator draws nothing");
    if (v->kind == IR_VIEW_SLICE)
        ok = mark_slice(r, v, marked, of.n);
    if (v->kind == IR_VIEW_LIST)
        ok = mark_list(r, v, marked, of.n);
    for (uint32_t i = 0; ok && i < of.n; i++)
        if (marked[i] || v->kind == IR_VIEW_ALL)
            VEC_PUSH(r->a, out, of.v[i]);
    return ok;
}

bool ref_cells_of(Ref *r, const Str *name, RefCells *out)
{
    RefPopulation *p = population_named(r, name);
    const IrView *v = ir_find_view(r->m, name);
    const IrGroup *g = ir_find_group(r->m, name);
    for (uint32_t i = 0; p && i < p->n; i++)
        VEC_PUSH(r->a, out, (RefCell){p, i});
    if (p || v)
        return p || add_view(r, v, out);
    for (uint32_t i = 0; g && i < g->members.n; i++)
        if (!ref_cells_of(r, g->members.v[i], out))
            return false;
    return g || ref_refuse(r, NOWHERE, "nothing is called %s", name->s);
}

const IrItem *ref_port(const Ref *r, const RefPopulation *p, const Str *port)
{
    const Str *name = ir_port_name(r->strings, port);
    for (uint32_t i = 0; i < p->model->ports.n; i++)
        if (ir_port_name(r->strings, p->model->ports.v[i]->name) == name)
            return p->model->ports.v[i];
    return NULL;
}

/* ---- projections ---- */
static int32_t weight_of(const RefModel *m)
{
    for (uint32_t i = 0; i < m->states.n; i++)
        if (m->states.v[i]->weight)
            return (int32_t)i;
    return -1;
}

static bool make_input(Ref *r, uint32_t index)
{
    r->inputs[index].def = r->m->inputs.v[index];
    return ref_input_make(r, &r->inputs[index]);
}

/* A handler that this integrator does not act on: of a third factor. */
static bool is_unknown(const IrItem *it)
{
    static const char *const known[] = {"pre", "post", "start"};
    bool other = it->kind == IR_ITEM_ON;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        other &= !str_is(it->name, known[i]);
    return other;
}

static bool check_synapse(Ref *r, const RefModel *m)
{
    for (uint32_t i = 0; i < m->flat->items.n; i++)
        if (is_unknown(m->flat->items.v[i]))
            return ref_refuse(r, m->flat->items.v[i]->span,
                              "the reference integrator knows no handlers of other events of "
                              "synapses");
    return true;
}

static bool make_projection(Ref *r, uint32_t index)
{
    RefProjection *p = &r->projections[index];
    const IrModel *synapse = NULL;
    p->def = r->m->projections.v[index];
    p->weight_state = -1;
    if (p->def->synapse)
        synapse = ir_find_model(r->m, p->def->synapse);
    if (synapse) {
        p->synapse = ref_model(r, synapse, NULL, 0);
        if (!p->synapse || !check_synapse(r, p->synapse))
            return false;
        p->weight_state = weight_of(p->synapse);
    }
    return ref_cells_of(r, p->def->pre, &p->pre) && ref_cells_of(r, p->def->post, &p->post) &&
           ref_wire(r, p) && ref_couple(r, p);
}

bool ref_network(Ref *r)
{
    r->populations = ARENA_ARRAY(r->a, RefPopulation, r->m->populations.n + 1);
    r->inputs = ARENA_ARRAY(r->a, RefInput, r->m->inputs.n + 1);
    r->projections = ARENA_ARRAY(r->a, RefProjection, r->m->projections.n + 1);
    if (!r->m->populations.n)
        return nnrt_error_set(r->error, NNRT_EXIT_MODEL,
                              "nothing to simulate: %s has no population", r->m->name->s);
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        if (!make_population(r, i))
            return false;
    for (uint32_t i = 0; i < r->m->inputs.n; i++)
        if (!make_input(r, i))
            return false;
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        VEC_PUSH(r->a, &r->moving, &r->populations[i]);
    for (uint32_t i = 0; i < r->m->inputs.n; i++)
        VEC_PUSH(r->a, &r->moving, &r->inputs[i].source);
    for (uint32_t i = 0; i < r->m->projections.n; i++)
        if (!make_projection(r, i))
            return false;
    ref_rings_make(r);
    ref_rounds_make(r);
    ref_forget(r);
    return true;
}
