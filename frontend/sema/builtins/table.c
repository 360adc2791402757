/* Files with one table: write_table() of values, a column each, and write_events(), a line for each event. */
#include "frontend/sema/builtins/builtins.h"

/* The recorder of these cells for that variable or port; NULL: it is not recorded. */
static bool find_recorder(Interp *in, const Object *o, const Str *name, uint32_t *found)
{
    const bool spikes = str_is(name, "spikes");
    const Str *event = spikes ? SEMA_NAME(in->sema, "spike") : name;
    for (uint32_t i = 0; i < o->recorders.n; i++) {
        const IrRecorder *r = in->module->recorders.v[o->recorders.v[i]];
        *found = o->recorders.v[i];
        if (r->path ? r->path == name : r->event == event)
            return true;
    }
    return false;
}

/* (cells, "v"), of events (cells, "spikes", label) */
static bool read_column(Interp *in, Value v, bool events, Span at, IrColumn *out)
{
    const int64_t n = value_length(v);
    const Str *name;
    if (v.kind != VALUE_TUPLE || n != (events ? 3 : 2)) {
        interp_error(in, DIAG_NNC0251, at,
                     events ? "an element is (cells, port, label)"
                            : "a column is (cells, variable)");
        return false;
    }
    const Object *o = network_target(in, v.as.list->v[0], at, "what is written");
    if (!o || !want_string(in, v.as.list->v[1], at, "the variable", &name) ||
        (events && !want_string(in, v.as.list->v[2], at, "the label", &out->label)))
        return false;
    if (find_recorder(in, o, name, &out->recorder))
        return true;
    Diag *d =
        diag(in->diags, DIAG_NNC0407, at, "'%s' of '%s' is not recorded", name->s, o->name->s);
    diag_help(in->diags, d, "record it before: %s.record(\"%s\")", o->name->s, name->s);
    return false;
}

static Value write(Interp *in, const Call *call, const Value *a, IrTable table)
{
    IrAction action = {.kind = IR_ACTION_WRITE, .span = call->span, .table = table};
    ValueList columns = {0};
    if (!want_string(in, a[0], call_span(call, "file", 0), "the file", &action.name) ||
        !eval_sequence(in, a[1], call->span, &columns))
        return value_poison;
    for (uint32_t i = 0; i < columns.n; i++) {
        IrColumn column = {0};
        if (!read_column(in, columns.v[i], table != IR_TABLE_COLUMNS, call->span, &column))
            return value_poison;
        VEC_PUSH(in->arena, &action.columns, column);
    }
    if (!action.columns.n)
        return interp_error(in, DIAG_NNC0251, call->span, "a table has at least one column");
    VEC_PUSH(in->arena, &in->module->experiment, action);
    return value_none;
}

static Value write_table(Interp *in, const Call *call, const Value *a)
{
    return write(in, call, a, IR_TABLE_COLUMNS);
}

static Value write_events(Interp *in, const Call *call, const Value *a)
{
    const Str *format = SEMA_NAME(in->sema, "TIME_ID");
    const Span at = call_span(call, "format", 2);
    if (a[2].kind != VALUE_POISON && !want_string(in, a[2], at, "the format", &format))
        return value_poison;
    const bool id_first = str_is(format, "ID_TIME");
    if (!id_first && !str_is(format, "TIME_ID"))
        return interp_error(in, DIAG_NNC0251, at, "the format is TIME_ID or ID_TIME, not %s",
                            format->s);
    return write(in, call, a, id_first ? IR_TABLE_ID_TIME : IR_TABLE_TIME_ID);
}

const Builtin builtins_table[] = {
    {"", "write_table", write_table, "file columns"},
    {"", "write_events", write_events, "file columns format="},
    {NULL, NULL, NULL, NULL},
};
