/* SHA-256. The constants are the first 32 bits of the fractional parts of square and cube roots
   of the first primes. */
#include "runtime/sha256.h"

#include <string.h>

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static void expand(uint32_t words[64], const uint8_t *block)
{
    for (int k = 0; k < 16; k++)
        words[k] = (uint32_t)block[4 * k] << 24 | (uint32_t)block[4 * k + 1] << 16 |
                   (uint32_t)block[4 * k + 2] << 8 | block[4 * k + 3];
    for (int k = 16; k < 64; k++) {
        const uint32_t a = words[k - 15], b = words[k - 2];
        words[k] = words[k - 16] + words[k - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
                   (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
}

static void compress(uint32_t state[8], const uint8_t *block)
{
    uint32_t words[64], s[8];
    expand(words, block);
    memcpy(s, state, sizeof s);
    for (int k = 0; k < 64; k++) {
        const uint32_t a = s[0], e = s[4];
        const uint32_t choice = (e & s[5]) ^ (~e & s[6]);
        const uint32_t majority = (a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]);
        const uint32_t first = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice +
                               round_constants[k] + words[k];
        const uint32_t second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += first;
        s[0] = first + second;
    }
    for (int k = 0; k < 8; k++)
        state[k] += s[k];
}

void nnrt_sha256_begin(nnrt_sha256 *s)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memset(s, 0, sizeof *s);
    memcpy(s->state, start, sizeof start);
}

void nnrt_sha256_add(nnrt_sha256 *s, const void *bytes, size_t n)
{
    const uint8_t *next = bytes;
    while (n) {
        const size_t used = s->length % NNRT_SHA256_BLOCK;
        const size_t room = NNRT_SHA256_BLOCK - used, take = n < room ? n : room;
        memcpy(s->block + used, next, take);
        s->length += take;
        next += take;
        n -= take;
        if (take == room)
            compress(s->state, s->block);
    }
}

void nnrt_sha256_end(nnrt_sha256 *s, uint8_t digest[NNRT_SHA256_BYTES])
{
    static const uint8_t padding[NNRT_SHA256_BLOCK] = {0x80};
    const uint64_t bits = s->length * 8;
    const size_t used = s->length % NNRT_SHA256_BLOCK;
    nnrt_sha256_add(s, padding, used < 56 ? 56 - used : 120 - used);
    uint8_t length[8];
    for (int k = 0; k < 8; k++)
        length[k] = (uint8_t)(bits >> (56 - 8 * k));
    nnrt_sha256_add(s, length, sizeof length);
    for (int k = 0; k < NNRT_SHA256_BYTES; k++)
        digest[k] = (uint8_t)(s->state[k / 4] >> (24 - 8 * (k % 4)));
}
