/* A parser of the expressions of LEMS by recursive descent. */
#include "frontend/lems/expression.h"

#include "frontend/sema/equation.h"
#include "ir/build.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Levels of operations that parsing and the passes behind it go down. */
enum { LEVELS_MAX = 1000 };

typedef struct Parser {
    const LemsNames *names;
    Arena *a;
    const char *text, *at; /* NUL-terminated */
    Span whole;
    unsigned depth;  /* of signs and brackets around here */
    unsigned height; /* of what was parsed last: levels of operations */
    bool even;       /* what was parsed last is a power that is not odd */
    bool failed;
} Parser;

static Span span_from(const Parser *p, const char *start)
{
    const bool placed = p->whole.hi - p->whole.lo == strlen(p->text);
    return placed ? (Span){p->whole.lo + (uint32_t)(start - p->text),
                           p->whole.lo + (uint32_t)(p->at - p->text)}
                  : p->whole;
}

static IrExpr *wrong(Parser *p, const char *start, const char *what)
{
    if (!p->failed)
        lems_complain(p->names->document, DIAG_NNC0907, span_from(p, start), "%s", what);
    p->failed = true;
    return NULL;
}

static IrExpr *too_deep(Parser *p)
{
    if (!p->failed)
        lems_complain(p->names->document, DIAG_NNC0501, p->whole,
                      "the expression nests more than %d deep", LEVELS_MAX);
    p->failed = true;
    return NULL;
}

/* An operation on what was parsed last, and on something of `other` levels. */
static IrExpr *raised(Parser *p, unsigned other, IrExpr *e)
{
    p->height = 1 + (p->height > other ? p->height : other);
    return p->height > LEVELS_MAX ? too_deep(p) : e;
}

static void skip_blanks(Parser *p)
{
    while (*p->at && isspace((unsigned char)*p->at))
        p->at++;
}

static bool takes(Parser *p, const char *word)
{
    skip_blanks(p);
    const size_t n = strlen(word);
    if (strncmp(p->at, word, n) != 0)
        return false;
    p->at += n;
    return true;
}

static IrExpr *parse_or(Parser *p);

/* ---- atoms ---- */
static IrExpr *parse_number(Parser *p)
{
    const char *start = p->at;
    p->at += lems_number_length(start);
    return ir_literal(
        p->a, str_intern(p->names->document->session->strings, start, (size_t)(p->at - start)),
        NULL, span_from(p, start));
}

/* H(0) is one half. */
static IrExpr *step_function(Parser *p, IrExpr *x)
{
    IrExpr *sum =
        ir_binary(p->a, IR_SUM, ir_number(p->a, 1, DIM_NONE, x->span), ir_unary(p->a, IR_SIGN, x));
    return ir_binary(p->a, IR_PRODUCT, ir_number(p->a, 0.5, DIM_NONE, x->span), sum);
}

/* x times a number from 0 to 1 */
static IrExpr *draw(Parser *p, IrExpr *x)
{
    IrExpr *uniform = ir_expr_new(p->a, IR_DRAW, 2, x->span);
    uniform->u.law = IR_LAW_UNIFORM;
    uniform->arg[0] = ir_number(p->a, 0, DIM_NONE, x->span);
    uniform->arg[1] = ir_number(p->a, 1, DIM_NONE, x->span);
    return ir_binary(p->a, IR_PRODUCT, x, uniform);
}

/* A number that the expression always means: a constant, or a name of one. */
static bool is_known(const Parser *p, const IrExpr *e, double *value)
{
    return ir_constant(e, value) ||
           (e->op == IR_ITEM && p->names->number(p->names->place, e->u.name, value));
}

enum { FACTORIAL_MOST = 170 }; /* more is no double */

static IrExpr *factorial(Parser *p, IrExpr *x)
{
    double n, all = 1;
    if (!is_known(p, x, &n) || !(n >= 0 && n <= FACTORIAL_MOST && floor(n) >= n)) {
        if (!p->failed)
            lems_complain(p->names->document, DIAG_NNC0907, x->span,
                          "factorial takes a whole number from 0 to %d that is known",
                          FACTORIAL_MOST);
        p->failed = true;
        return x;
    }
    for (int k = 2; k <= (int)n; k++)
        all *= k;
    return ir_number(p->a, all, DIM_NONE, x->span);
}

static const struct {
    const char *name;
    IrOp op;
    IrExpr *(*make)(Parser *p, IrExpr *x);
} functions[] = {
    {"sin", IR_SIN, NULL},       {"cos", IR_COS, NULL},   {"tan", IR_TAN, NULL},
    {"sinh", IR_SINH, NULL},     {"cosh", IR_COSH, NULL}, {"tanh", IR_TANH, NULL},
    {"exp", IR_EXP, NULL},       {"ln", IR_LOG, NULL},    {"log", IR_LOG, NULL},
    {"sqrt", IR_SQRT, NULL},     {"abs", IR_ABS, NULL},   {"ceil", IR_CEIL, NULL},
    {"int", IR_FLOOR, NULL},     {"random", 0, draw},     {"H", 0, step_function},
    {"factorial", 0, factorial},
};
enum { CALL_LEVELS = 3 }; /* of operations, at most, that a function is */

static IrExpr *parse_call(Parser *p, const Str *name, const char *start)
{
    const size_t n = sizeof functions / sizeof *functions;
    size_t i = 0;
    while (i < n && !str_is(name, functions[i].name))
        i++;
    if (i == n)
        return wrong(p, start, arena_printf(p->a, "there is no function '%s'", name->s));
    IrExpr *x = parse_or(p);
    if (x && !takes(p, ")"))
        return wrong(p, start, "a ')' is missing behind the argument");
    if (!x)
        return NULL;
    p->height += CALL_LEVELS - 1;
    return raised(p, 0,
                  functions[i].make ? functions[i].make(p, x) : ir_unary(p->a, functions[i].op, x));
}

static IrExpr *parse_word(Parser *p)
{
    const char *start = p->at;
    while (isalnum((unsigned char)*p->at) || *p->at == '_')
        p->at++;
    const Str *name =
        str_intern(p->names->document->session->strings, start, (size_t)(p->at - start));
    const Span at = span_from(p, start);
    if (takes(p, "("))
        return parse_call(p, name, start);
    IrExpr *e = p->names->find(p->names->place, name, at);
    p->failed |= !e;
    return e;
}

static IrExpr *parse_atom(Parser *p)
{
    p->height = 0;
    skip_blanks(p);
    const char *start = p->at;
    if (takes(p, "(")) {
        IrExpr *e = parse_or(p);
        return e && !takes(p, ")") ? wrong(p, start, "this '(' is not closed") : e;
    }
    if (isdigit((unsigned char)*p->at) || (*p->at == '.' && isdigit((unsigned char)p->at[1])))
        return parse_number(p);
    if (isalpha((unsigned char)*p->at) || *p->at == '_')
        return parse_word(p);
    return wrong(p, start,
                 *p->at ? "a number, a name or '(' is missing here"
                        : "the expression ends too early");
}

/* ---- operators ---- */
static IrExpr *parse_sign(Parser *p);

static IrExpr *power(Parser *p, IrExpr *base, IrExpr *exponent)
{
    double n;
    if (is_known(p, exponent, &n) && n >= -64 && n <= 64 && (double)(int)n >= n &&
        (double)(int)n <= n)
        return ir_powi(p->a, base, (int64_t)n);
    return ir_binary(p->a, IR_POW, base, exponent);
}

static bool is_odd(const Parser *p, const IrExpr *exponent)
{
    double n;
    return is_known(p, exponent, &n) && fabs(n) <= 64 && fabs(fmod(n, 2)) >= 1;
}

static IrExpr *parse_power(Parser *p)
{
    IrExpr *x = parse_atom(p);
    bool even = false;
    while (x && takes(p, "^")) {
        skip_blanks(p);
        const unsigned height = p->height;
        IrExpr *exponent = *p->at == '-' || *p->at == '+' ? parse_sign(p) : parse_atom(p);
        even = exponent && !is_odd(p, exponent);
        x = exponent ? raised(p, height, power(p, x, exponent)) : NULL;
    }
    p->even = even;
    return x;
}

/* "b*-a^2": a sign behind an operator binds tighter than a power in jLEMS, one at the start of an expression does not. */
static void warn_of_sign(const Parser *p, const char *sign)
{
    const char *before = sign;
    while (before > p->text && isspace((unsigned char)before[-1]))
        before--;
    if (before == p->text || before[-1] == '(')
        return;
    diag(p->names->document->session->diags, DIAG_NNC0915, span_from(p, sign),
         "this is the power with a sign, in jLEMS it is a power of what has the sign");
}

static IrExpr *parse_sign(Parser *p)
{
    if (++p->depth > LEVELS_MAX)
        return too_deep(p);
    bool minus = false;
    skip_blanks(p);
    const char *sign = p->at;
    for (;;)
        if (takes(p, "-"))
            minus = !minus;
        else if (!takes(p, "+"))
            break;
    IrExpr *x = parse_power(p);
    p->depth--;
    if (x && minus && p->even)
        warn_of_sign(p, sign);
    return x && minus ? raised(p, 0, ir_unary(p->a, IR_NEG, x)) : x;
}

typedef VEC(IrExpr *) Terms;

/* One node of many terms, the highest of which has `height` levels. */
static IrExpr *join(Parser *p, IrOp op, const Terms *terms, unsigned height)
{
    p->height = height;
    if (terms->n < 2)
        return terms->n ? terms->v[0] : NULL;
    IrExpr *all = ir_expr_new(p->a, op, terms->n, terms->v[0]->span);
    memcpy(all->arg, terms->v, terms->n * sizeof *terms->v);
    all->span.hi = VEC_LAST(terms)->span.hi;
    return raised(p, 0, all);
}

static unsigned higher(const Parser *p, unsigned height)
{
    return p->height > height ? p->height : height;
}

/* Factors in a row are one product, each division a quotient of what stands before it. */
static IrExpr *parse_product(Parser *p)
{
    IrExpr *x = parse_sign(p);
    while (x) {
        Terms factors = {0};
        VEC_PUSH(p->a, &factors, x);
        unsigned height = p->height;
        while (x && takes(p, "*") && (x = parse_sign(p))) {
            VEC_PUSH(p->a, &factors, x);
            height = higher(p, height);
        }
        x = x ? join(p, IR_PRODUCT, &factors, height) : NULL;
        if (!x || !takes(p, "/"))
            return x;
        height = p->height;
        IrExpr *y = parse_sign(p);
        x = y ? raised(p, height, ir_binary(p->a, IR_QUOTIENT, x, y)) : NULL;
    }
    return NULL;
}

static IrExpr *parse_sum(Parser *p)
{
    Terms terms = {0};
    unsigned height = 0;
    for (bool minus = false;;) {
        IrExpr *x = parse_product(p);
        if (x && minus)
            x = raised(p, 0, ir_unary(p->a, IR_NEG, x));
        if (!x)
            return NULL;
        VEC_PUSH(p->a, &terms, x);
        height = higher(p, height);
        const bool plus = takes(p, "+");
        minus = !plus && takes(p, "-");
        if (!plus && !minus)
            return join(p, IR_SUM, &terms, height);
    }
}

static IrExpr *parse_comparison(Parser *p)
{
    static const struct {
        const char *word;
        IrOp op;
    } words[] = {{".gt.", IR_GT}, {".geq.", IR_GE}, {".ge.", IR_GE},
                 {".lt.", IR_LT}, {".leq.", IR_LE}, {".le.", IR_LE},
                 {".eq.", IR_EQ}, {".neq.", IR_NE}, {".ne.", IR_NE}};
    IrExpr *x = parse_sum(p);
    for (size_t i = 0; x && i < sizeof words / sizeof *words; i++)
        if (takes(p, words[i].word)) {
            const unsigned height = p->height;
            IrExpr *y = parse_sum(p);
            return y ? raised(p, height, equation_compare(p->a, words[i].op, x, y)) : NULL;
        }
    return x;
}

static IrExpr *parse_logic(Parser *p, IrOp op, const char *word, IrExpr *(*operand)(Parser *p))
{
    Terms terms = {0};
    unsigned height = 0;
    do {
        IrExpr *x = operand(p);
        if (!x)
            return NULL;
        VEC_PUSH(p->a, &terms, x);
        height = higher(p, height);
    } while (takes(p, word));
    return join(p, op, &terms, height);
}

static IrExpr *parse_and(Parser *p)
{
    return parse_logic(p, IR_AND, ".and.", parse_comparison);
}

static IrExpr *parse_or(Parser *p)
{
    return parse_logic(p, IR_OR, ".or.", parse_and);
}

IrExpr *lems_expression(const LemsNames *names, const XmlText *text)
{
    Arena *a = names->document->session->arena;
    const char *copy = arena_strndup(a, text->s, text->len);
    Parser p = {.names = names, .a = a, .text = copy, .at = copy, .whole = text->span};
    IrExpr *e = parse_or(&p);
    skip_blanks(&p);
    if (e && !p.failed && *p.at) {
        const char *start = p.at++;
        return wrong(&p, start, "an operator is missing here");
    }
    return p.failed ? NULL : e;
}
