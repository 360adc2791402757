/* nnc opt FILE: runs passes on a model, on text of the model IR or of kernels, and writes the text of what comes out. */
#include "codegen/toolchain.h"
#include "frontend/driver/commands.h"
#include "frontend/driver/pass_options.h"
#include "ir/text.h"

#include <string.h>

static bool is_kernel_file(const char *path)
{
    const size_t n = strlen(path);
    return n > 4 && !strcmp(path + n - 4, ".nnk");
}

static bool read_kernels(Pipeline *p, const Options *o, KClasses *classes)
{
    const SourceFile *source = pipeline_load(p, o->arguments.v[0]);
    if (!source || !kernel_read(p->session, source, classes))
        return false;
    for (uint32_t i = 0; i < classes->n; i++)
        if (!kernel_verify(p->session, classes->v[i]))
            return false;
    return true;
}

/* Without --passes: all of the level that run at this -O. */
static bool choose_passes(Pipeline *p, const Options *o, PassLevel from)
{
    Passes *passes = p->passes;
    uint32_t kept = 0;
    if (o->passes)
        return passes_set_order(passes, o->passes, from) &&
               (!o->stop_after || passes_stop_after(passes, o->stop_after));
    for (uint32_t i = 0; i < passes->order.n; i++)
        if (pass_facts[passes->order.v[i]].needs >= from)
            passes->order.v[kept++] = passes->order.v[i];
    passes->order.n = kept;
    return true;
}

static bool run_on_kernels(Pipeline *p, const Options *o, KClasses *classes)
{
    if (!read_kernels(p, o, classes) || !choose_passes(p, o, PASS_AT_KERNEL))
        return false;
    for (uint32_t i = 0; i < classes->n; i++)
        if (!passes_kernel(p->passes, classes->v[i]))
            return false;
    return true;
}

static bool run_on_model(Pipeline *p, const Options *o, KClasses *classes)
{
    return pipeline_parse(p, o->arguments.v[0]) && pipeline_elaborate(p, o, false) &&
           choose_passes(p, o, PASS_AT_MODEL) &&
           (p->passes->order.n == 0 || compilation_kernels(p, classes));
}

static bool optimize(Pipeline *p, const Options *o)
{
    const bool kernels = is_kernel_file(o->arguments.v[0]);
    KClasses classes = {0};
    if (kernels ? !run_on_kernels(p, o, &classes) : !run_on_model(p, o, &classes))
        return false;
    const PassLevel level = passes_last_level(p->passes, kernels ? PASS_AT_KERNEL : PASS_AT_MODEL);
    Emitter *e = emitter_new(p->session->arena, 4);
    if (level == PASS_AT_MODEL)
        (o->lossless ? ir_print_lossless : ir_print_module)(e, p->module);
    else
        passes_print(e, level, &classes);
    size_t n;
    const char *text = emitter_text(e, &n);
    return pipeline_write(p, o, text, n);
}

int cmd_opt(const Options *options)
{
    return pipeline_run(options, optimize, NULL);
}
