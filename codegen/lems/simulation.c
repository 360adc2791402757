/* The experiment: how long, in which steps, and files of what is recorded. */
#include "codegen/lems/lems_network.h"
#include "ir/build.h"
#include "ir/quantity.h"
#include "ir/words.h"

#include <string.h>

typedef struct Simulation {
    LemsNetworkWriter *n;
    double length; /* ms */
    bool ran;
} Simulation;

static LemsWriter *writer(const Simulation *s)
{
    return s->n->w;
}

static void attribute(const Simulation *s, const char *name, const char *value)
{
    if (value)
        xml_writer_attribute(&writer(s)->xml, name, value);
}

/* ---- the course ---- */
static void add_run(Simulation *s, const IrAction *a)
{
    const LemsValues network = {writer(s), NULL, NULL, NULL, 0};
    double time;
    if (!lems_value_of(&network, a->value, &time)) {
        lems_refuse(writer(s), a->span, "a time that is known when it runs");
        return;
    }
    s->length = a->kind == IR_ACTION_RUN ? s->length + time : time;
    s->ran = true;
}

static void leave_out(Simulation *s, const IrAction *a)
{
    diag(writer(s)->session->diags, DIAG_NNC0712, a->span,
         "`%s` is left out: LEMS has no word for it", ir_action_forms[a->kind].word);
}

/* A file of LEMS: a table of what is recorded. */
static bool is_table(const IrAction *a)
{
    return a->kind == IR_ACTION_WRITE && a->table != IR_TABLE_NONE;
}

static void add_action(Simulation *s, const IrAction *a)
{
    switch ((int)a->kind) {
    case IR_ACTION_RUN:
    case IR_ACTION_RUN_UNTIL:
        add_run(s, a);
        break;
    case IR_ACTION_RECORD:
        if (s->ran)
            lems_refuse(writer(s), a->span, "recording that starts later");
        break;
    case IR_ACTION_ANNOTATE:
    case IR_ACTION_SAVE:
    case IR_ACTION_PLOT:
    case IR_ACTION_PRINT:
    case IR_ACTION_WRITE:
    case IR_ACTION_ASSERT:
        if (!is_table(a))
            leave_out(s, a);
        break;
    default:
        lems_refuse(writer(s), a->span, "`%s` in the course of a simulation",
                    ir_action_forms[a->kind].word);
    }
}

/* ---- files ---- */
/* "excitatory.gsyn" as a path: parts are its steps. */
static const char *path_of(const Simulation *s, const LemsCell cell, const Str *path, Span at)
{
    LemsScope scope;
    const IrModel *simple = lems_simplify(writer(s), cell.cells->model);
    if (!simple)
        return NULL;
    lems_scope_init(&scope, writer(s), simple);
    const char *text = lems_path_text(&scope, path->s);
    if (text && strchr(text, '['))
        lems_refuse(writer(s), at, "the record of `%s`, which each connection has,", path->s);
    return text;
}

static const IrModel *recorded_model(const Simulation *s, const IrRecorder *r)
{
    const IrModule *m = writer(s)->m;
    const IrView *v = ir_find_view(m, r->target);
    const IrPopulation *p = ir_find_population(m, v ? v->population : r->target);
    return p ? ir_find_model(m, p->model) : NULL;
}

/* Of the port that results call spikes? */
static bool is_spike(const Simulation *s, const IrRecorder *r)
{
    const IrModel *model = recorded_model(s, r);
    const Str *port = model ? ir_spike_port(model) : NULL;
    return !r->event || !port || port == r->event;
}

/* The port whose events are recorded; NULL: it is values. */
static const char *recorded_event(const Simulation *s, const IrRecorder *r)
{
    const IrModel *model = recorded_model(s, r);
    const IrItem *item = r->path && model ? ir_item(model, r->path) : NULL;
    if (item && item->kind == IR_ITEM_EVENT_OUT)
        return r->path->s;
    return r->path ? NULL : r->event ? r->event->s : "spike";
}

/* The cells of a recorder as columns of a file, or as events of it. `label`: of each; NULL: they are counted. */
static void write_cells(const Simulation *s, const IrRecorder *r, const Str *label,
                        uint32_t *number)
{
    LemsWriter *w = writer(s);
    LemsCellList cells = {0};
    const char *event = recorded_event(s, r);
    if (r->projection)
        lems_refuse(w, r->span, "the record of `%s`, which a synapse has,", r->path->s);
    if (!lems_find_cells(s->n, r->target, r->span, &cells))
        return;
    for (uint32_t i = 0; i < cells.n && !w->failed; i++) {
        const char *cell = lems_cell_text(s->n, cells.v[i]);
        const char *path = !event ? path_of(s, cells.v[i], r->path, r->span) : NULL;
        xml_writer_open(&w->xml, event ? "EventSelection" : "OutputColumn");
        attribute(s, "id", label ? label->s : arena_printf(w->arena, "%u", *number));
        ++*number;
        if (!event)
            attribute(s, "quantity", arena_printf(w->arena, "%s/%s", cell, path ? path : ""));
        else {
            attribute(s, "select", cell);
            attribute(s, "eventPort", event);
        }
        xml_writer_close(&w->xml);
    }
    if (r->interval)
        diag(w->session->diags, DIAG_NNC0712, r->span,
             "the interval of a recorder is left out: LEMS writes each step");
}

/* A recorder that no table has gets a file of its own. */
static void write_recorder(const Simulation *s, const IrRecorder *r)
{
    LemsWriter *w = writer(s);
    const IrView *v = ir_find_view(w->m, r->target);
    const char *of = (v ? v->population : r->target)->s;
    const char *event = recorded_event(s, r);
    const char *what = r->path ? r->path->s : is_spike(s, r) ? "spikes" : event;
    const char *id = lems_new_name(w, &w->ids, arena_printf(w->arena, "%s_%s", of, what));
    uint32_t number = 0;
    xml_writer_open(&w->xml, event ? "EventOutputFile" : "OutputFile");
    attribute(s, "id", id);
    attribute(s, "fileName", arena_printf(w->arena, "%s.dat", id));
    attribute(s, "format", event ? "ID_TIME" : NULL);
    write_cells(s, r, NULL, &number);
    xml_writer_close(&w->xml);
}

static void write_table(const Simulation *s, const IrAction *a)
{
    LemsWriter *w = writer(s);
    const bool values = a->table == IR_TABLE_COLUMNS;
    uint32_t number = 0;
    xml_writer_open(&w->xml, values ? "OutputFile" : "EventOutputFile");
    attribute(s, "id", lems_new_name(w, &w->ids, a->name->s));
    attribute(s, "fileName", a->name->s);
    attribute(s, "format", values ? NULL : a->table == IR_TABLE_ID_TIME ? "ID_TIME" : "TIME_ID");
    for (uint32_t i = 0; i < a->columns.n && !w->failed; i++)
        write_cells(s, w->m->recorders.v[a->columns.v[i].recorder], a->columns.v[i].label, &number);
    xml_writer_close(&w->xml);
}

static bool has_column(const IrModule *m, uint32_t recorder)
{
    for (uint32_t i = 0; i < m->experiment.n; i++)
        for (uint32_t k = 0; is_table(&m->experiment.v[i]) && k < m->experiment.v[i].columns.n; k++)
            if (m->experiment.v[i].columns.v[k].recorder == recorder)
                return true;
    return false;
}

static void write_files(const Simulation *s)
{
    const IrModule *m = writer(s)->m;
    for (uint32_t i = 0; i < m->experiment.n && !writer(s)->failed; i++)
        if (is_table(&m->experiment.v[i]))
            write_table(s, &m->experiment.v[i]);
    for (uint32_t i = 0; i < m->recorders.n && !writer(s)->failed; i++)
        if (!has_column(m, i))
            write_recorder(s, m->recorders.v[i]);
}

void lems_write_simulation(LemsNetworkWriter *n)
{
    LemsWriter *w = n->w;
    Simulation s = {.n = n};
    const Dim time = ir_quantity_dim(IR_Q_TIME);
    double step = 0.1;
    const LemsValues network = {w, NULL, NULL, NULL, 0};
    for (uint32_t i = 0; i < w->m->experiment.n; i++)
        add_action(&s, &w->m->experiment.v[i]);
    if (w->m->timestep && !lems_value_of(&network, w->m->timestep, &step))
        lems_refuse(w, w->m->timestep->span, "a step that is known when it runs");
    if (!s.ran || w->failed)
        return;
    xml_writer_gap(&w->xml);
    xml_writer_open(&w->xml, "Simulation");
    attribute(&s, "id", "sim");
    attribute(&s, "length", lems_quantity_text(w, s.length, time, NULL, NOWHERE));
    attribute(&s, "step", lems_quantity_text(w, step, time, NULL, NOWHERE));
    attribute(&s, "target", "net");
    write_files(&s);
    xml_writer_close(&w->xml);
}
