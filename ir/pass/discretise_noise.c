/* discretise: noise of states that are not exact, by Euler-Maruyama: + b sqrt(dt) N with b at t_k, one normal N per
   noise, cell and step. */
#include "ir/pass/discretise_internal.h"

enum { FIRST_SITE = 4096 }; /* addresses of draws below are those of exact blocks */

IrExpr *discrete_normal_draw(const Work *w, uint32_t site, Span at)
{
    IrExpr *call = ir_expr_new(w->a, IR_CALL, 1, at);
    call->u.name = str_from(discrete_strings(w), "noise");
    call->arg[0] = ir_integer(w->a, site, at);
    return call;
}

static void add_kick(Work *w, uint32_t i, uint32_t noise, Moment *end)
{
    const Var *x = &w->vars.v[i];
    Moment start = discrete_moment(w, 0);
    IrExpr *root = ir_unary(w->a, IR_SQRT, discrete_step_size(w, 1, x->span));
    IrExpr *draw = discrete_normal_draw(w, FIRST_SITE + noise, x->span);
    IrExpr *kick =
        ir_binary(w->a, IR_PRODUCT, discrete_evaluate(w, &start, w->noises.v[noise].factor[i]),
                  ir_binary(w->a, IR_PRODUCT, root, draw));
    IrExpr *moved = ir_binary(w->a, IR_SUM, discrete_value(w, end, i), kick);
    moved = discrete_unless_held(w, x, moved, discrete_item(w, x->name, x->span));
    end->local[i] = discrete_add_let(w, x->name, "noisy", moved, x->span);
}

void discrete_add_noise(Work *w, const Block *b, Moment *end)
{
    for (uint32_t q = 0; q < b->var.n; q++)
        for (uint32_t k = 0; k < w->noises.n; k++)
            if (w->noises.v[k].factor[b->var.v[q]])
                add_kick(w, b->var.v[q], k, end);
}
