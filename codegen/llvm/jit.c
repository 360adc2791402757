/* Programs that run at once: an object in memory, linked with the runtime that is part of this module. */
#define _GNU_SOURCE
#include "codegen/llvm/jit.h"

#include "codegen/llvm/internal.h"

#include <dlfcn.h>
#include <llvm-c/ExecutionEngine.h>
#include <llvm-c/OrcEE.h>
#include <stdint.h>
#include <stdio.h>

bool jit_holds(Jit *j, LLVMErrorRef wrong)
{
    if (!wrong)
        return true;
    char *message = LLVMGetErrorMessage(wrong);
    snprintf(j->error, j->n, "%s", message);
    LLVMDisposeErrorMessage(message);
    return false;
}

/* What the program calls is found in this module and what that is linked with, whatever else the process has loaded. */
static bool add_module(Jit *j)
{
    LLVMOrcDefinitionGeneratorRef module;
    Dl_info here;
    if (!dladdr(&nnc_llvm_target, &here)) {
        snprintf(j->error, j->n, "this module is not found");
        return false;
    }
    if (!jit_holds(j,
                   LLVMOrcCreateDynamicLibrarySearchGeneratorForPath(
                       &module, here.dli_fname, LLVMOrcLLJITGetGlobalPrefix(j->jit), NULL, NULL)))
        return false;
    LLVMOrcJITDylibAddGenerator(LLVMOrcLLJITGetMainJITDylib(j->jit), module);
    return true;
}

bool jit_define(Jit *j, const char *name, uintptr_t address)
{
    LLVMOrcCSymbolMapPair pair = {
        .Name = LLVMOrcLLJITMangleAndIntern(j->jit, name),
        .Sym = {.Address = address, .Flags = {.GenericFlags = LLVMJITSymbolGenericFlagsExported}}};
    return jit_holds(j, LLVMOrcJITDylibDefine(LLVMOrcLLJITGetMainJITDylib(j->jit),
                                              LLVMOrcAbsoluteSymbols(&pair, 1)));
}

/* A linker that registers what it links by gdb's interface for such code. Its pages are writable, then executable. */
static LLVMOrcObjectLayerRef make_linker(void *context, LLVMOrcExecutionSessionRef session,
                                         const char *triple)
{
    (void)context, (void)triple;
    LLVMOrcObjectLayerRef linker =
        LLVMOrcCreateRTDyldObjectLinkingLayerWithSectionMemoryManager(session);
    LLVMOrcRTDyldObjectLinkingLayerRegisterJITEventListener(linker,
                                                            LLVMCreateGDBRegistrationListener());
    return linker;
}

bool jit_open(Jit *j, bool tells_debugger)
{
    llvm_begin();
    LLVMOrcLLJITBuilderRef builder = tells_debugger ? LLVMOrcCreateLLJITBuilder() : NULL;
    if (builder)
        LLVMOrcLLJITBuilderSetObjectLinkingLayerCreator(builder, make_linker, NULL);
    return jit_holds(j, LLVMOrcCreateLLJIT(&j->jit, builder)) && add_module(j);
}

bool jit_link(Jit *j, const LlvmResult *object)
{
    LLVMMemoryBufferRef bytes =
        LLVMCreateMemoryBufferWithMemoryRangeCopy(object->bytes, object->n, "program.o");
    return jit_holds(j,
                     LLVMOrcLLJITAddObjectFile(j->jit, LLVMOrcLLJITGetMainJITDylib(j->jit), bytes));
}

JitMain *jit_main(Jit *j)
{
    LLVMOrcExecutorAddress address = 0;
    return jit_holds(j, LLVMOrcLLJITLookup(j->jit, &address, "main"))
               ? (JitMain *)(uintptr_t)address
               : NULL;
}

void jit_close(Jit *j)
{
    if (j->jit)
        LLVMConsumeError(LLVMOrcDisposeLLJIT(j->jit));
}

int llvm_run(const LlvmResult *object, bool lines, int argc, char **argv, char error[], size_t n)
{
    Jit j = {.error = error, .n = n};
    JitMain *start = jit_open(&j, lines) && jit_link(&j, object) ? jit_main(&j) : NULL;
    const int status = start ? start(argc, argv) : -1;
    jit_close(&j);
    return status;
}
