/* Synapses in C whose connections of a pre cell are handled together: a function per kernel, with a loop over the row. */
#include "codegen/c/function.h"

uint32_t ctarget_entry_width(const KClass *k)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < k->columns.n; i++)
        n += k->columns.v[i].extent == K_OF_POST;
    return n;
}

/* Hidden columns come first: the first of them is the stamp. */
uint32_t function_entry_place(const Function *f, uint32_t column)
{
    const KClass *k = f->c->k;
    const bool hidden = k->columns.v[column].role == K_HIDDEN;
    uint32_t place = 0;
    for (uint32_t i = 0; i < k->columns.n; i++) {
        const bool first = k->columns.v[i].role == K_HIDDEN;
        if (k->columns.v[i].extent == K_OF_POST && (first == hidden ? i < column : first))
            place++;
    }
    return place;
}

/* ---- what a kernel reads ---- */
static bool reads_entry(void *context, const IrExpr *e)
{
    const Function *f = context;
    return (e->op == IR_LOAD && f->c->k->columns.v[e->u.column].extent == K_OF_POST) ||
           (e->op == IR_VARIABLE && str_is(e->u.name, "n_post"));
}

static bool has_entry(const Function *f, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->kind == K_HISTORY || (s->value && ir_expr_any(s->value, reads_entry, (void *)f)) ||
            (s->then_body && has_entry(f, s->then_body)))
            return true;
    }
    return false;
}

/* ---- loops ---- */
static const char *last_pre(const Function *f)
{
    return names_claim(f->c->fields, str_from(f->t->strings, "last.pre"));
}

/* The entry at hand, and the step of the cell that is now seen here. `ties`: post events of this step have come. */
static void print_entry(const Function *f, bool ties)
{
    Emitter *out = f->t->out;
    const uint32_t width = ctarget_entry_width(f->c->k);
    emit(out, "nnrt_visit_foresee(v, i);\n");
    emit(out, "const int64_t dendrite = nnrt_visit_dendrite(v, i), n_post = n - dendrite;\n");
    emit(out, "const double until = (double)%s;\n",
         ties ? "n_post" : "(dendrite ? n_post : n - 1)");
    emit(out, "const double *come = v->newest[target[i]];\n");
    emit(out, "while (come[0] > until)\n    come -= %u;\n", width);
}

static void print_history(Function *f, const KBody *b)
{
    Emitter *out = f->t->out;
    const uint32_t width = ctarget_entry_width(f->c->k);
    emit(out, "const double seen = nnrt_visit_seen(v, dendrite, %s[q]);\n", last_pre(f));
    emit(out, "const double *past = come;\n");
    emit(out, "while (past[0] > seen)\n    past -= %u;\n", width);
    emit_open(out, "while (past != come) {");
    emit(out, "past += %u;\n", width);
    emit(out, "const int64_t n_past = (int64_t)past[0] + dendrite;\n(void)n_past;\n");
    function_print_body(f, b);
    emit_close(out, "}");
}

/* A post spike that comes at the step of the pre spike is not in the traces that this one reads. */
static void print_seen_entry(const Function *f)
{
    Emitter *out = f->t->out;
    emit(out, "const double *past = come;\n");
    emit(out, "while (past[0] >= (double)n_post)\n    past -= %u;\n(void)past;\n",
         ctarget_entry_width(f->c->k));
}

void function_print_loop(Function *f, const KStmt *s)
{
    Emitter *out = f->t->out;
    const bool entry = has_entry(f, s->then_body);
    if (s->kind == K_HISTORY) {
        emit_open(out, "{");
        print_history(f, s->then_body);
        emit_close(out, "}");
        return;
    }
    if (!entry)
        emit(out, "NNRT_INDEPENDENT\n");
    emit_open(out, "for (uint64_t i = from; i < to; i++) {");
    if (entry)
        print_entry(f, !f->sends);
    const bool history = s->then_body->stmts.v[0].kind == K_HISTORY;
    if (history)
        function_print_stmt(f, &s->then_body->stmts.v[0]);
    if (entry && f->sends)
        print_seen_entry(f);
    for (uint32_t i = history; i < s->then_body->stmts.n; i++)
        function_print_stmt(f, &s->then_body->stmts.v[i]);
    emit_close(out, "}");
}

/* ---- functions ---- */
static void print_visit(CTarget *t, const CClass *c, const char *word, const KBody *b)
{
    Emitter *out = t->out;
    Function f = function_new(t, c, "i");
    f.in_rows = true;
    f.sends = b == &c->k->row;
    f.step = f.step_next = "n";
    if (!b->stmts.n)
        return;
    emit(out, "static NNRT_APART void %s_%s(void *object, const nnrt_visit *v%s)\n", c->c_name,
         word, f.sends ? ", double *restrict sent" : "");
    emit_open(out, "{");
    function_print_self(&f, "");
    emit(out, "const int64_t n = v->n;\nconst double dt = v->dt;\n");
    emit(out, "const uint64_t q = v->slot, from = v->from, to = v->to;\n");
    emit(out, "const uint16_t *restrict target = v->target;\n");
    emit(out, "(void)n, (void)dt, (void)q, (void)from, (void)to, (void)target;\n");
    function_find_times(&f, b);
    function_mark_body(&f, b);
    for (uint32_t i = 0; i < c->k->columns.n; i++)
        f.used[i] |= str_is(c->k->columns.v[i].name, "last.pre");
    function_print_locals(&f, NULL);
    function_print_body(&f, b);
    emit_close(out, "}");
    emit(out, "\n");
}

static void print_mark(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    Function f = function_new(t, c, "i");
    f.step = f.step_next = "n";
    f.entry = "next";
    if (!c->k->mark.stmts.n)
        return;
    emit(out,
         "static void %s_mark(void *object, int64_t n, double dt, const double *past, double "
         "*next)\n",
         c->c_name);
    emit_open(out, "{");
    function_print_self(&f, "");
    emit(out, "(void)dt, (void)past;\n");
    function_mark_body(&f, &c->k->mark);
    function_print_locals(&f, NULL);
    function_print_body(&f, &c->k->mark);
    emit_close(out, "}");
    emit(out, "\n");
}

void ctarget_rows(CTarget *t, const CClass *c)
{
    print_visit(t, c, "row", &c->k->row);
    print_visit(t, c, "replay", &c->k->replay);
    print_visit(t, c, "refresh", &c->k->refresh);
    print_mark(t, c);
}
