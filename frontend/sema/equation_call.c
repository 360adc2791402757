/* Calls in equations: what they may call, and how arguments are taken. */
#include "frontend/sema/equation_parts.h"

#include <string.h>

enum { ARGUMENTS_MAX = 3 };

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
    {"asinh", IR_ASINH, 1},
    {"acosh", IR_ACOSH, 1},
    {"atanh", IR_ATANH, 1},
    {"erf", IR_ERF, 1},
    {"exprel", IR_EXPREL, 1},
    {"abs", IR_ABS, 1},
    {"sign", IR_SIGN, 1},
    {"floor", IR_FLOOR, 1},
    {"ceil", IR_CEIL, 1},
    {"factorial", IR_FACTORIAL, 1},
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

static bool by_position(EquationScope *scope, const AstArgs *args)
{
    for (uint32_t i = 0; i < args->n; i++) {
        if (args->v[i].kind == AST_ARG_Positional)
            continue;
        diag(scope->sema->session->diags, DIAG_NNC0327, args->v[i].span,
             "functions of equations take their arguments by position");
        return equation_fail(scope) != NULL;
    }
    return true;
}

bool equation_arguments(EquationScope *scope, const AstExpr *call, uint32_t want, IrExpr **out)
{
    const AstArgs *args = &call->as.call.args;
    if (!by_position(scope, args))
        return false;
    if (args->n != want) {
        diag(scope->sema->session->diags, DIAG_NNC0327, call->span,
             "this function takes %u argument%s, not %u", want, want == 1 ? "" : "s", args->n);
        return equation_fail(scope) != NULL;
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
    if (!by_position(scope, args))
        return NULL;
    if (args->n > EQUATION_NESTING_MAX)
        return equation_too_deep(scope, e->span);
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

/* ---- what may be called ---- */

static IrExpr *unknown_function(EquationScope *scope, const Str *name, Span at)
{
    Diags *diags = scope->sema->session->diags;
    Diag *d = diag(diags, DIAG_NNC0327, at, "there is no function '%s'", name->s);
    StrNearest near = str_nearest_start(name->s);
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++)
        str_nearest_offer(&near, FUNCTIONS[i].name);
    if (near.best)
        diag_did_you_mean(diags, d, name->s, near.best);
    return equation_fail(scope);
}

static IrExpr *call_by_name(EquationScope *scope, const AstExpr *e, const Str *name)
{
    const AstFunction *definition = scope->functions ? map_get(scope->functions, name) : NULL;
    if (!definition)
        definition = map_get(&scope->sema->functions, name);
    if (definition)
        return equation_inline(scope, e, definition);
    const EquationFunction *f = find_function(name);
    return f ? call_function(scope, e, f) : unknown_function(scope, name, e->as.call.callee->span);
}

IrExpr *equation_call(EquationScope *scope, const AstExpr *e)
{
    IrExpr *own = scope->call ? scope->call(scope, e) : NULL;
    if (own || scope->failed)
        return own;
    const AstExpr *callee = e->as.call.callee;
    if (callee->kind == AST_EXPR_Name)
        return call_by_name(scope, e, callee->as.name.text);
    const bool attribute = callee->kind == AST_EXPR_Attribute;
    const Str *path = attribute ? equation_path(scope->sema, callee) : NULL;
    if (path && !strncmp(path->s, "random.", 7))
        return equation_draw(scope, e, path);
    Diag *d = diag(scope->sema->session->diags, DIAG_NNC0327, callee->span,
                   "this cannot be called in an equation");
    const Str *last = attribute ? callee->as.attribute.name.text : NULL;
    if (last && find_function(last))
        diag_help(scope->sema->session->diags, d, "write %s(...)", last->s);
    return equation_fail(scope);
}
