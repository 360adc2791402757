/* Reads a text of kernels, verifies it, prints it, reads that again and compares. Usage: kernel_check FILE;
   `--errors FILE` expects mistakes and prints them a line each. Exit status 0 when all is as it should be. */
#include "ir/kernel_text.h"

#include <string.h>

static bool check(Session *s, const KClasses *classes)
{
    for (uint32_t i = 0; i < classes->n; i++) {
        const char *wrong = kernel_check_round_trip(s, classes->v[i]);
        if (wrong)
            fprintf(stderr, "%s: %s\n", classes->v[i]->name->s, wrong);
        if (wrong || !kernel_verify(s, classes->v[i]))
            return false;
    }
    return true;
}

static bool check_text(Session *s, const SourceFile *file, bool errors)
{
    KClasses classes = {0};
    if (errors)
        diags_set_options(s->diags, (DiagOptions){.format = DIAG_FORMAT_TEST});
    const bool fine =
        kernel_read(s, file, &classes) && check(s, &classes) && kernel_is_text(file) && classes.n;
    diags_render(s->diags, errors ? stdout : stderr);
    return fine != errors;
}

int main(int argc, char **argv)
{
    const char *error = NULL;
    if (argc != 2 && argc != 3)
        return 2;
    Session *s = session_new(NULL, NULL, (Limits){0});
    if (!s)
        return 2;
    const SourceFile *file = sources_load(s->sources, argv[argc - 1], &error);
    if (!file)
        fprintf(stderr, "%s\n", error);
    const bool fine = file && check_text(s, file, argc == 3 && !strcmp(argv[1], "--errors"));
    session_free(s);
    return fine ? 0 : 1;
}
