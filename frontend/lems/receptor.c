/* Synapses that add up: where the state of a synapse starts at 0, moves and acts in proportion to itself, and is only added to
   by events, the sum over all connections of a cell moves and acts in the same way. Such a synapse is one receptor of each
   cell, which gets the weights of all connections. The steps of jLEMS advance each synapse on its own: there all stay apart. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <string.h>

/* How an expression depends on the states of the model. */
typedef enum Degree {
    CONSTANT,     /* not at all */
    PROPORTIONAL, /* a sum of states, each with a factor that depends on none */
    OTHER
} Degree;

typedef struct Sums {
    const IrModule *m;
    const IrModel *model;
    unsigned depth;
} Sums;

enum { DEPTH_MAX = 200 };

static Degree degree(Sums *s, const IrExpr *e);

/* ---- names ---- */
/* Of a part without states that reads none of the owner. */
static bool is_part_constant(Sums *s, const IrItem *part)
{
    const IrModel *inner = ir_find_model(s->m, part->model);
    for (uint32_t i = 0; inner && i < inner->items.n; i++) {
        const IrItemKind kind = inner->items.v[i]->kind;
        if (kind != IR_ITEM_PARAM && kind != IR_ITEM_ALIAS && kind != IR_ITEM_IN)
            return false;
    }
    for (uint32_t i = 0; i < part->binds.n; i++)
        if (degree(s, part->binds.v[i].value) != CONSTANT)
            return false;
    return inner != NULL;
}

static Degree degree_of_name(Sums *s, const Str *name)
{
    const IrItem *item = ir_item(s->model, name);
    if (!item) { /* "part.variable" */
        for (uint32_t i = 0; i < s->model->items.n; i++) {
            const IrItem *part = s->model->items.v[i];
            if (part->kind == IR_ITEM_PART && name->len > part->name->len &&
                name->s[part->name->len] == '.' &&
                !strncmp(name->s, part->name->s, part->name->len))
                return is_part_constant(s, part) ? CONSTANT : OTHER;
        }
        return OTHER;
    }
    if (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_IN)
        return CONSTANT;
    if (item->kind == IR_ITEM_STATE)
        return PROPORTIONAL;
    return item->kind == IR_ITEM_ALIAS && item->value ? degree(s, item->value) : OTHER;
}

/* ---- expressions ---- */
static Degree of_sum(Sums *s, const IrExpr *e)
{
    Degree all = OTHER;
    for (uint32_t i = 0; i < e->n; i++) {
        const Degree one = degree(s, e->arg[i]);
        if (ir_is_zero(e->arg[i]))
            continue;
        if (one == OTHER || (all != OTHER && one != all))
            return OTHER;
        all = one;
    }
    return all;
}

static Degree of_product(Sums *s, const IrExpr *e)
{
    unsigned states = 0;
    for (uint32_t i = 0; i < e->n; i++) {
        const Degree one = degree(s, e->arg[i]);
        if (one == OTHER)
            return OTHER;
        states += one == PROPORTIONAL;
    }
    return states == 0 ? CONSTANT : states == 1 ? PROPORTIONAL : OTHER;
}

/* Of anything else: a function of what depends on no state. */
static Degree of_arguments(Sums *s, const IrExpr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (degree(s, e->arg[i]) != CONSTANT)
            return OTHER;
    return CONSTANT;
}

static Degree degree(Sums *s, const IrExpr *e)
{
    Degree d = OTHER;
    if (++s->depth > DEPTH_MAX || e->op == IR_DRAW || e->op == IR_DRAWAT)
        d = OTHER;
    else if (e->op == IR_ITEM)
        d = degree_of_name(s, e->u.name);
    else if (e->op == IR_SUM)
        d = of_sum(s, e);
    else if (e->op == IR_PRODUCT)
        d = of_product(s, e);
    else if (e->op == IR_NEG)
        d = degree(s, e->arg[0]);
    else if (e->op == IR_QUOTIENT && degree(s, e->arg[1]) == CONSTANT)
        d = degree(s, e->arg[0]);
    else if (e->op == IR_SELECT && degree(s, e->arg[0]) == CONSTANT &&
             degree(s, e->arg[1]) == degree(s, e->arg[2]))
        d = degree(s, e->arg[1]);
    else
        d = of_arguments(s, e);
    s->depth--;
    return d;
}

/* ---- models ---- */
static bool names(const IrExpr *e, const Str *state)
{
    return e->op == IR_ITEM && e->u.name == state;
}

/* state + what depends on no state */
static bool only_adds(Sums *s, const IrStmt *stmt)
{
    if (stmt->kind != IR_STMT_ASSIGN || stmt->value->op != IR_SUM)
        return false;
    unsigned own = 0;
    for (uint32_t i = 0; i < stmt->value->n; i++) {
        const IrExpr *term = stmt->value->arg[i];
        own += names(term, stmt->name);
        if (!names(term, stmt->name) && degree(s, term) != CONSTANT)
            return false;
    }
    return own == 1;
}

static bool handler_adds(Sums *s, const IrItem *on)
{
    for (uint32_t i = 0; i < on->body->stmts.n; i++)
        if (!only_adds(s, &on->body->stmts.v[i]))
            return false;
    return true;
}

static bool starts_at_0(const IrItem *state)
{
    double x;
    return !state->value || (ir_constant(state->value, &x) && x <= 0 && x >= 0);
}

static bool item_adds_up(Sums *s, const IrItem *item)
{
    switch ((int)item->kind) {
    case IR_ITEM_PARAM:
    case IR_ITEM_IN:
    case IR_ITEM_ALIAS:
    case IR_ITEM_EVENT_IN:
        return true;
    case IR_ITEM_STATE:
        return starts_at_0(item);
    case IR_ITEM_PART:
        return is_part_constant(s, item);
    case IR_ITEM_DERIV:
        return degree(s, item->value) == PROPORTIONAL || ir_is_zero(item->value);
    case IR_ITEM_ON:
        return handler_adds(s, item);
    default:
        return false;
    }
}

/* One port, and one current of those that the cell adds up. */
static bool adds_up(const LemsModel *cell, const Str *attachments, const LemsModel *x)
{
    Sums s = {.m = x->m, .model = x->model};
    unsigned ports = 0, read = 0;
    for (uint32_t i = 0; i < x->model->items.n; i++) {
        if (!item_adds_up(&s, x->model->items.v[i]))
            return false;
        ports += x->model->items.v[i]->kind == IR_ITEM_EVENT_IN;
    }
    for (uint32_t i = 0; i < cell->reads.n; i++) {
        const IrItem *item = cell->reads.v[i].attachments == attachments
                                 ? ir_item(x->model, cell->reads.v[i].variable)
                                 : NULL;
        read += item != NULL;
        if (item && degree_of_name(&s, item->name) != PROPORTIONAL)
            return false;
    }
    return ports == 1 && read == 1;
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
