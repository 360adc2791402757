/* Connections of projections as rows: one for all connections of a rule, else one each. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"

#include <stdlib.h>

/* As a column of connections, or a parameter of their synapse. */
static bool is_written(const NinemlWriter *n, const IrProjection *p, const Str *name)
{
    const IrModel *synapse = p->synapse ? ir_find_model(n->w.m, p->synapse) : NULL;
    const IrItem *item = synapse ? ir_item(synapse, name) : NULL;
    static const char *const names[] = {"pre", "post", "weight", "delay"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i]))
            return true;
    return item && item->kind == IR_ITEM_PARAM;
}

static int by_place(const void *a, const void *b)
{
    const NinemlRow *x = a, *y = b;
    return x->pre != y->pre ? (x->pre > y->pre) - (x->pre < y->pre)
                            : (x->post > y->post) - (x->post < y->post);
}

/* In the population, or in the selection. */
static uint32_t place_of(NinemlWriter *n, const Str *name, const LemsCellList *cells, uint32_t i)
{
    return ir_find_group(n->w.m, name) ? i : cells->v[i].place + cells->v[i].cells->first;
}

/* The delay where none is said: NineML has delays of 0, and values that cells send are not delayed. */
static double usual_delay(NinemlWriter *n, const IrProjection *p)
{
    double step;
    nineml_number(n, n->w.m->timestep, 0.1, &step);
    nineml_number(n, n->w.m->min_delay, step, &step);
    return p->zero || !p->pre_event ? 0 : step;
}

bool nineml_find_row(NinemlWriter *n, const IrProjection *p, NinemlRows *out)
{
    NinemlRow row = {0};
    if (!nineml_number(n, p->weight, 0, &row.weight) ||
        !nineml_number(n, p->delay, usual_delay(n, p), &row.delay)) {
        lems_refuse(&n->w, p->span, "weights or delays of `%s`", p->name->s);
        return false;
    }
    VEC_PUSH(n->w.arena, out, row);
    return true;
}

/* NULL: its connector is another one. */
static const IrData *list_of(const NinemlWriter *n, const IrProjection *p)
{
    const IrConnector *c = ir_find_connector(n->w.m, p->connector);
    const bool list = c && c->clauses.n == 1 && c->clauses.v[0].loop == IR_LOOP_LIST;
    return list ? ir_find_data(n->w.m, c->clauses.v[0].data) : NULL;
}

const double *nineml_list_column(const NinemlWriter *n, const IrProjection *p, const char *name)
{
    const IrData *data = list_of(n, p);
    return data ? ir_data_column(data, name) : NULL;
}

uint64_t nineml_list_rows(const NinemlWriter *n, const IrProjection *p)
{
    const IrData *data = list_of(n, p);
    return data ? data->rows : 0;
}

bool nineml_find_rows(NinemlWriter *n, const IrProjection *p, const LemsCellList *pre,
                      const LemsCellList *post, NinemlRows *out)
{
    const IrConnector *c = ir_find_connector(n->w.m, p->connector);
    const IrData *data = list_of(n, p);
    double weight, delay;
    for (uint32_t i = 0; data && data->column_names && i < data->columns; i++)
        if (!is_written(n, p, data->column_names[i])) {
            lems_refuse(&n->w, p->span, "`%s`, which differs between connections,",
                        data->column_names[i]->s);
            return false;
        }
    if (!data || c->clauses.v[0].values.n || !ir_data_column(data, "pre") ||
        !ir_data_column(data, "post")) {
        lems_refuse(&n->w, p->span, "the connector of `%s`, which is no list,", p->name->s);
        return false;
    }
    const double *weights = ir_data_column(data, "weight"), *delays = ir_data_column(data, "delay");
    if ((!nineml_number(n, p->weight, 0, &weight) && !weights) ||
        (!nineml_number(n, p->delay, usual_delay(n, p), &delay) && !delays)) {
        lems_refuse(&n->w, p->span, "weights or delays of `%s`", p->name->s);
        return false;
    }
    for (uint64_t r = 0; r < data->rows; r++) {
        const double i = ir_data_column(data, "pre")[r], j = ir_data_column(data, "post")[r];
        if (!(i < pre->n) || !(j < post->n))
            continue;
        const NinemlRow row = {place_of(n, p->pre, pre, (uint32_t)i),
                               place_of(n, p->post, post, (uint32_t)j),
                               weights ? weights[r] : weight, delays ? delays[r] : delay, r};
        VEC_PUSH(n->w.arena, out, row);
    }
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_place);
    return true;
}

double *nineml_column_values(NinemlWriter *n, const IrProjection *p, const NinemlRows *rows,
                             const Str *name)
{
    const double *from = name ? nineml_list_column(n, p, name->s) : NULL;
    double *values = from ? ARENA_ARRAY(n->w.arena, double, rows->n + 1) : NULL;
    for (uint32_t i = 0; values && i < rows->n; i++)
        values[i] = from[rows->v[i].place];
    return values;
}

static double row_value(const NinemlRow *row, NinemlColumn column)
{
    const double values[] = {[NINEML_PRE] = row->pre,
                             [NINEML_POST] = row->post,
                             [NINEML_WEIGHT] = row->weight,
                             [NINEML_DELAY] = row->delay};
    return values[column];
}

void nineml_write_rows(NinemlWriter *n, const char *tag, const char *name, const NinemlRows *rows,
                       NinemlColumn column, Dim dim, bool shorten, Span at)
{
    double *values = ARENA_ARRAY(n->w.arena, double, rows->n + 1);
    for (uint32_t i = 0; i < rows->n; i++)
        values[i] = row_value(&rows->v[i], column);
    if (shorten) /* an array of one value would be a value for all */
        nineml_write_value(n, tag, name, dim, NULL, values, nineml_shortened(values, rows->n), at);
    else
        nineml_write_array(n, tag, name, dim, values, rows->n, at);
}
