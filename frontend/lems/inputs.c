/* What is attached to single cells becomes parts of all cells of the population, each switched on where a cell has it.

   Components of one type without parts of their own share a part, as long as no cell has two of them: what differs between
   them are parameters of the cells. A component that a cell has several times counts so often, where all of them do the
   same. So a population whose cells each have an input of their own computes one input per cell. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <string.h>

/* Parts that one kind of component may take. */
typedef VEC(LemsAttached *) Slots;

static LemsDocument *document(const LemsNetwork *n)
{
    return n->all->d;
}

/* ---- values per cell ---- */
double *lems_cell_values(LemsNetwork *n, LemsPopulation *p, const Str *parameter, Span at)
{
    Session *s = document(n)->session;
    IrModule *m = n->all->m;
    const IrBind *known = ir_bind(&p->ir->values, parameter);
    if (known)
        return ir_find_data(m, known->value->u.name)->values;
    IrData *data = ARENA_NEW(s->arena, IrData);
    *data = (IrData){.name = str_format(s->strings, "%s.%s", p->ir->name->s, parameter->s),
                     .rows = p->size,
                     .columns = 1,
                     .span = at};
    data->values = ARENA_ARRAY(s->arena, double, p->size + 1);
    data->dims = ARENA_NEW(s->arena, Dim);
    VEC_PUSH(s->arena, &m->data, data);
    ir_register(m, data->name, data);
    IrExpr *e = ir_expr_new(s->arena, IR_DATA, 1, at);
    e->u.name = data->name;
    e->arg[0] = ir_named(s->arena, IR_VARIABLE, str_from(s->strings, "i"), at);
    VEC_PUSH(s->arena, &p->ir->values, (IrBind){parameter, e, at});
    return data->values;
}

/* The parameter of the cell that the part has it from; NULL: it has its own default. */
static const Str *cell_parameter(const LemsModel *x, const Str *part, const Str *name)
{
    const IrBind *bind = ir_bind(&ir_item(x->model, part)->binds, name);
    return bind ? bind->value->u.name : NULL;
}

/* Makes it a parameter of the cell, with the default of the part. */
static const Str *add_cell_parameter(LemsNetwork *n, LemsModel *x, const Str *part,
                                     const IrItem *of_part)
{
    Session *s = document(n)->session;
    const Str *name = lems_free_item(x, str_format(s->strings, "%s_%s", part->s, of_part->name->s));
    IrItem *item = ir_item_new(s->arena, IR_ITEM_PARAM, name, of_part->span);
    item->dim = of_part->dim;
    item->value = ir_expr_copy(s->arena, of_part->value);
    ir_model_add(x->m, x->model, item);
    VEC_PUSH(s->arena, &ir_item(x->model, part)->binds,
             ((IrBind){of_part->name, ir_named(s->arena, IR_ITEM, name, item->span), item->span}));
    return name;
}

double *lems_part_values(LemsNetwork *n, LemsPopulation *p, const Str *part, const IrItem *of_part)
{
    LemsModel *x = p->model;
    const Str *name = cell_parameter(x, part, of_part->name);
    if (name && ir_bind(&p->ir->values, name))
        return lems_cell_values(n, p, name, of_part->span);
    if (!name)
        name = add_cell_parameter(n, x, part, of_part);
    double standard = 0, *values = lems_cell_values(n, p, name, of_part->span);
    ir_constant(of_part->value, &standard);
    for (uint32_t i = 0; i < p->size; i++)
        values[i] = standard;
    ir_find_data(x->m, ir_bind(&p->ir->values, name)->value->u.name)->dims[0] = of_part->dim;
    return values;
}

/* ---- what components have in common ---- */
static bool is_reference(const LemsMember *m)
{
    return m->kind == LEMS_REFERENCE || m->kind == LEMS_LINK || m->kind == LEMS_ATTACHMENTS ||
           m->any;
}

/* Its type says all but the numbers. */
bool lems_is_plain(const LemsComponent *c)
{
    for (uint32_t i = 0; i < c->type->members.n; i++)
        if (is_reference(&c->type->members.v[i]))
            return false;
    return c->children.n == 0 && c->type->structure == NULL;
}

static bool draws(LemsNetwork *n, const XmlElement *e)
{
    for (uint32_t i = 0; i < e->n_attributes; i++)
        if (strstr(xml_intern(document(n)->session, &e->attributes[i].value)->s, "random"))
            return true;
    for (const XmlElement *child = e->first; child; child = child->next)
        if (draws(n, child))
            return true;
    return false;
}

/* Two of it on a cell do the same at all times. */
static bool is_deterministic(LemsNetwork *n, const LemsComponent *c)
{
    return lems_is_plain(c) && c->type->dynamics && !draws(n, c->type->dynamics);
}

/* The number of a parameter; false where it has none, which has been told. */
static bool value_of(LemsNetwork *n, const LemsComponent *c, const LemsMember *m, double *native)
{
    const XmlText *text = lems_attribute(c, m->name->s);
    Dim dim;
    return text && lems_number(document(n), text, &dim, native) && dim_equal(dim, m->dim);
}

/* What the equations have as an exponent is the same in all that share a part. */
static bool may_share(LemsNetwork *n, const LemsAttached *a, const LemsComponent *what)
{
    const LemsModel *inner = lems_model(n->all, a->component, IR_CHANNEL);
    if (a->component == what)
        return true;
    for (uint32_t i = 0; i < what->type->members.n; i++) {
        const LemsMember *m = &what->type->members.v[i];
        double here, there;
        if (m->kind == LEMS_PARAMETER &&
            (!value_of(n, what, m, &here) || !value_of(n, a->component, m, &there) ||
             (map_has(&inner->exponents, m->name) && (here < there || here > there))))
            return false;
    }
    return true;
}

/* ---- what a connection assigns ---- */
/* The value that <Assign> gives a property of the part, and where the cell has it; NULL after a diagnostic. */
static double *assigned(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const LemsAttached *a,
                        const LemsGiven *given, const XmlElement *e, double *value)
{
    const LemsModel *inner = lems_model(n->all, a->component, IR_CHANNEL);
    const Str *attribute;
    const LemsMember *m = lems_assignment(document(n), a->component, e, &attribute);
    if (!m || !lems_assigned(document(n), given->connection, attribute, m, value))
        return NULL;
    return &lems_part_values(n, p, a->part, ir_item(inner->model, m->name))[cell];
}

/* 1: the cell has the values in that part already; 0: others; -1: a diagnostic. */
static int has_assigned(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const LemsAttached *a,
                        const LemsGiven *given)
{
    for (const XmlElement *e = xml_first(given->form, "Assign"); e; e = xml_next(e, "Assign")) {
        double value;
        const double *known = assigned(n, p, cell, a, given, e, &value);
        if (!known || *known < value || *known > value)
            return known ? 0 : -1;
    }
    return 1;
}

static bool assign(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const LemsAttached *a,
                   const LemsGiven *given)
{
    for (const XmlElement *e = xml_first(given->form, "Assign"); e; e = xml_next(e, "Assign")) {
        double value, *known = assigned(n, p, cell, a, given, e, &value);
        if (!known)
            return false;
        *known = value;
    }
    return true;
}

/* ---- parts ---- */
static Slots *slots_of(LemsNetwork *n, LemsPopulation *p, const LemsGiven *given)
{
    Session *s = document(n)->session;
    const bool shared = !given->own && lems_is_plain(given->what);
    const Str *key =
        str_format(s->strings, "%s\n%p\n%s\n%p\n%d\n%s\n%s", p->ir->name->s,
                   shared ? (const void *)given->what->type : (const void *)given->what,
                   given->attachments->s, given->own ? NULL : (const void *)given->form, given->own,
                   given->takes ? given->sends->s : "", given->takes ? given->takes->s : "");
    Slots *known = map_get(&n->inputs, key);
    if (!known) {
        known = ARENA_NEW(s->arena, Slots);
        map_set(&n->inputs, key, known);
    }
    return known;
}

/* The cell gets the part for a component of its own, whose numbers may be others than those of the first one. */
static bool take(LemsNetwork *n, LemsPopulation *p, uint32_t cell, LemsAttached *a,
                 const LemsGiven *given)
{
    const LemsModel *inner = lems_model(n->all, a->component, IR_CHANNEL);
    const LemsComponent *what = given->what;
    a->of_cell[cell] = what;
    lems_cell_values(n, p, a->on, what->element->span)[cell] = 1;
    for (uint32_t i = 0; what != a->component && i < what->type->members.n; i++) {
        const LemsMember *m = &what->type->members.v[i];
        const IrItem *item = m->kind == LEMS_PARAMETER ? ir_item(inner->model, m->name) : NULL;
        double value, standard;
        if (!item || !value_of(n, what, m, &value) || !ir_constant(item->value, &standard))
            continue;
        if (value < standard || value > standard || cell_parameter(p->model, a->part, m->name))
            lems_part_values(n, p, a->part, item)[cell] = value;
    }
    return assign(n, p, cell, a, given);
}

static LemsAttached *new_part(LemsNetwork *n, LemsPopulation *p, Slots *slots,
                              const LemsGiven *given)
{
    Arena *arena = document(n)->session->arena;
    LemsAttached *a = lems_attach(n->all, p->model, given->what, given->attachments);
    if (!a)
        return NULL;
    a->of_cell = ARENA_ARRAY(arena, const LemsComponent *, p->size + 1);
    VEC_PUSH(arena, slots, a);
    if (given->takes)
        lems_add_wire(
            p->model, given->sends,
            str_format(document(n)->session->strings, "%s.%s", a->part->s, given->takes->s),
            given->what->element->span);
    return a;
}

const Str *lems_give(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const LemsGiven *given)
{
    Slots *slots = slots_of(n, p, given);
    for (uint32_t i = 0; i < slots->n; i++) {
        LemsAttached *a = slots->v[i];
        if (!a->of_cell[cell] && may_share(n, a, given->what))
            return take(n, p, cell, a, given) ? a->part : NULL;
        if (a->of_cell[cell] != given->what || given->own || !is_deterministic(n, given->what))
            continue;
        const int same = has_assigned(n, p, cell, a, given);
        if (same)
            lems_cell_values(n, p, a->on, given->what->element->span)[cell] += same > 0;
        if (same)
            return same > 0 ? a->part : NULL;
    }
    LemsAttached *a = document(n)->failed ? NULL : new_part(n, p, slots, given);
    return a && take(n, p, cell, a, given) ? a->part : NULL;
}
