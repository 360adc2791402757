/* lower, part two: holds, arrivals at ports, conditions and their actions (semantics.md 2 to 4). */
#include "ir/pass/lower_internal.h"

#include <string.h>

static const Str *suffixed(const Lower *l, const Str *name, const char *suffix)
{
    return str_format(lower_strings(l), "%s.%s", name->s, suffix);
}

static IrExpr *local(const Lower *l, const Str *name, Span at)
{
    return ir_named(l->a, IR_LOCAL, name, at);
}

static IrExpr *whole(const Lower *l, int64_t n, Span at)
{
    return ir_integer(l->a, n, at);
}

/* ---- holds: one counter per first state of a `hold`, in steps ---- */
static void each_hold(Lower *l, const IrBody *b, void (*f)(Lower *, const IrStmt *))
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_HOLD)
            f(l, s);
        each_hold(l, s->then_body, f);
        each_hold(l, s->else_body, f);
    }
}

static const Str *hold_counter(const Lower *l, const IrStmt *hold)
{
    return suffixed(l, hold->names.v[0], "hold");
}

static void add_hold(Lower *l, const IrStmt *hold)
{
    const Str *counter = hold_counter(l, hold);
    if (!map_has(&l->column, counter))
        lower_add_column(l, (KColumn){.name = counter, .type = K_U32, .role = K_HIDDEN, .each = true, .span = hold->span});
    for (uint32_t i = 0; i < hold->names.n; i++)
        map_set(&l->held, hold->names.v[i], (void *)suffixed(l, hold->names.v[0], "held"));
}

void lower_hold_columns(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        each_hold(l, l->flat->items.v[i]->body, add_hold);
}

static uint32_t column_named(const Lower *l, const Str *name)
{
    return (uint32_t)((uintptr_t)map_get(&l->column, name) - 1);
}

static bool is_first_flag(const Lower *l, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (l->held.entries[k].value == l->held.entries[i].value)
            return false;
    return true;
}

/* The flag of this step and the counter of the next, which a condition may set anew. */
void lower_hold_flags(Lower *l, KBody *update)
{
    for (uint32_t i = 0; i < l->held.n; i++) {
        if (!is_first_flag(l, i))
            continue;
        const Str *state = l->held.entries[i].key, *flag = l->held.entries[i].value;
        const Str *counter = suffixed(l, state, "hold");
        IrExpr *load = lower_load(l, column_named(l, counter), NOWHERE);
        lower_push(l, update, K_LET, flag, ir_binary(l->a, IR_NE, load, whole(l, 0, NOWHERE)), NOWHERE)->type = K_BOOL;
        IrExpr *less = ir_binary(l->a, IR_SUM, ir_expr_copy(l->a, load), ir_unary(l->a, IR_NEG, whole(l, 1, NOWHERE)));
        IrExpr *next = ir_select(l->a, local(l, flag, NOWHERE), less, whole(l, 0, NOWHERE));
        const Str *var = suffixed(l, counter, "next");
        lower_push(l, update, K_VAR, var, next, NOWHERE)->type = K_U32;
        map_set(&l->current, counter, (void *)var);
    }
}

/* ---- arrivals ---- */
typedef struct SumHandler {        /* s := s + factor*argument, for one or more states */
    VEC(const Str *) state;
    VEC(IrExpr *) factor;
} SumHandler;

static IrExpr *argument_as_item(void *context, IrExpr *e)
{
    const Str *name = context;
    if (e->op == IR_VARIABLE && e->u.name == name)
        e->op = IR_ITEM;
    return e;
}

static bool sum_statement(Lower *l, const IrStmt *s, const Str *argument, SumHandler *h)
{
    if (s->kind != IR_STMT_ASSIGN)
        return false;
    IrExpr *value = ir_expr_map(l->a, alg_expand(l->a, l->flat, s->value), argument_as_item, (void *)argument);
    IrExpr *by_state = alg_derivative(l->a, l->flat, value, s->name);
    IrExpr *by_argument = alg_derivative(l->a, l->flat, value, argument);
    if (!by_state || !ir_is_one(by_state) || !by_argument || alg_reads(l->flat, by_argument) != 0)
        return false;
    IrExpr *zero = alg_zero(l->a, s->span);
    IrExpr *rest = alg_replace(l->a, alg_replace(l->a, value, s->name, zero), argument, zero);
    if (!ir_is_zero(alg_simplify(l->a, rest)))
        return false;
    VEC_PUSH(l->a, &h->state, s->name);
    VEC_PUSH(l->a, &h->factor, by_argument);
    return true;
}

static bool is_sum_handler(Lower *l, const IrItem *on, SumHandler *h)
{
    for (uint32_t i = 0; i < on->body->stmts.n; i++)
        if (on->args.n != 1 || !sum_statement(l, &on->body->stmts.v[i], on->args.v[0].name, h))
            return false;
    return true;
}

const Str *ir_port_name(StrTable *strings, const Str *event)
{
    static const char tail[] = ".event";
    size_t n = event->len, k = sizeof tail - 1;
    bool plain = n > k && !memcmp(event->s + n - k, tail, k);
    return plain ? str_intern(strings, event->s, n - k) : event;
}

static void set_current(Lower *l, KBody *b, const Str *state, IrExpr *value, Span at)
{
    const Str *var = map_get(&l->current, state);
    lower_push(l, b, K_ASSIGN, var, value, at);
}

static void lower_sum_port(Lower *l, KBody *update, KPort *port, const SumHandler *h, Span at)
{
    uint32_t due = lower_add_column(l, (KColumn){.name = suffixed(l, port->name, "due"), .unit = port->unit, .type = K_F64,
                                                 .role = K_DUE, .each = true, .span = at});
    port->due = (int32_t)due;
    const Str *arrived = suffixed(l, port->name, "arrived");
    lower_push(l, update, K_LET, arrived, lower_load(l, due, at), at)->type = K_F64;
    lower_push(l, update, K_CLEAR, NULL, NULL, at)->column = due;
    for (uint32_t i = 0; i < h->state.n; i++) {
        const Str *state = h->state.v[i], *flag = map_get(&l->held, state);
        IrExpr *jump = local(l, arrived, at);
        if (!ir_is_one(h->factor.v[i]))
            jump = ir_binary(l->a, IR_PRODUCT, lower_expr(l, h->factor.v[i]), jump);
        if (flag)
            jump = ir_select(l->a, local(l, flag, at), alg_zero(l->a, at), jump);
        IrExpr *now = local(l, map_get(&l->current, state), at);
        set_current(l, update, state, ir_binary(l->a, IR_SUM, now, jump), at);
    }
}

/* A handler that runs for each event: on the columns, one cell. */
static void lower_queue_port(Lower *l, KPort *port, const IrItem *on)
{
    Map fused = l->current;
    map_init(&l->current, l->a);
    port->due = -1;
    port->handler = ARENA_NEW(l->a, KBody);
    port->argument = on->args.n ? on->args.v[0].name : NULL;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_STATE)
            continue;
        const Str *var = suffixed(l, it->name, "now");
        lower_push(l, port->handler, K_VAR, var, lower_load(l, column_named(l, it->name), it->span), it->span)->type = K_F64;
        map_set(&l->current, it->name, (void *)var);
    }
    l->after_step = true;
    lower_body(l, port->handler, on->body);
    l->after_step = false;
    lower_store_states(l, port->handler);
    l->current = fused;
}

static const IrItem *event_in(const Lower *l, const Str *name)
{
    return ir_item_of(l->flat, IR_ITEM_EVENT_IN, name);
}

void lower_sums(Lower *l, KBody *update)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *on = l->flat->items.v[i];
        if (on->kind != IR_ITEM_ON || !event_in(l, on->name))
            continue;
        KPort port = {.name = ir_port_name(lower_strings(l), on->name), .unit = on->args.n ? on->args.v[0].unit : NULL};
        SumHandler h = {0};
        if (is_sum_handler(l, on, &h))
            lower_sum_port(l, update, &port, &h, on->span);
        else
            lower_queue_port(l, &port, on);
        VEC_PUSH(l->a, &l->c->ports, port);
    }
}

bool lower_has_handlers(const Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *on = l->flat->items.v[i];
        SumHandler h = {0};
        if (on->kind == IR_ITEM_ON && event_in(l, on->name) && !is_sum_handler((Lower *)l, on, &h))
            return true;
    }
    return false;
}

/* ---- actions ---- */
static bool has_draw(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW;
}

/* Assignments, plain events and holds without draws: may be done by selects, without a branch. */
static bool is_plain(const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_IF || s->kind == IR_STMT_ENTER || (s->kind == IR_STMT_EMIT && s->count))
            return false;
        if (s->value && ir_expr_any(s->value, has_draw, NULL))
            return false;
    }
    return true;
}

static IrExpr *steps_of(Lower *l, const IrExpr *time)
{
    IrExpr *steps = ir_unary(l->a, IR_STEPS, ir_expr_copy(l->a, time));
    return alg_reads(l->flat, steps) ? lower_expr(l, steps)
                                     : lower_load(l, lower_value_column(l, str_format(lower_strings(l), "c.%u", l->n_hoisted++), steps), time->span);
}

static void lower_hold(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    const Str *var = map_get(&l->current, hold_counter(l, s));
    IrExpr *n = ir_unary(l->a, IR_CAST, steps_of(l, s->value));
    n->column_type = K_U32;
    if (guard)
        n = ir_select(l->a, ir_expr_copy(l->a, guard), n, local(l, var, s->span));
    lower_push(l, out, K_ASSIGN, var, n, s->span);
}

static void lower_assign(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    IrExpr *value = lower_expr(l, s->value);
    if (guard)
        value = ir_select(l->a, ir_expr_copy(l->a, guard), value, local(l, map_get(&l->current, s->name), s->span));
    set_current(l, out, s->name, value, s->span);
}

static void lower_stmt(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    switch (s->kind) {
    case IR_STMT_ASSIGN:
        lower_assign(l, out, s, guard);
        break;
    case IR_STMT_HOLD:
        lower_hold(l, out, s, guard);
        break;
    case IR_STMT_EMIT:
        if (s->args.n)
            lower_push(l, out, K_SEND, NULL, lower_expr(l, s->args.v[0]), s->span);
        else if (guard)
            lower_push(l, out, K_FLAG, NULL, ir_expr_copy(l->a, guard), s->span);
        else
            lower_push(l, out, K_EMIT, NULL, s->count ? lower_expr(l, s->count) : whole(l, 1, s->span), s->span);
        break;
    case IR_STMT_IF: {
        KStmt *branch = lower_push(l, out, K_IF, NULL, lower_expr(l, s->value), s->span);
        KBody *then_body = ARENA_NEW(l->a, KBody);
        branch->then_body = then_body;
        lower_body(l, then_body, s->then_body);
        if (s->else_body) {
            KStmt *other = lower_push(l, out, K_IF, NULL, ir_unary(l->a, IR_NOT, lower_expr(l, s->value)), s->span);
            KBody *else_body = ARENA_NEW(l->a, KBody);
            other->then_body = else_body;
            lower_body(l, else_body, s->else_body);
        }
        break;
    }
    case IR_STMT_ENTER:
        diag(l->m->session->diags, DIAG_NNC0802, s->span, "regimes cannot be simulated by the native target");
        break;
    }
}

void lower_body(Lower *l, KBody *out, const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        lower_stmt(l, out, &b->stmts.v[i], NULL);
}

/* ---- conditions ---- */
static const Str *holding_flag(const Lower *l, const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == IR_STMT_HOLD)
            return map_get(&l->held, b->stmts.v[i].names.v[0]);
    return NULL;
}

/* The test after the actions, when those alone decide it (v := v_reset under v >= v_thresh): NULL when they do not. */
static IrExpr *test_after_actions(Lower *l, const IrItem *when)
{
    IrExpr *test = alg_expand(l->a, l->flat, when->value);
    for (uint32_t i = 0; i < when->body->stmts.n; i++) {
        const IrStmt *s = &when->body->stmts.v[i];
        if (s->kind == IR_STMT_ASSIGN && alg_reads(l->flat, s->value) == 0)
            test = alg_replace(l->a, test, s->name, s->value);
    }
    return alg_reads(l->flat, test) == 0 ? test : NULL;
}

/* A comparison of two literals that holds: the author wants a condition that stays true, which is legal. */
static bool holds_always(const IrExpr *test)
{
    double a, b;
    if (test->n != 2 || !ir_constant(test->arg[0], &a) || !ir_constant(test->arg[1], &b))
        return false;
    return (test->op == IR_GT && a > b) || (test->op == IR_GE && a >= b) || (test->op == IR_LT && a < b) ||
           (test->op == IR_LE && a <= b);
}

/* Arming (semantics.md 3): no bit where the action falsifies the test, which is then checked when parameters are set. */
static const Str *arming_column(Lower *l, const IrItem *when)
{
    if (when->kind == IR_ITEM_WHENEVER)
        return NULL;
    IrExpr *after = test_after_actions(l, when);
    const Str *name = str_format(lower_strings(l), "armed.%u", l->n_flags++);
    if (after && !holds_always(after)) {
        IrExpr *check = lower_derive_expr(l, after);
        KBody *body = lower_is_each(l, check) ? &l->c->derive_each : &l->c->derive_one;
        lower_push(l, body, K_BAD, str_from(lower_strings(l), "a condition that still holds after its own actions"), check,
                   when->span);
        return NULL;
    }
    lower_add_column(l, (KColumn){.name = name, .type = K_U8, .role = K_HIDDEN, .each = true, .span = when->span});
    return name;
}

/* Active since the step began, and still: a regime that was just entered is first tested at the next grid time, one
   that was just left no more. */
static IrExpr *in_regime(Lower *l, const IrItem *when)
{
    IrExpr *number = ir_number(l->a, when->regime, DIM_NONE, when->span);
    IrExpr *before = ir_binary(l->a, IR_EQ, lower_load(l, column_named(l, when->mode), when->span), number);
    IrExpr *now = ir_binary(l->a, IR_EQ, local(l, map_get(&l->current, when->mode), when->span), ir_expr_copy(l->a, number));
    return ir_binary(l->a, IR_AND, before, now);
}

static void lower_condition(Lower *l, KBody *b, const IrItem *when)
{
    const Str *armed = arming_column(l, when), *held = holding_flag(l, when->body);
    const Str *name = str_format(lower_strings(l), "fires.%u", l->n_flags++);
    IrExpr *test = lower_expr(l, when->value);
    const Str *holds = name;
    if (armed) {                   /* the column counts 1 where the test held last time: zeroed = armed */
        holds = suffixed(l, name, "holds");
        lower_push(l, b, K_LET, holds, test, when->span)->type = K_BOOL;
        IrExpr *was = ir_binary(l->a, IR_NE, lower_load(l, column_named(l, armed), when->span), whole(l, 0, when->span));
        test = ir_binary(l->a, IR_AND, local(l, holds, when->span), ir_unary(l->a, IR_NOT, was));
    }
    if (held)
        test = ir_binary(l->a, IR_AND, ir_unary(l->a, IR_NOT, local(l, held, when->span)), test);
    if (when->mode)
        test = ir_binary(l->a, IR_AND, in_regime(l, when), test);
    lower_push(l, b, K_LET, name, test, when->span)->type = K_BOOL;
    IrExpr *fires = local(l, name, when->span);
    if (is_plain(when->body)) {
        for (uint32_t i = 0; i < when->body->stmts.n; i++)
            lower_stmt(l, b, &when->body->stmts.v[i], fires);
    } else {
        KStmt *branch = lower_push(l, b, K_IF, NULL, fires, when->span);
        KBody *inner = ARENA_NEW(l->a, KBody);
        branch->then_body = inner;
        lower_body(l, inner, when->body);
    }
    if (armed) {                   /* armed again when the test is false now, or after the actions */
        IrExpr *again = lower_expr(l, when->value);
        if (when->mode)
            again = ir_binary(l->a, IR_AND, in_regime(l, when), again);
        IrExpr *state = ir_binary(l->a, IR_AND, local(l, holds, when->span), again);
        if (held)
            state = ir_binary(l->a, IR_AND, ir_unary(l->a, IR_NOT, local(l, held, when->span)), state);
        lower_push(l, b, K_STORE, armed, ir_select(l->a, state, whole(l, 1, when->span), whole(l, 0, when->span)), when->span)
            ->column = column_named(l, armed);
    }
}

void lower_conditions(Lower *l, KBody *b)
{
    l->after_step = true;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_WHEN || it->kind == IR_ITEM_WHENEVER)
            lower_condition(l, b, it);
        if (it->kind == IR_ITEM_MODE)
            diag(l->m->session->diags, DIAG_NNC0802, it->span, "regimes cannot be simulated by the native target");
    }
}

/* Before conditions: a reset must not hide a value that is not finite. */
void lower_check_states(Lower *l, KBody *b)
{
    for (uint32_t i = 0; i < l->current.n; i++) {
        const Str *name = l->current.entries[i].key;
        const KColumn *column = &l->c->columns.v[column_named(l, name)];
        if (column->role != K_STATE)
            continue;
        IrExpr *size = ir_unary(l->a, IR_ABS, local(l, l->current.entries[i].value, column->span));
        IrExpr *finite = ir_binary(l->a, IR_LE, size, ir_number(l->a, 1.7976931348623157e308, DIM_NONE, column->span));
        lower_push(l, b, K_BAD, name, ir_unary(l->a, IR_NOT, finite), column->span);
    }
}

void lower_store_states(Lower *l, KBody *b)
{
    for (uint32_t i = 0; i < l->current.n; i++) {
        uint32_t column = column_named(l, l->current.entries[i].key);
        IrExpr *value = local(l, l->current.entries[i].value, l->c->columns.v[column].span);
        lower_push(l, b, K_STORE, l->current.entries[i].key, value, value->span)->column = column;
    }
}
