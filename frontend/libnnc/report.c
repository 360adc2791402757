/* What a session has to say: diagnostics by place, by call, as a line, as an exit code. */
#include "frontend/libnnc/session.h"
#include "ir/base/diag_list.h"
#include "ir/base/exits.h"

#include <stdio.h>
#include <stdlib.h>

static void describe(const Diags *diags, const Diag *g, NncDiagnostic *out)
{
    *out = (NncDiagnostic){.severity = (NncSeverity)g->severity,
                           .code = diag_code_name(g->code),
                           .title = diag_code_title(g->code),
                           .message = g->message,
                           .label = g->label,
                           .help = g->helps.n ? g->helps.v[0] : NULL};
    SourcePlace place;
    if (sources_place(diags->sources, g->at.lo, &place)) {
        out->file = place.file->name;
        out->line = out->end_line = place.line;
        out->column = out->end_column = place.column;
    }
    if (g->at.hi > g->at.lo && sources_place(diags->sources, g->at.hi, &place)) {
        out->end_line = place.line;
        out->end_column = place.column;
    }
}

bool nnc_session_diagnostic(NncSession *s, size_t index, NncDiagnostic *out)
{
    Diags *diags = s->c.session->diags;
    if (index >= diags->list.n)
        return false;
    diags_sort(diags);
    describe(diags, diags->list.v[index], out);
    return true;
}

void libnnc_report(NncSession *s)
{
    Diags *diags = s->c.session ? s->c.session->diags : NULL;
    const uint32_t before = s->reported;
    if (!s->options.report || !diags || diags->next_order == before)
        return;
    s->reported = diags->next_order;
    diags_sort(diags);
    for (uint32_t i = 0; i < diags->list.n; i++) {
        NncDiagnostic d;
        if (diags->list.v[i]->order < before)
            continue;
        describe(diags, diags->list.v[i], &d);
        s->options.report(s->options.context, &d);
    }
}

typedef struct Excerpt {
    size_t index;
    const char *text;
} Excerpt;

static bool render(NncSession *s, void *context)
{
    Excerpt *x = context;
    Diags *diags = s->c.session->diags;
    char *text = NULL;
    size_t size;
    if (x->index >= diags->list.n)
        return false;
    FILE *memory = open_memstream(&text, &size);
    if (!memory)
        return false;
    diags_sort(diags);
    diag_render_human(diags, diags->list.v[x->index], memory);
    if (!fclose(memory))
        x->text = arena_strndup(s->c.session->arena, text, size);
    free(text);
    return x->text;
}

const char *nnc_session_excerpt(NncSession *s, size_t index)
{
    Excerpt x = {index, NULL};
    libnnc_guard(s, render, &x);
    return x.text;
}

unsigned nnc_session_errors(const NncSession *s)
{
    return diags_errors(s->c.session->diags);
}

typedef struct Line {
    const char *text;
} Line;

static bool write_error(NncSession *s, void *context)
{
    Line *line = context;
    NncDiagnostic d;
    for (size_t i = 0; !line->text && nnc_session_diagnostic(s, i, &d); i++) {
        if (d.severity != NNC_ERROR)
            continue;
        const char *place =
            d.file ? arena_printf(s->c.session->arena, "%s:%u:%u: ", d.file, d.line, d.column) : "";
        line->text = arena_printf(s->c.session->arena, "%serror %s: %s", place, d.code, d.message);
    }
    return true;
}

const char *nnc_session_error(NncSession *s)
{
    Line line = {NULL};
    libnnc_guard(s, write_error, &line);
    return s->out_of_memory ? "error: out of memory (limit_memory)" : line.text;
}

int nnc_session_exit_code(const NncSession *s)
{
    return s->out_of_memory ? EXIT_LIMIT : diags_exit_code(s->c.session->diags);
}
