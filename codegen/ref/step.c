/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of the grid, in the order of semantics 2. */
#include "codegen/ref/eval.h"

#include <math.h>
#include <string.h>

/* ---- 2.3: currents of t_k, motion ---- */
static bool add_currents(Ref *r)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        for (uint32_t c = 0; c < r->populations[i].n; c++)
            memset(r->populations[i].cell[c].input, 0,
                   r->populations[i].model->inputs.n * sizeof(double));
    return ref_inputs_inject(r);
}

static bool move_cells(Ref *r, RefPopulation *p)
{
    const uint32_t n = p->model->states.n;
    const double t = nnrt_grid_time(&r->grid, r->k);
    for (uint32_t c = 0; c < p->n; c++) {
        for (uint32_t i = 0; i < n; i++)
            p->cell[c].held[i] = r->k < p->held_until[c * n + i];
        memset(p->cell[c].entered, 0, n);
        if (!ref_solve(r, &p->cell[c], t, r->dt))
            return false;
    }
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

/* Active since the step began: a regime that was just entered is first tested at the next time. */
static bool in_regime(const RefValues *v, const IrItem *when)
{
    const RefSlot *slot = when->mode ? ref_slot(v->model, when->mode) : NULL;
    if (!slot || slot->kind != REF_STATE)
        return true;
    return !v->entered[slot->index] && lround(v->state[slot->index]) == when->regime;
}

static bool was_entered(const RefValues *v, const IrItem *when)
{
    const RefSlot *slot = when->mode ? ref_slot(v->model, when->mode) : NULL;
    return slot && slot->kind == REF_STATE && v->entered[slot->index];
}

static bool is_held(const RefValues *v, const IrItem *when)
{
    const Str *name = held_name(when->body);
    const RefSlot *slot = name ? ref_slot(v->model, name) : NULL;
    return slot && slot->kind == REF_STATE && v->held[slot->index];
}

static bool test_condition(Ref *r, RefActor *actor, uint32_t index)
{
    const IrItem *when = actor->v->model->conditions.v[index];
    bool *armed = &actor->cell.of->armed[actor->cell.index * actor->v->model->conditions.n + index];
    double holds = 0, again;
    const bool tested = !is_held(actor->v, when) && in_regime(actor->v, when);
    if (tested && !ref_actor_value(r, actor, when->value, &holds))
        return false;
    const bool is_true = holds < 0 || holds > 0;
    if (is_true && (*armed || when->kind == IR_ITEM_WHENEVER) && !ref_act(r, actor, when))
        return false;
    if (when->edge && was_entered(actor->v, when)) /* the entry decided */
        return true;
    if (is_true && !ref_actor_value(r, actor, when->value, &again))
        return false;
    *armed = !is_true || !(again < 0 || again > 0) || !in_regime(actor->v, when);
    return true;
}

static bool check_finite(Ref *r, const RefPopulation *p, uint32_t cell)
{
    for (uint32_t i = 0; i < p->model->states.n; i++)
        if (!isfinite(p->cell[cell].state[i]))
            return nnrt_error_set(
                r->error, NNRT_EXIT_NUMERIC, "%s: %s of %s is not finite at %.12g ms",
                ref_where(r, p->model->states.v[i]->span), p->model->states.v[i]->name->s,
                p->cell[cell].who, nnrt_grid_time(&r->grid, r->k));
    return true;
}

static bool test_conditions(Ref *r, RefPopulation *p)
{
    for (uint32_t c = 0; c < p->n; c++) {
        RefActor actor = {.v = &p->cell[c], .cell = {p, c}};
        if (!check_finite(r, p, c))
            return false;
        for (uint32_t i = 0; i < p->model->conditions.n; i++)
            if (!test_condition(r, &actor, i))
                return false;
        if (!check_finite(r, p, c))
            return false;
    }
    return true;
}

/* ---- the whole ---- */
static void clear_stamp(Ref *r)
{
    for (uint32_t i = 0; i < r->moving.n; i++) {
        RefPopulation *p = r->moving.v[i];
        const size_t row = (size_t)p->n * (p->model->outputs.n + 1);
        memset(p->spikes + (size_t)(r->k % r->depth) * row, 0, row * sizeof *p->spikes);
    }
}

bool ref_step(Ref *r)
{
    if (!add_currents(r) || !ref_couplings_move(r))
        return false;
    for (uint32_t i = 0; i < r->moving.n; i++)
        if (!move_cells(r, r->moving.v[i]))
            return false;
    r->k++;
    clear_stamp(r);
    if (!ref_synapses_before_cells(r) || !ref_deliver(r))
        return false;
    for (uint32_t i = 0; i < r->moving.n; i++)
        if (!test_conditions(r, r->moving.v[i]))
            return false;
    if (!ref_rounds(r) || !ref_synapses_after_cells(r))
        return false;
    ref_inputs_emit(r);
    if (!ref_periodic_act(r))
        return false;
    ref_remember(r);
    return ref_sample(r, false);
}

bool ref_begin(Ref *r)
{
    const Str *start = str_from(r->strings, "start");
    for (uint32_t i = 0; i < r->moving.n; i++) {
        RefPopulation *p = r->moving.v[i];
        for (uint32_t h = 0; h < p->model->handlers.n; h++)
            for (uint32_t c = 0; p->model->handlers.v[h]->name == start && c < p->n; c++) {
                RefActor actor = {.v = &p->cell[c], .cell = {p, c}};
                if (!ref_act(r, &actor, p->model->handlers.v[h]))
                    return false;
            }
    }
    if (!ref_first_edges(r) || !ref_rounds(r) || !ref_synapses_after_cells(r))
        return false;
    ref_inputs_emit(r);
    return true;
}

void ref_forget(Ref *r)
{
    for (uint32_t i = 0; i < r->moving.n; i++) {
        RefPopulation *p = r->moving.v[i];
        memset(p->spikes, 0,
               (size_t)r->depth * p->n * (p->model->outputs.n + 1) * sizeof *p->spikes);
        for (uint32_t c = 0; c < p->n; c++) {
            memset(p->cell[c].entered, 0, p->model->states.n);
            memset(p->cell[c].assigned, true, p->model->states.n); /* nothing is known before t_0 */
            for (uint32_t d = 0; d < p->model->delays.n; d++)
                p->cell[c].past[d].n = 0;
        }
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
