/* Hands programs to the LLVM target. */
#include "frontend/driver/llvm_code.h"

#include "frontend/libnnc/kept_code.h"
#include "frontend/libnnc/library.h"
#include "frontend/libnnc/llvm_module.h"

static const LlvmTarget *refuse(Pipeline *p, const char *what, const char *why)
{
    Diag *g = diag(p->session->diags, DIAG_NNC0710, NOWHERE, "%s: %s", what, why);
    diag_help(p->session->diags, g,
              "nnc MODEL -o PROGRAM makes a program with the C compiler, which computes the same");
    return NULL;
}

LlvmOptions llvm_options(const Options *o, LlvmForm form)
{
    return (LlvmOptions){.cpu = o->march ? o->march : "native",
                         .level = o->optimize ? *o->optimize : '3',
                         .form = form,
                         .lines = o->debug,
                         .fast = options_fast(o)};
}

const LlvmTarget *llvm_code(Pipeline *p, const LlvmOptions *options, const char *text,
                            const CodeCache *cache, LlvmResult *result)
{
    char library[LIBRARY_PATH];
    LlvmModuleError error;
    const LlvmTarget *target = llvm_module_load(p->session->arena, library_dir(library), &error);
    if (!target)
        return refuse(p, error.what, error.why);
    const char *wrong = kept_code(p->session->arena, p->session->strings, target, cache, text,
                                  library, options, result);
    return wrong ? refuse(p, "LLVM does not compile the program", wrong) : target;
}
