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

static void write_columns(const Simulation *s, const IrRecorder *r)
{
    LemsWriter *w = writer(s);
    LemsCellList cells = {0};
    const char *what = r->path ? r->path->s : "spikes";
    if (!lems_find_cells(s->n, r->target, r->span, &cells))
        return;
    const IrView *v = ir_find_view(w->m, r->target);
    const char *of = (v ? v->population : r->target)->s;
    const char *id = lems_new_name(w, &w->ids, arena_printf(w->arena, "%s_%s", of, what));
    xml_writer_open(&w->xml, r->path ? "OutputFile" : "EventOutputFile");
    attribute(s, "id", id);
    attribute(s, "fileName", arena_printf(w->arena, "%s.dat", id));
    attribute(s, "format", r->path ? NULL : "ID_TIME");
    for (uint32_t i = 0; i < cells.n && !w->failed; i++) {
        const char *cell = lems_cell_text(s->n, cells.v[i]);
        const char *path = r->path ? path_of(s, cells.v[i], r->path, r->span) : NULL;
        xml_writer_open(&w->xml, r->path ? "OutputColumn" : "EventSelection");
        attribute(s, "id", arena_printf(w->arena, "%u", i));
        if (r->path)
            attribute(s, "quantity", arena_printf(w->arena, "%s/%s", cell, path ? path : ""));
        else {
            attribute(s, "select", cell);
            attribute(s, "eventPort", r->event ? r->event->s : "spike");
        }
        xml_writer_close(&w->xml);
    }
    xml_writer_close(&w->xml);
    if (r->interval)
        diag(w->session->diags, DIAG_NNC0712, r->span,
             "the interval of a recorder is left out: LEMS writes each step");
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
    for (uint32_t i = 0; i < w->m->recorders.n; i++)
        write_columns(&s, w->m->recorders.v[i]);
    xml_writer_close(&w->xml);
}
