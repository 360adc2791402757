/* The builtin functions of Python that scripts use. */
#include "frontend/sema/builtins/builtins.h"
#include "frontend/sema/class.h"
#include "runtime/maths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Value py_range(Interp *in, const Call *call, const Value *a)
{
    int64_t v[3] = {0, 0, 1};
    const uint32_t n = a[0].as.list->n;
    if (n < 1 || n > 3)
        return interp_error(in, DIAG_NNC0253, call->span, "range takes one to three arguments");
    for (uint32_t i = 0; i < n; i++)
        if (!want_int(in, a[0].as.list->v[i], call->span, "a bound of range", &v[n == 1 ? 1 : i]))
            return value_poison;
    if (v[2] == 0)
        return interp_error(in, DIAG_NNC0262, call->span, "the step of range cannot be 0");
    return value_range(v[0], v[1], v[2]);
}

static Value py_len(Interp *in, const Call *call, const Value *a)
{
    if (a[0].kind == VALUE_OBJECT) {
        const int64_t n = object_size(a[0].as.object);
        if (n >= 0)
            return value_int(n);
        return interp_error(in, DIAG_NNC0258, call->span,
                            "the size is known only when the program starts");
    }
    Value counted;
    if (a[0].kind == VALUE_RESULT)
        return a[0];
    if (class_call(in, a[0], "__len__", NULL, 0, call->span, &counted))
        return counted;
    const int64_t n = value_length(a[0]);
    return n >= 0
               ? value_int(n)
               : interp_error(in, DIAG_NNC0251, call->span, "%s has no length", value_words(a[0]));
}

/* A string that may be left out or None. */
static bool text_or(Interp *in, const Call *call, Value v, const char *otherwise, const Str **text)
{
    *text = SEMA_NAME(in->sema, otherwise);
    return v.kind == VALUE_POISON || v.kind == VALUE_NONE ||
           want_string(in, v, call->span, "what print puts between and behind", text);
}

/* A number that the program knows when it starts, and prints behind the text. */
static bool printed_late(const ValueList *values, uint32_t i, const Str *end)
{
    return i + 1 == values->n && values->v[i].kind == VALUE_SYMBOL &&
           dim_is_none(values->v[i].dim) && !strcspn(end->s, "\n");
}

/* The program prints whole lines: the line end of `end` is that of the line. */
static Value py_print(Interp *in, const Call *call, const Value *a)
{
    Value text = value_string(SEMA_NAME(in->sema, ""));
    const Str *sep, *end;
    if (!text_or(in, call, a[1], " ", &sep) || !text_or(in, call, a[2], "", &end))
        return value_poison;
    for (uint32_t i = 0; i < a[0].as.list->n; i++) {
        if (a[0].as.list->v[i].kind == VALUE_RESULT) {
            diag(in->diags, DIAG_NNC0261, call->span,
                 "not printed: a result of the simulation, which runs later");
            return value_none;
        }
        const char *shown = printed_late(a[0].as.list, i, end)
                                ? ""
                                : interp_show(in, a[0].as.list->v[i], call->span);
        text = value_string(
            str_format(in->session->strings, "%s%s%s", text.as.string->s, i ? sep->s : "", shown));
    }
    IrAction *action = network_action(in, IR_ACTION_PRINT, call->span);
    if (a[0].as.list->n && printed_late(a[0].as.list, a[0].as.list->n - 1, end))
        action->value = value_expr(in->sema, a[0].as.list->v[a[0].as.list->n - 1], call->span);
    const size_t n = strlen(end->s);
    action->text = arena_printf(in->arena, "%s%.*s", text.as.string->s,
                                (int)(n && end->s[n - 1] == '\n' ? n - 1 : n), end->s);
    return value_none;
}

static Value py_abs(Interp *in, const Call *call, const Value *a)
{
    return operate_function(in, IR_ABS, a[0], call->span);
}

static Value extremum(Interp *in, const Call *call, const Value *a, AstOperator better, IrOp op)
{
    ValueList items = {0};
    if (a[0].as.list->n == 1 ? !eval_sequence(in, a[0].as.list->v[0], call->span, &items)
                             : !eval_sequence(in, value_list(a[0].as.list), call->span, &items))
        return value_poison;
    if (!items.n)
        return interp_error(in, DIAG_NNC0262, call->span, "there is no element");
    Value best = items.v[0];
    for (uint32_t i = 1; i < items.n; i++) {
        Value c = operate_compare(in, better, items.v[i], best, call->span);
        if (c.kind == VALUE_SYMBOL)
            best = value_symbol(ir_binary(in->arena, op, value_expr(in->sema, best, call->span),
                                          value_expr(in->sema, items.v[i], call->span)),
                                items.v[i].dim);
        else if (c.kind != VALUE_BOOL)
            return c;
        else if (c.as.boolean)
            best = items.v[i];
    }
    return best;
}

static Value py_min(Interp *in, const Call *call, const Value *a)
{
    return extremum(in, call, a, AST_OP_Less, IR_MIN);
}

static Value py_max(Interp *in, const Call *call, const Value *a)
{
    return extremum(in, call, a, AST_OP_Greater, IR_MAX);
}

static Value py_sum(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0};
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    Value sum = a[1].kind == VALUE_POISON ? value_int(0) : a[1];
    for (uint32_t i = 0; i < items.n; i++)
        sum = operate(in, AST_OP_Plus, sum, items.v[i], call->span);
    return sum;
}

static Value py_round(Interp *in, const Call *call, const Value *a)
{
    int64_t digits = 0;
    if (a[1].kind != VALUE_POISON &&
        !want_int(in, a[1], call->span, "the number of digits", &digits))
        return value_poison;
    if (a[0].kind == VALUE_SYMBOL)
        return value_symbol(ir_unary(in->arena, IR_ROUND, a[0].as.symbol), a[0].dim);
    if (!value_is_number(a[0]))
        return interp_error(in, DIAG_NNC0251, call->span, "round needs a number, not %s",
                            value_words(a[0]));
    const double x = value_double(a[0]);
    if (a[1].kind == VALUE_POISON)
        return fabs(x) < 9e18 ? value_int((int64_t)rint(x))
                              : interp_error(in, DIAG_NNC0252, call->span,
                                             "the result does not fit in 64 bits");
    if (digits < 0) {
        const double power = nnrt_powi(10, digits < -400 ? 400 : (int32_t)-digits);
        return value_real(isfinite(power) ? rint(x / power) * power : 0);
    }
    const char *text = arena_printf(in->arena, "%.*f", digits > 17 ? 17 : (int)digits, x);
    return value_real(strtod(text, NULL));
}

static Value py_sorted(Interp *in, const Call *call, const Value *a)
{
    return python_sorted(in, a[0], a[1], a[2], call->span);
}

static Value pair(Interp *in, Value a, Value b)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    VEC_PUSH(in->arena, list, a);
    VEC_PUSH(in->arena, list, b);
    return value_tuple(list);
}

static Value py_enumerate(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0}, *out = ARENA_NEW(in->arena, ValueList);
    int64_t start = 0;
    if (!eval_sequence(in, a[0], call->span, &items) ||
        (a[1].kind != VALUE_POISON && !want_int(in, a[1], call->span, "start", &start)))
        return value_poison;
    if (start > INT64_MAX - (int64_t)items.n)
        return interp_error(in, DIAG_NNC0252, call->span, "the numbers do not fit in 64 bits");
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(in->arena, out, pair(in, value_int(start + i), items.v[i]));
    return value_list(out);
}

static Value py_zip(Interp *in, const Call *call, const Value *a)
{
    const uint32_t n = a[0].as.list->n;
    ValueList *columns = ARENA_ARRAY(in->arena, ValueList, n + 1),
              *out = ARENA_NEW(in->arena, ValueList);
    uint32_t rows = UINT32_MAX;
    for (uint32_t k = 0; k < n; k++) {
        if (!eval_sequence(in, a[0].as.list->v[k], call->span, &columns[k]))
            return value_poison;
        rows = columns[k].n < rows ? columns[k].n : rows;
    }
    for (uint32_t i = 0; n && i < rows; i++) {
        ValueList *row = ARENA_NEW(in->arena, ValueList);
        for (uint32_t k = 0; k < n; k++)
            VEC_PUSH(in->arena, row, columns[k].v[i]);
        VEC_PUSH(in->arena, out, value_tuple(row));
    }
    return value_list(out);
}

static Value parse_number(Interp *in, Value v, Span at)
{
    char *end;
    const double x = strtod(v.as.string->s, &end);
    if (end == v.as.string->s || *end || !isfinite(x))
        return interp_error(in, DIAG_NNC0262, at, "'%s' is not a number", v.as.string->s);
    return value_real(x);
}

/* int("-12"), blanks around it allowed. */
static Value parse_integer(Interp *in, Value v, Span at)
{
    const char *s = v.as.string->s, *digits = s + strspn(s, " \t\r\n");
    const bool negative = *digits == '-';
    digits += *digits == '-' || *digits == '+';
    const size_t n = strspn(digits, "0123456789_");
    int64_t value;
    if (!n || digits[n + strspn(digits + n, " \t\r\n")])
        return interp_error(in, DIAG_NNC0262, at, "'%s' is no whole number", s);
    if (!sema_integer(str_intern(in->session->strings, digits, n), &value))
        return interp_error(in, DIAG_NNC0252, at, "the integer does not fit in 64 bits");
    return value_int(negative ? -value : value);
}

static Value py_int(Interp *in, const Call *call, const Value *a)
{
    Value v = a[0].kind == VALUE_STRING ? parse_integer(in, a[0], call->span) : a[0];
    if (v.kind == VALUE_POISON || v.kind == VALUE_INT || v.kind == VALUE_RESULT)
        return v;
    if (v.kind == VALUE_SYMBOL) {
        IrExpr *down = ir_unary(in->arena, IR_FLOOR, v.as.symbol);
        return v.as.symbol->scalar == IR_INT ? v : value_symbol(down, v.dim);
    }
    if (!value_is_number(v) || !(fabs(value_double(v)) < 9.2e18))
        return interp_error(in, DIAG_NNC0251, call->span, "int needs a number, not %s",
                            value_words(v));
    return value_int((int64_t)value_double(v));
}

static Value py_float(Interp *in, const Call *call, const Value *a)
{
    if (a[0].kind == VALUE_STRING)
        return parse_number(in, a[0], call->span);
    if (a[0].kind == VALUE_REAL || a[0].kind == VALUE_SYMBOL)
        return a[0];
    return value_is_number(a[0]) ? value_real(value_double(a[0]))
                                 : interp_error(in, DIAG_NNC0251, call->span,
                                                "float needs a number, not %s", value_words(a[0]));
}

static Value py_str(Interp *in, const Call *call, const Value *a)
{
    return value_string(SEMA_NAME(in->sema, interp_show(in, a[0], call->span)));
}

static Value py_repr(Interp *in, const Call *call, const Value *a)
{
    (void)call;
    return value_string(SEMA_NAME(in->sema, value_show(in->sema, a[0], true)));
}

static Value py_bool(Interp *in, const Call *call, const Value *a)
{
    bool holds;
    return want_truth(in, a[0], call->span, &holds) ? value_bool(holds) : value_poison;
}

static Value sequence_of(Interp *in, const Call *call, const Value *a, bool tuple)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    if (a[0].kind != VALUE_POISON && !eval_sequence(in, a[0], call->span, list))
        return value_poison;
    return tuple ? value_tuple(list) : value_list(list);
}

static Value py_list(Interp *in, const Call *call, const Value *a)
{
    return sequence_of(in, call, a, false);
}

static Value py_tuple(Interp *in, const Call *call, const Value *a)
{
    return sequence_of(in, call, a, true);
}

/* dict(other), dict([(key, value), ...]), dict(name=value) */
static Value py_dict(Interp *in, const Call *call, const Value *a)
{
    ValueDict *out = ARENA_NEW(in->arena, ValueDict);
    ValueList pairs = {0};
    if (a[0].kind == VALUE_DICT)
        for (uint32_t i = 0; i < a[0].as.dict->n; i++)
            value_dict_set(in->arena, out, a[0].as.dict->v[i].key, a[0].as.dict->v[i].value);
    else if (a[0].kind != VALUE_POISON && !eval_sequence(in, a[0], call->span, &pairs))
        return value_poison;
    for (uint32_t i = 0; i < pairs.n; i++) {
        if (value_length(pairs.v[i]) != 2)
            return interp_error(in, DIAG_NNC0251, call->span,
                                "element %u is no pair of a key and a value", i);
        value_dict_set(in->arena, out, value_element(in->sema, pairs.v[i], 0),
                       value_element(in->sema, pairs.v[i], 1));
    }
    for (uint32_t i = 0; i < a[1].as.dict->n; i++)
        value_dict_set(in->arena, out, a[1].as.dict->v[i].key, a[1].as.dict->v[i].value);
    return (Value){.kind = VALUE_DICT, .as.dict = out};
}

static Value quantified(Interp *in, const Call *call, const Value *a, bool all)
{
    ValueList items = {0};
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++) {
        bool holds;
        if (!want_truth(in, items.v[i], call->span, &holds))
            return value_poison;
        if (holds != all)
            return value_bool(!all);
    }
    return value_bool(all);
}

static Value py_all(Interp *in, const Call *call, const Value *a)
{
    return quantified(in, call, a, true);
}

static Value py_any(Interp *in, const Call *call, const Value *a)
{
    return quantified(in, call, a, false);
}

static Value py_reversed(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0}, *out = ARENA_NEW(in->arena, ValueList);
    if (!eval_sequence(in, a[0], call->span, &items))
        return value_poison;
    for (uint32_t i = items.n; i-- > 0;)
        VEC_PUSH(in->arena, out, items.v[i]);
    return value_list(out);
}

static Value py_map(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0}, *out = ARENA_NEW(in->arena, ValueList);
    if (!eval_sequence(in, a[1], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++) {
        Value v = eval_apply(in, a[0], &items.v[i], 1, call->span);
        if (v.kind == VALUE_POISON)
            return v;
        VEC_PUSH(in->arena, out, v);
    }
    return value_list(out);
}

static Value py_filter(Interp *in, const Call *call, const Value *a)
{
    ValueList items = {0}, *out = ARENA_NEW(in->arena, ValueList);
    if (!eval_sequence(in, a[1], call->span, &items))
        return value_poison;
    for (uint32_t i = 0; i < items.n; i++) {
        Value v =
            a[0].kind == VALUE_NONE ? items.v[i] : eval_apply(in, a[0], &items.v[i], 1, call->span);
        bool holds;
        if (!want_truth(in, v, call->span, &holds))
            return value_poison;
        if (holds)
            VEC_PUSH(in->arena, out, items.v[i]);
    }
    return value_list(out);
}

static Value py_divmod(Interp *in, const Call *call, const Value *a)
{
    return pair(in, operate(in, AST_OP_FloorDivide, a[0], a[1], call->span),
                operate(in, AST_OP_Modulo, a[0], a[1], call->span));
}

static Value py_pow(Interp *in, const Call *call, const Value *a)
{
    return operate(in, AST_OP_Power, a[0], a[1], call->span);
}

const Builtin builtins_python[] = {
    {"", "range", py_range, "*bounds"},
    {"", "len", py_len, "object"},
    {"", "print", py_print, "*values sep= end="},
    {"", "abs", py_abs, "x"},
    {"", "min", py_min, "*values"},
    {"", "max", py_max, "*values"},
    {"", "sum", py_sum, "values start="},
    {"", "round", py_round, "x digits="},
    {"", "sorted", py_sorted, "values key= reverse="},
    {"", "enumerate", py_enumerate, "values start="},
    {"", "zip", py_zip, "*values"},
    {"", "int", py_int, "x"},
    {"", "float", py_float, "x"},
    {"", "str", py_str, "x"},
    {"", "repr", py_repr, "x"},
    {"", "bool", py_bool, "x"},
    {"", "list", py_list, "values="},
    {"", "tuple", py_tuple, "values="},
    {"", "dict", py_dict, "values= **named"},
    {"", "map", py_map, "function values"},
    {"", "filter", py_filter, "function values"},
    {"", "divmod", py_divmod, "a b"},
    {"", "pow", py_pow, "a b"},
    {"", "all", py_all, "values"},
    {"", "any", py_any, "values"},
    {"", "reversed", py_reversed, "values"},
    {NULL, NULL, NULL, NULL},
};
