/* The simulation that the document's Target names: how long, in which steps; record.c says what is kept. */
#include "frontend/lems/record.h"

#include "ir/build.h"

#include <string.h>

typedef struct Simulation {
    LemsDocument *d;
    LemsNetwork network;
    const LemsComponent *component;
    IrModule *m;
} Simulation;

static LemsComponent *target_of(LemsDocument *d)
{
    const XmlText *id = d->target ? lems_need(d, d->target, "component") : NULL;
    LemsComponent *c = id ? map_get(&d->components, xml_intern(d->session, id)) : NULL;
    if (id && !c)
        lems_no_component(d, id);
    return c;
}

/* ---- run ---- */
/* Whether a time is not below the least one; dimensions are checked with the model. */
static bool is_time(LemsDocument *d, const XmlText *text, const char *what, bool may_be_0)
{
    Dim dim;
    double ms;
    if (!lems_number(d, text, &dim, &ms))
        return false;
    if (ms > 0 || (may_be_0 && ms >= 0))
        return true;
    lems_complain(d, DIAG_NNC0406, text->span, "%s must be %s", what,
                  may_be_0 ? "a time from 0 on" : "above 0");
    return false;
}

static void run(Simulation *s, const XmlElement *e)
{
    const XmlText *total = lems_named_attribute(s->d, s->component, e, "total"),
                  *step = lems_named_attribute(s->d, s->component, e, "increment");
    Dim dim;
    if (!total || !step || !is_time(s->d, step, "the step of a simulation", false) ||
        !is_time(s->d, total, "the length of a simulation", true))
        return;
    s->m->timestep = lems_quantity(s->d, step, &dim);
    IrAction action = {
        .kind = IR_ACTION_RUN, .span = total->span, .value = lems_quantity(s->d, total, &dim)};
    if (action.value)
        VEC_PUSH(s->d->session->arena, &s->m->experiment, action);
}

static bool simulate(Simulation *s)
{
    const XmlElement *e = xml_first(s->component->type->simulation, "Run");
    if (!e) {
        lems_complain(s->d, DIAG_NNC0903, s->component->element->span,
                      "'%s' is no simulation: its type has no <Run>", s->component->id->s);
        return false;
    }
    const XmlText *id = lems_named_attribute(s->d, s->component, e, "component");
    LemsComponent *target =
        id ? lems_reference(s->d, s->component, xml_intern(s->d->session, id)) : NULL;
    if (id && !target)
        lems_no_component(s->d, id);
    if (!target || !lems_network(&s->network, target))
        return false;
    LemsFiles files = {0};
    lems_record(&s->network, s->component, &files);
    if (s->d->failed || !lems_close_network(&s->network))
        return false;
    run(s, e);
    for (uint32_t i = 0; i < files.n; i++)
        VEC_PUSH(s->d->session->arena, &s->m->experiment, files.v[i]);
    return !s->d->failed;
}

LemsDocument *lems_document_new(Session *s, const LemsOptions *options)
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
    LemsDocument *d = lems_document_new(s, options);
    if (!lems_read(d, file))
        return NULL;
    lems_validate(d);
    Simulation simulation = {.d = d, .m = ir_module_new(s, options->module_name)};
    LemsModels models = {.d = d, .m = simulation.m};
    simulation.m->lems_euler = options->lems_euler;
    map_init(&models.made, s->arena);
    map_init(&models.given, s->arena);
    map_init(&models.numbers, s->arena);
    simulation.network.all = &models;
    simulation.component = target_of(d);
    if (!d->target && options->check_only)
        return lems_standalone(&models) ? simulation.m : NULL;
    if (!simulation.component) {
        if (!d->failed)
            diag_help(
                s->diags,
                lems_complain(d, DIAG_NNC0409, (Span){file->base, file->base},
                              "nothing to simulate: the document has no Target"),
                "a document with a <Simulation> and a <Target> runs it; `nnc convert` makes a "
                "script of it, `nnc check` looks for mistakes");
        return NULL;
    }
    return simulate(&simulation) ? simulation.m : NULL;
}
