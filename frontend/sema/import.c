/* Modules: those of Python that scripts use stand for the language itself; others are `.nn` files
   beside the program. Models of imported files are declared before any model is elaborated; their
   scripts run at the import, once. */
#include "frontend/parse.h"
#include "frontend/sema/define.h"

#include <string.h>
#include <unistd.h>

static const struct {
    const char *path, *module;
} KNOWN[] = {{"numpy", "numpy"},
             {"numpy.random", "numpy.random"},
             {"math", "math"},
             {"random", "random"},
             {"sys", "sys"},
             {"os", "os"},
             {"os.path", "os.path"},
             {"time", "time"},
             {"quantities", "quantities"},
             {"matplotlib", "matplotlib"},
             {"matplotlib.pyplot", "matplotlib"},
             {"pylab", "matplotlib"},
             {"logging", "logging"},
             {"argparse", "argparse"},
             {"warnings", "warnings"},
             {"socket", "socket"},
             {"pyNN", "sim"},
             {"pyNN.random", "sim"},
             {"pyNN.space", "sim"},
             {"pyNN.parameters", "sim"},
             {"pyNN.connectors", "sim"},
             {"pyNN.standardmodels", "sim"},
             {"pyNN.utility", "sim"},
             {"pyNN.utility.plotting", "sim"}};

struct ImportedFile {
    const AstFile *ast;
    Scope *scope; /* NULL until its script has run */
    bool running;
};

static const Str *dotted(Interp *in, const AstNames *path)
{
    const Str *name = path->v[0].text;
    for (uint32_t i = 1; i < path->n; i++)
        name = str_format(in->session->strings, "%s.%s", name->s, path->v[i].text->s);
    return name;
}

static const char *known_module(const Str *name)
{
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        if (str_is(name, KNOWN[i].path))
            return KNOWN[i].module;
    return str_is(name, "sim") ? "sim" : NULL;
}

/* a.b in a folder (with its slash, or "") is a/b.nn there; NULL when there is no such file. */
static const char *file_in(Interp *in, const char *folder, int len, const Str *name)
{
    char *path = arena_printf(in->arena, "%.*s%s.nn", len, folder, name->s);
    for (char *c = path + len; *c && strcmp(c, ".nn") != 0; c++)
        if (*c == '.')
            *c = '/';
    return access(path, R_OK) == 0 ? path : NULL;
}

/* Beside the file that imports it, else in the first folder of -I that has it. */
static const char *file_of(Interp *in, const Str *name, Span at)
{
    SourcePlace place;
    const ElabOptions *o = in->sema->options;
    if (!sources_place(in->session->sources, at.lo, &place))
        return NULL;
    const char *slash = strrchr(place.file->name, '/');
    const int beside = slash ? (int)(slash + 1 - place.file->name) : 0;
    const char *path = file_in(in, place.file->name, beside, name);
    for (size_t i = 0; !path && i < o->n_folders; i++) {
        const char *folder = arena_printf(in->arena, "%s/", o->folders[i]);
        path = file_in(in, folder, (int)strlen(folder), name);
    }
    return path;
}

static void import_declare(Interp *in, const AstFile *file);

static void declare_one(Interp *in, const AstNames *path, Span at)
{
    const Str *name = dotted(in, path);
    const char *file = known_module(name) ? NULL : file_of(in, name, at);
    const char *error = NULL;
    if (!file || map_has(&in->imports, SEMA_NAME(in->sema, file)))
        return;
    const SourceFile *source = sources_load(in->session->sources, file, &error);
    if (!source)
        return;
    ImportedFile *imported = ARENA_NEW(in->arena, ImportedFile);
    imported->ast = parse_file(in->session, source);
    map_set(&in->imports, SEMA_NAME(in->sema, file), imported);
    import_declare(in, imported->ast);
    sema_declare_file(in->sema, imported->ast, false);
}

static void import_declare(Interp *in, const AstFile *file)
{
    for (uint32_t i = 0; i < file->stmts.n; i++) {
        const AstStmt *s = file->stmts.v[i];
        if (s->kind == AST_STMT_FromImport && s->as.from_import.module.n)
            declare_one(in, &s->as.from_import.module, s->span);
        for (uint32_t k = 0; s->kind == AST_STMT_Import && k < s->as.import.modules.n; k++)
            declare_one(in, &s->as.import.modules.v[k].path, s->span);
    }
}

void import_program(Interp *in, const AstFile *program)
{
    ImportedFile *self = ARENA_NEW(in->arena, ImportedFile);
    *self = (ImportedFile){.ast = program, .running = true};
    map_set(&in->imports, SEMA_NAME(in->sema, program->source->name), self);
    import_declare(in, program);
}

/* Runs the script of an imported file, the first time. */
static Value run_file(Interp *in, const char *file, Span at)
{
    const Str *key = SEMA_NAME(in->sema, file);
    ImportedFile *imported = map_get(&in->imports, key);
    if (!imported || imported->running)
        return interp_error(
            in, DIAG_NNC0260, at,
            imported ? "'%s' imports itself" : "'%s' must be imported outside of blocks", file);
    if (!imported->scope) {
        Scope *caller = in->scope, *globals = in->globals;
        in->scope = in->globals = imported->scope = interp_scope_new(in, in->builtins);
        imported->running = true;
        define_bind(in);
        interp_run(in, imported->ast);
        imported->running = false;
        in->scope = caller;
        in->globals = globals;
    }
    return (Value){.kind = VALUE_MODULE, .as.module = key};
}

/* `import a.b` binds a; b is found in it. */
Value import_root(Interp *in, const AstNames *path, Value found)
{
    const char *root = path->n > 1 ? known_module(path->v[0].text) : NULL;
    return root && found.kind == VALUE_MODULE
               ? (Value){.kind = VALUE_MODULE, .as.module = SEMA_NAME(in->sema, root)}
               : found;
}

Value import_find(Interp *in, const AstNames *path, Span at)
{
    const Str *name = dotted(in, path);
    const char *module = known_module(name);
    if (!module && !strncmp(name->s, "pyNN.", 5)) {
        module = "sim";
        diag(in->diags, DIAG_NNC0261, at,
             "the simulator of '%s' is not used: the program runs natively", name->s);
    }
    if (module)
        return (Value){.kind = VALUE_MODULE, .as.module = SEMA_NAME(in->sema, module)};
    const char *file = file_of(in, name, at);
    if (file)
        return run_file(in, file, at);
    Diag *d = diag(in->diags, DIAG_NNC0260, at, "there is no module '%s' at compile time", name->s);
    diag_help(
        in->diags, d,
        "numpy, math, random, matplotlib and pyNN bind what scripts use of them; %s.nn beside "
        "the program or in a folder of -I would be found",
        name->s);
    return value_poison;
}

const Value *import_name(const Interp *in, const Str *module, const Str *name, ModelDecl **model)
{
    const ImportedFile *imported = map_get(&in->imports, module);
    *model = NULL;
    for (uint32_t i = 0; imported && i < imported->ast->stmts.n; i++) {
        const AstStmt *s = imported->ast->stmts.v[i];
        if (s->kind == AST_STMT_Model && s->as.model.model->name.text == name)
            *model = sema_find_model(in->sema, name);
    }
    return imported && imported->scope ? map_get(&imported->scope->names, name) : NULL;
}

void import_all(Interp *in, Value module)
{
    const ImportedFile *imported = map_get(&in->imports, module.as.module);
    if (!imported)
        builtins_bind_all(in, module.as.module);
    for (uint32_t i = 0; imported && imported->scope && i < imported->scope->names.n; i++) {
        const MapEntry *e = &imported->scope->names.entries[i];
        interp_bind(in, e->key, *(const Value *)e->value);
    }
}
