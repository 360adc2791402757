/* Synapses that add up: where the state of a synapse starts at 0, moves and acts in proportion to itself, and is only added to
   by events, the sum over all connections of a cell moves and acts in the same way. Such a synapse is one receptor of each
   cell, which gets the weights of all connections. The steps of jLEMS advance each synapse on its own: there all stay apart. */
#include "frontend/lems/network.h"

#include "ir/additive.h"
#include "ir/build.h"

/* One port, and all that the cell adds up of it in proportion to what it got. */
static bool adds_up(const LemsModel *cell, const Str *attachments, const LemsModel *x)
{
    unsigned ports = 0, read = 0; /* variables that the cell adds up */
    if (!ir_adds_up(x->m, x->model))
        return false;
    for (uint32_t i = 0; i < x->model->items.n; i++)
        ports += x->model->items.v[i]->kind == IR_ITEM_EVENT_IN;
    for (uint32_t i = 0; i < cell->reads.n; i++) {
        const IrItem *item = cell->reads.v[i].attachments == attachments
                                 ? ir_item(x->model, cell->reads.v[i].variable)
                                 : NULL;
        read += item != NULL;
        if (item && !ir_is_proportional(x->m, x->model, item->name))
            return false;
    }
    return ports == 1 && read > 0;
}

static bool names(const IrExpr *e, const Str *name)
{
    return e->op == IR_ITEM && e->u.name == name;
}

/* ---- the receptor ---- */
static IrExpr *to_argument(void *context, IrExpr *e)
{
    const IrItem *weight = context;
    if (!names(e, weight->name))
        return e;
    e->op = IR_VARIABLE;
    return e;
}

static void rename_item(IrModel *model, IrItem *item, const Str *name)
{
    map_remove(&model->by_name, item->name);
    item->name = name;
    map_set(&model->by_name, name, item);
}

/* The weight comes with each event. */
static void take_weights(Session *s, IrModel *model, const IrItem *weight)
{
    const Str *event = str_from(s->strings, "event");
    uint32_t kept = 0;
    for (uint32_t i = 0; i < model->items.n; i++) {
        IrItem *item = model->items.v[i];
        if (item == weight)
            continue;
        model->items.v[kept++] = item;
        if (item->kind == IR_ITEM_EVENT_IN)
            rename_item(model, item, event);
        else if (item->kind == IR_ITEM_ON)
            item->name = event;
        else
            continue;
        const IrArg argument = {.name = weight->name, .dim = weight->dim};
        VEC_PUSH(s->arena, &item->args, argument);
        for (uint32_t q = 0; item->body && q < item->body->stmts.n; q++) {
            IrStmt *stmt = &item->body->stmts.v[q];
            stmt->value = ir_expr_map(s->arena, stmt->value, to_argument, (void *)weight);
        }
    }
    model->items.n = kept;
    map_remove(&model->by_name, weight->name);
}

/* Whether events are all that the weight counts in. */
static bool reads_weight(void *context, const IrExpr *e)
{
    return names(e, context);
}

static bool weighs_events_only(const IrModel *model, const Str *weight)
{
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        bool reads = item->value && item->name != weight &&
                     ir_expr_any(item->value, reads_weight, (void *)weight);
        for (uint32_t b = 0; b < item->binds.n; b++)
            reads |= ir_expr_any(item->binds.v[b].value, reads_weight, (void *)weight);
        if (reads)
            return false;
    }
    return true;
}

/* What connections assign is their weight, or nothing. */
static bool assigns_weight(const LemsConnections *k)
{
    const XmlElement *a = xml_first(k->form, "Assign");
    return !a || (!xml_next(a, "Assign") && xml_is(xml_attribute(a, "property"), "weight"));
}

LemsReceptor lems_add_receptor(LemsModels *all, LemsModel *cell, const LemsComponent *synapse,
                               const Str *attachments)
{
    Session *s = all->d->session;
    LemsModel *x = lems_model(all, synapse, IR_RECEPTOR);
    const LemsMember *property = lems_member(synapse->type, str_from(s->strings, "weight"));
    IrItem *weight =
        x && property && property->kind == LEMS_PROPERTY ? ir_item(x->model, property->name) : NULL;
    if (!weight || !weighs_events_only(x->model, weight->name) || !adds_up(cell, attachments, x)) {
        if (x)
            lems_forget(all, x);
        return (LemsReceptor){0};
    }
    take_weights(s, x->model, weight);
    return (LemsReceptor){.part = lems_add_part(all, cell, x, attachments),
                          .weight = weight->value};
}

static const LemsReceptor *make(LemsNetwork *n, const LemsConnections *k)
{
    LemsReceptor *r = ARENA_NEW(n->all->d->session->arena, LemsReceptor);
    *r = lems_add_receptor(n->all, k->post->model, k->synapse, k->attachments);
    return r;
}

const LemsReceptor *lems_receptor(LemsNetwork *n, const LemsConnections *k)
{
    Session *s = n->all->d->session;
    if (n->all->d->options->lems_euler || !k->synapse || k->far_end || !assigns_weight(k))
        return NULL;
    const Str *key = str_format(s->strings, "%p\n%p\n%s", (const void *)k->post->model,
                                (const void *)k->synapse, k->attachments ? k->attachments->s : "");
    const LemsReceptor *known = map_get(&n->receptors, key);
    if (!known) {
        known = make(n, k);
        map_set(&n->receptors, key, (void *)(uintptr_t)known);
    }
    return known->part ? known : NULL;
}
