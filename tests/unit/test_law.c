/* Laws: Kolmogorov-Smirnov distances to distribution functions in closed form, moments, bounds,
   determinism. */
#include "runtime/law.h"

#include <stdlib.h>

#include "tests/unit/check.h"

enum { SAMPLES = 40000 };
#define KS_LIMIT 2.3 /* of sqrt(n) D: exceeded with chance 5e-5, but the draws are fixed */

typedef double Distribution(double x, const nnrt_law *law);

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double *draw_many(const nnrt_law *law)
{
    double *x = malloc(SAMPLES * sizeof *x);
    for (uint32_t i = 0; x && i < SAMPLES; i++)
        x[i] = nnrt_draw(law, 20, i, 7, 11);
    return x;
}

static double ks_distance(double *x, const nnrt_law *law, Distribution *f)
{
    qsort(x, SAMPLES, sizeof *x, compare);
    double largest = 0;
    for (int i = 0; i < SAMPLES; i++) {
        const double p = f(x[i], law);
        largest = fmax(largest, fmax(p - i / (double)SAMPLES, (i + 1) / (double)SAMPLES - p));
    }
    return largest * sqrt(SAMPLES);
}

static double uniform_cdf(double x, const nnrt_law *law)
{
    return (x - law->low) / (law->high - law->low);
}

static double normal_cdf(double x, const nnrt_law *law)
{
    return erfc((law->a - x) / law->b / sqrt(2.0)) / 2;
}

static double clipped_cdf(double x, const nnrt_law *law)
{
    const double low = normal_cdf(law->low, law), high = normal_cdf(law->high, law);
    return (normal_cdf(x, law) - low) / (high - low);
}

static double lognormal_cdf(double x, const nnrt_law *law)
{
    return normal_cdf(log(x), law);
}

static double exponential_cdf(double x, const nnrt_law *law)
{
    return -expm1(-x / law->a);
}

/* Lower incomplete gamma function by its series. */
static double gamma_cdf(double x, const nnrt_law *law)
{
    const double z = x / law->b;
    double term = exp(law->a * log(z) - z - lgamma(law->a + 1)), sum = 0;
    for (int k = 1; term > 1e-18 || k < z; k++) {
        sum += term;
        term *= z / (law->a + k);
    }
    return sum;
}

/* By Simpson's rule from -pi, mean direction 0. */
static double vonmises_cdf(double x, const nnrt_law *law)
{
    const int steps = 200;
    double part = 0, whole = 0;
    for (int k = 0; k <= steps; k++) {
        const double weight = k == 0 || k == steps ? 1 : k % 2 ? 4 : 2;
        part +=
            weight * exp(law->b * (cos(-NNRT_PI + (x + NNRT_PI) * k / steps) - 1)) * (x + NNRT_PI);
        whole += weight * exp(law->b * (cos(-NNRT_PI + 2 * NNRT_PI * k / steps) - 1)) * 2 * NNRT_PI;
    }
    return part / whole;
}

static void test_continuous(Check *check)
{
    static const struct {
        nnrt_law law;
        Distribution *f;
    } rows[] = {
        {{NNRT_LAW_UNIFORM, 0, 0, -3, 5}, uniform_cdf},
        {{NNRT_LAW_NORMAL, 2, 3, 0, 0}, normal_cdf},
        {{NNRT_LAW_NORMAL_CLIPPED, 1, 2, 0, 2.5}, clipped_cdf},
        {{NNRT_LAW_LOGNORMAL, -1, 0.5, 0, 0}, lognormal_cdf},
        {{NNRT_LAW_EXPONENTIAL, 4, 0, 0, 0}, exponential_cdf},
        {{NNRT_LAW_GAMMA, 0.4, 2, 0, 0}, gamma_cdf},
        {{NNRT_LAW_GAMMA, 1, 2, 0, 0}, gamma_cdf},
        {{NNRT_LAW_GAMMA, 7.5, 0.1, 0, 0}, gamma_cdf},
        {{NNRT_LAW_VONMISES, 0, 2, 0, 0}, vonmises_cdf},
        {{NNRT_LAW_VONMISES, 0, 0.1, 0, 0}, vonmises_cdf},
        {{NNRT_LAW_VONMISES, 0, 1e-7, 0, 0}, vonmises_cdf},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        double *x = draw_many(&rows[k].law);
        CHECK(x && ks_distance(x, &rows[k].law, rows[k].f) < KS_LIMIT);
        free(x);
    }
}

/* A law is told from one that is off by 3 percent, so the distances above mean something. */
static void test_power(Check *check)
{
    const nnrt_law law = {NNRT_LAW_GAMMA, 7.5, 0.1, 0, 0},
                   other = {NNRT_LAW_GAMMA, 7.725, 0.1, 0, 0};
    double *x = draw_many(&law);
    CHECK(x && ks_distance(x, &other, gamma_cdf) > KS_LIMIT);
    free(x);
}

static void check_moments(Check *check, const nnrt_law *law, double mean, double variance)
{
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < SAMPLES; i++) {
        const double d = nnrt_draw(law, 5, i, 0, 0) - mean;
        sum += d;
        squares += d * d;
    }
    CHECK_NEAR(sum / SAMPLES, 0.0, 5 * sqrt(variance / SAMPLES));
    CHECK_NEAR(squares / SAMPLES / variance, 1.0, 0.05);
}

static void test_moments(Check *check)
{
    check_moments(check, &(nnrt_law){NNRT_LAW_BINOMIAL, 10, 0.3, 0, 0}, 3, 2.1);
    check_moments(check, &(nnrt_law){NNRT_LAW_POISSON, 3.5, 0, 0, 0}, 3.5, 3.5);
    check_moments(check, &(nnrt_law){NNRT_LAW_UNIFORM_INT, 0, 0, -2, 7}, 2, 80.0 / 12);
    check_moments(check, &(nnrt_law){NNRT_LAW_VONMISES, 1, 1e8, 0, 0}, 1, 1e-8);
    check_moments(check, &(nnrt_law){NNRT_LAW_VONMISES, 1, 1e4, 0, 0}, 1, 1e-4);
}

static void test_bounds(Check *check)
{
    int wrong = 0, at_low = 0;
    const nnrt_law boundary = {NNRT_LAW_NORMAL_CLIPPED_TO_BOUNDARY, 0, 1, -1, 3};
    const nnrt_law clipped = {NNRT_LAW_NORMAL_CLIPPED, 0, 1, 50,
                              60}; /* never inside: the last draw, clipped */
    const nnrt_law integer = {NNRT_LAW_UNIFORM_INT, 0, 0, 3, 6};
    const nnrt_law turned = {NNRT_LAW_VONMISES, 3, 1, 0, 0};
    for (uint32_t i = 0; i < SAMPLES; i++) {
        const double x = nnrt_draw(&boundary, 1, i, 0, 0), k = nnrt_draw(&integer, 1, i, 0, 0);
        const double angle = nnrt_draw(&turned, 1, i, 0, 0);
        wrong += x < -1 || x > 3 || !(k == 3 || k == 4 || k == 5) || angle < -NNRT_PI ||
                 angle >= NNRT_PI;
        at_low += x == -1;
    }
    CHECK_EQ_INT(wrong, 0);
    CHECK_NEAR(at_low / (double)SAMPLES, 0.158655, 0.01);
    CHECK(nnrt_draw(&clipped, 1, 2, 3, 4) == 50);
    CHECK(nnrt_draw(&(nnrt_law){NNRT_LAW_GAMMA, 0, 1, 0, 0}, 1, 2, 3, 4) == 0);
    CHECK(isnan(nnrt_draw(&(nnrt_law){NNRT_LAW_GAMMA, -1, 1, 0, 0}, 1, 2, 3, 4)));
}

/* A redraw reads its own sub-draws and disturbs no other address. */
static void test_addresses(Check *check)
{
    const nnrt_law normal = {NNRT_LAW_NORMAL, 0, 1, 0, 0},
                   half = {NNRT_LAW_NORMAL_CLIPPED, 0, 1, 0, 1e300};
    int same = 0, second = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        const double first = nnrt_draw(&normal, 9, i, 1, 2), kept = nnrt_draw(&half, 9, i, 1, 2);
        same += first >= 0 && kept == first;
        second += first < 0 && kept == nnrt_draw(&normal, 9 + 1, i, 1, 2);
    }
    CHECK(same > 400 && second > 180);
    CHECK(nnrt_draw(&normal, 9, 1, 2, 3) == nnrt_draw(&normal, 9, 1, 2, 3));
    CHECK(nnrt_draw(&normal, 9, 1, 2, 3) != nnrt_draw(&normal, 9, 2, 1, 3));
}

int main(void)
{
    Check check[1] = {{0}};
    test_continuous(check);
    test_power(check);
    test_moments(check);
    test_bounds(check);
    test_addresses(check);
    return check_report(check);
}
