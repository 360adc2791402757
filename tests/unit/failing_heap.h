/* An allocator that fails on demand, for programs that are linked with
   -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc. Calls are counted over all threads. */
#ifndef NN_TESTS_FAILING_HEAP_H
#define NN_TESTS_FAILING_HEAP_H
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static struct {
    _Atomic unsigned long calls;
    unsigned long fails_at; /* 0: none fails */
    bool lasting;           /* all behind it fail, too */
} heap;

static bool fails(void)
{
    const unsigned long call = atomic_fetch_add(&heap.calls, 1) + 1;
    return heap.fails_at && (heap.lasting ? call >= heap.fails_at : call == heap.fails_at);
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}

void *__wrap_aligned_alloc(size_t alignment, size_t n)
{
    return fails() ? NULL : __real_aligned_alloc(alignment, n);
}
#endif
