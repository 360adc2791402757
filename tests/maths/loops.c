/* One set of loops; -DLOOPS=v3 names it. The loops have external names so that their code can be
   inspected. */
#define NNRT_LOOPS
#include "tests/maths/loops.h"

#include "runtime/rng.h"

#define JOIN2(a, b) a##_##b
#define JOIN(a, b)  JOIN2(a, b)
#define TEXT2(a)    #a
#define TEXT(a)     TEXT2(a)

#define UNARY(name, from, to, loop)                                                                \
    UnaryLoop JOIN(LOOPS, name);                                                                   \
    void JOIN(LOOPS, name)(double *restrict y, const double *restrict x, size_t n)                 \
    {                                                                                              \
        for (size_t i = 0; i < n; i++)                                                             \
            y[i] = nnrt_##name(x[i]);                                                              \
    }
#define BINARY(name, from, to, loop)                                                               \
    BinaryLoop JOIN(LOOPS, name);                                                                  \
    void JOIN(LOOPS, name)(double *restrict y, const double *restrict a, const double *restrict b, \
                           size_t n)                                                               \
    {                                                                                              \
        for (size_t i = 0; i < n; i++)                                                             \
            y[i] = nnrt_##name(a[i], b[i]);                                                        \
    }
#include "tests/maths/functions.def"
#undef UNARY
#undef BINARY

#define FLOAT(name, from, to, loop, limit)                                                         \
    FloatLoop JOIN(LOOPS, name##f);                                                                \
    void JOIN(LOOPS, name##f)(float *restrict y, const float *restrict x, size_t n)                \
    {                                                                                              \
        for (size_t i = 0; i < n; i++)                                                             \
            y[i] = nnrt_##name##f(x[i]);                                                           \
    }
#include "tests/maths/floats.def"
#undef FLOAT

DrawLoop JOIN(LOOPS, uniform_draws), JOIN(LOOPS, normal_draws);

void JOIN(LOOPS, uniform_draws)(double *restrict y, uint64_t key, uint64_t n_draw, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        y[i] = nnrt_u53_at(key, i, 0, n_draw);
}

void JOIN(LOOPS, normal_draws)(double *restrict y, uint64_t key, uint64_t n_draw, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        y[i] = nnrt_normal_at(key, i, 0, n_draw);
}

extern const LoopSet JOIN(loop_set, LOOPS);

const LoopSet JOIN(loop_set, LOOPS) = {
    TEXT(LOOPS),
    {
#define UNARY(name, from, to, loop) JOIN(LOOPS, name),
#define BINARY(name, from, to, loop)
#include "tests/maths/functions.def"
#undef UNARY
#undef BINARY
    },
    {
#define UNARY(name, from, to, loop)
#define BINARY(name, from, to, loop) JOIN(LOOPS, name),
#include "tests/maths/functions.def"
    },
    {
#define FLOAT(name, from, to, loop, limit) JOIN(LOOPS, name##f),
#include "tests/maths/floats.def"
    },
    JOIN(LOOPS, uniform_draws),
    JOIN(LOOPS, normal_draws),
};
