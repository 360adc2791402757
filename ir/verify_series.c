/* Lists of times, as `count(times, t)` and `lookup(times, values, t)` read them: ascending, not negative, and as many
   values as times. Programs search them without looking at this again. */
#include "ir/build.h"
#include "ir/verifying.h"

#include <float.h>

typedef struct Series {
    IrVerifier *v;
    const IrModel *model;
    const IrBinds *binds; /* NULL: none */
    bool defaults;        /* the other parameters have those of the model */
} Series;

typedef struct Given { /* what a parameter is given */
    const IrItem *item;
    const IrExpr *list; /* or a list for each cell; NULL: nothing is known here */
    bool bound;         /* here, not by the default */
    Span at;
} Given;

static Given given_for(const Series *s, const IrExpr *e)
{
    Given g = {.item = e->op == IR_ITEM ? ir_item(s->model, e->u.name) : NULL};
    if (!g.item || g.item->kind != IR_ITEM_PARAM)
        return g;
    const IrBind *bind = s->binds ? ir_bind(s->binds, g.item->name) : NULL;
    const IrExpr *value = bind ? bind->value : s->defaults ? g.item->value : NULL;
    g.bound = bind || !s->binds;
    g.at = bind ? bind->span : g.item->span;
    g.list = value && value->op == IR_LIST ? value : NULL;
    return g;
}

static void check_times(const Series *s, const Given *g, const IrExpr *list)
{
    const Unit *unit = list->u.literal.unit;
    const double factor = unit ? unit_factor_to(unit, &unit_native) : 1;
    double before = 0;
    for (uint32_t i = 0; i < list->n; i++) {
        double time;
        if (!ir_constant(list->arg[i], &time))
            return;
        time *= factor;
        if (!(time >= before) || time > DBL_MAX) {
            ir_verify_complain(s->v, DIAG_NNC0416, g->at,
                               time < 0        ? "a time of `%s` is negative: %g ms"
                               : time < before ? "the times of `%s` are not ascending at %g ms"
                                               : "a time of `%s` is %g ms",
                               g->item->name->s, time);
            return;
        }
        before = time;
    }
}

/* One for all cells, or one for each. */
static uint32_t lists_of(const IrExpr *list)
{
    return list->n && list->arg[0]->op == IR_LIST ? list->n : 1;
}

static const IrExpr *of_cell(const IrExpr *list, uint32_t i)
{
    const bool each = list->n && list->arg[0]->op == IR_LIST;
    return !each ? list : i < list->n ? list->arg[i] : NULL;
}

static bool check_lengths(const Series *s, const Given *times, const Given *values, uint32_t cell)
{
    const IrExpr *t = of_cell(times->list, cell), *x = of_cell(values->list, cell);
    if (!t || !x || t->n == x->n)
        return true;
    ir_verify_complain(s->v, DIAG_NNC0413, values->bound ? values->at : times->at,
                       "%u values in `%s` for %u times", x->n, values->item->name->s, t->n);
    return false;
}

static bool check_call(void *context, const IrExpr *e)
{
    const Series *s = context;
    if (e->op != IR_COUNT && e->op != IR_LOOKUP)
        return false;
    const Given times = given_for(s, e->arg[0]);
    if (!times.list)
        return false;
    const Given values = e->op == IR_LOOKUP ? given_for(s, e->arg[1]) : (Given){0};
    const bool both = values.list && (times.bound || values.bound);
    const uint32_t n_times = lists_of(times.list), n_values = both ? lists_of(values.list) : 1;
    for (uint32_t i = 0; times.bound && i < n_times; i++)
        check_times(s, &times, of_cell(times.list, i));
    for (uint32_t i = 0; both && i < (n_times > n_values ? n_times : n_values); i++)
        if (!check_lengths(s, &times, &values, i))
            return false;
    return false;
}

static void visit(void *context, IrExpr **e)
{
    if (*e)
        ir_expr_any(*e, check_call, context);
}

void ir_verify_series(IrVerifier *v, const IrModel *model, const IrBinds *binds, bool defaults)
{
    Series s = {v, model, binds, defaults};
    for (uint32_t i = 0; i < model->items.n && (!binds || binds->n); i++)
        ir_item_each_expr(model->items.v[i], visit, &s);
}
