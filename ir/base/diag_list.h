/* The insides of collected diagnostics, for their renderers only. */
#ifndef NN_DIAG_LIST_H
#define NN_DIAG_LIST_H
#include "ir/base/diag.h"
#include "ir/base/vec.h"

typedef struct DiagNote {
    Span at; /* NOWHERE: a remark without a place */
    const char *text;
} DiagNote;

typedef struct DiagFix {
    Span at;
    const char *replacement;
} DiagFix;

struct Diag {
    DiagCode code;
    DiagSeverity severity; /* as reported: a warning may have become an error */
    Span at;
    const char *message, *label; /* label: may be NULL */
    VEC(DiagNote) notes;
    VEC(const char *) helps;
    VEC(DiagFix) fixes;
    uint32_t order; /* of arrival */
};

struct Diags {
    Arena *arena;
    const Sources *sources;
    DiagOptions options;
    VEC(Diag *) list; /* not yet rendered */
    unsigned errors, warnings, left_out;
    uint32_t next_order;
    int exit_code;
};

void diags_sort(Diags *d); /* by place, then in the order of arrival */
const char *diag_severity_name(DiagSeverity severity);
void diag_render_human(const Diags *d, const Diag *g, FILE *out);
void diag_render_json(const Diags *d, const Diag *g, FILE *out);
#endif
