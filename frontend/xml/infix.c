/* A parser of infix expressions: operators by a table of levels, the rest by recursive descent. */
#include "frontend/xml/infix.h"

#include "frontend/sema/equation.h"
#include "ir/build.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVELS_MAX = 1000, /* of operations that parsing and the passes behind it go down */
    MADE_LEVELS = 8    /* at most, that a function of several operations has */
};

typedef struct Infix {
    const InfixNames *names;
    const InfixDialect *dialect;
    Arena *a;
    const char *text, *at; /* NUL-terminated */
    Span whole;
    unsigned depth;  /* of signs, brackets and branches around here */
    unsigned height; /* of what was parsed last: levels of operations */
    bool even;       /* what was parsed last is a power that is not odd */
    bool failed;
} Infix;

typedef VEC(IrExpr *) Terms;

/* ---- messages ---- */
static Span span_from(const Infix *p, const char *start)
{
    const uint32_t from = (uint32_t)(start - p->text), to = (uint32_t)(p->at - p->text);
    return p->whole.hi - p->whole.lo == strlen(p->text)
               ? (Span){p->whole.lo + from, p->whole.lo + to}
               : p->whole;
}

static Diag *complain(Infix *p, DiagCode code, Span at, const char *what)
{
    const bool first = !p->failed;
    p->failed = true;
    return first ? diag(p->names->session->diags, code, at, "%s", what) : NULL;
}

static IrExpr *wrong(Infix *p, const char *start, const char *what)
{
    complain(p, DIAG_NNC0907, span_from(p, start), what);
    return NULL;
}

static bool too_deep(Infix *p, unsigned levels)
{
    if (levels > LEVELS_MAX)
        complain(p, DIAG_NNC0501, p->whole,
                 arena_printf(p->a, "the expression nests more than %d deep", LEVELS_MAX));
    return levels > LEVELS_MAX;
}

static unsigned higher(const Infix *p, unsigned height)
{
    return p->height > height ? p->height : height;
}

/* An operation on what was parsed last and on something of `other` levels. */
static IrExpr *raised(Infix *p, unsigned other, IrExpr *e)
{
    p->height = 1 + higher(p, other);
    return too_deep(p, p->height) ? NULL : e;
}

/* ---- words ---- */
static void skip_blanks(Infix *p)
{
    while (isspace((unsigned char)*p->at))
        p->at++;
}

/* Length of the word when it stands at `text`, or 0. Most that are asked for do not, and differ at once. */
static size_t stands(const char *text, const char *word)
{
    size_t n = 0;
    while (word[n] && text[n] == word[n])
        n++;
    return word[n] ? 0 : n;
}

static bool takes(Infix *p, const char *word)
{
    skip_blanks(p);
    const size_t n = stands(p->at, word);
    p->at += n;
    return n > 0;
}

/* The foreign word that stands here; NULL: none. */
static const InfixForeign *find_foreign(Infix *p)
{
    skip_blanks(p);
    const InfixForeign *f = p->dialect->foreign;
    while (f->word && !stands(p->at, f->word))
        f++;
    return f->word ? f : NULL;
}

/* What stands here instead of an operator or of `what`. */
static IrExpr *misplaced(Infix *p, const char *start, const char *what)
{
    const InfixForeign *f = find_foreign(p);
    if (!f)
        return wrong(p, start, what);
    const char *at = p->at;
    p->at += strlen(f->word);
    Diag *g = complain(p, DIAG_NNC0907, span_from(p, at),
                       arena_printf(p->a, "there is no operator '%s'", f->word));
    if (g && f->help)
        diag_help(p->names->session->diags, g, "%s", f->help);
    return NULL;
}

static IrExpr *parse_choice(Infix *p);

/* ---- functions ---- */
static bool parse_arguments(Infix *p, const char *start, IrExpr **args, uint32_t *n)
{
    unsigned height = 0;
    *n = 0;
    if (takes(p, ")"))
        return true;
    do {
        IrExpr *x = parse_choice(p);
        if (!x)
            return false;
        height = higher(p, height);
        if (*n < INFIX_ARGUMENTS_MAX)
            args[*n] = x;
        ++*n;
    } while (takes(p, ","));
    p->height = height;
    return takes(p, ")") || misplaced(p, start, "a ')' is missing behind the arguments");
}

static IrExpr *no_function(Infix *p, const char *start, const Str *name)
{
    Diag *g = complain(p, DIAG_NNC0907, span_from(p, start),
                       arena_printf(p->a, "there is no function '%s'", name->s));
    StrNearest near = str_nearest_start(name->s);
    for (const InfixFunction *f = p->dialect->functions; f->name; f++)
        str_nearest_offer(&near, f->name);
    if (g && near.best)
        diag_did_you_mean(p->names->session->diags, g, name->s, near.best);
    return NULL;
}

/* Of a function that takes as many. */
static IrExpr *apply(Infix *p, const InfixFunction *f, IrExpr *const *args)
{
    if (!f->make)
        return raised(p, 0,
                      f->n == 1 ? ir_unary(p->a, f->op, args[0])
                                : ir_binary(p->a, f->op, args[0], args[1]));
    IrExpr *e = f->make(p->names, args);
    p->failed |= !e;
    p->height += MADE_LEVELS - 1;
    return e ? raised(p, 0, e) : NULL;
}

static IrExpr *parse_call(Infix *p, const Str *name, const char *start)
{
    IrExpr *args[INFIX_ARGUMENTS_MAX] = {0};
    uint32_t n;
    const InfixFunction *f = p->dialect->functions;
    while (f->name && !str_is(name, f->name))
        f++;
    const char *draws = p->dialect->draws;
    const bool random = draws && strncmp(name->s, draws, strlen(draws)) == 0;
    if (!f->name && !random)
        return no_function(p, start, name);
    if (!parse_arguments(p, start, args, &n))
        return NULL;
    if (random) {
        IrExpr *e =
            p->dialect->draw(p->names, name->s + strlen(draws), args, n, span_from(p, start));
        p->failed |= !e;
        p->height += MADE_LEVELS - 1;
        return e ? raised(p, 0, e) : NULL;
    }
    if (n != f->n)
        return wrong(p, start,
                     arena_printf(p->a, "%s takes %u argument%s, not %u", name->s, f->n,
                                  f->n > 1 ? "s" : "", n));
    return apply(p, f, args);
}

/* ---- atoms ---- */
static IrExpr *parse_number(Infix *p)
{
    const char *start = p->at;
    char *end;
    if (start[0] == '0' && (start[1] == 'x' || start[1] == 'X'))
        return wrong(p, start, "numbers are decimal");
    strtod(start, &end);
    p->at = end;
    const Str *text = str_intern(p->names->session->strings, start, (size_t)(end - start));
    return ir_literal(p->a, text, NULL, span_from(p, start));
}

static IrExpr *parse_word(Infix *p)
{
    const char *start = p->at;
    while (isalnum((unsigned char)*p->at) || (*p->at && strchr(p->dialect->marks, *p->at)))
        p->at++;
    const Str *name = str_intern(p->names->session->strings, start, (size_t)(p->at - start));
    const Span at = span_from(p, start);
    if (takes(p, "("))
        return parse_call(p, name, start);
    IrExpr *e = p->names->find(p->names->place, name, at);
    p->failed |= !e;
    return e;
}

static IrExpr *parse_atom(Infix *p)
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

/* ---- powers and signs ---- */
static IrExpr *parse_sign(Infix *p);

bool infix_number(const InfixNames *names, const IrExpr *e, double *value)
{
    return ir_constant(e, value) ||
           (e->op == IR_ITEM && names->number && names->number(names->place, e->u.name, value));
}

IrExpr *infix_power(const InfixNames *names, IrExpr *base, IrExpr *exponent)
{
    Arena *a = names->session->arena;
    double n;
    if (infix_number(names, exponent, &n) && n >= -64 && n <= 64 && (double)(int)n >= n &&
        (double)(int)n <= n)
        return ir_powi(a, base, (int64_t)n);
    return ir_binary(a, IR_POW, base, exponent);
}

static bool is_odd(const Infix *p, const IrExpr *exponent)
{
    double n;
    return infix_number(p->names, exponent, &n) && fabs(n) <= 64 && fabs(fmod(n, 2)) >= 1;
}

static IrExpr *parse_power(Infix *p)
{
    IrExpr *x = parse_atom(p);
    bool even = false;
    for (bool again = false; x && p->dialect->power && takes(p, p->dialect->power); again = true) {
        if (again && p->dialect->lone_power)
            return wrong(p, p->at - strlen(p->dialect->power),
                         "brackets must say which power comes first");
        skip_blanks(p);
        const unsigned height = p->height;
        IrExpr *exponent = *p->at == '-' || *p->at == '+' ? parse_sign(p) : parse_atom(p);
        even = exponent && !is_odd(p, exponent);
        x = exponent ? raised(p, height, infix_power(p->names, x, exponent)) : NULL;
    }
    p->even = even;
    return x;
}

/* A sign at the start of an expression or bracket is outside of the power everywhere. */
static void warn_of_sign(const Infix *p, const char *sign)
{
    const char *before = sign;
    while (before > p->text && isspace((unsigned char)before[-1]))
        before--;
    if (before > p->text && before[-1] != '(' && p->dialect->signed_power)
        diag(p->names->session->diags, DIAG_NNC0915, span_from(p, sign), "%s",
             p->dialect->signed_power);
}

static IrExpr *parse_sign(Infix *p)
{
    if (too_deep(p, ++p->depth))
        return NULL;
    bool minus = false;
    skip_blanks(p);
    const char *sign = p->at;
    for (;;)
        if (takes(p, "-"))
            minus = !minus;
        else if (!takes(p, "+"))
            break;
    const bool negates = p->dialect->not_ && takes(p, p->dialect->not_);
    IrExpr *x = negates ? parse_sign(p) : parse_power(p);
    p->depth--;
    if (x && negates)
        x = raised(p, 0, ir_unary(p->a, IR_NOT, x));
    if (x && minus && p->even)
        warn_of_sign(p, sign);
    return x && minus ? raised(p, 0, ir_unary(p->a, IR_NEG, x)) : x;
}

/* ---- operators ---- */
static bool take_operator(Infix *p, int level, IrOp *op)
{
    const InfixForeign *foreign = find_foreign(p);
    const size_t least = foreign ? strlen(foreign->word) : 0;
    const InfixOperator *o = p->dialect->operators;
    size_t n = 0;
    while (o->word && !(o->level == level && (n = stands(p->at, o->word)) > least))
        o++;
    p->at += o->word ? n : 0;
    *op = o->op;
    return o->word != NULL;
}

/* One node of all terms of a sum, product, conjunction or disjunction. */
static IrExpr *join(Infix *p, IrOp op, const Terms *terms, unsigned height)
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

/* Terms in a row are one node; a quotient or comparison takes what stands before it as its left side. */
static IrExpr *parse_level(Infix *p, int level)
{
    if (level == p->dialect->levels)
        return parse_sign(p);
    IrExpr *x = parse_level(p, level + 1);
    Terms terms = {0};
    IrOp op, node = IR_SUM;
    unsigned height = p->height;
    for (; x && take_operator(p, level, &op); height = higher(p, height)) {
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

static IrExpr *parse_choice(Infix *p)
{
    IrExpr *x = parse_level(p, 0);
    const char *start = p->at;
    if (!x || !p->dialect->has_choice || !takes(p, "?"))
        return x;
    unsigned height = p->height;
    p->depth++;
    IrExpr *yes = parse_choice(p);
    height = higher(p, height);
    if (yes && !takes(p, ":"))
        return wrong(p, start, "a ':' is missing behind this '?'");
    IrExpr *no = yes ? parse_choice(p) : NULL;
    p->depth--;
    return no ? raised(p, height, ir_select(p->a, x, yes, no)) : NULL;
}

IrExpr *infix_parse(const InfixNames *names, const XmlText *text)
{
    Arena *a = names->session->arena;
    const char *copy = arena_strndup(a, text->s, text->len);
    Infix p = {.names = names,
               .dialect = names->dialect,
               .a = a,
               .text = copy,
               .at = copy,
               .whole = text->span};
    IrExpr *e = parse_choice(&p);
    skip_blanks(&p);
    if (p.failed || !e)
        return NULL;
    return *p.at ? misplaced(&p, p.at, "an operator is missing here") : e;
}
