/* fold.  needs: kernels.  does: computes operations on constants with the mathematics that runs, and drops what changes
   no bit whatever its operand is: x*1, x*-1, x/1, -(-x), x - 0, fma(x, 1, y), select(c, x, x).  bits.
   x + 0 and x*0 stay: they tell -0 from 0 and NaN from a number. A result that is not finite stays an operation, so that
   what makes it is still seen. Whole numbers are left alone: in C they divide otherwise. */
#include "ir/apply.h"
#include "ir/facts.h"
#include "ir/kernel_walk.h"
#include "ir/pass/simplify.h"

#include <math.h>

typedef struct Fold {
    Arena *a;
} Fold;

/* ---- constants ---- */
static bool constant(const IrExpr *e, double *x)
{
    return e->op != IR_INTEGER && !(e->op == IR_NEG && e->arg[0]->op == IR_INTEGER) &&
           ir_constant(e, x);
}

/* Of one or two arguments; what is no operation on numbers is NaN. Tests stay tests. */
static bool fold_constant(const IrExpr *e, double *x)
{
    const IrRule rule = ir_op_fact((IrOp)e->op)->rule;
    double arg[2];
    if (e->n == 0 || e->n > 2 || rule == IR_RULE_COMPARE || rule == IR_RULE_LOGIC)
        return false;
    for (uint32_t i = 0; i < e->n; i++)
        if (!constant(e->arg[i], &arg[i]))
            return false;
    *x = ir_apply(e, arg);
    return true;
}

/* ---- identities ---- */
static bool is_number(const IrExpr *e, double value)
{
    double x;
    return constant(e, &x) && x <= value && x >= value && !signbit(x) == !signbit(value);
}

static bool is_truth(const IrExpr *e, bool value)
{
    return e->op == IR_BOOLEAN && (e->u.integer != 0) == value;
}

/* The operand that leaves the others as they are: 1 of a product, -0 of a sum, true of `&`, false of `|`. */
static bool is_neutral(const IrExpr *e, const IrExpr *arg)
{
    switch (e->op) {
    case IR_PRODUCT:
        return is_number(arg, 1.0);
    case IR_SUM:
        return is_number(arg, -0.0);
    case IR_AND:
        return is_truth(arg, true);
    case IR_OR:
        return is_truth(arg, false);
    default:
        return false;
    }
}

static IrExpr *without_neutral(Fold *f, IrExpr *e)
{
    uint32_t n = 0, last = 0;
    for (uint32_t i = 0; i < e->n; i++)
        if (!is_neutral(e, e->arg[i])) {
            n++;
            last = i;
        }
    if (n == e->n || n == 0)
        return e;
    if (n == 1)
        return e->arg[last];
    IrExpr *fewer = ir_expr_new(f->a, (IrOp)e->op, n, e->span);
    for (uint32_t i = 0, k = 0; i < e->n; i++)
        if (!is_neutral(e, e->arg[i]))
            fewer->arg[k++] = e->arg[i];
    return fewer;
}

static IrExpr *fold_select(IrExpr *e)
{
    if (e->arg[0]->op == IR_BOOLEAN)
        return e->arg[0]->u.integer ? e->arg[1] : e->arg[2];
    return ir_expr_equal(e->arg[1], e->arg[2]) ? e->arg[1] : e;
}

/* fma(a, 1, c) is a + c, fma(a, -1, c) is c - a: one rounding either way. */
static IrExpr *fold_fma(Fold *f, IrExpr *e)
{
    for (int i = 0; i < 2; i++) {
        IrExpr *other = e->arg[1 - i];
        if (is_number(e->arg[i], 1.0))
            return ir_binary(f->a, IR_SUM, other, e->arg[2]);
        if (is_number(e->arg[i], -1.0))
            return ir_binary(f->a, IR_SUM, e->arg[2], ir_unary(f->a, IR_NEG, other));
    }
    return e;
}

static IrExpr *fold_product_of(Fold *f, IrExpr *e)
{
    for (uint32_t i = 0; i < 2 && e->n == 2; i++)
        if (is_number(e->arg[i], -1.0))
            return ir_unary(f->a, IR_NEG, e->arg[1 - i]);
    return without_neutral(f, e);
}

static IrExpr *fold_node(void *context, IrExpr *e)
{
    Fold *f = context;
    double x;
    if (e->op == IR_NEG && e->arg[0]->op != IR_NEG &&
        ir_op_fact((IrOp)e->arg[0]->op)->form == IR_FORM_ATOM)
        return e; /* a negative literal stays readable; it is a constant as it is */
    if (fold_constant(e, &x))
        return isfinite(x) ? ir_number(f->a, x, DIM_NONE, e->span) : e;
    switch (e->op) {
    case IR_SUM:
    case IR_AND:
    case IR_OR:
        return without_neutral(f, e);
    case IR_PRODUCT:
        return fold_product_of(f, e);
    case IR_QUOTIENT:
        return is_number(e->arg[1], 1.0) ? e->arg[0] : e;
    case IR_POWI:
        return e->u.integer == 1 ? e->arg[0] : e;
    case IR_NEG:
    case IR_NOT:
        return e->arg[0]->op == e->op ? e->arg[0]->arg[0] : e;
    case IR_SELECT:
        return fold_select(e);
    case IR_FMA:
        return fold_fma(f, e);
    default:
        return e;
    }
}

static void fold_expr(void *context, IrExpr **e)
{
    Fold *f = context;
    if (!kernel_expr_deeper(*e, SIMPLIFY_DEPTH))
        *e = ir_expr_map(f->a, *e, fold_node, f);
}

static void fold_body(void *context, const KBodyFact *fact, KBody *b)
{
    (void)fact;
    kernel_body_exprs(b, fold_expr, context);
}

void kernel_fold(Session *s, KClass *c)
{
    Fold f = {s->arena};
    kernel_each_body(c, fold_body, &f);
    kernel_reader_exprs(c, fold_expr, &f);
}
