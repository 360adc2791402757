/* lower, events: what arrives at the ports of a cell (semantics.md 2.4). Handlers that only add their argument times a
   constant take one sum per time; all others run for each event. */
#include "ir/pass/lower_internal.h"

#include "ir/kernel_words.h"

#include <string.h>

/* ---- sums ---- */
typedef struct SumHandler { /* s := s + factor*argument, for one or more states */
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
    IrExpr *value =
        ir_expr_map(l->a, alg_expand(l->a, l->flat, s->value), argument_as_item, (void *)argument);
    IrExpr *by_state = alg_derivative(l->a, l->flat, value, s->name);
    IrExpr *by_argument = alg_derivative(l->a, l->flat, value, argument);
    if (!by_state || !ir_is_one(by_state) || !by_argument || alg_reads(l->flat, by_argument) != 0 ||
        alg_reads_item(l->flat, by_argument, argument))
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
    if (on->mode || on->body->par)
        return false;
    for (uint32_t i = 0; i < on->body->stmts.n; i++)
        if (on->args.n != 1 || !sum_statement(l, &on->body->stmts.v[i], on->args.v[0].name, h))
            return false;
    return true;
}

static bool are_sum_handlers(Lower *l, const Route *r, SumHandler *h)
{
    for (uint32_t i = 0; i < r->handlers.n; i++)
        if (!is_sum_handler(l, r->handlers.v[i], h))
            return false;
    return r->output < 0;
}

const Str *ir_port_name(StrTable *strings, const Str *event)
{
    static const char tail[] = ".event";
    size_t n = event->len, k = sizeof tail - 1;
    bool plain = n > k && !memcmp(event->s + n - k, tail, k);
    return plain ? str_intern(strings, event->s, n - k) : event;
}

const Str *ir_prompt_name(StrTable *strings, const Str *port)
{
    return str_format(strings, "events at %s", port->s);
}

static void lower_sum_port(Lower *l, KBody *update, KPort *port, const SumHandler *h, Span at)
{
    uint32_t due = lower_add_column(l, (KColumn){.name = lower_suffixed(l, port->name, "due"),
                                                 .unit = port->unit,
                                                 .type = K_F64,
                                                 .role = K_DUE,
                                                 .each = true,
                                                 .span = at});
    port->due = (int32_t)due;
    const Str *arrived = lower_suffixed(l, port->name, "arrived");
    lower_push(l, update, K_LET, arrived, lower_load(l, due, at), at)->type = K_F64;
    lower_push(l, update, K_CLEAR, NULL, NULL, at)->column = due;
    for (uint32_t i = 0; i < h->state.n; i++) {
        const Str *state = h->state.v[i], *flag = map_get(&l->held, state);
        IrExpr *jump = lower_local(l, arrived, at);
        if (!ir_is_one(h->factor.v[i]))
            jump = ir_binary(l->a, IR_PRODUCT, lower_expr(l, h->factor.v[i]), jump);
        if (flag)
            jump = ir_select(l->a, lower_local(l, flag, at), alg_zero(l->a, at), jump);
        IrExpr *now = lower_local(l, map_get(&l->current, state), at);
        lower_push(l, update, K_ASSIGN, map_get(&l->current, state),
                   ir_binary(l->a, IR_SUM, now, jump), at);
    }
}

/* ---- handlers ---- */
void lower_load_states(Lower *l, KBody *handler)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_STATE)
            continue;
        const Str *var = lower_suffixed(l, it->name, "now");
        IrExpr *load = lower_load(l, lower_column_named(l, it->name), it->span);
        lower_push(l, handler, K_VAR, var, load, it->span)->type = K_F64;
        map_set(&l->current, it->name, (void *)var);
    }
}

static const Str *argument_of(const KPort *port, uint32_t i)
{
    return i == 0 ? port->argument : port->more.v[i - 1];
}

/* Handlers of one port may call its arguments differently: the port's names count. */
void lower_name_arguments(Lower *l, const IrItem *on, const KPort *port)
{
    map_init(&l->argument, l->a);
    for (uint32_t i = 0; on && i < on->args.n; i++)
        map_set(&l->argument, on->args.v[i].name, (void *)argument_of(port, i));
}

/* What kernels call times and steps is no name of an argument. */
static const Str *argument_name(Lower *l, const Str *name)
{
    const bool taken = kernel_names_time(name) || str_is(name, "dt");
    return taken ? str_format(lower_strings(l), "%s.given", name->s) : name;
}

void lower_port_arguments(Lower *l, KPort *port, const IrItem *on)
{
    if (port->argument || !on->args.n)
        return;
    port->argument = argument_name(l, on->args.v[0].name);
    for (uint32_t i = 1; i < on->args.n; i++)
        VEC_PUSH(l->a, &port->more, argument_name(l, on->args.v[i].name));
}

void lower_handler_body(Lower *l, KBody *handler, const IrItem *on)
{
    KBody *out = handler;
    if (on->mode) {
        out = ARENA_NEW(l->a, KBody);
        lower_push(l, handler, K_IF, NULL, lower_was_active(l, on), on->span)->then_body = out;
    }
    lower_body(l, out, on->body);
    lower_entered_edges(l, out, on);
}

/* On the columns, one cell. `own_time`: it runs after the conditions of the time (semantics.md 2.6), else before them. */
void lower_handler(Lower *l, KPort *port, const Route *r, bool own_time)
{
    const Map fused = l->current;
    map_init(&l->current, l->a);
    port->due = -1;
    port->handler = ARENA_NEW(l->a, KBody);
    for (uint32_t i = 0; i < r->handlers.n; i++)
        lower_port_arguments(l, port, r->handlers.v[i]);
    l->after_step = l->in_handler = true;
    l->arriving = !own_time;
    lower_load_states(l, port->handler);
    lower_hold_loads(l, port->handler, own_time);
    lower_load_modes(l, port->handler);
    for (uint32_t i = 0; i < r->handlers.n; i++) {
        lower_name_arguments(l, r->handlers.v[i], port);
        lower_handler_body(l, port->handler, r->handlers.v[i]);
    }
    lower_name_arguments(l, NULL, port);
    if (r->output >= 0)
        lower_output(l, port->handler, r->output, lower_whole(l, 1, NOWHERE));
    lower_store_states(l, port->handler);
    l->after_step = l->in_handler = l->arriving = false;
    l->current = fused;
}

/* ---- ports ---- */
static void lower_port(Lower *l, KBody *update, const IrItem *event, const Route *r)
{
    const IrItem *first = r->handlers.n ? r->handlers.v[0] : event;
    KPort port = {.name = ir_port_name(lower_strings(l), event->name),
                  .unit = first->args.n ? first->args.v[0].unit : NULL};
    SumHandler h = {0};
    if (are_sum_handlers(l, r, &h))
        lower_sum_port(l, update, &port, &h, first->span);
    else
        lower_handler(l, &port, r, false);
    VEC_PUSH(l->a, &l->c->ports, port);
}

/* Events that come without delay: after the conditions of the time, one by one. */
void lower_prompt_ports(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *event = l->flat->items.v[i];
        const Str *name =
            event->kind == IR_ITEM_EVENT_IN ? ir_port_name(lower_strings(l), event->name) : NULL;
        for (uint32_t k = 0; name && k < l->binding->prompt.n; k++) {
            if (l->binding->prompt.v[k] != name)
                continue;
            const Route r = lower_route(l, event->name);
            KPort port = {.name = ir_prompt_name(lower_strings(l), name),
                          .unit = event->args.n ? event->args.v[0].unit : NULL};
            lower_handler(l, &port, &r, true);
            VEC_PUSH(l->a, &l->c->ports, port);
        }
    }
}

/* The event port at which an item makes something happen: a handler's, in the order of handlers, then those that are
   wired further only. */
static const IrItem *port_of(const Lower *l, const IrItem *it)
{
    if (it->kind == IR_ITEM_ON)
        return ir_item_of(l->flat, IR_ITEM_EVENT_IN, it->name);
    return it->kind == IR_ITEM_WIRE ? ir_item_of(l->flat, IR_ITEM_EVENT_IN, it->wire_from) : NULL;
}

void lower_sums(Lower *l, KBody *update)
{
    Map done;
    map_init(&done, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *event = port_of(l, l->flat->items.v[i]);
        if (!event || map_has(&done, event->name))
            continue;
        map_set(&done, event->name, (void *)event);
        Route r = lower_route(l, event->name);
        lower_port(l, update, event, &r);
    }
}

bool lower_has_handlers(const Lower *l)
{
    if (lower_has_rounds(l))
        return true;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *event = port_of(l, l->flat->items.v[i]);
        if (!event)
            continue;
        SumHandler h = {0};
        Route r = lower_route(l, event->name);
        if (!are_sum_handlers((Lower *)l, &r, &h))
            return true;
    }
    return false;
}
