/* normal MODEL [-I FOLDER]: the model IR of any file that nnc reads, without what cannot matter to a simulation, as text. Two
   models with one such text are the same model.

   What cannot matter: how a number is written (`1 nA`, int(1), a folded one), units of declarations, which variables a document
   exposes, brackets at the left of a sum or product, the order of declarations among other items, of values given by name and of
   models and recorders; initial values that are those of the model; names of data, connectors and views, as long as nothing is
   drawn for them; marks behind names that mean something else in `.nn` (`t_`, `run_`). */
#include "ir/build.h"
#include "ir/facts.h"
#include "ir/text.h"
#include "tests/convert/read_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Normal {
    IrModule *m;
    Arena *a;
    Map names;  /* of data, connectors, views -> their new ones */
    Map models; /* that something is made of */
    uint32_t n_data;
} Normal;

/* ---- expressions ---- */
static const Str *renamed(Normal *n, const Str *name)
{
    const Str *other = name ? map_get(&n->names, name) : NULL;
    return other ? other : name;
}

/* "a.t" is "a.t_". */
static const Str *item_name(Normal *n, const Str *name)
{
    char *text = arena_alloc(n->a, 2 * name->len + 2), *out = text;
    for (const char *at = name->s; *at;) {
        const size_t len = strcspn(at, ".");
        for (size_t i = 0; i < len; i++)
            *out++ = at[i] == '`' ? '_' : at[i];
        if ((len == 1 && *at == 't') || (len == 2 && !memcmp(at, "dt", 2)))
            *out++ = '_';
        at += len;
        if (*at)
            *out++ = *at++;
    }
    return str_intern(n->m->session->strings, text, (size_t)(out - text));
}

static IrExpr *flat_left(Arena *a, IrExpr *e)
{
    if ((e->op != IR_SUM && e->op != IR_PRODUCT) || e->arg[0]->op != e->op)
        return e;
    const IrExpr *left = e->arg[0];
    IrExpr *all = ir_expr_new(a, (IrOp)e->op, left->n + e->n - 1, e->span);
    memcpy(all->arg, left->arg, left->n * sizeof *left->arg);
    memcpy(all->arg + left->n, e->arg + 1, (e->n - 1) * sizeof *e->arg);
    all->dim = e->dim;
    return all;
}

static IrExpr *of_data(Normal *n, IrExpr *e)
{
    IrData *d = ir_find_data(n->m, e->u.name);
    bool equal = d && d->rows && e->n == 1 && e->arg[0]->op == IR_VARIABLE;
    for (uint64_t i = 1; equal && i < d->rows; i++)
        equal = !memcmp(&d->values[i], &d->values[0], sizeof(double));
    if (equal)
        return ir_number(n->a, d->values[0], DIM_NONE, e->span);
    e->u.name = renamed(n, e->u.name);
    return e;
}

/* Each element has the unit of the list. */
static IrExpr *of_list(IrExpr *e)
{
    const Unit *unit = e->u.literal.unit;
    e->u.literal.unit = NULL;
    e->dim = DIM_NONE;
    for (uint32_t i = 0; unit && i < e->n; i++)
        if (e->arg[i]->op == IR_NUMBER)
            e->arg[i]->u.number *= unit_factor_to(unit, &unit_native);
    return e;
}

static IrExpr *normal_node(void *context, IrExpr *e)
{
    Normal *n = context;
    double x;
    if (ir_constant(e, &x))
        return ir_number(n->a, x, DIM_NONE, e->span);
    if (e->op == IR_DATA)
        return of_data(n, e);
    if (e->op == IR_LIST)
        return of_list(e);
    if (e->op == IR_ITEM)
        e->u.name = item_name(n, e->u.name);
    e->dim = DIM_NONE;
    if (e->op == IR_PRODUCT && e->n == 2 && e->arg[0]->op == IR_DRAW && ir_is_one(e->arg[1]))
        return e->arg[0]; /* of numbers, in the unit of the parameter */
    return flat_left(n->a, e);
}

static void normal_expr(void *context, IrExpr **e)
{
    if (*e)
        *e = ir_expr_map(((Normal *)context)->a, *e, normal_node, context);
}

static int by_bind_name(const void *a, const void *b)
{
    return strcmp(((const IrBind *)a)->name->s, ((const IrBind *)b)->name->s);
}

static void sort_binds(IrBinds *binds)
{
    if (binds->n > 1)
        qsort(binds->v, binds->n, sizeof *binds->v, by_bind_name);
}

static void normal_binds(Normal *n, IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        normal_expr(n, &binds->v[i].value);
    sort_binds(binds);
}

/* ---- models ---- */
static int rank_of(const IrItem *item)
{
    static const int ranks[IR_ITEM_COUNT] = {
        [IR_ITEM_EVENT_IN] = 1, [IR_ITEM_EVENT_OUT] = 2, [IR_ITEM_REDUCE] = 3,
        [IR_ITEM_IN] = 4,       [IR_ITEM_PARAM] = 5,     [IR_ITEM_NOISE] = 6,
        [IR_ITEM_DERIV] = 8,    [IR_ITEM_JUMP] = 9,      [IR_ITEM_FEED] = 10};
    return ranks[item->kind] ? ranks[item->kind] : 7;
}

static int by_item_name(const void *a, const void *b)
{
    return strcmp((*(IrItem *const *)a)->name->s, (*(IrItem *const *)b)->name->s);
}

/* Those of one sum keep their order. */
static void sort_terms(IrItem **items, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k > 0 && strcmp(items[k - 1]->name->s, items[k]->name->s) > 0; k--) {
            IrItem *other = items[k];
            items[k] = items[k - 1];
            items[k - 1] = other;
        }
}

static void sort_items(Normal *n, IrModel *model)
{
    IrItem **sorted = ARENA_ARRAY(n->a, IrItem *, model->items.n + 1);
    uint32_t k = 0;
    for (int rank = 1; rank <= 10; rank++)
        for (uint32_t i = 0; i < model->items.n; i++)
            if (rank_of(model->items.v[i]) == rank)
                sorted[k++] = model->items.v[i];
    memcpy(model->items.v, sorted, k * sizeof *sorted);
    uint32_t from = k, to;
    while (from > 0 && rank_of(sorted[from - 1]) == 10)
        from--;
    sort_terms(model->items.v + from, k - from);
    from = 0;
    while (from < k && rank_of(sorted[from]) < 4)
        from++;
    for (to = from; to < k && rank_of(sorted[to]) == 4;)
        to++;
    if (to > from + 1) /* inputs are known by their names */
        qsort(model->items.v + from, to - from, sizeof *sorted, by_item_name);
}

/* Actions that read the values from before: what is sent stands before the assignments, `enter` behind them. */
static void normal_order(Normal *n, IrBody *b)
{
    IrStmt *sorted = ARENA_ARRAY(n->a, IrStmt, b->stmts.n + 1);
    uint32_t k = 0, assigns = 0;
    for (int rank = 0; b->par && rank < 3; rank++)
        for (uint32_t i = 0; i < b->stmts.n; i++) {
            const IrStmtKind kind = b->stmts.v[i].kind;
            if ((kind == IR_STMT_ASSIGN ? 1 : kind == IR_STMT_ENTER ? 2 : 0) == rank)
                sorted[k++] = b->stmts.v[i];
            assigns += rank == 1 && kind == IR_STMT_ASSIGN;
        }
    if (b->par)
        memcpy(b->stmts.v, sorted, k * sizeof *sorted);
    b->par = assigns > 1;
}

static void normal_body(Normal *n, IrBody *b)
{
    if (b)
        normal_order(n, b);
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_ASSIGN)
            s->name = item_name(n, s->name);
        normal_body(n, s->then_body);
        normal_body(n, s->else_body);
    }
}

/* Nothing is once. */
static void normal_counts(Normal *n, IrBinds *side)
{
    for (uint32_t i = 0; i < side->n; i++)
        if (!side->v[i].value)
            side->v[i].value = ir_number(n->a, 1, DIM_NONE, side->v[i].span);
}

static void normal_item(Normal *n, IrItem *item)
{
    ir_item_each_expr(item, normal_expr, n);
    if (item->name)
        item->name = item_name(n, item->name);
    item->out = false;
    item->unit = NULL;
    item->doc = NULL;
    if (item->kind == IR_ITEM_ALIAS && item->scalar == IR_INT)
        item->scalar = IR_REAL;
    if (item->kind == IR_ITEM_PART)
        sort_binds(&item->binds);
    for (uint32_t i = 0; i < item->args.n; i++)
        item->args.v[i].unit = NULL;
    normal_body(n, item->body);
    for (uint32_t i = 0; i < item->reactions.n; i++) {
        normal_counts(n, &item->reactions.v[i].left);
        normal_counts(n, &item->reactions.v[i].right);
    }
    for (uint32_t r = 0; r < item->regimes.n; r++) {
        normal_body(n, item->regimes.v[r].entry);
        for (uint32_t k = 0; k < item->regimes.v[r].items.n; k++)
            normal_item(n, item->regimes.v[r].items.v[k]);
        if (item->regimes.v[r].initial && r) {
            const IrRegime first = item->regimes.v[r];
            memmove(&item->regimes.v[1], &item->regimes.v[0], r * sizeof first);
            item->regimes.v[0] = first;
        }
    }
}

/* "run_" is "run", which scripts have as a function. */
static const Str *model_name(Normal *n, const Str *name)
{
    const bool marked = name && name->len > 1 && name->s[name->len - 1] == '_';
    return marked ? str_intern(n->m->session->strings, name->s, name->len - 1) : name;
}

static void normal_model(Normal *n, IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        normal_item(n, model->items.v[i]);
    for (uint32_t i = 0; i < model->items.n; i++)
        model->items.v[i]->model = model_name(n, model->items.v[i]->model);
    sort_items(n, model);
    model->doc = NULL;
}

static void reach(Normal *n, const Str *name)
{
    const IrModel *model = name ? ir_find_model(n->m, name) : NULL;
    if (!model || map_has(&n->models, name))
        return;
    map_set(&n->models, name, (void *)model);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_PART)
            reach(n, model->items.v[i]->model);
}

static int by_model_name(const void *a, const void *b)
{
    return strcmp((*(IrModel *const *)a)->name->s, (*(IrModel *const *)b)->name->s);
}

/* Models of the library are in a module where something looked at them. */
static bool is_library(const IrModule *m, Span at)
{
    const SourceFile *file = at.lo ? sources_holding(m->session->sources, at.lo) : NULL;
    return file && !strncmp(file->name, "<stdlib>/", 9) &&
           strncmp(file->name, "<stdlib>/neuroml2/", 18) != 0;
}

static void normal_models(Normal *n)
{
    IrModule *m = n->m;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < m->populations.n; i++)
        reach(n, m->populations.v[i]->model);
    for (uint32_t i = 0; i < m->projections.n; i++)
        reach(n, m->projections.v[i]->synapse);
    for (uint32_t i = 0; i < m->inputs.n; i++)
        reach(n, m->inputs.v[i]->source);
    for (uint32_t i = 0; i < m->models.n; i++)
        if (m->populations.n ? map_has(&n->models, m->models.v[i]->name)
                             : !is_library(m, m->models.v[i]->span))
            m->models.v[kept++] = m->models.v[i];
    m->models.n = kept;
    for (uint32_t i = 0; i < kept; i++) {
        normal_model(n, m->models.v[i]);
        m->models.v[i]->name = model_name(n, m->models.v[i]->name);
    }
    for (uint32_t i = 0; i < m->populations.n; i++)
        m->populations.v[i]->model = model_name(n, m->populations.v[i]->model);
    if (kept > 1)
        qsort(m->models.v, kept, sizeof *m->models.v, by_model_name);
}

/* ---- networks ---- */
static void rename_to(Normal *n, const Str *name, const char *kind, uint32_t number)
{
    if (name && !map_has(&n->names, name))
        map_set(&n->names, name, (void *)str_format(n->m->session->strings, "%s%u", kind, number));
}

/* By what it holds. */
static void name_view(Normal *n, IrView *v)
{
    double bounds[3] = {0, -1, 1};
    const IrData *d = v->data ? ir_find_data(n->m, v->data) : NULL;
    const IrExpr *const given[3] = {v->start, v->stop, v->step};
    for (int i = 0; i < 3; i++)
        if (given[i])
            ir_constant(given[i], &bounds[i]);
    if (d && d->rows == 1) {
        bounds[0] = d->values[0];
        bounds[1] = bounds[0] + 1;
    }
    const Str *of = renamed(n, v->within ? v->within : v->population);
    const Str *name =
        d && d->rows > 1 ? str_format(n->m->session->strings, "%s%s", of->s, renamed(n, v->data)->s)
                         : str_format(n->m->session->strings, "%s[%g:%g:%g]", of->s, bounds[0],
                                      bounds[1], bounds[2]);
    map_set(&n->names, v->name, (void *)name);
}

static int by_view_name(const void *a, const void *b)
{
    return strcmp((*(IrView *const *)a)->name->s, (*(IrView *const *)b)->name->s);
}

static void name_all(Normal *n)
{
    IrModule *m = n->m;
    for (uint32_t i = 0; i < m->projections.n; i++)
        rename_to(n, m->projections.v[i]->connector, "connector", i);
    for (uint32_t i = 0; i < m->views.n; i++)
        if (m->views.v[i]->kind != IR_VIEW_SAMPLE)
            name_view(n, m->views.v[i]);
}

/* pop[3] is the slice from 3 to 4. */
static void normal_view(Normal *n, IrView *v)
{
    const IrData *d = v->data ? ir_find_data(n->m, v->data) : NULL;
    if (v->kind == IR_VIEW_LIST && d && d->rows == 1) {
        v->kind = IR_VIEW_SLICE;
        v->start = ir_number(n->a, d->values[0], DIM_NONE, v->span);
        v->stop = ir_number(n->a, d->values[0] + 1, DIM_NONE, v->span);
        v->data = NULL;
    }
    normal_expr(n, &v->start);
    normal_expr(n, &v->stop);
    normal_expr(n, &v->step);
    v->name = renamed(n, v->name);
    v->within = renamed(n, v->within);
    v->data = renamed(n, v->data);
}

/* "excitatory.event": the port of a receptor, which has one. */
static const Str *receptor_of(Normal *n, const Str *port)
{
    return port ? str_intern(n->m->session->strings, port->s, strcspn(port->s, ".")) : NULL;
}

static void normal_projection(Normal *n, IrProjection *p)
{
    normal_expr(n, &p->weight);
    normal_expr(n, &p->delay);
    if (!p->dendritic)
        p->dendritic = ir_integer(n->a, 1, p->span);
    normal_expr(n, &p->dendritic);
    normal_binds(n, &p->connector_args);
    normal_binds(n, &p->synapse_args);
    normal_binds(n, &p->space);
    p->post_port = receptor_of(n, p->post_port);
    p->pre = renamed(n, p->pre);
    p->post = renamed(n, p->post);
    p->connector = renamed(n, p->connector);
}

static void normal_connector(Normal *n, IrConnector *c)
{
    c->name = renamed(n, c->name);
    for (uint32_t i = 0; i < c->params.n; i++)
        normal_item(n, c->params.v[i]);
    for (uint32_t i = 0; i < c->clauses.n; i++) {
        IrClause *k = &c->clauses.v[i];
        normal_expr(n, &k->guard);
        normal_expr(n, &k->probability);
        normal_expr(n, &k->sample);
        normal_binds(n, &k->values);
        k->data = renamed(n, k->data);
    }
}

static void normal_actions(Normal *n, IrAction *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        normal_expr(n, &list[i].value);
        normal_binds(n, &list[i].annotations);
        list[i].target = renamed(n, list[i].target);
        normal_actions(n, list[i].body.v, list[i].body.n);
    }
}

/* Values of items of cells. */
static void normal_items(Normal *n, IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        binds->v[i].name = item_name(n, binds->v[i].name);
    normal_binds(n, binds);
}

static void normal_network(Normal *n)
{
    IrModule *m = n->m;
    for (uint32_t i = 0; i < m->params.n; i++)
        normal_expr(n, &m->params.v[i]->value);
    for (uint32_t i = 0; i < m->populations.n; i++) {
        normal_expr(n, &m->populations.v[i]->size);
        normal_items(n, &m->populations.v[i]->values);
        normal_items(n, &m->populations.v[i]->initial);
        normal_binds(n, &m->populations.v[i]->place_args);
    }
    for (uint32_t i = 0; i < m->groups.n; i++)
        for (uint32_t k = 0; k < m->groups.v[i]->members.n; k++)
            m->groups.v[i]->members.v[k] = renamed(n, m->groups.v[i]->members.v[k]);
    for (uint32_t i = 0; i < m->projections.n; i++)
        normal_projection(n, m->projections.v[i]);
    for (uint32_t i = 0; i < m->inputs.n; i++) {
        normal_binds(n, &m->inputs.v[i]->values);
        normal_expr(n, &m->inputs.v[i]->weight);
        normal_expr(n, &m->inputs.v[i]->delay);
        m->inputs.v[i]->port = receptor_of(n, m->inputs.v[i]->port);
        m->inputs.v[i]->target = renamed(n, m->inputs.v[i]->target);
    }
    for (uint32_t i = 0; i < m->recorders.n; i++) {
        m->recorders.v[i]->target = renamed(n, m->recorders.v[i]->target);
        if (m->recorders.v[i]->path)
            m->recorders.v[i]->path = item_name(n, m->recorders.v[i]->path);
        normal_expr(n, &m->recorders.v[i]->interval);
    }
    normal_actions(n, m->experiment.v, m->experiment.n);
}

/* Cells start with the values of their model where nothing else is said. */
static bool is_default(const Normal *n, const IrPopulation *p, const IrBind *bind)
{
    const IrModel *model = ir_find_model(n->m, p->model);
    const IrItem *state = model ? ir_item(model, bind->name) : NULL;
    double value, standard = 0;
    return state && state->kind == IR_ITEM_STATE && ir_constant(bind->value, &value) &&
           (!state->value || ir_constant(state->value, &standard)) &&
           !memcmp(&value, &standard, sizeof value);
}

static void drop_defaults(Normal *n)
{
    for (uint32_t i = 0; i < n->m->populations.n; i++) {
        IrPopulation *p = n->m->populations.v[i];
        uint32_t kept = 0;
        for (uint32_t k = 0; k < p->initial.n; k++)
            if (!is_default(n, p, &p->initial.v[k]))
                p->initial.v[kept++] = p->initial.v[k];
        p->initial.n = kept;
    }
}

/* ---- recorders ---- */
static int by_text(const Str *a, const Str *b)
{
    return a == b ? 0 : strcmp(a ? a->s : "", b ? b->s : "");
}

static int by_recorded(const void *a, const void *b)
{
    const IrRecorder *x = *(IrRecorder *const *)a, *y = *(IrRecorder *const *)b;
    const int target = by_text(x->target, y->target), path = by_text(x->path, y->path);
    return target ? target : path ? path : by_text(x->event, y->event);
}

static int by_recorder(const void *a, const void *b)
{
    const IrAction *x = a, *y = b;
    return (x->recorder > y->recorder) - (x->recorder < y->recorder);
}

static void renumber(IrAction *list, uint32_t count, const uint32_t *place)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].kind == IR_ACTION_RECORD || list[i].kind == IR_ACTION_STOP_RECORDING)
            list[i].recorder = place[list[i].recorder];
        for (uint32_t c = 0; c < list[i].columns.n; c++)
            list[i].columns.v[c].recorder = place[list[i].columns.v[c].recorder];
        renumber(list[i].body.v, list[i].body.n, place);
    }
    for (uint32_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && list[to].kind == IR_ACTION_RECORD;)
            to++;
        if (to > from)
            qsort(list + from, to - from, sizeof *list, by_recorder);
        to += to == from;
    }
}

static void sort_recorders(Normal *n)
{
    IrModule *m = n->m;
    const uint32_t count = m->recorders.n;
    IrRecorder **before = ARENA_ARRAY(n->a, IrRecorder *, count + 1);
    uint32_t *place = ARENA_ARRAY(n->a, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++)
        before[i] = m->recorders.v[i];
    if (count > 1)
        qsort(m->recorders.v, count, sizeof *m->recorders.v, by_recorded);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < count; k++)
            if (m->recorders.v[k] == before[i])
                place[i] = k;
    renumber(m->experiment.v, m->experiment.n, place);
}

/* ---- data: those that are still named, in the order in which they are ---- */
static bool is_constant_column(const IrData *d)
{
    for (uint64_t i = 1; i < d->rows; i++)
        if (memcmp(&d->values[i], &d->values[0], sizeof(double)) != 0)
            return false;
    return d->columns == 1;
}

static void rename_data(Normal *n, const Str *name)
{
    const IrData *d = name ? ir_find_data(n->m, name) : NULL;
    if (d && !is_constant_column(d) && !map_has(&n->names, name))
        rename_to(n, name, "data", n->n_data++);
}

static bool is_data(void *context, const IrExpr *e)
{
    if (e->op == IR_DATA)
        rename_data(context, e->u.name);
    return false;
}

static void name_data_of(Normal *n, const IrAction *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].value)
            ir_expr_any(list[i].value, is_data, n);
        name_data_of(n, list[i].body.v, list[i].body.n);
    }
}

static int by_data_name(const void *a, const void *b)
{
    return strcmp((*(IrData *const *)a)->name->s, (*(IrData *const *)b)->name->s);
}

static void name_data(Normal *n)
{
    IrModule *m = n->m;
    for (uint32_t i = 0; i < m->populations.n; i++)
        for (uint32_t k = 0; k < m->populations.v[i]->values.n; k++)
            ir_expr_any(m->populations.v[i]->values.v[k].value, is_data, n);
    for (uint32_t i = 0; i < m->views.n; i++)
        rename_data(n, m->views.v[i]->data);
    for (uint32_t i = 0; i < m->projections.n; i++) {
        const IrConnector *c = ir_find_connector(m, m->projections.v[i]->connector);
        for (uint32_t k = 0; c && k < c->clauses.n; k++)
            rename_data(n, c->clauses.v[k].data);
    }
    name_data_of(n, m->experiment.v, m->experiment.n);
}

static void normal_data(Normal *n)
{
    IrModule *m = n->m;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < m->data.n; i++) {
        IrData *d = m->data.v[i];
        if (is_constant_column(d))
            continue;
        d->name = renamed(n, d->name);
        for (uint32_t c = 0; c < d->columns && d->dims; c++)
            d->dims[c] = DIM_NONE;
        m->data.v[kept++] = d;
    }
    m->data.n = kept;
    if (kept > 1)
        qsort(m->data.v, kept, sizeof *m->data.v, by_data_name);
}

static void normalize(IrModule *m)
{
    Normal n = {.m = m, .a = m->arena};
    map_init(&n.names, m->arena);
    map_init(&n.models, m->arena);
    m->name = str_from(m->session->strings, "program");
    drop_defaults(&n);
    name_data(&n);
    name_all(&n);
    normal_models(&n);
    normal_expr(&n, &m->timestep);
    normal_expr(&n, &m->min_delay);
    normal_expr(&n, &m->max_delay);
    normal_network(&n);
    sort_recorders(&n);
    for (uint32_t i = 0; i < m->views.n; i++)
        normal_view(&n, m->views.v[i]);
    if (m->views.n > 1)
        qsort(m->views.v, m->views.n, sizeof *m->views.v, by_view_name);
    for (uint32_t i = 0; i < m->connectors.n; i++)
        normal_connector(&n, m->connectors.v[i]);
    normal_data(&n);
}

int main(int argc, char **argv)
{
    Compilation c = {0};
    if (argc < 2 || setjmp(c.out_of_memory))
        return argc < 2 ? 2 : 5;
    IrModule *m = read_model(&c, argc, argv);
    if (!m)
        return 1;
    normalize(m);
    Emitter *e = emitter_new(m->arena, 4);
    ir_print_module(e, m);
    size_t n;
    const char *text = emitter_text(e, &n);
    fwrite(text, 1, n, stdout);
    return 0;
}
