/* The text form of kernels: classes, columns, ports, bodies. */
#include "ir/facts.h"
#include "ir/kernel_text.h"
#include "ir/kernel_words.h"
#include "ir/print.h"
#include "ir/words.h"

#include <inttypes.h>

static void print_column_at(IrExprPrinter *p, const KClass *c, uint32_t column)
{
    const KColumn *k = &c->columns.v[column];
    ir_print_name(p->out, "@", k->name);
    emit(p->out, k->each ? "[%%i]" : "");
}

/* What the model level does not have, or writes without a number or a type. */
static bool print_leaf(IrExprPrinter *p, const IrExpr *x)
{
    const KClass *c = p->context;
    if (x->op == IR_LOAD) {
        print_column_at(p, c, x->u.column);
        return true;
    }
    if (x->op != IR_CAST && x->op != IR_DRAW)
        return false;
    if (x->op == IR_CAST)
        emit(p->out, "cast(%s", kernel_type_words[x->column_type]);
    else
        emit(p->out, "draw(%s, int(%u)", ir_law_word(x->u.law), x->column_type);
    for (uint32_t i = 0; i < x->n; i++) {
        emit(p->out, ", ");
        ir_print_expr_with(p, x->arg[i]);
    }
    emit(p->out, ")");
    return true;
}

void kernel_print_expr(Emitter *e, const KClass *c, const IrExpr *x)
{
    IrExprPrinter p = {.out = e, .leaf = print_leaf, .context = c};
    ir_print_expr_with(&p, x);
}

static void print_value(Emitter *e, const KClass *c, const char *before, const IrExpr *x)
{
    if (!x)
        return;
    emit(e, "%s", before);
    kernel_print_expr(e, c, x);
}

static void print_unit(Emitter *e, const Unit *unit)
{
    if (unit)
        emit(e, " : %s", unit->text);
}

static void print_column(Emitter *e, const KClass *c, const KColumn *k)
{
    emit(e, "%s %s ", kernel_role_words[k->role], kernel_type_words[k->type]);
    ir_print_name(e, "@", k->name);
    emit(e, "[%s]", kernel_column_space(c, k));
    print_unit(e, k->unit);
    print_value(e, c, " = ", k->fallback);
    print_value(e, c, " lo ", k->lo);
    print_value(e, c, " hi ", k->hi);
    emit(e, "\n");
}

/* ---- statements ---- */
static void print_body(Emitter *e, const KClass *c, const KBody *b);

static void print_matrix_row(Emitter *e, const KClass *c, const char *name, IrExpr **entry,
                             uint32_t rows, uint32_t columns)
{
    for (uint32_t i = 0; i < rows * columns; i++) {
        if (!entry[i])
            continue;
        emit(e, "%s[%" PRIu32 ", %" PRIu32 "]", name, i / columns, i % columns);
        print_value(e, c, " = ", entry[i]);
        emit(e, "\n");
    }
}

static void print_matrix(Emitter *e, const KClass *c, const KMatrix *m)
{
    IrExprPrinter p = {.out = e, .leaf = print_leaf, .context = c};
    IrExpr fraction = {.op = IR_NUMBER, .u.number = m->fraction};
    emit(e, " %" PRIu32, m->n);
    if (m->kind != K_PROPAGATOR)
        emit(e, " %s %" PRIu32, kernel_matrix_words[m->kind], m->n_inputs);
    print_value(e, c, " fraction ", &fraction);
    emit_open(e, " {");
    print_matrix_row(e, c, "A", m->entry, m->n, m->n);
    if (m->input)
        print_matrix_row(e, c, "B", m->input, m->n, m->n_inputs);
    for (uint32_t i = 0; i < m->column.n; i++) {
        print_column_at(&p, c, m->column.v[i]);
        emit(e, " = P[%" PRIu32 ", %" PRIu32 "]\n", m->row.v[i], m->col.v[i]);
    }
    emit_close(e, "}");
}

static void print_target(Emitter *e, const KClass *c, const KStmt *s, const KStmtForm *form)
{
    IrExprPrinter p = {.out = e, .leaf = print_leaf, .context = c};
    switch (form->target) {
    case K_ON_NOTHING:
        break;
    case K_ON_LOCAL:
        ir_print_name(e, "%", s->name);
        break;
    case K_ON_COLUMN:
        print_column_at(&p, c, s->column);
        break;
    case K_ON_TEXT:
        ir_print_string(e, s->name->s);
        break;
    case K_ON_NUMBER:
    case K_ON_TERM:
        emit(e, "%" PRIu32, s->column);
        break;
    }
    if (form->typed)
        emit(e, " : %s", kernel_type_words[s->type]);
}

static void print_stmt(Emitter *e, const KClass *c, const KStmt *s)
{
    const KStmtForm *form = &kernel_forms[s->kind];
    emit(e, form->word[0] && form->target != K_ON_NOTHING ? "%s " : "%s", form->word);
    print_target(e, c, s, form);
    if (s->kind == K_EXPM) {
        print_matrix(e, c, s->matrix);
        return;
    }
    if (form->before[0])
        emit(e, " %s", form->before);
    if (form->value)
        print_value(e, c, " ", s->value);
    if (form->body)
        print_body(e, c, s->then_body);
    else
        emit(e, "\n");
}

static void print_body(Emitter *e, const KClass *c, const KBody *b)
{
    emit_open(e, " {");
    for (uint32_t i = 0; i < b->stmts.n; i++)
        print_stmt(e, c, &b->stmts.v[i]);
    emit_close(e, "}");
}

/* ---- classes ---- */
static void print_port(Emitter *e, const KClass *c, const KPort *p)
{
    emit(e, "port ");
    ir_print_name(e, "%", p->name);
    if (p->due >= 0) {
        emit(e, " due ");
        ir_print_name(e, "@", c->columns.v[p->due].name);
    } else if (p->argument) {
        emit(e, " (");
        ir_print_name(e, "", p->argument);
        for (uint32_t i = 0; i < p->more.n; i++)
            ir_print_name(e, ", ", p->more.v[i]);
        emit(e, ")");
    }
    print_unit(e, p->unit);
    if (p->handler)
        print_body(e, c, p->handler);
    else
        emit(e, "\n");
}

static void print_signal(Emitter *e, const KClass *c, const KSignal *s)
{
    emit(e, "signal ");
    ir_print_name(e, "%", s->name);
    print_unit(e, s->unit);
    if (s->sums)
        emit(e, " sums");
    print_value(e, c, " = ", s->value);
    emit(e, "\n");
}

/* ---- delays and couplings ---- */
static void print_columns(Emitter *e, const KClass *c, uint32_t n, const uint32_t *columns)
{
    for (uint32_t i = 0; i < n; i++) {
        emit(e, i ? ", " : " ");
        ir_print_name(e, "@", c->columns.v[columns[i]].name);
    }
}

static void print_delay(Emitter *e, const KClass *c, const KDelay *d)
{
    const uint32_t columns[] = {d->start, d->middle, d->end, d->time};
    emit(e, "delay ");
    ir_print_name(e, "%", d->source);
    print_columns(e, c, 4, columns);
    emit(e, "\n");
}

static void print_far(Emitter *e, const KClass *c, const KFar *far)
{
    emit(e, "far");
    print_columns(e, c, 1, &far->column);
    emit(e, " from %s ", ir_scope_words[far->from]);
    ir_print_name(e, "%", far->item);
    emit(e, far->latest ? " latest\n" : "\n");
}

static void print_term(Emitter *e, const KTerm *term)
{
    emit(e, term->to_pre ? "term pre" : "term post");
    if (term->own) {
        emit(e, " times ");
        ir_print_name(e, "%", term->own);
    }
    emit(e, "\n");
}

static void print_kernel(Emitter *e, const KClass *c, uint32_t number)
{
    const KBodyFact *fact = &kernel_bodies[number];
    const KBody *b = kernel_body((KClass *)c, number);
    if (!b->stmts.n)
        return;
    emit(e, "kernel %s phase %s", fact->word, fact->phase);
    if (fact->each)
        emit(e, " each %%i of %s", kernel_space(c));
    print_body(e, c, b);
}

void kernel_print_class(Emitter *e, const KClass *c)
{
    emit(e, "class ");
    ir_print_name(e, "$", c->name);
    emit_open(e, c->single ? " %s single {" : " %s {", ir_role_word(c->role));
    for (uint32_t i = 0; i < c->columns.n; i++)
        print_column(e, c, &c->columns.v[i]);
    for (uint32_t i = 0; i < c->outputs.n; i++) {
        emit(e, "output ");
        ir_print_name(e, "%", c->outputs.v[i]);
        emit(e, "\n");
    }
    for (uint32_t i = 0; i < c->ports.n; i++)
        print_port(e, c, &c->ports.v[i]);
    for (uint32_t i = 0; i < c->signals.n; i++)
        print_signal(e, c, &c->signals.v[i]);
    for (uint32_t i = 0; i < c->delays.n; i++)
        print_delay(e, c, &c->delays.v[i]);
    for (uint32_t i = 0; i < c->fars.n; i++)
        print_far(e, c, &c->fars.v[i]);
    for (uint32_t i = 0; i < c->terms.n; i++)
        print_term(e, &c->terms.v[i]);
    if (c->inject) {
        print_value(e, c, "inject ", c->inject);
        emit(e, "\n");
    }
    if (c->emit) {
        print_value(e, c, "emits ", c->emit);
        emit(e, "\n");
    }
    for (uint32_t i = 0; i < K_BODIES; i++)
        print_kernel(e, c, i);
    emit_close(e, "}");
}

void kernel_print(Emitter *e, const KClasses *classes)
{
    emit(e, "nnir %d kernel\n", IR_TEXT_VERSION);
    for (uint32_t i = 0; i < classes->n; i++) {
        emit(e, "\n");
        kernel_print_class(e, classes->v[i]);
    }
}
