/* What projections of the C target must not have: columns of lists that nothing takes, third factors that need what
   connections have not, synapses that read what couplings change at once. */
#include "codegen/c/internal.h"

static void check_clauses(CTarget *t, const IrProjection *p)
{
    const IrConnector *c = ir_find_connector(t->m, p->connector);
    for (uint32_t i = 0; i < c->clauses.n; i++) {
        const IrClause *k = &c->clauses.v[i];
        const RuleScope scope = {c, &p->connector_args, k->i, k->j};
        const char *const values[] = {"weight", "delay"};
        ctarget_check_listed(t, p, k);
        ctarget_check_rule(t, k->probability, &scope);
        ctarget_check_rule(t, k->guard, &scope);
        ctarget_check_rule(t, k->sample, &scope);
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            const IrBind *bind = ir_bind(&k->values, str_from(t->strings, values[v]));
            ctarget_check_rule(t, bind ? bind->value : NULL, &scope);
        }
    }
}

static void check_space(CTarget *t, const IrProjection *p)
{
    const char *const values[] = {"scale_factor", "offset"};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
        const IrBind *bind = ir_bind(&p->space, str_from(t->strings, values[v]));
        const IrExpr *e = bind ? bind->value : NULL;
        const bool each = e && e->op == IR_LIST;
        for (uint32_t k = 0; each && k < e->n; k++)
            ctarget_check_rule(t, e->arg[k], NULL);
        if (!each)
            ctarget_check_rule(t, e, NULL);
    }
}

/* ---- third factors ---- */
static bool reads_place(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DISTANCE || e->op == IR_POSITION ||
           (e->op == IR_VARIABLE && str_is(e->u.name, "d"));
}

/* An expression of a connector, or (c NULL) of the projection. */
static bool has_place(const CTarget *t, const IrProjection *p, const IrConnector *c,
                      const IrExpr *e)
{
    if (e && c)
        e = ctarget_bound_params(t, c, &p->connector_args, e);
    return e && ir_expr_any(e, reads_place, NULL);
}

static bool needs_places(const CTarget *t, const IrProjection *p)
{
    const IrConnector *c = ir_find_connector(t->m, p->connector);
    bool needs = has_place(t, p, NULL, p->weight) || has_place(t, p, NULL, p->delay);
    for (uint32_t i = 0; i < c->clauses.n; i++) {
        const IrClause *k = &c->clauses.v[i];
        needs |= has_place(t, p, c, k->guard) || has_place(t, p, c, k->probability) ||
                 has_place(t, p, c, k->sample);
        for (uint32_t n = 0; n < k->values.n; n++)
            needs |= has_place(t, p, c, k->values.v[n].value);
    }
    return needs;
}

/* Connections have no place, and what reaches them no states of its own. */
static void check_modulation(CTarget *t, const IrProjection *p, uint32_t number)
{
    const char *why = t->of_projection[number] ? "with a synapse that has states"
                      : p->zero                ? "without delay"
                      : needs_places(t, p) ? "that depends on places, which connections have not"
                                           : NULL;
    if (!why)
        return;
    diag(t->m->session->diags, DIAG_NNC0802, p->span, "a projection onto connections %s", why);
    t->failed = true;
}

/* ---- what synapses read of cells ---- */
static bool is_shown(const KClass *k, const Str *name)
{
    for (uint32_t i = 0; i < k->columns.n; i++)
        if (k->columns.v[i].name == name)
            return true;
    for (uint32_t i = 0; i < k->signals.n; i++)
        if (k->signals.v[i].name == name && !k->signals.v[i].sums)
            return true;
    return false;
}

static void refuse_far(CTarget *t, const IrProjection *p, const IrPopulation *cells,
                       const Str *name)
{
    Diag *g = diag(t->m->session->diags, DIAG_NNC0802, p->span,
                   "`%s` of %s changes at once with what continuous synapses give the cell, so no "
                   "synapse can read it",
                   name->s, cells->name->s);
    diag_help(t->m->session->diags, g,
              "a state that follows it can be read; --integrator=lems-euler takes what jLEMS has");
    t->failed = true;
}

/* Classes that are like others have the names of these. */
static void check_fars(CTarget *t, const IrProjection *p, const CClass *synapse)
{
    for (uint32_t i = 0; synapse && synapse->k && !synapse->like && i < synapse->k->fars.n; i++) {
        const KFar *far = &synapse->k->fars.v[i];
        const Str *group = far->from == IR_FROM_PRE ? p->pre : p->post;
        for (uint32_t n = 0; far->from != IR_FROM_RECEPTOR && n < t->m->populations.n; n++) {
            const IrPopulation *cells = t->m->populations.v[n];
            const CClass *c = t->of_population[n];
            if (c && c->k && !c->like && ctarget_group_holds(t, group, cells) &&
                !is_shown(c->k, far->item)) {
                refuse_far(t, p, cells, far->item);
                return;
            }
        }
    }
}

void ctarget_check_projections(CTarget *t)
{
    for (uint32_t i = 0; i < t->m->projections.n; i++) {
        const IrProjection *p = t->m->projections.v[i];
        ctarget_check_rule(t, p->weight, NULL);
        ctarget_check_rule(t, p->delay, NULL);
        ctarget_check_rule(t, p->dendritic, NULL);
        check_space(t, p);
        check_clauses(t, p);
        check_fars(t, p, t->of_projection[i]);
        if (ctarget_modulated(t, p) < t->m->projections.n)
            check_modulation(t, p, i);
    }
}
