/* Items that hold tests become numbers, 0 or 1: columns hold nothing else. */
#include "ir/pass/flatten_internal.h"

typedef struct Tests {
    Flatten *f;
    Map names; /* of the items that held tests */
} Tests;

static bool is_kept(const IrItem *it)
{
    return it->scalar == IR_BOOL && (it->kind == IR_ITEM_PARAM || it->kind == IR_ITEM_STATE ||
                                     it->kind == IR_ITEM_ALIAS || it->kind == IR_ITEM_IN);
}

static IrExpr *typed(IrExpr *e, IrScalar scalar)
{
    e->scalar = (uint8_t)scalar;
    return e;
}

static IrExpr *bit(Flatten *f, int64_t value, Span at)
{
    return typed(ir_number(f->arena, (double)value, DIM_NONE, at), IR_REAL);
}

static IrExpr *as_number(Flatten *f, IrExpr *test)
{
    if (!test)
        return NULL;
    if (test->op == IR_BOOLEAN)
        return bit(f, test->u.integer != 0, test->span);
    return typed(ir_select(f->arena, test, bit(f, 1, test->span), bit(f, 0, test->span)), IR_REAL);
}

static IrExpr *read_as_test(void *context, IrExpr *e)
{
    Tests *t = context;
    if (e->op != IR_ITEM || !map_has(&t->names, e->u.name))
        return e;
    return typed(ir_binary(t->f->arena, IR_NE, typed(e, IR_REAL), bit(t->f, 0, e->span)), IR_BOOL);
}

static void read_in_place(void *context, IrExpr **e)
{
    if (*e)
        *e = ir_expr_map(((Tests *)context)->f->arena, *e, read_as_test, context);
}

static void assign_numbers(const Tests *t, IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_ASSIGN && map_has(&t->names, s->name))
            s->value = as_number(t->f, s->value);
        assign_numbers(t, s->then_body);
        assign_numbers(t, s->else_body);
    }
}

void flatten_tests(Flatten *f)
{
    Tests t = {.f = f};
    map_init(&t.names, f->arena);
    for (uint32_t i = 0; i < f->flat->items.n; i++)
        if (is_kept(f->flat->items.v[i]))
            map_set(&t.names, f->flat->items.v[i]->name, f->flat->items.v[i]);
    if (t.names.n == 0)
        return;
    for (uint32_t i = 0; i < f->flat->items.n; i++) {
        IrItem *it = f->flat->items.v[i];
        ir_item_each_expr(it, read_in_place, &t);
        assign_numbers(&t, it->body);
        if (is_kept(it)) {
            it->value = as_number(f, it->value);
            it->scalar = IR_REAL;
        }
    }
}
