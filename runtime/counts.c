/* Counts by inversion. Probabilities at the mode by Stirling's series (the saddle point form of
   Loader, 2000). */
#define NNRT_LOOPS /* clones inline what they call */
#include "runtime/counts.h"

#include "runtime/clones.h"
#include "runtime/maths.h"

#define SMALL_MEAN NNRT_POISSON_TABLE_MEAN
#define LARGE_MEAN 0x1p40
#define LAST_TERM  0x1p-70
#define LOG_2PI    0x1.d67f1c864beb5p+0

NNRT_INLINE double ratio(const nnrt_counts *law, double k)
{
    return law->factor * (law->trials > 0.0 ? law->trials + 1.0 - k : 1.0) / k;
}

/* log n! - log(sqrt(2 pi n) (n/e)^n), n >= 32: the error is below the next term, 1e-17. */
NNRT_INLINE double stirling_rest(double n)
{
    const double z = 1.0 / (n * n);
    return (1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z / 1680.0))) / n;
}

/* k log(k/mean) + mean - k, |k - mean| <= 1. */
NNRT_INLINE double deviance(double k, double mean)
{
    const double e = (k - mean) / mean;
    return mean * ((1.0 + e) * nnrt_log1p(e) - e);
}

/* F(start), from P(start) downwards. */
NNRT_INLINE double sum_down(const nnrt_counts *law)
{
    double sum = 0.0, p = law->p;
    for (double k = law->start; k >= 0.0 && p >= LAST_TERM; k -= 1.0) {
        sum += p;
        p /= ratio(law, k);
    }
    return sum;
}

NNRT_CLONES nnrt_counts nnrt_poisson_law(double mean)
{
    nnrt_counts law = {.factor = mean, .mean = mean, .p = 1.0, .f = 1.0};
    if (!(mean > 0.0)) {
        law.factor = 0.0;
    } else if (mean <= SMALL_MEAN) {
        law.p = law.f = nnrt_exp(-mean);
    } else if (mean > LARGE_MEAN) {
        law.deviation = sqrt(mean);
    } else {
        const double k = floor(mean);
        law.start = k;
        law.p = nnrt_exp(-0.5 * LOG_2PI - 0.5 * nnrt_log(k) - stirling_rest(k) - deviance(k, mean));
        law.f = sum_down(&law);
    }
    return law;
}

/* p in (0, 1/2], trials p over 32. */
NNRT_INLINE double binomial_at_mode(double trials, double p, double k)
{
    const double rest = trials - k;
    const double log_p = stirling_rest(trials) - stirling_rest(k) - stirling_rest(rest) -
                         deviance(k, trials * p) - deviance(rest, trials * (1.0 - p));
    return nnrt_exp(log_p - 0.5 * LOG_2PI) * sqrt(trials / (k * rest));
}

NNRT_CLONES nnrt_counts nnrt_binomial_law(double trials, double p)
{
    trials = trials > 0.0 ? floor(trials) : 0.0;
    const bool mirrored = p > 0.5;
    const double q = mirrored ? 1.0 - p : p;
    nnrt_counts law = {.trials = trials, .p = 1.0, .f = 1.0, .mirror = mirrored ? trials : 0.0};
    if (!(q > 0.0) || trials == 0.0)
        return law;
    law.factor = q / (1.0 - q);
    law.mean = trials * q;
    if (law.mean <= SMALL_MEAN) {
        law.p = law.f = nnrt_exp(trials * nnrt_log1p(-q));
    } else if (law.mean > LARGE_MEAN) {
        law.deviation = sqrt(law.mean * (1.0 - q));
    } else {
        law.start = floor((trials + 1.0) * q);
        law.p = binomial_at_mode(trials, q, law.start);
        law.f = sum_down(&law);
    }
    return law;
}

NNRT_INLINE double search_down(const nnrt_counts *law, double u)
{
    double k = law->start, p = law->p, f = law->f;
    while (k > 0.0 && p >= LAST_TERM && u < f - p) {
        f -= p;
        p /= ratio(law, k);
        k -= 1.0;
    }
    return k;
}

NNRT_INLINE double search_up(const nnrt_counts *law, double u)
{
    double k = law->start, p = law->p, f = law->f;
    while (u >= f) {
        p *= ratio(law, k + 1.0);
        if (p < LAST_TERM)
            break;
        f += p;
        k += 1.0;
    }
    return k;
}

NNRT_CLONES double nnrt_count(const nnrt_counts *law, double u)
{
    const double v = law->mirror > 0.0 ? 1.0 - u : u;
    double k;
    if (law->deviation > 0.0)
        k = nnrt_max(floor(fma(law->deviation, nnrt_normal_quantile(v), law->mean) + 0.5), 0.0);
    else
        k = v < law->f ? search_down(law, v) : search_up(law, v);
    return law->mirror > 0.0 ? law->mirror - k : k;
}

double nnrt_poisson(double u, double mean)
{
    const nnrt_counts law = nnrt_poisson_law(mean);
    return nnrt_count(&law, u);
}

bool nnrt_poisson_table_fill(nnrt_poisson_table *t, double mean)
{
    if (!(mean <= SMALL_MEAN))
        return false;
    const nnrt_counts law = nnrt_poisson_law(mean);
    double p = law.p, f = law.f;
    t->n = 0;
    while (t->n < NNRT_POISSON_TABLE) {
        p *= ratio(&law, (double)t->n + 1.0);
        if (p < LAST_TERM)
            break;
        t->f[t->n++] = f;
        f += p;
    }
    return true;
}

void nnrt_poisson_table_counts(const nnrt_poisson_table *t, const double *u, double *count,
                               size_t n)
{
    for (size_t i = 0; i < n; i++)
        count[i] = 0.0;
    double largest = 0.0;
    for (size_t i = 0; i < n; i++)
        largest = nnrt_max(largest, u[i]);
    for (size_t k = 0; k < t->n && largest >= t->f[k]; k++)
        for (size_t i = 0; i < n; i++)
            count[i] += nnrt_select(u[i] >= t->f[k], 1.0, 0.0);
}
