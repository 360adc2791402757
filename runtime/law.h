/* Draws from the laws that models name. Sub-draws (rng.h) by law, m counting from 0:
   - uniform, normal, normal_clipped_to_boundary, lognormal, exponential, binomial, poisson,
     uniform_int: one, m = 0;
   - normal_clipped: sub-draws 0, 1, ... until one is inside, at most 1,000; then the last, clipped;
   - gamma: its sub-draw 0 serves shapes below 1; attempt m = 1, 2, ... reads sub-draw m;
   - vonmises: attempt m = 0, 1, ... reads sub-draws 2m and 2m + 1. */
#ifndef NNRT_LAW_H
#define NNRT_LAW_H
#include "runtime/rng.h"

/* Each with its parameters of nnrt_law. */
typedef enum nnrt_law_kind {
    NNRT_LAW_UNIFORM,        /* low, high */
    NNRT_LAW_NORMAL,         /* a mean, b standard deviation */
    NNRT_LAW_NORMAL_CLIPPED, /* a, b, low, high: drawn again while outside [low, high] */
    NNRT_LAW_NORMAL_CLIPPED_TO_BOUNDARY,
    NNRT_LAW_LOGNORMAL,   /* a, b: of the logarithm */
    NNRT_LAW_EXPONENTIAL, /* a mean */
    NNRT_LAW_GAMMA,       /* a shape, b scale */
    NNRT_LAW_BINOMIAL,    /* a trials, b probability */
    NNRT_LAW_POISSON,     /* a mean */
    NNRT_LAW_UNIFORM_INT, /* low, high: low, ..., high - 1 */
    NNRT_LAW_VONMISES     /* a mean direction, b concentration; in [-pi, pi) */
} nnrt_law_kind;

typedef struct nnrt_law {
    nnrt_law_kind kind;
    double a, b, low, high;
} nnrt_law;

double nnrt_draw(const nnrt_law *law, nnrt_key key, uint32_t i, uint32_t j, uint64_t n);
#endif
