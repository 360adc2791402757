/* Numbers of events that are drawn in each step. LEMS sends one event at a time: events of a rate come after intervals, which are drawn
   one after the other, at most one event in a step. */
#include "codegen/lems/lems_choices.h"
#include "codegen/lems/lems_writer.h"

#include "ir/build.h"

typedef struct Source {
    LemsWriter *w;
    IrModel *model;
    const IrItem *item; /* `whenever test { emit port times draw(poisson, rate*dt) }` */
    const Str *next;    /* the state that has the time of the next event */
} Source;

static bool is_step(const IrExpr *e)
{
    return e->op == IR_VARIABLE && str_is(e->u.name, "dt");
}

/* rate of `rate*dt`; NULL: it is something else. */
static IrExpr *rate_of(const Source *s, const IrExpr *mean)
{
    Arena *a = s->w->arena;
    uint32_t steps = 0, n = 0;
    if (mean->op != IR_PRODUCT)
        return NULL;
    IrExpr *rate = ir_expr_new(a, IR_PRODUCT, mean->n, mean->span);
    for (uint32_t i = 0; i < mean->n; i++) {
        const IrExpr *inner =
            mean->arg[i]->op == IR_PRODUCT ? rate_of(s, mean->arg[i]) : NULL; /* (n*rate*dt) */
        steps += is_step(mean->arg[i]) || inner;
        if (!is_step(mean->arg[i]))
            rate->arg[n++] = inner ? (IrExpr *)inner : ir_expr_copy(a, mean->arg[i]);
    }
    rate->n = n;
    rate->dim = dim_of(0, 0, -1, 0, 0, 0, 0);
    return steps != 1 || !n ? NULL : n == 1 ? rate->arg[0] : rate;
}

static IrExpr *mean_of(const IrItem *item)
{
    if (item->kind != IR_ITEM_WHENEVER || item->body->stmts.n != 1)
        return NULL;
    const IrStmt *st = &item->body->stmts.v[0];
    return st->kind == IR_STMT_EMIT && !st->args.n && st->count && st->count->op == IR_DRAW &&
                   st->count->u.law == IR_LAW_POISSON
               ? st->count->arg[0]
               : NULL;
}

static IrExpr *read_next(const Source *s)
{
    IrExpr *e = ir_named(s->w->arena, IR_ITEM, s->next, s->item->span);
    e->dim = dim_of(0, 0, 1, 0, 0, 0, 0);
    return e;
}

/* Added to rates: changes none, but 0, whose first event comes after the end of all times and not at infinity. */
static const double least_rate = 1e-30; /* 1/ms */

/* from - ln(random)/rate */
static IrExpr *after(const Source *s, IrExpr *from, const IrExpr *rate)
{
    Arena *a = s->w->arena;
    IrExpr *uniform = ir_expr_new(a, IR_DRAW, 2, s->item->span);
    uniform->u.law = IR_LAW_UNIFORM;
    uniform->arg[0] = ir_integer(a, 0, s->item->span);
    uniform->arg[1] = ir_integer(a, 1, s->item->span);
    IrExpr *some = ir_binary(a, IR_SUM, ir_expr_copy(a, rate),
                             ir_number(a, least_rate, rate->dim, s->item->span));
    some->dim = rate->dim;
    IrExpr *interval = ir_binary(a, IR_QUOTIENT, ir_unary(a, IR_LOG, uniform), some);
    interval = ir_unary(a, IR_NEG, interval);
    if (from)
        interval = ir_binary(a, IR_SUM, from, interval);
    interval->dim = dim_of(0, 0, 1, 0, 0, 0, 0);
    return interval;
}

static void add_condition(const Source *s, IrExpr *test, const Str *port, IrExpr *next)
{
    Arena *a = s->w->arena;
    IrItem *item = ir_item_new(a, IR_ITEM_WHENEVER, NULL, s->item->span);
    item->value = test;
    item->body = ARENA_NEW(a, IrBody);
    const IrStmt send = {.kind = IR_STMT_EMIT, .name = port, .span = item->span},
                 set = {.kind = IR_STMT_ASSIGN, .name = s->next, .value = next, .span = item->span};
    VEC_PUSH(a, &item->body->stmts, set);
    if (port)
        VEC_PUSH(a, &item->body->stmts, send);
    ir_model_add((IrModule *)s->w->m, s->model, item);
}

static IrExpr *both(const Source *s, IrExpr *x, IrExpr *y)
{
    IrExpr *e = ir_binary(s->w->arena, IR_AND, x, y);
    e->scalar = x->scalar = y->scalar = IR_BOOL;
    return e;
}

/* Outside of the test the next event is drawn anew: intervals have no memory. */
static void spread(Source *s, const IrExpr *rate)
{
    Arena *a = s->w->arena;
    const Str *port = s->item->body->stmts.v[0].name;
    s->next = str_format(s->w->session->strings, "next_%s", port->s);
    for (unsigned k = 2; ir_item(s->model, s->next); k++)
        s->next = str_format(s->w->session->strings, "next_%s_%u", port->s, k);
    IrItem *state = ir_item_new(a, IR_ITEM_STATE, s->next, s->item->span);
    state->dim = dim_of(0, 0, 1, 0, 0, 0, 0);
    state->value = after(s, NULL, rate);
    ir_model_add((IrModule *)s->w->m, s->model, state);
    IrExpr *now = ir_named(a, IR_VARIABLE, str_from(s->w->session->strings, "t"), s->item->span);
    now->dim = state->dim;
    IrExpr *is_due = ir_unary(a, IR_SINCE, read_next(s));
    add_condition(s, both(s, ir_expr_copy(a, s->item->value), is_due), port,
                  after(s, read_next(s), rate));
    IrExpr *outside = ir_unary(a, IR_NOT, ir_expr_copy(a, s->item->value));
    outside->scalar = IR_BOOL;
    add_condition(s, outside, NULL, after(s, now, rate));
}

void lems_spread_events(LemsWriter *w, IrModel *model)
{
    uint32_t kept = 0;
    const uint32_t n = model->items.n;
    for (uint32_t i = 0; i < n; i++) {
        Source s = {.w = w, .model = model, .item = model->items.v[i]};
        IrExpr *mean = mean_of(s.item), *rate = mean ? rate_of(&s, mean) : NULL;
        if (rate)
            spread(&s, rate);
        else
            model->items.v[kept++] = model->items.v[i];
    }
    for (uint32_t i = n; i < model->items.n; i++)
        model->items.v[kept++] = model->items.v[i];
    model->items.n = kept;
}
