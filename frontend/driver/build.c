/* Programs and object files of a model: its C, and who makes machine code of it. */
#include "frontend/driver/build.h"

#include "codegen/toolchain.h"
#include "frontend/driver/llvm_code.h"
#include "frontend/libnnc/library.h"

#include <ctype.h>
#include <string.h>

bool build_c(Pipeline *p, const Options *o, Emitter *e)
{
    CTargetResult result = {0};
    p->module->explained = o->explain_numerics;
    const bool ok = compilation_emit_c(p, e, &result);
    for (uint32_t i = 0; o->explain_numerics && i < result.report.n; i++)
        fprintf(stderr, "%s\n", result.report.v[i]);
    return ok;
}

const char *build_output(const Pipeline *p, const Options *o)
{
    return o->output ? o->output : compilation_name(p, o->arguments.v[0]);
}

/* ---- libraries ---- */

/* What a C compiler and a linker take as part of a name. */
static bool is_name(const char *text)
{
    if (isdigit((unsigned char)*text) || !strncmp(text, "nnrt_", 5) || !strncmp(text, "nnc_", 4))
        return false;
    for (; *text; text++)
        if (*text != '_' && !(isalnum((unsigned char)*text) && (unsigned char)*text < 0x80))
            return false;
    return true;
}

bool build_library_fits(Pipeline *p, const Options *o, const char *form)
{
    static const char *const forms[] = {"obj", "asm", "llvm", "header", "deps"};
    Diags *diags = p->session->diags;
    bool fits = false;
    for (size_t i = 0; form && i < sizeof forms / sizeof *forms; i++)
        fits |= !strcmp(form, forms[i]);
    const bool is_header = form && !strcmp(form, "header");
    if (is_header && !o->library) {
        Diag *g = diag(diags, DIAG_NNC0717, NOWHERE,
                       "a header needs the name that its functions begin with");
        diag_help(diags, g, "--library=NAME, here and where the object is made");
    } else if (o->library && !fits) {
        Diag *g = diag(diags, DIAG_NNC0717, NOWHERE, "a library is an object file and its header");
        diag_help(diags, g, "--emit=obj and --emit=header go with --library");
    } else if (o->library && !is_name(o->library)) {
        Diag *g = diag(diags, DIAG_NNC0717, NOWHERE, "'%s' cannot begin the names of functions",
                       o->library);
        diag_help(diags, g, "letters, digits and _, no digit first, not nnc_ or nnrt_");
    } else
        return true;
    return false;
}

static const char *library_entry(const Pipeline *p, const Options *o)
{
    return o->library ? arena_printf(p->session->arena, "nnc_model_%s", o->library) : NULL;
}

/* ---- machine code ---- */
static const char *const portable[] = {"x86-64-v2", "x86-64-v3", "x86-64-v4"};
enum { PARTS_MOST = sizeof portable / sizeof *portable };

/* The processors that there is code for, one part each. */
static unsigned make_parts(const Options *o, ToolchainPart parts[PARTS_MOST])
{
    const bool several = o->march && !strcmp(o->march, "portable");
    const unsigned n = several ? PARTS_MOST : 1;
    for (unsigned i = 0; i < n; i++)
        parts[i] = (ToolchainPart){.cpu = several ? portable[i] : o->march ? o->march : "native"};
    return n;
}

static bool use_compiler(Pipeline *p, const Options *o, const ToolchainPart *parts, unsigned n,
                         bool is_object)
{
    char library[LIBRARY_PATH];
    const Toolchain t = {.library = library_dir(library),
                         .optimize = o->optimize ? o->optimize : "3",
                         .is_object = is_object,
                         .fast = options_fast(o),
                         .makes_object = build_is_object(o),
                         .entry = library_entry(p, o),
                         .debug = o->debug,
                         .save_temps = o->save_temps};
    return toolchain_build(p->session, &t, parts, n, build_output(p, o));
}

static bool build_by_c(Pipeline *p, const Options *o, const char *text, size_t len)
{
    ToolchainPart parts[PARTS_MOST];
    const unsigned n = make_parts(o, parts);
    for (unsigned i = 0; i < n; i++) {
        parts[i].bytes = text;
        parts[i].n = len;
    }
    return use_compiler(p, o, parts, n, false);
}

LlvmOptions build_llvm_options(const Pipeline *p, const Options *o, LlvmForm form)
{
    LlvmOptions options = llvm_options(o, form);
    options.entry = library_entry(p, o);
    options.calls = o->library ? TOOLCHAIN_HAND_OVER : NULL;
    return options;
}

/* By LLVM: object files, which the C compiler links. */
static bool build_by_llvm(Pipeline *p, const Options *o, const char *text)
{
    ToolchainPart parts[PARTS_MOST];
    LlvmResult objects[PARTS_MOST] = {{0}};
    const LlvmTarget *target = NULL;
    const unsigned n = make_parts(o, parts);
    bool ok = true;
    for (unsigned i = 0; i < n && ok; i++) {
        LlvmOptions options = build_llvm_options(p, o, LLVM_FORM_OBJECT);
        options.cpu = parts[i].cpu;
        if (n > 1)
            options.entry = toolchain_entry(p->session->arena, options.entry, parts[i].cpu);
        const LlvmTarget *made = llvm_code(p, &options, text, NULL, o->limit_memory, &objects[i]);
        ok = made != NULL;
        target = ok ? made : target;
        parts[i].bytes = objects[i].bytes;
        parts[i].n = objects[i].n;
    }
    ok = ok && use_compiler(p, o, parts, n, true);
    for (unsigned i = 0; target && i < n; i++)
        target->free(&objects[i]);
    return ok;
}

static bool is_codegen(const Options *o, const char *word)
{
    return o->codegen && !strcmp(o->codegen, word);
}

bool build_is_object(const Options *o)
{
    return o->emit && !strcmp(o->emit, "obj");
}

bool build_needs_file(const Options *o)
{
    return !build_is_object(o) || is_codegen(o, "c") || (o->march && !strcmp(o->march, "portable"));
}

bool build_machine_code(Pipeline *p, const Options *o)
{
    const bool object = build_is_object(o);
    if (!strcmp(build_output(p, o), "-") || (object && !o->output)) {
        Diag *g =
            diag(p->session->diags, DIAG_NNC0702, NOWHERE, "%s is not written to standard output",
                 object ? "what the C compiler makes" : "a program");
        diag_help(p->session->diags, g, "name a file with -o, or write text with --emit");
        return false;
    }
    Emitter *e = emitter_new(p->session->arena, 4);
    if (!build_c(p, o, e))
        return false;
    size_t n;
    const char *text = emitter_text(e, &n);
    if (is_codegen(o, "llvm") || (object && !is_codegen(o, "c")))
        return build_by_llvm(p, o, text);
    return build_by_c(p, o, text, n);
}
