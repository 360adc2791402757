/* Object files as one, as `ld -r` makes it. */
#ifndef NN_LLVM_JOIN_H
#define NN_LLVM_JOIN_H
#include "codegen/llvm/llvm.h"

/* Relocatable objects of ELF for x86-64, as LLVM writes them. What is hidden in one of them is seen by the others alone.
   NULL, or what is wrong, in the arena. */
const char *objects_join(Arena *a, const LlvmResult *objects, uint32_t n, LlvmResult *result);
#endif
