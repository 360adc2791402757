/* Expressions as C. */
#include "codegen/cprint.h"

#include "ir/build.h"
#include "ir/kernel_width.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVEL_ANY,
    LEVEL_CONDITIONAL,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_EQUAL,
    LEVEL_COMPARE,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_UNARY,
    LEVEL_ATOM
};

static void print(CPrinter *p, const IrExpr *e, int level);

void cprint_number(Emitter *out, double x)
{
    char text[32];
    if (isnan(x))
        emit(out, "(double)NAN");
    else if (isinf(x))
        emit(out, x < 0 ? "-(double)INFINITY" : "(double)INFINITY");
    else {
        number_shortest(x, text);
        emit(out, "%s", text);
    }
}

void cprint_float(Emitter *out, double x)
{
    char text[32];
    const float rounded = fabs(x) >= DBL_MAX ? copysignf(FLT_MAX, (float)x) : (float)x;
    if (isnan(x) || isinf(x)) {
        emit(out, isnan(x) ? "NAN" : x < 0 ? "-INFINITY" : "INFINITY");
        return;
    }
    for (int digits = 1; digits <= FLT_DECIMAL_DIG; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)rounded);
        if (!(strtof(text, NULL) < rounded || strtof(text, NULL) > rounded))
            break;
    }
    emit(out, text[strcspn(text, ".e")] ? "%sf" : "%s.0f", text);
}

static void open(CPrinter *p, bool parens)
{
    if (parens)
        emit(p->out, "(");
}

static void shut(CPrinter *p, bool parens)
{
    if (parens)
        emit(p->out, ")");
}

static void print_signed(CPrinter *p, double x, int level)
{
    bool parens = signbit(x) && level > LEVEL_SUM;
    open(p, parens);
    if (!p->narrow)
        cprint_number(p->out, x);
    else
        cprint_float(p->out, x);
    shut(p, parens);
}

/* a + b - c: a term NEG(x) after the first prints as a difference, which is the same number. */
static void print_sum(CPrinter *p, const IrExpr *e, int level)
{
    open(p, level > LEVEL_SUM);
    for (uint32_t i = 0; i < e->n; i++) {
        const IrExpr *term = e->arg[i];
        bool minus = i > 0 && term->op == IR_NEG;
        if (i > 0)
            emit(p->out, minus ? " - " : " + ");
        print(p, minus ? term->arg[0] : term, i > 0 ? LEVEL_PRODUCT : LEVEL_SUM);
    }
    shut(p, level > LEVEL_SUM);
}

/* & and | take comparisons in parentheses: compilers warn of them otherwise, and so do readers. */
static int own_operand(int own)
{
    return own <= LEVEL_AND ? LEVEL_SUM : own + 1;
}

static bool is_whole_literal(const IrExpr *e)
{
    return e->op == IR_INTEGER || (e->op == IR_NEG && e->arg[0]->op == IR_INTEGER);
}

/* A quotient is one of reals, also that of whole numbers. */
static void print_operand(CPrinter *p, const IrExpr *e, bool of_quotient, int level)
{
    double number;
    if (of_quotient && is_whole_literal(e) && ir_constant(e, &number))
        print_signed(p, number, level);
    else
        print(p, e, level);
}

static void print_nary(CPrinter *p, const IrExpr *e, const char *sign, int own, int level)
{
    open(p, level > own);
    for (uint32_t i = 0; i < e->n; i++) {
        if (i > 0)
            emit(p->out, "%s", sign);
        print_operand(p, e->arg[i], e->op == IR_QUOTIENT,
                      i > 0 || own <= LEVEL_AND ? own_operand(own) : own);
    }
    shut(p, level > own);
}

/* The functions of floats are called as those of doubles, with an f. */
static void print_call(CPrinter *p, const char *name, const IrExpr *e)
{
    emit(p->out, p->narrow ? "%sf(" : "%s(", name);
    for (uint32_t i = 0; i < e->n; i++) {
        if (i > 0)
            emit(p->out, ", ");
        print(p, e->arg[i], LEVEL_ANY);
    }
    emit(p->out, ")");
}

static void print_unary(CPrinter *p, const IrExpr *e, const char *sign, int level)
{
    bool parens = level > LEVEL_UNARY || (e->op == IR_NEG && level > LEVEL_SUM);
    open(p, parens);
    emit(p->out, "%s", sign);
    print(p, e->arg[0], LEVEL_ATOM);
    shut(p, parens);
}

static void print_select(CPrinter *p, const IrExpr *e, int level)
{
    open(p, level > LEVEL_ANY);
    print(p, e->arg[0], LEVEL_OR);
    emit(p->out, " ? ");
    print(p, e->arg[1], LEVEL_CONDITIONAL);
    emit(p->out, " : ");
    print(p, e->arg[2], LEVEL_CONDITIONAL);
    shut(p, level > LEVEL_ANY);
}

static const struct {
    IrOp op;
    const char *sign;
    int level;
} infixes[] = {
    {IR_PRODUCT, "*", LEVEL_PRODUCT}, {IR_QUOTIENT, "/", LEVEL_PRODUCT},
    {IR_LT, " < ", LEVEL_COMPARE},    {IR_LE, " <= ", LEVEL_COMPARE},
    {IR_GT, " > ", LEVEL_COMPARE},    {IR_GE, " >= ", LEVEL_COMPARE},
    {IR_EQ, " == ", LEVEL_EQUAL},     {IR_NE, " != ", LEVEL_EQUAL},
    {IR_AND, " & ", LEVEL_AND},       {IR_OR, " | ", LEVEL_OR},
};

static const struct {
    IrOp op;
    const char *name;
} functions[] = {
    {IR_POW, "nnrt_pow"},
    {IR_SQRT, "sqrt"},
    {IR_ABS, "fabs"},
    {IR_SIGN, "nnrt_sign"},
    {IR_MIN, "nnrt_min"},
    {IR_MAX, "nnrt_max"},
    {IR_FLOOR, "floor"},
    {IR_CEIL, "ceil"},
    {IR_ROUND, "nnrt_round"},
    {IR_HEAVISIDE, "nnrt_heaviside"},
    {IR_MOD, "nnrt_mod"},
    {IR_FDIV, "nnrt_fdiv"},
    {IR_EXP, "nnrt_exp"},
    {IR_EXPM1, "nnrt_expm1"},
    {IR_LOG, "nnrt_log"},
    {IR_LOG1P, "nnrt_log1p"},
    {IR_LOG10, "nnrt_log10"},
    {IR_SIN, "nnrt_sin"},
    {IR_COS, "nnrt_cos"},
    {IR_TAN, "nnrt_tan"},
    {IR_ASIN, "nnrt_asin"},
    {IR_ACOS, "nnrt_acos"},
    {IR_ATAN, "nnrt_atan"},
    {IR_SINH, "nnrt_sinh"},
    {IR_COSH, "nnrt_cosh"},
    {IR_TANH, "nnrt_tanh"},
    {IR_ASINH, "nnrt_asinh"},
    {IR_ACOSH, "nnrt_acosh"},
    {IR_ATANH, "nnrt_atanh"},
    {IR_ERF, "nnrt_erf"},
    {IR_FACTORIAL, "nnrt_factorial"},
    {IR_EXPREL, "nnrt_exprel"},
    {IR_EXPREL1, "nnrt_exprel1"},
    {IR_FMA, "fma"},
    {IR_FTZ, "nnrt_ftz"},
};

static bool print_infix(CPrinter *p, const IrExpr *e, int level)
{
    for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
        if (infixes[i].op == e->op) {
            print_nary(p, e, infixes[i].sign, infixes[i].level, level);
            return true;
        }
    return false;
}

static bool print_function(CPrinter *p, const IrExpr *e)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (functions[i].op == e->op) {
            print_call(p, functions[i].name, e);
            return true;
        }
    return false;
}

static void print_powi(CPrinter *p, const IrExpr *e)
{
    emit(p->out, p->narrow ? "nnrt_powif(" : "nnrt_powi(");
    print(p, e->arg[0], LEVEL_ANY);
    emit(p->out, ", %lld)", (long long)e->u.integer);
}

/* A test has a width of its own; an operation of doubles is rounded where a float is wanted. */
static bool print_at_other_width(CPrinter *p, const IrExpr *e, int level)
{
    const bool narrow = p->narrow, test = kernel_is_test(e), wide = p->is_wide && p->is_wide(p, e);
    if (!p->is_wide || narrow == !wide || (!test && !narrow))
        return false;
    p->narrow = !wide;
    if (!test)
        emit(p->out, "(float)");
    print(p, e, test ? level : LEVEL_ATOM);
    p->narrow = narrow;
    return true;
}

static void print(CPrinter *p, const IrExpr *e, int level)
{
    double number;
    if (print_at_other_width(p, e, level))
        return;
    if (ir_constant(e, &number) && e->op != IR_INTEGER && e->op != IR_NEG) {
        print_signed(p, number, level);
        return;
    }
    switch (e->op) {
    case IR_INTEGER:
        emit(p->out, e->u.integer < 0 ? "(%lld)" : "%lld", (long long)e->u.integer);
        return;
    case IR_BOOLEAN:
        emit(p->out, e->u.integer ? "true" : "false");
        return;
    case IR_SUM:
        print_sum(p, e, level);
        return;
    case IR_NEG:
        print_unary(p, e, "-", level);
        return;
    case IR_NOT:
        print_unary(p, e, "!", level);
        return;
    case IR_SELECT:
        print_select(p, e, level);
        return;
    case IR_POWI:
        print_powi(p, e);
        return;
    default:
        break;
    }
    if (!print_infix(p, e, level) && !p->leaf(p, e))
        (void)print_function(p, e);
}

bool cprint_has_form(IrOp op)
{
    switch ((int)op) {
    case IR_LITERAL:
    case IR_NUMBER:
    case IR_INTEGER:
    case IR_BOOLEAN:
    case IR_SUM:
    case IR_NEG:
    case IR_NOT:
    case IR_SELECT:
    case IR_POWI:
        return true;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
        if (infixes[i].op == op)
            return true;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (functions[i].op == op)
            return true;
    return false;
}

void cprint_expr(CPrinter *p, const IrExpr *e)
{
    print(p, e, LEVEL_ANY);
}

void cprint_double(CPrinter *p, const IrExpr *e)
{
    const bool narrow = p->narrow;
    p->narrow = false;
    print(p, e, LEVEL_ANY);
    p->narrow = narrow;
}

void cprint_operand(CPrinter *p, const IrExpr *e)
{
    print(p, e, LEVEL_ATOM);
}

/* ---- laws ---- */
static const char *const law_ids[] = {
#define LAW(id, spelling, n_args) #id,
#include "ir/laws.def"
#undef LAW
};

/* Laws of a range take the last two. */
void cprint_law_parameters(CPrinter *p, const IrExpr *e, uint32_t n)
{
    uint32_t first = e->op == IR_DRAWAT ? 1 : 0, given = e->n - first;
    bool range = e->u.law == IR_LAW_UNIFORM || e->u.law == IR_LAW_UNIFORM_INT;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t arg = range ? k - 2 : k;
        emit(p->out, k ? ", " : "");
        if (given == 0 && (range ? k == 3 : k == 1))
            emit(p->out, "1.0"); /* uniform() is on (0, 1), normal() the standard one */
        else if (arg < given)
            cprint_double(p, e->arg[first + arg]);
        else
            emit(p->out, "0.0");
    }
}

void cprint_law(CPrinter *p, const IrExpr *e)
{
    emit(p->out, "&(nnrt_law){NNRT_LAW_%s, ", law_ids[e->u.law]);
    cprint_law_parameters(p, e, 4);
    emit(p->out, "}");
}
