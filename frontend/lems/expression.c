/* What expressions of LEMS are made of: the parser is that of all documents. */
#include "frontend/lems/expression.h"

#include "ir/build.h"
#include "ir/evaluate.h"
#include "runtime/maths.h"

#include <math.h>

static const InfixOperator operators[] = {
    {".or.", 0, IR_OR}, {".and.", 1, IR_AND}, {".gt.", 2, IR_GT},    {".geq.", 2, IR_GE},
    {".ge.", 2, IR_GE}, {".lt.", 2, IR_LT},   {".leq.", 2, IR_LE},   {".le.", 2, IR_LE},
    {".eq.", 2, IR_EQ}, {".neq.", 2, IR_NE},  {".ne.", 2, IR_NE},    {"+", 3, IR_SUM},
    {"-", 3, IR_NEG},   {"*", 4, IR_PRODUCT}, {"/", 4, IR_QUOTIENT}, {NULL, 0, 0},
};
enum { LEVELS = 5 };

static const InfixForeign foreign[] = {
    {"**", "a power is written x^y"},
    {"&&", "write .and."},
    {"||", "write .or."},
    {"==", "write .eq."},
    {"!=", "write .neq."},
    {"<=", "write .leq."},
    {">=", "write .geq."},
    {"<", "write .lt."},
    {">", "write .gt."},
    {NULL, NULL},
};

/* H(0) is one half. */
static IrExpr *make_step(const InfixNames *names, IrExpr *const *x)
{
    Arena *a = names->session->arena;
    IrExpr *one = ir_number(a, 1, DIM_NONE, x[0]->span);
    IrExpr *sum = ir_binary(a, IR_SUM, one, ir_unary(a, IR_SIGN, x[0]));
    return ir_binary(a, IR_PRODUCT, ir_number(a, 0.5, DIM_NONE, x[0]->span), sum);
}

/* x times a number from 0 to 1 */
static IrExpr *make_random(const InfixNames *names, IrExpr *const *x)
{
    Arena *a = names->session->arena;
    IrExpr *uniform = ir_expr_new(a, IR_DRAW, 2, x[0]->span);
    uniform->u.law = IR_LAW_UNIFORM;
    uniform->arg[0] = ir_number(a, 0, DIM_NONE, x[0]->span);
    uniform->arg[1] = ir_number(a, 1, DIM_NONE, x[0]->span);
    return ir_binary(a, IR_PRODUCT, x[0], uniform);
}

static bool number_of(void *context, const IrExpr *e, double *x)
{
    const InfixNames *const *names = context;
    return infix_number(*names, e, x);
}

static bool is_unknown(void *context, const IrExpr *e)
{
    double x;
    return e->n == 0 && !number_of(context, e, &x);
}

/* What is known is told where it has none; what varies is looked at when it is there. */
static IrExpr *make_factorial(const InfixNames *names, IrExpr *const *x)
{
    const InfixNames *all = names;
    if (ir_expr_any(x[0], is_unknown, &all))
        return ir_unary(names->session->arena, IR_FACTORIAL, x[0]);
    const double value = nnrt_factorial(ir_evaluate(&(IrLeaves){number_of, &all}, x[0]));
    if (isfinite(value))
        return ir_number(names->session->arena, value, DIM_NONE, x[0]->span);
    diag(names->session->diags, DIAG_NNC0907, x[0]->span,
         "factorial takes a whole number from 0 to %d", NNRT_FACTORIALS - 1);
    return NULL;
}

static const InfixFunction functions[] = {
    {"sin", 1, IR_SIN, NULL},   {"cos", 1, IR_COS, NULL},
    {"tan", 1, IR_TAN, NULL},   {"sinh", 1, IR_SINH, NULL},
    {"cosh", 1, IR_COSH, NULL}, {"tanh", 1, IR_TANH, NULL},
    {"exp", 1, IR_EXP, NULL},   {"ln", 1, IR_LOG, NULL},
    {"log", 1, IR_LOG, NULL},   {"sqrt", 1, IR_SQRT, NULL},
    {"abs", 1, IR_ABS, NULL},   {"ceil", 1, IR_CEIL, NULL},
    {"int", 1, IR_FLOOR, NULL}, {"random", 1, 0, make_random},
    {"H", 1, 0, make_step},     {"factorial", 1, 0, make_factorial},
    {NULL, 0, 0, NULL},
};

/* "b*-a^2": a sign behind an operator binds tighter than a power in jLEMS, one at the start of an expression does not. */
const InfixDialect lems_infix = {
    .operators = operators,
    .levels = LEVELS,
    .functions = functions,
    .foreign = foreign,
    .marks = "_",
    .power = "^",
    .signed_power = "this is the power with a sign, in jLEMS it is a power of what has the sign",
};
