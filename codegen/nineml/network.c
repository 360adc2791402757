/* The user layer of NineML: components with values, populations, selections. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"
#include "ir/quantity.h"

#include <string.h>

static XmlWriter *xml(NinemlWriter *n)
{
    return &n->w.xml;
}

bool nineml_number(NinemlWriter *n, const IrExpr *e, double missing, double *out)
{
    const LemsValues network = {&n->w, NULL, NULL, NULL, 0};
    *out = missing;
    return !e || lems_value_of(&network, e, out);
}

uint32_t nineml_size_of(NinemlWriter *n, const IrPopulation *p)
{
    double size;
    return nineml_number(n, p->size, 0, &size) ? (uint32_t)size : 0;
}

void nineml_open_component(NinemlWriter *n, const char *tag, const char *name, const char *of)
{
    xml_writer_open(xml(n), tag);
    xml_writer_attribute(xml(n), "name", name);
    nineml_write_reference(n, "Definition", of);
}

/* ---- cells ---- */
uint64_t nineml_shortened(const double *values, uint64_t count)
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
    const uint32_t size = nineml_size_of(n, p);
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
                       size ? nineml_shortened(values, size) : 1, item->span);
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
    xml_writer_text_element(xml(n), "Size", arena_printf(n->w.arena, "%u", nineml_size_of(n, p)));
    xml_writer_open(xml(n), "Cell");
    nineml_write_reference(n, "Reference", cell_name(n, p));
    xml_writer_close(xml(n));
    xml_writer_close(xml(n));
    xml_writer_gap(xml(n));
}

/* ---- selections ---- */
const IrPopulation *nineml_population(const IrModule *m, const Str *cells)
{
    const IrView *v = ir_find_view(m, cells);
    const IrGroup *g = ir_find_group(m, cells);
    if (g)
        return g->members.n ? ir_find_population(m, g->members.v[0]) : NULL;
    return ir_find_population(m, v ? v->population : cells);
}

bool nineml_is_selection(NinemlWriter *n, const IrGroup *g)
{
    const IrPopulation *first = ir_find_population(n->w.m, g->members.v[0]);
    for (uint32_t i = 0; i < g->members.n; i++) {
        const IrPopulation *one = ir_find_population(n->w.m, g->members.v[i]);
        if (!one || one->model != first->model)
            return false;
    }
    return g->members.n > 0;
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

/* ---- the whole ---- */
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
        lems_refuse_starts(&n->w, p);
        for (uint32_t k = 0; k < p->values.n; k++)
            write_distribution_class(n, nineml_draw_of(p->values.v[k].value), &done);
        for (uint32_t k = 0; k < p->initial.n; k++)
            write_distribution_class(n, nineml_draw_of(p->initial.v[k].value), &done);
    }
    for (uint32_t i = 0; i < n->w.m->projections.n; i++) {
        const IrBinds *args = &n->w.m->projections.v[i]->synapse_args;
        for (uint32_t k = 0; k < args->n; k++)
            write_distribution_class(n, nineml_draw_of(args->v[k].value), &done);
    }
}

void nineml_write_network(NinemlWriter *n)
{
    const IrModule *m = n->w.m;
    LemsNetworkWriter cells = {.w = &n->w};
    map_init(&cells.first, n->w.arena);
    for (uint32_t i = 0; i < m->populations.n; i++) {
        const LemsCells c = {.population = m->populations.v[i],
                             .n = nineml_size_of(n, m->populations.v[i])};
        VEC_PUSH(n->w.arena, &cells.cells, c);
        map_set(&cells.first, c.population, (void *)(uintptr_t)cells.cells.n);
    }
    for (uint32_t i = 0; i < m->populations.n; i++) /* they have the first choice of names */
        lems_name_of(&n->w, &n->w.ids, m->populations.v[i]->name);
    for (uint32_t i = 0; i < m->inputs.n; i++)
        lems_refuse(&n->w, m->inputs.v[i]->span, "an input into cells");
    NinemlWired *all = nineml_prepare_projections(n, &cells);
    if (!all)
        return;
    nineml_write_projection_classes(n, all);
    write_distribution_classes(n);
    for (uint32_t i = 0; i < m->populations.n && !n->w.failed; i++) {
        write_cell(n, m->populations.v[i]);
        write_population(n, m->populations.v[i]);
    }
    for (uint32_t i = 0; i < m->groups.n && !n->w.failed; i++)
        if (nineml_is_selection(n, m->groups.v[i]))
            write_selection(n, m->groups.v[i]);
    nineml_write_projections(n, all);
}
