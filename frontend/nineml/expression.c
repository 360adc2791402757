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
    {"**", "a power is written x^y or pow(x, y)"},
    {"&", "write &&"},
    {"|", "write ||"},
    {"=", "write =="},
    {"%", NULL},
    {NULL, NULL},
};

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
    {"exp", 1, IR_EXP, NULL},     {"log", 1, IR_LOG, NULL},     {"log10", 1, IR_LOG10, NULL},
    {"sin", 1, IR_SIN, NULL},     {"cos", 1, IR_COS, NULL},     {"tan", 1, IR_TAN, NULL},
    {"sinh", 1, IR_SINH, NULL},   {"cosh", 1, IR_COSH, NULL},   {"tanh", 1, IR_TANH, NULL},
    {"asin", 1, IR_ASIN, NULL},   {"acos", 1, IR_ACOS, NULL},   {"atan", 1, IR_ATAN, NULL},
    {"asinh", 1, IR_ASINH, NULL}, {"acosh", 1, IR_ACOSH, NULL}, {"atanh", 1, IR_ATANH, NULL},
    {"sqrt", 1, IR_SQRT, NULL},   {"abs", 1, IR_ABS, NULL},     {"fabs", 1, IR_ABS, NULL},
    {"ceil", 1, IR_CEIL, NULL},   {"floor", 1, IR_FLOOR, NULL}, {"pow", 2, 0, make_pow},
    {"min", 2, IR_MIN, NULL},     {"max", 2, IR_MAX, NULL},     {NULL, 0, 0, NULL},
};

const InfixDialect nml_infix = {
    .operators = operators,
    .levels = LEVELS,
    .functions = functions,
    .foreign = foreign,
    .marks = "_.",
    .power = "^",
    .lone_power = true,
    .not_ = "!",
    .has_choice = true,
    .draws = "random.",
    .draw = draw,
};
