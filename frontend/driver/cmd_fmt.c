/* nnc fmt: rewrites models in the one layout, or says where they differ from it. */
#include "codegen/toolchain.h"
#include "frontend/driver/commands.h"
#include "frontend/driver/pipeline.h"
#include "frontend/format.h"

#include <string.h>

static void report_difference(Pipeline *p, const char *text)
{
    const SourceFile *file = p->source;
    uint32_t same = 0;
    while (same < file->len && text[same] == file->text[same])
        same++;
    Diags *diags = p->session->diags;
    Diag *g = diag(diags, DIAG_NNC0704, (Span){file->base + same, file->base + same},
                   "the layout is not that of nnc fmt");
    diag_help(diags, g, "nnc fmt %s", file->name);
}

static bool format(Pipeline *p, const Options *options)
{
    const char *path = options->output ? options->output : options->arguments.v[0];
    if (!pipeline_parse(p, options->arguments.v[0]) || !pipeline_has_tree(p))
        return false;
    size_t len;
    const char *text = format_file(p->session, p->ast, &len);
    const bool same = len == p->source->len && !memcmp(text, p->source->text, len);
    if (options->check) {
        if (!same)
            report_difference(p, text);
        return same;
    }
    if (!strcmp(path, "-"))
        return fwrite(text, 1, len, stdout) == len;
    return (same && !options->output) || toolchain_write(p->session, path, text, len);
}

/* Returns the worst exit code of all files. */
int cmd_fmt(const Options *options)
{
    int worst = EXIT_OK;
    if (options->output && options->arguments.n > 1) {
        fprintf(stderr, "nnc: -o takes the text of one model, not of %u\n", options->arguments.n);
        return EXIT_USAGE;
    }
    for (uint32_t i = 0; i < options->arguments.n; i++) {
        Options one = *options;
        one.arguments = (TextList){&options->arguments.v[i], 1, 1};
        const int exit_code = pipeline_run(&one, format, NULL);
        worst = exit_code > worst ? exit_code : worst;
    }
    return worst;
}
