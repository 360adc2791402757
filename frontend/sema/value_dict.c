/* Dicts of scripts: pairs in order of insertion, found by a hash of the key once there are more than a few. */
#include "frontend/sema/value.h"

#include <string.h>

enum { FEW = 8, SLOTS_FIRST = 64 /* a power of two */, HASHED_LEVELS = 20 /* of tuples */ };

static uint64_t mix(uint64_t h, uint64_t x)
{
    return (h ^ x) * UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / golden ratio */
}

/* Equal keys have equal hashes: 1, 1.0 and True, [1] and an array of 1. */
static uint64_t hash_value(Value v, unsigned levels)
{
    uint64_t h = 1, bits;
    double x;
    switch ((int)v.kind) {
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_REAL:
        x = value_double(v) + 0.0; /* -0 is 0 */
        memcpy(&bits, &x, sizeof bits);
        return mix(h, bits);
    case VALUE_STRING:
        return mix(h, (uint64_t)(uintptr_t)v.as.string);
    case VALUE_TUPLE:
        for (uint32_t i = 0; levels && i < v.as.list->n; i++)
            h = mix(h, hash_value(v.as.list->v[i], levels - 1) >> 7);
        return h;
    default:
        return mix(h, (uint64_t)v.kind);
    }
}

/* The slot that holds the key, or the free one where it belongs. */
static uint32_t find_slot(Comparison *c, const ValueDict *d, Value key)
{
    const uint32_t mask = d->n_slots - 1;
    uint32_t i = (uint32_t)(hash_value(key, HASHED_LEVELS) >> 32) & mask;
    while (d->slots[i] && !value_same(c, d->v[d->slots[i] - 1].key, key))
        i = (i + 1) & mask;
    return i;
}

/* The slots are free. */
static void fill_slots(ValueDict *d)
{
    for (uint32_t i = 0; i < d->n; i++)
        d->slots[find_slot(&(Comparison){0}, d, d->v[i].key)] = i + 1;
}

static void index_all(Arena *a, ValueDict *d)
{
    while (2 * (d->n + 1) > d->n_slots)
        d->n_slots = d->n_slots ? 2 * d->n_slots : SLOTS_FIRST;
    d->slots = ARENA_ARRAY(a, uint32_t, d->n_slots);
    fill_slots(d);
}

Value *value_dict_find(Comparison *c, const ValueDict *d, Value key)
{
    if (d->n_slots) {
        const uint32_t k = d->slots[find_slot(c, d, key)];
        return k ? &d->v[k - 1].value : NULL;
    }
    for (uint32_t i = 0; i < d->n; i++)
        if (value_same(c, d->v[i].key, key))
            return &d->v[i].value;
    return NULL;
}

Value *value_dict_get(const ValueDict *d, Value key)
{
    return value_dict_find(&(Comparison){0}, d, key);
}

void value_dict_set(Arena *a, ValueDict *d, Value key, Value value)
{
    Value *old = value_dict_get(d, key);
    if (old) {
        *old = value;
        return;
    }
    VEC_PUSH(a, d, (ValuePair){key, value});
    if (d->n > FEW && 2 * (d->n + 1) > d->n_slots)
        index_all(a, d);
    else if (d->n_slots)
        d->slots[find_slot(&(Comparison){0}, d, key)] = d->n;
}

bool value_dict_remove(ValueDict *d, Value key)
{
    const Value *found = value_dict_get(d, key);
    if (!found)
        return false;
    uint32_t at = 0;
    while (&d->v[at].value != found)
        at++;
    memmove(d->v + at, d->v + at + 1, (--d->n - at) * sizeof *d->v);
    if (d->n_slots) {
        memset(d->slots, 0, d->n_slots * sizeof *d->slots);
        fill_slots(d);
    }
    return true;
}
