/* Lookup of builtins: bare names, modules, methods and attributes. */
#include "frontend/sema/builtins/builtins.h"
#include "frontend/sema/exception.h"

#include <math.h>
#include <string.h>

static const Builtin *const GROUPS[] = {
    builtins_python,
    builtins_reflect,
    builtins_text,
    builtins_collections,
    builtins_maths,
    builtins_numpy,
    builtins_random,
    builtins_space,
    builtins_population,
    builtins_cells,
    builtins_view,
    builtins_source,
    builtins_projection,
    builtins_projection_methods,
    builtins_connection_list,
    builtins_experiment,
    builtins_write,
    builtins_table,
    builtins_callback,
    builtins_figure,
    builtins_host,
    builtins_document,
};
enum { N_GROUPS = sizeof GROUPS / sizeof *GROUPS };

static const Builtin *find(const char *module, const char *name)
{
    for (size_t g = 0; g < N_GROUPS; g++)
        for (const Builtin *b = GROUPS[g]; b->name; b++)
            if (!strcmp(b->name, name) && !strcmp(b->module, module))
                return b;
    return NULL;
}

bool nn_is_builtin(const char *name)
{
    return find("", name) || builtin_has_module(name);
}

void builtin_offer(const char *module, StrNearest *near)
{
    for (size_t g = 0; g < N_GROUPS; g++)
        for (const Builtin *b = GROUPS[g]; b->name; b++)
            if (!strcmp(b->module, module) && b->name[0] != '_')
                str_nearest_offer(near, b->name);
}

const Builtin *builtin_method(Value self, const Str *name)
{
    if (self.kind == VALUE_RECORD || self.kind == VALUE_CLASS)
        return NULL; /* they have methods of their own: class.h */
    char module[64] = ".";
    strncat(module, value_type(self), sizeof module - 2);
    const Builtin *b = find(module, name->s);
    const bool cells = self.kind == VALUE_OBJECT && (self.as.object->kind == OBJECT_POPULATION ||
                                                     self.as.object->kind == OBJECT_VIEW ||
                                                     self.as.object->kind == OBJECT_ASSEMBLY);
    return b || !cells ? b : find(".cells", name->s);
}

/* Constants of the modules math and numpy. */
static const struct {
    const char *name;
    double value;
} CONSTANTS[] = {{"pi", 3.141592653589793}, {"e", 2.718281828459045}, {"inf", INFINITY}};
enum { N_CONSTANTS = sizeof CONSTANTS / sizeof *CONSTANTS };

static bool module_constant(const Str *module, const Str *name, Value *out)
{
    if (!str_is(module, "math") && !str_is(module, "numpy"))
        return false;
    for (size_t i = 0; i < N_CONSTANTS; i++) {
        if (!str_is(name, CONSTANTS[i].name))
            continue;
        *out = value_real(CONSTANTS[i].value);
        return true;
    }
    return false;
}

/* Modules of pyNN whose names are those of pyNN itself. */
static const char *const PYNN[] = {
    "nest",   "neuron", "brian",      "brian2",     "spiNNaker",      "mock",    "utility",
    "random", "space",  "parameters", "connectors", "standardmodels", "plotting"};

/* numpy.random, pyNN.nest: a module inside a module. */
static bool inner_module(Interp *in, const Str *module, const Str *name, Value *out)
{
    for (size_t i = 0; str_is(module, "sim") && i < sizeof PYNN / sizeof *PYNN; i++)
        if (str_is(name, PYNN[i])) {
            *out = (Value){.kind = VALUE_MODULE, .as.module = module};
            return true;
        }
    const char *path = arena_printf(in->arena, "%s.%s", module->s, name->s);
    if (!builtin_has_module(path))
        return false;
    *out = (Value){.kind = VALUE_MODULE, .as.module = SEMA_NAME(in->sema, path)};
    return true;
}

bool builtin_has_module(const char *module)
{
    for (size_t g = 0; g < N_GROUPS; g++)
        for (const Builtin *b = GROUPS[g]; b->name; b++)
            if (!strcmp(b->module, module))
                return true;
    return false;
}

/* What people look for in modules of Python, and have here in another way. */
static const struct {
    const char *module, *name, *help;
} ADVICE[] = {
    {"sys", "argv", "declare `param N = 100`: the program takes --set N=200"},
};

static Value module_attribute(Interp *in, const Str *module, const AstName *name)
{
    Value v;
    ModelDecl *imported;
    const Value *variable = import_name(in, module, name->text, &imported);
    if (variable || imported)
        return variable ? *variable : (Value){.kind = VALUE_MODEL, .as.model = imported};
    if (host_ignores(module->s))
        return (Value){.kind = VALUE_RESULT};
    if (str_is(module, "quantities") && eval_unit(in, name->text, &v))
        return v;
    if (module_constant(module, name->text, &v) || inner_module(in, module, name->text, &v))
        return v;
    const char *modules[] = {module->s, str_is(module, "numpy") ? "math" : "",
                             str_is(module, "sim") ? "" : "-"};
    for (size_t i = 0; i < 3; i++) {
        const Builtin *b = find(modules[i], name->text->s);
        if (b)
            return (Value){.kind = VALUE_BUILTIN, .as.builtin = b};
    }
    if (str_is(module, "sim") || str_is(module, "random")) {
        ModelDecl *model = sema_find_model(in->sema, name->text);
        if (model)
            return (Value){.kind = VALUE_MODEL, .as.model = model};
        const Value *function = map_get(&in->builtins->names, name->text);
        if (function)
            return *function;
    }
    Diag *d = diag(in->diags, DIAG_NNC0254, name->span, "'%s' is not there in module %s",
                   name->text->s, module->s);
    for (size_t i = 0; i < sizeof ADVICE / sizeof *ADVICE; i++)
        if (str_is(module, ADVICE[i].module) && str_is(name->text, ADVICE[i].name)) {
            diag_help(in->diags, d, "%s", ADVICE[i].help);
            return value_poison;
        }
    const char *modern = old_api_modern(module->s, name->text->s);
    if (modern) {
        diag_help(in->diags, d, "write %s", modern);
        return value_poison;
    }
    StrNearest near = str_nearest_start(name->text->s);
    for (size_t i = 0; i < 3; i++)
        builtin_offer(modules[i], &near);
    for (uint32_t i = 0; i < in->sema->models.n && str_is(module, "sim"); i++)
        str_nearest_offer(&near, ((const Str *)in->sema->models.entries[i].key)->s);
    if (near.best)
        diag_did_you_mean(in->diags, d, name->text->s, near.best);
    return value_poison;
}

Value builtin_attribute(Interp *in, Value object, const AstName *name)
{
    if (object.kind == VALUE_MODULE)
        return module_attribute(in, object.as.module, name);
    if (object.kind == VALUE_RESULT)
        return object;
    if (object.kind == VALUE_RECORD || object.kind == VALUE_CLASS)
        return class_attribute(in, object, name);
    const Builtin *get = builtin_method(object, SEMA_NAME(in->sema, "__getattr__"));
    if (get) {
        Value arg = value_string(name->text);
        return get->function(in, &(Call){.span = name->span, .self = object}, &arg);
    }
    Diag *d = diag(in->diags, DIAG_NNC0254, name->span, "%s has no attribute '%s'",
                   value_words(object), name->text->s);
    StrNearest near = str_nearest_start(name->text->s);
    char module[64] = ".";
    strncat(module, value_type(object), sizeof module - 2);
    builtin_offer(module, &near);
    if (near.best)
        diag_did_you_mean(in->diags, d, name->text->s, near.best);
    return value_poison;
}

void builtins_bind_all(Interp *in, const Str *module)
{
    const char *modules[] = {module->s, str_is(module, "numpy") ? "math" : "-"};
    for (size_t m = 0; m < 2; m++)
        for (size_t g = 0; g < N_GROUPS; g++)
            for (const Builtin *b = GROUPS[g]; b->name; b++)
                if (!strcmp(b->module, modules[m]))
                    interp_bind(in, SEMA_NAME(in->sema, b->name),
                                (Value){.kind = VALUE_BUILTIN, .as.builtin = b});
}

void builtins_install(Interp *in)
{
    static const char *const BARE[] = {"", "math"};
    for (size_t m = 0; m < 2; m++)
        for (size_t g = 0; g < N_GROUPS; g++)
            for (const Builtin *b = GROUPS[g]; b->name; b++)
                if (!strcmp(b->module, BARE[m]) && !interp_lookup(in, SEMA_NAME(in->sema, b->name)))
                    interp_bind(in, SEMA_NAME(in->sema, b->name),
                                (Value){.kind = VALUE_BUILTIN, .as.builtin = b});
    exception_install(in);
    static const char *const MODULES[] = {"sim", "random"};
    for (size_t m = 0; m < 2; m++)
        interp_bind(in, SEMA_NAME(in->sema, MODULES[m]),
                    (Value){.kind = VALUE_MODULE, .as.module = SEMA_NAME(in->sema, MODULES[m])});
    interp_bind(in, SEMA_NAME(in->sema, "pi"), value_real(CONSTANTS[0].value));
    interp_bind(in, SEMA_NAME(in->sema, "__file__"), value_string(in->module->name));
    interp_bind(in, SEMA_NAME(in->sema, "__name__"), value_string(SEMA_NAME(in->sema, "__main__")));
}
