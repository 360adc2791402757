/* Elements: x[i], x[a:b], x[mask], as values, as targets of assignments and of `del`. */
#include "frontend/sema/class.h"

#include <string.h>

/* ---- slices ---- */

/* The elements that a slice takes: start, start + step, ... n of them. */
typedef struct Cut {
    int64_t start, step, n;
} Cut;

static bool slice_bound(Interp *in, const AstExpr *e, int64_t otherwise, int64_t lowest,
                        int64_t length, int64_t *out)
{
    *out = otherwise;
    if (!e)
        return true;
    if (!want_int(in, eval(in, e), e->span, "a bound of a slice", out))
        return false;
    if (*out < 0)
        *out += length;
    const int64_t highest = length + lowest;
    *out = *out < lowest ? lowest : *out > highest ? highest : *out;
    return true;
}

static bool cut(Interp *in, const AstExpr *slice, int64_t length, Cut *out)
{
    int64_t stop;
    out->step = 1;
    if (slice->as.slice.step && !want_int(in, eval(in, slice->as.slice.step), slice->span,
                                          "the step of a slice", &out->step))
        return false;
    if (out->step == 0) {
        interp_error(in, DIAG_NNC0256, slice->span, "the step of a slice cannot be 0");
        return false;
    }
    const bool up = out->step > 0;
    const int64_t lowest = up ? 0 : -1; /* of bounds: before the first element when going down */
    if (!slice_bound(in, slice->as.slice.lower, up ? 0 : length - 1, lowest, length, &out->start) ||
        !slice_bound(in, slice->as.slice.upper, up ? length : -1, lowest, length, &stop))
        return false;
    const int64_t span = up ? stop - out->start : out->start - stop;
    const int64_t stride = up ? out->step : -out->step;
    out->n = span <= 0 ? 0 : (span - 1) / stride + 1;
    return true;
}

static Value like(Value v, ValueList *list)
{
    list->array = v.kind == VALUE_LIST && v.as.list->array;
    return v.kind == VALUE_TUPLE ? value_tuple(list) : value_list(list);
}

static Value slice_of(Interp *in, Value v, const AstExpr *slice)
{
    Cut c;
    if (!cut(in, slice, value_length(v), &c))
        return value_poison;
    if (v.kind == VALUE_STRING) {
        char *text = arena_alloc(in->arena, (size_t)c.n + 1);
        for (int64_t i = 0; i < c.n; i++)
            text[i] = v.as.string->s[c.start + i * c.step];
        return value_string(str_intern(in->session->strings, text, (size_t)c.n));
    }
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; i < c.n; i++)
        VEC_PUSH(in->arena, list, value_element(in->sema, v, c.start + i * c.step));
    return like(v, list);
}

/* ---- single elements, masks and lists of indices ---- */

/* From -length on; reported where it is no index of the sequence. */
static bool index_of(Interp *in, Value key, int64_t length, Span at, int64_t *out)
{
    if (!want_int(in, key, at, "an index", out))
        return false;
    if (*out < -length || *out >= length) {
        interp_error(in, DIAG_NNC0256, at, "index %lld is out of range: there are %lld elements",
                     (long long)*out, (long long)length);
        return false;
    }
    *out += *out < 0 ? length : 0;
    return true;
}

/* x[[True, False, ...]] or x[[3, 0, 1]] of an array or a list. */
static Value choose(Interp *in, Value v, const ValueList *keys, Span at)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    const int64_t length = value_length(v);
    const bool mask = keys->n && keys->v[0].kind == VALUE_BOOL;
    if (mask && keys->n != length)
        return interp_error(in, DIAG_NNC0256, at, "a mask of %u for %lld elements", keys->n,
                            (long long)length);
    for (uint32_t i = 0; i < keys->n; i++) {
        int64_t k = i;
        if (mask && !value_truth(keys->v[i]))
            continue;
        if (!mask && !index_of(in, keys->v[i], length, at, &k))
            return value_poison;
        VEC_PUSH(in->arena, list, value_element(in->sema, v, k));
    }
    return like(v, list);
}

static Value subscript(Interp *in, Value v, Value key, Span at)
{
    Value out;
    int64_t i;
    if (key.kind == VALUE_POISON)
        return key;
    if (v.kind == VALUE_DICT) {
        const Value *found = value_dict_get(v.as.dict, key);
        return found ? *found
                     : interp_error(in, DIAG_NNC0256, at, "the dict has no key %s",
                                    value_show(in->sema, key, true));
    }
    if (class_call(in, v, "__getitem__", &key, 1, at, &out))
        return out;
    if (value_length(v) < 0 || v.kind == VALUE_SET)
        return interp_error(in, DIAG_NNC0251, at, "%s has no elements", value_words(v));
    if (v.kind == VALUE_LIST && key.kind == VALUE_LIST)
        return choose(in, v, key.as.list, at);
    return index_of(in, key, value_length(v), at, &i) ? value_element(in->sema, v, i)
                                                      : value_poison;
}

static Value tuple_key(Interp *in, const AstExprs *items)
{
    ValueList *key = ARENA_NEW(in->arena, ValueList);
    for (uint32_t k = 0; k < items->n; k++) {
        const Value v = eval(in, items->v[k]);
        if (v.kind == VALUE_POISON)
            return v;
        VEC_PUSH(in->arena, key, v);
    }
    return value_tuple(key);
}

/* x[i], x[a:b] and, of arrays of arrays, x[i, j]. */
static Value element_of_value(Interp *in, Value v, const AstExprs *items, Span at)
{
    for (uint32_t i = 0; i < items->n; i++) {
        const AstExpr *item = items->v[i];
        const bool dict = v.kind == VALUE_DICT && items->n > 1;
        if (v.kind == VALUE_POISON || v.kind == VALUE_RESULT)
            return v;
        if (dict)
            return subscript(in, v, tuple_key(in, items), at);
        if (item->kind != AST_EXPR_Slice) {
            v = subscript(in, v, eval(in, item), at);
            continue;
        }
        if (items->n > 1)
            return interp_error(in, DIAG_NNC0251, item->span, "one slice alone stands in brackets");
        v = value_length(v) < 0 || v.kind == VALUE_SET || v.kind == VALUE_DICT
                ? interp_error(in, DIAG_NNC0251, at, "%s has no slices", value_words(v))
                : slice_of(in, v, item);
    }
    return v;
}

/* The index in brackets, or several of them as a list; POISON after an error. */
static Value keys_of(Interp *in, const AstExprs *items, Span at)
{
    if (items->n == 1)
        return eval(in, items->v[0]);
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < items->n; i++) {
        Value v = items->v[i]->kind == AST_EXPR_Slice ? value_none : eval(in, items->v[i]);
        if (v.kind != VALUE_INT)
            return v.kind == VALUE_POISON
                       ? v
                       : interp_error(in, DIAG_NNC0251, at,
                                      "cells are chosen by indices, one slice or a list");
        VEC_PUSH(in->arena, list, v);
    }
    return value_list(list);
}

/* Cells of a population, view or assembly. */
static Value element_of_object(Interp *in, Value v, const AstExpr *e, const Str *hint)
{
    const AstExprs *items = &e->as.index.items;
    const AstExpr *slice =
        items->n == 1 && items->v[0]->kind == AST_EXPR_Slice ? items->v[0] : NULL;
    const Builtin *get =
        builtin_method(v, SEMA_NAME(in->sema, slice ? "__slice__" : "__getitem__"));
    Value args[3] = {value_none, value_none, value_none};
    if (!get)
        return interp_error(in, DIAG_NNC0251, e->span, "%s has no elements", value_words(v));
    if (!slice) {
        args[0] = keys_of(in, items, e->span);
    } else {
        const AstExpr *bounds[3] = {slice->as.slice.lower, slice->as.slice.upper,
                                    slice->as.slice.step};
        for (int i = 0; i < 3; i++)
            args[i] = bounds[i] ? eval(in, bounds[i]) : value_none;
    }
    for (int i = 0; i < 3; i++)
        if (args[i].kind == VALUE_POISON)
            return value_poison;
    return get->function(in, &(Call){.span = e->span, .self = v, .hint = hint}, args);
}

Value element_eval(Interp *in, const AstExpr *e)
{
    const Str *hint = in->hint;
    in->hint = NULL;
    Value v = eval(in, e->as.index.object);
    Value result = v.kind == VALUE_OBJECT ? element_of_object(in, v, e, hint)
                                          : element_of_value(in, v, &e->as.index.items, e->span);
    in->hint = hint;
    return result;
}

/* ---- as targets ---- */

/* What an assignment changes: an element, or the slice of a list. */
typedef struct Place {
    Value object, key;
    const AstExpr *slice; /* NULL: key */
    Span at;              /* of the key */
} Place;

/* x[i, j] is a key of dicts and of classes; of arrays of arrays, an element of the element. */
static bool place_of(Interp *in, const AstExpr *target, Place *p)
{
    const AstExprs *items = &target->as.index.items;
    const AstExpr *last = items->v[items->n - 1];
    *p = (Place){.object = eval(in, target->as.index.object), .at = last->span};
    if (items->n > 1 && p->object.kind != VALUE_LIST) {
        p->at = target->span;
        p->key = p->object.kind == VALUE_POISON ? p->object : tuple_key(in, items);
        return p->key.kind != VALUE_POISON;
    }
    for (uint32_t i = 0; i + 1 < items->n && p->object.kind != VALUE_POISON; i++)
        p->object = subscript(in, p->object, eval(in, items->v[i]), target->span);
    if (p->object.kind == VALUE_POISON)
        return false;
    p->slice = last->kind == AST_EXPR_Slice ? last : NULL;
    p->key = p->slice ? value_none : eval(in, last);
    return p->key.kind != VALUE_POISON;
}

/* list[a:b] = values: the part is replaced, and may change its length where the step is 1. */
static bool assign_slice(Interp *in, ValueList *list, const AstExpr *slice, Value v, Span at)
{
    Cut c;
    ValueList values = {0};
    if (!cut(in, slice, list->n, &c))
        return false;
    if (list->array && value_is_scalar(v)) {
        for (int64_t i = 0; i < c.n; i++)
            VEC_PUSH(in->arena, &values, v);
    } else if (!eval_sequence(in, v, at, &values)) {
        return false;
    }
    if (values.n != c.n && (c.step != 1 || list->array)) {
        interp_error(in, DIAG_NNC0262, at, "%u values for %lld elements", values.n, (long long)c.n);
        return false;
    }
    if (values.n == c.n) {
        for (uint32_t i = 0; i < values.n; i++)
            list->v[c.start + i * c.step] = values.v[i];
        return true;
    }
    ValueList changed = {0};
    for (int64_t i = 0; i < c.start; i++)
        VEC_PUSH(in->arena, &changed, list->v[i]);
    for (uint32_t i = 0; i < values.n; i++)
        VEC_PUSH(in->arena, &changed, values.v[i]);
    for (int64_t i = c.start + c.n; i < list->n; i++)
        VEC_PUSH(in->arena, &changed, list->v[i]);
    *list = changed;
    return true;
}

bool element_assign(Interp *in, const AstExpr *target, Value v)
{
    Value out;
    Place p;
    int64_t i;
    if (!place_of(in, target, &p))
        return false;
    if (p.slice && p.object.kind == VALUE_LIST)
        return assign_slice(in, p.object.as.list, p.slice, v, target->span);
    if (p.object.kind == VALUE_DICT && !p.slice) {
        value_dict_set(in->arena, p.object.as.dict, p.key, v);
        return true;
    }
    const Value args[2] = {p.key, v};
    if (class_call(in, p.object, "__setitem__", args, 2, target->span, &out))
        return out.kind != VALUE_POISON;
    if (p.object.kind != VALUE_LIST) {
        interp_error(in, DIAG_NNC0251, target->span, "the elements of %s cannot be assigned",
                     value_words(p.object));
        return false;
    }
    if (!index_of(in, p.key, p.object.as.list->n, p.at, &i))
        return false;
    p.object.as.list->v[i] = v;
    return true;
}

static bool delete_slice(Interp *in, ValueList *list, const AstExpr *slice)
{
    Cut c;
    if (!cut(in, slice, list->n, &c))
        return false;
    ValueList kept = {.array = list->array};
    for (int64_t i = 0; i < list->n; i++) {
        const int64_t k = (i - c.start) / c.step;
        const bool taken = (i - c.start) % c.step == 0 && k >= 0 && k < c.n;
        if (!taken)
            VEC_PUSH(in->arena, &kept, list->v[i]);
    }
    *list = kept;
    return true;
}

bool element_delete(Interp *in, const AstExpr *target)
{
    Place p;
    int64_t i;
    if (!place_of(in, target, &p))
        return false;
    if ((p.object.kind != VALUE_DICT || p.slice) && p.object.kind != VALUE_LIST) {
        interp_error(in, DIAG_NNC0251, target->span, "the elements of %s cannot be deleted",
                     value_words(p.object));
        return false;
    }
    if (p.slice)
        return delete_slice(in, p.object.as.list, p.slice);
    if (p.object.kind == VALUE_DICT) {
        if (value_dict_remove(p.object.as.dict, p.key))
            return true;
        interp_error(in, DIAG_NNC0256, target->span, "the dict has no key %s",
                     value_show(in->sema, p.key, true));
        return false;
    }
    if (!index_of(in, p.key, p.object.as.list->n, p.at, &i))
        return false;
    value_list_remove(p.object.as.list, (uint32_t)i);
    return true;
}

/* ---- assignment ---- */

/* a, *more, b = values */
static bool assign_starred(Interp *in, const AstExprs *targets, uint32_t star, ValueList items,
                           Span at)
{
    if (items.n + 1 < targets->n) {
        interp_error(in, DIAG_NNC0262, at, "at least %u values are needed, not %u", targets->n - 1,
                     items.n);
        return false;
    }
    const uint32_t after = targets->n - 1 - star, taken = items.n - star - after;
    bool ok = true;
    for (uint32_t i = 0; i < targets->n; i++) {
        if (i == star) {
            ValueList *more = ARENA_NEW(in->arena, ValueList);
            for (uint32_t k = 0; k < taken; k++)
                VEC_PUSH(in->arena, more, items.v[star + k]);
            ok &= eval_assign(in, targets->v[i]->as.star.operand, value_list(more));
        } else {
            ok &= eval_assign(in, targets->v[i], items.v[i < star ? i : i + taken - 1]);
        }
    }
    return ok;
}

static bool assign_sequence(Interp *in, const AstExprs *targets, Value v, Span at)
{
    ValueList items = {0};
    if (!eval_sequence(in, v, at, &items))
        return false;
    for (uint32_t i = 0; i < targets->n; i++)
        if (targets->v[i]->kind == AST_EXPR_Star)
            return assign_starred(in, targets, i, items, at);
    if (items.n != targets->n) {
        interp_error(in, DIAG_NNC0251, at, "%u names for %u values", targets->n, items.n);
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; i < items.n; i++)
        ok &= eval_assign(in, targets->v[i], items.v[i]);
    return ok;
}

static bool assign_attribute(Interp *in, const AstExpr *target, Value v)
{
    Value object = eval(in, target->as.attribute.object);
    if (object.kind == VALUE_POISON)
        return false;
    if (object.kind == VALUE_CLASS || object.kind == VALUE_RECORD) {
        class_set(in, object, target->as.attribute.name.text, v);
        return true;
    }
    const Builtin *set = builtin_method(object, SEMA_NAME(in->sema, "__setattr__"));
    if (!set) {
        interp_error(in, DIAG_NNC0254, target->span, "attributes of %s cannot be assigned",
                     value_words(object));
        return false;
    }
    Value args[2] = {value_string(target->as.attribute.name.text), v};
    return set->function(in, &(Call){.span = target->span, .self = object}, args).kind !=
           VALUE_POISON;
}

bool eval_assign(Interp *in, const AstExpr *target, Value v)
{
    if (v.kind == VALUE_POISON)
        return false;
    switch ((int)target->kind) {
    case AST_EXPR_Name:
        interp_bind(in, target->as.name.text, v);
        return true;
    case AST_EXPR_Tuple:
        return assign_sequence(in, &target->as.tuple.items, v, target->span);
    case AST_EXPR_List:
        return assign_sequence(in, &target->as.list.items, v, target->span);
    case AST_EXPR_Index:
        return element_assign(in, target, v);
    case AST_EXPR_Attribute:
        return assign_attribute(in, target, v);
    default:
        interp_error(in, DIAG_NNC0255, target->span, "this cannot be assigned");
        return false;
    }
}
