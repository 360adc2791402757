/* Memory of a simulation: aligned, zeroed, counted against a limit before it is taken. */
#ifndef NNRT_MEMORY_H
#define NNRT_MEMORY_H
#include "runtime/error.h"
#include "runtime/nnrt.h"

#include <stdatomic.h>
#include <stddef.h>

typedef struct nnrt_memory { /* of a simulation */
    _Atomic uint64_t used;   /* bytes */
    uint64_t limit;
    _Atomic bool
        lacking; /* a list of spikes or events could not grow: what it was to hold is lost */
    atomic_flag telling;
    nnrt_error *error; /* told there when the limit is passed; the owner of the simulation */
} nnrt_memory;

/* The limit is `limit` bytes, or the memory of the machine when 0. */
void nnrt_memory_init(nnrt_memory *m, uint64_t limit, nnrt_error *error);
/* `count` items of `size` bytes, at least 64, aligned to 64, zeroed. NULL with the error set: exit
   5 with the numbers. May be called from any thread. */
void *nnrt_memory_take(nnrt_memory *m, uint64_t count, size_t size, const char *what);
/* As realloc to no more than what the block has: the rest goes back. */
void *nnrt_memory_shrink(nnrt_memory *m, void *block, uint64_t count, size_t size);
void nnrt_memory_give(nnrt_memory *m, void *block); /* NULL is allowed */

/* Lists: realloc of one of *cap items to twice as many, at first to `first`; counted, without a head. NULL where there is
   no room: list and *cap stay, and no error is set. */
void *nnrt_grown(nnrt_memory *m, void *items, uint32_t *cap, size_t size, uint32_t first);
void nnrt_grown_free(nnrt_memory *m, void *items, uint32_t cap, size_t size);
/* False, with the error of lists that could not grow. */
bool nnrt_memory_short(const nnrt_memory *m, const char *what, nnrt_error *e);

/* ---- the struct of a class with its columns ---- */
typedef struct nnrt_instance {
    void *self; /* starts with nnrt_self */
    const nnrt_column *columns;
    uint32_t n_columns, n;
} nnrt_instance;

bool nnrt_instance_make(nnrt_instance *x, nnrt_memory *m, uint32_t size, const nnrt_column *columns,
                        uint32_t n_columns, uint32_t n, const char *what);
/* Arrays of the columns per slot; the rest of them was made before. */
bool nnrt_instance_slots(nnrt_instance *x, nnrt_memory *m, uint64_t n, const char *what);
void nnrt_instance_free(nnrt_instance *x, nnrt_memory *m);

/* Index of the column, or -1. */
int32_t nnrt_column_find(const nnrt_column *columns, uint32_t n, const char *name);
/* Where the column's value, or its array, is. Padded to 64 elements. */
void *nnrt_column_at(const void *self, const nnrt_column *c);
size_t nnrt_type_size(nnrt_type t);
/* One value, converted from and to double (not LIST). Element i of EACH; i is ignored for ONE. */
double nnrt_column_get(const void *self, const nnrt_column *c, uint32_t i);
void nnrt_column_set(void *self, const nnrt_column *c, uint32_t i, double value);
void nnrt_column_fill(void *self, const nnrt_column *c, uint32_t n, double value);
#endif
