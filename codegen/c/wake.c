/* An update that wakes its conditions, in C: a loop over cells without events or branches, in which arguments of
   `exprel` that shrink with the step are tried as small ones first. */
#include "codegen/c/function.h"

static bool is_dt(const IrExpr *e)
{
    return e->op == IR_VARIABLE && str_is(e->u.name, "dt");
}

/* exprel(x*dt), as exponential methods have it: small, unless the step is too long for the equation. */
bool function_shrinks_with_dt(const IrExpr *e)
{
    return e->arg[0]->op == IR_PRODUCT && (is_dt(e->arg[0]->arg[0]) || is_dt(e->arg[0]->arg[1]));
}

/* x of the test that x is no finite number, or NULL. */
static const IrExpr *finite_tested(const IrExpr *e)
{
    const IrExpr *less = e->op == IR_NOT ? e->arg[0] : e;
    const bool known = e->op == IR_NOT && less->op == IR_LE && less->arg[0]->op == IR_ABS &&
                       less->arg[1]->op == IR_NUMBER &&
                       less->arg[1]->u.number >= 1.7976931348623157e308;
    return known ? less->arg[0]->arg[0] : NULL;
}

/* Bits that are not zero where the test holds, gathered over a block of cells. Values that should be finite are added
   up: their sum is not finite where one of them is not. */
void function_print_wake(Function *f, const IrExpr *test)
{
    const IrExpr *x = finite_tested(test);
    if (x)
        emit(f->t->out, f->checks ? "checked += " : "double checked = ");
    else
        emit(f->t->out, "wake |= (uint64_t)(");
    f->checks = f->checks || x;
    function_print_expr(f, x ? x : test);
    emit(f->t->out, x ? ";\n" : ");\n");
}

void function_print_waking(Function *f, const KBody *b)
{
    f->checks = false;
    function_print_body(f, b);
    if (f->checks)
        emit(f->t->out, "wake |= nnrt_not_finite(checked);\n");
}

/* For ir_expr_any: prints that the argument of such an `exprel` may be too large for the short polynomial. */
static bool print_far_test(void *context, const IrExpr *e)
{
    Function *f = context;
    if (e->op == IR_EXPREL && function_shrinks_with_dt(e)) {
        emit(f->t->out, "far |= fabs(");
        function_print_expr(f, e->arg[0]);
        emit(f->t->out, ") <= NNRT_EXPREL_NEAR ? 0 : ~(uint64_t)0;\n");
    }
    return false;
}

static bool is_near_form(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_EXPREL && function_shrinks_with_dt(e);
}

static bool has_near_form(const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].value && ir_expr_any(b->stmts.v[i].value, is_near_form, NULL))
            return true;
    return false;
}

static void open_block_loop(const Function *f)
{
    emit(f->t->out, "NNRT_INDEPENDENT\n");
    emit_open(f->t->out, "for (size_t offset = 0; offset < n; offset++) {");
    emit(f->t->out, "const size_t i = base + offset;\n");
}

static void print_block_loop(Function *f, const KBody *b)
{
    open_block_loop(f);
    function_print_waking(f, b);
    emit_close(f->t->out, "}");
}

/* First how large the arguments are in this block: of the locals, compilers keep what these need. Then one of two
   loops, which differ in the work that `exprel` takes and in no bit. */
static void print_near_loops(Function *f, const KBody *b)
{
    Emitter *out = f->t->out;
    emit(out, "uint64_t far = 0;\n");
    open_block_loop(f);
    f->near = true;
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->kind != K_LET && s->kind != K_VAR && s->kind != K_ASSIGN)
            continue;
        ir_expr_any(s->value, print_far_test, f);
        function_print_stmt(f, s);
    }
    emit_close(out, "}");
    emit_open(out, "if (far) {");
    f->near = false;
    print_block_loop(f, b);
    emit_close(out, "}");
    emit_open(out, "else {");
    f->near = true;
    print_block_loop(f, b);
    emit_close(out, "}");
}

/* No cell of the loop has an event. Blocks are filled up to a multiple of the widest vector; the columns are long
   enough. */
void ctarget_waking_update(CTarget *t, const CClass *c, bool quiet)
{
    Emitter *out = t->out;
    emit(out,
         "static void %s_%s(void *object, const nnrt_step *now, uint32_t lo, uint32_t hi, %s)\n",
         c->c_name, quiet ? "drift" : "update",
         quiet ? "uint8_t *wakes" : "nnrt_spikes *out, nnrt_bad *bad");
    emit_open(out, "{");
    Function f = function_new(t, c, "i");
    f.step = "k";
    f.step_next = "k_next";
    f.wakes = true;
    f.quiet = quiet;
    function_print_self(&f, "");
    function_print_times(t);
    function_mark_body(&f, &c->k->update);
    for (uint32_t i = 0; quiet && i < c->k->columns.n; i++)
        f.used[i] = f.used[i] && c->k->columns.v[i].role != K_DUE;
    function_print_locals(&f, NULL);
    emit_open(out, "for (size_t base = lo; base < hi; base += NNRT_BLOCK) {");
    emit(
        out,
        "const size_t left = hi - base, n = left < NNRT_BLOCK ? NNRT_FILLED(left) : NNRT_BLOCK;\n");
    emit(out, "uint64_t wake = 0;\n");
    (has_near_form(&c->k->update) ? print_near_loops : print_block_loop)(&f, &c->k->update);
    if (quiet)
        emit(out, "wakes[base / NNRT_BLOCK] = wake != 0;\n");
    else
        emit(out,
             "if (wake)\n    %s_conditions(self, now, (uint32_t)base, left < NNRT_BLOCK ? hi : "
             "(uint32_t)(base + NNRT_BLOCK), out, bad);\n",
             c->c_name);
    emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
}
