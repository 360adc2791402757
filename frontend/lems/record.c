/* What a simulation records: variables and events of cells, by their paths, and the tables of them. */
#include "frontend/lems/record.h"

#include "ir/build.h"

#include <string.h>

typedef struct Recording {
    LemsDocument *d;
    LemsNetwork *n;
    IrModule *m;
    Map known; /* "target path event projection" -> 1 + index of the recorder */
    LemsFileNames names;
    LemsFiles *files;
} Recording;

static const XmlElement *simulation_part(const LemsComponent *c, const char *tag)
{
    return xml_first(c->type->simulation, tag);
}

/* ---- recorders ---- */
static const Str *view_of(Recording *r, const LemsPopulation *p, uint32_t cell, Span at)
{
    Session *session = r->d->session;
    if (p->size == 1)
        return p->ir->name;
    const Str *name = str_format(session->strings, "%s[%u]", p->ir->name->s, cell);
    if (ir_find_view(r->m, name))
        return name;
    IrView *v = ARENA_NEW(session->arena, IrView);
    *v = (IrView){.name = name, .population = p->ir->name, .kind = IR_VIEW_SLICE, .span = at};
    v->start = ir_integer(session->arena, cell, at);
    v->stop = ir_integer(session->arena, (int64_t)cell + 1, at);
    VEC_PUSH(session->arena, &r->m->views, v);
    ir_register(r->m, name, v);
    return name;
}

/* The recorder of that variable, or of those events, made when it is new: its index. */
static uint32_t recorder_of(Recording *r, const IrRecorder *like)
{
    Arena *a = r->d->session->arena;
    const Str *key = str_format(r->d->session->strings, "%s\n%s\n%s\n%s", like->target->s,
                                like->path ? like->path->s : "", like->event ? like->event->s : "",
                                like->projection ? like->projection->s : "");
    const uintptr_t known = (uintptr_t)map_get(&r->known, key);
    if (known)
        return (uint32_t)known - 1;
    IrRecorder *recorder = ARENA_NEW(a, IrRecorder);
    *recorder = *like;
    VEC_PUSH(a, &r->m->recorders, recorder);
    const uint32_t index = r->m->recorders.n - 1;
    const IrAction action = {.kind = IR_ACTION_RECORD, .span = like->span, .recorder = index};
    VEC_PUSH(a, &r->m->experiment, action);
    map_set(&r->known, key, (void *)((uintptr_t)index + 1));
    return index;
}

/* ---- paths ---- */
static bool has_inside(const LemsComponent *c, const char *id, size_t n)
{
    for (uint32_t i = 0; i < c->children.n; i++) {
        const LemsComponent *child = c->children.v[i];
        if ((child->id && child->id->len == n && !memcmp(child->id->s, id, n)) ||
            has_inside(child, id, n))
            return true;
    }
    return false;
}

/* "0/v" of a cell of one compartment: the number of the segment leads nowhere else. */
static const char *behind_segment(const LemsPopulation *p, const char *rest)
{
    const size_t digits = rest ? strspn(rest, "0123456789") : 0;
    if (!digits || (rest[digits] && rest[digits] != '/') || !has_inside(p->cell, rest, digits))
        return rest;
    return rest[digits] ? rest + digits + 1 : NULL;
}

typedef struct Place { /* what a path names */
    LemsPopulation *population;
    uint32_t cell;
    const char *rest; /* behind the cell, or NULL */
} Place;

/* What the path leads to; nothing where there is none to record. */
static LemsVariable variable_of(Recording *r, const Place *p, Span at)
{
    LemsVariable v = {0};
    if (!p->rest) {
        lems_complain(r->d, DIAG_NNC0407, at, "this path names a cell, not a variable of it");
        return v;
    }
    if (!lems_attached_path(r->n, p->population, p->cell, p->rest, at, &v))
        v.path = lems_item_path(r->n->all, p->population->model, p->rest, at);
    return v;
}

/* The port of the cell whose events are recorded: its own, or one for an input that it has. NULL after a diagnostic. */
static const Str *event_of(Recording *r, const Place *p, const Str *port, Span at)
{
    if (!p->rest || !p->rest[strspn(p->rest, "0123456789")])
        return port;
    const Str *of_input = lems_attached_events(r->n, p->population, p->cell, p->rest, port, at);
    if (!of_input)
        lems_complain(r->d, DIAG_NNC0407, at,
                      "events of cells and of their inputs can be recorded, not those of '%s'",
                      p->rest);
    return of_input;
}

/* ---- what a component records ---- */
static void add_column(Recording *r, const LemsComponent *c, IrAction *file, uint32_t recorder,
                       bool events)
{
    if (!file)
        return;
    if (events == (file->table == IR_TABLE_COLUMNS)) {
        lems_complain(r->d, DIAG_NNC0903, c->element->span, "'%s' is a file of %s", file->name->s,
                      events ? "values" : "events");
        return;
    }
    const IrColumn column = {recorder, !events ? NULL : c->id ? c->id : c->role};
    VEC_PUSH(r->d->session->arena, &file->columns, column);
}

static void record(Recording *r, const LemsComponent *c, const XmlElement *e, bool events,
                   IrAction *file)
{
    const XmlText *quantity = lems_named_attribute(r->d, c, e, "quantity");
    Place p = {0};
    if (!quantity || !lems_cell_path(r->n, quantity, &p.population, &p.cell, &p.rest))
        return;
    IrRecorder like = {.target = view_of(r, p.population, p.cell, quantity->span),
                       .span = quantity->span};
    p.rest = behind_segment(p.population, p.rest);
    if (events) {
        const XmlText *port = lems_named_attribute(r->d, c, e, "eventPort");
        like.span = port ? port->span : like.span;
        like.event = port ? event_of(r, &p, xml_intern(r->d->session, port), quantity->span) : NULL;
    } else {
        const LemsVariable v = variable_of(r, &p, quantity->span);
        like.path = v.path;
        like.projection = v.projection;
    }
    if (like.path || like.event)
        add_column(r, c, file, recorder_of(r, &like), events);
}

static void find_records(Recording *r, const LemsComponent *c, IrAction *file);

/* What the components in it record are the columns of one file. */
static void record_file(Recording *r, const LemsComponent *c, const XmlElement *writer)
{
    IrAction file;
    if (!lems_file(r->d, c, writer, &file))
        return;
    for (uint32_t i = 0; i < c->children.n; i++)
        find_records(r, c->children.v[i], &file);
    lems_file_add(r->d, &r->names, &file);
    if (file.columns.n)
        VEC_PUSH(r->d->session->arena, r->files, file);
}

static void find_records(Recording *r, const LemsComponent *c, IrAction *file)
{
    const XmlElement *value = simulation_part(c, "Record"),
                     *events = simulation_part(c, "EventRecord"),
                     *values_file = simulation_part(c, "DataWriter"),
                     *writer = values_file ? values_file : simulation_part(c, "EventWriter");
    if (value)
        record(r, c, value, false, file);
    if (events)
        record(r, c, events, true, file);
    if (writer) {
        record_file(r, c, writer);
        return;
    }
    for (uint32_t i = 0; i < c->children.n; i++)
        find_records(r, c->children.v[i], file);
}

void lems_record(LemsNetwork *n, const LemsComponent *simulation, LemsFiles *files)
{
    Recording r = {.d = n->all->d, .n = n, .m = n->all->m, .files = files};
    map_init(&r.known, r.d->session->arena);
    map_init(&r.names.files, r.d->session->arena);
    map_init(&r.names.folders, r.d->session->arena);
    find_records(&r, simulation, NULL);
}
