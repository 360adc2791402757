/* Files of models as modules of the IR. */
#include "tests/convert/read_model.h"

IrModule *read_model(Compilation *c, int argc, char **argv)
{
    const char *folders[16], *error;
    size_t n = 0;
    for (int i = 2; i + 1 < argc && n < 16; i += 2)
        folders[n++] = argv[i + 1];
    if (!compilation_open(c, (Limits){0}))
        return NULL;
    const SourceFile *source = sources_load(c->session->sources, argv[1], &error);
    const ElabOptions options = {
        .module_name = "model", .check_only = true, .folders = folders, .n_folders = n};
    if (source && compilation_parse(c, source) && compilation_elaborate(c, &options))
        return c->module;
    diags_render(c->session->diags, stderr);
    return NULL;
}
