/* Exact propagators of linear systems x' = A x + drive over one step, and the noise of linear
   stochastic ones. Matrices are n x n, row by row, n <= NNRT_EXPM_MAX. */
#ifndef NNRT_EXPM_H
#define NNRT_EXPM_H
#include <stdbool.h>

#include "runtime/maths.h"

enum { NNRT_EXPM_MAX = 32 };

/* P = exp(A). A constant drive b is the column of one more state whose derivative is 0: exp of
   [[A, b], [0, 0]]. False, and P full of NaN, when n is out of range, an entry of A is not
   finite or one of P overflows. P may be A. */
bool nnrt_expm(int n, const double *A, double *P);

/* C = the lower triangular factor, C C^T = integral from 0 to dt of exp(A s) B B^T exp(A^T s)
   ds: what dx = A x dt + B dW, with m independent noises, adds to x over a step is C times n
   standard normals. B is n x m, row by row. Works for covariances that are not of full rank; a
   direction without noise has a row of zeros. False as above. */
bool nnrt_noise_factor(int n, const double *A, const double *B, int m, double dt, double *C);

/* The same for one state with x' = a x + b. */
static inline double nnrt_propagator(double a, double dt)
{
    return nnrt_exp(a * dt);
}

/* What a constant drive b adds, per unit of b: (e^(a dt) - 1)/a, dt where a is 0. */
static inline double nnrt_propagator_drive(double a, double dt)
{
    return dt * nnrt_exprel(a * dt);
}

/* Of y' = a y + x, x' = b x: what x adds to y, per unit of x; (e^(a dt) - e^(b dt))/(a - b),
   exact at a = b too. */
static inline double nnrt_propagator_coupled(double a, double b, double dt)
{
    const double slow = nnrt_max(a, b), fast = nnrt_min(a, b);
    return dt * nnrt_exp(slow * dt) * nnrt_exprel((fast - slow) * dt);
}

/* Standard deviation of what dx = a x dt + b dW adds: |b| sqrt((e^(2 a dt) - 1)/(2 a)). */
static inline double nnrt_propagator_noise(double a, double b, double dt)
{
    return fabs(b) * sqrt(dt * nnrt_exprel(2.0 * a * dt));
}
#endif
