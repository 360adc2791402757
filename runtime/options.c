/* The command line of a generated program, by one table that also prints the help. */
#include "runtime/options.h"

#include "runtime/threads.h"
#include "runtime/units.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct option {
    const char *name, *alias, *argument, *help;
    bool (*take)(nnrt_options *o, const char *value, nnrt_error *e);
} option;

static bool refuse(nnrt_error *e, const char *name, const char *value, const char *why)
{
    return nnrt_error_set(e, NNRT_EXIT_USAGE, "%s: '%.80s' %s", name, value, why);
}

static bool take_time(const char *name, const char *value, double *ms, nnrt_error *e)
{
    char why[160];
    if (!nnrt_quantity_parse(value, "ms", 1, ms, why))
        return refuse(e, name, value, why);
    if (!(*ms > 0) || isinf(*ms))
        return refuse(e, name, value, "is not a time above 0");
    return true;
}

static bool take_count(const char *name, const char *value, uint64_t lo, uint64_t hi, uint64_t *out,
                       nnrt_error *e)
{
    char *end;
    errno = 0;
    const unsigned long long n = strtoull(value, &end, 10);
    if (end == value || *end || *value == '-' || errno || n < lo || n > hi) {
        char why[80];
        snprintf(why, sizeof why, "is not an integer of %llu to %llu", (unsigned long long)lo,
                 (unsigned long long)hi);
        return refuse(e, name, value, why);
    }
    *out = n;
    return true;
}

static bool take_help(nnrt_options *o, const char *value, nnrt_error *e)
{
    (void)value, (void)e;
    return o->help = true;
}

static bool take_version(nnrt_options *o, const char *value, nnrt_error *e)
{
    (void)value, (void)e;
    return o->version = true;
}

static bool take_list(nnrt_options *o, const char *value, nnrt_error *e)
{
    (void)value, (void)e;
    return o->list_params = true;
}

static bool take_connections(nnrt_options *o, const char *value, nnrt_error *e)
{
    (void)value, (void)e;
    return o->save_connections = true;
}

static bool take_set(nnrt_options *o, const char *value, nnrt_error *e)
{
    const char *equals = strchr(value, '=');
    if (!equals || equals == value || !equals[1])
        return refuse(e, "--set", value, "is not NAME=VALUE");
    nnrt_setting *grown = realloc(o->settings, (o->n_settings + 1) * sizeof *grown);
    if (!grown)
        return nnrt_error_memory(e);
    o->settings = grown;
    const size_t length = (size_t)(equals - value);
    char *name = malloc(length + 1);
    if (!name)
        return nnrt_error_memory(e);
    memcpy(name, value, length);
    name[length] = 0;
    grown[o->n_settings++] = (nnrt_setting){.name = name, .value = equals + 1};
    return true;
}

static bool take_seed(nnrt_options *o, const char *value, nnrt_error *e)
{
    o->has_seed = true;
    return take_count("--seed", value, 0, UINT64_MAX, &o->seed, e);
}

static bool take_t(nnrt_options *o, const char *value, nnrt_error *e)
{
    o->has_t = true;
    return take_time("--t", value, &o->t, e);
}

static bool take_dt(nnrt_options *o, const char *value, nnrt_error *e)
{
    o->has_dt = true;
    return take_time("--dt", value, &o->dt, e);
}

static bool take_threads(nnrt_options *o, const char *value, nnrt_error *e)
{
    uint64_t n = 1;
    if (!take_count("--threads", value, 1, NNRT_MAX_THREADS, &n, e))
        return false;
    o->threads = (uint32_t)n;
    return true;
}

static bool take_out(nnrt_options *o, const char *value, nnrt_error *e)
{
    if (!*value)
        return refuse(e, "-o", value, "is no folder");
    o->out = value;
    return true;
}

static bool take_format(nnrt_options *o, const char *value, nnrt_error *e)
{
    (void)e;
    o->format = value;
    return true;
}

static bool take_progress(nnrt_options *o, const char *value, nnrt_error *e)
{
    return nnrt_progress_mode_named(value, &o->progress) ||
           refuse(e, "--progress", value, "is none of auto, line, plain, json, none");
}

static bool take_limit(nnrt_options *o, const char *value, nnrt_error *e)
{
    char *end;
    const double x = strtod(value, &end);
    static const struct {
        char name;
        double factor;
    } sizes[] = {{0, 1}, {'k', 1e3}, {'M', 1e6}, {'G', 1e9}, {'T', 1e12}};
    for (size_t i = 0; end != value && i < sizeof sizes / sizeof sizes[0]; i++)
        if (*end == sizes[i].name && (!*end || !end[1]) && x * sizes[i].factor >= 1 &&
            x * sizes[i].factor < 9e18) {
            o->limit_memory = (uint64_t)(x * sizes[i].factor);
            return true;
        }
    return refuse(e, "--limit-memory", value, "is no size such as 500M or 16G");
}

static const option table[] = {
    {"--help", "-h", NULL, "show this text", take_help},
    {"--version", NULL, NULL, "show what the program was made from", take_version},
    {"--list-params", NULL, NULL, "list what --set can change", take_list},
    {"--set", NULL, "NAME=VALUE",
     "set a parameter of the program, or LABEL.PARAMETER of a population", take_set},
    {"--seed", NULL, "N", "seed of all random numbers", take_seed},
    {"--t", "-t", "TIME", "time to simulate, e.g. 500ms (programs with one run)", take_t},
    {"--dt", NULL, "TIME", "time step, e.g. 0.05ms", take_dt},
    {"--threads", NULL, "N", "threads; results do not depend on them (default 1)", take_threads},
    {"-o", "--output", "DIR", "folder of the results (default: the model's name with .out)",
     take_out},
    {"--format", NULL, "LIST", "of h5,csv,npz,dat", take_format},
    {"--save-connections", NULL, NULL, "write each projection as CSV", take_connections},
    {"--progress", NULL, "MODE", "auto, line, plain, json or none", take_progress},
    {"--limit-memory", NULL, "SIZE", "refuse to use more, e.g. 16G (default: the machine's)",
     take_limit},
};
enum { N_OPTIONS = sizeof table / sizeof table[0] };

static bool matches(const char *argument, const char *name, const char **value)
{
    if (!name)
        return false;
    const size_t length = strlen(name);
    if (strncmp(argument, name, length))
        return false;
    if (argument[length] == '=' && length > 2)
        *value = argument + length + 1;
    return !argument[length] || *value;
}

static bool read_one(nnrt_options *o, int argc, char **argv, int *at, nnrt_error *e)
{
    const char *argument = argv[*at];
    for (int i = 0; i < N_OPTIONS; i++) {
        const char *value = NULL;
        if (!matches(argument, table[i].name, &value) && !matches(argument, table[i].alias, &value))
            continue;
        if (!table[i].argument)
            return value ? refuse(e, table[i].name, value, "is not needed")
                         : table[i].take(o, NULL, e);
        if (!value && *at + 1 >= argc)
            return nnrt_error_set(e, NNRT_EXIT_USAGE, "%s needs %s", argument, table[i].argument);
        if (!value)
            value = argv[++*at];
        return table[i].take(o, value, e);
    }
    return nnrt_error_set(e, NNRT_EXIT_USAGE, "unknown option '%.80s' (--help lists them)",
                          argument);
}

bool nnrt_options_read(nnrt_options *o, int argc, char **argv, nnrt_error *e)
{
    *o = (nnrt_options){.threads = 1};
    for (int i = 1; i < argc; i++)
        if (!read_one(o, argc, argv, &i, e))
            return false;
    return true;
}

void nnrt_options_free(nnrt_options *o)
{
    for (uint32_t i = 0; i < o->n_settings; i++)
        free(o->settings[i].name);
    free(o->settings);
    *o = (nnrt_options){0};
}

void nnrt_options_help(const nnrt_program *p, FILE *to)
{
    fprintf(to, "%s: a simulation compiled by %s\n", p->name, p->compiler);
    if (p->help && *p->help)
        fprintf(to, "%s\n", p->help);
    fprintf(to, "\noptions:\n");
    for (int i = 0; i < N_OPTIONS; i++) {
        char head[64];
        const option *o = &table[i];
        snprintf(head, sizeof head, "%s%s%s%s%s", o->alias ? o->alias : "", o->alias ? ", " : "",
                 o->name, o->argument ? " " : "", o->argument ? o->argument : "");
        fprintf(to, "  %-24s %s\n", head, o->help);
    }
    if (p->n_params)
        fprintf(to, "\nparameters of the program (--set NAME=VALUE):\n");
    for (uint32_t i = 0; i < p->n_params; i++) {
        const nnrt_param *param = &p->params[i];
        const bool bare = !*param->unit || !strcmp(param->unit, "1");
        const char *help = param->help ? param->help : "";
        fprintf(to, "  %-24s %s%s(default %s%s%s)\n", param->name, help, *help ? " " : "",
                param->standard, bare ? "" : " ", bare ? "" : param->unit);
    }
}

static void list_class(FILE *to, const char *label, const nnrt_class *cls)
{
    for (uint32_t i = 0; i < cls->n_columns; i++)
        if (cls->columns[i].role == NNRT_PARAM && cls->columns[i].type != NNRT_LIST)
            fprintf(to, "%s.%s\t%s\n", label, cls->columns[i].name, cls->columns[i].unit);
}

void nnrt_options_list(const nnrt_program *p, FILE *to)
{
    for (uint32_t i = 0; i < p->n_params; i++)
        fprintf(to, "%s\t%s\t%s\t%s\n", p->params[i].name, p->params[i].unit, p->params[i].standard,
                p->params[i].help ? p->params[i].help : "");
    for (uint32_t i = 0; i < p->n_populations; i++)
        list_class(to, p->populations[i].label, p->populations[i].cls);
    for (uint32_t i = 0; i < p->n_inputs; i++)
        list_class(to, p->inputs[i].label, p->inputs[i].cls);
}
