/* Algebra on expressions: folding constructors, substitution, dependence. Derivatives are in derive.c. */
#include "ir/pass/algebra.h"

#include <math.h>

IrExpr *alg_zero(Arena *a, Span at)
{
    return ir_number(a, 0.0, DIM_NONE, at);
}

IrExpr *alg_one(Arena *a, Span at)
{
    return ir_number(a, 1.0, DIM_NONE, at);
}

static bool both_numbers(const IrExpr *x, const IrExpr *y, double *u, double *v)
{
    return ir_constant(x, u) && ir_constant(y, v);
}

IrExpr *alg_negative(Arena *a, IrExpr *x)
{
    double u;
    if (ir_is_zero(x))
        return x;
    if (x->op == IR_NUMBER && ir_constant(x, &u))
        return ir_number(a, -u, x->dim, x->span);
    return x->op == IR_NEG ? x->arg[0] : ir_unary(a, IR_NEG, x);
}

IrExpr *alg_sum(Arena *a, IrExpr *x, IrExpr *y)
{
    double u, v;
    if (ir_is_zero(x))
        return y;
    if (ir_is_zero(y))
        return x;
    if (both_numbers(x, y, &u, &v) && isfinite(u + v))
        return ir_number(a, u + v, x->dim, x->span);
    return ir_binary(a, IR_SUM, x, y);
}

IrExpr *alg_difference(Arena *a, IrExpr *x, IrExpr *y)
{
    return alg_sum(a, x, alg_negative(a, y));
}

IrExpr *alg_product(Arena *a, IrExpr *x, IrExpr *y)
{
    double u, v;
    if (ir_is_zero(x) || ir_is_one(y))
        return x;
    if (ir_is_zero(y) || ir_is_one(x))
        return y;
    if (both_numbers(x, y, &u, &v) && isfinite(u * v))
        return ir_number(a, u * v, DIM_NONE, x->span);
    return ir_binary(a, IR_PRODUCT, x, y);
}

IrExpr *alg_quotient(Arena *a, IrExpr *x, IrExpr *y)
{
    if (ir_is_zero(x) || ir_is_one(y))
        return x;
    return ir_binary(a, IR_QUOTIENT, x, y);
}

IrExpr *alg_sum_of(Arena *a, IrExpr *const *terms, uint32_t n)
{
    IrExpr *all = ir_expr_new(a, IR_SUM, n, terms[0]->span);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        double u, v;
        IrExpr *last = kept ? all->arg[kept - 1] : NULL;
        if (ir_is_zero(terms[i]))
            continue;
        if (kept == 1 && both_numbers(last, terms[i], &u, &v) && isfinite(u + v))
            all->arg[0] = ir_number(a, u + v, last->dim, last->span);
        else
            all->arg[kept++] = terms[i];
    }
    if (kept < 2)
        return kept ? all->arg[0] : terms[0];
    all->n = kept;
    all->span = span_join(all->arg[0]->span, all->arg[kept - 1]->span);
    return all;
}

static IrExpr *fold_product(Arena *a, const IrExpr *e)
{
    IrExpr *all = e->arg[0];
    for (uint32_t i = 1; i < e->n; i++)
        all = alg_product(a, all, e->arg[i]);
    return all;
}

static IrExpr *simplify_select(IrExpr *e)
{
    if (e->arg[0]->op == IR_BOOLEAN)
        return e->arg[0]->u.integer ? e->arg[1] : e->arg[2];
    return ir_expr_equal(e->arg[1], e->arg[2]) ? e->arg[1] : e;
}

static IrExpr *simplify_node(void *arena, IrExpr *e)
{
    Arena *a = arena;
    switch (e->op) {
    case IR_SUM:
        return alg_sum_of(a, e->arg, e->n);
    case IR_PRODUCT:
        return fold_product(a, e);
    case IR_QUOTIENT:
        return alg_quotient(a, e->arg[0], e->arg[1]);
    case IR_NEG:
        return alg_negative(a, e->arg[0]);
    case IR_SELECT:
        return simplify_select(e);
    default:
        return e;
    }
}

IrExpr *alg_simplify(Arena *a, const IrExpr *e)
{
    return ir_expr_map(a, e, simplify_node, a);
}

typedef struct Expansion {
    Arena *arena;
    const IrModel *model;
} Expansion;

static const IrItem *alias_of(const IrModel *model, const IrExpr *e)
{
    if (e->op != IR_ITEM)
        return NULL;
    const IrItem *item = ir_item(model, e->u.name);
    return item && item->kind == IR_ITEM_ALIAS && !item->held ? item : NULL;
}

static IrExpr *expand_node(void *context, IrExpr *e)
{
    Expansion *x = context;
    const IrItem *alias = alias_of(x->model, e);
    return alias ? ir_expr_map(x->arena, alias->value, expand_node, x) : e;
}

IrExpr *alg_expand(Arena *a, const IrModel *model, const IrExpr *e)
{
    return ir_expr_map(a, e, expand_node, &(Expansion){a, model});
}

typedef struct Replacement {
    Arena *arena;
    const Str *name;
    const IrExpr *by;
} Replacement;

static IrExpr *replace_node(void *context, IrExpr *e)
{
    const Replacement *r = context;
    return e->op == IR_ITEM && e->u.name == r->name ? ir_expr_copy(r->arena, r->by) : e;
}

IrExpr *alg_replace(Arena *a, const IrExpr *e, const Str *name, const IrExpr *by)
{
    return ir_expr_map(a, e, replace_node, &(Replacement){a, name, by});
}

static unsigned reads_of_item(const IrModel *model, const IrItem *item)
{
    if (!item)
        return 0;
    switch ((int)item->kind) {
    case IR_ITEM_STATE:
        return ALG_STATE;
    case IR_ITEM_ALIAS:
        return item->held ? 0 : alg_reads(model, item->value);
    case IR_ITEM_IN:
    case IR_ITEM_REDUCE:
        return ALG_INPUT;
    case IR_ITEM_NOISE:
        return ALG_NOISE;
    default:
        return 0;
    }
}

unsigned alg_reads(const IrModel *model, const IrExpr *e)
{
    unsigned reads = 0;
    switch (e->op) {
    case IR_ITEM:
        return reads_of_item(model, ir_item(model, e->u.name));
    case IR_AFTER:
    case IR_SINCE:
        reads = ALG_TIME;
        break;
    case IR_VARIABLE:
        if (str_is(e->u.name, "dt"))
            return 0;
        return str_is(e->u.name, "t") ? ALG_TIME : ALG_ARGUMENT;
    case IR_LOCAL:
        return ALG_STATE;
    case IR_DRAW:
    case IR_DRAWAT:
    case IR_CALL:
        reads = ALG_DRAW;
        break;
    case IR_DELAY:
        reads = ALG_STATE | ALG_TIME;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < e->n; i++)
        reads |= alg_reads(model, e->arg[i]);
    return reads;
}

bool alg_reads_item(const IrModel *model, const IrExpr *e, const Str *name)
{
    if (e->op == IR_ITEM && e->u.name == name)
        return true;
    const IrItem *alias = alias_of(model, e);
    if (alias)
        return alg_reads_item(model, alias->value, name);
    for (uint32_t i = 0; i < e->n; i++)
        if (alg_reads_item(model, e->arg[i], name))
            return true;
    return false;
}
