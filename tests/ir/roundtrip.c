/* Reads a text of the intermediate representation, verifies it, prints it, reads that again and
   compares. Usage: roundtrip FILE; `--print FILE` shows the printed text; `--flat FILE` does the
   same with the flat form of its cells; `--errors FILE` expects mistakes and prints them a line
   each. Exit status 0 when all is as it should be. */
#include "ir/pass/flatten.h"
#include "ir/text.h"
#include "ir/verify.h"

#include <string.h>

typedef void Print(Emitter *e, const IrModule *m);

static const char *print(Session *s, const IrModule *m, Print *print_module, size_t *len)
{
    Emitter *e = emitter_new(s->arena, 4);
    print_module(e, m);
    return emitter_text(e, len);
}

static int complain(Session *s, const char *message)
{
    diags_render(s->diags, stderr);
    fprintf(stderr, "%s\n", message);
    return 1;
}

/* What is printed reads as the same module, and prints as the same text again. */
static const char *difference_by(Session *s, const IrModule *m, Print *print_module)
{
    size_t len, again_len;
    const char *text = print(s, m, print_module, &len);
    const IrModule *again = ir_read_module(s, sources_add(s->sources, "printed", text, len));
    if (!again)
        return "what was printed cannot be read";
    const char *second = print(s, again, print_module, &again_len);
    if (!ir_module_equal(m, again))
        return "what was printed reads as another module";
    return len != again_len || memcmp(text, second, len) ? "the second print differs" : NULL;
}

static const char *difference(Session *s, const IrModule *m)
{
    const char *plain = difference_by(s, m, ir_print_module);
    return plain ? plain : difference_by(s, m, ir_print_lossless);
}

/* Printing before and after verification differ in what typing infers, so both are compared; typing
   twice changes nothing. */
static int check(Session *s, IrModule *m)
{
    const char *before = difference(s, m);
    if (before)
        return complain(s, before);
    if (!ir_verify(m) || !ir_verify(m))
        return complain(s, "does not verify");
    const char *after = difference(s, m);
    return after ? complain(s, after) : 0;
}

/* The cells of a module, flat. */
static IrModule *flat_module(Session *s, IrModule *m)
{
    IrModule *flat = ir_module_new(s, "flat");
    if (!ir_verify(m))
        return NULL;
    for (uint32_t i = 0; i < m->models.n; i++) {
        if (m->models.v[i]->role != IR_CELL)
            continue;
        IrModel *cell = ir_flatten(m, m->models.v[i], NULL, 0);
        VEC_PUSH(flat->arena, &flat->models, cell);
        ir_register(flat, cell->name, cell);
    }
    return flat;
}

static int check_text(Session *s, const SourceFile *file, const char *option)
{
    size_t len;
    IrModule *m = ir_read_module(s, file);
    if (m && !strcmp(option, "--flat"))
        m = flat_module(s, m);
    if (!m)
        return complain(s, "cannot be read");
    if (!strcmp(option, "--print"))
        fputs(print(s, m, ir_print_module, &len), stdout);
    return check(s, m);
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
    const char *option = argc == 3 ? argv[1] : "";
    if (argc != 2 && argc != 3)
        return 2;
    Session *s = session_new(NULL, NULL, (Limits){0});
    if (!s)
        return 2;
    const SourceFile *file = sources_load(s->sources, argv[argc - 1], &error);
    int result = 2;
    if (!file)
        fprintf(stderr, "%s\n", error);
    else if (!strcmp(option, "--errors"))
        result = expect_errors(s, file);
    else
        result = check_text(s, file, option);
    session_free(s);
    return result;
}
