/* discretise: values of states at moments inside the step, and expressions over them. */
#include "ir/pass/delay.h"
#include "ir/pass/discretise_internal.h"

Moment discrete_moment(const Work *w, double fraction)
{
    return (Moment){.local = ARENA_ARRAY(w->a, const Str *, w->vars.n + 1), .fraction = fraction};
}

Moment discrete_moment_copy(const Work *w, const Moment *from, double fraction)
{
    Moment to = discrete_moment(w, fraction);
    for (uint32_t i = 0; i < w->vars.n; i++)
        to.local[i] = from->local[i];
    return to;
}

IrExpr *discrete_value(const Work *w, const Moment *at, uint32_t var)
{
    const Var *x = &w->vars.v[var];
    return at->local[var] ? discrete_local(w, at->local[var], x->span)
                          : discrete_item(w, x->name, x->span);
}

/* t at that moment. */
static IrExpr *time_at(const Work *w, const Moment *at, IrExpr *t)
{
    if (!at->share)
        return at->fraction > 0
                   ? ir_binary(w->a, IR_SUM, t, discrete_step_size(w, at->fraction, t->span))
                   : t;
    IrExpr *passed = ir_binary(w->a, IR_PRODUCT, discrete_local(w, at->share, t->span),
                               discrete_step_size(w, 1, t->span));
    return ir_binary(w->a, IR_SUM, t, passed);
}

typedef struct Evaluation {
    const Work *w;
    const Moment *at;
    bool capped;
} Evaluation;

static IrExpr *evaluate(const Evaluation *v, const IrExpr *e);

static IrExpr *evaluate_node(void *context, IrExpr *e)
{
    const Evaluation *v = context;
    const Work *w = v->w;
    if (e->op == IR_ITEM && v->at->fraction > 0 && ir_reads_moving(w->flat, e))
        return ir_delay_at(w->m, e, v->at->fraction);
    if (e->op == IR_VARIABLE && str_is(e->u.name, "t"))
        return time_at(w, v->at, e);
    uintptr_t i = e->op == IR_ITEM ? (uintptr_t)map_get(&w->index, e->u.name) : 0;
    if (!i)
        return e;
    const Var *x = &w->vars.v[i - 1];
    IrExpr *value = v->at->local[i - 1] ? discrete_local(w, v->at->local[i - 1], x->span) : e;
    if (!x->cap || !v->capped)
        return value;
    return ir_binary(w->a, IR_MIN, value, evaluate(&(Evaluation){w, v->at, false}, x->cap));
}

static IrExpr *evaluate(const Evaluation *v, const IrExpr *e)
{
    return ir_expr_map(v->w->a, e, evaluate_node, (void *)v);
}

IrExpr *discrete_evaluate(const Work *w, const Moment *at, const IrExpr *e)
{
    return evaluate(&(Evaluation){w, at, true}, e);
}

IrExpr *discrete_slope(const Work *w, const Moment *at, uint32_t var)
{
    const Var *x = &w->vars.v[var];
    return discrete_unless_held(w, x, discrete_evaluate(w, at, x->f), alg_zero(w->a, x->span));
}

static bool block_reads(const Work *w, const Block *b, uint32_t var)
{
    for (uint32_t k = 0; k < b->var.n; k++)
        if (!discrete_is_zero_entry(w, b->var.v[k], var))
            return true;
    return false;
}

/* Exact states are exact there; those of earlier blocks are half-way between their two ends. */
Moment discrete_middle(Work *w, const Block *b, const Moment *end)
{
    Moment middle = discrete_moment(w, 0.5);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        const Var *x = &w->vars.v[i];
        if (!block_reads(w, b, i))
            continue;
        if (x->linear && !w->half.local) {
            w->half = discrete_moment(w, 0.5);
            discrete_advance_linear(w, 0.5, "P.half", &w->half);
        }
        if (x->linear) {
            middle.local[i] = w->half.local[i];
        } else if (end->local[i]) {
            IrExpr *both = ir_binary(w->a, IR_SUM, discrete_item(w, x->name, x->span),
                                     discrete_value(w, end, i));
            IrExpr *mean =
                ir_binary(w->a, IR_PRODUCT, ir_number(w->a, 0.5, DIM_NONE, x->span), both);
            middle.local[i] = discrete_add_let(w, x->name, "middle", mean, x->span);
        }
    }
    return middle;
}
