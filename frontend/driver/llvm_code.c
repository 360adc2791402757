/* Hands programs to the LLVM target. */
#include "frontend/driver/llvm_code.h"

#include "frontend/driver/llvm_child.h"
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

/* ---- one call of it ---- */
typedef struct Call {
    Pipeline *p;
    const LlvmTarget *target;
    const LlvmOptions *options;
    const CodeCache *cache;
    const char *text, *library;
} Call;

static const char *compile(void *context, LlvmResult *result)
{
    const Call *c = context;
    return kept_code(c->p->session->arena, c->p->session->strings, c->target, c->cache, c->text,
                     c->library, c->options, result);
}

/* Under a limit in a child, which LLVM may end; by one thread, which needs the least. */
static bool compile_within(const Call *c, uint64_t most, LlvmResult *result, const char **wrong)
{
    LlvmOptions options = *c->options;
    options.threads = 1;
    Call call = *c;
    call.options = &options;
    const LlvmWork work = {compile, &call, c->p->session->arena, most};
    switch (llvm_child(&work, result, wrong)) {
    case LLVM_CHILD_WELL:
        return true;
    case LLVM_CHILD_WRONG:
        return false;
    case LLVM_CHILD_OUT_OF_MEMORY:
        break;
    }
    Diag *g =
        diag(c->p->session->diags, DIAG_NNC0718, NOWHERE,
             "LLVM needs more memory for this program than %llu bytes", (unsigned long long)most);
    diag_help(c->p->session->diags, g, "--limit-memory raises the limit; -O1 needs less than -O3");
    return false;
}

const LlvmTarget *llvm_code(Pipeline *p, const LlvmOptions *options, const char *text,
                            const CodeCache *cache, uint64_t most, LlvmResult *result)
{
    char library[LIBRARY_PATH];
    LlvmModuleError error;
    const LlvmTarget *target = llvm_module_load(p->session->arena, library_dir(library), &error);
    if (!target)
        return refuse(p, error.what, error.why);
    Call call = {p, target, options, cache, text, library};
    const char *wrong = NULL;
    const bool well =
        most ? compile_within(&call, most, result, &wrong) : !(wrong = compile(&call, result));
    if (wrong)
        return refuse(p, "LLVM does not compile the program", wrong);
    return well ? target : NULL;
}
