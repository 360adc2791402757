/* discretise: exponential methods, x += f h exprel(J h) with J = df/dx, and Euler's. */
#include "ir/kernel_walk.h"
#include "ir/pass/discretise_internal.h"

/* x + f h exprel(J h) */
static IrExpr *relaxed(const Work *w, uint32_t i, const Moment *at, double fraction)
{
    const Var *x = &w->vars.v[i];
    IrExpr *h = discrete_step_size(w, fraction, x->span);
    IrExpr *move = alg_product(w->a, discrete_evaluate(w, at, x->f), h);
    IrExpr *own = discrete_entry(w, i, i);
    if (own && !ir_is_zero(own))
        move = ir_binary(w->a, IR_PRODUCT, move,
                         ir_unary(w->a, IR_EXPREL,
                                  alg_product(w->a, discrete_evaluate(w, at, own),
                                              discrete_step_size(w, fraction, x->span))));
    return ir_binary(w->a, IR_SUM, discrete_value(w, at, i), move);
}

static bool read_each_other(const Work *w, uint32_t i, uint32_t j)
{
    return !(discrete_is_zero_entry(w, i, j) && discrete_is_zero_entry(w, j, i));
}

/* Does the scheme of i (i itself, where it is of none) join the group. */
static bool joins_group(const Work *w, const Block *b, const uint32_t *group, const bool *placed,
                        uint32_t i, uint32_t g)
{
    for (uint32_t k = 0; k < b->var.n; k++) {
        const uint32_t j = b->var.v[k];
        if (!placed[j] || group[j] != g)
            continue;
        for (uint32_t l = 0; l < w->vars.n; l++)
            if (discrete_same_scheme(w, i, l) && read_each_other(w, l, j))
                return false;
    }
    return true;
}

static bool is_late(const Work *w, uint32_t i)
{
    return discrete_is_gate(w, i) || w->vars.v[i].scheme;
}

/* Groups of states that do not read each other, but for those of one scheme: each is advanced as one in the splitting.
   Gates and schemes come behind the others, in groups of their own. */
static uint32_t group_states(const Work *w, const Block *b, uint32_t *group)
{
    bool *placed = ARENA_ARRAY(w->a, bool, w->vars.n + 1);
    uint32_t n = 0;
    for (int gates = 0; gates < 2; gates++) {
        uint32_t first = n; /* gates do not join groups of others */
        for (uint32_t k = 0; k < b->var.n; k++) {
            const uint32_t i = b->var.v[k];
            if (placed[i] || is_late(w, i) != gates)
                continue;
            const uint32_t g =
                n > first && joins_group(w, b, group, placed, i, n - 1) ? n - 1 : n++;
            for (uint32_t j = 0; j < w->vars.n; j++)
                if (discrete_same_scheme(w, i, j)) {
                    group[j] = g;
                    placed[j] = true;
                }
        }
    }
    return n;
}

static void advance_group(Work *w, const Block *b, const uint32_t *group, uint32_t g,
                          double fraction, Moment *now)
{
    Moment before = discrete_moment_copy(w, now, now->fraction);
    for (uint32_t k = 0; k < b->var.n; k++) {
        uint32_t i = b->var.v[k];
        if (group[i] != g)
            continue;
        const Var *x = &w->vars.v[i];
        if (x->scheme) {
            if (now->local[i] == before.local[i])
                discrete_move_scheme(w, i, &before, fraction, now);
            continue;
        }
        IrExpr *moved = discrete_unless_held(w, x, relaxed(w, i, &before, fraction),
                                             discrete_value(w, &before, i));
        now->local[i] =
            discrete_add_let(w, x->name, fraction == 1.0 ? "full" : "half", moved, x->span);
    }
}

/* The group whose right sides cost most: it takes one whole step and is evaluated once, the others two halves. */
static uint32_t dearest_group(const Work *w, const Block *b, const uint32_t *group, uint32_t n)
{
    unsigned long *cost = ARENA_ARRAY(w->a, unsigned long, n + 1);
    for (uint32_t k = 0; k < b->var.n; k++) {
        const uint32_t i = b->var.v[k];
        cost[group[i]] += kernel_expr_cost(w->vars.v[i].f) + discrete_scheme_cost(w, i);
    }
    uint32_t dearest = n - 1;
    for (uint32_t g = 0; g < n; g++)
        if (cost[g] > cost[dearest])
            dearest = g;
    return dearest;
}

static void move_to_end(const Block *b, uint32_t *group, uint32_t g, uint32_t n)
{
    for (uint32_t k = 0; k < b->var.n; k++) {
        uint32_t *at = &group[b->var.v[k]];
        *at = *at == g ? n - 1 : *at > g ? *at - 1 : *at;
    }
}

void discrete_advance_splitting(Work *w, const Block *b, Moment *end)
{
    uint32_t *group = ARENA_ARRAY(w->a, uint32_t, w->vars.n + 1);
    uint32_t n = group_states(w, b, group);
    move_to_end(b, group, dearest_group(w, b, group, n), n);
    Moment now = discrete_middle(w, b, end);
    for (uint32_t g = 0; g + 1 < n; g++)
        advance_group(w, b, group, g, 0.5, &now);
    advance_group(w, b, group, n - 1, 1.0, &now);
    for (uint32_t g = n - 1; g-- > 0;)
        advance_group(w, b, group, g, 0.5, &now);
    for (uint32_t k = 0; k < b->var.n; k++)
        end->local[b->var.v[k]] = now.local[b->var.v[k]];
}

/* First order, all at t_k. */
void discrete_advance_euler(Work *w, const Block *b, Moment *end)
{
    Moment start = discrete_moment(w, 0);
    for (uint32_t k = 0; k < b->var.n; k++) {
        uint32_t i = b->var.v[k];
        const Var *x = &w->vars.v[i];
        if (b->method == IR_METHOD_EXPONENTIAL_EULER && x->scheme) {
            if (!end->local[i])
                discrete_move_scheme(w, i, &start, 1.0, end);
            continue;
        }
        IrExpr *moved = b->method == IR_METHOD_EXPONENTIAL_EULER
                            ? relaxed(w, i, &start, 1.0)
                            : ir_binary(w->a, IR_SUM, discrete_item(w, x->name, x->span),
                                        alg_product(w->a, discrete_evaluate(w, &start, x->f),
                                                    discrete_step_size(w, 1, x->span)));
        moved = discrete_unless_held(w, x, moved, discrete_item(w, x->name, x->span));
        end->local[i] = discrete_add_let(w, x->name, "euler", moved, x->span);
    }
}
