/* Numbers: operations, comparisons with what is no number, conversions, both widths. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
int putchar(int c);

static void put(uint64_t x)
{
    for (int i = 60; i >= 0; i -= 4)
        putchar((int)(x >> i & 15) + ((x >> i & 15) < 10 ? 48 : 87));
    putchar(10);
}

static uint64_t bits(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return x != x ? 1 : u;
}

static uint32_t bitsf(float x)
{
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    return x != x ? 1 : u;
}

static const double samples[] = {0.0,
                                 -0.0,
                                 1.0,
                                 -1.5,
                                 0.1,
                                 3.0,
                                 1e-310,
                                 -2.5e-300,
                                 1e300,
                                 0x1.8p-3,
                                 123456789.125,
                                 1e9,
                                 -1e9,
                                 DBL_MAX,
                                 DBL_MIN,
                                 (double)INFINITY,
                                 -(double)INFINITY,
                                 (double)NAN,
                                 .5,
                                 7e0};
static const float few[] = {0.0F,    -0.0F,           1.5F,      0.1F,
                            -3e38F,  1e-40F,          0x1p-5F,   FLT_MAX,
                            FLT_MIN, (float)INFINITY, (float)NAN};
enum { SAMPLES = sizeof samples / sizeof *samples, FEW = sizeof few / sizeof *few };

static void one(double x)
{
    const float f = (float)x;
    put(bits(-x));
    put(bits(fabs(x)));
    put(bits(sqrt(x)));
    put(bits(floor(x)));
    put(bits(ceil(x)));
    put(bitsf(f));
    put(bits((double)f * 3));
    put(x ? 1 : 2);
    put(!x);
    put((uint64_t)(x > 0 && x < 1e18 ? (int64_t)x : 0));
    put(x > 0 && x < 4e9 ? (uint32_t)x : 0);
    put((uint64_t)(x > -1e9 && x < 1e9 ? (int)x : 0));
    put(x >= 1 ? bits(1 / x) : bits(x * x));
}

static void two(double x, double y)
{
    put(bits(x + y));
    put(bits(x - y));
    put(bits(x * y));
    put(bits(x / y));
    put(bits(fma(x, y, 1.25)));
    put(bits(x * y + 1.25));
    put((uint64_t)(x < y) | (uint64_t)(x <= y) << 1 | (uint64_t)(x > y) << 2 |
        (uint64_t)(x >= y) << 3 | (uint64_t)(x == y) << 4 | (uint64_t)(x != y) << 5 |
        (uint64_t) !(x < y) << 6);
    put(bits(x < y ? x : y));
    double z = x;
    z += y;
    z *= 2;
    z -= x;
    z /= 3;
    put(bits(z));
}

static void small(float x, float y)
{
    put(bitsf(x + y));
    put(bitsf(x * y - x));
    put(bitsf(x / y));
    put(bitsf(fmaf(x, y, 0.5F)));
    put(bitsf(sqrtf(fabsf(x)) + floorf(y) - ceilf(x)));
    put(bits(x * 0.1));
    put(bits((double)(x * 0.1F)));
    put(x < y);
}

int main(void)
{
    for (int i = 0; i < SAMPLES; i++) {
        one(samples[i]);
        for (int j = 0; j < SAMPLES; j++)
            two(samples[i], samples[j]);
    }
    for (int i = 0; i < FEW; i++)
        for (int j = 0; j < FEW; j++)
            small(few[i], few[j]);
    put(bits((double)(int64_t)-5));
    put(bits((double)UINT64_MAX));
    put(bits((double)(uint32_t)4294967295u));
    put(bits((double)true));
    put(bitsf((float)INT64_MAX));
    return 0;
}
