/* Programs that a host steps: linked like those that run, but their `main` hands its tables to us instead of the runtime.
   So one object serves both. */
#include "codegen/llvm/jit.h"
#include "runtime/stepper.h"

#include <stdio.h>
#include <stdlib.h>

struct LlvmProgram {
    Jit jit;
    const nnrt_program *tables;
};

LlvmProgram *llvm_load(const LlvmResult *object, char error[], size_t n)
{
    LlvmProgram *p = calloc(1, sizeof *p);
    if (!p) {
        snprintf(error, n, "out of memory");
        return NULL;
    }
    p->jit = (Jit){.error = error, .n = n};
    JitMain *start = jit_open(&p->jit, false) &&
                             jit_define(&p->jit, "nnrt_main", (uintptr_t)nnrt_hand_over) &&
                             jit_link(&p->jit, object)
                         ? jit_main(&p->jit)
                         : NULL;
    if (start) {
        start(0, (char **)(void *)&p->tables);
        return p;
    }
    llvm_unload(p);
    return NULL;
}

const struct nnrt_program *llvm_tables(const LlvmProgram *p)
{
    return p->tables;
}

void llvm_unload(LlvmProgram *p)
{
    if (p)
        jit_close(&p->jit);
    free(p);
}
