/* Which populations and inputs share a class: equal models that get equal bindings. */
#include "codegen/c/internal.h"

static bool has(const Str *const *v, uint32_t n, const Str *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (v[i] == name)
            return true;
    return false;
}

static void add_once(CTarget *t, KBinding *b, const Str *parameter)
{
    if (!has(b->each.v, b->each.n, parameter))
        VEC_PUSH(t->a, &b->each, parameter);
}

static void bind_values(CTarget *t, KBinding *b, const IrBinds *values)
{
    for (uint32_t i = 0; i < values->n; i++)
        if (!ctarget_is_uniform(values->v[i].value))
            add_once(t, b, values->v[i].name);
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

static bool group_holds(const CTarget *t, const Str *group, const IrPopulation *p)
{
    const IrGroup *g = ir_find_group(t->m, group);
    for (uint32_t i = 0; g && i < g->members.n; i++)
        if (population_of(t, g->members.v[i], NULL) == p)
            return true;
    return !g && population_of(t, group, NULL) == p;
}

/* A parameter that an action sets for some cells only, or to values that differ, needs a value per cell. */
static void bind_actions(CTarget *t, KBinding *b, const IrPopulation *p)
{
    for (uint32_t i = 0; i < t->m->experiment.n; i++) {
        const IrAction *a = &t->m->experiment.v[i];
        if (a->kind != IR_ACTION_SET || !a->target || !group_holds(t, a->target, p))
            continue;
        bool whole = false;
        population_of(t, a->target, &whole);
        if (!whole || !ctarget_is_uniform(a->value))
            add_once(t, b, a->name);
    }
}

static void bind_inputs(CTarget *t, KBinding *b, const IrPopulation *p)
{
    for (uint32_t i = 0; i < t->m->inputs.n; i++) {
        const IrInput *in = t->m->inputs.v[i];
        const IrModel *model = ir_find_model(t->m, p->model);
        const IrItem *item = model ? ir_item(model, in->port) : NULL;
        if (item && item->kind == IR_ITEM_REDUCE && group_holds(t, in->target, p) &&
            !has(b->open.v, b->open.n, in->port))
            VEC_PUSH(t->a, &b->open, in->port);
    }
}

static bool same_names(const Str *const *x, uint32_t n, const Str *const *y, uint32_t m)
{
    for (uint32_t i = 0; i < n; i++)
        if (!has(y, m, x[i]))
            return false;
    return n == m;
}

static CClass *class_for(CTarget *t, const IrModel *model, const KBinding *b)
{
    for (uint32_t i = 0; i < t->classes.n; i++) {
        CClass *c = t->classes.v[i];
        if (c->model == model && same_names(c->binding.each.v, c->binding.each.n, b->each.v, b->each.n) &&
            same_names(c->binding.open.v, c->binding.open.n, b->open.v, b->open.n))
            return c;
    }
    CClass *c = ARENA_NEW(t->a, CClass);
    const Str *key = model->name;
    while (names_find(t->globals, key))
        key = str_format(t->strings, "%s'", key->s);
    *c = (CClass){.model = model, .binding = *b, .c_name = names_claim(t->globals, key),
                  .fields = names_new(t->a, t->strings, names_reserved_c, NULL)};
    VEC_PUSH(t->a, &t->classes, c);
    c->k = ir_lower_class(t->m, model, model->name, &c->binding);
    if (!c->k)
        t->failed = true;
    return c;
}

/* A synapse that does nothing but send its weight: the runtime delivers it without a class. */
static bool is_static(const IrModel *m)
{
    for (uint32_t i = 0; i < m->items.n; i++) {
        const IrItem *it = m->items.v[i];
        if (it->kind == IR_ITEM_DERIV || it->kind == IR_ITEM_JUMP || (it->kind == IR_ITEM_STATE && !it->weight) ||
            (it->kind == IR_ITEM_ALIAS && it->is_current))
            return false;
        if (it->kind == IR_ITEM_ON && (it->body->stmts.n != 1 || it->body->stmts.v[0].kind != IR_STMT_EMIT ||
                                       it->body->stmts.v[0].args.n != 1 || it->body->stmts.v[0].args.v[0]->op != IR_ITEM))
            return false;
    }
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
        bind_actions(t, &b, p);
        bind_inputs(t, &b, p);
        t->of_population[i] = class_for(t, ir_find_model(t->m, p->model), &b);
    }
    for (uint32_t i = 0; i < t->m->inputs.n; i++) {
        KBinding b = {0};
        bind_values(t, &b, &t->m->inputs.v[i]->values);
        t->of_input[i] = class_for(t, ir_find_model(t->m, t->m->inputs.v[i]->source), &b);
    }
    for (uint32_t i = 0; i < t->m->projections.n; i++) {
        const IrProjection *p = t->m->projections.v[i];
        const IrModel *synapse = p->synapse ? ir_find_model(t->m, p->synapse) : NULL;
        if (!synapse || is_static(synapse))
            continue;
        KBinding b = {0};
        bind_values(t, &b, &p->synapse_args);
        add_once(t, &b, str_from(t->strings, "weight"));
        t->of_projection[i] = class_for(t, synapse, &b);
    }
}
