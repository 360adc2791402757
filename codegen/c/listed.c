/* Parameters of synapses that a list gives each of its connections: columns that are called like them. */
#include "codegen/c/internal.h"

static const IrData *list_of(const CTarget *t, const IrClause *k)
{
    return k->loop == IR_LOOP_LIST && k->data ? ir_find_data(t->m, k->data) : NULL;
}

static bool is_common(const Str *name)
{
    static const char *const common[] = {"pre", "post", "weight", "delay"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (str_is(name, common[i]))
            return true;
    return false;
}

static const IrItem *parameter_of(const CTarget *t, const IrProjection *p, const Str *column)
{
    const IrModel *synapse = p->synapse ? ir_find_model(t->m, p->synapse) : NULL;
    const IrItem *item = synapse && column ? ir_item(synapse, column) : NULL;
    return item && item->kind == IR_ITEM_PARAM && !is_common(column) ? item : NULL;
}

void ctarget_bind_listed(CTarget *t, const IrProjection *p, KBinding *b)
{
    const IrConnector *c = ir_find_connector(t->m, p->connector);
    for (uint32_t k = 0; c && k < c->clauses.n; k++) {
        const IrData *d = list_of(t, &c->clauses.v[k]);
        for (uint32_t i = 0; d && d->column_names && i < d->columns; i++)
            if (parameter_of(t, p, d->column_names[i]))
                ctarget_add_once(t, &b->each, d->column_names[i]);
    }
}

static void check_dimension(CTarget *t, const IrProjection *p, const IrItem *item, Dim dim)
{
    char wanted[64], got[64];
    if (dim_is_none(dim) || dim_equal(dim, item->dim))
        return;
    dim_describe(item->dim, wanted);
    dim_describe(dim, got);
    diag(t->m->session->diags, DIAG_NNC0402, p->span, "the list has `%s` in %s, the synapse in %s",
         item->name->s, got, wanted);
    t->failed = true;
}

void ctarget_check_listed(CTarget *t, const IrProjection *p, const IrClause *k)
{
    const IrData *d = list_of(t, k);
    for (uint32_t i = 0; d && d->column_names && i < d->columns; i++) {
        const IrItem *item = parameter_of(t, p, d->column_names[i]);
        if (item && !item->is_list) {
            check_dimension(t, p, item, d->dims ? d->dims[i] : DIM_NONE);
            continue;
        }
        if (is_common(d->column_names[i]))
            continue;
        diag(t->m->session->diags, DIAG_NNC0802, p->span,
             "`%s` for each connection of a list is not supported: lists give weights, delays and "
             "parameters of synapses",
             d->column_names[i]->s);
        t->failed = true;
    }
}

uint32_t ctarget_listed(CTarget *t, const IrProjection *p, const CClass *c, const IrClause *k,
                        const char *name)
{
    const IrData *d = c ? list_of(t, k) : NULL;
    uint32_t n = 0;
    for (uint32_t i = 0; d && d->column_names && i < d->columns; i++) {
        const int64_t column = parameter_of(t, p, d->column_names[i])
                                   ? ctarget_column_index(t, c, d->column_names[i])
                                   : -1;
        if (column < 0)
            continue;
        if (n++ == 0)
            emit(t->out, "static const nnrt_listed %s[] = {", name);
        emit(t->out, "{%lld, %u}, ", (long long)column, i);
    }
    if (n)
        emit(t->out, "};\n");
    return n;
}
