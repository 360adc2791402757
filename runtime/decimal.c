/* Shortest decimals, and grid times as exact products of decimals. */
#include "runtime/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

int nnrt_whole_text(uint64_t n, char out[NNRT_NUMBER_TEXT])
{
    char digits[NNRT_NUMBER_TEXT], *p = digits + sizeof digits;
    do {
        *--p = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    const int length = (int)(digits + sizeof digits - p);
    memcpy(out, p, (size_t)length);
    out[length] = '\0';
    return length;
}

/* x = n/10^places with n < 10^15 and few places: that decimal is the shortest, and the only one of
   15 digits. 0 where x is no such number. */
static int short_text(double x, char out[NNRT_NUMBER_TEXT])
{
    static const double ten_to[] = {1e0, 1e1, 1e2, 1e3, 1e4};
    const double size = fabs(x);
    for (int places = 0; size >= 1e-4 && places < 5; places++) {
        const double scaled = size * ten_to[places], n = nearbyint(scaled);
        if (!(n < 1e15) || n / ten_to[places] < size || n / ten_to[places] > size)
            continue;
        char *p = out;
        if (x < 0)
            *p++ = '-';
        const uint64_t unit = (uint64_t)ten_to[places], whole = (uint64_t)n / unit;
        p += nnrt_whole_text(whole, p);
        if (places) {
            nnrt_whole_text((uint64_t)n % unit + unit,
                            p); /* its first digit, 1, becomes the point */
            *p = '.';
            p += places + 1;
        }
        return (int)(p - out);
    }
    return 0;
}

int nnrt_number_text(double x, char out[NNRT_NUMBER_TEXT])
{
    if (isnan(x))
        return snprintf(out, NNRT_NUMBER_TEXT, "nan"); /* printf may write -nan */
    const int short_length = short_text(x, out);
    if (short_length)
        return short_length;
    int length = 0;
    for (int digits = 15; digits <= 17; digits++) {
        length = snprintf(out, NNRT_NUMBER_TEXT, "%.*g", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    return length;
}

int nnrt_single_text(double x, char out[NNRT_NUMBER_TEXT])
{
    const float single = (float)x;
    int length = 0;
    if (!isfinite(single))
        return nnrt_number_text((double)single, out);
    for (int digits = 7; digits <= 9; digits++) {
        length = snprintf(out, NNRT_NUMBER_TEXT, "%.*g", digits, (double)single);
        const float back = strtof(out, NULL);
        if (back >= single && back <= single)
            break;
    }
    return length;
}

nnrt_grid nnrt_grid_of(double dt)
{
    char text[NNRT_NUMBER_TEXT];
    nnrt_grid g = {.dt = dt};
    nnrt_number_text(dt, text);
    bool fraction = false;
    const char *p = text;
    for (; *p && *p != 'e'; p++) {
        if (*p == '.') {
            fraction = true;
        } else if (*p >= '0' && *p <= '9') {
            g.digits = g.digits * 10 + (uint64_t)(*p - '0');
            g.exponent -= fraction;
        }
    }
    if (*p == 'e')
        g.exponent += (int)strtol(p + 1, NULL, 10);
    return g;
}

/* product * 10^exponent by way of text, where the arithmetic of doubles would round twice. */
static double from_digits(wide product, int exponent)
{
    char text[64];
    char *p = text + 48;
    snprintf(p, sizeof text - 48, "e%d", exponent);
    do {
        *--p = (char)('0' + (int)(product % 10));
        product /= 10;
    } while (product);
    return strtod(p, NULL);
}

double nnrt_grid_time(const nnrt_grid *g, int64_t step)
{
    static const double ten_to[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t magnitude = step < 0 ? 0 - (uint64_t)step : (uint64_t)step;
    wide product = (wide)magnitude * g->digits;
    double t;
    /* both operands exact: one division or multiplication rounds once */
    if (product <= (wide)1 << 53 && g->exponent >= -22 && g->exponent <= 0)
        t = (double)(uint64_t)product / ten_to[-g->exponent];
    else
        t = from_digits(product, g->exponent);
    return step < 0 ? -t : t;
}
