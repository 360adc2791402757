/* Rows of clauses whose probability falls with distance: pairs for which it is below 2^-53, the smallest uniform, cannot
   be made, so only the post cells within reach of a pre cell are visited. The draws are those of single pairs. */
#include "runtime/wire.h"

#include "runtime/rng.h"

#include <math.h>
#include <stdlib.h>

static int by_place(const void *a, const void *b)
{
    const nnrt_near_cell *p = a, *q = b;
    if (p->along != q->along)
        return p->along < q->along ? -1 : 1;
    return p->j < q->j ? -1 : p->j > q->j;
}

static double probability_at(const nnrt_plan_of_rows *w, const nnrt_wired *c, double distance)
{
    nnrt_rule_env env = nnrt_pair_env(w, c->connect);
    env.distance = distance;
    return nnrt_rule_value(&c->def->probability, &env, 0, 0, 0);
}

/* A distance beyond which no pair is made: found by doubling, then bisection to a percent. */
static double reach_of(const nnrt_plan_of_rows *w, const nnrt_wired *c)
{
    double far = 1.0, near = 0.0;
    while (probability_at(w, c, far) >= 0x1p-53) {
        near = far;
        far *= 2.0;
        if (far > 1e12)
            return INFINITY;
    }
    while (far - near > 0.01 * far) {
        const double middle = 0.5 * (near + far);
        if (probability_at(w, c, middle) >= 0x1p-53)
            near = middle;
        else
            far = middle;
    }
    return far;
}

static bool index_cells(nnrt_plan_of_rows *w)
{
    w->near = nnrt_memory_take(&w->sim->memory, w->n_post, sizeof *w->near, "places of cells");
    if (!w->near)
        return false;
    for (uint32_t j = 0; j < w->n_post; j++) {
        const double *at = nnrt_group_position(w->sim, w->projection->post, j);
        w->near[j] = (nnrt_near_cell){
            {at[0], at[1], at[2]}, nnrt_space_along(&w->space, w->space.first, at), j};
    }
    qsort(w->near, w->n_post, sizeof *w->near, by_place);
    return true;
}

bool nnrt_near_plan(nnrt_plan_of_rows *w, nnrt_wired *c)
{
    if (!c->def->decreasing || !w->has_positions || c->def->no_mutual ||
        c->wiring != NNRT_WIRE_PAIR)
        return true;
    c->reach = reach_of(w, c);
    return !isfinite(c->reach) || w->near || index_cells(w);
}

static uint32_t first_from(const nnrt_plan_of_rows *w, double x)
{
    uint32_t lo = 0, hi = w->n_post;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (w->near[middle].along < x)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* 1: made; 0: not; -1: the probability is none. */
static int near_pair(const nnrt_plan_of_rows *w, const nnrt_wired *c, nnrt_rule_env *env,
                     const nnrt_near_cell *cell, uint32_t i)
{
    env->distance = nnrt_space_distance(&w->space, env->pre_at, cell->at);
    if (env->distance > c->reach)
        return 0;
    env->post_at = cell->at;
    if (c->def->guard.given && nnrt_rule_value(&c->def->guard, env, i, cell->j, 0) == 0.0)
        return 0;
    const double p = nnrt_rule_value(&c->def->probability, env, i, cell->j, 0);
    if (!(p >= 0 && p <= 1))
        return -1;
    return p >= 1 || nnrt_u53_at(c->connect, i, cell->j, 0) < p;
}

/* Marks in row->bits the pairs that are made with cells within reach of `centre`. */
static bool near_window(const nnrt_plan_of_rows *w, const nnrt_wired *c, nnrt_rule_env *env,
                        double centre, uint32_t i, uint32_t self, nnrt_row *row)
{
    const double last = centre + c->reach;
    for (uint32_t k = first_from(w, centre - c->reach); k < w->n_post && w->near[k].along <= last;
         k++) {
        const nnrt_near_cell *cell = &w->near[k];
        const int made = cell->j == self ? 0 : near_pair(w, c, env, cell, i);
        if (made < 0)
            return nnrt_error_set(&row->error, NNRT_EXIT_MODEL,
                                  "%s: the probability of the pair %u, %u is outside 0 .. 1",
                                  c->def->where, i, cell->j);
        row->bits[cell->j / 64] |= (uint64_t)made << cell->j % 64;
    }
    return true;
}

/* Along a periodic axis cells are also within reach from one period away; a pair that is seen twice is the same. */
bool nnrt_near_row(const nnrt_plan_of_rows *w, uint32_t clause, uint32_t i, uint32_t self,
                   nnrt_row *row)
{
    const nnrt_wired *c = &w->clauses[clause];
    const uint32_t axis = w->space.first;
    nnrt_rule_env env = nnrt_pair_env(w, c->connect);
    env.pre_at = nnrt_group_position(w->sim, w->projection->pre, i);
    if (!nnrt_row_bits(row, w->n_post))
        return false;
    const double centre = axis < 3 ? env.pre_at[axis] : 0,
                 period = axis < 3 ? w->space.period[axis] : 0;
    for (int turn = period > 0 ? -1 : 0; turn <= (period > 0 ? 1 : 0); turn++)
        if (!near_window(w, c, &env, centre + turn * period, i, self, row))
            return false;
    for (uint32_t word = 0; word <= w->n_post / 64; word++)
        for (; row->bits[word]; row->bits[word] &= row->bits[word] - 1)
            if (!nnrt_row_add(row,
                              (nnrt_pair){i, 64 * word + (uint32_t)__builtin_ctzll(row->bits[word]),
                                          clause, 0}))
                return false;
    return true;
}
