/* Kinetic schemes as equations. */
#include "ir/pass/kinetic.h"

#include "ir/pass/algebra.h"

static IrExpr *flow(Arena *a, const IrBinds *from, const IrExpr *rate)
{
    IrExpr *x = ir_expr_copy(a, rate);
    for (uint32_t i = 0; i < from->n; i++) {
        double n = 1;
        if (from->v[i].value)
            ir_constant(from->v[i].value, &n);
        for (int k = 0; k < (int)n; k++)
            x = alg_product(a, x, ir_named(a, IR_ITEM, from->v[i].name, from->v[i].span));
    }
    return x;
}

static IrExpr *stoichiometry(Arena *a, const IrBind *species)
{
    return species->value ? ir_expr_copy(a, species->value) : alg_one(a, species->span);
}

static void accumulate(Arena *a, Map *rates, const IrBinds *side, const IrExpr *flux, bool gain)
{
    for (uint32_t i = 0; i < side->n; i++) {
        IrExpr *term = alg_product(a, stoichiometry(a, &side->v[i]), ir_expr_copy(a, flux));
        if (!gain)
            term = alg_negative(a, term);
        IrExpr *old = map_get(rates, side->v[i].name);
        map_set(rates, side->v[i].name, old ? alg_sum(a, old, term) : term);
    }
}

void ir_kinetic_rates(Arena *a, const IrItem *scheme, Map *rates)
{
    for (uint32_t i = 0; i < scheme->reactions.n; i++) {
        const IrReaction *r = &scheme->reactions.v[i];
        if (r->conserve)
            continue;
        IrExpr *net = flow(a, &r->left, r->forward);
        if (r->backward)
            net = alg_difference(a, net, flow(a, &r->right, r->backward));
        accumulate(a, rates, &r->left, net, false);
        accumulate(a, rates, &r->right, net, true);
    }
}

IrExpr *ir_kinetic_rest(Arena *a, const IrReaction *r)
{
    IrExpr *rest = ir_expr_copy(a, r->total);
    for (uint32_t i = 0; i + 1 < r->left.n; i++) {
        IrExpr *term = alg_product(a, stoichiometry(a, &r->left.v[i]),
                                   ir_named(a, IR_ITEM, r->left.v[i].name, r->span));
        rest = alg_difference(a, rest, term);
    }
    return alg_quotient(a, rest, stoichiometry(a, &VEC_LAST(&r->left)));
}
