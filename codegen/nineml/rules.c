/* Connections and values that NineML draws itself: the rules of its standard library, and random distributions. A network that has
   no others is written without being drawn. */
#include "codegen/nineml/nineml_writer.h"
#include "ir/build.h"

#include <math.h>
#include <string.h>

/* ---- rules ---- */
enum { HAS_GUARD = 1, HAS_PROBABILITY = 2, HAS_SAMPLE = 4 };

static const struct {
    NinemlRule rule;
    IrLoop loop;
    int has;
} rules[] = {{{"AllToAll", NULL}, IR_LOOP_PAIR, 0},
             {{"OneToOne", NULL}, IR_LOOP_PAIR, HAS_GUARD},
             {{"Probabilistic", "probability"}, IR_LOOP_PAIR, HAS_PROBABILITY},
             {{"RandomFanIn", "number"}, IR_LOOP_POST, HAS_SAMPLE},
             {{"RandomFanOut", "number"}, IR_LOOP_PRE, HAS_SAMPLE}};

static bool is_same_place(const IrClause *k)
{
    const IrExpr *g = k->guard;
    return g->op == IR_EQ && g->arg[0]->op == IR_VARIABLE && g->arg[1]->op == IR_VARIABLE &&
           g->arg[0]->u.name == k->i && g->arg[1]->u.name == k->j;
}

/* What the rule's number is in this projection; NULL: it is no number. */
static const IrExpr *number_of(const IrProjection *p, const IrConnector *c, double *out)
{
    const IrClause *k = &c->clauses.v[0];
    const IrExpr *e = k->sample ? k->sample : k->probability;
    if (e->op == IR_ITEM) {
        const IrBind *bind = ir_bind(&p->connector_args, e->u.name);
        for (uint32_t i = 0; !bind && i < c->params.n; i++)
            if (c->params.v[i]->name == e->u.name)
                e = c->params.v[i]->value;
        e = bind ? bind->value : e;
    }
    return e && ir_constant(e, out) ? e : NULL;
}

double nineml_count_cells(const IrModule *m, const Str *name)
{
    const IrGroup *g = ir_find_group(m, name);
    const IrPopulation *p = ir_find_population(m, name);
    double count = 0;
    for (uint32_t i = 0; g && i < g->members.n; i++) {
        const double more = nineml_count_cells(m, g->members.v[i]);
        if (!(more > 0))
            return 0;
        count += more;
    }
    return g ? count : p && p->size && ir_constant(p->size, &count) ? count : 0;
}

/* The standard library has conditions that connectors have not. */
static bool is_possible(const IrModule *m, const IrProjection *p, const IrClause *k, double number)
{
    const double pre = nineml_count_cells(m, p->pre), post = nineml_count_cells(m, p->post);
    return pre > 0 && post > 0 && (!k->guard || memcmp(&pre, &post, sizeof pre) == 0) &&
           (!k->sample || (number <= floor(number) && number >= 0 &&
                           number <= (k->loop == IR_LOOP_POST ? pre : post))) &&
           (!k->probability || (number >= 0 && number <= 1));
}

const NinemlRule *nineml_rule_of(const IrModule *m, const IrProjection *p, double *number)
{
    const IrConnector *c = ir_find_connector(m, p->connector);
    const IrClause *k = c && c->clauses.n == 1 ? &c->clauses.v[0] : NULL;
    if (!k || k->values.n || k->data || k->replace || k->no_self || k->no_mutual)
        return NULL;
    const int has = (k->guard ? HAS_GUARD : 0) | (k->probability ? HAS_PROBABILITY : 0) |
                    (k->sample ? HAS_SAMPLE : 0);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].loop == k->loop && rules[i].has == has &&
            (has != HAS_GUARD || is_same_place(k)) &&
            (!rules[i].rule.property || number_of(p, c, number)) && is_possible(m, p, k, *number))
            return &rules[i].rule;
    return NULL;
}

/* ---- distributions ---- */
static const struct {
    IrLaw law;
    NinemlLaw form;
} laws[] = {
    {IR_LAW_UNIFORM, {"uniform", {"minimum", "maximum"}, {NINEML_AS_IT_IS}}},
    {IR_LAW_NORMAL, {"normal", {"mean", "variance"}, {NINEML_AS_IT_IS, NINEML_SQUARE}}},
    {IR_LAW_EXPONENTIAL, {"exponential", {"rate"}, {NINEML_INVERSE}}},
    {IR_LAW_POISSON, {"poisson", {"rate"}, {NINEML_AS_IT_IS}}},
    {IR_LAW_BINOMIAL, {"binomial", {"numberOfTrials", "probabilityOfSuccess"}, {NINEML_AS_IT_IS}}},
    {IR_LAW_GAMMA, {"gamma", {"shape", "scale"}, {NINEML_AS_IT_IS}}},
    {IR_LAW_LOGNORMAL, {"lognormal", {"logScale", "shape"}, {NINEML_AS_IT_IS}}},
};

const NinemlLaw *nineml_law(IrLaw law)
{
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        if (laws[i].law == law)
            return &laws[i].form;
    return NULL;
}

/* Of what the document's number becomes, the document's number; of inverses one that gives the same bits, if there is one. */
static double parameter_number(NinemlParameter to, double x)
{
    if (to != NINEML_INVERSE)
        return to == NINEML_SQUARE ? x * x : x;
    const double tries[] = {1 / x, nextafter(1 / x, 0), nextafter(1 / x, INFINITY)};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        const double again = 1 / tries[i];
        if (!memcmp(&again, &x, sizeof x))
            return tries[i];
    }
    return tries[0];
}

/* A draw of numbers, in the native unit where there is one. */
const IrExpr *nineml_draw_of(const IrExpr *e)
{
    double x;
    const bool scaled = e->op == IR_PRODUCT && e->n == 2 && e->arg[0]->op == IR_DRAW &&
                        ir_constant(e->arg[1], &x) && x >= 1 && x <= 1;
    const IrExpr *draw = scaled ? e->arg[0] : e;
    if (draw->op != IR_DRAW || !nineml_law((IrLaw)draw->u.law))
        return NULL;
    for (uint32_t i = 0; i < draw->n; i++)
        if (!ir_constant(draw->arg[i], &x))
            return NULL;
    return draw;
}

void nineml_write_distribution(NinemlWriter *n, const char *name, const IrExpr *draw)
{
    const NinemlLaw *law = nineml_law((IrLaw)draw->u.law);
    nineml_open_component(n, n->version->distribution, name, law->name);
    for (uint32_t i = 0; i < draw->n && i < 2; i++) {
        double x = 0;
        ir_constant(draw->arg[i], &x);
        x = parameter_number(law->to[i], x);
        nineml_write_value(n, "Property", law->parameters[i], DIM_NONE, NULL, &x, 1, draw->span);
    }
    xml_writer_close(&n->w.xml);
}

/* ---- classes of the standard library ---- */
void nineml_write_standard_class(NinemlWriter *n, const char *tag, const char *name,
                                 const char *library, const char *const *parameters)
{
    XmlWriter *xml = &n->w.xml;
    const char *url = arena_printf(n->w.arena, "%s%s", library, name);
    xml_writer_open(xml, n->version->wrapped ? "ComponentClass" : tag);
    xml_writer_attribute(xml, "name", name);
    if (!n->version->wrapped)
        xml_writer_attribute(xml, "standard_library", url);
    for (uint32_t i = 0; i < 2 && parameters[i]; i++) {
        xml_writer_open(xml, "Parameter");
        xml_writer_attribute(xml, "name", parameters[i]);
        xml_writer_attribute(xml, "dimension", "dimensionless");
        xml_writer_close(xml);
    }
    if (n->version->wrapped) {
        xml_writer_open(xml, tag);
        xml_writer_attribute(xml, "standard_library", url);
        xml_writer_close(xml);
    }
    xml_writer_close(xml);
    xml_writer_gap(xml);
}

/* ---- does NineML draw all that is drawn? ---- */
static bool is_plain(const IrExpr *e)
{
    double x;
    return !e || ir_constant(e, &x);
}

static bool has_plain_values(const IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++) {
        const IrExpr *e = binds->v[i].value;
        const bool data = e->op == IR_DATA && e->n == 1 && e->arg[0]->op == IR_VARIABLE;
        if (!is_plain(e) && !data && !nineml_draw_of(e))
            return false;
    }
    return true;
}

static bool is_listed(const IrModule *m, const IrProjection *p)
{
    const IrConnector *c = ir_find_connector(m, p->connector);
    return c && c->clauses.n == 1 && c->clauses.v[0].loop == IR_LOOP_LIST &&
           !c->clauses.v[0].values.n;
}

bool nineml_draws_all(const IrModule *m)
{
    double number = 0;
    for (uint32_t i = 0; i < m->experiment.n; i++)
        if (m->experiment.v[i].kind == IR_ACTION_SET ||
            m->experiment.v[i].kind == IR_ACTION_INITIALIZE)
            return false;
    for (uint32_t i = 0; i < m->populations.n; i++)
        if (!has_plain_values(&m->populations.v[i]->values) ||
            !has_plain_values(&m->populations.v[i]->initial))
            return false;
    for (uint32_t i = 0; i < m->projections.n; i++) {
        const IrProjection *p = m->projections.v[i];
        if (!is_plain(p->weight) || !is_plain(p->delay) ||
            (!is_listed(m, p) && !nineml_rule_of(m, p, &number)))
            return false;
    }
    return true;
}
