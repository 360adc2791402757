/* A class in C: its functions. */
#include "codegen/c/function.h"
#include "ir/kernel_walk.h"

#include <string.h>

static void print_derive(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    emit(out,
         "static %svoid %s_derive(void *object, double dt, uint32_t lo, uint32_t hi, nnrt_bad "
         "*bad)\n",
         c->k->derive_each.stmts.n ? "" : "NNRT_SELDOM ", c->c_name);
    emit_open(out, "{");
    Function one = function_new(t, c, NULL);
    one.wide = c->k->single;
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
            emit(out, "self->%s = %s;\n", function_field(&one, i), function_field(&one, i));
    ctarget_fill_decays(t, c);
    if (c->k->derive_each.stmts.n) {
        one.index = "i";
        emit_open(out, "for (uint32_t i = lo; i < hi; i++) {");
        function_print_body(&one, &c->k->derive_each);
        emit_close(out, "}");
    }
    emit_close(out, "}");
    emit(out, "\n");
}

static KBody stores_of(CTarget *t, const CClass *c, const KBody *b, KExtent extent)
{
    KBody part = {0};
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (c->k->columns.v[b->stmts.v[i].column].extent == extent)
            VEC_PUSH(t->a, &part.stmts, b->stmts.v[i]);
    return part;
}

static void print_start(CTarget *t, const CClass *c, const char *word, const KBody *b)
{
    Emitter *out = t->out;
    emit(out, "static %svoid %s_%s(void *object, double dt, uint32_t lo, uint32_t hi)\n",
         !strncmp(word, "start", 5) ? "NNRT_SELDOM " : "", c->c_name, word);
    emit_open(out, "{");
    Function f = function_new(t, c, "i");
    function_print_self(&f, "");
    emit(out, "const int64_t k = 0;\nconst double t = 0.0;\n(void)dt, (void)k, (void)t;\n");
    f.step = "k";
    f.wide = c->k->single && b != &c->k->flush;
    function_mark_body(&f, b);
    function_print_locals(&f, NULL);
    if (b == &c->k->flush)
        emit(out, "NNRT_INDEPENDENT\n");
    emit_open(out, "for (uint32_t i = lo; i < hi; i++) {");
    if (!strcmp(word, "start_slots"))
        emit(out, "const uint32_t q = i;\n");
    function_print_body(&f, b);
    emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
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
    function_print_times(t);
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
        if (k->name == name && k->each && kernel_type_is_real(k->type)) {
            emit(t->out, "offsetof(struct %s, %s)%s", c->c_name, names_claim(c->fields, name),
                 k->type == K_F32 ? ", true" : "");
            return;
        }
    }
    emit(t->out, "0");
}

uint32_t ctarget_text(CTarget *t, const CClass *c, const char *text)
{
    VEC_PUSH(t->a, c->texts, text);
    return c->texts->n - 1;
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
        const uint32_t text = ctarget_text(t, c, what);
        emit(t->out, "{%u, %u, ", text, ctarget_text(t, c, ctarget_where(t, s->span)));
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
    function_print_times(t);
    emit(out, "(void)out, (void)bad;\n");
    function_mark_body(&f, b);
    function_print_locals(&f, NULL);
    const KBody rest = function_declare_moves(&f, b);
    const bool moves = rest.stmts.v != b->stmts.v, blocks = flags || moves;
    if (blocks) {
        emit_open(out, "for (uint32_t base = lo; base < hi; base += NNRT_BLOCK) {");
        emit(out, "const uint32_t end = hi - base < NNRT_BLOCK ? hi : base + NNRT_BLOCK;\n");
    }
    if (moves)
        emit(out, "const size_t n = end - base;\n");
    if (flags)
        emit(out, "uint64_t flags[NNRT_BLOCK], any = 0;\n");
    function_print_moves(&f, b);
    emit(out, "NNRT_INDEPENDENT\n");
    emit_open(out, blocks ? "for (uint32_t i = base; i < end; i++) {"
                          : "for (uint32_t i = lo; i < hi; i++) {");
    if (moves)
        emit(out, "const size_t offset = i - base;\n");
    if (flags)
        emit(out, "uint64_t flag = 0;\n");
    function_print_body(&f, &rest);
    if (flags)
        emit(out, "flags[i - base] = flag;\nany |= flag;\n");
    emit_close(out, "}");
    if (flags) {
        emit(out, "if (any)\n    nnrt_collect(self, flags, base, end, out, ");
        emit(out, bad ? "%s_%s_checks, bad);\n" : "NULL, bad);\n", c->c_name, word);
    }
    if (blocks)
        emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
}

static void print_handler(CTarget *t, const CClass *c, const KPort *port, uint32_t number)
{
    Emitter *out = t->out;
    Function f = function_new(t, c, "i");
    f.step = "k";
    f.step_next = "k_next";
    const char *argument = port->argument ? names_claim(f.locals, port->argument) : "unused";
    emit(out,
         "static void %s_handle_%u(void *object, const nnrt_step *now, uint32_t i, double %s, "
         "const double *more, nnrt_spikes *out)\n",
         c->c_name, number, argument);
    emit_open(out, "{");
    function_print_self(&f, "");
    function_print_times(t);
    emit(out, "(void)%s, (void)more, (void)out;\n", argument);
    for (uint32_t i = 0; i < port->more.n; i++) {
        const char *name = names_claim(f.locals, port->more.v[i]);
        emit(out, "const double %s = more[%u];\n(void)%s;\n", name, i, name);
    }
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
    function_print_times(t);
    function_mark_expr(&f, s->value);
    function_print_locals(&f, NULL);
    emit_open(out, "for (uint32_t q = 0; q < n; q++) {");
    emit(out, "const uint32_t i = cells[q];\n(void)i;\nout[q] = ");
    function_print_as(&f, s->value, K_F64);
    emit(out, ";\n");
    emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
}

static void print_readers(CTarget *t, const CClass *c)
{
    for (uint32_t i = 0; i < c->k->signals.n; i++)
        print_signal(t, c, &c->k->signals.v[i], i);
}

static void print_cells(CTarget *t, const CClass *c)
{
    const KClass *k = c->k;
    if (k->settle.stmts.n)
        print_start(t, c, "settle", &k->settle);
    if (k->begin.stmts.n)
        print_begin(t, c);
    if (k->flush.stmts.n)
        print_start(t, c, "flush", &k->flush);
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
    print_readers(t, c);
    if (k->inject)
        ctarget_source(t, c, k->inject, true);
    if (k->emit)
        ctarget_source(t, c, k->emit, false);
}

void ctarget_class_code(CTarget *t, const CClass *c)
{
    ctarget_class_struct(t, c);
    print_derive(t, c);
    if (c->model->role == IR_CELL || c->model->role == IR_SOURCE) {
        print_start(t, c, "start", &c->k->start);
        print_cells(t, c);
        return;
    }
    const KBody own = stores_of(t, c, &c->k->start, K_OF_OWN);
    print_start(t, c, "start", &own);
    if (c->k->row.stmts.n) {
        const KBody slots = stores_of(t, c, &c->k->start, K_OF_PRE);
        print_start(t, c, "start_slots", &slots);
    }
    ctarget_synapse(t, c);
    print_readers(t, c);
}
