/* lower, wires: where an event that a cell emits goes. To its outputs; and, without delay, to handlers of its own parts,
   which run in rounds after the conditions of the time (semantics.md 2.6). */
#include "ir/pass/lower_internal.h"

#include <string.h>

/* ---- outputs: the event ports of the cell itself; `spike`, or else the first one declared, is number 0 ---- */
void lower_outputs(Lower *l)
{
    const Str *spike = ir_spike_port(l->flat);
    if (spike)
        VEC_PUSH(l->a, &l->c->outputs, spike);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (ir_is_own_output(l->flat->items.v[i]) && l->flat->items.v[i]->name != spike)
            VEC_PUSH(l->a, &l->c->outputs, l->flat->items.v[i]->name);
}

static int32_t output_of(const Lower *l, const Str *port)
{
    for (uint32_t i = 0; i < l->c->outputs.n; i++)
        if (l->c->outputs.v[i] == port)
            return (int32_t)i;
    return -1;
}

/* ---- routes ---- */
static void follow(const Lower *l, const Str *port, uint32_t depth, Route *r)
{
    if (depth > l->flat->items.n)
        return;
    const int32_t output = output_of(l, port);
    r->output = output >= 0 ? output : r->output;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_ON && it->name == port)
            VEC_PUSH(l->a, &r->handlers, it);
        else if (it->kind == IR_ITEM_WIRE && it->wire_from == port)
            follow(l, it->wire_to, depth + 1, r);
    }
}

Route lower_route(const Lower *l, const Str *port)
{
    Route r = {.output = -1};
    follow(l, port, 0, &r);
    return r;
}

static bool emits_inside(const Lower *l, const IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_EMIT && lower_route(l, s->name).handlers.n)
            return true;
        if (emits_inside(l, s->then_body) || emits_inside(l, s->else_body))
            return true;
    }
    return false;
}

bool lower_has_rounds(const Lower *l)
{
    if (l->binding->prompt.n)
        return true;
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (emits_inside(l, l->flat->items.v[i]->body))
            return true;
    return false;
}

/* ---- emissions ---- */
/* The port of the class whose handler runs in rounds for events emitted at `name`. */
static uint32_t wired_port(Lower *l, const Str *name)
{
    uintptr_t known = (uintptr_t)map_get(&l->wired, name);
    if (known)
        return (uint32_t)(known - 1);
    VEC_PUSH(l->a, &l->c->ports,
             (KPort){.name = str_format(lower_strings(l), "events of %s", name->s), .due = -1});
    map_set(&l->wired, name, (void *)(uintptr_t)l->c->ports.n);
    return l->c->ports.n - 1;
}

/* Handlers emit to handlers: the list grows while it is worked through. */
void lower_wired_handlers(Lower *l)
{
    for (uint32_t i = 0; i < l->wired.n; i++) {
        const uint32_t at = (uint32_t)(uintptr_t)l->wired.entries[i].value - 1;
        Route r = lower_route(l, l->wired.entries[i].key);
        r.output = -1; /* the emission itself reached the outputs */
        KPort port = l->c->ports.v[at];
        lower_handler(l, &port, &r, true);
        l->c->ports.v[at] = port;
    }
}

bool lower_is_plain_emit(const Lower *l, const IrStmt *s)
{
    const Route r = lower_route(l, s->name);
    return !s->count && !s->args.n && !r.handlers.n && r.output == 0;
}

/* Values of the event that the next statement makes, but for the first one, which is returned; `none` if it has none. */
static IrExpr *lower_values(Lower *l, KBody *out, const IrStmt *s, IrExpr *none)
{
    if (s->args.n > K_SENT)
        diag(l->m->session->diags, DIAG_NNC0802, s->span,
             "an event cannot have more than %d values", K_SENT);
    for (uint32_t i = 1; i < s->args.n; i++)
        lower_push(l, out, K_MORE, NULL, lower_expr(l, s->args.v[i]), s->span)->column = i;
    return s->args.n ? lower_expr(l, s->args.v[0]) : none;
}

static KStmt *emit_wired(Lower *l, KBody *out, const IrStmt *s)
{
    if (s->count)
        diag_help(l->m->session->diags,
                  diag(l->m->session->diags, DIAG_NNC0802, s->span,
                       "events between parts cannot be several at once"),
                  "several events may be emitted one after the other");
    IrExpr *value = lower_values(l, out, s, alg_zero(l->a, s->span));
    return lower_push(l, out, K_WIRE, NULL, value, s->span);
}

void lower_output(Lower *l, KBody *out, int32_t output, IrExpr *count)
{
    lower_push(l, out, output ? K_EMIT_TO : K_EMIT, NULL, count, count->span)->column =
        (uint32_t)output;
}

/* The one output of a synapse. */
static const Str *synapse_output(const Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_EVENT_OUT)
            return l->flat->items.v[i]->name;
    return NULL;
}

static void emit_along(Lower *l, KBody *out, const IrStmt *s)
{
    l->n_sent += s->args.n ? s->args.n : 1;
    const char *why = !l->sends  ? "a synapse cannot send at the start"
                      : s->count ? "a synapse cannot send several events at once"
                      : s->name != synapse_output(l) ? "a synapse cannot have a second output"
                      : l->n_sent > K_SENT
                          ? "a synapse cannot send more than 16 values in a handler"
                          : NULL;
    if (why)
        diag(l->m->session->diags, DIAG_NNC0802, s->span, "%s", why);
    IrExpr *value = lower_values(l, out, s, alg_one(l->a, s->span));
    lower_push(l, out, K_SEND, NULL, value, s->span);
}

void lower_emit(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    if (l->flat->role == IR_SYNAPSE) {
        emit_along(l, out, s);
        return;
    }
    const Route r = lower_route(l, s->name);
    if (r.output >= 0 && s->args.n)
        diag_help(l->m->session->diags,
                  diag(l->m->session->diags, DIAG_NNC0802, s->span,
                       "a cell cannot send a value with an event of `%s`", s->name->s),
                  "the weight of a connection is what arrives");
    if (r.output >= 0 && guard)
        lower_push(l, out, K_FLAG, NULL, ir_expr_copy(l->a, guard), s->span);
    else if (r.output >= 0)
        lower_output(l, out, r.output,
                     s->count ? lower_expr(l, s->count) : lower_whole(l, 1, s->span));
    if (r.handlers.n)
        emit_wired(l, out, s)->column = wired_port(l, s->name);
}
