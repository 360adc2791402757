/* Methods of projections: weights set, saved, read. */
#include "frontend/sema/builtins/builtins.h"

static bool set_one(Interp *in, const Object *o, const Str *name, Value v, const IrModel *synapse,
                    Span at)
{
    const bool weight = str_is(name, "weight"), delay = str_is(name, "delay");
    const IrItem *p = synapse ? ir_item(synapse, name) : NULL;
    if (!weight && !delay && (!p || p->kind != IR_ITEM_PARAM)) {
        interp_error(in, DIAG_NNC0401, at, "the synapses of '%s' have no parameter '%s'",
                     o->name->s, name->s);
        return false;
    }
    const IrModel *cell = o->post->kind == OBJECT_PROJECTION ? NULL : network_cells(in, o->post, 0);
    const IrItem *port =
        cell && o->projection->post_port ? network_port(in, cell, o->projection->post_port) : NULL;
    const Unit *ms = bind_unit(in, "ms");
    BindTarget t = {
        .what = arena_printf(in->arena, "the %s", name->s), .path = o->name, .pairs = true};
    t.dim = delay                         ? ms->dim
            : weight || (p && p->dim.var) ? (port && port->args.n ? port->args.v[0].dim : DIM_NONE)
                                          : p->dim;
    t.unit = delay                         ? ms
             : weight || (p && p->dim.var) ? (port && port->args.n ? port->args.v[0].unit : NULL)
                                           : p->unit;
    IrExpr *e = bind_value(in, v, &t, at);
    if (!e)
        return false;
    IrAction *action = network_action(in, IR_ACTION_SET, at);
    action->target = o->name;
    action->name = name;
    action->value = e;
    return true;
}

static Value projection_set(Interp *in, const Call *call, const Value *a)
{
    const Object *o = call->self.as.object;
    const IrModel *synapse =
        o->projection->synapse ? ir_find_model(in->module, o->projection->synapse) : NULL;
    bool ok = true;
    for (uint32_t i = 0; i < a[0].as.dict->n; i++) {
        const ValuePair *p = &a[0].as.dict->v[i];
        ok &= set_one(in, o, p->key.as.string, p->value, synapse,
                      call_span(call, p->key.as.string->s, 99));
    }
    return ok ? value_none : value_poison;
}

/* weight, delay, all, or what the synapse of the projection declares. */
static bool is_attribute(const Interp *in, const Object *o, const Str *name)
{
    static const char *const every[] = {"weight", "delay", "all"};
    const IrModel *synapse =
        o->projection->synapse ? ir_find_model(in->module, o->projection->synapse) : NULL;
    for (size_t i = 0; i < sizeof every / sizeof *every; i++)
        if (str_is(name, every[i]))
            return true;
    return synapse && ir_item(synapse, name);
}

static Value projection_save(Interp *in, const Call *call, const Value *a)
{
    const Object *o = call->self.as.object;
    ValueList names = {0};
    const Str *file, *name;
    if (a[0].kind == VALUE_STRING)
        VEC_PUSH(in->arena, &names, a[0]);
    else if (!eval_sequence(in, a[0], call->span, &names))
        return value_poison;
    if (!want_string(in, a[1], call_span(call, "file", 1), "the file", &file))
        return value_poison;
    IrAction *action = network_action(in, IR_ACTION_SAVE, call->span);
    action->target = o->name;
    action->name = file;
    for (uint32_t i = 0; i < names.n; i++) {
        if (!want_string(in, names.v[i], call->span, "the name of a variable", &name))
            return value_poison;
        if (!is_attribute(in, o, name))
            return interp_error(in, DIAG_NNC0401, call->span,
                                "the synapses of '%s' have no '%s' to be saved", o->name->s,
                                name->s);
        VEC_PUSH(in->arena, &action->names, name);
    }
    return value_none;
}

static Value projection_result(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)call;
    (void)a;
    return (Value){.kind = VALUE_RESULT};
}

static Value projection_getattr(Interp *in, const Call *call, const Value *a)
{
    const Object *o = call->self.as.object;
    if (str_is(a[0].as.string, "label"))
        return value_string(o->name);
    if (str_is(a[0].as.string, "pre"))
        return value_object(o->pre);
    if (str_is(a[0].as.string, "post"))
        return value_object(o->post);
    return interp_error(in, DIAG_NNC0254, call->span, "a Projection has no attribute '%s'",
                        a[0].as.string->s);
}

const Builtin builtins_projection_methods[] = {
    {".Projection", "set", projection_set, "**values"},
    {".Projection", "save", projection_save, "attributes file format= gather="},
    {".Projection", "get", projection_result, "attributes format= gather= with_address="},
    {".Projection", "size", projection_result, "gather="},
    {".Projection", "__getattr__", projection_getattr, "name"},
    {NULL, NULL, NULL, NULL},
};
