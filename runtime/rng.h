/* Random numbers by address: a draw is a function of (key, i, j, n) and of nothing else, so that no
   result depends on order, threads or layout. Philox4x32-10 (Salmon et al., SC 2011) turns a
   counter and a key into four words.

   - counter words: i, j, low half of n, high half of n; key words: low half of the key, high half.
   - words 0 (high) and 1 make the first uniform of an address, words 2 and 3 the second.
   - a law that needs more reads sub-draws: sub-draw m of an address is the same counter under the
     key + m. */
#ifndef NNRT_RNG_H
#define NNRT_RNG_H
#include <stdint.h>

#include "runtime/maths.h"

typedef uint64_t nnrt_key;

/* The first 64 bits, big-endian, of SHA-256 over the bytes
       SEED \n PURPOSE \n PATH \n SEGMENT
   (no spaces): SEED and SEGMENT in decimal, PURPOSE without line feed, PATH as it is, in UTF-8.
   SEGMENT is 0 unless a reset asked for new noise. */
nnrt_key nnrt_key_derive(uint64_t seed, const char *purpose, const char *path, uint64_t segment);

typedef struct nnrt_words {
    uint32_t w0, w1, w2, w3;
} nnrt_words;

/* Written so that loops over i vectorize. */
NNRT_INLINE nnrt_words nnrt_philox(nnrt_key key, uint32_t i, uint32_t j, uint64_t n)
{
    nnrt_words c = {i, j, (uint32_t)n, (uint32_t)(n >> 32)};
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
#define NNRT_PHILOX_ROUND                                                                          \
    do {                                                                                           \
        const uint64_t a = (uint64_t)c.w0 * 0xd2511f53u, b = (uint64_t)c.w2 * 0xcd9e8d57u;         \
        c = (nnrt_words){(uint32_t)(b >> 32) ^ c.w1 ^ k0, (uint32_t)b,                             \
                         (uint32_t)(a >> 32) ^ c.w3 ^ k1, (uint32_t)a};                            \
        k0 += 0x9e3779b9u;                                                                         \
        k1 += 0xbb67ae85u;                                                                         \
    } while (0)
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
    NNRT_PHILOX_ROUND;
#undef NNRT_PHILOX_ROUND
    return c;
}

/* Odd multiples of 2^-53, from 2^-53 to 1 - 2^-53, of 52 random bits each: open at both ends,
   symmetric about 1/2, and u and 1 - u are both exact. */
NNRT_INLINE double nnrt_u53(uint32_t high, uint32_t low)
{
    const uint64_t bits = ((uint64_t)high << 32 | low) >> 12;
    return nnrt_from_bits(0x3ff0000000000000u | bits) - (1.0 - 0x1p-53);
}

NNRT_INLINE double nnrt_u53_at(nnrt_key key, uint32_t i, uint32_t j, uint64_t n)
{
    const nnrt_words w = nnrt_philox(key, i, j, n);
    return nnrt_u53(w.w0, w.w1);
}

/* Both uniforms of an address, independent. */
typedef struct nnrt_uniforms {
    double first, second;
} nnrt_uniforms;

NNRT_INLINE nnrt_uniforms nnrt_u53_both(nnrt_key key, uint32_t i, uint32_t j, uint64_t n)
{
    const nnrt_words w = nnrt_philox(key, i, j, n);
    return (nnrt_uniforms){nnrt_u53(w.w0, w.w1), nnrt_u53(w.w2, w.w3)};
}

/* Odd multiples of 2^-24 from word 0, for noise in single precision. */
NNRT_INLINE float nnrt_u24_at(nnrt_key key, uint32_t i, uint32_t j, uint64_t n)
{
    const uint32_t bits = nnrt_philox(key, i, j, n).w0 >> 9;
    return (float)(2 * bits + 1) * 0x1p-24f;
}

/* Standard normal: the quantile of the first uniform, from -8.13 to 8.13. */
NNRT_INLINE double nnrt_normal_at(nnrt_key key, uint32_t i, uint32_t j, uint64_t n)
{
    return nnrt_normal_quantile(nnrt_u53_at(key, i, j, n));
}

/* How many failures precede the next success of probability p: floor(log u/log(1 - p)), at most
   9e15; log_miss is log1p(-p). p = 1 never skips, p = 0 always skips 9e15. */
#define NNRT_SKIP_MAX 9.0e15

NNRT_INLINE int64_t nnrt_skip(double u, double log_miss)
{
    const double failures = floor(nnrt_log(u) / log_miss);
    return (int64_t)nnrt_select(failures < NNRT_SKIP_MAX, failures, NNRT_SKIP_MAX);
}
#endif
