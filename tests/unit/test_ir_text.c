/* The text form: what expressions look like, what is lossless, what equality sees. */
#include "ir/build.h"
#include "ir/text.h"
#include "tests/unit/check.h"

#include <math.h>

static IrModule *read(Session *s, const char *text)
{
    const char *all = arena_printf(s->arena, "nnir 1 model structured\n%s\n", text);
    return ir_read_module(s, sources_add(s->sources, "m.ir", all, strlen(all)));
}

static const char *printed(Session *s, const IrExpr *e)
{
    Emitter *out = emitter_new(s->arena, 4);
    ir_print_expr(out, e);
    return emitter_text(out, NULL);
}

static const char *reprinted(Session *s, const char *expression)
{
    IrModule *m = read(s, arena_printf(s->arena, "cell $C { alias %%a = %s }", expression));
    return m ? printed(s, m->models.v[0]->items.v[0]->value) : NULL;
}

/* Texts that are printed as they were written: every pair of parentheses in them is structure. */
static void test_canonical(Check *check)
{
    static const char *const texts[] = {
        "%a + %b - %c",
        "(%a + %b) - %c",
        "%a - (%b + %c)",
        "%a - -%b",
        "%a*%b*%c",
        "(%a*%b)*%c",
        "%a*(%b*%c)",
        "%a*%b/%c*%d",
        "%a/(%b*%c)",
        "%a/%b/%c",
        "-%a*%b",
        "-(%a*%b)",
        "-%a^2",
        "(-%a)^2",
        "(%a^2)^3",
        "%a^-2",
        "%a < %b & %c",
        "!%a < %b",
        "(!%a) < %b",
        "(%a | %b) & %c",
        "%a & (%b & %c)",
        "-(-6.3degC)",
        "-6.3degC",
        "%a - 6.3degC",
        "%a + -6.3degC",
        "1/ms * exp(%a)",
        "2ms * t",
        "%a*t",
        "int(-3)",
        "[1, 2]ms",
        "[]",
        "$d[i, 2]",
        "mode(@r)",
        "nernst(%ca, 300K)",
        "%\"a b\"",
        "%na.m",
        "draw(normal, 0, 1)",
        "position(%pre.x)",
        "select(true, 1, 2)",
        "\"a b\"*2",
    };
    Session *s = session_new(NULL, NULL, (Limits){0});
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_EQ_STR(reprinted(s, texts[i]), texts[i]);
    CHECK_EQ_STR(reprinted(s, "((%a))+(%b*%c)"), "%a + %b*%c");
    session_free(s);
}

static void check_number(Check *check, Session *s, double x)
{
    const IrExpr *number = ir_number(s->arena, x, dim_of(1, 2, -3, -1, 0, 0, 0), NOWHERE);
    IrModule *m = read(s, arena_printf(s->arena, "cell $C { alias %%a = %s }", printed(s, number)));
    CHECK(m && (isnan(x) ? isnan(m->models.v[0]->items.v[0]->value->u.number)
                         : ir_expr_equal(number, m->models.v[0]->items.v[0]->value)));
}

static void test_numbers(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    static const double numbers[] = {0.1,      -65,       0.0, -0.0, 5e-324, 1.7976931348623157e308,
                                     INFINITY, -INFINITY, NAN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        check_number(check, s, numbers[i]);
    const IrExpr *tenth = ir_number(s->arena, 0.1, dim_of(0, 0, 1, 0, 0, 0, 0), NOWHERE);
    CHECK_EQ_STR(printed(s, tenth), "0x1.999999999999ap-4{s}(0.1)");
    CHECK_EQ_STR(printed(s, ir_unary(s->arena, IR_NEG, ir_number(s->arena, 2, DIM_NONE, NOWHERE))),
                 "-(0x1p+1{}(2.0))");
    session_free(s);
}

static void test_strings(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    IrModule *m = read(s, "cell $\"a \\\"b\\\" \\\\ \\x0a\" \"two\\x0alines\" { }");
    Emitter *e = emitter_new(s->arena, 4);
    CHECK(m != NULL);
    if (m) {
        CHECK_EQ_STR(m->models.v[0]->name->s, "a \"b\" \\ \n");
        CHECK_EQ_STR(m->models.v[0]->doc, "two\nlines");
        ir_print_model(e, m->models.v[0]);
        CHECK_EQ_STR(emitter_text(e, NULL),
                     "cell $\"a \\\"b\\\" \\\\ \\x0a\" \"two\\x0alines\" {\n}\n");
    }
    session_free(s);
}

/* Each text differs from the first in one thing. */
static void test_equality_sees_everything(Check *check)
{
    static const char *const texts[] = {
        "cell $C { state %v : mV = 0 out; when %v > 1mV { %v := 0 } }",
        "cell $D { state %v : mV = 0 out; when %v > 1mV { %v := 0 } }",
        "source $C { state %v : mV = 0 out; when %v > 1mV { %v := 0 } }",
        "cell $C flat { state %v : mV = 0 out; when %v > 1mV { %v := 0 } }",
        "cell $C { state %v : V = 0 out; when %v > 1mV { %v := 0 } }",
        "cell $C { param %v : mV = 0 out; when %v > 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 1mV out; when %v > 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 0; when %v > 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 0 out lo 0mV; when %v > 1mV { %v := 0 } }",
        "cell $C { \"doc\" state %v : mV = 0 out; when %v > 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 0 out at @all; when %v > 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 0 out; when edge %v > 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 0 out; whenever %v > 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 0 out; when %v >= 1mV { %v := 0 } }",
        "cell $C { state %v : mV = 0 out; when %v > 1mV par { %v := 0 } }",
        "cell $C { state %v : mV = 0 out; when %v > 1mV { hold %v for 1ms } }",
        "cell $C { state %v : mV = 0 out; when %v > 1mV { %v := 0; %v := 0 } }",
        "cell $C { state %v : mV = 0 out; when %v > 1mV { %v := 0 } } param $N : 1 = 3",
        "cell $C { state %v : mV = 0 out; when %v > 1mV { %v := 0 } } population $p : $C size 2 {}",
        "cell $C { state %v : mV = 0 out; when %v > 1mV { %v := 0 } } experiment { run 1ms }",
        "timestep = 0.1ms cell $C { state %v : mV = 0 out; when %v > 1mV { %v := 0 } }",
    };
    enum { N = sizeof texts / sizeof *texts };
    Session *s = session_new(NULL, NULL, (Limits){0});
    IrModule *modules[N];
    for (int i = 0; i < N; i++)
        modules[i] = read(s, texts[i]);
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            if (modules[i] && modules[k])
                CHECK_EQ_INT(ir_module_equal(modules[i], modules[k]), i == k);
            else
                CHECK(modules[i] && modules[k]);
    session_free(s);
}

static void test_place_of_mistake(Check *check)
{
    char shown[512];
    Session *s = session_new(NULL, NULL, (Limits){0});
    CHECK(!read(s, "cell $C {\n    alias %a = (1 + 2\n}"));
    FILE *out = tmpfile();
    diags_set_options(s->diags, (DiagOptions){.format = DIAG_FORMAT_TEST});
    diags_render(s->diags, out);
    rewind(out);
    shown[fread(shown, 1, sizeof shown - 1, out)] = '\0';
    fclose(out);
    CHECK_EQ_STR(shown, "m.ir:4:1: error NNC0601: expected `)`, found `}`\n");
    session_free(s);
}

int main(void)
{
    Check check[1] = {{0}};
    test_canonical(check);
    test_numbers(check);
    test_strings(check);
    test_equality_sees_everything(check);
    test_place_of_mistake(check);
    return check_report(check);
}
