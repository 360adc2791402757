/* Writes a module as a document of LEMS that uses the core types of NeuroML2. */
#include "codegen/lems/lems_network.h"
#include "codegen/writer.h"
#include "ir/build.h"
#include "ir/verify.h"

#include <stdarg.h>
#include <string.h>

Diag *lems_refuse(LemsWriter *w, Span at, const char *format, ...)
{
    va_list ap;
    w->failed = true;
    va_start(ap, format);
    const char *what = arena_vprintf(w->arena, format, ap);
    va_end(ap);
    return diag(w->session->diags, DIAG_NNC0711, at, "%s cannot be said in %s", what, w->form);
}

void lems_writer_init(LemsWriter *w, const Writing *writing)
{
    *w = (LemsWriter){.session = writing->module->session,
                      .arena = writing->module->arena,
                      .form = "LEMS",
                      .m = writing->module,
                      .is_core_type = writing->is_core_type};
    Map *const maps[] = {&w->units,   &w->dimensions, &w->simple,  &w->exposed,
                         &w->kinds,   &w->components, &w->sources, &w->started,
                         &w->weights, &w->peers,      &w->sides};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_init(maps[i], w->arena);
    lems_naming_init(&w->types, w->arena);
    lems_naming_init(&w->ids, w->arena);
    lems_naming_reserve(w, &w->ids, "net");
    lems_naming_reserve(w, &w->ids, "sim");
    lems_name_links(w);
}

/* ---- what is read from outside, and where states start ---- */
static void mark(LemsWriter *w, Map *marks, const Str *model, const Str *name)
{
    Map *names = map_get(marks, model);
    if (!names) {
        names = ARENA_NEW(w->arena, Map);
        map_init(names, w->arena);
        map_set(marks, model, names);
    }
    map_set(names, name, (void *)name);
}

/* The model of the part that a path starts with, "na.m", whose `rest` is behind it; NULL: it starts with none. */
static const IrModel *part_of(const LemsWriter *w, const IrModel *model, const char *path,
                              const char **rest)
{
    const char *dot = strchr(path, '.');
    const IrItem *part =
        dot ? ir_item(model, str_intern(w->session->strings, path, (size_t)(dot - path))) : NULL;
    *rest = dot ? dot + 1 : NULL;
    return part && part->kind == IR_ITEM_PART ? ir_find_model(w->m, part->model) : NULL;
}

/* "na.m": m of the part's model; of "na.gate.m" that of its part. */
static void mark_at(LemsWriter *w, Map *marks, const IrModel *model, const char *path)
{
    const char *rest;
    const IrModel *inner = part_of(w, model, path, &rest);
    if (inner)
        mark_at(w, marks, inner, rest);
    else
        mark(w, marks, model->name, str_from(w->session->strings, path));
}

static void expose(LemsWriter *w, const IrModel *model, const char *path)
{
    mark_at(w, &w->exposed, model, path);
}

typedef struct Reader {
    LemsWriter *w;
    const IrModel *model;
} Reader;

static void find_read(void *context, IrExpr **e)
{
    const Reader *r = context;
    if (!e || !*e)
        return;
    for (uint32_t i = 0; i < (*e)->n; i++)
        find_read(context, &(*e)->arg[i]);
    if ((*e)->op == IR_ITEM && strchr((*e)->u.name->s, '.'))
        expose(r->w, r->model, (*e)->u.name->s);
}

/* What a receptor reads of its cell. */
static void find_bound(const Reader *r, const IrItem *part)
{
    const IrModel *model = part->kind == IR_ITEM_PART ? ir_find_model(r->w->m, part->model) : NULL;
    for (uint32_t i = 0; model && model->role == IR_RECEPTOR && i < part->binds.n; i++) {
        const IrItem *input = ir_item(model, part->binds.v[i].name);
        if (input && input->kind == IR_ITEM_IN && part->binds.v[i].value->op == IR_ITEM)
            mark(r->w, &r->w->exposed, r->model->name, part->binds.v[i].value->u.name);
    }
}

void lems_find_exposed(LemsWriter *w)
{
    for (uint32_t i = 0; i < w->m->models.n; i++) {
        Reader r = {w, w->m->models.v[i]};
        for (uint32_t k = 0; k < r.model->items.n; k++) {
            ir_item_each_expr(r.model->items.v[k], find_read, &r);
            find_bound(&r, r.model->items.v[k]);
        }
    }
    for (uint32_t i = 0; i < w->m->recorders.n; i++) {
        const IrRecorder *r = w->m->recorders.v[i];
        const IrView *v = ir_find_view(w->m, r->target);
        const IrPopulation *p = ir_find_population(w->m, v ? v->population : r->target);
        const IrModel *model = p ? ir_find_model(w->m, p->model) : NULL;
        if (r->path && model && !r->projection)
            expose(w, model, r->path->s);
    }
}

static bool starts_receptor(const LemsWriter *w, const IrModel *model, const IrBind *bind)
{
    double x;
    const char *rest = bind->name->s;
    while (model && model->role != IR_RECEPTOR && rest)
        model = part_of(w, model, rest, &rest);
    return model && model->role == IR_RECEPTOR && !(ir_constant(bind->value, &x) && x == 0.0);
}

void lems_refuse_starts(LemsWriter *w, const IrPopulation *p)
{
    const IrModel *model = ir_find_model(w->m, p->model);
    for (uint32_t k = 0; model && k < p->initial.n; k++)
        if (starts_receptor(w, model, &p->initial.v[k]))
            lems_refuse(w, p->initial.v[k].span, "an initial value of `%s`, of a receptor,",
                        p->initial.v[k].name->s);
}

static void find_started(LemsWriter *w)
{
    for (uint32_t i = 0; i < w->m->populations.n; i++) {
        const IrPopulation *p = w->m->populations.v[i];
        const IrModel *model = ir_find_model(w->m, p->model);
        lems_refuse_starts(w, p);
        for (uint32_t k = 0; model && k < p->initial.n; k++)
            mark_at(w, &w->started, model, p->initial.v[k].name->s);
    }
}

/* Sources whose lists are given have a model for each. */
static void find_sources(LemsWriter *w)
{
    Map plain;
    map_init(&plain, w->arena);
    for (uint32_t i = 0; i < w->m->inputs.n; i++) {
        const IrInput *input = w->m->inputs.v[i];
        const IrModel *model = ir_find_model(w->m, input->source);
        const IrModel *known = model ? map_get(&plain, model) : NULL;
        if (!model)
            continue;
        if (!known) {
            const char *name = arena_printf(w->arena, "%s_%u", input->source->s, i + 1);
            known = lems_source_model(w, model, &input->values, name);
            if (known->name == model->name)
                map_set(&plain, model, (void *)known);
        }
        map_set(&w->sources, input, (void *)known);
    }
}

/* ---- the document ---- */
static bool is_used(const LemsWriter *w, const IrModel *model)
{
    bool any = false;
    for (uint32_t i = 0; i < w->m->populations.n; i++)
        any |= w->m->populations.v[i]->model == model->name;
    return any || !w->m->populations.n;
}

static void write_parts(LemsWriter *w, const IrModel *model, Map *done);

static void write_model(LemsWriter *w, const IrModel *model, Map *done)
{
    if (!model || map_has(done, model) || w->failed)
        return;
    map_set(done, model, (void *)model);
    write_parts(w, model, done);
    lems_write_type(w, model);
}

static void write_parts(LemsWriter *w, const IrModel *model, Map *done)
{
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *part = model->items.v[i];
        const IrModel *inner = part->kind == IR_ITEM_PART ? ir_find_model(w->m, part->model) : NULL;
        if (inner && inner->role != IR_RECEPTOR)
            write_model(w, inner, done);
    }
}

static void write_sides(LemsWriter *w, const IrProjection *p, Map *done)
{
    const LemsPeers *peers = lems_peers(w, p);
    if (!peers)
        return;
    write_model(w, peers->near.model, done);
    write_model(w, peers->far.model, done);
}

static void write_kinds(LemsWriter *w, Map *done)
{
    for (uint32_t i = 0; i < w->m->projections.n && !w->failed; i++) {
        const IrProjection *p = w->m->projections.v[i];
        if (lems_is_continuous(w, p)) {
            write_sides(w, p, done);
            continue;
        }
        const IrView *v = ir_find_view(w->m, p->post);
        const IrGroup *g = v ? NULL : ir_find_group(w->m, p->post);
        const uint32_t n = g ? g->members.n : 1;
        for (uint32_t k = 0; k < n && !w->failed; k++) {
            const Str *name = g ? g->members.v[k] : p->post;
            const IrView *member = ir_find_view(w->m, name);
            const IrPopulation *post = ir_find_population(w->m, member ? member->population : name);
            const IrModel *cell = post ? ir_find_model(w->m, post->model) : NULL;
            if (cell && lems_is_port(w, p, cell))
                continue;
            const LemsKind *kind = cell ? lems_join_kind(w, p, cell) : NULL;
            if (kind)
                write_model(w, kind->model, done);
            else if (!w->failed)
                lems_refuse(w, p->span, "a projection to `%s`", p->post->s);
        }
    }
}

static void write_types(LemsWriter *w)
{
    Map done;
    map_init(&done, w->arena);
    for (uint32_t i = 0; i < w->m->models.n && !w->failed; i++) {
        const IrModel *model = w->m->models.v[i];
        if (model->role == IR_CELL && is_used(w, model) && !lems_spike_times(model))
            write_model(w, model, &done);
    }
    write_kinds(w, &done);
    for (uint32_t i = 0; i < w->sources.n; i++)
        write_model(w, w->sources.entries[i].value, &done);
}

static void write_network(LemsWriter *w)
{
    LemsNetworkWriter n = {.w = w};
    map_init(&n.sole, w->arena);
    map_init(&n.components, w->arena);
    map_init(&n.first, w->arena);
    if (!w->m->populations.n)
        return;
    lems_write_link_types(w);
    lems_write_cells(&n);
    lems_write_attached(&n);
    xml_writer_open(&w->xml, "network");
    xml_writer_attribute(&w->xml, "id", "net");
    for (uint32_t i = 0; i < n.cells.n; i++) {
        xml_writer_open(&w->xml, "population");
        xml_writer_attribute(&w->xml, "id", n.cells.v[i].id);
        xml_writer_attribute(&w->xml, "component", n.cells.v[i].component);
        xml_writer_attribute(&w->xml, "size", arena_printf(w->arena, "%u", n.cells.v[i].n));
        xml_writer_close(&w->xml);
    }
    lems_write_connections(&n);
    lems_write_inputs(&n);
    xml_writer_close(&w->xml);
    lems_write_simulation(&n);
}

/* Without a run there is no simulation, and nothing to start. */
static bool has_run(const IrModule *m)
{
    for (uint32_t i = 0; i < m->experiment.n; i++)
        if (m->experiment.v[i].kind == IR_ACTION_RUN ||
            m->experiment.v[i].kind == IR_ACTION_RUN_UNTIL)
            return true;
    return false;
}

static void write_document(LemsWriter *w, Emitter *out)
{
    static const char *const files[] = {"Cells.xml", "Networks.xml", "Simulation.xml"};
    xml_writer_start(&w->xml, w->arena, out);
    xml_writer_open(&w->xml, "Lems");
    if (has_run(w->m)) {
        xml_writer_open(&w->xml, "Target");
        xml_writer_attribute(&w->xml, "component", "sim");
        xml_writer_close(&w->xml);
        xml_writer_gap(&w->xml);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        xml_writer_open(&w->xml, "Include");
        xml_writer_attribute(&w->xml, "file", files[i]);
        xml_writer_close(&w->xml);
    }
    xml_writer_gap(&w->xml);
    lems_write_definitions(w);
    write_types(w);
    write_network(w);
    xml_writer_close(&w->xml);
}

/* Twice: the first time finds what the document has to define. */
bool lems_write(Writing *writing)
{
    LemsWriter w, second;
    if (!ir_verify((IrModule *)writing->module) ||
        (writing->draw && !writing->draw(writing->context)))
        return false;
    for (int pass = 0; pass < 2; pass++) {
        LemsWriter *at = pass ? &second : &w;
        lems_writer_init(at, writing);
        at->is_lems = true;
        if (pass) {
            at->units = w.units;
            at->dimensions = w.dimensions;
            for (int i = 0; i < LEMS_LINK_COUNT; i++)
                at->links[i].needed = w.links[i].needed;
        }
        if (!pass) {
            lems_connect_inputs(at);
            lems_show_receptors(at);
        }
        lems_name_requirements(at);
        lems_find_exposed(at);
        find_started(at);
        lems_find_weights(at);
        find_sources(at);
        write_document(at, pass ? writer_add_file(writing, NULL) : emitter_new(w.arena, 4));
        if (at->failed)
            return false;
    }
    return true;
}
