/* Loads the LLVM target. */
#include "frontend/libnnc/llvm_module.h"

#include "frontend/libnnc/version.h"

#include <dlfcn.h>
#include <string.h>

static const LlvmTarget *refuse(LlvmModuleError *error, const char *what, const char *why)
{
    *error = (LlvmModuleError){what, why};
    return NULL;
}

const LlvmTarget *llvm_module_load(Arena *a, const char *library, LlvmModuleError *error)
{
    void *module = dlopen(arena_printf(a, "%s/libnnc_llvm.so", library), RTLD_NOW | RTLD_LOCAL);
    const LlvmTarget *target = module ? dlsym(module, "nnc_llvm_target") : NULL;
    if (!target)
        return refuse(error, "the LLVM target cannot be loaded", dlerror());
    if (strcmp(target->version, NNC_VERSION) != 0)
        return refuse(error, "the LLVM target is of another version", target->version);
    return target;
}
