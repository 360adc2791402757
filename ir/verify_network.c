/* Well-formed networks: references between entities, and the dimensions of what they are given. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verify.h"
#include "ir/verifying.h"

/* ---- values ---- */
static void type_any(IrVerifier *v, IrExpr *e)
{
    IrTyping t = ir_typing(v->m, NULL);
    if (e) {
        ir_type_expr(&t, e);
        v->failed |= t.failed;
    }
}

static void type_as(IrVerifier *v, IrExpr *e, IrQuantity quantity, const char *what)
{
    if (e && !ir_type_value(v->m, e, ir_quantity_dim(quantity), what))
        v->failed = true;
}

/* A value for a declared item; a weight takes any dimension here, its projection fixes it. */
static void type_for(IrVerifier *v, IrExpr *e, IrScalar scalar, Dim dim, const Str *name)
{
    IrTyping t = ir_typing(v->m, NULL);
    const char *what = arena_printf(v->m->arena, "the value of `%s`", name->s);
    if (!e)
        return;
    if (scalar == IR_BOOL)
        ir_type_want_test(&t, e, what);
    else if (dim.var)
        ir_type_expr(&t, e);
    else
        ir_type_want(&t, e, dim, what);
    v->failed |= t.failed;
}

static void type_all(IrVerifier *v, const IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        type_any(v, binds->v[i].value);
}

/* ---- references ---- */
#define OFFER(near, table)                                                                         \
    for (uint32_t i = 0; i < (table).n; i++)                                                       \
        if ((table).v[i]->name)                                                                    \
    str_nearest_offer(near, (table).v[i]->name->s)

static void unknown_model(IrVerifier *v, Span at, const Str *name)
{
    StrNearest near = str_nearest_start(name->s);
    OFFER(&near, v->m->models);
    ir_verify_unknown(v, at, "model", name, near);
}

static bool exists_target(const IrModule *m, const Str *name)
{
    return ir_find_population(m, name) || ir_find_view(m, name) || ir_find_group(m, name) ||
           ir_find_projection(m, name);
}

void ir_verify_target(IrVerifier *v, Span at, const Str *name)
{
    if (exists_target(v->m, name))
        return;
    StrNearest near = str_nearest_start(name->s);
    OFFER(&near, v->m->populations);
    OFFER(&near, v->m->views);
    OFFER(&near, v->m->groups);
    OFFER(&near, v->m->projections);
    ir_verify_unknown(v, at, "population, view or group", name, near);
}

static void check_data(IrVerifier *v, Span at, const Str *name)
{
    if (!name || ir_find_data(v->m, name))
        return;
    StrNearest near = str_nearest_start(name->s);
    OFFER(&near, v->m->data);
    ir_verify_unknown(v, at, "data", name, near);
}

static IrModel *model_of(const IrModule *m, const Str *name, unsigned depth)
{
    const IrView *view = ir_find_view(m, name);
    const IrGroup *group = ir_find_group(m, name);
    const IrPopulation *population = ir_find_population(m, view ? view->population : name);
    const IrProjection *projection = ir_find_projection(m, name);
    if (population)
        return ir_find_model(m, population->model);
    if (group && group->members.n && depth)
        return model_of(m, group->members.v[0], depth - 1);
    return projection && projection->synapse ? ir_find_model(m, projection->synapse) : NULL;
}

IrModel *ir_target_model(const IrModule *m, const Str *name)
{
    enum { GROUP_DEPTH_MAX = 8 };
    return model_of(m, name, GROUP_DEPTH_MAX);
}

/* The item at the end of a path in the model of a target; NULL when it is unknown (reported) or
   cannot be told. */
static const IrItem *target_item(IrVerifier *v, Span at, const Str *target, const Str *path,
                                 const char *what)
{
    const IrModel *model = ir_target_model(v->m, target);
    if (!model || !path)
        return NULL;
    const IrItem *item = ir_path_item(v->m, model, path, NULL);
    if (item)
        return item;
    StrNearest near = str_nearest_start(path->s);
    ir_offer_items(&near, model);
    ir_verify_lacks(v, at, target, what, path, near);
    return NULL;
}

/* ---- named values ---- */
static bool is_settable(const IrItem *item)
{
    return item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_IN ||
           item->kind == IR_ITEM_GATE;
}

static void check_model_values(IrVerifier *v, const IrModel *model, const IrBinds *binds)
{
    ir_verify_series(v, model, binds, true);
    for (uint32_t i = 0; i < binds->n; i++) {
        const IrBind *bind = &binds->v[i];
        const IrItem *item = ir_path_item(v->m, model, bind->name, NULL);
        if (item && item->kind == IR_ITEM_STATE)
            ir_verify_target_state(v, model, bind->name, bind->span, "initialized");
        if (item && is_settable(item)) {
            type_for(v, bind->value, item->scalar, item->dim, bind->name);
            continue;
        }
        StrNearest near = str_nearest_start(bind->name->s);
        for (uint32_t k = 0; k < model->items.n; k++)
            if (is_settable(model->items.v[k]))
                str_nearest_offer(&near, model->items.v[k]->name->s);
        ir_verify_lacks(v, bind->span, model->name, "parameter", bind->name, near);
    }
}

static void check_connector_args(IrVerifier *v, const IrConnector *connector, const IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++) {
        const IrItem *param = NULL;
        StrNearest near = str_nearest_start(binds->v[i].name->s);
        for (uint32_t k = 0; k < connector->params.n; k++) {
            str_nearest_offer(&near, connector->params.v[k]->name->s);
            if (connector->params.v[k]->name == binds->v[i].name)
                param = connector->params.v[k];
        }
        if (param)
            type_for(v, binds->v[i].value, param->scalar, param->dim, param->name);
        else
            ir_verify_lacks(v, binds->v[i].span, connector->name, "parameter", binds->v[i].name,
                            near);
    }
}

/* ---- entities ---- */
static void check_param(IrVerifier *v, const IrParam *p)
{
    type_for(v, p->value, p->scalar, p->dim, p->name);
    type_for(v, p->lo, p->scalar, p->dim, p->name);
    type_for(v, p->hi, p->scalar, p->dim, p->name);
}

static void check_clause(IrVerifier *v, const IrConnector *connector, const IrClause *clause)
{
    IrTyping t = ir_typing(v->m, NULL);
    t.connector = connector;
    t.clause = clause;
    if (clause->guard)
        ir_type_want_test(&t, clause->guard, "the guard of a clause");
    if (clause->probability)
        ir_type_want(&t, clause->probability, DIM_NONE, "a probability");
    if (clause->sample)
        ir_type_want(&t, clause->sample, DIM_NONE, "the size of a sample");
    for (uint32_t i = 0; i < clause->values.n; i++) {
        if (str_is(clause->values.v[i].name, "delay"))
            ir_type_want(&t, clause->values.v[i].value, ir_quantity_dim(IR_Q_TIME), "a delay");
        else
            ir_type_expr(&t, clause->values.v[i].value);
    }
    v->failed |= t.failed;
    check_data(v, clause->span, clause->data);
    if (clause->loop == IR_LOOP_TOTAL && !clause->sample)
        ir_verify_complain(v, DIAG_NNC0310, clause->span,
                           "a clause over a total needs its number of pairs");
    if (clause->loop == IR_LOOP_LIST && !clause->data)
        ir_verify_complain(v, DIAG_NNC0310, clause->span, "a clause over a list needs its data");
}

static void check_connector(IrVerifier *v, const IrConnector *connector)
{
    for (uint32_t i = 0; i < connector->params.n; i++) {
        const IrItem *p = connector->params.v[i];
        type_for(v, p->value, p->scalar, p->dim, p->name);
    }
    for (uint32_t i = 0; i < connector->clauses.n; i++)
        check_clause(v, connector, &connector->clauses.v[i]);
}

static void check_population(IrVerifier *v, const IrPopulation *p)
{
    const IrModel *model = ir_find_model(v->m, p->model);
    type_as(v, p->size, IR_Q_PURE, "the size of a population");
    type_all(v, &p->place_args);
    if (!model) {
        unknown_model(v, p->span, p->model);
        return;
    }
    if (model->role != IR_CELL && model->role != IR_SOURCE)
        ir_verify_complain(v, DIAG_NNC0302, p->span,
                           "`%s` is a %s; a population is made of cells or sources", model->name->s,
                           ir_role_word(model->role));
    check_model_values(v, model, &p->values);
    check_model_values(v, model, &p->initial);
}

/* A view picks from an earlier view of its own population. */
static void check_within(IrVerifier *v, const IrView *view)
{
    for (uint32_t i = 0; view->within && v->m->views.v[i] != view; i++)
        if (v->m->views.v[i]->name == view->within &&
            v->m->views.v[i]->population == view->population)
            return;
    if (view->within)
        ir_verify_complain(v, DIAG_NNC0302, view->span,
                           "there is no earlier view `%s` of the same population", view->within->s);
}

static void check_view(IrVerifier *v, const IrView *view)
{
    type_as(v, view->start, IR_Q_PURE, "the start of a view");
    type_as(v, view->stop, IR_Q_PURE, "the end of a view");
    type_as(v, view->step, IR_Q_PURE, "the step of a view");
    check_data(v, view->span, view->data);
    check_within(v, view);
    if (ir_find_population(v->m, view->population))
        return;
    StrNearest near = str_nearest_start(view->population->s);
    OFFER(&near, v->m->populations);
    ir_verify_unknown(v, view->span, "population", view->population, near);
}

static void check_group(IrVerifier *v, const IrGroup *group)
{
    for (uint32_t i = 0; i < group->members.n; i++)
        if (group->members.v[i] == group->name)
            ir_verify_complain(v, DIAG_NNC0306, group->span, "the group `%s` contains itself",
                               group->name->s);
        else
            ir_verify_target(v, group->span, group->members.v[i]);
}

static void check_synapse(IrVerifier *v, const IrProjection *p)
{
    const IrModel *synapse = p->synapse ? ir_find_model(v->m, p->synapse) : NULL;
    if (p->synapse && !synapse)
        unknown_model(v, p->span, p->synapse);
    else if (synapse && synapse->role != IR_SYNAPSE)
        ir_verify_complain(v, DIAG_NNC0302, p->span, "`%s` is a %s, not a synapse",
                           synapse->name->s, ir_role_word(synapse->role));
    else if (synapse)
        check_model_values(v, synapse, &p->synapse_args);
}

static void check_connector_of(IrVerifier *v, const IrProjection *p)
{
    const IrConnector *connector = ir_find_connector(v->m, p->connector);
    if (connector) {
        check_connector_args(v, connector, &p->connector_args);
        return;
    }
    StrNearest near = str_nearest_start(p->connector->s);
    OFFER(&near, v->m->connectors);
    ir_verify_unknown(v, p->span, "connector", p->connector, near);
}

/* What events and currents from outside can be sent to. */
static void check_port(IrVerifier *v, Span at, const Str *target, const Str *port)
{
    const IrItem *item = target_item(v, at, target, port, "receptor or port");
    if (item && item->kind != IR_ITEM_EVENT_IN && item->kind != IR_ITEM_PART &&
        item->kind != IR_ITEM_REDUCE)
        ir_verify_complain(v, DIAG_NNC0302, at,
                           "`%s` of `%s` receives nothing: it is declared as `%s`", port->s,
                           target->s, ir_item_word(item->kind));
}

static void check_projection(IrVerifier *v, const IrProjection *p)
{
    ir_verify_target(v, p->span, p->pre);
    ir_verify_target(v, p->span, p->post);
    check_port(v, p->span, p->post, p->post_port);
    const IrItem *event = target_item(v, p->span, p->pre, p->pre_event, "event");
    if (event && event->kind != IR_ITEM_EVENT_OUT)
        ir_verify_complain(v, DIAG_NNC0302, p->span,
                           "`%s` of `%s` sends no events: it is declared as `%s`", p->pre_event->s,
                           p->pre->s, ir_item_word(event->kind));
    if (p->connector)
        check_connector_of(v, p);
    else
        ir_verify_complain(v, DIAG_NNC0302, p->span, "the projection `%s` has no connector",
                           p->name->s);
    check_synapse(v, p);
    ir_verify_events(v, p);
    ir_verify_space(v, &p->space);
    v->failed |= !ir_verify_coupling(v->m, p);
    if (p->zero && p->delay)
        ir_verify_complain(v, DIAG_NNC0310, p->span,
                           "the projection `%s` is `zero` and has a delay", p->name->s);
    type_any(v, p->weight);
    type_as(v, p->delay, IR_Q_TIME, "a delay");
    type_as(v, p->dendritic, IR_Q_PURE, "the dendritic fraction of a delay");
    type_all(v, &p->space);
}

static void check_input(IrVerifier *v, const IrInput *in)
{
    const IrModel *source = ir_find_model(v->m, in->source);
    ir_verify_target(v, in->span, in->target);
    check_port(v, in->span, in->target, in->port);
    ir_verify_input_events(v, in);
    type_any(v, in->weight);
    type_as(v, in->delay, IR_Q_TIME, "a delay");
    if (!source)
        unknown_model(v, in->span, in->source);
    else if (source->role != IR_SOURCE)
        ir_verify_complain(v, DIAG_NNC0302, in->span, "`%s` is a %s, not a source", source->name->s,
                           ir_role_word(source->role));
    else
        check_model_values(v, source, &in->values);
}

/* ---- names of tables ---- */
typedef struct Names {
    IrVerifier *v;
    Map seen;
    const char *kind;
} Names;

static void check_unique(Names *names, const Str *name, Span span)
{
    if (name && map_has(&names->seen, name))
        ir_verify_complain(names->v, DIAG_NNC0301, span, "there are two %s called `%s`",
                           names->kind, name->s);
    else if (name)
        map_set(&names->seen, name, names);
}

#define CHECK_TABLE(table, plural, check)                                                          \
    do {                                                                                           \
        Names names = {.v = v, .kind = plural};                                                    \
        map_init(&names.seen, v->m->arena);                                                        \
        for (uint32_t i = 0; i < v->m->table.n; i++) {                                             \
            check_unique(&names, v->m->table.v[i]->name, v->m->table.v[i]->span);                  \
            check(v, v->m->table.v[i]);                                                            \
        }                                                                                          \
    } while (0)

static void check_model_name(IrVerifier *v, const IrModel *model)
{
    (void)v, (void)model; /* what it holds is checked before */
}

void ir_verify_network(IrVerifier *v)
{
    type_as(v, v->m->timestep, IR_Q_TIME, "the time step");
    type_as(v, v->m->min_delay, IR_Q_TIME, "the smallest delay");
    type_as(v, v->m->max_delay, IR_Q_TIME, "the largest delay");
    type_as(v, v->m->seed, IR_Q_PURE, "the seed");
    CHECK_TABLE(models, "models", check_model_name);
    CHECK_TABLE(params, "parameters", check_param);
    CHECK_TABLE(connectors, "connectors", check_connector);
    CHECK_TABLE(populations, "populations", check_population);
    CHECK_TABLE(views, "views", check_view);
    CHECK_TABLE(groups, "groups", check_group);
    CHECK_TABLE(projections, "projections", check_projection);
    CHECK_TABLE(inputs, "inputs", check_input);
}
