/* lower, lems_euler: times are compared in seconds, as the sums of steps are made, so that one that ends where a step does falls on
   the side of it that it has in the reference interpreter. A state that is a time, as one that counts the time since an event, has a
   second one that holds it in seconds. */
#include "ir/facts.h"
#include "ir/pass/lower_internal.h"

static IrExpr *number(Lower *l, double value, Span at)
{
    return ir_number(l->a, value, DIM_NONE, at);
}

static IrExpr *fma_of(Lower *l, IrExpr *a, IrExpr *b, IrExpr *c)
{
    IrExpr *e = ir_expr_new(l->a, IR_FMA, 3, a->span);
    e->arg[0] = a;
    e->arg[1] = b;
    e->arg[2] = c;
    return e;
}

static IrExpr *copy(Lower *l, const IrExpr *e)
{
    return ir_expr_copy(l->a, e);
}

/* x / 1000 to the nearest, which gives back the seconds that x was made of: a product with 0.001, and what it lacks. */
static IrExpr *seconds_of_moment(Lower *l, IrExpr *x)
{
    IrExpr *near = fma_of(l, x, number(l, 1e-3, x->span), number(l, 0, x->span));
    IrExpr *rest = fma_of(l, number(l, -1e3, x->span), copy(l, near), copy(l, x));
    return fma_of(l, rest, number(l, 1e-3, x->span), near);
}

static bool is_moment(const Lower *l, const IrExpr *e)
{
    if (e->op == IR_LOAD)
        return l->c->columns.v[e->u.column].role == K_STATE ||
               l->c->columns.v[e->u.column].role == K_HIDDEN;
    return e->op == IR_LOCAL || e->op == IR_VARIABLE;
}

static const IrItem *item_of(const Lower *l, const IrExpr *e)
{
    return e->op == IR_ITEM ? ir_item(l->flat, e->u.name) : NULL;
}

/* The equation of a variable that is computed where it is read. */
static const IrExpr *equation_of(const Lower *l, const IrExpr *e)
{
    const IrItem *it = item_of(l, e);
    const bool open = it && it->kind == IR_ITEM_ALIAS && !it->held;
    return open && !map_has(&l->current, it->name) ? it->value : NULL;
}

static bool is_moving_time(void *context, const IrExpr *e)
{
    (void)context;
    return (e->op == IR_VARIABLE && str_is(e->u.name, "t")) || e->op == IR_AFTER ||
           e->op == IR_SINCE;
}

static bool is_clock(const Lower *l, const IrExpr *e)
{
    return l->clock && l->after_step && e->op == IR_VARIABLE && str_is(e->u.name, "t") &&
           map_has(&l->current, l->clock);
}

/* What is a number of the model is one of seconds by one product, as it is read there. */
IrExpr *lower_lems_seconds(Lower *l, const IrExpr *e)
{
    const Str *state = e->op == IR_ITEM ? map_get(&l->seconds, e->u.name) : NULL;
    if (state)
        return lower_expr(l, ir_named(l->a, IR_ITEM, state, e->span));
    if (equation_of(l, e))
        return lower_lems_seconds(l, equation_of(l, e));
    if (is_clock(l, e))
        return lower_local(l, map_get(&l->current, l->clock), e->span);
    if (e->op == IR_SUM || e->op == IR_NEG) {
        IrExpr *sum = ir_expr_new(l->a, (IrOp)e->op, e->n, e->span);
        for (uint32_t i = 0; i < e->n; i++)
            sum->arg[i] = lower_lems_seconds(l, e->arg[i]);
        return sum;
    }
    IrExpr *x = lower_expr(l, e);
    return is_moment(l, x) ? seconds_of_moment(l, x)
                           : fma_of(l, x, number(l, 1e-3, x->span), number(l, 0, x->span));
}

/* ---- states in seconds ---- */
static Dim of_time(void)
{
    return dim_of(0, 0, 1, 0, 0, 0, 0);
}

static void add_counter(Lower *l, const IrItem *time)
{
    IrItem *it =
        ir_item_new(l->a, IR_ITEM_STATE, lower_suffixed(l, time->name, "seconds"), time->span);
    it->part = time->part;
    it->dim = DIM_NONE;
    it->value = ir_binary(l->a, IR_QUOTIENT, copy(l, time->value),
                          ir_number(l->a, 1e3, of_time(), time->span));
    ir_model_add(l->m, l->flat, it);
    map_set(&l->seconds, time->name, (void *)it->name);
}

static void note_time(void *found, IrExpr **e)
{
    *(bool *)found |= *e && ir_expr_any(*e, is_moving_time, NULL);
}

/* The sum of steps, in a model that reads the time. Halves of connections are stepped one by one, and have none. */
static void add_clock(Lower *l)
{
    bool found = false;
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        ir_item_each_expr(l->flat->items.v[i], note_time, &found);
    if (!found || l->flat->role != IR_CELL)
        return;
    l->clock = str_from(lower_strings(l), "t.sum");
    IrItem *it = ir_item_new(l->a, IR_ITEM_STATE, l->clock, l->flat->span);
    it->dim = DIM_NONE;
    it->value = number(l, 0, l->flat->span);
    ir_model_add(l->m, l->flat, it);
}

void lower_lems_tick(Lower *l, KBody *b)
{
    if (!l->clock)
        return;
    const Str *now = map_get(&l->current, l->clock);
    const Span at = l->flat->span;
    lower_push(l, b, K_ASSIGN, now, lower_lems_count(l, now, number(l, 1, at)), at);
}

/* Of what others see a step late there is none: they see it as it was. */
void lower_lems_counters(Lower *l)
{
    add_clock(l);
    const uint32_t n = l->flat->items.n;
    for (uint32_t i = 0; i < n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && it->value && dim_equal(it->dim, of_time()) &&
            !map_has(&l->formula, it->name) && !map_has(&l->published, it->name))
            add_counter(l, it);
    }
}

IrExpr *lower_lems_count(Lower *l, const Str *now, const IrExpr *rate)
{
    IrExpr *dt = ir_named(l->a, IR_VARIABLE, str_from(lower_strings(l), "dt"), rate->span);
    return ir_binary(l->a, IR_SUM, lower_local(l, now, rate->span),
                     ir_binary(l->a, IR_PRODUCT, seconds_of_moment(l, dt), copy(l, rate)));
}

/* ---- comparisons ---- */
static bool reads_counter(void *context, const IrExpr *e)
{
    const Lower *l = context;
    const IrExpr *equation = equation_of(l, e);
    return (e->op == IR_ITEM && map_has(&l->seconds, e->u.name)) ||
           (equation && ir_expr_any(equation, reads_counter, context));
}

static bool is_time(const IrExpr *e)
{
    return dim_equal(e->dim, of_time());
}

bool lower_lems_compares_times(const Lower *l, const IrExpr *e)
{
    if (e->op == IR_AFTER || e->op == IR_SINCE)
        return true;
    return l->seconds.n && ir_op_fact((IrOp)e->op)->rule == IR_RULE_COMPARE &&
           (is_time(e->arg[0]) || is_time(e->arg[1])) &&
           ir_expr_any(e, reads_counter, (void *)(uintptr_t)l);
}

IrExpr *lower_lems_compare(Lower *l, const IrExpr *e)
{
    if (e->op == IR_AFTER || e->op == IR_SINCE)
        return ir_binary(l->a, e->op == IR_AFTER ? IR_GT : IR_GE,
                         lower_lems_seconds(l, ir_named(l->a, IR_VARIABLE,
                                                        str_from(lower_strings(l), "t"), e->span)),
                         lower_lems_seconds(l, e->arg[0]));
    return ir_binary(l->a, (IrOp)e->op, lower_lems_seconds(l, e->arg[0]),
                     lower_lems_seconds(l, e->arg[1]));
}
