/* Draws a network once: the model with another experiment, which saves the connections and records values at the start, is built
   and run in a temporary folder. */
#define _XOPEN_SOURCE 700
#include "frontend/driver/draw.h"
#include "codegen/toolchain.h"
#include "frontend/driver/commands.h"
#include "ir/build.h"
#include "ir/text.h"

#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef struct Value { /* of a population, in one of its lists of values */
    IrPopulation *population;
    IrBinds *binds;
    const Str *name;
} Value;

typedef struct Drawing {
    Pipeline *p;
    IrModule *m;
    IrModule asked;                  /* the module with the experiment that asks */
    VEC(IrProjection *) projections; /* whose connections are asked for */
    VEC(Value) values;
    uint32_t changes; /* actions before the first run that change values: they become values */
    const char *folder;
} Drawing;

static Arena *arena(const Drawing *d)
{
    return d->p->session->arena;
}

static const Str *name(const Drawing *d, const char *text)
{
    return str_from(d->p->session->strings, text);
}

/* ---- what is asked for ---- */
static bool is_drawn_leaf(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW || e->op == IR_DRAWAT || e->op == IR_POSITION || e->op == IR_DISTANCE ||
           (e->op == IR_VARIABLE && !str_is(e->u.name, "i"));
}

static bool is_drawn(const IrExpr *e)
{
    return e && ir_expr_any(e, is_drawn_leaf, NULL);
}

/* Does it depend on the connection at hand? */
static bool differs_leaf(void *context, const IrExpr *e)
{
    return is_drawn_leaf(context, e) || e->op == IR_VARIABLE || e->op == IR_DATA;
}

static bool is_list(const Drawing *d, const IrProjection *p)
{
    const IrConnector *c = ir_find_connector(d->m, p->connector);
    return c && c->clauses.n == 1 && c->clauses.v[0].loop == IR_LOOP_LIST &&
           !c->clauses.v[0].values.n &&
           !(p->weight && ir_expr_any(p->weight, differs_leaf, NULL)) &&
           !(p->delay && ir_expr_any(p->delay, differs_leaf, NULL));
}

static void ask_value(Drawing *d, IrPopulation *p, IrBinds *binds, const Str *of)
{
    for (uint32_t i = 0; i < d->values.n; i++)
        if (d->values.v[i].population == p && d->values.v[i].name == of)
            return;
    const Value value = {p, binds, of};
    VEC_PUSH(arena(d), &d->values, value);
    IrRecorder *r = ARENA_NEW(arena(d), IrRecorder);
    *r = (IrRecorder){.target = p->name, .path = of, .span = p->span};
    VEC_PUSH(arena(d), &d->asked.recorders, r);
    const IrAction record = {
        .kind = IR_ACTION_RECORD, .span = p->span, .recorder = d->asked.recorders.n - 1};
    VEC_PUSH(arena(d), &d->asked.experiment, record);
}

static void ask_values(Drawing *d, IrPopulation *p, IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        if (is_drawn(binds->v[i].value))
            ask_value(d, p, binds, binds->v[i].name);
}

static void ask_connections(Drawing *d, IrProjection *p)
{
    for (uint32_t i = 0; i < d->projections.n; i++)
        if (d->projections.v[i] == p)
            return;
    static const char *const columns[] = {"weight", "delay"};
    IrAction save = {.kind = IR_ACTION_SAVE, .span = p->span, .target = p->name};
    save.name = name(d, arena_printf(arena(d), "connections%u", d->projections.n));
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        VEC_PUSH(arena(d), &save.names, name(d, columns[i]));
    VEC_PUSH(arena(d), &d->asked.experiment, save);
    VEC_PUSH(arena(d), &d->projections, p);
}

/* ---- changes before the first run ---- */
static void ask_changed(Drawing *d, const Str *target, const IrAction *a)
{
    const IrView *v = ir_find_view(d->m, target);
    const IrGroup *g = ir_find_group(d->m, target);
    IrPopulation *p = ir_find_population(d->m, v ? v->population : target);
    for (uint32_t i = 0; !p && g && i < g->members.n; i++)
        ask_changed(d, g->members.v[i], a);
    if (p)
        ask_value(d, p, a->kind == IR_ACTION_SET ? &p->values : &p->initial, a->name);
}

/* Can what an action sets be a value that cells or connections have from the start? */
static bool is_value(const Drawing *d, const IrAction *a)
{
    const bool sets = a->kind == IR_ACTION_SET || a->kind == IR_ACTION_INITIALIZE;
    return sets && !ir_find_input(d->m, a->target) && a->value && a->value->op != IR_LIST;
}

static void ask_changes(Drawing *d)
{
    for (uint32_t i = 0; i < d->m->experiment.n; i++) {
        const IrAction *a = &d->m->experiment.v[i];
        if (a->kind == IR_ACTION_RECORD)
            continue;
        if (!is_value(d, a))
            return;
        VEC_PUSH(arena(d), &d->asked.experiment, *a);
        d->changes++;
        IrProjection *p = ir_find_projection(d->m, a->target);
        if (p && is_list(d, p))
            ask_connections(d, p);
        else if (!p)
            ask_changed(d, a->target, a);
    }
}

static void drop_changes(Drawing *d)
{
    uint32_t n = 0, dropped = 0;
    for (uint32_t i = 0; i < d->m->experiment.n; i++) {
        const IrActionKind kind = d->m->experiment.v[i].kind;
        const bool drop = dropped < d->changes && kind != IR_ACTION_RECORD;
        dropped += drop;
        if (!drop)
            d->m->experiment.v[n++] = d->m->experiment.v[i];
    }
    d->m->experiment.n = n;
}

static bool ask(Drawing *d)
{
    d->asked = *d->m;
    memset(&d->asked.recorders, 0, sizeof d->asked.recorders);
    memset(&d->asked.experiment, 0, sizeof d->asked.experiment);
    ask_changes(d);
    for (uint32_t i = 0; i < d->m->populations.n; i++) {
        ask_values(d, d->m->populations.v[i], &d->m->populations.v[i]->values);
        ask_values(d, d->m->populations.v[i], &d->m->populations.v[i]->initial);
    }
    for (uint32_t i = 0; i < d->m->projections.n; i++)
        if (!is_list(d, d->m->projections.v[i]) &&
            !ir_find_projection(d->m, d->m->projections.v[i]->post))
            ask_connections(d, d->m->projections.v[i]);
    const IrAction run = {.kind = IR_ACTION_RUN, .value = ir_integer(arena(d), 0, NOWHERE)};
    VEC_PUSH(arena(d), &d->asked.experiment, run);
    return d->projections.n + d->values.n > 0;
}

/* ---- the program ---- */
static bool compile(Drawing *d, const Options *o, const char *program)
{
    size_t n;
    Emitter *e = emitter_new(arena(d), 4);
    ir_print_module(e, &d->asked);
    const char *text = emitter_text(e, &n), *source = arena_printf(arena(d), "%s.ir", program);
    if (!toolchain_write(d->p->session, source, text, n))
        return false;
    Options own = *o;
    memset(&own.arguments, 0, sizeof own.arguments);
    VEC_PUSH(arena(d), &own.arguments, source);
    own.output = program;
    own.to = NULL;
    return cmd_compile(&own) == EXIT_OK;
}

static bool run(Drawing *d, const char *program, const char *results)
{
    const char *const words[] = {program, "-o", results, "--format=csv", "--progress=none", NULL};
    pid_t child, ended;
    int status = 0;
    errno = posix_spawn(&child, program, NULL, NULL, (char *const *)(uintptr_t)words, environ);
    if (errno) {
        diag(d->p->session->diags, DIAG_NNC0702, NOWHERE, "cannot run %s: %s", program,
             strerror(errno));
        return false;
    }
    while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        ;
    if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    diag(d->p->session->diags, DIAG_NNC0711, NOWHERE,
         "what the model draws when it starts is not known: its program failed");
    return false;
}

/* ---- results ---- */
/* Rows of numbers below a line of names; NULL after a diagnostic. */
static double *read_table(Drawing *d, const char *path, uint64_t *rows, uint32_t *columns)
{
    VEC(double) all = {0};
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    *rows = *columns = 0;
    if (!f) {
        diag(d->p->session->diags, DIAG_NNC0701, NOWHERE, "cannot read %s: %s", path,
             strerror(errno));
        return NULL;
    }
    for (bool first = true; getline(&line, &size, f) > 0; first = false) {
        const uint32_t before = all.n;
        char *end;
        for (char *at = line; !first && *at && *at != '\n'; at = end + (*end == ',')) {
            const double x = strtod(at, &end);
            if (end == at)
                break;
            VEC_PUSH(arena(d), &all, x);
        }
        *rows += !first;
        *columns = first ? 0 : all.n - before;
    }
    free(line);
    fclose(f);
    double *values = ARENA_ARRAY(arena(d), double, all.n + 1);
    for (uint64_t r = 0; r < *rows; r++) /* columns one after the other */
        for (uint32_t c = 0; c < *columns; c++)
            values[c * *rows + r] = all.v[r * *columns + c];
    return values;
}

static IrData *add_data(Drawing *d, const char *label, uint64_t rows, uint32_t columns,
                        double *values, Span at)
{
    const Str *free = name(d, label);
    for (unsigned k = 2; map_has(&d->m->by_name, free); k++)
        free = name(d, arena_printf(arena(d), "%s#%u", label, k));
    IrData *data = ARENA_NEW(arena(d), IrData);
    *data = (IrData){.name = free, .rows = rows, .columns = columns, .values = values, .span = at};
    data->dims = ARENA_ARRAY(arena(d), Dim, columns + 1);
    VEC_PUSH(arena(d), &d->m->data, data);
    ir_register(d->m, data->name, data);
    return data;
}

/* The unit of saved weights: that of the port of the cell, else of the weight that the synapse declares. */
static const Unit *weight_unit(const Drawing *d, const IrProjection *p, const IrModel *cell)
{
    const IrItem *port = ir_item(cell, p->post_port);
    const IrModel *at =
        port && port->kind == IR_ITEM_PART ? ir_find_model(d->m, port->model) : NULL;
    for (uint32_t i = 0; at && i < at->items.n; i++)
        if (at->items.v[i]->kind == IR_ITEM_EVENT_IN)
            port = at->items.v[i];
    if (port && port->kind == IR_ITEM_EVENT_IN)
        return port->args.n ? port->args.v[0].unit : NULL;
    at = p->synapse ? ir_find_model(d->m, p->synapse) : NULL;
    for (uint32_t i = 0; at && i < at->items.n; i++)
        if (at->items.v[i]->weight)
            return at->items.v[i]->unit;
    return NULL;
}

/* The same in native units, 0 before the first; false where cells of an assembly differ in it. */
static bool weight_factor(const Drawing *d, const IrProjection *p, const Str *target,
                          double *factor)
{
    const IrView *v = ir_find_view(d->m, target);
    const IrGroup *g = ir_find_group(d->m, target);
    const IrPopulation *cells = ir_find_population(d->m, v ? v->population : target);
    bool same = true;
    for (uint32_t i = 0; g && i < g->members.n; i++)
        same &= weight_factor(d, p, g->members.v[i], factor);
    const IrModel *cell = cells ? ir_find_model(d->m, cells->model) : NULL;
    if (!cell)
        return same;
    const Unit *unit = weight_unit(d, p, cell);
    const double own = unit ? unit_factor_to(unit, &unit_native) : 1;
    same &= *factor <= 0 || !(own < *factor || own > *factor);
    *factor = own;
    return same;
}

/* A weight's dimension is that of the projection's; where none is said, it fits any. */
static bool take_connections(Drawing *d, uint32_t k, const char *results)
{
    static const char *const columns[] = {"pre", "post", "weight", "delay"};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    IrProjection *p = d->projections.v[k];
    uint64_t rows;
    uint32_t n;
    double *values =
        read_table(d, arena_printf(arena(d), "%s/connections%u", results, k), &rows, &n);
    double factor = 0;
    if (!values || (rows && n != COLUMNS))
        return false;
    if (!weight_factor(d, p, p->post, &factor)) {
        diag(d->p->session->diags, DIAG_NNC0711, p->span,
             "drawn connections to cells whose weights have different units cannot be written");
        return false;
    }
    for (uint64_t r = 2 * rows; r < 3 * rows; r++)
        values[r] *= factor;
    const char *label = arena_printf(arena(d), "%s.connections", p->name->s);
    IrData *data = add_data(d, label, rows, COLUMNS, values, p->span);
    data->column_names = ARENA_ARRAY(arena(d), const Str *, COLUMNS);
    for (int i = 0; i < COLUMNS; i++)
        data->column_names[i] = name(d, columns[i]);
    data->dims[2] = p->weight ? p->weight->dim : DIM_NONE;
    data->dims[3] = dim_of(0, 0, 1, 0, 0, 0, 0);
    IrConnector *c = ARENA_NEW(arena(d), IrConnector);
    const IrClause list = {.loop = IR_LOOP_LIST,
                           .i = name(d, "i"),
                           .j = name(d, "j"),
                           .data = data->name,
                           .span = p->span};
    *c = (IrConnector){.name = name(d, arena_printf(arena(d), "list of %s", data->name->s)),
                       .span = p->span};
    VEC_PUSH(arena(d), &c->clauses, list);
    VEC_PUSH(arena(d), &d->m->connectors, c);
    ir_register(d->m, c->name, c);
    p->connector = c->name;
    memset(&p->connector_args, 0, sizeof p->connector_args);
    memset(&p->space, 0, sizeof p->space);
    p->weight = p->delay = NULL;
    return true;
}

/* As the program spells the name of a file: A-Z a-z 0-9 _ . - are themselves, but a dot at the start. */
static const char *encoded(const Drawing *d, const char *s)
{
    const char *text = "";
    for (const char *c = s; *c; c++)
        text = isalnum((unsigned char)*c) || *c == '_' || *c == '-' || (*c == '.' && c != s)
                   ? arena_printf(arena(d), "%s%c", text, *c)
                   : arena_printf(arena(d), "%s%%%02X", text, (unsigned char)*c);
    return text;
}

static bool take_values(Drawing *d, uint32_t k, const char *results)
{
    const Value *value = &d->values.v[k];
    const IrPopulation *p = value->population;
    uint64_t rows;
    uint32_t n;
    const char *path = arena_printf(arena(d), "%s/%s.%s.csv", results, encoded(d, p->name->s),
                                    encoded(d, value->name->s));
    double *values = read_table(d, path, &rows, &n);
    if (!values || rows != 1)
        return false;
    const IrModel *model = ir_find_model(d->m, p->model);
    const IrItem *item = model ? ir_item(model, value->name) : NULL;
    const Unit *unit = item ? item->unit : NULL;
    const Dim dim = item ? item->dim : DIM_NONE;
    double *own = ARENA_ARRAY(arena(d), double, n);
    for (uint32_t i = 1; i < n;
         i++) /* the time is first; results are in the unit of the declaration */
        own[i - 1] = unit ? values[i] * unit_factor_to(unit, &unit_native) : values[i];
    const char *label = arena_printf(arena(d), "%s.%s", p->name->s, value->name->s);
    IrData *data = add_data(d, label, n - 1, 1, own, p->span);
    data->dims[0] = dim;
    IrExpr *e = ir_expr_new(arena(d), IR_DATA, 1, p->span);
    e->u.name = data->name;
    e->dim = dim;
    e->arg[0] = ir_named(arena(d), IR_VARIABLE, name(d, "i"), p->span);
    for (uint32_t i = 0; i < value->binds->n; i++)
        if (value->binds->v[i].name == value->name) {
            value->binds->v[i].value = e;
            return true;
        }
    VEC_PUSH(arena(d), value->binds, (IrBind){value->name, e, p->span});
    return true;
}

/* ---- the folder ---- */
static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static bool draw(Drawing *d, const Options *o)
{
    const char *program = arena_printf(arena(d), "%s/model", d->folder),
               *results = arena_printf(arena(d), "%s/results", d->folder);
    bool ok = compile(d, o, program) && run(d, program, results);
    for (uint32_t k = 0; ok && k < d->projections.n; k++)
        ok = take_connections(d, k, results);
    for (uint32_t k = 0; ok && k < d->values.n; k++)
        ok = take_values(d, k, results);
    drop_changes(d);
    return ok;
}

bool draw_network(Pipeline *p, const Options *o)
{
    enum { OPEN_FOLDERS = 16 };
    Drawing d = {.p = p, .m = p->module};
    const char *temporary = getenv("TMPDIR");
    if (!ask(&d))
        return true;
    char *made =
        arena_printf(arena(&d), "%s/nnc-draw-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!(d.folder = mkdtemp(made))) {
        diag(p->session->diags, DIAG_NNC0702, NOWHERE, "cannot make the folder %s: %s", made,
             strerror(errno));
        return false;
    }
    const bool ok = draw(&d, o);
    nftw(d.folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    return ok;
}
