/* Component types: one for each model. A type is written twice, first to find the numbers with units in it, which are constants of
   the type. */
#include "codegen/lems/lems_writer.h"

#include "ir/build.h"
#include "ir/quantity.h"

#include <string.h>

bool lems_has_port(const IrModel *model, IrItemKind kind, const char *name)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == kind && str_is(model->items.v[i]->name, name))
            return true;
    return false;
}

static bool has_voltage(const LemsScope *s, bool of_surroundings)
{
    const IrItem *v = ir_item(s->model, str_from(s->w->session->strings, "v"));
    const bool own = v && (v->kind == IR_ITEM_STATE || v->kind == IR_ITEM_ALIAS) && v->out;
    return v && dim_equal(v->dim, ir_quantity_dim(IR_Q_VOLTAGE)) &&
           (of_surroundings ? v->kind == IR_ITEM_IN : own);
}

static bool has_pure_current(const LemsScope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (s->model->items.v[i]->is_current)
            return dim_is_none(s->model->items.v[i]->dim);
    return false;
}

const char *lems_base_type(LemsScope *s)
{
    const bool voltage = has_voltage(s, true), pure = has_pure_current(s);
    switch ((int)s->model->role) {
    case IR_CELL:
        if (!lems_has_port(s->model, IR_ITEM_EVENT_OUT, "spike"))
            return "baseCell";
        return has_voltage(s, false) ? "baseCellMembPot" : "baseSpikingCell";
    case IR_SYNAPSE:
        return voltage ? "baseVoltageDepSynapse" : "baseSynapse";
    case IR_SOURCE:
        return pure      ? "basePointCurrentDL"
               : voltage ? "baseVoltageDepPointCurrent"
                         : "basePointCurrent";
    default:
        return NULL;
    }
}

static void write_type(LemsScope *s)
{
    const char *base = lems_base_type(s);
    XmlWriter *xml = &s->w->xml;
    xml_writer_open(xml, "ComponentType");
    xml_writer_attribute(xml, "name", lems_type_name(s->w, s->model));
    if (base)
        xml_writer_attribute(xml, "extends", base);
    if (s->model->doc)
        xml_writer_attribute(xml, "description", s->model->doc);
    lems_write_members(s);
    if (s->model->role == IR_SOURCE) { /* what connects it to a cell ends at a port */
        xml_writer_open(xml, "EventPort");
        xml_writer_attribute(xml, "name", "in");
        xml_writer_attribute(xml, "direction", "in");
        xml_writer_close(xml);
    }
    lems_write_dynamics(s);
    lems_write_structure(s);
    xml_writer_close(xml);
    xml_writer_gap(xml);
}

void lems_write_type(LemsWriter *w, const IrModel *model)
{
    const IrModel *simple = lems_simplify(w, model);
    if (!simple)
        return;
    LemsScope first, s;
    const XmlWriter kept = w->xml;
    lems_scope_init(&first, w, simple);
    xml_writer_start(&w->xml, w->arena, emitter_new(w->arena, 0));
    xml_writer_open(&w->xml, "Lems");
    write_type(&first);
    w->xml = kept;
    lems_scope_init(&s, w, simple);
    for (uint32_t i = 0; i < first.constants.texts.n; i++)
        lems_constant_name(&s, first.constants.texts.v[i]->s, first.constants.dims.v[i]);
    write_type(&s);
}
