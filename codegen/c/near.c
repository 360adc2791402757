/* Blocks of cells in which arguments of `exprel` that shrink with the step are taken as small ones first: a short
   polynomial is enough for these. What a block computes differs in the work that it takes and in no bit. */
#include "codegen/c/function.h"
#include "ir/kernel_walk.h"

enum {
    TRY_COST =
        60, /* in additions: where tests cost more, the block is computed with them, and kept if they hold */
    LARGE_BLOCKS =
        4 /* so many blocks after one with a large argument are not tried; after the next, twice as many */
};

/* ---- which arguments ---- */
static const IrExpr *value_of_local(const KBody *b, const Str *name)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == K_LET && b->stmts.v[i].name == name)
            return b->stmts.v[i].value;
    return NULL;
}

/* dt, or a number times it, also by the name of a local */
static bool is_step(const KBody *b, const IrExpr *e)
{
    if (e->op == IR_LOCAL)
        e = value_of_local(b, e->u.name);
    if (!e || e->op == IR_VARIABLE)
        return e && str_is(e->u.name, "dt");
    return e->op == IR_PRODUCT && e->n == 2 && e->arg[0]->op == IR_NUMBER && is_step(b, e->arg[1]);
}

/* Is it exprel(x*dt), small unless the step is too long for the equation? */
static bool shrinks_with_dt(const KBody *b, const IrExpr *e)
{
    return e->op == IR_EXPREL && e->arg[0]->op == IR_PRODUCT &&
           (is_step(b, e->arg[0]->arg[0]) || is_step(b, e->arg[0]->arg[1]));
}

static bool is_near_form(void *body, const IrExpr *e)
{
    return shrinks_with_dt(body, e);
}

static bool has_near_form(const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].value && ir_expr_any(b->stmts.v[i].value, is_near_form, (void *)b))
            return true;
    return false;
}

static const char *width(const Function *f)
{
    return f->c->k->single ? "f" : "";
}

/* The highest bit of `far` tells: the only one from here on. */
static void print_far_bit(const Function *f)
{
    emit(f->t->out, "far >>= NNRT_LARGE_BIT%s;\n", f->c->k->single ? "F" : "");
}

/* The array of one that is kept. */
static const char *argument(const Function *f, const IrExpr *e)
{
    return function_numbered(f, "argument", (uint32_t)(uintptr_t)map_get(&f->arguments, e) - 1);
}

bool function_print_exprel(CPrinter *p, const Function *f, const IrExpr *e)
{
    if (!f->near || !shrinks_with_dt(f->near, e))
        return false;
    emit(p->out, p->narrow ? "nnrt_exprel_nearf(" : "nnrt_exprel_near(");
    if (map_has(&f->arguments, e) && (function_width(f, e->arg[0]) == K_F32) == p->narrow)
        emit(p->out, "%s[offset]", argument(f, e));
    else
        cprint_expr(p, e->arg[0]);
    emit(p->out, ")");
    return true;
}

/* Prints that the argument of such an `exprel` may be too large for the short polynomial. */
static void print_far_test(Function *f, const IrExpr *e)
{
    const bool narrow = function_width(f, e->arg[0]) == K_F32, kept = map_has(&f->arguments, e);
    if (kept) {
        emit(f->t->out, "%s[offset] = ", argument(f, e));
        function_print_expr(f, e->arg[0]);
        emit(f->t->out, ";\n");
    }
    emit(f->t->out, "far |= nnrt_beyond_near%s(", narrow ? "f" : f->c->k->single ? "_double" : "");
    if (kept)
        emit(f->t->out, "%s[offset]", argument(f, e));
    else
        function_print_expr(f, e->arg[0]);
    emit(f->t->out, ");\n");
}

/* Those within others come first, as these read their arguments. */
static void print_far_tests(Function *f, const IrExpr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        print_far_tests(f, e->arg[i]);
    if (shrinks_with_dt(f->near, e))
        print_far_test(f, e);
}

/* For ir_expr_any: the argument of such an `exprel` is kept from the tests for the loop that follows them if all are small.
   If one is not, what others made of it is wrong. */
static bool keep_argument(void *context, const IrExpr *e)
{
    Function *f = context;
    if (!shrinks_with_dt(f->near, e) || map_has(&f->arguments, e))
        return false;
    map_set(&f->arguments, e, (void *)(uintptr_t)(f->arguments.n + 1));
    emit(f->t->out, "%s %s[NNRT_BLOCK];\n", ctarget_c_type(function_width(f, e->arg[0])),
         argument(f, e));
    return false;
}

static void keep_arguments(Function *f, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->value)
            ir_expr_any(s->value, keep_argument, f);
        if (s->kind == K_LET || s->kind == K_VAR)
            function_note_type(f, s);
    }
}

/* ---- what the tests cost ---- */
typedef struct Tests {
    const KBody *b;
    Map *needed; /* locals that they read */
    unsigned long cost;
} Tests;

static bool note_local(void *context, const IrExpr *e)
{
    Tests *t = context;
    if (e->op == IR_LOCAL)
        map_set(t->needed, e->u.name, (void *)e);
    return false;
}

static bool note_test(void *context, const IrExpr *e)
{
    Tests *t = context;
    if (shrinks_with_dt(t->b, e))
        ir_expr_any(e->arg[0], note_local, t);
    return false;
}

static unsigned long cost_of_tests(const Function *f, const KBody *b)
{
    Map needed;
    map_init(&needed, f->t->a);
    Tests t = {b, &needed, 0};
    for (uint32_t i = b->stmts.n; i-- > 0;) {
        const KStmt *s = &b->stmts.v[i];
        if (!s->value)
            continue;
        ir_expr_any(s->value, note_test, &t);
        if (s->kind != K_STORE && s->name && map_has(&needed, s->name)) {
            ir_expr_any(s->value, note_local, &t);
            t.cost += kernel_expr_cost(s->value);
        }
    }
    return t.cost;
}

/* ---- may a block be computed and not kept? ---- */
static bool reads_stored(void *context, const IrExpr *e)
{
    const bool *stored = context;
    return e->op == IR_LOAD && stored[e->u.column];
}

static bool can_be_kept(const Function *f, const KBody *b)
{
    bool *stored = ARENA_ARRAY(f->t->a, bool, f->c->k->columns.n + 1);
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        const bool writes = s->kind == K_STORE || s->kind == K_CLEAR;
        if (!writes && s->kind != K_LET && s->kind != K_VAR && s->kind != K_ASSIGN &&
            s->kind != K_WAKE && s->kind != K_BAD)
            return false;
        if (s->value && ir_expr_any(s->value, reads_stored, stored))
            return false;
        if (writes && (stored[s->column] || !function_column(f, s->column)->each))
            return false;
        if (writes)
            stored[s->column] = true;
    }
    return true;
}

/* ---- loops ---- */
void function_open_block_loop(const Function *f)
{
    emit(f->t->out, "NNRT_INDEPENDENT\n");
    emit_open(f->t->out, "for (size_t offset = 0; offset < n; offset++) {");
    emit(f->t->out, "const size_t i = base + offset;\n");
}

static void print_block_loop(Function *f, const KBody *b)
{
    function_open_block_loop(f);
    function_print_waking(f, b);
    emit_close(f->t->out, "}");
}

static void print_tests(Function *f, const KBody *b)
{
    function_open_block_loop(f);
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->value)
            print_far_tests(f, s->value);
        if (s->kind == K_LET || s->kind == K_VAR || s->kind == K_ASSIGN)
            function_print_stmt(f, s);
    }
    emit_close(f->t->out, "}");
}

/* First how large the arguments are in this block: of the locals, compilers keep what these need. Then one of two
   loops. */
static void print_tested_loops(Function *f, const KBody *b)
{
    Emitter *out = f->t->out;
    emit(out, "nnrt_large%s far = 0;\n", width(f));
    f->near = b;
    keep_arguments(f, b);
    print_tests(f, b);
    print_far_bit(f);
    emit_open(out, "if (far) {");
    f->near = NULL;
    print_block_loop(f, b);
    emit_close(out, "}");
    emit_open(out, "else {");
    f->near = b;
    print_block_loop(f, b);
    emit_close(out, "}");
    f->near = NULL;
}

static void print_kept(Function *f, const KBody *b, bool declare)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        const char *kept = s->kind == K_STORE ? function_numbered(f, "kept", s->column) : NULL;
        if (kept && declare)
            emit(f->t->out, "%s %s[NNRT_BLOCK];\n",
                 ctarget_c_type(function_column(f, s->column)->type), kept);
        else if (kept)
            emit(f->t->out, "%s[i] = %s[offset];\n", function_field(f, s->column), kept);
        else if (s->kind == K_CLEAR && !declare)
            function_print_stmt(f, s);
    }
}

/* The loop with tests beside what they are about; it writes into `kept`. */
static void print_trial(Function *f, const KBody *b)
{
    function_open_block_loop(f);
    f->near = b;
    f->keeps = true;
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->kind == K_CLEAR)
            continue;
        if (s->value)
            print_far_tests(f, s->value);
        function_print_stmt(f, s);
    }
    function_print_woken(f);
    f->near = NULL;
    f->keeps = false;
    emit_close(f->t->out, "}");
}

/* A block is computed as if all arguments were small; where one was not, it is computed again. */
static void print_tried_loops(Function *f, const KBody *b)
{
    Emitter *out = f->t->out;
    emit(out, "nnrt_large%s far = large;\n", width(f));
    emit_open(out, "if (!far) {");
    print_kept(f, b, true);
    print_trial(f, b);
    print_far_bit(f);
    emit(out, "large = far ? wait : 0;\nwait = far ? 2*wait : %d;\n", LARGE_BLOCKS);
    emit_open(out, "if (!far) {");
    function_open_block_loop(f);
    print_kept(f, b, false);
    emit_close(out, "}");
    emit_close(out, "}");
    emit_close(out, "}");
    emit_open(out, "if (far) {");
    emit(out, "wake = 0;\nlarge--;\n");
    print_block_loop(f, b);
    emit_close(out, "}");
}

FunctionBlock *function_block_printer(const Function *f, const KBody *b)
{
    if (!has_near_form(b))
        return print_block_loop;
    return cost_of_tests(f, b) > TRY_COST && can_be_kept(f, b) ? print_tried_loops
                                                               : print_tested_loops;
}

void function_print_trials(const Function *f, FunctionBlock *print)
{
    if (print == print_tried_loops)
        emit(f->t->out, "uint32_t large = 0, wait = %d;\n", LARGE_BLOCKS);
}
