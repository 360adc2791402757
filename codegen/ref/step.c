/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of the grid, in the order of semantics 2. */
#include "codegen/ref/eval.h"
#include "ir/pass/algebra.h"

#include <math.h>
#include <string.h>

/* ---- 2.3: currents of t_k, motion ---- */
static bool add_currents(Ref *r)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        for (uint32_t c = 0; c < r->populations[i].n; c++)
            memset(r->populations[i].cell[c].input, 0, r->populations[i].model->inputs.n * sizeof(double));
    for (uint32_t i = 0; i < r->m->inputs.n; i++) {
        const RefInput *in = &r->inputs[i];
        const Str *name = str_format(r->strings, "%s.outside", in->def->port->s);
        for (uint32_t c = 0; c < in->target.n; c++) {
            RefValues *cell = &in->target.v[c].of->cell[in->target.v[c].index];
            const RefSlot *slot = ref_slot(cell->model, name);
            RefScope s = ref_scope(r, &in->source[c], nnrt_grid_time(&r->grid, r->k));
            double current;
            if (!slot || slot->kind != REF_INPUT)
                return ref_refuse(r, in->def->span, "the port %s takes no current", in->def->port->s);
            if (!ref_value(r, &s, in->current->value, &current))
                return false;
            cell->input[slot->index] += current;
        }
    }
    return true;
}

static bool move_cells(Ref *r, RefPopulation *p)
{
    const uint32_t n = p->model->states.n;
    const double t = nnrt_grid_time(&r->grid, r->k);
    for (uint32_t c = 0; c < p->n; c++) {
        for (uint32_t i = 0; i < n; i++)
            p->cell[c].held[i] = r->k < p->held_until[c * n + i];
        if (!ref_solve(r, &p->cell[c], t, r->dt))
            return false;
    }
    return true;
}

/* ---- 2.4: events ---- */
/* A handler that adds its argument times a factor free of states: such sums come first. */
static bool is_sum(const RefModel *m, const IrItem *on)
{
    for (uint32_t i = 0; i < on->body->stmts.n; i++) {
        const IrStmt *s = &on->body->stmts.v[i];
        if (s->kind != IR_STMT_ASSIGN || s->value->op != IR_SUM || s->value->arg[0]->op != IR_ITEM ||
            s->value->arg[0]->u.name != s->name)
            return false;
        for (uint32_t k = 1; k < s->value->n; k++)
            if (alg_reads(m->flat, s->value->arg[k]) & ALG_STATE)
                return false;
    }
    return true;
}

static bool run_handler(Ref *r, const RefEvent *e)
{
    RefActor actor = {.v = &e->cell.of->cell[e->cell.index], .cell = e->cell, .is_event = true, .value = e->value};
    actor.argument = e->handler->args.n ? e->handler->args.v[0].name : NULL;
    return ref_body(r, &actor, e->handler->body);
}

static bool deliver(Ref *r)
{
    RefEvents *due = &r->due[r->k % r->depth];
    for (uint32_t i = 0; i < r->m->populations.n; i++) {
        const RefModel *m = r->populations[i].model;
        for (uint32_t h = 0; h < m->handlers.n; h++)
            for (uint32_t e = 0; e < due->n && is_sum(m, m->handlers.v[h]); e++)
                if (due->v[e].handler == m->handlers.v[h] && !run_handler(r, &due->v[e]))
                    return false;
    }
    for (uint32_t e = 0; e < due->n; e++)
        if (!is_sum(due->v[e].cell.of->model, due->v[e].handler) && !run_handler(r, &due->v[e]))
            return false;
    due->n = 0;
    return true;
}

/* ---- 2.5: conditions ---- */
static const Str *held_name(const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == IR_STMT_HOLD)
            return b->stmts.v[i].names.v[0];
    return NULL;
}

/* Active when the conditions of this time began, and still. */
static bool in_regime(const RefValues *v, const IrItem *when, const double *before)
{
    const RefSlot *slot = when->mode ? ref_slot(v->model, when->mode) : NULL;
    if (!slot || slot->kind != REF_STATE)
        return true;
    return lround(before[slot->index]) == when->regime && lround(v->state[slot->index]) == when->regime;
}

static bool is_held(const RefValues *v, const IrItem *when)
{
    const Str *name = held_name(when->body);
    const RefSlot *slot = name ? ref_slot(v->model, name) : NULL;
    return slot && slot->kind == REF_STATE && v->held[slot->index];
}

static bool test_condition(Ref *r, RefActor *actor, uint32_t index, const double *before)
{
    const IrItem *when = actor->v->model->conditions.v[index];
    bool *armed = &actor->cell.of->armed[actor->cell.index * actor->v->model->conditions.n + index];
    double holds, again;
    if (is_held(actor->v, when) || !in_regime(actor->v, when, before)) {
        *armed = true;
        return true;
    }
    if (!ref_actor_value(r, actor, when->value, &holds))
        return false;
    const bool is_true = holds < 0 || holds > 0;
    if (is_true && (*armed || when->kind == IR_ITEM_WHENEVER) && !ref_body(r, actor, when->body))
        return false;
    if (is_true && !ref_actor_value(r, actor, when->value, &again))
        return false;
    *armed = !is_true || !(again < 0 || again > 0) || !in_regime(actor->v, when, before);
    return true;
}

static bool check_finite(Ref *r, const RefPopulation *p, uint32_t cell)
{
    for (uint32_t i = 0; i < p->model->states.n; i++)
        if (!isfinite(p->cell[cell].state[i]))
            return nnrt_error_set(r->error, NNRT_EXIT_NUMERIC, "%s: %s of %s is not finite at %.12g ms",
                                  ref_where(r, p->model->states.v[i]->span), p->model->states.v[i]->name->s,
                                  p->cell[cell].who, nnrt_grid_time(&r->grid, r->k));
    return true;
}

static bool test_conditions(Ref *r, RefPopulation *p)
{
    double *before = ARENA_ARRAY(r->a, double, p->model->states.n + 1);
    for (uint32_t c = 0; c < p->n; c++) {
        RefActor actor = {.v = &p->cell[c], .cell = {p, c}};
        memcpy(before, p->cell[c].state, p->model->states.n * sizeof *before);
        if (!check_finite(r, p, c))
            return false;
        for (uint32_t i = 0; i < p->model->conditions.n; i++)
            if (!test_condition(r, &actor, i, before))
                return false;
        if (!check_finite(r, p, c))
            return false;
    }
    return true;
}

/* ---- the whole ---- */
static void clear_stamp(Ref *r)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++) {
        RefPopulation *p = &r->populations[i];
        memset(p->spikes + (size_t)(r->k % r->depth) * p->n, 0, p->n * sizeof *p->spikes);
    }
}

bool ref_step(Ref *r)
{
    if (!add_currents(r))
        return false;
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        if (!move_cells(r, &r->populations[i]))
            return false;
    r->k++;
    clear_stamp(r);
    if (!ref_synapses_before_cells(r) || !deliver(r))
        return false;
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        if (!test_conditions(r, &r->populations[i]))
            return false;
    return ref_synapses_after_cells(r) && ref_sample(r, false);
}

bool ref_begin(Ref *r)
{
    const Str *start = str_from(r->strings, "start");
    for (uint32_t i = 0; i < r->m->populations.n; i++) {
        RefPopulation *p = &r->populations[i];
        for (uint32_t h = 0; h < p->model->handlers.n; h++)
            for (uint32_t c = 0; p->model->handlers.v[h]->name == start && c < p->n; c++) {
                RefActor actor = {.v = &p->cell[c], .cell = {p, c}};
                if (!ref_body(r, &actor, p->model->handlers.v[h]->body))
                    return false;
            }
    }
    return ref_synapses_after_cells(r);
}

void ref_forget(Ref *r)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++) {
        RefPopulation *p = &r->populations[i];
        memset(p->spikes, 0, (size_t)r->depth * p->n * sizeof *p->spikes);
        for (size_t k = 0; k < (size_t)p->n * p->model->states.n; k++)
            p->held_until[k] = INT64_MIN;
        for (size_t k = 0; k < (size_t)p->n * p->model->conditions.n; k++)
            p->armed[k] = true;
    }
    for (uint32_t k = 0; k < r->depth; k++)
        r->due[k].n = 0;
    r->k = 0;
    r->ran = 0;
}
