/* Tables of projections: the clauses of their connectors, rules of weights and delays, where they end. */
#include "codegen/c/internal.h"

#include "ir/pass/algebra.h"

static const IrExpr *bound_value(const IrBinds *b, const Str *name)
{
    const IrBind *bind = ir_bind(b, name);
    return bind ? bind->value : NULL;
}

static int32_t data_column(const CTarget *t, const IrClause *c, const char *name)
{
    const IrData *d = c->data ? ir_find_data(t->m, c->data) : NULL;
    for (uint32_t i = 0; d && d->column_names && i < d->columns; i++)
        if (str_is(d->column_names[i], name))
            return (int32_t)i;
    return -1;
}

typedef struct ConnectorScope {
    Arena *arena;
    const IrConnector *connector;
    const IrBinds *args;
} ConnectorScope;

static IrExpr *bound_param(void *context, IrExpr *e)
{
    const ConnectorScope *s = context;
    const IrBind *bind = e->op == IR_ITEM ? ir_bind(s->args, e->u.name) : NULL;
    if (bind)
        return ir_expr_copy(s->arena, bind->value);
    for (uint32_t k = 0; e->op == IR_ITEM && k < s->connector->params.n; k++)
        if (s->connector->params.v[k]->name == e->u.name && s->connector->params.v[k]->value)
            return ir_expr_copy(s->arena, s->connector->params.v[k]->value);
    return e;
}

IrExpr *ctarget_bound_params(const CTarget *t, const IrConnector *c, const IrBinds *args,
                             const IrExpr *e)
{
    return ir_expr_map(t->a, e, bound_param, &(ConnectorScope){t->a, c, args});
}

static bool is_uniform_bound(const CTarget *t, const IrProjection *p, const IrConnector *c,
                             const IrExpr *e)
{
    return !e || ctarget_is_uniform(ctarget_bound_params(t, c, &p->connector_args, e));
}

static const char *wiring_of(const CTarget *t, const IrProjection *p, const IrConnector *connector,
                             const IrClause *c)
{
    static const char *const sampled[] = {[IR_LOOP_PAIR] = "PAIR",
                                          [IR_LOOP_PRE] = "PRE",
                                          [IR_LOOP_POST] = "POST",
                                          [IR_LOOP_TOTAL] = "TOTAL",
                                          [IR_LOOP_LIST] = "LIST"};
    if (c->loop == IR_LOOP_PAIR && !c->guard && is_uniform_bound(t, p, connector, c->probability))
        return "UNIFORM";
    return sampled[c->loop];
}

/* Does the probability read the distance alone, and fall with it? */
static bool falls_with_distance(const CTarget *t, const IrConnector *c, const IrBinds *args,
                                const IrExpr *probability)
{
    return probability &&
           alg_falls_with_distance(t->a, ctarget_bound_params(t, c, args, probability));
}

typedef struct ClauseRules {
    const char *probability, *guard, *sample, *weight, *delay, *listed;
    uint32_t n_listed;
} ClauseRules;

static void print_clauses(CTarget *t, const IrProjection *p, uint32_t number)
{
    const IrConnector *c = ir_find_connector(t->m, p->connector);
    ClauseRules *rule = ARENA_ARRAY(t->a, ClauseRules, c->clauses.n + 1);
    for (uint32_t i = 0; i < c->clauses.n; i++) {
        const IrClause *k = &c->clauses.v[i];
        RuleScope scope = {c, &p->connector_args, k->i, k->j};
        rule[i] = (ClauseRules){
            ctarget_rule(t, k->probability, &scope),
            ctarget_rule(t, k->guard, &scope),
            ctarget_rule(t, k->sample, &scope),
            ctarget_rule(t, bound_value(&k->values, str_from(t->strings, "weight")), &scope),
            ctarget_rule(t, bound_value(&k->values, str_from(t->strings, "delay")), &scope),
            arena_printf(t->a, "projection_%u_listed_%u", number, i),
            0};
        rule[i].n_listed = ctarget_listed(t, p, t->of_projection[number], k, rule[i].listed);
    }
    emit_open(t->out, "static const nnrt_clause projection_%u_clauses[] = {", number);
    for (uint32_t i = 0; i < c->clauses.n; i++) {
        const IrClause *k = &c->clauses.v[i];
        emit(t->out,
             "{.wiring = NNRT_WIRE_%s, .no_self = %d, .no_mutual = %d, .replace = %d, .decreasing "
             "= %d, .probability = %s, .guard = %s, ",
             wiring_of(t, p, c, k), k->no_self, k->no_mutual, k->replace,
             falls_with_distance(t, c, &p->connector_args, k->probability), rule[i].probability,
             rule[i].guard);
        emit(t->out,
             ".sample = %s, .weight = %s, .delay = %s, .data = %d, .weight_column = %d, "
             ".delay_column = %d, ",
             rule[i].sample, rule[i].weight, rule[i].delay,
             k->data ? (int)ctarget_data_index(t, k->data) : -1, data_column(t, k, "weight"),
             data_column(t, k, "delay"));
        if (rule[i].n_listed)
            emit(t->out, ".listed = %s, .n_listed = %u, ", rule[i].listed, rule[i].n_listed);
        emit(t->out, ".where = %s},\n", ctarget_string(t, ctarget_where(t, p->span)));
    }
    emit_close(t->out, "};");
}

static bool is_draw(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW;
}

static const Str *port_of(const CTarget *t, const IrProjection *p)
{
    const Str *name = ir_port_name(t->strings, p->post_port);
    return p->zero ? ir_prompt_name(t->strings, name) : name;
}

static bool has_current(const CTarget *t, const IrProjection *p)
{
    const IrModel *synapse = p->synapse ? ir_find_model(t->m, p->synapse) : NULL;
    for (uint32_t i = 0; synapse && i < synapse->items.n; i++)
        if (synapse->items.v[i]->kind == IR_ITEM_ALIAS && synapse->items.v[i]->is_current)
            return true;
    return false;
}

/* A port that takes events, or the sum that continuous currents join: neither where the current is always 0. */
static void print_receiver(CTarget *t, uint32_t projection)
{
    const IrProjection *p = t->m->projections.v[projection];
    const CClass *c = t->of_projection[projection];
    if (c && c->k->terms.n)
        emit(t->out, ".reduce = %s, ", ctarget_string(t, ir_projection_sum(p)->s));
    if (p->post_port && (!has_current(t, p) || p->feed))
        emit(t->out, ".port = %s, ", ctarget_string(t, port_of(t, p)->s));
    if (c && c->k->couple.stmts.n && p->linear_coupling)
        emit(t->out, ".linear = true, ");
}

uint32_t ctarget_modulated(const CTarget *t, const IrProjection *p)
{
    uint32_t i = 0;
    while (i < t->m->projections.n && t->m->projections.v[i]->name != p->post)
        i++;
    return i;
}

/* Are all connections reached, with one weight and one delay? */
static bool is_alike(const CTarget *t, const IrProjection *p)
{
    const IrConnector *c = ir_find_connector(t->m, p->connector);
    const IrClause *k = c->clauses.n == 1 ? &c->clauses.v[0] : NULL;
    double probability = 1;
    if (k && k->probability)
        ir_constant(ctarget_bound_params(t, c, &p->connector_args, k->probability), &probability);
    return k && k->loop == IR_LOOP_PAIR && !k->guard && !(probability < 1) && !k->values.n &&
           ctarget_is_uniform(p->weight) && ctarget_is_uniform(p->delay);
}

void ctarget_projections(CTarget *t)
{
    uint32_t n = t->m->projections.n;
    if (n == 0)
        return;
    const char *(*rule)[3] = arena_alloc(t->a, sizeof *rule * n);
    const char **space = ARENA_ARRAY(t->a, const char *, n);
    uint32_t *values = ARENA_ARRAY(t->a, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        const IrProjection *p = t->m->projections.v[i];
        rule[i][0] = ctarget_rule(t, p->weight, NULL);
        rule[i][1] = ctarget_rule(t, p->delay, NULL);
        rule[i][2] = ctarget_rule(t, p->dendritic, NULL);
        space[i] = ctarget_space(t, p, i);
        print_clauses(t, p, i);
        if (t->of_projection[i])
            values[i] = ctarget_parameters(t, t->of_projection[i], &p->synapse_args,
                                           arena_printf(t->a, "projection_%u_values", i));
    }
    emit_open(t->out, "static const nnrt_projection_def program_projections[] = {");
    for (uint32_t i = 0; i < n; i++) {
        const IrProjection *p = t->m->projections.v[i];
        const uint32_t onto = ctarget_modulated(t, p);
        emit(t->out,
             "{.label = %s, .pre = %u, .post = %u, .modulates = %d, .alike = %d, .event = %s, "
             ".clauses = "
             "projection_%u_clauses, .n_clauses = %u, ",
             ctarget_string(t, p->name->s), ctarget_group(t, p->pre),
             onto < n ? onto : ctarget_group(t, p->post), onto < n, is_alike(t, p),
             ctarget_string(t, p->pre_event ? p->pre_event->s : "spike"), i,
             ir_find_connector(t->m, p->connector)->clauses.n);
        print_receiver(t, i);
        emit(t->out,
             ".weight = %s, .delay = %s, .dendritic = %s, .weight_uniform = %d, .delay_uniform = "
             "%d, .zero = %d, ",
             rule[i][0], rule[i][1], rule[i][2], ctarget_is_uniform(p->weight),
             ctarget_is_uniform(p->delay), p->zero);
        if (p->space.n)
            emit(t->out, ".space = %s, ", space[i]);
        if (t->of_projection[i])
            emit(t->out, ".synapse = &%s_class, .n_values = %u, ", t->of_projection[i]->c_name,
                 values[i]);
        if (values[i])
            emit(t->out, ".values = projection_%u_values, ", i);
        emit(t->out, ".random_delay = %d, .where = %s},\n",
             p->delay && ir_expr_any(p->delay, is_draw, NULL),
             ctarget_string(t, ctarget_where(t, p->span)));
    }
    emit_close(t->out, "};");
}
