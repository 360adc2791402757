/* Counts: inverse of the exact distribution function, chi square, the table against the scalar
   function. */
#include "runtime/counts.h"

#include "runtime/rng.h"
#include "tests/unit/check.h"

static long double poisson_p(double k, double mean)
{
    return expl(k * logl((long double)mean) - mean - lgammal(k + 1.0L));
}

static long double binomial_p(double k, double n, double p)
{
    return expl(lgammal(n + 1.0L) - lgammal(k + 1.0L) - lgammal(n - k + 1.0L) +
                k * logl((long double)p) + (n - k) * log1pl(-(long double)p));
}

/* u just below and just above F(k), summed in long double, give k and k + 1. */
static void check_inverse(Check *check, const nnrt_counts *law, double from, double to,
                          double trials, double p)
{
    long double f = 0;
    int wrong = 0, tested = 0;
    for (double k = from; k <= to; k++) {
        f += trials > 0 ? binomial_p(k, trials, p) : poisson_p(k, p);
        const double margin = 1e-12, u = (double)f;
        if (u < 1e-9 || u > 1 - 1e-9)
            continue;
        tested++;
        wrong += nnrt_count(law, u - margin) != k || nnrt_count(law, u + margin) != k + 1;
    }
    CHECK_EQ_INT(wrong, 0);
    CHECK(tested > 0);
}

static void test_poisson_inverse(Check *check)
{
    static const double means[] = {0.01, 0.5, 3.0, 31.9, 32.0, 32.1, 33.0, 100.5, 1000.0, 12345.6};
    for (size_t k = 0; k < sizeof means / sizeof *means; k++) {
        const nnrt_counts law = nnrt_poisson_law(means[k]);
        const double reach = 40 + 12 * sqrt(means[k]);
        check_inverse(check, &law, fmax(0, floor(means[k] - reach)), floor(means[k] + reach), 0,
                      means[k]);
    }
}

static void test_binomial_inverse(Check *check)
{
    static const double rows[][2] = {{1, 0.5},    {10, 0.3},   {10, 0.9},    {64, 0.5},   {65, 0.5},
                                     {100, 0.45}, {1000, 0.2}, {1000, 0.97}, {20000, 0.5}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double n = rows[k][0], p = rows[k][1];
        const nnrt_counts law = nnrt_binomial_law(n, p);
        const double reach = 40 + 12 * sqrt(n * p * (1 - p));
        check_inverse(check, &law, fmax(0, floor(n * p - reach)), fmin(n - 1, floor(n * p + reach)),
                      n, p);
    }
}

static void test_edges(Check *check)
{
    CHECK_NEAR(nnrt_poisson(0.5, 0.0), 0.0, 0);
    CHECK_NEAR(nnrt_poisson(1 - 0x1p-53, 0.0), 0.0, 0);
    CHECK_NEAR(nnrt_poisson(0.5, -1.0), 0.0, 0);
    CHECK_NEAR(nnrt_poisson(0.5, NAN), 0.0, 0);
    CHECK(isinf(nnrt_poisson(0.7, HUGE_VAL)));
    /* the last uniforms are 8.1 deviations out; F is good to 1e-14 there, and terms end at 9.6
       deviations */
    CHECK_NEAR(nnrt_poisson(0x1p-53, 1e6), 1e6 - 8.6e3, 1.2e3);
    CHECK_NEAR(nnrt_poisson(1 - 0x1p-53, 1e6), 1e6 + 8.6e3, 1.2e3);
    CHECK_NEAR(nnrt_poisson(1 - 0x1p-53, 1.0), 18, 1);
    CHECK_NEAR(nnrt_poisson(0.975, 1e13) - 1e13, 1.959963984540054 * sqrt(1e13), 1);
    nnrt_counts law = nnrt_binomial_law(100, 1.0);
    CHECK_NEAR(nnrt_count(&law, 0.3), 100, 0);
    law = nnrt_binomial_law(100, 0.0);
    CHECK_NEAR(nnrt_count(&law, 1 - 0x1p-53), 0, 0);
    law = nnrt_binomial_law(0, 0.5);
    CHECK_NEAR(nnrt_count(&law, 0.5), 0, 0);
    law = nnrt_binomial_law(64, 0.5);
    CHECK(nnrt_count(&law, 1 - 0x1p-53) <= 64);
    law = nnrt_binomial_law(3, 0.5);
    CHECK_NEAR(nnrt_count(&law, 1 - 0x1p-53), 3, 0);
}

/* The inverse is monotone in u, also across the start of the search. */
static void test_monotone(Check *check)
{
    static const double means[] = {5, 40, 2500};
    for (size_t k = 0; k < 3; k++) {
        const nnrt_counts law = nnrt_poisson_law(means[k]);
        double last = 0;
        int falls = 0;
        for (int s = 1; s < 100000; s++) {
            const double count = nnrt_count(&law, s / 100000.0);
            falls += count < last;
            last = count;
        }
        CHECK_EQ_INT(falls, 0);
    }
}

enum { SAMPLES = 100000, BINS = 12 };

static void test_chi_square(Check *check)
{
    const double mean = 4.0;
    double observed[BINS] = {0}, chi = 0, rest = 1;
    for (uint32_t s = 0; s < SAMPLES; s++)
        observed[(int)fmin(nnrt_poisson(nnrt_u53_at(8, s, 0, 0), mean), BINS - 1)]++;
    for (int k = 0; k < BINS; k++) {
        const double p = k < BINS - 1 ? (double)poisson_p(k, mean) : rest;
        rest -= p;
        chi += (observed[k] - SAMPLES * p) * (observed[k] - SAMPLES * p) / (SAMPLES * p);
    }
    CHECK(chi < 31.3); /* 11 degrees of freedom: 0.1 percent */
}

static void test_table(Check *check)
{
    static const double means[] = {1e-4, 0.8, 7.3, 32.0};
    static double u[SAMPLES], count[SAMPLES];
    for (uint32_t s = 0; s < SAMPLES; s++)
        u[s] = nnrt_u53_at(4, s, 0, 0);
    u[0] = 0x1p-53;
    u[1] = 1 - 0x1p-53;
    for (size_t k = 0; k < sizeof means / sizeof *means; k++) {
        nnrt_poisson_table table;
        CHECK(nnrt_poisson_table_fill(&table, means[k]));
        CHECK(table.n < NNRT_POISSON_TABLE);
        nnrt_poisson_table_counts(&table, u, count, SAMPLES);
        int different = 0;
        for (uint32_t s = 0; s < SAMPLES; s++)
            different += count[s] != nnrt_poisson(u[s], means[k]);
        CHECK_EQ_INT(different, 0);
    }
    nnrt_poisson_table table;
    CHECK(!nnrt_poisson_table_fill(&table, 32.5));
    CHECK(!nnrt_poisson_table_fill(&table, NAN));
}

int main(void)
{
    Check check[1] = {{0}};
    test_poisson_inverse(check);
    test_binomial_inverse(check);
    test_edges(check);
    test_monotone(check);
    test_chi_square(check);
    test_table(check);
    return check_report(check);
}
