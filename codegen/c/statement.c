/* Statements of kernels in C. */
#include "codegen/c/function.h"

static void print_fraction(Emitter *out, double fraction)
{
    if (fraction < 1 || fraction > 1) {
        cprint_number(out, fraction);
        emit(out, "*");
    }
    emit(out, "dt*(");
}

void function_print_entry(Function *f, const KMatrix *k, const IrExpr *e)
{
    const bool wide = f->wide, scaled = e && k->kind != K_NOISE_FACTOR;
    f->wide = f->c->k->single;
    if (scaled)
        print_fraction(f->t->out, k->fraction);
    if (e)
        function_print_expr(f, e);
    emit(f->t->out, scaled ? ")" : e ? "" : "0.0");
    f->wide = wide;
}

static void print_entries(Function *f, const KMatrix *k, const char *name, IrExpr *const *entry,
                          uint32_t n)
{
    Emitter *out = f->t->out;
    emit(out, "double %s[%u] = {0};\n", name, n);
    for (uint32_t i = 0; i < n; i++) {
        if (!entry[i])
            continue;
        emit(out, "%s[%u] = ", name, i);
        function_print_entry(f, k, entry[i]);
        emit(out, ";\n");
    }
}

static void print_call(Emitter *out, const KMatrix *k)
{
    switch (k->kind) {
    case K_PROPAGATOR:
        emit(out, "nnrt_expm(%u, A, P);\n", k->n);
        break;
    case K_NOISE_FACTOR:
        emit(out, "nnrt_noise_factor(%u, A, B, %u, dt, P);\n", k->n, k->n_inputs);
        break;
    case K_MOVE:
        emit(out, "nnrt_relax(%u, A, B, P);\n", k->n);
        break;
    }
}

static void print_matrix(Function *f, const KStmt *s)
{
    const KMatrix *k = s->matrix;
    Emitter *out = f->t->out;
    emit_open(out, "{");
    const uint32_t width = k->kind == K_MOVE ? 1 : k->n;
    print_entries(f, k, "A", k->entry, k->n * k->n);
    if (k->input)
        print_entries(f, k, "B", k->input, k->n * k->n_inputs);
    emit(out, "double P[%u];\n", k->n * width);
    print_call(out, k);
    for (uint32_t i = 0; i < k->column.n; i++) {
        const KColumn *c = function_column(f, k->column.v[i]);
        emit(out, "%s%s = %sP[%u];\n", function_field(f, k->column.v[i]), c->each ? "[i]" : "",
             c->type == K_F32 ? "(float)" : "", k->row.v[i] * width + k->col.v[i]);
    }
    emit_close(out, "}");
}

static void print_assigned(Function *f, const Str *name, const IrExpr *value)
{
    function_print_local(f, name);
    emit(f->t->out, " = ");
    function_print_as(f, value, (KType)((uintptr_t)map_get(&f->types, name) - 1));
    emit(f->t->out, ";\n");
}

static void print_store(Function *f, const KStmt *s)
{
    const KColumn *c = function_column(f, s->column);
    if (f->keeps)
        emit(f->t->out, "%s[offset]", function_numbered(f, "kept", s->column));
    else
        function_print_element(f, s->column, f->entry);
    emit(f->t->out, " = ");
    if (c->type == K_U8)
        emit(f->t->out, "(uint8_t)(");
    function_print_as(f, s->value, c->type);
    emit(f->t->out, c->type == K_U8 ? ");\n" : ";\n");
}

/* In derive the first bad value is kept at once; in update it becomes a bit of the cell's flags. */
static void print_bad(Function *f, const KStmt *s)
{
    if (!f->step) {
        emit_open(f->t->out, "if (!bad->what) {");
        emit(f->t->out, "if (");
        function_print_expr(f, s->value);
        const uint32_t text = ctarget_text(f->t, f->c, s->name->s);
        emit(f->t->out, ")\n    *bad = (nnrt_bad){self->texts[%u], self->texts[%u], %s, 0};\n",
             text, ctarget_text(f->t, f->c, ctarget_where(f->t, s->span)),
             f->index ? f->index : "0");
        emit_close(f->t->out, "}");
        return;
    }
    if (f->wakes) {
        function_print_wake(f, s->value);
        return;
    }
    emit(f->t->out, "flag |= (uint64_t)(");
    function_print_expr(f, s->value);
    emit(f->t->out, ") << %u;\n", FLAG_EVENTS + (f->bits < CHECKS_MAX ? f->bits : CHECKS_MAX - 1));
    f->bits++;
}

/* ---- a printer per kind of statement ---- */
typedef void Print(Function *f, const KStmt *s);

void function_note_type(Function *f, const KStmt *s)
{
    map_set(&f->types, s->name, (void *)(uintptr_t)(s->type + 1));
}

static void print_let(Function *f, const KStmt *s)
{
    if (!map_has(&f->arrays, s->name))
        emit(f->t->out, s->kind == K_LET ? "const %s " : "%s ", ctarget_c_type(s->type));
    function_note_type(f, s);
    print_assigned(f, s->name, s->value);
}

static void print_assign(Function *f, const KStmt *s)
{
    print_assigned(f, s->name, s->value);
}

static void print_clear(Function *f, const KStmt *s)
{
    if (!f->quiet)
        emit(f->t->out, "%s[%s] = 0.0;\n", function_field(f, s->column), f->index);
}

static void print_value(Function *f, const char *before, const KStmt *s, const char *after)
{
    emit(f->t->out, "%s", before);
    function_print_expr(f, s->value);
    emit(f->t->out, "%s", after);
}

/* What leaves the class is double. */
static void print_sent(Function *f, const char *before, const KStmt *s, const char *after)
{
    emit(f->t->out, "%s", before);
    function_print_as(f, s->value, K_F64);
    emit(f->t->out, "%s", after);
}

static void print_emit(Function *f, const KStmt *s)
{
    print_value(f, "nnrt_spike(out, i, (int64_t)(", s, "));\n");
}

static void print_emit_to(Function *f, const KStmt *s)
{
    emit(f->t->out, "nnrt_spike(out + %u, i, (int64_t)(", 2 * s->column);
    print_value(f, "", s, "));\n");
}

/* Kept for the event that follows. */
static void print_more(Function *f, const KStmt *s)
{
    f->more[f->n_more++ % K_SENT] = s;
}

static void print_wire(Function *f, const KStmt *s)
{
    emit(f->t->out, "nnrt_wire(self->wired, i, %u, ", s->column);
    print_sent(f, "", s, f->n_more ? ", (const double[]){" : ", NULL");
    for (uint32_t k = 0; k < f->n_more; k++)
        print_sent(f, k ? ", " : "", f->more[k], k + 1 == f->n_more ? "}" : "");
    emit(f->t->out, ", %u);\n", f->n_more);
    f->n_more = 0;
}

/* Values of one event stand in a row. */
static void print_send(Function *f, const KStmt *s)
{
    if (f->n_values <= 1) {
        print_sent(f, f->in_rows ? "sent[i - from] = " : "sent[events++] = ", s, ";\n");
        return;
    }
    emit(f->t->out, "sent[%u*events] = ", f->n_values);
    print_sent(f, "", s, ";\n");
    for (uint32_t k = 0; k < f->n_more; k++) {
        emit(f->t->out, "sent[%u*events + %u] = ", f->n_values, f->more[k]->column);
        print_sent(f, "", f->more[k], ";\n");
    }
    emit(f->t->out, "events++;\n");
    f->n_more = 0;
}

static void print_add(Function *f, const KStmt *s)
{
    emit(f->t->out, "%s%s += ", function_sum_name(f, s->column),
         f->c->k->terms.v[s->column].to_pre ? "" : "[j]");
    print_sent(f, "", s, ";\n");
}

static void print_flag(Function *f, const KStmt *s)
{
    if (f->emits)
        print_emit(f, s);
    else
        print_value(f, "flag += (uint64_t)(", s, ");\n");
}

static void print_wake(Function *f, const KStmt *s)
{
    function_print_wake(f, s->value);
}

static void print_block(Function *f, const KStmt *s)
{
    emit_open(f->t->out, "%s", "");
    function_print_body(f, s->then_body);
    emit_close(f->t->out, "}");
}

static void print_if(Function *f, const KStmt *s)
{
    print_value(f, "if (", s, ") {");
    print_block(f, s);
}

static void print_upto(Function *f, const KStmt *s)
{
    print_value(f, "for (uint32_t round = 0; round < ", s, "; round++) {");
    print_block(f, s);
}

static void print_break(Function *f, const KStmt *s)
{
    print_value(f, "if (", s, ")\n    break;\n");
}

void function_print_stmt(Function *f, const KStmt *s)
{
    static Print *const printers[] = {
        [K_LET] = print_let,
        [K_VAR] = print_let,
        [K_ASSIGN] = print_assign,
        [K_STORE] = print_store,
        [K_CLEAR] = print_clear,
        [K_EMIT] = print_emit,
        [K_EMIT_TO] = print_emit_to,
        [K_MORE] = print_more,
        [K_WIRE] = print_wire,
        [K_SEND] = print_send,
        [K_ADD] = print_add,
        [K_FLAG] = print_flag,
        [K_WAKE] = print_wake,
        [K_BAD] = print_bad,
        [K_IF] = print_if,
        [K_UPTO] = print_upto,
        [K_ROWS] = function_print_loop,
        [K_HISTORY] = function_print_loop,
        [K_BREAK] = print_break,
        [K_EXPM] = print_matrix,
    };
    printers[s->kind](f, s);
}

void function_print_body(Function *f, const KBody *b)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->span.lo && s->span.lo != last) {
            const char *where = ctarget_where(f->t, s->span);
            if (*where)
                emit(f->t->out, "/* %s */\n", where);
            last = s->span.lo;
        }
        function_print_stmt(f, s);
    }
}
