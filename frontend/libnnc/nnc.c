/* The public interface of the compiler: sessions around a compilation. Every entry that allocates
   passes through nnc_session_guard, where out of memory ends. */
#include "frontend/libnnc/nnc.h"

#include "frontend/ast_print.h"
#include "frontend/libnnc/session.h"
#include "frontend/libnnc/version.h"
#include "ir/base/diag_list.h"
#include "ir/base/exits.h"
#include "ir/text.h"

#include <stdlib.h>
#include <string.h>

typedef enum Stage { STAGE_NEW, STAGE_LOADED, STAGE_ELABORATED, STAGE_FAILED } Stage;

struct NncSession {
    Compilation c;
    VEC(ElabDefinition) definitions;
    VEC(const char *) folders;
    Stage stage;
    bool out_of_memory; /* nothing is done any more */
};

const char *nnc_version(void)
{
    return NNC_VERSION;
}

bool nnc_session_guard(NncSession *s, bool (*work)(NncSession *s, void *context), void *context)
{
    if (s->out_of_memory)
        return false;
    if (setjmp(s->c.out_of_memory)) {
        s->out_of_memory = true;
        return false;
    }
    return work(s, context);
}

Session *nnc_session_base(NncSession *s)
{
    return s->c.session;
}

static bool open_session(NncSession *s, void *context)
{
    const NncOptions *o = context;
    if (!compilation_open(&s->c, (Limits){o->limit_steps, o->limit_memory}))
        return false;
    diags_set_options(s->c.session->diags,
                      (DiagOptions){.warnings_are_errors = o->warnings_are_errors,
                                    .error_limit = o->limit_diagnostics});
    return true;
}

NncSession *nnc_session_new(const NncOptions *options)
{
    NncOptions o = options ? *options : (NncOptions){0};
    NncSession *s = calloc(1, sizeof *s);
    if (s && nnc_session_guard(s, open_session, &o))
        return s;
    nnc_session_free(s);
    return NULL;
}

void nnc_session_free(NncSession *s)
{
    if (s)
        session_free(s->c.session);
    free(s);
}

/* ---- what goes in ---- */
static bool define(NncSession *s, void *context)
{
    const ElabDefinition *d = context;
    Arena *a = s->c.session->arena;
    VEC_PUSH(a, &s->definitions,
             (ElabDefinition){arena_strndup(a, d->name, strlen(d->name)),
                              arena_strndup(a, d->value, strlen(d->value))});
    return true;
}

bool nnc_session_define(NncSession *s, const char *name, const char *value)
{
    ElabDefinition d = {name, value};
    return nnc_session_guard(s, define, &d);
}

static bool include(NncSession *s, void *context)
{
    const char *folder = context;
    Arena *a = s->c.session->arena;
    VEC_PUSH(a, &s->folders, arena_strndup(a, folder, strlen(folder)));
    return true;
}

bool nnc_session_include(NncSession *s, const char *folder)
{
    return nnc_session_guard(s, include, (void *)folder);
}

typedef struct Input {
    const char *name, *text; /* text NULL: the file of that name */
    size_t size;
} Input;

static const SourceFile *find_source(NncSession *s, const Input *in)
{
    const char *error = "the text is too long";
    const SourceFile *source =
        in->text ? sources_add(s->c.session->sources, in->name, in->text, in->size)
                 : sources_load(s->c.session->sources, in->name, &error);
    if (!source)
        diag(s->c.session->diags, in->text ? DIAG_NNC0502 : DIAG_NNC0701, NOWHERE, "%s", error);
    return source;
}

static bool load(NncSession *s, void *context)
{
    const SourceFile *source = find_source(s, context);
    const bool ok = source && compilation_parse(&s->c, source);
    s->stage = ok ? STAGE_LOADED : STAGE_FAILED;
    return ok;
}

bool nnc_session_load_file(NncSession *s, const char *path)
{
    Input in = {path, NULL, 0};
    return s->stage == STAGE_NEW && nnc_session_guard(s, load, &in);
}

bool nnc_session_load_text(NncSession *s, const char *name, const char *text, size_t size)
{
    Input in = {name, text, size};
    return s->stage == STAGE_NEW && nnc_session_guard(s, load, &in);
}

/* ---- stages ---- */
static bool elaborate(NncSession *s, void *context)
{
    (void)context;
    if (s->stage != STAGE_LOADED)
        return s->stage == STAGE_ELABORATED;
    s->stage = STAGE_FAILED;
    const ElabOptions options = {.module_name = compilation_name(&s->c, s->c.source->name),
                                 .definitions = s->definitions.v,
                                 .n_definitions = s->definitions.n,
                                 .check_only = true,
                                 .folders = s->folders.v,
                                 .n_folders = s->folders.n};
    if (!compilation_elaborate(&s->c, &options))
        return false;
    s->stage = STAGE_ELABORATED;
    return true;
}

static bool check(NncSession *s, void *context)
{
    return elaborate(s, context) && compilation_check(&s->c);
}

bool nnc_session_check(NncSession *s)
{
    return nnc_session_guard(s, check, NULL);
}

IrModule *nnc_session_module(NncSession *s)
{
    return nnc_session_guard(s, elaborate, NULL) ? s->c.module : NULL;
}

/* ---- what comes out ---- */
typedef struct Print {
    NncForm form;
    const char *text;
    size_t size;
} Print;

static bool print_tree(NncSession *s, Print *p)
{
    if (s->stage == STAGE_FAILED || !s->c.ast)
        return false;
    p->text = ast_print_file(s->c.session->arena, s->c.ast, &p->size);
    return true;
}

static bool print(NncSession *s, void *context)
{
    Print *p = context;
    if (p->form == NNC_FORM_AST)
        return print_tree(s, p);
    if (!elaborate(s, NULL))
        return false;
    Emitter *e = emitter_new(s->c.session->arena, 4);
    CTargetResult result = {0};
    if (p->form == NNC_FORM_IR)
        ir_print_module(e, s->c.module);
    else if (!compilation_emit_c(&s->c, e, &result))
        return false;
    p->text = emitter_text(e, &p->size);
    return true;
}

const char *nnc_session_print(NncSession *s, NncForm form, size_t *size)
{
    Print p = {form, NULL, 0};
    if (!nnc_session_guard(s, print, &p))
        return NULL;
    if (size)
        *size = p.size;
    return p.text;
}

/* ---- diagnostics ---- */
bool nnc_session_diagnostic(NncSession *s, size_t index, NncDiagnostic *out)
{
    Diags *diags = s->c.session->diags;
    if (index >= diags->list.n)
        return false;
    diags_sort(diags);
    const Diag *g = diags->list.v[index];
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
    return true;
}

unsigned nnc_session_errors(const NncSession *s)
{
    return diags_errors(s->c.session->diags);
}

int nnc_session_exit_code(const NncSession *s)
{
    return s->out_of_memory ? EXIT_LIMIT : diags_exit_code(s->c.session->diags);
}
