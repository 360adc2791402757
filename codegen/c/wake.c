/* An update that wakes its conditions, in C: a loop over cells without events or branches. */
#include "codegen/c/function.h"

/* x of the test that x is no finite number, or NULL. */
static const IrExpr *finite_tested(const IrExpr *e)
{
    const IrExpr *less = e->op == IR_NOT ? e->arg[0] : e;
    const bool known = e->op == IR_NOT && less->op == IR_LE && less->arg[0]->op == IR_ABS &&
                       less->arg[1]->op == IR_NUMBER &&
                       less->arg[1]->u.number >= 1.7976931348623157e308;
    return known ? less->arg[0]->arg[0] : NULL;
}

const char *function_mask(const Function *f)
{
    return f->c->k->single ? "uint32_t" : "uint64_t";
}

/* Values that should be finite are added up: their sum is not finite where one of them is not. */
static void print_finite(Function *f, const IrExpr *x)
{
    const char *first = f->c->k->single ? "float checked = " : "double checked = ";
    emit(f->t->out, "%s", f->checks ? "checked += " : first);
    function_print_as(f, x, K_F32);
    emit(f->t->out, ";\n");
    f->checks = true;
}

void function_print_wake(Function *f, const IrExpr *test)
{
    const IrExpr *x = finite_tested(test);
    if (x) {
        print_finite(f, x);
        return;
    }
    emit(f->t->out, f->tests ? "woken |= " : "bool woken = ");
    function_print_expr(f, test);
    emit(f->t->out, ";\n");
    f->tests = true;
}

void function_print_woken(Function *f)
{
    const char *width = f->c->k->single ? "f" : "";
    if (f->tests && f->checks)
        emit(f->t->out, "wake |= nnrt_wakes%s(woken, checked);\n", width);
    else if (f->tests)
        emit(f->t->out, "wake |= woken;\n");
    else if (f->checks)
        emit(f->t->out, "wake |= nnrt_not_finite%s(checked);\n", width);
    f->tests = f->checks = false;
}

void function_print_waking(Function *f, const KBody *b)
{
    function_print_body(f, b);
    function_print_woken(f);
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
    FunctionBlock *print_block = function_block_printer(&f, &c->k->update);
    function_print_trials(&f, print_block);
    emit_open(out, "for (size_t base = lo; base < hi; base += NNRT_BLOCK) {");
    emit(
        out,
        "const size_t left = hi - base, n = left < NNRT_BLOCK ? NNRT_FILLED(left) : NNRT_BLOCK;\n");
    emit(out, "%s wake = 0;\n", function_mask(&f));
    print_block(&f, &c->k->update);
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
