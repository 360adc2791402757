/* Programs that run at once: an object in memory, linked with the runtime that is part of this module. */
#include "codegen/llvm/llvm.h"

#include <llvm-c/Core.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>
#include <llvm-c/Target.h>
#include <stdint.h>
#include <stdio.h>

typedef int Main(int argc, char **argv);

typedef struct Jit {
    LLVMOrcLLJITRef jit;
    char *error;
    size_t n; /* of error */
} Jit;

static bool holds(Jit *j, LLVMErrorRef wrong)
{
    if (!wrong)
        return true;
    char *message = LLVMGetErrorMessage(wrong);
    snprintf(j->error, j->n, "%s", message);
    LLVMDisposeErrorMessage(message);
    return false;
}

/* What the program calls is found among the functions of this process. */
static bool add_process(Jit *j)
{
    LLVMOrcDefinitionGeneratorRef process;
    if (!holds(j, LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(
                      &process, LLVMOrcLLJITGetGlobalPrefix(j->jit), NULL, NULL)))
        return false;
    LLVMOrcJITDylibAddGenerator(LLVMOrcLLJITGetMainJITDylib(j->jit), process);
    return true;
}

static bool add_object(Jit *j, const LlvmResult *object)
{
    LLVMMemoryBufferRef bytes =
        LLVMCreateMemoryBufferWithMemoryRangeCopy(object->bytes, object->n, "program.o");
    return holds(j, LLVMOrcLLJITAddObjectFile(j->jit, LLVMOrcLLJITGetMainJITDylib(j->jit), bytes));
}

int llvm_run(const LlvmResult *object, int argc, char **argv, char error[], size_t n)
{
    Jit j = {.error = error, .n = n};
    LLVMOrcExecutorAddress address = 0;
    int status = -1;
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
    if (!holds(&j, LLVMOrcCreateLLJIT(&j.jit, NULL)))
        return status;
    if (add_process(&j) && add_object(&j, object) &&
        holds(&j, LLVMOrcLLJITLookup(j.jit, &address, "main")))
        status = ((Main *)(uintptr_t)address)(argc, argv);
    LLVMConsumeError(LLVMOrcDisposeLLJIT(j.jit));
    return status;
}
