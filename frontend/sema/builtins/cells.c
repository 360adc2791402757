/* Cells of populations, views and assemblies: their parameters, initial values and attributes. */
#include "frontend/sema/builtins/builtins.h"

#include <string.h>

/* ---- setting ---- */

/* An array given to a view has a value for each of its places, not for each cell of the population. */
static IrExpr *by_place(void *context, IrExpr *e)
{
    Interp *in = context;
    if (e->op == IR_DATA)
        e->arg[0] = ir_named(in->arena, IR_VARIABLE, SEMA_NAME(in->sema, "place"), e->span);
    return e;
}

IrExpr *network_value_of(Interp *in, const Object *o, IrExpr *value)
{
    return o->kind == OBJECT_VIEW ? ir_expr_map(in->arena, value, by_place, in) : value;
}

static bool set_parameter(Interp *in, Object *o, const Str *name, Value v, Span at)
{
    bool ok = true;
    if (o->kind == OBJECT_ASSEMBLY) {
        for (uint32_t i = 0; i < o->members.n; i++)
            ok &= set_parameter(in, o->members.v[i], name, v, at);
        return ok;
    }
    const IrModel *model = network_cells(in, o, 0);
    const IrItem *p = ir_item(model, name);
    if (!p || p->kind != IR_ITEM_PARAM) {
        Diag *d =
            diag(in->diags, DIAG_NNC0401, at, "%s has no parameter '%s'", model->name->s, name->s);
        if (p && (p->kind == IR_ITEM_STATE || p->kind == IR_ITEM_GATE))
            diag_help(in->diags, d, "'%s' is a state: set its value with initialize(%s=...)",
                      name->s, name->s);
        else
            network_suggest(in, d, model, name, IR_ITEM_PARAM);
        return false;
    }
    NamedValues one = {0};
    IrBinds binds = {0};
    VEC_PUSH(in->arena, &one, (NamedValue){name, v, at});
    if (!bind_parameters(in, model, &one, o->name, object_size(o), NULL, &binds))
        return false;
    if (o->kind == OBJECT_POPULATION && !in->has_run) {
        bind_replace(in, &o->population->values, binds.v[0]);
        return true;
    }
    IrAction *action = network_action(in, IR_ACTION_SET, at);
    action->target = o->name;
    action->name = name;
    action->value = network_value_of(in, o, binds.v[0].value);
    return true;
}

typedef bool SetFunction(Interp *in, Object *o, const Str *name, Value v, Span at);

static Value for_each_named(Interp *in, const Call *call, const ValueDict *named, SetFunction *set)
{
    bool ok = true;
    for (uint32_t i = 0; i < named->n; i++) {
        const ValuePair *p = &named->v[i];
        if (p->key.kind != VALUE_STRING)
            return interp_error(in, DIAG_NNC0251, call->span,
                                "the name of a parameter is a string, not %s", value_words(p->key));
        ok &= set(in, call->self.as.object, p->key.as.string, p->value,
                  call_span(call, p->key.as.string->s, 99));
    }
    return ok ? value_none : value_poison;
}

static Value cells_set(Interp *in, const Call *call, const Value *a)
{
    if (a[0].kind == VALUE_STRING) { /* set("tau_m", 20) of older versions */
        Diag *d =
            diag(in->diags, DIAG_NNC0253, call->span, "the parameters of set() are given by name");
        diag_help(in->diags, d, "write set(%s=...)", a[0].as.string->s);
        return value_poison;
    }
    if (a[0].kind == VALUE_DICT &&
        for_each_named(in, call, a[0].as.dict, set_parameter).kind == VALUE_POISON)
        return value_poison;
    return for_each_named(in, call, a[1].as.dict, set_parameter);
}

static Value cells_initialize(Interp *in, const Call *call, const Value *a)
{
    return for_each_named(in, call, a[0].as.dict, network_set_initial);
}

static Value cells_setattr(Interp *in, const Call *call, const Value *a)
{
    return set_parameter(in, call->self.as.object, a[0].as.string, a[1], call->span) ? value_none
                                                                                     : value_poison;
}

/* initialize(pop, v=...), set(pop, tau_m=...): the functions of PyNN. */
static Value on_cells(Interp *in, const Call *call, Value cells, const Value *named,
                      SetFunction *set)
{
    Object *o = network_target(in, cells, call->span, "the first argument");
    if (!o)
        return value_poison;
    Call method = *call;
    method.self = value_object(o);
    return for_each_named(in, &method, named->as.dict, set);
}

static Value initialize(Interp *in, const Call *call, const Value *a)
{
    return on_cells(in, call, a[0], &a[1], network_set_initial);
}

/* set(cells, tau_m=...) as in PyNN, or set([1, 2]) as in Python. */
static Value set(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0};
    if (a[0].kind != VALUE_OBJECT && !a[1].as.dict->n)
        return a[0].kind == VALUE_POISON || eval_sequence(in, a[0], call->span, &items)
                   ? value_set(in->arena, &items)
                   : value_poison;
    return on_cells(in, call, a[0], &a[1], set_parameter);
}

/* ---- reading ---- */

/* The values of an array that a parameter was given, one per cell. */
static Value array_values(Interp *in, const IrExpr *e, const IrItem *p)
{
    const IrData *data = e->op == IR_DATA ? ir_find_data(in->module, e->u.name) : NULL;
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (uint64_t i = 0; data && i < data->rows; i++) {
        Value v = value_quantity(data->values[i], p->dim);
        v.unit = p->unit;
        VEC_PUSH(in->arena, list, v);
    }
    return data ? value_array(list) : value_poison;
}

static Value no_attribute(Interp *in, Object *o, const IrModel *model, const Str *name, Span at)
{
    Diag *d = diag(in->diags, DIAG_NNC0254, at, "%s has no attribute '%s'",
                   value_words(value_object(o)), name->s);
    const char *modern = old_api_modern(".cells", name->s);
    if (modern) {
        diag_help(in->diags, d, "write %s", modern);
        return value_poison;
    }
    StrNearest near = str_nearest_start(name->s);
    builtin_offer(".cells", &near);
    for (uint32_t i = 0; model && i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_PARAM)
            str_nearest_offer(&near, model->items.v[i]->name->s);
    if (near.best)
        diag_did_you_mean(in->diags, d, name->s, near.best);
    return value_poison;
}

/* A parameter of all cells, where it is known now: one number, or an array. */
static Value parameter_value(Interp *in, Object *o, const Str *name, Span at)
{
    const IrModel *model = network_cells(in, o, 0);
    const IrItem *p = model ? ir_item(model, name) : NULL;
    if (!p || p->kind != IR_ITEM_PARAM)
        return no_attribute(in, o, model, name, at);
    if (o->kind == OBJECT_ASSEMBLY) {
        Value first = parameter_value(in, o->members.v[0], name, at);
        for (uint32_t i = 1; i < o->members.n && first.kind != VALUE_POISON; i++) {
            Value next = parameter_value(in, o->members.v[i], name, at);
            if (next.kind == VALUE_POISON || !value_equal(first, next))
                return next.kind == VALUE_POISON
                           ? next
                           : interp_error(in, DIAG_NNC0258, at,
                                          "'%s' differs between the members of '%s'", name->s,
                                          o->name->s);
        }
        return first;
    }
    const IrBind *bind = ir_bind(&o->population->values, name);
    const IrExpr *e = bind ? bind->value : p->value;
    double x;
    if (bind_constant(e, &x)) {
        Value v = value_quantity(x, p->dim);
        v.unit = p->unit;
        return v;
    }
    Value array = e && o->kind == OBJECT_POPULATION ? array_values(in, e, p) : value_poison;
    return array.kind != VALUE_POISON
               ? array
               : interp_error(in, DIAG_NNC0258, at, "'%s' of '%s' is no single number known now",
                              name->s, o->name->s);
}

static Value cells_get(Interp *in, const Call *call, const Value *a)
{
    const Str *name;
    if (value_length(a[0]) < 0 || a[0].kind == VALUE_STRING)
        return want_string(in, a[0], call->span, "the name of a parameter", &name)
                   ? parameter_value(in, call->self.as.object, name, call->span)
                   : value_poison;
    ValueList names = {0}, *out = ARENA_NEW(in->arena, ValueList);
    if (!eval_sequence(in, a[0], call->span, &names))
        return value_poison;
    for (uint32_t i = 0; i < names.n; i++) {
        Value v = cells_get(in, call, &names.v[i]);
        if (v.kind == VALUE_POISON)
            return v;
        VEC_PUSH(in->arena, out, v);
    }
    return value_list(out);
}

/* ---- attributes ---- */

static Value cells_size(Interp *in, Object *o, Span at)
{
    const int64_t n = object_size(o);
    if (n >= 0)
        return value_int(n);
    return o->kind == OBJECT_POPULATION
               ? value_symbol(o->population->size, DIM_NONE)
               : interp_error(in, DIAG_NNC0258, at,
                              "the size is known only when the program starts");
}

static Value cells_label(Interp *in, Object *o, Span at)
{
    (void)in;
    (void)at;
    return value_string(o->name);
}

static Value cells_members(Interp *in, Object *o, Span at)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    (void)at;
    for (uint32_t i = 0; i < o->members.n; i++)
        VEC_PUSH(in->arena, list, value_object(o->members.v[i]));
    return value_list(list);
}

static Value cells_type(Interp *in, Object *o, Span at)
{
    ModelDecl *model = o->population ? sema_find_model(in->sema, o->population->model) : NULL;
    return model ? (Value){.kind = VALUE_MODEL, .as.model = model}
                 : interp_error(in, DIAG_NNC0254, at, "%s has cells of several types",
                                value_words(value_object(o)));
}

static Value cells_result(Interp *in, Object *o, Span at) /* only the running program has it */
{
    (void)in;
    (void)at;
    return (Value){.kind = VALUE_RESULT, .as.object = o};
}

static Value cells_parent(Interp *in, Object *o, Span at)
{
    (void)in;
    (void)at;
    return value_object(o->within ? o->within : network_base(o));
}

static const struct {
    const char *name;
    Value (*value)(Interp *, Object *, Span);
} ATTRIBUTES[] = {
    {"size", cells_size},           {"local_size", cells_size},    {"label", cells_label},
    {"populations", cells_members}, {"celltype", cells_type},      {"positions", cells_result},
    {"parent", cells_parent},       {"grandparent", cells_parent},
};

static Value cells_getattr(Interp *in, const Call *call, const Value *a)
{
    for (size_t i = 0; i < sizeof ATTRIBUTES / sizeof *ATTRIBUTES; i++)
        if (str_is(a[0].as.string, ATTRIBUTES[i].name))
            return ATTRIBUTES[i].value(in, call->self.as.object, call->span);
    return parameter_value(in, call->self.as.object, a[0].as.string, call->span);
}

/* annotate(...): a text about the population that nothing reads. */
static Value cells_nothing(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)call;
    (void)a;
    return value_none;
}

/* A line: what it is, how many, of which model. */
static Value cells_describe(Interp *in, const Call *call, const Value *a)
{
    const Object *o = call->self.as.object;
    const IrModel *model = network_cells(in, o, 0);
    const int64_t n = object_size(o);
    (void)a;
    const char *size = n < 0 ? "of a size known at the start"
                             : arena_printf(in->arena, "of %lld cells", (long long)n);
    return value_string(str_format(in->session->strings, "%s %s%s%s",
                                   value_show(in->sema, call->self, false), size, model ? ", " : "",
                                   model ? model->name->s : ""));
}

static Value cells_can_record(Interp *in, const Call *call, const Value *a)
{
    const Str *name;
    const IrModel *model = network_cells(in, call->self.as.object, 0);
    if (!want_string(in, a[0], call->span, "the name of a variable", &name))
        return value_poison;
    return value_bool(model && (str_is(name, "spikes") || network_item(in, model, name)));
}

const Builtin builtins_cells[] = {
    {"", "initialize", initialize, "cells **values"},
    {"", "set", set, "cells= **values"},
    {".cells", "__getattr__", cells_getattr, "name"},
    {".cells", "__setattr__", cells_setattr, "name value"},
    {".cells", "get", cells_get, "name gather= simplify="},
    {".cells", "set", cells_set, "parameters= **values"},
    {".cells", "initialize", cells_initialize, "**values"},
    {".cells", "annotate", cells_nothing, "**annotations"},
    {".cells", "describe", cells_describe, "template= engine="},
    {".cells", "can_record", cells_can_record, "variable"},
    {NULL, NULL, NULL, NULL},
};
