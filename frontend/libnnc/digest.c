/* SHA-256 of texts, as hexadecimal digits. */
#include "frontend/libnnc/digest.h"

#include "runtime/sha256.h"

#include <stdio.h>

const char *digest_of(Arena *a, const DigestPart *parts, size_t n)
{
    char *hex = arena_alloc(a, 2 * NNRT_SHA256_BYTES + 1);
    uint8_t digest[NNRT_SHA256_BYTES];
    nnrt_sha256 sha;
    nnrt_sha256_begin(&sha);
    for (size_t i = 0; i < n; i++) {
        const uint64_t length = parts[i].n;
        if (n > 1)
            nnrt_sha256_add(&sha, &length, sizeof length);
        nnrt_sha256_add(&sha, parts[i].bytes, parts[i].n);
    }
    nnrt_sha256_end(&sha, digest);
    for (int i = 0; i < NNRT_SHA256_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return hex;
}
