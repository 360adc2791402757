/* Delays of more steps than the runtime can store, where they are known; programs check all when they start. */
#include "codegen/c/internal.h"
#include "runtime/limits.h"

/* The step of the grid where the model fixes it; 0: it is known when the program runs. */
static double step_of(const IrModule *m)
{
    double dt = 0.1;
    return !m->timestep || ir_constant(m->timestep, &dt) ? dt : 0;
}

static void check(CTarget *t, const IrExpr *delay, Span at)
{
    double d;
    const double dt = step_of(t->m);
    if (!delay || !(dt > 0) || !ir_constant(delay, &d) || !(d / dt > NNRT_DELAY_MOST + 0.5))
        return;
    Diag *g = diag(t->m->session->diags, DIAG_NNC0505, at,
                   "a delay of %.12g ms has %.12g steps of %.12g ms, the most is %d", d, d / dt, dt,
                   NNRT_DELAY_MOST);
    diag_help(t->m->session->diags, g, "a longer step makes fewer of it: setup(timestep=%.3g ms)",
              d / NNRT_DELAY_MOST * 1.01);
    t->failed = true;
}

static void check_connector(CTarget *t, const IrProjection *p)
{
    const IrConnector *c = ir_find_connector(t->m, p->connector);
    for (uint32_t i = 0; c && i < c->clauses.n; i++) {
        const IrBind *bind = ir_bind(&c->clauses.v[i].values, str_from(t->strings, "delay"));
        if (bind)
            check(t, bind->value, bind->span);
    }
}

static void check_actions(CTarget *t, const IrAction *actions, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &actions[i];
        if (a->kind == IR_ACTION_SET && str_is(a->name, "delay") &&
            ir_find_projection(t->m, a->target))
            check(t, a->value, a->span);
        check_actions(t, a->body.v, a->body.n);
    }
}

void ctarget_check_delays(CTarget *t)
{
    const IrModule *m = t->m;
    for (uint32_t i = 0; i < m->projections.n; i++) {
        const IrProjection *p = m->projections.v[i];
        check(t, p->delay, p->delay ? p->delay->span : p->span);
        check_connector(t, p);
    }
    for (uint32_t i = 0; i < m->inputs.n; i++)
        check(t, m->inputs.v[i]->delay, m->inputs.v[i]->span);
    check(t, m->min_delay, m->min_delay ? m->min_delay->span : NOWHERE);
    check_actions(t, m->experiment.v, m->experiment.n);
}
