/* Collecting diagnostics: codes, counts, the limit, order. Rendering is in diag_human.c and
 * diag_json.c. */
#include "ir/base/diag.h"

#include "ir/base/diag_list.h"
#include "ir/base/display.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { ERRORS_DEFAULT = 20, MESSAGE_COLUMNS = 600 };

typedef struct CodeFacts {
    const char *name, *title;
    DiagSeverity severity;
    int exit_code;
} CodeFacts;

#define SEVERITY_NOTE    DIAG_NOTE
#define SEVERITY_WARNING DIAG_WARNING
#define SEVERITY_ERROR   DIAG_ERROR
static const CodeFacts codes[DIAG_COUNT] = {
#define DIAG(code, severity, exit_code, title) {#code, title, SEVERITY_##severity, exit_code},
#include "ir/base/diag.def"
#undef DIAG
};

const char *diag_code_name(DiagCode code)
{
    return codes[code].name;
}

const char *diag_code_title(DiagCode code)
{
    return codes[code].title;
}

const char *diag_severity_name(DiagSeverity severity)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[severity];
}

Diags *diags_new(Arena *a, const Sources *sources)
{
    Diags *d = ARENA_NEW(a, Diags);
    d->arena = a;
    d->sources = sources;
    return d;
}

void diags_set_options(Diags *d, DiagOptions options)
{
    d->options = options;
}

/* A later error of the same kind at the same place says nothing new. */
static bool is_repeated(const Diags *d, DiagCode code, Span at, const char *message)
{
    for (uint32_t i = 0; i < d->list.n; i++) {
        const Diag *g = d->list.v[i];
        if (g->code == code && g->at.lo == at.lo && g->at.hi == at.hi &&
            !strcmp(g->message, message))
            return true;
    }
    return false;
}

static DiagSeverity severity_of(const Diags *d, DiagCode code)
{
    const DiagSeverity severity = codes[code].severity;
    return severity == DIAG_WARNING && d->options.warnings_are_errors ? DIAG_ERROR : severity;
}

static void count(Diags *d, DiagCode code, DiagSeverity severity)
{
    if (severity == DIAG_WARNING)
        d->warnings++;
    if (severity != DIAG_ERROR)
        return;
    const int exit_code = codes[code].exit_code ? codes[code].exit_code : 1;
    d->errors++;
    if (exit_code > d->exit_code)
        d->exit_code = exit_code;
}

Diag *diag(Diags *d, DiagCode code, Span at, const char *fmt, ...)
{
    va_list ap;
    at = sources_original(d->sources, at);
    va_start(ap, fmt);
    const char *message = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
    if (is_repeated(d, code, at, message))
        return NULL;
    const DiagSeverity severity = severity_of(d, code);
    const unsigned limit = d->options.error_limit ? d->options.error_limit : ERRORS_DEFAULT;
    count(d, code, severity);
    if (d->list.n >= limit) {
        d->left_out++;
        return NULL;
    }
    Diag *g = ARENA_NEW(d->arena, Diag);
    g->code = code;
    g->severity = severity;
    g->at = at;
    g->message = message;
    g->order = d->next_order++;
    VEC_PUSH(d->arena, &d->list, g);
    return g;
}

void diag_label(Diags *d, Diag *g, const char *fmt, ...)
{
    if (!g)
        return;
    va_list ap;
    va_start(ap, fmt);
    g->label = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
}

void diag_note(Diags *d, Diag *g, Span at, const char *fmt, ...)
{
    if (!g)
        return;
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
    at = sources_original(d->sources, at);
    for (uint32_t i = 0; i < g->notes.n; i++)
        if (g->notes.v[i].at.lo == at.lo && !strcmp(g->notes.v[i].text, text))
            return;
    VEC_PUSH(d->arena, &g->notes, (DiagNote){at, text});
}

void diag_help(Diags *d, Diag *g, const char *fmt, ...)
{
    if (!g)
        return;
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
    VEC_PUSH(d->arena, &g->helps, text);
}

void diag_fix(Diags *d, Diag *g, Span at, const char *replacement)
{
    if (!g)
        return;
    const char *copy = arena_strndup(d->arena, replacement, strlen(replacement));
    VEC_PUSH(d->arena, &g->fixes, (DiagFix){at, copy});
}

unsigned diags_errors(const Diags *d)
{
    return d->errors;
}

unsigned diags_warnings(const Diags *d)
{
    return d->warnings;
}

int diags_exit_code(const Diags *d)
{
    return d->exit_code;
}

/* ---- taking back ---- */

DiagMark diags_mark(const Diags *d)
{
    return (DiagMark){d->list.n, d->errors, d->left_out, d->exit_code};
}

bool diags_first_error(const Diags *d, DiagMark since, DiagCode *code, const char **message)
{
    for (uint32_t i = since.n; i < d->list.n; i++) {
        if (d->list.v[i]->severity != DIAG_ERROR)
            continue;
        *code = d->list.v[i]->code;
        *message = d->list.v[i]->message;
        return true;
    }
    return false;
}

void diags_take_back(Diags *d, DiagMark since)
{
    uint32_t kept = since.n;
    for (uint32_t i = since.n; i < d->list.n; i++)
        if (d->list.v[i]->severity != DIAG_ERROR)
            d->list.v[kept++] = d->list.v[i];
    d->list.n = kept;
    d->errors = since.errors;
    d->left_out = since.left_out;
    d->exit_code = since.exit_code;
}

/* ---- order and rendering ---- */

static int compare_places(const void *a, const void *b)
{
    const Diag *const *x = a, *const *y = b;
    if ((*x)->at.lo != (*y)->at.lo)
        return (*x)->at.lo < (*y)->at.lo ? -1 : 1;
    return (*x)->order < (*y)->order ? -1 : (*x)->order > (*y)->order;
}

void diags_sort(Diags *d)
{
    if (d->list.n)
        qsort(d->list.v, d->list.n, sizeof *d->list.v, compare_places);
}

static void render_test(const Diags *d, const Diag *g, FILE *out)
{
    SourcePlace place;
    if (sources_place(d->sources, g->at.lo, &place))
        fprintf(out, "%s:%u:%u: ", place.file->name, place.line, place.column);
    fprintf(out, "%s %s: ", diag_severity_name(g->severity), codes[g->code].name);
    display_write(out, g->message, strlen(g->message), 0, MESSAGE_COLUMNS);
    fputc('\n', out);
}

static void print_count(FILE *out, unsigned n, const char *what)
{
    fprintf(out, "%u %s%s", n, what, n == 1 ? "" : "s");
}

/* "2 errors, 1 warning; ..." after the last of them, where more than one was found. */
static void render_summary(const Diags *d, FILE *out)
{
    if (d->left_out) {
        print_count(out, d->left_out, "more message");
        fprintf(out, " left out (--error-limit shows more)\n");
    }
    if (d->errors + d->warnings < 2)
        return;
    if (d->errors)
        print_count(out, d->errors, "error");
    if (d->errors && d->warnings)
        fputs(", ", out);
    if (d->warnings)
        print_count(out, d->warnings, "warning");
    fputc('\n', out);
}

void diags_render(Diags *d, FILE *out)
{
    static void (*const renderers[])(const Diags *, const Diag *, FILE *) = {
        [DIAG_FORMAT_HUMAN] = diag_render_human,
        [DIAG_FORMAT_JSON] = diag_render_json,
        [DIAG_FORMAT_TEST] = render_test,
    };
    if (!d->list.n)
        return;
    diags_sort(d);
    for (uint32_t i = 0; i < d->list.n; i++)
        renderers[d->options.format](d, d->list.v[i], out);
    if (d->options.format == DIAG_FORMAT_HUMAN)
        render_summary(d, out);
    d->list.n = 0;
    d->left_out = 0;
}
