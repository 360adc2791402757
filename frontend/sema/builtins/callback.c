/* What happens while the simulation runs: callbacks of run(), whose times the script computes, and every(),
   whose body the program repeats. */
#include "frontend/sema/builtins/builtins.h"
#include "frontend/sema/class.h"
#include "ir/words.h"

#include <math.h>

typedef struct Callback {
    Value function;
    double next; /* when it is called, in ms */
} Callback;
typedef VEC(Callback) Callbacks;

/* Calls it with the present time; what it returns is its next time. */
static bool call_back(Interp *in, Callback *c, Span at)
{
    Value now = value_real(in->now), next = eval_apply(in, c->function, &now, 1, at);
    const Unit *ms = bind_unit(in, "ms");
    if (next.kind == VALUE_NONE)
        return interp_error(in, DIAG_NNC0251, at, "a callback returns the next time it is called")
                   .kind != VALUE_POISON;
    const BindTarget t = {.what = "the time that a callback returns",
                          .path = SEMA_NAME(in->sema, "callback"),
                          .dim = ms->dim,
                          .unit = ms};
    IrExpr *e = bind_value(in, next, &t, at);
    if (!e)
        return false;
    if (!bind_constant(e, &c->next)) {
        interp_error(in, DIAG_NNC0258, at, "%s must be known at compile time", t.what);
        return false;
    }
    if (c->next > in->now)
        return true;
    interp_error(in, DIAG_NNC0416, at, "a callback at %g ms returns %g ms, which is not later",
                 in->now, c->next);
    return false;
}

static void run_to(Interp *in, double time, Span at)
{
    char text[32];
    number_shortest(time, text);
    network_action(in, IR_ACTION_RUN_UNTIL, at)->value =
        ir_literal(in->arena, SEMA_NAME(in->sema, text), bind_unit(in, "ms"), at);
    in->now = time;
    in->has_run = true;
}

static double timestep_of(const Interp *in)
{
    double dt = 0.1;
    if (in->module->timestep)
        bind_constant(in->module->timestep, &dt);
    return dt;
}

bool network_run_with_callbacks(Interp *in, double until, const ValueList *functions, Span at)
{
    Callbacks list = {0};
    if (isnan(in->now) || isnan(until)) {
        interp_error(in, DIAG_NNC0258, at,
                     "callbacks need times of runs that are known at compile time");
        return false;
    }
    for (uint32_t i = 0; i < functions->n; i++) {
        if (functions->v[i].kind == VALUE_NONE)
            continue;
        VEC_PUSH(in->arena, &list, (Callback){functions->v[i], 0});
        if (!call_back(in, &VEC_LAST(&list), at))
            return false;
    }
    const double dt = timestep_of(in);
    while (in->now + 1e-9 < until) {
        double next = until;
        for (uint32_t i = 0; i < list.n; i++)
            next = list.v[i].next < next ? list.v[i].next : next;
        run_to(in, next, at);
        for (uint32_t i = 0; i < list.n; i++)
            if (list.v[i].next < next + dt / 2 && !call_back(in, &list.v[i], at))
                return false;
        if (!interp_step(in, at))
            return false;
    }
    return true;
}

/* every(interval, function): what it sets, initializes and prints is done at 0, interval, 2*interval, ... */
static Value every(Interp *in, const Call *call, const Value *a)
{
    IrExpr *interval = bind_time(in, a[0], "the interval of every()", call->span);
    double x;
    if (!interval)
        return value_poison;
    if (bind_constant(interval, &x) && !(x > 0))
        return interp_error(in, DIAG_NNC0416, call->span,
                            "the interval of every() is longer than 0");
    const bool had_run = in->has_run;
    IrModule *m = in->module;
    const __typeof__(m->experiment) outside = m->experiment;
    m->experiment = (__typeof__(m->experiment)){0};
    in->has_run = true; /* values are set by actions, not in the population */
    Value done = eval_apply(in, a[1], NULL, 0, call->span);
    const __typeof__(m->experiment) body = m->experiment;
    m->experiment = outside;
    in->has_run = had_run;
    if (done.kind == VALUE_POISON)
        return done;
    for (uint32_t i = 0; i < body.n; i++)
        if (!ir_action_forms[body.v[i].kind].periodic)
            return interp_error(in, DIAG_NNC0307, body.v[i].span,
                                "this cannot be done inside of every()");
    IrAction *action = network_action(in, IR_ACTION_EVERY, call->span);
    action->value = interval;
    for (uint32_t i = 0; i < body.n; i++)
        VEC_PUSH(in->arena, &action->body, body.v[i]);
    return value_none;
}

const Builtin builtins_callback[] = {
    {"", "every", every, "interval function"},
    {NULL, NULL, NULL, NULL},
};
