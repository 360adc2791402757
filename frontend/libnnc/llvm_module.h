/* The LLVM target: libnnc_llvm.so beside the runtime, loaded on first use. */
#ifndef NN_LLVM_MODULE_H
#define NN_LLVM_MODULE_H
#include "codegen/llvm/llvm.h"

/* NULL with what is wrong and why, which live until the next call of dlopen's family in this thread: there is no module in
   the folder, or it is of another build. It stays loaded. */
typedef struct LlvmModuleError {
    const char *what, *why;
} LlvmModuleError;
const LlvmTarget *llvm_module_load(Arena *a, const char *library, LlvmModuleError *error);
#endif
