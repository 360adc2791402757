/* discretise: the classical Runge-Kutta method of fourth order; exact states are exact at its stages. */
#include "ir/pass/discretise_internal.h"

/* x + h k */
static IrExpr *moved_along(const Work *w, uint32_t i, double fraction, const Str *k)
{
    const Var *x = &w->vars.v[i];
    IrExpr *move = ir_binary(w->a, IR_PRODUCT, discrete_step_size(w, fraction, x->span),
                             discrete_local(w, k, x->span));
    return ir_binary(w->a, IR_SUM, discrete_item(w, x->name, x->span), move);
}

/* Stage s starts from t_k + c[s] dt with the slopes of stage s - 1, and gives its own slopes. */
static const Str **stage(Work *w, const Block *b, Moment at, const Str *const *before)
{
    const Str **slopes = ARENA_ARRAY(w->a, const Str *, w->vars.n + 1);
    for (uint32_t q = 0; before && q < b->var.n; q++) {
        uint32_t i = b->var.v[q];
        const Var *x = &w->vars.v[i];
        at.local[i] = discrete_add_let(w, x->name, "stage",
                                       moved_along(w, i, at.fraction, before[i]), x->span);
    }
    for (uint32_t q = 0; q < b->var.n; q++) {
        uint32_t i = b->var.v[q];
        slopes[i] = discrete_add_let(w, w->vars.v[i].name, "k", discrete_slope(w, &at, i),
                                     w->vars.v[i].span);
    }
    return slopes;
}

void discrete_advance_rk4(Work *w, const Block *b, Moment *end)
{
    static const double c[4] = {0, 0.5, 0.5, 1}, weight[4] = {1, 2, 2, 1};
    Moment start = discrete_moment(w, 0), middle = discrete_middle(w, b, end);
    const Moment *const moments[4] = {&start, &middle, &middle, end};
    const Str **k[4] = {0};
    for (int s = 0; s < 4; s++)
        k[s] = stage(w, b, discrete_moment_copy(w, moments[s], c[s]), s ? k[s - 1] : NULL);
    for (uint32_t q = 0; q < b->var.n; q++) {
        uint32_t i = b->var.v[q];
        const Var *x = &w->vars.v[i];
        IrExpr *sum = NULL;
        for (int s = 0; s < 4; s++) {
            IrExpr *term = alg_product(w->a, ir_number(w->a, weight[s], DIM_NONE, x->span),
                                       discrete_local(w, k[s][i], x->span));
            sum = sum ? ir_binary(w->a, IR_SUM, sum, term) : term;
        }
        IrExpr *move = ir_binary(w->a, IR_PRODUCT, discrete_step_size(w, 1.0 / 6.0, x->span), sum);
        end->local[i] = discrete_add_let(
            w, x->name, "rk4", ir_binary(w->a, IR_SUM, discrete_item(w, x->name, x->span), move),
            x->span);
    }
}
