/* Counted memory, and the columns of a class's struct by its table. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ALIGNMENT = 64 };

typedef struct block_head { /* in the 64 bytes in front of each block */
    uint64_t bytes;
} block_head;

static uint64_t machine_memory(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : UINT64_MAX / 2;
}

void nnrt_memory_init(nnrt_memory *m, uint64_t limit, nnrt_error *error)
{
    atomic_init(&m->used, 0);
    atomic_init(&m->lacking, false);
    atomic_flag_clear(&m->telling);
    m->limit = limit ? limit : machine_memory();
    m->error = error;
}

/* Threads that lack memory at the same time tell it one after the other. */
static void *refuse(nnrt_memory *m, double bytes, const char *what)
{
    while (atomic_flag_test_and_set(&m->telling))
        ;
    nnrt_error_set(m->error, NNRT_EXIT_LIMIT,
                   "out of memory: %s needs %.1f MB, %.1f MB are in use, the limit is %.1f MB "
                   "(--limit-memory)",
                   what, bytes / 1e6, (double)atomic_load(&m->used) / 1e6, (double)m->limit / 1e6);
    atomic_flag_clear(&m->telling);
    return NULL;
}

static uint64_t padded(uint64_t count, size_t size)
{
    const uint64_t bytes = count * size;
    return ALIGNMENT + (bytes / ALIGNMENT + 1) * ALIGNMENT;
}

void *nnrt_memory_take(nnrt_memory *m, uint64_t count, size_t size, const char *what)
{
    if (count > (UINT64_MAX >> 1) / (size ? size : 1))
        return refuse(m, (double)count * (double)size, what);
    const uint64_t bytes = padded(count, size);
    if (atomic_fetch_add(&m->used, bytes) + bytes > m->limit) {
        atomic_fetch_sub(&m->used, bytes);
        return refuse(m, (double)bytes, what);
    }
    block_head *head = aligned_alloc(ALIGNMENT, bytes);
    if (!head) {
        atomic_fetch_sub(&m->used, bytes);
        return refuse(m, (double)bytes, what);
    }
    memset(head, 0, bytes);
    head->bytes = bytes;
    return (char *)head + ALIGNMENT;
}

static block_head *head_of(void *block)
{
    return (block_head *)(void *)((char *)block - ALIGNMENT);
}

void *nnrt_memory_shrink(nnrt_memory *m, void *block, uint64_t count, size_t size)
{
    void *smaller = nnrt_memory_take(m, count, size, "a table made smaller");
    if (!smaller)
        return NULL;
    memcpy(smaller, block, count * size);
    nnrt_memory_give(m, block);
    return smaller;
}

void nnrt_memory_give(nnrt_memory *m, void *block)
{
    if (!block)
        return;
    block_head *head = head_of(block);
    atomic_fetch_sub(&m->used, head->bytes);
    free(head);
}

void *nnrt_grown(nnrt_memory *m, void *items, uint32_t *cap, size_t size, uint32_t first)
{
    const uint32_t more = *cap ? 2 * *cap : first;
    if (*cap > UINT32_MAX / 4)
        return NULL;
    const uint64_t added = (uint64_t)(more - *cap) * size;
    void *grown =
        atomic_fetch_add(&m->used, added) + added > m->limit ? NULL : realloc(items, more * size);
    if (grown)
        *cap = more;
    else
        atomic_fetch_sub(&m->used, added);
    return grown;
}

void nnrt_grown_free(nnrt_memory *m, void *items, uint32_t cap, size_t size)
{
    if (items)
        atomic_fetch_sub(&m->used, (uint64_t)cap * size);
    free(items);
}

bool nnrt_memory_short(const nnrt_memory *m, const char *what, nnrt_error *e)
{
    return nnrt_error_set(e, NNRT_EXIT_LIMIT,
                          "out of memory: %s do not fit in the limit of %.1f MB (--limit-memory)",
                          what, (double)m->limit / 1e6);
}

/* ---- columns ---- */

size_t nnrt_type_size(nnrt_type t)
{
    static const size_t size[] = {[NNRT_F64] = 8, [NNRT_F32] = 4, [NNRT_U32] = 4,
                                  [NNRT_U16] = 2, [NNRT_U8] = 1,  [NNRT_LIST] = sizeof(nnrt_list)};
    return size[t];
}

static void **pointer_of(void *self, const nnrt_column *c)
{
    return (void **)(void *)((char *)self + c->offset);
}

void *nnrt_column_at(const void *self, const nnrt_column *c)
{
    char *place = (char *)(uintptr_t)self + c->offset;
    return c->space == NNRT_ONE ? place : *(void **)(void *)place;
}

bool nnrt_instance_make(nnrt_instance *x, nnrt_memory *m, uint32_t size, const nnrt_column *columns,
                        uint32_t n_columns, uint32_t n, const char *what)
{
    *x = (nnrt_instance){.columns = columns, .n_columns = n_columns, .n = n};
    x->self = nnrt_memory_take(m, 1, size, what);
    if (!x->self)
        return false;
    ((nnrt_self *)x->self)->n = n;
    const uint64_t padded_n = ((uint64_t)n + 63) / 64 * 64;
    for (uint32_t i = 0; i < n_columns; i++) {
        const nnrt_column *c = &columns[i];
        if (c->space != NNRT_EACH)
            continue;
        void *array = nnrt_memory_take(m, padded_n, nnrt_type_size(c->type), what);
        if (!array)
            return false;
        *pointer_of(x->self, c) = array;
    }
    return true;
}

bool nnrt_instance_slots(nnrt_instance *x, nnrt_memory *m, uint64_t n, const char *what)
{
    for (uint32_t i = 0; i < x->n_columns; i++) {
        const nnrt_column *c = &x->columns[i];
        if (c->space == NNRT_SLOT &&
            !(*pointer_of(x->self, c) = nnrt_memory_take(m, n, nnrt_type_size(c->type), what)))
            return false;
    }
    return true;
}

void nnrt_instance_free(nnrt_instance *x, nnrt_memory *m)
{
    if (!x->self)
        return;
    for (uint32_t i = 0; i < x->n_columns; i++)
        if (x->columns[i].space != NNRT_ONE)
            nnrt_memory_give(m, *pointer_of(x->self, &x->columns[i]));
    nnrt_memory_give(m, x->self);
    x->self = NULL;
}

int32_t nnrt_column_find(const nnrt_column *columns, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (!strcmp(columns[i].name, name))
            return (int32_t)i;
    return -1;
}

double nnrt_column_get(const void *self, const nnrt_column *c, uint32_t i)
{
    const void *at = nnrt_column_at(self, c);
    const size_t k = c->space == NNRT_ONE ? 0 : i;
    switch (c->type) {
    case NNRT_F64:
        return ((const double *)at)[k];
    case NNRT_F32:
        return (double)((const float *)at)[k];
    case NNRT_U32:
        return ((const uint32_t *)at)[k];
    case NNRT_U16:
        return ((const uint16_t *)at)[k];
    case NNRT_U8:
        return ((const uint8_t *)at)[k];
    case NNRT_LIST:
        break;
    }
    return 0;
}

void nnrt_column_set(void *self, const nnrt_column *c, uint32_t i, double value)
{
    void *at = nnrt_column_at(self, c);
    const size_t k = c->space == NNRT_ONE ? 0 : i;
    switch (c->type) {
    case NNRT_F64:
        ((double *)at)[k] = value;
        break;
    case NNRT_F32:
        ((float *)at)[k] = (float)value;
        break;
    case NNRT_U32:
        ((uint32_t *)at)[k] = (uint32_t)value;
        break;
    case NNRT_U16:
        ((uint16_t *)at)[k] = (uint16_t)value;
        break;
    case NNRT_U8:
        ((uint8_t *)at)[k] = (uint8_t)value;
        break;
    case NNRT_LIST:
        break;
    }
}

void nnrt_column_fill(void *self, const nnrt_column *c, uint32_t n, double value)
{
    const uint32_t count = c->space == NNRT_ONE ? 1 : n;
    for (uint32_t i = 0; i < count; i++)
        nnrt_column_set(self, c, i, value);
}
