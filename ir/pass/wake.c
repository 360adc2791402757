/* wake.  needs: lowered kernels.  does: the end of `update`, conditions with their actions, becomes the kernel
   `conditions`, which runs only near cells that a `wake` names. What stays in `update` has no event and no branch; it
   stores the states as they are before any action, and `conditions` starts from them. */
#include "ir/kernel_walk.h"
#include "ir/pass/kernel_passes.h"

enum { DEAR = 10 }; /* additions: a division is not */

typedef struct Wake {
    Arena *a;
    KClass *c;
    uint32_t split; /* statements of `update` that stay; then the conditions */
    Map lets;       /* local -> its LET, of the whole of update */
    Map vars;       /* local -> column + 1 that its last value is stored in */
    bool *changed;  /* per column: the part that stays writes it */
    VEC(IrExpr *) tests;
    Map needed; /* LETs of the conditions that tests read */
    KBody kept, moved;
    Map reloaded; /* locals that `moved` has declared */
} Wake;

static const KStmt *stmt_at(const Wake *w, uint32_t i)
{
    return &w->c->update.stmts.v[i];
}

/* ---- where the conditions begin ---- */
static bool stand_apart(const KClass *c)
{
    for (uint32_t i = 0; i < c->ports.n; i++)
        if (c->ports.v[i].due < 0)
            return true;
    return c->conditions.stmts.n > 0;
}

static bool find_split(Wake *w)
{
    const KBody *u = &w->c->update;
    for (uint32_t i = 0; i < u->stmts.n; i++)
        if (u->stmts.v[i].kind == K_BAD)
            w->split = i + 1;
    for (uint32_t i = 0; i < w->split; i++) {
        const KStmt *s = stmt_at(w, i);
        if (s->kind != K_LET && s->kind != K_VAR && s->kind != K_ASSIGN && s->kind != K_CLEAR &&
            s->kind != K_BAD)
            return false;
    }
    for (uint32_t i = 0; i < u->stmts.n; i++)
        if (u->stmts.v[i].kind == K_LET)
            map_set(&w->lets, u->stmts.v[i].name, &u->stmts.v[i]);
    return w->split > 0;
}

/* ---- what would have an effect ---- */
static bool is_test_known(const Wake *w, const IrExpr *test)
{
    for (uint32_t i = 0; i < w->tests.n; i++)
        if (ir_expr_equal(w->tests.v[i], test))
            return true;
    return false;
}

static bool add_test(Wake *w, IrExpr *test)
{
    if (!is_test_known(w, test))
        VEC_PUSH(w->a, &w->tests, test);
    return true;
}

static bool is_late_let(const Wake *w, const Str *name)
{
    const KStmt *let = map_get(&w->lets, name);
    return let && let >= stmt_at(w, w->split);
}

/* For ir_expr_any: what costs more than to wake, or can't be computed before the conditions are. */
static bool is_dear(void *context, const IrExpr *e)
{
    return e->op == IR_DRAW || e->op == IR_DRAWAT || e->op == IR_CALL || kernel_op_cost(e) > DEAR ||
           (e->op == IR_LOCAL && is_late_let(context, e->u.name));
}

/* x = select(test, new, x), which changes nothing while x is new: a latch that is cleared again at each step. */
static bool assign_test(Wake *w, const KStmt *s)
{
    const IrExpr *e = s->value;
    if (e->op != IR_SELECT || e->arg[2]->op != IR_LOCAL || e->arg[2]->u.name != s->name)
        return false;
    if (ir_expr_any(e->arg[1], is_dear, w))
        return add_test(w, e->arg[0]);
    IrExpr *differs = ir_binary(w->a, IR_NE, e->arg[1], e->arg[2]);
    return add_test(w, ir_binary(w->a, IR_AND, e->arg[0], differs));
}

/* The last value of a state, or a bit: @b = select(test, 1, 0), which changes nothing while it and the test are 0. */
static bool store_test(Wake *w, const KStmt *s)
{
    const KColumn *k = &w->c->columns.v[s->column];
    if (s->value->op == IR_LOCAL && !map_has(&w->lets, s->value->u.name)) {
        map_set(&w->vars, s->value->u.name, (void *)((uintptr_t)s->column + 1));
        return true;
    }
    if (k->type != K_U8 || k->role != K_HIDDEN || s->value->op != IR_SELECT ||
        s->value->arg[2]->op != IR_INTEGER || s->value->arg[2]->u.integer)
        return false;
    IrExpr *load = ir_expr_new(w->a, IR_LOAD, 0, s->span);
    load->u.column = s->column;
    IrExpr *set = ir_binary(w->a, IR_NE, load, ir_integer(w->a, 0, s->span));
    return add_test(w, ir_binary(w->a, IR_OR, s->value->arg[0], set));
}

/* "test & x != new", where the test alone is one: it adds nothing. */
static void drop_weaker_tests(Wake *w)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->tests.n; i++)
        if (w->tests.v[i]->op != IR_AND || !is_test_known(w, w->tests.v[i]->arg[0]))
            w->tests.v[n++] = w->tests.v[i];
    w->tests.n = n;
}

static bool find_tests(Wake *w)
{
    for (uint32_t i = w->split; i < w->c->update.stmts.n; i++) {
        const KStmt *s = stmt_at(w, i);
        bool known = s->kind == K_LET;
        if (s->kind == K_FLAG || s->kind == K_IF)
            known = add_test(w, s->value);
        else if (s->kind == K_ASSIGN)
            known = assign_test(w, s);
        else if (s->kind == K_STORE)
            known = store_test(w, s);
        if (!known)
            return false;
    }
    drop_weaker_tests(w);
    return w->tests.n > 0;
}

/* For ir_expr_any: notes the LETs that a test reads; true for a draw. */
static bool note_needed(void *context, const IrExpr *e)
{
    Wake *w = context;
    if (e->op == IR_DRAW || e->op == IR_DRAWAT || e->op == IR_CALL)
        return true;
    if (e->op != IR_LOCAL || !is_late_let(w, e->u.name) || map_has(&w->needed, e->u.name))
        return false;
    const KStmt *let = map_get(&w->lets, e->u.name);
    map_set(&w->needed, e->u.name, (void *)let);
    return ir_expr_any(let->value, note_needed, w);
}

/* ---- the part that stays ---- */
static bool is_reload(const KStmt *var, uint32_t column)
{
    return var->value->op == IR_LOAD && var->value->u.column == column;
}

static void mark_changed(Wake *w)
{
    for (uint32_t i = 0; i < w->split; i++) {
        const KStmt *s = stmt_at(w, i);
        if (s->kind == K_CLEAR)
            w->changed[s->column] = true;
        const uintptr_t column =
            s->kind == K_VAR || s->kind == K_ASSIGN ? (uintptr_t)map_get(&w->vars, s->name) : 0;
        if (column && !is_reload(s, (uint32_t)(column - 1)))
            w->changed[column - 1] = true;
    }
}

static void push(Wake *w, KBody *b, KStmt s)
{
    VEC_PUSH(w->a, &b->stmts, s);
}

static void keep(Wake *w)
{
    for (uint32_t i = 0; i < w->split; i++)
        push(w, &w->kept, *stmt_at(w, i));
    for (uint32_t i = w->split; i < w->c->update.stmts.n; i++)
        if (stmt_at(w, i)->kind == K_LET && map_has(&w->needed, stmt_at(w, i)->name))
            push(w, &w->kept, *stmt_at(w, i));
    for (uint32_t i = 0; i < w->tests.n; i++)
        push(w, &w->kept,
             (KStmt){.kind = K_WAKE,
                     .value = ir_expr_copy(w->a, w->tests.v[i]),
                     .span = w->tests.v[i]->span});
    for (uint32_t i = w->split; i < w->c->update.stmts.n; i++) {
        const KStmt *s = stmt_at(w, i);
        if (s->kind == K_STORE && s->value->op == IR_LOCAL && map_has(&w->vars, s->value->u.name) &&
            w->changed[s->column])
            push(w, &w->kept, *s);
    }
}

/* ---- the part that moves ---- */
static bool reload(Wake *w, const IrExpr *e);

/* For ir_expr_any: true where the value cannot be had again. */
static bool is_lost(void *context, const IrExpr *e)
{
    Wake *w = context;
    return (e->op == IR_LOAD && w->changed[e->u.column]) || (e->op == IR_LOCAL && !reload(w, e));
}

/* Declares the local: a state from its column, a LET by its expression, where that reads what is as it was. */
static bool reload(Wake *w, const IrExpr *e)
{
    if (map_has(&w->reloaded, e->u.name))
        return true;
    const KStmt *let = map_get(&w->lets, e->u.name);
    if (!let || is_late_let(w, e->u.name) || ir_expr_any(let->value, is_lost, w))
        return false;
    map_set(&w->reloaded, e->u.name, (void *)let);
    push(w, &w->moved, *let);
    return true;
}

static void reload_states(Wake *w)
{
    for (uint32_t i = 0; i < w->split; i++) {
        KStmt s = *stmt_at(w, i);
        const uintptr_t column = s.kind == K_VAR ? (uintptr_t)map_get(&w->vars, s.name) : 0;
        if (!column)
            continue;
        s.value = ir_expr_new(w->a, IR_LOAD, 0, s.span);
        s.value->u.column = (uint32_t)(column - 1);
        map_set(&w->reloaded, s.name, (void *)stmt_at(w, i));
        push(w, &w->moved, s);
    }
}

static bool reload_body(Wake *w, const KBody *b, uint32_t from)
{
    for (uint32_t i = from; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->value && ir_expr_any(s->value, is_lost, w))
            return false;
        if (s->kind == K_LET || s->kind == K_VAR)
            map_set(&w->reloaded, s->name, (void *)s);
        if (s->then_body && !reload_body(w, s->then_body, 0))
            return false;
    }
    return true;
}

static bool move(Wake *w)
{
    reload_states(w);
    if (!reload_body(w, &w->c->update, w->split))
        return false;
    for (uint32_t i = 0; i < w->split; i++)
        if (stmt_at(w, i)->kind == K_BAD) {
            if (ir_expr_any(stmt_at(w, i)->value, is_lost, w))
                return false;
            push(w, &w->moved, *stmt_at(w, i));
        }
    for (uint32_t i = w->split; i < w->c->update.stmts.n; i++)
        push(w, &w->moved, *stmt_at(w, i));
    return true;
}

void kernel_wake(Arena *a, KClass *c)
{
    Wake w = {.a = a, .c = c, .changed = ARENA_ARRAY(a, bool, c->columns.n + 1)};
    map_init(&w.lets, a);
    map_init(&w.vars, a);
    map_init(&w.needed, a);
    map_init(&w.reloaded, a);
    if (stand_apart(c) || !find_split(&w) || !find_tests(&w))
        return;
    for (uint32_t i = 0; i < w.tests.n; i++)
        if (ir_expr_any(w.tests.v[i], note_needed, &w))
            return;
    mark_changed(&w);
    if (!move(&w))
        return;
    keep(&w);
    c->update = w.kept;
    c->conditions = w.moved;
}
