/* Which populations and inputs share a class: equal models that get equal bindings. */
#include "codegen/c/internal.h"

#include <string.h>

static bool has(const KNames *names, const Str *name)
{
    for (uint32_t i = 0; i < names->n; i++)
        if (names->v[i] == name)
            return true;
    return false;
}

void ctarget_add_once(CTarget *t, KNames *names, const Str *name)
{
    if (!has(names, name))
        VEC_PUSH(t->a, names, name);
}

static void add_once(CTarget *t, KBinding *b, const Str *parameter)
{
    ctarget_add_once(t, &b->each, parameter);
}

static void bind_values(CTarget *t, KBinding *b, const IrBinds *values)
{
    for (uint32_t i = 0; i < values->n; i++)
        if (!ctarget_is_uniform(values->v[i].value))
            add_once(t, b, values->v[i].name);
}

/* Those of an object that somebody asks for. */
static void bind_asked(CTarget *t, KBinding *b, const Str *label)
{
    for (uint32_t i = 0; i < t->options->n_each; i++) {
        const char *name = t->options->each[i];
        if (!strncmp(name, label->s, label->len) && name[label->len] == '.')
            add_once(t, b, str_from(t->strings, name + label->len + 1));
    }
}

/* The population behind a population or view; NULL for other names. */
static const IrPopulation *population_of(const CTarget *t, const Str *name, bool *whole)
{
    const IrPopulation *p = ir_find_population(t->m, name);
    const IrView *v = p ? NULL : ir_find_view(t->m, name);
    if (whole)
        *whole = p || (v && v->kind == IR_VIEW_ALL);
    return p ? p : v ? ir_find_population(t->m, v->population) : NULL;
}

const IrPopulation *ctarget_population_of(const CTarget *t, const Str *name)
{
    return population_of(t, name, NULL);
}

bool ctarget_group_holds(const CTarget *t, const Str *group, const IrPopulation *p)
{
    const IrGroup *g = ir_find_group(t->m, group);
    for (uint32_t i = 0; g && i < g->members.n; i++)
        if (population_of(t, g->members.v[i], NULL) == p)
            return true;
    return !g && population_of(t, group, NULL) == p;
}

/* A parameter that an action sets for some cells only, or to values that differ, needs a value per cell. */
static void bind_actions(CTarget *t, KBinding *b, const IrPopulation *p, const IrAction *actions,
                         uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &actions[i];
        bind_actions(t, b, p, a->body.v, a->body.n);
        if (a->kind != IR_ACTION_SET || !a->target || !ctarget_group_holds(t, a->target, p))
            continue;
        bool whole = false;
        population_of(t, a->target, &whole);
        if (!whole || !ctarget_is_uniform(a->value))
            add_once(t, b, a->name);
    }
}

/* The same for the parameters of connections. */
static void bind_settings(CTarget *t, KBinding *b, const IrProjection *p, const IrAction *actions,
                          uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const IrAction *a = &actions[i];
        bind_settings(t, b, p, a->body.v, a->body.n);
        if (a->kind != IR_ACTION_SET || a->target != p->name)
            continue;
        ctarget_add_once(t, &b->set, a->name);
        if (!ctarget_is_uniform(a->value))
            add_once(t, b, a->name);
    }
}

static void bind_inputs(CTarget *t, KBinding *b, const IrPopulation *p)
{
    for (uint32_t i = 0; i < t->m->inputs.n; i++) {
        const IrInput *in = t->m->inputs.v[i];
        const IrModel *model = ir_find_model(t->m, p->model);
        const IrItem *item = model ? ir_item(model, in->port) : NULL;
        if (item && item->kind == IR_ITEM_REDUCE && ctarget_group_holds(t, in->target, p))
            ctarget_add_once(t, &b->open, in->port);
    }
}

/* Ports that projections without delay reach. A sum is none: events of its synapses are handled by these. */
static void bind_prompt(CTarget *t, KBinding *b, const IrPopulation *p)
{
    const IrModel *model = ir_find_model(t->m, p->model);
    for (uint32_t i = 0; i < t->m->projections.n; i++) {
        const IrProjection *x = t->m->projections.v[i];
        const IrItem *port = x->post_port && model ? ir_item(model, x->post_port) : NULL;
        const bool sum = port && port->kind == IR_ITEM_REDUCE;
        if (x->zero && x->post_port && !sum && ctarget_group_holds(t, x->post, p))
            ctarget_add_once(t, &b->prompt, ir_port_name(t->strings, x->post_port));
    }
}

bool ctarget_same_names(const KNames *x, const KNames *y)
{
    for (uint32_t i = 0; i < x->n; i++)
        if (!has(y, x->v[i]))
            return false;
    return x->n == y->n;
}

static CClass *class_for(CTarget *t, const IrModel *model, const KBinding *b)
{
    for (uint32_t i = 0; i < t->classes.n; i++) {
        CClass *c = t->classes.v[i];
        if (c->model == model && ctarget_same_names(&c->binding.each, &b->each) &&
            ctarget_same_names(&c->binding.open, &b->open) &&
            ctarget_same_names(&c->binding.prompt, &b->prompt) &&
            ctarget_same_names(&c->binding.set, &b->set) && ctarget_same_couplings(&c->binding, b))
            return c;
    }
    CClass *c = ARENA_NEW(t->a, CClass);
    const Str *key = model->name;
    while (names_find(t->globals, key))
        key = str_format(t->strings, "%s'", key->s);
    *c = (CClass){.model = model,
                  .binding = *b,
                  .c_name = names_claim(t->globals, key),
                  .fields = names_new(t->a, t->strings, names_reserved_c, NULL)};
    c->like = t->checking ? ctarget_find_alike(t, model, b) : NULL;
    VEC_PUSH(t->a, &t->classes, c);
    if (c->like) {
        c->k = c->like->k;
        return c;
    }
    const Diags *diags = t->m->session->diags;
    const unsigned said = diags_errors(diags) + diags_warnings(diags);
    c->k = passes_class(t->passes, t->m, model, model->name, &c->binding);
    c->quiet = diags_errors(diags) + diags_warnings(diags) == said;
    if (!c->k)
        t->failed = true;
    return c;
}

static bool is_weight(const IrModel *m, const IrExpr *e)
{
    const IrItem *item = e->op == IR_ITEM ? ir_item(m, e->u.name) : NULL;
    return item && item->weight;
}

/* `on pre { emit weight }` and nothing else */
static bool sends_weight(const IrModel *m, const IrItem *on)
{
    const IrStmt *s = on->body->stmts.v;
    return str_is(on->name, "pre") && on->body->stmts.n == 1 && s->kind == IR_STMT_EMIT &&
           s->args.n == 1 && is_weight(m, s->args.v[0]);
}

static bool is_plain(const IrModel *m, const IrItem *it)
{
    switch ((int)it->kind) {
    case IR_ITEM_PARAM:
    case IR_ITEM_IN:
    case IR_ITEM_EVENT_IN:
    case IR_ITEM_EVENT_OUT:
        return true;
    case IR_ITEM_STATE:
        return it->weight;
    case IR_ITEM_ALIAS:
        return !it->is_current;
    case IR_ITEM_ON:
        return sends_weight(m, it);
    default:
        return false;
    }
}

/* A synapse that does nothing but send its weight: the runtime delivers it without a class. */
static bool is_static(const IrModel *m)
{
    for (uint32_t i = 0; i < m->items.n; i++)
        if (!is_plain(m, m->items.v[i]))
            return false;
    return true;
}

void ctarget_bind_classes(CTarget *t)
{
    t->of_population = ARENA_ARRAY(t->a, CClass *, t->m->populations.n + 1);
    t->of_projection = ARENA_ARRAY(t->a, CClass *, t->m->projections.n + 1);
    t->of_input = ARENA_ARRAY(t->a, CClass *, t->m->inputs.n + 1);
    for (uint32_t i = 0; i < t->m->populations.n; i++) {
        const IrPopulation *p = t->m->populations.v[i];
        KBinding b = {0};
        bind_values(t, &b, &p->values);
        bind_asked(t, &b, p->name);
        bind_actions(t, &b, p, t->m->experiment.v, t->m->experiment.n);
        bind_inputs(t, &b, p);
        bind_prompt(t, &b, p);
        ctarget_bind_coupled(t, p, &b);
        t->of_population[i] = class_for(t, ir_find_model(t->m, p->model), &b);
    }
    for (uint32_t i = 0; i < t->m->inputs.n; i++) {
        KBinding b = {0};
        bind_values(t, &b, &t->m->inputs.v[i]->values);
        bind_asked(t, &b, t->m->inputs.v[i]->name);
        t->of_input[i] = class_for(t, ir_find_model(t->m, t->m->inputs.v[i]->source), &b);
    }
    const bool shown = ctarget_shows_sums(t);
    for (uint32_t i = 0; i < t->m->projections.n; i++) {
        const IrProjection *p = t->m->projections.v[i];
        const IrModel *synapse = p->synapse ? ir_find_model(t->m, p->synapse) : NULL;
        if (!synapse || is_static(synapse))
            continue;
        KBinding b = {.shown = shown};
        bind_values(t, &b, &p->synapse_args);
        ctarget_bind_listed(t, p, &b);
        bind_settings(t, &b, p, t->m->experiment.v, t->m->experiment.n);
        ctarget_bind_fixed(t, p, synapse, &b);
        add_once(t, &b, str_from(t->strings, "weight"));
        t->of_projection[i] = class_for(t, synapse, &b);
        if (t->of_projection[i]->k)
            ctarget_check_linear(t, p, t->of_projection[i]->k);
    }
}
