/* Statements, one after the other. */
#include "tests/interpret/interpret.h"

#include <stdlib.h>
#include <string.h>

static Local *local_of(const Frame *f, const Str *name)
{
    return &f->locals[(uintptr_t)map_get(&f->c->locals, name) - 1];
}

static bool run_let(Frame *f, const KStmt *s)
{
    *local_of(f, s->name) = (Local){kernel_converted(s->type, frame_value(f, s->value)), s->type};
    return false;
}

static bool run_assign(Frame *f, const KStmt *s)
{
    Local *x = local_of(f, s->name);
    x->value = kernel_converted(x->type, frame_value(f, s->value));
    return false;
}

static bool run_store(Frame *f, const KStmt *s)
{
    frame_store(f, s->column, frame_value(f, s->value));
    return false;
}

static bool run_clear(Frame *f, const KStmt *s)
{
    frame_store(f, s->column, 0);
    return false;
}

/* ---- events ---- */
static bool run_emit(Frame *f, const KStmt *s)
{
    nnrt_spike(f->out, f->cell, (int64_t)frame_value(f, s->value));
    return false;
}

static bool run_emit_to(Frame *f, const KStmt *s)
{
    nnrt_spike(f->out + 2 * s->column, f->cell, (int64_t)frame_value(f, s->value));
    return false;
}

static bool run_flag(Frame *f, const KStmt *s)
{
    if (frame_holds(f, s->value))
        nnrt_spike(f->out, f->cell, 1);
    return false;
}

static bool run_more(Frame *f, const KStmt *s)
{
    f->values[s->column] = frame_value(f, s->value);
    f->n_more++;
    return false;
}

static bool run_wire(Frame *f, const KStmt *s)
{
    nnrt_wire(f->self->wired, f->cell, s->column, frame_value(f, s->value), f->values + 1,
              f->n_more);
    f->n_more = 0;
    return false;
}

/* Of a visit: one event of each connection. */
static bool run_send(Frame *f, const KStmt *s)
{
    const double value = frame_value(f, s->value);
    if (f->visit) {
        f->sent[f->cell - f->visit->from] = value;
        return false;
    }
    double *event = f->sent + (size_t)f->n_values * f->n_sent++;
    *event = value;
    for (uint32_t i = 1; i <= f->n_more; i++)
        event[i] = f->values[i];
    f->n_more = 0;
    return false;
}

static bool run_add(Frame *f, const KStmt *s)
{
    const uint32_t at = f->c->k->terms.v[s->column].to_pre ? f->position : f->target;
    f->couple->sum[s->column][at] += frame_value(f, s->value);
    return false;
}

/* ---- tests ---- */
static bool run_wake(Frame *f, const KStmt *s)
{
    f->woken |= frame_holds(f, s->value);
    return false;
}

static bool run_bad(Frame *f, const KStmt *s)
{
    if (!frame_holds(f, s->value))
        return false;
    if (f->derived_bad && !f->derived_bad->what)
        *f->derived_bad = (nnrt_bad){s->name->s, map_get(&f->c->places, s), f->cell, 0};
    f->bad = f->bad ? f->bad : s;
    return false;
}

static bool run_if(Frame *f, const KStmt *s)
{
    return frame_holds(f, s->value) && frame_run(f, s->then_body);
}

static bool run_upto(Frame *f, const KStmt *s)
{
    const double rounds = frame_value(f, s->value);
    bool ended = false;
    for (uint32_t round = 0; !ended && round < rounds; round++)
        ended = frame_run(f, s->then_body);
    return false;
}

static bool run_break(Frame *f, const KStmt *s)
{
    return frame_holds(f, s->value);
}

bool frame_run(Frame *f, const KBody *b)
{
    static bool (*const kinds[])(Frame *, const KStmt *) = {
        [K_LET] = run_let,         [K_VAR] = run_let,
        [K_ASSIGN] = run_assign,   [K_STORE] = run_store,
        [K_CLEAR] = run_clear,     [K_EMIT] = run_emit,
        [K_EMIT_TO] = run_emit_to, [K_MORE] = run_more,
        [K_WIRE] = run_wire,       [K_SEND] = run_send,
        [K_FLAG] = run_flag,       [K_WAKE] = run_wake,
        [K_BAD] = run_bad,         [K_IF] = run_if,
        [K_UPTO] = run_upto,       [K_BREAK] = run_break,
        [K_ROWS] = frame_run_rows, [K_HISTORY] = frame_run_history,
        [K_ADD] = run_add,         [K_EXPM] = frame_run_matrix,
    };
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (kinds[b->stmts.v[i].kind](f, &b->stmts.v[i]))
            return true;
    return false;
}
