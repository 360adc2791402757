/* sorted() and list.sort(): a stable merge sort of values by their keys. */
#include "frontend/sema/builtins/builtins.h"

#include <string.h>

typedef struct Keyed {
    Value key, value;
} Keyed;

typedef struct Sorter {
    Interp *in;
    Span at;
    bool reverse, failed;
} Sorter;

static bool comes_before(Sorter *s, Value a, Value b)
{
    const Value less = s->reverse ? operate_compare(s->in, AST_OP_Less, b, a, s->at)
                                  : operate_compare(s->in, AST_OP_Less, a, b, s->at);
    s->failed |= less.kind != VALUE_BOOL || !interp_step(s->in, s->at);
    return less.kind == VALUE_BOOL && less.as.boolean;
}

/* Both halves are sorted; of equal keys the left one comes first. */
static void merge(Sorter *s, Keyed *v, uint32_t half, uint32_t n, Keyed *spare)
{
    uint32_t left = 0, right = half;
    for (uint32_t i = 0; i < n && !s->failed; i++) {
        const bool from_right =
            left == half || (right < n && comes_before(s, v[right].key, v[left].key));
        spare[i] = from_right ? v[right++] : v[left++];
    }
    if (!s->failed)
        memcpy(v, spare, n * sizeof *v);
}

static void sort(Sorter *s, Keyed *v, uint32_t n, Keyed *spare)
{
    if (n < 2 || s->failed)
        return;
    sort(s, v, n / 2, spare);
    sort(s, v + n / 2, n - n / 2, spare);
    merge(s, v, n / 2, n, spare);
}

Value python_sorted(Interp *in, Value values, Value by, Value reversed, Span at)
{
    Sorter s = {.in = in, .at = at};
    ValueList items = {0};
    if (!eval_sequence(in, values, at, &items) ||
        (reversed.kind != VALUE_POISON && !want_truth(in, reversed, at, &s.reverse)))
        return value_poison;
    const bool keyed = by.kind != VALUE_POISON && by.kind != VALUE_NONE;
    Keyed *v = ARENA_ARRAY(in->arena, Keyed, items.n + 1);
    for (uint32_t i = 0; i < items.n; i++) {
        v[i].value = items.v[i];
        v[i].key = keyed ? eval_apply(in, by, &items.v[i], 1, at) : items.v[i];
        if (v[i].key.kind == VALUE_POISON)
            return value_poison;
    }
    sort(&s, v, items.n, ARENA_ARRAY(in->arena, Keyed, items.n + 1));
    if (s.failed)
        return value_poison;
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(in->arena, out, v[i].value);
    return value_list(out);
}
