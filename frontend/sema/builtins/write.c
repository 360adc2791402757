/* Files that a script asks for: write_data(), record(to_file=), and what annotates them. */
#include "frontend/sema/builtins/builtins.h"

/* A param in its unit. What is computed of params is in the native unit of its dimension. */
static IrExpr *without_unit(Interp *in, IrExpr *e, Span at)
{
    const IrParam *p = e->op == IR_PARAM ? ir_find_param(in->module, e->u.name) : NULL;
    if (!p || !p->unit || p->unit->offset != 0)
        return e;
    return ir_binary(in->arena, IR_QUOTIENT, e,
                     ir_literal(in->arena, SEMA_NAME(in->sema, "1"), p->unit, at));
}

/* Numbers are values of the program; anything else, quantities too, is its text. */
static bool annotate_one(Interp *in, IrAction *owner, const Str *key, Value v, Span at)
{
    IrAction note = {.kind = IR_ACTION_ANNOTATE, .span = at};
    const bool number = value_is_number(v) || v.kind == VALUE_SYMBOL;
    if (v.kind == VALUE_RESULT) {
        interp_error(in, DIAG_NNC0257, at,
                     "'%s' depends on results of the simulation, which runs later", key->s);
        return false;
    }
    if (number) {
        IrExpr *e = value_expr(in->sema, v, at);
        if (!e)
            return false;
        VEC_PUSH(in->arena, &note.annotations, ((IrBind){key, without_unit(in, e, at), at}));
    } else {
        note.name = key;
        note.text = interp_show(in, v, at);
    }
    VEC_PUSH(in->arena, &owner->body, note);
    return true;
}

bool annotate(Interp *in, IrAction *owner, const ValueDict *notes, Span at)
{
    bool ok = true;
    for (uint32_t i = 0; i < notes->n; i++) {
        const Value key = notes->v[i].key;
        if (key.kind != VALUE_STRING)
            return interp_error(in, DIAG_NNC0251, at,
                                "the name of an annotation is a string, not %s", value_words(key)),
                   false;
        ok = annotate_one(in, owner, key.as.string, notes->v[i].value, at) && ok;
    }
    return ok;
}

/* What results call "spikes": those of the first port, where there is none called `spike`. */
static bool is_spike_port(const Interp *in, const Object *o, const Str *name)
{
    const IrModel *model = network_cells(in, o, 0);
    return model && ir_spike_port(model) == name;
}

/* The names of what is written; none: all that is recorded. */
static bool take_variables(Interp *in, const Object *o, Value variables, IrAction *a)
{
    const Str *spikes = SEMA_NAME(in->sema, "spikes");
    ValueList names = {0};
    if (variables.kind == VALUE_POISON || variables.kind == VALUE_NONE)
        return true;
    if (variables.kind == VALUE_STRING)
        VEC_PUSH(in->arena, &names, variables);
    else if (!eval_sequence(in, variables, a->span, &names))
        return false;
    for (uint32_t i = 0; i < names.n; i++) {
        const Str *name;
        if (!want_string(in, names.v[i], a->span, "the name of a variable", &name))
            return false;
        if (str_is(name, "all")) {
            a->names.n = 0;
            return true;
        }
        const bool fires = name == spikes || str_is(name, "spike") || is_spike_port(in, o, name);
        if (!fires && !record_is_port(in, o, name) && !record_knows(in, o, name, a->span))
            return false;
        VEC_PUSH(in->arena, &a->names, fires ? spikes : name);
    }
    return true;
}

void write_at_end(Interp *in, Object *o, const Str *file, Value variables, Span at)
{
    IrAction a = {.kind = IR_ACTION_WRITE, .span = at, .target = o->name, .name = file};
    if (take_variables(in, o, variables, &a))
        VEC_PUSH(in->arena, &in->at_end, a);
}

static Value write(Interp *in, const Call *call, const Str *target, const Object *o, const Value *a)
{
    IrAction action = {.kind = IR_ACTION_WRITE, .span = call->span, .target = target};
    if (!want_string(in, a[0], call_span(call, "io", 0), "the file", &action.name))
        return value_poison;
    if (o && !take_variables(in, o, a[1], &action))
        return value_poison;
    action.clear = a[3].kind == VALUE_BOOL && a[3].as.boolean;
    if (a[4].kind == VALUE_DICT && !annotate(in, &action, a[4].as.dict, call->span))
        return value_poison;
    VEC_PUSH(in->arena, &in->module->experiment, action);
    return value_none;
}

static Value cells_write(Interp *in, const Call *call, const Value *a)
{
    Object *o = network_target(in, call->self, call->span, "what is written");
    return o ? write(in, call, o->name, o, a) : value_poison;
}

/* The function: all that is recorded, of all populations. */
static Value write_data(Interp *in, const Call *call, const Value *a)
{
    return write(in, call, NULL, NULL, a);
}

const Builtin builtins_write[] = {
    {"", "write_data", write_data, "io variables= gather= clear= annotations="},
    {".cells", "write_data", cells_write, "io variables= gather= clear= annotations="},
    {NULL, NULL, NULL, NULL},
};
