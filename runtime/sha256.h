/* SHA-256 (FIPS 180-4) of a stream of bytes. */
#ifndef NNRT_SHA256_H
#define NNRT_SHA256_H
#include <stddef.h>
#include <stdint.h>

enum { NNRT_SHA256_BYTES = 32, NNRT_SHA256_BLOCK = 64 };

typedef struct nnrt_sha256 {
    uint32_t state[8];
    uint64_t length;                  /* bytes so far */
    uint8_t block[NNRT_SHA256_BLOCK]; /* the last length % 64 of them */
} nnrt_sha256;

void nnrt_sha256_begin(nnrt_sha256 *s);
void nnrt_sha256_add(nnrt_sha256 *s, const void *bytes, size_t n);
void nnrt_sha256_end(nnrt_sha256 *s, uint8_t digest[NNRT_SHA256_BYTES]);
#endif
