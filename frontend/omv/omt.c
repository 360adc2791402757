/* Descriptions of tests: .omt and .mep files as data. Keys that nothing reads are warned of, since they would change what is
   judged. */
#include "frontend/omv/omv.h"

#include <stdarg.h>
#include <string.h>

static const double standard_tolerance = 0.1; /* where a test says none */

typedef struct Reading {
    Session *s;
    OmvTest *test;
    const YamlNode *expectations; /* `experiments` of the .mep file */
    bool failed;
} Reading;

static void complain(Reading *r, Span at, const char *format, ...) DIAG_PRINTF(3, 4);
static void complain(Reading *r, Span at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag(r->s->diags, DIAG_NNC0916, at, "%s", arena_vprintf(r->s->arena, format, args));
    va_end(args);
    r->failed = true;
}

/* ---- keys ---- */
static void check_keys(Reading *r, const YamlNode *map, const char *const *known)
{
    for (uint32_t i = 0; i < map->entries.n; i++) {
        const YamlEntry *e = &map->entries.v[i];
        StrNearest near = str_nearest_start(e->key);
        bool good = false;
        for (size_t k = 0; known[k]; k++) {
            good |= !strcmp(known[k], e->key);
            str_nearest_offer(&near, known[k]);
        }
        if (good)
            continue;
        Diag *g = diag(r->s->diags, DIAG_NNC0908, e->at, "nothing reads '%s'", e->key);
        if (near.best)
            diag_help(r->s->diags, g, "did you mean '%s'?", near.best);
    }
}

static const YamlNode *get_map(Reading *r, const YamlNode *map, const char *key)
{
    const YamlNode *n = yaml_get(map, key);
    if (n && n->kind == YAML_MAP)
        return n;
    if (n)
        complain(r, n->at, "'%s' must have keys and values", key);
    return NULL;
}

/* NULL where there is none. */
static const char *get_text(Reading *r, const YamlNode *map, const char *key)
{
    const YamlNode *n = yaml_get(map, key);
    if (n && n->kind != YAML_SCALAR)
        complain(r, n->at, "'%s' must be one value", key);
    return n && n->kind == YAML_SCALAR ? n->text : NULL;
}

static double get_number(Reading *r, const YamlNode *map, const char *key, double standard)
{
    const YamlNode *n = yaml_get(map, key);
    double x = standard;
    if (n && !yaml_number(n, &x))
        complain(r, n->at, "'%s' must be a number", key);
    return x;
}

static unsigned whole(Reading *r, const YamlNode *map, const char *key, unsigned standard)
{
    const double x = get_number(r, map, key, standard);
    if (x >= 0 && x < 1e6 && (double)(unsigned)x >= x)
        return (unsigned)x;
    complain(r, yaml_get(map, key)->at, "'%s' must be a whole number", key);
    return standard;
}

/* Two numbers, or one for both. */
static void get_pair(Reading *r, const YamlNode *map, const char *key, double out[2])
{
    const YamlNode *n = yaml_get(map, key);
    bool good = !n || (n->kind == YAML_SCALAR && yaml_number(n, out));
    if (n && n->kind == YAML_SCALAR)
        out[1] = out[0];
    if (n && n->kind == YAML_LIST && n->entries.n == 2)
        good = yaml_number(n->entries.v[0].value, &out[0]) &&
               yaml_number(n->entries.v[1].value, &out[1]);
    if (!good)
        complain(r, n->at, "'%s' must be two numbers, as [0, 1]", key);
}

/* ---- files ---- */
static void read_path(Reading *r, const YamlNode *file, OmvObservable *o)
{
    o->path = get_text(r, file, "path");
    o->path_at = o->path ? yaml_get(file, "path")->at : file->at;
    if (!o->path)
        complain(r, file->at, "the file needs a path");
}

static void read_series(Reading *r, const YamlNode *file, OmvObservable *o)
{
    static const char *const keys[] = {"path", "columns", "scaling", "header", NULL};
    double columns[2] = {0, 1};
    check_keys(r, file, keys);
    read_path(r, file, o);
    get_pair(r, file, "columns", columns);
    get_pair(r, file, "scaling", o->scaling);
    o->header = whole(r, file, "header", 0);
    for (int i = 0; i < 2; i++) {
        if (!(columns[i] >= 0 && columns[i] < 1e6))
            complain(r, file->at, "columns are counted from 0");
        else
            o->columns[i] = (unsigned)columns[i];
    }
}

static void read_events(Reading *r, const YamlNode *file, OmvObservable *o)
{
    static const char *const keys[] = {"path", "format", "id", "ids", "scaling", "header", NULL};
    const char *format = get_text(r, file, "format"), *id = get_text(r, file, "id");
    check_keys(r, file, keys);
    read_path(r, file, o);
    o->source = OMV_EVENTS;
    o->id = id ? id : get_text(r, file, "ids");
    if (o->id && !strcmp(o->id, "*"))
        o->id = NULL;
    o->time_first = format && !strcmp(format, "TIME_ID");
    if (format && !o->time_first && strcmp(format, "ID_TIME"))
        complain(r, yaml_get(file, "format")->at, "the format of events is TIME_ID or ID_TIME");
    o->header = whole(r, file, "header", 0);
    get_pair(r, file, "scaling", o->scaling);
}

static void read_detection(Reading *r, const YamlNode *n, OmvObservable *o)
{
    static const char *const keys[] = {"method", "threshold", NULL};
    const char *method = get_text(r, n, "method");
    check_keys(r, n, keys);
    o->threshold = get_number(r, n, "threshold", 0);
    o->method = method && !strcmp(method, "derivative") ? OMV_DERIVATIVE : OMV_THRESHOLD;
    if (method && o->method == OMV_THRESHOLD && strcmp(method, "threshold"))
        complain(r, yaml_get(n, "method")->at,
                 "spikes are found by threshold or derivative, not by '%s'", method);
}

/* ---- observables ---- */
static const struct {
    const char *name;
    bool one_number;
} kinds[] = {[OMV_SPIKE_TIMES] = {"spike times", false},
             [OMV_SPIKE_RATE] = {"spike rate", true},
             [OMV_RESTING] = {"resting", true}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static bool read_kind(Reading *r, const YamlEntry *e, OmvKind *out)
{
    StrNearest near = str_nearest_start(e->key);
    for (int i = 0; i < KINDS; i++) {
        str_nearest_offer(&near, kinds[i].name);
        if (strcmp(e->key, kinds[i].name))
            continue;
        *out = (OmvKind)i;
        return true;
    }
    Diag *g = diag(r->s->diags, DIAG_NNC0916, e->at, "'%s' cannot be judged", e->key);
    if (near.best)
        diag_help(r->s->diags, g, "did you mean '%s'?", near.best);
    else
        diag_help(r->s->diags, g, "what can be: spike times, spike rate, resting");
    r->failed = true;
    return false;
}

static void read_source(Reading *r, const YamlNode *n, OmvObservable *o)
{
    static const char *const keys[] = {"file",      "spiketimes file", "spike detection",
                                       "tolerance", "average last",    NULL};
    const YamlNode *file = get_map(r, n, "file"), *events = get_map(r, n, "spiketimes file"),
                   *detection = get_map(r, n, "spike detection");
    check_keys(r, n, keys);
    if (file)
        read_series(r, file, o);
    else if (events && o->kind != OMV_RESTING)
        read_events(r, events, o);
    else
        complain(r, o->at, "'%s' needs a file", o->name);
    if (detection)
        read_detection(r, detection, o);
    else if (file && o->kind != OMV_RESTING)
        complain(r, o->at, "'%s' of a file of values needs 'spike detection'", o->name);
    o->last = whole(r, n, "average last", 1);
    o->tolerance = get_number(r, n, "tolerance", standard_tolerance);
}

static void read_expected(Reading *r, OmvObservable *o)
{
    const YamlNode *experiment = yaml_get(r->expectations, o->experiment);
    const YamlNode *n = yaml_get(yaml_get(experiment, "expected"), o->name);
    const bool list = n && n->kind == YAML_LIST && !kinds[o->kind].one_number;
    double x;
    if (!n) {
        complain(r, o->at, "the .mep file expects no '%s' of '%s'", o->name, o->experiment);
        return;
    }
    for (uint32_t i = 0; i < (list ? n->entries.n : 1); i++) {
        const YamlNode *value = list ? n->entries.v[i].value : n;
        if (yaml_number(value, &x))
            VEC_PUSH(r->s->arena, &o->expected, x);
        else
            complain(r, value->at, "a number is expected here");
    }
}

static void read_observable(Reading *r, const char *experiment, const YamlEntry *e)
{
    OmvObservable o = {.at = e->at,
                       .experiment = experiment,
                       .name = e->key,
                       .columns = {0, 1},
                       .scaling = {1, 1}};
    if (!read_kind(r, e, &o.kind))
        return;
    if (e->value->kind != YAML_MAP) {
        complain(r, e->at, "'%s' needs a file", e->key);
        return;
    }
    read_source(r, e->value, &o);
    read_expected(r, &o);
    if (!r->failed)
        VEC_PUSH(r->s->arena, &r->test->observables, o);
}

static void read_experiments(Reading *r, const YamlNode *experiments)
{
    for (uint32_t i = 0; i < experiments->entries.n; i++) {
        const YamlEntry *e = &experiments->entries.v[i];
        const YamlNode *observables = get_map(r, e->value, "observables");
        if (!observables)
            complain(r, e->at, "the experiment has no observables");
        for (uint32_t k = 0; observables && k < observables->entries.n; k++)
            read_observable(r, e->key, &observables->entries.v[k]);
    }
}

/* ---- the files ---- */
static YamlNode *read_file(Reading *r, const char *path, Span at)
{
    const char *error = NULL;
    const SourceFile *file = sources_load(r->s->sources, path, &error);
    YamlNode *n = file ? yaml_read(r->s, file) : NULL;
    if (!file)
        diag(r->s->diags, DIAG_NNC0701, at, "%s", error);
    r->failed |= !n;
    return n;
}

static const char *beside(Reading *r, const char *name)
{
    return *name == '/' ? name : arena_printf(r->s->arena, "%s%s", r->test->folder, name);
}

static void read_expectations(Reading *r, const YamlNode *root)
{
    const char *mep = get_text(r, root, "mep");
    const YamlNode *file = mep ? read_file(r, beside(r, mep), yaml_get(root, "mep")->at) : NULL;
    if (!mep)
        complain(r, yaml_get(root, "experiments")->at,
                 "a test with experiments names an .mep file, which has what is expected");
    r->expectations = file ? get_map(r, file, "experiments") : NULL;
}

bool omv_read(Session *s, const char *path, OmvTest *out)
{
    static const char *const keys[] = {"target", "engine", "mep", "experiments", NULL};
    const char *slash = strrchr(path, '/');
    Reading r = {.s = s, .test = out};
    *out = (OmvTest){.path = path};
    out->folder = arena_strndup(s->arena, path, slash ? (size_t)(slash + 1 - path) : 0);
    const YamlNode *root = read_file(&r, path, NOWHERE);
    if (!root)
        return false;
    check_keys(&r, root, keys);
    out->target = get_text(&r, root, "target");
    out->engine = get_text(&r, root, "engine");
    out->target_at = out->target ? yaml_get(root, "target")->at : root->at;
    if (!out->target)
        complain(&r, root->at, "the test names no target");
    const YamlNode *experiments = get_map(&r, root, "experiments");
    if (experiments)
        read_expectations(&r, root);
    if (experiments && !r.failed)
        read_experiments(&r, experiments);
    return !r.failed;
}
