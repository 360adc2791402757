/* Translation of expressions into the IR; see equation.h. Sums and products stay as long as they
   were written. */
#include "frontend/sema/equation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXPRESSIONS_MAX = 4000000, NESTING_MAX = 1000, INLINE_MAX = 100, ARGUMENTS_MAX = 4 };

static IrExpr *fail(EquationScope *scope)
{
    scope->failed = true;
    return NULL;
}

static IrExpr *too_deep(EquationScope *scope, Span at)
{
    diag(scope->sema->session->diags, DIAG_NNC0503, at, "the equation nests more than %d deep",
         NESTING_MAX);
    return fail(scope);
}

/* ---- functions ---- */

typedef struct EquationFunction {
    const char *name;
    IrOp op;
    uint32_t n;
} EquationFunction;

static const EquationFunction FUNCTIONS[] = {
    {"exp", IR_EXP, 1},
    {"expm1", IR_EXPM1, 1},
    {"log", IR_LOG, 1},
    {"log1p", IR_LOG1P, 1},
    {"log10", IR_LOG10, 1},
    {"sqrt", IR_SQRT, 1},
    {"sin", IR_SIN, 1},
    {"cos", IR_COS, 1},
    {"tan", IR_TAN, 1},
    {"asin", IR_ASIN, 1},
    {"acos", IR_ACOS, 1},
    {"atan", IR_ATAN, 1},
    {"sinh", IR_SINH, 1},
    {"cosh", IR_COSH, 1},
    {"tanh", IR_TANH, 1},
    {"erf", IR_ERF, 1},
    {"exprel", IR_EXPREL, 1},
    {"abs", IR_ABS, 1},
    {"sign", IR_SIGN, 1},
    {"floor", IR_FLOOR, 1},
    {"ceil", IR_CEIL, 1},
    {"round", IR_ROUND, 1},
    {"heaviside", IR_HEAVISIDE, 1},
    {"steps", IR_STEPS, 1},
    {"min", IR_MIN, 2},
    {"max", IR_MAX, 2},
    {"count", IR_COUNT, 2},
    {"delay", IR_DELAY, 2},
    {"lookup", IR_LOOKUP, 3},
    {"pow", IR_POW, 2},
};

static const EquationFunction *find_function(const Str *name)
{
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++)
        if (str_is(name, FUNCTIONS[i].name))
            return &FUNCTIONS[i];
    return NULL;
}

static const struct {
    const char *name;
    IrLaw law;
    uint32_t n;
} DRAWS[] = {
    {"random.uniform", IR_LAW_UNIFORM, 2},   {"random.normal", IR_LAW_NORMAL, 2},
    {"random.poisson", IR_LAW_POISSON, 1},   {"random.exponential", IR_LAW_EXPONENTIAL, 1},
    {"random.binomial", IR_LAW_BINOMIAL, 2}, {"random.gamma", IR_LAW_GAMMA, 2},
};

bool equation_arguments(EquationScope *scope, const AstExpr *call, uint32_t want, IrExpr **out)
{
    const AstArgs *args = &call->as.call.args;
    for (uint32_t i = 0; i < args->n; i++) {
        if (args->v[i].kind == AST_ARG_Positional)
            continue;
        diag(scope->sema->session->diags, DIAG_NNC0327, args->v[i].span,
             "functions of equations take their arguments by position");
        return fail(scope) != NULL;
    }
    if (args->n != want) {
        diag(scope->sema->session->diags, DIAG_NNC0327, call->span,
             "this function takes %u argument%s, not %u", want, want == 1 ? "" : "s", args->n);
        return fail(scope) != NULL;
    }
    for (uint32_t i = 0; i < want; i++)
        if (!(out[i] = equation_expr(scope, args->v[i].value)))
            return false;
    return true;
}

/* min(a, b, c) is min(min(a, b), c) */
static IrExpr *fold_extremum(EquationScope *scope, const AstExpr *e, IrOp op)
{
    const AstArgs *args = &e->as.call.args;
    IrExpr *result = NULL;
    if (args->n > NESTING_MAX)
        return too_deep(scope, e->span);
    for (uint32_t i = 0; i < args->n; i++) {
        IrExpr *x = equation_expr(scope, args->v[i].value);
        if (!x)
            return NULL;
        result = result ? ir_binary(scope->sema->arena, op, result, x) : x;
    }
    return result;
}

static IrExpr *call_function(EquationScope *scope, const AstExpr *e, const EquationFunction *f)
{
    if ((f->op == IR_MIN || f->op == IR_MAX) && e->as.call.args.n >= 2)
        return fold_extremum(scope, e, f->op);
    IrExpr *args[ARGUMENTS_MAX];
    if (!equation_arguments(scope, e, f->n, args))
        return NULL;
    IrExpr *r = ir_expr_new(scope->sema->arena, f->op, f->n, e->span);
    memcpy(r->arg, args, f->n * sizeof *args);
    return r;
}

static const AstFunction *find_definition(const EquationScope *scope, const Str *name)
{
    const AstFunction *f = scope->functions ? map_get(scope->functions, name) : NULL;
    return f ? f : map_get(&scope->sema->functions, name);
}

/* The value that a function of equations returns: its one return statement. */
static const AstExpr *returned(const AstFunction *f)
{
    const uint32_t n = f->body->stmts.n;
    const AstStmt *last = f->body->stmts.v[n - 1];
    bool plain = last->kind == AST_STMT_Return && n <= 2;
    if (n == 2)
        plain = plain && f->body->stmts.v[0]->kind == AST_STMT_Expr &&
                f->body->stmts.v[0]->as.expr.value->kind == AST_EXPR_String;
    return plain ? last->as.return_.value : NULL;
}

static IrExpr *inline_call(EquationScope *scope, const AstExpr *e, const AstFunction *f)
{
    Diags *diags = scope->sema->session->diags;
    const AstArgs *args = &e->as.call.args;
    const AstExpr *value = returned(f);
    if (!value || scope->inlining == INLINE_MAX) {
        diag(diags, DIAG_NNC0327, e->span,
             value ? "'%s' calls itself: functions of equations may not be recursive"
                   : "'%s' is no function for equations: its body must be one return statement",
             f->name.text->s);
        return fail(scope);
    }
    if (args->n > f->params.n) {
        diag(diags, DIAG_NNC0327, e->span, "'%s' takes %u arguments, not %u", f->name.text->s,
             f->params.n, args->n);
        return fail(scope);
    }
    Map *bound = ARENA_NEW(scope->sema->arena, Map);
    map_init(bound, scope->sema->arena);
    for (uint32_t i = 0; i < f->params.n; i++) {
        const AstParam *p = &f->params.v[i];
        const AstExpr *given = p->init;
        for (uint32_t k = 0; k < args->n; k++)
            if (args->v[k].kind == AST_ARG_Named ? args->v[k].name.text == p->name.text : k == i)
                given = args->v[k].value;
        IrExpr *x = given ? equation_expr(scope, given) : NULL;
        if (!given)
            diag(diags, DIAG_NNC0327, e->span, "'%s' needs its argument '%s'", f->name.text->s,
                 p->name.text->s);
        if (!x)
            return fail(scope);
        map_set(bound, p->name.text, x);
    }
    Map *outer = scope->arguments;
    scope->arguments = bound;
    scope->inlining++;
    IrExpr *r = equation_expr(scope, value);
    scope->inlining--;
    scope->arguments = outer;
    return r;
}

/* random.normal(mu, sigma), random.uniform(); random.normal(step=k) is the draw of step k. */
static IrExpr *call_draw(EquationScope *scope, const AstExpr *e, const Str *path)
{
    Diags *diags = scope->sema->session->diags;
    size_t d = 0;
    while (d < sizeof DRAWS / sizeof *DRAWS && !str_is(path, DRAWS[d].name))
        d++;
    if (d == sizeof DRAWS / sizeof *DRAWS) {
        diag(diags, DIAG_NNC0327, e->span, "'%s' is no function that draws a number", path->s);
        return fail(scope);
    }
    if (!scope->draws) {
        Diag *g =
            diag(diags, DIAG_NNC0209, e->span, "no random number can be drawn in an equation");
        diag_help(scope->sema->session->diags, g, "declare `noise xi` and use it in the equation");
        return fail(scope);
    }
    IrExpr *args[ARGUMENTS_MAX + 1];
    uint32_t n = 0;
    bool at_step = false;
    for (uint32_t i = 0; i < e->as.call.args.n && n <= DRAWS[d].n; i++) {
        const AstArg *arg = &e->as.call.args.v[i];
        IrExpr *x = equation_expr(scope, arg->value);
        if (!x)
            return NULL;
        if (arg->kind == AST_ARG_Named && str_is(arg->name.text, "step")) {
            memmove(args + 1, args, n * sizeof *args);
            args[0] = x;
            at_step = true;
        } else {
            args[n + at_step] = x;
        }
        n++;
    }
    const uint32_t given = n - at_step;
    if (given == 0 && DRAWS[d].n == 2) { /* the standard one */
        args[n++] = ir_literal(scope->sema->arena, SEMA_NAME(scope->sema, "0"), NULL, e->span);
        args[n++] = ir_literal(scope->sema->arena, SEMA_NAME(scope->sema, "1"), NULL, e->span);
    } else if (given != DRAWS[d].n) {
        diag(diags, DIAG_NNC0327, e->span, "'%s' takes %u arguments, not %u", path->s, DRAWS[d].n,
             given);
        return fail(scope);
    }
    IrExpr *r = ir_expr_new(scope->sema->arena, at_step ? IR_DRAWAT : IR_DRAW, n, e->span);
    memcpy(r->arg, args, n * sizeof *args);
    r->u.law = DRAWS[d].law;
    return r;
}

static IrExpr *translate_call(EquationScope *scope, const AstExpr *e)
{
    IrExpr *own = scope->call ? scope->call(scope, e) : NULL;
    if (own || scope->failed)
        return own;
    const AstExpr *callee = e->as.call.callee;
    if (callee->kind == AST_EXPR_Attribute) {
        const Str *path = equation_path(scope->sema, callee);
        if (path && !strncmp(path->s, "random.", 7))
            return call_draw(scope, e, path);
    }
    if (callee->kind == AST_EXPR_Name) {
        const Str *name = callee->as.name.text;
        const AstFunction *definition = find_definition(scope, name);
        if (definition)
            return inline_call(scope, e, definition);
        const EquationFunction *f = find_function(name);
        if (f)
            return call_function(scope, e, f);
        Diag *d = diag(scope->sema->session->diags, DIAG_NNC0327, callee->span,
                       "there is no function '%s'", name->s);
        StrNearest near = str_nearest_start(name->s);
        for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++)
            str_nearest_offer(&near, FUNCTIONS[i].name);
        if (near.best)
            diag_did_you_mean(scope->sema->session->diags, d, name->s, near.best);
        return fail(scope);
    }
    Diag *d = diag(scope->sema->session->diags, DIAG_NNC0327, callee->span,
                   "this cannot be called in an equation");
    const Str *last = callee->kind == AST_EXPR_Attribute ? callee->as.attribute.name.text : NULL;
    if (last && find_function(last))
        diag_help(scope->sema->session->diags, d, "write %s(...)", last->s);
    return fail(scope);
}

/* ---- names ---- */

const Str *equation_path(const Sema *sema, const AstExpr *e)
{
    if (e->kind == AST_EXPR_Name)
        return e->as.name.text;
    if (e->kind != AST_EXPR_Attribute)
        return NULL;
    const Str *object = equation_path(sema, e->as.attribute.object);
    return object ? str_format(sema->session->strings, "%s.%s", object->s,
                               e->as.attribute.name.text->s)
                  : NULL;
}

static IrExpr *lookup(EquationScope *scope, const Str *name, Span at)
{
    IrExpr *bound = scope->arguments ? map_get(scope->arguments, name) : NULL;
    if (bound)
        return ir_expr_copy(scope->sema->arena, bound);
    IrExpr *x = scope->name(scope, name, at);
    if (!x && !scope->failed && str_is(name, "pi"))
        x = ir_literal(scope->sema->arena, SEMA_NAME(scope->sema, "3.141592653589793"), NULL, at);
    return x;
}

/* Names that equations of other languages have without declaring them. */
static const char *advice_on(const Str *name)
{
    static const struct {
        const char *name, *advice;
    } ADVICE[] = {
        {"xi", "declare `noise xi`"},
        {"weight", "name what the event brings: on event(weight: uS)"},
        {"N_pre", "only connectors know the numbers of cells"},
        {"inf", "a value that is never reached is a large number: 1e12 ms"},
    };
    for (size_t i = 0; i < sizeof ADVICE / sizeof *ADVICE; i++)
        if (str_is(name, ADVICE[i].name))
            return ADVICE[i].advice;
    return NULL;
}

static IrExpr *translate_name(EquationScope *scope, const AstExpr *e)
{
    const Str *name = e->as.name.text;
    IrExpr *x = lookup(scope, name, e->span);
    if (x || scope->failed)
        return x;
    Diags *diags = scope->sema->session->diags;
    Diag *d = diag(diags, DIAG_NNC0204, e->span, "'%s' is not declared", name->s);
    StrNearest near = str_nearest_start(name->s);
    scope->offer(scope, &near);
    Unit unit;
    const char *advice = advice_on(name);
    if (near.best)
        diag_did_you_mean(diags, d, name->s, near.best);
    else if (advice)
        diag_help(diags, d, "%s", advice);
    else if (unit_name(name->s, name->len, &unit))
        diag_help(diags, d, "the unit needs a number before it: 1 %s", name->s);
    return fail(scope);
}

static IrExpr *translate_attribute(EquationScope *scope, const AstExpr *e)
{
    IrExpr *x = scope->attribute ? scope->attribute(scope, e) : NULL;
    if (!x && !scope->failed) {
        const Str *path = equation_path(scope->sema, e);
        diag(scope->sema->session->diags, DIAG_NNC0204, e->span, "'%s' is not declared",
             path ? path->s : "this");
        return fail(scope);
    }
    return x;
}

/* ---- operators ---- */

static IrExpr *translate_sum(EquationScope *scope, const AstExpr *e)
{
    const AstTerms *terms = &e->as.chain.terms;
    IrExpr *sum = ir_expr_new(scope->sema->arena, IR_SUM, terms->n, e->span);
    for (uint32_t i = 0; i < terms->n; i++) {
        IrExpr *x = equation_expr(scope, terms->v[i].operand);
        if (!x)
            return NULL;
        sum->arg[i] = terms->v[i].op == AST_OP_Minus ? ir_unary(scope->sema->arena, IR_NEG, x) : x;
    }
    return sum;
}

static bool is_signed_number(const AstExpr *e)
{
    while (e->kind == AST_EXPR_Unary)
        e = e->as.unary.operand;
    return e->kind == AST_EXPR_Number;
}

/* `mV` in `10*mV`: only where no such name is declared. */
static IrExpr *bare_unit(EquationScope *scope, const AstExpr *e)
{
    Unit unit;
    if (e->kind != AST_EXPR_Name || !unit_name(e->as.name.text->s, e->as.name.text->len, &unit) ||
        lookup(scope, e->as.name.text, e->span))
        return NULL;
    Unit *kept = ARENA_NEW(scope->sema->arena, Unit);
    *kept = unit;
    return ir_literal(scope->sema->arena, SEMA_NAME(scope->sema, "1"), kept, e->span);
}

/* *literal: the operand before it is a number, or a unit after one, so that a name may be a unit. */
static IrExpr *factor(EquationScope *scope, const AstExpr *operand, bool *literal)
{
    IrExpr *unit = *literal ? bare_unit(scope, operand) : NULL;
    *literal = unit || is_signed_number(operand);
    return unit ? unit : equation_expr(scope, operand);
}

/* `left` times the factors from..to-1. */
static IrExpr *times(EquationScope *scope, IrExpr *left, const AstTerms *terms, uint32_t from,
                     uint32_t to, bool *literal)
{
    IrExpr *product = ir_expr_new(scope->sema->arena, IR_PRODUCT, to - from + 1, left->span);
    product->arg[0] = left;
    for (uint32_t i = from; i < to; i++) {
        IrExpr *x = factor(scope, terms->v[i].operand, literal);
        if (!x)
            return NULL;
        product->arg[i - from + 1] = x;
        product->span = span_join(product->span, x->span);
    }
    return product;
}

/* From the left: a run of factors is one product, each division a quotient of what stands before it. */
static IrExpr *translate_product(EquationScope *scope, const AstExpr *e)
{
    const AstTerms *terms = &e->as.chain.terms;
    bool literal = false;
    IrExpr *left = factor(scope, terms->v[0].operand, &literal);
    unsigned levels = 0;
    for (uint32_t i = 1, next; left && i < terms->n; i = next) {
        const AstOperator op = terms->v[i].op;
        for (next = i + 1; op == AST_OP_Times && next < terms->n && terms->v[next].op == op;)
            next++;
        if (++levels > NESTING_MAX)
            return too_deep(scope, e->span);
        if (op == AST_OP_Times) {
            left = times(scope, left, terms, i, next, &literal);
            continue;
        }
        IrExpr *x = factor(scope, terms->v[i].operand, &literal);
        left = !x ? NULL
                  : ir_binary(scope->sema->arena,
                              op == AST_OP_Divide   ? IR_QUOTIENT
                              : op == AST_OP_Modulo ? IR_MOD
                                                    : IR_FDIV,
                              left, x);
    }
    return left;
}

/* The integer that an exponent spells: 2, -1; false for anything else. */
static bool integer_exponent(const AstExpr *e, int64_t *out)
{
    const bool negative = e->kind == AST_EXPR_Unary && e->as.unary.op == AST_OP_Negate;
    if (negative)
        e = e->as.unary.operand;
    if (e->kind != AST_EXPR_Number)
        return false;
    const double x = strtod(e->as.number.text->s, NULL);
    if (!(x <= 1000) || floor(x) != x)
        return false;
    *out = negative ? -(int64_t)x : (int64_t)x;
    return true;
}

static IrExpr *translate_power(EquationScope *scope, const AstExpr *e)
{
    IrExpr *base = equation_expr(scope, e->as.power.base);
    int64_t n;
    if (!base)
        return NULL;
    if (integer_exponent(e->as.power.exponent, &n))
        return ir_powi(scope->sema->arena, base, n);
    IrExpr *exponent = equation_expr(scope, e->as.power.exponent);
    return exponent ? ir_binary(scope->sema->arena, IR_POW, base, exponent) : NULL;
}

static IrExpr *translate_logic(EquationScope *scope, const AstExpr *e, IrOp op)
{
    const AstTerms *terms = &e->as.chain.terms;
    IrExpr *r = ir_expr_new(scope->sema->arena, op, terms->n, e->span);
    for (uint32_t i = 0; i < terms->n; i++)
        if (!(r->arg[i] = equation_expr(scope, terms->v[i].operand)))
            return NULL;
    return r;
}

/* ---- comparisons ---- */

static bool is_time(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_VARIABLE && str_is(e->u.name, "t");
}

/* The terms of a sum with their signs, into `terms`; both sides of a comparison are gathered with
   opposite signs. */
typedef struct SignedTerm {
    IrExpr *term;
    bool negative;
} SignedTerm;
typedef VEC(SignedTerm) SignedTerms;

static void gather_terms(Arena *a, IrExpr *e, bool negative, SignedTerms *out)
{
    if (e->op == IR_NEG) {
        gather_terms(a, e->arg[0], !negative, out);
    } else if (e->op == IR_SUM) {
        for (uint32_t i = 0; i < e->n; i++)
            gather_terms(a, e->arg[i], negative, out);
    } else {
        VEC_PUSH(a, out, (SignedTerm){e, negative});
    }
}

/* Sum of all terms but number `skip`, with the signs as they are or turned. */
static IrExpr *sum_without(Arena *a, const SignedTerms *terms, uint32_t skip, bool turn, Span at)
{
    const uint32_t n = terms->n - 1;
    IrExpr *sum = n > 1 ? ir_expr_new(a, IR_SUM, n, at) : NULL;
    for (uint32_t i = 0, k = 0; i < terms->n; i++) {
        if (i == skip)
            continue;
        IrExpr *x =
            terms->v[i].negative != turn ? ir_unary(a, IR_NEG, terms->v[i].term) : terms->v[i].term;
        if (!sum)
            return x;
        sum->arg[k++] = x;
    }
    return sum;
}

/* t - e compared with 0 */
static IrExpr *compare_time(Arena *a, IrOp op, IrExpr *e)
{
    IrExpr *after = ir_unary(a, IR_AFTER, e);
    IrExpr *since = ir_unary(a, IR_SINCE, ir_expr_copy(a, e));
    switch ((int)op) {
    case IR_GT:
        return after;
    case IR_GE:
        return since;
    case IR_LE:
        return ir_unary(a, IR_NOT, after);
    case IR_LT:
        return ir_unary(a, IR_NOT, since);
    default: {
        IrExpr *same = ir_binary(a, IR_AND, since, ir_unary(a, IR_NOT, after));
        return op == IR_NE ? ir_unary(a, IR_NOT, same) : same;
    }
    }
}

static IrOp mirrored(IrOp op)
{
    return op == IR_LT   ? IR_GT
           : op == IR_GT ? IR_LT
           : op == IR_LE ? IR_GE
           : op == IR_GE ? IR_LE
                         : op;
}

IrExpr *equation_compare(Arena *a, IrOp op, IrExpr *left, IrExpr *right)
{
    SignedTerms terms = {0};
    gather_terms(a, left, false, &terms);
    gather_terms(a, right, true, &terms);
    uint32_t where = UINT32_MAX, with_time = 0;
    for (uint32_t i = 0; i < terms.n; i++) {
        if (is_time(NULL, terms.v[i].term))
            where = i;
        with_time += ir_expr_any(terms.v[i].term, is_time, NULL);
    }
    if (where == UINT32_MAX || with_time != 1)
        return ir_binary(a, op, left, right);
    const bool negative = terms.v[where].negative;
    IrExpr *e = sum_without(a, &terms, where, !negative, span_join(left->span, right->span));
    return compare_time(a, negative ? mirrored(op) : op, e);
}

static int comparison(AstOperator op)
{
    static const struct {
        AstOperator op;
        IrOp ir;
    } OPS[] = {{AST_OP_Less, IR_LT},         {AST_OP_LessEqual, IR_LE}, {AST_OP_Greater, IR_GT},
               {AST_OP_GreaterEqual, IR_GE}, {AST_OP_Equal, IR_EQ},     {AST_OP_NotEqual, IR_NE}};
    for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++)
        if (OPS[i].op == op)
            return (int)OPS[i].ir;
    return -1;
}

static IrExpr *translate_compare(EquationScope *scope, const AstExpr *e)
{
    Arena *a = scope->sema->arena;
    const AstTerms *terms = &e->as.chain.terms;
    IrExpr *left = equation_expr(scope, terms->v[0].operand), *all = NULL;
    for (uint32_t i = 1; i < terms->n && left; i++) {
        const int op = comparison(terms->v[i].op);
        if (op < 0) {
            diag(scope->sema->session->diags, DIAG_NNC0327, terms->v[i].op_span,
                 "'%s' has no meaning in equations", ast_operator_text(terms->v[i].op));
            return fail(scope);
        }
        IrExpr *right = equation_expr(scope, terms->v[i].operand);
        if (!right)
            return NULL;
        IrExpr *one = equation_compare(a, (IrOp)op, left, right);
        one->span = e->span;
        all = all ? ir_binary(a, IR_AND, all, one) : one;
        left = i + 1 < terms->n ? ir_expr_copy(a, right) : right;
    }
    return all;
}

/* ---- everything ---- */

static IrExpr *translate_unary(EquationScope *scope, const AstExpr *e)
{
    IrExpr *x = equation_expr(scope, e->as.unary.operand);
    if (!x || e->as.unary.op == AST_OP_Plus)
        return x;
    if (e->as.unary.op == AST_OP_Negate)
        return ir_unary(scope->sema->arena, IR_NEG, x);
    if (e->as.unary.op == AST_OP_Not)
        return ir_unary(scope->sema->arena, IR_NOT, x);
    diag(scope->sema->session->diags, DIAG_NNC0327, e->span, "'~' has no meaning in equations");
    return fail(scope);
}

/* degC and the like: the sign belongs to the number before conversion. */
static IrExpr *offset_literal(EquationScope *scope, const AstExpr *e)
{
    if (e->kind != AST_EXPR_Unary || e->as.unary.op != AST_OP_Negate ||
        e->as.unary.operand->kind != AST_EXPR_Quantity)
        return NULL;
    const AstExpr *q = e->as.unary.operand;
    if (q->as.quantity.unit->offset == 0)
        return NULL;
    const Str *text = str_format(scope->sema->session->strings, "-%s", q->as.quantity.number->s);
    return ir_literal(scope->sema->arena, text, q->as.quantity.unit, e->span);
}

static IrExpr *translate_list(EquationScope *scope, const AstExpr *e)
{
    IrExpr *list = ir_expr_new(scope->sema->arena, IR_LIST, e->as.list.items.n, e->span);
    for (uint32_t i = 0; i < list->n; i++)
        if (!(list->arg[i] = equation_expr(scope, e->as.list.items.v[i])))
            return NULL;
    return list;
}

static IrExpr *translate(EquationScope *scope, const AstExpr *e)
{
    Arena *a = scope->sema->arena;
    switch ((int)e->kind) {
    case AST_EXPR_Name:
        return translate_name(scope, e);
    case AST_EXPR_Number:
        return ir_literal(a, e->as.number.text, NULL, e->span);
    case AST_EXPR_Quantity:
        return ir_literal(a, e->as.quantity.number, e->as.quantity.unit, e->span);
    case AST_EXPR_Constant:
        if (e->as.constant.which <= AST_CONSTANT_False)
            return ir_boolean(a, e->as.constant.which == AST_CONSTANT_True, e->span);
        break;
    case AST_EXPR_Unary: {
        IrExpr *folded = offset_literal(scope, e);
        return folded ? folded : translate_unary(scope, e);
    }
    case AST_EXPR_Power:
        return translate_power(scope, e);
    case AST_EXPR_Sum:
        return translate_sum(scope, e);
    case AST_EXPR_Product:
        return translate_product(scope, e);
    case AST_EXPR_Compare:
        return translate_compare(scope, e);
    case AST_EXPR_And:
        return translate_logic(scope, e, IR_AND);
    case AST_EXPR_Or:
        return translate_logic(scope, e, IR_OR);
    case AST_EXPR_Conditional: {
        IrExpr *c = equation_expr(scope, e->as.conditional.condition);
        IrExpr *x = c ? equation_expr(scope, e->as.conditional.then) : NULL;
        IrExpr *y = x ? equation_expr(scope, e->as.conditional.otherwise) : NULL;
        return y ? ir_select(a, c, x, y) : NULL;
    }
    case AST_EXPR_Attribute:
        return translate_attribute(scope, e);
    case AST_EXPR_Call:
        return translate_call(scope, e);
    case AST_EXPR_List:
        return translate_list(scope, e);
    default:
        break;
    }
    diag(scope->sema->session->diags, DIAG_NNC0327, e->span, "this has no meaning in an equation");
    return fail(scope);
}

IrExpr *equation_expr(EquationScope *scope, const AstExpr *e)
{
    const bool before = scope->failed;
    if (scope->nesting == NESTING_MAX)
        return too_deep(scope, e->span);
    if (scope->expressions++ == EXPRESSIONS_MAX) {
        diag(scope->sema->session->diags, DIAG_NNC0504, e->span,
             "the equations of a model are more than %d operations", EXPRESSIONS_MAX);
        return fail(scope);
    }
    scope->nesting++;
    scope->failed = false; /* so that `failed` tells what this expression reported */
    IrExpr *x = translate(scope, e);
    scope->nesting--;
    scope->failed |= before || !x;
    if (!x)
        return NULL;
    if (!x->span.lo || e->kind == AST_EXPR_Sum || e->kind == AST_EXPR_Product ||
        e->kind == AST_EXPR_Unary)
        x->span = e->span;
    return x;
}
