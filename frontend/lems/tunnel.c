/* Continuous connections: the components at both ends are parts of one synapse, each with what it requires of its own cell and
   with what it reads of the other end. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <string.h>

typedef struct Side {
    const char *part; /* "near": on the post cell, "far": on the pre cell */
    LemsModel *inner;
    const LemsModel *around; /* the cell */
    IrScope cell;
} Side;

typedef struct Tunnel {
    LemsNetwork *n;
    const LemsConnections *k;
    IrModel *model;
    Side sides[2]; /* post, pre */
    const Str *peer;
    VEC(const Str *) properties; /* that both ends have from the synapse */
} Tunnel;

static const Str *str(const Tunnel *t, const char *s)
{
    return str_from(t->n->all->d->session->strings, s);
}

static IrExpr *item(const Tunnel *t, const Str *name, Span at)
{
    return ir_named(t->n->all->d->session->arena, IR_ITEM, name, at);
}

/* An item of the cell at that end. `latest`: as the cell has it now, not as the component there took it in its last step. */
static const Str *of_cell(Tunnel *t, const Side *side, const Str *name, Dim dim, bool latest,
                          Span at)
{
    const Str *own = str_format(t->n->all->d->session->strings, "%s%s_%s", latest ? "latest_" : "",
                                side->part, name->s);
    if (ir_item(t->model, own))
        return own;
    IrItem *in = ir_item_new(t->n->all->d->session->arena, IR_ITEM_IN, own, at);
    in->dim = dim;
    in->from = side->cell;
    in->from_name = name;
    in->for_parts = true;
    in->latest = latest;
    ir_model_add(t->n->all->m, t->model, in);
    return own;
}

static bool is_required(const Side *side, const Str *variable)
{
    const LemsMember *m = lems_member(side->inner->component->type, variable);
    return m && m->kind == LEMS_REQUIREMENT;
}

/* No variable of the component at that end at all, but of its cell. */
static bool is_of_cell_only(const Side *side, const Str *variable)
{
    return !ir_item(side->inner->model, variable) && ir_item(side->around->model, variable);
}

/* "peer_v" of one side: what the component at the other end has, or its cell. */
static IrExpr *of_other(Tunnel *t, const Side *other, const Str *variable, Dim dim, Span at)
{
    const bool required = is_required(other, variable);
    if (required || is_of_cell_only(other, variable))
        return item(
            t, of_cell(t, other, variable, dim, !required && t->n->all->d->options->lems_euler, at),
            at);
    return item(t, str_format(t->n->all->d->session->strings, "%s.%s", other->part, variable->s),
                at);
}

/* The property of that name as a parameter of the component at that end; NULL: it has none. */
static const IrItem *property_of(const Side *side, const Str *name)
{
    const LemsMember *m = name ? lems_member(side->inner->component->type, name) : NULL;
    return m && m->kind == LEMS_PROPERTY ? ir_item(side->inner->model, name) : NULL;
}

static void bind_side(Tunnel *t, const Side *side, const Side *other)
{
    Session *s = t->n->all->d->session;
    const Span at = side->inner->component->element->span;
    IrItem *part = ir_item_new(s->arena, IR_ITEM_PART, str(t, side->part), at);
    part->model = side->inner->model->name;
    for (uint32_t i = 0; i < side->inner->inputs.n; i++) {
        const Str *name = side->inner->inputs.v[i];
        const Dim dim = ir_item(side->inner->model, name)->dim;
        const Str *far = lems_peer_variable(side->inner, t->peer, name);
        IrExpr *value = far ? of_other(t, other, far, dim, at)
                            : item(t, of_cell(t, side, name, dim, false, at), at);
        VEC_PUSH(s->arena, &part->binds, (IrBind){name, value, at});
    }
    for (uint32_t i = 0; i < t->properties.n; i++) {
        const IrItem *known = property_of(side, t->properties.v[i]);
        if (known)
            VEC_PUSH(s->arena, &part->binds, (IrBind){known->name, item(t, known->name, at), at});
    }
    ir_model_add(t->n->all->m, t->model, part);
}

/* An item of the synapse for a property that connections assign, of one end or of both. */
static void add_property(Tunnel *t, const Str *name)
{
    Arena *a = t->n->all->d->session->arena;
    const IrItem *near = property_of(&t->sides[0], name),
                 *known = near ? near : property_of(&t->sides[1], name);
    if (!known || ir_item(t->model, name))
        return;
    const bool weight = str_is(name, "weight");
    IrItem *own = ir_item_new(a, weight ? IR_ITEM_STATE : IR_ITEM_PARAM, name, known->span);
    own->dim = known->dim;
    own->value = ir_expr_copy(a, known->value);
    own->weight = weight;
    ir_model_add(t->n->all->m, t->model, own);
    VEC_PUSH(a, &t->properties, name);
}

static void add_properties(Tunnel *t)
{
    add_property(t, str(t, "weight"));
    for (const XmlElement *a = xml_first(t->k->form, "Assign"); a; a = xml_next(a, "Assign"))
        add_property(t, xml_intern(t->n->all->d->session, xml_attribute(a, "property")));
}

/* The variable that a cell reads of what is attached to it, as a current of the synapse; nothing where the cell at that end
   reads none. */
static void add_current(Tunnel *t, const Side *side, const LemsRead *read)
{
    StrTable *strings = t->n->all->d->session->strings;
    const bool to_pre = side->cell == IR_FROM_PRE;
    const Str *variable = read->variable;
    if (!ir_item(side->inner->model, variable) || !ir_item(side->around->model, read->reduce->name))
        return;
    IrItem *current = ir_item_new(t->n->all->d->session->arena, IR_ITEM_ALIAS,
                                  to_pre ? str_format(strings, "%s_pre", variable->s) : variable,
                                  side->inner->component->element->span);
    current->dim = read->reduce->dim;
    current->value = item(t, str_format(strings, "%s.%s", side->part, variable->s), current->span);
    current->is_current = true;
    current->to_pre = to_pre;
    ir_model_add(t->n->all->m, t->model, current);
}

static void add_currents(Tunnel *t)
{
    const LemsModel *cell = t->k->post->model;
    for (uint32_t i = 0; i < cell->reads.n; i++)
        for (int k = 0; cell->reads.v[i].attachments == t->k->attachments && k < 2; k++)
            add_current(t, &t->sides[k], &cell->reads.v[i]);
}

static const char near_part[] = "near", far_part[] = "far";

const Str *lems_tunnel_path(LemsNetwork *n, const LemsConnections *k, bool far, const char *path,
                            Span at)
{
    StrTable *strings = n->all->d->session->strings;
    LemsModel *inner = lems_model(n->all, far ? k->far_end : k->synapse, IR_CHANNEL);
    const Str *variable = inner ? lems_item_path(n->all, inner, path, at) : NULL;
    return variable ? str_format(strings, "%s.%s", far ? far_part : near_part, variable->s) : NULL;
}

IrModel *lems_tunnel(LemsNetwork *n, const LemsConnections *k)
{
    LemsModels *all = n->all;
    Tunnel t = {.n = n, .k = k, .peer = lems_name(all->d, k->form, "name")};
    t.sides[0] =
        (Side){near_part, lems_model(all, k->synapse, IR_CHANNEL), k->post->model, IR_FROM_POST};
    t.sides[1] =
        (Side){far_part, lems_model(all, k->far_end, IR_CHANNEL), k->pre->model, IR_FROM_PRE};
    if (!t.sides[0].inner || !t.sides[1].inner)
        return NULL;
    const Str *base = k->synapse->id ? k->synapse->id : k->synapse->role;
    const Str *name = str_format(all->d->session->strings, "%s of %s-%s", base->s,
                                 k->pre->ir->name->s, k->post->ir->name->s);
    t.model = ir_model_new(all->m, IR_SYNAPSE, lems_free_name(all, name), k->form->span);
    add_properties(&t);
    bind_side(&t, &t.sides[0], &t.sides[1]);
    bind_side(&t, &t.sides[1], &t.sides[0]);
    add_currents(&t);
    return t.model;
}
