/* Poisson and binomial counts from one uniform: the inverse of the cumulative distribution F,
   the smallest k with u < F(k), F being summed in one order. */
#ifndef NNRT_COUNTS_H
#define NNRT_COUNTS_H
#include <stdbool.h>
#include <stddef.h>

/* A law made ready: search starts at k = start, where the probability is p and F is f. Means up
   to 32 start at 0, larger ones at the mode, whose F sums the terms downwards. Terms under 2^-70
   end every sum. */
typedef struct nnrt_counts {
    double factor; /* P(k)/P(k - 1) = factor/k (Poisson), factor (trials + 1 - k)/k (binomial) */
    double trials; /* 0: Poisson */
    double start, p, f;
    /* deviation > 0: the mean is over 2^40; the normal law, rounded, serves */
    double mean, deviation;
    double mirror; /* > 0: the count is mirror - k and u is 1 - u (binomial, p > 1/2) */
} nnrt_counts;

/* Means that are not positive (or NaN) and p outside (0, 1) give the constants of their limits. */
nnrt_counts nnrt_poisson_law(double mean);
nnrt_counts nnrt_binomial_law(double trials, double p);
double nnrt_count(const nnrt_counts *law, double u);

/* nnrt_count of nnrt_poisson_law(mean). */
double nnrt_poisson(double u, double mean);

/* F(0), F(1), ... of a Poisson law with a mean of at most 32: the count is how many of them are
   <= u. */
enum { NNRT_POISSON_TABLE = 128 };
#define NNRT_POISSON_TABLE_MEAN 32.0

typedef struct nnrt_poisson_table {
    size_t n;
    double f[NNRT_POISSON_TABLE];
} nnrt_poisson_table;

/* False, and nothing done, for another mean. */
bool nnrt_poisson_table_fill(nnrt_poisson_table *t, double mean);
/* count[i] for u[i], i < n: the values of nnrt_poisson, bit for bit. */
void nnrt_poisson_table_counts(const nnrt_poisson_table *t, const double *u, double *count,
                               size_t n);
#endif
