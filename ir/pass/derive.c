/* Symbolic derivatives. Rules: the column "derivative" of docs/ir.md, operations. */
#include "ir/pass/algebra.h"

typedef struct Deriv {
    Arena *a;
    const IrModel *model;
    const Str *name; /* NULL: of the time */
} Deriv;

static IrExpr *derive(const Deriv *d, const IrExpr *e);

static IrExpr *keep(const Deriv *d, const IrExpr *e)
{
    return ir_expr_copy(d->a, e);
}

static IrExpr *number(const Deriv *d, double x, const IrExpr *at)
{
    return ir_number(d->a, x, DIM_NONE, at->span);
}

static IrExpr *derive_sum(const Deriv *d, const IrExpr *e)
{
    IrExpr **terms = ARENA_ARRAY(d->a, IrExpr *, e->n);
    for (uint32_t i = 0; i < e->n; i++)
        if (!(terms[i] = derive(d, e->arg[i])))
            return NULL;
    return alg_sum_of(d->a, terms, e->n);
}

typedef struct Factor { /* a product, and its derivative or NULL for 0 */
    IrExpr *value, *slope;
} Factor;

/* Of factors lo .. hi-1, by halves: sizes stay n log n. */
static Factor derive_factors(const Deriv *d, IrExpr *const *factors, IrExpr *const *slopes,
                             uint32_t lo, uint32_t hi)
{
    if (hi - lo == 1)
        return (Factor){keep(d, factors[lo]), ir_is_zero(slopes[lo]) ? NULL : slopes[lo]};
    uint32_t middle = lo + (hi - lo) / 2;
    Factor x = derive_factors(d, factors, slopes, lo, middle),
           y = derive_factors(d, factors, slopes, middle, hi);
    IrExpr *zero = alg_zero(d->a, factors[lo]->span);
    IrExpr *left = x.slope ? alg_product(d->a, x.slope, ir_expr_copy(d->a, y.value)) : zero;
    IrExpr *right = y.slope ? alg_product(d->a, ir_expr_copy(d->a, x.value), y.slope) : zero;
    IrExpr *slope = alg_sum(d->a, left, right);
    return (Factor){alg_product(d->a, x.value, y.value), ir_is_zero(slope) ? NULL : slope};
}

/* ((a b) c) d is four factors. */
static uint32_t count_factors(const IrExpr *e)
{
    uint32_t n = e->n;
    while (e->arg[0]->op == IR_PRODUCT) {
        e = e->arg[0];
        n += e->n - 1;
    }
    return n;
}

static IrExpr *derive_long_product(const Deriv *d, const IrExpr *e, uint32_t n)
{
    IrExpr **factors = ARENA_ARRAY(d->a, IrExpr *, n), **slopes = ARENA_ARRAY(d->a, IrExpr *, n);
    for (uint32_t k = n; k > 0; e = e->arg[0])
        for (uint32_t i = e->n; i > 0 && (i > 1 || e->arg[0]->op != IR_PRODUCT); i--)
            factors[--k] = e->arg[i - 1];
    for (uint32_t k = 0; k < n; k++)
        if (!(slopes[k] = derive(d, factors[k])))
            return NULL;
    Factor all = derive_factors(d, factors, slopes, 0, n);
    return all.slope ? all.slope : alg_zero(d->a, factors[0]->span);
}

enum { FEW_FACTORS = 8 };

static IrExpr *derive_product(const Deriv *d, const IrExpr *e)
{
    const uint32_t n = count_factors(e);
    if (n > FEW_FACTORS)
        return derive_long_product(d, e, n);
    IrExpr *all = alg_zero(d->a, e->span);
    for (uint32_t i = 0; i < e->n; i++) {
        IrExpr *term = derive(d, e->arg[i]);
        if (!term)
            return NULL;
        if (ir_is_zero(term))
            continue;
        for (uint32_t j = 0; j < e->n; j++)
            if (j != i)
                term = alg_product(d->a, term, keep(d, e->arg[j]));
        all = alg_sum(d->a, all, term);
    }
    return all;
}

/* (a/b)' = (a' - (a/b) b')/b */
static IrExpr *derive_quotient(const Deriv *d, const IrExpr *e)
{
    IrExpr *over = derive(d, e->arg[0]), *under = derive(d, e->arg[1]);
    if (!over || !under)
        return NULL;
    if (!ir_is_zero(under))
        over = alg_difference(d->a, over, alg_product(d->a, keep(d, e), under));
    return alg_quotient(d->a, over, keep(d, e->arg[1]));
}

/* factor * inner', or 0 where the argument does not depend on the name. */
static IrExpr *chain(const Deriv *d, IrExpr *factor, IrExpr *inner)
{
    return alg_product(d->a, factor, inner);
}

static IrExpr *derive_powi(const Deriv *d, const IrExpr *e, IrExpr *inner)
{
    int64_t n = e->u.integer;
    IrExpr *lower = n == 2 ? keep(d, e->arg[0]) : ir_powi(d->a, keep(d, e->arg[0]), n - 1);
    return chain(d, alg_product(d->a, number(d, (double)n, e), lower), inner);
}

static IrExpr *over_root(const Deriv *d, double top, IrExpr *under)
{
    return alg_quotient(d->a, number(d, top, under), ir_unary(d->a, IR_SQRT, under));
}

/* The derivative of a function of one argument at that argument. */
static IrExpr *outer(const Deriv *d, const IrExpr *e)
{
    Arena *a = d->a;
    IrExpr *x = keep(d, e->arg[0]), *self = keep(d, e), *one = number(d, 1.0, e);
    IrExpr *square = ir_powi(a, self, 2), *x_square = ir_powi(a, x, 2);
    switch (e->op) {
    case IR_EXP:
        return self;
    case IR_EXPM1:
        return ir_unary(a, IR_EXP, x);
    case IR_LOG:
        return alg_quotient(a, one, x);
    case IR_LOG1P:
        return alg_quotient(a, one, alg_sum(a, number(d, 1.0, e), x));
    case IR_LOG10:
        return alg_quotient(a, number(d, 0.43429448190325182765, e), x);
    case IR_SIN:
        return ir_unary(a, IR_COS, x);
    case IR_COS:
        return alg_negative(a, ir_unary(a, IR_SIN, x));
    case IR_TAN:
        return alg_sum(a, one, square);
    case IR_SINH:
        return ir_unary(a, IR_COSH, x);
    case IR_COSH:
        return ir_unary(a, IR_SINH, x);
    case IR_TANH:
        return alg_difference(a, one, square);
    case IR_ATAN:
        return alg_quotient(a, one, alg_sum(a, number(d, 1.0, e), x_square));
    case IR_ASIN:
        return over_root(d, 1.0, alg_difference(a, one, x_square));
    case IR_ACOS:
        return over_root(d, -1.0, alg_difference(a, one, x_square));
    case IR_ASINH:
        return over_root(d, 1.0, alg_sum(a, x_square, one));
    case IR_ACOSH:
        return over_root(d, 1.0, alg_difference(a, x_square, one));
    case IR_ATANH:
        return alg_quotient(a, one, alg_difference(a, number(d, 1.0, e), x_square));
    case IR_ERF:
        return alg_product(a, number(d, 1.1283791670955125739, e),
                           ir_unary(a, IR_EXP, alg_negative(a, x_square)));
    case IR_EXPREL:
        return ir_unary(a, IR_EXPREL1, x);
    case IR_SQRT:
        return alg_quotient(a, number(d, 0.5, e), self);
    case IR_ABS:
        return ir_unary(a, IR_SIGN, x);
    default:
        return NULL;
    }
}

/* x^y = exp(y log x): y x^(y-1) x' + x^y log(x) y' */
static IrExpr *derive_pow(const Deriv *d, const IrExpr *e)
{
    IrExpr *dx = derive(d, e->arg[0]), *dy = derive(d, e->arg[1]);
    if (!dx || !dy)
        return NULL;
    IrExpr *lower = ir_binary(d->a, IR_POW, keep(d, e->arg[0]),
                              alg_difference(d->a, keep(d, e->arg[1]), number(d, 1.0, e)));
    IrExpr *by_x = chain(d, alg_product(d->a, keep(d, e->arg[1]), lower), dx);
    IrExpr *by_y =
        chain(d, alg_product(d->a, keep(d, e), ir_unary(d->a, IR_LOG, keep(d, e->arg[0]))), dy);
    return alg_sum(d->a, by_x, by_y);
}

/* min(a, b) = select(b < a, b, a); max(a, b) = select(a < b, b, a) */
static IrExpr *derive_choice(const Deriv *d, const IrExpr *e)
{
    IrExpr *x = derive(d, e->arg[0]), *y = derive(d, e->arg[1]);
    if (!x || !y)
        return NULL;
    bool is_min = e->op == IR_MIN;
    IrExpr *test =
        ir_binary(d->a, IR_LT, keep(d, e->arg[is_min ? 1 : 0]), keep(d, e->arg[is_min ? 0 : 1]));
    return ir_expr_equal(x, y) ? x : ir_select(d->a, test, y, x);
}

static IrExpr *derive_select(const Deriv *d, const IrExpr *e)
{
    IrExpr *x = derive(d, e->arg[1]), *y = derive(d, e->arg[2]);
    if (!x || !y)
        return NULL;
    return ir_expr_equal(x, y) ? x : ir_select(d->a, keep(d, e->arg[0]), x, y);
}

static IrExpr *derive_item(const Deriv *d, const IrExpr *e)
{
    const IrItem *item = ir_item(d->model, e->u.name);
    if (e->u.name == d->name)
        return number(d, 1.0, e);
    if (item && item->kind == IR_ITEM_ALIAS)
        return derive(d, item->value);
    return alg_zero(d->a, e->span);
}

static IrExpr *derive_function(const Deriv *d, const IrExpr *e)
{
    IrExpr *inner = derive(d, e->arg[0]);
    if (!inner || ir_is_zero(inner))
        return inner;
    if (e->op == IR_POWI)
        return derive_powi(d, e, inner);
    IrExpr *factor = outer(d, e);
    return factor ? chain(d, factor, inner) : NULL;
}

static bool depends(const Deriv *d, const IrExpr *e)
{
    return d->name ? alg_reads_item(d->model, e, d->name) : alg_reads(d->model, e) & ALG_TIME;
}

/* What depends on time by the grid, or by a test, is constant between its jumps. */
static IrExpr *derive_by_time(const Deriv *d, const IrExpr *e)
{
    switch (e->op) {
    case IR_VARIABLE:
        return number(d, 1.0, e);
    case IR_LT:
    case IR_LE:
    case IR_GT:
    case IR_GE:
    case IR_EQ:
    case IR_NE:
    case IR_AND:
    case IR_OR:
    case IR_NOT:
    case IR_AFTER:
    case IR_SINCE:
    case IR_STEPS:
    case IR_COUNT:
    case IR_LOOKUP:
        return alg_zero(d->a, e->span);
    case IR_MOD:
        return depends(d, e->arg[1]) ? NULL : derive(d, e->arg[0]);
    default:
        return e->n == 1 ? derive_function(d, e) : NULL;
    }
}

static IrExpr *derive(const Deriv *d, const IrExpr *e)
{
    if (!depends(d, e))
        return alg_zero(d->a, e->span);
    switch (e->op) {
    case IR_ITEM:
        return derive_item(d, e);
    case IR_SUM:
        return derive_sum(d, e);
    case IR_PRODUCT:
        return derive_product(d, e);
    case IR_QUOTIENT:
        return derive_quotient(d, e);
    case IR_NEG: {
        IrExpr *x = derive(d, e->arg[0]);
        return x ? alg_negative(d->a, x) : NULL;
    }
    case IR_POW:
        return derive_pow(d, e);
    case IR_MIN:
    case IR_MAX:
        return derive_choice(d, e);
    case IR_SELECT:
        return derive_select(d, e);
    case IR_FLOOR:
    case IR_CEIL:
    case IR_FACTORIAL:
    case IR_ROUND:
    case IR_SIGN:
    case IR_HEAVISIDE:
    case IR_FDIV:
        return alg_zero(d->a, e->span);
    default:
        if (!d->name)
            return derive_by_time(d, e);
        return e->n == 1 ? derive_function(d, e) : NULL;
    }
}

IrExpr *alg_derivative(Arena *a, const IrModel *model, const IrExpr *e, const Str *name)
{
    IrExpr *x = derive(&(Deriv){a, model, name}, e);
    return x ? alg_simplify(a, x) : NULL;
}

IrExpr *alg_time_derivative(Arena *a, const IrModel *model, const IrExpr *e)
{
    IrExpr *x = derive(&(Deriv){a, model, NULL}, e);
    return x ? alg_simplify(a, x) : NULL;
}

/* The part of an operation at whose values it jumps, or changes its branch; NULL: it does neither. */
static const IrExpr *switching_part(const IrExpr *e)
{
    switch (e->op) {
    case IR_SELECT:
        return e->arg[0];
    case IR_ABS:
    case IR_MIN:
    case IR_MAX:
    case IR_FLOOR:
    case IR_CEIL:
    case IR_FACTORIAL:
    case IR_ROUND:
    case IR_SIGN:
    case IR_HEAVISIDE:
    case IR_MOD:
    case IR_FDIV:
        return e;
    default:
        return NULL;
    }
}

bool alg_has_jumps(const IrExpr *e, bool (*is_leaf)(void *context, const IrExpr *leaf),
                   void *context)
{
    const IrExpr *part = switching_part(e);
    if (part && ir_expr_any(part, is_leaf, context))
        return true;
    for (uint32_t i = 0; i < e->n; i++)
        if (alg_has_jumps(e->arg[i], is_leaf, context))
            return true;
    return false;
}
