/* Integers: promotion, mixing of signs and widths, shifts, division, bits. */
#include <stdbool.h>
#include <stdint.h>
int putchar(int c);

static void put(uint64_t x)
{
    for (int i = 60; i >= 0; i -= 4)
        putchar((int)(x >> i & 15) + ((x >> i & 15) < 10 ? 48 : 87));
    putchar(10);
}

static const int64_t samples[] = {0,
                                  1,
                                  -1,
                                  2,
                                  -7,
                                  127,
                                  128,
                                  255,
                                  256,
                                  -129,
                                  32767,
                                  65535,
                                  65536,
                                  2147483647,
                                  -2147483647,
                                  4294967295,
                                  4294967296,
                                  1099511627776,
                                  -1099511627777};
enum { SAMPLES = sizeof samples / sizeof *samples, ODD = 1 << 4 | 3, NEXT };

static void narrow(int64_t x)
{
    int8_t a = (int8_t)x;
    uint8_t b = (uint8_t)x;
    int16_t c = (int16_t)x;
    uint16_t d = (uint16_t)x;
    int32_t e = (int32_t)x;
    uint32_t f = (uint32_t)x;
    bool g = x;
    put((uint64_t)a);
    put(b);
    put((uint64_t)c);
    put(d);
    put((uint64_t)e);
    put(f);
    put(g);
    put((uint64_t)(a + b));
    put((uint64_t)(int64_t)(-b));
    put((uint64_t)(int64_t)~d);
    put((uint64_t)(int64_t)(a < b) + (c > d) + (e <= a) + (f >= b));
    put((uint64_t)(int64_t)!a + !!f);
    a += 100;
    b *= 3;
    c -= 5;
    d <<= 2;
    e = e ^ 21845;
    f >>= 3;
    put((uint64_t)a);
    put(b);
    put((uint64_t)c);
    put(d);
    put((uint64_t)e);
    put(f);
}

static void pairs(int64_t x, int64_t y)
{
    const uint64_t u = (uint64_t)x, v = (uint64_t)y;
    const uint32_t p = (uint32_t)x, q = (uint32_t)y;
    const int16_t s = (int16_t)x, t = (int16_t)y;
    put(u + v);
    put(u - v);
    put(u * v);
    put(p + q);
    put(p - q);
    put(p * q);
    put((uint64_t)(s * t));
    put((uint64_t)(p + x));
    put((uint64_t)(s - (int64_t)q));
    put(v ? u / v : 5);
    put(v ? u % v : 6);
    put(q ? p / q : 7);
    put(q ? p % q : 8);
    put((uint64_t)(t ? s / t : 9));
    put((uint64_t)(t ? s % t : 10));
    put(u << (v & 63));
    put(u >> (v & 63));
    put((uint64_t)(x >> (v & 63)));
    put(p << (q & 31));
    put(p >> (q & 31));
    put((uint64_t)(s >> (q & 15)));
    put((u & v) | (u ^ ~v));
    put((uint64_t)(x < y) | (uint64_t)(u < v) << 1 | (uint64_t)(p < q) << 2 |
        (uint64_t)(s < t) << 3 | (uint64_t)(s < q) << 4);
    put((uint64_t)(x == y) | (uint64_t)(u != v) << 1 | (uint64_t)(p >= q) << 2 |
        (uint64_t)(s > t) << 3 | (uint64_t)(x <= q) << 4);
    put(x && y);
    put(x || y);
    put((uint64_t)(x ? s : q));
}

int main(void)
{
    put(ODD);
    put(NEXT);
    put(0xffffffffu + 1u);
    put(0xffffffff + 1ull);
    put(2147483648 - 1);
    put(017 + 0x1F + 9);
    put(-1 < 0u);
    put(-1 < 0ll);
    put(sizeof(int64_t) + sizeof samples + sizeof(bool) + sizeof 1u + sizeof(char *));
    for (int i = 0; i < SAMPLES; i++) {
        narrow(samples[i]);
        for (int j = 0; j < SAMPLES; j++)
            pairs(samples[i], samples[j]);
    }
    return 0;
}
