/* hoist.  needs: kernels.  does: what a kernel of a step computes from parameters, values and dt alone moves to where
   those change: to `derive_one`, or, when it differs from cell to cell and is worth a column, to `derive_each`.  bits.
   Connections keep no columns for it: there are too many of them. */
#include "ir/kernel_walk.h"
#include "ir/pass/simplify.h"

enum {
    HOIST_COST = 8, /* of what moves to derive_one: a division */
    HOIST_COST_EACH =
        15, /* of what moves to derive_each: an exponential, to be worth reading a column */
};

typedef struct Hoist {
    Session *session;
    KClass *c;
    uint32_t n;
} Hoist;

typedef enum When {
    NEVER,
    ONCE,
    PER_CELL
} When; /* an expression can be computed: when parameters change ... */

typedef struct Found { /* what is known of an expression */
    IrExpr *e;
    When when;
    unsigned long cost;
} Found;

static When later(When a, When b)
{
    if (a == NEVER || b == NEVER)
        return NEVER;
    return a > b ? a : b;
}

static When leaf_when(const Hoist *h, const IrExpr *e)
{
    if (e->op == IR_VARIABLE)
        return str_is(e->u.name, "dt") ? ONCE : NEVER;
    if (e->op != IR_LOAD)
        return e->op == IR_LOCAL ? NEVER : ONCE;
    const KColumn *k = &h->c->columns.v[e->u.column];
    if (k->type != K_F64 || (k->role != K_PARAM && k->role != K_VALUE))
        return NEVER;
    return k->each ? PER_CELL : ONCE;
}

static bool is_fixed_to_place(IrOp op)
{
    return op == IR_DRAW || op == IR_DRAWAT || op == IR_CALL || op == IR_COUNT || op == IR_LOOKUP;
}

static bool is_worth(const Hoist *h, const Found *f)
{
    if (f->e->n == 0 || f->when == NEVER || !kernel_is_real(h->c, NULL, f->e))
        return false;
    return f->when == ONCE ? f->cost >= HOIST_COST
                           : f->cost >= HOIST_COST_EACH && h->c->role == IR_CELL;
}

/* ---- columns ---- */
static int32_t known_value(const KClass *c, const KBody *b, const IrExpr *e)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == K_STORE && c->columns.v[b->stmts.v[i].column].role == K_VALUE &&
            ir_expr_equal(b->stmts.v[i].value, e))
            return (int32_t)b->stmts.v[i].column;
    return -1;
}

static bool is_column(const KClass *c, const Str *name)
{
    for (uint32_t i = 0; i < c->columns.n; i++)
        if (c->columns.v[i].name == name)
            return true;
    return false;
}

static uint32_t add_value(Hoist *h, KBody *b, IrExpr *e, bool each)
{
    const Str *name;
    do
        name = str_format(h->session->strings, "h.%u", h->n++);
    while (is_column(h->c, name));
    VEC_PUSH(
        h->session->arena, &h->c->columns,
        (KColumn){.name = name, .type = K_F64, .role = K_VALUE, .each = each, .span = e->span});
    const uint32_t column = h->c->columns.n - 1;
    VEC_PUSH(h->session->arena, &b->stmts,
             (KStmt){.kind = K_STORE, .name = name, .column = column, .value = e, .span = e->span});
    return column;
}

static IrExpr *hoisted(Hoist *h, const Found *f)
{
    if (!is_worth(h, f))
        return f->e;
    KBody *b = f->when == ONCE ? &h->c->derive_one : &h->c->derive_each;
    const int32_t known = known_value(h->c, b, f->e);
    IrExpr *load = ir_expr_new(h->session->arena, IR_LOAD, 0, f->e->span);
    load->u.column = known >= 0 ? (uint32_t)known : add_value(h, b, f->e, f->when == PER_CELL);
    return load;
}

/* From the leaves up, so that each node is seen once: the largest parts move, when what they stand in cannot. */
static Found search(Hoist *h, IrExpr *e)
{
    Found f = {e,
               is_fixed_to_place((IrOp)e->op) ? NEVER
               : e->n                         ? ONCE
                                              : leaf_when(h, e),
               kernel_op_cost(e)};
    if (e->n == 0)
        return f;
    Found *part = ARENA_ARRAY(h->session->arena, Found, e->n);
    for (uint32_t i = 0; i < e->n; i++) {
        part[i] = search(h, e->arg[i]);
        f.when = later(f.when, part[i].when);
        f.cost += part[i].cost;
    }
    if (f.when == NEVER) {
        f.e = kernel_copy_node(h->session->arena, e);
        for (uint32_t i = 0; i < e->n; i++)
            f.e->arg[i] = hoisted(h, &part[i]);
    }
    return f;
}

static void hoist_expr(void *context, IrExpr **e)
{
    if (kernel_expr_deeper(*e, SIMPLIFY_DEPTH))
        return;
    const Found f = search(context, *e);
    *e = hoisted(context, &f);
}

static void hoist_body(void *context, const KBodyFact *fact, KBody *b)
{
    if (kernel_is_stepped(fact))
        kernel_body_exprs(b, hoist_expr, context);
}

void kernel_hoist(Session *s, KClass *c)
{
    Hoist h = {.session = s, .c = c};
    kernel_each_body(c, hoist_body, &h);
    if (c->inject)
        hoist_expr(&h, &c->inject);
    if (c->emit)
        hoist_expr(&h, &c->emit);
}
