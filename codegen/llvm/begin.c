/* What LLVM has to know once in a process. */
#define _POSIX_C_SOURCE 200809L
#include "codegen/llvm/internal.h"

#include <llvm-c/Target.h>
#include <pthread.h>

static void initialize(void)
{
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
}

/* LLVM's table of targets is one for all threads, and not guarded. */
void llvm_begin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, initialize);
}
