/* Pairs drawn in all, each of all pairs, with replacement. How many fall to each pre cell is drawn
   first, one cell after the other: a binomial of those that are left, by the share of its pairs in
   the pairs that are left. Then targets are drawn row by row. */
#include "runtime/wire.h"

#include "runtime/counts.h"
#include "runtime/rng.h"

#include <math.h>

#define MOST_OF_ALL 1e15

static double candidates_of(const nnrt_plan_of_rows *w, const nnrt_wired *c, uint32_t i)
{
    return (double)w->n_post - (c->def->no_self && w->self[i] != NNRT_NOWHERE);
}

static bool total_of(const nnrt_plan_of_rows *w, const nnrt_wired *c, double pairs, double *n)
{
    nnrt_rule_env env = nnrt_pair_env(w, c->count);
    *n = nnrt_rule_value(&c->def->sample, &env, 0, 0, 0);
    if (!(*n >= 0) || *n != floor(*n) || *n > MOST_OF_ALL)
        return nnrt_error_set(w->sim->error, NNRT_EXIT_MODEL,
                              "%s: %.12g is no number of connections", c->def->where, *n);
    return *n < 1 || pairs > 0 ||
           nnrt_error_set(w->sim->error, NNRT_EXIT_MODEL, "%s: there are no pairs to draw from",
                          c->def->where);
}

/* Of n connections, those of pre cell i, whose pairs are the given share of those that are left. */
static double share_of(const nnrt_wired *c, uint32_t i, double n, double share)
{
    const nnrt_counts law = nnrt_binomial_law(n, share);
    const double k = nnrt_count(&law, nnrt_u53_at(c->count, i, 1, 0));
    return k < n ? k : n;
}

bool nnrt_total_plan(const nnrt_plan_of_rows *w, nnrt_wired *c)
{
    double pairs = 0, n;
    for (uint32_t i = 0; i < w->n_pre; i++)
        pairs += candidates_of(w, c, i);
    c->drawn =
        nnrt_memory_take(&w->sim->memory, w->n_pre, sizeof *c->drawn, w->projection->def->label);
    if (!c->drawn || !total_of(w, c, pairs, &n))
        return false;
    for (uint32_t i = 0; i < w->n_pre && n > 0; i++) {
        const double own = candidates_of(w, c, i), k = own > 0 ? share_of(c, i, n, own / pairs) : 0;
        if (k > UINT32_MAX / 2)
            return nnrt_error_set(w->sim->error, NNRT_EXIT_LIMIT,
                                  "%s: %.12g connections of one cell", c->def->where, k);
        c->drawn[i] = (uint32_t)k;
        n -= k;
        pairs -= own;
    }
    return true;
}

bool nnrt_total_row(const nnrt_plan_of_rows *w, uint32_t clause, uint32_t i, nnrt_row *row)
{
    const nnrt_wired *c = &w->clauses[clause];
    const uint32_t self = c->def->no_self ? w->self[i] : NNRT_NOWHERE, n = c->drawn[i];
    if (!nnrt_row_sample(row, c->connect, i, 0, (uint32_t)candidates_of(w, c, i), n, true))
        return false;
    for (uint32_t k = 0; k < n; k++)
        if (!nnrt_row_add(row,
                          (nnrt_pair){i, row->picked[k] + (row->picked[k] >= self), clause, 0}))
            return false;
    return true;
}
