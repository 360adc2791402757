/* Continuous connections, as gap junctions and graded synapses: what a synapse computes of both cells. In LEMS it is two components, one
   on each cell, each with the other as its peer: one has the current, or both have one. */
#include "codegen/lems/lems_network.h"

#include "ir/build.h"
#include "ir/quantity.h"

#include <string.h>

bool lems_is_continuous(const LemsWriter *w, const IrProjection *p)
{
    const IrModel *synapse = p->synapse ? ir_find_model(w->m, p->synapse) : NULL;
    bool reads = false;
    for (uint32_t i = 0; synapse && i < synapse->items.n; i++) {
        const IrItem *item = synapse->items.v[i];
        if (item->kind == IR_ITEM_ON || item->kind == IR_ITEM_JUMP)
            return false;
        reads |= item->kind == IR_ITEM_IN && item->from == IR_FROM_PRE;
    }
    return reads;
}

/* ---- sides ---- */
static IrModule *module_of(const LemsWriter *w)
{
    return (IrModule *)w->m;
}

/* What the side reads of its own cell is a requirement, what it reads of the other side has `from` the pre cell. */
static void place_input(LemsWriter *w, IrModel *side, IrItem *input, bool own, const Str *name)
{
    input->from = own ? IR_OWN : IR_FROM_PRE;
    input->from_name = name;
    if (!own || input->name == name)
        return;
    lems_rename_input(w, side, input->name, name);
}

static bool is_current(const IrItem *item, bool to_pre)
{
    return item->is_current && item->to_pre == to_pre;
}

static const IrItem *current_of(const IrModel *synapse, bool to_pre)
{
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (is_current(synapse->items.v[i], to_pre))
            return synapse->items.v[i];
    return NULL;
}

/* The current is called i, as all that is attached to cells has it. */
static void name_current(LemsWriter *w, IrModel *side, const Str *current)
{
    const Str *wanted = str_from(w->session->strings, "i");
    IrItem *item = ir_item(side, current);
    if (item)
        item->is_current = item->out = true;
    if (!item || current == wanted)
        return;
    if (ir_item(side, wanted)) {
        lems_refuse(w, item->span, "`i` beside the current `%s`", current->s);
        return;
    }
    IrItem *alias = ir_item_new(w->arena, IR_ITEM_ALIAS, wanted, item->span);
    alias->value = ir_named(w->arena, IR_ITEM, current, item->span);
    alias->dim = alias->value->dim = item->dim;
    alias->out = true;
    ir_model_add(module_of(w), side, alias);
}

static void add_weight(LemsWriter *w, IrModel *side)
{
    const Str *name = str_from(w->session->strings, "weight");
    IrItem *weight = ir_item(side, name);
    for (uint32_t i = 0; i < side->items.n; i++)
        if (side->items.v[i]->weight)
            return;
    if (weight && weight->kind != IR_ITEM_PARAM) {
        lems_refuse(w, weight->span, "`weight` of a continuous connection, which is no weight,");
        return;
    }
    if (!weight) {
        weight = ir_item_new(w->arena, IR_ITEM_STATE, name, side->span);
        ir_model_add(module_of(w), side, weight);
    }
    weight->kind = IR_ITEM_STATE;
    weight->weight = true;
    weight->value = ir_integer(w->arena, 1, side->span);
}

/* ---- a synapse of two parts, as documents have them ---- */
/* The part, and its variable, that a current is: "near.i". */
static const IrItem *part_of(const LemsWriter *w, const IrModel *synapse, const IrItem *current,
                             const Str **variable)
{
    const char *name = current && current->value->op == IR_ITEM ? current->value->u.name->s : "";
    const char *dot = strchr(name, '.');
    if (!dot || strchr(dot + 1, '.'))
        return NULL;
    StrTable *strings = w->session->strings;
    const IrItem *part = ir_item(synapse, str_intern(strings, name, (size_t)(dot - name)));
    *variable = str_from(strings, dot + 1);
    return part && part->kind == IR_ITEM_PART ? part : NULL;
}

static void bind_side(LemsWriter *w, const IrModel *synapse, const IrItem *part,
                      const IrItem *other, IrScope cell, IrModel *side)
{
    for (uint32_t i = 0; i < part->binds.n; i++) {
        const IrBind *bind = &part->binds.v[i];
        IrItem *input = ir_item(side, bind->name);
        const Str *name = bind->value->op == IR_ITEM ? bind->value->u.name : NULL;
        const IrItem *far = name ? ir_item(synapse, name) : NULL;
        if (!input || input->kind != IR_ITEM_IN)
            continue;
        if (far && far->kind == IR_ITEM_IN)
            place_input(w, side, input, far->from == cell, far->from_name);
        else if (name && !strncmp(name->s, other->name->s, other->name->len) &&
                 name->s[other->name->len] == '.')
            place_input(w, side, input, false,
                        str_from(w->session->strings, name->s + other->name->len + 1));
        else
            lems_refuse(w, bind->span, "`%s` of a continuous connection", bind->name->s);
    }
}

/* What a side reads, and where: sides of a component that read the same are of one type. */
static const Str *reads_of(LemsWriter *w, const IrModel *side, const Str *variable)
{
    const char *key = arena_printf(w->arena, "%s\n%s", side->name->s, variable->s);
    for (uint32_t i = 0; i < side->items.n; i++) {
        const IrItem *item = side->items.v[i];
        if (item->kind == IR_ITEM_IN)
            key = arena_printf(w->arena, "%s\n%s\n%d\n%s", key, item->name->s, item->from,
                               item->from_name ? item->from_name->s : "");
    }
    return str_from(w->session->strings, key);
}

static IrModel *shared_side(LemsWriter *w, IrModel *side, const Str *variable)
{
    const Str *key = reads_of(w, side, variable), *name = side->name;
    IrModel *known = map_get(&w->sides, key);
    if (known)
        return known;
    for (unsigned k = 2; map_has(&w->sides, name) || (k > 2 && ir_find_model(w->m, name)); k++)
        name = str_format(w->session->strings, "%s_%u", side->name->s, k);
    side->name = name;
    map_set(&w->sides, name, side);
    map_set(&w->sides, key, side);
    return side;
}

static LemsSide part_side(LemsWriter *w, const IrModel *synapse, const IrItem *part,
                          const IrItem *other, const Str *variable, IrScope cell)
{
    const IrModel *model = ir_find_model(w->m, part->model);
    IrModel *side = ir_model_copy(module_of(w), model, model->name);
    side->role = IR_SOURCE;
    bind_side(w, synapse, part, other, cell, side);
    add_weight(w, side);
    name_current(w, side, variable);
    return (LemsSide){shared_side(w, side, variable), part, NULL};
}

static bool of_parts(LemsWriter *w, const IrModel *synapse, LemsPeers *out)
{
    const Str *near_variable, *far_variable;
    const IrItem *near = part_of(w, synapse, current_of(synapse, false), &near_variable),
                 *far = part_of(w, synapse, current_of(synapse, true), &far_variable);
    if (!near || !far)
        return false;
    out->near = part_side(w, synapse, near, far, near_variable, IR_FROM_POST);
    out->far = part_side(w, synapse, far, near, far_variable, IR_FROM_PRE);
    if (near->model == far->model)
        out->far.model = out->near.model; /* each is the other's mirror */
    return true;
}

/* ---- a synapse with one current ---- */
/* What is on the pre cell: no current, and what the other side reads of that cell. */
static LemsSide silent_side(LemsWriter *w, const IrModel *synapse)
{
    IrModel *side = ARENA_NEW(w->arena, IrModel);
    *side = (IrModel){.name = str_format(w->session->strings, "%s_far", synapse->name->s),
                      .role = IR_SOURCE,
                      .span = synapse->span};
    map_init(&side->by_name, w->arena);
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *item = synapse->items.v[i];
        if (item->kind != IR_ITEM_IN || item->from != IR_FROM_PRE || ir_item(side, item->from_name))
            continue;
        IrItem *input = ir_item_new(w->arena, IR_ITEM_IN, item->from_name, item->span);
        input->dim = item->dim;
        ir_model_add(module_of(w), side, input);
    }
    add_weight(w, side);
    const Str *name = str_from(w->session->strings, "i");
    IrItem *current = ir_item_new(w->arena, IR_ITEM_ALIAS, name, synapse->span);
    current->dim = current_of(synapse, false)->dim;
    current->value = ir_number(w->arena, 0, current->dim, synapse->span);
    current->out = current->is_current = true;
    ir_model_add(module_of(w), side, current);
    return (LemsSide){side, NULL, NULL};
}

/* The synapse as what one of the cells has of it: of the far side, what is the pre cell is its own. */
static bool join_side(LemsWriter *w, const IrModel *synapse, bool far, LemsSide *out)
{
    const Str *name =
        far ? str_format(w->session->strings, "%s_far", synapse->name->s) : synapse->name;
    IrModel *copy = ir_model_copy(module_of(w), synapse, name);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < copy->items.n; i++) {
        IrItem *item = copy->items.v[i];
        if (far && item->kind == IR_ITEM_IN && item->from != IR_OWN)
            item->from = item->from == IR_FROM_PRE ? IR_FROM_POST : IR_FROM_PRE;
        const bool other = item->is_current && item->to_pre != far;
        item->to_pre = false;
        if (!other || lems_is_read(synapse, item->name))
            copy->items.v[kept++] = item;
        else
            map_remove(&copy->by_name, item->name);
        item->is_current &= !other;
    }
    copy->items.n = kept;
    const LemsKind *kind = lems_join_synapse(w, copy);
    if (!kind)
        return false;
    IrModel *side = (IrModel *)kind->model;
    side->role = IR_SOURCE;
    for (uint32_t i = 0; i < side->items.n; i++) {
        IrItem *input = side->items.v[i];
        if (input->kind == IR_ITEM_IN && input->from != IR_OWN)
            place_input(w, side, input, input->from == IR_FROM_POST, input->from_name);
    }
    *out = (LemsSide){side, NULL, kind};
    return true;
}

static bool of_one(LemsWriter *w, const IrModel *synapse, LemsPeers *out)
{
    if (!current_of(synapse, false)) {
        lems_refuse(w, synapse->span, "a continuous connection without a current at the target");
        return false;
    }
    if (!join_side(w, synapse, false, &out->near))
        return false;
    if (current_of(synapse, true))
        return join_side(w, synapse, true, &out->far);
    out->far = silent_side(w, synapse);
    return !w->failed;
}

const LemsPeers *lems_peers(LemsWriter *w, const IrProjection *p)
{
    LemsPeers *known = map_get(&w->peers, p->synapse);
    if (known || w->failed)
        return known;
    const IrModel *synapse = ir_find_model(w->m, p->synapse);
    known = ARENA_NEW(w->arena, LemsPeers);
    *known = (LemsPeers){0};
    if (!of_parts(w, synapse, known) && !of_one(w, synapse, known))
        return NULL;
    map_set(&w->peers, p->synapse, known);
    return w->failed ? NULL : known;
}

/* ---- where they are attached ---- */
/* Is anything else put on the cells of that model, into that sum? */
static bool is_model_of(const LemsWriter *w, const Str *cells, const IrModel *model)
{
    const IrGroup *g = ir_find_group(w->m, cells);
    for (uint32_t i = 0; g && i < g->members.n; i++)
        if (is_model_of(w, g->members.v[i], model))
            return true;
    const IrView *v = ir_find_view(w->m, cells);
    const IrPopulation *p = ir_find_population(w->m, v ? v->population : cells);
    return p && p->model == model->name;
}

static const Str *sum_of(const IrProjection *p)
{
    return p->feed ? p->feed : p->post_port;
}

static bool is_joined(const LemsWriter *w, const IrModel *cell, const Str *sum)
{
    for (uint32_t i = 0; i < w->m->inputs.n; i++)
        if (w->m->inputs.v[i]->port == sum && is_model_of(w, w->m->inputs.v[i]->target, cell))
            return true;
    for (uint32_t i = 0; i < w->m->projections.n; i++)
        if (sum_of(w->m->projections.v[i]) == sum &&
            (is_model_of(w, w->m->projections.v[i]->post, cell) ||
             (lems_is_continuous(w, w->m->projections.v[i]) &&
              is_model_of(w, w->m->projections.v[i]->pre, cell))))
            return true;
    return false;
}

static bool has_peers(const LemsWriter *w, const IrModel *cell)
{
    for (uint32_t i = 0; i < w->m->projections.n; i++)
        if (lems_is_continuous(w, w->m->projections.v[i]) &&
            (is_model_of(w, w->m->projections.v[i]->post, cell) ||
             is_model_of(w, w->m->projections.v[i]->pre, cell)))
            return true;
    return false;
}

bool lems_is_closed(const LemsWriter *w, const IrModel *cell, const IrItem *sum)
{
    return has_peers(w, cell) && !is_joined(w, cell, sum->name);
}

bool lems_is_only_list(const LemsWriter *w, const IrModel *cell, const Str *sum)
{
    for (uint32_t i = 0; i < cell->items.n; i++) {
        const IrItem *item = cell->items.v[i];
        if (item->kind == IR_ITEM_REDUCE && !item->multiply && item->name != sum &&
            !lems_is_closed(w, cell, item))
            return false;
    }
    return true;
}
