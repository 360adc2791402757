/* After the script: every parameter without a default has been given a value, for each thing that is made of its model. */
#include "frontend/sema/builtins/builtins.h"

typedef struct Completeness {
    Interp *in;
    Span at;                        /* of what is made of the model */
    const char *help;               /* where a value is given */
    const IrProjection *projection; /* whose list may have a column of values; or NULL */
} Completeness;

static bool is_listed(const Completeness *c, const Str *name)
{
    const IrModule *m = c->in->module;
    const IrConnector *by = c->projection ? ir_find_connector(m, c->projection->connector) : NULL;
    for (uint32_t k = 0; by && k < by->clauses.n; k++) {
        const IrData *d = by->clauses.v[k].data ? ir_find_data(m, by->clauses.v[k].data) : NULL;
        for (uint32_t i = 0; d && d->column_names && i < d->columns; i++)
            if (d->column_names[i] == name)
                return true;
    }
    return false;
}

static void check_values(const Completeness *c, const IrModel *model, const IrBinds *values)
{
    for (uint32_t i = 0; model && i < model->items.n; i++) {
        const IrItem *p = model->items.v[i];
        if (p->kind != IR_ITEM_PARAM || p->value || ir_bind(values, p->name) ||
            is_listed(c, p->name))
            continue;
        Diag *d = diag(c->in->diags, DIAG_NNC0206, c->at, "parameter '%s' of %s has no value",
                       p->name->s, model->name->s);
        diag_note(c->in->diags, d, p->span, "it has no default");
        diag_help(c->in->diags, d, "%s: %s(%s=...)", c->help, model->name->s, p->name->s);
    }
}

static void check_parts(Interp *in, const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *part = model->items.v[i];
        const Completeness c = {
            .in = in, .at = part->span, .help = "give it where the part is declared"};
        if (part->kind == IR_ITEM_PART)
            check_values(&c, ir_find_model(in->module, part->model), &part->binds);
    }
}

void network_complete(Interp *in)
{
    const IrModule *m = in->module;
    static const char give[] = "give it";
    for (uint32_t i = 0; i < m->models.n; i++)
        check_parts(in, m->models.v[i]);
    for (uint32_t i = 0; i < m->populations.n; i++) {
        const IrPopulation *p = m->populations.v[i];
        check_values(&(Completeness){in, p->span, give, NULL}, ir_find_model(m, p->model),
                     &p->values);
    }
    for (uint32_t i = 0; i < m->projections.n; i++) {
        const IrProjection *p = m->projections.v[i];
        if (p->synapse)
            check_values(&(Completeness){in, p->span, give, p}, ir_find_model(m, p->synapse),
                         &p->synapse_args);
    }
    for (uint32_t i = 0; i < m->inputs.n; i++) {
        const IrInput *input = m->inputs.v[i];
        check_values(&(Completeness){in, input->span, give, NULL}, ir_find_model(m, input->source),
                     &input->values);
    }
}
