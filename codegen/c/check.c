/* What the C target cannot say of a model, found before anything is printed: `nnc check` ends here. */
#include "codegen/c/function.h"
#include "ir/kernel_walk.h"

/* ---- kernels ---- */
typedef struct KernelCheck {
    CTarget *t;
    const CClass *c;
} KernelCheck;

static bool has_no_form(void *context, const IrExpr *e)
{
    (void)context;
    return !function_has_form((IrOp)e->op);
}

static void check_kernel_expr(void *context, IrExpr **e)
{
    const KernelCheck *k = context;
    if (!ir_expr_any(*e, has_no_form, NULL))
        return;
    diag(k->t->m->session->diags, DIAG_NNC0802, (*e)->span,
         "an operation of %s cannot be simulated by the native target", k->c->model->name->s);
    k->t->failed = true;
}

static void check_kernel(void *context, const KBodyFact *fact, KBody *b)
{
    (void)fact;
    kernel_body_exprs(b, check_kernel_expr, context);
}

static void check_class(CTarget *t, const CClass *c)
{
    KernelCheck k = {t, c};
    kernel_each_body(c->k, check_kernel, &k);
    kernel_reader_exprs(c->k, check_kernel_expr, &k);
}

/* ---- values ---- */
static void check_elements(CTarget *t, const IrExpr *list)
{
    double value;
    for (uint32_t k = 0; k < list->n; k++) {
        if (ir_constant(list->arg[k], &value))
            continue;
        Diag *g = diag(t->m->session->diags, DIAG_NNC0802, list->span,
                       "the elements of a list must be known when the model is compiled");
        diag_help(t->m->session->diags, g, "-D NAME=VALUE fixes a `param`");
        t->failed = true;
    }
}

/* A list for all cells, or a list of lists, one for each. */
static void check_list(CTarget *t, const IrExpr *list)
{
    const bool each = list->n && list->arg[0]->op == IR_LIST;
    for (uint32_t i = 0; each && i < list->n; i++)
        check_elements(t, list->arg[i]);
    if (!each)
        check_elements(t, list);
}

static void check_value(CTarget *t, const IrExpr *value)
{
    if (value && value->op == IR_LIST)
        check_list(t, value);
    else
        ctarget_check_rule(t, value, NULL);
}

/* Values without a column are read by nothing. */
static void check_values(CTarget *t, const CClass *c, const IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++)
        if (ctarget_column_index(t, c, binds->v[i].name) >= 0)
            check_value(t, binds->v[i].value);
}

static void check_lists_of(CTarget *t, const CClass *c, const IrBinds *binds)
{
    check_values(t, c, binds);
    for (uint32_t i = 0; i < c->k->columns.n; i++) {
        const KColumn *k = &c->k->columns.v[i];
        if (!c->like && k->type == K_LIST && k->fallback && k->fallback->n &&
            !ir_bind(binds, k->name))
            check_value(t, k->fallback);
    }
}

static void check_network_values(CTarget *t)
{
    const IrModule *m = t->m;
    for (uint32_t i = 0; i < m->params.n; i++)
        ctarget_check_rule(t, m->params.v[i]->value, NULL);
    for (uint32_t i = 0; i < m->populations.n; i++) {
        const IrPopulation *p = m->populations.v[i];
        ctarget_check_rule(t, p->size, NULL);
        check_lists_of(t, t->of_population[i], &p->values);
        check_values(t, t->of_population[i], &p->initial);
    }
    for (uint32_t i = 0; i < m->views.n; i++) {
        ctarget_check_rule(t, m->views.v[i]->start, NULL);
        ctarget_check_rule(t, m->views.v[i]->stop, NULL);
        ctarget_check_rule(t, m->views.v[i]->step, NULL);
    }
    for (uint32_t i = 0; i < m->inputs.n; i++) {
        ctarget_check_rule(t, m->inputs.v[i]->weight, NULL);
        ctarget_check_rule(t, m->inputs.v[i]->delay, NULL);
        check_lists_of(t, t->of_input[i], &m->inputs.v[i]->values);
    }
    for (uint32_t i = 0; i < m->projections.n; i++)
        if (t->of_projection[i])
            check_lists_of(t, t->of_projection[i], &m->projections.v[i]->synapse_args);
    ctarget_check_rule(t, m->timestep, NULL);
    ctarget_check_rule(t, m->min_delay, NULL);
    ctarget_check_rule(t, m->seed, NULL);
}

/* ---- recorders ---- */
static void check_event(CTarget *t, const IrRecorder *r)
{
    if (ctarget_sends_recorded(t, r))
        return;
    diag(t->m->session->diags, DIAG_NNC0802, r->span,
         "the events of `%s` cannot be recorded: the cells have no such output",
         (r->event ? r->event : r->path)->s);
    t->failed = true;
}

static const KSignal *find_signal(const CTarget *t, const CClass *c, const Str *name)
{
    const Str *kept = ctarget_kept_name(t, c, name);
    for (uint32_t i = 0; i < c->k->signals.n; i++)
        if (c->k->signals.v[i].name == kept)
            return &c->k->signals.v[i];
    return NULL;
}

static bool is_kept(const CTarget *t, const CClass *c, const Str *name)
{
    return find_signal(t, c, name) || ctarget_column_index(t, c, name) >= 0;
}

static void check_variable(CTarget *t, const IrRecorder *r)
{
    const IrGroup *g = ir_find_group(t->m, r->target);
    for (uint32_t k = 0; k < (g ? g->members.n : 1); k++) {
        const IrPopulation *p = ctarget_population_of(t, g ? g->members.v[k] : r->target);
        for (uint32_t i = 0; i < t->m->populations.n; i++) {
            if (t->m->populations.v[i] != p || is_kept(t, t->of_population[i], r->path))
                continue;
            diag(t->m->session->diags, DIAG_NNC0802, r->span,
                 "`%s` of `%s` cannot be recorded: it is random or no value", r->path->s,
                 p->name->s);
            t->failed = true;
            return;
        }
    }
}

/* States that wait for the next event of their connection are behind. */
static void check_synapse_variable(CTarget *t, const IrRecorder *r)
{
    const CClass *c = NULL;
    for (uint32_t i = 0; i < t->m->projections.n; i++)
        if (t->m->projections.v[i]->name == r->projection)
            c = t->of_projection[i];
    const char *why = !c || c->k->relax.stmts.n || c->k->row.stmts.n
                          ? "its states are known at events alone"
                      : !is_kept(t, c, r->path) ? "it is random or no value"
                                                : NULL;
    if (!why)
        return;
    diag(t->m->session->diags, DIAG_NNC0802, r->span,
         "`%s` of the synapse of `%s` cannot be recorded: %s", r->path->s, r->projection->s, why);
    t->failed = true;
}

static void check_recorders(CTarget *t)
{
    for (uint32_t i = 0; i < t->m->recorders.n; i++) {
        const IrRecorder *r = t->m->recorders.v[i];
        ctarget_check_rule(t, r->interval, NULL);
        (ctarget_records_events(t, r) ? check_event
         : r->projection              ? check_synapse_variable
                                      : check_variable)(t, r);
    }
}

/* ---- the experiment ---- */
/* Weights and delays are what connections keep at all times; other states are behind until their next event. */
static void check_saved(CTarget *t, const IrAction *a)
{
    for (uint32_t i = 0; a->kind == IR_ACTION_SAVE && i < a->names.n; i++) {
        const Str *name = a->names.v[i];
        if (str_is(name, "weight") || str_is(name, "delay") || str_is(name, "all"))
            continue;
        diag(t->m->session->diags, DIAG_NNC0802, a->span,
             "the native target saves weight and delay, not yet '%s'", name->s);
        t->failed = true;
    }
}

/* Why `name` of the connections is as it was made; NULL: it can be set between runs. */
static const char *why_fixed(const CTarget *t, uint32_t projection, const Str *name)
{
    const IrProjection *p = t->m->projections.v[projection];
    const bool is_plastic = t->of_projection[projection] != NULL, delay = str_is(name, "delay");
    return ctarget_modulated(t, p) < t->m->projections.n ? "it ends at connections"
           : delay && p->zero                            ? "it has no delay"
           : delay && is_plastic                         ? "its synapses have states of their own"
           : !delay && !is_plastic && !str_is(name, "weight") ? "its synapses do not keep it"
                                                              : NULL;
}

static void check_set(CTarget *t, const IrAction *a)
{
    for (uint32_t i = 0; a->kind == IR_ACTION_SET && i < t->m->projections.n; i++) {
        const char *why =
            t->m->projections.v[i]->name == a->target ? why_fixed(t, i, a->name) : NULL;
        if (!why)
            continue;
        diag(t->m->session->diags, DIAG_NNC0802, a->span,
             "`%s` of `%s` cannot be changed while the program runs: %s", a->name->s, a->target->s,
             why);
        t->failed = true;
    }
}

static void check_actions(CTarget *t, const IrAction *actions, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &actions[i];
        for (uint32_t k = 0; k < a->annotations.n; k++)
            ctarget_check_rule(t, a->annotations.v[k].value, NULL);
        ctarget_check_file(t, a);
        if (ctarget_leaves_out(a))
            continue;
        check_saved(t, a);
        check_set(t, a);
        check_value(t, a->value);
        check_actions(t, a->body.v, a->body.n);
    }
}

void ctarget_check_all(CTarget *t)
{
    ctarget_check_delays(t);
    for (uint32_t i = 0; i < t->classes.n; i++)
        if (!t->classes.v[i]->like)
            check_class(t, t->classes.v[i]);
    check_network_values(t);
    ctarget_check_projections(t);
    check_recorders(t);
    check_actions(t, t->m->experiment.v, t->m->experiment.n);
}
