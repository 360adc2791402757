/* The experiment: setup, recording, runs, resets, output. Each call becomes an action of the IR, in
   order. */
#include "frontend/sema/builtins/builtins.h"
#include "ir/build.h"

#include <math.h>
#include <string.h>

/* ---- setup and runs ---- */

static Value setup_too_late(Interp *in, Span at)
{
    Diag *d = diag(in->diags, DIAG_NNC0416, at, "setup comes before the first population");
    diag_note(in->diags, d, in->populations.v[0]->span, "this is made before it");
    return value_poison;
}

/* PyNN's back ends have arguments of their own; what looks like one of ours is a mistake. */
static void warn_of_extras(Interp *in, const Call *call, const ValueDict *extras)
{
    static const char *const KNOWN[] = {"timestep", "min_delay", "max_delay", "seed"};
    for (uint32_t i = 0; i < extras->n; i++) {
        const char *name = extras->v[i].key.as.string->s;
        StrNearest near = str_nearest_start(name);
        for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++)
            str_nearest_offer(&near, KNOWN[k]);
        if (!near.best || !strcmp(near.best, name))
            continue;
        Diag *d = diag(in->diags, DIAG_NNC0261, call_span(call, name, 99),
                       "setup has no use for '%s'", name);
        diag_did_you_mean(in->diags, d, name, near.best);
    }
}

static Value setup(Interp *in, const Call *call, const Value *a)
{
    const struct {
        const char *argument, *what;
        IrExpr **to;
    } times[] = {{"timestep", "the timestep", &in->module->timestep},
                 {"min_delay", "min_delay", &in->module->min_delay},
                 {"max_delay", "max_delay", &in->module->max_delay}};
    if (in->populations.n)
        return setup_too_late(in, call->span);
    for (uint32_t i = 0; i < 3; i++) {
        if (a[i].kind == VALUE_POISON || a[i].kind == VALUE_NONE || a[i].kind == VALUE_STRING)
            continue;
        const Span at = call_span(call, times[i].argument, i);
        if (!(*times[i].to = bind_time(in, a[i], times[i].what, at)))
            return value_poison;
        double x;
        if (bind_constant(*times[i].to, &x) && !(x > 0)) {
            *times[i].to = NULL;
            return interp_error(in, DIAG_NNC0416, at, "%s is longer than 0", times[i].what);
        }
    }
    warn_of_extras(in, call, a[3].as.dict);
    const Value *seed = value_dict_get(a[3].as.dict, value_string(SEMA_NAME(in->sema, "seed")));
    int64_t s;
    if (seed && seed->kind == VALUE_SYMBOL)
        in->module->seed = seed->as.symbol;
    else if (seed && want_int(in, *seed, call->span, "the seed", &s))
        in->module->seed = ir_integer(in->arena, s, call->span);
    return value_int(0);
}

static const double STEPS_MOST = 1e18; /* time is a whole number of steps of 64 bits */

static Value run_action(Interp *in, const Call *call, Value time, IrActionKind kind)
{
    const bool until = kind == IR_ACTION_RUN_UNTIL;
    const Span at = call_span(call, until ? "time" : "simtime", 0);
    IrExpr *t = bind_time(in, time, "the time of the run", at);
    double x = 0;
    if (!t)
        return value_poison;
    const bool known = bind_constant(t, &x);
    if (known && x < (until ? in->now : 0)) {
        Diag *d = diag(in->diags, DIAG_NNC0416, at, "a run cannot go back in time");
        if (until)
            diag_help(in->diags, d, "it is at least %g ms here", in->now);
        return value_poison;
    }
    double dt = 0.1;
    const bool stepped = !in->module->timestep || bind_constant(in->module->timestep, &dt);
    if (known && stepped && x / dt > STEPS_MOST)
        return interp_error(in, DIAG_NNC0416, at, "these are too many steps of %g ms", dt);
    if (known)
        in->now = until ? x : in->now + x;
    in->now_exact = known && (until || in->now_exact);
    network_action(in, kind, call->span)->value = t;
    in->has_run = true;
    return (Value){.kind = VALUE_RESULT};
}

/* run(t, callbacks=[f, ...]): where they are called the run is cut into pieces. */
static Value run_or_call_back(Interp *in, const Call *call, const Value *a, IrActionKind kind)
{
    ValueList functions = {0};
    double x;
    if (a[1].kind == VALUE_POISON || a[1].kind == VALUE_NONE)
        return run_action(in, call, a[0], kind);
    if (value_length(a[1]) < 0)
        VEC_PUSH(in->arena, &functions, a[1]);
    else if (!eval_sequence(in, a[1], call->span, &functions))
        return value_poison;
    IrExpr *t = bind_time(in, a[0], "the time of the run", call->span);
    if (!t)
        return value_poison;
    const double now = in->now_exact ? in->now : (double)NAN;
    const double until = !bind_constant(t, &x) ? (double)NAN : kind == IR_ACTION_RUN ? now + x : x;
    return network_run_with_callbacks(in, until, &functions, call->span)
               ? (Value){.kind = VALUE_RESULT}
               : value_poison;
}

static Value run(Interp *in, const Call *call, const Value *a)
{
    return run_or_call_back(in, call, a, IR_ACTION_RUN);
}

static Value run_until(Interp *in, const Call *call, const Value *a)
{
    return run_or_call_back(in, call, a, IR_ACTION_RUN_UNTIL);
}

static Value reset(Interp *in, const Call *call, const Value *a)
{
    IrAction notes = {0};
    if (a[0].kind == VALUE_DICT && !annotate(in, &notes, a[0].as.dict, call->span))
        return value_poison;
    for (uint32_t i = 0; i < notes.body.n; i++)
        VEC_PUSH(in->arena, &in->module->experiment, notes.body.v[i]);
    IrAction *action = network_action(in, IR_ACTION_RESET, call->span);
    in->now = 0;
    in->now_exact = true;
    action->keep_weights = a[1].kind == VALUE_BOOL && a[1].as.boolean;
    action->new_noise = a[2].kind == VALUE_BOOL && a[2].as.boolean;
    return value_none;
}

static Value end(Interp *in, const Call *call, const Value *a)
{
    (void)call;
    (void)a;
    in->ended = true;
    return value_none;
}

/* What only the running program knows: the time it has reached, how often a cell fired. */
static Value result(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)call;
    (void)a;
    return (Value){.kind = VALUE_RESULT};
}

/* Data of cells: their names go with them, for pictures. */
static Value cells_data(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)a;
    return (Value){.kind = VALUE_RESULT, .as.object = call->self.as.object};
}

/* A time of setup() as PyNN gives it: a number of ms. */
static Value time_of_setup(const IrExpr *e, double otherwise)
{
    double x = otherwise;
    if (e ? !bind_constant(e, &x) : isnan(x))
        return (Value){.kind = VALUE_RESULT};
    return value_real(x);
}

static Value time_step(Interp *in, const Call *call, const Value *a)
{
    (void)call;
    (void)a;
    return time_of_setup(in->module->timestep, 0.1);
}

/* That of setup(), else the time step. */
static Value min_delay(Interp *in, const Call *call, const Value *a)
{
    return in->module->min_delay ? time_of_setup(in->module->min_delay, NAN)
                                 : time_step(in, call, a);
}

static Value max_delay(Interp *in, const Call *call, const Value *a)
{
    (void)call;
    (void)a;
    return time_of_setup(in->module->max_delay, NAN);
}

static Value zero(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)call;
    (void)a;
    return value_int(0);
}

static Value one(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)call;
    (void)a;
    return value_int(1);
}

/* ---- recording ---- */

static bool is_recordable(const IrItem *item)
{
    return item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_ALIAS ||
           item->kind == IR_ITEM_GATE || item->kind == IR_ITEM_REDUCE || item->kind == IR_ITEM_IN ||
           item->kind == IR_ITEM_PARAM;
}

/* Paths of what can be recorded, of the model and of its parts, and its ports beside `spike`: offered, and joined to a list.
   Not parameters: there are many, and nobody looks for a constant. */
static const char *offer_recordable(Interp *in, const IrModel *model, const char *prefix,
                                    const char *list, StrNearest *near)
{
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        const IrModel *part =
            item->kind == IR_ITEM_PART ? ir_find_model(in->module, item->model) : NULL;
        if (part && !*prefix)
            list = offer_recordable(in, part, arena_printf(in->arena, "%s.", item->name->s), list,
                                    near);
        const bool port = !*prefix && ir_is_own_output(item) && !str_is(item->name, "spike");
        if ((!is_recordable(item) || item->kind == IR_ITEM_PARAM) && !port)
            continue;
        const char *path = arena_printf(in->arena, "%s%s", prefix, item->name->s);
        str_nearest_offer(near, path);
        list = arena_printf(in->arena, "%s%s%s", list, *list ? ", " : "", path);
    }
    return list;
}

static void suggest_recordable(Interp *in, Diag *d, const IrModel *model, const Str *path)
{
    StrNearest near = str_nearest_start(path->s);
    const char *list = offer_recordable(in, model, "", "", &near);
    if (near.best)
        diag_did_you_mean(in->diags, d, path->s, near.best);
    else if (*list)
        diag_help(in->diags, d, "there are %s", list);
    else
        diag_help(in->diags, d, "its spikes can be recorded");
}

bool record_knows(Interp *in, const Object *o, const Str *path, Span at)
{
    const IrModel *model;
    for (uint32_t n = 0; (model = network_cells(in, o, n)); n++) {
        const IrItem *item = network_item(in, model, path);
        if (item && is_recordable(item))
            continue;
        Diag *d = diag(in->diags, DIAG_NNC0407, at, "%s has no variable '%s' to record",
                       model->name->s, path->s);
        suggest_recordable(in, d, model, path);
        return false;
    }
    return true;
}

bool record_is_port(const Interp *in, const Object *o, const Str *name)
{
    const IrModel *model = network_cells(in, o, 0);
    return model && ir_item_of(model, IR_ITEM_EVENT_OUT, name);
}

/* Do all of the cells have that output? */
static bool knows_port(Interp *in, const Object *o, const Str *port, Span at)
{
    const bool spike = str_is(port, "spike");
    const IrModel *model;
    for (uint32_t n = 0; (model = network_cells(in, o, n)); n++) {
        if (ir_item_of(model, IR_ITEM_EVENT_OUT, port))
            continue;
        interp_error(in, DIAG_NNC0407, at, spike ? "%s never spikes" : "%s sends no events '%s'",
                     model->name->s, port->s);
        return false;
    }
    return true;
}

/* Was it the last thing that was said of the recorder? */
static bool is_stopped(const IrModule *m, uint32_t recorder)
{
    for (uint32_t i = m->experiment.n; i-- > 0;) {
        const IrAction *a = &m->experiment.v[i];
        const bool about = a->kind == IR_ACTION_RECORD || a->kind == IR_ACTION_STOP_RECORDING;
        if (about && a->recorder == recorder)
            return a->kind == IR_ACTION_STOP_RECORDING;
    }
    return false;
}

/* The recorder of these cells for that variable or those events goes on; false: there is none yet. */
static bool record_again(Interp *in, const Object *o, const Str *path, const Str *event, Span at)
{
    for (uint32_t i = 0; i < o->recorders.n; i++) {
        const uint32_t index = o->recorders.v[i];
        const IrRecorder *r = in->module->recorders.v[index];
        if (r->path != path || r->event != event)
            continue;
        if (is_stopped(in->module, index))
            network_action(in, IR_ACTION_RECORD, at)->recorder = index;
        return true;
    }
    return false;
}

static bool record_one(Interp *in, Object *o, const Str *variable, IrExpr *interval, Span at)
{
    const bool port = record_is_port(in, o, variable);
    const bool events = port || str_is(variable, "spikes") || str_is(variable, "spike");
    const Str *event = !events ? NULL : port ? variable : SEMA_NAME(in->sema, "spike");
    const Str *path = events ? NULL : variable;
    if (events ? !knows_port(in, o, event, at) : !record_knows(in, o, path, at))
        return false;
    if (record_again(in, o, path, event, at))
        return true;
    IrRecorder *r = ARENA_NEW(in->arena, IrRecorder);
    *r = (IrRecorder){.target = o->name,
                      .path = path,
                      .event = event,
                      .interval = events ? NULL : interval,
                      .span = at};
    VEC_PUSH(in->arena, &o->recorders, in->module->recorders.n);
    VEC_PUSH(in->arena, &in->module->recorders, r);
    network_action(in, IR_ACTION_RECORD, at)->recorder = in->module->recorders.n - 1;
    network_mark_used(o);
    return true;
}

static Value record_names(Interp *in, Object *o, Value variables, IrExpr *interval, Span at)
{
    ValueList names = {0};
    if (variables.kind == VALUE_STRING)
        VEC_PUSH(in->arena, &names, variables);
    else if (variables.kind != VALUE_POISON && value_length(variables) < 0)
        return interp_error(in, DIAG_NNC0251, at,
                            "what is recorded is a string or a list of strings, not %s",
                            value_words(variables));
    else if (!eval_sequence(in, variables, at, &names))
        return value_poison;
    bool ok = true;
    for (uint32_t i = 0; i < names.n; i++) {
        const Str *name;
        ok &= want_string(in, names.v[i], at, "the name of a variable", &name) &&
              record_one(in, o, name, interval, at);
    }
    return ok ? value_none : value_poison;
}

static void stop_recording(Interp *in, const Object *o, Span at)
{
    for (uint32_t i = 0; i < o->recorders.n; i++)
        network_action(in, IR_ACTION_STOP_RECORDING, at)->recorder = o->recorders.v[i];
}

static IrExpr *sampling_interval(Interp *in, const Call *call, Value v)
{
    const Span at = call_span(call, "sampling_interval", 99);
    IrExpr *e = bind_time(in, v, "the sampling interval", at);
    double x;
    if (e && bind_constant(e, &x) && !(x > 0))
        return interp_error(in, DIAG_NNC0416, at, "the sampling interval is longer than 0"), NULL;
    return e;
}

static Value record_cells(Interp *in, const Call *call, Value cells, const Value *a)
{
    Object *o = network_target(in, cells, call->span, "what is recorded");
    const Str *file;
    IrExpr *interval = NULL;
    if (!o)
        return value_poison;
    if (a[0].kind == VALUE_NONE) {
        stop_recording(in, o, call->span);
        return value_none;
    }
    const bool timed = a[2].kind != VALUE_POISON && a[2].kind != VALUE_NONE;
    if (timed && !(interval = sampling_interval(in, call, a[2])))
        return value_poison;
    Value done = record_names(in, o, a[0], interval, call->span);
    const bool to_file = a[1].kind != VALUE_POISON && a[1].kind != VALUE_NONE;
    if (done.kind != VALUE_POISON && to_file) {
        if (!want_string(in, a[1], call->span, "the file", &file))
            return value_poison;
        write_at_end(in, o, file, a[0], call->span);
    }
    return done;
}

static Value cells_record(Interp *in, const Call *call, const Value *a)
{
    return record_cells(in, call, call->self, a);
}

/* record("v", cells, "file"): the function. */
static Value record(Interp *in, const Call *call, const Value *a)
{
    const Value args[3] = {a[0], a[2], a[3]};
    return record_cells(in, call, a[1], args);
}

static Value cells_record_v(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    old_spelling(in, call->span, "record_v()", "record(\"v\")");
    return record_names(in, call->self.as.object, value_string(SEMA_NAME(in->sema, "v")), NULL,
                        call->span);
}

static Value cells_record_gsyn(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    old_spelling(in, call->span, "record_gsyn()", "record([\"gsyn_exc\", \"gsyn_inh\"])");
    ValueList *names = ARENA_NEW(in->arena, ValueList);
    VEC_PUSH(in->arena, names, value_string(SEMA_NAME(in->sema, "gsyn_exc")));
    VEC_PUSH(in->arena, names, value_string(SEMA_NAME(in->sema, "gsyn_inh")));
    return record_names(in, call->self.as.object, value_list(names), NULL, call->span);
}

const Builtin builtins_experiment[] = {
    {"", "setup", setup, "timestep= min_delay= max_delay= **extra"},
    {"", "run", run, "simtime callbacks="},
    {"", "run_for", run, "simtime callbacks="},
    {"", "run_until", run_until, "time callbacks="},
    {"", "reset", reset, "annotations= keep_weights= new_noise="},
    {"", "end", end, ""},
    {"", "record", record, "variables source filename= sampling_interval="},
    {"", "get_current_time", result, ""},
    {"", "get_time_step", time_step, ""},
    {"", "get_min_delay", min_delay, ""},
    {"", "get_max_delay", max_delay, ""},
    {"", "rank", zero, ""},
    {"", "num_processes", one, ""},
    {".cells", "record", cells_record, "variables to_file= sampling_interval= locations="},
    {".cells", "record_v", cells_record_v, ""},
    {".cells", "record_gsyn", cells_record_gsyn, ""},
    {".cells", "get_data", cells_data, "variables= gather= clear="},
    {".cells", "get_spike_counts", result, "gather="},
    {".cells", "mean_spike_count", result, "gather="},
    {NULL, NULL, NULL, NULL},
};
