/* A parser of MathInline: operators by a table of levels, the rest by recursive descent. */
#include "frontend/nineml/expression.h"

#include "frontend/sema/equation.h"
#include "ir/build.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Levels of operations that parsing and the passes behind it go down. */
enum { LEVELS_MAX = 500 };

typedef struct Parser {
    const NmlNames *names;
    Arena *a;
    const char *text, *at; /* NUL-terminated */
    Span whole;
    unsigned depth;  /* of brackets, signs and branches around here */
    unsigned height; /* of what was parsed last: levels of operations */
    bool failed;
} Parser;

typedef VEC(IrExpr *) Terms;

static Span span_from(const Parser *p, const char *start)
{
    const uint32_t from = (uint32_t)(start - p->text), to = (uint32_t)(p->at - p->text);
    return p->whole.hi - p->whole.lo == strlen(p->text)
               ? (Span){p->whole.lo + from, p->whole.lo + to}
               : p->whole;
}

static Diag *complain(Parser *p, DiagCode code, const char *start, const char *what)
{
    const bool first = !p->failed;
    p->failed = true;
    return first ? nml_complain(p->names->all, code, span_from(p, start), "%s", what) : NULL;
}

static IrExpr *wrong(Parser *p, const char *start, const char *what)
{
    complain(p, DIAG_NNC0907, start, what);
    return NULL;
}

static bool too_deep(Parser *p, unsigned levels)
{
    if (levels > LEVELS_MAX)
        complain(p, DIAG_NNC0501, p->text, "the expression nests too deep");
    return levels > LEVELS_MAX;
}

/* An operation on what was parsed last and on something of `other` levels. */
static IrExpr *raised(Parser *p, unsigned other, IrExpr *e)
{
    p->height = 1 + (p->height > other ? p->height : other);
    return too_deep(p, p->height) ? NULL : e;
}

static void skip_blanks(Parser *p)
{
    while (isspace((unsigned char)*p->at))
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

/* C's integers and bits do not exist here, and these are what people write for other things. */
static const struct {
    const char *word, *help;
} foreign[] = {
    {"^", "a power is written pow(x, y)"},
    {"**", "a power is written pow(x, y)"},
    {"&", "write &&"},
    {"|", "write ||"},
    {"=", "write =="},
    {"%", NULL},
};

/* What stands here instead of an operator or of `what`. */
static IrExpr *misplaced(Parser *p, const char *start, const char *what)
{
    skip_blanks(p);
    for (size_t i = 0; *p->at && i < sizeof foreign / sizeof *foreign; i++) {
        if (strncmp(p->at, foreign[i].word, strlen(foreign[i].word)) != 0)
            continue;
        const char *at = p->at++;
        Diag *g = complain(p, DIAG_NNC0907, at,
                           arena_printf(p->a, "there is no operator '%s'", foreign[i].word));
        if (g && foreign[i].help)
            diag_help(p->names->all->session->diags, g, "%s", foreign[i].help);
        return NULL;
    }
    return wrong(p, start, what);
}

static IrExpr *parse_choice(Parser *p);

/* ---- functions ---- */
typedef IrExpr *Make(Parser *p, IrExpr *const *x);

/* asinh x = log(x + sqrt(x^2 + 1)), with its sign outside: no cancellation for x < 0 */
static IrExpr *make_asinh(Parser *p, IrExpr *const *x)
{
    IrExpr *one = ir_number(p->a, 1, DIM_NONE, x[0]->span);
    IrExpr *size = ir_unary(p->a, IR_ABS, x[0]);
    IrExpr *root = ir_unary(p->a, IR_SQRT, ir_binary(p->a, IR_SUM, ir_powi(p->a, size, 2), one));
    IrExpr *log = ir_unary(p->a, IR_LOG, ir_binary(p->a, IR_SUM, ir_expr_copy(p->a, size), root));
    return ir_binary(p->a, IR_PRODUCT, ir_unary(p->a, IR_SIGN, ir_expr_copy(p->a, x[0])), log);
}

/* acosh x = log(x + sqrt(x^2 - 1)) */
static IrExpr *make_acosh(Parser *p, IrExpr *const *x)
{
    IrExpr *one = ir_number(p->a, -1, DIM_NONE, x[0]->span);
    IrExpr *root = ir_unary(p->a, IR_SQRT, ir_binary(p->a, IR_SUM, ir_powi(p->a, x[0], 2), one));
    return ir_unary(p->a, IR_LOG, ir_binary(p->a, IR_SUM, ir_expr_copy(p->a, x[0]), root));
}

/* atanh x = (log1p(x) - log1p(-x))/2 */
static IrExpr *make_atanh(Parser *p, IrExpr *const *x)
{
    IrExpr *up = ir_unary(p->a, IR_LOG1P, x[0]);
    IrExpr *down = ir_unary(p->a, IR_LOG1P, ir_unary(p->a, IR_NEG, ir_expr_copy(p->a, x[0])));
    return ir_binary(p->a, IR_PRODUCT, ir_number(p->a, 0.5, DIM_NONE, x[0]->span),
                     ir_binary(p->a, IR_SUM, up, ir_unary(p->a, IR_NEG, down)));
}

static IrExpr *make_pow(Parser *p, IrExpr *const *x)
{
    double n;
    if (ir_constant(x[1], &n) && n >= -64 && n <= 64 && (double)(int)n >= n && (double)(int)n <= n)
        return ir_powi(p->a, x[0], (int64_t)n);
    return ir_binary(p->a, IR_POW, x[0], x[1]);
}

enum { ARGUMENTS_MAX = 3, CALL_LEVELS = 8 }; /* levels of operations, at most, that a function is */
static const struct {
    const char *name;
    uint32_t n;
    IrOp op;
    Make *make;
} functions[] = {
    {"exp", 1, IR_EXP, NULL},    {"log", 1, IR_LOG, NULL},     {"log10", 1, IR_LOG10, NULL},
    {"sin", 1, IR_SIN, NULL},    {"cos", 1, IR_COS, NULL},     {"tan", 1, IR_TAN, NULL},
    {"sinh", 1, IR_SINH, NULL},  {"cosh", 1, IR_COSH, NULL},   {"tanh", 1, IR_TANH, NULL},
    {"asin", 1, IR_ASIN, NULL},  {"acos", 1, IR_ACOS, NULL},   {"atan", 1, IR_ATAN, NULL},
    {"asinh", 1, 0, make_asinh}, {"acosh", 1, 0, make_acosh},  {"atanh", 1, 0, make_atanh},
    {"sqrt", 1, IR_SQRT, NULL},  {"abs", 1, IR_ABS, NULL},     {"fabs", 1, IR_ABS, NULL},
    {"ceil", 1, IR_CEIL, NULL},  {"floor", 1, IR_FLOOR, NULL}, {"pow", 2, 0, make_pow},
    {"min", 2, IR_MIN, NULL},    {"max", 2, IR_MAX, NULL},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static bool parse_arguments(Parser *p, const char *start, IrExpr **args, uint32_t *n)
{
    unsigned height = 0;
    *n = 0;
    if (takes(p, ")"))
        return true;
    do {
        IrExpr *x = parse_choice(p);
        if (!x)
            return false;
        height = p->height > height ? p->height : height;
        if (*n < ARGUMENTS_MAX)
            args[*n] = x;
        ++*n;
    } while (takes(p, ","));
    p->height = height;
    return takes(p, ")") || misplaced(p, start, "a ')' is missing behind the arguments");
}

static IrExpr *no_function(Parser *p, const char *start, const Str *name)
{
    Diag *g =
        complain(p, DIAG_NNC0907, start, arena_printf(p->a, "there is no function '%s'", name->s));
    StrNearest near = str_nearest_start(name->s);
    for (size_t i = 0; i < FUNCTIONS; i++)
        str_nearest_offer(&near, functions[i].name);
    if (g && near.best)
        diag_did_you_mean(p->names->all->session->diags, g, name->s, near.best);
    return NULL;
}

static IrExpr *parse_call(Parser *p, const Str *name, const char *start)
{
    IrExpr *args[ARGUMENTS_MAX];
    uint32_t n;
    size_t i = 0;
    while (i < FUNCTIONS && !str_is(name, functions[i].name))
        i++;
    const bool random = !strncmp(name->s, "random.", 7);
    if (i == FUNCTIONS && !random)
        return no_function(p, start, name);
    if (!parse_arguments(p, start, args, &n))
        return NULL;
    p->height += CALL_LEVELS - 1;
    if (random) {
        IrExpr *e = nml_draw(p->names->all, name->s + 7, args, n, span_from(p, start));
        p->failed |= !e;
        return e ? raised(p, 0, e) : NULL;
    }
    if (n != functions[i].n)
        return wrong(p, start,
                     arena_printf(p->a, "%s takes %u argument%s, not %u", name->s, functions[i].n,
                                  functions[i].n > 1 ? "s" : "", n));
    return raised(p, 0,
                  functions[i].make ? functions[i].make(p, args)
                  : n == 1          ? ir_unary(p->a, functions[i].op, args[0])
                                    : ir_binary(p->a, functions[i].op, args[0], args[1]));
}

/* ---- atoms ---- */
static IrExpr *parse_number(Parser *p)
{
    const char *start = p->at;
    char *end;
    if (start[0] == '0' && (start[1] == 'x' || start[1] == 'X'))
        return wrong(p, start, "numbers are decimal");
    strtod(start, &end);
    p->at = end;
    const Str *text = str_intern(p->names->all->session->strings, start, (size_t)(end - start));
    return ir_literal(p->a, text, NULL, span_from(p, start));
}

static IrExpr *parse_word(Parser *p)
{
    const char *start = p->at;
    while (isalnum((unsigned char)*p->at) || *p->at == '_' || *p->at == '.')
        p->at++;
    const Str *name = str_intern(p->names->all->session->strings, start, (size_t)(p->at - start));
    const Span at = span_from(p, start);
    if (takes(p, "("))
        return parse_call(p, name, start);
    IrExpr *e = str_is(name, "pi") ? ir_number(p->a, 3.14159265358979323846, DIM_NONE, at)
                                   : p->names->find(p->names->place, name, at);
    p->failed |= !e;
    return e;
}

static IrExpr *parse_atom(Parser *p)
{
    p->height = 0;
    skip_blanks(p);
    const char *start = p->at;
    if (takes(p, "(")) {
        IrExpr *e = parse_choice(p);
        return e && !takes(p, ")") ? misplaced(p, start, "this '(' is not closed") : e;
    }
    if (isdigit((unsigned char)*p->at) || (*p->at == '.' && isdigit((unsigned char)p->at[1])))
        return parse_number(p);
    if (isalpha((unsigned char)*p->at) || *p->at == '_')
        return parse_word(p);
    return wrong(p, start,
                 *p->at ? "a number, a name or '(' is missing here"
                        : "the expression ends too early");
}

static IrExpr *parse_sign(Parser *p)
{
    if (too_deep(p, ++p->depth))
        return NULL;
    skip_blanks(p);
    const char sign = *p->at;
    const bool has_sign = sign == '-' || sign == '+' || (sign == '!' && p->at[1] != '=');
    if (has_sign)
        p->at++;
    IrExpr *x = has_sign ? parse_sign(p) : parse_atom(p);
    p->depth--;
    if (!x || !has_sign || sign == '+')
        return x;
    return raised(p, 0, ir_unary(p->a, sign == '-' ? IR_NEG : IR_NOT, x));
}

/* ---- operators ---- */
/* From the loosest. Those of one level stand from the left; a longer word before one that it begins with. */
static const struct {
    const char *word;
    int level;
    IrOp op;
} operators[] = {
    {"||", 0, IR_OR}, {"&&", 1, IR_AND}, {"==", 2, IR_EQ},     {"!=", 2, IR_NE},
    {"<=", 3, IR_LE}, {">=", 3, IR_GE},  {"<", 3, IR_LT},      {">", 3, IR_GT},
    {"+", 4, IR_SUM}, {"-", 4, IR_NEG},  {"*", 5, IR_PRODUCT}, {"/", 5, IR_QUOTIENT},
};
enum { OPERATORS = sizeof operators / sizeof *operators, LEVELS = 6 };

static bool take_operator(Parser *p, int level, IrOp *op)
{
    for (size_t i = 0; i < OPERATORS; i++) {
        const char *start = p->at;
        if (operators[i].level != level || !takes(p, operators[i].word))
            continue;
        *op = operators[i].op;
        if (*op != IR_PRODUCT || *p->at != '*') /* `**` is none */
            return true;
        p->at = start;
    }
    return false;
}

/* One node of all terms of a sum, product, && or ||. */
static IrExpr *join(Parser *p, IrOp op, const Terms *terms, unsigned height)
{
    p->height = height;
    if (terms->n == 1)
        return terms->v[0];
    IrExpr *all = ir_expr_new(p->a, op, terms->n, terms->v[0]->span);
    memcpy(all->arg, terms->v, terms->n * sizeof *terms->v);
    all->span.hi = VEC_LAST(terms)->span.hi;
    return raised(p, 0, all);
}

static bool joins(IrOp op)
{
    return op == IR_SUM || op == IR_NEG || op == IR_PRODUCT || op == IR_AND || op == IR_OR;
}

static IrExpr *parse_level(Parser *p, int level)
{
    if (level == LEVELS)
        return parse_sign(p);
    IrExpr *x = parse_level(p, level + 1);
    Terms terms = {0};
    IrOp op, node = IR_SUM;
    unsigned height = p->height;
    for (; x && take_operator(p, level, &op); height = p->height > height ? p->height : height) {
        if (!terms.n)
            VEC_PUSH(p->a, &terms, x);
        IrExpr *y = parse_level(p, level + 1);
        if (y && op == IR_NEG)
            y = raised(p, 0, ir_unary(p->a, IR_NEG, y));
        if (!y)
            return NULL;
        if (joins(op)) {
            node = op == IR_NEG ? IR_SUM : op;
            VEC_PUSH(p->a, &terms, y);
            continue;
        }
        const unsigned other = p->height;
        if (!(x = join(p, node, &terms, height)))
            return NULL;
        x = op == IR_QUOTIENT ? ir_binary(p->a, op, x, y) : equation_compare(p->a, op, x, y);
        x = raised(p, other, x);
        terms.n = 0;
    }
    return x && terms.n ? join(p, node, &terms, height) : x;
}

/* test ? a : b, from the right */
static IrExpr *parse_choice(Parser *p)
{
    if (too_deep(p, ++p->depth))
        return NULL;
    IrExpr *x = parse_level(p, 0);
    const char *start = p->at;
    if (x && takes(p, "?")) {
        unsigned height = p->height;
        IrExpr *yes = parse_choice(p);
        height = p->height > height ? p->height : height;
        if (yes && !takes(p, ":"))
            return wrong(p, start, "a ':' is missing behind this '?'");
        IrExpr *no = yes ? parse_choice(p) : NULL;
        x = no ? raised(p, height, ir_select(p->a, x, yes, no)) : NULL;
    }
    p->depth--;
    return x;
}

IrExpr *nml_expression(const NmlNames *names, const XmlText *text)
{
    Arena *a = names->all->session->arena;
    const char *copy = arena_strndup(a, text->s, text->len);
    Parser p = {.names = names, .a = a, .text = copy, .at = copy, .whole = text->span};
    IrExpr *e = parse_choice(&p);
    skip_blanks(&p);
    if (p.failed || !e)
        return NULL;
    if (!*p.at)
        return e;
    return misplaced(&p, p.at, "an operator is missing here");
}
