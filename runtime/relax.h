/* How far linear systems move over a step: what exponential integrators of coupled states need of the matrix
   exponential, for systems that are small and new in each step and cell. */
#ifndef NNRT_RELAX_H
#define NNRT_RELAX_H

#include "runtime/limits.h"

enum { NNRT_RELAX_STRIDE = 64 }; /* cells of a block */

/* move = exprel(A) b with exprel(z) = (e^z - 1)/z: by how much x' = b + A (x - x(0)) moves x from t = 0 to 1. A is
   n x n, row by row; b and move have n values. Errors are about
   1e-16 max(1, norm of A) of x. Full of NaN when the norm of A is above 1e12 or not a number, or n above NNRT_EXPM_MAX (runtime/expm.h); what overflows is not
   finite. move may be b. */
void nnrt_relax(int n, const double *A, const double *b, double *move);

/* The same, bit by bit, for the first `cells` cells of a block, n <= NNRT_RELAX_MOST: element e of A, b and move of cell c
   is at [e*NNRT_RELAX_STRIDE + c]. n and `cells` are not checked. */
void nnrt_relax_block(int n, int cells, const double *A, const double *b, double *move);
#endif
