/* A class in C: its functions. */
#include "codegen/c/function.h"

#include "ir/pass/lower_internal.h"

/* A cell's flags in a step, 64 bits: the number of its events, then one bit for each check; checks that find no bit share
   the last one. */
enum { FLAG_EVENTS = 8, CHECKS_MAX = 56 };

static const KColumn *column(const Function *f, uint32_t i)
{
    return &f->c->k->columns.v[i];
}

static const char *field(const Function *f, uint32_t i)
{
    return names_claim(f->c->fields, column(f, i)->name);
}

/* ---- expressions of kernels ---- */
static void print_load(CPrinter *p, const Function *f, const IrExpr *e)
{
    const KColumn *c = column(f, e->u.column);
    if (f->quiet && c->role == K_DUE) {
        emit(p->out, "0.0");
        return;
    }
    emit(p->out, c->each ? "%s[%s]" : "%s", field(f, e->u.column), f->index ? f->index : "0");
}

static void print_step_of(CPrinter *p, const Function *f, const IrExpr *time)
{
    if (time->op == IR_VARIABLE && str_is(time->u.name, "t"))
        emit(p->out, "%s", f->step);
    else if (time->op == IR_VARIABLE && str_is(time->u.name, "t_next"))
        emit(p->out, "%s", f->step_next);
    else {
        emit(p->out, "nnrt_steps(");
        cprint_expr(p, time);
        emit(p->out, ", dt).k");
    }
}

/* Of a connection: its address is that of the pair of cells, wherever the connection is stored. */
static void print_pair_draw(CPrinter *p, const Function *f, const IrExpr *e)
{
    static const char *const names[] = {"pair.pre", "pair.post", "pair.again"};
    emit(p->out, "nnrt_pair_draw(");
    cprint_law(p, e);
    emit(p->out, ", key");
    for (int i = 0; i < 3; i++)
        emit(p->out, ", self->%s[i]", names_claim(f->c->fields, str_from(f->t->strings, names[i])));
    emit(p->out, ", %s, %uu)", f->step, e->column_type);
}

static void print_draw(CPrinter *p, const Function *f, const IrExpr *e)
{
    if (e == f->drawn && e->op == IR_DRAW) {
        emit(p->out, "count[i - lo]");
        return;
    }
    if (f->c->model->role == IR_SYNAPSE && e->op == IR_DRAW) {
        print_pair_draw(p, f, e);
        return;
    }
    const bool normal = e->u.law == IR_LAW_NORMAL;
    emit(p->out, normal ? "nnrt_kernel_normal(" : "nnrt_kernel_draw(");
    if (normal)
        cprint_law_parameters(p, e, 2);
    else
        cprint_law(p, e);
    emit(p->out, ", key, i, ");
    if (e == f->drawn) {
        emit(p->out, "k_drawn, 0u)");
    } else if (e->op == IR_DRAWAT) {
        emit(p->out, "(int64_t)(");
        cprint_expr(p, e->arg[0]);
        emit(p->out, "), 0u)");
    } else
        emit(p->out, "%s, %uu)", f->step, e->column_type);
}

static void print_list_call(CPrinter *p, const Function *f, const IrExpr *e, const char *name)
{
    emit(p->out, "%s(", name);
    for (uint32_t i = 0; i + 1 < e->n; i++) {
        cprint_expr(p, e->arg[i]);
        emit(p->out, ", ");
    }
    print_step_of(p, f, e->arg[e->n - 1]);
    emit(p->out, ", dt)");
}

static bool print_leaf(CPrinter *p, const IrExpr *e)
{
    const Function *f = p->context;
    switch (e->op) {
    case IR_LOCAL:
        emit(p->out, "%s", names_claim(f->locals, e->u.name));
        return true;
    case IR_LOAD:
        print_load(p, f, e);
        return true;
    case IR_VARIABLE:
        if (str_is(e->u.name, "n")) {
            emit(p->out, "(double)n");
            return true;
        }
        emit(p->out, "%s",
             str_is(e->u.name, "t") || str_is(e->u.name, "t_next") || str_is(e->u.name, "dt")
                 ? e->u.name->s
                 : names_claim(f->locals, e->u.name));
        return true;
    case IR_EXPREL:
        if (!f->near || !function_shrinks_with_dt(e))
            return false;
        emit(p->out, "nnrt_exprel_near(");
        cprint_expr(p, e->arg[0]);
        emit(p->out, ")");
        return true;
    case IR_STEPS:
        emit(p->out, "(double)");
        print_step_of(p, f, e->arg[0]);
        return true;
    case IR_CAST:
        emit(p->out, "(%s)", ctarget_c_type((KType)e->column_type));
        cprint_operand(p, e->arg[0]);
        return true;
    case IR_COUNT:
        print_list_call(p, f, e, "nnrt_list_count");
        return true;
    case IR_LOOKUP:
        print_list_call(p, f, e, "nnrt_list_lookup");
        return true;
    case IR_CALL:
        emit(p->out, "nnrt_noise(key, i, %s, %lldu)", f->step, (long long)e->arg[0]->u.integer);
        return true;
    case IR_DRAW:
    case IR_DRAWAT:
        print_draw(p, f, e);
        return true;
    default:
        return false;
    }
}

void function_print_expr(Function *f, const IrExpr *e)
{
    CPrinter p = {f->t->out, print_leaf, f, false};
    cprint_expr(&p, e);
    if (p.failed) {
        diag(f->t->m->session->diags, DIAG_NNC0802, e->span,
             "an operation of %s cannot be simulated by the native target", f->c->model->name->s);
        f->t->failed = true;
    }
}

/* ---- what a function reads ---- */
static bool mark_columns(void *context, const IrExpr *e)
{
    Function *f = context;
    if (e->op == IR_LOAD)
        f->used[e->u.column] = true;
    return false;
}

void function_mark_body(Function *f, const KBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->value)
            ir_expr_any(s->value, mark_columns, f);
        if (s->kind == K_STORE || s->kind == K_CLEAR)
            f->used[s->column] = true;
        for (uint32_t k = 0; s->matrix && k < s->matrix->column.n; k++)
            f->used[s->matrix->column.v[k]] = true;
        for (uint32_t k = 0; s->matrix && k < s->matrix->n * s->matrix->n; k++)
            if (s->matrix->entry[k])
                ir_expr_any(s->matrix->entry[k], mark_columns, f);
        for (uint32_t k = 0; s->matrix && k < s->matrix->n * s->matrix->n_noise; k++)
            if (s->matrix->noise[k])
                ir_expr_any(s->matrix->noise[k], mark_columns, f);
        if (s->then_body)
            function_mark_body(f, s->then_body);
    }
}

/* Columns as locals: pointers that do not alias, and values of the class. A value that the function itself computes
   stays a member of the struct. */
void function_print_locals(Function *f, const bool *stored)
{
    for (uint32_t i = 0; i < f->c->k->columns.n; i++) {
        const KColumn *c = column(f, i);
        if (!f->used[i] || (f->in_rows && c->role == K_INPUT))
            continue;
        if (c->each)
            emit(f->t->out, "%s *restrict %s = self->%s;\n", ctarget_c_type(c->type), field(f, i),
                 field(f, i));
        else if (stored && stored[i])
            emit(f->t->out, "%s %s = self->%s;\n", ctarget_c_type(c->type), field(f, i),
                 field(f, i));
        else
            emit(f->t->out, "const %s %s = self->%s;\n", ctarget_c_type(c->type), field(f, i),
                 field(f, i));
    }
}

/* ---- statements ---- */
static void print_fraction(Emitter *out, double fraction)
{
    if (fraction < 1 || fraction > 1) {
        cprint_number(out, fraction);
        emit(out, "*");
    }
    emit(out, "dt*(");
}

static void print_matrix(Function *f, const KMatrix *k)
{
    Emitter *out = f->t->out;
    emit_open(out, "{");
    emit(out, "double A[%u] = {0}, P[%u];\n", k->n * k->n, k->n * k->n);
    for (uint32_t i = 0; i < k->n * k->n; i++)
        if (k->entry[i]) {
            emit(out, "A[%u] = ", i);
            if (!k->noise)
                print_fraction(out, k->fraction);
            function_print_expr(f, k->entry[i]);
            emit(out, k->noise ? ";\n" : ");\n");
        }
    if (k->noise) {
        emit(out, "double B[%u] = {0};\n", k->n * k->n_noise);
        for (uint32_t i = 0; i < k->n * k->n_noise; i++)
            if (k->noise[i]) {
                emit(out, "B[%u] = ", i);
                function_print_expr(f, k->noise[i]);
                emit(out, ";\n");
            }
        emit(out, "nnrt_noise_factor(%u, A, B, %u, dt, P);\n", k->n, k->n_noise);
    } else
        emit(out, "nnrt_expm(%u, A, P);\n", k->n);
    for (uint32_t i = 0; i < k->column.n; i++) {
        const KColumn *c = column(f, k->column.v[i]);
        emit(out, "%s%s = P[%u];\n", field(f, k->column.v[i]), c->each ? "[i]" : "",
             k->row.v[i] * k->n + k->col.v[i]);
    }
    emit_close(out, "}");
}

static void print_assigned(Function *f, const char *left, const IrExpr *value)
{
    emit(f->t->out, "%s = ", left);
    function_print_expr(f, value);
    emit(f->t->out, ";\n");
}

static void print_store(Function *f, const KStmt *s)
{
    const KColumn *c = column(f, s->column);
    emit(f->t->out, c->each ? "%s[%s] = " : "%s = ", field(f, s->column),
         f->index ? f->index : "0");
    if (c->type == K_U8)
        emit(f->t->out, "(uint8_t)(");
    function_print_expr(f, s->value);
    emit(f->t->out, c->type == K_U8 ? ");\n" : ";\n");
}

/* In derive the first bad value is kept at once; in update it becomes a bit of the cell's flags. */
static void print_bad(Function *f, const KStmt *s)
{
    if (!f->step) {
        emit_open(f->t->out, "if (!bad->what) {");
        emit(f->t->out, "if (");
        function_print_expr(f, s->value);
        emit(f->t->out, ")\n    *bad = (nnrt_bad){%s, %s, %s, 0};\n",
             ctarget_string(f->t, s->name->s), ctarget_string(f->t, ctarget_where(f->t, s->span)),
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

void function_print_stmt(Function *f, const KStmt *s)
{
    Emitter *out = f->t->out;
    const char *name = s->name && s->kind <= K_ASSIGN ? names_claim(f->locals, s->name) : NULL;
    switch (s->kind) {
    case K_LET:
        emit(out, "const %s ", ctarget_c_type(s->type));
        print_assigned(f, name, s->value);
        break;
    case K_VAR:
        emit(out, "%s ", ctarget_c_type(s->type));
        print_assigned(f, name, s->value);
        break;
    case K_ASSIGN:
        print_assigned(f, name, s->value);
        break;
    case K_STORE:
        print_store(f, s);
        break;
    case K_CLEAR:
        if (!f->quiet)
            emit(out, "%s[%s] = 0.0;\n", field(f, s->column), f->index);
        break;
    case K_EMIT:
        emit(out, "nnrt_spike(out, i, (int64_t)(");
        function_print_expr(f, s->value);
        emit(out, "));\n");
        break;
    case K_EMIT_TO:
        emit(out, "nnrt_spike(out + %u, i, (int64_t)(", 2 * s->column);
        function_print_expr(f, s->value);
        emit(out, "));\n");
        break;
    case K_WIRE:
        emit(out, "nnrt_wire(self->wired, i, %u, ", s->column);
        function_print_expr(f, s->value);
        emit(out, ");\n");
        break;
    case K_SEND:
        emit(out, "*sent = ");
        function_print_expr(f, s->value);
        emit(out, ";\nevents = 1;\n");
        break;
    case K_ADD:
        emit(out, "%s%s += ", function_sum_name(f, s->column),
             f->c->k->terms.v[s->column].to_pre ? "" : "[j]");
        function_print_expr(f, s->value);
        emit(out, ";\n");
        break;
    case K_FLAG:
        emit(out, f->emits ? "nnrt_spike(out, i, (int64_t)(" : "flag += (uint64_t)(");
        function_print_expr(f, s->value);
        emit(out, f->emits ? "));\n" : ");\n");
        break;
    case K_WAKE:
        function_print_wake(f, s->value);
        break;
    case K_BAD:
        print_bad(f, s);
        break;
    case K_IF:
        emit(out, "if (");
        function_print_expr(f, s->value);
        emit_open(out, ") {");
        function_print_body(f, s->then_body);
        emit_close(out, "}");
        break;
    case K_UPTO:
        emit(out, "for (uint32_t round = 0; round < ");
        function_print_expr(f, s->value);
        emit_open(out, "; round++) {");
        function_print_body(f, s->then_body);
        emit_close(out, "}");
        break;
    case K_BREAK:
        emit(out, "if (");
        function_print_expr(f, s->value);
        emit(out, ")\n    break;\n");
        break;
    case K_EXPM:
        print_matrix(f, s->matrix);
        break;
    }
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

/* ---- functions ---- */
Function function_new(CTarget *t, const CClass *c, const char *index)
{
    return (Function){.t = t,
                      .c = c,
                      .locals = names_new(t->a, t->strings, names_reserved_c, c->fields),
                      .used = ARENA_ARRAY(t->a, bool, c->k->columns.n + 1),
                      .index = index};
}

void function_print_self(const Function *f, const char *type)
{
    emit(f->t->out, "%sstruct %s *self = object;\n", type, f->c->c_name);
    emit(f->t->out, "const uint64_t key = self->key;\n(void)key;\n");
}

static void print_derive(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    emit(
        out,
        "static void %s_derive(void *object, double dt, uint32_t lo, uint32_t hi, nnrt_bad *bad)\n",
        c->c_name);
    emit_open(out, "{");
    Function one = function_new(t, c, NULL);
    function_print_self(&one, "");
    emit(out, "(void)dt, (void)lo, (void)hi, (void)bad;\n");
    function_mark_body(&one, &c->k->derive_one);
    bool *stored = ARENA_ARRAY(t->a, bool, c->k->columns.n + 1);
    for (uint32_t i = 0; i < c->k->columns.n; i++)
        stored[i] = c->k->columns.v[i].role == K_VALUE;
    function_mark_body(&one, &c->k->derive_each);
    function_print_locals(&one, stored);
    function_print_body(&one, &c->k->derive_one);
    for (uint32_t i = 0; i < c->k->columns.n; i++)
        if (one.used[i] && stored[i] && !c->k->columns.v[i].each)
            emit(out, "self->%s = %s;\n", field(&one, i), field(&one, i));
    if (c->k->derive_each.stmts.n) {
        one.index = "i";
        emit_open(out, "for (uint32_t i = lo; i < hi; i++) {");
        function_print_body(&one, &c->k->derive_each);
        emit_close(out, "}");
    }
    emit_close(out, "}");
    emit(out, "\n");
}

static void print_start(CTarget *t, const CClass *c, const char *word, const KBody *b)
{
    Emitter *out = t->out;
    emit(out, "static void %s_%s(void *object, double dt, uint32_t lo, uint32_t hi)\n", c->c_name,
         word);
    emit_open(out, "{");
    Function f = function_new(t, c, "i");
    function_print_self(&f, "");
    emit(out, "const int64_t k = 0;\nconst double t = 0.0;\n(void)dt, (void)k, (void)t;\n");
    f.step = "k";
    function_mark_body(&f, b);
    function_print_locals(&f, NULL);
    emit_open(out, "for (uint32_t i = lo; i < hi; i++) {");
    function_print_body(&f, b);
    emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
}

void function_print_times(Emitter *out)
{
    emit(out, "const int64_t k = now->k, k_next = k + 1;\n");
    emit(out, "const double dt = now->dt, t = (double)k*dt, t_next = (double)k_next*dt;\n");
    emit(out, "(void)k, (void)k_next, (void)t, (void)t_next, (void)dt;\n");
}

static void print_begin(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    emit(out,
         "static void %s_begin(void *object, const nnrt_step *now, uint32_t lo, uint32_t hi, "
         "nnrt_spikes *out)\n",
         c->c_name);
    emit_open(out, "{");
    Function f = function_new(t, c, "i");
    f.step = "k";
    f.step_next = "k_next";
    function_print_self(&f, "");
    function_print_times(out);
    emit(out, "(void)out;\n");
    function_mark_body(&f, &c->k->begin);
    function_print_locals(&f, NULL);
    emit_open(out, "for (uint32_t i = lo; i < hi; i++) {");
    function_print_body(&f, &c->k->begin);
    emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
}

/* The column of that name with a number per cell, as an offset in the struct; else 0. */
static void print_checked_column(CTarget *t, const CClass *c, const Str *name)
{
    for (uint32_t i = 0; i < c->k->columns.n; i++) {
        const KColumn *k = &c->k->columns.v[i];
        if (k->name == name && k->each && k->type == K_F64) {
            emit(t->out, "offsetof(struct %s, %s)", c->c_name, names_claim(c->fields, name));
            return;
        }
    }
    emit(t->out, "0");
}

static uint32_t count_checks(const KBody *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->stmts.n; i++)
        n += b->stmts.v[i].kind == K_BAD;
    return n;
}

static void bad_names(CTarget *t, const CClass *c, const KBody *b)
{
    const bool crowded = count_checks(b) > CHECKS_MAX;
    uint32_t bit = 0;
    for (uint32_t i = 0; i < b->stmts.n && bit < CHECKS_MAX; i++) {
        const KStmt *s = &b->stmts.v[i];
        if (s->kind != K_BAD)
            continue;
        const bool many = ++bit == CHECKS_MAX && crowded;
        const char *what =
            many ? arena_printf(t->a, "%s or a state after it", s->name->s) : s->name->s;
        emit(t->out, "{%s, %s, ", ctarget_string(t, what),
             ctarget_string(t, ctarget_where(t, s->span)));
        print_checked_column(t, c, many ? NULL : s->name);
        emit(t->out, "},\n");
    }
}

bool ctarget_has_kind(const KBody *b, KStmtKind kind)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == kind ||
            (b->stmts.v[i].then_body && ctarget_has_kind(b->stmts.v[i].then_body, kind)))
            return true;
    return false;
}

/* A kernel that may flag cells runs in blocks: the loop over cells has no branch, events are compressed after it. */
static void print_step(CTarget *t, const CClass *c, const char *word, const KBody *b)
{
    Emitter *out = t->out;
    bool bad = ctarget_has_kind(b, K_BAD), emits = ctarget_has_kind(b, K_EMIT),
         flags = bad || (ctarget_has_kind(b, K_FLAG) && !emits);
    if (bad) {
        emit_open(out, "static const nnrt_check %s_%s_checks[] = {", c->c_name, word);
        bad_names(t, c, b);
        emit_close(out, "};");
    }
    emit(out,
         "static NNRT_APART void %s_%s(void *object, const nnrt_step *now, uint32_t lo, uint32_t "
         "hi, nnrt_spikes *out, nnrt_bad *bad)\n",
         c->c_name, word);
    emit_open(out, "{");
    Function f = function_new(t, c, "i");
    f.step = "k";
    f.step_next = "k_next";
    f.emits = emits;
    function_print_self(&f, "");
    function_print_times(out);
    emit(out, "(void)out, (void)bad;\n");
    function_mark_body(&f, b);
    function_print_locals(&f, NULL);
    if (flags) {
        emit_open(out, "for (uint32_t base = lo; base < hi; base += NNRT_BLOCK) {");
        emit(out, "const uint32_t end = hi - base < NNRT_BLOCK ? hi : base + NNRT_BLOCK;\n");
        emit(out, "uint64_t flags[NNRT_BLOCK], any = 0;\n");
    }
    emit(out, "NNRT_INDEPENDENT\n");
    emit_open(out, flags ? "for (uint32_t i = base; i < end; i++) {"
                         : "for (uint32_t i = lo; i < hi; i++) {");
    if (flags)
        emit(out, "uint64_t flag = 0;\n");
    function_print_body(&f, b);
    if (flags)
        emit(out, "flags[i - base] = flag;\nany |= flag;\n");
    emit_close(out, "}");
    if (flags) {
        emit(out, "if (any)\n    nnrt_collect(self, flags, base, end, out, ");
        emit(out, bad ? "%s_%s_checks, bad);\n" : "NULL, bad);\n", c->c_name, word);
        emit_close(out, "}");
    }
    emit_close(out, "}");
    emit(out, "\n");
}

static void print_handler(CTarget *t, const CClass *c, const KPort *port, uint32_t number)
{
    Emitter *out = t->out;
    Function f = function_new(t, c, "i");
    f.step = "k";
    f.step_next = "k_next";
    const char *argument = port->argument ? names_claim(f.locals, port->argument) : "weight";
    emit(out,
         "static void %s_handle_%u(void *object, const nnrt_step *now, uint32_t i, double %s, "
         "nnrt_spikes *out)\n",
         c->c_name, number, argument);
    emit_open(out, "{");
    function_print_self(&f, "");
    function_print_times(out);
    emit(out, "(void)%s, (void)out;\n", argument);
    function_mark_body(&f, port->handler);
    function_print_locals(&f, NULL);
    function_print_body(&f, port->handler);
    emit_close(out, "}");
    emit(out, "\n");
}

static void print_signal(CTarget *t, const CClass *c, const KSignal *s, uint32_t number)
{
    Emitter *out = t->out;
    emit(out,
         "static void %s_read_%u(void *object, const nnrt_step *now, const uint32_t *cells, "
         "uint32_t n, double *out)\n",
         c->c_name, number);
    emit_open(out, "{");
    Function f = function_new(t, c, "i");
    f.step = "k";
    function_print_self(&f, "");
    function_print_times(out);
    ir_expr_any(s->value, mark_columns, &f);
    function_print_locals(&f, NULL);
    emit_open(out, "for (uint32_t q = 0; q < n; q++) {");
    emit(out, "const uint32_t i = cells[q];\n(void)i;\nout[q] = ");
    function_print_expr(&f, s->value);
    emit(out, ";\n");
    emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
}

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
    function_print_expr(f, f->drawn->arg[0]);
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
    function_print_expr(f, e);
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
static void print_source(CTarget *t, const CClass *c, const IrExpr *e, bool injects)
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
    function_print_times(out);
    ir_expr_any(e, mark_columns, &f);
    function_print_locals(&f, NULL);
    if (!injects)
        print_common_draws(&f, e);
    print_source_loops(&f, e, injects);
    emit_close(out, "}");
    emit(out, "\n");
}

static void print_cells(CTarget *t, const CClass *c)
{
    const KClass *k = c->k;
    if (k->settle.stmts.n)
        print_start(t, c, "settle", &k->settle);
    if (k->begin.stmts.n)
        print_begin(t, c);
    const bool wakes = ctarget_has_kind(&k->update, K_WAKE);
    if (ctarget_tests_apart(k) || wakes)
        print_step(t, c, "conditions", &k->conditions);
    if (wakes)
        ctarget_waking_update(t, c, false);
    else if (c->model->role != IR_SOURCE)
        print_step(t, c, "update", &k->update);
    if (ctarget_takes_few(k))
        ctarget_arrivals(t, c);
    for (uint32_t i = 0; i < k->ports.n; i++)
        if (k->ports.v[i].due < 0)
            print_handler(t, c, &k->ports.v[i], i);
    for (uint32_t i = 0; i < k->signals.n; i++)
        print_signal(t, c, &k->signals.v[i], i);
    if (k->inject)
        print_source(t, c, k->inject, true);
    if (k->emit)
        print_source(t, c, k->emit, false);
    ctarget_class_tables(t, c);
}

void ctarget_class(CTarget *t, const CClass *c)
{
    emit(t->out, "/* ---- %s ---- */\n", c->c_name);
    ctarget_class_struct(t, c);
    print_derive(t, c);
    print_start(t, c, "start", &c->k->start);
    if (c->model->role == IR_SYNAPSE)
        ctarget_synapse(t, c);
    else
        print_cells(t, c);
}
