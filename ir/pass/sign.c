/* Signs of expressions of the distance, from structure alone: enough to show that a connection probability falls. */
#include "ir/pass/algebra.h"

#include <math.h>

typedef enum Sign {
    SIGN_UNKNOWN,
    SIGN_NEGATIVE,
    SIGN_ZERO,
    SIGN_POSITIVE
} Sign; /* not above 0, 0, not below 0 */

static Sign negated(Sign s)
{
    static const Sign opposite[] = {SIGN_UNKNOWN, SIGN_POSITIVE, SIGN_ZERO, SIGN_NEGATIVE};
    return opposite[s];
}

static Sign sum_of(Sign x, Sign y)
{
    if (x == SIGN_ZERO || y == SIGN_ZERO)
        return x == SIGN_ZERO ? y : x;
    return x == y ? x : SIGN_UNKNOWN;
}

static Sign product_of(Sign x, Sign y)
{
    if (x == SIGN_ZERO || y == SIGN_ZERO)
        return SIGN_ZERO;
    if (x == SIGN_UNKNOWN || y == SIGN_UNKNOWN)
        return SIGN_UNKNOWN;
    return x == y ? SIGN_POSITIVE : SIGN_NEGATIVE;
}

static Sign sign_of(const IrExpr *e);

static Sign sign_of_all(const IrExpr *e, Sign (*join)(Sign, Sign))
{
    Sign s = sign_of(e->arg[0]);
    for (uint32_t i = 1; i < e->n; i++)
        s = join(s, sign_of(e->arg[i]));
    return s;
}

static Sign sign_of(const IrExpr *e)
{
    double x;
    if (ir_constant(e, &x))
        return isnan(x) ? SIGN_UNKNOWN : x == 0 ? SIGN_ZERO : x > 0 ? SIGN_POSITIVE : SIGN_NEGATIVE;
    switch (e->op) {
    case IR_DISTANCE:
    case IR_EXP:
    case IR_SQRT:
    case IR_ABS:
    case IR_EXPREL:
    case IR_HEAVISIDE:
        return SIGN_POSITIVE;
    case IR_NEG:
        return negated(sign_of(e->arg[0]));
    case IR_SUM:
        return sign_of_all(e, sum_of);
    case IR_PRODUCT:
        return sign_of_all(e, product_of);
    case IR_QUOTIENT:
        return sign_of(e->arg[1]) == SIGN_ZERO ? SIGN_UNKNOWN : sign_of_all(e, product_of);
    case IR_MIN:
    case IR_MAX:
        return sign_of(e->arg[0]) == sign_of(e->arg[1]) ? sign_of(e->arg[0]) : SIGN_UNKNOWN;
    case IR_POWI:
        return e->u.integer % 2 == 0 ? SIGN_POSITIVE : sign_of(e->arg[0]);
    case IR_SELECT: {
        Sign then = sign_of(e->arg[1]), other = sign_of(e->arg[2]);
        return then == other || other == SIGN_ZERO ? then
               : then == SIGN_ZERO                 ? other
                                                   : SIGN_UNKNOWN;
    }
    default:
        return SIGN_UNKNOWN;
    }
}

static bool reads_other(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_PARAM || e->op == IR_VARIABLE || e->op == IR_ITEM || e->op == IR_POSITION ||
           e->op == IR_DRAW || e->op == IR_DATA;
}

static IrExpr *distance_as_item(void *context, IrExpr *e)
{
    if (e->op != IR_DISTANCE)
        return e;
    return ir_named(context, IR_ITEM, NULL, e->span); /* an item without a name: no model has one */
}

static IrExpr *item_as_distance(void *context, IrExpr *e)
{
    return e->op == IR_ITEM && !e->u.name ? ir_expr_new(context, IR_DISTANCE, 0, e->span) : e;
}

static bool reads_distance(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DISTANCE;
}

static bool falls(Arena *a, const IrExpr *e);

static bool all_fall(Arena *a, const IrExpr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (!falls(a, e->arg[i]))
            return false;
    return true;
}

static bool is_not_negative(const IrExpr *e)
{
    const Sign s = sign_of(e);
    return s == SIGN_POSITIVE || s == SIGN_ZERO;
}

static bool falls_smoothly(Arena *a, const IrExpr *e)
{
    const IrModel none = {.stage = IR_FLAT};
    IrExpr *slope = alg_derivative(a, &none, ir_expr_map(a, e, distance_as_item, a), NULL);
    if (!slope)
        return false;
    const Sign s = sign_of(alg_simplify(a, ir_expr_map(a, slope, item_as_distance, a)));
    return s == SIGN_NEGATIVE || s == SIGN_ZERO;
}

/* x - y, simplified */
static IrExpr *difference(Arena *a, const IrExpr *x, const IrExpr *y)
{
    return alg_simplify(a, alg_difference(a, ir_expr_copy(a, x), ir_expr_copy(a, y)));
}

/* Near cells take the first value, far ones the second, which is not larger. */
static bool falls_by_choice(Arena *a, const IrExpr *e)
{
    const IrExpr *test = e->arg[0];
    const bool less = test->op == IR_LT || test->op == IR_LE,
               more = test->op == IR_GT || test->op == IR_GE;
    if (!less && !more)
        return false;
    return falls(a, difference(a, test->arg[less], test->arg[more])) && falls(a, e->arg[1]) &&
           falls(a, e->arg[2]) && is_not_negative(difference(a, e->arg[1], e->arg[2]));
}

static bool falls(Arena *a, const IrExpr *e)
{
    if (!ir_expr_any(e, reads_distance, NULL))
        return true;
    if (!alg_has_jumps(e, reads_distance, NULL))
        return falls_smoothly(a, e);
    switch (e->op) {
    case IR_PRODUCT:
        for (uint32_t i = 0; i < e->n; i++)
            if (!is_not_negative(e->arg[i]))
                return false;
        return all_fall(a, e);
    case IR_SUM:
    case IR_MIN:
    case IR_MAX:
    case IR_FLOOR:
    case IR_CEIL:
    case IR_ROUND:
    case IR_SIGN:
    case IR_HEAVISIDE:
        return all_fall(a, e);
    case IR_SELECT:
        return falls_by_choice(a, e);
    default:
        return false;
    }
}

bool alg_falls_with_distance(Arena *a, const IrExpr *e)
{
    return !ir_expr_any(e, reads_other, NULL) && ir_expr_any(e, reads_distance, NULL) &&
           falls(a, e);
}
