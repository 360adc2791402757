/* Methods of lists, dicts and sets. */
#include "frontend/sema/builtins/builtins.h"

#include <string.h>

/* ---- lists ---- */

static Value list_append(Interp *in, const Call *call, const Value *a)
{
    VEC_PUSH(in->arena, call->self.as.list, a[0]);
    return value_none;
}

static Value list_extend(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0};
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(in->arena, call->self.as.list, items.v[i]);
    return value_none;
}

/* An index of the list, from its end where negative. */
static bool list_position(Interp *in, const ValueList *list, Value v, Span at, int64_t *out)
{
    if (!want_int(in, v, at, "an index", out))
        return false;
    *out += *out < 0 ? list->n : 0;
    if (*out >= 0 && *out < list->n)
        return true;
    interp_error(in, DIAG_NNC0256, at, "index %lld is out of range: there are %u elements",
                 (long long)*out, list->n);
    return false;
}

static Value list_pop(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = call->self.as.list;
    int64_t i = (int64_t)list->n - 1;
    if (!list->n)
        return interp_error(in, DIAG_NNC0256, call->span, "the list is empty");
    if (a[0].kind != VALUE_POISON && !list_position(in, list, a[0], call->span, &i))
        return value_poison;
    const Value taken = list->v[i];
    value_list_remove(list, (uint32_t)i);
    return taken;
}

static Value list_insert(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = call->self.as.list;
    int64_t at;
    if (!want_int(in, a[0], call->span, "an index", &at))
        return value_poison;
    at += at < 0 ? list->n : 0;
    at = at < 0 ? 0 : at > list->n ? list->n : at;
    VEC_PUSH(in->arena, list, a[1]);
    memmove(list->v + at + 1, list->v + at, (list->n - 1 - (size_t)at) * sizeof *list->v);
    list->v[at] = a[1];
    return value_none;
}

static Value list_remove(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = call->self.as.list;
    for (uint32_t i = 0; i < list->n; i++)
        if (value_equal(list->v[i], a[0])) {
            value_list_remove(list, i);
            return value_none;
        }
    return interp_error(in, DIAG_NNC0262, call->span, "%s is not in the list",
                        value_show(in->sema, a[0], true));
}

static Value list_count(Interp *in, const Call *call, const Value *a)
{
    int64_t n = 0;
    (void)in;
    for (uint32_t i = 0; i < call->self.as.list->n; i++)
        n += value_equal(call->self.as.list->v[i], a[0]);
    return value_int(n);
}

static Value list_copy(Interp *in, const Call *call, const Value *a)
{
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    (void)a;
    for (uint32_t i = 0; i < call->self.as.list->n; i++)
        VEC_PUSH(in->arena, out, call->self.as.list->v[i]);
    out->array = call->self.as.list->array;
    return value_list(out);
}

static Value list_reverse(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = call->self.as.list;
    (void)in;
    (void)a;
    for (uint32_t i = 0; i < list->n / 2; i++) {
        const Value v = list->v[i];
        list->v[i] = list->v[list->n - 1 - i];
        list->v[list->n - 1 - i] = v;
    }
    return value_none;
}

static Value list_sort(Interp *in, const Call *call, const Value *a)
{
    Value sorted = python_sorted(in, call->self, a[0], a[1], call->span);
    if (sorted.kind == VALUE_POISON)
        return sorted;
    memcpy(call->self.as.list->v, sorted.as.list->v, sorted.as.list->n * sizeof(Value));
    return value_none;
}

static Value list_index(Interp *in, const Call *call, const Value *a)
{
    for (uint32_t i = 0; i < call->self.as.list->n; i++)
        if (value_equal(call->self.as.list->v[i], a[0]))
            return value_int(i);
    return interp_error(in, DIAG_NNC0262, call->span, "%s is not in the list",
                        value_show(in->sema, a[0], true));
}

/* ---- dicts ---- */

static Value dict_items(Interp *in, const Call *call, const Value *a)
{
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    (void)a;
    for (uint32_t i = 0; i < call->self.as.dict->n; i++) {
        ValueList *row = ARENA_NEW(in->arena, ValueList);
        VEC_PUSH(in->arena, row, call->self.as.dict->v[i].key);
        VEC_PUSH(in->arena, row, call->self.as.dict->v[i].value);
        VEC_PUSH(in->arena, out, value_tuple(row));
    }
    return value_list(out);
}

static Value dict_side(Interp *in, const Call *call, bool keys)
{
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < call->self.as.dict->n; i++)
        VEC_PUSH(in->arena, out,
                 keys ? call->self.as.dict->v[i].key : call->self.as.dict->v[i].value);
    return value_list(out);
}

static Value dict_keys(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    return dict_side(in, call, true);
}

static Value dict_values(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    return dict_side(in, call, false);
}

static Value dict_get(Interp *in, const Call *call, const Value *a)
{
    const Value *v = value_dict_get(call->self.as.dict, a[0]);
    (void)in;
    return v ? *v : a[1].kind == VALUE_POISON ? value_none : a[1];
}

static Value dict_update(Interp *in, const Call *call, const Value *a)
{
    for (uint32_t k = 0; k < 2; k++)
        for (uint32_t i = 0; a[k].kind == VALUE_DICT && i < a[k].as.dict->n; i++)
            value_dict_set(in->arena, call->self.as.dict, a[k].as.dict->v[i].key,
                           a[k].as.dict->v[i].value);
    return value_none;
}

static Value dict_pop(Interp *in, const Call *call, const Value *a)
{
    const Value *found = value_dict_get(call->self.as.dict, a[0]);
    const Value v = found ? *found : a[1];
    if (found)
        value_dict_remove(call->self.as.dict, a[0]);
    return v.kind != VALUE_POISON
               ? v
               : interp_error(in, DIAG_NNC0256, call->span, "the dict has no key %s",
                              value_show(in->sema, a[0], true));
}

static Value dict_setdefault(Interp *in, const Call *call, const Value *a)
{
    const Value *found = value_dict_get(call->self.as.dict, a[0]);
    if (found)
        return *found;
    const Value v = a[1].kind == VALUE_POISON ? value_none : a[1];
    value_dict_set(in->arena, call->self.as.dict, a[0], v);
    return v;
}

static Value dict_copy(Interp *in, const Call *call, const Value *a)
{
    ValueDict *out = ARENA_NEW(in->arena, ValueDict);
    (void)a;
    for (uint32_t i = 0; i < call->self.as.dict->n; i++)
        value_dict_set(in->arena, out, call->self.as.dict->v[i].key,
                       call->self.as.dict->v[i].value);
    return (Value){.kind = VALUE_DICT, .as.dict = out};
}

/* ---- sets ---- */

static Value set_add(Interp *in, const Call *call, const Value *a)
{
    value_set_add(in->arena, call->self.as.list, a[0]);
    return value_none;
}

static bool set_take(ValueList *set, Value item)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (value_equal(set->v[i], item)) {
            value_list_remove(set, i);
            return true;
        }
    return false;
}

static Value set_discard(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    set_take(call->self.as.list, a[0]);
    return value_none;
}

static Value set_remove(Interp *in, const Call *call, const Value *a)
{
    return set_take(call->self.as.list, a[0])
               ? value_none
               : interp_error(in, DIAG_NNC0256, call->span, "%s is not in the set",
                              value_show(in->sema, a[0], true));
}

static Value set_with(Interp *in, const Call *call, Value other, AstOperator op)
{
    ValueList items = {0};
    return eval_sequence(in, other, call->span, &items)
               ? operate(in, op, call->self, value_set(in->arena, &items), call->span)
               : value_poison;
}

static Value set_union(Interp *in, const Call *call, const Value *a)
{
    return set_with(in, call, a[0], AST_OP_BitOr);
}

static Value set_intersection(Interp *in, const Call *call, const Value *a)
{
    return set_with(in, call, a[0], AST_OP_BitAnd);
}

static Value set_difference(Interp *in, const Call *call, const Value *a)
{
    return set_with(in, call, a[0], AST_OP_Minus);
}

static Value set_update(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0};
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++)
        value_set_add(in->arena, call->self.as.list, items.v[i]);
    return value_none;
}

const Builtin builtins_collections[] = {
    {".list", "append", list_append, "value"},
    {".list", "extend", list_extend, "values"},
    {".list", "insert", list_insert, "index value"},
    {".list", "pop", list_pop, "index="},
    {".list", "remove", list_remove, "value"},
    {".list", "index", list_index, "value"},
    {".list", "count", list_count, "value"},
    {".list", "sort", list_sort, "key= reverse="},
    {".list", "reverse", list_reverse, ""},
    {".list", "copy", list_copy, ""},
    {".tuple", "index", list_index, "value"},
    {".tuple", "count", list_count, "value"},
    {".dict", "items", dict_items, ""},
    {".dict", "keys", dict_keys, ""},
    {".dict", "values", dict_values, ""},
    {".dict", "get", dict_get, "key otherwise="},
    {".dict", "update", dict_update, "values= **named"},
    {".dict", "pop", dict_pop, "key otherwise="},
    {".dict", "setdefault", dict_setdefault, "key value="},
    {".dict", "copy", dict_copy, ""},
    {".set", "add", set_add, "value"},
    {".set", "discard", set_discard, "value"},
    {".set", "remove", set_remove, "value"},
    {".set", "union", set_union, "values"},
    {".set", "intersection", set_intersection, "values"},
    {".set", "difference", set_difference, "values"},
    {".set", "update", set_update, "values"},
    {NULL, NULL, NULL, NULL},
};
