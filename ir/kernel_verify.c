/* The verifier of kernels: types, locals that are set before they are read, roles of columns, and what each body may
   do (docs/kernel-ir.md). Bodies are loops over independent cells: they reach their own index only, which their form
   already says, so the order of cells and the width of vectors cannot change a bit. */
#include "ir/kernel_text.h"
#include "ir/kernel_verifying.h"
#include "ir/kernel_walk.h"

static void want_value(KVerifier *v, const IrExpr *e, KValueType wanted)
{
    const KValueType t = kernel_type_expr(v, e);
    if (!kernel_fits(t, wanted))
        kernel_complain(v, e->span, "%s stands where %s is needed", kernel_value_words(t),
                        kernel_value_words(wanted));
}

static void declare(KVerifier *v, const KStmt *s)
{
    KLocal *known = map_get(&v->locals, s->name);
    if (known && known->live)
        kernel_complain(v, s->span, "%%%s is declared twice", s->name->s);
    if (s->type == K_LIST)
        kernel_complain(v, s->span, "a local cannot be a list");
    if (s->type == K_F32 && !v->c->single)
        kernel_complain(v, s->span, "%%%s is f32, the class is not `single`", s->name->s);
    KLocal *local = ARENA_NEW(v->session->arena, KLocal);
    *local = (KLocal){s->type, s->kind == K_VAR, true, v->in_rows + v->in_history};
    map_set(&v->locals, s->name, local);
}

static void check_assign(KVerifier *v, const KStmt *s)
{
    const KLocal *local = map_get(&v->locals, s->name);
    if (!local || !local->live)
        kernel_complain(v, s->span, "%%%s is assigned before it is declared", s->name->s);
    else if (!local->assignable)
        kernel_complain(v, s->span, "%%%s is a let: it is never assigned again", s->name->s);
    else if (local->rows != v->in_rows + v->in_history)
        kernel_complain(v, s->span,
                        "%%%s is assigned in a loop over connections or events, which "
                        "do not depend on each other",
                        s->name->s);
    else
        want_value(v, s->value, kernel_value_of(local->type));
}

/* Values are written where they are derived, states and hidden columns elsewhere; the rest is the runtime's. */
static void check_written(KVerifier *v, uint32_t column, Span at)
{
    const KColumn *k = &v->c->columns.v[column];
    const bool fine = k->role == K_HIDDEN || k->role == (v->fact->derives ? K_VALUE : K_STATE);
    if (!fine)
        kernel_complain(v, at, "the %s @%s cannot be written here", kernel_role_words[k->role],
                        k->name->s);
    else if (v->fact->rows || v->fact->marks) {
        const KExtent wanted = v->fact->marks ? K_OF_POST : v->in_rows ? K_OF_OWN : K_OF_PRE;
        if (!k->each || k->extent != wanted)
            kernel_complain(v, at, "@%s[%s] cannot be written here", k->name->s,
                            kernel_column_space(v->c, k));
    } else if (k->each != v->fact->each)
        kernel_complain(v, at,
                        k->each ? "@%s is one per cell, this runs once"
                                : "@%s is one for the class, this runs per cell",
                        k->name->s);
    v->stored[column] = true;
}

static void check_store(KVerifier *v, const KStmt *s)
{
    const KType type = v->c->columns.v[s->column].type;
    const KValueType t = kernel_type_expr(v, s->value), wanted = kernel_value_of(type);
    if (!kernel_fits(t, wanted) && !(type == K_U8 && t == K_TEST))
        kernel_complain(v, s->span, "%s cannot be stored in a column of type %s",
                        kernel_value_words(t), kernel_type_words[type]);
    check_written(v, s->column, s->span);
}

static void check_clear(KVerifier *v, const KStmt *s)
{
    const KColumn *k = &v->c->columns.v[s->column];
    if (!v->fact->takes || k->role != K_DUE)
        kernel_complain(v, s->span,
                        "only what arrived is cleared, in the kernel that takes it, not @%s",
                        k->name->s);
}

static void check_matrix(KVerifier *v, const KStmt *s)
{
    const KMatrix *m = s->matrix;
    const bool move = m->kind == K_MOVE;
    if (move ? !v->fact->takes : !v->fact->derives)
        kernel_complain(v, s->span,
                        move ? "a move is computed in `update`"
                             : "a propagator is computed where values are derived");
    for (uint32_t i = 0; i < m->n * m->n; i++)
        if (m->entry[i])
            want_value(v, m->entry[i], K_REAL);
    for (uint32_t i = 0; m->input && i < m->n * m->n_inputs; i++)
        if (m->input[i])
            want_value(v, m->input[i], K_REAL);
    for (uint32_t i = 0; i < m->column.n; i++)
        check_written(v, m->column.v[i], s->span);
}

static void check_body(KVerifier *v, const KBody *b);

static void refuse_unless(KVerifier *v, bool fine, const KStmt *s)
{
    if (!fine)
        kernel_complain(v, s->span, "`%s` cannot stand here", kernel_forms[s->kind].word);
}

/* Of an output, or of a port whose handler takes events one by one. */
static void check_number(KVerifier *v, const KStmt *s)
{
    const bool wire = s->kind == K_WIRE;
    const uint32_t n = wire ? v->c->ports.n : v->c->outputs.n;
    if (s->column >= n || (wire && v->c->ports.v[s->column].due >= 0))
        kernel_complain(v, s->span, "there is no %s number %u",
                        wire ? "port with a handler that has the" : "output", s->column);
}

static void check_rows(KVerifier *v, const KStmt *s)
{
    bool *inside = s->kind == K_ROWS ? &v->in_rows : &v->in_history;
    const bool fine = v->fact->rows && !*inside && v->in_rows == (s->kind == K_HISTORY);
    refuse_unless(v, fine, s);
    if (!fine)
        return;
    *inside = true;
    check_body(v, s->then_body);
    *inside = false;
}

static void check_stmt(KVerifier *v, const KStmt *s)
{
    switch (s->kind) {
    case K_LET:
    case K_VAR:
        want_value(v, s->value, kernel_value_of(s->type));
        declare(v, s);
        break;
    case K_ASSIGN:
        check_assign(v, s);
        break;
    case K_STORE:
        check_store(v, s);
        break;
    case K_CLEAR:
        check_clear(v, s);
        break;
    case K_EMIT:
    case K_FLAG:
        refuse_unless(v, v->fact->takes, s);
        want_value(v, s->value, s->kind == K_FLAG ? K_TEST : K_REAL);
        break;
    case K_EMIT_TO:
    case K_WIRE:
        refuse_unless(v, v->fact->takes, s);
        check_number(v, s);
        want_value(v, s->value, K_REAL);
        break;
    case K_MORE:
        refuse_unless(v, (v->fact->takes || v->fact->sends) && s->column > 0 && s->column < K_SENT,
                      s);
        want_value(v, s->value, K_REAL);
        break;
    case K_WAKE:
        refuse_unless(v, v->fact->wakes, s);
        want_value(v, s->value, K_TEST);
        break;
    case K_SEND:
        refuse_unless(v, v->fact->sends && (!v->fact->rows || (v->in_rows && !v->in_history)), s);
        want_value(v, s->value, K_REAL);
        break;
    case K_ROWS:
    case K_HISTORY:
        check_rows(v, s);
        break;
    case K_ADD:
        refuse_unless(v, v->fact->adds, s);
        want_value(v, s->value, K_REAL);
        break;
    case K_BAD:
        refuse_unless(v, v->fact->takes || v->fact->derives, s);
        want_value(v, s->value, K_TEST);
        break;
    case K_IF:
        want_value(v, s->value, K_TEST);
        check_body(v, s->then_body);
        break;
    case K_UPTO:
        want_value(v, s->value, K_WHOLE);
        v->loops++;
        check_body(v, s->then_body);
        v->loops--;
        break;
    case K_BREAK:
        refuse_unless(v, v->loops > 0, s);
        want_value(v, s->value, K_TEST);
        break;
    case K_EXPM:
        check_matrix(v, s);
        break;
    }
}

/* Locals end with the body that declares them. */
static void check_body(KVerifier *v, const KBody *b)
{
    const bool broken = v->failed;
    for (uint32_t i = 0; i < b->stmts.n && v->failed == broken; i++)
        check_stmt(v, &b->stmts.v[i]);
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        KLocal *local = s->kind == K_LET || s->kind == K_VAR ? map_get(&v->locals, s->name) : NULL;
        if (local)
            local->live = false;
    }
}

static void enter(KVerifier *v, const KBodyFact *fact, const char *what, const char *name)
{
    v->fact = fact;
    v->where = arena_printf(v->session->arena, "%s %s of %s", what, name, v->c->name->s);
    map_init(&v->locals, v->session->arena);
}

/* What stands outside of bodies: third factors of synapses, expressions that recorders and the clock ask for. */
static const KBodyFact third_factor_fact = {"handler", "own", .each = true, .timed = true,
                                            .sends = true};
static const KBodyFact reader_fact = {"value", "sample", .each = true, .timed = true};

static void check_ports(KVerifier *v)
{
    for (uint32_t i = 0; i < v->c->ports.n; i++) {
        const KPort *p = &v->c->ports.v[i];
        enter(v, v->c->role == IR_SYNAPSE ? &third_factor_fact : kernel_handler_fact(p), "port",
              p->name->s);
        if (p->due >= 0 && v->c->columns.v[p->due].role != K_DUE)
            kernel_complain(v, v->c->columns.v[p->due].span, "@%s is no column of arrivals",
                            v->c->columns.v[p->due].name->s);
        v->port = p;
        if (p->handler && p->due >= 0 && !v->c->conditions.stmts.n)
            kernel_complain(
                v, NOWHERE,
                "port %s takes sums after `update`, which leaves nothing to `conditions`",
                p->name->s);
        if (p->handler)
            check_body(v, p->handler);
        v->port = NULL;
    }
}

static void check_readers(KVerifier *v)
{
    for (uint32_t i = 0; i < v->c->signals.n; i++) {
        enter(v, &reader_fact, "signal", v->c->signals.v[i].name->s);
        const KValueType t = kernel_type_expr(v, v->c->signals.v[i].value);
        if (t == K_SEQUENCE)
            kernel_complain(v, NOWHERE, "a list cannot be recorded");
    }
    enter(v, &reader_fact, "source", "value");
    if (v->c->inject)
        want_value(v, v->c->inject, K_REAL);
    if (v->c->emit)
        want_value(v, v->c->emit, K_REAL);
}

/* Delays fill hidden columns of cells; what is read of cells comes as an input for the connection at hand. */
static void check_links(KVerifier *v)
{
    enter(v, &reader_fact, "table of", "delays and couplings");
    for (uint32_t i = 0; i < v->c->delays.n; i++) {
        const KDelay *d = &v->c->delays.v[i];
        const uint32_t filled[] = {d->start, d->middle, d->end};
        for (int k = 0; k < 3; k++) {
            const KColumn *column = &v->c->columns.v[filled[k]];
            if (column->role != K_HIDDEN || !column->each || column->type != K_F64)
                kernel_complain(v, d->span, "a delay cannot fill @%s", column->name->s);
        }
        if (v->c->columns.v[d->time].type != K_F64)
            kernel_complain(v, d->span, "@%s is no time", v->c->columns.v[d->time].name->s);
    }
    for (uint32_t i = 0; i < v->c->fars.n; i++) {
        const KColumn *column = &v->c->columns.v[v->c->fars.v[i].column];
        if (column->role != K_INPUT || column->each || column->type != K_F64)
            kernel_complain(v, column->span, "@%s cannot take what is read of a cell",
                            column->name->s);
    }
}

static void check_columns(KVerifier *v)
{
    enter(v, &reader_fact, "table of", "columns");
    for (uint32_t i = 0; i < v->c->columns.n; i++) {
        const KColumn *k = &v->c->columns.v[i];
        double x;
        if (k->fallback && k->type != K_LIST && !ir_constant(k->fallback, &x))
            kernel_complain(v, k->span, "the default of @%s is no constant", k->name->s);
        if (k->type == K_F32 && !v->c->single)
            kernel_complain(v, k->span, "@%s is f32, the class is not `single`", k->name->s);
        if (k->type == K_LIST && k->role != K_PARAM)
            kernel_complain(v, k->span, "the %s @%s cannot be a list", kernel_role_words[k->role],
                            k->name->s);
    }
}

bool kernel_verify(Session *s, const KClass *c)
{
    KVerifier v = {.session = s, .c = c, .stored = ARENA_ARRAY(s->arena, bool, c->columns.n + 1)};
    check_columns(&v);
    for (uint32_t i = 0; i < K_BODIES; i++) {
        enter(&v, &kernel_bodies[i], "kernel", kernel_bodies[i].word);
        check_body(&v, kernel_body((KClass *)c, i));
    }
    check_ports(&v);
    check_readers(&v);
    check_links(&v);
    return !v.failed;
}
