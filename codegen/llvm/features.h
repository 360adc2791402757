/* What code for the processor at hand may use of it: the instructions of its level (runtime/level.h), which is what the
   program tests before it runs. */
#ifndef NN_LLVM_FEATURES_H
#define NN_LLVM_FEATURES_H
#include "ir/base/arena.h"

/* `host` as LLVM has it, "+avx2,-sse4a,...", with all that is beyond the level taken away. Level 0 has no tests, and
   keeps all. */
const char *features_of_level(Arena *a, const char *host, unsigned level);
#endif
