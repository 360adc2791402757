/* Values of the script language: construction, comparison, printing. */
#include "frontend/sema/value.h"

#include "frontend/sema/object.h"
#include "ir/base/emit.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
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

static bool sequences_equal(Value a, Value b)
{
    if (a.as.list->n != b.as.list->n)
        return false;
    for (uint32_t i = 0; i < a.as.list->n; i++)
        if (!value_equal(a.as.list->v[i], b.as.list->v[i]))
            return false;
    return true;
}

static bool sets_equal(const ValueList *a, const ValueList *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (!value_set_has(b, a->v[i]))
            return false;
    return a->n == b->n;
}

static bool dicts_equal(const ValueDict *a, const ValueDict *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        const Value *other = value_dict_get(b, a->v[i].key);
        if (!other || !value_equal(a->v[i].value, *other))
            return false;
    }
    return a->n == b->n;
}

bool value_equal(Value a, Value b)
{
    const bool numbers = (a.kind == VALUE_BOOL || a.kind == VALUE_INT || a.kind == VALUE_REAL) &&
                         (b.kind == VALUE_BOOL || b.kind == VALUE_INT || b.kind == VALUE_REAL);
    if (numbers && a.kind == VALUE_INT && b.kind == VALUE_INT)
        return a.as.integer == b.as.integer;
    if (numbers)
        return value_double(a) == value_double(b) && dim_equal(a.dim, b.dim);
    if (a.kind != b.kind)
        return false;
    switch ((int)a.kind) {
    case VALUE_NONE:
        return true;
    case VALUE_STRING:
        return a.as.string == b.as.string;
    case VALUE_LIST:
    case VALUE_TUPLE:
        return sequences_equal(a, b);
    case VALUE_RANGE:
        return a.as.range.start == b.as.range.start && a.as.range.stop == b.as.range.stop &&
               a.as.range.step == b.as.range.step;
    case VALUE_SET:
        return sets_equal(a.as.list, b.as.list);
    case VALUE_DICT:
        return dicts_equal(a.as.dict, b.as.dict);
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

bool value_set_has(const ValueList *set, Value item)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (value_equal(set->v[i], item))
            return true;
    return false;
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
    case VALUE_RANGE: {
        const int64_t step = v.as.range.step, span = v.as.range.stop - v.as.range.start;
        if ((step > 0) ? span <= 0 : span >= 0)
            return 0;
        return (span + step + (step > 0 ? -1 : 1)) / step;
    }
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

/* ---- printing ---- */

static void show(Sema *sema, Emitter *out, Value v, bool repr);

static void show_number(Emitter *out, Value v)
{
    char text[32];
    Unit native;
    double x = v.as.real;
    const Unit *unit = v.unit;
    if (!dim_is_none(v.dim)) {
        if (!unit) {
            native = dim_native_unit(v.dim);
            unit = &native;
        }
        if (v.text) {
            emit(out, "%s %s", v.text->s, unit->text);
            return;
        }
        x /= unit_factor_to(unit, &unit_native);
    }
    number_shortest(x, text);
    emit(out, unit && !dim_is_none(v.dim) ? "%s %s" : "%s", text, unit ? unit->text : "");
}

static void show_sequence(Sema *sema, Emitter *out, Value v)
{
    const bool tuple = v.kind == VALUE_TUPLE, set = v.kind == VALUE_SET;
    if (set && !v.as.list->n) {
        emit(out, "set()");
        return;
    }
    emit(out, tuple ? "(" : set ? "{" : "[");
    for (uint32_t i = 0; i < v.as.list->n; i++) {
        emit(out, "%s", i ? ", " : "");
        show(sema, out, v.as.list->v[i], true);
    }
    emit(out, tuple && v.as.list->n == 1 ? ",)" : tuple ? ")" : set ? "}" : "]");
}

static void show_dict(Sema *sema, Emitter *out, Value v)
{
    emit(out, "{");
    for (uint32_t i = 0; i < v.as.dict->n; i++) {
        emit(out, "%s", i ? ", " : "");
        show(sema, out, v.as.dict->v[i].key, true);
        emit(out, ": ");
        show(sema, out, v.as.dict->v[i].value, true);
    }
    emit(out, "}");
}

static void show(Sema *sema, Emitter *out, Value v, bool repr)
{
    switch ((int)v.kind) {
    case VALUE_NONE:
        emit(out, "None");
        break;
    case VALUE_BOOL:
        emit(out, v.as.boolean ? "True" : "False");
        break;
    case VALUE_INT:
        emit(out, "%" PRId64, v.as.integer);
        break;
    case VALUE_REAL:
        show_number(out, v);
        break;
    case VALUE_STRING:
        if (repr)
            emit(out, "'");
        emit_text(out, v.as.string->s, v.as.string->len);
        if (repr)
            emit(out, "'");
        break;
    case VALUE_LIST:
    case VALUE_TUPLE:
    case VALUE_SET:
        show_sequence(sema, out, v);
        break;
    case VALUE_DICT:
        show_dict(sema, out, v);
        break;
    case VALUE_RANGE:
        emit(out, "range(%" PRId64 ", %" PRId64 ", %" PRId64 ")", v.as.range.start, v.as.range.stop,
             v.as.range.step);
        break;
    case VALUE_OBJECT:
        emit(out, "%s(%s)", value_type(v), v.as.object->name ? v.as.object->name->s : "");
        break;
    default:
        emit(out, "<%s>", value_type(v));
        break;
    }
}

const char *value_show(Sema *sema, Value v, bool repr)
{
    if (v.kind == VALUE_STRING && !repr)
        return v.as.string->s;
    Emitter *out = emitter_new(sema->arena, 0);
    show(sema, out, v, repr);
    return emitter_text(out, NULL);
}

/* ---- as expressions of the IR ---- */

/* Decimal text of a computed number, in `unit`; its sign is an operation. */
static IrExpr *number_literal(Sema *sema, double x, const Unit *unit, Span at)
{
    char text[32];
    number_shortest(fabs(x), text);
    const size_t len = strlen(text);
    const bool whole = len > 2 && !strcmp(text + len - 2, ".0");
    IrExpr *e = ir_literal(
        sema->arena, str_intern(sema->session->strings, text, whole ? len - 2 : len), unit, at);
    return signbit(x) && x != 0 ? ir_unary(sema->arena, IR_NEG, e) : e;
}

static IrExpr *real_expr(Sema *sema, Value v, Span at)
{
    if (v.text && v.text->s[0] != '-')
        return ir_literal(sema->arena, v.text, dim_is_none(v.dim) ? NULL : v.unit, at);
    if (v.text)
        return ir_unary(sema->arena, IR_NEG,
                        ir_literal(sema->arena, str_from(sema->session->strings, v.text->s + 1),
                                   dim_is_none(v.dim) ? NULL : v.unit, at));
    if (!isfinite(v.as.real) || !dim_is_none(v.dim))
        return ir_number(sema->arena, v.as.real, v.dim, at);
    return number_literal(sema, v.as.real, NULL, at);
}

IrExpr *value_expr(Sema *sema, Value v, Span at)
{
    switch ((int)v.kind) {
    case VALUE_BOOL:
        return ir_boolean(sema->arena, v.as.boolean, at);
    case VALUE_INT:
        return number_literal(sema, (double)v.as.integer, NULL, at);
    case VALUE_REAL:
        return real_expr(sema, v, at);
    case VALUE_SYMBOL:
        return ir_expr_copy(sema->arena, v.as.symbol);
    case VALUE_LIST:
    case VALUE_TUPLE: {
        IrExpr *list = ir_expr_new(sema->arena, IR_LIST, v.as.list->n, at);
        for (uint32_t i = 0; i < list->n; i++)
            if (!(list->arg[i] = value_expr(sema, v.as.list->v[i], at)))
                return NULL;
        return list;
    }
    default:
        return NULL;
    }
}
