/* LLVM in a process of its own. Where it cannot have memory it ends the process that it is in, so under a limit of memory a
   child does its work and hands the code over by a pipe. */
#ifndef NN_LLVM_CHILD_H
#define NN_LLVM_CHILD_H
#include "codegen/llvm/llvm.h"

typedef struct LlvmWork {
    const char *(*compile)(void *context,
                           LlvmResult *result); /* NULL, or what is wrong, in the arena */
    void *context;
    Arena *arena;
    uint64_t most; /* bytes that the child's data may take */
} LlvmWork;

typedef enum LlvmChildEnd {
    LLVM_CHILD_WELL,
    LLVM_CHILD_WRONG,
    LLVM_CHILD_OUT_OF_MEMORY
} LlvmChildEnd;

/* Runs work in a child. `result` is of malloc; `wrong`, in the arena, is set for LLVM_CHILD_WRONG. */
LlvmChildEnd llvm_child(const LlvmWork *work, LlvmResult *result, const char **wrong);
#endif
