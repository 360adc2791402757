/* What scripts use of the machine around them and of pyNN.utility: options with their defaults, paths as
   text, nothing that differs between machines or days. */
#include "frontend/sema/builtins/builtins.h"
#include "frontend/sema/class.h"
#include "frontend/sema/define.h"
#include "frontend/sema/script.h"

#include <string.h>

static Value nothing(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)call;
    (void)a;
    return value_none;
}

/* What the clock says: only the running program has one. */
static Value unknown(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)call;
    (void)a;
    return (Value){.kind = VALUE_RESULT};
}

/* ---- options: get_simulator(("--plot-figure", "text", {"action": "store_true"}), ...) ---- */

static const Str *option_name(Interp *in, const Str *flag)
{
    const char *s = flag->s + strspn(flag->s, "-");
    char *name = arena_strndup(in->arena, s, strlen(s));
    for (char *c = name; *c; c++)
        if (*c == '-')
            *c = '_';
    return SEMA_NAME(in->sema, name);
}

static Value option_default(Interp *in, const ValueList *option)
{
    for (uint32_t i = 1; i < option->n; i++) {
        if (option->v[i].kind != VALUE_DICT)
            continue;
        const ValueDict *d = option->v[i].as.dict;
        const Value *given = value_dict_get(d, value_string(SEMA_NAME(in->sema, "default")));
        const Value *action = value_dict_get(d, value_string(SEMA_NAME(in->sema, "action")));
        if (given)
            return *given;
        if (action && action->kind == VALUE_STRING && str_is(action->as.string, "store_true"))
            return value_bool(false);
    }
    return value_none;
}

/* What -D gives, else the default of the script. */
static Value option_value(Interp *in, const Call *call, const ValueList *option)
{
    const Str *flag = option->v[0].as.string, *name = option_name(in, flag);
    const Value *given = define_find(in, name);
    if (given)
        return *given;
    Value v = option_default(in, option);
    if (v.kind == VALUE_NONE && flag->s[0] != '-') {
        Diag *d = diag(in->diags, DIAG_NNC0261, call->span,
                       "the argument '%s' of the script is not given: it is None", name->s);
        diag_help(in->diags, d, "-D '%s=\"text\"' gives one", name->s);
    }
    return v;
}

static Value options_of(Interp *in, const Call *call, const ValueList *options)
{
    Value record = class_record(in, class_new(in, SEMA_NAME(in->sema, "options"), NULL));
    class_set(in, record, SEMA_NAME(in->sema, "simulator"),
              value_string(SEMA_NAME(in->sema, "nnc")));
    for (uint32_t i = 0; i < options->n; i++) {
        const Value *o = &options->v[i];
        if (o->kind != VALUE_TUPLE || !o->as.list->n || o->as.list->v[0].kind != VALUE_STRING)
            return interp_error(in, DIAG_NNC0251, call->span,
                                "an option is a tuple (\"--name\", \"text\", {...}), not %s",
                                value_words(*o));
        class_set(in, record, option_name(in, o->as.list->v[0].as.string),
                  option_value(in, call, o->as.list));
    }
    return record;
}

static Value get_simulator(Interp *in, const Call *call, const Value *a)
{
    Value options = options_of(in, call, a[0].as.list);
    if (options.kind == VALUE_POISON)
        return options;
    ValueList *both = ARENA_NEW(in->arena, ValueList);
    VEC_PUSH(in->arena, both,
             (Value){.kind = VALUE_MODULE, .as.module = SEMA_NAME(in->sema, "sim")});
    VEC_PUSH(in->arena, both, options);
    return value_tuple(both);
}

static Value normalized_filename(Interp *in, const Call *call, const Value *a)
{
    const Str *name, *extension;
    if (!want_string(in, a[1], call->span, "the name of a file", &name) ||
        !want_string(in, a[2], call->span, "the ending of a file", &extension))
        return value_poison;
    return value_string(str_format(in->session->strings, "%s.%s", name->s, extension->s));
}

/* ---- paths ---- */

static Value path_join(Interp *in, const Call *call, const Value *a)
{
    const Str *path = SEMA_NAME(in->sema, ""), *part;
    for (uint32_t i = 0; i < a[0].as.list->n; i++) {
        if (!want_string(in, a[0].as.list->v[i], call->span, "a part of a path", &part))
            return value_poison;
        path = str_format(in->session->strings, "%s%s%s", path->s, i ? "/" : "", part->s);
    }
    return value_string(path);
}

static Value files_are_not_read(Interp *in, const Call *call, const Value *a)
{
    (void)a;
    Diag *d = diag(in->diags, DIAG_NNC0255, call->span,
                   "no file is read or written while a model is compiled");
    diag_help(in->diags, d,
              "results go to the output folder; numbers can stand in a .nn file that is imported");
    return value_poison;
}

static Value leave(Interp *in, const Call *call, const Value *a)
{
    (void)call;
    (void)a;
    in->stopped = true;
    return value_none;
}

/* Names of modules that are imported for what has no meaning here: drawing in windows, logging. */
static const char *const IGNORED[] = {"matplotlib", "logging", "argparse", "warnings", "socket"};

bool host_ignores(const char *module)
{
    for (size_t i = 0; i < sizeof IGNORED / sizeof *IGNORED; i++)
        if (!strcmp(module, IGNORED[i]))
            return true;
    return false;
}

const Builtin builtins_host[] = {
    {"sim", "get_simulator", get_simulator, "*options"},
    {"sim", "init_logging", nothing, "*arguments **named"},
    {"sim", "normalized_filename", normalized_filename,
     "root basename extension simulator= num_processes= use_iso8601="},
    {"sim", "DataTable", unknown, "*arguments **named"},
    {"sim", "Timer", unknown, ""},
    {"sim", "ProgressBar", unknown, "*arguments **named"},
    {"sim", "SimulationProgressBar", nothing, "*arguments **named"},
    {"sys", "exit", leave, "code="},
    {"time", "time", unknown, ""},
    {"time", "perf_counter", unknown, ""},
    {"os", "makedirs", nothing, "path **named"},
    {"os.path", "join", path_join, "*parts"},
    {"", "open", files_are_not_read, "*arguments **named"},
    {"", "input", files_are_not_read, "*arguments"},
    {"numpy", "loadtxt", files_are_not_read, "*arguments **named"},
    {"numpy", "load", files_are_not_read, "*arguments **named"},
    {"numpy", "savetxt", files_are_not_read, "*arguments **named"},
    {"numpy", "save", files_are_not_read, "*arguments **named"},
    {NULL, NULL, NULL, NULL},
};
