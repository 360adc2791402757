/* Projections and inputs. Connections are written one by one, each with its weight, a number of native units, and its delay. */
#include "codegen/lems/lems_network.h"
#include "ir/additive.h"
#include "ir/build.h"
#include "ir/quantity.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists ---- */
typedef struct Rows { /* connections of a projection, from a list */
    const IrData *data;
    const double *pre, *post, *weight,
        *delay; /* columns; of the last two NULL: one value for all */
    double one_weight, one_delay;
} Rows;

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
    out->pre = ir_data_column(out->data, "pre");
    out->post = ir_data_column(out->data, "post");
    out->weight = ir_data_column(out->data, "weight");
    out->delay = ir_data_column(out->data, "delay");
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

/* ---- forms of connections ---- */
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

/* Events of one of several ports: readers differ in which comes first. */
static bool names_source(LemsWriter *w, const IrProjection *p, const IrModel *pre)
{
    unsigned n = 0;
    if (!p->pre_event || lems_spike_times(pre))
        return false;
    const IrModel *simple = lems_simplify(w, pre);
    for (uint32_t i = 0; simple && i < simple->items.n; i++)
        n += simple->items.v[i]->kind == IR_ITEM_EVENT_OUT;
    return n > 1;
}

/* ---- projections ---- */
typedef struct Ends {
    const IrProjection *of;
    LemsCellList pre, post;
    Rows rows;
    const LemsPeers *peers;                /* of continuous connections; else NULL */
    const LemsKind *kind;                  /* NULL: events go to a port of the cells */
    const char *destination, *source_port; /* NULL: need not be said */
    const Str *target;                     /* that port */
} Ends;

static LemsCell end_of(const LemsCellList *cells, double place)
{
    return place >= 0 && place < cells->n ? cells->v[(uint32_t)place] : (LemsCell){0};
}

static bool find_ends(LemsNetworkWriter *n, const IrProjection *p, Ends *out)
{
    *out = (Ends){.of = p};
    if (ir_find_projection(n->w->m, p->post)) {
        lems_refuse(n->w, p->span, "a projection to the synapses of another one");
        return false;
    }
    if (!lems_find_cells(n, p->pre, p->span, &out->pre) ||
        !lems_find_cells(n, p->post, p->span, &out->post) || !find_rows(n, p, &out->rows))
        return false;
    return true;
}

static const char *port_name(LemsNetworkWriter *n, const IrModel *model, const Str *port)
{
    LemsScope s;
    const IrModel *simple = lems_simplify(n->w, model);
    if (!simple)
        return NULL;
    lems_scope_init(&s, n->w, simple);
    return lems_name_of(n->w, &s.names, port);
}

static bool find_peers(LemsNetworkWriter *n, const IrProjection *p, const LemsCells *cells)
{
    const Str *sum = p->feed ? p->feed : p->post_port;
    const bool only = lems_is_only_list(n->w, cells->model, sum);
    if (!only)
        lems_refuse(n->w, p->span,
                    "a continuous connection beside currents into other sums than `%s`", sum->s);
    return only;
}

/* The kind of connection to such cells, and the list or port of the cell that takes it. */
static bool find_kind(LemsNetworkWriter *n, const IrProjection *p, const LemsCells *post, Ends *e)
{
    LemsScope s;
    if (lems_is_continuous(n->w, p)) {
        e->kind = NULL;
        e->peers = lems_peers(n->w, p);
        return e->peers && find_peers(n, p, post);
    }
    if (lems_is_port(n->w, p, post->model)) {
        e->kind = NULL;
        e->target = p->post_port;
        return !n->w->failed;
    }
    e->kind = lems_join_kind(n->w, p, post->model);
    const IrModel *simple = lems_simplify(n->w, post->model);
    if (!e->kind || !simple)
        return false;
    lems_scope_init(&s, n->w, simple);
    const Str *port = !e->kind->receptor && p->feed ? p->feed : p->post_port;
    e->destination = lems_attachments_name(&s, ir_item(simple, port));
    return true;
}

/* Its type and how it names its ends. */
static void open_connection(LemsNetworkWriter *n, const Ends *e, LemsCell pre, LemsCell post,
                            LemsLink link)
{
    LemsWriter *w = n->w;
    static const char *const ends[][2] = {{"preCellId", "postCellId"}, {"from", "to"}};
    const bool alone = link == LEMS_LINK_PORT || link == LEMS_LINK_PEERS;
    const char *const *names = ends[alone];
    const char *up = alone ? "" : "../";
    xml_writer_open(&w->xml, lems_link_type(w, link));
    xml_writer_attribute(&w->xml, names[0],
                         arena_printf(w->arena, "%s%s", up, lems_cell_text(n, pre)));
    xml_writer_attribute(&w->xml, names[1],
                         arena_printf(w->arena, "%s%s", up, lems_cell_text(n, post)));
    if (e->source_port)
        xml_writer_attribute(&w->xml, "sourcePort", e->source_port);
}

static void write_peers(LemsNetworkWriter *n, const Ends *e, LemsCell post)
{
    const char *pre_component = lems_write_side(n, e->of, e->peers, &e->peers->far, post.cells),
               *post_component = lems_write_side(n, e->of, e->peers, &e->peers->near, post.cells);
    xml_writer_attribute(&n->w->xml, "preComponent", pre_component ? pre_component : "");
    xml_writer_attribute(&n->w->xml, "postComponent", post_component ? post_component : "");
    xml_writer_close(&n->w->xml);
}

static void write_connection(LemsNetworkWriter *n, const Ends *e, uint64_t row, LemsCell pre,
                             LemsCell post, LemsLink link)
{
    LemsWriter *w = n->w;
    const Rows *r = &e->rows;
    char number[32];
    open_connection(n, e, pre, post, link);
    if (link != LEMS_LINK_PORT && link != LEMS_LINK_PEERS)
        xml_writer_attribute(&w->xml, "id",
                             arena_printf(w->arena, "%llu", (unsigned long long)row));
    if (link == LEMS_LINK_WEIGHTED || link == LEMS_LINK_LIST || link == LEMS_LINK_PEERS) {
        number_shortest(r->weight ? r->weight[row] : r->one_weight, number);
        xml_writer_attribute(&w->xml, "weight", number);
    }
    if (link == LEMS_LINK_PEERS) {
        write_peers(n, e, post);
        return;
    }
    if (link != LEMS_LINK_PLAIN)
        xml_writer_attribute(&w->xml, "delay",
                             lems_quantity_text(w, r->delay ? r->delay[row] : r->one_delay,
                                                ir_quantity_dim(IR_Q_TIME), NULL, NOWHERE));
    if (link == LEMS_LINK_PORT) {
        const double weight = r->weight ? r->weight[row] : r->one_weight;
        const IrModel *cell = post.cells->model;
        const char *port = port_name(n, cell, lems_weighted_port(w, cell, e->target, weight));
        xml_writer_attribute(&w->xml, "targetPort", port ? port : "");
    } else
        xml_writer_attribute(&w->xml, "destination", e->destination);
    xml_writer_close(&w->xml);
}

static LemsLink link_of(LemsNetworkWriter *n, const IrProjection *p, const Ends *e,
                        const LemsCells *to)
{
    const Rows *r = &e->rows;
    if (!e->kind)
        return e->peers ? LEMS_LINK_PEERS : LEMS_LINK_PORT;
    if (p->zero && !r->weight && !(r->one_weight < 1) && !(r->one_weight > 1) && !e->source_port)
        return LEMS_LINK_PLAIN;
    return e->source_port || has_several_lists(n->w, to->model) ? LEMS_LINK_LIST
                                                                : LEMS_LINK_WEIGHTED;
}

static void open_projection(LemsNetworkWriter *n, const IrProjection *p, const Ends *e,
                            const LemsCells *from, const LemsCells *to)
{
    LemsWriter *w = n->w;
    xml_writer_open(&w->xml, "projection");
    xml_writer_attribute(&w->xml, "id", lems_new_name(w, &w->ids, p->name->s));
    xml_writer_attribute(&w->xml, "presynapticPopulation", from->id);
    xml_writer_attribute(&w->xml, "postsynapticPopulation", to->id);
    xml_writer_attribute(&w->xml, "synapse", lems_write_kind(n, p, e->kind, to));
}

/* A connection, by the populations of the document that it joins. */
typedef struct Pair {
    size_t from, to; /* in LemsNetworkWriter.cells */
    uint64_t row;
} Pair;

static int by_populations(const void *a, const void *b)
{
    const Pair *x = a, *y = b;
    return x->from != y->from ? (x->from > y->from) - (x->from < y->from)
           : x->to != y->to   ? (x->to > y->to) - (x->to < y->to)
                              : (x->row > y->row) - (x->row < y->row);
}

/* Those of two populations, in the order of their rows. */
static void write_pairs(LemsNetworkWriter *n, const IrProjection *p, Ends *e, const Pair *pairs,
                        uint64_t count)
{
    const Rows *r = &e->rows;
    const LemsCells *from = &n->cells.v[pairs->from], *to = &n->cells.v[pairs->to];
    if (!find_kind(n, p, to, e))
        return;
    e->source_port =
        names_source(n->w, p, from->model) ? port_name(n, from->model, p->pre_event) : NULL;
    const LemsLink link = link_of(n, p, e, to);
    if (e->kind)
        open_projection(n, p, e, from, to);
    for (uint64_t i = 0; i < count; i++)
        write_connection(n, e, pairs[i].row, end_of(&e->pre, r->pre[pairs[i].row]),
                         end_of(&e->post, r->post[pairs[i].row]), link);
    if (e->kind)
        xml_writer_close(&n->w->xml);
}

static void write_projection(LemsNetworkWriter *n, const IrProjection *p)
{
    Ends e;
    VEC(Pair) pairs = {0};
    if (!find_ends(n, p, &e))
        return;
    for (uint64_t i = 0; i < e.rows.data->rows; i++) {
        const LemsCell pre = end_of(&e.pre, e.rows.pre[i]), post = end_of(&e.post, e.rows.post[i]);
        if (!pre.cells || !post.cells)
            continue;
        const Pair pair = {(size_t)(pre.cells - n->cells.v), (size_t)(post.cells - n->cells.v), i};
        VEC_PUSH(n->w->arena, &pairs, pair);
    }
    if (pairs.n > 1)
        qsort(pairs.v, pairs.n, sizeof *pairs.v, by_populations);
    for (uint32_t first = 0, end; first < pairs.n && !n->w->failed; first = end) {
        const Pair *one = &pairs.v[first];
        for (end = first;
             end < pairs.n && pairs.v[end].from == one->from && pairs.v[end].to == one->to;)
            end++;
        write_pairs(n, p, &e, one, end - first);
    }
}

/* Each connection has a receptor of its own: of those that do not add up a cell may have one. */
static void check_shared(LemsNetworkWriter *n, const IrProjection *p, const Ends *e)
{
    LemsWriter *w = n->w;
    if (!e->kind || !e->kind->receptor || ir_adds_up(w->m, e->kind->receptor))
        return;
    for (uint64_t i = 0; i < e->rows.data->rows && !w->failed; i++) {
        const LemsCell post = end_of(&e->post, e->rows.post[i]);
        const Str *key = str_format(w->session->strings, "%s[%u]\n%s", post.cells->id, post.place,
                                    p->post_port->s);
        if (map_has(&n->sole, key)) {
            Diag *g = lems_refuse(w, p->span, "several connections to one receptor `%s`",
                                  p->post_port->s);
            diag_note(w->session->diags, g, NOWHERE,
                      "each connection of LEMS has a receptor of its own, and this one is no sum "
                      "of such");
        }
        map_set(&n->sole, key, (void *)key);
    }
}

static void write_components(LemsNetworkWriter *n, Ends *e, const LemsCells *post)
{
    if (!find_kind(n, e->of, post, e))
        return;
    if (e->kind)
        lems_write_kind(n, e->of, e->kind, post);
    if (!e->peers)
        return;
    lems_write_side(n, e->of, e->peers, &e->peers->far, post);
    lems_write_side(n, e->of, e->peers, &e->peers->near, post);
}

/* The components that connections need, before the network. */
static void write_kinds(LemsNetworkWriter *n, const IrProjection *p)
{
    Ends e;
    if (!find_ends(n, p, &e))
        return;
    for (uint32_t i = 0; i < e.post.n && !n->w->failed; i++)
        if (!i || e.post.v[i].cells != e.post.v[i - 1].cells)
            write_components(n, &e, e.post.v[i].cells);
    check_shared(n, p, &e);
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
