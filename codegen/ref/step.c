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
        if (!ref_test(r, &actor) || !check_finite(r, p, c))
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
    if (!ref_synapses_begin(r) || !ref_first_edges(r) || !ref_rounds(r) ||
        !ref_synapses_after_cells(r))
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
            memset(p->cell[c].armed, true, p->model->conditions.n);
            memset(p->cell[c].assigned, true, p->model->states.n); /* nothing is known before t_0 */
            for (uint32_t d = 0; d < p->model->delays.n; d++)
                p->cell[c].past[d].n = 0;
        }
        for (size_t k = 0; k < (size_t)p->n * p->model->states.n; k++)
            p->held_until[k] = INT64_MIN;
    }
    for (uint32_t k = 0; k < r->depth; k++)
        r->due[k].n = 0;
    r->k = 0;
    r->ran = 0;
}
