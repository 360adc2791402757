/* The simulation that the document's Target names: how long, in which steps, what is recorded. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <string.h>

typedef struct Simulation {
    LemsDocument *d;
    LemsNetwork network;
    const LemsComponent *component;
    IrModule *m;
} Simulation;

static const XmlElement *simulation_part(const LemsComponent *c, const char *tag)
{
    return xml_first(c->type->simulation, tag);
}

static LemsComponent *target_of(LemsDocument *d)
{
    const XmlText *id = d->target ? lems_need(d, d->target, "component") : NULL;
    LemsComponent *c = id ? map_get(&d->components, xml_intern(d->session, id)) : NULL;
    if (id && !c)
        lems_no_component(d, id);
    return c;
}

/* The attribute of the component that an attribute of <Run> or <Record> names. */
static const XmlText *named_attribute(Simulation *s, const LemsComponent *c, const XmlElement *e,
                                      const char *attribute)
{
    const Str *name = lems_name(s->d, e, attribute);
    const XmlText *value = name ? lems_attribute(c, name->s) : NULL;
    if (!value)
        lems_lacks(s->d, c->element, name ? name->s : attribute);
    return value;
}

/* ---- recording ---- */
static const Str *view_of(Simulation *s, LemsPopulation *p, uint32_t cell, Span at)
{
    Session *session = s->d->session;
    if (p->size == 1)
        return p->ir->name;
    const Str *name = str_format(session->strings, "%s[%u]", p->ir->name->s, cell);
    if (ir_find_view(s->m, name))
        return name;
    IrView *v = ARENA_NEW(session->arena, IrView);
    *v = (IrView){.name = name, .population = p->ir->name, .kind = IR_VIEW_SLICE, .span = at};
    v->start = ir_integer(session->arena, cell, at);
    v->stop = ir_integer(session->arena, (int64_t)cell + 1, at);
    VEC_PUSH(session->arena, &s->m->views, v);
    ir_register(s->m, name, v);
    return name;
}

static bool is_recorded(const IrModule *m, const IrRecorder *r)
{
    for (uint32_t i = 0; i < m->recorders.n; i++)
        if (m->recorders.v[i]->target == r->target && m->recorders.v[i]->path == r->path &&
            m->recorders.v[i]->event == r->event)
            return true;
    return false;
}

static void add_recorder(Simulation *s, const Str *target, const Str *path, const Str *event,
                         Span at)
{
    Arena *a = s->d->session->arena;
    IrRecorder *r = ARENA_NEW(a, IrRecorder);
    *r = (IrRecorder){.target = target, .path = path, .event = event, .span = at};
    if (is_recorded(s->m, r))
        return;
    VEC_PUSH(a, &s->m->recorders, r);
    const IrAction action = {
        .kind = IR_ACTION_RECORD, .span = at, .recorder = s->m->recorders.n - 1};
    VEC_PUSH(a, &s->m->experiment, action);
}

/* What is only looked at may be left out: figures are drawn from the results. */
static bool is_displayed(const LemsComponent *c)
{
    return c->parent && simulation_part(c->parent, "DataDisplay");
}

/* "synapses:syn:0/g", or "syn/g" of a synapse that is connected to the cell. */
static bool names_synapse(const Simulation *s, const LemsPopulation *p, const char *rest)
{
    const size_t n = strcspn(rest, "/");
    if (memchr(rest, ':', n))
        return true;
    for (uint32_t i = 0; i < s->network.connections.n; i++) {
        const LemsConnections *k = s->network.connections.entries[i].value;
        const Str *id = k->synapse->id;
        if (k->post == p && id && id->len == n && !memcmp(id->s, rest, n))
            return true;
    }
    return false;
}

static void refuse_synapse(Simulation *s, const LemsComponent *c, Span at)
{
    if (is_displayed(c))
        diag(s->d->session->diags, DIAG_NNC0908, at,
             "variables of synapses are not recorded: this is not shown");
    else
        lems_complain(s->d, DIAG_NNC0909, at, "variables of synapses cannot be recorded yet");
}

static void record(Simulation *s, const LemsComponent *c, const XmlElement *e, bool events)
{
    const XmlText *quantity = named_attribute(s, c, e, "quantity");
    LemsPopulation *p;
    uint32_t cell;
    const char *rest = NULL;
    if (!quantity || !lems_cell_path(&s->network, quantity, &p, &cell, &rest))
        return;
    const XmlText *port = events ? named_attribute(s, c, e, "eventPort") : NULL;
    if (!events && !rest) {
        lems_complain(s->d, DIAG_NNC0407, quantity->span,
                      "this path names a cell, not a variable of it");
        return;
    }
    if (!events && names_synapse(s, p, rest)) {
        refuse_synapse(s, c, quantity->span);
        return;
    }
    const Str *target = view_of(s, p, cell, quantity->span);
    if (events && port)
        add_recorder(s, target, NULL, xml_intern(s->d->session, port), quantity->span);
    const Str *path =
        events ? NULL : lems_item_path(s->network.all, p->model, rest, quantity->span);
    if (path)
        add_recorder(s, target, path, NULL, quantity->span);
}

static void find_records(Simulation *s, const LemsComponent *c)
{
    const XmlElement *value = simulation_part(c, "Record"),
                     *events = simulation_part(c, "EventRecord");
    if (value)
        record(s, c, value, false);
    if (events)
        record(s, c, events, true);
    for (uint32_t i = 0; i < c->children.n; i++)
        find_records(s, c->children.v[i]);
}

/* ---- run ---- */
static void run(Simulation *s, const XmlElement *e)
{
    const XmlText *total = named_attribute(s, s->component, e, "total"),
                  *step = named_attribute(s, s->component, e, "increment");
    Dim dim;
    if (!total || !step)
        return;
    s->m->timestep = lems_quantity(s->d, step, &dim);
    IrAction action = {
        .kind = IR_ACTION_RUN, .span = total->span, .value = lems_quantity(s->d, total, &dim)};
    if (action.value)
        VEC_PUSH(s->d->session->arena, &s->m->experiment, action);
}

static bool simulate(Simulation *s)
{
    const XmlElement *e = simulation_part(s->component, "Run");
    if (!e) {
        lems_complain(s->d, DIAG_NNC0903, s->component->element->span,
                      "'%s' is no simulation: its type has no <Run>", s->component->id->s);
        return false;
    }
    const XmlText *id = named_attribute(s, s->component, e, "component");
    LemsComponent *target =
        id ? lems_reference(s->d, s->component, xml_intern(s->d->session, id)) : NULL;
    if (id && !target)
        lems_no_component(s->d, id);
    if (!target || !lems_network(&s->network, target))
        return false;
    find_records(s, s->component);
    run(s, e);
    return !s->d->failed;
}

static LemsDocument *new_document(Session *s, const LemsOptions *options)
{
    LemsDocument *d = ARENA_NEW(s->arena, LemsDocument);
    *d = (LemsDocument){.session = s, .options = options};
    Map *const maps[] = {&d->files,     &d->library, &d->dimensions, &d->units,
                         &d->constants, &d->types,   &d->components};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_init(maps[i], s->arena);
    return d;
}

IrModule *lems_elaborate(Session *s, const SourceFile *file, const LemsOptions *options)
{
    LemsDocument *d = new_document(s, options);
    if (!lems_read(d, file))
        return NULL;
    Simulation simulation = {.d = d, .m = ir_module_new(s, options->module_name)};
    LemsModels models = {.d = d, .m = simulation.m};
    map_init(&models.made, s->arena);
    map_init(&models.given, s->arena);
    map_init(&models.numbers, s->arena);
    simulation.network.all = &models;
    simulation.component = target_of(d);
    if (!simulation.component) {
        if (!d->failed)
            lems_complain(d, DIAG_NNC0409, (Span){file->base, file->base},
                          "nothing to simulate: the document has no Target");
        return NULL;
    }
    return simulate(&simulation) ? simulation.m : NULL;
}
