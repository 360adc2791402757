/* nnc new: a model to start from. */
#include "frontend/driver/commands.h"
#include "ir/base/embedded.h"

#include <errno.h>
#include <string.h>

int cmd_new(const Options *options)
{
    const char *name = options->arguments.v[0];
    const size_t len = strlen(name);
    const bool has_suffix = len > 3 && !strcmp(name + len - 3, ".nn");
    char path[4096];
    if (len + sizeof ".nn" > sizeof path) {
        fprintf(stderr, "nnc: the name is too long\n");
        return EXIT_USAGE;
    }
    snprintf(path, sizeof path, "%s%s", name, has_suffix ? "" : ".nn");
    FILE *out = fopen(path, "wx"); /* never over a model that is there */
    if (!out) {
        fprintf(stderr, "nnc: cannot write %s: %s\n", path, strerror(errno));
        return EXIT_FILES;
    }
    const EmbeddedFile *model = &new_models[0];
    const bool written = fwrite(model->text, 1, model->len, out) == model->len;
    if (fclose(out) || !written) {
        fprintf(stderr, "nnc: cannot write %s: %s\n", path, strerror(errno));
        return EXIT_FILES;
    }
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    printf("wrote %s; compile and run it:\n    nnc %s\n    ./%.*s\n", path, path,
           (int)strlen(base) - 3, base);
    return EXIT_OK;
}
