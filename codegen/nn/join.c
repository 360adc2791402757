/* What joins a model with those around it: sums and their terms, ports of events, wires. Those that come by themselves are not
   written. */
#include "codegen/nn/items.h"
#include "ir/build.h"

#include <string.h>

typedef struct Emission {
    const Str *port;
    bool found;
} Emission;

static void look_for_emission(Emission *e, const IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        e->found |= b->stmts.v[i].kind == IR_STMT_EMIT && b->stmts.v[i].name == e->port;
        look_for_emission(e, b->stmts.v[i].then_body);
        look_for_emission(e, b->stmts.v[i].else_body);
    }
}

static bool emits(const IrModel *model, const Str *port)
{
    Emission e = {port, false};
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        look_for_emission(&e, item->body);
        for (uint32_t r = 0; r < item->regimes.n; r++) {
            look_for_emission(&e, item->regimes.v[r].entry);
            for (uint32_t k = 0; k < item->regimes.v[r].items.n; k++)
                look_for_emission(&e, item->regimes.v[r].items.v[k]->body);
        }
    }
    return e.found;
}

/* What `spike` of cells and `send x` of synapses declare. */
static bool is_implicit_output(const NnScope *s, const IrItem *port)
{
    const IrRole role = s->model->role;
    if (role == IR_CELL || role == IR_SOURCE)
        return str_is(port->name, "spike") && !port->args.n && emits(s->model, port->name);
    return role == IR_SYNAPSE && str_is(port->name, "send") && port->args.n == 1 &&
           port->args.v[0].dim.var && emits(s->model, port->name);
}

static bool same_args(const IrArgs *a, const IrArgs *b)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (a->v[i].name != b->v[i].name || !dim_equal(a->v[i].dim, b->v[i].dim))
            return false;
    return true;
}

static const IrItem *first_handler(IrItem *const *items, uint32_t n, const Str *port)
{
    const IrItem *found = NULL;
    for (uint32_t i = 0; i < n && !found; i++) {
        if (items[i]->kind == IR_ITEM_ON && items[i]->name == port)
            return items[i];
        for (uint32_t r = 0; r < items[i]->regimes.n && !found; r++)
            found =
                first_handler(items[i]->regimes.v[r].items.v, items[i]->regimes.v[r].items.n, port);
    }
    return found;
}

/* The first handler of the port says what its events bring. */
static bool is_implicit_port(const NnScope *s, const IrItem *port)
{
    const IrItem *handler = first_handler(s->model->items.v, s->model->items.n, port->name);
    return handler && same_args(&handler->args, &port->args);
}

static bool is_implicit_sum(const NnScope *s, const IrItem *sum)
{
    static const char *const names[] = {"i_syn", "i_inj", "i_chan"};
    bool known = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        known |= str_is(sum->name, names[i]) && sum->held == (i == 1);
    return known && s->model->role == IR_CELL && !sum->multiply &&
           dim_equal(sum->dim, dim_of(0, 0, 0, 1, 0, 0, 0));
}

/* ---- the items ---- */
uint32_t nn_items_reduce(const NnScope *s, uint32_t i)
{
    const IrItem *item = nn_item_at(s, i);
    const char *unit = nn_unit(s->w, item->unit, item->dim);
    if (is_implicit_sum(s, item))
        return i + 1;
    if (!unit || item->held)
        nn_refuse(s->w, item->span, "the sum '%s'", item->name->s);
    emit(s->w->e, "%s %s: %s\n", item->multiply ? "product" : "sum", nn_item(s->w, item->name->s),
         unit ? unit : "1");
    return i + 1;
}

uint32_t nn_items_feed(const NnScope *s, uint32_t i)
{
    const IrItem *item = nn_item_at(s, i);
    const IrItem *sum = ir_item_of(s->model, IR_ITEM_REDUCE, item->name);
    if (!nn_feeds_itself(s, item))
        emit(s->w->e, "%s %s %s\n", nn_path(s->w, item->name),
             sum && sum->multiply ? "*=" : "+=", nn_expr(s, item->value));
    return i + 1;
}

uint32_t nn_items_event(const NnScope *s, uint32_t i)
{
    const IrItem *item = nn_item_at(s, i);
    const bool in = item->kind == IR_ITEM_EVENT_IN;
    if (in ? is_implicit_port(s, item) : is_implicit_output(s, item))
        return i + 1;
    emit(s->w->e, "event %s%s", in ? "in " : "", nn_item(s->w, item->name->s));
    nn_write_args(s->w->e, s, &item->args);
    emit(s->w->e, "\n");
    return i + 1;
}

uint32_t nn_items_wire(const NnScope *s, uint32_t i)
{
    emit(s->w->e, "wire %s -> %s\n", nn_path(s->w, nn_item_at(s, i)->wire_from),
         nn_path(s->w, nn_item_at(s, i)->wire_to));
    return i + 1;
}
