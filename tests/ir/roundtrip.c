/* Reads a text of the intermediate representation, verifies it, prints it, reads that again and
   compares. Usage: roundtrip FILE; `roundtrip --print FILE` shows the printed text; `roundtrip
   --errors FILE` expects mistakes and prints them a line each. Exit status 0 when all is as it
   should be. */
#include "ir/text.h"
#include "ir/verify.h"

#include <string.h>

static const char *print(Session *s, const IrModule *m, size_t *len)
{
    Emitter *e = emitter_new(s->arena, 4);
    ir_print_module(e, m);
    return emitter_text(e, len);
}

static int complain(Session *s, const char *message)
{
    diags_render(s->diags, stderr);
    fprintf(stderr, "%s\n", message);
    return 1;
}

/* Printing before and after verification differ in what typing infers, so both are compared. */
static int check(Session *s, const SourceFile *file, bool show)
{
    size_t len, again_len;
    IrModule *m = ir_read_module(s, file);
    if (!m)
        return complain(s, "cannot be read");
    for (int verified = 0; verified < 2; verified++) {
        if (verified && !(ir_verify(m) && ir_verify(m))) /* typing twice changes nothing */
            return complain(s, "does not verify");
        const char *text = print(s, m, &len);
        if (show && !verified)
            fputs(text, stdout);
        IrModule *again = ir_read_module(s, sources_add(s->sources, "printed", text, len));
        if (!again)
            return complain(s, "what was printed cannot be read");
        const char *second = print(s, again, &again_len);
        if (!ir_module_equal(m, again))
            return complain(s, "what was printed reads as another module");
        if (len != again_len || memcmp(text, second, len))
            return complain(s, "the second print differs from the first");
    }
    return 0;
}

static int expect_errors(Session *s, const SourceFile *file)
{
    diags_set_options(s->diags, (DiagOptions){.format = DIAG_FORMAT_TEST});
    IrModule *m = ir_read_module(s, file);
    if (m)
        ir_verify(m);
    const unsigned errors = diags_errors(s->diags);
    diags_render(s->diags, stdout);
    return errors == 0;
}

int main(int argc, char **argv)
{
    const char *error = NULL;
    const bool option = argc == 3;
    if (argc != 2 && argc != 3)
        return 2;
    Session *s = session_new(NULL, NULL, (Limits){0});
    if (!s)
        return 2;
    const SourceFile *file = sources_load(s->sources, argv[argc - 1], &error);
    int result = 2;
    if (!file)
        fprintf(stderr, "%s\n", error);
    else if (option && !strcmp(argv[1], "--errors"))
        result = expect_errors(s, file);
    else
        result = check(s, file, option);
    session_free(s);
    return result;
}
