/* Objects in memory, linked with the runtime of this module. */
#ifndef NN_LLVM_JIT_H
#define NN_LLVM_JIT_H
#include "codegen/llvm/llvm.h"

#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>

typedef struct Jit {
    LLVMOrcLLJITRef jit; /* NULL: it was not made */
    char *error;         /* of `n` bytes: what is wrong */
    size_t n;
} Jit;

/* False with the message where something is wrong. */
bool jit_holds(Jit *j, LLVMErrorRef wrong);
/* What the program calls by `name` is at `address`; before jit_link. */
bool jit_define(Jit *j, const char *name, uintptr_t address);
bool jit_open(Jit *j, bool tells_debugger); /* tells it where the code is, and its debug info */
bool jit_link(Jit *j, const LlvmResult *object);
/* Its `main`; NULL with the message. */
typedef int JitMain(int argc, char **argv);
JitMain *jit_main(Jit *j);
void jit_close(Jit *j);
#endif
