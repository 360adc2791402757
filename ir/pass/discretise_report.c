/* discretise: what --explain-numerics tells of each state, and steps that are too long. */
#include "ir/pass/discretise_internal.h"
#include "runtime/expm.h"

#include <math.h>
#include <string.h>

static const char *reason(const Work *w, const Var *x)
{
    if (x->linear)
        return "linear with constant coefficients";
    if (x->asked)
        return "asked for";
    if (x->large)
        return arena_printf(w->a, "linear, but with more than %d states and inputs",
                            NNRT_EXPM_MAX - 1);
    if (x->scheme)
        return "of a kinetic scheme, which moves as one";
    return x->own_linear ? "linear in itself" : "not linear";
}

/* "; with a, b": the other states of its block that it reads. */
static const char *partners(const Work *w, uint32_t i)
{
    const char *text = "";
    for (uint32_t j = 0; j < w->vars.n; j++) {
        const Var *y = &w->vars.v[j];
        if (j == i || y->linear != w->vars.v[i].linear ||
            (!y->linear && y->block != w->vars.v[i].block) || discrete_is_zero_entry(w, i, j))
            continue;
        text = arena_printf(w->a, "%s%s %s", text, *text ? "," : "; with", y->name->s);
    }
    return text;
}

/* The rate of an exact state is its own; the others have that of their block. */
static double rate_of(Work *w, uint32_t i)
{
    return w->vars.v[i].linear ? discrete_fastest(w, &i, 1) : w->blocks.v[w->vars.v[i].block].rate;
}

/* Above this product of step and rate an explicit method is not stable; 0: it is at any step, or takes steps of its own. */
static double stability_limit(IrMethod method)
{
    static const double limits[IR_METHOD_COUNT] = {
        [IR_METHOD_EULER] = 2, [IR_METHOD_EULER_MARUYAMA] = 2, [IR_METHOD_RK4] = 2.78};
    return limits[method];
}

/* To three digits, so that what a message says is what is compared. */
static double rounded_down(double x)
{
    double scale = 1;
    while (x * scale < 100)
        scale *= 10;
    while (x * scale >= 1000)
        scale /= 10;
    return floor(x * scale) / scale;
}

static void refuse_step(const Work *w, const Var *x, const KStepLimit *limit, double rate)
{
    Diags *diags = w->m->session->diags;
    const char *dot = strrchr(x->name->s, '.'), *name = dot ? dot + 1 : x->name->s;
    Diag *g = diag(
        diags, DIAG_NNC0814, x->asked ? x->asked_at : x->span,
        "%s is not stable for `%s` of %s: its fastest time constant is %.3g ms, the step %.3g ms",
        limit->method, x->name->s, w->flat->name->s, 1 / rate, w->dt);
    diag_help(diags, g,
              "`integrate %s with rosenbrock` or `rk45` is stable at any step, %s up to "
              "setup(timestep=%.3g ms)",
              name, limit->method, limit->most);
}

/* The program checks the step that it is run with; here it is that of the model. */
static void check_step(const Work *w, const Var *x, IrMethod method, double rate)
{
    const double limit = stability_limit(method);
    if (method == IR_METHOD_EXACT && rate * w->dt > 1)
        diag(w->m->session->diags, DIAG_NNC0813, x->span,
             "`%s` of %s decays within a step: its time constant is %.3g ms, the step %.3g ms",
             x->name->s, w->flat->name->s, 1 / rate, w->dt);
    if (!(limit > 0) || !(rate > 1e-9) || !(rate < 1e9))
        return;
    const KStepLimit most = {x->name, ir_method_word(method), rounded_down(limit / rate), x->span};
    VEC_PUSH(w->a, &w->out->step_limits, most);
    if (w->dt > most.most)
        refuse_step(w, x, &most, rate);
}

/* Only some methods have steps that are too long. */
static bool has_limit(IrMethod method)
{
    return method == IR_METHOD_EXACT || stability_limit(method) > 0;
}

static IrMethod method_of(const Work *w, const Var *x)
{
    return x->linear ? IR_METHOD_EXACT : w->blocks.v[x->block].method;
}

static void explain(Work *w, const Var *x, uint32_t i, double rate)
{
    const char *fastest =
        rate > 0 ? arena_printf(w->a, "; fastest %.3g ms, step %.3g ms", 1 / rate, w->dt) : "";
    VEC_PUSH(w->a, &w->out->report,
             arena_printf(w->a, "%s.%s: %s; %s%s%s%s", w->flat->name->s, x->name->s,
                          ir_method_what(method_of(w, x)), reason(w, x), partners(w, i), fastest,
                          rate * w->dt > 1 ? ", which is longer" : ""));
}

/* To follow a cell takes long: rates are looked for where they are asked for. */
void discrete_report(Work *w)
{
    const bool all = w->m->explained;
    for (uint32_t b = 0; b < w->blocks.n; b++)
        if (all || has_limit(w->blocks.v[b].method))
            w->blocks.v[b].rate = discrete_fastest(w, w->blocks.v[b].var.v, w->blocks.v[b].var.n);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        const Var *x = &w->vars.v[i];
        const IrMethod method = method_of(w, x);
        if (!all && !has_limit(method))
            continue;
        const double rate = rate_of(w, i);
        if (all)
            explain(w, x, i, rate);
        if (x->linear || w->blocks.v[x->block].var.v[0] == i)
            check_step(w, x, method, rate);
    }
}
