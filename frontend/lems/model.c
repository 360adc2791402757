/* A component as a model: parameters, ports, parts and what it requires. */
#include "frontend/lems/model.h"

#include "ir/build.h"

#include <string.h>

enum { PARTS_DEPTH_MAX = 30 };

/* ---- parameters ---- */
static IrItem *number_item(LemsModel *x, const LemsMember *m, IrItemKind kind, IrExpr *value)
{
    IrItem *item = ir_item_new(x->d->session->arena, kind, m->name, m->element->span);
    item->dim = m->dim;
    item->value = value;
    item->doc = lems_words(x->d, xml_attribute(m->element, "description"));
    ir_model_add(x->m, x->model, item);
    return item;
}

IrExpr *lems_given(LemsDocument *d, const LemsMember *m, const XmlText *value)
{
    Dim dim;
    IrExpr *e = lems_quantity(d, value, &dim);
    if (!e || m->any || dim_equal(dim, m->dim))
        return e;
    lems_wrong_dimension(d, value->span, m, dim);
    return NULL;
}

/* Core types say min="..." and max="..." where less or more has no meaning; 0 fits any dimension. */
static IrExpr *bound_of(LemsModel *x, const LemsMember *m, const char *attribute)
{
    const XmlText *text = xml_attribute(m->element, attribute);
    if (text && xml_is(text, "0"))
        return ir_number(x->d->session->arena, 0, m->dim, text->span);
    return text ? lems_given(x->d, m, text) : NULL;
}

/* False where the value is out of its bounds, or these are wrong. */
static bool in_bounds(LemsModel *x, const LemsMember *m, const XmlText *value, IrItem *item)
{
    static const char *const attributes[] = {"min", "max"};
    IrExpr **const bounds[] = {&item->lo, &item->hi};
    for (int k = 0; k < 2; k++) {
        const XmlText *text = xml_attribute(m->element, attributes[k]);
        double number, bound;
        if (!text)
            continue;
        if (!(*bounds[k] = bound_of(x, m, attributes[k])))
            return false;
        if (!ir_constant(item->value, &number) || !ir_constant(*bounds[k], &bound) ||
            !(k ? number > bound : number < bound))
            continue;
        lems_complain(x->d, DIAG_NNC0211, value->span, "'%s' is %.*s, and must be %.*s or %s",
                      m->name->s, (int)value->len, value->s, (int)text->len, text->s,
                      k ? "less" : "more");
        return false;
    }
    return true;
}

bool lems_give_item(LemsModel *x, const LemsMember *m, const XmlText *value, IrItem *item)
{
    item->dim = m->dim;
    item->value = lems_given(x->d, m, value);
    if (item->value && m->any)
        lems_quantity(x->d, value, &item->dim);
    return item->value && in_bounds(x, m, value, item);
}

static void add_parameter(LemsModel *x, const LemsMember *m)
{
    const XmlText *value = lems_attribute(x->component, m->name->s);
    if (!value) {
        lems_complain(x->d, DIAG_NNC0903, x->component->element->span,
                      "'%s' of type %s needs the attribute '%s'",
                      x->component->id ? x->component->id->s : x->component->role->s,
                      x->component->type->name->s, m->name->s);
        return;
    }
    lems_give_item(x, m, value, number_item(x, m, IR_ITEM_PARAM, NULL));
}

static void add_constant(LemsModel *x, const LemsMember *m)
{
    const XmlText *value = lems_need(x->d, m->element, "value");
    IrExpr *e = value ? lems_given(x->d, m, value) : NULL;
    if (e)
        number_item(x, m, IR_ITEM_ALIAS, e);
}

static void add_derived(LemsModel *x, const LemsMember *m)
{
    IrExpr *e = xml_attribute(m->element, "select")
                    ? lems_selected_number(x, m)
                    : lems_value(x, lems_need(x->d, m->element, "value"));
    if (e)
        number_item(x, m, IR_ITEM_ALIAS, e);
}

/* A plain number in SI units. */
static void add_property(LemsModel *x, const LemsMember *m)
{
    const XmlText *value = xml_attribute(m->element, "defaultValue");
    const Unit si = {.dim = m->dim, .factor = 1};
    Dim dim = m->dim;
    IrExpr *e = value ? lems_quantity(x->d, value, &dim)
                      : ir_number(x->d->session->arena, 0, m->dim, m->element->span);
    double number;
    if (e && dim_is_none(dim) && !dim_is_none(m->dim) && ir_constant(e, &number))
        e = ir_number(x->d->session->arena, number * unit_factor_to(&si, &unit_native), m->dim,
                      value->span);
    else if (e && value)
        e = lems_given(x->d, m, value);
    const bool weight = x->model->role == IR_SYNAPSE && str_is(m->name, "weight");
    if (e)
        number_item(x, m, weight ? IR_ITEM_STATE : IR_ITEM_PARAM, e)->weight = weight;
}

static void add_port(LemsModel *x, const LemsMember *m)
{
    const bool out = xml_is(lems_need(x->d, m->element, "direction"), "out");
    if (x->model->role == IR_SYNAPSE && !out)
        return; /* `on pre` */
    ir_model_add(x->m, x->model,
                 ir_item_new(x->d->session->arena, out ? IR_ITEM_EVENT_OUT : IR_ITEM_EVENT_IN,
                             m->name, m->element->span));
}

/* Of the surroundings: from the owner, and for what is attached to cells from the cell. */
IrItem *lems_input(LemsModel *x, const Str *name, Dim dim, Span at)
{
    IrItem *item = ir_item_new(x->d->session->arena, IR_ITEM_IN, name, at);
    item->dim = dim;
    if (x->model->role == IR_SYNAPSE) {
        item->from = IR_FROM_POST;
        item->from_name = name;
    } else
        VEC_PUSH(x->d->session->arena, &x->inputs, name);
    ir_model_add(x->m, x->model, item);
    return item;
}

static void add_requirement(LemsModel *x, const LemsMember *m)
{
    lems_input(x, m->name, m->dim, m->element->span);
}

static void (*const member_readers[LEMS_MEMBER_KINDS])(LemsModel *x, const LemsMember *m) = {
    [LEMS_PARAMETER] = add_parameter,       [LEMS_FIXED] = add_constant,
    [LEMS_INDEX_PARAMETER] = add_parameter, [LEMS_INTEGER_PARAMETER] = add_parameter,
    [LEMS_DERIVED_PARAMETER] = add_derived, [LEMS_CONSTANT] = add_constant,
    [LEMS_PROPERTY] = add_property,         [LEMS_EVENT_PORT] = add_port,
    [LEMS_REQUIREMENT] = add_requirement,
};

static void add_members(LemsModel *x)
{
    const LemsType *type = x->component->type;
    for (uint32_t i = 0; i < type->members.n; i++)
        if (member_readers[type->members.v[i].kind])
            member_readers[type->members.v[i].kind](x, &type->members.v[i]);
}

const Str *lems_free_item(const LemsModel *x, const Str *base)
{
    const Str *name = base;
    for (unsigned k = 2; ir_item(x->model, name) || map_has(&x->variables, name); k++)
        name = str_format(x->d->session->strings, "%s_%u", base->s, k);
    return name;
}

const Str *lems_reduce(LemsModel *x, const Str *attachments, const Str *variable, bool multiply,
                       Dim dim, Span at)
{
    for (uint32_t i = 0; i < x->reads.n; i++)
        if (x->reads.v[i].attachments == attachments && x->reads.v[i].variable == variable)
            return x->reads.v[i].reduce->name;
    const Str *name =
        lems_free_item(x, str_format(x->d->session->strings, "%s_%s", attachments->s, variable->s));
    IrItem *item = ir_item_new(x->d->session->arena, IR_ITEM_REDUCE, name, at);
    item->dim = dim;
    item->multiply = multiply;
    ir_model_add(x->m, x->model, item);
    VEC_PUSH(x->d->session->arena, &x->reads, (LemsRead){attachments, variable, item});
    return name;
}

/* ---- parts ---- */
/* Dots are between the names of a path. */
const Str *lems_part_name(const LemsModel *x, const Str *id)
{
    if (!strchr(id->s, '.'))
        return id;
    char *plain = arena_strndup(x->d->session->arena, id->s, id->len);
    for (char *c = plain; (c = strchr(c, '.'));)
        *c = '_';
    return str_from(x->d->session->strings, plain);
}

static const Str *name_of_part(const LemsModel *x, const LemsComponent *child)
{
    return lems_free_item(x, lems_part_name(x, child->id ? child->id : child->role));
}

/* What a part requires is an item of its owner, or comes through it. */
static void bind_inputs(LemsModels *all, LemsModel *x, IrItem *part, const LemsModel *inner)
{
    for (uint32_t i = 0; i < inner->inputs.n; i++) {
        const Str *name = inner->inputs.v[i];
        if (map_get(&all->given, inner->component) == name) {
            const Str *occupancy = lems_occupancy(x, inner->component, name);
            VEC_PUSH(x->d->session->arena, &part->binds,
                     (IrBind){name, ir_named(x->d->session->arena, IR_ITEM, occupancy, part->span),
                              part->span});
            continue;
        }
        const bool own = map_has(&x->variables, name) || ir_item(x->model, name);
        if (!own)
            lems_input(x, name, ir_item(inner->model, name)->dim, part->span)->for_parts = true;
        const IrBind bind = {name, ir_named(x->d->session->arena, IR_ITEM, name, part->span),
                             part->span};
        VEC_PUSH(x->d->session->arena, &part->binds, bind);
    }
}

const Str *lems_part(LemsModels *all, LemsModel *x, const LemsComponent *child)
{
    const Str *known = map_get(&x->parts, child);
    if (known)
        return known;
    LemsModel *inner = lems_model(all, child, IR_CHANNEL);
    if (!inner)
        return NULL;
    const Str *name = name_of_part(x, child);
    IrItem *part = ir_item_new(x->d->session->arena, IR_ITEM_PART, name, child->element->span);
    part->model = inner->model->name;
    map_set(&x->parts, child, (void *)name);
    bind_inputs(all, x, part, inner);
    ir_model_add(x->m, x->model, part);
    return name;
}

/* Children that have dynamics evolve, whether or not somebody reads them; so do those that the structure makes. */
static void add_parts(LemsModels *all, LemsModel *x)
{
    const LemsComponent *c = x->component;
    for (uint32_t i = 0; i < c->children.n; i++)
        if (c->children.v[i]->type->dynamics)
            lems_part(all, x, c->children.v[i]);
    const XmlElement *structure = c->type->structure;
    for (const XmlElement *e = structure ? structure->first : NULL; e; e = e->next) {
        const LemsComponent *made = lems_child_instance(x->d, c, e);
        if (made && made->type->dynamics)
            lems_part(all, x, made);
    }
}

/* ---- attached components ---- */
/* A variable of a part, where `on` counts it (NULL: always), as a term of the sum. */
static void add_feed(LemsModel *x, const LemsRead *read, const Str *part, const Str *on, Span at)
{
    Session *s = x->d->session;
    IrItem *feed = ir_item_new(s->arena, IR_ITEM_FEED, read->reduce->name, at);
    const Str *path = str_format(s->strings, "%s.%s", part->s, read->variable->s);
    feed->value = ir_named(s->arena, IR_ITEM, path, at);
    if (on)
        feed->value =
            ir_binary(s->arena, IR_PRODUCT, ir_named(s->arena, IR_ITEM, on, at), feed->value);
    ir_model_add(x->m, x->model, feed);
}

/* What a component that is attached contributes: each variable that the cell reads of such. */
static void add_feeds(LemsModel *x, const Str *attachments, const Str *part, const LemsModel *inner,
                      const Str *on)
{
    const Span at = inner->component->element->span;
    for (uint32_t i = 0; i < x->reads.n; i++) {
        const LemsRead *read = &x->reads.v[i];
        if (read->attachments != attachments)
            continue;
        if (ir_item(inner->model, read->variable))
            add_feed(x, read, part, on, at);
        else if (on)
            lems_complain(x->d, DIAG_NNC0907, at,
                          "'%s' has no '%s', which '%s' adds up from its %s",
                          (inner->component->id ? inner->component->id : inner->component->role)->s,
                          read->variable->s, x->model->name->s, attachments->s);
    }
}

static IrItem *add_number(LemsModel *x, const Str *name, double value, Span at)
{
    IrItem *item = ir_item_new(x->d->session->arena, IR_ITEM_PARAM, name, at);
    item->value = ir_number(x->d->session->arena, value, DIM_NONE, at);
    ir_model_add(x->m, x->model, item);
    return item;
}

const Str *lems_add_part(LemsModels *all, LemsModel *x, const LemsModel *inner,
                         const Str *attachments)
{
    const Str *name = name_of_part(x, inner->component);
    IrItem *part =
        ir_item_new(all->d->session->arena, IR_ITEM_PART, name, inner->component->element->span);
    part->model = inner->model->name;
    bind_inputs(all, x, part, inner);
    ir_model_add(all->m, x->model, part);
    add_feeds(x, attachments, name, inner, NULL);
    return name;
}

void lems_forget(LemsModels *all, const LemsModel *x)
{
    for (uint32_t i = all->m->models.n; i-- > 0;)
        if (all->m->models.v[i] == x->model) {
            for (uint32_t k = i + 1; k < all->m->models.n; k++)
                all->m->models.v[k - 1] = all->m->models.v[k];
            all->m->models.n--;
            map_remove(&all->m->by_name, x->model->name);
            return;
        }
}

LemsAttached *lems_attach(LemsModels *all, LemsModel *x, const LemsComponent *attached,
                          const Str *attachments)
{
    LemsModel *inner = lems_model(all, attached, IR_CHANNEL);
    if (!inner)
        return NULL;
    /* components share it, and populations whose inputs have other names are alike: it has the name of the type */
    const Str *name = lems_free_item(x, lems_part_name(x, attached->type->name));
    const Span at = attached->element->span;
    const Str *on = lems_free_item(x, str_format(all->d->session->strings, "%s_on", name->s));
    add_number(x, on, 0, at);
    IrItem *part = ir_item_new(all->d->session->arena, IR_ITEM_PART, name, at);
    part->model = inner->model->name;
    bind_inputs(all, x, part, inner);
    ir_model_add(all->m, x->model, part);
    LemsAttached *made = ARENA_NEW(all->d->session->arena, LemsAttached);
    *made = (LemsAttached){.component = attached, .part = name, .on = on};
    VEC_PUSH(all->d->session->arena, &x->attached, made);
    add_feeds(x, attachments, name, inner, on);
    return made;
}

/* ---- the whole ---- */
const Str *lems_free_name(LemsModels *all, const Str *base)
{
    const Str *name = base;
    uintptr_t k = (uintptr_t)map_get(&all->numbers, base);
    for (k = k ? k : 2; map_has(&all->m->by_name, name); k++)
        name = str_format(all->d->session->strings, "%s#%u", base->s, (unsigned)k);
    map_set(&all->numbers, base, (void *)k);
    return name;
}

static const Str *model_name(LemsModels *all, const LemsComponent *c)
{
    const LemsModel *owner = c->parent ? map_get(&all->made, c->parent) : NULL;
    const Str *own = c->id ? c->id : c->role;
    return lems_free_name(
        all,
        owner ? str_format(all->d->session->strings, "%s.%s", owner->model->name->s, own->s) : own);
}

static bool too_deep(LemsModels *all, const LemsComponent *c)
{
    if (all->depth < PARTS_DEPTH_MAX)
        return false;
    lems_complain(all->d, DIAG_NNC0306, c->element->span,
                  "components contain each other more than %d deep", PARTS_DEPTH_MAX);
    return true;
}

static LemsModel *make(LemsModels *all, const LemsComponent *c, IrRole role)
{
    LemsModel *x = ARENA_NEW(all->d->session->arena, LemsModel);
    *x = (LemsModel){.d = all->d, .m = all->m, .component = c};
    x->model = ir_model_new(all->m, role, model_name(all, c), c->element->span);
    x->model->doc = lems_description(all->d, c);
    map_init(&x->parts, all->d->session->arena);
    map_init(&x->variables, all->d->session->arena);
    map_init(&x->exponents, all->d->session->arena);
    if (role == IR_CHANNEL)
        map_set(&all->made, c, x);
    all->depth++;
    x->has_tree = role == IR_CELL && lems_morphology(x);
    add_members(x);
    if (lems_dynamics(all, x))
        add_parts(all, x);
    if (!all->d->failed)
        lems_wires(all, x);
    if (role == IR_SYNAPSE || role == IR_RECEPTOR)
        lems_silence(x);
    all->depth--;
    return all->d->failed ? NULL : x;
}

LemsModel *lems_model(LemsModels *all, const LemsComponent *c, IrRole role)
{
    LemsModel *known = role == IR_CHANNEL ? map_get(&all->made, c) : NULL;
    return known ? known : too_deep(all, c) ? NULL : make(all, c, role);
}
