/* Times that count in steps. Here a time is rounded to steps; a document of LEMS or NineML compares it with t: so what is no whole
   number of steps cannot be said, and a hold of none is no hold. */
#include "codegen/lems/lems_writer.h"
#include "ir/build.h"

#include <math.h>

static double step_of(LemsWriter *w)
{
    const LemsValues network = {w, NULL, NULL, NULL, 0};
    double step = 0.1;
    if (w->m->timestep)
        lems_value_of(&network, w->m->timestep, &step);
    return step;
}

/* Whole steps of the time; false: it lies between. */
static bool whole_steps(LemsWriter *w, double time, double *steps)
{
    const double exact = time / step_of(w);
    *steps = floor(exact + 0.5);
    return fabs(exact - *steps) < 1e-6;
}

/* ---- parameters in steps ---- */
static bool counts_param(void *context, const IrExpr *e)
{
    return e->op == IR_STEPS && e->arg[0]->op == IR_ITEM && e->arg[0]->u.name == context;
}

static bool is_counted(const IrModel *model, const Str *name)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->value &&
            ir_expr_any(model->items.v[i]->value, counts_param, (void *)name))
            return true;
    return false;
}

void lems_check_grid(const LemsValues *v, const IrModel *model, const IrItem *param)
{
    double time, steps;
    if (param->is_list || !is_counted(model, param->name) ||
        !lems_parameter_value(v, param, &time) || whole_steps(v->w, time, &steps))
        return;
    lems_refuse(v->w, param->span, "`%s`, a time of %g ms that is no whole number of steps,",
                param->name->s, time);
}

/* ---- holds ---- */
typedef struct Holds {
    bool none, some; /* what populations have */
} Holds;

static void add_hold(LemsScope *s, const IrStmt *hold, const IrPopulation *p, uint32_t cell,
                     Holds *out)
{
    const LemsValues v = {s->w, s->model, p ? &p->values : NULL, NULL, cell};
    double time, steps;
    if (!lems_value_of(&v, hold->value, &time)) {
        lems_refuse(s->w, hold->span, "a hold whose time is known when it runs");
        return;
    }
    if (!whole_steps(s->w, time, &steps))
        lems_refuse(s->w, hold->span, "a hold of %g ms, which is no whole number of steps,", time);
    out->none |= !(steps > 0);
    out->some |= steps > 0;
}

bool lems_holds(LemsScope *s, const IrStmt *hold)
{
    const IrModule *m = s->w->m;
    Holds all = {false, false};
    bool used = false;
    for (uint32_t i = 0; i < m->populations.n && !s->w->failed; i++) {
        const IrPopulation *p = m->populations.v[i];
        const LemsValues network = {s->w, NULL, NULL, NULL, 0};
        double size;
        if (p->model != s->model->name || !lems_value_of(&network, p->size, &size))
            continue;
        used = true;
        for (uint32_t k = 0; k < size && !s->w->failed; k++)
            add_hold(s, hold, p, k, &all);
    }
    if (!used)
        add_hold(s, hold, NULL, 0, &all);
    if (all.none && all.some)
        lems_refuse(s->w, hold->span, "a hold of 0 ms beside longer ones of the same model");
    return all.some;
}
