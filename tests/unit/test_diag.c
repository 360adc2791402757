/* Diagnostics: what people, tests and programs are shown. Codes are those of diag.def that come first. */
#include "ir/base/session.h"
#include "tests/unit/check.h"

#include <stdlib.h>

typedef struct Shown {
    char text[8192];
} Shown;

static Span span_of(const SourceFile *file, const char *what)
{
    const char *at = strstr(file->text, what);
    const uint32_t lo = file->base + (uint32_t)(at - file->text);
    return (Span){lo, lo + (uint32_t)strlen(what)};
}

static const char *render(Session *s, DiagOptions options, Shown *shown)
{
    FILE *out = tmpfile();
    diags_set_options(s->diags, options);
    diags_render(s->diags, out);
    rewind(out);
    const size_t n = fread(shown->text, 1, sizeof shown->text - 1, out);
    shown->text[n] = '\0';
    fclose(out);
    return shown->text;
}

static const SourceFile *add(Session *s, const char *name, const char *text)
{
    return sources_add(s->sources, name, text, strlen(text));
}

static const DiagOptions human = {.format = DIAG_FORMAT_HUMAN};

static void test_lines_with_labels(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    Shown shown;
    const SourceFile *f =
        add(s, "brunel.nn",
            "cell A:\n    tau_m = 20 ms\n  equations:\n    dv/dt = -(v - E_L) + R*I / tau_m\n");
    Diag *g =
        diag(s->diags, DIAG_NNC0101, span_of(f, "-(v - E_L)"), "units do not agree: %s", "mV");
    diag_label(s->diags, g, "this term is mV");
    diag_note(s->diags, g, span_of(f, "R*I / tau_m"), "this term is mV/ms");
    diag_note(s->diags, g, span_of(f, "tau_m = 20 ms"), "tau_m has unit ms");
    diag_note(s->diags, g, NOWHERE, "a remark\nof two lines\n");
    diag_help(s->diags, g, "write (-(v - E_L) + R*I) / tau_m");
    CHECK_EQ_STR(render(s, human, &shown),
                 "error[NNC0101]: units do not agree: mV\n"
                 "  --> brunel.nn:4:13\n"
                 "   |\n"
                 " 2 |     tau_m = 20 ms\n"
                 "   |     ------------- tau_m has unit ms\n"
                 " 3 |   equations:\n"
                 " 4 |     dv/dt = -(v - E_L) + R*I / tau_m\n"
                 "   |             ^^^^^^^^^^   ----------- this term is mV/ms\n"
                 "   |             this term is mV\n"
                 "   = note: a remark\n"
                 "     of two lines\n"
                 "   = help: write (-(v - E_L) + R*I) / tau_m\n"
                 "\n");
    CHECK_EQ_INT(diags_errors(s->diags), 1);
    CHECK_EQ_INT(diags_exit_code(s->diags), 1);
    CHECK_EQ_STR(render(s, human, &shown), "");
    session_free(s);
}

static void test_two_files_and_gaps(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    Shown shown;
    const SourceFile *a = add(s, "a.nn", "use(x)\n2\n3\n4\ny\n"), *b = add(s, "b.nn", "x = 1\n");
    Diag *g = diag(s->diags, DIAG_NNC0101, span_of(a, "y"), "m");
    diag_note(s->diags, g, span_of(a, "x"), "used here");
    diag_note(s->diags, g, span_of(b, "x = 1"), "set here");
    diag_fix(s->diags, g, span_of(a, "y"), "z");
    CHECK_EQ_STR(render(s, human, &shown), "error[NNC0101]: m\n"
                                           "  --> a.nn:5:1\n"
                                           "   |\n"
                                           " 1 | use(x)\n"
                                           "   |     - used here\n"
                                           "...\n"
                                           " 5 | y\n"
                                           "   | ^\n"
                                           "  ::: b.nn:1:1\n"
                                           "   |\n"
                                           " 1 | x = 1\n"
                                           "   | ----- set here\n"
                                           "   = help: write z\n"
                                           "\n");
    session_free(s);
}

static void test_strange_characters(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    Shown shown;
    const SourceFile *f =
        add(s, "x\x1b.nn", "\tv = \xE6\xBC\xA2\xE5\xAD\x97 + \"\xE2\x80\xAE\x07\xFF\" + bad\n");
    Diag *g =
        diag(s->diags, DIAG_NNC0101, span_of(f, "bad"), "name '%s'", "a\x1b[2J\n\xE2\x80\xAE");
    diag_label(s->diags, g, "here");
    CHECK_EQ_STR(render(s, human, &shown),
                 "error[NNC0101]: name 'a\\u001b[2J\\u000a\\u202e'\n"
                 "  --> x\\u001b.nn:1:19\n"
                 "   |\n"
                 " 1 |         v = \xE6\xBC\xA2\xE5\xAD\x97 + \"\\u202e\\u0007\\xff\" + bad\n"
                 "   |                                         ^^^ here\n"
                 "\n");
    session_free(s);
}

/* Spans over lines, at the end of the file, and empty ones get a caret in their first line. */
static void test_edges_of_spans(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    Shown shown;
    const SourceFile *f = add(s, "e.nn", "a = (\nb)");
    const uint32_t end = f->base + f->len;
    diag(s->diags, DIAG_NNC0101, (Span){end, end}, "at the end");
    diag(s->diags, DIAG_NNC0101, span_of(f, "(\nb)"), "over lines");
    diag(s->diags, DIAG_NNC0101, NOWHERE, "nowhere");
    CHECK_EQ_STR(render(s, human, &shown), "error[NNC0101]: nowhere\n\n"
                                           "error[NNC0101]: over lines\n"
                                           "  --> e.nn:1:5\n"
                                           "   |\n"
                                           " 1 | a = (\n"
                                           "   |     ^\n\n"
                                           "error[NNC0101]: at the end\n"
                                           "  --> e.nn:2:3\n"
                                           "   |\n"
                                           " 2 | b)\n"
                                           "   |   ^\n\n"
                                           "3 errors\n");
    session_free(s);
}

static size_t longest_line(const char *text)
{
    size_t most = 0;
    while (*text) {
        const size_t n = strcspn(text, "\n");
        most = n > most ? n : most;
        text += n + (text[n] == '\n');
    }
    return most;
}

static void test_long_lines_are_cut(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    Shown shown;
    char *line = calloc(1, 100001);
    memset(line, 'x', 100000);
    memcpy(line + 50000, "HERE", 4);
    const SourceFile *f = add(s, "long.nn", line);
    static const unsigned widths[] = {0, 1, 80, 100000};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        diag(s->diags, DIAG_NNC0101, span_of(f, "HERE"), "%.5000s", line);
        DiagOptions options = human;
        options.width = widths[i];
        const char *text = render(s, options, &shown);
        const char *source = strstr(text, "HERE"), *caret = strstr(text, "^^^^");
        CHECK(source && caret);
        const char *source_line = strstr(text, " 1 |"), *caret_line = strstr(source, "\n   |");
        CHECK_EQ_INT(source - source_line, caret - caret_line - 1);
        CHECK(longest_line(source_line) <= 206);
        CHECK(longest_line(text) < 700);
    }
    free(line);
    session_free(s);
}

static void test_limit_and_repeats(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    Shown shown;
    const SourceFile *f = add(s, "m.nn", "abcdef\n");
    const DiagOptions options = {.format = DIAG_FORMAT_HUMAN, .error_limit = 2};
    diags_set_options(s->diags, options);
    for (uint32_t i = 0; i < 5; i++) {
        Diag *g = diag(s->diags, DIAG_NNC0101, (Span){f->base + i, f->base + i + 1}, "m");
        CHECK((g != NULL) == (i < 2));
        diag_label(s->diags, g, "a");
        diag_note(s->diags, g, NOWHERE, "b");
        diag_help(s->diags, g, "c");
        diag_fix(s->diags, g, NOWHERE, "d");
    }
    CHECK(!diag(s->diags, DIAG_NNC0101, (Span){f->base, f->base + 1}, "m"));
    CHECK_EQ_INT(diags_errors(s->diags), 5);
    CHECK(strstr(render(s, options, &shown), "3 more messages left out") != NULL);
    CHECK(strstr(shown.text, "\n5 errors\n") != NULL);
    session_free(s);
}

static void test_formats_for_programs(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    Shown shown;
    const SourceFile *f = add(s, "q\".nn", "a\n\xC2\xB5 b\n");
    diag(s->diags, DIAG_NNC0101, span_of(f, "b"), "second");
    diag(s->diags, DIAG_NNC0101, span_of(f, "a"), "first");
    CHECK_EQ_STR(render(s, (DiagOptions){.format = DIAG_FORMAT_TEST}, &shown),
                 "q\".nn:1:1: error NNC0101: first\nq\".nn:2:3: error NNC0101: second\n");
    Diag *g = diag(s->diags, DIAG_NNC0101, span_of(f, "b"), "tab\there \xFF");
    diag_note(s->diags, g, span_of(f, "a"), "label");
    diag_note(s->diags, g, NOWHERE, "remark");
    diag_fix(s->diags, g, span_of(f, "b"), "c\\");
    CHECK_EQ_STR(render(s, (DiagOptions){.format = DIAG_FORMAT_JSON}, &shown),
                 "{\"code\":\"NNC0101\",\"level\":\"error\",\"message\":\"tab\\u0009here "
                 "\\ufffd\",\"spans\":["
                 "{\"file\":\"q\\\".nn\",\"line\":2,\"column\":3,\"end_line\":2,\"end_column\":4,"
                 "\"offset\":5,"
                 "\"length\":1,\"primary\":true,\"label\":\"\"},"
                 "{\"file\":\"q\\\".nn\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":2,"
                 "\"offset\":0,"
                 "\"length\":1,\"primary\":false,\"label\":\"label\"}],\"notes\":[\"remark\"],"
                 "\"help\":[],\"fixes\":["
                 "{\"file\":\"q\\\".nn\",\"line\":2,\"column\":3,\"end_line\":2,\"end_column\":4,"
                 "\"offset\":5,"
                 "\"length\":1,\"replacement\":\"c\\\\\"}],\"docs\":\"docs/errors/NNC0101.md\"}\n");
    session_free(s);
}

int main(void)
{
    Check check[1] = {{0}};
    test_lines_with_labels(check);
    test_two_files_and_gaps(check);
    test_strange_characters(check);
    test_edges_of_spans(check);
    test_long_lines_are_cut(check);
    test_limit_and_repeats(check);
    test_formats_for_programs(check);
    return check_report(check);
}
