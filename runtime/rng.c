/* Keys of random streams. */
#include "runtime/rng.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/sha256.h"

nnrt_key nnrt_key_derive(uint64_t seed, const char *purpose, const char *path, uint64_t segment)
{
    char head[24], tail[24];
    const int head_length = snprintf(head, sizeof head, "%" PRIu64 "\n", seed);
    const int tail_length = snprintf(tail, sizeof tail, "\n%" PRIu64, segment);
    nnrt_sha256 hash;
    nnrt_sha256_begin(&hash);
    nnrt_sha256_add(&hash, head, (size_t)head_length);
    nnrt_sha256_add(&hash, purpose, strlen(purpose));
    nnrt_sha256_add(&hash, "\n", 1);
    nnrt_sha256_add(&hash, path, strlen(path));
    nnrt_sha256_add(&hash, tail, (size_t)tail_length);
    uint8_t digest[NNRT_SHA256_BYTES];
    nnrt_sha256_end(&hash, digest);
    nnrt_key key = 0;
    for (int k = 0; k < 8; k++)
        key = key << 8 | digest[k];
    return key;
}
