/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Continuous motion of one cell over one step, by GSL: the Runge-Kutta pair of Prince and Dormand
   of order 8, and where the equations are stiff the implicit Bulirsch-Stoer method of Bader and
   Deuflhard, with exact Jacobians. */
#include "codegen/ref/eval.h"
#include "ir/pass/algebra.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EASY_STEPS = 400, MOST_STEPS = 200000 }; /* of the solver in one step of the grid */
static const double SMALLEST = 1e-15;           /* absolute part of the tolerance, native units */
static const double LEAST_STEP = 1e-13;         /* of the solver, in steps of the grid */
static const double TINY_STEP = 1e-9;           /* ... one that leads nowhere, if there are many */
enum { MOST_TINY_STEPS = 2000, STUCK = GSL_ESING };
static const double INSTANT_RATE = 1e100; /* per ms: a state that moves so fast has arrived */

typedef struct RefMethod {
    const gsl_odeiv2_step_type *type;
    unsigned long most_steps;
} RefMethod;

typedef struct RefSolver {
    size_t n, n_known; /* of the buffers */
    double *y, *saved,
        *before; /* the states; at the start of the step of the grid; of that of the solver */
    bool *still; /* see Motion */
    RefKnown known;
    uint64_t points; /* so many were evaluated */
} RefSolver;

struct RefSolver *ref_solver_new(Ref *r)
{
    gsl_set_error_handler_off();
    return ARENA_NEW(r->a, RefSolver);
}

void ref_solver_free(struct RefSolver *s)
{
    if (!s)
        return;
    free(s->y);
    free(s->saved);
    free(s->before);
    free(s->still);
    free(s->known.value);
    free(s->known.point);
}

typedef struct Motion { /* what the callbacks of GSL see */
    Ref *r;
    RefSolver *solver;
    RefValues *v;
    double t0;
    const bool *still; /* per derivative: held, or arrived */
    bool failed;
} Motion;

static RefScope scope_at(const Motion *m, double t)
{
    RefScope s = ref_scope(m->r, m->v, m->t0 + t);
    s.known = &m->solver->known;
    s.point = ++m->solver->points;
    s.capped = true;
    s.moving = true;
    s.instant = !m->v->held; /* of synapses, where a time constant of 0 is a rule (semantics 7) */
    return s;
}

static void take_states(const Motion *m, const double *y)
{
    const RefModel *model = m->v->model;
    for (uint32_t i = 0; i < model->derivs.n; i++)
        if (!m->still[i])
            m->v->state[model->moved.v[i]] = y[i];
}

static int slopes(double t, const double y[], double dydt[], void *context)
{
    Motion *m = context;
    const RefModel *model = m->v->model;
    RefScope s = scope_at(m, t);
    take_states(m, y);
    for (uint32_t i = 0; i < model->derivs.n; i++) {
        dydt[i] = m->still[i] ? 0 : ref_eval(&s, model->derivs.v[i]->value).x;
        if (!isfinite(dydt[i]) && !s.failed)
            return GSL_EBADFUNC;
    }
    m->failed |= s.failed != NULL;
    return s.failed ? GSL_EFAILED : GSL_SUCCESS;
}

static int jacobian(double t, const double y[], double *dfdy, double dfdt[], void *context)
{
    Motion *m = context;
    const RefModel *model = m->v->model;
    const uint32_t n = model->derivs.n;
    const double h = 1e-4 * m->r->dt; /* of the slope in time, which steers alone */
    RefScope early = scope_at(m, t - h), late = scope_at(m, t + h);
    take_states(m, y);
    for (uint32_t j = 0; j < n; j++) {
        RefScope s = scope_at(m, t);
        s.along = (int32_t)model->moved.v[j];
        for (uint32_t i = 0; i < n; i++)
            dfdy[i * n + j] =
                m->still[i] || m->still[j] ? 0 : ref_eval(&s, model->derivs.v[i]->value).slope;
    }
    for (uint32_t i = 0; i < n; i++)
        dfdt[i] = m->still[i] ? 0 : ref_eval(&late, model->derivs.v[i]->value).x / (2 * h);
    for (uint32_t i = 0; i < n; i++)
        dfdt[i] -= m->still[i] ? 0 : ref_eval(&early, model->derivs.v[i]->value).x / (2 * h);
    return GSL_SUCCESS;
}

typedef struct Walk {
    gsl_odeiv2_step *step;
    gsl_odeiv2_control *control;
    gsl_odeiv2_evolve *evolution;
} Walk;

/* One step of the solver. A trial that left the numbers is repeated with a shorter one. */
static int walk_on(const Walk *w, const gsl_odeiv2_system *system, RefSolver *s, double *t,
                   double h, double *size)
{
    const double start = *t;
    memcpy(s->before, s->y, system->dimension * sizeof *s->y);
    int status;
    for (;;) {
        status =
            gsl_odeiv2_evolve_apply(w->evolution, w->control, w->step, system, t, h, size, s->y);
        if (status != GSL_EBADFUNC || *size < LEAST_STEP * h)
            return status;
        memcpy(s->y, s->before, system->dimension * sizeof *s->y);
        *t = start;
        *size *= 0.25;
        gsl_odeiv2_step_reset(w->step);
        gsl_odeiv2_evolve_reset(w->evolution);
    }
}

/* From 0 to h, in steps that the method chooses. */
static int evolve(const RefMethod *method, Motion *m, double h, RefSolver *s)
{
    const size_t n = m->v->model->derivs.n;
    const gsl_odeiv2_system system = {slopes, jacobian, n, m};
    const Walk w = {gsl_odeiv2_step_alloc(method->type, n),
                    gsl_odeiv2_control_standard_new(SMALLEST, m->r->tolerance, 1, 0),
                    gsl_odeiv2_evolve_alloc(n)};
    int status = w.step && w.control && w.evolution ? GSL_SUCCESS : GSL_ENOMEM;
    double t = 0, size = h;
    unsigned tiny = 0;
    for (unsigned long k = 0; status == GSL_SUCCESS && t < h; k++) {
        const double from = t;
        status = k < method->most_steps ? walk_on(&w, &system, s, &t, h, &size) : GSL_EMAXITER;
        tiny += t - from < TINY_STEP * h;
        if (status == GSL_SUCCESS && tiny > MOST_TINY_STEPS)
            status = STUCK;
    }
    gsl_odeiv2_evolve_free(w.evolution);
    gsl_odeiv2_control_free(w.control);
    gsl_odeiv2_step_free(w.step);
    return status;
}

/* The easy method first, then the one for stiff equations, then the easy one with patience. */
static int evolve_somehow(Motion *m, double h, RefSolver *s)
{
    const RefMethod methods[] = {{gsl_odeiv2_step_rk8pd, EASY_STEPS},
                                 {gsl_odeiv2_step_bsimp, MOST_STEPS},
                                 {gsl_odeiv2_step_rk8pd, MOST_STEPS}};
    const size_t size = m->v->model->derivs.n * sizeof *s->y;
    int status = GSL_EMAXITER;
    memcpy(s->saved, s->y, size);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        status = evolve(&methods[i], m, h, s);
        if (status == GSL_SUCCESS || status == GSL_ENOMEM || status == STUCK || m->failed)
            break;
        memcpy(s->y, s->saved, size);
    }
    return status;
}

static bool room_for_aliases(Ref *r, RefSolver *s, size_t n)
{
    if (n <= s->n_known)
        return true;
    free(s->known.value);
    free(s->known.point);
    s->n_known = n;
    s->known = (RefKnown){calloc(n, sizeof *s->known.value), calloc(n, sizeof *s->known.point)};
    return (s->known.value && s->known.point) || nnrt_error_memory(r->error);
}

static bool room_for_states(Ref *r, RefSolver *s, size_t n)
{
    if (n <= s->n)
        return true;
    free(s->y);
    free(s->saved);
    free(s->before);
    free(s->still);
    s->n = n;
    s->y = calloc(n, sizeof *s->y);
    s->saved = calloc(n, sizeof *s->saved);
    s->before = calloc(n, sizeof *s->before);
    s->still = calloc(n, sizeof *s->still);
    return (s->y && s->saved && s->before && s->still) || nnrt_error_memory(r->error);
}

/* States of a synapse whose time constant is 0 are at rest at once: one step of Newton's method,
   exact where linear. */
static void settle_instant(Motion *m, bool *still)
{
    const RefModel *model = m->v->model;
    RefScope s = scope_at(m, 0);
    s.known = NULL; /* states move */
    for (uint32_t i = 0; s.instant && i < model->derivs.n; i++) {
        const uint32_t state = model->moved.v[i];
        s.along = (int32_t)state;
        const RefDual f = ref_eval(&s, model->derivs.v[i]->value);
        if (!(f.slope < -INSTANT_RATE))
            continue;
        m->v->state[state] -= f.x / f.slope;
        still[i] = true;
    }
}

/* ---- what cannot be integrated ---- */
static bool is_state(void *context, const IrExpr *e)
{
    return e->op == IR_ITEM && (alg_reads(context, e) & ALG_STATE);
}

/* Does a right side jump, or an alias that it reads, at some value of the states? */
static bool jumps(const RefModel *m, const IrItem *d)
{
    bool any = alg_has_jumps(d->value, is_state, (void *)m->flat);
    for (uint32_t i = 0; i < m->flat->items.n && !any; i++) {
        const IrItem *it = m->flat->items.v[i];
        any = it->kind == IR_ITEM_ALIAS && alg_reads_item(m->flat, d->value, it->name) &&
              alg_has_jumps(it->value, is_state, (void *)m->flat);
    }
    return any;
}

static bool tell_stuck(Ref *r, const Motion *m)
{
    const RefModel *model = m->v->model;
    for (uint32_t i = 0; i < model->derivs.n; i++) {
        const IrItem *d = model->derivs.v[i];
        if (!m->still[i] && jumps(model, d))
            return nnrt_error_set(
                r->error, NNRT_EXIT_NUMERIC,
                "%s: d%s/dt of %s jumps at a value of the states that holds them there in the step "
                "from %.12g ms: it has no solution that goes on",
                ref_where(r, d->span), d->name->s, m->v->who, m->t0);
    }
    return nnrt_error_set(r->error, NNRT_EXIT_NUMERIC,
                          "%s cannot be integrated in the step from %.12g ms: the solver is stuck",
                          m->v->who, m->t0);
}

/* `steepest`: the equation of the largest slope where the motion stopped. */
static bool tell(Ref *r, Motion *m, int status)
{
    const RefModel *model = m->v->model;
    RefScope s = scope_at(m, 0);
    const IrItem *steepest = NULL;
    double x, largest = -1;
    for (uint32_t i = 0; i < model->derivs.n; i++) {
        const IrItem *d = model->derivs.v[i];
        if (!ref_value(r, &s, d->value, &x))
            return false;
        if (!isfinite(x) || !isfinite(m->v->state[model->moved.v[i]]))
            return nnrt_error_set(r->error, NNRT_EXIT_NUMERIC,
                                  "%s: d%s/dt of %s is not finite at %.12g ms",
                                  ref_where(r, d->span), d->name->s, m->v->who, m->t0);
        steepest = !m->still[i] && fabs(x) > largest ? d : steepest;
        largest = !m->still[i] && fabs(x) > largest ? fabs(x) : largest;
    }
    if (status == STUCK)
        return tell_stuck(r, m);
    return nnrt_error_set(r->error, status == GSL_ENOMEM ? NNRT_EXIT_LIMIT : NNRT_EXIT_NUMERIC,
                          "%s%s%s cannot be integrated from %.12g ms to a tolerance of %g: %s",
                          steepest ? ref_where(r, steepest->span) : "", steepest ? ": " : "",
                          m->v->who, m->t0, r->tolerance, gsl_strerror(status));
}

bool ref_solve(Ref *r, RefValues *v, double t, double h)
{
    const RefModel *model = v->model;
    RefSolver *s = r->solver;
    bool any = false;
    if (!room_for_states(r, s, model->derivs.n) || !room_for_aliases(r, s, model->n_aliases))
        return false;
    Motion m = {r, s, v, t, s->still, false};
    for (uint32_t i = 0; i < model->derivs.n; i++)
        s->still[i] = v->held && v->held[model->moved.v[i]];
    settle_instant(&m, s->still);
    for (uint32_t i = 0; i < model->derivs.n; i++) {
        s->y[i] = v->state[model->moved.v[i]];
        any |= !s->still[i];
    }
    const int status = any ? evolve_somehow(&m, h, s) : GSL_SUCCESS;
    if (status != GSL_SUCCESS)
        return tell(r, &m, status);
    take_states(&m, s->y);
    return true;
}
