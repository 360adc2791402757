/* Values of the script language: construction, kinds, elements. */
#include "frontend/sema/value.h"

#include "frontend/sema/object.h"

#include <string.h>

const Value value_poison = {.kind = VALUE_POISON};
const Value value_none = {.kind = VALUE_NONE};

Value value_bool(bool b)
{
    return (Value){.kind = VALUE_BOOL, .as.boolean = b};
}

Value value_int(int64_t i)
{
    return (Value){.kind = VALUE_INT, .as.integer = i};
}

Value value_real(double x)
{
    return (Value){.kind = VALUE_REAL, .as.real = x};
}

Value value_quantity(double native, Dim dim)
{
    return (Value){.kind = VALUE_REAL, .as.real = native, .dim = dim};
}

Value value_string(const Str *s)
{
    return (Value){.kind = VALUE_STRING, .as.string = s};
}

Value value_list(ValueList *list)
{
    return (Value){.kind = VALUE_LIST, .as.list = list};
}

Value value_tuple(ValueList *list)
{
    return (Value){.kind = VALUE_TUPLE, .as.list = list};
}

Value value_array(ValueList *list)
{
    list->array = true;
    return value_list(list);
}

Value value_range(int64_t start, int64_t stop, int64_t step)
{
    Value v = {.kind = VALUE_RANGE};
    v.as.range.start = start;
    v.as.range.stop = stop;
    v.as.range.step = step;
    return v;
}

Value value_set(Arena *a, const ValueList *items)
{
    ValueList *set = ARENA_NEW(a, ValueList);
    ValueDict seen = {0};
    for (uint32_t i = 0; i < items->n; i++) {
        if (value_dict_get(&seen, items->v[i]))
            continue;
        value_dict_set(a, &seen, items->v[i], value_none);
        VEC_PUSH(a, set, items->v[i]);
    }
    return (Value){.kind = VALUE_SET, .as.list = set};
}

Value value_symbol(IrExpr *e, Dim dim)
{
    return (Value){.kind = VALUE_SYMBOL, .as.symbol = e, .dim = dim};
}

Value value_object(Object *o)
{
    return (Value){.kind = VALUE_OBJECT, .as.object = o};
}

bool value_is_number(Value v)
{
    return v.kind == VALUE_BOOL || v.kind == VALUE_INT ||
           (v.kind == VALUE_REAL && dim_is_none(v.dim));
}

bool value_is_scalar(Value v)
{
    return v.kind == VALUE_BOOL || v.kind == VALUE_INT || v.kind == VALUE_REAL ||
           v.kind == VALUE_SYMBOL;
}

double value_double(Value v)
{
    return v.kind == VALUE_BOOL  ? v.as.boolean
           : v.kind == VALUE_INT ? (double)v.as.integer
                                 : v.as.real;
}

bool value_truth(Value v)
{
    switch ((int)v.kind) {
    case VALUE_NONE:
    case VALUE_POISON:
        return false;
    case VALUE_BOOL:
        return v.as.boolean;
    case VALUE_INT:
        return v.as.integer != 0;
    case VALUE_REAL:
        return v.as.real != 0;
    case VALUE_STRING:
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_SET:
    case VALUE_DICT:
    case VALUE_RANGE:
        return value_length(v) != 0;
    default:
        return true;
    }
}

static const struct {
    const char *type, *words;
} KINDS[] = {
#define KIND(id, type, words) {type, words},
    VALUE_KINDS(KIND)
#undef KIND
};
static const struct {
    const char *type, *words;
} OBJECTS[] = {
#define OBJECT(id, shown, words) {shown, words},
    OBJECT_KINDS(OBJECT)
#undef OBJECT
};

const char *value_type(Value v)
{
    if (v.kind == VALUE_OBJECT)
        return OBJECTS[v.as.object->kind].type;
    return v.kind == VALUE_REAL && !dim_is_none(v.dim) ? "quantity" : KINDS[v.kind].type;
}

const char *value_words(Value v)
{
    if (v.kind == VALUE_OBJECT)
        return OBJECTS[v.as.object->kind].words;
    return v.kind == VALUE_REAL && !dim_is_none(v.dim) ? "a quantity" : KINDS[v.kind].words;
}

bool value_set_add(Arena *a, ValueList *set, Value item)
{
    if (value_set_has(set, item))
        return false;
    VEC_PUSH(a, set, item);
    return true;
}

void value_list_remove(ValueList *list, uint32_t i)
{
    memmove(list->v + i, list->v + i + 1, (--list->n - i) * sizeof *list->v);
}

/* Of start, start + step, ... before stop; the difference of two 64-bit numbers may need all bits. */
static int64_t range_length(int64_t start, int64_t stop, int64_t step)
{
    if (step > 0 ? stop <= start : stop >= start)
        return 0;
    const uint64_t span =
        step > 0 ? (uint64_t)stop - (uint64_t)start : (uint64_t)start - (uint64_t)stop;
    const uint64_t stride = step > 0 ? (uint64_t)step : -(uint64_t)step;
    const uint64_t n = (span - 1) / stride + 1;
    return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

int64_t value_length(Value v)
{
    switch ((int)v.kind) {
    case VALUE_STRING:
        return v.as.string->len;
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_SET:
        return v.as.list->n;
    case VALUE_DICT:
        return v.as.dict->n;
    case VALUE_RANGE:
        return range_length(v.as.range.start, v.as.range.stop, v.as.range.step);
    default:
        return -1;
    }
}

Value value_element(Sema *sema, Value v, int64_t i)
{
    switch ((int)v.kind) {
    case VALUE_STRING:
        return value_string(str_intern(sema->session->strings, v.as.string->s + i, 1));
    case VALUE_DICT:
        return v.as.dict->v[i].key;
    case VALUE_RANGE:
        return value_int(v.as.range.start + i * v.as.range.step);
    default:
        return v.as.list->v[i];
    }
}
