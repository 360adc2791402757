/* Sources of given times, as LEMS's spikeArray; of events at the start, as types of their own. */
#include "codegen/lems/lems_network.h"

#include "ir/build.h"

#include <math.h>

static double on_grid(const LemsWriter *w, double time)
{
    double step = 0.1;
    const LemsValues network = {(LemsWriter *)w, NULL, NULL, NULL, 0};
    if (w->m->timestep)
        lems_value_of(&network, w->m->timestep, &step);
    const double steps = floor(time / step + 0.5);
    return fabs(time - steps * step) > 1e-9 * step ? steps * step : time;
}

static void write_element(XmlWriter *xml, const char *tag, const char *const *attributes)
{
    xml_writer_open(xml, tag);
    for (; *attributes; attributes += 2)
        xml_writer_attribute(xml, attributes[0], attributes[1]);
    xml_writer_close(xml);
}

/* What a spikeArray does, and events at the start. */
static void write_start_dynamics(XmlWriter *xml, uint32_t spikes)
{
    static const char *const since[] = {"name",     "tsince", "dimension", "time",
                                        "exposure", "tsince", NULL};
    static const char *const rate[] = {"variable", "tsince", "value", "1", NULL};
    static const char *const reset[] = {"variable", "tsince", "value", "0", NULL};
    static const char *const send[] = {"port", "spike", NULL};
    xml_writer_open(xml, "Dynamics");
    write_element(xml, "StateVariable", since);
    xml_writer_open(xml, "OnStart");
    for (uint32_t i = 0; i < spikes; i++)
        write_element(xml, "EventOut", send);
    xml_writer_close(xml);
    write_element(xml, "TimeDerivative", rate);
    xml_writer_open(xml, "OnEvent");
    xml_writer_attribute(xml, "port", "in");
    write_element(xml, "StateAssignment", reset);
    write_element(xml, "EventOut", send);
    xml_writer_close(xml);
    xml_writer_close(xml);
}

/* The type of sources that send so many events at the start, before any condition is tested. */
static const char *write_start_type(LemsNetworkWriter *n, uint32_t spikes)
{
    XmlWriter *xml = &n->w->xml;
    for (uint32_t i = 0; i < n->starters.n; i++)
        if (n->starters.v[i].spikes == spikes)
            return n->starters.v[i].type;
    const char *type = lems_new_name(n->w, &n->w->types, "spikeArrayFromStart");
    VEC_PUSH(n->w->arena, &n->starters, (LemsStarter){spikes, type});
    xml_writer_open(xml, "ComponentType");
    xml_writer_attribute(xml, "name", type);
    xml_writer_attribute(xml, "extends", "spikeArray");
    write_start_dynamics(xml, spikes);
    xml_writer_close(xml);
    return type;
}

static void write_spikes(LemsNetworkWriter *n, const LemsCells *c, const LemsList *times, Span at)
{
    LemsWriter *w = n->w;
    const Dim time = dim_of(0, 0, 1, 0, 0, 0, 0);
    uint32_t first = 0;
    for (uint32_t k = 0; k < times->n; k++) { /* none comes before the start */
        const double t = on_grid(w, times->v[k]);
        first += t >= 0 && t <= 0;
    }
    xml_writer_open(&w->xml, first ? write_start_type(n, first) : "spikeArray");
    xml_writer_attribute(&w->xml, "id", c->component);
    for (uint32_t k = 0; k < times->n && !w->failed; k++) {
        const double t = on_grid(w, times->v[k]);
        if (!(t > 0))
            continue;
        xml_writer_open(&w->xml, "spike");
        xml_writer_attribute(&w->xml, "id", arena_printf(w->arena, "%s_%u", c->component, k));
        xml_writer_attribute(&w->xml, "time", lems_quantity_text(w, t, time, NULL, at));
        xml_writer_close(&w->xml);
    }
    xml_writer_close(&w->xml);
}

void lems_write_spike_source(LemsNetworkWriter *n, const IrPopulation *p, const IrModel *model,
                             const IrItem *list, uint32_t size)
{
    const IrBind *bind = ir_bind(&p->values, list->name);
    const IrExpr *value = bind ? bind->value : list->value;
    const bool each = value && value->op == IR_LIST && value->n && value->arg[0]->op == IR_LIST;
    for (uint32_t i = 0; i < (each ? size : 1) && !n->w->failed; i++) {
        LemsList times = {0};
        if (!value || !lems_list_values(n->w, value, i, &times)) {
            lems_refuse(n->w, value ? value->span : p->span, "`%s`, a list that is not of numbers,",
                        list->name->s);
            return;
        }
        if (!lems_may_add(n, p, i))
            return;
        LemsCells *c = lems_add_cells(n, p, model, i, !each || size == 1);
        c->n = each ? 1 : size;
        write_spikes(n, c, &times, p->span);
    }
}
