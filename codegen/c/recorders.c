/* The table of recorders: the variable, or the output for events, that each is of. */
#include "codegen/c/internal.h"
#include "ir/build.h"

/* ---- events ---- */
bool ctarget_records_events(const CTarget *t, const IrRecorder *r)
{
    const IrModel *model =
        r->path && !r->event && !r->projection ? ctarget_model_of(t, r->target) : NULL;
    const IrItem *item = model ? ir_item(model, r->path) : NULL;
    return !r->path || r->event || (item && item->kind == IR_ITEM_EVENT_OUT);
}

static const Str *event_of(const IrRecorder *r)
{
    return r->event ? r->event : r->path;
}

/* Does it hold of all cells of the recorder? Those without any output never send, which is no mistake. */
static bool all_cells(const CTarget *t, const IrRecorder *r,
                      bool (*holds)(const IrModel *model, const Str *event))
{
    const IrGroup *g = ir_find_group(t->m, r->target);
    for (uint32_t i = 0; i < (g ? g->members.n : 1); i++) {
        const IrModel *model = ctarget_model_of(t, g ? g->members.v[i] : r->target);
        if (model && ir_spike_port(model) && !holds(model, event_of(r)))
            return false;
    }
    return true;
}

static bool is_output(const IrModel *model, const Str *event)
{
    const IrItem *item = ir_item_of(model, IR_ITEM_EVENT_OUT, event);
    return item && ir_is_own_output(item);
}

static bool is_spike(const IrModel *model, const Str *event)
{
    return ir_spike_port(model) == event;
}

bool ctarget_sends_recorded(const CTarget *t, const IrRecorder *r)
{
    return !event_of(r) || all_cells(t, r, is_output);
}

/* The output, where it is not number 0 of all of them. */
static const Str *port_of(const CTarget *t, const IrRecorder *r)
{
    const bool other = ctarget_records_events(t, r) && event_of(r) && !all_cells(t, r, is_spike);
    return other ? event_of(r) : NULL;
}

/* ---- the table ---- */
static uint32_t projection_number(const CTarget *t, const Str *name)
{
    uint32_t i = 0;
    while (t->m->projections.v[i]->name != name)
        i++;
    return i;
}

static void print_recorder(CTarget *t, const IrRecorder *r, const char *interval)
{
    const char *variable = ctarget_records_events(t, r) ? "NULL" : ctarget_string(t, r->path->s);
    const Str *port = port_of(t, r);
    emit(t->out, "{%u, %s, %s, %s", ctarget_group(t, r->target), variable, interval,
         ctarget_string(t, ctarget_where(t, r->span)));
    if (r->projection)
        emit(t->out, ", &program_projections[%u]", projection_number(t, r->projection));
    if (port)
        emit(t->out, ", NULL, %s", ctarget_string(t, port->s));
    emit(t->out, "},\n");
}

void ctarget_recorders(CTarget *t)
{
    const uint32_t n = t->m->recorders.n;
    if (n == 0)
        return;
    const char **interval = ARENA_ARRAY(t->a, const char *, n);
    for (uint32_t i = 0; i < n; i++)
        interval[i] = ctarget_rule(t, t->m->recorders.v[i]->interval, NULL);
    emit_open(t->out, "static const nnrt_recorder_def program_recorders[] = {");
    for (uint32_t i = 0; i < n; i++)
        print_recorder(t, t->m->recorders.v[i], interval[i]);
    emit_close(t->out, "};");
}
