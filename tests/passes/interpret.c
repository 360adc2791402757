/* Runs kernels of texts on random numbers, before and after each optional pass: what they store, clear, flag, emit and
   refuse must be the same bit for bit, for -0, infinities and NaN too. Usage: interpret FILE.nnk... */
#include "ir/evaluate.h"
#include "ir/kernel_walk.h"
#include "ir/pass/passes.h"
#include "runtime/maths.h"

#include <math.h>
#include <string.h>

enum { TRIALS = 400 };

typedef struct Machine {
    const KClass *c;
    Arena *a;
    double *column;
    Map locals;     /* name -> double * */
    uint64_t trace; /* of all that is neither a column nor a local */
} Machine;

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 31);
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    if (isnan(x))
        x = NAN;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* A number that depends on nothing but the bits of h; the special ones are common. */
static double random_number(uint64_t h)
{
    static const double special[] = {0.0,       -0.0, 1.0,    -1.0,  INFINITY,
                                     -INFINITY, NAN,  1e-310, 1e308, 3.0};
    h = mix(h, 17);
    if (h % 8 == 0)
        return special[(h >> 8) % (sizeof special / sizeof *special)];
    return ((double)(int64_t)(h >> 12) - 2251799813685248.0) * 0x1p-48;
}

/* ---- expressions ---- */
static double eval(Machine *m, const IrExpr *e);

/* Draws, calls, lists: a number for each address and arguments. */
static double eval_address(Machine *m, const IrExpr *e)
{
    uint64_t h = mix(e->op, e->column_type);
    for (uint32_t i = 0; i < e->n; i++)
        h = mix(h, bits_of(eval(m, e->arg[i])));
    return random_number(h);
}

/* What kernels read, and operations that stand for others: which ones does not matter here. */
static bool leaf_value(void *context, const IrExpr *e, double *x)
{
    Machine *m = context;
    switch (e->op) {
    case IR_LOCAL:
        *x = *(double *)map_get(&m->locals, e->u.name);
        return true;
    case IR_LOAD:
        *x = m->column[e->u.column];
        return true;
    case IR_VARIABLE:
        *x = random_number((uintptr_t)e->u.name);
        return true;
    case IR_STEPS:
        *x = nnrt_round(eval(m, e->arg[0]) * 10.0);
        return true;
    case IR_CAST:
        *x = eval(m, e->arg[0]);
        *x = e->column_type == K_F64 ? *x : floor(*x);
        return true;
    case IR_DRAW:
    case IR_DRAWAT:
    case IR_CALL:
    case IR_COUNT:
    case IR_LOOKUP:
    case IR_DECAY:
    case IR_TAKE:
        *x = eval_address(m, e);
        return true;
    default:
        return false;
    }
}

static double eval(Machine *m, const IrExpr *e)
{
    const IrLeaves leaves = {leaf_value, m};
    return ir_evaluate(&leaves, e);
}

/* ---- statements: false when a break was met ---- */
static bool run_body(Machine *m, const KBody *b);

static void set_local(Machine *m, const Str *name, double x)
{
    double *place = ARENA_NEW(m->a, double);
    *place = x;
    map_set(&m->locals, name, place);
}

static void run_loop(Machine *m, const KStmt *s)
{
    double rounds = eval(m, s->value);
    for (int i = 0; i < rounds && i < 50; i++)
        if (!run_body(m, s->then_body))
            return;
}

static bool run_stmt(Machine *m, const KStmt *s)
{
    const double x = s->value ? eval(m, s->value) : 0.0;
    const unsigned kind = s->kind;
    switch (kind) {
    case K_LET:
    case K_VAR:
    case K_ASSIGN:
        set_local(m, s->name, x);
        return true;
    case K_STORE:
    case K_CLEAR:
        m->column[s->column] = x;
        return true;
    case K_IF:
        return x == 0.0 || run_body(m, s->then_body);
    case K_ROWS:
    case K_HISTORY: /* one connection, one event */
        return run_body(m, s->then_body);
    case K_UPTO:
        run_loop(m, s);
        return true;
    case K_BREAK:
        return x == 0.0;
    case K_EXPM:
        for (uint32_t i = 0; i < s->matrix->column.n; i++)
            m->column[s->matrix->column.v[i]] = random_number(i);
        return true;
    default: /* events, sums, checks */
        m->trace = mix(mix(m->trace, s->kind), bits_of(x));
        return true;
    }
}

static bool run_body(Machine *m, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (!run_stmt(m, &b->stmts.v[i]))
            return false;
    return true;
}

/* What a class makes of random columns, as one number. */
static uint64_t run_class(Session *s, const KClass *c, uint32_t columns, uint64_t seed)
{
    Arena *a = s->arena;
    Machine m = {.c = c, .a = a, .column = ARENA_ARRAY(a, double, c->columns.n + 1)};
    uint64_t result = 0;
    for (uint32_t i = 0; i < columns; i++) {
        const double x = random_number(mix(seed, i));
        m.column[i] = c->columns.v[i].type == K_F64 ? x : fabs(floor(x));
    }
    for (uint32_t i = 0; i < K_BODIES; i++) {
        map_init(&m.locals, a);
        run_body(&m, kernel_body((KClass *)c, i));
    }
    for (uint32_t i = 0; i < columns; i++)
        result = mix(result, bits_of(m.column[i]));
    return mix(result, m.trace);
}

static const KClass *class_of(Session *s, const SourceFile *file, uint32_t number)
{
    KClasses classes = {0};
    return kernel_read(s, file, &classes) && number < classes.n ? classes.v[number] : NULL;
}

static bool same_after(Session *s, const SourceFile *file, uint32_t number, const char *pass)
{
    const KClass *before = class_of(s, file, number);
    KClass *after = (KClass *)class_of(s, file, number);
    Passes *p = passes_new(s, 3);
    if (!passes_set_order(p, pass, PASS_AT_KERNEL) || !passes_kernel(p, after))
        return false;
    for (uint64_t seed = 1; seed <= TRIALS; seed++)
        if (run_class(s, before, before->columns.n, seed) !=
            run_class(s, after, before->columns.n, seed)) {
            fprintf(stderr, "%s, class %u: pass %s changes what it computes (trial %u)\n",
                    file->name, number, pass, (unsigned)seed);
            return false;
        }
    return true;
}

static bool check_file(const char *path)
{
    static const char *const orders[] = {"fold", "hoist", "share", "dead", "fold,hoist,share,dead"};
    const char *error = "out of memory";
    bool fine = true;
    Session *s = session_new(NULL, NULL, (Limits){0});
    const SourceFile *file = s ? sources_load(s->sources, path, &error) : NULL;
    if (!file) {
        fprintf(stderr, "%s\n", error);
        return false;
    }
    uint32_t n = 0;
    for (; class_of(s, file, n); n++)
        for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
            fine &= same_after(s, file, n, orders[i]);
    diags_render(s->diags, stderr);
    session_free(s);
    return fine && n > 0;
}

int main(int argc, char **argv)
{
    bool fine = argc > 1;
    for (int i = 1; i < argc; i++)
        fine &= check_file(argv[i]);
    return fine ? 0 : 1;
}
