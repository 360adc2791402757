/* Operators on strings, lists, arrays, tuples and sets. */
#include "frontend/sema/interp.h"

#include <string.h>

static Value concatenate(Interp *in, Value a, Value b)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < a.as.list->n; i++)
        VEC_PUSH(in->arena, list, a.as.list->v[i]);
    for (uint32_t i = 0; i < b.as.list->n; i++)
        VEC_PUSH(in->arena, list, b.as.list->v[i]);
    return a.kind == VALUE_LIST ? value_list(list) : value_tuple(list);
}

static Value repeat(Interp *in, Value sequence, int64_t n, Span at)
{
    const int64_t length = value_length(sequence);
    if (n < 0)
        n = 0;
    if (length && n > 100000000 / length)
        return interp_error(in, DIAG_NNC0503, at, "this makes more than 10^8 elements");
    if (sequence.kind == VALUE_STRING) {
        char *text = arena_alloc(in->arena, (size_t)(length * n) + 1);
        for (int64_t i = 0; i < n; i++)
            memcpy(text + i * length, sequence.as.string->s, (size_t)length);
        return value_string(str_intern(in->session->strings, text, (size_t)(length * n)));
    }
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = 0; k < length; k++)
            VEC_PUSH(in->arena, list, sequence.as.list->v[k]);
    return sequence.kind == VALUE_LIST ? value_list(list) : value_tuple(list);
}

typedef Value (*ScalarOperation)(Interp *in, AstOperator op, Value a, Value b, Span at);

/* Element by element: what one of them is, an array or a list, meets each of the other. */
static Value elementwise(Interp *in, AstOperator op, ScalarOperation with, Value a, Value b,
                         Span at)
{
    const bool left = a.kind == VALUE_LIST, right = b.kind == VALUE_LIST;
    if (left && right && a.as.list->n != b.as.list->n)
        return operate_mismatch(in, op, a, b, at);
    if (!interp_enter(in, at))
        return value_poison;
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    const uint32_t n = left ? a.as.list->n : b.as.list->n;
    Value v = value_none;
    for (uint32_t i = 0; i < n && v.kind != VALUE_POISON; i++) {
        v = with(in, op, left ? a.as.list->v[i] : a, right ? b.as.list->v[i] : b, at);
        VEC_PUSH(in->arena, list, v);
    }
    interp_leave(in);
    return v.kind == VALUE_POISON ? v : value_array(list);
}

/* ---- sets ---- */

static Value set_operation(Interp *in, AstOperator op, const ValueList *a, const ValueList *b)
{
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < a->n; i++)
        if (op == AST_OP_BitOr || value_set_has(b, a->v[i]) == (op == AST_OP_BitAnd))
            VEC_PUSH(in->arena, out, a->v[i]);
    for (uint32_t i = 0; op == AST_OP_BitOr && i < b->n; i++)
        value_set_add(in->arena, out, b->v[i]);
    return (Value){.kind = VALUE_SET, .as.list = out};
}

/* ---- all ---- */

static bool is_array(Value v)
{
    return v.kind == VALUE_LIST && v.as.list->array;
}

/* Do they work element by element: an array with anything, or a list with a number that is no count? */
static bool by_element(AstOperator op, Value a, Value b)
{
    const bool list_a = a.kind == VALUE_LIST, list_b = b.kind == VALUE_LIST;
    if (is_array(a) || is_array(b))
        return (list_a || value_is_scalar(a)) && (list_b || value_is_scalar(b));
    const bool arithmetic = op != AST_OP_BitAnd && op != AST_OP_BitOr;
    return arithmetic &&
           ((list_a && (list_b || value_is_scalar(b))) || (list_b && value_is_scalar(a)));
}

/* Is one of the values of a tuple known only when the program has run? */
static bool has_result(Value v)
{
    for (uint32_t i = 0; v.kind == VALUE_TUPLE && i < v.as.list->n; i++)
        if (v.as.list->v[i].kind == VALUE_RESULT)
            return true;
    return false;
}

Value operate_sequences(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    const bool sa = a.kind == VALUE_LIST || a.kind == VALUE_TUPLE || a.kind == VALUE_STRING;
    const bool sb = b.kind == VALUE_LIST || b.kind == VALUE_TUPLE || b.kind == VALUE_STRING;
    if (op == AST_OP_Modulo && a.kind == VALUE_STRING)
        return has_result(b) ? (Value){.kind = VALUE_RESULT}
                             : format_percent(in, a.as.string, b, at);
    if (is_array(a) || is_array(b))
        return by_element(op, a, b) ? elementwise(in, op, operate, a, b, at)
                                    : operate_mismatch(in, op, a, b, at);
    if (a.kind == VALUE_SET && b.kind == VALUE_SET &&
        (op == AST_OP_BitAnd || op == AST_OP_BitOr || op == AST_OP_Minus))
        return set_operation(in, op, a.as.list, b.as.list);
    if (op == AST_OP_Plus && a.kind == b.kind && a.kind == VALUE_STRING)
        return value_string(
            str_format(in->session->strings, "%s%s", a.as.string->s, b.as.string->s));
    if (op == AST_OP_Plus && a.kind == b.kind && sa)
        return concatenate(in, a, b);
    if (op == AST_OP_Times && sa && b.kind == VALUE_INT)
        return repeat(in, a, b.as.integer, at);
    if (op == AST_OP_Times && sb && a.kind == VALUE_INT)
        return repeat(in, b, a.as.integer, at);
    return by_element(op, a, b) ? elementwise(in, op, operate, a, b, at)
                                : operate_mismatch(in, op, a, b, at);
}

Value operate_array_unary(Interp *in, AstOperator op, Value a, Span at)
{
    if (!interp_enter(in, at))
        return value_poison;
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    Value v = value_none;
    for (uint32_t i = 0; i < a.as.list->n && v.kind != VALUE_POISON; i++) {
        v = operate_unary(in, op, a.as.list->v[i], at);
        VEC_PUSH(in->arena, list, v);
    }
    interp_leave(in);
    return v.kind == VALUE_POISON ? v : value_array(list);
}

Value operate_compare_arrays(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    return elementwise(in, op, operate_compare, a, b, at);
}
