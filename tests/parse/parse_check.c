/* Runner of the parser's tests.

       parse_check ok FILE.nn        parses; formatting keeps the tree and is idempotent
       parse_check bad FILE.nn       gives exactly the expected errors
       parse_check blocks FILE.md    every block ```nn of a text is ok
       parse_check dump FILE.nn      prints the tree
       parse_check format FILE.nn    prints the formatted text
       parse_check errors FILE.nn    prints the errors as FILE.expect holds them

   Expected errors: comments `# error NNC0101: text` on their lines, or FILE.expect with a line
   each, `LINE:COLUMN: error NNC0101: text`, where a comment cannot stand. */
#include "frontend/ast_print.h"
#include "frontend/format.h"
#include "frontend/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void *context, size_t wanted, size_t in_use)
{
    (void)context;
    fprintf(stderr, "out of memory: %zu bytes more than %zu\n", wanted, in_use);
    exit(5);
}

static int differ(const char *what, const char *want, const char *got)
{
    fprintf(stderr, "%s\n--- expected\n%s\n--- got\n%s\n", what, want, got);
    return 1;
}

static const char *dump(Session *s, const AstFile *file)
{
    const char *text = ast_print_file(s->arena, file, NULL);
    return text ? text : "";
}

/* ---- ok ---- */

static int check_ok(Session *s, const SourceFile *source)
{
    const AstFile *file = parse_file(s, source);
    if (file->errors) {
        diags_render(s->diags, stderr);
        return 1;
    }
    size_t len, again_len;
    const char *text = format_file(s, file, &len);
    const AstFile *formatted = parse_file(s, sources_add(s->sources, "formatted.nn", text, len));
    if (formatted->errors) {
        diags_render(s->diags, stderr);
        return differ("the formatted text does not parse", "", text);
    }
    if (strcmp(dump(s, file), dump(s, formatted)) != 0)
        return differ("formatting changed the meaning", dump(s, file), dump(s, formatted));
    const char *again = format_file(s, formatted, &again_len);
    if (again_len != len || memcmp(text, again, len) != 0)
        return differ("formatting twice is not formatting once", text, again);
    if (file->comments.n != formatted->comments.n)
        return differ("formatting lost a comment", "", text);
    return 0;
}

/* Each block between ```nn and ```. */
static int check_blocks(Session *s, const SourceFile *source)
{
    static const char opening[] = "```nn\n", closing[] = "\n```";
    int blocks = 0, failed = 0;
    for (const char *p = source->text; (p = strstr(p, opening)) != NULL; blocks++) {
        p += sizeof opening - 1;
        const char *end = strstr(p, closing);
        if (!end)
            return differ("a block without an end", closing, p);
        failed |= check_ok(s, sources_add(s->sources, source->name, p, (size_t)(end + 1 - p)));
        p = end;
    }
    return blocks ? failed : differ("no blocks", opening, "");
}

/* ---- bad ---- */

static const char *render(Session *s, const char *name)
{
    char *text = NULL, *out;
    size_t len = 0;
    FILE *memory = open_memstream(&text, &len);
    if (!memory)
        return "";
    diags_set_options(s->diags, (DiagOptions){.format = DIAG_FORMAT_TEST, .error_limit = 100});
    diags_render(s->diags, memory);
    fclose(memory);
    out = arena_alloc(s->arena, len + 1);
    char *to = out;
    const size_t skip = strlen(name) + 1; /* "NAME:" */
    for (const char *line = text; *line;) {
        const char *end = strchr(line, '\n');
        const char *from = strncmp(line, name, skip - 1) ? line : line + skip;
        const size_t n = (size_t)(end + 1 - from);
        memcpy(to, from, n);
        to += n;
        line = end + 1;
    }
    *to = '\0';
    free(text);
    return out;
}

/* `LINE:COLUMN: error ...` without the columns, which inline comments do not state. */
static char *without_columns(Arena *a, const char *text)
{
    char *out = arena_strndup(a, text, strlen(text)), *to = out;
    for (const char *line = text; *line;) {
        const char *end = strchr(line, '\n'), *colon = strchr(line, ':');
        const char *second = colon && colon < end ? strchr(colon + 1, ':') : NULL;
        const size_t head = colon ? (size_t)(colon - line) : 0;
        if (second && second < end) {
            memmove(to, line, head);
            to += head;
            line = second;
        }
        memmove(to, line, (size_t)(end + 1 - line));
        to += end + 1 - line;
        line = end + 1;
    }
    *to = '\0';
    return out;
}

/* The expectations in the comments of the text. */
static char *expected_inline(Session *s, const SourceFile *source)
{
    static const char mark[] = "# error NNC";
    char *out = arena_printf(s->arena, "%s", "");
    unsigned line = 1;
    for (const char *p = source->text, *end = p + source->len; p < end; line++) {
        const size_t n = strcspn(p, "\r\n");
        for (const char *q = p; q + sizeof mark < p + n; q++) {
            if (!strncmp(q, mark, sizeof mark - 1)) {
                out =
                    arena_printf(s->arena, "%s%u: %.*s\n", out, line, (int)(p + n - q - 2), q + 2);
                break;
            }
        }
        p += n;
        p += p < end && p[0] == '\r' && p[1] == '\n' ? 2 : 1;
    }
    return out;
}

static const char *read_expect_file(Session *s, const char *path)
{
    const char *error;
    const char *dot = strrchr(path, '.');
    const SourceFile *f = sources_load(
        s->sources, arena_printf(s->arena, "%.*s.expect", (int)(dot - path), path), &error);
    return f ? f->text : NULL;
}

static int check_bad(Session *s, const SourceFile *source)
{
    const AstFile *file = parse_file(s, source);
    const char *got = render(s, source->name), *want = read_expect_file(s, source->name);
    if (!want) {
        want = expected_inline(s, source);
        got = without_columns(s->arena, got);
    }
    if (!file->errors || !*want)
        return differ("no error, or none expected", want, got);
    return strcmp(want, got) ? differ("the errors are not those expected", want, got) : 0;
}

/* ---- */

static int print(Session *s, const char *mode, const SourceFile *source)
{
    const AstFile *file = parse_file(s, source);
    size_t len;
    if (!strcmp(mode, "errors"))
        fputs(render(s, source->name), stdout);
    else if (file->errors)
        diags_render(s->diags, stderr);
    else if (!strcmp(mode, "dump"))
        fputs(dump(s, file), stdout);
    else
        fputs(format_file(s, file, &len), stdout);
    return file->errors != 0;
}

int main(int argc, char **argv)
{
    const char *error;
    if (argc != 3) {
        fprintf(stderr, "usage: parse_check ok|bad|blocks|dump|format|errors FILE.nn\n");
        return 2;
    }
    Session *s = session_new(out_of_memory, NULL, (Limits){0});
    const SourceFile *source = s ? sources_load(s->sources, argv[2], &error) : NULL;
    if (!source) {
        fprintf(stderr, "%s\n", s ? error : "out of memory");
        return 4;
    }
    const int failed = !strcmp(argv[1], "ok")       ? check_ok(s, source)
                       : !strcmp(argv[1], "bad")    ? check_bad(s, source)
                       : !strcmp(argv[1], "blocks") ? check_blocks(s, source)
                                                    : print(s, argv[1], source);
    session_free(s);
    return failed;
}
