/* Views and assemblies: cells chosen by slice, index, mask or sample; their sums. A view of a view picks
   from its cells. */
#include "frontend/sema/builtins/builtins.h"

#include <stdlib.h>
#include <string.h>

enum {
    CELLS_ONE_BY_ONE = 100000, /* that a script may go through */
    LEVELS_MAX = 100           /* of views that pick from views */
};

/* ---- views of a population or a view ---- */

static Object *new_view(Interp *in, Object *parent, IrViewKind kind, const char *key,
                        const Str *hint, Span at)
{
    Object *o = network_object(in, OBJECT_VIEW, at);
    const char *fallback = arena_printf(in->arena, "%s[%s]", parent->name->s, key);
    o->name = network_claim(in, value_none, hint, fallback, at);
    o->base = network_base(parent);
    o->within = parent->kind == OBJECT_VIEW ? parent : NULL;
    o->level = parent->level + 1;
    o->population = o->base->population;
    o->view = ARENA_NEW(in->arena, IrView);
    *o->view = (IrView){.name = o->name,
                        .population = o->base->name,
                        .kind = kind,
                        .within = o->within ? parent->name : NULL,
                        .span = at};
    VEC_PUSH(in->arena, &in->module->views, o->view);
    ir_register(in->module, o->name, o->view);
    return o;
}

static bool may_be_viewed(Interp *in, const Object *parent, Span at)
{
    if (parent->level < LEVELS_MAX)
        return true;
    interp_error(in, DIAG_NNC0501, at, "views of views nest more than %d deep", LEVELS_MAX);
    return false;
}

static Value no_cell(Interp *in, Span at)
{
    return interp_error(in, DIAG_NNC0404, at, "the view holds no cell");
}

static Value step_below_one(Interp *in, Span at)
{
    return interp_error(in, DIAG_NNC0256, at, "the step of a view is at least 1");
}

static bool view_bound(Interp *in, Value v, int64_t size, Span at, IrExpr **out)
{
    *out = NULL;
    if (v.kind == VALUE_NONE)
        return true;
    if (v.kind == VALUE_SYMBOL) {
        *out = v.as.symbol;
        return true;
    }
    int64_t i;
    if (!want_int(in, v, at, "a bound of a view", &i))
        return false;
    if (i < 0 && size < 0) {
        interp_error(in, DIAG_NNC0258, at,
                     "a bound from the end needs a size known at compile time");
        return false;
    }
    i = i < 0 ? i + size : i;
    i = i < 0 ? 0 : size >= 0 && i > size ? size : i;
    *out = ir_integer(in->arena, i, at);
    return true;
}

static Value slice_one(Interp *in, Object *parent, const Value *a, const Str *hint, Span at)
{
    const int64_t size = object_size(parent);
    IrExpr *start, *stop, *step;
    if (!view_bound(in, a[0], size, at, &start) || !view_bound(in, a[1], size, at, &stop) ||
        !view_bound(in, a[2], -1, at, &step))
        return value_poison;
    Object *o = new_view(in, parent, IR_VIEW_SLICE, "", hint, at);
    o->view->start = start;
    o->view->stop = stop;
    o->view->step = step;
    return object_size(o) == 0 ? no_cell(in, at) : value_object(o);
}

/* Cells by their ascending, unique places in the parent. */
static Object *list_one(Interp *in, Object *parent, const double *places, uint32_t n,
                        const Str *hint, Span at)
{
    const char *key = n == 1 ? arena_printf(in->arena, "%.0f", places[0]) : "";
    Object *o = new_view(in, parent, IR_VIEW_LIST, key, hint, at);
    o->n_cells = n;
    double *values = ARENA_ARRAY(in->arena, double, n + 1);
    memcpy(values, places, n * sizeof *values);
    const Str *path = str_format(in->session->strings, "%s.cells", o->name->s);
    o->view->data = bind_data(in, path, n, 1, values, ARENA_NEW(in->arena, Dim), NULL, at);
    return o;
}

static int compare_places(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Ascending, each once; how many are left. */
static uint32_t sort_places(double *places, uint32_t n)
{
    uint32_t kept = 0;
    if (n)
        qsort(places, n, sizeof *places, compare_places);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || places[kept - 1] < places[i])
            places[kept++] = places[i];
    return kept;
}

/* The place that an index means, from the end where it is negative. */
static bool read_place(Interp *in, Value v, int64_t size, Span at, double *place)
{
    int64_t k;
    if (!want_int(in, v, at, "the index of a cell", &k))
        return false;
    if (k < 0 && size < 0) {
        interp_error(in, DIAG_NNC0258, at,
                     "an index from the end needs a size known at compile time");
        return false;
    }
    if (size >= 0 && (k < -size || k >= size)) {
        interp_error(in, DIAG_NNC0256, at, "index %lld is out of range: there are %lld cells",
                     (long long)k, (long long)size);
        return false;
    }
    *place = (double)(k < 0 ? k + size : k);
    return true;
}

/* An index, a list of indices or a mask as ascending, unique places. */
static bool read_places(Interp *in, Value key, int64_t size, Span at, double **places, uint32_t *n)
{
    ValueList items = {0};
    if (value_length(key) < 0)
        VEC_PUSH(in->arena, &items, key);
    else if (!eval_sequence(in, key, at, &items))
        return false;
    const bool mask = value_length(key) >= 0 && items.n && items.v[0].kind == VALUE_BOOL;
    if (mask && size >= 0 && items.n != size) {
        interp_error(in, DIAG_NNC0413, at, "a mask of %u for %lld cells", items.n, (long long)size);
        return false;
    }
    *places = ARENA_ARRAY(in->arena, double, items.n + 1);
    *n = 0;
    for (uint32_t i = 0; i < items.n; i++) {
        bool chosen = true;
        double place = i;
        if (mask ? !want_truth(in, items.v[i], at, &chosen)
                 : !read_place(in, items.v[i], size, at, &place))
            return false;
        if (chosen)
            (*places)[(*n)++] = place;
    }
    *n = sort_places(*places, *n);
    if (!*n)
        no_cell(in, at);
    return *n > 0;
}

/* ---- assemblies ---- */

static Value make_assembly(Interp *in, const ValueList *parts, Value label, const Str *hint,
                           Span at)
{
    Object *o = network_object(in, OBJECT_ASSEMBLY, at);
    IrGroup *g = ARENA_NEW(in->arena, IrGroup);
    for (uint32_t i = 0; i < parts->n; i++) {
        Object *part = network_target(in, parts->v[i], at, "a member of an assembly");
        if (!part)
            return value_poison;
        const uint32_t n = part->kind == OBJECT_ASSEMBLY ? part->members.n : 1;
        for (uint32_t k = 0; k < n; k++) {
            Object *member = part->kind == OBJECT_ASSEMBLY ? part->members.v[k] : part;
            VEC_PUSH(in->arena, &o->members, member);
            VEC_PUSH(in->arena, &g->members, member->name);
        }
    }
    o->name = network_claim(in, label, hint, "assembly", at);
    g->name = o->name;
    g->span = at;
    VEC_PUSH(in->arena, &in->module->groups, g);
    ir_register(in->module, g->name, g);
    return value_object(o);
}

static bool known_size(Interp *in, const Object *o, Span at, int64_t *size)
{
    *size = object_size(o);
    if (*size >= 0)
        return true;
    Diag *d = diag(in->diags, DIAG_NNC0258, at,
                   "cells of an assembly are chosen where its size is known at compile time");
    diag_help(in->diags, d, "fix the param with -D NAME=VALUE, or choose in its populations");
    return false;
}

/* The cells of an assembly at these places: a view of each member that has some. */
static Value choose_members(Interp *in, const Object *o, const double *places, uint32_t n,
                            const Str *hint, Span at)
{
    ValueList parts = {0};
    double first = 0;
    uint32_t from = 0;
    for (uint32_t m = 0; m < o->members.n; m++) {
        const double size = (double)object_size(o->members.v[m]);
        double *own = ARENA_ARRAY(in->arena, double, n + 1);
        uint32_t n_own = 0;
        for (; from < n && places[from] < first + size; from++)
            own[n_own++] = places[from] - first;
        if (n_own)
            VEC_PUSH(in->arena, &parts,
                     value_object(list_one(in, o->members.v[m], own, n_own, NULL, at)));
        first += size;
    }
    return parts.n == 1 ? parts.v[0] : make_assembly(in, &parts, value_none, hint, at);
}

static Value slice_members(Interp *in, const Object *o, const Value *a, const Str *hint, Span at)
{
    int64_t size, bounds[3] = {0, 0, 1};
    if (!known_size(in, o, at, &size))
        return value_poison;
    bounds[1] = size;
    for (int i = 0; i < 3; i++)
        if (a[i].kind != VALUE_NONE && !want_int(in, a[i], at, "a bound of a view", &bounds[i]))
            return value_poison;
    for (int i = 0; i < 2; i++) {
        bounds[i] += bounds[i] < 0 ? size : 0;
        bounds[i] = bounds[i] < 0 ? 0 : bounds[i] > size ? size : bounds[i];
    }
    if (bounds[2] < 1)
        return step_below_one(in, at);
    double *places = ARENA_ARRAY(in->arena, double, (size_t)size + 1);
    const Value cells = value_range(bounds[0], bounds[1], bounds[2]);
    const uint32_t n = (uint32_t)value_length(cells);
    for (uint32_t i = 0; i < n; i++)
        places[i] = (double)(bounds[0] + i * bounds[2]);
    return n ? choose_members(in, o, places, n, hint, at) : no_cell(in, at);
}

/* ---- methods ---- */

static Value view_slice(Interp *in, const Call *call, const Value *a)
{
    Object *parent = call->self.as.object;
    if (!may_be_viewed(in, parent, call->span))
        return value_poison;
    if (a[2].kind == VALUE_INT && a[2].as.integer < 1)
        return step_below_one(in, call->span);
    return parent->kind == OBJECT_ASSEMBLY ? slice_members(in, parent, a, call->hint, call->span)
                                           : slice_one(in, parent, a, call->hint, call->span);
}

/* pop[i], pop[[1, 2, 5]], pop[mask] */
static Value view_items(Interp *in, const Call *call, const Value *a)
{
    Object *parent = call->self.as.object;
    double *places;
    uint32_t n;
    int64_t size = object_size(parent);
    if (a[0].kind == VALUE_POISON || !may_be_viewed(in, parent, call->span) ||
        (parent->kind == OBJECT_ASSEMBLY && !known_size(in, parent, call->span, &size)) ||
        !read_places(in, a[0], size, call->span, &places, &n))
        return value_poison;
    return parent->kind == OBJECT_ASSEMBLY
               ? choose_members(in, parent, places, n, call->hint, call->span)
               : value_object(list_one(in, parent, places, n, call->hint, call->span));
}

static Value view_sample(Interp *in, const Call *call, const Value *a)
{
    Object *parent = call->self.as.object;
    IrExpr *n = network_size(in, a[0], call->span);
    const int64_t size = object_size(parent);
    double x;
    if (!n || !may_be_viewed(in, parent, call->span))
        return value_poison;
    if (parent->kind == OBJECT_ASSEMBLY)
        return interp_error(in, DIAG_NNC0255, call->span,
                            "take samples of the populations of the assembly and add them");
    if (size >= 0 && ir_constant(n, &x) && x > (double)size)
        return interp_error(in, DIAG_NNC0404, call->span, "a sample of %.0f cells from %lld", x,
                            (long long)size);
    Object *o = new_view(in, parent, IR_VIEW_SAMPLE, "", call->hint, call->span);
    o->view->start = n;
    return value_object(o);
}

static Value view_all(Interp *in, const Call *call, const Value *a)
{
    (void)in;
    (void)a;
    return call->self;
}

/* for cell in cells: a view of each. */
static Value view_each(Interp *in, const Call *call, const Value *a)
{
    Object *parent = call->self.as.object;
    const int64_t size = object_size(parent);
    (void)a;
    if (size < 0)
        return interp_error(in, DIAG_NNC0258, call->span,
                            "the size is known only when the program starts");
    if (size > CELLS_ONE_BY_ONE) {
        Diag *d = diag(in->diags, DIAG_NNC0503, call->span,
                       "a script goes through at most %d cells one by one", CELLS_ONE_BY_ONE);
        diag_help(in->diags, d,
                  "set the parameters of all at once: arrays, functions of the index i");
        return value_poison;
    }
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; i < size && interp_step(in, call->span); i++) {
        const double place = (double)i;
        VEC_PUSH(in->arena, out,
                 parent->kind == OBJECT_ASSEMBLY
                     ? choose_members(in, parent, &place, 1, NULL, call->span)
                     : value_object(list_one(in, parent, &place, 1, NULL, call->span)));
    }
    return value_list(out);
}

static Value assembly(Interp *in, const Call *call, const Value *a)
{
    return make_assembly(in, a[0].as.list, a[1], call->hint, call->span);
}

static Value cells_add(Interp *in, const Call *call, const Value *a)
{
    ValueList parts = {0};
    VEC_PUSH(in->arena, &parts, call->self);
    VEC_PUSH(in->arena, &parts, a[0]);
    return make_assembly(in, &parts, value_none, call->hint, call->span);
}

/* PopulationView(pop, selector): as pop[selector]. */
static Value population_view(Interp *in, const Call *call, const Value *a)
{
    Object *parent = network_target(in, a[0], call->span, "the parent");
    if (!parent)
        return value_poison;
    Call method = *call;
    method.self = value_object(parent);
    if (a[2].kind == VALUE_STRING)
        method.hint = a[2].as.string;
    return view_items(in, &method, a + 1);
}

/* ---- views that nothing uses ---- */

static void note(Map *used, const Str *name)
{
    if (name)
        map_set(used, name, used);
}

static void note_actions(Map *used, const IrAction *actions, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        note(used, actions[i].target);
        note_actions(used, actions[i].body.v, actions[i].body.n);
    }
}

void network_drop_views(Interp *in)
{
    IrModule *m = in->module;
    Map used;
    map_init(&used, in->arena);
    for (uint32_t i = 0; i < m->groups.n; i++)
        for (uint32_t k = 0; k < m->groups.v[i]->members.n; k++)
            note(&used, m->groups.v[i]->members.v[k]);
    for (uint32_t i = 0; i < m->projections.n; i++) {
        note(&used, m->projections.v[i]->pre);
        note(&used, m->projections.v[i]->post);
    }
    for (uint32_t i = 0; i < m->inputs.n; i++)
        note(&used, m->inputs.v[i]->target);
    for (uint32_t i = 0; i < m->recorders.n; i++)
        note(&used, m->recorders.v[i]->target);
    note_actions(&used, m->experiment.v, m->experiment.n);
    for (uint32_t i = m->views.n; i-- > 0;) /* a view stands behind the one that it picks from */
        if (map_has(&used, m->views.v[i]->name))
            note(&used, m->views.v[i]->within);
    uint32_t kept = 0;
    Map dropped;
    map_init(&dropped, in->arena);
    for (uint32_t i = 0; i < m->views.n; i++) {
        if (map_has(&used, m->views.v[i]->name))
            m->views.v[kept++] = m->views.v[i];
        else
            note(&dropped, m->views.v[i]->data);
    }
    m->views.n = kept;
    kept = 0;
    for (uint32_t i = 0; i < m->data.n; i++)
        if (!map_has(&dropped, m->data.v[i]->name))
            m->data.v[kept++] = m->data.v[i];
    m->data.n = kept;
}

const Builtin builtins_view[] = {
    {"", "Assembly", assembly, "*populations label="},
    {"", "PopulationView", population_view, "parent selector label="},
    {".cells", "__slice__", view_slice, "start stop step"},
    {".cells", "__getitem__", view_items, "index"},
    {".cells", "__each__", view_each, ""},
    {".cells", "__add__", cells_add, "other"},
    {".cells", "sample", view_sample, "n rng="},
    {".cells", "all", view_all, ""},
    {NULL, NULL, NULL, NULL},
};
