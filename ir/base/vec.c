/* Growth of the typed arrays of vec.h. */
#include "ir/base/vec.h"

enum { VEC_FIRST = 8, VEC_MOST = 1 << 30 }; /* elements */

void vec_reserve_(Arena *a, void **items, uint32_t *cap, size_t size)
{
    const size_t old = *cap, new = old ? 2 * old : VEC_FIRST;
    if (old >= VEC_MOST) /* no such object can be had: reports out of memory */
        (void)arena_alloc(a, SIZE_MAX);
    *items = arena_grow(a, *items, old * size, new *size);
    *cap = (uint32_t) new;
}
