/* Round numbers on axes. */
#include "frontend/plot/axis.h"

#include <math.h>
#include <stdio.h>

/* Powers of ten are built from text so that 0.1 is 0.1. */
static double power_of_ten(int exponent)
{
    double p = 1;
    for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--)
        p *= 10;
    return exponent < 0 ? 1 / p : p;
}

/* Smallest of factors[0..n-1] * 10^k that is >= x, up to rounding; *decimals: digits after its
   point. */
static double round_up(double x, const double *factors, int n, int *decimals)
{
    int exponent = (int)floor(log10(x));
    for (;; exponent++) {
        for (int i = 0; i < n; i++) {
            const double candidate = factors[i] * power_of_ten(exponent);
            if (candidate >= x * (1 - 1e-9)) {
                const int fraction = factors[i] != floor(factors[i]);
                *decimals = exponent - fraction < 0 ? fraction - exponent : 0;
                return candidate;
            }
        }
    }
}

double axis_round_up(double x)
{
    static const double factors[] = {1, 2, 5};
    int ignored;
    return round_up(x, factors, 3, &ignored);
}

Ticks axis_ticks(double lo, double hi, int about)
{
    static const double factors[] = {1, 2, 2.5, 5};
    Ticks t = {.first = lo, .step = 1, .n = 1};
    const double least = (hi - lo) / about;
    if (!(least > 1e-300) || !isfinite(least))
        return t;
    t.step = round_up(least, factors, 4, &t.decimals);
    const double k = ceil(lo / t.step - 1e-6);
    t.first = k * t.step;
    t.n = (int)(floor(hi / t.step + 1e-6) - k) + 1;
    return t;
}

double axis_tick(const Ticks *t, int k)
{
    return (round(t->first / t->step) + k) * t->step;
}

void axis_label(const Ticks *t, int k, char out[TICK_TEXT])
{
    const double x = axis_tick(t, k), size = fabs(x);
    const char *minus = x < -0.5 * t->step * 1e-6 ? "\xE2\x88\x92" : "";
    if (t->decimals > 6 || size >= 1e7)
        snprintf(out, TICK_TEXT, "%s%.4g", minus, size);
    else
        snprintf(out, TICK_TEXT, "%s%.*f", minus, t->decimals, size);
}
