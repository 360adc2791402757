/* Well-formed experiments: recorders, times, what is set. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verify.h"
#include "ir/verifying.h"
#include "ir/words.h"

static void want(IrVerifier *v, IrExpr *e, IrQuantity quantity, const char *what)
{
    if (e && !ir_type_value(v->m, e, ir_quantity_dim(quantity), what))
        v->failed = true;
}

/* The model whose variable it is; NULL: not known, which has been told. */
static IrModel *recorded_model(IrVerifier *v, const IrRecorder *r)
{
    const IrProjection *p = r->projection ? ir_find_projection(v->m, r->projection) : NULL;
    if (!r->projection)
        return ir_target_model(v->m, r->target);
    if (!p || !p->synapse)
        ir_verify_complain(v, DIAG_NNC0302, r->span, "there is no projection `%s` with a synapse",
                           r->projection->s);
    return p && p->synapse ? ir_find_model(v->m, p->synapse) : NULL;
}

static void lacks_output(IrVerifier *v, const IrRecorder *r, const IrModel *model)
{
    StrNearest near = str_nearest_start(r->event->s);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_EVENT_OUT)
            str_nearest_offer(&near, model->items.v[i]->name->s);
    ir_verify_lacks(v, r->span, model->name, "event port", r->event, near);
}

static void check_recorder(IrVerifier *v, const IrRecorder *r)
{
    IrModel *model = recorded_model(v, r);
    const Str *name = r->path ? r->path : r->event;
    const IrItem *item = model && name ? ir_path_item(v->m, model, name, NULL) : NULL;
    want(v, r->interval, IR_Q_TIME, "the interval of a recorder");
    ir_verify_target(v, r->span, r->target);
    if (!model || !name || (item && item->kind == IR_ITEM_EVENT_OUT))
        return;
    if (r->event) {
        lacks_output(v, r, model);
        return;
    }
    IrTyping t = ir_typing(v->m, model);
    ir_type_item_name(&t, ir_named(v->m->arena, IR_ITEM, name, r->span));
    v->failed |= t.failed;
}

static void check_recorder_index(IrVerifier *v, const IrAction *a)
{
    if (a->recorder >= v->m->recorders.n)
        ir_verify_complain(v, DIAG_NNC0302, a->span, "there is no recorder %u", a->recorder);
}

/* What connections carry beside the parameters of their synapse. */
static bool is_of_connections(const IrModule *m, const IrAction *a)
{
    return ir_find_projection(m, a->target) &&
           (str_is(a->name, "weight") || str_is(a->name, "delay"));
}

/* A parameter or state of the cells, source or synapse that is meant. */
static void check_set(IrVerifier *v, const IrAction *a)
{
    const IrInput *input = a->target ? ir_find_input(v->m, a->target) : NULL;
    const IrModel *model = input ? ir_find_model(v->m, input->source) : NULL;
    if (!input && a->target)
        model = ir_target_model(v->m, a->target);
    const IrItem *item = model && a->name ? ir_path_item(v->m, model, a->name, NULL) : NULL;
    if (item && item->kind == IR_ITEM_STATE && a->kind == IR_ACTION_INITIALIZE)
        ir_verify_target_state(v, model, a->name, a->span, "initialized");
    IrTyping t = ir_typing(v->m, NULL);
    if (item && a->value && !item->dim.var && item->scalar != IR_BOOL)
        ir_type_want(&t, a->value, item->dim,
                     arena_printf(v->m->arena, "the value of `%s`", a->name->s));
    else if (a->value)
        ir_type_expr(&t, a->value);
    v->failed |= t.failed;
    if (item && a->value && a->kind == IR_ACTION_SET) {
        IrBinds set = {0};
        VEC_PUSH(v->m->arena, &set, (IrBind){a->name, a->value, a->span});
        ir_verify_series(v, model, &set, false);
    }
    if (!model || item || !a->name || is_of_connections(v->m, a))
        return;
    StrNearest near = str_nearest_start(a->name->s);
    ir_offer_items(&near, model);
    ir_verify_lacks(v, a->span, model->name, "parameter", a->name, near);
}

static void check_actions(IrVerifier *v, const IrAction *actions, uint32_t n);

static void check_periodic(IrVerifier *v, const IrAction *every)
{
    for (uint32_t i = 0; i < every->body.n; i++)
        if (!ir_action_forms[every->body.v[i].kind].periodic)
            ir_verify_complain(v, DIAG_NNC0307, every->body.v[i].span,
                               "this action cannot be periodic");
}

static bool records_events(const IrModule *m, const IrRecorder *r)
{
    const IrModel *model = r->event ? NULL : ir_target_model(m, r->target);
    const IrItem *item = model ? ir_path_item(m, model, r->path, NULL) : NULL;
    return r->event || (item && item->kind == IR_ITEM_EVENT_OUT);
}

/* Recorders that exist: of values, or of events, which have labels. */
static void check_table(IrVerifier *v, const IrAction *a)
{
    const bool events = a->table != IR_TABLE_COLUMNS;
    for (uint32_t i = 0; i < a->columns.n; i++) {
        const IrColumn *c = &a->columns.v[i];
        if (c->recorder >= v->m->recorders.n)
            ir_verify_complain(v, DIAG_NNC0302, a->span, "there is no recorder %u", c->recorder);
        else if (records_events(v->m, v->m->recorders.v[c->recorder]) != events)
            ir_verify_complain(v, DIAG_NNC0307, a->span, "recorder %u is not of %s", c->recorder,
                               events ? "events" : "values");
        else if (!c->label == events)
            ir_verify_complain(v, DIAG_NNC0307, a->span, "%s a label",
                               events ? "events need" : "values have no use for");
    }
}

/* A file with a name, of cells that exist; it can be annotated. */
static void check_write(IrVerifier *v, const IrAction *a)
{
    check_table(v, a);
    if (a->target)
        ir_verify_target(v, a->span, a->target);
    if (!a->name)
        ir_verify_complain(v, DIAG_NNC0307, a->span, "what is written needs the name of a file");
    check_actions(v, a->body.v, a->body.n);
    for (uint32_t i = 0; i < a->body.n; i++)
        if (a->body.v[i].kind != IR_ACTION_ANNOTATE)
            ir_verify_complain(v, DIAG_NNC0307, a->body.v[i].span,
                               "a file can be annotated, and nothing else");
}

static void check_action(IrVerifier *v, const IrAction *a)
{
    IrTyping t = ir_typing(v->m, NULL);
    switch (a->kind) {
    case IR_ACTION_RUN:
    case IR_ACTION_RUN_UNTIL:
        want(v, a->value, IR_Q_TIME, "the time of a run");
        break;
    case IR_ACTION_EVERY:
        want(v, a->value, IR_Q_TIME, "the interval of `every`");
        check_actions(v, a->body.v, a->body.n);
        check_periodic(v, a);
        break;
    case IR_ACTION_SET:
    case IR_ACTION_INITIALIZE:
        check_set(v, a);
        break;
    case IR_ACTION_RECORD:
        check_recorder_index(v, a);
        break;
    case IR_ACTION_ASSERT:
        if (a->value)
            ir_type_want_test(&t, a->value, "what is asserted");
        v->failed |= t.failed;
        break;
    case IR_ACTION_WRITE:
        check_write(v, a);
        break;
    case IR_ACTION_STOP_RECORDING:
    case IR_ACTION_RESET:
    case IR_ACTION_ANNOTATE:
    case IR_ACTION_SAVE:
    case IR_ACTION_PLOT:
    case IR_ACTION_PRINT:
        break;
    }
}

static void check_actions(IrVerifier *v, const IrAction *actions, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        check_action(v, &actions[i]);
}

void ir_verify_experiment(IrVerifier *v)
{
    for (uint32_t i = 0; i < v->m->recorders.n; i++)
        check_recorder(v, v->m->recorders.v[i]);
    check_actions(v, v->m->experiment.v, v->m->experiment.n);
}
