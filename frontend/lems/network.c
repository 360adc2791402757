/* Structure, run at compile time: populations, what is attached to their cells, and their connections. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 100000000 };

static LemsDocument *document(const LemsNetwork *n)
{
    return n->all->d;
}

static const XmlElement *structure_of(const LemsComponent *c, const char *tag)
{
    return xml_first(c->type->structure, tag);
}

/* ---- references ---- */
const LemsComponent *lems_named(LemsNetwork *n, const LemsComponent *from, const XmlText *path)
{
    const LemsComponent *at = from;
    const char *s = xml_intern(document(n)->session, path)->s;
    for (; at && !strncmp(s, "../", 3); s += 3)
        at = at->parent;
    const XmlText *id = at ? lems_attribute(at, s) : NULL;
    const LemsComponent *found =
        id ? lems_reference(document(n), at, xml_intern(document(n)->session, id)) : NULL;
    if (!found && id)
        lems_no_component(document(n), id);
    else if (!found)
        lems_lacks(document(n), from->element, s);
    return found;
}

/* ---- populations ---- */
static bool whole_number(LemsNetwork *n, const XmlText *text, uint32_t *out)
{
    char *end, *s = arena_strndup(document(n)->session->arena, text->s, text->len);
    const double x = strtod(s, &end);
    const bool good = strspn(s, "0123456789.+eE") == text->len && end != s && !*end && x >= 0 &&
                      x <= CELLS_MAX && (double)(uint32_t)x >= x;
    *out = good ? (uint32_t)x : 0;
    if (!good)
        lems_complain(document(n), DIAG_NNC0404, text->span, "'%s' is no number of cells", s);
    return good;
}

static void add_population(LemsNetwork *n, LemsPopulation p)
{
    if (p.cell)
        VEC_PUSH(document(n)->session->arena, &n->populations, p);
}

/* Multiplies by what a component holds as numbers of cells: the sides of a grid, or one number. False: it has none. */
static bool multiply_sides(LemsNetwork *n, const LemsComponent *c, double *number)
{
    bool some = false;
    for (uint32_t i = 0; i < c->type->members.n; i++) {
        const LemsMember *m = &c->type->members.v[i];
        const XmlText *text = m->kind == LEMS_PARAMETER ? lems_attribute(c, m->name->s) : NULL;
        uint32_t side;
        if (!text)
            continue;
        *number *= whole_number(n, text, &side) ? side : 1;
        some = true;
    }
    return some;
}

/* The places that a component's parts have; false where they say no number. */
static bool count_places(LemsNetwork *n, const LemsComponent *places, double *number)
{
    bool some = false;
    *number = 1;
    for (uint32_t i = 0; places && i < places->children.n; i++)
        some |= multiply_sides(n, places->children.v[i], number);
    return some;
}

static const LemsComponent *child_of_role(const LemsComponent *c, const Str *role)
{
    for (uint32_t i = 0; role && i < c->children.n; i++)
        if (c->children.v[i]->role == role)
            return c->children.v[i];
    return NULL;
}

/* The attribute that says how many; where it is missing, the child that says where they lie. */
static bool count_cells(LemsNetwork *n, const LemsComponent *c, const XmlElement *e,
                        const Str *attribute, uint32_t *out)
{
    const LemsComponent *places = child_of_role(c, lems_name(document(n), e, "places"));
    const XmlText *size = lems_attribute(c, attribute->s);
    double number;
    const bool placed = count_places(n, places, &number);
    if (size && whole_number(n, size, out) && placed && (*out < number || *out > number))
        diag(document(n)->session->diags, DIAG_NNC0908, places->element->span,
             "these are %.0f places for %u cells: nothing reads them", number, *out);
    if (!size && !placed)
        lems_lacks(document(n), c->element, attribute->s);
    else if (!size && number > CELLS_MAX)
        lems_complain(document(n), DIAG_NNC0404, places->element->span,
                      "%.0f places are too many cells", number);
    else if (!size)
        *out = (uint32_t)number;
    return !document(n)->failed;
}

static void instantiate_many(LemsNetwork *n, const LemsComponent *c, const XmlElement *e)
{
    const XmlText *number = lems_need(document(n), e, "number"),
                  *of = lems_need(document(n), e, "component");
    const Str *attribute = xml_intern(document(n)->session, number);
    LemsPopulation p = {.component = c};
    if (!attribute || !of || !count_cells(n, c, e, attribute, &p.size))
        return;
    const XmlElement *more = xml_next(e, "MultiInstantiate");
    if (more)
        lems_complain(document(n), DIAG_NNC0909, more->span,
                      "several <MultiInstantiate> of one component are not supported yet");
    p.cell = lems_named(n, c, of);
    add_population(n, p);
}

static void add_place(LemsNetwork *n, LemsPopulation *p, const XmlElement *instance)
{
    const Str *id = lems_name(document(n), instance, "id");
    p->size++;
    if (!id)
        return;
    if (map_has(&p->places, id))
        lems_complain(document(n), DIAG_NNC0301, instance->span,
                      "the instance '%s' is declared twice", id->s);
    map_set(&p->places, id, (void *)(uintptr_t)p->size);
}

static void add_places(LemsNetwork *n, LemsPopulation *p, const LemsComponent *instance)
{
    add_place(n, p, instance->element);
    const uint32_t packed = lems_packed(document(n), instance);
    for (uint32_t i = 0; i < packed; i++) {
        Arena *scratch = document(n)->session->scratch;
        const ArenaMark mark = arena_mark(scratch);
        const LemsComponent one = lems_unpack(document(n), instance, i);
        add_place(n, p, one.element);
        arena_reset(scratch, mark);
    }
}

/* "../component" of a place that makes what its list names; NULL: it does not. */
static const XmlText *made_by(const LemsType *place)
{
    const XmlElement *e = xml_first(place->structure, "ChildInstance");
    const XmlText *of = e ? xml_attribute(e, "component") : NULL;
    return of && of->len > 3 && !memcmp(of->s, "../", 3) ? of : NULL;
}

/* The same of a list, by what it has or could have. */
static const XmlText *made_by_list(LemsDocument *d, const LemsComponent *list)
{
    const XmlText *of = NULL;
    for (uint32_t i = 0; i < list->children.n && !of; i++)
        of = made_by(list->children.v[i]->type);
    for (uint32_t i = 0; i < list->type->members.n && !of; i++) {
        const LemsMember *m = &list->type->members.v[i];
        const LemsType *place =
            m->kind == LEMS_CHILDREN && m->type ? lems_find_type(d, m->type) : NULL;
        of = place ? made_by(place) : NULL;
    }
    return of;
}

bool lems_is_population(LemsDocument *d, const LemsComponent *c)
{
    return structure_of(c, "MultiInstantiate") || made_by_list(d, c);
}

/* A list of places, each of which makes the component that the list names. */
static bool instantiate_list(LemsNetwork *n, const LemsComponent *c)
{
    const XmlText *of = made_by_list(document(n), c);
    LemsPopulation p = {.component = c};
    if (!of)
        return false;
    const XmlText own = {of->s + 3, of->len - 3, of->span}; /* as the list sees it */
    p.cell = lems_named(n, c, &own);
    map_init(&p.places, document(n)->session->arena);
    for (uint32_t i = 0; i < c->children.n && p.cell; i++)
        if (made_by(c->children.v[i]->type))
            add_places(n, &p, c->children.v[i]);
    add_population(n, p);
    return true;
}

static void find_populations(LemsNetwork *n, const LemsComponent *c)
{
    const XmlElement *many = structure_of(c, "MultiInstantiate");
    if (many) {
        instantiate_many(n, c, many);
        return;
    }
    if (instantiate_list(n, c))
        return;
    for (uint32_t i = 0; i < c->children.n; i++)
        find_populations(n, c->children.v[i]);
}

/* What the cells still require, the components around the population have (a temperature). */
static bool give_surroundings(LemsNetwork *n, LemsPopulation *p)
{
    LemsModel *x = p->model;
    for (uint32_t i = 0; i < x->inputs.n; i++) {
        const XmlText *value = NULL;
        const LemsMember *m = NULL;
        for (const LemsComponent *c = p->component; c && !value; c = c->parent) {
            value = lems_attribute(c, x->inputs.v[i]->s);
            m = lems_member(c->type, x->inputs.v[i]);
        }
        IrItem *item = ir_item(x->model, x->inputs.v[i]);
        if (!value || !m) {
            lems_complain(
                document(n), DIAG_NNC0906, p->cell->element->span,
                "'%s' requires '%s', which neither the cell nor its population or network has",
                p->cell->id ? p->cell->id->s : p->cell->role->s, x->inputs.v[i]->s);
            return false;
        }
        item->kind = IR_ITEM_PARAM;
        if (!lems_give_item(x, m, value, item))
            return false;
    }
    return true;
}

static bool make_population(LemsNetwork *n, LemsPopulation *p)
{
    Session *s = document(n)->session;
    IrModule *m = n->all->m;
    p->model = lems_model(n->all, p->cell, IR_CELL);
    if (!p->model)
        return false;
    IrPopulation *pop = ARENA_NEW(s->arena, IrPopulation);
    const Str *label = p->component->id ? p->component->id : p->component->role;
    *pop = (IrPopulation){
        .name = label, .model = p->model->model->name, .span = p->component->element->span};
    pop->size = ir_integer(s->arena, p->size, pop->span);
    if (map_has(&m->by_name, label) && ir_find_population(m, label)) {
        lems_complain(document(n), DIAG_NNC0301, pop->span, "the population '%s' is declared twice",
                      label->s);
        return false;
    }
    p->ir = pop;
    if (!p->size) /* documents may have such a one; programs have cells */
        return true;
    VEC_PUSH(s->arena, &m->populations, pop);
    ir_register(m, label, pop);
    return true;
}

/* ---- paths to cells ---- */
/* The place that a number after the population's name means: in a list whose instances have ids, such an id. */
static bool cell_place(const LemsPopulation *p, const Str *id, unsigned long number, bool bracket,
                       uint32_t *cell)
{
    const uintptr_t place = (uintptr_t)map_get(&p->places, id);
    const bool by_id = !bracket && p->places.n;
    *cell = by_id ? (uint32_t)place - 1 : (uint32_t)number;
    return by_id ? place > 0 : number < p->size;
}

/* "[3]", "/3" or "/3/cellId" behind the name of the population: the cell, and what follows. NULL: there is none. */
static const char *read_place(LemsNetwork *n, const LemsPopulation *p, const char *at,
                              uint32_t *cell)
{
    const bool bracket = *at++ == '[';
    const Str *word = str_intern(document(n)->session->strings, at, strcspn(at, "/]"));
    char *end;
    const unsigned long number = strtoul(at, &end, 10);
    if (end == at || (bracket && *end++ != ']') || !cell_place(p, word, number, bracket, cell))
        return NULL;
    const Str *id = p->cell->id;
    const bool named = !bracket && id && *end == '/' && !strncmp(end + 1, id->s, id->len) &&
                       (end[1 + id->len] == '/' || !end[1 + id->len]);
    return named ? end + 1 + id->len : end;
}

/* "net/pop[0]/v" of what is around a network: `at` behind the components that are no populations. */
static const char *inside(LemsNetwork *n, const char *at)
{
    const LemsComponent *c = n->single ? NULL : n->root;
    for (size_t len; c && at[len = strcspn(at, "[/")] == '/'; at += len + 1) {
        const Str *id = str_intern(document(n)->session->strings, at, len);
        c = map_has(&n->by_id, id) ? NULL : map_get(&c->by_id, id);
        if (!c)
            break;
    }
    return at;
}

bool lems_cell_path(LemsNetwork *n, const XmlText *path, LemsPopulation **population,
                    uint32_t *cell, const char **rest)
{
    Session *s = document(n)->session;
    const char *at = xml_intern(s, path)->s;
    while (!strncmp(at, "../", 3))
        at += 3;
    at = inside(n, at);
    const size_t len = strcspn(at, "[/");
    const Str *id = str_intern(s->strings, at, len);
    *population = map_get(&n->by_id, id);
    if (!*population && n->single) {
        *population = &n->populations.v[0];
        *cell = 0;
        *rest = at;
        return true;
    }
    const char *end = *population && at[len] ? read_place(n, *population, at + len, cell) : NULL;
    if (!end) {
        lems_complain(document(n), DIAG_NNC0302, path->span,
                      *population ? "there is no such cell in population '%s'"
                                  : "there is no population '%s'",
                      id->s);
        return false;
    }
    *rest = *end == '/' ? end + 1 : *end ? end : NULL;
    return true;
}

static void connect(LemsNetwork *n, const LemsComponent *c, const LemsConnecting *at)
{
    const XmlElement *structure = c->type->structure;
    for (const XmlElement *e = structure ? structure->first : NULL; e; e = e->next)
        if (str_is(e->tag, "EventConnection"))
            lems_connect(n, c, e, at);
        else if (str_is(e->tag, "ForEach"))
            lems_each(n, c, e, NULL);
        else if (str_is(e->tag, "Tunnel"))
            lems_join(n, c, e, at);
}

static void find_connections(LemsNetwork *n, const LemsComponent *c)
{
    connect(n, c, &(LemsConnecting){.lasting = c});
    const uint32_t packed = lems_packed(document(n), c);
    for (uint32_t i = 0; i < packed && !document(n)->failed; i++) {
        Arena *scratch = document(n)->session->scratch;
        const ArenaMark mark = arena_mark(scratch);
        const LemsComponent one = lems_unpack(document(n), c, i);
        connect(n, &one, &(LemsConnecting){.lasting = c, .packed = i + 1});
        arena_reset(scratch, mark);
    }
    for (uint32_t i = 0; i < c->children.n; i++)
        find_connections(n, c->children.v[i]);
}

bool lems_network(LemsNetwork *n, const LemsComponent *target)
{
    n->root = target;
    map_init(&n->by_id, document(n)->session->arena);
    map_init(&n->inputs, document(n)->session->arena);
    map_init(&n->connections, document(n)->session->arena);
    map_init(&n->receptors, document(n)->session->arena);
    map_init(&n->tunnels, document(n)->session->arena);
    find_populations(n, target);
    n->single = !n->populations.n && target->type->dynamics;
    if (n->single)
        add_population(n, (LemsPopulation){.component = target, .cell = target, .size = 1});
    for (uint32_t i = 0; i < n->populations.n && !document(n)->failed; i++) {
        make_population(n, &n->populations.v[i]);
        map_set(&n->by_id, n->populations.v[i].component->id, &n->populations.v[i]);
    }
    if (!document(n)->failed)
        find_connections(n, target);
    return !document(n)->failed;
}

bool lems_close_network(LemsNetwork *n)
{
    lems_close_connections(n);
    for (uint32_t i = 0; i < n->populations.n && !document(n)->failed; i++)
        give_surroundings(n, &n->populations.v[i]);
    if (!document(n)->failed)
        lems_close_ports(n->all);
    return !document(n)->failed;
}
