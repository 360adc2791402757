/* nnc MODEL: a program, or what the compiler has at some stage (--emit). */
#include "frontend/ast_print.h"
#include "frontend/driver/build.h"
#include "frontend/driver/commands.h"
#include "frontend/driver/deps.h"
#include "frontend/driver/json_module.h"
#include "frontend/driver/llvm_code.h"
#include "frontend/driver/pass_options.h"
#include "ir/text.h"

#include <stdlib.h>
#include <string.h>

static bool emit_kernels(Pipeline *p, const Options *o, Emitter *e)
{
    (void)o;
    KClasses classes = {0};
    if (!compilation_kernels(p, &classes))
        return false;
    passes_print(e, passes_last_level(p->passes, PASS_AT_MODEL), &classes);
    return true;
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

static bool emit_ir(Pipeline *p, const Options *o, Emitter *e)
{
    (o->lossless ? ir_print_lossless : ir_print_module)(e, p->module);
    return true;
}

static bool emit_header(Pipeline *p, const Options *o, Emitter *e)
{
    return compilation_emit_header(p, e, o->library);
}

/* Texts of stages; what an error stops has told it. */
static const struct {
    const char *word;
    bool (*print)(Pipeline *p, const Options *o, Emitter *e);
} text_forms[] = {
    {"ir", emit_ir}, {"header", emit_header}, {"kernel", emit_kernels}, {"c", build_c}};
enum { TEXT_FORMS = sizeof text_forms / sizeof *text_forms };

static bool emit_text_of(Pipeline *p, const Options *o, const char *form)
{
    Emitter *e = emitter_new(p->session->arena, 4);
    size_t n;
    for (size_t i = 0; i < TEXT_FORMS; i++)
        if (!strcmp(form, text_forms[i].word) && !text_forms[i].print(p, o, e))
            return false;
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
    if (!build_c(p, o, e))
        return false;
    const LlvmOptions options = build_llvm_options(p, o, form);
    const LlvmTarget *target =
        llvm_code(p, &options, emitter_text(e, &n), NULL, o->limit_memory, &result);
    const bool ok = target && pipeline_write(p, o, result.bytes, result.n);
    if (target)
        target->free(&result);
    return ok;
}

static bool emit_stage(Pipeline *p, const Options *o, const char *form)
{
    if (build_is_object(o) && build_needs_file(o))
        return build_machine_code(p, o);
    for (size_t i = 0; i < LLVM_FORMS; i++)
        if (!strcmp(form, llvm_forms[i].word))
            return emit_llvm(p, o, llvm_forms[i].form);
    return strcmp(form, "json") ? emit_text_of(p, o, form) : emit_json(p, o);
}

static bool compile(Pipeline *p, const Options *o)
{
    const char *form = pass_options_form(o);
    if (!build_library_fits(p, o, form) || !pipeline_parse(p, o->arguments.v[0]))
        return false;
    if (form && !strcmp(form, "ast"))
        return pipeline_has_tree(p) && emit_ast(p, o);
    const bool models_alone =
        form && !strcmp(form, "ir"); /* a text of models needs no population */
    if (!pipeline_elaborate(p, o, models_alone) || !pipeline_keeps_sources(p, build_output(p, o)))
        return false;
    if (o->write_deps || (form && !strcmp(form, "deps")))
        deps_write(p, o, build_output(p, o));
    if (form && strcmp(form, "deps"))
        return emit_stage(p, o, form);
    return form ? true : build_machine_code(p, o);
}

int cmd_compile(const Options *options)
{
    return pipeline_run(options, compile, NULL);
}
