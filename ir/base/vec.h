/* Typed growable arrays in an arena: VEC(Type) is {Type *v; uint32_t n, cap}. A zeroed VEC is
   empty. */
#ifndef NN_VEC_H
#define NN_VEC_H
#include "ir/base/arena.h"

#include <stdint.h>

#define VEC(Type)                                                                                  \
    struct {                                                                                       \
        Type *v;                                                                                   \
        uint32_t n, cap;                                                                           \
    }

/* Appends one element; evaluates its arguments more than once. */
#define VEC_PUSH(arena, vec, ...)                                                                  \
    do {                                                                                           \
        if ((vec)->n == (vec)->cap)                                                                \
            vec_reserve_((arena), (void **)&(vec)->v, &(vec)->cap, sizeof *(vec)->v);              \
        (vec)->v[(vec)->n++] = (__VA_ARGS__);                                                      \
    } while (0)

#define VEC_LAST(vec) ((vec)->v[(vec)->n - 1])

void vec_reserve_(Arena *a, void **items, uint32_t *cap, size_t size); /* doubles the capacity */
#endif
