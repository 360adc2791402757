/* nnc convert MODEL -o FILE: any model that nnc reads, written in another form (codegen/writers.def). */
#include "codegen/toolchain.h"
#include "codegen/writer.h"
#include "frontend/driver/commands.h"
#include "frontend/driver/draw.h"
#include "frontend/driver/pipeline.h"
#include "frontend/format.h"
#include "frontend/lex.h"
#include "frontend/parse.h"
#include "ir/base/embedded.h"

#include <string.h>

static bool to_stdout(const Options *o)
{
    return !o->output || !strcmp(o->output, "-");
}

/* "nn, ir" */
static const char *list_formats(Pipeline *p)
{
    const char *list = writer_table[0].name;
    for (size_t i = 1; i < writer_count; i++)
        list = arena_printf(p->session->arena, "%s, %s", list, writer_table[i].name);
    return list;
}

static void refuse_format(Pipeline *p, const Options *o)
{
    Diags *diags = p->session->diags;
    if (o->to) {
        StrNearest near = str_nearest_start(o->to);
        for (size_t i = 0; i < writer_count; i++)
            str_nearest_offer(&near, writer_table[i].name);
        Diag *g = diag(diags, DIAG_NNC0708, NOWHERE, "no format '%s'", o->to);
        if (near.best)
            diag_help(diags, g, "did you mean %s?", near.best);
        else
            diag_help(diags, g, "--to is one of %s", list_formats(p));
        return;
    }
    Diag *g = diag(diags, DIAG_NNC0708, NOWHERE, "the ending of %s names no format", o->output);
    diag_help(diags, g, "say the format with --to: %s", list_formats(p));
}

/* By --to, else by the ending of the output; standard output gets the first of the table. NULL after a diagnostic. */
static const Writer *choose_writer(Pipeline *p, const Options *o)
{
    const Writer *writer = o->to          ? writer_named(o->to)
                           : to_stdout(o) ? &writer_table[0]
                                          : writer_of_file(o->output);
    if (!writer)
        refuse_format(p, o);
    return writer;
}

/* The path of a file beside the output. */
static const char *path_beside(Pipeline *p, const Options *o, const char *name)
{
    const char *slash = strrchr(o->output, '/');
    const int folder = slash ? (int)(slash + 1 - o->output) : 0;
    return arena_printf(p->session->arena, "%.*s%s", folder, o->output, name);
}

static bool ends_in_nn(const char *name)
{
    const size_t n = strlen(name);
    return n > 3 && !strcmp(name + n - 3, ".nn");
}

/* Text of `.nn` in its one layout; it is read for that, so that a fault of the writer is found here. NULL after a diagnostic. */
static const char *lay_out(Pipeline *p, const char *name, const char *text, size_t *n)
{
    const SourceFile *file = sources_add(p->session->sources, name, text, *n);
    const AstFile *tree = file ? parse_file(p->session, file) : NULL;
    return tree && !diags_errors(p->session->diags) ? format_file(p->session, tree, n) : NULL;
}

static bool write_file(Pipeline *p, const Options *o, const WrittenFile *file, bool nn)
{
    size_t n;
    const char *text = emitter_text(file->text, &n);
    if (nn || (file->name && ends_in_nn(file->name)))
        text = lay_out(p, file->name ? file->name : to_stdout(o) ? "-" : o->output, text, &n);
    if (!text || !file->name)
        return text && pipeline_write(p, o, text, n);
    const char *path = path_beside(p, o, file->name);
    return pipeline_keeps_sources(p, path) && toolchain_write(p->session, path, text, n);
}

/* Does one of the documents that come with nnc declare it? */
static bool is_core_type(const char *name)
{
    static const char start[] = "<ComponentType name=\"";
    const size_t n = strlen(name);
    for (size_t i = 0; i < core_types_count; i++)
        for (const char *at = core_types[i].text; (at = strstr(at, start));) {
            at += sizeof start - 1;
            if (!strncmp(at, name, n) && at[n] == '"')
                return true;
        }
    return false;
}

typedef struct Drawer {
    Pipeline *p;
    const Options *o;
} Drawer;

static bool draw(void *context)
{
    const Drawer *d = context;
    return draw_network(d->p, d->o);
}

static bool convert(Pipeline *p, const Options *o)
{
    Drawer drawer = {p, o};
    const Writer *writer = choose_writer(p, o);
    if (!writer || !pipeline_parse(p, o->arguments.v[0]) || !pipeline_elaborate(p, o, true) ||
        (!to_stdout(o) && !pipeline_keeps_sources(p, o->output)))
        return false;
    static const WriterWords words = {lex_keyword, lex_is_hard_keyword, nn_is_builtin};
    Writing w = {.module = p->module,
                 .base = to_stdout(o) ? NULL : compilation_name(p, o->output),
                 .words = &words,
                 .draw = draw,
                 .context = &drawer,
                 .is_core_type = is_core_type};
    if (!writer->write(&w))
        return false;
    bool ok = true;
    for (uint32_t i = w.files.n; ok && i-- > 0;) /* the one that names the others comes last */
        ok = write_file(p, o, &w.files.v[i], !strcmp(writer->name, "nn"));
    return ok;
}

int cmd_convert(const Options *options)
{
    return pipeline_run(options, convert, NULL);
}
