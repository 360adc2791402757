/* Current sources: injected into cells, changed between runs. */
#include "frontend/sema/builtins/builtins.h"

static bool is_draw(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW || e->op == IR_DRAWAT;
}

static void look_for_draw(void *context, IrExpr **e)
{
    bool *any = context;
    *any |= *e && ir_expr_any(*e, is_draw, NULL);
}

/* A source that draws nothing has one value for all its cells. */
static bool draws(const IrModel *model)
{
    bool any = false;
    for (uint32_t i = 0; i < model->items.n; i++) {
        ir_item_each_expr(model->items.v[i], look_for_draw, &any);
        any |= model->items.v[i]->kind == IR_ITEM_NOISE;
    }
    return any;
}

static bool cells_take_current(Interp *in, const Object *cells, const Str *port, Span at)
{
    const IrModel *model;
    for (uint32_t n = 0; (model = network_cells(in, cells, n)); n++) {
        if (ir_item_of(model, IR_ITEM_REDUCE, port))
            continue;
        Diag *d = diag(in->diags, DIAG_NNC0408, at, "%s takes no injected current", model->name->s);
        diag_help(in->diags, d, "its equations must read %s", port->s);
        return false;
    }
    return true;
}

/* `port` is the sum that the current joins: i_inj where nothing is said. */
static Value inject(Interp *in, Object *source, Value into, Value named, const Str *hint, Span at)
{
    Object *cells = network_target(in, into, at, "what a source is injected into");
    const Str *port = named.kind == VALUE_STRING ? named.as.string : SEMA_NAME(in->sema, "i_inj");
    if (!cells || !cells_take_current(in, cells, port, at))
        return value_poison;
    const char *fallback = arena_printf(in->arena, "%s>%s", source->model->name->s, cells->name->s);
    IrInput *input = ARENA_NEW(in->arena, IrInput);
    *input = (IrInput){.name = network_claim(in, value_none, hint, fallback, at),
                       .source = source->model->name,
                       .target = cells->name,
                       .port = port,
                       .shared = !draws(source->model->ir),
                       .span = at};
    if (!bind_parameters(in, source->model->ir, &source->values, input->name, 0, NULL,
                         &input->values))
        return value_poison;
    network_mark_used(cells);
    VEC_PUSH(in->arena, &in->module->inputs, input);
    ir_register(in->module, input->name, input);
    VEC_PUSH(in->arena, &source->inputs, input);
    return value_none;
}

static bool attached_weight(Interp *in, const Object *cells, const Str *port, Span at,
                            BindTarget *weight)
{
    const IrModel *model;
    for (uint32_t n = 0; (model = network_cells(in, cells, n)); n++) {
        const IrItem *event = network_port(in, model, port);
        if (!event)
            return network_no_port(in, model, port, at);
        weight->dim = event->args.n ? event->args.v[0].dim : DIM_NONE;
        weight->unit = event->args.n ? event->args.v[0].unit : NULL;
    }
    return true;
}

static bool bind_attached(Interp *in, const Object *source, const char *name, BindTarget target,
                          IrExpr **out)
{
    const NamedValue *v = named_value(&source->values, name);
    target.what = arena_printf(in->arena, "the %s", name);
    target.path = SEMA_NAME(in->sema, name);
    if (v)
        *out = bind_value(in, v->value, &target, v->span);
    return !v || *out;
}

Value source_attach(Interp *in, Object *source, Value into, Value receptor, const Str *hint,
                    Span at)
{
    const Str *port;
    Object *cells = network_target(in, into, at, "what a source acts on");
    const Unit *ms = bind_unit(in, "ms");
    BindTarget weight = {0}, delay = {.dim = ms->dim, .unit = ms};
    if (!cells || !want_string(in, receptor, at, "the receptor", &port) ||
        !attached_weight(in, cells, port, at, &weight))
        return value_poison;
    const char *fallback =
        arena_printf(in->arena, "%s>%s/%s", source->model->name->s, cells->name->s, port->s);
    IrInput *input = ARENA_NEW(in->arena, IrInput);
    *input = (IrInput){.name = network_claim(in, value_none, hint, fallback, at),
                       .source = source->model->name,
                       .target = cells->name,
                       .port = port,
                       .span = at};
    if (!bind_attached(in, source, "weight", weight, &input->weight) ||
        !bind_attached(in, source, "delay", delay, &input->delay) ||
        !bind_parameters(in, source->model->ir, &source->values, input->name, 0, &weight,
                         &input->values))
        return value_poison;
    network_mark_used(cells);
    VEC_PUSH(in->arena, &in->module->inputs, input);
    ir_register(in->module, input->name, input);
    VEC_PUSH(in->arena, &source->inputs, input);
    return value_object(source);
}

static bool is_source(Value v)
{
    return v.kind == VALUE_OBJECT && v.as.object->kind == OBJECT_INSTANCE && v.as.object->model &&
           v.as.object->model->ast->kind == AST_MODEL_Source;
}

static Value inject_into(Interp *in, const Call *call, const Value *a)
{
    if (!is_source(call->self))
        return interp_error(in, DIAG_NNC0254, call->span, "only a current source can be injected");
    if (a[0].kind != VALUE_LIST && a[0].kind != VALUE_TUPLE)
        return inject(in, call->self.as.object, a[0], a[2], call->hint, call->span);
    for (uint32_t i = 0; i < a[0].as.list->n; i++)
        if (inject(in, call->self.as.object, a[0].as.list->v[i], a[2], NULL, call->span).kind ==
            VALUE_POISON)
            return value_poison;
    return value_none;
}

static Value cells_inject(Interp *in, const Call *call, const Value *a)
{
    if (!is_source(a[0]))
        return interp_error(in, DIAG_NNC0251, call->span, "only a current source can be injected");
    return inject(in, a[0].as.object, call->self, a[2], call->hint, call->span);
}

/* source.amplitude = 0.2: of all cells that it has been injected into, from now on. */
static Value instance_set(Interp *in, const Call *call, const Value *a)
{
    Object *o = call->self.as.object;
    const IrItem *p = o->model && o->model->ir ? ir_item(o->model->ir, a[0].as.string) : NULL;
    if (!p || p->kind != IR_ITEM_PARAM)
        return interp_error(in, DIAG_NNC0401, call->span, "%s has no parameter '%s'", o->name->s,
                            a[0].as.string->s);
    NamedValues one = {0};
    VEC_PUSH(in->arena, &one, (NamedValue){a[0].as.string, a[1], call->span});
    for (uint32_t i = 0; i < o->inputs.n; i++) {
        IrBinds binds = {0};
        if (!bind_parameters(in, o->model->ir, &one, o->inputs.v[i]->name, 0, NULL, &binds))
            return value_poison;
        if (!in->has_run) {
            bind_replace(in, &o->inputs.v[i]->values, binds.v[0]);
            continue;
        }
        IrAction *action = network_action(in, IR_ACTION_SET, call->span);
        action->target = o->inputs.v[i]->name;
        action->name = p->name;
        action->value = binds.v[0].value;
    }
    if (!o->inputs.n)
        VEC_PUSH(in->arena, &o->values, one.v[0]);
    return value_none;
}

static Value instance_set_named(Interp *in, const Call *call, const Value *a)
{
    for (uint32_t i = 0; i < a[0].as.dict->n; i++) {
        const Value args[2] = {a[0].as.dict->v[i].key, a[0].as.dict->v[i].value};
        if (instance_set(in, call, args).kind == VALUE_POISON)
            return value_poison;
    }
    return value_none;
}

/* A parameter of an instance as the script gave it, else its default where that is a number. */
static Value instance_get(Interp *in, const Call *call, const Value *a)
{
    const Object *o = call->self.as.object;
    const NamedValue *v = named_value(&o->values, a[0].as.string->s);
    const IrItem *p = o->model && o->model->ir ? ir_item(o->model->ir, a[0].as.string) : NULL;
    double x;
    if (v)
        return v->value;
    if (p && p->kind == IR_ITEM_PARAM && p->value && ir_constant(p->value, &x)) {
        Value q = value_quantity(x, p->dim);
        q.unit = p->unit;
        return q;
    }
    Diag *d = diag(in->diags, DIAG_NNC0254, call->span, "%s has no parameter '%s'", o->name->s,
                   a[0].as.string->s);
    StrNearest near = str_nearest_start(a[0].as.string->s);
    builtin_offer(".model instance", &near);
    for (uint32_t i = 0; o->model && o->model->ir && i < o->model->ir->items.n; i++)
        if (o->model->ir->items.v[i]->kind == IR_ITEM_PARAM)
            str_nearest_offer(&near, o->model->ir->items.v[i]->name->s);
    if (near.best)
        diag_did_you_mean(in->diags, d, a[0].as.string->s, near.best);
    return value_poison;
}

const Builtin builtins_source[] = {
    {".model instance", "inject_into", inject_into, "cells location= port="},
    {".model instance", "set", instance_set_named, "**values"},
    {".model instance", "__setattr__", instance_set, "name value"},
    {".model instance", "__getattr__", instance_get, "name"},
    {".cells", "inject", cells_inject, "source location= port="},
    {NULL, NULL, NULL, NULL},
};
