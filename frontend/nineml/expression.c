/* What expressions of MathInline are made of: the parser is that of all documents. */
#include "frontend/nineml/expression.h"

#include "frontend/nineml/lower.h"
#include "ir/build.h"

static const InfixOperator operators[] = {
    {"||", 0, IR_OR}, {"&&", 1, IR_AND}, {"==", 2, IR_EQ},     {"!=", 2, IR_NE},
    {"<=", 3, IR_LE}, {">=", 3, IR_GE},  {"<", 3, IR_LT},      {">", 3, IR_GT},
    {"+", 4, IR_SUM}, {"-", 4, IR_NEG},  {"*", 5, IR_PRODUCT}, {"/", 5, IR_QUOTIENT},
    {NULL, 0, 0},
};
enum { LEVELS = 6 };

/* C's integers and bits do not exist here. */
static const InfixForeign foreign[] = {
    {"**", "a power is written pow(x, y)"},
    {"^", "a power is written pow(x, y)"},
    {"&", "write &&"},
    {"|", "write ||"},
    {"=", "write =="},
    {"%", NULL},
    {NULL, NULL},
};

/* asinh x = log(x + sqrt(x^2 + 1)), with its sign outside: no cancellation for x < 0 */
static IrExpr *make_asinh(const InfixNames *names, IrExpr *const *x)
{
    Arena *a = names->session->arena;
    IrExpr *one = ir_number(a, 1, DIM_NONE, x[0]->span);
    IrExpr *size = ir_unary(a, IR_ABS, x[0]);
    IrExpr *root = ir_unary(a, IR_SQRT, ir_binary(a, IR_SUM, ir_powi(a, size, 2), one));
    IrExpr *log = ir_unary(a, IR_LOG, ir_binary(a, IR_SUM, ir_expr_copy(a, size), root));
    return ir_binary(a, IR_PRODUCT, ir_unary(a, IR_SIGN, ir_expr_copy(a, x[0])), log);
}

/* acosh x = log(x + sqrt(x^2 - 1)) */
static IrExpr *make_acosh(const InfixNames *names, IrExpr *const *x)
{
    Arena *a = names->session->arena;
    IrExpr *one = ir_number(a, -1, DIM_NONE, x[0]->span);
    IrExpr *root = ir_unary(a, IR_SQRT, ir_binary(a, IR_SUM, ir_powi(a, x[0], 2), one));
    return ir_unary(a, IR_LOG, ir_binary(a, IR_SUM, ir_expr_copy(a, x[0]), root));
}

/* atanh x = (log1p(x) - log1p(-x))/2 */
static IrExpr *make_atanh(const InfixNames *names, IrExpr *const *x)
{
    Arena *a = names->session->arena;
    IrExpr *up = ir_unary(a, IR_LOG1P, x[0]);
    IrExpr *down = ir_unary(a, IR_LOG1P, ir_unary(a, IR_NEG, ir_expr_copy(a, x[0])));
    return ir_binary(a, IR_PRODUCT, ir_number(a, 0.5, DIM_NONE, x[0]->span),
                     ir_binary(a, IR_SUM, up, ir_unary(a, IR_NEG, down)));
}

static IrExpr *make_pow(const InfixNames *names, IrExpr *const *x)
{
    return infix_power(names, x[0], x[1]);
}

static IrExpr *draw(const InfixNames *names, const char *law, IrExpr *const *args, uint32_t n,
                    Span at)
{
    const NmlLowering *x = names->place;
    return nml_draw(x->all, law, args, n, at);
}

static const InfixFunction functions[] = {
    {"exp", 1, IR_EXP, NULL},    {"log", 1, IR_LOG, NULL},     {"log10", 1, IR_LOG10, NULL},
    {"sin", 1, IR_SIN, NULL},    {"cos", 1, IR_COS, NULL},     {"tan", 1, IR_TAN, NULL},
    {"sinh", 1, IR_SINH, NULL},  {"cosh", 1, IR_COSH, NULL},   {"tanh", 1, IR_TANH, NULL},
    {"asin", 1, IR_ASIN, NULL},  {"acos", 1, IR_ACOS, NULL},   {"atan", 1, IR_ATAN, NULL},
    {"asinh", 1, 0, make_asinh}, {"acosh", 1, 0, make_acosh},  {"atanh", 1, 0, make_atanh},
    {"sqrt", 1, IR_SQRT, NULL},  {"abs", 1, IR_ABS, NULL},     {"fabs", 1, IR_ABS, NULL},
    {"ceil", 1, IR_CEIL, NULL},  {"floor", 1, IR_FLOOR, NULL}, {"pow", 2, 0, make_pow},
    {"min", 2, IR_MIN, NULL},    {"max", 2, IR_MAX, NULL},     {NULL, 0, 0, NULL},
};

const InfixDialect nml_infix = {
    .operators = operators,
    .levels = LEVELS,
    .functions = functions,
    .foreign = foreign,
    .marks = "_.",
    .not_ = "!",
    .has_choice = true,
    .draws = "random.",
    .draw = draw,
};
