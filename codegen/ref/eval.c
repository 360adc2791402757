/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evaluator: one walk over an expression, value and slope together. */
#include "codegen/ref/eval.h"

#include "runtime/time.h"

#include <math.h>
#include <string.h>

static const double VERY_SHORT = 1e-200; /* ms; see RefScope.instant */

RefScope ref_scope(const Ref *r, const RefValues *v, double t)
{
    RefScope s = {.r = r, .v = v, .along = -1, .t = t};
    ref_scope_add(&s, "dt", r->dt);
    ref_scope_add(&s, "t", t);
    return s;
}

void ref_scope_add(RefScope *s, const char *name, double value)
{
    s->variable[s->n_variables++] = (RefVariable){str_from(s->r->strings, name), value};
}

int64_t ref_steps(double t, double dt)
{
    return nnrt_steps(t, dt).k;
}

static RefDual constant(double x)
{
    return (RefDual){x, 0};
}

static RefDual fail(RefScope *s, const IrExpr *e)
{
    if (!s->failed)
        s->failed = e;
    return constant(NAN);
}

/* ---- leaves ---- */
static RefDual state_value(RefScope *s, uint32_t index)
{
    const RefValues *v = s->v;
    if (s->before && s->read_before[index])
        return constant(s->before[index]);
    RefDual x = {v->state[index], (int32_t)index == s->along};
    const IrExpr *cap = s->capped ? v->model->cap[index] : NULL;
    if (!cap)
        return x;
    s->capped = false;
    const RefDual most = ref_eval(s, cap);
    s->capped = true;
    return x.x < most.x ? x : most;
}

static RefDual connector_param(RefScope *s, const IrExpr *e)
{
    const IrBind *bind = s->binds ? ir_bind(s->binds, e->u.name) : NULL;
    if (bind)
        return ref_eval(s, bind->value);
    for (uint32_t i = 0; s->connector && i < s->connector->params.n; i++) {
        const IrItem *p = s->connector->params.v[i];
        if (p->name == e->u.name && p->value)
            return ref_eval(s, p->value);
    }
    return fail(s, e);
}

static RefDual alias_value(RefScope *s, const RefSlot *slot)
{
    const RefKnown *k = s->capped ? s->known : NULL; /* within a cap, states are read as they are */
    if (k && k->point[slot->index] == s->point)
        return k->value[slot->index];
    const RefDual x = ref_eval(s, slot->item->value);
    if (k) {
        k->value[slot->index] = x;
        k->point[slot->index] = s->point;
    }
    return x;
}

RefDual ref_named(RefScope *s, const Str *name, const IrExpr *e)
{
    const RefSlot *slot = ref_slot(s->v->model, name);
    if (!slot)
        return fail(s, e);
    switch (slot->kind) {
    case REF_PARAM:
        return constant(s->v->param[slot->index]);
    case REF_INPUT:
        return ref_input(s, slot, e);
    case REF_STATE:
        return state_value(s, slot->index);
    case REF_ALIAS:
        break;
    }
    return alias_value(s, slot);
}

static RefDual place_value(RefScope *s, const IrExpr *e)
{
    double x;
    return ref_place_value(s, e, &x) ? constant(x) : fail(s, e);
}

static RefDual variable_value(RefScope *s, const IrExpr *e)
{
    for (uint32_t i = s->n_variables; i-- > 0;)
        if (s->variable[i].name == e->u.name)
            return constant(s->variable[i].value);
    return place_value(s, e);
}

static RefDual data_value(RefScope *s, const IrExpr *e)
{
    const IrData *d = ir_find_data(s->r->m, e->u.name);
    const double row = ref_eval(s, e->arg[0]).x, column = e->n > 1 ? ref_eval(s, e->arg[1]).x : 0;
    if (!d || !(row >= 0 && row < (double)d->rows && column >= 0 && column < d->columns))
        return fail(s, e);
    return constant(d->values[(uint64_t)column * d->rows + (uint64_t)row]);
}

static RefDual program_param(RefScope *s, const IrExpr *e)
{
    const IrParam *p = ir_find_param(s->r->m, e->u.name);
    return p && p->value ? ref_eval(s, p->value) : fail(s, e);
}

/* ---- arithmetic ---- */
static RefDual times(RefDual a, RefDual b)
{
    return (RefDual){a.x * b.x, a.slope * b.x + a.x * b.slope};
}

static RefDual sum(RefScope *s, const IrExpr *e)
{
    RefDual all = ref_eval(s, e->arg[0]);
    for (uint32_t i = 1; i < e->n; i++) {
        const RefDual term = ref_eval(s, e->arg[i]);
        all.x += term.x;
        all.slope += term.slope;
    }
    return all;
}

static RefDual product(RefScope *s, const IrExpr *e)
{
    RefDual all = ref_eval(s, e->arg[0]);
    for (uint32_t i = 1; i < e->n; i++)
        all = times(all, ref_eval(s, e->arg[i]));
    return all;
}

static RefDual quotient(RefScope *s, const IrExpr *e)
{
    const RefDual a = ref_eval(s, e->arg[0]);
    RefDual b = ref_eval(s, e->arg[1]);
    if (s->instant && fabs(b.x) < VERY_SHORT)
        b.x = VERY_SHORT;
    const double y = a.x / b.x;
    return (RefDual){y, (a.slope - y * b.slope) / b.x};
}

static RefDual whole_power(RefScope *s, const IrExpr *e)
{
    const RefDual a = ref_eval(s, e->arg[0]);
    const double n = (double)e->u.integer;
    return (RefDual){pow(a.x, n), n * pow(a.x, n - 1) * a.slope};
}

static RefDual power(RefScope *s, const IrExpr *e)
{
    const RefDual a = ref_eval(s, e->arg[0]), b = ref_eval(s, e->arg[1]);
    const double y = pow(a.x, b.x);
    const double grown = b.slope < 0 || b.slope > 0 ? y * log(a.x) * b.slope : 0;
    return (RefDual){y, b.x * pow(a.x, b.x - 1) * a.slope + grown};
}

/* The remainder has the sign of the divisor. */
static RefDual remainder_of(RefScope *s, const IrExpr *e)
{
    const RefDual a = ref_eval(s, e->arg[0]), b = ref_eval(s, e->arg[1]);
    double y = fmod(a.x, b.x);
    if ((y < 0) != (b.x < 0) && (y < 0 || y > 0))
        y += b.x;
    return (RefDual){y, a.slope};
}

static RefDual extreme(RefScope *s, const IrExpr *e)
{
    const RefDual a = ref_eval(s, e->arg[0]), b = ref_eval(s, e->arg[1]);
    return (e->op == IR_MAX ? a.x > b.x : a.x < b.x) ? a : b;
}

/* ---- tests ---- */
static bool compare(IrOp op, double a, double b)
{
    switch ((int)op) {
    case IR_LT:
        return a < b;
    case IR_LE:
        return a <= b;
    case IR_GT:
        return a > b;
    case IR_GE:
        return a >= b;
    case IR_EQ:
        return a <= b && a >= b;
    default:
        return !(a <= b && a >= b);
    }
}

static RefDual comparison(RefScope *s, const IrExpr *e)
{
    const double a = ref_eval(s, e->arg[0]).x, b = ref_eval(s, e->arg[1]).x;
    return constant(compare((IrOp)e->op, a, b));
}

static bool is_true(RefScope *s, const IrExpr *e)
{
    const double x = ref_eval(s, e).x;
    return x < 0 || x > 0;
}

static RefDual logic(RefScope *s, const IrExpr *e)
{
    const bool any = e->op == IR_OR;
    for (uint32_t i = 0; i < e->n; i++)
        if (is_true(s, e->arg[i]) == any)
            return constant(any);
    return constant(!any);
}

/* ---- times and lists ---- */
bool ref_list(const RefScope *s, const IrExpr *e, RefList *out)
{
    const RefSlot *slot = e->op == IR_ITEM && s->v ? ref_slot(s->v->model, e->u.name) : NULL;
    if (slot && slot->kind == REF_ALIAS)
        return ref_list(s, slot->item->value, out);
    if (slot && slot->kind == REF_PARAM) {
        *out = s->v->list[slot->index];
        return true;
    }
    if (e->op != IR_LIST)
        return false;
    const double factor = e->u.literal.unit ? unit_factor_to(e->u.literal.unit, &unit_native) : 1;
    double *v = ARENA_ARRAY(s->r->a, double, e->n + 1);
    for (uint32_t i = 0; i < e->n; i++) {
        if (!ir_constant(e->arg[i], &v[i]))
            return false;
        v[i] *= factor;
    }
    *out = (RefList){v, e->n};
    return true;
}

static RefDual count_entries(RefScope *s, const IrExpr *e)
{
    RefList times_of;
    const double t = ref_eval(s, e->arg[1]).x;
    double n = 0;
    if (!ref_list(s, e->arg[0], &times_of))
        return fail(s, e);
    for (uint32_t i = 0; i < times_of.n; i++)
        n += ref_steps(times_of.v[i], s->r->dt) == ref_steps(t, s->r->dt);
    return constant(n);
}

static RefDual last_entry(RefScope *s, const IrExpr *e)
{
    RefList at, values;
    const double t = ref_eval(s, e->arg[2]).x;
    double y = 0;
    if (!ref_list(s, e->arg[0], &at) || !ref_list(s, e->arg[1], &values))
        return fail(s, e);
    for (uint32_t i = 0; i < at.n && i < values.n; i++)
        if (ref_steps(at.v[i], s->r->dt) <= ref_steps(t, s->r->dt))
            y = values.v[i];
    return constant(y);
}

static RefDual decay(RefScope *s, const IrExpr *e)
{
    const double n = ref_eval(s, e->arg[0]).x, tau = ref_eval(s, e->arg[1]).x;
    return constant(tau < 0 || tau > 0 ? exp(-n * s->r->dt / tau) : 0);
}

/* delay(x, d): x at t - d, linear between the times of the grid. */
static RefDual delayed(RefScope *s, const IrExpr *e)
{
    for (uint32_t i = 0; s->v && s->v->past && i < s->v->model->delays.n; i++)
        if (s->v->model->delays.v[i] == e)
            return constant(ref_past(s->r, s->v, i, s->t - ref_eval(s, e->arg[1]).x));
    return fail(s, e);
}

static RefDual test_time(RefScope *s, const IrExpr *e)
{
    const double slack = (e->op == IR_AFTER ? 1e-6 : -1e-6) * s->r->dt;
    return constant(s->t - ref_eval(s, e->arg[0]).x > slack);
}

/* ---- the walk ---- */
static RefDual boolean(RefScope *s, const IrExpr *e)
{
    (void)s;
    return constant((double)e->u.integer);
}

static RefDual item_value(RefScope *s, const IrExpr *e)
{
    return s->v ? ref_named(s, e->u.name, e) : connector_param(s, e);
}

static RefDual floor_of_quotient(RefScope *s, const IrExpr *e)
{
    return constant(floor(quotient(s, e).x));
}

static RefDual negation(RefScope *s, const IrExpr *e)
{
    return constant(!is_true(s, e->arg[0]));
}

static RefDual choice(RefScope *s, const IrExpr *e)
{
    return ref_eval(s, e->arg[is_true(s, e->arg[0]) ? 1 : 2]);
}

static RefDual grid_steps(RefScope *s, const IrExpr *e)
{
    return constant((double)ref_steps(ref_eval(s, e->arg[0]).x, s->r->dt));
}

static RefDual function(RefScope *s, const IrExpr *e)
{
    RefDual y;
    if (e->n != 1)
        return fail(s, e);
    const RefDual a = ref_eval(s, e->arg[0]);
    if (!ref_function((IrOp)e->op, a.x, &y))
        return fail(s, e);
    y.slope *= a.slope;
    return y;
}

/* All that is no function of one number. */
static RefDual (*const evaluators[IR_OP_COUNT])(RefScope *, const IrExpr *) = {
    [IR_BOOLEAN] = boolean,
    [IR_ITEM] = item_value,
    [IR_PARAM] = program_param,
    [IR_VARIABLE] = variable_value,
    [IR_DISTANCE] = place_value,
    [IR_POSITION] = place_value,
    [IR_DATA] = data_value,
    [IR_SUM] = sum,
    [IR_PRODUCT] = product,
    [IR_QUOTIENT] = quotient,
    [IR_POWI] = whole_power,
    [IR_POW] = power,
    [IR_MOD] = remainder_of,
    [IR_FDIV] = floor_of_quotient,
    [IR_MIN] = extreme,
    [IR_MAX] = extreme,
    [IR_LT] = comparison,
    [IR_LE] = comparison,
    [IR_GT] = comparison,
    [IR_GE] = comparison,
    [IR_EQ] = comparison,
    [IR_NE] = comparison,
    [IR_AND] = logic,
    [IR_OR] = logic,
    [IR_NOT] = negation,
    [IR_SELECT] = choice,
    [IR_AFTER] = test_time,
    [IR_SINCE] = test_time,
    [IR_STEPS] = grid_steps,
    [IR_DECAY] = decay,
    [IR_DELAY] = delayed,
    [IR_COUNT] = count_entries,
    [IR_LOOKUP] = last_entry,
};

RefDual ref_eval(RefScope *s, const IrExpr *e)
{
    double x;
    if (e->op != IR_NEG && ir_constant(e, &x))
        return constant(x);
    return (evaluators[e->op] ? evaluators[e->op] : function)(s, e);
}

static bool refuse_value(const Ref *r, const IrExpr *x, Span at)
{
    if (x->op == IR_DRAW || x->op == IR_DRAWAT)
        return ref_refuse(r, at, "a random value: the reference integrator draws nothing");
    const bool named = x->op == IR_ITEM || x->op == IR_VARIABLE || x->op == IR_PARAM;
    return ref_refuse(r, at, "the reference integrator has no value of '%s'",
                      named ? x->u.name->s : ir_op_spelling((IrOp)x->op));
}

bool ref_value(const Ref *r, RefScope *s, const IrExpr *e, double *out)
{
    *out = ref_eval(s, e).x;
    if (!s->failed)
        return true;
    return refuse_value(r, s->failed, s->failed->span.lo ? s->failed->span : e->span);
}
