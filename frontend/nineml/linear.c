/* What the equations of a class tell without being solved: whether its copies add up, and which temperatures are differences. */
#include "frontend/nineml/lower.h"
#include "ir/build.h"

/* ---- linear in the states ---- */
typedef enum Degree { CONSTANT, LINEAR, OTHER } Degree;

typedef struct Degrees {
    const IrModel *model;
    Map known;      /* IrItem *, an alias -> Degree + 1 */
    unsigned depth; /* of aliases */
} Degrees;

static Degree degree_of(Degrees *d, const IrExpr *e);

static Degree higher(Degree a, Degree b)
{
    return a > b ? a : b;
}

/* A sum with a constant is not proportional to the states. */
static Degree degree_of_sum(Degrees *d, const IrExpr *e)
{
    Degree all = degree_of(d, e->arg[0]);
    for (uint32_t i = 1; i < e->n; i++)
        if (degree_of(d, e->arg[i]) != all)
            all = OTHER;
    return all;
}

static Degree degree_of_product(Degrees *d, const IrExpr *e)
{
    Degree all = CONSTANT;
    for (uint32_t i = 0; i < e->n; i++) {
        const Degree one = degree_of(d, e->arg[i]);
        all = one == CONSTANT || all == CONSTANT ? higher(all, one) : OTHER;
    }
    return all;
}

static Degree degree_of_item(Degrees *d, const Str *name)
{
    enum { ALIASES_MAX = 100 };
    const IrItem *item = ir_item(d->model, name);
    if (!item || d->depth >= ALIASES_MAX)
        return OTHER;
    if (item->kind != IR_ITEM_ALIAS)
        return item->kind == IR_ITEM_STATE ? LINEAR : CONSTANT;
    const uintptr_t known = (uintptr_t)map_get(&d->known, item);
    if (known)
        return (Degree)(known - 1);
    d->depth++;
    const Degree degree = degree_of(d, item->value);
    d->depth--;
    map_set(&d->known, item, (void *)((uintptr_t)degree + 1));
    return degree;
}

static Degree degree_of(Degrees *d, const IrExpr *e)
{
    Degree all = CONSTANT;
    switch ((int)e->op) {
    case IR_ITEM:
        return degree_of_item(d, e->u.name);
    case IR_SUM:
        return degree_of_sum(d, e);
    case IR_PRODUCT:
        return degree_of_product(d, e);
    case IR_NEG:
        return degree_of(d, e->arg[0]);
    case IR_QUOTIENT:
        return degree_of(d, e->arg[1]) == CONSTANT ? degree_of(d, e->arg[0]) : OTHER;
    case IR_DRAW:
        return OTHER; /* copies draw numbers of their own */
    default:
        for (uint32_t i = 0; i < e->n; i++)
            all = degree_of(d, e->arg[i]) == CONSTANT ? all : OTHER;
        return all;
    }
}

/* state := state + what does not depend on states */
static bool adds(Degrees *d, const IrStmt *s)
{
    uint32_t itself = 0;
    if (s->kind != IR_STMT_ASSIGN || s->value->op != IR_SUM)
        return false;
    for (uint32_t i = 0; i < s->value->n; i++) {
        const IrExpr *term = s->value->arg[i];
        if (term->op == IR_ITEM && term->u.name == s->name)
            itself++;
        else if (degree_of(d, term) != CONSTANT)
            return false;
    }
    return itself == 1;
}

bool nml_is_linear(Arena *a, const IrModel *model)
{
    Degrees d = {.model = model};
    map_init(&d.known, a);
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        const bool sent = item->kind == IR_ITEM_ALIAS && item->out;
        if (item->kind == IR_ITEM_MODE || item->kind == IR_ITEM_WHEN ||
            item->kind == IR_ITEM_WHENEVER || item->kind == IR_ITEM_EVENT_OUT)
            return false;
        if ((item->kind == IR_ITEM_DERIV || sent) && degree_of(&d, item->value) != LINEAR)
            return false;
        for (uint32_t k = 0; item->body && k < item->body->stmts.n; k++)
            if (!adds(&d, &item->body->stmts.v[k]))
                return false;
    }
    return true;
}

/* ---- differences of temperatures ---- */
typedef struct Search {
    const Str *name;
    bool found;
} Search;

static bool subtracts(const IrExpr *e)
{
    for (uint32_t i = 0; e->op == IR_SUM && i < e->n; i++)
        if (e->arg[i]->op == IR_NEG)
            return true;
    return false;
}

static bool divides_difference(void *context, const IrExpr *e)
{
    const Search *s = context;
    return e->op == IR_QUOTIENT && e->arg[1]->op == IR_ITEM && e->arg[1]->u.name == s->name &&
           subtracts(e->arg[0]);
}

static void search(void *context, IrExpr **e)
{
    Search *s = context;
    s->found |= *e && ir_expr_any(*e, divides_difference, s);
}

bool nml_is_difference(const IrModel *model, const Str *parameter)
{
    Search s = {parameter, false};
    for (uint32_t i = 0; i < model->items.n; i++)
        ir_item_each_expr(model->items.v[i], search, &s);
    return s.found;
}
