/* Parameters that are series in time, as `count(times, t)` and `lookup(times, values, t)` read them: ascending, not
   negative, as many values as times. */
#include "frontend/sema/builtins/builtins.h"

#include <stdlib.h>

typedef struct Series {
    Interp *in;
    const IrModel *model;
    const IrBinds *binds;
    bool failed;
} Series;

/* The list that a parameter is given; NULL when it is not known now. */
static IrExpr *list_of(const Series *s, const IrExpr *e, const IrItem **item, Span *at)
{
    *item = e->op == IR_ITEM ? ir_item(s->model, e->u.name) : NULL;
    if (!*item || (*item)->kind != IR_ITEM_PARAM)
        return NULL;
    const IrBind *bind = ir_bind(s->binds, (*item)->name);
    IrExpr *value = bind ? bind->value : (*item)->value;
    *at = bind ? bind->span : (*item)->span;
    return value && value->op == IR_LIST ? value : NULL;
}

typedef struct Timed {
    double time;
    uint32_t index;
} Timed;

static int compare_times(const void *a, const void *b)
{
    const Timed *x = a, *y = b;
    if (x->time < y->time || x->time > y->time)
        return x->time < y->time ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* NULL when a time is not known now, or negative (reported). */
static Timed *known_times(Series *s, const IrItem *item, const IrExpr *list, Span at,
                          bool *ascending)
{
    Timed *times = ARENA_ARRAY(s->in->arena, Timed, list->n + 1);
    *ascending = true;
    for (uint32_t i = 0; i < list->n; i++) {
        times[i].index = i;
        if (!bind_constant(list->arg[i], &times[i].time))
            return NULL;
        if (times[i].time < 0) {
            interp_error(s->in, DIAG_NNC0416, at, "a time of '%s' is negative: %g ms",
                         item->name->s, times[i].time);
            s->failed = true;
            return NULL;
        }
        *ascending &= !i || times[i - 1].time <= times[i].time;
    }
    return times;
}

static void sort_times(const Series *s, IrExpr *list, Timed *times)
{
    qsort(times, list->n, sizeof *times, compare_times);
    IrExpr **before = ARENA_ARRAY(s->in->arena, IrExpr *, list->n + 1);
    for (uint32_t i = 0; i < list->n; i++)
        before[i] = list->arg[i];
    for (uint32_t i = 0; i < list->n; i++)
        list->arg[i] = before[times[i].index];
}

/* One list for all cells, or one for each of them. */
static bool is_for_each(const IrExpr *list)
{
    return list->n && list->arg[0]->op == IR_LIST;
}

static IrExpr *list_of_cell(IrExpr *list, uint32_t i)
{
    return !is_for_each(list) ? list : i < list->n ? list->arg[i] : NULL;
}

/* Only where both lists are given together: one of them may be set alone later. */
static void check_lengths(Series *s, const IrExpr *e, IrExpr *times, uint32_t cell, Span at)
{
    const IrItem *values;
    IrExpr *list = list_of(s, e, &values, &(Span){0, 0});
    if (!list || !ir_bind(s->binds, values->name))
        return;
    list = list_of_cell(list, cell);
    times = list_of_cell(times, cell);
    if (s->failed || !list || !times || list->n == times->n)
        return;
    interp_error(s->in, DIAG_NNC0413, at, "%u values in '%s' for %u times", list->n,
                 values->name->s, times->n);
    s->failed = true;
}

/* Sorts the times that are only counted; false when they were not ascending. */
static bool check_times(Series *s, const IrExpr *call, const IrItem *item, IrExpr *list, Span at)
{
    bool ascending;
    Timed *times = known_times(s, item, list, at, &ascending);
    if (!times || ascending)
        return true;
    if (call->op == IR_COUNT)
        sort_times(s, list, times);
    return false;
}

static void check_call(Series *s, const IrExpr *call)
{
    const IrItem *item;
    Span at;
    bool ascending = true;
    IrExpr *list = list_of(s, call->arg[0], &item, &at);
    if (!list || !ir_bind(s->binds, item->name))
        return;
    const uint32_t n = is_for_each(list) ? list->n : 1;
    for (uint32_t i = 0; i < n && !s->failed; i++) {
        if (call->op == IR_LOOKUP)
            check_lengths(s, call->arg[1], list, i, at);
        ascending &= check_times(s, call, item, list_of_cell(list, i), at);
    }
    if (ascending || s->failed)
        return;
    if (call->op == IR_COUNT) {
        diag(s->in->diags, DIAG_NNC0261, at, "the times of '%s' are not ascending: they are sorted",
             item->name->s);
        return;
    }
    interp_error(s->in, DIAG_NNC0416, at, "the times of '%s' are not ascending", item->name->s);
    s->failed = true;
}

static bool visit(void *context, const IrExpr *e)
{
    if (e->op == IR_COUNT || e->op == IR_LOOKUP)
        check_call(context, e);
    return false;
}

static void visit_all(void *context, IrExpr **e)
{
    if (*e)
        ir_expr_any(*e, visit, context);
}

bool series_check(Interp *in, const IrModel *model, const IrBinds *binds)
{
    Series s = {in, model, binds, false};
    for (uint32_t i = 0; i < model->items.n; i++)
        ir_item_each_expr(model->items.v[i], visit_all, &s);
    return !s.failed;
}
