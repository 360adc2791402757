/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delayed values: x at the times of the grid, read linearly between them; before t_0 it is what it
   was there. */
#include "codegen/ref/eval.h"

#include <math.h>

static void remember_cell(Ref *r, RefValues *v)
{
    for (uint32_t d = 0; d < v->model->delays.n; d++) {
        RefScope s = ref_scope(r, v, nnrt_grid_time(&r->grid, r->k));
        const double x = ref_eval(&s, v->model->delays.v[d]->arg[0]).x;
        if (v->past[d].n <= (uint64_t)r->k)
            VEC_PUSH(r->a, &v->past[d], x);
        else
            v->past[d].v[r->k] = x; /* changed between two runs */
    }
}

void ref_remember(Ref *r)
{
    for (uint32_t i = 0; i < r->moving.n; i++)
        for (uint32_t c = 0; c < r->moving.v[i]->n; c++)
            remember_cell(r, &r->moving.v[i]->cell[c]);
}

double ref_past(const Ref *r, const RefValues *v, uint32_t delay, double t)
{
    const RefSeries *past = &v->past[delay];
    const double at = t / r->dt;
    if (!past->n || at <= 0)
        return past->n ? past->v[0] : (double)NAN;
    const uint32_t k = (uint32_t)floor(at), last = past->n - 1;
    if (k >= last)
        return past->v[last];
    return past->v[k] + (at - k) * (past->v[k + 1] - past->v[k]);
}
