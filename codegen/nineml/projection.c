/* Projections of NineML: connections by rules, and their members, response and plasticity, with what they send each other. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"
#include "ir/quantity.h"

#include <string.h>

static XmlWriter *xml(NinemlWriter *n)
{
    return &n->w.xml;
}

/* The cells of a projection: those of one population, or of a selection; NULL after a diagnostic. */
static const IrPopulation *population_of(NinemlWriter *n, const Str *name,
                                         const LemsCellList *cells, const IrProjection *p)
{
    const IrGroup *g = ir_find_group(n->w.m, name);
    bool one = g ? nineml_is_selection(n, g) : true;
    for (uint32_t i = 1; !g && i < cells->n; i++)
        one &= cells->v[i].cells->population == cells->v[0].cells->population;
    if (!one)
        lems_refuse(&n->w, p->span, "a projection of several populations");
    else if (!cells->n)
        lems_refuse(&n->w, p->span, "a projection without cells");
    return one && cells->n ? cells->v[0].cells->population : NULL;
}

/* ---- projections ---- */
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

static bool has_static_weight(const NinemlWired *x)
{
    return x->p && x->members.weighed && !x->members.plasticity;
}

static Dim weight_dim(const NinemlWired *x)
{
    return x->members.response->weight;
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

static const IrModel *response_model(const NinemlWired *x)
{
    return x->members.response ? x->members.response->model : NULL;
}

/* In NineML all that comes from the source has the delay of the projection. */
static bool set_delay_of_value(NinemlWriter *n, NinemlWired *x, const IrItem *in, bool *known)
{
    const IrItem *late = nineml_delayed(ir_find_model(n->w.m, x->pre->model), in->from_name);
    double delay = 0;
    bool same = !late || nineml_number(n, late->value->arg[1], 0, &delay);
    for (uint32_t i = 0; i < x->rows.n; i++) {
        if (!*known)
            x->rows.v[i].delay = delay;
        same &= !(x->rows.v[i].delay < delay) && !(x->rows.v[i].delay > delay);
    }
    *known = true;
    if (!same)
        lems_refuse(&n->w, in->span, "`pre.%s`, which has another delay than the events,",
                    in->from_name->s);
    return same;
}

static bool set_delays_of_values(NinemlWriter *n, NinemlWired *x)
{
    const IrModel *const members[] = {response_model(x), x->members.plasticity};
    bool known = x->p->pre_event != NULL;
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; members[k] && i < members[k]->items.n; i++) {
            const IrItem *item = members[k]->items.v[i];
            if (item->kind == IR_ITEM_IN && item->from == IR_FROM_PRE &&
                !set_delay_of_value(n, x, item, &known))
                return false;
        }
    return true;
}

static double longest_delay(const NinemlRows *rows)
{
    double longest = 0;
    for (uint32_t i = 0; i < rows->n; i++)
        longest = rows->v[i].delay > longest ? rows->v[i].delay : longest;
    return longest;
}

static bool prepare(NinemlWriter *n, LemsNetworkWriter *cells, const IrProjection *p,
                    NinemlWired *out)
{
    LemsCellList pre = {0}, post = {0};
    *out = (NinemlWired){.p = p};
    if (!lems_find_cells(cells, p->pre, p->span, &pre) ||
        !lems_find_cells(cells, p->post, p->span, &post) ||
        !(out->pre = population_of(n, p->pre, &pre, p)) ||
        !(out->post = population_of(n, p->post, &post, p)))
        return false;
    out->standard = nineml_rule_of(n->w.m, p, &out->number);
    if (!(out->standard ? nineml_find_row(n, p, &out->rows)
                        : nineml_find_rows(n, p, &pre, &post, &out->rows)))
        return false;
    if (!nineml_find_members(n, p, ir_find_model(n->w.m, out->post->model), &out->members))
        return false;
    if (!lems_check_dendrite(&n->w, p, longest_delay(&out->rows)) || !set_delays_of_values(n, out))
        return false;
    out->rule = component_name(n, p, "rule");
    out->response =
        !out->members.response ? NULL
        : out->members.response->receptor
            ? lems_new_name(
                  &n->w, &n->w.ids,
                  arena_strndup(n->w.arena, p->post_port->s, strcspn(p->post_port->s, ".")))
            : component_name(n, p, "response"); /* receptors are called as in the cell */
    if (out->members.plasticity)
        out->plasticity = component_name(n, p, "plasticity");
    else if (out->members.weighed)
        out->plasticity = component_name(n, p, "weight");
    return true;
}

/* A response has one value for all cells that it acts on. */
static void check_same(NinemlWriter *n, const NinemlWired *x, const IrItem *part,
                       const IrItem *source, double value)
{
    const IrModel *cell = ir_find_model(n->w.m, x->post->model);
    const IrGroup *g = ir_find_group(n->w.m, x->p->post);
    for (uint32_t k = 0; k < (g ? g->members.n : 1); k++) {
        const IrPopulation *p = g ? ir_find_population(n->w.m, g->members.v[k]) : x->post;
        const uint32_t size = nineml_size_of(n, p);
        for (uint32_t i = 0; i < size && !n->w.failed; i++) {
            const LemsValues of_cell = {&n->w, cell, &p->values, NULL, i};
            const LemsValues of_part = {&n->w, x->members.response->receptor, &part->binds,
                                        &of_cell, i};
            double again;
            if (!lems_parameter_value(&of_part, source, &again) ||
                memcmp(&again, &value, sizeof value) != 0)
                lems_refuse(&n->w, x->p->span, "`%s` of `%s`, which differs by cell,",
                            source->name->s, part->name->s);
        }
    }
}

typedef struct Member { /* response or plasticity, as it is written */
    const IrModel *model;
    const Map *
        of_synapse; /* its parameters that the synapse has, by their names in it; NULL: all, by their own */
    const char *component;
    const IrItem *part; /* the receptor that it is; NULL: none */
} Member;

static const Str *name_in_synapse(const Member *m, const IrItem *item)
{
    return m->of_synapse && item->name ? map_get(m->of_synapse, item->name) : item->name;
}

/* A value that has a column in the list of connections. */
static bool write_column(NinemlWriter *n, const NinemlWired *x, const IrItem *item, const Str *own,
                         const char *name)
{
    const bool state = item->kind == IR_ITEM_STATE;
    const Str *start = state && item->value->op == IR_ITEM ? item->value->u.name : NULL;
    const double *values = nineml_column_values(n, x->p, &x->rows, state ? start : own);
    if (values)
        nineml_write_value(n, state ? "Initial" : "Property", name, item->dim, item->unit, values,
                           nineml_shortened(values, x->rows.n), item->span);
    return values != NULL;
}

static void write_member_item(NinemlWriter *n, const NinemlWired *x, const Member *m, LemsScope *s,
                              const IrItem *item)
{
    const IrModel *cell = ir_find_model(n->w.m, x->post->model);
    const LemsValues of_cell = {&n->w, cell, &x->post->values, NULL, 0};
    const LemsValues of_part = {&n->w, x->members.response->receptor,
                                m->part ? &m->part->binds : NULL, &of_cell, 0};
    const LemsValues of_synapse = {&n->w, ir_find_model(n->w.m, x->p->synapse), &x->p->synapse_args,
                                   NULL, 0};
    const LemsValues alone = {&n->w, s->model, NULL, NULL, 0};
    const bool state = item->kind == IR_ITEM_STATE;
    const char *name = lems_name_of(&n->w, &s->names, item->name);
    const Str *own = name_in_synapse(m, item);
    const LemsValues *v = own ? &of_synapse : &of_part;
    const IrItem *source = v->model ? ir_item(v->model, own ? own : item->name) : NULL;
    double value = 0;
    if (m->model == x->members.plasticity && x->members.learns && item->name == x->members.sent) {
        nineml_write_rows(n, "Initial", name, &x->rows, NINEML_WEIGHT, item->dim, true, item->span);
        return;
    }
    if (write_column(n, x, item, own, name))
        return;
    if (nineml_has_start(x->p, item, own)) {
        nineml_write_start(n, x->p, x->standard, name, item, own);
        return;
    }
    if (state ? !lems_value_of(&alone, item->value, &value)
              : !source || !lems_parameter_value(v, source, &value))
        lems_refuse(&n->w, item->span, "the value of `%s`", item->name->s);
    else if (!state && !own && m->part)
        check_same(n, x, m->part, source, value);
    nineml_write_value(n, state ? "Initial" : "Property", name, item->dim, item->unit, &value, 1,
                       item->span);
}

static void write_member(NinemlWriter *n, const NinemlWired *x, const Member *m)
{
    const IrModel *simple = lems_simplify(&n->w, m->model);
    LemsScope s;
    if (!simple)
        return;
    nineml_scope(n, &s, simple);
    for (uint32_t i = 0; i < simple->items.n; i++)
        nineml_write_start_distribution(n, x->p, simple->items.v[i],
                                        name_in_synapse(m, simple->items.v[i]));
    nineml_open_component(n, n->version->component, m->component,
                          lems_name_of(&n->w, &n->w.ids, m->model->name));
    for (uint32_t i = 0; i < simple->items.n && !n->w.failed; i++) {
        const IrItem *item = simple->items.v[i];
        if ((item->kind == IR_ITEM_STATE && !item->weight) || item->kind == IR_ITEM_PARAM)
            write_member_item(n, x, m, &s, item);
    }
    xml_writer_close(xml(n));
}

static void write_rule(NinemlWriter *n, const NinemlWired *x)
{
    nineml_open_component(n, n->version->rule, x->rule,
                          x->standard ? x->standard->name : "Explicit");
    if (x->standard && x->standard->property)
        nineml_write_value(n, "Property", x->standard->property, DIM_NONE, NULL, &x->number, 1,
                           x->p->span);
    if (!x->standard) {
        nineml_write_rows(n, "Property", "sourceIndices", &x->rows, NINEML_PRE, DIM_NONE, false,
                          x->p->span);
        nineml_write_rows(n, "Property", "destinationIndices", &x->rows, NINEML_POST, DIM_NONE,
                          false, x->p->span);
    }
    xml_writer_close(xml(n));
}

static void write_components(NinemlWriter *n, const NinemlWired *x)
{
    const IrModel *cell = ir_find_model(n->w.m, x->post->model);
    const LemsKind *kind = x->members.response;
    write_rule(n, x);
    if (!kind)
        return;
    const Member response = {kind->model, &kind->of_synapse, x->response,
                             kind->receptor ? ir_item(cell, x->p->post_port) : NULL};
    const Member plasticity = {x->members.plasticity, NULL, x->plasticity, NULL};
    write_member(n, x, &response);
    if (plasticity.model) {
        write_member(n, x, &plasticity);
    } else if (x->plasticity) {
        nineml_open_component(n, n->version->component, x->plasticity,
                              weight_class(n, weight_dim(x)));
        nineml_write_rows(n, "Property", "weight", &x->rows, NINEML_WEIGHT, weight_dim(x), true,
                          x->p->span);
        xml_writer_close(xml(n));
    }
}

static const char *cells_name(NinemlWriter *n, const Str *cells)
{
    const IrGroup *g = ir_find_group(n->w.m, cells);
    return lems_name_of(&n->w, &n->w.ids, g ? g->name : nineml_population(n->w.m, cells)->name);
}

static void write_projection(NinemlWriter *n, const NinemlWired *x)
{
    const NinemlVersion *v = n->version;
    const struct {
        const char *tag, *role, *name;
    } members[] = {{v->pre, "pre", cells_name(n, x->p->pre)},
                   {v->post, "post", cells_name(n, x->p->post)},
                   {"Connectivity", NULL, x->rule},
                   {"Response", "response", x->response},
                   {"Plasticity", "plasticity", x->plasticity}};
    const NinemlLinks links = nineml_find_links(n, x);
    xml_writer_open(xml(n), "Projection");
    xml_writer_attribute(xml(n), "name", lems_name_of(&n->w, &n->w.ids, x->p->name));
    for (size_t i = 0; i < sizeof members / sizeof *members && members[i].name; i++) {
        xml_writer_open(xml(n), members[i].tag);
        nineml_write_reference(n, "Reference", members[i].name);
        if (!v->roles && members[i].role)
            nineml_write_links(n, &links, members[i].role);
        xml_writer_close(xml(n));
    }
    nineml_write_rows(n, "Delay", NULL, &x->rows, NINEML_DELAY, ir_quantity_dim(IR_Q_TIME), true,
                      x->p->span);
    for (size_t i = 0; v->roles && i < sizeof members / sizeof *members; i++)
        if (members[i].role)
            nineml_write_links(n, &links, members[i].role);
    xml_writer_close(xml(n));
    xml_writer_gap(xml(n));
}

static void write_weight_classes(NinemlWriter *n, const NinemlWired *all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool first = has_static_weight(&all[i]);
        for (uint32_t k = 0; k < i; k++)
            first &=
                !has_static_weight(&all[k]) || !dim_equal(weight_dim(&all[k]), weight_dim(&all[i]));
        if (first)
            write_weight_class(n, weight_dim(&all[i]));
    }
}

static void write_rule_classes(NinemlWriter *n, const NinemlWired *all, uint32_t count)
{
    static const char library[] = "http://nineml.net/9ML/1.0/connectionrules/";
    static const char *const lists[] = {"sourceIndices", "destinationIndices"};
    for (uint32_t i = 0; i < count; i++) {
        const NinemlRule *rule = all[i].standard;
        const char *const number[] = {rule ? rule->property : NULL, NULL};
        bool first = all[i].p != NULL;
        for (uint32_t k = 0; k < i; k++)
            first &= !all[k].p || all[k].standard != rule;
        if (first)
            nineml_write_standard_class(n, "ConnectionRule", rule ? rule->name : "Explicit",
                                        library, rule ? number : lists);
    }
}

NinemlWired *nineml_prepare_projections(NinemlWriter *n, LemsNetworkWriter *cells)
{
    const IrModule *m = n->w.m;
    NinemlWired *all = ARENA_ARRAY(n->w.arena, NinemlWired, m->projections.n + 1);
    for (uint32_t i = 0; i < m->projections.n && !n->w.failed; i++) {
        const IrProjection *p = m->projections.v[i];
        if (ir_find_projection(m, p->post) ? !nineml_check_further(n, p, all, i)
                                           : !prepare(n, cells, p, &all[i]))
            return NULL;
    }
    return all;
}

void nineml_write_projection_classes(NinemlWriter *n, const NinemlWired *all)
{
    if (n->w.failed)
        return;
    write_weight_classes(n, all, n->w.m->projections.n);
    write_rule_classes(n, all, n->w.m->projections.n);
}

void nineml_write_projections(NinemlWriter *n, const NinemlWired *all)
{
    for (uint32_t i = 0; i < n->w.m->projections.n && !n->w.failed; i++) {
        if (!all[i].p)
            continue;
        write_components(n, &all[i]);
        write_projection(n, &all[i]);
    }
}
