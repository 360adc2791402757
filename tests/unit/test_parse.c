/* The parser by itself: how expressions group, where spans lie, limits that no test file can hold,
   speed of long input. */
#include "frontend/ast_print.h"
#include "frontend/format.h"
#include "frontend/parse.h"
#include "ir/base/session.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void *context, size_t wanted, size_t in_use)
{
    (void)context;
    fprintf(stderr, "out of memory: %zu bytes more than %zu\n", wanted, in_use);
    exit(5);
}

static Session *new_session(void)
{
    Session *s = session_new(out_of_memory, NULL, (Limits){0});
    if (!s)
        exit(5);
    return s;
}

static const SourceFile *add(Session *s, const char *text)
{
    return sources_add(s->sources, "text.nn", text, strlen(text));
}

static AstExpr *expression(Session *s, const char *text)
{
    const SourceFile *f = add(s, text);
    return parse_expression(s, f, (Span){f->base, f->base + f->len});
}

/* ---- grouping ---- */

typedef struct Grouping {
    const char *text, *tree; /* NULL: an error */
} Grouping;

static const Grouping groupings[] = {
    {"-65 mV", "(neg (q 65 mV))"},
    {"120 mS/cm2", "(q 120 mS/cm2)"},
    {"20 /s", "(q 20 /s)"},
    {"20/s", "(product 20 / s)"},
    {"20 / s", "(product 20 / s)"},
    {"20 /n", "(product 20 / n)"},
    {"x/20 /s", "(product x / (q 20 /s))"},
    {"x/20/s", "(product x / 20 / s)"},
    {"1 /ms * f(x)", "(product (q 1 /ms) * (call f x))"},
    {"1 /ms / (1 + x)", "(product (q 1 /ms) / (paren (sum 1 + x)))"},
    {"x/3 mS/cm2", "(product x / (q 3 mS/cm2))"},
    {"3 mS / cm2", "(product (q 3 mS) / cm2)"},
    {"v/10 mV", "(product v / (q 10 mV))"},
    {"4 mV/x", "(product (q 4 mV) / x)"},
    {"4 mV/min(a, b)", "(product (q 4 mV) / (call min a b))"},
    {"4 mV/s.x", "(product (q 4 mV) / (. s x))"},
    {"4 mV/m_x", "(product (q 4 mV) / m_x)"},
    {"30 nS*m^3*h", "(product (q 30 nS) * (^ m 3) * h)"},
    {"3 m", "(q 3 m)"},
    {"3*m", "(product 3 * m)"},
    {"2 mV^2", "(q 2 mV^2)"},
    {"2 mV**2", "(q 2 mV**2)"},
    {"2 ms^-1", "(q 2 ms^-1)"},
    {"2 mV^x", NULL},
    {"2 mV ^ 2", NULL},
    {"(2 mV)^2", "(^ (paren (q 2 mV)) 2)"},
    {"m^3 ms", NULL},
    {"10*mV", "(product 10 * mV)"},
    {"p -1 ms", "(sum p - (q 1 ms))"},
    {"5 as", NULL},
    {"5 m_x", NULL},
    {"0.01d", NULL},
    {"-a^2", "(neg (^ a 2))"},
    {"a^-b^2", "(^ a (neg (^ b 2)))"},
    {"2^3^2", "(^ 2 (^ 3 2))"},
    {"2**-1", "(^ 2 (neg 1))"},
    {"-x.y[0](1)^2", "(neg (^ (call (index (. x y) 0) 1) 2))"},
    {"a - b - c", "(sum a - b - c)"},
    {"a - (b - c)", "(sum a - (paren (sum b - c)))"},
    {"(a - b) - c", "(sum (paren (sum a - b)) - c)"},
    {"a / b * c // d % e", "(product a / b * c // d % e)"},
    {"a + b*c - d", "(sum a + (product b * c) - d)"},
    {"a if b else c + d", "(if b a (sum c + d))"},
    {"a + b if c else d", "(if c (sum a + b) d)"},
    {"a if b else c if d else e", "(if b a (if d c e))"},
    {"not a == b", "(not (compare a == b))"},
    {"a and b or c and d", "(any (all a and b) or (all c and d))"},
    {"a < b < c", "(compare a < b < c)"},
    {"(a < b) < c", "(compare (paren (compare a < b)) < c)"},
    {"a not in b is not c", "(compare a not in b is not c)"},
    {"x > 0 & y | z", "(compare x > (bit-or (bit-and 0 & y) | z))"},
    {"lambda d: 0.05 * (d < 50.0)",
     "(lambda (params (d)) (product 0.05 * (paren (compare d < 50.0))))"},
    {"lambda x, y=2, *a, **k: x", "(lambda (params (x) (y = 2) (*a) (**k)) x)"},
    {"1 ms if x else 2 ms", "(if x (q 1 ms) (q 2 ms))"},
    {"exp(-d**2/400.0)", "(call exp (product (neg (^ d 2)) / 400.0))"},
    {"-10 degC", "(neg (q 10 degC))"},
    {"()", "(tuple)"},
    {"(a)", "(paren a)"},
    {"(a,)", "(tuple a)"},
    {"((a))", "(paren a)"},
    {"[a, *b]", "(list a (* b))"},
    {"{}", "(dict)"},
    {"{a: b, **c}", "(dict (: a b) (** c))"},
    {"{a, b}", "(set a b)"},
    {"[x for x in y if z]", "(list-of x (for x y) (if z))"},
    {"{k: v for k, v in d}", "(dict-of k v (for (tuple k v) d))"},
    {"f(x for x in y)", "(call f (generator x (for x y)))"},
    {"f(a, *b, c=1, **d)", "(call f a (* b) (= c 1) (** d))"},
    {"f(lambda=0.015)", "(call f (= lambda 0.015))"},
    {"x[1:2, ::3]", "(index-tuple x (slice 1 2 -) (slice - - 3))"},
    {"x[i,]", "(index-tuple x i)"},
    {"\"a\\x41\\u00b5\"", "\"aA\xC2\xB5\""},
    {"r'\\n' \"b\"", "(joined \"\\\\n\" \"b\")"},
    {"f\"{a + b:.{n}f} mV {{}}\"",
     "(f (value (sum a + b) (format \".\" (value n) \"f\")) \" mV {}\")"},
    {"f'{x = !r}'", "(f (value x shown \"x = \" !r))"},
    {"`Golgi cell 2`", "`Golgi cell 2`"},
    {"a\n+\nb", "(sum a + b)"},
    {"", NULL},
    {"a b", NULL},
    {"a = b", NULL},
    {"(a", NULL},
    {"pass", NULL},
};

static void test_grouping(Check *check)
{
    Session *s = new_session();
    for (size_t i = 0; i < sizeof groupings / sizeof *groupings; i++) {
        const AstExpr *e = expression(s, groupings[i].text);
        CHECK_EQ_STR(e ? ast_print_expr(s->arena, e) : NULL, groupings[i].tree);
    }
    session_free(s);
}

/* ---- spans ---- */

static void test_spans(Check *check)
{
    Session *s = new_session();
    const SourceFile *f = add(s, "x = (a +\n  b)*3 mV\n");
    const AstFile *file = parse_file(s, f);
    CHECK_EQ_INT(file->stmts.n, 1);
    const AstExpr *product = file->stmts.v[0]->as.assign.value;
    CHECK_EQ_INT(product->span.lo - f->base, 4);
    CHECK_EQ_INT(product->span.hi - f->base, 18);
    const AstExpr *sum = product->as.chain.terms.v[0].operand;
    CHECK_EQ_INT(sum->span.lo - f->base, 4);
    CHECK_EQ_INT(sum->span.hi - f->base, 13);
    const AstTerm *quantity = &product->as.chain.terms.v[1];
    CHECK_EQ_INT(quantity->op_span.lo - f->base, 13);
    CHECK_EQ_INT(quantity->operand->span.lo - f->base, 14);
    session_free(s);
}

/* An error inside a string stands at its place in the file. */
static void test_expression_in_string(Check *check)
{
    Session *s = new_session();
    const SourceFile *f = add(s, "c = DDPC(\"exp(-d**2/400.0)\", \"0.5+0.01d\")\n");
    const char *one = strstr(f->text, "exp"), *two = strstr(f->text, "0.5");
    const uint32_t at_one = f->base + (uint32_t)(one - f->text),
                   at_two = f->base + (uint32_t)(two - f->text);
    const AstExpr *e = parse_expression(s, f, (Span){at_one, at_one + 16});
    CHECK_EQ_STR(e ? ast_print_expr(s->arena, e) : NULL,
                 "(call exp (product (neg (^ d 2)) / 400.0))");
    CHECK(!parse_expression(s, f, (Span){at_two, at_two + 9}));
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    diags_set_options(s->diags, (DiagOptions){.format = DIAG_FORMAT_TEST});
    diags_render(s->diags, out);
    fclose(out);
    CHECK(!strncmp(text, "text.nn:1:35: error NNC0105:", 28));
    free(text);
    session_free(s);
}

/* ---- long input ---- */

/* `head`, n times `piece`, `tail`. */
static char *repeated(const char *head, const char *piece, size_t n, const char *tail)
{
    const size_t length = strlen(piece);
    char *text = malloc(strlen(head) + n * length + strlen(tail) + 1), *to = text;
    if (!text)
        exit(5);
    to += sprintf(to, "%s", head);
    for (size_t i = 0; i < n; i++, to += length)
        memcpy(to, piece, length);
    strcpy(to, tail);
    return text;
}

static unsigned errors_of(const char *text)
{
    Session *s = new_session();
    const unsigned errors = parse_file(s, add(s, text))->errors;
    session_free(s);
    return errors;
}

static void test_long_sum(Check *check)
{
    char *text = repeated("x = (1", "\n + 1", 1000000, ")\n");
    Session *s = new_session();
    const AstFile *file = parse_file(s, add(s, text));
    CHECK_EQ_INT(file->errors, 0);
    const AstExpr *sum = file->stmts.v[0]->as.assign.value;
    CHECK_EQ_INT(sum->kind, AST_EXPR_Sum);
    CHECK_EQ_INT(sum->as.chain.terms.n, 1000001);
    CHECK_EQ_INT(sum->depth, 2);
    session_free(s);
    free(text);
}

static void test_limits(Check *check)
{
    char *text = repeated("x = 1", " + 1", 300000, "\n"); /* a line of 1.2 MB */
    CHECK_EQ_INT(errors_of(text), 1);
    free(text);
    text = repeated("x = \"\"\"", "abc\n", 2700000, "\"\"\"\n"); /* a string of 10.8 MB */
    CHECK_EQ_INT(errors_of(text), 1);
    free(text);
    text = repeated("x = \"\"\"", "abc\n", 2500000, "\"\"\"\n");
    CHECK_EQ_INT(errors_of(text), 0);
    free(text);
    text = repeated("x = ", "(", 100000, "\n");
    CHECK_EQ_INT(errors_of(text), 1);
    free(text);
    text = repeated("", "x = f(3 4)\n", 100000, ""); /* given up after a number of errors */
    CHECK_EQ_INT(errors_of(text), 50);
    free(text);
}

static void test_comments_are_kept(Check *check)
{
    Session *s = new_session();
    const AstFile *file = parse_file(s, add(s, "# one\nx = (1,  # two\n  # three\n  2)\n"));
    CHECK_EQ_INT(file->comments.n, 3);
    CHECK(file->comments.v[0].own_line);
    CHECK(!file->comments.v[1].own_line);
    CHECK(file->comments.v[2].own_line);
    session_free(s);
}

/* ---- formatting ---- */

typedef struct Layout {
    const char *before, *after;
} Layout;

static const Layout layouts[] = {
    {"x=1", "x = 1\n"},
    {"x = f( a , b = 2 )[ 1 : 2 ]", "x = f(a, b=2)[1:2]\n"},
    {"x = a*b/c+d-e%f//g", "x = a*b/c + d - e % f//g\n"},
    {"x = -a ** -2 + - b", "x = -a**-2 + -b\n"},
    {"x = 1  /ms*y + v/10   mV", "x = 1 /ms * y + v / 10 mV\n"},
    {"x = 3 / s", "x = 3/s\n"},
    {"x = 1 .real", "x = 1 .real\n"},
    {"x = not(a)and(b)", "x = not (a) and (b)\n"},
    {"x = {'a':1,'b' :[1,2]}", "x = {'a': 1, 'b': [1, 2]}\n"},
    {"x = lambda a,b=1:a", "x = lambda a, b=1: a\n"},
    {"x = a[i + 1, ::2]", "x = a[i+1, ::2]\n"},
    {"f(*a,**b)", "f(*a, **b)\n"},
    {"def f(a:ms=3,*,b=2)->nA:return a", "def f(a: ms = 3, *, b=2) -> nA: return a\n"},
    {"from x import(a,b)", "from x import (a, b)\n"},
    {"x = 1;y = 2;", "x = 1; y = 2\n"},
    {"x = 1# c", "x = 1  # c\n"},
    {"if x :\n\ty=1\n\n\n\n\tz=2", "if x:\n    y = 1\n\n\n    z = 2\n"},
    {"cell A:\n  when(a)>b: send -w to out\n", "cell A:\n    when(a) > b: send -w to out\n"},
    {"cell A:\n  gate m ^ 3:inf=1,tau=2 ms\n", "cell A:\n    gate m^3: inf = 1, tau = 2 ms\n"},
    {"cell A:\n  dv / dt=-v/( 10 ms )\n", "cell A:\n    dv/dt = -v/(10 ms)\n"},
    {"channel A:\n  kinetic:\n    A<->B(a,b)\n",
     "channel A:\n    kinetic:\n        A <-> B (a, b)\n"},
};

static void test_layout(Check *check)
{
    Session *s = new_session();
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        const AstFile *file = parse_file(s, add(s, layouts[i].before));
        size_t len;
        CHECK_EQ_INT(file->errors, 0);
        CHECK_EQ_STR(format_file(s, file, &len), layouts[i].after);
        CHECK(!format_is_clean(s, file) || !strcmp(layouts[i].before, layouts[i].after));
        CHECK(format_is_clean(s, parse_file(s, add(s, layouts[i].after))));
    }
    session_free(s);
}

int main(void)
{
    Check check[1] = {{0}};
    test_grouping(check);
    test_spans(check);
    test_expression_in_string(check);
    test_long_sum(check);
    test_limits(check);
    test_comments_are_kept(check);
    test_layout(check);
    return check_report(check);
}
