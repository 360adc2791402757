/* A module of LLVM on its way to code, with all of LLVM that it needs to itself, so that any thread may take it. */
#ifndef NN_LLVM_CODE_H
#define NN_LLVM_CODE_H
#include "codegen/llvm/llvm.h"

#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>

typedef struct Machine { /* what code is made for; read by all threads */
    const LlvmOptions *options;
    LLVMTargetRef target;
    char *triple, *cpu, *features; /* of LLVM: machine_close gives them back */
} Machine;

typedef struct Code {
    const Machine *for_machine;
    LLVMContextRef context;
    LLVMModuleRef module;
    LLVMTargetMachineRef machine;
    LlvmResult result; /* of code_make */
    char wrong[1024];  /* empty: nothing is */
} Code;

/* NULL, or what is wrong, in the arena. */
const char *machine_open(Machine *m, Arena *a, const LlvmOptions *options);
void machine_close(Machine *m);

void code_open(Code *c, const Machine *m); /* with an empty module */
/* Its result, or what is wrong; all that it had of LLVM is given back. */
void code_make(Code *c);
#endif
