/* Loops over the functions of functions.def, compiled several times for different CPUs
   (loops.c). */
#ifndef NN_TESTS_LOOPS_H
#define NN_TESTS_LOOPS_H
#include <stddef.h>
#include <stdint.h>

typedef void UnaryLoop(double *restrict y, const double *restrict x, size_t n);
typedef void BinaryLoop(double *restrict y, const double *restrict a, const double *restrict b,
                        size_t n);
typedef void FloatLoop(float *restrict y, const float *restrict x, size_t n);
typedef void DrawLoop(double *restrict y, uint64_t key, uint64_t n_draw, uint32_t n);

enum {
#define UNARY(name, from, to, loop) LOOP_UNARY_##name,
#define BINARY(name, from, to, loop)
#include "tests/maths/functions.def"
#undef UNARY
#undef BINARY
    LOOPS_UNARY
};

enum {
#define UNARY(name, from, to, loop)
#define BINARY(name, from, to, loop) LOOP_BINARY_##name,
#include "tests/maths/functions.def"
#undef UNARY
#undef BINARY
    LOOPS_BINARY
};

enum {
#define FLOAT(name, from, to, loop, limit) LOOP_FLOAT_##name,
#include "tests/maths/floats.def"
#undef FLOAT
    LOOPS_FLOAT
};

typedef struct LoopSet {
    const char *name; /* of the CPU: "v3" */
    UnaryLoop *unary[LOOPS_UNARY];
    BinaryLoop *binary[LOOPS_BINARY];
    FloatLoop *floats[LOOPS_FLOAT];
    DrawLoop *uniform, *normal;
} LoopSet;

/* Names and ranges in the order of the sets. */
typedef struct LoopRow {
    const char *name;
    double from, to;
} LoopRow;

static const LoopRow unary_rows[] = {
#define UNARY(name, from, to, loop) {#name, from, to},
#define BINARY(name, from, to, loop)
#include "tests/maths/functions.def"
#undef UNARY
#undef BINARY
};

static const LoopRow binary_rows[] = {
#define UNARY(name, from, to, loop)
#define BINARY(name, from, to, loop) {#name, from, to},
#include "tests/maths/functions.def"
#undef UNARY
#undef BINARY
};

static const LoopRow float_rows[] = {
#define FLOAT(name, from, to, loop, limit) {#name "f", from, to},
#include "tests/maths/floats.def"
#undef FLOAT
};
#endif
