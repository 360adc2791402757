/* Map from an interned string (or any pointer) to a pointer, that keeps the order of insertion. In
   an arena. */
#ifndef NN_MAP_H
#define NN_MAP_H
#include "ir/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct MapEntry {
    const void *key;
    void *value;
} MapEntry;

typedef struct Map { /* zeroed = empty; entries in order of insertion */
    Arena *arena;
    MapEntry *entries;
    uint32_t n, cap;
    uint32_t *slots, n_slots; /* open addressing: index + 1 into entries, 0 = free */
} Map;

void map_init(Map *m, Arena *a);
void *map_get(const Map *m, const void *key); /* NULL when absent */
bool map_has(const Map *m, const void *key);
void map_set(Map *m, const void *key, void *value); /* replaces in place */
/* Takes one entry out, in time proportional to all; false when absent. */
bool map_remove(Map *m, const void *key);
#endif
