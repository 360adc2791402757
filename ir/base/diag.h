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
/* Adds a diagnostic; after the error limit it is counted and NULL-safe to decorate. Messages: lower
 * case, no full stop. */
Diag *diag(Diags *d, DiagCode code, Span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void diag_label(Diags *d, Diag *g, const char *fmt, ...)
    __attribute__((format(printf, 3, 4))); /* text under the caret */
void diag_note(Diags *d, Diag *g, Span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5))); /* a second place, or NOWHERE */
void diag_help(Diags *d, Diag *g, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));                          /* the remedy */
void diag_fix(Diags *d, Diag *g, Span at, const char *replacement); /* machine-applicable */

unsigned diags_errors(const Diags *d);
unsigned diags_warnings(const Diags *d);
int diags_exit_code(const Diags *d); /* 0, or the largest documented exit code of its errors (1
                                        model, 4 I/O, 5 limit) */

typedef enum DiagFormat { DIAG_FORMAT_HUMAN, DIAG_FORMAT_JSON, DIAG_FORMAT_TEST } DiagFormat;
typedef struct DiagOptions {
    DiagFormat format;
    bool colour, warnings_are_errors;
    unsigned error_limit; /* 0 = 20 */
    unsigned width;       /* columns of the terminal, 0 = 100 */
} DiagOptions;
void diags_set_options(Diags *d, DiagOptions options);
/* Renders all, sorted by place, and forgets them; the counts and the exit code stay. TEST:
 * `file:line:column: error NNC0214: message`, a line each. */
void diags_render(Diags *d, FILE *out);
const char *diag_code_name(DiagCode code); /* "NNC0214" */
const char *diag_code_title(DiagCode code);
#endif
