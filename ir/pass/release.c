/* release.  needs: lowered kernels.  does: counters of held steps that each step counts down become the step in which
   the hold ends, so that a step without a new hold writes nothing. */
#include "ir/pass/kernel_passes.h"

typedef struct Counter { /* one hold: let held = @c != 0; var next = select(held, @c - 1, 0) */
    uint32_t column;
    KStmt *held, *next;
    uint32_t loads, reads; /* of the column; of `next` */
} Counter;

static bool is_load(const IrExpr *e, uint32_t column)
{
    return e->op == IR_LOAD && e->u.column == column;
}

static bool is_whole(const IrExpr *e, int64_t n)
{
    return e->op == IR_INTEGER && e->u.integer == n;
}

static bool is_local(const IrExpr *e, const Str *name)
{
    return e->op == IR_LOCAL && e->u.name == name;
}

/* The two statements that read a counter. */
static bool is_counter(const KClass *c, KStmt *held, KStmt *next, Counter *found)
{
    const IrExpr *test = held->value, *count = next->value;
    if (held->kind != K_LET || next->kind != K_VAR || next->type != K_U32 || test->op != IR_NE ||
        test->arg[0]->op != IR_LOAD || !is_whole(test->arg[1], 0))
        return false;
    const uint32_t column = test->arg[0]->u.column;
    const KColumn *k = &c->columns.v[column];
    if (k->type != K_U32 || k->role != K_HIDDEN || !k->each || count->op != IR_SELECT ||
        !is_local(count->arg[0], held->name) || count->arg[1]->op != IR_SUM ||
        !is_load(count->arg[1]->arg[0], column) || !is_whole(count->arg[2], 0))
        return false;
    *found = (Counter){.column = column, .held = held, .next = next};
    return true;
}

static bool count_use(void *context, const IrExpr *e)
{
    Counter *r = context;
    r->loads += is_load(e, r->column);
    r->reads += is_local(e, r->next->name);
    return false;
}

/* The new number of steps in `next = number` or `next = select(guard, number, next)`; NULL for other statements. */
static IrExpr **number_of(const Counter *r, KStmt *s)
{
    if (s->kind != K_ASSIGN || s->name != r->next->name)
        return NULL;
    const bool guarded = s->value->op == IR_SELECT && is_local(s->value->arg[2], r->next->name);
    IrExpr **number = guarded ? &s->value->arg[1] : &s->value;
    return (*number)->op == IR_CAST ? number : NULL;
}

/* False where the counter is used in a way that is not known here. Counts what is known. */
static bool uses_are_known(const Counter *r, KBody *b, uint32_t *loads, uint32_t *reads)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        KStmt *s = &b->stmts.v[i];
        if (s->kind == K_ASSIGN && s->name == r->next->name) {
            if (!number_of(r, s))
                return false;
            *reads += s->value->op == IR_SELECT;
        }
        if (s->kind == K_STORE && s->column == r->column) {
            if (!is_local(s->value, r->next->name))
                return false;
            *reads += 1;
        }
        if (s->then_body && !uses_are_known(r, s->then_body, loads, reads))
            return false;
    }
    return true;
}

static void count_uses(Counter *r, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        if (b->stmts.v[i].value)
            ir_expr_any(b->stmts.v[i].value, count_use, r);
        if (b->stmts.v[i].then_body)
            count_uses(r, b->stmts.v[i].then_body);
    }
}

static IrExpr *steps_at(Arena *a, StrTable *strings, const char *time, Span at)
{
    return ir_unary(a, IR_STEPS, ir_named(a, IR_VARIABLE, str_from(strings, time), at));
}

static void add_step(Arena *a, StrTable *strings, const Counter *r, KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        KStmt *s = &b->stmts.v[i];
        IrExpr **number = number_of(r, s);
        if (number)
            *number =
                ir_binary(a, IR_SUM, steps_at(a, strings, "t_next", s->span), (*number)->arg[0]);
        if (s->then_body)
            add_step(a, strings, r, s->then_body);
    }
}

static void release(Arena *a, StrTable *strings, KClass *c, Counter *r)
{
    uint32_t loads = 2, reads = 0;
    if (!uses_are_known(r, &c->update, &loads, &reads))
        return;
    count_uses(r, &c->update);
    if (r->loads != loads || r->reads != reads)
        return;
    IrExpr *load = r->held->value->arg[0];
    c->columns.v[r->column].type = K_F64;
    r->held->value = ir_binary(a, IR_LT, steps_at(a, strings, "t", r->held->span), load);
    r->next->value = ir_expr_copy(a, load);
    r->next->type = K_F64;
    add_step(a, strings, r, &c->update);
}

static bool is_stored(const KBody *b, uint32_t column)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == K_STORE && b->stmts.v[i].column == column)
            return true;
    return false;
}

void kernel_release(Arena *a, StrTable *strings, KClass *c)
{
    if (c->conditions.stmts.n)
        return;
    for (uint32_t i = 0; i + 1 < c->update.stmts.n; i++) {
        Counter found;
        if (is_counter(c, &c->update.stmts.v[i], &c->update.stmts.v[i + 1], &found) &&
            !is_stored(&c->begin, found.column))
            release(a, strings, c, &found);
    }
}
