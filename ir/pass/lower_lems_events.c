/* lower, lems_euler: what an event does at a port: the actions of the component, then those of the regime that was active. */
#include "ir/pass/lower_internal.h"

static bool is_handler(const IrItem *it, const Str *port)
{
    return it->kind == IR_ITEM_ON && it->name == port;
}

/* The regimes that are active before any handler acts. */
static void keep_active(Lower *l, KBody *b, const Str *port)
{
    Map done;
    map_init(&done, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (!is_handler(it, port) || !it->mode || map_has(&done, it->mode))
            continue;
        map_set(&done, it->mode, (void *)it->mode);
        lower_push(l, b, K_LET, lower_suffixed(l, it->mode, "active"),
                   lower_local(l, map_get(&l->current, it->mode), it->span), it->span)
            ->type = K_F64;
    }
}

static void handle(Lower *l, KBody *b, const IrItem *on)
{
    KBody *out = b;
    if (on->mode) {
        IrExpr *active = lower_local(l, lower_suffixed(l, on->mode, "active"), on->span);
        out = ARENA_NEW(l->a, KBody);
        lower_push(l, b, K_IF, NULL,
                   ir_binary(l->a, IR_EQ, active, ir_number(l->a, on->regime, DIM_NONE, on->span)),
                   on->span)
            ->then_body = out;
    }
    lower_body(l, out, on->body);
}

void lower_lems_event(Lower *l, KBody *b, const Str *port)
{
    map_init(&l->current, l->a);
    lower_load_states(l, b);
    keep_active(l, b, port);
    for (int regimes = 0; regimes < 2; regimes++)
        for (uint32_t i = 0; i < l->flat->items.n; i++) {
            const IrItem *it = l->flat->items.v[i];
            if (is_handler(it, port) && (it->mode != NULL) == (regimes == 1))
                handle(l, b, it);
        }
    lower_store_states(l, b);
    map_init(&l->current, l->a);
}
