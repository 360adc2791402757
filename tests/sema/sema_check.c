/* Runner of the tests of elaboration.

   `sema_check ok FILE.nn LIBRARY.nn...`: it elaborates without a message; the module equals its text
   read back; each comment `#= text` is found in that text.

   `sema_check bad FILE.nn LIBRARY.nn...`: it gives exactly the messages in its comments
   `# error NNC0401: text` and `# warning NNC0261: text`, on their lines.

   `sema_check text FILE.nn LIBRARY.nn...` prints the text, or the messages. */
#include "frontend/elaborate.h"
#include "frontend/parse.h"
#include "ir/text.h"
#include "ir/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIBRARY_MAX = 64 };

static _Noreturn void out_of_memory(void *context, size_t wanted, size_t in_use)
{
    (void)context;
    fprintf(stderr, "out of memory: %zu bytes more than %zu\n", wanted, in_use);
    exit(5);
}

static int fail(const char *what, const char *text)
{
    fprintf(stderr, "%s\n%s\n", what, text);
    return 1;
}

static const SourceFile *load(Session *s, const char *path)
{
    const char *error = NULL;
    const SourceFile *file = sources_load(s->sources, path, &error);
    if (!file) {
        fprintf(stderr, "%s\n", error);
        exit(4);
    }
    return file;
}

static const char *text_of(Session *s, const IrModule *m)
{
    Emitter *e = emitter_new(s->arena, 4);
    ir_print_module(e, m);
    return emitter_text(e, NULL);
}

/* ---- ok ---- */

static int check_wanted(const SourceFile *source, const char *text)
{
    static const char mark[] = "#= ";
    for (const char *p = strstr(source->text, mark); p; p = strstr(p + 1, mark)) {
        const char *from = p + sizeof mark - 1;
        char wanted[400];
        snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(from, "\r\n"), from);
        if (!strstr(text, wanted)) {
            fprintf(stderr, "not in the text: %s\n", wanted);
            return fail("--- the text", text);
        }
    }
    return 0;
}

static int check_ok(Session *s, const SourceFile *source, IrModule *m)
{
    const bool quiet = m && ir_verify(m) && !diags_warnings(s->diags);
    if (!quiet) {
        diags_render(s->diags, stderr);
        return fail("a message where none was expected", "");
    }
    const char *text = text_of(s, m);
    IrModule *again = ir_read_module(s, sources_add(s->sources, "text.ir", text, strlen(text)));
    if (!again) {
        diags_render(s->diags, stderr);
        return fail("the text cannot be read back", text);
    }
    if (!ir_module_equal(m, again))
        return fail("the text read back is another module", text);
    return check_wanted(source, text);
}

/* ---- bad ---- */

/* "LINE: error NNC0401: text" of each message, without file and column. */
static const char *messages(Session *s, const char *name)
{
    char *text = NULL;
    size_t len = 0;
    FILE *memory = open_memstream(&text, &len);
    if (!memory)
        exit(5);
    diags_render(s->diags, memory);
    fclose(memory);
    const char *out = "";
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        const size_t n = strcspn(line, "\n"), skip = strlen(name) + 1;
        unsigned row = 0, column = 0;
        int used = 0;
        if (!strncmp(line, name, skip - 1) &&
            sscanf(line + skip, "%u:%u:%n", &row, &column, &used) == 2)
            out = arena_printf(s->arena, "%s%u:%.*s\n", out, row, (int)(n - skip) - used,
                               line + skip + used);
        else
            out = arena_printf(s->arena, "%s%.*s\n", out, (int)n, line);
    }
    free(text);
    return out;
}

static const char *expected(Session *s, const SourceFile *source)
{
    static const char *const MARKS[] = {"# error NNC", "# warning NNC"};
    const char *out = "";
    unsigned row = 1;
    for (const char *line = source->text; *line; row++) {
        const size_t n = strcspn(line, "\n");
        const char *copy = arena_strndup(s->arena, line, n);
        for (size_t k = 0; k < 2; k++) {
            const char *found = strstr(copy, MARKS[k]);
            if (found)
                out = arena_printf(s->arena, "%s%u: %s\n", out, row, found + 2);
        }
        line += n + (line[n] == '\n');
    }
    return out;
}

static int check_bad(Session *s, const SourceFile *source, IrModule *m)
{
    if (m && diags_errors(s->diags) == 0)
        ir_verify(m);
    const char *want = expected(s, source), *got = messages(s, source->name);
    if (!*want || strcmp(want, got) != 0) {
        fprintf(stderr, "--- expected\n%s--- got\n%s", want, got);
        return 1;
    }
    return 0;
}

/* ---- */

int main(int argc, char **argv)
{
    if (argc < 3 || argc > LIBRARY_MAX) {
        fprintf(stderr, "usage: sema_check ok|bad|text FILE.nn LIBRARY.nn...\n");
        return 2;
    }
    Session *s = session_new(out_of_memory, NULL, (Limits){.steps = 1000000});
    const bool ok = !strcmp(argv[1], "ok");
    if (!ok)
        diags_set_options(s->diags, (DiagOptions){.format = DIAG_FORMAT_TEST, .error_limit = 100});
    const AstFile *library[LIBRARY_MAX];
    for (int i = 3; i < argc; i++)
        library[i - 3] = parse_file(s, load(s, argv[i]));
    const SourceFile *source = load(s, argv[2]);
    const AstFile *program = parse_file(s, source);
    const ElabOptions options = {.module_name = "test"};
    IrModule *m = nn_elaborate(s, program, library, (size_t)argc - 3, &options);
    int failed = 0;
    if (ok)
        failed = check_ok(s, source, m);
    else if (!strcmp(argv[1], "bad"))
        failed = check_bad(s, source, m);
    else if (m)
        fputs(text_of(s, m), stdout);
    else
        fputs(messages(s, source->name), stdout);
    session_free(s);
    return failed;
}
