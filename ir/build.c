/* Construction of modules, models and items; tables by name; deep copies; the walk over an
   item's expressions. */
#include "ir/build.h"
#include "ir/facts.h"

#include <string.h>

IrModule *ir_module_new(Session *s, const char *name)
{
    IrModule *m = ARENA_NEW(s->arena, IrModule);
    m->session = s;
    m->arena = s->arena;
    m->name = str_from(s->strings, name);
    map_init(&m->by_name, s->arena);
    return m;
}

IrModel *ir_model_new(IrModule *m, IrRole role, const Str *name, Span span)
{
    IrModel *model = ARENA_NEW(m->arena, IrModel);
    model->name = name;
    model->role = role;
    model->span = span;
    map_init(&model->by_name, m->arena);
    VEC_PUSH(m->arena, &m->models, model);
    ir_register(m, name, model);
    return model;
}

IrItem *ir_item_new(Arena *a, IrItemKind kind, const Str *name, Span span)
{
    IrItem *item = ARENA_NEW(a, IrItem);
    item->kind = kind;
    item->name = name;
    item->span = span;
    return item;
}

static void model_append(Arena *a, IrModel *model, IrItem *item)
{
    VEC_PUSH(a, &model->items, item);
    if (ir_item_declares(item->kind) && item->name && !map_has(&model->by_name, item->name))
        map_set(&model->by_name, item->name, item);
}

void ir_model_add(IrModule *m, IrModel *model, IrItem *item)
{
    model_append(m->arena, model, item);
}

IrItem *ir_item(const IrModel *model, const Str *name)
{
    return map_get(&model->by_name, name);
}

IrItem *ir_item_of(const IrModel *model, IrItemKind kind, const Str *name)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == kind && model->items.v[i]->name == name)
            return model->items.v[i];
    return NULL;
}

bool ir_is_own_output(const IrItem *item)
{
    return item->kind == IR_ITEM_EVENT_OUT && !strchr(item->name->s, '.');
}

/* ---- the walk ---- */
typedef struct Walk {
    void (*f)(void *context, IrExpr **e);
    void *context;
} Walk;

static void walk_expr(const Walk *w, IrExpr **e)
{
    if (*e)
        w->f(w->context, e);
}

static void walk_binds(const Walk *w, IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        walk_expr(w, &binds->v[i].value);
}

static void walk_body(const Walk *w, IrBody *body)
{
    for (uint32_t i = 0; body && i < body->stmts.n; i++) {
        IrStmt *s = &body->stmts.v[i];
        walk_expr(w, &s->value);
        for (uint32_t k = 0; k < s->args.n; k++)
            walk_expr(w, &s->args.v[k]);
        walk_expr(w, &s->count);
        walk_body(w, s->then_body);
        walk_body(w, s->else_body);
    }
}

static void walk_reaction(const Walk *w, IrReaction *r)
{
    walk_binds(w, &r->left);
    walk_binds(w, &r->right);
    walk_expr(w, &r->forward);
    walk_expr(w, &r->backward);
    walk_expr(w, &r->total);
}

void ir_item_each_expr(IrItem *item, void (*f)(void *context, IrExpr **e), void *context)
{
    const Walk w = {f, context};
    walk_expr(&w, &item->value);
    walk_expr(&w, &item->lo);
    walk_expr(&w, &item->hi);
    walk_binds(&w, &item->binds);
    for (uint32_t i = 0; i < item->reactions.n; i++)
        walk_reaction(&w, &item->reactions.v[i]);
    walk_body(&w, item->body);
    for (uint32_t i = 0; i < item->regimes.n; i++) {
        IrRegime *r = &item->regimes.v[i];
        for (uint32_t k = 0; k < r->items.n; k++)
            ir_item_each_expr(r->items.v[k], f, context);
        walk_body(&w, r->entry);
    }
}

/* ---- copies ---- */
static void vec_own(Arena *a, void **items, uint32_t n, uint32_t *cap, size_t size)
{
    if (!n)
        return;
    void *copy = arena_alloc(a, n * size);
    memcpy(copy, *items, n * size);
    *items = copy;
    *cap = n;
}

/* Gives a struct that was copied its own array. */
#define VEC_OWN(a, vec) vec_own((a), (void **)&(vec)->v, (vec)->n, &(vec)->cap, sizeof *(vec)->v)

/* Containers only; the expressions are shared until copy_expr ran over them. */
static IrBody *copy_body_shape(Arena *a, const IrBody *b)
{
    if (!b)
        return NULL;
    IrBody *copy = ARENA_NEW(a, IrBody);
    *copy = *b;
    VEC_OWN(a, &copy->stmts);
    for (uint32_t i = 0; i < copy->stmts.n; i++) {
        IrStmt *s = &copy->stmts.v[i];
        VEC_OWN(a, &s->args);
        VEC_OWN(a, &s->names);
        s->then_body = copy_body_shape(a, s->then_body);
        s->else_body = copy_body_shape(a, s->else_body);
    }
    return copy;
}

static IrItem *copy_item_shape(Arena *a, const IrItem *item)
{
    IrItem *copy = ARENA_NEW(a, IrItem);
    *copy = *item;
    VEC_OWN(a, &copy->binds);
    VEC_OWN(a, &copy->reactions);
    for (uint32_t i = 0; i < copy->reactions.n; i++) {
        VEC_OWN(a, &copy->reactions.v[i].left);
        VEC_OWN(a, &copy->reactions.v[i].right);
    }
    VEC_OWN(a, &copy->args);
    copy->body = copy_body_shape(a, item->body);
    VEC_OWN(a, &copy->names);
    VEC_OWN(a, &copy->regimes);
    for (uint32_t i = 0; i < copy->regimes.n; i++) {
        IrRegime *r = &copy->regimes.v[i];
        VEC_OWN(a, &r->items);
        for (uint32_t k = 0; k < r->items.n; k++)
            r->items.v[k] = copy_item_shape(a, r->items.v[k]);
        r->entry = copy_body_shape(a, r->entry);
    }
    return copy;
}

static void copy_expr(void *arena, IrExpr **e)
{
    *e = ir_expr_copy(arena, *e);
}

bool ir_body_assigns(const IrBody *b, const Str *state)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if ((s->kind == IR_STMT_ASSIGN && s->name == state) ||
            ir_body_assigns(s->then_body, state) || ir_body_assigns(s->else_body, state))
            return true;
    }
    return false;
}

IrBody *ir_body_copy(Arena *a, const IrBody *b)
{
    IrBody *copy = copy_body_shape(a, b);
    const Walk w = {copy_expr, a};
    walk_body(&w, copy);
    return copy;
}

IrModel *ir_model_copy(IrModule *m, const IrModel *model, const Str *name)
{
    IrModel *copy = ARENA_NEW(m->arena, IrModel);
    *copy = *model;
    copy->name = name;
    copy->items.v = NULL;
    copy->items.n = copy->items.cap = 0;
    map_init(&copy->by_name, m->arena);
    for (uint32_t i = 0; i < model->items.n; i++) {
        IrItem *item = copy_item_shape(m->arena, model->items.v[i]);
        ir_item_each_expr(item, copy_expr, m->arena);
        model_append(m->arena, copy, item);
    }
    return copy;
}

/* ---- entities by name ---- */
void ir_register(IrModule *m, const Str *name, void *entity)
{
    if (name)
        map_set(&m->by_name, name, entity);
}

enum { FEW_ENTITIES = 8 }; /* are found without a map */

/* A table of entities, each a pointer to a struct that has its name at an offset. */
typedef struct Table {
    const void *v;
    uint32_t n;
    size_t name;
} Table;

static const Str *name_in(const Table *t, uint32_t i)
{
    const char *entity;
    const Str *name;
    memcpy(&entity, (const char *)t->v + i * sizeof entity, sizeof entity);
    memcpy(&name, entity + t->name, sizeof name);
    return name;
}

static void keep_place(Map *places, const Str *name, uint32_t place)
{
    if (name)
        map_set(places, name, (void *)((uintptr_t)place + 1));
}

static uint32_t search(const Table *t, const Str *name)
{
    uint32_t i = 0;
    while (i < t->n && name_in(t, i) != name)
        i++;
    return i;
}

/* Of the first with that name; t->n: there is none. For tables of many, places are kept, as 1 + the place: names that
   came since the last search are added, and entities may have moved since. */
static uint32_t place_of(const IrModule *m, IrPlaces table, Table t, const Str *name)
{
    Map *places = (Map *)&m->places[table];
    if (t.n <= FEW_ENTITIES)
        return search(&t, name);
    if (!places->arena)
        map_init(places, m->arena);
    for (uint32_t i = places->n; i < t.n; i++)
        if (!map_has(places, name_in(&t, i)))
            keep_place(places, name_in(&t, i), i);
    const uintptr_t kept = (uintptr_t)map_get(places, name);
    if (kept && kept <= t.n && name_in(&t, (uint32_t)kept - 1) == name)
        return (uint32_t)kept - 1;
    const uint32_t found = search(&t, name);
    if (found < t.n)
        keep_place(places, name, found);
    return found;
}

#define FIND(Type, word, table)                                                                    \
    Type *ir_find_##word(const IrModule *m, const Str *name)                                       \
    {                                                                                              \
        const Table t = {m->table.v, m->table.n, offsetof(Type, name)};                            \
        const uint32_t i = place_of(m, IR_PLACES_##table, t, name);                                \
        return i < t.n ? m->table.v[i] : NULL;                                                     \
    }

FIND(IrModel, model, models)
FIND(IrConnector, connector, connectors)
FIND(IrPopulation, population, populations)
FIND(IrView, view, views)
FIND(IrGroup, group, groups)
FIND(IrProjection, projection, projections)
FIND(IrInput, input, inputs)
FIND(IrData, data, data)
FIND(IrParam, param, params)
#undef FIND

const double *ir_data_column(const IrData *data, const char *name)
{
    for (uint32_t i = 0; data->column_names && i < data->columns; i++)
        if (str_is(data->column_names[i], name))
            return data->values + (size_t)i * data->rows;
    return NULL;
}

const Str *ir_spike_port(const IrModel *cell)
{
    const Str *first = NULL;
    for (uint32_t i = 0; i < cell->items.n; i++)
        if (ir_is_own_output(cell->items.v[i]) &&
            (!first || str_is(cell->items.v[i]->name, "spike")))
            first = cell->items.v[i]->name;
    return first;
}

const Str *ir_projection_sum(const IrProjection *p)
{
    return p->feed ? p->feed : p->post_port;
}

const IrBind *ir_bind(const IrBinds *binds, const Str *name)
{
    for (uint32_t i = 0; i < binds->n; i++)
        if (binds->v[i].name == name)
            return &binds->v[i];
    return NULL;
}
