/* A cell type for scripts: one component of a document. */
#include "frontend/lems/model.h"

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

IrModel *lems_cell_type(IrModule *m, const SourceFile *file, const Str *id,
                        const LemsOptions *options, Span at)
{
    LemsDocument *d = lems_document_new(m->session, options);
    const LemsComponent *c = lems_read(d, file) ? component_of(d, id, at) : NULL;
    LemsModels *models = ARENA_NEW(m->arena, LemsModels);
    *models = (LemsModels){.d = d, .m = m};
    map_init(&models->made, m->arena);
    map_init(&models->given, m->arena);
    map_init(&models->numbers, m->arena);
    LemsModel *x = c ? lems_model(models, c, IR_CELL) : NULL;
    for (uint32_t i = 0; x && i < x->inputs.n; i++) /* a temperature: the script gives it */
        ir_item(x->model, x->inputs.v[i])->kind = IR_ITEM_PARAM;
    return x && !d->failed ? x->model : NULL;
}
