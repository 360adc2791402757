/* Programs as machine code, by the LLVM target. */
#include "frontend/libnnc/kept_code.h"
#include "frontend/libnnc/library.h"
#include "frontend/libnnc/llvm_module.h"
#include "frontend/libnnc/session.h"

static const LlvmTarget *refuse(NncSession *s, const char *what, const char *why)
{
    diag(s->c.session->diags, DIAG_NNC0710, NOWHERE, "%s: %s", what, why);
    return NULL;
}

static CodeCache open_cache(NncSession *s)
{
    CodeCache cache = {0};
    Arena *a = s->c.session->arena;
    const char *folder = s->options.cache;
    if (folder && !*folder)
        folder = code_cache_usual(a);
    if (folder)
        (void)code_cache_open(a, folder, &cache);
    return cache;
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
    const LlvmOptions options = {
        .cpu = "native", .level = effort, .form = form, .fast = s->options.fast};
    const CodeCache cache = open_cache(s);
    const char *wrong = kept_code(s->c.session->arena, s->c.session->strings, target, &cache, text,
                                  library, &options, result);
    return wrong ? refuse(s, "LLVM does not compile the program", wrong) : target;
}
