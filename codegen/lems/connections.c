/* Projections and inputs. Connections are written one by one, each with its weight, a number of native units, and its delay. */
#include "codegen/lems/lems_network.h"
#include "ir/build.h"
#include "ir/quantity.h"

#include <string.h>

/* ---- lists ---- */
typedef struct Rows { /* connections of a projection, from a list */
    const IrData *data;
    const double *pre, *post, *weight,
        *delay; /* columns; of the last two NULL: one value for all */
    double one_weight, one_delay;
} Rows;

static const double *column(const IrData *data, const char *name)
{
    for (uint32_t i = 0; i < data->columns; i++)
        if (data->column_names && str_is(data->column_names[i], name))
            return data->values + (size_t)i * data->rows;
    return NULL;
}

static bool constant(LemsNetworkWriter *n, const IrExpr *e, double missing, double *out)
{
    const LemsValues network = {n->w, NULL, NULL, NULL, 0};
    *out = missing;
    return !e || (lems_value_of(&network, e, out) && e->op != IR_VARIABLE);
}

static bool find_rows(LemsNetworkWriter *n, const IrProjection *p, Rows *out)
{
    const IrModule *m = n->w->m;
    const IrConnector *c = ir_find_connector(m, p->connector);
    const IrClause *list =
        c && c->clauses.n == 1 && c->clauses.v[0].loop == IR_LOOP_LIST ? &c->clauses.v[0] : NULL;
    double step;
    out->data = list ? ir_find_data(m, list->data) : NULL;
    if (!out->data || list->values.n || p->space.n) {
        lems_refuse(n->w, p->span, "the connector of `%s`, which is no list,", p->name->s);
        return false;
    }
    out->pre = column(out->data, "pre");
    out->post = column(out->data, "post");
    out->weight = column(out->data, "weight");
    out->delay = column(out->data, "delay");
    constant(n, m->timestep, 0.1, &step);
    if (!constant(n, p->weight, 0, &out->one_weight) && !out->weight)
        lems_refuse(n->w, p->weight->span, "a weight that is computed for each connection");
    if (!constant(n, p->delay, p->zero ? 0 : step, &out->one_delay) && !out->delay)
        lems_refuse(n->w, p->delay->span, "a delay that is computed for each connection");
    if (!p->delay && !p->zero && m->min_delay)
        constant(n, m->min_delay, step, &out->one_delay);
    for (uint32_t i = 0; i < out->data->columns; i++)
        if (!str_is(out->data->column_names[i], "pre") &&
            !str_is(out->data->column_names[i], "post") &&
            !str_is(out->data->column_names[i], "weight") &&
            !str_is(out->data->column_names[i], "delay"))
            lems_refuse(n->w, p->span, "`%s`, which differs between connections,",
                        out->data->column_names[i]->s);
    return out->pre && out->post && !n->w->failed;
}

/* ---- lists of a cell ---- */
/* The core types' connection with a weight ends at the one list that a cell has: for cells with several, one that says which. */
void lems_write_connection_type(LemsWriter *w)
{
    static const struct {
        const char *tag, *attributes[8];
    } lines[] = {
        {"Path", {"name", "preCellId"}},
        {"Path", {"name", "postCellId"}},
        {"Text", {"name", "destination"}},
        {"Structure", {NULL}},
        {"With", {"instance", "preCellId", "as", "pre"}},
        {"With", {"instance", "postCellId", "as", "post"}},
    };
    static const char *const ends[] = {"from",       "pre",      "to",
                                       "post",       "receiver", "../synapse",
                                       "delay",      "delay",    "receiverContainer",
                                       "destination"};
    xml_writer_open(&w->xml, "ComponentType");
    xml_writer_attribute(&w->xml, "name", w->connection);
    xml_writer_attribute(&w->xml, "extends", "connectionWD");
    xml_writer_attribute(&w->xml, "description",
                         "A connection to one of several lists of synapses.");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        xml_writer_open(&w->xml, lines[i].tag);
        for (size_t k = 0; lines[i].attributes[k]; k += 2)
            xml_writer_attribute(&w->xml, lines[i].attributes[k], lines[i].attributes[k + 1]);
        if (lines[i].attributes[0])
            xml_writer_close(&w->xml);
    }
    xml_writer_open(&w->xml, "EventConnection");
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k += 2)
        xml_writer_attribute(&w->xml, ends[k], ends[k + 1]);
    xml_writer_open(&w->xml, "Assign");
    xml_writer_attribute(&w->xml, "property", "weight");
    xml_writer_attribute(&w->xml, "value", "weight");
    for (int i = 0; i < 4; i++)
        xml_writer_close(&w->xml);
    xml_writer_gap(&w->xml);
}

static bool has_several_lists(const LemsWriter *w, const IrModel *cell)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < cell->items.n; i++) {
        const IrItem *item = cell->items.v[i];
        const IrModel *part = item->kind == IR_ITEM_PART ? ir_find_model(w->m, item->model) : NULL;
        n += (part && part->role == IR_RECEPTOR) ||
             (item->kind == IR_ITEM_REDUCE && !item->multiply);
    }
    return n > 1;
}

static const char *connection_type(LemsWriter *w, const IrModel *cell)
{
    if (!has_several_lists(w, cell))
        return "connectionWD";
    w->needs_connection = true;
    return w->connection;
}

/* ---- projections ---- */
typedef struct Ends {
    LemsCellList pre, post;
    Rows rows;
    const LemsKind *kind;
    const char *destination;
} Ends;

static LemsCell end_of(const LemsCellList *cells, double place)
{
    return place >= 0 && place < cells->n ? cells->v[(uint32_t)place] : (LemsCell){0};
}

static bool find_ends(LemsNetworkWriter *n, const IrProjection *p, Ends *out)
{
    *out = (Ends){0};
    if (ir_find_projection(n->w->m, p->post)) {
        lems_refuse(n->w, p->span, "a projection to the synapses of another one");
        return false;
    }
    if (!lems_find_cells(n, p->pre, p->span, &out->pre) ||
        !lems_find_cells(n, p->post, p->span, &out->post) || !find_rows(n, p, &out->rows))
        return false;
    return true;
}

/* The kind of connection to such cells, and the list of the cell that takes it. */
static bool find_kind(LemsNetworkWriter *n, const IrProjection *p, const LemsCells *post, Ends *e)
{
    LemsScope s;
    e->kind = lems_join_kind(n->w, p, post->model);
    const IrModel *simple = lems_simplify(n->w, post->model);
    if (!e->kind || !simple)
        return false;
    lems_scope_init(&s, n->w, simple);
    const Str *port = !e->kind->receptor && p->feed ? p->feed : p->post_port;
    e->destination = lems_attachments_name(&s, ir_item(simple, port));
    return true;
}

static void write_connection(LemsNetworkWriter *n, const Ends *e, uint64_t row, LemsCell pre,
                             LemsCell post, bool weighted)
{
    LemsWriter *w = n->w;
    const Rows *r = &e->rows;
    char number[32];
    xml_writer_open(&w->xml, weighted ? connection_type(w, post.cells->model) : "connection");
    xml_writer_attribute(&w->xml, "id", arena_printf(w->arena, "%llu", (unsigned long long)row));
    xml_writer_attribute(&w->xml, "preCellId",
                         arena_printf(w->arena, "../%s", lems_cell_text(n, pre)));
    xml_writer_attribute(&w->xml, "postCellId",
                         arena_printf(w->arena, "../%s", lems_cell_text(n, post)));
    if (weighted) {
        number_shortest(r->weight ? r->weight[row] : r->one_weight, number);
        xml_writer_attribute(&w->xml, "weight", number);
        xml_writer_attribute(&w->xml, "delay",
                             lems_quantity_text(w, r->delay ? r->delay[row] : r->one_delay,
                                                ir_quantity_dim(IR_Q_TIME), NULL, NOWHERE));
    }
    xml_writer_attribute(&w->xml, "destination", e->destination);
    xml_writer_close(&w->xml);
}

/* The connections between cells of these two populations of the document. */
static void write_rows(LemsNetworkWriter *n, const IrProjection *p, Ends *e, const LemsCells *from,
                       const LemsCells *to)
{
    LemsWriter *w = n->w;
    const Rows *r = &e->rows;
    bool any = false;
    for (uint64_t i = 0; i < r->data->rows; i++) {
        const LemsCell pre = end_of(&e->pre, r->pre[i]), post = end_of(&e->post, r->post[i]);
        if (pre.cells != from || post.cells != to)
            continue;
        if (!any) {
            if (!find_kind(n, p, to, e))
                return;
            xml_writer_open(&w->xml, "projection");
            xml_writer_attribute(&w->xml, "id", lems_new_name(w, &w->ids, p->name->s));
            xml_writer_attribute(&w->xml, "presynapticPopulation", from->id);
            xml_writer_attribute(&w->xml, "postsynapticPopulation", to->id);
            xml_writer_attribute(&w->xml, "synapse", lems_write_kind(n, p, e->kind, to));
        }
        any = true;
        const bool plain = p->zero && !r->weight && !(r->one_weight < 1) && !(r->one_weight > 1);
        write_connection(n, e, i, pre, post, !plain);
    }
    if (any)
        xml_writer_close(&w->xml);
}

static void write_projection(LemsNetworkWriter *n, const IrProjection *p)
{
    Ends e;
    if (!find_ends(n, p, &e))
        return;
    for (uint32_t i = 0; i < n->cells.n; i++)
        for (uint32_t k = 0; k < n->cells.n && !n->w->failed; k++)
            write_rows(n, p, &e, &n->cells.v[i], &n->cells.v[k]);
}

/* The components that connections need, before the network. */
static void write_kinds(LemsNetworkWriter *n, const IrProjection *p)
{
    Ends e;
    if (!find_ends(n, p, &e))
        return;
    for (uint32_t i = 0; i < e.post.n && !n->w->failed; i++)
        if (!i || e.post.v[i].cells != e.post.v[i - 1].cells)
            if (find_kind(n, p, e.post.v[i].cells, &e))
                lems_write_kind(n, p, e.kind, e.post.v[i].cells);
}

void lems_write_connections(LemsNetworkWriter *n)
{
    const IrModule *m = n->w->m;
    for (uint32_t i = 0; i < m->projections.n && !n->w->failed; i++)
        write_projection(n, m->projections.v[i]);
}

/* ---- inputs ---- */
static void write_input(LemsNetworkWriter *n, const IrInput *input, const char *component)
{
    LemsWriter *w = n->w;
    LemsCellList cells = {0};
    if (!lems_find_cells(n, input->target, input->span, &cells))
        return;
    for (uint32_t i = 0; i < cells.n && !w->failed; i++) {
        LemsScope s;
        const IrModel *simple = lems_simplify(w, cells.v[i].cells->model);
        const IrItem *port = simple ? ir_item(simple, input->port) : NULL;
        if (!port || port->kind != IR_ITEM_REDUCE) {
            lems_refuse(w, input->span, "an input to the port `%s`", input->port->s);
            return;
        }
        lems_scope_init(&s, w, simple);
        if (!i || cells.v[i].cells != cells.v[i - 1].cells) {
            if (i)
                xml_writer_close(&w->xml);
            const char *name = input->name ? input->name->s : component;
            xml_writer_open(&w->xml, "inputList");
            xml_writer_attribute(
                &w->xml, "id", lems_new_name(w, &w->ids, arena_printf(w->arena, "%s_list", name)));
            xml_writer_attribute(&w->xml, "population", cells.v[i].cells->id);
            xml_writer_attribute(&w->xml, "component", component);
        }
        xml_writer_open(&w->xml, "input");
        xml_writer_attribute(&w->xml, "id", arena_printf(w->arena, "%u", i));
        xml_writer_attribute(&w->xml, "target",
                             arena_printf(w->arena, "../%s", lems_cell_text(n, cells.v[i])));
        xml_writer_attribute(&w->xml, "destination", lems_attachments_name(&s, port));
        xml_writer_close(&w->xml);
    }
    if (cells.n)
        xml_writer_close(&w->xml);
}

void lems_write_inputs(LemsNetworkWriter *n)
{
    const IrModule *m = n->w->m;
    for (uint32_t i = 0; i < m->inputs.n && !n->w->failed; i++) {
        const char *component = lems_write_source(n, m->inputs.v[i]);
        if (component)
            write_input(n, m->inputs.v[i], component);
    }
}

/* What has to stand before the network: components of connections and inputs. */
void lems_write_attached(LemsNetworkWriter *n)
{
    const IrModule *m = n->w->m;
    for (uint32_t i = 0; i < m->projections.n && !n->w->failed; i++)
        write_kinds(n, m->projections.v[i]);
    for (uint32_t i = 0; i < m->inputs.n && !n->w->failed; i++)
        lems_write_source(n, m->inputs.v[i]);
    xml_writer_gap(&n->w->xml);
}
