/* Functions of Python that look at values: types, attributes, iterators. */
#include "frontend/sema/builtins/builtins.h"
#include "frontend/sema/exception.h"

#include <string.h>

/* Names by which isinstance() knows kinds of values that have others in messages. */
static const struct {
    const char *name;
    ValueKind kind;
} TYPES[] = {{"str", VALUE_STRING}, {"float", VALUE_REAL}, {"int", VALUE_INT}, {"int", VALUE_BOOL}};

static bool is_of_builtin(Value v, const char *name)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (TYPES[i].kind == v.kind && !strcmp(TYPES[i].name, name))
            return true;
    return !strcmp(value_type(v), name);
}

static Value is_instance(Interp *in, Value v, Value type, Span at);

static Value is_any(Interp *in, Value v, const ValueList *types, Span at)
{
    Value is = value_bool(false);
    if (!interp_enter(in, at))
        return value_poison;
    for (uint32_t i = 0; i < types->n && is.kind == VALUE_BOOL && !is.as.boolean; i++)
        is = is_instance(in, v, types->v[i], at);
    interp_leave(in);
    return is;
}

static Value is_instance(Interp *in, Value v, Value type, Span at)
{
    switch ((int)type.kind) {
    case VALUE_TUPLE:
        return is_any(in, v, type.as.list, at);
    case VALUE_BUILTIN:
        return value_bool(is_of_builtin(v, type.as.builtin->name));
    case VALUE_CLASS:
        return value_bool(v.kind == VALUE_RECORD && class_is(v.as.record.of->of, type.as.class_));
    case VALUE_MODEL:
        return value_bool(v.kind == VALUE_OBJECT && v.as.object->kind == OBJECT_INSTANCE &&
                          v.as.object->model == type.as.model);
    default:
        return interp_error(in, DIAG_NNC0251, at, "isinstance needs a type, not %s",
                            value_words(type));
    }
}

static Value py_isinstance(Interp *in, const Call *call, const Value *a)
{
    return is_instance(in, a[0], a[1], call->span);
}

static Value py_type(Interp *in, const Call *call, const Value *a)
{
    (void)call;
    if (a[0].kind == VALUE_RECORD)
        return (Value){.kind = VALUE_CLASS, .as.class_ = a[0].as.record.of->of};
    const Value *named = map_get(&in->builtins->names, SEMA_NAME(in->sema, value_type(a[0])));
    return named ? *named : value_string(SEMA_NAME(in->sema, value_type(a[0])));
}

static Value py_callable(Interp *in, const Call *call, const Value *a)
{
    Value method;
    (void)call;
    const bool callable = a[0].kind == VALUE_FUNCTION || a[0].kind == VALUE_BUILTIN ||
                          a[0].kind == VALUE_METHOD || a[0].kind == VALUE_CLASS ||
                          a[0].kind == VALUE_MODEL;
    return value_bool(callable || (a[0].kind == VALUE_RECORD &&
                                   class_find(in, a[0], SEMA_NAME(in->sema, "__call__"), &method)));
}

static Value py_super(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    return class_super(in, call->span);
}

/* ---- attributes by name ---- */

/* The attribute, or what `otherwise` says where there is none. */
static Value attribute_or(Interp *in, const Call *call, Value object, Value name, Value otherwise)
{
    const Str *text;
    if (!want_string(in, name, call->span, "the name of an attribute", &text))
        return value_poison;
    const DiagMark mark = diags_mark(in->diags);
    Value v = builtin_attribute(in, object, &(AstName){text, call->span});
    if (v.kind != VALUE_POISON || otherwise.kind == VALUE_POISON)
        return v;
    diags_take_back(in->diags, mark);
    return otherwise;
}

static Value py_getattr(Interp *in, const Call *call, const Value *a)
{
    return attribute_or(in, call, a[0], a[1], a[2]);
}

static Value py_hasattr(Interp *in, const Call *call, const Value *a)
{
    Value v =
        builtin_method(a[0], a[1].kind == VALUE_STRING ? a[1].as.string : SEMA_NAME(in->sema, ""))
            ? value_bool(true)
            : attribute_or(in, call, a[0], a[1], value_none);
    return v.kind == VALUE_POISON ? v : value_bool(v.kind != VALUE_NONE);
}

static Value py_setattr(Interp *in, const Call *call, const Value *a)
{
    const Str *name;
    if (!want_string(in, a[1], call->span, "the name of an attribute", &name))
        return value_poison;
    if (a[0].kind == VALUE_RECORD || a[0].kind == VALUE_CLASS) {
        class_set(in, a[0], name, a[2]);
        return value_none;
    }
    const Builtin *set = builtin_method(a[0], SEMA_NAME(in->sema, "__setattr__"));
    return set ? set->function(in, &(Call){.span = call->span, .self = a[0]}, a + 1)
               : interp_error(in, DIAG_NNC0254, call->span, "attributes of %s cannot be assigned",
                              value_words(a[0]));
}

/* ---- iterators ---- */

static Value py_iter(Interp *in, const Call *call, const Value *a)
{
    if (a[0].kind == VALUE_ITERATOR)
        return a[0];
    Iterator *it = ARENA_NEW(in->arena, Iterator);
    return eval_sequence(in, a[0], call->span, &it->items)
               ? (Value){.kind = VALUE_ITERATOR, .as.iterator = it}
               : value_poison;
}

static Value py_next(Interp *in, const Call *call, const Value *a)
{
    if (a[0].kind != VALUE_ITERATOR)
        return interp_error(in, DIAG_NNC0251, call->span, "next needs an iterator, not %s",
                            value_words(a[0]));
    Iterator *it = a[0].as.iterator;
    if (it->next < it->items.n)
        return it->items.v[it->next++];
    return a[1].kind != VALUE_POISON
               ? a[1]
               : exception_raise(in, "StopIteration", call->span, "the iterator is at its end");
}

const Builtin builtins_reflect[] = {
    {"", "isinstance", py_isinstance, "object type"},
    {"", "type", py_type, "object"},
    {"", "callable", py_callable, "object"},
    {"", "super", py_super, "class= object="},
    {"", "getattr", py_getattr, "object name otherwise="},
    {"", "hasattr", py_hasattr, "object name"},
    {"", "setattr", py_setattr, "object name value"},
    {"", "iter", py_iter, "values"},
    {"", "next", py_next, "iterator otherwise="},
    {NULL, NULL, NULL, NULL},
};
