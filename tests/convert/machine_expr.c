/* Expressions in one wording: functions that LEMS does not have are choices, times in steps are times, values that are looked up are
   choices by time. */
#include "tests/convert/machine.h"

#include <string.h>

static IrExpr *number(const Machine *x, double value)
{
    return ir_number(x->a, value, DIM_NONE, NOWHERE);
}

static IrExpr *test(const Machine *x, IrOp op, IrExpr *a, IrExpr *b)
{
    IrExpr *e = b ? ir_binary(x->a, op, a, b) : ir_unary(x->a, op, a);
    e->scalar = IR_BOOL;
    return e;
}

static IrExpr *same(const Machine *x, const IrExpr *e)
{
    return ir_expr_copy(x->a, e);
}

/* ---- functions as choices ---- */
static IrExpr *sign(Machine *x, IrExpr *e)
{
    IrExpr *v = e->arg[0];
    IrExpr *rest =
        ir_select(x->a, test(x, IR_LT, same(x, v), number(x, 0)), number(x, -1), number(x, 0));
    return ir_select(x->a, test(x, IR_GT, v, number(x, 0)), number(x, 1), rest);
}

static IrExpr *size(Machine *x, IrExpr *e)
{
    IrExpr *v = e->arg[0];
    return ir_select(x->a, test(x, IR_LT, same(x, v), number(x, 0)),
                     ir_unary(x->a, IR_NEG, same(x, v)), v);
}

static IrExpr *smaller(Machine *x, IrExpr *e)
{
    const IrOp op = e->op == IR_MIN ? IR_LT : IR_GT;
    return ir_select(x->a, test(x, op, same(x, e->arg[0]), same(x, e->arg[1])), e->arg[0],
                     e->arg[1]);
}

/* X of exp(X) - 1; NULL: it is something else. */
static const IrExpr *exponent(const IrExpr *e)
{
    double one;
    return e->op == IR_SUM && e->n == 2 && e->arg[0]->op == IR_EXP &&
                   ir_constant(e->arg[1], &one) && one <= -1 && one >= -1
               ? e->arg[0]->arg[0]
               : NULL;
}

/* Where X is small a series, else (exp(X) - 1)/X or exp(X) - 1. */
static IrExpr *series(Machine *x, IrExpr *e)
{
    const IrExpr *far = e->arg[2], *of;
    if (e->arg[0]->op != IR_LT)
        return e;
    if (far->op == IR_QUOTIENT && (of = exponent(far->arg[0])) && ir_expr_equal(of, far->arg[1]))
        return ir_unary(x->a, IR_EXPREL, same(x, of));
    if ((of = exponent(far)))
        return ir_unary(x->a, IR_EXPM1, same(x, of));
    return e;
}

/* ---- times ---- */
static bool is_now(const IrExpr *e)
{
    return e->op == IR_STEPS && e->arg[0]->op == IR_VARIABLE && str_is(e->arg[0]->u.name, "t");
}

/* steps(a) <= steps(t): since a */
static IrExpr *compared(Machine *x, IrExpr *e)
{
    if (e->arg[0]->op != IR_STEPS || e->arg[1]->op != IR_STEPS)
        return e;
    const bool now_first = is_now(e->arg[0]);
    IrExpr *since = test(x, IR_SINCE, e->arg[now_first ? 1 : 0]->arg[0], NULL);
    if (e->op == (now_first ? IR_GE : IR_LE))
        return since;
    return e->op == (now_first ? IR_LT : IR_GT) ? test(x, IR_NOT, since, NULL) : e;
}

/* steps(a)*dt is a. */
static IrExpr *product(Machine *x, IrExpr *e)
{
    double factor;
    const double step = machine_step(x);
    if (e->n != 2 || e->arg[0]->op != IR_STEPS || !ir_constant(e->arg[1], &factor) ||
        step < factor || step > factor)
        return e;
    return e->arg[0]->arg[0];
}

static IrExpr *looked_up(Machine *x, IrExpr *e)
{
    if (e->arg[0]->op != IR_LIST || e->arg[1]->op != IR_LIST || e->arg[0]->n != e->arg[1]->n)
        return e;
    IrExpr *all = number(x, 0);
    for (uint32_t i = 0; i < e->arg[0]->n; i++)
        all = ir_select(x->a, test(x, IR_SINCE, e->arg[0]->arg[i], NULL), e->arg[1]->arg[i], all);
    return all;
}

IrExpr *machine_reword_expr(Machine *x, IrExpr *e)
{
    static const struct {
        IrOp op;
        IrExpr *(*reword)(Machine *x, IrExpr *e);
    } forms[] = {{IR_SIGN, sign},       {IR_ABS, size},        {IR_MIN, smaller},
                 {IR_MAX, smaller},     {IR_SELECT, series},   {IR_LE, compared},
                 {IR_LT, compared},     {IR_GE, compared},     {IR_GT, compared},
                 {IR_PRODUCT, product}, {IR_LOOKUP, looked_up}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (e->op == (uint16_t)forms[i].op)
            return forms[i].reword(x, e);
    return e;
}
