/* Functions that are defined for equations stand in them as their value. */
#include "frontend/sema/equation_parts.h"

#include <stdarg.h>

enum { INLINE_MAX = 100 };

/* The value that a function of equations returns: its one return statement. */
static const AstExpr *returned(const AstFunction *f)
{
    const uint32_t n = f->body->stmts.n;
    const AstStmt *last = f->body->stmts.v[n - 1];
    bool plain = last->kind == AST_STMT_Return && n <= 2;
    if (n == 2)
        plain = plain && f->body->stmts.v[0]->kind == AST_STMT_Expr &&
                f->body->stmts.v[0]->as.expr.value->kind == AST_EXPR_String;
    for (uint32_t i = 0; i < f->params.n; i++)
        plain = plain && f->params.v[i].kind == AST_PARAM_Plain;
    return plain ? last->as.return_.value : NULL;
}

static IrExpr *__attribute__((format(printf, 3, 4)))
refuse(EquationScope *scope, Span at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    const char *text = arena_vprintf(scope->sema->arena, format, ap);
    va_end(ap);
    diag(scope->sema->session->diags, DIAG_NNC0327, at, "%s", text);
    return equation_fail(scope);
}

/* The parameter that an argument gives; f->params.n after an error. */
static uint32_t parameter_of(EquationScope *scope, const AstFunction *f, const AstArg *arg,
                             uint32_t position)
{
    if (arg->kind == AST_ARG_Positional)
        return position;
    if (arg->kind != AST_ARG_Named) {
        refuse(scope, arg->span, "functions of equations take their arguments one by one");
        return f->params.n;
    }
    uint32_t k = 0;
    while (k < f->params.n && f->params.v[k].name.text != arg->name.text)
        k++;
    if (k == f->params.n)
        refuse(scope, arg->span, "'%s' has no parameter '%s'", f->name.text->s, arg->name.text->s);
    return k;
}

/* What is given for each parameter, NULL where nothing is; false after an error. */
static bool match(EquationScope *scope, const AstExpr *e, const AstFunction *f,
                  const AstExpr **given)
{
    const AstArgs *args = &e->as.call.args;
    if (args->n > f->params.n)
        return refuse(scope, e->span, "'%s' takes %u argument%s, not %u", f->name.text->s,
                      f->params.n, f->params.n == 1 ? "" : "s", args->n) != NULL;
    for (uint32_t i = 0; i < args->n; i++) {
        const uint32_t k = parameter_of(scope, f, &args->v[i], i);
        if (k == f->params.n)
            return false;
        if (given[k])
            return refuse(scope, args->v[i].span, "the argument '%s' is given twice",
                          f->params.v[k].name.text->s) != NULL;
        given[k] = args->v[i].value;
    }
    return true;
}

/* An expression that stands where the names of `arguments` are known. */
static IrExpr *translate_with(EquationScope *scope, Map *arguments, const AstExpr *e)
{
    Map *outer = scope->arguments;
    scope->arguments = arguments;
    IrExpr *x = equation_expr(scope, e);
    scope->arguments = outer;
    return x;
}

static Map *bind(EquationScope *scope, const AstExpr *e, const AstFunction *f)
{
    Arena *a = scope->sema->arena;
    const AstExpr **given = ARENA_ARRAY(a, const AstExpr *, f->params.n + 1);
    Map *bound = ARENA_NEW(a, Map);
    map_init(bound, a);
    if (!match(scope, e, f, given))
        return NULL;
    for (uint32_t i = 0; i < f->params.n; i++) {
        const AstParam *p = &f->params.v[i];
        if (!given[i] && !p->init) {
            refuse(scope, e->span, "'%s' needs its argument '%s'", f->name.text->s,
                   p->name.text->s);
            return NULL;
        }
        IrExpr *x =
            given[i] ? equation_expr(scope, given[i]) : translate_with(scope, NULL, p->init);
        if (!x)
            return NULL;
        map_set(bound, p->name.text, x);
    }
    return bound;
}

IrExpr *equation_inline(EquationScope *scope, const AstExpr *e, const AstFunction *f)
{
    const AstExpr *value = returned(f);
    if (!value)
        return refuse(scope, e->span,
                      "'%s' is no function for equations: its body must be one return statement",
                      f->name.text->s);
    if (scope->inlining == INLINE_MAX)
        return refuse(scope, e->span,
                      "'%s' calls itself: functions of equations may not be recursive",
                      f->name.text->s);
    Map *bound = bind(scope, e, f);
    if (!bound)
        return NULL;
    scope->inlining++;
    IrExpr *r = translate_with(scope, bound, value);
    scope->inlining--;
    return r;
}
