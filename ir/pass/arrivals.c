/* arrivals.  needs: kernels after `wake`.  does: what `update` does with the sum of a port becomes a body of that port as
   well. After an update in which all sums are zero, the bodies of the ports, in their order, make a cell what it would
   have become with its sums, so that steps in which little arrives need not read and clear the sums of all cells. */
#include "ir/pass/kernel_passes.h"

typedef struct Arrivals {
    Arena *a;
    KClass *c;
    uint32_t first;   /* statement of `update` that takes the first sum */
    Map lets;         /* local -> the statement that declares it */
    Map stored;       /* local -> column + 1 that its last value is stored in */
    Map sums;         /* locals that are the sum of a port */
    bool *changed;    /* per column: `update` stores it */
    uint32_t due;     /* of the port at hand: the column, */
    const Str *taken; /* the local that is its sum, */
    Map moved;        /* locals that depend on it, */
    Map known;        /* locals that its body has declared, */
    KBody *body;      /* and its body */
} Arrivals;

static const KStmt *stmt_at(const Arrivals *w, uint32_t i)
{
    return &w->c->update.stmts.v[i];
}

static bool is_due(void *context, const IrExpr *e)
{
    const Arrivals *w = context;
    return e->op == IR_LOAD && w->c->columns.v[e->u.column].role == K_DUE;
}

/* ---- what is there ---- */
static void note_stmt(Arrivals *w, const KStmt *s)
{
    if (s->kind == K_LET || s->kind == K_VAR)
        map_set(&w->lets, s->name, (void *)s);
    if (s->kind == K_LET && is_due(w, s->value))
        map_set(&w->sums, s->name, (void *)s);
    if (s->kind != K_STORE)
        return;
    w->changed[s->column] = true;
    map_set(&w->stored, s->value->u.name, (void *)((uintptr_t)s->column + 1));
}

static bool is_known(const KStmt *s)
{
    static const bool known[K_EXPM + 1] = {[K_LET] = true,   [K_VAR] = true, [K_ASSIGN] = true,
                                           [K_CLEAR] = true, [K_BAD] = true, [K_WAKE] = true};
    return known[s->kind] || (s->kind == K_STORE && s->value->op == IR_LOCAL);
}

static bool find_sums(Arrivals *w)
{
    const uint32_t n = w->c->update.stmts.n;
    bool wakes = false;
    w->first = n;
    for (uint32_t i = 0; i < n; i++) {
        const KStmt *s = stmt_at(w, i);
        if (!is_known(s))
            return false;
        if (w->first == n && s->kind == K_LET && is_due(w, s->value))
            w->first = i;
        wakes = wakes || s->kind == K_WAKE;
        note_stmt(w, s);
    }
    return wakes && w->first < n;
}

/* ---- what a sum moves ---- */
static bool is_taken(void *context, const IrExpr *e)
{
    const Arrivals *w = context;
    return e->op == IR_LOCAL && e->u.name == w->taken;
}

static bool is_moved(void *context, const IrExpr *e)
{
    const Arrivals *w = context;
    return e->op == IR_LOCAL && map_has(&w->moved, e->u.name);
}

/* It is zero when the sum is. */
static bool vanishes(Arrivals *w, const IrExpr *e)
{
    if (e->op == IR_PRODUCT)
        return !ir_expr_any(e->arg[0], is_taken, w) && vanishes(w, e->arg[1]);
    if (e->op == IR_SELECT)
        return !ir_expr_any(e->arg[0], is_taken, w) && ir_is_zero(e->arg[1]) &&
               vanishes(w, e->arg[2]);
    return is_taken(w, e);
}

/* x = x + jump */
static bool is_jump(Arrivals *w, const KStmt *s)
{
    const IrExpr *e = s->value;
    return e->op == IR_SUM && e->arg[0]->op == IR_LOCAL && e->arg[0]->u.name == s->name &&
           map_has(&w->stored, s->name) && vanishes(w, e->arg[1]);
}

static bool is_sum(void *context, const IrExpr *e)
{
    const Arrivals *w = context;
    return e->op == IR_LOCAL && map_has(&w->sums, e->u.name);
}

/* x = x + jump, by the sum of another port: its body has it. */
static bool is_jump_of_other(Arrivals *w, const KStmt *s)
{
    const IrExpr *e = s->value;
    return s->kind == K_ASSIGN && e->op == IR_SUM && e->arg[0]->op == IR_LOCAL &&
           e->arg[0]->u.name == s->name && !ir_expr_any(e->arg[1], is_moved, w) &&
           ir_expr_any(e->arg[1], is_sum, w);
}

/* ---- the body of a port ---- */
static bool declare(Arrivals *w, const IrExpr *e);

/* For ir_expr_any: true where the value cannot be had again after `update`. */
static bool is_lost(void *context, const IrExpr *e)
{
    Arrivals *w = context;
    return e->op == IR_DRAW || e->op == IR_DRAWAT || e->op == IR_CALL ||
           (e->op == IR_LOAD && w->changed[e->u.column]) || (e->op == IR_LOCAL && !declare(w, e));
}

/* A state from its column, another local by its expression where that reads what is as it was. */
static bool declare(Arrivals *w, const IrExpr *e)
{
    if (map_has(&w->known, e->u.name))
        return true;
    const KStmt *let = map_get(&w->lets, e->u.name);
    const uintptr_t column = (uintptr_t)map_get(&w->stored, e->u.name);
    if (!let || (!column && (let->kind != K_LET || is_due(w, let->value) ||
                             ir_expr_any(let->value, is_lost, w))))
        return false;
    KStmt s = *let;
    if (column) {
        s.value = ir_expr_new(w->a, IR_LOAD, 0, s.span);
        s.value->u.column = (uint32_t)(column - 1);
    }
    map_set(&w->known, s.name, (void *)let);
    VEC_PUSH(w->a, &w->body->stmts, s);
    return true;
}

static bool repeat_stmt(Arrivals *w, const KStmt *s)
{
    if (s->value && ir_expr_any(s->value, is_lost, w))
        return false;
    if (s->kind == K_LET)
        map_set(&w->known, s->name, (void *)s);
    if (s->name && s->kind <= K_ASSIGN)
        map_set(&w->moved, s->name, (void *)s);
    VEC_PUSH(w->a, &w->body->stmts, *s);
    return true;
}

/* Statements that the sum does not reach are left out. */
static bool visit_stmt(Arrivals *w, const KStmt *s)
{
    if (s->kind == K_CLEAR)
        return s->column != w->due || repeat_stmt(w, s);
    if (s->kind == K_LET && is_due(w, s->value)) {
        if (s->value->u.column == w->due)
            w->taken = s->name;
        return s->value->u.column != w->due || repeat_stmt(w, s);
    }
    if (!ir_expr_any(s->value, is_moved, w) || is_jump_of_other(w, s))
        return true;
    return (s->kind != K_ASSIGN || is_jump(w, s)) && repeat_stmt(w, s);
}

static KBody *port_body(Arrivals *w, uint32_t due)
{
    map_init(&w->moved, w->a);
    map_init(&w->known, w->a);
    w->due = due;
    w->taken = NULL;
    w->body = ARENA_NEW(w->a, KBody);
    for (uint32_t i = w->first; i < w->c->update.stmts.n; i++)
        if (!visit_stmt(w, stmt_at(w, i)))
            return NULL;
    return w->body;
}

void kernel_arrivals(Arena *a, KClass *c)
{
    Arrivals w = {.a = a, .c = c, .changed = ARENA_ARRAY(a, bool, c->columns.n + 1)};
    KBody **body = ARENA_ARRAY(a, KBody *, c->ports.n + 1);
    map_init(&w.lets, a);
    map_init(&w.stored, a);
    map_init(&w.sums, a);
    if (!find_sums(&w))
        return;
    for (uint32_t i = 0; i < c->ports.n; i++)
        if (c->ports.v[i].due < 0 || !(body[i] = port_body(&w, (uint32_t)c->ports.v[i].due)))
            return;
    for (uint32_t i = 0; i < c->ports.n; i++)
        c->ports.v[i].handler = body[i];
}
