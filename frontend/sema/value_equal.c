/* Equality of values: numbers by value, containers element by element, the rest by identity. */
#include "frontend/sema/value.h"

enum { LEVELS_MAX = 200 }; /* of containers in containers */

static bool lists_equal(Comparison *c, const ValueList *a, const ValueList *b)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!value_same(c, a->v[i], b->v[i]))
            return false;
    return true;
}

static bool set_has(Comparison *c, const ValueList *set, Value item)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (value_same(c, set->v[i], item))
            return true;
    return false;
}

static bool sets_equal(Comparison *c, const ValueList *a, const ValueList *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (!set_has(c, b, a->v[i]))
            return false;
    return a->n == b->n;
}

static bool dicts_equal(Comparison *c, const ValueDict *a, const ValueDict *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        const Value *other = value_dict_find(c, b, a->v[i].key);
        if (!other || !value_same(c, a->v[i].value, *other))
            return false;
    }
    return a->n == b->n;
}

static bool containers_equal(Comparison *c, Value a, Value b)
{
    if (a.kind == VALUE_DICT ? a.as.dict == b.as.dict : a.as.list == b.as.list)
        return true;
    if (c->level == LEVELS_MAX) {
        c->too_deep = true;
        return false;
    }
    c->level++;
    const bool equal = a.kind == VALUE_DICT  ? dicts_equal(c, a.as.dict, b.as.dict)
                       : a.kind == VALUE_SET ? sets_equal(c, a.as.list, b.as.list)
                                             : lists_equal(c, a.as.list, b.as.list);
    c->level--;
    return equal;
}

static bool is_number(Value v)
{
    return v.kind == VALUE_BOOL || v.kind == VALUE_INT || v.kind == VALUE_REAL;
}

static bool numbers_equal(Value a, Value b)
{
    if (a.kind == VALUE_INT && b.kind == VALUE_INT)
        return a.as.integer == b.as.integer;
    return value_double(a) == value_double(b) && dim_equal(a.dim, b.dim);
}

bool value_same(Comparison *c, Value a, Value b)
{
    if (is_number(a) && is_number(b))
        return numbers_equal(a, b);
    if (a.kind != b.kind)
        return false;
    switch ((int)a.kind) {
    case VALUE_NONE:
        return true;
    case VALUE_STRING:
        return a.as.string == b.as.string;
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_SET:
    case VALUE_DICT:
        return containers_equal(c, a, b);
    case VALUE_RANGE:
        return a.as.range.start == b.as.range.start && a.as.range.stop == b.as.range.stop &&
               a.as.range.step == b.as.range.step;
    case VALUE_SYMBOL:
        return ir_expr_equal(a.as.symbol, b.as.symbol);
    case VALUE_FUNCTION:
        return a.as.function == b.as.function;
    case VALUE_BUILTIN:
        return a.as.builtin == b.as.builtin;
    case VALUE_CLASS:
        return a.as.class_ == b.as.class_;
    case VALUE_RECORD:
        return a.as.record.of == b.as.record.of;
    case VALUE_MODEL:
        return a.as.model == b.as.model;
    case VALUE_OBJECT:
        return a.as.object == b.as.object;
    default:
        return false;
    }
}

bool value_equal(Value a, Value b)
{
    return value_same(&(Comparison){0}, a, b);
}

bool value_set_has(const ValueList *set, Value item)
{
    return set_has(&(Comparison){0}, set, item);
}
