/* The compiler as a library: sessions side by side, from memory, with diagnostics as data. */
#include "frontend/libnnc/nnc.h"
#include "tests/unit/check.h"

#include <string.h>

static const char one[] = "cell A:\n"
                          "    param tau = 10 ms\n"
                          "    state v = 1 mV\n"
                          "    dv/dt = -v/tau\n"
                          "N = 3\n"
                          "p = Population(N, A(), label=\"first\")\n"
                          "p.record(\"v\")\n"
                          "run(1 ms)\n";
static const char two[] = "cell A:\n"
                          "    state u = 0\n"
                          "    du/dt = 1 /s\n"
                          "q = Population(5, A(), label=\"second\")\n"
                          "q.record(\"u\")\n"
                          "run(2 ms)\n";
static const char wrong[] = "cell A:\n"
                            "    state v = 1 mV\n"
                            "    dv/dt = -v/(10 mV)\n"
                            "p = Population(2, A())\n"
                            "p.record(\"spkies\")\n"
                            "run(1 ms)\n";

static NncSession *open_text(Check *check, const char *name, const char *text,
                             const NncOptions *options)
{
    NncSession *s = nnc_session_new(options);
    CHECK(s != NULL);
    CHECK(nnc_session_load_text(s, name, text, strlen(text)));
    return s;
}

/* Models of one name in two sessions, a third with errors between: none sees another. */
static void test_interleaved(Check *check)
{
    NncSession *a = open_text(check, "one.nn", one, NULL),
               *b = open_text(check, "two.nn", two, NULL);
    CHECK(nnc_session_check(a));
    NncSession *bad = open_text(check, "wrong.nn", wrong, NULL);
    CHECK(nnc_session_check(b));
    CHECK(!nnc_session_check(bad));
    size_t size = 0, size_b = 0;
    const char *c = nnc_session_print(a, NNC_FORM_C, &size),
               *d = nnc_session_print(b, NNC_FORM_C, &size_b);
    CHECK(c && d && size == strlen(c) && size_b == strlen(d));
    CHECK(strstr(c, "\"first\"") && !strstr(c, "\"second\""));
    CHECK(strstr(d, "\"second\"") && !strstr(d, "\"first\""));
    CHECK(nnc_session_errors(a) == 0 && nnc_session_errors(b) == 0 && nnc_session_errors(bad) > 0);
    CHECK(nnc_session_exit_code(a) == 0 && nnc_session_exit_code(bad) == 1);
    CHECK(!nnc_session_print(bad, NNC_FORM_C, NULL));
    nnc_session_free(b);
    CHECK(strstr(nnc_session_print(a, NNC_FORM_IR, NULL), "population $first"));
    nnc_session_free(bad);
    nnc_session_free(a);
}

static void test_same_bytes(Check *check)
{
    NncSession *a = open_text(check, "one.nn", one, NULL),
               *b = open_text(check, "one.nn", one, NULL);
    CHECK_EQ_STR(nnc_session_print(a, NNC_FORM_C, NULL), nnc_session_print(b, NNC_FORM_C, NULL));
    nnc_session_free(a);
    nnc_session_free(b);
}

static void test_diagnostics(Check *check)
{
    NncSession *s = open_text(check, "wrong.nn", wrong, NULL);
    CHECK(!nnc_session_check(s));
    NncDiagnostic d;
    CHECK(nnc_session_diagnostic(s, 0, &d));
    CHECK(d.severity == NNC_ERROR);
    CHECK_EQ_STR(d.code, "NNC0203");
    CHECK_EQ_STR(d.file, "wrong.nn");
    CHECK(d.line == 3 && d.column > 1 && d.end_line == 3 && d.end_column > d.column);
    CHECK(d.message && d.title);
    CHECK(!nnc_session_diagnostic(s, 1000, &d));
    nnc_session_free(s);
}

/* What only the native target refuses is found by a check; a model that is wrong there has its IR all the same. */
static void test_target_checked(Check *check)
{
    const char *moving = "source S:\n"
                         "    state x = 1\n"
                         "    dx/dt = -x/(1 ms)\n"
                         "    current i = x*1 nA\n"
                         "p = Population(1, IF_curr_exp())\n"
                         "p.inject(S())\n"
                         "p.record(\"v\")\n"
                         "run(1 ms)\n";
    NncDiagnostic d;
    NncSession *s = open_text(check, "moving.nn", moving, NULL);
    CHECK(!nnc_session_check(s));
    CHECK(nnc_session_diagnostic(s, 0, &d) && !strcmp(d.code, "NNC0802") && d.line == 3);
    CHECK(nnc_session_errors(s) == 1);
    CHECK(!nnc_session_print(s, NNC_FORM_C, NULL) && nnc_session_errors(s) == 1);
    CHECK(nnc_session_print(s, NNC_FORM_IR, NULL) != NULL);
    nnc_session_free(s);
}

/* Text of the IR is read back; a definition fixes a name of the model. */
static void test_forms(Check *check)
{
    NncSession *s = open_text(check, "one.nn", one, NULL);
    CHECK(nnc_session_define(s, "N", "7"));
    const char *ir = nnc_session_print(s, NNC_FORM_IR, NULL);
    CHECK(ir && strstr(ir, "7"));
    CHECK(strstr(nnc_session_print(s, NNC_FORM_AST, NULL), "Population"));
    NncSession *again = open_text(check, "one.ir", ir, NULL);
    CHECK_EQ_STR(nnc_session_print(again, NNC_FORM_IR, NULL), ir);
    CHECK(!nnc_session_print(again, NNC_FORM_AST, NULL));
    nnc_session_free(again);
    nnc_session_free(s);
}

static void test_hostile(Check *check)
{
    NncSession *s = nnc_session_new(NULL);
    NncDiagnostic d;
    CHECK(!nnc_session_load_file(s, "no/such/file.nn"));
    CHECK(nnc_session_exit_code(s) == 4);
    CHECK(nnc_session_diagnostic(s, 0, &d) && !d.file);
    CHECK(!nnc_session_load_text(s, "one.nn", one, strlen(one))); /* one model a session */
    CHECK(!nnc_session_check(s) && !nnc_session_print(s, NNC_FORM_AST, NULL));
    nnc_session_free(s);
    s = nnc_session_new(NULL);
    CHECK(!nnc_session_check(s) &&
          !nnc_session_print(s, NNC_FORM_C, NULL)); /* nothing was loaded */
    nnc_session_free(s);
    nnc_session_free(NULL);
    s = nnc_session_new(NULL);
    CHECK(nnc_session_load_text(s, "empty.nn", "", 0));
    CHECK(!nnc_session_print(s, NNC_FORM_C, NULL) && nnc_session_errors(s) == 1);
    nnc_session_free(s);
}

static void check_refused(Check *check, NncSession *s, bool result, const char *error)
{
    CHECK(!result);
    CHECK_EQ_STR(nnc_session_error(s), error);
    CHECK_EQ_INT(nnc_session_exit_code(s), 2);
    nnc_session_free(s);
}

/* Calls in the wrong order fail with a reason. */
static void test_order(Check *check)
{
    NncSession *s = nnc_session_new(NULL);
    check_refused(check, s, nnc_session_check(s), "error NNC0719: no model has been loaded");
    s = nnc_session_new(NULL);
    check_refused(check, s, nnc_session_print(s, NNC_FORM_AST, NULL) != NULL,
                  "error NNC0719: no model has been loaded");
    s = open_text(check, "one.nn", one, NULL);
    check_refused(
        check, s, nnc_session_load_text(s, "two.nn", one, strlen(one)),
        "error NNC0719: 'two.nn' cannot be loaded, too: a session has one model, this one "
        "has 'one.nn'");
    s = open_text(check, "one.nn", one, NULL);
    CHECK(nnc_session_check(s));
    check_refused(
        check, s, nnc_session_define(s, "N", "7"),
        "error NNC0719: the definition of 'N' comes too late: the model has been compiled "
        "already");
    s = open_text(check, "one.nn", one, NULL);
    CHECK(nnc_session_check(s));
    check_refused(check, s, nnc_session_include(s, "lib"),
                  "error NNC0719: the folder 'lib' comes too late: the model has been compiled "
                  "already");
    s = open_text(check, "one.nn", one, NULL);
    check_refused(check, s, nnc_session_print(s, (NncForm)6, NULL) != NULL,
                  "error NNC0719: there is no form 6 of a model");
}

/* Memory and steps have limits; a session that passed one still answers. */
static void test_limits(Check *check)
{
    const char *grow = "x = [0]\nfor k in range(40): x = x + x\n";
    NncSession *s = open_text(check, "grow.nn", grow,
                              &(NncOptions){.size = sizeof(NncOptions), .limit_memory = 8 << 20});
    CHECK(!nnc_session_check(s));
    CHECK(nnc_session_exit_code(s) == 5);
    CHECK(!nnc_session_check(s) && !nnc_session_print(s, NNC_FORM_IR, NULL));
    nnc_session_free(s);
    CHECK(!nnc_session_new(&(NncOptions){.size = sizeof(NncOptions), .limit_memory = 16}));
    s = open_text(check, "loop.nn", "while True: x = 1\n",
                  &(NncOptions){.size = sizeof(NncOptions), .limit_steps = 1000});
    CHECK(!nnc_session_check(s) && nnc_session_exit_code(s) == 5);
    nnc_session_free(s);
}

/* A program of another interface is told so, and gets nothing else. */
static void test_interface(Check *check)
{
    NncOptions options = {.size = sizeof options};
    CHECK_EQ_INT(nnc_abi_version(), NNC_ABI_VERSION);
    NncSession *s = nnc_session_open(NNC_ABI_VERSION + 1, &options);
    CHECK(s != NULL);
    CHECK(!nnc_session_load_text(s, "one.nn", one, strlen(one)) && !nnc_session_check(s));
    CHECK_EQ_STR(nnc_session_error(s), "error NNC0715: the program was made for version 2 of the "
                                       "interface, this library has version 1");
    CHECK_EQ_INT(nnc_session_exit_code(s), 70);
    nnc_session_free(s);
    options.size = 0;
    s = nnc_session_new(&options);
    CHECK(s && !nnc_session_load_text(s, "one.nn", one, strlen(one)));
    CHECK(s && strstr(nnc_session_error(s), "NncOptions of 0 bytes"));
    nnc_session_free(s);
}

typedef struct Told {
    unsigned n;
    char first[16];
    unsigned line;
} Told;

static void tell(void *context, const NncDiagnostic *d)
{
    Told *told = context;
    if (told->n++)
        return;
    snprintf(told->first, sizeof told->first, "%s", d->code);
    told->line = d->line;
}

/* Diagnostics go to the host once, by place, with the call that found them. */
static void test_callback(Check *check)
{
    Told told = {0};
    const NncOptions options = {.size = sizeof options, .report = tell, .context = &told};
    NncSession *s = open_text(check, "wrong.nn", wrong, &options);
    CHECK_EQ_INT(told.n, 0);
    CHECK(!nnc_session_check(s));
    const unsigned found = told.n;
    CHECK(found >= nnc_session_errors(s) && found > 0 && told.line == 3);
    CHECK_EQ_STR(told.first, "NNC0203");
    CHECK(!nnc_session_check(s) && told.n == found);
    CHECK(!strncmp(nnc_session_error(s), "wrong.nn:3:", 11));
    nnc_session_free(s);
    s = open_text(check, "one.nn", one, &options);
    CHECK(!nnc_session_error(s));
    nnc_session_free(s);
}

static void test_single(Check *check)
{
    const NncOptions options = {.size = sizeof options, .single_precision = true};
    NncSession *s = open_text(check, "one.nn", one, &options),
               *wide = open_text(check, "one.nn", one, NULL);
    CHECK(strstr(nnc_session_print(s, NNC_FORM_C, NULL), ".single = true"));
    CHECK(!strstr(nnc_session_print(wide, NNC_FORM_C, NULL), ".single"));
    nnc_session_free(wide);
    nnc_session_free(s);
}

/* What is shown to people, by index in the order of diagnostics. */
static void test_excerpts(Check *check)
{
    NncSession *s = open_text(check, "wrong.nn", wrong, NULL);
    CHECK(!nnc_session_check(s));
    const char *text = nnc_session_excerpt(s, 0);
    CHECK(text && !strncmp(text, "error[NNC0203]: ", 16));
    CHECK(text && strstr(text, "--> wrong.nn:3:") && strstr(text, "dv/dt = -v/(10 mV)\n") &&
          strstr(text, "^"));
    size_t n = 0;
    for (NncDiagnostic d; nnc_session_diagnostic(s, n, &d); n++)
        CHECK(strstr(nnc_session_excerpt(s, n), d.message));
    CHECK(n > 0 && !nnc_session_excerpt(s, n));
    nnc_session_free(s);
}

static void test_quantities(Check *check)
{
    static const struct {
        const char *text, *unit;
        double value;
    } good[] = {
        {"20 ms", "ms", 20},
        {"0.02s", "ms", 20},
        {"20", "ms", 20},
        {"-65 mV", "mV", -65},
        {"1e-3 V", "mV", 1},
        {"900 pA", "nA", 0.9},
        {"7", "", 7},
        {"7", "1", 7},
        {"10 Hz", "1/ms", 0.01},
        {"25 degC", "K", 298.15},
        {"12.3", "Hz", 12.3},
    };
    static const char *const bad[][2] = {{"20 mV", "ms"},     {"ms", "ms"},    {"", "ms"},
                                         {"20 parsec", "ms"}, {"1e999", "ms"}, {"7 ms", "1"},
                                         {"1-2 ms", "ms"},    {"7", "parsec"}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double value = 0;
        CHECK(nnc_quantity(good[i].text, good[i].unit, &value));
        CHECK(value == good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double value = 1;
        CHECK(!nnc_quantity(bad[i][0], bad[i][1], &value));
        CHECK(value == 1);
    }
}

int main(void)
{
    Check check[1] = {{0}};
    test_interleaved(check);
    test_same_bytes(check);
    test_diagnostics(check);
    test_target_checked(check);
    test_forms(check);
    test_hostile(check);
    test_order(check);
    test_limits(check);
    test_interface(check);
    test_callback(check);
    test_single(check);
    test_excerpts(check);
    test_quantities(check);
    return check_report(check);
}
