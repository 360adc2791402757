/* Are two classes the same, as far as their text tells? */
#include "ir/kernel_text.h"
#include "ir/kernel_words.h"

#include <string.h>

static bool same_unit(const Unit *a, const Unit *b)
{
    return a && b ? !strcmp(a->text, b->text) : a == b;
}

static bool same_column(const KColumn *a, const KColumn *b)
{
    return a->name == b->name && a->type == b->type && a->role == b->role && a->each == b->each &&
           a->extent == b->extent && same_unit(a->unit, b->unit) &&
           ir_expr_equal(a->fallback, b->fallback) && ir_expr_equal(a->lo, b->lo) &&
           ir_expr_equal(a->hi, b->hi);
}

static bool same_entries(IrExpr *const *a, IrExpr *const *b, uint32_t n)
{
    if (!a || !b)
        return a == b;
    for (uint32_t i = 0; i < n; i++)
        if (!ir_expr_equal(a[i], b[i]))
            return false;
    return true;
}

static bool same_matrix(const KMatrix *a, const KMatrix *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->n != b->n || a->n_inputs != b->n_inputs ||
        a->column.n != b->column.n || memcmp(&a->fraction, &b->fraction, sizeof a->fraction))
        return false;
    for (uint32_t i = 0; i < a->column.n; i++)
        if (a->row.v[i] != b->row.v[i] || a->col.v[i] != b->col.v[i] ||
            a->column.v[i] != b->column.v[i])
            return false;
    return same_entries(a->entry, b->entry, a->n * a->n) &&
           same_entries(a->input, b->input, a->n * a->n_inputs);
}

static bool same_body(const KBody *a, const KBody *b);

static bool same_stmt(const KStmt *a, const KStmt *b)
{
    if (a->kind != b->kind)
        return false;
    const KStmtForm *form = &kernel_forms[a->kind];
    const bool numbered =
        form->target == K_ON_COLUMN || form->target == K_ON_NUMBER || form->target == K_ON_TERM;
    const bool named = form->target == K_ON_LOCAL || form->target == K_ON_TEXT;
    return (!named || a->name == b->name) && (!numbered || a->column == b->column) &&
           (!form->typed || a->type == b->type) && ir_expr_equal(a->value, b->value) &&
           same_matrix(a->matrix, b->matrix) && same_body(a->then_body, b->then_body);
}

static bool same_body(const KBody *a, const KBody *b)
{
    if (!a || !b)
        return a == b;
    if (a->stmts.n != b->stmts.n)
        return false;
    for (uint32_t i = 0; i < a->stmts.n; i++)
        if (!same_stmt(&a->stmts.v[i], &b->stmts.v[i]))
            return false;
    return true;
}

static bool same_names(const KNames *a, const KNames *b)
{
    for (uint32_t i = 0; i < a->n && i < b->n; i++)
        if (a->v[i] != b->v[i])
            return false;
    return a->n == b->n;
}

static bool same_port(const KPort *a, const KPort *b)
{
    return a->name == b->name && a->due == b->due && same_unit(a->unit, b->unit) &&
           (a->due >= 0 || a->argument == b->argument) && same_names(&a->more, &b->more) &&
           same_body(a->handler, b->handler);
}

static bool same_signal(const KSignal *a, const KSignal *b)
{
    return a->name == b->name && same_unit(a->unit, b->unit) && a->sums == b->sums &&
           ir_expr_equal(a->value, b->value);
}

static bool same_links(const KClass *a, const KClass *b)
{
    if (a->delays.n != b->delays.n || a->fars.n != b->fars.n || a->terms.n != b->terms.n)
        return false;
    for (uint32_t i = 0; i < a->delays.n; i++) {
        const KDelay *x = &a->delays.v[i], *y = &b->delays.v[i];
        if (x->source != y->source || x->start != y->start || x->middle != y->middle ||
            x->end != y->end || x->time != y->time)
            return false;
    }
    for (uint32_t i = 0; i < a->fars.n; i++) {
        const KFar *x = &a->fars.v[i], *y = &b->fars.v[i];
        if (x->column != y->column || x->from != y->from || x->item != y->item ||
            x->latest != y->latest)
            return false;
    }
    for (uint32_t i = 0; i < a->terms.n; i++)
        if (a->terms.v[i].to_pre != b->terms.v[i].to_pre || a->terms.v[i].own != b->terms.v[i].own)
            return false;
    return true;
}

bool kernel_equal(const KClass *a, const KClass *b)
{
    if (a->name != b->name || a->role != b->role || a->single != b->single ||
        a->columns.n != b->columns.n || a->ports.n != b->ports.n || a->signals.n != b->signals.n ||
        a->outputs.n != b->outputs.n || a->delays.n != b->delays.n)
        return false;
    for (uint32_t i = 0; i < a->outputs.n; i++)
        if (a->outputs.v[i] != b->outputs.v[i])
            return false;
    for (uint32_t i = 0; i < a->columns.n; i++)
        if (!same_column(&a->columns.v[i], &b->columns.v[i]))
            return false;
    for (uint32_t i = 0; i < a->ports.n; i++)
        if (!same_port(&a->ports.v[i], &b->ports.v[i]))
            return false;
    for (uint32_t i = 0; i < a->signals.n; i++)
        if (!same_signal(&a->signals.v[i], &b->signals.v[i]))
            return false;
    if (!same_links(a, b))
        return false;
    for (uint32_t i = 0; i < K_BODIES; i++)
        if (!same_body(kernel_body((KClass *)a, i), kernel_body((KClass *)b, i)))
            return false;
    return ir_expr_equal(a->inject, b->inject) && ir_expr_equal(a->emit, b->emit);
}

const char *kernel_check_round_trip(Session *s, const KClass *c)
{
    size_t len;
    Emitter *e = emitter_new(s->arena, 4);
    KClasses one = {0}, again = {0};
    VEC_PUSH(s->arena, &one, (KClass *)c);
    kernel_print(e, &one);
    const char *text = emitter_text(e, &len);
    if (!kernel_read(s, sources_add(s->sources, "<kernel>", text, len), &again))
        return "its text cannot be read";
    if (again.n != 1 || !kernel_equal(c, again.v[0]))
        return "its text reads as another kernel";
    return NULL;
}
