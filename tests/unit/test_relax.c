/* Moves of small systems over a step: against the exponential of the matrix with one more state, closed forms, and blocks
   of cells against single ones. */
#include "runtime/relax.h"

#include "runtime/expm.h"
#include "tests/unit/ulp.h"

#include <string.h>

enum { N_MOST = NNRT_RELAX_MOST, STRIDE = NNRT_RELAX_STRIDE };

/* Transitions between neighbours and from the last state to the first, with rates up to `fastest`; slopes of x. */
static void random_scheme(uint64_t *state, int n, double fastest, double *A, double *b)
{
    double x[NNRT_EXPM_MAX];
    memset(A, 0, (size_t)(n * n) * sizeof *A);
    for (int i = 0; i < n; i++)
        x[i] = ulp_random(state, 0, 1);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            if (k != (i + 1) % n && i != (k + 1) % n)
                continue;
            const double rate = fastest * pow(10, ulp_random(state, -6, 0));
            A[k * n + i] += rate;
            A[i * n + i] -= rate;
        }
    for (int i = 0; i < n; i++) {
        b[i] = 0;
        for (int k = 0; k < n; k++)
            b[i] += A[i * n + k] * x[k];
    }
}

/* The last column of the exponential of [[A, b], [0, 0]]. */
static void reference(int n, const double *A, const double *b, double *move)
{
    double whole[NNRT_EXPM_MAX * NNRT_EXPM_MAX] = {0}, P[NNRT_EXPM_MAX * NNRT_EXPM_MAX];
    for (int i = 0; i < n; i++) {
        memcpy(whole + i * (n + 1), A + i * n, (size_t)n * sizeof *A);
        whole[i * (n + 1) + n] = b[i];
    }
    nnrt_expm(n + 1, whole, P);
    for (int i = 0; i < n; i++)
        move[i] = P[i * (n + 1) + n];
}

static void test_schemes(Check *check)
{
    uint64_t state = 1;
    for (int n = 2; n < NNRT_EXPM_MAX; n = n < N_MOST ? n + 1 : n + 7)
        for (double fastest = 0.01; fastest < 1e5; fastest *= 10) {
            double A[NNRT_EXPM_MAX * NNRT_EXPM_MAX], b[NNRT_EXPM_MAX], got[NNRT_EXPM_MAX],
                want[NNRT_EXPM_MAX];
            random_scheme(&state, n, fastest, A, b);
            nnrt_relax(n, A, b, got);
            reference(n, A, b, want);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                CHECK_NEAR(got[i], want[i], 1e-14 * fmax(1, fastest));
                sum += got[i];
            }
            CHECK_NEAR(sum, 0, 1e-14 * fmax(1, fastest)); /* nothing is lost */
        }
}

/* x' = b + a x for one state, and a slow state beside a fast one. */
static void test_closed_forms(Check *check)
{
    double move[3];
    for (double a = -300; a < 5; a += 7.3) {
        nnrt_relax(1, &a, &(double){2}, move);
        CHECK_NEAR(move[0], 2 * nnrt_exprel(a), 1e-14 * fabs(move[0]));
    }
    static const double uneven[] = {-1e8, 0, 0, -1e-8}, ones[] = {1, 1};
    nnrt_relax(2, uneven, ones, move);
    CHECK_NEAR(move[0], 1e-8, 1e-22);
    CHECK_NEAR(move[1], 1 - 0.5e-8, 1e-15);
    static const double integral[] = {0, 1, 0, 0, 0, 1, 0, 0, 0}, last[] = {0, 0, 6};
    nnrt_relax(3, integral, last, move); /* 6 t^3/3!, 6 t^2/2, 6 t */
    CHECK(move[0] == 1 && move[1] == 3 && move[2] == 6);
    static const double turn[] = {0, -3, 3, 0}, up[] = {1, 0};
    nnrt_relax(2, turn, up, move);
    CHECK_NEAR(move[0], sin(3) / 3, 1e-15);
    CHECK_NEAR(move[1], (1 - cos(3)) / 3, 1e-15);
}

static void test_extremes(Check *check)
{
    double move[2];
    static const double bad[][4] = {{(double)NAN, 0, 0, 0},
                                    {0, (double)INFINITY, 0, 0},
                                    {0, 0, 2e12, 0},
                                    {(double)NAN, 1, 0, 1}};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        nnrt_relax(2, bad[k], (const double[]){1, 1}, move);
        CHECK(isnan(move[0]) && isnan(move[1]));
    }
    static const double fast[] = {-1e11, 1e11, 1e11, -1e11};
    nnrt_relax(2, fast, (const double[]){-1e11, 1e11}, move);
    CHECK_NEAR(move[0], -0.5, 1e-4);
    CHECK_NEAR(move[1], 0.5, 1e-4);
    static double large[33 * 33], slopes[33];
    nnrt_relax(33, large, slopes, slopes);
    CHECK(isnan(slopes[0]) && isnan(slopes[32]));
    nnrt_relax(1, &(double){1000}, &(double){1}, move);
    CHECK(isinf(move[0]));
    nnrt_relax(2, (const double[4]){0}, (const double[]){3, -4}, move);
    CHECK(move[0] == 3 && move[1] == -4);
}

/* Each cell of a block has the bits that it has alone, whatever its neighbours are; what is no cell is not touched. */
static void test_blocks(Check *check)
{
    static double A[N_MOST * N_MOST * STRIDE], b[N_MOST * STRIDE], move[N_MOST * STRIDE];
    static const int counts[] = {1, 7, 8, 61, STRIDE};
    uint64_t state = 5;
    for (int n = 1; n <= N_MOST; n++)
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            double own[STRIDE][N_MOST], a[N_MOST * N_MOST], slope[N_MOST];
            for (int c = 0; c < STRIDE; c++) {
                random_scheme(&state, n, pow(10, c % 9 - 3), a, slope);
                a[0] = c == 3 ? (double)NAN : a[0];
                nnrt_relax(n, a, slope, own[c]);
                for (int e = 0; e < n * n; e++)
                    A[e * STRIDE + c] = a[e];
                for (int e = 0; e < n; e++)
                    b[e * STRIDE + c] = slope[e], move[e * STRIDE + c] = 77;
            }
            nnrt_relax_block(n, counts[k], A, b, move);
            int differ = 0;
            for (int c = 0; c < STRIDE; c++)
                for (int e = 0; e < n; e++) {
                    const double got = move[e * STRIDE + c];
                    if (c >= counts[k])
                        differ += got != 77;
                    else if (c == 3)
                        differ += !isnan(got);
                    else
                        differ += memcmp(&got, &own[c][e], sizeof got) != 0;
                }
            CHECK_EQ_INT(differ, 0);
        }
}

int main(void)
{
    Check check[1] = {{0}};
    test_schemes(check);
    test_closed_forms(check);
    test_extremes(check);
    test_blocks(check);
    return check_report(check);
}
