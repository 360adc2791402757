/* discretise: how fast the equations are. The cell is followed for a while from its initial values, without input, with
   the parameters of each population of the model; where it goes, the fastest decay is looked for among the eigenvalues of
   the derivatives. An estimate for the choice of methods and for warnings: it takes part in no result. */
#include "ir/evaluate.h"
#include "ir/pass/discretise_internal.h"
#include "runtime/maths.h"

#include <math.h>
#include <string.h>

enum {
    POPULATIONS = 16,
    POINTS = 12,
    STEPS = 16,
    SQUARINGS = 50,
    ARGUMENTS = 64,
    PROBE_MAX = 32,
    BUDGET = 20000
};

typedef struct Probe {
    Work *w;
    const IrPopulation *population; /* whose parameters are meant, or NULL: defaults */
    double *x;                      /* per var */
    double t;                       /* ms */
    unsigned depth;
} Probe;

/* ---- values ---- */
static double value_of(Probe *p, const IrExpr *e);

static double value_of_param(Probe *p, const IrItem *item)
{
    const IrBind *bind = p->population ? ir_bind(&p->population->values, item->name) : NULL;
    const double native = bind ? value_of(p, bind->value) : (double)NAN;
    if (isfinite(native)) /* not where it is drawn, or a list */
        return native;
    return item->value ? value_of(p, item->value) : 0;
}

static double value_of_state(Probe *p, const IrItem *item)
{
    uintptr_t var = (uintptr_t)map_get(&p->w->index, item->name);
    if (var && p->x)
        return p->x[var - 1];
    const IrBind *bind = p->population ? ir_bind(&p->population->initial, item->name) : NULL;
    const double native = bind ? value_of(p, bind->value) : (double)NAN;
    if (isfinite(native))
        return native;
    return item->value ? value_of(p, item->value) : 0;
}

/* Inputs and noise are 0. */
static double value_of_item(Probe *p, const Str *name)
{
    const IrItem *item = ir_item(p->w->flat, name);
    double x = 0;
    if (!item || p->depth > 200)
        return (double)NAN;
    p->depth++;
    if (item->kind == IR_ITEM_PARAM || (item->kind == IR_ITEM_ALIAS && item->held))
        x = value_of_param(p, item);
    else if (item->kind == IR_ITEM_ALIAS)
        x = value_of(p, item->value);
    else if (item->kind == IR_ITEM_STATE)
        x = value_of_state(p, item);
    p->depth--;
    return x;
}

/* `param`s of the program have their defaults. */
static double value_of_program_param(Probe *p, const Str *name)
{
    const IrParam *param = ir_find_param(p->w->m, name);
    double x = (double)NAN;
    if (!param || !param->value || p->depth > 200)
        return x;
    p->depth++;
    x = value_of(p, param->value);
    p->depth--;
    return x;
}

static double value_of_variable(const Probe *p, const Str *name)
{
    return str_is(name, "t") ? p->t : str_is(name, "dt") ? p->w->dt : (double)NAN;
}

/* NaN where an operation has very many arguments: long sums are no reason to wait. */
static bool value_of_leaf(void *context, const IrExpr *e, double *x)
{
    Probe *p = context;
    if (e->op == IR_ITEM)
        *x = value_of_item(p, e->u.name);
    else if (e->op == IR_PARAM)
        *x = value_of_program_param(p, e->u.name);
    else if (e->op == IR_VARIABLE)
        *x = value_of_variable(p, e->u.name);
    else if (e->op == IR_AFTER || e->op == IR_SINCE)
        *x = p->t > value_of(p, e->arg[0]);
    else if (e->n > ARGUMENTS)
        *x = (double)NAN;
    else
        return false;
    return true;
}

static double value_of(Probe *p, const IrExpr *e)
{
    const IrLeaves leaves = {value_of_leaf, p};
    return ir_evaluate(&leaves, e);
}

/* ---- rates ---- */
static double largest_entry(const double *m, int n)
{
    double largest = 0;
    for (int i = 0; i < n * n; i++)
        largest = nnrt_max(largest, fabs(m[i]));
    return largest;
}

static void square(double *m, int n, double factor)
{
    double product[PROBE_MAX * PROBE_MAX];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int q = 0; q < n; q++)
                sum += m[i * n + q] * m[q * n + j];
            product[i * n + j] = sum * factor;
        }
    memcpy(m, product, (size_t)(n * n) * sizeof *m);
}

/* The largest -Re of an eigenvalue, per ms, from the growth of powers of 1 - J h, h short against all time constants;
   0 where nothing decays. The powers are 2^k, kept near 1 by factors whose logarithms add up. */
static double fastest_decay(int n, const double *jacobian)
{
    double m[PROBE_MAX * PROBE_MAX];
    const double norm = largest_entry(jacobian, n);
    if (!(norm > 0) || !isfinite(norm))
        return 0;
    double time = 1e-6 / norm, growth = 0;
    for (int i = 0; i < n * n; i++)
        m[i] = (i % (n + 1) == 0) - jacobian[i] * time;
    for (int k = 0; k < SQUARINGS; k++) {
        const double largest = largest_entry(m, n);
        if (!(largest > 0))
            return 0;
        growth = 2 * (growth + nnrt_log(largest));
        square(m, n, 1 / (largest * largest));
        time *= 2;
    }
    const double rate = (growth + nnrt_log(largest_entry(m, n))) / time;
    return rate > 1e-9 * norm ? rate : 0;
}

static void look(Probe *p, const uint32_t *var, uint32_t n, double *rate)
{
    double jacobian[PROBE_MAX * PROBE_MAX];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            const IrExpr *e = discrete_entry(p->w, var[i], var[j]);
            jacobian[i * n + j] = e ? value_of(p, e) : (double)NAN;
        }
    const double decay = fastest_decay((int)n, jacobian);
    if (decay > *rate)
        *rate = decay;
}

/* ---- the way of the cell ---- */
static void slopes(Probe *p, double *f)
{
    for (uint32_t i = 0; i < p->w->vars.n; i++)
        f[i] = value_of(p, p->w->vars.v[i].f);
}

/* Heun's method, in steps that no state outruns; false: the cell runs away, or is past a cap. */
static bool move(Probe *p, double h, double *scratch)
{
    const uint32_t n = p->w->vars.n;
    double *k1 = scratch, *k2 = scratch + n, *old = scratch + 2 * n;
    slopes(p, k1);
    memcpy(old, p->x, n * sizeof *old);
    for (uint32_t i = 0; i < n; i++)
        p->x[i] = old[i] + h * k1[i];
    p->t += h;
    slopes(p, k2);
    for (uint32_t i = 0; i < n; i++) {
        p->x[i] = old[i] + 0.5 * h * (k1[i] + k2[i]);
        if (!(fabs(p->x[i]) < 1e6))
            return false;
        if (p->w->vars.v[i].cap && p->x[i] > value_of(p, p->w->vars.v[i].cap))
            return false;
    }
    return true;
}

static void follow(Probe *p, const uint32_t *var, uint32_t n, double *rate)
{
    Work *w = p->w;
    double *x = ARENA_ARRAY(w->a, double, w->vars.n),
           *scratch = ARENA_ARRAY(w->a, double, 3 * w->vars.n);
    for (uint32_t i = 0; i < w->vars.n; i++)
        x[i] = value_of_state(p, ir_item(w->flat, w->vars.v[i].name));
    p->x = x;
    look(p, var, n, rate);
    for (int point = 0; point < POINTS; point++) {
        const double h = nnrt_min(w->dt, 0.5 / nnrt_max(*rate, 1e-9));
        for (int step = 0; step < STEPS; step++)
            if (!move(p, h, scratch))
                return;
        look(p, var, n, rate);
    }
}

/* Derivatives that read no state: one look is enough. */
static bool has_constant_rates(const Work *w, const uint32_t *var, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            if (!discrete_entry(w, var[i], var[j]) ||
                alg_reads(w->flat, discrete_entry(w, var[i], var[j])))
                return false;
    return true;
}

static bool count_down(void *budget, const IrExpr *e)
{
    (void)e;
    return --*(long *)budget < 0;
}

/* Equations that take long to compute are not followed. */
static bool is_affordable(const Work *w, const uint32_t *var, uint32_t n)
{
    long budget = BUDGET;
    bool over = false;
    for (uint32_t i = 0; i < w->vars.n && !over; i++)
        over = ir_expr_any(w->vars.v[i].f, count_down, &budget);
    for (uint32_t i = 0; i < n * n && !over; i++)
        over = ir_expr_any(discrete_entry(w, var[i / n], var[i % n]), count_down, &budget);
    return !over;
}

static void probe(Work *w, const uint32_t *var, uint32_t n, const IrPopulation *population,
                  double *rate)
{
    Probe p = {.w = w, .population = population};
    if (has_constant_rates(w, var, n))
        look(&p, var, n, rate);
    else
        follow(&p, var, n, rate);
}

double discrete_usual(Work *w, const IrExpr *e)
{
    Probe p = {.w = w};
    return value_of(&p, e);
}

double discrete_fastest(Work *w, const uint32_t *var, uint32_t n)
{
    double rate = 0;
    int probed = 0;
    w->out->followed = true;
    if (n > PROBE_MAX || !is_affordable(w, var, n))
        return 0;
    for (uint32_t i = 0; i < w->m->populations.n && probed < POPULATIONS; i++) {
        const IrPopulation *p = w->m->populations.v[i];
        if (p->model == w->flat->name) {
            probe(w, var, n, p, &rate);
            probed++;
        }
    }
    if (!probed)
        probe(w, var, n, NULL, &rate);
    return rate;
}
