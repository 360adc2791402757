/* Machine code of programs, made by LLVM or found in the cache of what it made before. */
#ifndef NN_KEPT_CODE_H
#define NN_KEPT_CODE_H
#include "codegen/llvm/llvm.h"
#include "frontend/libnnc/code_cache.h"

/* As the target's `compile`; `cache` may be NULL. */
const char *kept_code(Arena *a, StrTable *strings, const LlvmTarget *target, const CodeCache *cache,
                      const char *text, const char *library, const LlvmOptions *options,
                      LlvmResult *result);
#endif
