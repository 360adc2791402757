/* Classes of the abstraction layer: ports, parameters, states and aliases of a model. */
#include "codegen/nineml/nineml_writer.h"

#include "ir/build.h"

#include <string.h>

void nineml_scope(NinemlWriter *n, LemsScope *s, const IrModel *simple)
{
    static const char *const words[] = {"pi", "event"}, *const regimes[] = {"refractory",
                                                                            "integrating", "sole"};
    bool own = false;
    lems_scope_init(s, &n->w, simple);
    for (uint32_t i = 0; i < simple->items.n; i++)
        own |= simple->items.v[i]->kind == IR_ITEM_MODE;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        lems_naming_reserve(&n->w, &s->names, words[i]);
    if (nineml_hears(simple, "post"))
        lems_naming_reserve(&n->w, &s->names, nineml_event_port("post"));
    for (size_t i = 0; !own && i < sizeof regimes / sizeof *regimes; i++)
        lems_naming_reserve(&n->w, &s->names, regimes[i]);
}

static XmlWriter *xml(NinemlWriter *n)
{
    return &n->w.xml;
}

static void write_named(NinemlWriter *n, LemsScope *s, const char *tag, const IrItem *item,
                        bool dimension)
{
    xml_writer_open(xml(n), tag);
    xml_writer_attribute(xml(n), "name", lems_name_of(&n->w, &s->names, item->name));
    if (dimension)
        xml_writer_attribute(xml(n), "dimension", nineml_dimension(n, item->dim, item->span));
}

/* ---- receptors are responses of projections ---- */
static bool is_receptor(const NinemlWriter *n, const IrItem *part)
{
    const IrModel *model =
        part && part->kind == IR_ITEM_PART ? ir_find_model(n->w.m, part->model) : NULL;
    return model && model->role == IR_RECEPTOR;
}

static const IrItem *part_read(const NinemlWriter *n, const LemsScope *s, const IrExpr *e)
{
    const char *dot = e->op == IR_ITEM ? strchr(e->u.name->s, '.') : NULL;
    const Str *part =
        dot ? str_intern(n->w.session->strings, e->u.name->s, (size_t)(dot - e->u.name->s)) : NULL;
    const IrItem *item = part ? ir_item(s->model, part) : NULL;
    return item && item->kind == IR_ITEM_PART ? item : NULL;
}

/* What only shows a variable of a receptor. */
static bool is_mirror(const NinemlWriter *n, const LemsScope *s, const IrItem *alias)
{
    return alias->kind == IR_ITEM_ALIAS && is_receptor(n, part_read(n, s, alias->value)) &&
           !lems_is_read(s->model, alias->name);
}

static bool reads(void *context, const IrExpr *e)
{
    return e->op == IR_ITEM && e->u.name == context;
}

typedef struct Reader {
    const Str *name;
    bool found;
} Reader;

static void note_read(void *context, IrExpr **e)
{
    Reader *r = context;
    r->found |= e && *e && ir_expr_any(*e, reads, (void *)r->name);
}

bool nineml_is_of_response(const NinemlWriter *n, const IrModel *model, const IrItem *param)
{
    bool given = false;
    Reader other = {param->name, false};
    for (uint32_t i = 0; i < model->items.n; i++) {
        IrItem *item = model->items.v[i];
        if (is_receptor(n, item))
            for (uint32_t k = 0; k < item->binds.n; k++)
                given |= reads((void *)param->name, item->binds.v[k].value);
        else
            ir_item_each_expr(item, note_read, &other);
    }
    return given && !other.found && !param->out;
}

/* ---- values with a delay ---- */
/* What only synapses read is the value that the cell sends, and the delay that of the projection. */
const IrItem *nineml_delayed(const IrModel *cell, const Str *name)
{
    const IrItem *item = name ? ir_item(cell, name) : NULL;
    const bool late = item && item->kind == IR_ITEM_ALIAS && item->value->op == IR_DELAY &&
                      item->value->arg[0]->op == IR_ITEM;
    return late && !lems_is_read(cell, name) ? item : NULL;
}

/* ---- ports ---- */
static const struct {
    const char *event, *port;
} heard[] = {{"pre", "event"}, {"post", "post_event"}};

const char *nineml_event_port(const char *event)
{
    for (size_t i = 0; i < sizeof heard / sizeof *heard; i++)
        if (!strcmp(heard[i].event, event))
            return heard[i].port;
    return NULL;
}

bool nineml_hears(const IrModel *synapse, const char *event)
{
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (synapse->items.v[i]->kind == IR_ITEM_ON && str_is(synapse->items.v[i]->name, event))
            return true;
    return false;
}

/* Values that are shown, or that receptors read. */
static bool is_sent(const NinemlWriter *n, const LemsScope *s, const IrItem *item)
{
    const Map *others = map_get(&n->w.exposed, s->model->name);
    return item->scalar == IR_REAL &&
           (item->out || item->is_current || (others && map_has(others, item->name)));
}

static void write_port(NinemlWriter *n, LemsScope *s, const IrItem *item)
{
    const char *tag = NULL;
    bool analog = true;
    if (nineml_delayed(s->model, item->name))
        return;
    switch ((int)item->kind) {
    case IR_ITEM_STATE:
        tag = item->weight ? "AnalogReceivePort" : is_sent(n, s, item) ? "AnalogSendPort" : NULL;
        break;
    case IR_ITEM_ALIAS:
        tag = is_sent(n, s, item) && !is_mirror(n, s, item) ? "AnalogSendPort" : NULL;
        break;
    case IR_ITEM_IN:
        tag = "AnalogReceivePort";
        break;
    case IR_ITEM_REDUCE:
        tag = "AnalogReducePort";
        break;
    case IR_ITEM_EVENT_OUT:
    case IR_ITEM_EVENT_IN:
        analog = false;
        tag = item->kind == IR_ITEM_EVENT_OUT ? "EventSendPort" : "EventReceivePort";
        if (item->args.n)
            lems_refuse(&n->w, item->span, "a value that events bring (`%s`)",
                        item->args.v[0].name->s);
        break;
    default:
        break;
    }
    if (!tag)
        return;
    write_named(n, s, tag, item, analog);
    if (item->kind == IR_ITEM_REDUCE)
        xml_writer_attribute(xml(n), "operator", "+");
    xml_writer_close(xml(n));
}

static void write_interface(NinemlWriter *n, LemsScope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        if (item->kind == IR_ITEM_PARAM && !nineml_is_of_response(n, s->model, item)) {
            if (item->is_list)
                lems_refuse(&n->w, item->span, "`%s`, a list,", item->name->s);
            write_named(n, s, "Parameter", item, true);
            xml_writer_close(xml(n));
        }
        if (item->kind == IR_ITEM_PART && !is_receptor(n, item))
            lems_refuse(&n->w, item->span, "`%s`, a part,", item->name->s);
        write_port(n, s, item);
    }
    for (size_t i = 0; s->model->role == IR_SYNAPSE && i < sizeof heard / sizeof *heard; i++) {
        if (!nineml_hears(s->model, heard[i].event))
            continue;
        xml_writer_open(xml(n), "EventReceivePort");
        xml_writer_attribute(xml(n), "name", heard[i].port);
        xml_writer_close(xml(n));
    }
}

/* ---- dynamics ---- */
/* Of what joins a sum inside, only receptors are left to projections. */
static void check_feed(NinemlWriter *n, const LemsScope *s, const IrItem *feed)
{
    if (!is_receptor(n, part_read(n, s, feed->value)))
        lems_refuse(&n->w, feed->span, "a term of `%s` in the cell", feed->name->s);
}

static void write_variable(NinemlWriter *n, LemsScope *s, const IrItem *item)
{
    if (item->kind == IR_ITEM_FEED)
        check_feed(n, s, item);
    if (item->kind == IR_ITEM_STATE && !item->weight) {
        write_named(n, s, "StateVariable", item, true);
        xml_writer_close(xml(n));
    }
    if (item->kind != IR_ITEM_ALIAS || item->scalar == IR_BOOL || is_mirror(n, s, item) ||
        nineml_delayed(s->model, item->name))
        return;
    write_named(n, s, "Alias", item, false);
    nineml_write_math(n, s, item->value);
    xml_writer_close(xml(n));
}

static void write_constants(NinemlWriter *n, LemsScope *s)
{
    for (uint32_t i = 0; i < s->constants.texts.n; i++) {
        const Str *text = s->constants.texts.v[i];
        const char *blank = strchr(text->s, ' ');
        const char *number =
            arena_strndup(n->w.arena, text->s, blank ? (size_t)(blank - text->s) : text->len);
        xml_writer_open(xml(n), "Constant");
        xml_writer_attribute(xml(n), "name", map_get(&s->constants.names, text));
        xml_writer_attribute(xml(n), "units", blank ? blank + 1 : "unitless");
        if (n->version->wrapped)
            xml_writer_close_text(xml(n), number);
        else {
            xml_writer_attribute(xml(n), "value", number);
            xml_writer_close(xml(n));
        }
    }
}

static void write_dynamics(NinemlWriter *n, LemsScope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        write_variable(n, s, s->model->items.v[i]);
    nineml_write_regimes(n, s);
    write_constants(n, s);
}

static void write_class(NinemlWriter *n, LemsScope *s)
{
    const char *name = lems_name_of(&n->w, &n->w.ids, s->model->name);
    xml_writer_open(xml(n), n->version->wrapped ? "ComponentClass" : "Dynamics");
    xml_writer_attribute(xml(n), "name", name);
    write_interface(n, s);
    if (n->version->wrapped)
        xml_writer_open(xml(n), "Dynamics");
    write_dynamics(n, s);
    if (n->version->wrapped)
        xml_writer_close(xml(n));
    xml_writer_close(xml(n));
    xml_writer_gap(xml(n));
}

void nineml_write_class(NinemlWriter *n, const IrModel *model)
{
    const IrModel *simple = lems_simplify(&n->w, model);
    LemsScope s;
    if (!simple)
        return;
    nineml_scope(n, &s, simple);
    write_class(n, &s);
}
