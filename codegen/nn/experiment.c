/* The experiment: what is recorded, run, set and written, in order. */
#include "codegen/nn/nn.h"
#include "ir/build.h"

#include <string.h>

static void write_actions(NnWriter *w, const IrAction *list, uint32_t n);

/* ---- recording ---- */
static const char *variable_of(NnWriter *w, const IrRecorder *r)
{
    const bool spikes = !r->path && str_is(r->event, "spike");
    const Str *path = r->path ? r->path : r->event;
    if (r->projection)
        nn_refuse(w, r->span, "a recorder of a synapse");
    return spikes ? "\"spikes\"" : nn_path_string(w, path);
}

static bool same_interval(const IrExpr *a, const IrExpr *b)
{
    return a && b ? ir_expr_equal(a, b) : a == b;
}

/* Spikes have no interval, and stand beside any. */
static bool may_join(const IrRecorder *first, const IrRecorder *r)
{
    return r->target == first->target && (!r->path || same_interval(r->interval, first->interval));
}

/* Scripts record a variable of the same cells once, in one interval. */
static void check_recorder(NnWriter *w, uint32_t index)
{
    const IrRecorder *r = w->m->recorders.v[index];
    for (uint32_t i = 0; i < index; i++) {
        const IrRecorder *other = w->m->recorders.v[i];
        if (other->target == r->target && other->path == r->path && other->event == r->event)
            nn_refuse(w, r->span, "two recorders of one variable of the same cells");
    }
}

/* Recorders of the same cells that follow each other: one call. Returns how many. */
static uint32_t write_record(NnWriter *w, const IrAction *list, uint32_t n)
{
    const IrRecorder *first = w->m->recorders.v[list->recorder];
    const char *cells = nn_cells(w, first->target), *every = "";
    VEC(const char *) names = {0};
    for (; names.n < n && list[names.n].kind == IR_ACTION_RECORD;) {
        const IrRecorder *r = w->m->recorders.v[list[names.n].recorder];
        if (!may_join(first, r))
            break;
        check_recorder(w, list[names.n].recorder);
        VEC_PUSH(w->a, &names, variable_of(w, r));
    }
    if (first->interval)
        every =
            arena_printf(w->a, ", sampling_interval=%s", nn_value(w, first->interval, first->span));
    const char *what =
        names.n > 1 ? nn_list(w, strlen(cells) + strlen(".record("), names.v, names.n) : names.v[0];
    emit(w->e, "%s.record(%s%s)\n", cells, what, every);
    return names.n;
}

static uint32_t write_stop(NnWriter *w, const IrAction *list, uint32_t n)
{
    const Str *target = w->m->recorders.v[list->recorder]->target;
    uint32_t k = 0;
    while (k < n && list[k].kind == IR_ACTION_STOP_RECORDING &&
           w->m->recorders.v[list[k].recorder]->target == target)
        k++;
    emit(w->e, "%s.record(None)\n", nn_cells(w, target));
    return k;
}

/* ---- files ---- */
static const char *notes_of(NnWriter *w, const IrAction *list, uint32_t n)
{
    const char *text = "";
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &list[i];
        if (a->text)
            text = arena_printf(w->a, "%s%s%s: %s", text, *text ? ", " : "",
                                nn_string(w, a->name->s), nn_string(w, a->text));
        for (uint32_t k = 0; k < a->annotations.n; k++)
            text = arena_printf(w->a, "%s%s%s: %s", text, *text ? ", " : "",
                                nn_string(w, a->annotations.v[k].name->s),
                                nn_value(w, a->annotations.v[k].value, a->span));
    }
    return arena_printf(w->a, "{%s}", text);
}

static const char *names_of(NnWriter *w, const IrAction *a)
{
    const char *text = "";
    for (uint32_t i = 0; i < a->names.n; i++)
        text = arena_printf(w->a, "%s%s%s", text, i ? ", " : "", nn_path_string(w, a->names.v[i]));
    return arena_printf(w->a, "[%s]", text);
}

/* write_table("v.dat", [(cells[0], "v"), ...]), and of events with the label of each line. */
static void write_table(NnWriter *w, const IrAction *a)
{
    const char *word = a->table == IR_TABLE_COLUMNS ? "write_table" : "write_events";
    const char *head = arena_printf(w->a, "%s(%s, ", word, nn_string(w, a->name->s));
    VEC(const char *) columns = {0};
    for (uint32_t i = 0; i < a->columns.n; i++) {
        const IrColumn *c = &a->columns.v[i];
        const IrRecorder *r = w->m->recorders.v[c->recorder];
        const char *label = c->label ? arena_printf(w->a, ", %s", nn_string(w, c->label->s)) : "";
        VEC_PUSH(
            w->a, &columns,
            arena_printf(w->a, "(%s, %s%s)", nn_cells(w, r->target), variable_of(w, r), label));
    }
    emit(w->e, "%s%s%s)\n", head, nn_list(w, strlen(head), columns.v, columns.n),
         a->table == IR_TABLE_ID_TIME ? ", format=\"ID_TIME\"" : "");
}

static void write_file(NnWriter *w, const IrAction *a)
{
    VEC(const char *) args = {0};
    if (a->table) {
        write_table(w, a);
        return;
    }
    VEC_PUSH(w->a, &args, nn_string(w, a->name->s));
    if (a->names.n)
        VEC_PUSH(w->a, &args, arena_printf(w->a, "variables=%s", names_of(w, a)));
    if (a->clear)
        VEC_PUSH(w->a, &args, "clear=True");
    if (a->body.n)
        VEC_PUSH(w->a, &args,
                 arena_printf(w->a, "annotations=%s", notes_of(w, a->body.v, a->body.n)));
    nn_write_call(
        w, a->target ? arena_printf(w->a, "%s.write_data", nn_cells(w, a->target)) : "write_data",
        args.v, args.n);
}

/* ---- what happens in between ---- */
static const char *target_of(NnWriter *w, const IrAction *a)
{
    return nn_cells(w, a->target);
}

static void write_set(NnWriter *w, const IrAction *a)
{
    const char *value = nn_value(w, a->value, a->span);
    const bool dotted = strchr(a->name->s, '.') != NULL;
    const char *method = a->kind == IR_ACTION_SET ? "set" : "initialize";
    if (dotted)
        emit(w->e, "%s.%s(**{%s: %s})\n", target_of(w, a), method, nn_path_string(w, a->name),
             value);
    else
        emit(w->e, "%s.%s(%s=%s)\n", target_of(w, a), method, nn_item(w, a->name->s), value);
}

static void write_reset(NnWriter *w, const IrAction *a, const char *notes)
{
    const char *list = strcmp(notes, "{}") ? arena_printf(w->a, "annotations=%s", notes) : "";
    if (a->annotations.n)
        nn_refuse(w, a->span, "a reset that has annotations of its own");
    if (a->keep_weights)
        list = arena_printf(w->a, "%s%skeep_weights=True", list, *list ? ", " : "");
    if (a->new_noise)
        list = arena_printf(w->a, "%s%snew_noise=True", list, *list ? ", " : "");
    emit(w->e, "reset(%s)\n", list);
}

/* Annotations belong to the reset behind them. */
static uint32_t write_notes(NnWriter *w, const IrAction *list, uint32_t n)
{
    uint32_t k = 0;
    while (k < n && list[k].kind == IR_ACTION_ANNOTATE)
        k++;
    if (k == n || list[k].kind != IR_ACTION_RESET) {
        nn_refuse(w, list->span, "annotations that no reset follows");
        return k;
    }
    write_reset(w, &list[k], notes_of(w, list, k));
    return k + 1;
}

/* every(10 ms, f) of a function that does it */
static void write_every(NnWriter *w, const IrAction *a)
{
    const char *name = nn_variable(w, str_format(w->s->strings, "every_%u", (unsigned)w->words.n));
    emit_open(w->e, "\ndef %s():", name);
    write_actions(w, a->body.v, a->body.n);
    if (!a->body.n)
        emit(w->e, "pass\n");
    emit_close(w->e, "%s", "");
    emit(w->e, "\nevery(%s, %s)\n", nn_value(w, a->value, a->span), name);
}

static void write_print(NnWriter *w, const IrAction *a)
{
    const char *text = nn_string(w, a->text ? a->text : "");
    if (a->annotations.n || a->value)
        nn_refuse(w, a->span, "a text that is printed with a number");
    emit(w->e, "print(%s)\n", text);
}

static void write_one(NnWriter *w, const IrAction *a)
{
    switch (a->kind) {
    case IR_ACTION_RUN:
        emit(w->e, "run(%s)\n", nn_value(w, a->value, a->span));
        break;
    case IR_ACTION_RUN_UNTIL:
        emit(w->e, "run_until(%s)\n", nn_value(w, a->value, a->span));
        break;
    case IR_ACTION_SET:
    case IR_ACTION_INITIALIZE:
        write_set(w, a);
        break;
    case IR_ACTION_RESET:
        write_reset(w, a, "{}");
        break;
    case IR_ACTION_WRITE:
        write_file(w, a);
        break;
    case IR_ACTION_SAVE:
        emit(w->e, "%s.save(%s, %s)\n", target_of(w, a), names_of(w, a), nn_string(w, a->name->s));
        break;
    case IR_ACTION_EVERY:
        write_every(w, a);
        break;
    case IR_ACTION_PRINT:
        write_print(w, a);
        break;
    case IR_ACTION_ASSERT:
        emit(w->e, "assert %s", nn_value(w, a->value, a->span));
        emit(w->e, a->text ? ", %s\n" : "\n", a->text ? nn_string(w, a->text) : "");
        break;
    case IR_ACTION_RECORD:
    case IR_ACTION_STOP_RECORDING:
    case IR_ACTION_ANNOTATE:
    case IR_ACTION_PLOT:
        nn_refuse(w, a->span, "an action of this kind");
        break;
    }
}

static void write_actions(NnWriter *w, const IrAction *list, uint32_t n)
{
    for (uint32_t i = 0; i < n;) {
        if (list[i].kind == IR_ACTION_RECORD)
            i += write_record(w, &list[i], n - i);
        else if (list[i].kind == IR_ACTION_STOP_RECORDING)
            i += write_stop(w, &list[i], n - i);
        else if (list[i].kind == IR_ACTION_ANNOTATE)
            i += write_notes(w, &list[i], n - i);
        else
            write_one(w, &list[i++]);
    }
}

void nn_write_experiment(NnWriter *w)
{
    write_actions(w, w->m->experiment.v, w->m->experiment.n);
}
