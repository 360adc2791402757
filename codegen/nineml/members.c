/* Synapses as the members of projections: what makes a weight is plasticity, and the receptor that takes it the response; a synapse
   that has a current without a weight is a response. Any other is joined with its receptor, and has a weight. */
#include "codegen/lems/lems_choices.h"
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"

#include <string.h>

static bool is_handler(const IrItem *item)
{
    return item->kind == IR_ITEM_ON && str_is(item->name, "pre");
}

static bool has_weight(const IrModel *synapse)
{
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (synapse->items.v[i]->weight)
            return true;
    return false;
}

static uint32_t count_events(const IrBody *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *st = &b->stmts.v[i];
        n += st->kind == IR_STMT_EMIT;
        n += count_events(st->then_body) + count_events(st->else_body);
    }
    return n;
}

/* A trace that the spike moves after the item is sent, and that the item reads. */
static bool is_moved_after(NinemlWriter *n, const IrModel *synapse, const IrItem *sent)
{
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *jump = synapse->items.v[i];
        for (uint32_t k = 0; jump->kind == IR_ITEM_JUMP && k < jump->body->stmts.n; k++) {
            const Str *trace = jump->body->stmts.v[k].name;
            if (str_is(jump->name, "pre") &&
                (sent->name == trace ||
                 (sent->kind == IR_ITEM_ALIAS && lems_reads(&n->w, synapse, sent->value, trace))))
                return true;
        }
    }
    return false;
}

/* The last action of `on pre` sends one value, and no other does: its item. NULL: it is not so. */
static const IrItem *sent_item(NinemlWriter *n, const IrModel *synapse)
{
    const IrStmt *last = NULL;
    uint32_t events = 0;
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *item = synapse->items.v[i];
        events += count_events(item->body);
        if (is_handler(item) && item->body->stmts.n)
            last = &VEC_LAST(&item->body->stmts);
        else if (item->kind == IR_ITEM_ON && !nineml_event_port(item->name->s) &&
                 !nineml_is_further(synapse, item))
            return NULL;
    }
    const bool one = events == 1 && last && last->kind == IR_STMT_EMIT && last->args.n == 1 &&
                     !last->count && last->args.v[0]->op == IR_ITEM;
    const IrItem *item = one ? ir_item(synapse, last->args.v[0]->u.name) : NULL;
    const bool variable = item && (item->kind == IR_ITEM_ALIAS || item->kind == IR_ITEM_STATE);
    return variable && !is_moved_after(n, synapse, item) ? item : NULL;
}

/* Its plasticity is more than a weight that stays as it is: it sends a value of its own, or the weight that it changes. */
static bool has_plasticity(const IrModel *synapse, const IrItem *sent)
{
    const bool plain = synapse->items.n <= 3; /* a weight, a port, a handler */
    return sent && (!has_weight(synapse) || (sent->weight && !plain));
}

static IrModel *empty_model(NinemlWriter *n, const IrModel *like)
{
    IrModel *to = ARENA_NEW(n->w.arena, IrModel);
    *to = (IrModel){.name = like->name, .role = IR_SYNAPSE, .span = like->span, .doc = like->doc};
    map_init(&to->by_name, n->w.arena);
    return to;
}

static bool ends_with_event(const IrItem *item)
{
    return is_handler(item) && item->body->stmts.n &&
           VEC_LAST(&item->body->stmts).kind == IR_STMT_EMIT;
}

/* The synapse without what it sends: the item is a port, also where it is the weight. */
static IrModel *make_plasticity(NinemlWriter *n, const IrModel *synapse, const IrItem *sent,
                                Dim weight)
{
    IrModule *m = (IrModule *)n->w.m;
    const IrModel *copy = ir_model_copy(m, synapse, synapse->name);
    IrModel *to = empty_model(n, synapse);
    for (uint32_t i = 0; i < copy->items.n; i++) {
        IrItem *item = copy->items.v[i];
        if (item->kind == IR_ITEM_EVENT_OUT || nineml_is_start(synapse, item))
            continue;
        if (ends_with_event(item) && --item->body->stmts.n == 0)
            continue;
        item->out |= item->name == sent->name;
        item->weight = false;
        ir_model_add(m, to, item);
    }
    lems_append_jumps(&n->w, to, "pre");
    lems_append_jumps(&n->w, to, "post");
    lems_decide_weight(&n->w, to, weight);
    return to;
}

/* One for each dimension that weights have. */
static const IrModel *find_plasticity(NinemlWriter *n, const IrModel *synapse, const IrItem *sent,
                                      Dim weight)
{
    StrTable *strings = n->w.session->strings;
    const Str *key =
        str_format(strings, "%s %s", synapse->name->s, nineml_dimension(n, weight, synapse->span));
    IrModel *known = map_get(&n->plasticities, key);
    if (known)
        return known;
    known = make_plasticity(n, synapse, sent, weight);
    for (uint32_t i = 0; i < n->plasticities.n; i++)
        if (((const IrModel *)n->plasticities.entries[i].value)->name == synapse->name)
            known->name = key;
    map_set(&n->plasticities, key, known);
    return known;
}

/* ---- responses with a current of their own ---- */
static const char prefix[] = "response_"; /* of items of synapses that come from documents */

typedef struct Renaming {
    NinemlWriter *n;
    const IrModel *synapse;
} Renaming;

/* Without the prefix, where nothing else is called so. */
static const Str *short_name(const Renaming *r, const Str *name)
{
    const bool has = name && strncmp(name->s, prefix, sizeof prefix - 1) == 0;
    const Str *rest = has ? str_from(r->n->w.session->strings, name->s + sizeof prefix - 1) : NULL;
    return rest && rest->len && !ir_item(r->synapse, rest) ? rest : name;
}

static IrExpr *rename_node(void *context, IrExpr *e)
{
    if (e->op == IR_ITEM)
        e->u.name = short_name(context, e->u.name);
    return e;
}

static void rename_in_place(void *context, IrExpr **e)
{
    const Renaming *r = context;
    if (e && *e)
        *e = ir_expr_map(r->n->w.arena, *e, rename_node, context);
}

static void rename_body(const Renaming *r, IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *st = &b->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN)
            st->name = short_name(r, st->name);
        rename_body(r, st->then_body);
        rename_body(r, st->else_body);
    }
}

/* A current that is another item under a second name, as documents are read. One is given by one such name. */
static IrItem *shown_by(const IrModel *model, const IrItem *current)
{
    const bool alias =
        current->is_current && current->kind == IR_ITEM_ALIAS && current->value->op == IR_ITEM;
    IrItem *shown = alias && !lems_is_read(model, current->name)
                        ? ir_item(model, current->value->u.name)
                        : NULL;
    return shown && !shown->is_current ? shown : NULL;
}

static void check_response(NinemlWriter *n, const IrModel *synapse, const IrItem *item)
{
    if (item->kind == IR_ITEM_ON && !nineml_event_port(item->name->s) &&
        !nineml_is_further(synapse, item))
        lems_refuse(&n->w, item->span, "`on %s` in a synapse", item->name->s);
}

static LemsKind *make_response(NinemlWriter *n, const IrModel *synapse)
{
    IrModule *m = (IrModule *)n->w.m;
    IrModel *copy = ir_model_copy(m, synapse, synapse->name);
    Renaming r = {n, synapse};
    LemsKind *kind = ARENA_NEW(n->w.arena, LemsKind);
    IrModel *to = empty_model(n, synapse);
    *kind = (LemsKind){.model = to, .synapse = synapse};
    map_init(&kind->of_synapse, n->w.arena);
    lems_append_jumps(&n->w, copy, "pre");
    lems_append_jumps(&n->w, copy, "post");
    for (uint32_t i = 0; i < copy->items.n; i++) {
        IrItem *item = copy->items.v[i], *shown = shown_by(copy, item);
        check_response(n, copy, item);
        if (shown) {
            shown->is_current = shown->out = true;
            shown->to_pre = item->to_pre;
        }
        if (shown || nineml_is_start(synapse, item))
            continue;
        const Str *old = item->name;
        ir_item_each_expr(item, rename_in_place, &r);
        rename_body(&r, item->body);
        if (item->kind != IR_ITEM_ON)
            item->name = short_name(&r, old);
        if (item->kind == IR_ITEM_PARAM)
            map_set(&kind->of_synapse, item->name, (void *)old);
        ir_model_add(m, to, item);
    }
    return kind;
}

/* ---- the whole ---- */
static bool find_response(NinemlWriter *n, const IrModel *synapse, NinemlMembers *out)
{
    LemsKind *kind = map_get(&n->responses, synapse);
    if (!kind)
        map_set(&n->responses, synapse, kind = make_response(n, synapse));
    out->response = kind;
    return !n->w.failed;
}

/* A receptor is the response of all connections together, which none of them hears. */
static bool check_reads(NinemlWriter *n, const IrModel *synapse)
{
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *item = synapse->items.v[i];
        if (item->kind == IR_ITEM_IN && item->from == IR_FROM_RECEPTOR) {
            lems_refuse(&n->w, item->span, "`receptor.%s`, read by a synapse,", item->from_name->s);
            return false;
        }
    }
    return true;
}

bool nineml_find_members(NinemlWriter *n, const IrProjection *p, const IrModel *cell,
                         NinemlMembers *out)
{
    const IrModel *synapse = p->synapse ? ir_find_model(n->w.m, p->synapse) : NULL;
    const IrItem *port = p->post_port ? ir_item(cell, p->post_port) : NULL;
    const IrItem *sent =
        synapse && port && port->kind == IR_ITEM_PART ? sent_item(n, synapse) : NULL;
    *out = (NinemlMembers){.weighed = true};
    if (synapse && !check_reads(n, synapse))
        return false;
    if (port && !p->synapse && port->kind == IR_ITEM_EVENT_IN && !port->args.n) {
        out->weighed = false; /* the event itself is all that comes */
        return true;
    }
    if (synapse && port && !has_weight(synapse) && port->kind == IR_ITEM_REDUCE) {
        out->weighed = false;
        return find_response(n, synapse, out);
    }
    IrProjection alone = *p;
    const bool own = synapse && has_plasticity(synapse, sent);
    if (own)
        alone.synapse = NULL;
    out->response = lems_join_kind(&n->w, &alone, cell);
    if (!out->response || !own)
        return out->response != NULL;
    out->plasticity = find_plasticity(n, synapse, sent, out->response->weight);
    out->sent = sent->name;
    out->learns = sent->weight;
    return !n->w.failed;
}
