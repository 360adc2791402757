/* Synapses in C: handlers of one connection, and couplings: loops over the rows of a block of connections. */
#include "codegen/c/function.h"

#include <string.h>

const char *function_numbered(const Function *f, const char *word, uint32_t number)
{
    return names_claim(f->locals, str_format(f->t->strings, "%s.%u", word, number));
}

const char *function_sum_name(const Function *f, uint32_t term)
{
    return function_numbered(f, f->c->k->terms.v[term].to_pre ? "add" : "sum", term);
}

/* What connection i, from position q to target j, reads of its cells. */
static void print_far_locals(const Function *f)
{
    for (uint32_t k = 0; k < f->c->k->fars.n; k++) {
        const KFar *far = &f->c->k->fars.v[k];
        if (f->used[far->column])
            emit(f->t->out, "const double %s = %s[%s];\n",
                 names_claim(f->c->fields, f->c->k->columns.v[far->column].name),
                 function_numbered(f, "far", k), far->from == IR_FROM_PRE ? "q" : "j");
    }
}

static void print_arrays(const Function *f, bool to_pre)
{
    Emitter *out = f->t->out;
    const KClass *k = f->c->k;
    emit(out, "const uint64_t *restrict row = c->row;\n");
    emit(out, "const uint16_t *restrict target = c->target;\n");
    for (uint32_t i = 0; i < k->fars.n; i++)
        if (f->used[k->fars.v[i].column])
            emit(out, "const double *restrict %s = c->far[%u];\n", function_numbered(f, "far", i),
                 i);
    for (uint32_t i = 0; i < k->terms.n; i++)
        if (k->terms.v[i].to_pre == to_pre)
            emit(out, "double *restrict %s = c->sum[%u];\n", function_numbered(f, "sum", i), i);
}

static void open_pre_sums(const Function *f)
{
    for (uint32_t i = 0; i < f->c->k->terms.n; i++)
        if (f->c->k->terms.v[i].to_pre)
            emit(f->t->out, "double %s = %s[q];\n", function_sum_name(f, i),
                 function_numbered(f, "sum", i));
}

static void close_pre_sums(const Function *f)
{
    for (uint32_t i = 0; i < f->c->k->terms.n; i++)
        if (f->c->k->terms.v[i].to_pre)
            emit(f->t->out, "%s[q] = %s;\n", function_numbered(f, "sum", i),
                 function_sum_name(f, i));
}

static void print_rows(Function *f, const KBody *b, bool to_pre)
{
    Emitter *out = f->t->out;
    emit_open(out, "for (uint32_t q = from; q < to; q++) {");
    if (to_pre)
        open_pre_sums(f);
    emit_open(out, "for (uint64_t i = row[q]; i < row[q + 1]; i++) {");
    emit(out, "const uint32_t j = target[i];\n(void)j;\n");
    print_far_locals(f);
    function_print_body(f, b);
    emit_close(out, "}");
    if (to_pre)
        close_pre_sums(f);
    emit_close(out, "}");
}

static void print_kernel(CTarget *t, const CClass *c, const char *word, const KBody *b, bool to_pre)
{
    Emitter *out = t->out;
    emit(out,
         "static void %s_%s(void *object, const nnrt_step *now, const nnrt_coupling *c, uint32_t "
         "from, uint32_t to)\n",
         c->c_name, word);
    emit_open(out, "{");
    Function f = function_new(t, c, "i");
    f.step = "k";
    f.in_rows = true;
    function_print_self(&f, "");
    function_print_times(t);
    function_mark_body(&f, b);
    function_print_locals(&f, NULL);
    print_arrays(&f, to_pre);
    print_rows(&f, b, to_pre);
    emit_close(out, "}");
    emit(out, "\n");
}

static bool reads_stored(void *context, const IrExpr *e)
{
    const KBody *couple = context;
    for (uint32_t i = 0; e->op == IR_LOAD && i < couple->stmts.n; i++)
        if (couple->stmts.v[i].kind == K_STORE && couple->stmts.v[i].column == e->u.column)
            return true;
    return false;
}

bool ctarget_pre_waits(const CClass *c)
{
    const KBody *b = &c->k->couple_pre;
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].value && ir_expr_any(b->stmts.v[i].value, reads_stored, &c->k->couple))
            return true;
    return false;
}

static uint32_t values_in(const KBody *b)
{
    uint32_t most = 1;
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        const uint32_t n = s->kind == K_MORE ? s->column + 1 : values_in(s->then_body);
        most = n > most ? n : most;
    }
    return most;
}

uint32_t ctarget_values_sent(const KClass *k)
{
    const KBody *bodies[] = {&k->pre, &k->post, &k->test};
    uint32_t most = 1;
    for (uint32_t i = 0; i < 3 + k->ports.n; i++) {
        const uint32_t n = values_in(i < 3 ? bodies[i] : k->ports.v[i - 3].handler);
        most = n > most ? n : most;
    }
    return most;
}

/* The body of a function of connection i at step n, which returns how many events it sends. */
static void print_event(Function *f, const KBody *b)
{
    Emitter *out = f->t->out;
    emit_open(out, "{");
    f->step = f->step_next = "n";
    f->n_values = ctarget_values_sent(f->c->k);
    function_print_self(f, "");
    emit(out, "const double t = (double)n*dt, t_next = t;\n(void)t_next, (void)sent;\n");
    emit(out, "int events = 0;\n");
    function_mark_body(f, b);
    function_print_locals(f, NULL);
    function_print_body(f, b);
    emit(out, "return events;\n");
    emit_close(out, "}");
    emit(out, "\n");
}

/* What a synapse does for one connection: pre, post, test ... */
static void print_connection(CTarget *t, const CClass *c, const char *name, const KBody *b)
{
    if (!b->stmts.n)
        return;
    emit(t->out, "static int %s_%s(void *object, uint32_t i, int64_t n, double dt, double *sent)\n",
         c->c_name, name);
    Function f = function_new(t, c, "i");
    print_event(&f, b);
}

static void print_third_factor(CTarget *t, const CClass *c, const KPort *port, uint32_t number)
{
    Function f = function_new(t, c, "i");
    const char *argument = port->argument ? names_claim(f.locals, port->argument) : "value";
    emit(t->out,
         "static int %s_third_%u(void *object, uint32_t i, int64_t n, double dt, double %s, double "
         "*sent)\n",
         c->c_name, number, argument);
    print_event(&f, port->handler);
}

void ctarget_synapse(CTarget *t, const CClass *c)
{
    if (c->k->couple.stmts.n)
        print_kernel(t, c, "couple", &c->k->couple, false);
    if (c->k->couple_pre.stmts.n)
        print_kernel(t, c, "couple_pre", &c->k->couple_pre, true);
    if (c->k->show.stmts.n)
        print_kernel(t, c, "show", &c->k->show, false);
    if (c->k->show_pre.stmts.n)
        print_kernel(t, c, "show_pre", &c->k->show_pre, true);
    print_connection(t, c, "pre", &c->k->pre);
    print_connection(t, c, "post", &c->k->post);
    print_connection(t, c, "test", &c->k->test);
    print_connection(t, c, "first", &c->k->first);
    print_connection(t, c, "relax", &c->k->relax);
    ctarget_rows(t, c);
    for (uint32_t i = 0; i < c->k->ports.n; i++)
        print_third_factor(t, c, &c->k->ports.v[i], i);
}
