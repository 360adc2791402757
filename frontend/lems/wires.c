/* Events between the components of one model: <EventConnection> without a receiver joins ports of a component, of its owner
   and of its children, without delay. */
#include "frontend/lems/model.h"

#include "ir/build.h"

#include <string.h>

/* An end of a connection, from the owner: a part ("" for the owner itself) and its component. */
typedef struct End {
    const char *path;
    const LemsModel *model;
} End;

/* "./synapse" or "synapse", as a path parameter of the component says it; NULL where it leads out of the component. */
static const XmlText *own_path(const LemsComponent *c, const Str *name)
{
    const XmlText *text = lems_attribute(c, name->s);
    const LemsMember *m = lems_member(c->type, name);
    const XmlText *path = text || !m ? text : xml_attribute(m->element, "defaultValue");
    return path && path->len && !(path->len > 1 && !memcmp(path->s, "..", 2)) ? path : NULL;
}

static const char *child_of_path(const LemsModel *x, const XmlText *path)
{
    const char *name = xml_intern(x->d->session, path)->s;
    return strncmp(name, "./", 2) ? name : name + 2;
}

static const char *called(const LemsComponent *c)
{
    return c->id ? c->id->s : c->type->name->s;
}

typedef struct Wiring {
    LemsModels *all;
    LemsModel *owner; /* whose items the wires are */
    const LemsComponent
        *writer;             /* whose structure says so: the owner's component, or that of a part */
    const char *writer_path; /* "" or "part." */
    bool with_parent;
} Wiring;

static bool find_end(const Wiring *w, const XmlElement *with, End *out)
{
    LemsModel *x = w->owner;
    const Str *instance = with ? lems_name(x->d, with, "instance") : NULL;
    if (!instance)
        return false;
    LemsModel *writer = *w->writer_path ? lems_model(w->all, w->writer, IR_CHANNEL) : x;
    if (str_is(instance, "this")) {
        *out = (End){w->writer_path, writer};
        return true;
    }
    if (str_is(instance, "parent")) {
        *out = (End){"", x};
        return w->with_parent;
    }
    const XmlText *path = own_path(w->writer, instance);
    const LemsComponent *child =
        path && writer ? lems_child_named(writer, child_of_path(x, path)) : NULL;
    const Str *part = child ? lems_part(w->all, writer, child) : NULL;
    if (path && writer && !child)
        lems_complain(x->d, DIAG_NNC0907, path->span, "'%.*s' leads to no part of '%s'",
                      (int)path->len, path->s, called(w->writer));
    if (!part)
        return false;
    *out = (End){arena_printf(x->d->session->arena, "%s%s.", w->writer_path, part->s),
                 lems_model(w->all, child, IR_CHANNEL)};
    return out->model != NULL;
}

/* The port that an attribute of the component names, or the first one. NULL: there is none. */
static const Str *port_of(const Wiring *w, const LemsModel *model, const XmlElement *e,
                          IrItemKind kind, const char *attribute)
{
    const Str *name = xml_attribute(e, attribute) ? lems_name(w->owner->d, e, attribute) : NULL;
    const XmlText *text = name ? lems_attribute(w->writer, name->s) : NULL;
    const Str *wanted = text && text->len ? xml_intern(w->owner->d->session, text) : NULL;
    for (uint32_t i = 0; i < model->model->items.n; i++)
        if (model->model->items.v[i]->kind == kind &&
            (!wanted || model->model->items.v[i]->name == wanted))
            return model->model->items.v[i]->name;
    return NULL;
}

/* Events within a component take no time. */
static bool is_plain(LemsModel *x, const XmlElement *e)
{
    if (xml_attribute(e, "delay"))
        lems_complain(x->d, DIAG_NNC0909, e->span,
                      "'delay' of a connection without a receiver cannot be simulated yet");
    return !xml_attribute(e, "delay");
}

static void add_wire(const Wiring *w, const XmlElement *e)
{
    LemsModel *x = w->owner;
    End from, to;
    if (!is_plain(x, e))
        return;
    if (!find_end(w, lems_with(x->d, w->writer, lems_name(x->d, e, "from")), &from) ||
        !find_end(w, lems_with(x->d, w->writer, lems_name(x->d, e, "to")), &to)) {
        if (!x->d->failed)
            lems_complain(x->d, DIAG_NNC0907, e->span,
                          "an end of this connection is no part of '%s'", called(w->writer));
        return;
    }
    const Str *out = port_of(w, from.model, e, IR_ITEM_EVENT_OUT, "sourcePort"),
              *in = port_of(w, to.model, e, IR_ITEM_EVENT_IN, "targetPort");
    if (!out || !in) {
        lems_complain(x->d, DIAG_NNC0403, e->span,
                      "the %s of this connection has no such event port",
                      out ? "target" : "source");
        return;
    }
    IrItem *wire = ir_item_new(x->d->session->arena, IR_ITEM_WIRE, NULL, w->writer->element->span);
    wire->wire_from = str_format(x->d->session->strings, "%s%s", from.path, out->s);
    wire->wire_to = str_format(x->d->session->strings, "%s%s", to.path, in->s);
    ir_model_add(x->m, x->model, wire);
}

static void read_structure(const Wiring *w)
{
    static const char tag[] = "EventConnection";
    for (const XmlElement *e = xml_first(w->writer->type->structure, tag); e; e = xml_next(e, tag))
        if (!xml_attribute(e, "receiver"))
            add_wire(w, e);
}

/* Connections with the parent are the parent's; the others are of the component itself. */
static bool names_parent(const LemsComponent *c)
{
    const XmlElement *e = xml_first(c->type->structure, "With");
    while (e && !xml_is(xml_attribute(e, "instance"), "parent"))
        e = xml_next(e, "With");
    return e != NULL;
}

void lems_wires(LemsModels *all, LemsModel *x)
{
    if (!names_parent(x->component))
        read_structure(&(Wiring){all, x, x->component, "", false});
    for (uint32_t i = 0; i < x->parts.n; i++) {
        const LemsComponent *part = x->parts.entries[i].key;
        const Str *name = x->parts.entries[i].value;
        if (names_parent(part))
            read_structure(
                &(Wiring){all, x, part, arena_printf(x->d->session->arena, "%s.", name->s), true});
    }
}

/* ---- events that nobody hears ---- */
static bool is_heard(const LemsModel *x, const Str *port)
{
    for (uint32_t i = 0; i < x->model->items.n; i++)
        if (x->model->items.v[i]->kind == IR_ITEM_WIRE && x->model->items.v[i]->wire_from == port)
            return true;
    return false;
}

static void silence(const LemsModel *x, IrBody *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; b && i < b->stmts.n; i++)
        if (b->stmts.v[i].kind != IR_STMT_EMIT || is_heard(x, b->stmts.v[i].name))
            b->stmts.v[n++] = b->stmts.v[i];
    if (b)
        b->stmts.n = n;
}

static void silence_regimes(const LemsModel *x, IrItem *mode)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        silence(x, mode->regimes.v[i].entry);
        for (uint32_t k = 0; k < mode->regimes.v[i].items.n; k++)
            silence(x, mode->regimes.v[i].items.v[k]->body);
    }
}

/* What is attached to a cell has no receivers outside: its events are for its parts. */
void lems_silence(LemsModel *x)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->model->items.n; i++) {
        IrItem *item = x->model->items.v[i];
        silence(x, item->body);
        silence_regimes(x, item);
        if (item->kind == IR_ITEM_EVENT_OUT && !is_heard(x, item->name))
            map_remove(&x->model->by_name, item->name);
        else
            x->model->items.v[n++] = item;
    }
    x->model->items.n = n;
}
