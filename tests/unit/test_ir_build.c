/* Construction of the IR: expressions, their copies and comparison, models and their copies,
   tables of facts. */
#include "ir/build.h"
#include "ir/facts.h"
#include "tests/unit/check.h"

typedef struct Fixture {
    Session *s;
    IrModule *m;
    Arena *a;
} Fixture;

static Fixture fixture(void)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    IrModule *m = ir_module_new(s, "test");
    return (Fixture){s, m, m->arena};
}

static const Str *name(const Fixture *f, const char *text)
{
    return str_from(f->s->strings, text);
}

static IrExpr *item(const Fixture *f, const char *text)
{
    return ir_named(f->a, IR_ITEM, name(f, text), NOWHERE);
}

static IrExpr *literal(const Fixture *f, const char *text, const char *unit)
{
    Unit *u = ARENA_NEW(f->a, Unit);
    const bool known = unit && unit_name(unit, strlen(unit), u);
    return ir_literal(f->a, name(f, text), known ? u : NULL, NOWHERE);
}

static void test_facts(Check *check)
{
    CHECK_EQ_STR(ir_op_spelling(IR_EXPREL), "exprel");
    CHECK_EQ_STR(ir_item_word(IR_ITEM_EVENT_OUT), "event out");
    CHECK_EQ_STR(ir_role_word(IR_RECEPTOR), "receptor");
    CHECK_EQ_STR(ir_law_word(IR_LAW_GAMMA), "gamma");
    CHECK_EQ_INT(ir_law_args(IR_LAW_NORMAL_CLIPPED), 4);
    CHECK_EQ_INT(ir_op_fact(IR_SELECT)->min_args, 3);
    CHECK_EQ_INT(ir_op_payload(IR_POWI), IR_PAYLOAD_INTEGER);
    for (int i = 0; i < IR_OP_COUNT; i++)
        CHECK(ir_op_fact((IrOp)i)->min_args <= ir_op_fact((IrOp)i)->max_args);
}

static void test_constants(Check *check)
{
    const Fixture f = fixture();
    double x = 0;
    CHECK(ir_constant(literal(&f, "65", "mV"), &x));
    CHECK_NEAR(x, 65, 0);
    CHECK(ir_constant(ir_unary(f.a, IR_NEG, literal(&f, "0.5", "s")), &x));
    CHECK_NEAR(x, -500, 0);
    CHECK(!ir_constant(item(&f, "v"), &x));
    CHECK(!ir_constant(literal(&f, "1e999999", NULL), &x));
    CHECK(ir_is_zero(literal(&f, "0.0", NULL)));
    CHECK(ir_is_zero(ir_integer(f.a, 0, NOWHERE)));
    CHECK(!ir_is_zero(item(&f, "v")));
    CHECK(ir_is_one(literal(&f, "1", NULL)));
    CHECK(!ir_is_one(literal(&f, "1", "mV")));
    session_free(f.s);
}

static void test_equality(Check *check)
{
    const Fixture f = fixture();
    const IrExpr *a = ir_binary(f.a, IR_SUM, item(&f, "v"), literal(&f, "1", "mV"));
    const IrExpr *b = ir_expr_copy(f.a, a);
    CHECK(b != a && b->arg[0] != a->arg[0]);
    CHECK(ir_expr_equal(a, b));
    CHECK(!ir_expr_equal(a, ir_binary(f.a, IR_SUM, item(&f, "w"), literal(&f, "1", "mV"))));
    CHECK(!ir_expr_equal(a, ir_binary(f.a, IR_SUM, item(&f, "v"), literal(&f, "1", "V"))));
    CHECK(!ir_expr_equal(a, ir_binary(f.a, IR_MIN, item(&f, "v"), literal(&f, "1", "mV"))));
    CHECK(!ir_expr_equal(a, NULL));
    CHECK(ir_expr_equal(NULL, NULL));
    CHECK(!ir_expr_equal(ir_number(f.a, 0.0, DIM_NONE, NOWHERE),
                         ir_number(f.a, -0.0, DIM_NONE, NOWHERE)));
    CHECK(!ir_expr_equal(ir_powi(f.a, item(&f, "v"), 2), ir_powi(f.a, item(&f, "v"), 3)));
    session_free(f.s);
}

static IrExpr *rename_v(void *context, IrExpr *node)
{
    const Fixture *f = context;
    return node->op == IR_ITEM && str_is(node->u.name, "v") ? item(f, "na.v") : node;
}

static bool is_item(void *context, const IrExpr *node)
{
    return node->op == IR_ITEM && node->u.name == context;
}

static void test_map(Check *check)
{
    Fixture f = fixture();
    const IrExpr *e = ir_select(f.a, ir_boolean(f.a, true, NOWHERE), item(&f, "v"), item(&f, "w"));
    const IrExpr *mapped = ir_expr_map(f.a, e, rename_v, &f);
    CHECK(ir_expr_any(e, is_item, (void *)name(&f, "v")));
    CHECK(!ir_expr_any(mapped, is_item, (void *)name(&f, "v")));
    CHECK(ir_expr_any(mapped, is_item, (void *)name(&f, "na.v")));
    CHECK(ir_expr_any(mapped, is_item, (void *)name(&f, "w")));
    session_free(f.s);
}

static IrModel *model_with_condition(Fixture *f)
{
    IrModel *model = ir_model_new(f->m, IR_CELL, name(f, "C"), NOWHERE);
    IrItem *v = ir_item_new(f->a, IR_ITEM_STATE, name(f, "v"), NOWHERE);
    IrItem *d = ir_item_new(f->a, IR_ITEM_DERIV, name(f, "v"), NOWHERE);
    IrItem *when = ir_item_new(f->a, IR_ITEM_WHEN, NULL, NOWHERE);
    v->value = literal(f, "0", NULL);
    d->value = item(f, "v");
    when->value = ir_binary(f->a, IR_GT, item(f, "v"), literal(f, "1", NULL));
    when->body = ARENA_NEW(f->a, IrBody);
    const IrStmt reset = {
        .kind = IR_STMT_ASSIGN, .name = name(f, "v"), .value = literal(f, "0", NULL)};
    VEC_PUSH(f->a, &when->body->stmts, reset);
    ir_model_add(f->m, model, v);
    ir_model_add(f->m, model, d);
    ir_model_add(f->m, model, when);
    return model;
}

static void count_exprs(void *context, IrExpr **e)
{
    int *n = context;
    *n += *e != NULL;
}

static void test_models(Check *check)
{
    Fixture f = fixture();
    IrModel *model = model_with_condition(&f);
    CHECK(ir_find_model(f.m, name(&f, "C")) == model);
    CHECK(!ir_find_model(f.m, name(&f, "D")));
    CHECK(!ir_find_population(f.m, name(&f, "C")));
    CHECK(ir_item(model, name(&f, "v"))->kind == IR_ITEM_STATE);
    CHECK(ir_item_of(model, IR_ITEM_DERIV, name(&f, "v"))->kind == IR_ITEM_DERIV);
    CHECK(!ir_item_of(model, IR_ITEM_ALIAS, name(&f, "v")));
    int n = 0;
    ir_item_each_expr(model->items.v[2], count_exprs, &n);
    CHECK_EQ_INT(n, 2);
    session_free(f.s);
}

static void test_copy_is_deep(Check *check)
{
    Fixture f = fixture();
    IrModel *model = model_with_condition(&f);
    IrModel *copy = ir_model_copy(f.m, model, name(&f, "copy"));
    CHECK(!ir_find_model(f.m, name(&f, "copy"))); /* not registered */
    CHECK_EQ_INT(copy->items.n, 3);
    CHECK(ir_item(copy, name(&f, "v")) == copy->items.v[0]);
    CHECK(copy->items.v[0] != model->items.v[0]);
    IrStmt *s = &copy->items.v[2]->body->stmts.v[0];
    CHECK(s != &model->items.v[2]->body->stmts.v[0]);
    CHECK(s->value != model->items.v[2]->body->stmts.v[0].value);
    CHECK(ir_expr_equal(s->value, model->items.v[2]->body->stmts.v[0].value));
    s->value = item(&f, "w");
    CHECK(ir_is_zero(model->items.v[2]->body->stmts.v[0].value));
    session_free(f.s);
}

int main(void)
{
    Check check[1] = {{0}};
    test_facts(check);
    test_constants(check);
    test_equality(check);
    test_map(check);
    test_models(check);
    test_copy_is_deep(check);
    return check_report(check);
}
