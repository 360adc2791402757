/* A document as a program: its populations and projections, or a cell of each component, run for `simtime`; what is recorded. */
#include "frontend/nineml/network.h"

#include "frontend/nineml/version.h"
#include "ir/build.h"

enum { SHOWN_MAX = 10 }; /* cells of a population whose analog ports are recorded, too */

static const Str *str(NmlNetwork *n, const char *s)
{
    return str_from(n->all->session->strings, s);
}

/* ---- populations ---- */
/* Populations and selections keep their names; models and what else is made get others. */
static void add_cells(NmlNetwork *n, const NmlPopulation *p)
{
    if (map_has(&n->m->by_name, p->name))
        nml_complain(n->all, DIAG_NNC0301, p->span, "two populations are called '%s'", p->name->s);
    ir_register(n->m, p->name, (void *)p);
    NmlCells *cells = ARENA_NEW(n->m->arena, NmlCells);
    *cells = (NmlCells){.population = p};
    map_init(&cells->senders, n->m->arena);
    VEC_PUSH(n->m->arena, &n->cells, cells);
    map_set(&n->by_population, p, cells);
}

static void add_selected(NmlNetwork *n, const NmlSelection *s)
{
    if (s->members.n > 1)
        ir_register(n->m, s->name, (void *)s);
    for (uint32_t i = 0; i < s->members.n; i++)
        if (!map_has(&n->by_population, s->members.v[i]))
            add_cells(n, s->members.v[i]);
}

static void read_populations(NmlNetwork *n, NmlFile *f)
{
    for (uint32_t i = 0; i < f->entries.n; i++) {
        NmlEntry *e = f->entries.entries[i].value;
        const NmlPopulation *p = nml_tag_kind(f->version, e->element->tag) == NML_TAG_POPULATION
                                     ? nml_population(f, e)
                                     : NULL;
        if (p && !map_has(&n->by_population, p))
            add_cells(n, p);
    }
}

static void read_projections(NmlNetwork *n, NmlFile *f)
{
    for (uint32_t i = 0; i < f->entries.n; i++) {
        NmlEntry *e = f->entries.entries[i].value;
        if (nml_tag_kind(f->version, e->element->tag) != NML_TAG_PROJECTION)
            continue;
        NmlProjection *p = ARENA_NEW(n->m->arena, NmlProjection);
        if (!nml_read_projection(f, e->element, p))
            continue;
        add_selected(n, p->pre); /* they may lie in other files */
        add_selected(n, p->post);
        VEC_PUSH(n->m->arena, &n->projections, p);
    }
}

/* What nothing uses is checked all the same: names that lead somewhere, values in their dimensions. */
static void read_rest(NmlFile *f)
{
    for (uint32_t i = 0; i < f->entries.n; i++) {
        NmlEntry *e = f->entries.entries[i].value;
        const NmlTagKind kind = nml_tag_kind(f->version, e->element->tag);
        if (kind == NML_TAG_CLASS)
            nml_class(f, e);
        else if (kind == NML_TAG_COMPONENT)
            nml_component(f, e);
        else if (kind == NML_TAG_SELECTION)
            nml_selection(f, e);
    }
}

/* A document of cells alone: one of each. */
static void populate(NmlNetwork *n, NmlFile *f)
{
    for (uint32_t i = 0; i < f->entries.n; i++) {
        NmlEntry *e = f->entries.entries[i].value;
        const NmlComponent *c = nml_is_component(f, e->element) ? nml_component(f, e) : NULL;
        if (!c || (c->class_->kind != NML_DYNAMICS && c->class_->kind != NML_MULTI_DYNAMICS))
            continue;
        NmlPopulation *p = ARENA_NEW(n->m->arena, NmlPopulation);
        *p = (NmlPopulation){.name = c->name, .size = 1, .cell = c, .span = c->span};
        add_cells(n, p);
    }
}

static bool uses(const NmlClass *whole, const NmlClass *c)
{
    bool found = whole == c;
    for (uint32_t i = 0; i < whole->parts.n; i++)
        found |= uses(whole->parts.v[i].class_, c);
    return found;
}

static bool acts(const NmlComponent *member, const NmlClass *c)
{
    return member && member->class_ == c;
}

/* Classes that nothing uses are checked, too. */
static void check_classes(NmlNetwork *n, NmlFile *f)
{
    for (uint32_t i = 0; i < f->entries.n && !n->all->failed; i++) {
        NmlEntry *e = f->entries.entries[i].value;
        const NmlClass *c =
            nml_tag_kind(f->version, e->element->tag) == NML_TAG_CLASS ? nml_class(f, e) : NULL;
        bool used = !c || c->rule;
        for (uint32_t k = 0; c && k < n->projections.n; k++)
            used |=
                acts(n->projections.v[k]->response, c) || acts(n->projections.v[k]->plasticity, c);
        for (uint32_t k = 0; c && k < n->cells.n; k++)
            used |= uses(n->cells.v[k]->population->cell->class_, c);
        if (!used)
            nml_cell_model(n, c, &(NmlCellForm){.name = c->name, .at = c->span});
    }
}

/* ---- the experiment ---- */
static void add_recorder(NmlNetwork *n, const NmlCells *cells, const NmlPort *port)
{
    Arena *a = n->m->arena;
    IrRecorder *r = ARENA_NEW(a, IrRecorder);
    *r = (IrRecorder){.target = cells->population->name, .span = port->span};
    *(port->kind == NML_EVENT_SEND ? &r->event : &r->path) = port->name;
    VEC_PUSH(a, &n->m->recorders, r);
    const IrAction record = {
        .kind = IR_ACTION_RECORD, .span = port->span, .recorder = n->m->recorders.n - 1};
    VEC_PUSH(a, &n->m->experiment, record);
}

static bool is_target(const NmlNetwork *n, const NmlPopulation *p)
{
    for (uint32_t i = 0; i < n->projections.n; i++)
        for (uint32_t k = 0; k < n->projections.v[i]->post->members.n; k++)
            if (n->projections.v[i]->post->members.v[k] == p)
                return true;
    return n->projections.n == 0;
}

/* The port whose events results have: one called spike, else the first; NULL: it sends none. */
static const NmlPort *recorded_event(const NmlClass *c)
{
    const NmlPort *found = NULL;
    for (uint32_t k = 0; k < c->ports.n; k++) {
        const NmlPort *port = &c->ports.v[k];
        if (port->kind == NML_EVENT_SEND && (!found || str_is(port->name, "spike")))
            found = port;
    }
    return found;
}

/* Cells that only drive others are not recorded: of those there may be more events than anybody wants. */
static void record(NmlNetwork *n)
{
    for (uint32_t i = 0; i < n->cells.n; i++) {
        const NmlCells *cells = n->cells.v[i];
        const NmlClass *c = cells->population->cell->class_;
        if (!is_target(n, cells->population))
            continue;
        for (uint32_t k = 0; k < c->ports.n; k++) {
            const NmlPort *port = &c->ports.v[k];
            const bool shown = cells->population->size <= SHOWN_MAX;
            if (port->kind == NML_ANALOG_SEND ? shown : port == recorded_event(c))
                add_recorder(n, cells, port);
        }
    }
}

/* Documents have no simulation. */
static void run(NmlNetwork *n, Span at)
{
    Arena *a = n->m->arena;
    Unit *ms = ARENA_NEW(a, Unit);
    unit_parse("ms", 2, ms);
    IrParam *p = ARENA_NEW(a, IrParam);
    *p = (IrParam){
        .name = nml_free_name(n, str(n, "simtime")), .dim = ms->dim, .unit = ms, .span = at};
    p->value = ir_literal(a, str(n, "100"), ms, at);
    p->help = "time that is simulated";
    VEC_PUSH(a, &n->m->params, p);
    ir_register(n->m, p->name, p);
    const IrAction action = {
        .kind = IR_ACTION_RUN, .span = at, .value = ir_named(a, IR_PARAM, p->name, at)};
    VEC_PUSH(a, &n->m->experiment, action);
}

static bool build(NmlNetwork *n, NmlFile *f)
{
    read_rest(f);
    read_populations(n, f);
    read_projections(n, f);
    if (!n->all->failed && !n->cells.n)
        populate(n, f);
    if (n->all->failed || !nml_find_receptors(n) || !nml_make_populations(n) ||
        !nml_make_projections(n))
        return false;
    if (n->all->options->check_only)
        check_classes(n, f);
    if (n->cells.n) {
        record(n);
        run(n, f->root->span);
    } else if (!n->all->options->check_only) {
        Diag *g = nml_complain(n->all, DIAG_NNC0803, f->root->span,
                               "the document has no population and no component with dynamics");
        diag_help(n->all->session->diags, g,
                  "nineml_cell_type() of a script makes cells of a class");
    }
    return !n->all->failed;
}

NmlNetwork *nml_network_new(IrModule *m, const ElabOptions *options)
{
    NmlDocuments *all = ARENA_NEW(m->arena, NmlDocuments);
    *all = (NmlDocuments){.session = m->session, .options = options};
    map_init(&all->files, m->arena);
    map_init(&all->asked, m->arena);
    map_init(&all->missed, m->arena);
    NmlNetwork *n = ARENA_NEW(m->arena, NmlNetwork);
    *n = (NmlNetwork){.all = all, .m = m};
    map_init(&n->by_population, m->arena);
    map_init(&n->receptors, m->arena);
    map_init(&n->models, m->arena);
    return n;
}

IrModule *nineml_elaborate(Session *s, const SourceFile *file, const ElabOptions *options)
{
    IrModule *m = ir_module_new(s, options->module_name);
    NmlNetwork *n = nml_network_new(m, options);
    NmlFile *f = nml_open(n->all, file);
    return f && build(n, f) && nml_check_definitions(n->all) ? m : NULL;
}
