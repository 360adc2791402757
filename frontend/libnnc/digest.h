/* SHA-256 of texts, as hexadecimal digits. */
#ifndef NN_DIGEST_H
#define NN_DIGEST_H
#include "ir/base/arena.h"

typedef struct DigestPart {
    const void *bytes;
    size_t n;
} DigestPart;

/* Of the parts in a row, each behind its length, so that no two lists of parts are the same bytes; of one part: of its
   bytes alone. */
const char *digest_of(Arena *a, const DigestPart *parts, size_t n);
#endif
