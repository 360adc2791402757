/* A cell type for scripts: one component of a document, and synapses as its receptors. */
#include "frontend/lems/network.h"

#include "ir/build.h"

static const LemsComponent *component_of(LemsDocument *d, const Str *id, Span at)
{
    const LemsComponent *c = map_get(&d->components, id);
    if (c && c->type->dynamics)
        return c;
    Diag *g = lems_complain(d, DIAG_NNC0906, at,
                            c ? "the component '%s' has no dynamics" : "there is no component '%s'",
                            id->s);
    StrNearest near = str_nearest_start(id->s);
    for (uint32_t i = 0; i < d->components.n; i++)
        str_nearest_offer(&near, ((const Str *)d->components.entries[i].key)->s);
    if (!c && near.best)
        diag_did_you_mean(d->session->diags, g, id->s, near.best);
    return NULL;
}

static LemsModels *open_models(IrModule *m, const SourceFile *file, const LemsOptions *options)
{
    LemsDocument *d = lems_document_new(m->session, options);
    LemsModels *models = ARENA_NEW(m->arena, LemsModels);
    *models = (LemsModels){.d = d, .m = m};
    map_init(&models->made, m->arena);
    map_init(&models->given, m->arena);
    map_init(&models->numbers, m->arena);
    return lems_read(d, file) ? models : NULL;
}

/* The sum of the currents that components attached to the cell contribute; NULL where it has none, or several. */
static const IrItem *sum_of_currents(const LemsModel *x)
{
    const Dim current = {.half = {[DIM_A] = 2}};
    const IrItem *sum = NULL;
    for (uint32_t i = 0; i < x->reads.n; i++) {
        const IrItem *reduce = x->reads.v[i].reduce;
        if (reduce->multiply || !dim_equal(reduce->dim, current))
            continue;
        if (sum)
            return NULL;
        sum = reduce;
    }
    return sum;
}

/* i_inj, which joins that sum. */
static void take_injected(LemsModel *x)
{
    Session *s = x->d->session;
    const Str *name = str_from(s->strings, "i_inj");
    const IrItem *sum = sum_of_currents(x);
    if (!sum || ir_item(x->model, name))
        return;
    IrItem *injected = ir_item_new(s->arena, IR_ITEM_REDUCE, name, sum->span);
    injected->dim = sum->dim;
    injected->held = true;
    ir_model_add(x->m, x->model, injected);
    IrItem *feed = ir_item_new(s->arena, IR_ITEM_FEED, sum->name, sum->span);
    feed->value = ir_named(s->arena, IR_ITEM, name, sum->span);
    ir_model_add(x->m, x->model, feed);
}

/* One part takes the events of all connections, so only a synapse that adds up can be a receptor. */
static bool add_receptor(LemsModels *all, LemsModel *x, const LemsSynapse *wanted)
{
    const LemsComponent *synapse = component_of(all->d, wanted->id, wanted->at);
    if (!synapse)
        return false;
    LemsComponent *named = ARENA_NEW(all->m->arena, LemsComponent);
    *named = *synapse;
    named->id = wanted->name;
    for (uint32_t i = 0; i < x->reads.n; i++)
        if (lems_add_receptor(all, x, named, x->reads.v[i].attachments).part)
            return true;
    lems_complain(all->d, DIAG_NNC0909, wanted->at,
                  "'%s' is no receptor of '%s': its connections do not add up", wanted->id->s,
                  x->model->name->s);
    return false;
}

static bool add_receptors(LemsModels *models, LemsModel *x, const LemsCell *cell)
{
    const LemsOptions *options = models->d->options;
    for (uint32_t i = 0; i < cell->synapses.n; i++) {
        const LemsSynapse *wanted = &cell->synapses.v[i];
        LemsModels *all =
            wanted->file == cell->file ? models : open_models(models->m, wanted->file, options);
        if (!all || !add_receptor(all, x, wanted))
            return false;
    }
    return true;
}

IrModel *lems_cell_type(IrModule *m, const LemsCell *cell, const LemsOptions *options)
{
    LemsModels *models = open_models(m, cell->file, options);
    const LemsComponent *c = models ? component_of(models->d, cell->id, cell->at) : NULL;
    LemsModel *x = c ? lems_model(models, c, IR_CELL) : NULL;
    if (!x || !add_receptors(models, x, cell))
        return NULL;
    for (uint32_t i = 0; i < x->inputs.n; i++) /* a temperature: the script gives it */
        ir_item(x->model, x->inputs.v[i])->kind = IR_ITEM_PARAM;
    take_injected(x);
    return models->d->failed ? NULL : x->model;
}
