/* Diagnostics: collected, sorted by place, rendered for people, for tests or as JSON. Message texts
   stand at the place that finds the mistake; diag.def holds code, severity and title;
   docs/errors/NNCxxxx.md explains. */
#ifndef NN_DIAG_H
#define NN_DIAG_H
#include "ir/base/arena.h"
#include "ir/base/source.h"

#include <stdbool.h>
#include <stdio.h>

typedef enum DiagSeverity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR } DiagSeverity;

typedef enum DiagCode {
#define DIAG(code, severity, exit_code, title) DIAG_##code,
#include "ir/base/diag.def"
#undef DIAG
    DIAG_COUNT
} DiagCode;

typedef struct Diag Diag;
typedef struct Diags Diags;

Diags *diags_new(Arena *a, const Sources *sources);
#define DIAG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
/* Adds a diagnostic. Messages are lower case, without a full stop. After the error limit, and for
   what was said already, NULL: counted, and may be decorated all the same. */
Diag *diag(Diags *d, DiagCode code, Span at, const char *fmt, ...) DIAG_PRINTF(4, 5);
/* The text under the caret. */
void diag_label(Diags *d, Diag *g, const char *fmt, ...) DIAG_PRINTF(3, 4);
/* A second place with its text, or a remark NOWHERE. */
void diag_note(Diags *d, Diag *g, Span at, const char *fmt, ...) DIAG_PRINTF(4, 5);
/* The remedy. */
void diag_help(Diags *d, Diag *g, const char *fmt, ...) DIAG_PRINTF(3, 4);
/* The remedy for a misspelled word, which is replaced where it stands once in the marked text. */
void diag_did_you_mean(Diags *d, Diag *g, const char *wrong, const char *meant);
/* The same, for a program to apply. */
void diag_fix(Diags *d, Diag *g, Span at, const char *replacement);

unsigned diags_errors(const Diags *d);
unsigned diags_warnings(const Diags *d);
/* 0, or the largest exit code of its errors: 1 model, 4 files and tools, 5 limit. */
int diags_exit_code(const Diags *d);

typedef enum DiagFormat { DIAG_FORMAT_HUMAN, DIAG_FORMAT_JSON, DIAG_FORMAT_TEST } DiagFormat;
typedef struct DiagOptions {
    DiagFormat format;
    bool colour, warnings_are_errors;
    unsigned error_limit; /* 0 = 20 */
    unsigned width;       /* columns of the terminal, 0 = 100 */
} DiagOptions;
void diags_set_options(Diags *d, DiagOptions options);
/* For what handles errors itself (`try` of scripts): where the list stands now, the first error since
   then, and taking the errors since then back, with their counts. Warnings stay. */
typedef struct DiagMark {
    uint32_t n;
    unsigned errors, left_out;
    int exit_code;
} DiagMark;
DiagMark diags_mark(const Diags *d);
bool diags_first_error(const Diags *d, DiagMark since, DiagCode *code, const char **message);
void diags_take_back(Diags *d, DiagMark since);
/* Renders all, sorted by place, and forgets them; the counts and the exit code stay. The format
   TEST is a line each: `file:line:column: error NNC0214: message`. */
void diags_render(Diags *d, FILE *out);
const char *diag_code_name(DiagCode code); /* "NNC0214" */
const char *diag_code_title(DiagCode code);
#endif
