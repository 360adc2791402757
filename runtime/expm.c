/* Matrix exponential by scaling and squaring with the (13, 13) Pade approximant (Higham, SIAM J.
   Matrix Anal. 26, 2005), with three additions for systems of neurons, whose time constants and
   units span many decades:
   - balancing by powers of 2, which is exact and keeps a large coupling (1/C in small units) from
     costing squarings;
   - beside P the diagonal of E = P - 1 is carried through the squarings, since E of a slow state is
     small and (1 + E)^2 = 1 + 2E + E^2 keeps its relative accuracy, which P^2 halves each time;
   - the covariance of noise is doubled along, Q(2h) = Q(h) + P(h) Q(h) P(h)^T, sums of what is not
     negative. */
#include "runtime/expm.h"

#include "runtime/clones.h"

#include <string.h>

enum { MAX = NNRT_EXPM_MAX, PADE = 13, SQUARINGS_MAX = 2200, SERIES_TERMS = 24 };

typedef struct Matrix {
    double at[MAX][MAX];
} Matrix;

static void load(int n, const double *from, Matrix *to)
{
    for (int i = 0; i < n; i++)
        memcpy(to->at[i], from + i * n, (size_t)n * sizeof *from);
}

static void store(int n, const Matrix *from, double *to)
{
    for (int i = 0; i < n; i++)
        memcpy(to + i * n, from->at[i], (size_t)n * sizeof *to);
}

static void scale(int n, Matrix *m, double factor)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            m->at[i][k] *= factor;
}

static void clear(int n, Matrix *m)
{
    for (int i = 0; i < n; i++)
        memset(m->at[i], 0, (size_t)n * sizeof *m->at[i]);
}

static void copy(int n, const Matrix *from, Matrix *to)
{
    for (int i = 0; i < n; i++)
        memcpy(to->at[i], from->at[i], (size_t)n * sizeof *to->at[i]);
}

/* to += factor*from */
static void add(int n, Matrix *to, double factor, const Matrix *from)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            to->at[i][k] += factor * from->at[i][k];
}

/* product = a b; product is neither. */
static void multiply(int n, const Matrix *a, const Matrix *b, Matrix *product)
{
    clear(n, product);
    for (int i = 0; i < n; i++)
        for (int l = 0; l < n; l++)
            for (int k = 0; k < n; k++)
                product->at[i][k] += a->at[i][l] * b->at[l][k];
}

/* Largest sum of absolute values of a column. */
static double norm(int n, const Matrix *m)
{
    double largest = 0.0;
    for (int k = 0; k < n; k++) {
        double sum = 0.0;
        for (int i = 0; i < n; i++)
            sum += fabs(m->at[i][k]);
        largest = nnrt_max(largest, sum);
    }
    return largest;
}

static bool all_finite(const double *values, int count)
{
    for (int k = 0; k < count; k++)
        if (!(fabs(values[k]) <= DBL_MAX))
            return false;
    return true;
}

static bool refuse(int n, double *result)
{
    for (int k = 0; n > 0 && n <= MAX && k < n * n; k++)
        result[k] = (double)NAN;
    return false;
}

/* ---- balancing: A := D^-1 A D, D of powers of 2 ---- */

/* How much to multiply the unit of state i by, as an exponent, so that what enters and what
   leaves it are alike; a state with one of them only is scaled until that is no larger than its
   own rate. */
static int balance_exponent(int n, const Matrix *m, int i)
{
    double row = 0.0, column = 0.0;
    for (int k = 0; k < n; k++) {
        row += k == i ? 0.0 : fabs(m->at[i][k]);
        column += k == i ? 0.0 : fabs(m->at[k][i]);
    }
    const double own = nnrt_max(fabs(m->at[i][i]), 0x1p-60);
    int r = 0, c = 0, o = 0;
    (void)frexp(row, &r);
    (void)frexp(column, &c);
    (void)frexp(own, &o);
    if (row > 0.0 && column > 0.0)
        return (r - c) / 2;
    if (row > own)
        return r - o;
    return column > own ? o - c : 0;
}

enum { BALANCE_SWEEPS = 8, BALANCE_LIMIT = 480 };

/* Multiplies the unit of state i by 2^e. */
static void change_unit(int n, Matrix *m, int i, int e)
{
    for (int k = 0; k < n; k++) {
        m->at[i][k] = k == i ? m->at[i][k] : ldexp(m->at[i][k], -e);
        m->at[k][i] = k == i ? m->at[k][i] : ldexp(m->at[k][i], e);
    }
}

static int limited(int exponent)
{
    if (exponent > BALANCE_LIMIT)
        return BALANCE_LIMIT;
    return exponent < -BALANCE_LIMIT ? -BALANCE_LIMIT : exponent;
}

static void balance(int n, Matrix *m, int *exponents)
{
    memset(exponents, 0, MAX * sizeof *exponents);
    bool moved = true;
    for (int sweep = 0; moved && sweep < BALANCE_SWEEPS; sweep++) {
        moved = false;
        for (int i = 0; i < n; i++) {
            const int to = limited(exponents[i] + balance_exponent(n, m, i));
            moved = moved || to != exponents[i];
            change_unit(n, m, i, to - exponents[i]);
            exponents[i] = to;
        }
    }
}

static void unbalance(int n, Matrix *m, const int *exponents)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            m->at[i][k] = ldexp(m->at[i][k], exponents[i] - exponents[k]);
}

/* ---- the exponential of a matrix of norm <= 1 ---- */

/* x := a^-1 x; a is lost. Each diagonal entry of a exceeds the rest of its column (a is within 0.65 of
   the identity), so elimination needs no pivots. */
static void solve(int n, Matrix *a, Matrix *x)
{
    for (int l = 0; l < n; l++)
        for (int i = l + 1; i < n; i++) {
            const double factor = a->at[i][l] / a->at[l][l];
            for (int k = l; k < n; k++)
                a->at[i][k] -= factor * a->at[l][k];
            for (int k = 0; k < n; k++)
                x->at[i][k] -= factor * x->at[l][k];
        }
    for (int l = n - 1; l >= 0; l--)
        for (int k = 0; k < n; k++) {
            double rest = x->at[l][k];
            for (int i = l + 1; i < n; i++)
                rest -= a->at[l][i] * x->at[i][k];
            x->at[l][k] = rest / a->at[l][l];
        }
}

/* e = exp(a) - 1. With the odd part U and the even part V of the numerator that is (V - U)^-1
   2U. */
static void pade_expm1(int n, const Matrix *a, Matrix *e)
{
    Matrix square, power, even, odd, next;
    double c[PADE + 1] = {1.0};
    for (int k = 1; k <= PADE; k++)
        c[k] = c[k - 1] * (PADE + 1 - k) / (double)(k * (2 * PADE + 1 - k));
    clear(n, &power);
    clear(n, &even);
    clear(n, &odd);
    for (int i = 0; i < n; i++)
        power.at[i][i] = 1.0;
    multiply(n, a, a, &square);
    for (int k = 0; k <= PADE; k += 2) {
        add(n, &even, c[k], &power);
        add(n, &odd, c[k + 1], &power);
        multiply(n, &power, &square, &next);
        copy(n, &next, &power);
    }
    multiply(n, a, &odd, e);
    add(n, &even, -1.0, e);
    scale(n, e, 2.0);
    solve(n, &even, e);
}

/* P and the diagonal of P - 1, each accurate where it is small. */
typedef struct Propagator {
    Matrix p;
    double less_one[MAX];
} Propagator;

static void propagator_small(int n, const Matrix *a, Propagator *g)
{
    pade_expm1(n, a, &g->p);
    for (int i = 0; i < n; i++) {
        g->less_one[i] = g->p.at[i][i];
        g->p.at[i][i] = 1.0 + g->less_one[i];
    }
}

NNRT_CLONES static void propagator_square(int n, Propagator *g)
{
    Matrix product;
    multiply(n, &g->p, &g->p, &product);
    for (int i = 0; i < n; i++) {
        double around = 0.0; /* by way of the other states */
        for (int k = 0; k < n; k++)
            around = k == i ? around : fma(g->p.at[i][k], g->p.at[k][i], around);
        const double e = fma(g->less_one[i], 2.0 + g->less_one[i], around);
        const bool slow = fabs(e) <= 0.5;
        g->less_one[i] = slow ? e : product.at[i][i] - 1.0;
        product.at[i][i] = slow ? 1.0 + e : product.at[i][i];
    }
    copy(n, &product, &g->p);
}

/* Scales a to norm <= 1 and returns by what power of 2 it was divided; -1 when that is out of
   all reason. */
static int scale_down(int n, Matrix *a)
{
    int exponent = 0;
    const double size = norm(n, a);
    if (!(size <= DBL_MAX))
        return -1;
    (void)frexp(size, &exponent);
    if (size <= 1.0)
        return 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            a->at[i][k] = ldexp(a->at[i][k], -exponent);
    return exponent <= SQUARINGS_MAX ? exponent : -1;
}

bool nnrt_expm(int n, const double *A, double *P)
{
    if (n < 1 || n > MAX || !all_finite(A, n * n))
        return refuse(n, P);
    Matrix a;
    int units[MAX];
    load(n, A, &a);
    balance(n, &a, units);
    const int squarings = scale_down(n, &a);
    if (squarings < 0)
        return refuse(n, P);
    Propagator g;
    propagator_small(n, &a, &g);
    for (int k = 0; k < squarings; k++)
        propagator_square(n, &g);
    unbalance(n, &g.p, units);
    store(n, &g.p, P);
    return all_finite(P, n * n) || refuse(n, P);
}

/* ---- noise ---- */

/* q = sum of h^(k+1)/(k+1)! L^k(S), L(X) = A X + X A^T; a is A h with norm <= 1, s is S h. */
static void covariance_small(int n, const Matrix *a, const Matrix *s, Matrix *q)
{
    Matrix term, product;
    copy(n, s, &term);
    copy(n, s, q);
    for (int l = 2; l <= SERIES_TERMS; l++) {
        multiply(n, a, &term, &product);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++)
                term.at[i][k] = (product.at[i][k] + product.at[k][i]) / l;
        add(n, q, 1.0, &term);
    }
}

/* q := q + p q p^T, exactly symmetric. */
static void covariance_double(int n, const Matrix *p, Matrix *q)
{
    Matrix half;
    multiply(n, p, q, &half);
    for (int i = 0; i < n; i++)
        for (int k = 0; k <= i; k++) {
            double sum = 0.0;
            for (int l = 0; l < n; l++)
                sum += half.at[i][l] * p->at[k][l];
            q->at[i][k] += sum;
            q->at[k][i] = q->at[i][k];
        }
}

/* q := its lower factor. A pivot that is rounding error of the diagonal counts as 0, and so does
   its column. */
static void cholesky(int n, Matrix *q)
{
    const double rounding = 8.0 * n * DBL_EPSILON;
    for (int k = 0; k < n; k++) {
        double pivot = q->at[k][k];
        const double smallest = rounding * pivot;
        for (int l = 0; l < k; l++)
            pivot -= q->at[k][l] * q->at[k][l];
        const double root = pivot > smallest ? sqrt(pivot) : 0.0;
        q->at[k][k] = root;
        for (int i = k + 1; i < n; i++) {
            double rest = q->at[i][k];
            for (int l = 0; l < k; l++)
                rest -= q->at[i][l] * q->at[k][l];
            q->at[i][k] = root > 0.0 ? rest / root : 0.0;
            q->at[k][i] = 0.0;
        }
    }
}

/* s = B B^T h, in the units of the balanced system. */
NNRT_CLONES static void noise_power(int n, const double *B, int m, double h, const int *units,
                                    Matrix *s)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            double sum = 0.0;
            for (int l = 0; l < m; l++)
                sum = fma(ldexp(B[i * m + l], -units[i]), ldexp(B[k * m + l], -units[k]), sum);
            s->at[i][k] = sum * h;
        }
}

bool nnrt_noise_factor(int n, const double *A, const double *B, int m, double dt, double *C)
{
    if (n < 1 || n > MAX || m < 0 || !all_finite(A, n * n) || !all_finite(B, n * m) ||
        !all_finite(&dt, 1))
        return refuse(n, C);
    Matrix a, s, q;
    int units[MAX];
    load(n, A, &a);
    scale(n, &a, dt);
    balance(n, &a, units);
    const int doublings = scale_down(n, &a);
    if (doublings < 0)
        return refuse(n, C);
    noise_power(n, B, m, ldexp(dt, -doublings), units, &s);
    covariance_small(n, &a, &s, &q);
    Propagator g;
    propagator_small(n, &a, &g);
    for (int k = 0; k < doublings; k++) {
        covariance_double(n, &g.p, &q);
        propagator_square(n, &g);
    }
    cholesky(n, &q);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            q.at[i][k] = ldexp(q.at[i][k], units[i]);
    store(n, &q, C);
    return all_finite(C, n * n) || refuse(n, C);
}
