/* Moves of coupled states within an update (K_EXPM of the kind K_MOVE), for a block of cells at once. The update falls
   apart into a loop for each move, which fills its matrices and is followed by one call for the block, and the loop over
   all that comes behind the last move. Locals of one loop that a later one reads are arrays of the block; those that no
   cell has for its own are computed again. */
#include "codegen/c/function.h"
#include "ir/kernel_walk.h"
#include "runtime/limits.h"

static bool is_move(const KStmt *s)
{
    return s->kind == K_EXPM && s->matrix->kind == K_MOVE;
}

/* How many statements stand in front of the last loop; 0 where there is no move, or something else than values and
   moves of few states. */
static uint32_t statements_of_moves(const KBody *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (is_move(&b->stmts.v[i]))
            n = i + 1;
    for (uint32_t i = 0; i < n; i++) {
        const KStmt *s = &b->stmts.v[i];
        const bool value =
            s->kind == K_LET || s->kind == K_VAR || s->kind == K_ASSIGN || s->kind == K_UPTO;
        if (!value && !(is_move(s) && s->matrix->n <= NNRT_RELAX_MOST))
            return 0;
    }
    return n;
}

/* ---- what a loop reads of those before ---- */
typedef struct Uniform {
    const Function *f;
    const KBody *b;
} Uniform;

static const KStmt *definition(const KBody *b, uint32_t before, const Str *name)
{
    for (uint32_t i = before; i-- > 0;)
        if ((b->stmts.v[i].kind == K_LET || b->stmts.v[i].kind == K_VAR) &&
            b->stmts.v[i].name == name)
            return &b->stmts.v[i];
    return NULL;
}

/* For ir_expr_any: does it differ from cell to cell, or was it drawn. */
static bool is_of_a_cell(void *context, const IrExpr *e)
{
    const Uniform *u = context;
    if (e->op == IR_LOCAL) {
        const KStmt *s = definition(u->b, u->b->stmts.n, e->u.name);
        return !s || s->kind != K_LET || ir_expr_any(s->value, is_of_a_cell, context);
    }
    if (e->op == IR_LOAD)
        return function_column(u->f, e->u.column)->each;
    return e->op == IR_DRAW || e->op == IR_DRAWAT || e->op == IR_CALL;
}

static bool is_uniform(const Function *f, const KBody *b, const KStmt *s)
{
    Uniform u = {f, b};
    return s->kind == K_LET && !ir_expr_any(s->value, is_of_a_cell, &u);
}

static bool note_local(void *needed, const IrExpr *e)
{
    if (e->op == IR_LOCAL)
        map_set(needed, e->u.name, (void *)e);
    return false;
}

static void note_locals(void *needed, IrExpr **e)
{
    ir_expr_any(*e, note_local, needed);
}

static void note_names(Map *needed, const KBody *b, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        KStmt *s = &b->stmts.v[i];
        kernel_stmt_exprs(s, note_locals, needed);
        if (s->kind == K_ASSIGN)
            map_set(needed, s->name, s);
        if (s->then_body)
            note_names(needed, s->then_body, 0, s->then_body->stmts.n);
    }
}

/* The statements from..to, behind those of before that are computed again; what else they read of before becomes an
   array of the function. */
static KBody loop_body(Function *f, const KBody *b, uint32_t from, uint32_t to)
{
    Arena *a = f->t->a;
    bool *again = ARENA_ARRAY(a, bool, from + 1);
    Map needed;
    map_init(&needed, a);
    note_names(&needed, b, from, to);
    for (uint32_t i = from; i-- > 0;) {
        const KStmt *s = &b->stmts.v[i];
        if (!s->name || s->kind == K_ASSIGN || !map_has(&needed, s->name))
            continue;
        again[i] = is_uniform(f, b, s);
        if (again[i])
            ir_expr_any(s->value, note_local, &needed);
        else
            map_set(&f->arrays, s->name, (void *)s);
    }
    KBody body = {0};
    for (uint32_t i = 0; i < to; i++)
        if (i >= from || again[i])
            VEC_PUSH(a, &body.stmts, b->stmts.v[i]);
    return body;
}

/* ---- printing ---- */
static const char *name_of(const Function *f, const char *array)
{
    return names_claim(f->locals, str_format(f->t->strings, "%s.", array));
}

typedef void PrintMove(Function *f, const KBody *loop);

/* Each move with the loop that fills its matrices; `print` NULL: the arrays of the function are found, no more. */
static void each_move(Function *f, const KBody *b, PrintMove *print)
{
    const uint32_t n = statements_of_moves(b);
    uint32_t from = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!is_move(&b->stmts.v[i]))
            continue;
        const KBody loop = loop_body(f, b, from, i + 1);
        if (print)
            print(f, &loop);
        from = i + 1;
    }
}

/* Matrices for the largest: one move is at work at a time, and its slopes become its result. */
static void declare_matrices(Function *f, const KBody *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (is_move(&b->stmts.v[i]) && b->stmts.v[i].matrix->n > n)
            n = b->stmts.v[i].matrix->n;
    emit(f->t->out, "double %s[%u*NNRT_BLOCK], ", name_of(f, "rates"), n * n);
    emit(f->t->out, "%s[%u*NNRT_BLOCK];\n", name_of(f, "slopes"), n);
}

KBody function_declare_moves(Function *f, const KBody *b)
{
    const uint32_t n = statements_of_moves(b);
    if (!n)
        return *b;
    each_move(f, b, NULL);
    declare_matrices(f, b);
    const KBody rest = loop_body(f, b, n, b->stmts.n);
    for (uint32_t i = 0; i < f->arrays.n; i++) {
        const KStmt *s = f->arrays.entries[i].value;
        emit(f->t->out, "%s %s[NNRT_BLOCK];\n", ctarget_c_type(s->type),
             names_claim(f->locals, s->name));
    }
    return rest;
}

static void print_entries(Function *f, const KMatrix *k, const char *array, IrExpr *const *entry,
                          uint32_t n)
{
    for (uint32_t e = 0; e < n; e++) {
        emit(f->t->out, "%s[%u*NNRT_BLOCK + offset] = ", array, e);
        function_print_entry(f, k, entry[e]);
        emit(f->t->out, ";\n");
    }
}

static void print_results(Function *f, const KMatrix *k, const char *moves)
{
    function_open_block_loop(f);
    for (uint32_t i = 0; i < k->column.n; i++) {
        function_print_element(f, k->column.v[i], NULL);
        emit(f->t->out, " = %s%s[%u*NNRT_BLOCK + offset];\n",
             function_column(f, k->column.v[i])->type == K_F32 ? "(float)" : "", moves,
             k->row.v[i]);
    }
    emit_close(f->t->out, "}");
}

static void print_move(Function *f, const KBody *loop)
{
    const KMatrix *k = VEC_LAST(&loop->stmts).matrix;
    const char *rates = name_of(f, "rates"), *slopes = name_of(f, "slopes");
    function_open_block_loop(f);
    for (uint32_t i = 0; i + 1 < loop->stmts.n; i++)
        function_print_stmt(f, &loop->stmts.v[i]);
    print_entries(f, k, rates, k->entry, k->n * k->n);
    print_entries(f, k, slopes, k->input, k->n);
    emit_close(f->t->out, "}");
    emit(f->t->out, "nnrt_relax_block(%u, (int)n, %s, %s, %s);\n", k->n, rates, slopes, slopes);
    print_results(f, k, slopes);
}

void function_print_moves(Function *f, const KBody *b)
{
    each_move(f, b, print_move);
}
