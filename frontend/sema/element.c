/* Elements as values: x[i], x[a:b], x[mask]. */
#include "frontend/sema/element.h"

#include "frontend/sema/class.h"

#include <string.h>

/* ---- slices ---- */

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

bool element_cut(Interp *in, const AstExpr *slice, int64_t length, Cut *out)
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
    const uint64_t stride = up ? (uint64_t)out->step : -(uint64_t)out->step;
    out->n = span <= 0 ? 0 : (int64_t)((uint64_t)(span - 1) / stride) + 1;
    return true;
}

static Value like(Value v, ValueList *list)
{
    list->array = v.kind == VALUE_LIST && v.as.list->array;
    return v.kind == VALUE_TUPLE ? value_tuple(list) : value_list(list);
}

Value element_slice(Interp *in, Value v, const AstExpr *slice)
{
    Cut c;
    if (!element_cut(in, slice, value_length(v), &c))
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

bool element_index(Interp *in, Value key, int64_t length, Span at, int64_t *out)
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
        if (!mask && !element_index(in, keys->v[i], length, at, &k))
            return value_poison;
        VEC_PUSH(in->arena, list, value_element(in->sema, v, k));
    }
    return like(v, list);
}

Value element_of(Interp *in, Value v, Value key, Span at)
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
    return element_index(in, key, value_length(v), at, &i) ? value_element(in->sema, v, i)
                                                           : value_poison;
}

Value element_tuple_key(Interp *in, const AstExprs *items)
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
            return element_of(in, v, element_tuple_key(in, items), at);
        if (item->kind != AST_EXPR_Slice) {
            v = element_of(in, v, eval(in, item), at);
            continue;
        }
        if (items->n > 1)
            return interp_error(in, DIAG_NNC0251, item->span, "one slice alone stands in brackets");
        v = value_length(v) < 0 || v.kind == VALUE_SET || v.kind == VALUE_DICT
                ? interp_error(in, DIAG_NNC0251, at, "%s has no slices", value_words(v))
                : element_slice(in, v, item);
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
