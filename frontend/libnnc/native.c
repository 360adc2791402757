/* Programs as machine code, by the LLVM target. */
#include "frontend/libnnc/library.h"
#include "frontend/libnnc/llvm_module.h"
#include "frontend/libnnc/session.h"

static const LlvmTarget *refuse(NncSession *s, const char *what, const char *why)
{
    diag(s->c.session->diags, DIAG_NNC0710, NOWHERE, "%s: %s", what, why);
    return NULL;
}

const LlvmTarget *libnnc_native(NncSession *s, const char *text, LlvmForm form, char effort,
                                LlvmResult *result)
{
    char own[LIBRARY_PATH];
    const char *library = s->options.library ? s->options.library : library_dir_of_host(own);
    LlvmModuleError error;
    const LlvmTarget *target = llvm_module_load(s->c.session->arena, library, &error);
    if (!target)
        return refuse(s, error.what, error.why);
    const LlvmOptions options = {.cpu = "native", .level = effort, .form = form};
    const char *wrong = target->compile(s->c.session->arena, s->c.session->strings, text, library,
                                        &options, result);
    return wrong ? refuse(s, "LLVM does not compile the program", wrong) : target;
}
