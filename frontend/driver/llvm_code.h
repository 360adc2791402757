/* Machine code by LLVM: the module libnnc_llvm.so, loaded on first use. */
#ifndef NN_LLVM_CODE_H
#define NN_LLVM_CODE_H
#include "codegen/llvm/llvm.h"
#include "frontend/driver/pipeline.h"
#include "frontend/libnnc/code_cache.h"

/* What LLVM makes of a generated program; the target gives `result` back. NULL after a diagnostic: the module is missing
   or of another build, or LLVM failed. `cache` may be NULL; `most` is what LLVM may take of memory, in bytes, in a process of
   its own then; 0: what there is. */
const LlvmTarget *llvm_code(Pipeline *p, const LlvmOptions *options, const char *text,
                            const CodeCache *cache, uint64_t most, LlvmResult *result);
/* What the command line asks for. */
LlvmOptions llvm_options(const Options *o, LlvmForm form);
#endif
