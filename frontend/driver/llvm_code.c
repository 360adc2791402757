/* Finds the LLVM target beside the runtime, and hands programs to it. */
#include "frontend/driver/llvm_code.h"

#include "frontend/driver/library.h"
#include "frontend/libnnc/version.h"

#include <dlfcn.h>
#include <string.h>

static const LlvmTarget *refuse(Pipeline *p, const char *what, const char *why)
{
    Diag *g = diag(p->session->diags, DIAG_NNC0710, NOWHERE, "%s: %s", what, why);
    diag_help(p->session->diags, g,
              "nnc MODEL -o PROGRAM makes a program with the C compiler, which computes the same");
    return NULL;
}

/* It stays loaded. Programs that run find its runtime among all symbols of the process. */
static const LlvmTarget *load(Pipeline *p, const char *library)
{
    const char *path = arena_printf(p->session->arena, "%s/libnnc_llvm.so", library);
    void *module = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    const LlvmTarget *target = module ? dlsym(module, "nnc_llvm_target") : NULL;
    if (!target)
        return refuse(p, "the LLVM target cannot be loaded", dlerror());
    if (strcmp(target->version, NNC_VERSION) != 0)
        return refuse(p, "the LLVM target is of another version", target->version);
    return target;
}

const LlvmTarget *llvm_code(Pipeline *p, const Options *o, const char *text, LlvmForm form,
                            LlvmResult *result)
{
    char library[LIBRARY_PATH];
    const LlvmTarget *target = load(p, library_dir(library));
    if (!target)
        return NULL;
    const LlvmOptions options = {.cpu = o->march ? o->march : "native",
                                 .level = o->optimize ? *o->optimize : '3',
                                 .form = form,
                                 .lines = o->debug};
    const char *wrong =
        target->compile(p->session->arena, p->session->strings, text, library, &options, result);
    return wrong ? refuse(p, "LLVM does not compile the program", wrong) : target;
}
