/* What the code of a program depends on besides its text and the options: LLVM, the processor, this module itself. */
#define _GNU_SOURCE
#include "codegen/llvm/llvm.h"

#include <dlfcn.h>
#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>
#include <string.h>
#include <sys/stat.h>

/* Another build of the module is another file. */
static const char *module_text(Arena *a)
{
    Dl_info here;
    struct stat st;
    if (!dladdr(&nnc_llvm_target, &here) || stat(here.dli_fname, &st) != 0)
        return NULL;
    return arena_printf(a, "%lld bytes of %lld.%09ld", (long long)st.st_size,
                        (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

const char *llvm_identity(Arena *a, const LlvmOptions *options)
{
    unsigned major, minor, patch;
    LLVMGetVersion(&major, &minor, &patch);
    char *triple = LLVMGetDefaultTargetTriple(), *cpu = LLVMGetHostCPUName(),
         *features = LLVMGetHostCPUFeatures();
    const bool native = !strcmp(options->cpu, "native");
    const char *module = module_text(a);
    const char *text =
        module ? arena_printf(a, "%s %u.%u.%u %s %s %s", module, major, minor, patch, triple,
                              native ? cpu : options->cpu, native ? features : "")
               : NULL;
    LLVMDisposeMessage(triple);
    LLVMDisposeMessage(cpu);
    LLVMDisposeMessage(features);
    return text;
}
