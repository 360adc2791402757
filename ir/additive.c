/* Models that add up: the sum of many of them is one of them. */
#include "ir/additive.h"

#include "ir/build.h"

#include <string.h>

/* How an expression depends on the states of the model. */
typedef enum Degree {
    CONSTANT,     /* not at all */
    PROPORTIONAL, /* a sum of states, each with a factor that depends on none */
    OTHER
} Degree;

typedef struct Sums {
    const IrModule *m;
    const IrModel *model;
    unsigned depth;
} Sums;

enum { DEPTH_MAX = 200 };

static Degree degree(Sums *s, const IrExpr *e);

/* ---- names ---- */
/* Of a part without states that reads none of the owner. */
static bool is_part_constant(Sums *s, const IrItem *part)
{
    const IrModel *inner = ir_find_model(s->m, part->model);
    for (uint32_t i = 0; inner && i < inner->items.n; i++) {
        const IrItemKind kind = inner->items.v[i]->kind;
        if (kind != IR_ITEM_PARAM && kind != IR_ITEM_ALIAS && kind != IR_ITEM_IN)
            return false;
    }
    for (uint32_t i = 0; i < part->binds.n; i++)
        if (degree(s, part->binds.v[i].value) != CONSTANT)
            return false;
    return inner != NULL;
}

static Degree degree_of_name(Sums *s, const Str *name)
{
    const IrItem *item = ir_item(s->model, name);
    if (!item) { /* "part.variable" */
        for (uint32_t i = 0; i < s->model->items.n; i++) {
            const IrItem *part = s->model->items.v[i];
            if (part->kind == IR_ITEM_PART && name->len > part->name->len &&
                name->s[part->name->len] == '.' &&
                !strncmp(name->s, part->name->s, part->name->len))
                return is_part_constant(s, part) ? CONSTANT : OTHER;
        }
        return OTHER;
    }
    if (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_IN)
        return CONSTANT;
    if (item->kind == IR_ITEM_STATE)
        return PROPORTIONAL;
    return item->kind == IR_ITEM_ALIAS && item->value ? degree(s, item->value) : OTHER;
}

/* ---- expressions ---- */
static Degree of_sum(Sums *s, const IrExpr *e)
{
    Degree all = OTHER;
    for (uint32_t i = 0; i < e->n; i++) {
        const Degree one = degree(s, e->arg[i]);
        if (ir_is_zero(e->arg[i]))
            continue;
        if (one == OTHER || (all != OTHER && one != all))
            return OTHER;
        all = one;
    }
    return all;
}

static Degree of_product(Sums *s, const IrExpr *e)
{
    unsigned states = 0;
    for (uint32_t i = 0; i < e->n; i++) {
        const Degree one = degree(s, e->arg[i]);
        if (one == OTHER)
            return OTHER;
        states += one == PROPORTIONAL;
    }
    return states == 0 ? CONSTANT : states == 1 ? PROPORTIONAL : OTHER;
}

/* Of anything else: a function of what depends on no state. */
static Degree of_arguments(Sums *s, const IrExpr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (degree(s, e->arg[i]) != CONSTANT)
            return OTHER;
    return CONSTANT;
}

static Degree degree(Sums *s, const IrExpr *e)
{
    Degree d = OTHER;
    if (++s->depth > DEPTH_MAX || e->op == IR_DRAW || e->op == IR_DRAWAT)
        d = OTHER;
    else if (e->op == IR_ITEM)
        d = degree_of_name(s, e->u.name);
    else if (e->op == IR_SUM)
        d = of_sum(s, e);
    else if (e->op == IR_PRODUCT)
        d = of_product(s, e);
    else if (e->op == IR_NEG)
        d = degree(s, e->arg[0]);
    else if (e->op == IR_QUOTIENT && degree(s, e->arg[1]) == CONSTANT)
        d = degree(s, e->arg[0]);
    else if (e->op == IR_SELECT && degree(s, e->arg[0]) == CONSTANT &&
             degree(s, e->arg[1]) == degree(s, e->arg[2]))
        d = degree(s, e->arg[1]);
    else
        d = of_arguments(s, e);
    s->depth--;
    return d;
}

/* ---- models ---- */
static bool names(const IrExpr *e, const Str *state)
{
    return e->op == IR_ITEM && e->u.name == state;
}

/* state + what depends on no state */
static bool only_adds(Sums *s, const IrStmt *stmt)
{
    if (stmt->kind != IR_STMT_ASSIGN || stmt->value->op != IR_SUM)
        return false;
    unsigned own = 0;
    for (uint32_t i = 0; i < stmt->value->n; i++) {
        const IrExpr *term = stmt->value->arg[i];
        own += names(term, stmt->name);
        if (!names(term, stmt->name) && degree(s, term) != CONSTANT)
            return false;
    }
    return own == 1;
}

static bool handler_adds(Sums *s, const IrItem *on)
{
    for (uint32_t i = 0; i < on->body->stmts.n; i++)
        if (!only_adds(s, &on->body->stmts.v[i]))
            return false;
    return true;
}

static bool starts_at_0(const IrItem *state)
{
    double x;
    return !state->value || (ir_constant(state->value, &x) && x <= 0 && x >= 0);
}

static bool item_adds_up(Sums *s, const IrItem *item)
{
    switch ((int)item->kind) {
    case IR_ITEM_PARAM:
    case IR_ITEM_IN:
    case IR_ITEM_ALIAS:
    case IR_ITEM_EVENT_IN:
        return true;
    case IR_ITEM_STATE:
        return starts_at_0(item);
    case IR_ITEM_PART:
        return is_part_constant(s, item);
    case IR_ITEM_DERIV:
        return degree(s, item->value) == PROPORTIONAL || ir_is_zero(item->value);
    case IR_ITEM_ON:
        return handler_adds(s, item);
    default:
        return false;
    }
}

bool ir_adds_up(const IrModule *m, const IrModel *model)
{
    Sums s = {.m = m, .model = model};
    for (uint32_t i = 0; i < model->items.n; i++)
        if (!item_adds_up(&s, model->items.v[i]))
            return false;
    return true;
}

bool ir_is_proportional(const IrModule *m, const IrModel *model, const Str *name)
{
    Sums s = {.m = m, .model = model};
    return degree_of_name(&s, name) == PROPORTIONAL;
}
