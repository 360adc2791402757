/* Machine code that was made once and is kept: a folder of files, each named by the digest of all that its code depends on.
   Any number of processes may use it at once. It is an aid: what cannot be read or written there is made again, without a
   word. A file that is damaged is as good as absent.

   What is found is run, so the folder must belong to the user, and nobody else may write there. */
#ifndef NN_CODE_CACHE_H
#define NN_CODE_CACHE_H
#include "ir/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    CODE_CACHE_MOST = 256 << 20
}; /* bytes that are kept; what was used longest ago goes first */

typedef struct CodeCache {
    const char *folder; /* NULL: nothing is kept */
    uint64_t most;      /* bytes */
} CodeCache;

/* `nnc` in the folder of the user for such things: $XDG_CACHE_HOME, or ~/.cache; NULL where there is none. */
const char *code_cache_usual(Arena *a);
/* Makes the folder, with its parents. NULL, or why it is not to be used, in the arena. */
const char *code_cache_open(Arena *a, const char *folder, CodeCache *cache);
/* False: it is not there. `bytes` are of malloc, with a NUL behind them. */
bool code_cache_get(Arena *a, const CodeCache *cache, const char *digest, char **bytes, size_t *n);
void code_cache_put(Arena *a, const CodeCache *cache, const char *digest, const char *bytes,
                    size_t n);
#endif
