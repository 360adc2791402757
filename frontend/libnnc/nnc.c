/* The public interface of the compiler: sessions around a compilation. Every entry that allocates
   passes through libnnc_guard, where out of memory ends. */
#include "frontend/libnnc/nnc.h"

#include "frontend/ast_print.h"
#include "frontend/libnnc/session.h"
#include "frontend/libnnc/version.h"
#include "ir/pass/passes.h"
#include "ir/text.h"
#include "runtime/numbers.h"

#include <stdlib.h>
#include <string.h>

const char *nnc_version(void)
{
    return NNC_VERSION;
}

unsigned nnc_abi_version(void)
{
    return NNC_ABI_VERSION;
}

static bool run(NncSession *s, bool (*work)(NncSession *s, void *context), void *context)
{
    if (setjmp(s->c.out_of_memory)) {
        s->out_of_memory = true;
        return false;
    }
    return work(s, context);
}

bool libnnc_guard(NncSession *s, bool (*work)(NncSession *s, void *context), void *context)
{
    if (s->out_of_memory)
        return false;
    const locale_t before = uselocale(s->numbers);
    const bool good = run(s, work, context);
    uselocale(before);
    if (!s->out_of_memory)
        libnnc_report(s);
    return good && !s->out_of_memory;
}

Session *libnnc_session(NncSession *s)
{
    return s->c.session;
}

/* Options of a header that this library does not know: the session says so and does nothing else. */
static bool refuse_interface(NncSession *s, unsigned abi, size_t size)
{
    Diags *diags = s->c.session->diags;
    s->stage = NNC_STAGE_FAILED;
    if (abi != NNC_ABI_VERSION)
        diag(diags, DIAG_NNC0715, NOWHERE,
             "the program was made for version %u of the interface, this library has version %u",
             abi, (unsigned)NNC_ABI_VERSION);
    else
        diag(diags, DIAG_NNC0715, NOWHERE,
             "NncOptions of %zu bytes are not known, here they have %zu; `size` says how many",
             size, sizeof(NncOptions));
    return true;
}

typedef struct Opening {
    unsigned abi;
    const NncOptions *options; /* NULL: defaults */
} Opening;

static bool open_session(NncSession *s, void *context)
{
    const Opening *in = context;
    const size_t size = in->options ? in->options->size : sizeof s->options;
    const bool known = in->abi == NNC_ABI_VERSION && size == sizeof s->options;
    if (known && in->options)
        s->options = *in->options;
    const NncOptions *o = &s->options;
    if (!compilation_open(&s->c, (Limits){o->limit_steps, o->limit_memory}))
        return false;
    if (!known)
        return refuse_interface(s, in->abi, size);
    diags_set_options(s->c.session->diags,
                      (DiagOptions){.warnings_are_errors = o->warnings_are_errors,
                                    .error_limit = o->limit_diagnostics});
    if (o->library)
        s->options.library = arena_strndup(s->c.session->arena, o->library, strlen(o->library));
    if (o->cache)
        s->options.cache = arena_strndup(s->c.session->arena, o->cache, strlen(o->cache));
    s->c.passes = passes_new(s->c.session, 3);
    if (o->single_precision)
        passes_add(s->c.passes, PASS_SINGLE);
    return true;
}

NncSession *nnc_session_open(unsigned abi, const NncOptions *options)
{
    Opening in = {abi, options};
    NncSession *s = calloc(1, sizeof *s);
    if (s)
        s->numbers = nnrt_numbers_make();
    if (s && s->numbers && libnnc_guard(s, open_session, &in))
        return s;
    nnc_session_free(s);
    return NULL;
}

void nnc_session_free(NncSession *s)
{
    if (!s)
        return;
    session_free(s->c.session);
    if (s->numbers)
        freelocale(s->numbers);
    free(s);
}

/* ---- what goes in ---- */
/* Definitions and folders count when the script of the model is run: later ones are refused, not forgotten. */
static bool is_early(NncSession *s, const char *what, const char *name)
{
    if (s->stage != NNC_STAGE_ELABORATED)
        return true;
    diag(s->c.session->diags, DIAG_NNC0719, NOWHERE,
         "%s '%s' comes too late: the model has been compiled already", what, name);
    return false;
}

static bool define(NncSession *s, void *context)
{
    const ElabDefinition *d = context;
    Arena *a = s->c.session->arena;
    if (!is_early(s, "the definition of", d->name))
        return false;
    VEC_PUSH(a, &s->definitions,
             (ElabDefinition){arena_strndup(a, d->name, strlen(d->name)),
                              arena_strndup(a, d->value, strlen(d->value))});
    return true;
}

bool nnc_session_define(NncSession *s, const char *name, const char *value)
{
    ElabDefinition d = {name, value};
    return libnnc_guard(s, define, &d);
}

static bool include(NncSession *s, void *context)
{
    const char *folder = context;
    Arena *a = s->c.session->arena;
    if (!is_early(s, "the folder", folder))
        return false;
    VEC_PUSH(a, &s->folders, arena_strndup(a, folder, strlen(folder)));
    return true;
}

bool nnc_session_include(NncSession *s, const char *folder)
{
    return libnnc_guard(s, include, (void *)folder);
}

static bool add_each(NncSession *s, void *context)
{
    const char *name = context;
    Arena *a = s->c.session->arena;
    VEC_PUSH(a, &s->each, arena_strndup(a, name, strlen(name)));
    s->c.each = s->each.v;
    s->c.n_each = s->each.n;
    return true;
}

bool nnc_session_each_cell(NncSession *s, const char *name)
{
    return libnnc_guard(s, add_each, (void *)(uintptr_t)name);
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

/* Whether a model may be loaded. A session that failed has said why. */
static bool is_new(NncSession *s, const char *name)
{
    if (s->stage == NNC_STAGE_LOADED || s->stage == NNC_STAGE_ELABORATED)
        diag(s->c.session->diags, DIAG_NNC0719, NOWHERE,
             "'%s' cannot be loaded, too: a session has one model, this one has '%s'", name,
             s->c.source->name);
    return s->stage == NNC_STAGE_NEW;
}

static bool load(NncSession *s, void *context)
{
    const Input *in = context;
    if (!is_new(s, in->name))
        return false;
    const SourceFile *source = find_source(s, in);
    const bool ok = source && compilation_parse(&s->c, source);
    s->stage = ok ? NNC_STAGE_LOADED : NNC_STAGE_FAILED;
    return ok;
}

bool nnc_session_load_file(NncSession *s, const char *path)
{
    Input in = {path, NULL, 0};
    return libnnc_guard(s, load, &in);
}

bool nnc_session_load_text(NncSession *s, const char *name, const char *text, size_t size)
{
    Input in = {name, text, size};
    return libnnc_guard(s, load, &in);
}

/* ---- stages ---- */
static bool is_loaded(NncSession *s)
{
    if (s->stage == NNC_STAGE_NEW)
        diag(s->c.session->diags, DIAG_NNC0719, NOWHERE, "no model has been loaded");
    return s->stage == NNC_STAGE_LOADED || s->stage == NNC_STAGE_ELABORATED;
}

bool libnnc_elaborate(NncSession *s)
{
    if (!is_loaded(s))
        return false;
    if (s->stage != NNC_STAGE_LOADED)
        return s->stage == NNC_STAGE_ELABORATED;
    s->stage = NNC_STAGE_FAILED;
    const ElabOptions options = {.module_name = compilation_name(&s->c, s->c.source->name),
                                 .definitions = s->definitions.v,
                                 .n_definitions = s->definitions.n,
                                 .check_only = true,
                                 .judges = s->judges,
                                 .folders = s->folders.v,
                                 .n_folders = s->folders.n};
    if (!compilation_elaborate(&s->c, &options))
        return false;
    s->stage = NNC_STAGE_ELABORATED;
    return true;
}

static bool check(NncSession *s, void *context)
{
    (void)context;
    s->judges = true;
    return libnnc_elaborate(s) && compilation_check(&s->c);
}

bool nnc_session_check(NncSession *s)
{
    return libnnc_guard(s, check, NULL);
}

static bool elaborate(NncSession *s, void *context)
{
    (void)context;
    return libnnc_elaborate(s);
}

IrModule *libnnc_module(NncSession *s)
{
    return libnnc_guard(s, elaborate, NULL) ? s->c.module : NULL;
}

/* ---- what comes out ---- */
typedef struct Print {
    NncForm form;
    const char *text;
    size_t size;
} Print;

const char *libnnc_c_text(NncSession *s, size_t *size)
{
    CTargetResult result = {0};
    Emitter *e = emitter_new(s->c.session->arena, 4);
    const bool good =
        libnnc_elaborate(s) && libnnc_each_there(s) && compilation_emit_c(&s->c, e, &result);
    return good ? emitter_text(e, size) : NULL;
}

static bool print_tree(NncSession *s, Print *p)
{
    if (!is_loaded(s))
        return false;
    if (!s->c.ast) {
        diag(s->c.session->diags, DIAG_NNC0719, NOWHERE, "a text of the IR has no syntax tree");
        return false;
    }
    p->text = ast_print_file(s->c.session->arena, s->c.ast, &p->size);
    return true;
}

static bool print_ir(NncSession *s, Print *p)
{
    if (!libnnc_elaborate(s))
        return false;
    Emitter *e = emitter_new(s->c.session->arena, 4);
    ir_print_module(e, s->c.module);
    p->text = emitter_text(e, &p->size);
    return true;
}

static bool print_c(NncSession *s, Print *p)
{
    p->text = libnnc_c_text(s, &p->size);
    return p->text;
}

/* What LLVM makes of the C, copied to where the session's texts are. */
static bool print_native(NncSession *s, Print *p)
{
    static const LlvmForm forms[] = {[NNC_FORM_LLVM] = LLVM_FORM_TEXT,
                                     [NNC_FORM_ASSEMBLY] = LLVM_FORM_ASSEMBLY,
                                     [NNC_FORM_OBJECT] = LLVM_FORM_OBJECT};
    LlvmResult result;
    if (!print_c(s, p))
        return false;
    const LlvmTarget *target = libnnc_native(s, p->text, forms[p->form], '3', &result);
    if (!target)
        return false;
    p->size = result.n;
    p->text = arena_strndup(s->c.session->arena, result.bytes, result.n);
    target->free(&result);
    return true;
}

static bool print(NncSession *s, void *context)
{
    static bool (*const forms[])(NncSession * s, Print * p) = {[NNC_FORM_AST] = print_tree,
                                                               [NNC_FORM_IR] = print_ir,
                                                               [NNC_FORM_C] = print_c,
                                                               [NNC_FORM_LLVM] = print_native,
                                                               [NNC_FORM_ASSEMBLY] = print_native,
                                                               [NNC_FORM_OBJECT] = print_native};
    Print *p = context;
    if ((unsigned)p->form < sizeof forms / sizeof *forms)
        return forms[p->form](s, p);
    diag(s->c.session->diags, DIAG_NNC0719, NOWHERE, "there is no form %d of a model",
         (int)p->form);
    return false;
}

const char *nnc_session_print(NncSession *s, NncForm form, size_t *size)
{
    Print p = {form, NULL, 0};
    if (!libnnc_guard(s, print, &p))
        return NULL;
    if (size)
        *size = p.size;
    return p.text;
}
