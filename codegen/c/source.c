/* Sources in C: currents and numbers of events of the cells that they are attached to. */
#include "codegen/c/function.h"

static bool is_per_cell(void *context, const IrExpr *e)
{
    const CClass *c = context;
    return e->op == IR_DRAW || e->op == IR_DRAWAT || e->op == IR_CALL || e->op == IR_LOCAL ||
           (e->op == IR_LOAD && c->k->columns.v[e->u.column].each);
}

/* For ir_expr_any: a Poisson draw with the same mean for all cells. */
static bool is_common_count(void *context, const IrExpr *e)
{
    Function *f = context;
    if (e->op != IR_DRAW || e->u.law != IR_LAW_POISSON || e->n != 1 ||
        ir_expr_any(e->arg[0], is_per_cell, (void *)f->c))
        return false;
    f->drawn = e;
    return true;
}

/* Such draws are made for all cells at once. */
static void print_common_draws(Function *f, const IrExpr *e)
{
    if (!ir_expr_any(e, is_common_count, f))
        return;
    emit(f->t->out, "nnrt_poisson_draws(");
    function_print_as(f, f->drawn->arg[0], K_F64);
    emit(f->t->out, ", key, lo, hi, %s, %uu, count);\n", f->step, f->drawn->column_type);
}

/* For ir_expr_any: a draw at a step that is the same for all cells. */
static bool is_common_step(void *context, const IrExpr *e)
{
    Function *f = context;
    if (e->op != IR_DRAWAT || ir_expr_any(e->arg[0], is_per_cell, (void *)f->c))
        return false;
    f->drawn = e;
    return true;
}

static void print_common_step(Function *f, const IrExpr *e)
{
    if (!ir_expr_any(e, is_common_step, f))
        return;
    emit(f->t->out, "const int64_t k_drawn = (int64_t)(");
    function_print_expr(f, f->drawn->arg[0]);
    emit(f->t->out, ");\n");
}

static void print_source_loop(Function *f, const IrExpr *e, bool injects)
{
    Emitter *out = f->t->out;
    emit(out, "NNRT_INDEPENDENT\n");
    emit_open(out, "for (uint32_t i = lo; i < hi; i++) {");
    if (injects)
        emit(out, "const uint32_t at = shared ? 0 : i;\n(void)at;\nsum[i] += ");
    else
        emit(out, "count[i - lo] = ");
    function_print_as(f, e, K_F64);
    emit(out, ";\n");
    emit_close(out, "}");
}

/* A choice that is the same for all cells stands outside of the loops. */
static void print_source_loops(Function *f, const IrExpr *e, bool injects)
{
    Emitter *out = f->t->out;
    if (!injects || e->op != IR_SELECT || ir_expr_any(e->arg[0], is_per_cell, (void *)f->c)) {
        print_source_loop(f, e, injects);
        return;
    }
    emit(out, "if (");
    function_print_expr(f, e->arg[0]);
    emit_open(out, ") {");
    print_common_step(f, e->arg[1]);
    print_source_loop(f, e->arg[1], injects);
    emit_close(out, "}");
    emit_open(out, "else {");
    f->drawn = NULL;
    print_source_loop(f, e->arg[2], injects);
    emit_close(out, "}");
}

/* A source: `%s` of the sum takes the value for each cell; its parameters are those of cell 0 where it is shared. */
void ctarget_source(CTarget *t, const CClass *c, const IrExpr *e, bool injects)
{
    Emitter *out = t->out;
    if (injects)
        emit(out,
             "static void %s_inject(void *object, const nnrt_step *now, uint32_t lo, uint32_t hi, "
             "bool shared, double *sum)\n",
             c->c_name);
    else
        emit(out,
             "static void %s_emit(void *object, const nnrt_step *now, uint32_t lo, uint32_t hi, "
             "double *count)\n",
             c->c_name);
    emit_open(out, "{");
    Function f = function_new(t, c, injects ? "at" : "i");
    f.step = "k";
    f.step_next = "k_next";
    function_print_self(&f, "");
    function_print_times(t);
    function_mark_expr(&f, e);
    function_print_locals(&f, NULL);
    if (!injects)
        print_common_draws(&f, e);
    print_source_loops(&f, e, injects);
    emit_close(out, "}");
    emit(out, "\n");
}
