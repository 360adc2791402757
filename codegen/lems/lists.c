/* Array parameters. LEMS has none: times of spikes are children of a source, and a value looked up in a list is a choice between
   its numbers. */
#include "codegen/lems/lems_network.h"

#include "ir/build.h"

#include <string.h>

bool lems_list_values(LemsWriter *w, const IrExpr *list, uint32_t cell, LemsList *out)
{
    if (list->op != IR_LIST)
        return false;
    if (list->n && list->arg[0]->op == IR_LIST)
        return cell < list->n && lems_list_values(w, list->arg[cell], cell, out);
    for (uint32_t i = 0; i < list->n; i++) {
        const LemsValues network = {w, NULL, NULL, NULL, cell};
        const IrExpr *e = list->arg[i];
        double x;
        if (!lems_value_of(&network, e, &x))
            return false;
        const bool bare = e->op != IR_LITERAL || !e->u.literal.unit;
        if (bare && list->u.literal.unit)
            x *= unit_factor_to(list->u.literal.unit, &unit_native);
        VEC_PUSH(w->arena, out, x);
    }
    return true;
}

/* ---- times of spikes ---- */
static bool emits_entries(const IrItem *item, const Str *list)
{
    for (uint32_t i = 0; i < item->body->stmts.n; i++) {
        const IrStmt *st = &item->body->stmts.v[i];
        if (st->kind != IR_STMT_EMIT || !st->count || st->count->op != IR_COUNT ||
            st->count->arg[0]->op != IR_ITEM || st->count->arg[0]->u.name != list)
            return false;
    }
    return item->body->stmts.n == 1;
}

const IrItem *lems_spike_times(const IrModel *model)
{
    const IrItem *list = NULL;
    bool spikes = false;
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        if (item->kind == IR_ITEM_PARAM && item->is_list && !list)
            list = item;
        else if ((item->kind == IR_ITEM_WHENEVER || item->kind == IR_ITEM_ON) && list &&
                 emits_entries(item, list->name))
            spikes |= item->kind == IR_ITEM_WHENEVER;
        else if (item->kind != IR_ITEM_EVENT_OUT)
            return NULL;
    }
    return spikes ? list : NULL;
}

/* ---- values that are looked up ---- */
typedef struct Lists {
    LemsWriter *w;
    const IrModel *model;
    const IrBinds *binds;
    bool failed;
} Lists;

static bool find_list(Lists *l, const IrExpr *e, LemsList *out)
{
    const IrItem *item = e->op == IR_ITEM ? ir_item(l->model, e->u.name) : NULL;
    const IrBind *bind = item && l->binds ? ir_bind(l->binds, item->name) : NULL;
    return item && lems_list_values(l->w, bind ? bind->value : item->value, 0, out);
}

/* select(t >= last, value, select(...)), 0 before the first */
static IrExpr *lookup_node(void *context, IrExpr *e)
{
    Lists *l = context;
    Arena *a = l->w->arena;
    LemsList times = {0}, values = {0};
    if (e->op != IR_LOOKUP)
        return e;
    if (!find_list(l, e->arg[0], &times) || !find_list(l, e->arg[1], &values) ||
        times.n != values.n || e->arg[2]->op != IR_VARIABLE) {
        l->failed = true;
        return e;
    }
    IrExpr *all = ir_number(a, 0, e->dim, e->span);
    for (uint32_t i = 0; i < times.n; i++) {
        IrExpr *since =
            ir_unary(a, IR_SINCE, ir_number(a, times.v[i], dim_of(0, 0, 1, 0, 0, 0, 0), e->span));
        since->scalar = IR_BOOL;
        all = ir_select(a, since, ir_number(a, values.v[i], e->dim, e->span), all);
        all->dim = e->dim;
    }
    return all;
}

static void lookup_in_place(void *context, IrExpr **e)
{
    const Lists *l = context;
    if (e && *e)
        *e = ir_expr_map(l->w->arena, *e, lookup_node, context);
}

/* A current is held over a step: it is a state, which each step sets to what it is then. */
static void hold_current(LemsWriter *w, IrModel *model)
{
    Arena *a = w->arena;
    IrModule *m = (IrModule *)w->m;
    IrItem *current = NULL;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->is_current && model->items.v[i]->kind == IR_ITEM_ALIAS)
            current = model->items.v[i];
    if (!current)
        return;
    const Str *name = current->name;
    const Span at = current->span;
    const Str *now = str_format(w->session->strings, "%s_now", name->s);
    for (unsigned k = 2; ir_item(model, now); k++)
        now = str_format(w->session->strings, "%s_now_%u", name->s, k);
    map_remove(&model->by_name, name);
    current->name = now;
    current->is_current = current->out = false;
    map_set(&model->by_name, now, current);
    IrExpr *value = ir_named(a, IR_ITEM, now, at);
    value->dim = current->dim;
    IrItem *state = ir_item_new(a, IR_ITEM_STATE, name, at);
    state->dim = current->dim;
    state->out = true;
    state->value = value;
    ir_model_add(m, model, state);
    IrItem *each = ir_item_new(a, IR_ITEM_WHENEVER, NULL, at);
    each->value = ir_unary(a, IR_SINCE, ir_number(a, 0, dim_of(0, 0, 1, 0, 0, 0, 0), at));
    each->value->scalar = IR_BOOL;
    each->body = ARENA_NEW(a, IrBody);
    const IrStmt set = {
        .kind = IR_STMT_ASSIGN, .span = at, .name = name, .value = ir_expr_copy(a, value)};
    VEC_PUSH(a, &each->body->stmts, set);
    ir_model_add(m, model, each);
}

static bool has_lists(const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->is_list)
            return true;
    return false;
}

const IrModel *lems_source_model(LemsWriter *w, const IrModel *model, const IrBinds *binds,
                                 const char *name)
{
    const char *own = has_lists(model) ? name : model->name->s;
    IrModel *copy = ir_model_copy((IrModule *)w->m, model, str_from(w->session->strings, own));
    Lists lists = {w, copy, binds, false};
    for (uint32_t i = 0; i < copy->items.n; i++)
        ir_item_each_expr(copy->items.v[i], lookup_in_place, &lists);
    uint32_t n = 0;
    for (uint32_t i = 0; i < copy->items.n; i++)
        if (!copy->items.v[i]->is_list || lists.failed)
            copy->items.v[n++] = copy->items.v[i];
    copy->items.n = n;
    hold_current(w, copy);
    return copy;
}
