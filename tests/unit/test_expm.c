/* Propagators and noise factors: closed forms, stiff and degenerate systems, random matrices
   against long double. */
#include "runtime/expm.h"

#include "tests/unit/ulp.h"

/* Relative error, in units of 2^-53. */
static void check_entry(Check *check, const char *what, double got, long double want, double limit)
{
    const double error = (double)(fabsl(got - want) / fabsl(want)) * 0x1p53;
    if (!check_count(check, error <= limit || (long double)got == want, __FILE__, __LINE__))
        fprintf(stderr, "%s is %.17g, expected %.17Lg: %g units, at most %g\n", what, got, want,
                error, limit);
}

static long double coupled(long double a, long double b, long double h)
{
    const long double slow = fmaxl(a, b), z = (fminl(a, b) - slow) * h;
    return h * expl(slow * h) * (z == 0 ? 1 : expm1l(z) / z);
}

/* A current-based cell with exponential synapse and a constant drive: v' = -v/tau_m + i/c + b,
   i' = -i/tau_s. */
static void test_cell(Check *check)
{
    static const double synapse[] = {20.0, 20.0 * (1 + 1e-9), 20.0 * (1 + 1e-5), 2.0, 0.5, 100.0,
                                     1e-3};
    const double c = 0.25e-3, b = 3.0, h = 0.1, am = -1 / 20.0;
    for (size_t k = 0; k < sizeof synapse / sizeof *synapse; k++) {
        const double as = -1 / synapse[k];
        const double A[9] = {am * h, h / c, b * h, 0, as * h, 0, 0, 0, 0};
        double P[9];
        CHECK(nnrt_expm(3, A, P));
        check_entry(check, "v from v", P[0], expl((long double)A[0]), 1.5);
        check_entry(check, "i from i", P[4], expl((long double)A[4]), 1.0 + 4 * fabs(A[4]));
        check_entry(check, "v from i", P[1], coupled(A[0], A[4], 1) * A[1], 8);
        check_entry(check, "v from drive", P[2], coupled(A[0], 0, 1) * A[2], 6);
        CHECK(P[3] == 0 && P[5] == 0 && P[6] == 0 && P[7] == 0 && P[8] == 1);
    }
}

/* x'' = -w^2 x - 2 z w x', also where the roots meet. */
static void test_oscillator(Check *check)
{
    static const double damping[] = {0.0, 0.3, 0.999999};
    const long double w = 0.2L, h = 0.1L;
    for (size_t k = 0; k < sizeof damping / sizeof *damping; k++) {
        const long double z = damping[k], wd = w * sqrtl(1 - z * z), decay = expl(-z * w * h);
        const double A[4] = {0, (double)h, (double)(-w * w * h), (double)(-2 * z * w * h)};
        double P[4];
        CHECK(nnrt_expm(2, A, P));
        check_entry(check, "x from x", P[0], decay * (cosl(wd * h) + z * w / wd * sinl(wd * h)), 2);
        check_entry(check, "x from x'", P[1], decay * sinl(wd * h) / wd, 4);
        check_entry(check, "x' from x", P[2], -w * w * decay * sinl(wd * h) / wd, 6);
        check_entry(check, "x' from x'", P[3], decay * (cosl(wd * h) - z * w / wd * sinl(wd * h)),
                    4);
    }
    const double critical[4] = {0, 1, -1, -2}; /* e^-1 [[2, 1], [-1, 0]] */
    double P[4];
    CHECK(nnrt_expm(2, critical, P));
    check_entry(check, "critical", P[0], 2 * expl(-1), 6);
    check_entry(check, "critical", P[1], expl(-1), 6);
    CHECK_NEAR(P[3], 0, 1e-16);
}

/* A state that decays within 1e-6 of the step beside one that takes 1e6 steps: neither spoils
   the other. */
static void test_stiff(Check *check)
{
    const double A[4] = {-1e-6, 1e-6, 0, -1e6};
    double P[4];
    CHECK(nnrt_expm(2, A, P));
    check_entry(check, "slow", P[0], expl((long double)A[0]), 1);
    check_entry(check, "slow from fast", P[1], coupled(A[0], A[3], 1) * A[1], 64);
    CHECK(P[3] == 0);
    const double cycle[4] = {-1000, 1000, 1e-3,
                             -1e-3}; /* conserves x + y 1e6 ...: eigenvalues 0 and -1000.001 */
    CHECK(nnrt_expm(2, cycle, P));
    check_entry(check, "cycle", P[0], 1e-3L / 1000.001L, 256);
    check_entry(check, "cycle", P[1], 1000 / 1000.001L, 4);
    check_entry(check, "cycle", P[3], 1000 / 1000.001L, 4);
}

static void test_extremes(Check *check)
{
    double P[4];
    CHECK(nnrt_expm(1, &(double){-0.5}, P) && fabs(P[0] - exp(-0.5)) < 1e-16);
    CHECK(nnrt_expm(1, &(double){-1e300}, P) && P[0] == 0);
    CHECK(nnrt_expm(1, &(double){700}, P));
    check_entry(check, "e^700", P[0], expl(700), 8000);
    CHECK(!nnrt_expm(1, &(double){800}, P) && isnan(P[0]));
    CHECK(!nnrt_expm(1, &(double){NAN}, P) && isnan(P[0]));
    CHECK(!nnrt_expm(1, &(double){HUGE_VAL}, P));
    CHECK(!nnrt_expm(0, P, P) && !nnrt_expm(NNRT_EXPM_MAX + 1, P, P));
    const double zero[4] = {0}, units[4] = {-1, 1e200, 0, -1};
    CHECK(nnrt_expm(2, zero, P) && P[0] == 1 && P[1] == 0 && P[2] == 0 && P[3] == 1);
    CHECK(nnrt_expm(2, units, P));
    const double turn[4] = {-1, 1e200, -1e-200, -1}; /* unbalanced, 1e-200 would be lost */
    double T[4];
    CHECK(nnrt_expm(2, turn, T));
    check_entry(check, "turn", T[0], expl(-1) * cosl(1), 8);
    check_entry(check, "turn", T[2], -1e-200L * expl(-1) * sinl(1), 8);
    check_entry(check, "units", P[1], 1e200L * expl(-1), 8);
}

/* Taylor in long double with scaling. */
static void reference_expm(int n, const double *A, long double *P)
{
    enum { SIZE = NNRT_EXPM_MAX * NNRT_EXPM_MAX, SCALE = 8, TERMS = 30 };
    static long double a[SIZE], term[SIZE], next[SIZE];
    for (int k = 0; k < n * n; k++) {
        a[k] = ldexpl(A[k], -SCALE);
        term[k] = P[k] = k % (n + 1) == 0;
    }
    for (int step = 1; step <= TERMS + SCALE; step++) {
        const long double *left = step <= TERMS ? a : P, *right = step <= TERMS ? term : P;
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++) {
                long double sum = 0;
                for (int l = 0; l < n; l++)
                    sum += left[i * n + l] * right[l * n + k];
                next[i * n + k] = step <= TERMS ? sum / step : sum;
            }
        for (int k = 0; k < n * n; k++) {
            term[k] = next[k];
            P[k] = step <= TERMS ? P[k] + next[k] : next[k];
        }
    }
}

static void test_random(Check *check)
{
    uint64_t state = 17;
    static const int sizes[] = {1, 2, 3, 5, 8, 16, 32};
    for (int trial = 0; trial < 42; trial++) {
        const int n = sizes[trial % 7];
        static double A[NNRT_EXPM_MAX * NNRT_EXPM_MAX], P[NNRT_EXPM_MAX * NNRT_EXPM_MAX];
        static long double want[NNRT_EXPM_MAX * NNRT_EXPM_MAX];
        for (int k = 0; k < n * n; k++)
            A[k] = ulp_random(&state, -3, 3) / n;
        CHECK(nnrt_expm(n, A, P));
        reference_expm(n, A, want);
        double error = 0, size = 0;
        for (int k = 0; k < n * n; k++) {
            error = fmax(error, (double)fabsl(P[k] - want[k]));
            size = fmax(size, (double)fabsl(want[k]));
        }
        CHECK(error < 20 * DBL_EPSILON * size);
    }
}

static void test_closed_forms(Check *check)
{
    CHECK_SAME(nnrt_propagator(-0.05, 0.1), nnrt_exp(-0.05 * 0.1));
    CHECK_SAME(nnrt_propagator_drive(0.0, 0.1), 0.1);
    check_entry(check, "drive", nnrt_propagator_drive(-0.05, 0.1), expm1l(-0.05L * 0.1L) / -0.05L,
                4);
    CHECK_SAME(nnrt_propagator_coupled(-0.5, -0.5, 2.0), 2.0 * nnrt_exp(-1.0));
    check_entry(check, "coupled", nnrt_propagator_coupled(-0.5, -0.5 * (1 + 1e-9), 2.0),
                coupled(-0.5, -0.5 * (1 + 1e-9), 2.0), 4);
    CHECK_SAME(nnrt_propagator_coupled(1e-3, -1e6, 1.0), nnrt_propagator_coupled(-1e6, 1e-3, 1.0));
    CHECK_NEAR(nnrt_propagator_coupled(0.0, -1e6, 1.0), 1e-6, 1e-21);
    CHECK_SAME(nnrt_propagator_noise(0.0, -2.0, 0.25), 1.0);
    check_entry(check, "noise", nnrt_propagator_noise(-0.1, 2.0, 0.1),
                2 * sqrtl(-expm1l(-0.02L) / 0.2L), 4);
}

/* Known covariances: Brownian motion and its integral, an Ornstein-Uhlenbeck cell, one that is
   stiff, a rank of one. */
static void test_noise(Check *check)
{
    double C[9];
    const double h = 0.25, integral[4] = {0, 1, 0, 0}, second[2] = {0, 1};
    CHECK(nnrt_noise_factor(2, integral, second, 1, h, C)); /* [[h^3/3, h^2/2], [h^2/2, h]] */
    check_entry(check, "integral", C[0], sqrtl(h * h * h / 3.0L), 4);
    check_entry(check, "integral", C[2], h * h / 2.0L / sqrtl(h * h * h / 3.0L), 4);
    check_entry(check, "integral", C[3], sqrtl(h - h * h * h * h / 4.0L / (h * h * h / 3.0L)), 16);
    CHECK(C[1] == 0);

    static const double rates[] = {1e-9, 0.1, 3, 1000, 1e6};
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        const double a = -rates[k], sigma = 1.5;
        CHECK(nnrt_noise_factor(1, &a, &sigma, 1, 0.1, C));
        check_entry(check, "ou", C[0],
                    sigma * sqrtl(-expm1l(-0.2L * rates[k]) / (2 * (long double)rates[k])), 8);
        CHECK_NEAR(C[0] / nnrt_propagator_noise(a, sigma, 0.1), 1, 1e-15);
    }

    const double two[4] = {-0.05, 0, 0, -0.05},
                 same[2] = {1, 2}; /* one noise in two equal states */
    CHECK(nnrt_noise_factor(2, two, same, 1, 0.1, C));
    CHECK_NEAR(C[2] / C[0], 2, 1e-14);
    CHECK(C[1] == 0 && C[3] == 0);

    const double quiet[9] = {-0.1, 0, 5, 0, -2, 0, 0, 0, -0.3}, input[3] = {0, 0, 1};
    CHECK(nnrt_noise_factor(3, quiet, input, 1, 0.1, C)); /* the second has no noise */
    CHECK(C[3] == 0 && C[4] == 0 && C[5] == 0 && C[0] > 0 && C[8] > 0);

    CHECK(nnrt_noise_factor(1, &(double){-1}, NULL, 0, 0.1, C) && C[0] == 0);
    CHECK(!nnrt_noise_factor(1, &(double){NAN}, second, 1, 0.1, C) && isnan(C[0]));
    CHECK(!nnrt_noise_factor(33, quiet, input, 1, 0.1, C));
}

/* One noise in equal states leaves one column, whatever the rounding of the covariance. */
static void test_noise_of_rank_one(Check *check)
{
    uint64_t state = 29;
    int wrong = 0;
    for (int trial = 0; trial < 1000; trial++) {
        const double rate = ulp_random(&state, -3, 0);
        const double A[9] = {rate, 0, 0, 0, rate, 0, 0, 0, rate};
        double B[3], C[9];
        for (int i = 0; i < 3; i++)
            B[i] = ulp_random(&state, 0.1, 10);
        wrong += !nnrt_noise_factor(3, A, B, 1, 0.1, C) || C[4] != 0 || C[7] != 0 || C[8] != 0;
        wrong += fabs(C[3] / C[0] - B[1] / B[0]) > 1e-12;
    }
    CHECK_EQ_INT(wrong, 0);
}

/* The covariance of 2h follows from that of h. */
static void test_noise_composes(Check *check)
{
    uint64_t state = 23;
    enum { N = 4 };
    double A[N * N], P[N * N], scaled[N * N], B[N * 2], one[N * N], two[N * N];
    for (int k = 0; k < N * N; k++)
        A[k] = ulp_random(&state, -1, 1) - (k % (N + 1) == 0) * 2;
    for (int k = 0; k < N * 2; k++)
        B[k] = ulp_random(&state, -1, 1);
    for (int k = 0; k < N * N; k++)
        scaled[k] = A[k] * 0.7;
    CHECK(nnrt_expm(N, scaled, P) && nnrt_noise_factor(N, A, B, 2, 0.7, one) &&
          nnrt_noise_factor(N, A, B, 2, 1.4, two));
    double PC[N * N] = {0};
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            for (int l = 0; l < N; l++)
                PC[i * N + k] += P[i * N + l] * one[l * N + k];
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++) {
            double want = 0, got = 0;
            for (int l = 0; l < N; l++) {
                want += one[i * N + l] * one[k * N + l] + PC[i * N + l] * PC[k * N + l];
                got += two[i * N + l] * two[k * N + l];
            }
            CHECK_NEAR(got, want, 1e-14);
        }
}

int main(void)
{
    Check check[1] = {{0}};
    test_cell(check);
    test_oscillator(check);
    test_stiff(check);
    test_extremes(check);
    test_random(check);
    test_closed_forms(check);
    test_noise(check);
    test_noise_of_rank_one(check);
    test_noise_composes(check);
    return check_report(check);
}
