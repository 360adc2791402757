/* Conditions that read the time alone. One that holds at the start acts then, though conditions are tested from the first step on: a
   pulse without a delay is there from the start. What it assigns is the initial value of states that have none by OnStart. */
#include "frontend/lems/model.h"

#include "ir/build.h"
#include "ir/facts.h"

enum { DEPTH_MAX = 50 };

typedef struct Reads {
    const IrModel *model;
    unsigned depth; /* of constants in constants */
} Reads;

static bool is_time(const IrExpr *e)
{
    return (e->op == IR_VARIABLE && str_is(e->u.name, "t")) || e->op == IR_SINCE ||
           e->op == IR_AFTER;
}

/* Is it more than numbers, parameters and, outside of constants, the time. */
static bool reads_more(void *context, const IrExpr *e)
{
    const Reads *r = context;
    if (is_time(e))
        return r->depth > 0;
    const IrItem *item = e->op == IR_ITEM ? ir_item(r->model, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS && r->depth < DEPTH_MAX) {
        Reads inner = {r->model, r->depth + 1};
        return ir_expr_any(item->value, reads_more, &inner);
    }
    const IrPayload payload = ir_op_payload((IrOp)e->op);
    return item ? item->kind != IR_ITEM_PARAM
                : payload == IR_PAYLOAD_NAME || payload == IR_PAYLOAD_LAW;
}

static bool of_time(const LemsModel *x, const IrExpr *e)
{
    Reads r = {x->model, 0};
    return !ir_expr_any(e, reads_more, &r);
}

static bool acts_by_time(const LemsModel *x, const IrItem *item)
{
    if (item->kind != IR_ITEM_WHENEVER || !of_time(x, item->value))
        return false;
    for (uint32_t i = 0; i < item->body->stmts.n; i++) {
        const IrStmt *s = &item->body->stmts.v[i];
        if (s->kind != IR_STMT_ASSIGN || !of_time(x, s->value))
            return false;
    }
    return true;
}

/* The expression where the time is 0: `t >= x` is `x <= 0`, and its opposite `x > 0`. */
static IrExpr *start_of(void *context, IrExpr *e)
{
    Arena *a = context;
    const IrOp of = e->op == IR_NOT ? (IrOp)e->arg[0]->op : IR_NOT;
    if (of == IR_LE || of == IR_LT)
        return ir_binary(a, of == IR_LE ? IR_GT : IR_GE, e->arg[0]->arg[0], e->arg[0]->arg[1]);
    IrExpr *zero = is_time(e) ? ir_integer(a, 0, e->span) : NULL;
    if (!zero || e->op == IR_VARIABLE)
        return zero ? zero : e;
    return ir_binary(a, e->op == IR_SINCE ? IR_LE : IR_LT, e->arg[0], zero);
}

static void start_with(const Map *open, Arena *a, const IrExpr *test, const IrStmt *s)
{
    IrItem *state = map_get(open, s->name);
    if (!state || (ir_is_zero(state->value) && ir_is_zero(s->value)))
        return;
    state->value = ir_select(a, ir_expr_map(a, test, start_of, a),
                             ir_expr_map(a, s->value, start_of, a), state->value);
}

/* States that are 0 at the start because nothing is said: a 0 of the document is a literal. */
static void find_open(const LemsModel *x, Map *open)
{
    for (uint32_t i = 0; i < x->model->items.n; i++) {
        IrItem *item = x->model->items.v[i];
        if (item->kind == IR_ITEM_STATE && item->value && item->value->op == IR_INTEGER)
            map_set(open, item->name, item);
    }
}

void lems_act_at_start(const LemsModel *x)
{
    Arena *a = x->d->session->arena;
    Map open; /* name -> item */
    map_init(&open, a);
    find_open(x, &open);
    for (uint32_t i = 0; i < x->model->items.n; i++) {
        const IrItem *item = x->model->items.v[i];
        if (acts_by_time(x, item))
            for (uint32_t k = 0; k < item->body->stmts.n; k++)
                start_with(&open, a, item->value, &item->body->stmts.v[k]);
    }
}
