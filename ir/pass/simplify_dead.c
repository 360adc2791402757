/* dead.  needs: kernels.  does: drops locals that nothing reads, assignments after the last read, and tests of nothing.
   bits: expressions have no side effects. */
#include "ir/kernel_walk.h"
#include "ir/pass/simplify.h"

typedef struct Dead {
    Arena *a;
    Map read; /* locals that are read further down */
} Dead;

static bool mark_local(void *context, const IrExpr *e)
{
    Dead *d = context;
    if (e->op == IR_LOCAL)
        map_set(&d->read, e->u.name, (void *)e);
    return false;
}

static void mark_expr(void *context, IrExpr **e)
{
    ir_expr_any(*e, mark_local, context);
}

static void drop_dead(Dead *d, KBody *b);

static bool is_dead(Dead *d, const KStmt *s)
{
    if (s->kind == K_LET || s->kind == K_VAR || s->kind == K_ASSIGN)
        return !map_has(&d->read, s->name);
    return (s->kind == K_IF || s->kind == K_ROWS || s->kind == K_HISTORY) &&
           s->then_body->stmts.n == 0;
}

/* From the end, so that what only dead locals read is dead too. */
static void drop_dead(Dead *d, KBody *b)
{
    uint32_t kept = b->stmts.n;
    for (uint32_t i = b->stmts.n; i-- > 0;) {
        KStmt s = b->stmts.v[i];
        if (s.kind == K_UPTO) /* a round reads what the one before wrote */
            kernel_body_exprs(s.then_body, mark_expr, d);
        if (s.then_body)
            drop_dead(d, s.then_body);
        if (is_dead(d, &s))
            continue;
        kernel_stmt_exprs(&s, mark_expr, d);
        b->stmts.v[--kept] = s;
    }
    if (!kept)
        return;
    b->stmts.v += kept;
    b->stmts.n -= kept;
    b->stmts.cap -= kept;
}

static void drop_in(void *context, const KBodyFact *fact, KBody *b)
{
    Dead d = {.a = context};
    (void)fact;
    map_init(&d.read, d.a);
    drop_dead(&d, b);
}

void kernel_drop_dead(Session *s, KClass *c)
{
    kernel_each_body(c, drop_in, s->arena);
}
