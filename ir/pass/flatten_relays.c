/* Events that parts of a synapse send each other: as there are no rounds at a connection, what a handler does stands where the
   event was sent. With `lems_euler` in cells, too: there such an event acts at once. */
#include "ir/pass/flatten_internal.h"

enum {
    RELAYS_MAX = 100,    /* of one event; more are a circle */
    HANDLERS_MAX = 10000 /* of all events: each sent by several doubles them */
};

typedef struct Relay {
    Flatten *f;
    unsigned depth, handlers;
    bool endless;
} Relay;

static bool is_wired(const IrModel *flat, const Str *port)
{
    for (uint32_t i = 0; i < flat->items.n; i++)
        if (flat->items.v[i]->kind == IR_ITEM_WIRE && flat->items.v[i]->wire_from == port)
            return true;
    return false;
}

/* What a part sends at a port that nothing hears goes nowhere: only ports of the synapse itself lead to its target. */
static bool is_unheard(const IrModel *flat, const Str *port)
{
    return !is_wired(flat, port) && !ir_item_of(flat->origin, IR_ITEM_EVENT_OUT, port);
}

typedef struct Given { /* arguments of an event */
    const IrArgs *names;
    const IrStmt *emit;
    Arena *arena;
} Given;

static IrExpr *replace_argument(void *context, IrExpr *e)
{
    const Given *g = context;
    for (uint32_t i = 0; e->op == IR_VARIABLE && i < g->names->n && i < g->emit->args.n; i++)
        if (g->names->v[i].name == e->u.name)
            return ir_expr_copy(g->arena, g->emit->args.v[i]);
    return e;
}

static void replace_arguments(void *context, IrExpr **e)
{
    if (*e)
        *e = ir_expr_map(((Given *)context)->arena, *e, replace_argument, context);
}

static void inline_body(Relay *r, IrBody *b);

/* The actions of a handler, with the values that were sent. */
static void append_handler(Relay *r, IrBody *to, const IrItem *on, const IrStmt *emit)
{
    IrItem copy = *on;
    r->endless |= ++r->handlers > HANDLERS_MAX;
    copy.body = ir_body_copy(r->f->arena, on->body);
    ir_item_each_expr(&copy, replace_arguments, &(Given){&on->args, emit, r->f->arena});
    inline_body(r, copy.body);
    if (copy.body->par) { /* it stays so inside a sequence */
        VEC_PUSH(r->f->arena, &to->stmts,
                 ((IrStmt){.kind = IR_STMT_IF,
                           .span = on->span,
                           .value = ir_boolean(r->f->arena, true, on->span),
                           .then_body = copy.body}));
        return;
    }
    for (uint32_t i = 0; i < copy.body->stmts.n; i++)
        VEC_PUSH(r->f->arena, &to->stmts, copy.body->stmts.v[i]);
}

static bool is_handler(const IrItem *it, const Str *port, const Str *mode)
{
    return it->kind == IR_ITEM_ON && it->name == port && it->mode == mode;
}

/* What the regime that is active does, of those whose handlers are the k-th item or behind it: one of them acts, whatever
   regime it enters. NULL: none has a handler. */
static IrBody *handlers_of_regimes(Relay *r, const Str *port, const Str *mode, uint32_t k,
                                   const IrStmt *emit)
{
    Arena *a = r->f->arena;
    const IrModel *flat = r->f->flat;
    while (k < flat->items.n && !is_handler(flat->items.v[k], port, mode))
        k++;
    if (k == flat->items.n)
        return NULL;
    const IrItem *on = flat->items.v[k];
    IrBody *chain = ARENA_NEW(a, IrBody);
    IrStmt choice = {.kind = IR_STMT_IF, .span = on->span, .then_body = ARENA_NEW(a, IrBody)};
    choice.value = ir_binary(a, IR_EQ, ir_named(a, IR_ITEM, mode, on->span),
                             ir_number(a, on->regime, DIM_NONE, on->span));
    append_handler(r, choice.then_body, on, emit);
    choice.else_body = handlers_of_regimes(r, port, mode, k + 1, emit);
    VEC_PUSH(a, &chain->stmts, choice);
    return chain;
}

/* The actions of the part, then those of its regimes. */
static void append_handlers(Relay *r, IrBody *to, const Str *port, const IrStmt *emit)
{
    const IrModel *flat = r->f->flat;
    Map modes; /* that are done */
    map_init(&modes, r->f->arena);
    for (uint32_t i = 0; i < flat->items.n; i++)
        if (is_handler(flat->items.v[i], port, NULL))
            append_handler(r, to, flat->items.v[i], emit);
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const Str *mode = flat->items.v[i]->mode;
        if (!mode || map_has(&modes, mode) || !is_handler(flat->items.v[i], port, mode))
            continue;
        map_set(&modes, mode, (void *)mode);
        VEC_PUSH(r->f->arena, &to->stmts, handlers_of_regimes(r, port, mode, i, emit)->stmts.v[0]);
    }
}

static void append_receivers(Relay *r, IrBody *to, const IrStmt *emit)
{
    const IrModel *flat = r->f->flat;
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const IrItem *wire = flat->items.v[i];
        if (wire->kind == IR_ITEM_WIRE && wire->wire_from == emit->name)
            append_handlers(r, to, wire->wire_to, emit);
    }
}

/* A port of a cell that its parts hear leads to other cells, too. */
static bool is_output(const IrModel *flat, const Str *port)
{
    return flat->role != IR_SYNAPSE && ir_item_of(flat->origin, IR_ITEM_EVENT_OUT, port);
}

static void inline_body(Relay *r, IrBody *b)
{
    if (!b || r->endless)
        return;
    r->endless = ++r->depth > RELAYS_MAX;
    IrBody all = {.par = b->par};
    for (uint32_t i = 0; i < b->stmts.n && !r->endless; i++) {
        IrStmt *s = &b->stmts.v[i];
        inline_body(r, s->then_body);
        inline_body(r, s->else_body);
        const bool inside = s->kind == IR_STMT_EMIT && !s->count && is_wired(r->f->flat, s->name);
        if (inside ? is_output(r->f->flat, s->name)
                   : s->kind != IR_STMT_EMIT || !is_unheard(r->f->flat, s->name))
            VEC_PUSH(r->f->arena, &all.stmts, *s);
        if (inside)
            append_receivers(r, &all, s);
    }
    b->stmts.v = all.stmts.v;
    b->stmts.n = all.stmts.n;
    b->stmts.cap = all.stmts.cap;
    r->depth--;
}

static bool is_from_outside(const IrModel *flat, const IrItem *item)
{
    if (item->kind != IR_ITEM_EVENT_IN)
        return false;
    for (uint32_t i = 0; i < flat->items.n; i++)
        if (flat->items.v[i]->kind == IR_ITEM_WIRE && flat->items.v[i]->wire_to == item->name)
            return false;
    return true;
}

/* Handlers of parts that a port of the model is wired to, as one handler of that port. */
static void take_from_outside(Relay *r, const IrItem *port)
{
    const IrStmt event = {.kind = IR_STMT_EMIT, .name = port->name, .span = port->span};
    IrItem *on = ir_item_new(r->f->arena, IR_ITEM_ON, port->name, port->span);
    on->body = ARENA_NEW(r->f->arena, IrBody);
    append_receivers(r, on->body, &event);
    if (on->body->stmts.n)
        ir_model_add(r->f->module, r->f->flat, on);
}

/* Ports between parts, and what handles their events. */
static bool is_internal(const IrModel *flat, const IrItem *item)
{
    if (item->kind == IR_ITEM_WIRE)
        return true;
    if (item->kind == IR_ITEM_EVENT_OUT)
        return (is_wired(flat, item->name) && !is_output(flat, item->name)) ||
               is_unheard(flat, item->name);
    for (uint32_t i = 0; i < flat->items.n; i++)
        if (flat->items.v[i]->kind == IR_ITEM_WIRE && flat->items.v[i]->wire_to == item->name)
            return item->kind == IR_ITEM_ON || item->kind == IR_ITEM_EVENT_IN;
    return false;
}

static void drop_ports(Flatten *f)
{
    IrModel *flat = f->flat;
    IrItem **kept = ARENA_ARRAY(f->arena, IrItem *, flat->items.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < flat->items.n; i++)
        if (!is_internal(flat, flat->items.v[i]))
            kept[n++] = flat->items.v[i];
        else if (flat->items.v[i]->kind != IR_ITEM_WIRE &&
                 ir_item(flat, flat->items.v[i]->name) == flat->items.v[i])
            map_remove(&flat->by_name, flat->items.v[i]->name);
    flat->items.v = kept;
    flat->items.cap = flat->items.n + 1;
    flat->items.n = n;
}

void flatten_relays(Flatten *f)
{
    Relay r = {.f = f};
    if (f->flat->role != IR_SYNAPSE && !f->module->lems_euler)
        return;
    for (uint32_t i = 0; i < f->flat->items.n; i++)
        inline_body(&r, f->flat->items.v[i]->body);
    for (uint32_t i = 0, n = f->flat->items.n; f->flat->role != IR_SYNAPSE && i < n; i++)
        if (is_from_outside(f->flat, f->flat->items.v[i]))
            take_from_outside(&r, f->flat->items.v[i]);
    if (r.endless)
        diag(f->module->session->diags, DIAG_NNC0307, f->flat->span,
             "the events between the parts of %s %s have no end, or more than %d receivers",
             ir_role_word(f->flat->role), f->flat->name->s, HANDLERS_MAX);
    drop_ports(f);
}
