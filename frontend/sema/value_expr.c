/* Values as expressions of the IR. */
#include "frontend/sema/value.h"

#include <math.h>
#include <string.h>

enum { LISTS_MAX = 100 }; /* levels of lists; a list that contains itself has no end */

/* Decimal text of a computed number, in `unit`; its sign is an operation. */
static IrExpr *number_literal(Sema *sema, double x, const Unit *unit, Span at)
{
    char text[32];
    number_shortest(fabs(x), text);
    const size_t len = strlen(text);
    const bool whole = len > 2 && !strcmp(text + len - 2, ".0");
    IrExpr *e = ir_literal(
        sema->arena, str_intern(sema->session->strings, text, whole ? len - 2 : len), unit, at);
    return signbit(x) && x != 0 ? ir_unary(sema->arena, IR_NEG, e) : e;
}

static IrExpr *real_expr(Sema *sema, Value v, Span at)
{
    if (v.text && v.text->s[0] != '-')
        return ir_literal(sema->arena, v.text, dim_is_none(v.dim) ? NULL : v.unit, at);
    if (v.text)
        return ir_unary(sema->arena, IR_NEG,
                        ir_literal(sema->arena, str_from(sema->session->strings, v.text->s + 1),
                                   dim_is_none(v.dim) ? NULL : v.unit, at));
    if (!isfinite(v.as.real) || !dim_is_none(v.dim))
        return ir_number(sema->arena, v.as.real, v.dim, at);
    return number_literal(sema, v.as.real, NULL, at);
}

static IrExpr *expr_of(Sema *sema, Value v, Span at, unsigned levels);

static IrExpr *list_expr(Sema *sema, const ValueList *values, Span at, unsigned levels)
{
    if (!levels)
        return NULL;
    IrExpr *list = ir_expr_new(sema->arena, IR_LIST, values->n, at);
    for (uint32_t i = 0; i < list->n; i++)
        if (!(list->arg[i] = expr_of(sema, values->v[i], at, levels - 1)))
            return NULL;
    return list;
}

static IrExpr *expr_of(Sema *sema, Value v, Span at, unsigned levels)
{
    switch ((int)v.kind) {
    case VALUE_BOOL:
        return ir_boolean(sema->arena, v.as.boolean, at);
    case VALUE_INT:
        return number_literal(sema, (double)v.as.integer, NULL, at);
    case VALUE_REAL:
        return real_expr(sema, v, at);
    case VALUE_SYMBOL:
        return ir_expr_copy(sema->arena, v.as.symbol);
    case VALUE_LIST:
    case VALUE_TUPLE:
        return list_expr(sema, v.as.list, at, levels);
    default:
        return NULL;
    }
}

IrExpr *value_expr(Sema *sema, Value v, Span at)
{
    return expr_of(sema, v, at, LISTS_MAX);
}
