/* Which function of a program is compiled in which part. What tables point at and what is never inlined stands for itself
   and is in one part; other functions and constant tables are copied to where they are used, as headers are in C. */
#include "codegen/llvm/parts.h"

/* Each part optimises what it inlines for itself: with more parts all of them take longer. LLVM takes about 25 ms for the
   least. */
enum { WORK_LEAST = 1000, PARTS_ABOUT = 8 };

typedef struct Entry { /* a function: what the walk finds of it, then its part */
    const ProgObject *function;
    uint64_t work; /* nodes of its tree and of those that it may inline */
    bool in_table, is_called;
    uint32_t part;
} Entry;

typedef struct Walk {
    Arena *arena;
    Map functions; /* met so far -> their Entry, in the order of the walk */
    Map tables;    /* met so far */
    uint64_t work; /* of the function at hand */
    bool in_table;
    bool has_variables; /* tables that are written: they cannot be copied */
} Walk;

static void walk_object(Walk *w, const ProgObject *o);
static void walk_init(Walk *w, const ProgInit *init);

/* ---- trees ---- */
static void walk_expr(Walk *w, const ProgExpr *e)
{
    if (!e)
        return;
    w->work++;
    walk_expr(w, e->a);
    walk_expr(w, e->b);
    walk_expr(w, e->c);
    for (uint32_t i = 0; i < e->args.n; i++)
        walk_expr(w, e->args.v[i]);
    if (e->op == PROG_NAME)
        walk_object(w, e->u.object);
    if (e->op == PROG_COMPOUND)
        walk_init(w, e->u.init);
}

static void walk_init(Walk *w, const ProgInit *init)
{
    walk_expr(w, init->value);
    for (uint32_t i = 0; i < init->parts.n; i++)
        walk_init(w, init->parts.v[i]);
}

static void walk_stmt(Walk *w, const ProgStmt *s)
{
    if (!s)
        return;
    walk_expr(w, s->value);
    walk_expr(w, s->step);
    walk_stmt(w, s->first);
    walk_stmt(w, s->then);
    walk_stmt(w, s->otherwise);
    for (uint32_t i = 0; i < s->body.n; i++)
        walk_stmt(w, s->body.v[i]);
    for (uint32_t i = 0; i < s->objects.n; i++)
        if (s->objects.v[i]->is_local && s->objects.v[i]->init)
            walk_init(w, s->objects.v[i]->init);
}

/* ---- objects ---- */
static Entry *meet_function(Walk *w, const ProgObject *o)
{
    Entry *e = map_get(&w->functions, o);
    if (e)
        return e;
    e = ARENA_NEW(w->arena, Entry);
    e->function = o;
    map_set(&w->functions, o, e);
    const Walk outer = *w;
    w->in_table = false;
    w->work = 0;
    walk_stmt(w, o->body);
    e->work = w->work;
    w->work = outer.work;
    w->in_table = outer.in_table;
    return e;
}

static void meet_table(Walk *w, const ProgObject *o)
{
    if (map_has(&w->tables, o))
        return;
    map_set(&w->tables, o, w);
    w->has_variables |= !o->is_const && (o->is_static || o->is_defined);
    const bool outer = w->in_table;
    w->in_table = true;
    if (o->init)
        walk_init(w, o->init);
    w->in_table = outer;
}

static void walk_object(Walk *w, const ProgObject *o)
{
    if (o->is_local)
        return;
    if (o->type->kind != PROG_FUNCTION) {
        meet_table(w, o);
        return;
    }
    Entry *e = meet_function(w, o);
    if (w->in_table)
        e->in_table = true;
    else {
        e->is_called = true;
        w->work += o->never_inline ? 0 : e->work;
    }
}

/* ---- the division ---- */
typedef VEC(Entry *) Entries;

static bool is_entry(const Entry *e)
{
    const ProgObject *o = e->function;
    return o->is_defined && (!o->is_static || o->never_inline || (e->in_table && !e->is_called));
}

static Entries find_entries(const Walk *w, const Program *p, uint32_t own)
{
    Entries found = {0};
    Map runtime;
    map_init(&runtime, w->arena);
    for (uint32_t i = 0; i < own; i++)
        map_set(&runtime, p->objects.v[i], &runtime);
    for (uint32_t i = 0; i < w->functions.n; i++) {
        Entry *e = w->functions.entries[i].value;
        if (is_entry(e) && !map_has(&runtime, e->function))
            VEC_PUSH(w->arena, &found, e);
    }
    return found;
}

/* Of a part that has several functions. */
static uint64_t most_work(const Entries *entries)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < entries->n; i++)
        all += entries->v[i]->work;
    return all / PARTS_ABOUT > WORK_LEAST ? all / PARTS_ABOUT : WORK_LEAST;
}

/* Neighbours share a part, as functions of one class inline the same functions. Those that others see are in part 0. */
static void divide(Parts *parts, const Entries *entries, uint64_t most)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        Entry *e = entries->v[i];
        map_set(&parts->entries, e->function, e);
        if (!e->function->is_static)
            continue;
        if (parts->work[parts->n - 1] && parts->work[parts->n - 1] + e->work > most)
            parts->n++;
        e->part = parts->n - 1;
        parts->work[e->part] += e->work;
    }
}

Parts parts_divide(Program *p, uint32_t own, bool divided)
{
    Walk w = {.arena = p->arena};
    map_init(&w.functions, p->arena);
    map_init(&w.tables, p->arena);
    for (uint32_t i = own; i < p->objects.n; i++)
        if (p->objects.v[i]->is_defined && !p->objects.v[i]->is_static)
            walk_object(&w, p->objects.v[i]);
    const Entries entries = find_entries(&w, p, own);
    Parts parts = {.n = 1, .work = ARENA_ARRAY(p->arena, uint64_t, entries.n + 1)};
    map_init(&parts.entries, p->arena);
    divide(&parts, &entries, divided && !w.has_variables ? most_work(&entries) : UINT64_MAX);
    return parts;
}

uint32_t parts_of(const Parts *parts, const ProgObject *function)
{
    const Entry *e = map_get(&parts->entries, function);
    return e ? e->part : PART_OF_CALLERS;
}
