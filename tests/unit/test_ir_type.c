/* Dimensions and scalars of expressions: what is inferred, and what people are told. */
#include "ir/build.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "tests/unit/check.h"

typedef struct Fixture {
    Session *s;
    IrModule *m;
    IrModel *model;
    bool fine;
} Fixture;

static const char *const declarations = "nnir 1 model structured\n"
                                        "cell $C { param %n : int = 3; param %tau : ms = 10ms; "
                                        "param %g : nS = 1nS; state %v : mV = 0; state %x : 1 = 0\n"
                                        "noise %xi; gate %m ^3 { inf = 0.5, tau = 1ms }; ion %ca "
                                        "(valence = 2, inside = 1mM, outside = 2mM)\n";

/* The cell of the declarations with more items, typed. */
static Fixture typed(const char *items)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    const char *text = arena_printf(s->arena, "%s%s }\n", declarations, items);
    Fixture f = {.s = s,
                 .m = ir_read_module(s, sources_add(s->sources, "m.ir", text, strlen(text)))};
    if (f.m) {
        f.model = f.m->models.v[0];
        f.fine = ir_type_model(f.m, f.model);
    }
    return f;
}

/* Dimension of the alias %a with that definition, as people read it; "error" when there is one. */
static const char *dimension(const char *definition)
{
    static char text[64];
    const char *items = definition;
    char line[512];
    snprintf(line, sizeof line, "alias %%a = %s", items);
    const Fixture f = typed(line);
    snprintf(text, sizeof text, "error");
    if (f.fine) {
        const IrItem *a = ir_item(f.model, str_from(f.s->strings, "a"));
        dim_describe(a->dim, text);
        if (a->scalar != IR_REAL)
            snprintf(text, sizeof text, "%s", a->scalar == IR_INT ? "int" : "bool");
    }
    session_free(f.s);
    return text;
}

static void test_dimensions(Check *check)
{
    CHECK_EQ_STR(dimension("%g*%v"), "nA");
    CHECK_EQ_STR(dimension("%v/%tau"), "mV/ms");
    CHECK_EQ_STR(dimension("0 + %v - 0"), "mV");
    CHECK_EQ_STR(dimension("min(0, %tau)"), "ms");
    CHECK_EQ_STR(dimension("select(%v > 0, 0, %v)"), "mV");
    CHECK_EQ_STR(dimension("sqrt(%v^2)"), "mV");
    CHECK_EQ_STR(dimension("pow(%v^2, 0.5)"), "mV");
    CHECK_EQ_STR(dimension("exp(%v/10mV)"), "1");
    CHECK_EQ_STR(dimension("sqrt(%tau)*%xi*%tau"), "ms");
    CHECK_EQ_STR(dimension("%m^3*%m.tau"), "ms");
    CHECK_EQ_STR(dimension("%ca.current/%g"), "mV");
    CHECK_EQ_STR(dimension("nernst(%ca, 300K)"), "mV");
    CHECK_EQ_STR(dimension("axial(%v)"), "nA");
    CHECK_EQ_STR(dimension("fdiv(%v, 2mV)"), "1");
    CHECK_EQ_STR(dimension("mod(%v, 2mV)"), "mV");
    CHECK_EQ_STR(dimension("delay(%v, 1ms)"), "mV");
    CHECK_EQ_STR(dimension("sign(%v)*heaviside(%tau)"), "1");
    CHECK_EQ_STR(dimension("t + dt"), "ms");
}

static void test_scalars(Check *check)
{
    CHECK_EQ_STR(dimension("%n + 1"), "int");
    CHECK_EQ_STR(dimension("2*%n"), "int");
    CHECK_EQ_STR(dimension("mod(%n - 7, 5)"), "int");
    CHECK_EQ_STR(dimension("fdiv(4*%n, 5)"), "int");
    CHECK_EQ_STR(dimension("%n/2"), "1");
    CHECK_EQ_STR(dimension("%n + 0.5"), "1");
    CHECK_EQ_STR(dimension("1 + 1"), "1");
    CHECK_EQ_STR(dimension("%v > 0 & !(%x == 1)"), "bool");
    CHECK_EQ_STR(dimension("select(%v > 0, %x > 1, true)"), "bool");
    CHECK_EQ_STR(dimension("steps(%tau)"), "int");
    CHECK_EQ_STR(dimension("after(1ms)"), "bool");
}

static void test_mistakes(Check *check)
{
    CHECK_EQ_STR(dimension("%v + 1"), "error");
    CHECK_EQ_STR(dimension("%v + %tau"), "error");
    CHECK_EQ_STR(dimension("exp(%v)"), "error");
    CHECK_EQ_STR(dimension("%v > %tau"), "error");
    CHECK_EQ_STR(dimension("pow(%v, 0.3)"), "error");
    CHECK_EQ_STR(dimension("pow(%v, %x)"), "error");
    CHECK_EQ_STR(dimension("after(%v)"), "error");
    CHECK_EQ_STR(dimension("select(%v, 1, 2)"), "error");
    CHECK_EQ_STR(dimension("(%v > 0) + 1"), "error");
    CHECK_EQ_STR(dimension("%v^100000"), "error");
    CHECK_EQ_STR(dimension("%a + 1"), "error");
    CHECK_EQ_STR(dimension("nernst(%cl, 300K)"), "error");
    CHECK_EQ_STR(dimension("draw(uniform, 0, 1)"), "error");
}

/* The literal 0 takes the dimension of its neighbours, so later passes see equal dimensions
   everywhere. */
static void test_zero_is_adopted(Check *check)
{
    const Fixture f = typed("alias %a = max(0, %v - 0)");
    const IrItem *a = ir_item(f.model, str_from(f.s->strings, "a"));
    CHECK(f.fine);
    CHECK(dim_equal(a->value->arg[0]->dim, a->dim));
    CHECK(dim_equal(a->value->arg[1]->arg[1]->arg[0]->dim, a->dim));
    session_free(f.s);
}

static void test_aliases_in_any_order(Check *check)
{
    const Fixture f = typed("alias %c = %b/%tau; alias %b = 2*%a; alias %a = %v");
    char text[64];
    CHECK(f.fine);
    dim_describe(ir_item(f.model, str_from(f.s->strings, "c"))->dim, text);
    CHECK_EQ_STR(text, "mV/ms");
    session_free(f.s);
}

/* What is wrong once is told once, however much depends on it. */
static void test_one_error_per_cause(Check *check)
{
    const Fixture f =
        typed("alias %a = %v + %tau; alias %b = %a + 1; alias %c = exp(%b); d %v = %a + %c");
    CHECK(!f.fine);
    CHECK_EQ_INT(diags_errors(f.s->diags), 1);
    session_free(f.s);
    const Fixture g = typed("alias %a = %v + %tau; alias %b = %x + %tau");
    CHECK_EQ_INT(diags_errors(g.s->diags), 2);
    session_free(g.s);
}

static void test_message(Check *check)
{
    char shown[2048];
    const Fixture f = typed("\nalias %a = %v + %tau");
    FILE *out = tmpfile();
    diags_set_options(f.s->diags, (DiagOptions){.format = DIAG_FORMAT_HUMAN});
    diags_render(f.s->diags, out);
    rewind(out);
    shown[fread(shown, 1, sizeof shown - 1, out)] = '\0';
    fclose(out);
    CHECK(strstr(shown, "error[NNC0201]: these cannot be added: one is in mV, the other in ms"));
    CHECK(strstr(shown, "this is in ms"));
    CHECK(strstr(shown, "this is in mV"));
    CHECK(strstr(shown, "`tau` is declared here, in ms"));
    session_free(f.s);
}

static void test_values(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    IrModule *m = ir_module_new(s, "m");
    const Str *i = str_from(s->strings, "i"), *x = str_from(s->strings, "x"),
              *w = str_from(s->strings, "weight");
    CHECK(ir_type_value(m, ir_named(m->arena, IR_VARIABLE, i, NOWHERE), DIM_NONE, "the value"));
    CHECK(ir_type_value(m, ir_named(m->arena, IR_VARIABLE, x, NOWHERE), dim_of(0, 1, 0, 0, 0, 0, 0),
                        "the value"));
    CHECK(!ir_type_value(m, ir_named(m->arena, IR_VARIABLE, w, NOWHERE), DIM_NONE, "the value"));
    CHECK_EQ_INT(diags_errors(s->diags), 1);
    session_free(s);
}

int main(void)
{
    Check check[1] = {{0}};
    test_dimensions(check);
    test_scalars(check);
    test_mistakes(check);
    test_zero_is_adopted(check);
    test_aliases_in_any_order(check);
    test_one_error_per_cause(check);
    test_message(check);
    test_values(check);
    return check_report(check);
}
