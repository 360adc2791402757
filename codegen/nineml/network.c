/* The user layer of NineML: components with values, populations, projections with connection rules and responses. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"
#include "ir/quantity.h"

#include <stdlib.h>
#include <string.h>

static XmlWriter *xml(NinemlWriter *n)
{
    return &n->w.xml;
}

static bool number(NinemlWriter *n, const IrExpr *e, double missing, double *out)
{
    const LemsValues network = {&n->w, NULL, NULL, NULL, 0};
    *out = missing;
    return !e || lems_value_of(&network, e, out);
}

static uint32_t size_of(NinemlWriter *n, const IrPopulation *p)
{
    double size;
    return number(n, p->size, 0, &size) ? (uint32_t)size : 0;
}

void nineml_open_component(NinemlWriter *n, const char *tag, const char *name, const char *of)
{
    xml_writer_open(xml(n), tag);
    xml_writer_attribute(xml(n), "name", name);
    nineml_write_reference(n, "Definition", of);
}

/* ---- cells ---- */
/* One value where all cells have it. */
static uint64_t shortened(const double *values, uint64_t count)
{
    for (uint64_t i = 1; i < count; i++)
        if (memcmp(&values[i], &values[0], sizeof *values) != 0)
            return count;
    return 1;
}

static const char *distribution_name(NinemlWriter *n, const IrPopulation *p, const IrItem *item)
{
    return lems_name_of(&n->w, &n->w.ids,
                        str_format(n->w.session->strings, "%s %s", p->name->s, item->name->s));
}

static const IrExpr *draw_of(const IrPopulation *p, const IrItem *item)
{
    const IrBind *bind =
        ir_bind(item->kind == IR_ITEM_STATE ? &p->initial : &p->values, item->name);
    return bind ? nineml_draw_of(bind->value) : NULL;
}

static void write_item(NinemlWriter *n, LemsScope *s, const IrPopulation *p, const IrModel *model,
                       const IrItem *item)
{
    const bool state = item->kind == IR_ITEM_STATE;
    if (draw_of(p, item)) {
        nineml_write_random(n, state ? "Initial" : "Property",
                            lems_name_of(&n->w, &s->names, item->name), item->dim,
                            distribution_name(n, p, item), item->span);
        return;
    }
    const uint32_t size = size_of(n, p);
    double *values = ARENA_ARRAY(n->w.arena, double, size + 1);
    const IrBind *bind = state ? ir_bind(&p->initial, item->name) : NULL;
    for (uint32_t i = 0; i < size && !n->w.failed; i++) {
        const LemsValues v = {&n->w, model, &p->values, NULL, i};
        const LemsValues network = {&n->w, NULL, NULL, NULL, i};
        const bool known = bind    ? lems_value_of(&network, bind->value, &values[i])
                           : state ? lems_value_of(&v, item->value, &values[i])
                                   : lems_parameter_value(&v, item, &values[i]);
        if (!state)
            lems_check_grid(&v, model, item);
        if (!known)
            lems_refuse(&n->w, p->span, "`%s`, whose values are known when it runs,",
                        item->name->s);
    }
    nineml_write_value(n, state ? "Initial" : "Property",
                       lems_name_of(&n->w, &s->names, item->name), item->dim, item->unit, values,
                       size ? shortened(values, size) : 1, item->span);
}

/* What the writing needs beside: when a hold ends. */
static void write_hold(NinemlWriter *n, LemsScope *s)
{
    const double never = 0;
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        for (uint32_t k = 0; item->body && k < item->body->stmts.n; k++)
            if (item->body->stmts.v[k].kind == IR_STMT_HOLD &&
                lems_holds(s, &item->body->stmts.v[k]))
                nineml_write_value(n, "Initial", lems_new_name(&n->w, &s->names, "hold_end"),
                                   ir_quantity_dim(IR_Q_TIME), NULL, &never, 1, item->span);
    }
}

static const char *cell_name(NinemlWriter *n, const IrPopulation *p)
{
    const Str *key = str_format(n->w.session->strings, "%s cell", p->name->s);
    return lems_name_of(&n->w, &n->w.ids, key);
}

static void write_cell(NinemlWriter *n, const IrPopulation *p)
{
    const IrModel *model = ir_find_model(n->w.m, p->model);
    const IrModel *simple = model ? lems_simplify(&n->w, model) : NULL;
    LemsScope s;
    if (!simple)
        return;
    nineml_scope(n, &s, simple);
    for (uint32_t i = 0; i < simple->items.n; i++)
        if ((simple->items.v[i]->kind == IR_ITEM_STATE ||
             simple->items.v[i]->kind == IR_ITEM_PARAM) &&
            draw_of(p, simple->items.v[i]))
            nineml_write_distribution(n, distribution_name(n, p, simple->items.v[i]),
                                      draw_of(p, simple->items.v[i]));
    nineml_open_component(n, n->version->component, cell_name(n, p),
                          lems_name_of(&n->w, &n->w.ids, model->name));
    for (int states = 0; states < 2; states++)
        for (uint32_t i = 0; i < simple->items.n && !n->w.failed; i++)
            if (simple->items.v[i]->kind == (states ? IR_ITEM_STATE : IR_ITEM_PARAM) &&
                (states || !nineml_is_of_response(n, simple, simple->items.v[i])))
                write_item(n, &s, p, model, simple->items.v[i]);
    write_hold(n, &s);
    xml_writer_close(xml(n));
}

static void write_population(NinemlWriter *n, const IrPopulation *p)
{
    xml_writer_open(xml(n), "Population");
    xml_writer_attribute(xml(n), "name", lems_name_of(&n->w, &n->w.ids, p->name));
    xml_writer_text_element(xml(n), "Size", arena_printf(n->w.arena, "%u", size_of(n, p)));
    xml_writer_open(xml(n), "Cell");
    nineml_write_reference(n, "Reference", cell_name(n, p));
    xml_writer_close(xml(n));
    xml_writer_close(xml(n));
    xml_writer_gap(xml(n));
}

/* ---- ends of projections ---- */
const IrPopulation *nineml_population(const IrModule *m, const Str *cells)
{
    const IrView *v = ir_find_view(m, cells);
    const IrGroup *g = ir_find_group(m, cells);
    if (g)
        return g->members.n ? ir_find_population(m, g->members.v[0]) : NULL;
    return ir_find_population(m, v ? v->population : cells);
}

/* Whole populations of one model: a selection of them. */
static bool is_selection(NinemlWriter *n, const IrGroup *g)
{
    const IrPopulation *first = ir_find_population(n->w.m, g->members.v[0]);
    for (uint32_t i = 0; i < g->members.n; i++) {
        const IrPopulation *one = ir_find_population(n->w.m, g->members.v[i]);
        if (!one || one->model != first->model)
            return false;
    }
    return g->members.n > 0;
}

/* The cells of a projection: those of one population, or of a selection; NULL after a diagnostic. */
static const IrPopulation *population_of(NinemlWriter *n, const Str *name,
                                         const LemsCellList *cells, const IrProjection *p)
{
    const IrGroup *g = ir_find_group(n->w.m, name);
    bool one = g ? is_selection(n, g) : true;
    for (uint32_t i = 1; !g && i < cells->n; i++)
        one &= cells->v[i].cells->population == cells->v[0].cells->population;
    if (!one)
        lems_refuse(&n->w, p->span, "a projection of several populations");
    else if (!cells->n)
        lems_refuse(&n->w, p->span, "a projection without cells");
    return one && cells->n ? cells->v[0].cells->population : NULL;
}

static void write_selection(NinemlWriter *n, const IrGroup *g)
{
    xml_writer_open(xml(n), "Selection");
    xml_writer_attribute(xml(n), "name", lems_name_of(&n->w, &n->w.ids, g->name));
    xml_writer_open(xml(n), "Concatenate");
    for (uint32_t i = 0; i < g->members.n; i++) {
        xml_writer_open(xml(n), "Item");
        xml_writer_attribute(xml(n), "index", arena_printf(n->w.arena, "%u", i));
        nineml_write_reference(n, "Reference", lems_name_of(&n->w, &n->w.ids, g->members.v[i]));
        xml_writer_close(xml(n));
    }
    xml_writer_close(xml(n));
    xml_writer_close(xml(n));
    xml_writer_gap(xml(n));
}

/* ---- connection rules ---- */
typedef struct Row {
    uint32_t pre, post;
    double weight, delay;
} Row;
typedef VEC(Row) Rows;

static const double *column(const IrData *data, const char *name)
{
    for (uint32_t i = 0; i < data->columns; i++)
        if (data->column_names && str_is(data->column_names[i], name))
            return data->values + (size_t)i * data->rows;
    return NULL;
}

static int by_place(const void *a, const void *b)
{
    const Row *x = a, *y = b;
    return x->pre != y->pre ? (x->pre > y->pre) - (x->pre < y->pre)
                            : (x->post > y->post) - (x->post < y->post);
}

/* In the population, or in the selection. */
static uint32_t place_of(NinemlWriter *n, const Str *name, const LemsCellList *cells, uint32_t i)
{
    return ir_find_group(n->w.m, name) ? i : cells->v[i].place + cells->v[i].cells->first;
}

/* One weight and one delay for all connections of a rule. */
static bool find_values(NinemlWriter *n, const IrProjection *p, Rows *out)
{
    Row row = {0};
    double step;
    number(n, n->w.m->timestep, 0.1, &step);
    number(n, n->w.m->min_delay, step, &step);
    if (!number(n, p->weight, 0, &row.weight) || !number(n, p->delay, step, &row.delay) ||
        p->zero) {
        lems_refuse(&n->w, p->span, "weights or delays of `%s`", p->name->s);
        return false;
    }
    VEC_PUSH(n->w.arena, out, row);
    return true;
}

/* In the order in which arrays count connections: by pre, then by post. */
static bool find_rows(NinemlWriter *n, const IrProjection *p, const LemsCellList *pre,
                      const LemsCellList *post, Rows *out)
{
    const IrConnector *c = ir_find_connector(n->w.m, p->connector);
    const bool list = c && c->clauses.n == 1 && c->clauses.v[0].loop == IR_LOOP_LIST;
    const IrData *data = list ? ir_find_data(n->w.m, c->clauses.v[0].data) : NULL;
    double weight, delay, step;
    if (!data || c->clauses.v[0].values.n || !column(data, "pre") || !column(data, "post")) {
        lems_refuse(&n->w, p->span, "the connector of `%s`, which is no list,", p->name->s);
        return false;
    }
    const double *weights = column(data, "weight"), *delays = column(data, "delay");
    number(n, n->w.m->timestep, 0.1, &step);
    number(n, n->w.m->min_delay, step, &step);
    if ((!number(n, p->weight, 0, &weight) && !weights) ||
        (!number(n, p->delay, step, &delay) && !delays) || p->zero) {
        lems_refuse(&n->w, p->span, "weights or delays of `%s`", p->name->s);
        return false;
    }
    for (uint64_t r = 0; r < data->rows; r++) {
        const double i = column(data, "pre")[r], j = column(data, "post")[r];
        if (!(i < pre->n) || !(j < post->n))
            continue;
        const Row row = {place_of(n, p->pre, pre, (uint32_t)i),
                         place_of(n, p->post, post, (uint32_t)j), weights ? weights[r] : weight,
                         delays ? delays[r] : delay};
        VEC_PUSH(n->w.arena, out, row);
    }
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_place);
    return true;
}

typedef double RowValue(const Row *row);
static double row_pre(const Row *row)
{
    return row->pre;
}
static double row_post(const Row *row)
{
    return row->post;
}
static double row_weight(const Row *row)
{
    return row->weight;
}
static double row_delay(const Row *row)
{
    return row->delay;
}

static void write_rows(NinemlWriter *n, const char *tag, const char *name, const Rows *rows,
                       RowValue *value, Dim dim, bool shorten, Span at)
{
    double *values = ARENA_ARRAY(n->w.arena, double, rows->n + 1);
    for (uint32_t i = 0; i < rows->n; i++)
        values[i] = value(&rows->v[i]);
    /* an array of one value would be a value for all */
    nineml_write_value(n, tag, name, dim, NULL, values,
                       shorten ? shortened(values, rows->n) : rows->n, at);
}

/* ---- projections ---- */
typedef struct Wired { /* a projection on its way */
    const IrProjection *p;
    const IrPopulation *pre, *post;
    const LemsKind *kind;
    const NinemlRule
        *standard; /* NULL: a list, `rows`; else those have one row for all connections */
    double number; /* of the rule */
    Rows rows;
    const char *rule, *response, *plasticity; /* names of components */
} Wired;

static const char *component_name(NinemlWriter *n, const IrProjection *p, const char *what)
{
    return lems_name_of(&n->w, &n->w.ids,
                        str_format(n->w.session->strings, "%s %s", p->name->s, what));
}

static const char *weight_class(NinemlWriter *n, Dim dim)
{
    const char *name = nineml_dimension(n, dim, NOWHERE);
    return lems_name_of(&n->w, &n->w.ids, str_format(n->w.session->strings, "Static %s", name));
}

/* Plasticity that hands its parameter on: the weight. */
static void write_weight_class(NinemlWriter *n, Dim dim)
{
    const char *name = weight_class(n, dim), *dimension = nineml_dimension(n, dim, NOWHERE);
    static const struct {
        const char *tag, *name;
    } members[] = {{"Parameter", "weight"}, {"AnalogSendPort", "fixed_weight"}};
    xml_writer_open(xml(n), n->version->wrapped ? "ComponentClass" : "Dynamics");
    xml_writer_attribute(xml(n), "name", name);
    for (int i = 0; i < 2; i++) {
        xml_writer_open(xml(n), members[i].tag);
        xml_writer_attribute(xml(n), "name", members[i].name);
        xml_writer_attribute(xml(n), "dimension", dimension);
        xml_writer_close(xml(n));
    }
    if (n->version->wrapped)
        xml_writer_open(xml(n), "Dynamics");
    xml_writer_open(xml(n), "Alias");
    xml_writer_attribute(xml(n), "name", "fixed_weight");
    xml_writer_text_element(xml(n), "MathInline", "weight");
    xml_writer_close(xml(n));
    xml_writer_open(xml(n), "Regime");
    xml_writer_attribute(xml(n), "name", "sole");
    xml_writer_close(xml(n));
    if (n->version->wrapped)
        xml_writer_close(xml(n));
    xml_writer_close(xml(n));
    xml_writer_gap(xml(n));
}

static bool prepare(NinemlWriter *n, LemsNetworkWriter *cells, const IrProjection *p, Wired *out)
{
    LemsCellList pre = {0}, post = {0};
    *out = (Wired){.p = p};
    if (ir_find_projection(n->w.m, p->post)) {
        lems_refuse(&n->w, p->span, "a projection to the synapses of another one");
        return false;
    }
    if (!lems_find_cells(cells, p->pre, p->span, &pre) ||
        !lems_find_cells(cells, p->post, p->span, &post) ||
        !(out->pre = population_of(n, p->pre, &pre, p)) ||
        !(out->post = population_of(n, p->post, &post, p)))
        return false;
    out->standard = nineml_rule_of(n->w.m, p, &out->number);
    if (!(out->standard ? find_values(n, p, &out->rows) : find_rows(n, p, &pre, &post, &out->rows)))
        return false;
    out->kind = lems_join_kind(&n->w, p, ir_find_model(n->w.m, out->post->model));
    out->rule = component_name(n, p, "rule");
    out->response =
        out->kind && out->kind->receptor
            ? lems_new_name(
                  &n->w, &n->w.ids,
                  arena_strndup(n->w.arena, p->post_port->s, strcspn(p->post_port->s, ".")))
            : component_name(n, p, "response"); /* receptors are called as in the cell */
    out->plasticity = component_name(n, p, "weight");
    return out->kind != NULL;
}

/* A response has one value for all cells that it acts on. */
static void check_same(NinemlWriter *n, const Wired *x, const IrItem *part, const IrItem *source,
                       double value)
{
    const IrModel *cell = ir_find_model(n->w.m, x->post->model);
    const IrGroup *g = ir_find_group(n->w.m, x->p->post);
    for (uint32_t k = 0; k < (g ? g->members.n : 1); k++) {
        const IrPopulation *p = g ? ir_find_population(n->w.m, g->members.v[k]) : x->post;
        const uint32_t size = size_of(n, p);
        for (uint32_t i = 0; i < size && !n->w.failed; i++) {
            const LemsValues of_cell = {&n->w, cell, &p->values, NULL, i};
            const LemsValues of_part = {&n->w, x->kind->receptor, &part->binds, &of_cell, i};
            double again;
            if (!lems_parameter_value(&of_part, source, &again) ||
                memcmp(&again, &value, sizeof value) != 0)
                lems_refuse(&n->w, x->p->span, "`%s` of `%s`, which differs by cell,",
                            source->name->s, part->name->s);
        }
    }
}

static void write_response(NinemlWriter *n, const Wired *x)
{
    const IrModel *cell = ir_find_model(n->w.m, x->post->model);
    const IrModel *simple = lems_simplify(&n->w, x->kind->model);
    const IrItem *part = x->kind->receptor ? ir_item(cell, x->p->post_port) : NULL;
    const LemsValues of_cell = {&n->w, cell, &x->post->values, NULL, 0};
    const LemsValues of_part = {&n->w, x->kind->receptor, part ? &part->binds : NULL, &of_cell, 0};
    const LemsValues of_synapse = {&n->w, x->kind->synapse, &x->p->synapse_args, NULL, 0};
    LemsScope s;
    if (!simple)
        return;
    nineml_scope(n, &s, simple);
    nineml_open_component(n, n->version->component, x->response,
                          lems_name_of(&n->w, &n->w.ids, x->kind->model->name));
    for (uint32_t i = 0; i < simple->items.n && !n->w.failed; i++) {
        const IrItem *item = simple->items.v[i];
        const bool state = item->kind == IR_ITEM_STATE && !item->weight;
        const Str *own = map_get(&x->kind->of_synapse, item->name);
        const LemsValues *v = own ? &of_synapse : &of_part;
        const IrItem *source = v->model ? ir_item(v->model, own ? own : item->name) : NULL;
        double value = 0;
        if (!state && item->kind != IR_ITEM_PARAM)
            continue;
        const LemsValues alone = {&n->w, simple, NULL, NULL, 0};
        if (state ? !lems_value_of(&alone, item->value, &value)
                  : !source || !lems_parameter_value(v, source, &value))
            lems_refuse(&n->w, item->span, "the value of `%s`", item->name->s);
        else if (!state && !own && part)
            check_same(n, x, part, source, value);
        nineml_write_value(n, state ? "Initial" : "Property",
                           lems_name_of(&n->w, &s.names, item->name), item->dim, item->unit, &value,
                           1, item->span);
    }
    xml_writer_close(xml(n));
}

static void write_components(NinemlWriter *n, const Wired *x)
{
    nineml_open_component(n, n->version->rule, x->rule,
                          x->standard ? x->standard->name : "Explicit");
    if (x->standard && x->standard->property)
        nineml_write_value(n, "Property", x->standard->property, DIM_NONE, NULL, &x->number, 1,
                           x->p->span);
    if (!x->standard) {
        write_rows(n, "Property", "sourceIndices", &x->rows, row_pre, DIM_NONE, false, x->p->span);
        write_rows(n, "Property", "destinationIndices", &x->rows, row_post, DIM_NONE, false,
                   x->p->span);
    }
    xml_writer_close(xml(n));
    write_response(n, x);
    nineml_open_component(n, n->version->component, x->plasticity,
                          weight_class(n, x->kind->weight));
    write_rows(n, "Property", "weight", &x->rows, row_weight, x->kind->weight, true, x->p->span);
    xml_writer_close(xml(n));
}

/* ---- ports of projections ---- */
typedef struct Link {
    const char *sender, *receiver; /* roles: "pre", "response", ... */
    const char *send, *receive;
    bool event;
} Link;
typedef VEC(Link) Links;

static Links links_of(NinemlWriter *n, const Wired *x)
{
    Links all = {0};
    LemsScope s, cell;
    const IrModel *simple = lems_simplify(&n->w, x->kind->model),
                  *post = lems_simplify(&n->w, ir_find_model(n->w.m, x->post->model)),
                  *pre = lems_simplify(&n->w, ir_find_model(n->w.m, x->pre->model));
    if (!simple || !post || !pre)
        return all;
    nineml_scope(n, &s, simple);
    nineml_scope(n, &cell, pre);
    VEC_PUSH(n->w.arena, &all,
             (Link){"pre", "response", lems_name_of(&n->w, &cell.names, x->p->pre_event), "event",
                    true});
    nineml_scope(n, &cell, post);
    const char *current = "i";
    for (uint32_t i = 0; i < simple->items.n; i++) {
        const IrItem *item = simple->items.v[i];
        const char *name = item->name ? lems_name_of(&n->w, &s.names, item->name) : "";
        if (item->kind == IR_ITEM_STATE && item->weight)
            VEC_PUSH(n->w.arena, &all,
                     (Link){"plasticity", "response", "fixed_weight", name, false});
        if (item->kind == IR_ITEM_IN)
            VEC_PUSH(n->w.arena, &all,
                     (Link){"post", "response", lems_name_of(&n->w, &cell.names, item->name), name,
                            false});
        if (item->is_current)
            current = name;
    }
    const char *sum = lems_name_of(&n->w, &cell.names, lems_sum_of(&n->w, x->p, post));
    VEC_PUSH(n->w.arena, &all, (Link){"response", "post", current, sum, false});
    return all;
}

static void write_links(NinemlWriter *n, const Links *all, const char *receiver)
{
    static const struct {
        const char *role, *from;
    } senders[] = {{"pre", "FromSource"},
                   {"post", "FromDestination"},
                   {"response", "FromResponse"},
                   {"plasticity", "FromPlasticity"}};
    for (uint32_t i = 0; i < all->n; i++) {
        const Link *l = &all->v[i];
        if (receiver && strcmp(receiver, l->receiver) != 0)
            continue;
        const char *tag = l->event ? "EventPortConnection" : "AnalogPortConnection";
        for (size_t k = 0; receiver && k < sizeof senders / sizeof *senders; k++)
            if (!strcmp(senders[k].role, l->sender))
                tag = senders[k].from;
        xml_writer_open(xml(n), tag);
        if (!receiver) {
            xml_writer_attribute(xml(n), "sender_role", l->sender);
            xml_writer_attribute(xml(n), "receiver_role", l->receiver);
        }
        xml_writer_attribute(xml(n), "send_port", l->send);
        xml_writer_attribute(xml(n), "receive_port", l->receive);
        xml_writer_close(xml(n));
    }
}

static const char *cells_name(NinemlWriter *n, const Str *cells)
{
    const IrGroup *g = ir_find_group(n->w.m, cells);
    return lems_name_of(&n->w, &n->w.ids, g ? g->name : nineml_population(n->w.m, cells)->name);
}

static void write_projection(NinemlWriter *n, const Wired *x)
{
    const NinemlVersion *v = n->version;
    const struct {
        const char *tag, *role, *name;
    } members[] = {{v->pre, "pre", cells_name(n, x->p->pre)},
                   {v->post, "post", cells_name(n, x->p->post)},
                   {"Connectivity", NULL, x->rule},
                   {"Response", "response", x->response},
                   {"Plasticity", "plasticity", x->plasticity}};
    const Links links = links_of(n, x);
    xml_writer_open(xml(n), "Projection");
    xml_writer_attribute(xml(n), "name", lems_name_of(&n->w, &n->w.ids, x->p->name));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        xml_writer_open(xml(n), members[i].tag);
        nineml_write_reference(n, "Reference", members[i].name);
        if (!v->roles && members[i].role)
            write_links(n, &links, members[i].role);
        xml_writer_close(xml(n));
    }
    write_rows(n, "Delay", NULL, &x->rows, row_delay, ir_quantity_dim(IR_Q_TIME), true, x->p->span);
    if (v->roles)
        write_links(n, &links, NULL);
    xml_writer_close(xml(n));
    xml_writer_gap(xml(n));
}

/* ---- the whole ---- */
static void write_weight_classes(NinemlWriter *n, const Wired *all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool first = true;
        for (uint32_t k = 0; k < i; k++)
            first &= !dim_equal(all[k].kind->weight, all[i].kind->weight);
        if (first)
            write_weight_class(n, all[i].kind->weight);
    }
}

static void write_rule_classes(NinemlWriter *n, const Wired *all, uint32_t count)
{
    static const char library[] = "http://nineml.net/9ML/1.0/connectionrules/";
    static const char *const lists[] = {"sourceIndices", "destinationIndices"};
    for (uint32_t i = 0; i < count; i++) {
        const NinemlRule *rule = all[i].standard;
        const char *const number[] = {rule ? rule->property : NULL, NULL};
        bool first = true;
        for (uint32_t k = 0; k < i; k++)
            first &= all[k].standard != rule;
        if (first)
            nineml_write_standard_class(n, "ConnectionRule", rule ? rule->name : "Explicit",
                                        library, rule ? number : lists);
    }
}

static void write_distribution_class(NinemlWriter *n, const IrExpr *draw, Map *done)
{
    const NinemlLaw *law = draw ? nineml_law((IrLaw)draw->u.law) : NULL;
    if (!law || map_has(done, law))
        return;
    map_set(done, law, (void *)law);
    nineml_write_standard_class(n, "RandomDistribution", law->name,
                                "http://www.uncertml.org/distributions/", law->parameters);
}

static void write_distribution_classes(NinemlWriter *n)
{
    Map done;
    map_init(&done, n->w.arena);
    for (uint32_t i = 0; i < n->w.m->populations.n; i++) {
        const IrPopulation *p = n->w.m->populations.v[i];
        for (uint32_t k = 0; k < p->values.n; k++)
            write_distribution_class(n, nineml_draw_of(p->values.v[k].value), &done);
        for (uint32_t k = 0; k < p->initial.n; k++)
            write_distribution_class(n, nineml_draw_of(p->initial.v[k].value), &done);
    }
}

void nineml_write_network(NinemlWriter *n)
{
    const IrModule *m = n->w.m;
    LemsNetworkWriter cells = {.w = &n->w};
    Wired *all = ARENA_ARRAY(n->w.arena, Wired, m->projections.n + 1);
    for (uint32_t i = 0; i < m->populations.n; i++) {
        const LemsCells c = {.population = m->populations.v[i],
                             .n = size_of(n, m->populations.v[i])};
        VEC_PUSH(n->w.arena, &cells.cells, c);
    }
    for (uint32_t i = 0; i < m->populations.n; i++) /* they have the first choice of names */
        lems_name_of(&n->w, &n->w.ids, m->populations.v[i]->name);
    for (uint32_t i = 0; i < m->inputs.n; i++)
        lems_refuse(&n->w, m->inputs.v[i]->span, "an input into cells");
    for (uint32_t i = 0; i < m->projections.n && !n->w.failed; i++)
        if (!prepare(n, &cells, m->projections.v[i], &all[i]))
            return;
    if (m->projections.n && !n->w.failed) {
        write_weight_classes(n, all, m->projections.n);
        write_rule_classes(n, all, m->projections.n);
    }
    write_distribution_classes(n);
    for (uint32_t i = 0; i < m->populations.n && !n->w.failed; i++) {
        write_cell(n, m->populations.v[i]);
        write_population(n, m->populations.v[i]);
    }
    for (uint32_t i = 0; i < m->groups.n && !n->w.failed; i++)
        if (is_selection(n, m->groups.v[i]))
            write_selection(n, m->groups.v[i]);
    for (uint32_t i = 0; i < m->projections.n && !n->w.failed; i++) {
        write_components(n, &all[i]);
        write_projection(n, &all[i]);
    }
}
