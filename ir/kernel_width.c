/* Widths of reals in classes of single precision: the rules of ir/kernel_width.h. */
#include "ir/kernel_width.h"

#include "ir/facts.h"
#include "ir/kernel_walk.h"
#include "ir/kernel_words.h"

#include <string.h>

bool kernel_is_test(const IrExpr *e)
{
    const IrRule rule = ir_op_fact((IrOp)e->op)->rule;
    return rule == IR_RULE_COMPARE || rule == IR_RULE_LOGIC;
}

bool kernel_column_is_filled(const KClass *c, uint32_t column)
{
    const KColumn *k = &c->columns.v[column];
    for (uint32_t i = 0; i < c->delays.n; i++) {
        const KDelay *d = &c->delays.v[i];
        if (d->start == column || d->middle == column || d->end == column || d->time == column)
            return true;
    }
    return k->role == K_DUE || k->role == K_INPUT || k->extent == K_OF_POST;
}

/* f64 parameters are durations as well as points: what reads them decides. */
static bool is_point_column(const KClass *c, uint32_t column)
{
    const KColumn *k = &c->columns.v[column];
    if (k->type != K_F64 || k->role == K_PARAM)
        return false;
    return !kernel_column_is_filled(c, column) ||
           (k->extent == K_OF_POST && k->role == K_HIDDEN); /* the stamp of a spike */
}

/* Values of these stay small, or lose what makes a time: draws, sequences, bounded functions. */
static bool forgets(IrOp op)
{
    switch ((int)op) {
    case IR_DRAW:
    case IR_DRAWAT:
    case IR_CALL:
    case IR_COUNT:
    case IR_LOOKUP:
    case IR_CAST:
    case IR_EXP:
    case IR_EXPM1:
    case IR_SIN:
    case IR_COS:
    case IR_TAN:
    case IR_ASIN:
    case IR_ACOS:
    case IR_ATAN:
    case IR_SINH:
    case IR_COSH:
    case IR_TANH:
    case IR_ASINH:
    case IR_ACOSH:
    case IR_ATANH:
    case IR_ERF:
    case IR_EXPREL:
    case IR_EXPREL1:
    case IR_HEAVISIDE:
    case IR_SIGN:
    case IR_MOD:
        return true;
    default:
        return false;
    }
}

static uint32_t first_operand(const IrExpr *e)
{
    return e->op == IR_SELECT;
}

static bool has_point(const KWidths *w, const IrExpr *e)
{
    for (uint32_t i = first_operand(e); i < e->n; i++)
        if (kernel_is_point(w, e->arg[i]))
            return true;
    return false;
}

/* Points added less points subtracted: 0 of a difference. */
static int points_of_sum(const KWidths *w, const IrExpr *e)
{
    int points = 0;
    for (uint32_t i = 0; i < e->n; i++)
        if (kernel_is_point(w, e->arg[i]))
            points += e->arg[i]->op == IR_NEG ? -1 : 1;
    return points;
}

bool kernel_is_point(const KWidths *w, const IrExpr *e)
{
    switch (e->op) {
    case IR_VARIABLE:
        return kernel_names_time(e->u.name);
    case IR_STEPS:
        return true;
    case IR_LOAD:
        return is_point_column(w->c, e->u.column);
    case IR_LOCAL:
        return (uintptr_t)map_get(w->locals, e->u.name) == K_F64 + 1;
    case IR_SUM:
        return points_of_sum(w, e) != 0;
    default:
        return !kernel_is_test(e) && !forgets((IrOp)e->op) && has_point(w, e);
    }
}

bool kernel_is_wide(const KWidths *w, const IrExpr *e)
{
    return e->n && e->op != IR_STEPS ? has_point(w, e) : kernel_is_point(w, e);
}

bool kernel_has_upto(const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == K_UPTO ||
            (b->stmts.v[i].then_body && kernel_has_upto(b->stmts.v[i].then_body)))
            return true;
    return false;
}

bool kernel_body_is_wide(const KBodyFact *fact, const KBody *b)
{
    return fact->derives || !strcmp(fact->phase, "start") || kernel_has_upto(b);
}
