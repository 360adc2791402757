/* Synapses and receptors as one: in LEMS each connection has what takes its events for its own. What the synapse sends goes to the
   handler of the receptor, which stands where it is sent. */
#include "codegen/lems/lems_choices.h"
#include "codegen/lems/lems_writer.h"

#include "ir/build.h"
#include "ir/facts.h"

#include <string.h>

typedef struct Join {
    LemsWriter *w;
    LemsKind *kind;
    IrModel *to;
    const IrItem *weight; /* of the synapse, or one of our own */
    Map renamed;          /* Str of the model at hand -> Str */
} Join;

static IrModule *module_of(const Join *j)
{
    return (IrModule *)j->w->m;
}

/* ---- names ---- */
static const Str *renamed(const Join *j, const Str *name)
{
    const Str *other = name ? map_get(&j->renamed, name) : NULL;
    return other ? other : name;
}

static IrExpr *rename_node(void *context, IrExpr *e)
{
    if (e->op == IR_ITEM)
        e->u.name = renamed(context, e->u.name);
    return e;
}

static void rename_in_place(void *context, IrExpr **e)
{
    const Join *j = context;
    if (e && *e)
        *e = ir_expr_map(j->w->arena, *e, rename_node, context);
}

static void rename_body(const Join *j, IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *st = &b->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN)
            st->name = renamed(j, st->name);
        rename_body(j, st->then_body);
        rename_body(j, st->else_body);
    }
}

static void rename_item(Join *j, IrItem *item)
{
    ir_item_each_expr(item, rename_in_place, j);
    rename_body(j, item->body);
    if (item->kind != IR_ITEM_ON && item->kind != IR_ITEM_JUMP)
        item->name = renamed(j, item->name);
}

/* ---- the receptor ---- */
/* What it reads of the cell is called as in the cell. */
static void name_inputs(Join *j, const IrModel *receptor, const IrItem *part)
{
    for (uint32_t i = 0; i < part->binds.n; i++) {
        const IrBind *bind = &part->binds.v[i];
        const IrItem *input = ir_item(receptor, bind->name);
        if (!input || input->kind != IR_ITEM_IN)
            continue;
        if (bind->value->op == IR_ITEM)
            map_set(&j->renamed, bind->name, (void *)bind->value->u.name);
        else
            lems_refuse(j->w, bind->span, "`%s = ...`, an expression that a receptor reads,",
                        bind->name->s);
    }
}

static bool is_event(const IrItem *item)
{
    return item->kind == IR_ITEM_EVENT_IN || item->kind == IR_ITEM_EVENT_OUT ||
           item->kind == IR_ITEM_ON;
}

static void add_receptor(Join *j, const IrModel *receptor)
{
    const IrModel *copy = ir_model_copy(module_of(j), receptor, receptor->name);
    for (uint32_t i = 0; i < copy->items.n; i++) {
        IrItem *item = copy->items.v[i];
        if (is_event(item))
            continue;
        rename_item(j, item);
        ir_model_add(module_of(j), j->to, item);
    }
}

/* ---- the synapse ---- */
static bool sends(const IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == IR_STMT_EMIT || sends(b->stmts.v[i].then_body) ||
            sends(b->stmts.v[i].else_body))
            return true;
    return false;
}

/* What is sent when the target spikes takes a step at least to the receptor: as one with it, it would take none. */
static bool is_heard(const Join *j, const IrItem *on)
{
    return str_is(on->name, "pre") ||
           (j->w->hears_targets && str_is(on->name, "post") && !sends(on->body));
}

/* In LEMS what stands on the cell reads it by the names that the cell has. */
static bool is_value_of_target(const Join *j, const IrItem *item)
{
    return j->w->is_lems && !j->kind->continuous && item->kind == IR_ITEM_IN &&
           item->from == IR_FROM_POST && item->from_name;
}

static void add_synapse(Join *j, const IrModel *synapse)
{
    StrTable *strings = j->w->session->strings;
    IrModel *copy = ir_model_copy(module_of(j), synapse, synapse->name);
    lems_simplify_plasticity(j->w, copy, j->kind->weight);
    if (j->w->hears_targets)
        lems_append_jumps(j->w, copy, "post");
    map_init(&j->renamed, j->w->arena);
    for (uint32_t i = 0; i < copy->items.n; i++) {
        const Str *name = copy->items.v[i]->name;
        if (is_value_of_target(j, copy->items.v[i]))
            map_set(&j->renamed, name, (void *)copy->items.v[i]->from_name);
        else if (name && ir_item_declares(copy->items.v[i]->kind) && ir_item(j->to, name))
            map_set(&j->renamed, name, (void *)str_format(strings, "synapse_%s", name->s));
    }
    for (uint32_t i = 0; i < copy->items.n; i++) {
        IrItem *item = copy->items.v[i];
        const Str *name = item->name;
        const IrItem *other = is_value_of_target(j, item) ? ir_item(j->to, item->from_name) : NULL;
        if (other && other->kind != IR_ITEM_IN)
            lems_refuse(j->w, item->span, "`post.%s` beside `%s` of the synapse or receptor",
                        item->from_name->s, item->from_name->s);
        if (other)
            continue; /* the receptor reads it, too */
        rename_item(j, item);
        if (item->kind == IR_ITEM_PARAM)
            map_set(&j->kind->of_synapse, item->name, (void *)name);
        if (item->kind == IR_ITEM_STATE && item->weight)
            j->weight = item;
        if (item->kind == IR_ITEM_IN && item->from == IR_FROM_PRE && !j->kind->continuous)
            lems_refuse(j->w, item->span, "`pre.%s`, read by a synapse,", item->from_name->s);
        if (item->kind == IR_ITEM_JUMP || (item->kind == IR_ITEM_ON && !is_heard(j, item)))
            lems_refuse(j->w, item->span, "`on %s` in a synapse", name->s);
        else if (item->kind != IR_ITEM_EVENT_OUT || !j->kind->receptor)
            ir_model_add(module_of(j), j->to, item);
    }
}

static void add_weight(Join *j, Span at)
{
    if (!j->weight) {
        IrItem *item =
            ir_item_new(j->w->arena, IR_ITEM_STATE, str_from(j->w->session->strings, "weight"), at);
        item->weight = true;
        ir_model_add(module_of(j), j->to, item);
        j->weight = item;
    }
    IrItem *item = (IrItem *)j->weight;
    item->dim = j->w->weights_have_units ? j->kind->weight : DIM_NONE;
    item->unit = NULL;
    item->value = ir_integer(j->w->arena, 1, at);
}

/* The weight with its unit: LEMS's has none. */
static IrExpr *unit_node(void *context, IrExpr *e)
{
    const Join *j = context;
    Arena *a = j->w->arena;
    if (e->op != IR_ITEM || e->u.name != j->weight->name || dim_is_none(j->kind->weight) ||
        j->w->weights_have_units)
        return e;
    e->dim = DIM_NONE;
    Unit *unit = ARENA_NEW(a, Unit);
    *unit = dim_native_unit(j->kind->weight);
    const Str *one = str_from(j->w->session->strings, "1");
    IrExpr *whole = ir_binary(a, IR_PRODUCT, e, ir_literal(a, one, unit, e->span));
    whole->dim = j->kind->weight;
    return whole;
}

static void unit_in_place(void *context, IrExpr **e)
{
    const Join *j = context;
    if (e && *e)
        *e = ir_expr_map(j->w->arena, *e, unit_node, context);
}

/* ---- handlers ---- */
typedef struct Call { /* the values of an event's arguments */
    const Join *j;
    const IrArgs *names;
    IrExpr *const *values;
    uint32_t n;
} Call;

static IrExpr *argument_node(void *context, IrExpr *e)
{
    const Call *c = context;
    for (uint32_t i = 0; e->op == IR_VARIABLE && i < c->names->n && i < c->n; i++)
        if (c->names->v[i].name == e->u.name)
            return ir_expr_copy(c->j->w->arena, c->values[i]);
    return e;
}

static void inline_in_place(void *context, IrExpr **e)
{
    const Call *call = context;
    if (!e || !*e)
        return;
    *e = ir_expr_map(call->j->w->arena, *e, argument_node, context);
    *e = ir_expr_map(call->j->w->arena, *e, rename_node, (void *)call->j);
}

/* Names what is assigned as it is called here. */
static void inline_targets(const Join *j, IrBody *body)
{
    for (uint32_t i = 0; body && i < body->stmts.n; i++) {
        IrStmt *st = &body->stmts.v[i];
        if (st->kind != IR_STMT_ASSIGN && st->kind != IR_STMT_IF) {
            lems_refuse(j->w, st->span, "an action of a receptor that is no assignment");
            return;
        }
        inline_targets(j, st->then_body);
        inline_targets(j, st->else_body);
        if (st->kind == IR_STMT_IF)
            continue;
        st->name = renamed(j, st->name);
        const IrItem *state = ir_item(j->to, st->name);
        if (!state || state->kind != IR_ITEM_STATE)
            lems_refuse(j->w, st->span, "an event that assigns `%s` of the cell", st->name->s);
    }
}

/* The statements of the receptor's handler, for those values. */
static void inline_handler(const Join *j, IrBody *to, const IrItem *on, IrExpr *const *values,
                           uint32_t n)
{
    Call call = {j, &on->args, values, n};
    IrItem copy = {.kind = IR_ITEM_ON, .body = ir_body_copy(j->w->arena, on->body)};
    ir_item_each_expr(&copy, inline_in_place, &call);
    inline_targets(j, copy.body);
    for (uint32_t i = 0; i < copy.body->stmts.n; i++)
        VEC_PUSH(j->w->arena, &to->stmts, copy.body->stmts.v[i]);
}

static IrItem *handler_of(const IrModel *model, const char *port)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_ON &&
            (!port || str_is(model->items.v[i]->name, port)))
            return model->items.v[i];
    return NULL;
}

/* The body of the synapse with the handler of the receptor where it sends. */
static IrBody *inline_sends(const Join *j, const IrBody *from, const IrItem *on)
{
    IrBody *body = ARENA_NEW(j->w->arena, IrBody);
    for (uint32_t i = 0; i < from->stmts.n; i++) {
        const IrStmt *st = &from->stmts.v[i];
        if (st->kind == IR_STMT_EMIT && st->count)
            lems_refuse(j->w, st->span, "a number of events that is drawn or computed");
        else if (st->kind == IR_STMT_EMIT)
            inline_handler(j, body, on, st->args.v, st->args.n);
        else
            VEC_PUSH(j->w->arena, &body->stmts, *st);
        if (st->kind != IR_STMT_IF)
            continue;
        IrStmt *cases = &VEC_LAST(&body->stmts);
        cases->then_body = inline_sends(j, st->then_body, on);
        cases->else_body = st->else_body ? inline_sends(j, st->else_body, on) : NULL;
    }
    return body;
}

/* `names`: how items of the receptor are called here */
static void join_handlers(Join *j, const IrModel *receptor, const Map *names)
{
    Arena *a = j->w->arena;
    const IrItem *on = handler_of(receptor, NULL);
    IrItem *pre = handler_of(j->to, "pre");
    IrBody *body = ARENA_NEW(a, IrBody);
    j->renamed = *names;
    if (!on || (j->kind->synapse && !pre)) {
        lems_refuse(j->w, receptor->span, "a synapse or receptor without a handler");
        return;
    }
    if (!pre) {
        IrExpr *weight = ir_named(a, IR_ITEM, j->weight->name, on->span);
        pre = ir_item_new(a, IR_ITEM_ON, str_from(j->w->session->strings, "pre"), on->span);
        ir_model_add(module_of(j), j->to, pre);
        inline_handler(j, body, on, &weight, 1);
    } else
        body = inline_sends(j, pre->body, on);
    pre->body = body;
}

/* "i" of `feed sum <- part.i` in the cell; NULL: it is no such feed. */
static const char *fed_by(const IrItem *feed, const IrItem *part)
{
    const char *read =
        feed->kind == IR_ITEM_FEED && feed->value->op == IR_ITEM ? feed->value->u.name->s : "";
    return !strncmp(read, part->name->s, part->name->len) && read[part->name->len] == '.'
               ? read + part->name->len + 1
               : NULL;
}

/* Of two variables that the cell adds up, the one that is a current in its dimension, too, else the first. */
static bool is_better(const IrItem *item, const IrItem *chosen)
{
    const Dim current = {.half = {[DIM_A] = 2}};
    return item && (!chosen || (!dim_equal(chosen->dim, current) && dim_equal(item->dim, current)));
}

/* The item that is declared a current; of a receptor without one, what the cell adds up of it. */
static IrItem *current_of(const Join *j, const IrModel *cell, const IrItem *part)
{
    IrItem *current = NULL;
    for (uint32_t i = 0; i < j->to->items.n; i++)
        if (j->to->items.v[i]->is_current)
            current = j->to->items.v[i];
    const bool declared = current != NULL;
    for (uint32_t i = 0; part && !declared && i < cell->items.n; i++) {
        const char *name = fed_by(cell->items.v[i], part);
        IrItem *item = name ? ir_item(j->to, str_from(j->w->session->strings, name)) : NULL;
        current = is_better(item, current) ? item : current;
    }
    return current;
}

/* A current that is a variable under another name, as readers of documents make it of a state. */
static bool shows(const IrItem *current, const IrItem *variable)
{
    return current->kind == IR_ITEM_ALIAS && current->value->op == IR_ITEM &&
           current->value->u.name == variable->name;
}

static void remove_item(IrModel *model, const IrItem *item)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i] != item)
            model->items.v[n++] = model->items.v[i];
    model->items.n = n;
    map_remove(&model->by_name, item->name);
}

/* The current is called i, as all that is attached to cells has it. */
static void name_current(const Join *j, IrItem *current)
{
    static const char *const spellings[] = {"i", "I"};
    if (!current) {
        lems_refuse(j->w, j->to->span, "%s, a synapse without a current,", j->to->name->s);
        return;
    }
    const Str *wanted = str_from(j->w->session->strings, spellings[dim_is_none(current->dim)]);
    if (current->to_pre)
        lems_refuse(j->w, current->span, "a current that acts on the pre cell");
    current->is_current |= j->w->weights_have_units; /* then ports have names of their own */
    if (current->name == wanted || j->w->weights_have_units)
        return;
    IrItem *other = ir_item(j->to, wanted);
    if (j->kind->receptor && other && other->out && dim_equal(other->dim, current->dim))
        return; /* what the cell adds up it names by its path */
    if (other && shows(current, other) && !lems_is_read(j->to, current->name)) {
        other->out = other->is_current = true;
        remove_item(j->to, current);
        return;
    }
    if (other) {
        lems_refuse(j->w, current->span, "`%s` beside the current `%s`", wanted->s,
                    current->name->s);
        return;
    }
    IrItem *alias = ir_item_new(j->w->arena, IR_ITEM_ALIAS, wanted, current->span);
    alias->value = ir_named(j->w->arena, IR_ITEM, current->name, current->span);
    alias->dim = alias->value->dim = current->dim;
    alias->out = true;
    ir_model_add(module_of(j), j->to, alias);
}

static const Str *name_of(LemsWriter *w, const IrModel *receptor, const IrModel *synapse)
{
    const bool plain = !synapse || synapse->items.n <= 3; /* a weight, a port, a handler */
    return !receptor ? synapse->name
           : plain   ? receptor->name
                   : str_format(w->session->strings, "%s_%s", synapse->name->s, receptor->name->s);
}

static Dim weight_of(const IrModel *receptor, const IrModel *synapse)
{
    const IrItem *on = receptor ? handler_of(receptor, NULL) : NULL;
    if (on)
        return on->args.n ? on->args.v[0].dim : DIM_NONE;
    for (uint32_t i = 0; synapse && i < synapse->items.n; i++)
        if (synapse->items.v[i]->weight)
            return synapse->items.v[i]->dim;
    return DIM_NONE;
}

static LemsKind *make_kind(LemsWriter *w, const IrModel *cell, const IrModel *receptor,
                           const IrItem *part, const IrModel *synapse)
{
    LemsKind *kind = ARENA_NEW(w->arena, LemsKind);
    *kind = (LemsKind){.receptor = receptor, .synapse = synapse};
    kind->weight = weight_of(receptor, synapse);
    kind->continuous = !cell;
    map_init(&kind->of_synapse, w->arena);
    Join j = {.w = w, .kind = kind, .to = ARENA_NEW(w->arena, IrModel)};
    const IrModel *like = receptor ? receptor : synapse;
    *j.to =
        (IrModel){.name = name_of(w, receptor, synapse), .role = IR_SYNAPSE, .span = like->span};
    j.to->doc = receptor && synapse && j.to->name != receptor->name ? synapse->doc : like->doc;
    map_init(&j.to->by_name, w->arena);
    map_init(&j.renamed, w->arena);
    if (receptor) {
        name_inputs(&j, receptor, part);
        add_receptor(&j, receptor);
    }
    Map names = j.renamed;
    if (synapse)
        add_synapse(&j, synapse);
    if (w->failed)
        return NULL;
    add_weight(&j, like->span);
    if (receptor)
        join_handlers(&j, receptor, &names);
    for (uint32_t i = 0; i < j.to->items.n; i++)
        if (j.to->items.v[i] != j.weight)
            ir_item_each_expr(j.to->items.v[i], unit_in_place, &j);
    if (!w->failed)
        name_current(&j, current_of(&j, cell, part));
    kind->model = j.to;
    return kind;
}

/* The receptor that a projection sends to, and the part of the cell that it is. */
static const IrModel *receptor_of(const LemsWriter *w, const IrProjection *p, const IrModel *cell,
                                  const IrItem **part)
{
    const IrItem *port = ir_item(cell, p->post_port);
    *part = port && port->kind == IR_ITEM_PART ? port : NULL;
    return *part ? ir_find_model(w->m, port->model) : NULL;
}

/* What makes kinds equal: the models, and what the receptor reads of the cell. */
static const Str *key_of(LemsWriter *w, const IrModel *receptor, const IrItem *part,
                         const IrModel *synapse)
{
    const char *key = arena_printf(w->arena, "%s\n%s", receptor ? receptor->name->s : "",
                                   synapse ? synapse->name->s : "");
    for (uint32_t i = 0; part && i < part->binds.n; i++) {
        const IrItem *input = ir_item(receptor, part->binds.v[i].name);
        if (input && input->kind == IR_ITEM_IN && part->binds.v[i].value->op == IR_ITEM)
            key = arena_printf(w->arena, "%s\n%s", key, part->binds.v[i].value->u.name->s);
    }
    return str_from(w->session->strings, key);
}

const LemsKind *lems_join_synapse(LemsWriter *w, const IrModel *synapse)
{
    const Str *key = key_of(w, NULL, NULL, synapse);
    LemsKind *kind = map_get(&w->kinds, key);
    if (!kind && (kind = make_kind(w, NULL, NULL, NULL, synapse)))
        map_set(&w->kinds, key, kind);
    return w->failed ? NULL : kind;
}

bool lems_is_port(const LemsWriter *w, const IrProjection *p, const IrModel *cell)
{
    const IrItem *port = ir_item(cell, p->post_port);
    return port && !p->synapse &&
           (port->kind == IR_ITEM_EVENT_IN || lems_has_weights(w, cell, p->post_port));
}

const LemsKind *lems_join_kind(LemsWriter *w, const IrProjection *p, const IrModel *cell)
{
    const IrItem *part, *port = ir_item(cell, p->post_port);
    const IrModel *receptor = receptor_of(w, p, cell, &part);
    const IrModel *synapse = p->synapse ? ir_find_model(w->m, p->synapse) : NULL;
    if (!port || (!receptor && (port->kind != IR_ITEM_REDUCE || !synapse))) {
        lems_refuse(w, p->span, "a projection to the port `%s`", p->post_port->s);
        return NULL;
    }
    const Str *key = key_of(w, receptor, part, synapse);
    LemsKind *kind = map_get(&w->kinds, key);
    if (!kind && (kind = make_kind(w, cell, receptor, part, synapse)))
        map_set(&w->kinds, key, kind);
    if (w->is_lems && !w->failed)
        lems_check_dendrite(w, p, lems_longest_delay(p));
    return w->failed ? NULL : kind;
}

const Str *lems_sum_of(LemsWriter *w, const IrProjection *p, const IrModel *cell)
{
    const IrItem *part;
    const IrModel *receptor = receptor_of(w, p, cell, &part);
    for (uint32_t i = 0; receptor && i < cell->items.n; i++)
        if (fed_by(cell->items.v[i], part))
            return cell->items.v[i]->name;
    return p->feed ? p->feed : p->post_port;
}
