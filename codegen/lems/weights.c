/* Events with a weight that change the cell itself. LEMS's events bring no values: there is a port of the cell for each weight that
   its connections have. */
#include "codegen/lems/lems_choices.h"
#include "codegen/lems/lems_network.h"

#include "ir/build.h"

#include <string.h>

enum { WEIGHTS_MAX = 100 }; /* of a port */

typedef struct LemsWeights {
    VEC(double) values;
} LemsWeights;

/* ---- which ports ---- */
static const IrItem *handler_of(const IrModel *model, const Str *port)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_ON && (!port || model->items.v[i]->name == port))
            return model->items.v[i];
    return NULL;
}

/* A receptor without states, whose events assign variables of the cell. */
static bool acts_on_cell(const IrModel *receptor)
{
    bool acts = false;
    for (uint32_t i = 0; i < receptor->items.n; i++) {
        const IrItem *item = receptor->items.v[i];
        if (item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_PART || item->is_current)
            return false;
        for (uint32_t k = 0; item->kind == IR_ITEM_ON && k < item->body->stmts.n; k++) {
            const IrStmt *st = &item->body->stmts.v[k];
            const IrItem *target = st->kind == IR_STMT_ASSIGN ? ir_item(receptor, st->name) : NULL;
            acts |= target && target->kind == IR_ITEM_IN;
        }
    }
    return acts;
}

static const IrModel *receptor_of(const LemsWriter *w, const IrItem *port)
{
    const IrModel *part = port->kind == IR_ITEM_PART ? ir_find_model(w->m, port->model) : NULL;
    return part && part->role == IR_RECEPTOR && acts_on_cell(part) ? part : NULL;
}

bool lems_has_weights(const LemsWriter *w, const IrModel *cell, const Str *name)
{
    const IrItem *port = ir_item(cell, name);
    return port && ((port->kind == IR_ITEM_EVENT_IN && port->args.n == 1) || receptor_of(w, port));
}

/* ---- their weights ---- */
static const Str *key_of(const LemsWriter *w, const IrModel *cell, const Str *port)
{
    return str_format(w->session->strings, "%s\n%s", cell->name->s, port->s);
}

static uint32_t place_of(const LemsWeights *all, double weight)
{
    uint32_t i = 0;
    while (i < all->values.n && memcmp(&all->values.v[i], &weight, sizeof weight) != 0)
        i++;
    return i;
}

static void add_weight(LemsWriter *w, const IrModel *cell, const IrProjection *p, double weight)
{
    const Str *key = key_of(w, cell, p->post_port);
    LemsWeights *all = map_get(&w->weights, key);
    if (!all) {
        all = ARENA_NEW(w->arena, LemsWeights);
        map_set(&w->weights, key, all);
    }
    if (place_of(all, weight) < all->values.n || w->failed)
        return;
    if (all->values.n == WEIGHTS_MAX) {
        Diag *g = lems_refuse(w, p->span, "events of more than %d weights that change the cell",
                              WEIGHTS_MAX);
        diag_note(w->session->diags, g, NOWHERE,
                  "LEMS's events bring no values: each weight needs a port of the cell");
        return;
    }
    VEC_PUSH(w->arena, &all->values, weight);
}

void lems_find_weights(LemsWriter *w)
{
    for (uint32_t i = 0; i < w->m->projections.n; i++) {
        const IrProjection *p = w->m->projections.v[i];
        const IrView *v = ir_find_view(w->m, p->post);
        const IrPopulation *post = ir_find_population(w->m, v ? v->population : p->post);
        const IrModel *cell = post ? ir_find_model(w->m, post->model) : NULL;
        if (!cell || p->synapse || !lems_has_weights(w, cell, p->post_port))
            continue;
        const IrConnector *c = ir_find_connector(w->m, p->connector);
        const IrData *list = c && c->clauses.n == 1 && c->clauses.v[0].data
                                 ? ir_find_data(w->m, c->clauses.v[0].data)
                                 : NULL;
        const double *column = list ? ir_data_column(list, "weight") : NULL;
        const LemsValues network = {w, NULL, NULL, NULL, 0};
        double one = 0;
        if (!column && p->weight && !lems_value_of(&network, p->weight, &one))
            continue;
        for (uint64_t k = 0; k < (column ? list->rows : 1); k++)
            add_weight(w, cell, p, column ? column[k] : one);
    }
}

/* "excitatory_w1" */
static const Str *port_name(const LemsWriter *w, const Str *port, uint32_t place)
{
    return str_format(w->session->strings, "%s_w%u", port->s, place + 1);
}

const Str *lems_weighted_port(const LemsWriter *w, const IrModel *cell, const Str *port,
                              double weight)
{
    const LemsWeights *all = map_get(&w->weights, key_of(w, cell, port));
    return lems_has_weights(w, cell, port) && all ? port_name(w, port, place_of(all, weight))
                                                  : port;
}

/* ---- handlers ---- */
typedef struct Handler {
    LemsWriter *w;
    const IrModel *cell, *receptor; /* receptor: NULL, the cell's own */
    const IrItem *port, *on;
    double weight;
} Handler;

static IrExpr *handled_node(void *context, IrExpr *e)
{
    const Handler *h = context;
    Arena *a = h->w->arena;
    if (e->op == IR_VARIABLE && h->on->args.n && e->u.name == h->on->args.v[0].name)
        return ir_number(a, h->weight, h->on->args.v[0].dim, e->span);
    const IrItem *item = h->receptor && e->op == IR_ITEM ? ir_item(h->receptor, e->u.name) : NULL;
    if (!item)
        return e;
    const IrBind *bind = ir_bind(&h->port->binds, item->name);
    if (bind)
        return ir_expr_copy(a, bind->value);
    return item->value ? ir_expr_map(a, item->value, handled_node, context) : e;
}

static void handle_in_place(void *context, IrExpr **e)
{
    const Handler *h = context;
    if (e && *e)
        *e = ir_expr_map(h->w->arena, *e, handled_node, context);
}

/* What a receptor assigns are variables of its cell. */
static void name_targets(Handler *h, IrBody *body)
{
    for (uint32_t i = 0; body && i < body->stmts.n; i++) {
        IrStmt *st = &body->stmts.v[i];
        const IrBind *bind = st->kind == IR_STMT_ASSIGN ? ir_bind(&h->port->binds, st->name) : NULL;
        name_targets(h, st->then_body);
        name_targets(h, st->else_body);
        if (bind && bind->value->op == IR_ITEM)
            st->name = bind->value->u.name;
        else if (st->kind != IR_STMT_IF)
            lems_refuse(h->w, st->span, "an action of a receptor that is no assignment");
    }
}

static IrBody *handled_body(Handler *h)
{
    IrItem copy = {.kind = IR_ITEM_ON, .body = ir_body_copy(h->w->arena, h->on->body)};
    ir_item_each_expr(&copy, handle_in_place, h);
    if (h->receptor)
        name_targets(h, copy.body);
    return copy.body;
}

static void add_port(const Handler *h, IrModel *to, uint32_t place)
{
    const Str *name = port_name(h->w, h->port->name, place);
    ir_model_add((IrModule *)h->w->m, to,
                 ir_item_new(h->w->arena, IR_ITEM_EVENT_IN, name, h->port->span));
}

static IrItem *new_handler(Handler *h, const IrItem *on, uint32_t place, double weight)
{
    IrItem *item =
        ir_item_new(h->w->arena, IR_ITEM_ON, port_name(h->w, h->port->name, place), on->span);
    h->on = on;
    h->weight = weight;
    item->body = handled_body(h);
    return item;
}

/* Handlers of a port in a regime. */
static void split_in_regime(Handler *h, const LemsWeights *all, IrRegime *r)
{
    VEC(IrItem *) items = {0};
    for (uint32_t i = 0; i < r->items.n; i++) {
        IrItem *item = r->items.v[i];
        if (item->kind != IR_ITEM_ON || item->name != h->port->name)
            VEC_PUSH(h->w->arena, &items, item);
        else
            for (uint32_t k = 0; all && k < all->values.n; k++)
                VEC_PUSH(h->w->arena, &items, new_handler(h, item, k, all->values.v[k]));
    }
    r->items.n = 0;
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(h->w->arena, &r->items, items.v[i]);
}

/* Ports of their own for the weights of one; none where nothing is connected. */
static void split(LemsWriter *w, const IrModel *cell, IrModel *to, const IrItem *port)
{
    Handler h = {.w = w, .cell = cell, .receptor = receptor_of(w, port), .port = port};
    const LemsWeights *all = map_get(&w->weights, key_of(w, cell, port->name));
    const IrItem *on = h.receptor ? handler_of(h.receptor, NULL) : handler_of(to, port->name);
    const uint32_t n = to->items.n;
    for (uint32_t i = 0; all && i < all->values.n; i++) {
        add_port(&h, to, i);
        if (on)
            ir_model_add((IrModule *)w->m, to, new_handler(&h, on, i, all->values.v[i]));
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < to->items.v[i]->regimes.n; k++)
            split_in_regime(&h, all, &to->items.v[i]->regimes.v[k]);
}

void lems_split_weights(LemsWriter *w, const IrModel *cell, IrModel *to)
{
    const uint32_t n = to->items.n;
    uint32_t kept = 0;
    if (cell->role != IR_CELL)
        return;
    Map split_ports;
    map_init(&split_ports, w->arena);
    for (uint32_t i = 0; i < n; i++) {
        const IrItem *item = to->items.v[i];
        if ((item->kind != IR_ITEM_PART && item->kind != IR_ITEM_EVENT_IN) ||
            !lems_has_weights(w, cell, item->name))
            continue;
        map_set(&split_ports, item->name, (void *)item);
        split(w, cell, to, item);
    }
    for (uint32_t i = 0; i < to->items.n; i++) {
        IrItem *item = to->items.v[i];
        const bool replaced =
            item->name && map_has(&split_ports, item->name) &&
            (item == map_get(&split_ports, item->name) || item->kind == IR_ITEM_ON);
        if (!replaced)
            to->items.v[kept++] = item;
    }
    to->items.n = kept;
}
