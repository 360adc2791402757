/* Pointer-keyed hash map with linear probing over indices into an array of entries, so that a walk
   over the entries sees them as they came, whatever their addresses are. */
#include "ir/base/map.h"

#include <string.h>

enum { SLOTS_FIRST = 16 }; /* a power of two */

void map_init(Map *m, Arena *a)
{
    *m = (Map){.arena = a};
}

static uint32_t hash_pointer(const void *key)
{
    const uint64_t mixed =
        (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / golden ratio */
    return (uint32_t)(mixed >> 32);
}

/* The slot that holds the key, or the free one where it belongs. The table has a free slot. */
static uint32_t find_slot(const Map *m, const void *key)
{
    const uint32_t mask = m->n_slots - 1;
    uint32_t i = hash_pointer(key) & mask;
    while (m->slots[i] && m->entries[m->slots[i] - 1].key != key)
        i = (i + 1) & mask;
    return i;
}

static MapEntry *find_entry(const Map *m, const void *key)
{
    const uint32_t index = m->n_slots ? m->slots[find_slot(m, key)] : 0;
    return index ? &m->entries[index - 1] : NULL;
}

void *map_get(const Map *m, const void *key)
{
    const MapEntry *entry = find_entry(m, key);
    return entry ? entry->value : NULL;
}

bool map_has(const Map *m, const void *key)
{
    return find_entry(m, key) != NULL;
}

/* Keeps at least half of the slots free. */
static void grow_slots(Map *m)
{
    m->n_slots = m->n_slots ? 2 * m->n_slots : SLOTS_FIRST;
    m->slots = ARENA_ARRAY(m->arena, uint32_t, m->n_slots);
    for (uint32_t i = 0; i < m->n; i++)
        m->slots[find_slot(m, m->entries[i].key)] = i + 1;
}

void map_set(Map *m, const void *key, void *value)
{
    MapEntry *old = find_entry(m, key);
    if (old) {
        old->value = value;
        return;
    }
    if (2 * (m->n + 1) > m->n_slots)
        grow_slots(m);
    if (m->n == m->cap) {
        const uint32_t cap = m->n_slots / 2;
        m->entries =
            arena_grow(m->arena, m->entries, m->cap * sizeof *m->entries, cap * sizeof *m->entries);
        m->cap = cap;
    }
    m->entries[m->n++] = (MapEntry){key, value};
    m->slots[find_slot(m, key)] = m->n;
}

bool map_remove(Map *m, const void *key)
{
    MapEntry *entry = find_entry(m, key);
    if (!entry)
        return false;
    const size_t index = (size_t)(entry - m->entries);
    memmove(entry, entry + 1, (--m->n - index) * sizeof *entry);
    memset(m->slots, 0, m->n_slots * sizeof *m->slots);
    for (uint32_t i = 0; i < m->n; i++)
        m->slots[find_slot(m, m->entries[i].key)] = i + 1;
    return true;
}
