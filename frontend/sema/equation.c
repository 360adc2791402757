/* Translation of expressions into the IR; see equation.h. */
#include "frontend/sema/equation_parts.h"

enum { EXPRESSIONS_MAX = 4000000 };

IrExpr *equation_fail(EquationScope *scope)
{
    scope->failed = true;
    return NULL;
}

IrExpr *equation_too_deep(EquationScope *scope, Span at)
{
    diag(scope->sema->session->diags, DIAG_NNC0503, at, "the equation nests more than %d deep",
         EQUATION_NESTING_MAX);
    return equation_fail(scope);
}

/* Adds to what is translated; false after an error. */
static bool count_operations(EquationScope *scope, unsigned n, Span at)
{
    if (n <= EXPRESSIONS_MAX - scope->expressions) {
        scope->expressions += n;
        return true;
    }
    diag(scope->sema->session->diags, DIAG_NNC0504, at,
         "the equations of a model are more than %d operations", EXPRESSIONS_MAX);
    return equation_fail(scope) != NULL;
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

static unsigned operations_of(const IrExpr *e)
{
    unsigned n = 1;
    for (uint32_t i = 0; i < e->n; i++)
        n += operations_of(e->arg[i]);
    return n;
}

IrExpr *equation_lookup(EquationScope *scope, const Str *name, Span at)
{
    IrExpr *bound = scope->arguments ? map_get(scope->arguments, name) : NULL;
    if (bound)
        return count_operations(scope, operations_of(bound), at)
                   ? ir_expr_copy(scope->sema->arena, bound)
                   : NULL;
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
    IrExpr *x = equation_lookup(scope, name, e->span);
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
    return equation_fail(scope);
}

static IrExpr *translate_attribute(EquationScope *scope, const AstExpr *e)
{
    IrExpr *x = scope->attribute ? scope->attribute(scope, e) : NULL;
    if (!x && !scope->failed) {
        const Str *path = equation_path(scope->sema, e);
        diag(scope->sema->session->diags, DIAG_NNC0204, e->span, "'%s' is not declared",
             path ? path->s : "this");
        return equation_fail(scope);
    }
    return x;
}

/* ---- everything ---- */

static IrExpr *no_meaning(EquationScope *scope, const AstExpr *e)
{
    diag(scope->sema->session->diags, DIAG_NNC0327, e->span, "this has no meaning in an equation");
    return equation_fail(scope);
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

static IrExpr *translate_number(EquationScope *scope, const AstExpr *e)
{
    return ir_literal(scope->sema->arena, sema_number_text(scope->sema, e->as.number.text), NULL,
                      e->span);
}

static IrExpr *translate_quantity(EquationScope *scope, const AstExpr *e)
{
    return ir_literal(scope->sema->arena, e->as.quantity.number, e->as.quantity.unit, e->span);
}

static IrExpr *translate_constant(EquationScope *scope, const AstExpr *e)
{
    if (e->as.constant.which > AST_CONSTANT_False)
        return no_meaning(scope, e);
    return ir_boolean(scope->sema->arena, e->as.constant.which == AST_CONSTANT_True, e->span);
}

static IrExpr *translate_unary(EquationScope *scope, const AstExpr *e)
{
    IrExpr *folded = offset_literal(scope, e);
    return folded ? folded : equation_unary(scope, e);
}

static IrExpr *translate_conditional(EquationScope *scope, const AstExpr *e)
{
    IrExpr *c = equation_expr(scope, e->as.conditional.condition);
    IrExpr *x = c ? equation_expr(scope, e->as.conditional.then) : NULL;
    IrExpr *y = x ? equation_expr(scope, e->as.conditional.otherwise) : NULL;
    return y ? ir_select(scope->sema->arena, c, x, y) : NULL;
}

static IrExpr *translate(EquationScope *scope, const AstExpr *e)
{
    static IrExpr *(*const translators[AST_EXPR_KIND_COUNT])(EquationScope *, const AstExpr *) = {
        [AST_EXPR_Name] = translate_name,
        [AST_EXPR_Number] = translate_number,
        [AST_EXPR_Quantity] = translate_quantity,
        [AST_EXPR_Constant] = translate_constant,
        [AST_EXPR_Unary] = translate_unary,
        [AST_EXPR_Power] = equation_power,
        [AST_EXPR_Sum] = equation_sum,
        [AST_EXPR_Product] = equation_product,
        [AST_EXPR_Compare] = equation_comparison,
        [AST_EXPR_And] = equation_logic,
        [AST_EXPR_Or] = equation_logic,
        [AST_EXPR_Conditional] = translate_conditional,
        [AST_EXPR_Attribute] = translate_attribute,
        [AST_EXPR_Call] = equation_call,
        [AST_EXPR_List] = translate_list,
    };
    return (translators[e->kind] ? translators[e->kind] : no_meaning)(scope, e);
}

IrExpr *equation_expr(EquationScope *scope, const AstExpr *e)
{
    const bool before = scope->failed;
    if (scope->nesting == EQUATION_NESTING_MAX)
        return equation_too_deep(scope, e->span);
    if (!count_operations(scope, 1, e->span))
        return NULL;
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
