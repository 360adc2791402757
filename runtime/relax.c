/* exprel(A) b by scaling and doubling. With A of norm <= 1 the Taylor polynomial of degree 15, taken in powers of A^4
   (Paterson and Stockmeyer, SIAM J. Comput. 2, 1973), is exprel to 3e-15; from there E = e^A - 1 and the move v double:
   v(2h) = 2 v + E v, E(2h) = 2 E + E^2. As E is kept instead of 1 + E, what is slow next to something fast keeps its
   digits.

   Several cells are computed at once, each in a lane of the vectors: element e of lane l is at [e*lanes + l]. A lane
   doubles as often as its own matrix asks for, so its bits do not depend on the others. */
#include "runtime/relax.h"

#include "runtime/clones.h"
#include "runtime/expm.h"

#include <string.h>

enum { LANES = 8, SIZE = NNRT_EXPM_MAX * NNRT_EXPM_MAX, TERMS = 4, GROUPS = 4 };
_Static_assert(SIZE >= NNRT_RELAX_MOST * NNRT_RELAX_MOST * LANES, "a matrix of lanes has room");

/* Each doubling doubles the rounding errors of what does not decay: at this norm they are 1e-4. */
static const double NORM_MOST = 1e12;

#define INLINE static inline __attribute__((always_inline))

/* product = a b + factor c, for b and c of n columns; product is neither a nor b. */
INLINE void multiply_add(int n, int columns, int lanes, const double *a, const double *b,
                         double factor, const double *c, double *product)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < columns; k++) {
            double sum[LANES];
            for (int l = 0; l < lanes; l++)
                sum[l] = factor * c[(i * columns + k) * lanes + l];
            for (int j = 0; j < n; j++)
                for (int l = 0; l < lanes; l++)
                    sum[l] =
                        fma(a[(i * n + j) * lanes + l], b[(j * columns + k) * lanes + l], sum[l]);
            for (int l = 0; l < lanes; l++)
                product[(i * columns + k) * lanes + l] = sum[l];
        }
}

/* Largest sum of absolute values of a column; NaN where there is one. */
INLINE void norms(int n, int lanes, const double *a, double *largest)
{
    for (int l = 0; l < lanes; l++)
        largest[l] = 0.0;
    for (int k = 0; k < n; k++)
        for (int l = 0; l < lanes; l++) {
            double sum = 0.0;
            for (int i = 0; i < n; i++)
                sum += fabs(a[(i * n + k) * lanes + l]);
            largest[l] = sum <= largest[l] || isnan(largest[l]) ? largest[l] : sum;
        }
}

/* sum of c[k] a^k, k < TERMS, with the powers of a from the second on at hand */
INLINE void combine(int n, int lanes, const double *c, const double *a, const double *a2,
                    const double *a3, double *sum)
{
    for (int i = 0; i < n * n * lanes; i++)
        sum[i] = fma(c[3], a3[i], fma(c[2], a2[i], c[1] * a[i]));
    for (int i = 0; i < n; i++)
        for (int l = 0; l < lanes; l++)
            sum[(i * n + i) * lanes + l] += c[0];
}

/* q = sum of a^k/(k+1)!, k < TERMS*GROUPS */
INLINE void exprel_small(int n, int lanes, const double *a, double *q)
{
    static const double c[GROUPS][TERMS] = {
        {1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24},
        {1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320},
        {1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600},
        {1.0 / 6227020800, 1.0 / 87178291200, 1.0 / 1307674368000, 1.0 / 20922789888000}};
    double a2[SIZE], a3[SIZE], a4[SIZE], low[SIZE], high[SIZE];
    multiply_add(n, n, lanes, a, a, 0.0, a, a2);
    multiply_add(n, n, lanes, a2, a, 0.0, a, a3);
    multiply_add(n, n, lanes, a2, a2, 0.0, a, a4);
    combine(n, lanes, c[GROUPS - 1], a, a2, a3, q);
    for (int group = GROUPS - 1; group-- > 0;) {
        combine(n, lanes, c[group], a, a2, a3, low);
        memcpy(high, q, (size_t)(n * n * lanes) * sizeof *q);
        multiply_add(n, n, lanes, a4, high, 1.0, low, q);
    }
}

/* How often a matrix of that norm is halved until it is <= 1; 0 where there is no sense in it. */
INLINE int halvings(double size)
{
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    return size > 1.0 && size <= NORM_MOST ? (int)(bits >> 52) - 1022 : 0;
}

/* 2^-n, n <= 1022 */
INLINE double half_to(int n)
{
    const uint64_t bits = (uint64_t)(1023 - n) << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* to = doubled in lanes that have doublings left, else as it is */
INLINE void keep_doubled(int n, int lanes, const int *left, const double *doubled, double *to)
{
    for (int i = 0; i < n; i++)
        for (int l = 0; l < lanes; l++)
            to[i * lanes + l] = left[l] > 0 ? doubled[i * lanes + l] : to[i * lanes + l];
}

/* a and v: A and b of each lane, and v its move in the end. */
INLINE void relax(int n, int lanes, double *a, double *v)
{
    double size[LANES], shrink[LANES], q[SIZE], e[SIZE], next[SIZE];
    int left[LANES], most = 0;
    norms(n, lanes, a, size);
    for (int l = 0; l < lanes; l++) {
        left[l] = halvings(size[l]);
        shrink[l] = half_to(left[l]);
        most = left[l] > most ? left[l] : most;
    }
    for (int i = 0; i < n * n; i++)
        for (int l = 0; l < lanes; l++)
            a[i * lanes + l] *= shrink[l];
    exprel_small(n, lanes, a, q);
    multiply_add(n, 1, lanes, q, v, 0.0, v, next);
    for (int i = 0; i < n; i++)
        for (int l = 0; l < lanes; l++)
            v[i * lanes + l] = size[l] <= NORM_MOST ? next[i * lanes + l] * shrink[l] : (double)NAN;
    if (most > 0)
        multiply_add(n, n, lanes, a, q, 0.0, a, e);
    for (; most > 0; most--) {
        multiply_add(n, 1, lanes, e, v, 2.0, v, next);
        keep_doubled(n, lanes, left, next, v);
        if (most > 1) {
            multiply_add(n, n, lanes, e, e, 2.0, e, next);
            keep_doubled(n * n, lanes, left, next, e);
        }
        for (int l = 0; l < lanes; l++)
            left[l]--;
    }
}

/* Lanes without a cell have zeros. */
INLINE void load(int n, int first, int cells, const double *from, double *to)
{
    for (int i = 0; i < n; i++)
        for (int l = 0; l < LANES; l++)
            to[i * LANES + l] = first + l < cells ? from[i * NNRT_RELAX_STRIDE + first + l] : 0.0;
}

NNRT_CLONES void nnrt_relax(int n, const double *A, const double *b, double *move)
{
    double a[SIZE], v[NNRT_EXPM_MAX];
    if (n > NNRT_EXPM_MAX) {
        for (int i = 0; i < n; i++)
            move[i] = (double)NAN;
        return;
    }
    memcpy(a, A, (size_t)(n * n) * sizeof *a);
    memcpy(v, b, (size_t)n * sizeof *v);
    relax(n, 1, a, v);
    memcpy(move, v, (size_t)n * sizeof *v);
}

NNRT_CLONES void nnrt_relax_block(int n, int cells, const double *A, const double *b, double *move)
{
    double a[SIZE], v[NNRT_RELAX_MOST * LANES];
    for (int first = 0; first < cells; first += LANES) {
        load(n * n, first, cells, A, a);
        load(n, first, cells, b, v);
        relax(n, LANES, a, v);
        for (int i = 0; i < n; i++)
            for (int l = 0; l < LANES && first + l < cells; l++)
                move[i * NNRT_RELAX_STRIDE + first + l] = v[i * LANES + l];
    }
}
