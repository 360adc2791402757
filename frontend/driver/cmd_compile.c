/* nnc MODEL: a program, or what the compiler has at some stage (--emit). */
#include "codegen/toolchain.h"
#include "frontend/ast_print.h"
#include "frontend/driver/commands.h"
#include "frontend/driver/json_module.h"
#include "frontend/driver/llvm_code.h"
#include "frontend/driver/pass_options.h"
#include "frontend/libnnc/library.h"
#include "ir/text.h"

#include <stdlib.h>
#include <string.h>

static const char *output_of(const Pipeline *p, const Options *o)
{
    return o->output ? o->output : compilation_name(p, o->arguments.v[0]);
}

static bool emit_kernels(Pipeline *p, Emitter *e)
{
    KClasses classes = {0};
    if (!compilation_kernels(p, &classes))
        return false;
    passes_print(e, passes_last_level(p->passes, PASS_AT_MODEL), &classes);
    return true;
}

static bool emit_c(Pipeline *p, const Options *o, Emitter *e)
{
    CTargetResult result = {0};
    p->module->explained = o->explain_numerics;
    const bool ok = compilation_emit_c(p, e, &result);
    for (uint32_t i = 0; o->explain_numerics && i < result.report.n; i++)
        fprintf(stderr, "%s\n", result.report.v[i]);
    return ok;
}

/* ---- programs ---- */
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

static bool link_program(Pipeline *p, const Options *o, const ToolchainPart *parts, unsigned n,
                         bool is_object)
{
    char library[LIBRARY_PATH];
    const Toolchain t = {.library = library_dir(library),
                         .optimize = o->optimize ? o->optimize : "3",
                         .is_object = is_object,
                         .debug = o->debug,
                         .save_temps = o->save_temps};
    return toolchain_build(p->session, &t, parts, n, output_of(p, o));
}

static bool build_by_c(Pipeline *p, const Options *o, const char *text, size_t len)
{
    ToolchainPart parts[PARTS_MOST];
    const unsigned n = make_parts(o, parts);
    for (unsigned i = 0; i < n; i++) {
        parts[i].bytes = text;
        parts[i].n = len;
    }
    return link_program(p, o, parts, n, false);
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
        LlvmOptions options = llvm_options(o, LLVM_FORM_OBJECT);
        options.cpu = parts[i].cpu;
        options.entry = n > 1 ? toolchain_entry(p->session->arena, parts[i].cpu) : NULL;
        const LlvmTarget *made = llvm_code(p, &options, text, NULL, &objects[i]);
        ok = made != NULL;
        target = ok ? made : target;
        parts[i].bytes = objects[i].bytes;
        parts[i].n = objects[i].n;
    }
    ok = ok && link_program(p, o, parts, n, true);
    for (unsigned i = 0; target && i < n; i++)
        target->free(&objects[i]);
    return ok;
}

static bool build_program(Pipeline *p, const Options *o)
{
    if (!strcmp(output_of(p, o), "-")) {
        Diag *g = diag(p->session->diags, DIAG_NNC0702, NOWHERE,
                       "a program is not written to standard output");
        diag_help(p->session->diags, g, "name a file with -o, or write text with --emit");
        return false;
    }
    Emitter *e = emitter_new(p->session->arena, 4);
    if (!emit_c(p, o, e))
        return false;
    size_t n;
    const char *text = emitter_text(e, &n);
    if (o->codegen && !strcmp(o->codegen, "llvm"))
        return build_by_llvm(p, o, text);
    return build_by_c(p, o, text, n);
}

/* A name as make and ninja read it. */
static void emit_make_name(Emitter *e, const char *name)
{
    for (; *name; name++)
        emit(e, "%s%c", *name == ' ' || *name == '#' ? "\\" : *name == '$' ? "$" : "", *name);
}

/* Files that were read, as a make rule; the standard library is part of nnc. */
static bool write_deps(Pipeline *p, const Options *o)
{
    const char *target = output_of(p, o);
    const Sources *sources = p->session->sources;
    Emitter *e = emitter_new(p->session->arena, 0);
    emit_make_name(e, target);
    emit(e, ":");
    for (uint32_t i = 0; i < sources_count(sources); i++)
        if (pipeline_is_file(sources_file(sources, i))) {
            emit(e, " ");
            emit_make_name(e, sources_file(sources, i)->name);
        }
    emit(e, "\n");
    size_t n;
    const char *text = emitter_text(e, &n);
    if (o->emit && !strcmp(o->emit, "deps"))
        return fwrite(text, 1, n, stdout) == n;
    const char *path =
        o->deps_file ? o->deps_file : arena_printf(p->session->arena, "%s.d", target);
    return toolchain_write(p->session, path, text, n);
}

static bool emit_ast(Pipeline *p, const Options *o)
{
    size_t n;
    const char *text = ast_print_file(p->session->arena, p->ast, &n);
    return pipeline_write(p, o, text, n);
}

static bool emit_json(Pipeline *p, const Options *o)
{
    JsonOut out = {.arena = p->session->arena};
    json_module(&out, p->module);
    return pipeline_write_json(p, o, &out.json);
}

static bool emit_text_of(Pipeline *p, const Options *o, const char *form)
{
    Emitter *e = emitter_new(p->session->arena, 4);
    if (!strcmp(form, "ir"))
        (o->lossless ? ir_print_lossless : ir_print_module)(e, p->module);
    else if (strcmp(form, "kernel") ? !emit_c(p, o, e) : !emit_kernels(p, e))
        return false;
    size_t n;
    const char *text = emitter_text(e, &n);
    return pipeline_write(p, o, text, n);
}

/* What LLVM makes of the program. */
static const struct {
    const char *word;
    LlvmForm form;
} llvm_forms[] = {{"llvm", LLVM_FORM_TEXT}, {"asm", LLVM_FORM_ASSEMBLY}, {"obj", LLVM_FORM_OBJECT}};
enum { LLVM_FORMS = sizeof llvm_forms / sizeof *llvm_forms };

static bool emit_llvm(Pipeline *p, const Options *o, LlvmForm form)
{
    size_t n;
    LlvmResult result;
    Emitter *e = emitter_new(p->session->arena, 4);
    if (o->march && !strcmp(o->march, "portable")) {
        diag(p->session->diags, DIAG_NNC0710, NOWHERE,
             "--emit shows code for one processor; -march=portable makes it for several");
        return false;
    }
    if (!emit_c(p, o, e))
        return false;
    const LlvmOptions options = llvm_options(o, form);
    const LlvmTarget *target = llvm_code(p, &options, emitter_text(e, &n), NULL, &result);
    const bool ok = target && pipeline_write(p, o, result.bytes, result.n);
    if (target)
        target->free(&result);
    return ok;
}

static bool emit_stage(Pipeline *p, const Options *o, const char *form)
{
    for (size_t i = 0; i < LLVM_FORMS; i++)
        if (!strcmp(form, llvm_forms[i].word))
            return emit_llvm(p, o, llvm_forms[i].form);
    return strcmp(form, "json") ? emit_text_of(p, o, form) : emit_json(p, o);
}

static bool compile(Pipeline *p, const Options *o)
{
    const char *form = pass_options_form(o);
    if (!pipeline_parse(p, o->arguments.v[0]))
        return false;
    if (form && !strcmp(form, "ast"))
        return pipeline_has_tree(p) && emit_ast(p, o);
    const bool models_alone =
        form && !strcmp(form, "ir"); /* a text of models needs no population */
    if (!pipeline_elaborate(p, o, models_alone) || !pipeline_keeps_sources(p, output_of(p, o)))
        return false;
    if (o->write_deps || (form && !strcmp(form, "deps")))
        write_deps(p, o);
    if (form && strcmp(form, "deps"))
        return emit_stage(p, o, form);
    return form ? true : build_program(p, o);
}

int cmd_compile(const Options *options)
{
    return pipeline_run(options, compile, NULL);
}
