/* Names of one class for those of another: parts that are called differently make columns and locals of other names. Whether
   the classes do the same is seen when both are printed under the same names (share.c). */
#include "codegen/c/unify.h"

#include "ir/kernel_walk.h"

#include <string.h>

/* ---- finding them ---- */
typedef struct Pairs {
    Map *to, from;
} Pairs;

static bool pair(Pairs *p, const Str *own, const Str *other)
{
    if (!own || !other)
        return own == other;
    const Str *known = map_get(p->to, own), *back = map_get(&p->from, other);
    if (known || back)
        return known == other && back == own;
    map_set(p->to, own, (void *)(uintptr_t)other);
    map_set(&p->from, other, (void *)(uintptr_t)own);
    return true;
}

static bool pair_bodies(Pairs *p, const KBody *own, const KBody *other)
{
    if (!own || !other)
        return own == other;
    if (own->stmts.n != other->stmts.n)
        return false;
    for (uint32_t i = 0; i < own->stmts.n; i++) {
        const KStmt *x = &own->stmts.v[i], *y = &other->stmts.v[i];
        if (x->kind != y->kind || (x->kind != K_BAD && !pair(p, x->name, y->name)) ||
            !pair_bodies(p, x->then_body, y->then_body))
            return false;
    }
    return true;
}

static bool pair_columns(Pairs *p, const KClass *own, const KClass *other)
{
    if (own->columns.n != other->columns.n)
        return false;
    for (uint32_t i = 0; i < own->columns.n; i++) {
        const KColumn *x = &own->columns.v[i], *y = &other->columns.v[i];
        if (x->type != y->type || x->role != y->role || x->each != y->each ||
            x->extent != y->extent || !pair(p, x->name, y->name))
            return false;
    }
    return true;
}

static bool pair_ports(Pairs *p, const KClass *own, const KClass *other)
{
    if (own->ports.n != other->ports.n)
        return false;
    for (uint32_t i = 0; i < own->ports.n; i++) {
        const KPort *x = &own->ports.v[i], *y = &other->ports.v[i];
        if (x->more.n != y->more.n || !pair(p, x->argument, y->argument) ||
            !pair_bodies(p, x->handler, y->handler))
            return false;
        for (uint32_t k = 0; k < x->more.n; k++)
            if (!pair(p, x->more.v[k], y->more.v[k]))
                return false;
    }
    return true;
}

bool unify_names(Arena *a, const KClass *of, const KClass *other, Map *names)
{
    Pairs p = {.to = names};
    map_init(names, a);
    map_init(&p.from, a);
    if (of->signals.n != other->signals.n || !pair_columns(&p, of, other) ||
        !pair_ports(&p, of, other))
        return false;
    for (uint32_t i = 0; i < K_BODIES; i++)
        if (!pair_bodies(&p, kernel_body((KClass *)(uintptr_t)of, i),
                         kernel_body((KClass *)(uintptr_t)other, i)))
            return false;
    return true;
}

/* ---- a class under other names ---- */
typedef struct Renaming {
    Arena *a;
    const Map *names;
} Renaming;

static const Str *renamed(const Renaming *r, const Str *name)
{
    const Str *other = name ? map_get(r->names, name) : NULL;
    return other ? other : name;
}

static IrExpr *rename_local(void *context, IrExpr *e)
{
    if (e->op == IR_LOCAL)
        e->u.name = renamed(context, e->u.name);
    return e;
}

static void rename_expr(void *context, IrExpr **e)
{
    *e = ir_expr_map(((const Renaming *)context)->a, *e, rename_local, context);
}

static KMatrix *copy_matrix(const Renaming *r, const KMatrix *m)
{
    KMatrix *copy = ARENA_NEW(r->a, KMatrix);
    *copy = *m;
    copy->entry = ARENA_ARRAY(r->a, IrExpr *, m->n * m->n);
    memcpy(copy->entry, m->entry, m->n * m->n * sizeof *m->entry);
    if (m->input) {
        copy->input = ARENA_ARRAY(r->a, IrExpr *, m->n * m->n_inputs);
        memcpy(copy->input, m->input, m->n * m->n_inputs * sizeof *m->input);
    }
    return copy;
}

static KBody copy_body(Renaming *r, const KBody *b)
{
    KBody copy = {0};
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        KStmt s = b->stmts.v[i];
        s.name = renamed(r, s.name);
        if (s.matrix)
            s.matrix = copy_matrix(r, s.matrix);
        kernel_stmt_exprs(&s, rename_expr, r);
        if (s.then_body) {
            KBody *inner = ARENA_NEW(r->a, KBody);
            *inner = copy_body(r, s.then_body);
            s.then_body = inner;
        }
        VEC_PUSH(r->a, &copy.stmts, s);
    }
    return copy;
}

static void copy_ports(Renaming *r, KClass *copy, const KClass *k)
{
    memset(&copy->ports, 0, sizeof copy->ports);
    for (uint32_t i = 0; i < k->ports.n; i++) {
        KPort port = k->ports.v[i];
        KNames more = {0};
        for (uint32_t n = 0; n < port.more.n; n++)
            VEC_PUSH(r->a, &more, renamed(r, port.more.v[n]));
        port.more = more;
        port.argument = renamed(r, port.argument);
        if (port.handler) {
            KBody *handler = ARENA_NEW(r->a, KBody);
            *handler = copy_body(r, port.handler);
            port.handler = handler;
        }
        VEC_PUSH(r->a, &copy->ports, port);
    }
}

KClass *unify_renamed(Arena *a, const KClass *k, const Map *names)
{
    Renaming r = {a, names};
    KClass *copy = ARENA_NEW(a, KClass);
    *copy = *k;
    memset(&copy->columns, 0, sizeof copy->columns);
    for (uint32_t i = 0; i < k->columns.n; i++) {
        KColumn column = k->columns.v[i];
        column.name = renamed(&r, column.name);
        VEC_PUSH(a, &copy->columns, column);
    }
    for (uint32_t i = 0; i < K_BODIES; i++)
        *kernel_body(copy, i) = copy_body(&r, kernel_body((KClass *)(uintptr_t)k, i));
    memset(&copy->signals, 0, sizeof copy->signals);
    for (uint32_t i = 0; i < k->signals.n; i++)
        VEC_PUSH(a, &copy->signals, k->signals.v[i]);
    copy_ports(&r, copy, k);
    kernel_reader_exprs(copy, rename_expr, &r);
    return copy;
}

/* ---- which classes may be the same ---- */
enum { PRIME = 16777619 }; /* FNV, 32 bits */

static void mix(uint32_t *hash, uint64_t x)
{
    *hash = (*hash ^ (uint32_t)(x ^ x >> 32)) * PRIME;
}

static void mix_expr(uint32_t *hash, const IrExpr *e)
{
    uint64_t bits = 0;
    mix(hash, e->op);
    if (e->op == IR_NUMBER)
        memcpy(&bits, &e->u.number, sizeof bits);
    else if (e->op == IR_LOAD)
        bits = e->u.column;
    mix(hash, bits);
    for (uint32_t i = 0; i < e->n; i++)
        mix_expr(hash, e->arg[i]);
}

static void mix_place(void *context, IrExpr **e)
{
    mix_expr(context, *e);
}

static void mix_body(void *context, const KBodyFact *fact, KBody *b)
{
    (void)fact;
    mix(context, b->stmts.n);
    for (uint32_t i = 0; i < b->stmts.n; i++)
        mix(context, b->stmts.v[i].kind);
    kernel_body_exprs(b, mix_place, context);
}

uint32_t unify_hash(const KClass *k)
{
    uint32_t hash = 2166136261u;
    mix(&hash, k->columns.n);
    kernel_each_body((KClass *)(uintptr_t)k, mix_body, &hash);
    return hash;
}
