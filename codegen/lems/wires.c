/* Events inside a component. LEMS joins a port of a component with one of its children by the component's structure, from what
   sends to what receives, by paths and ports that its attributes name. What the IR says in other words is put so first: handlers of
   ports of parts, events that are sent to them, and wires that begin or end at the wrong side of a port. */
#include "codegen/lems/lems_writer.h"

#include "ir/build.h"

#include <string.h>

/* ---- simplified ---- */
typedef struct Relays {
    LemsWriter *w;
    IrModel *model;
} Relays;

static IrModule *module_of(const Relays *r)
{
    return (IrModule *)r->w->m;
}

/* A port of the model's own, "WORD_NAME"; the same whenever asked. */
static const Str *own_port(const Relays *r, IrItemKind kind, const char *word, const Str *name,
                           Span at)
{
    char *text = arena_printf(r->w->arena, "%s_%s", word, name->s);
    for (char *c = text; *c; c++)
        if (*c == '.')
            *c = '_';
    const Str *port = str_from(r->w->session->strings, text);
    for (unsigned k = 2;; k++) {
        const IrItem *known = ir_item(r->model, port);
        if (known && known->kind == kind)
            return port;
        if (!known)
            break;
        port = str_format(r->w->session->strings, "%s_%u", text, k);
    }
    ir_model_add(module_of(r), r->model, ir_item_new(r->w->arena, kind, port, at));
    return port;
}

static void add_wire(const Relays *r, const Str *from, const Str *to, Span at)
{
    for (uint32_t i = 0; i < r->model->items.n; i++)
        if (r->model->items.v[i]->kind == IR_ITEM_WIRE && r->model->items.v[i]->wire_from == from &&
            r->model->items.v[i]->wire_to == to)
            return;
    IrItem *wire = ir_item_new(r->w->arena, IR_ITEM_WIRE, NULL, at);
    wire->wire_from = from;
    wire->wire_to = to;
    ir_model_add(module_of(r), r->model, wire);
}

/* `on FROM { emit TO }` */
static void pass_on(const Relays *r, const Str *from, const Str *to, Span at)
{
    const IrStmt emit = {.kind = IR_STMT_EMIT, .name = to, .span = at};
    for (uint32_t i = 0; i < r->model->items.n; i++) {
        IrItem *on = r->model->items.v[i];
        if (on->kind != IR_ITEM_ON || on->name != from)
            continue;
        for (uint32_t k = 0; k < on->body->stmts.n; k++)
            if (on->body->stmts.v[k].kind == IR_STMT_EMIT && on->body->stmts.v[k].name == to)
                return;
        VEC_PUSH(r->w->arena, &on->body->stmts, emit);
        return;
    }
    IrItem *on = ir_item_new(r->w->arena, IR_ITEM_ON, from, at);
    on->body = ARENA_NEW(r->w->arena, IrBody);
    VEC_PUSH(r->w->arena, &on->body->stmts, emit);
    ir_model_add(module_of(r), r->model, on);
}

static void simplify_wire(const Relays *r, IrItem *wire)
{
    const IrItem *from = ir_item(r->model, wire->wire_from), *to = ir_item(r->model, wire->wire_to);
    if (from && from->kind == IR_ITEM_EVENT_IN) {
        const Str *relay = own_port(r, IR_ITEM_EVENT_OUT, "relay", from->name, wire->span);
        pass_on(r, from->name, relay, wire->span);
        wire->wire_from = relay;
    }
    if (to && to->kind == IR_ITEM_EVENT_OUT) {
        const Str *port = own_port(r, IR_ITEM_EVENT_IN, "inner", to->name, wire->span);
        pass_on(r, port, to->name, wire->span);
        wire->wire_to = port;
    }
}

/* "part.port" as a target of events. */
static void simplify_sent(const Relays *r, IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *st = &b->stmts.v[i];
        if (st->kind == IR_STMT_EMIT && strchr(st->name->s, '.')) {
            const Str *port = own_port(r, IR_ITEM_EVENT_OUT, "to", st->name, st->span);
            add_wire(r, port, st->name, st->span);
            st->name = port;
        }
        simplify_sent(r, st->then_body);
        simplify_sent(r, st->else_body);
    }
}

static void simplify_item(const Relays *r, IrItem *item)
{
    if (item->kind == IR_ITEM_WIRE)
        simplify_wire(r, item);
    if (item->kind == IR_ITEM_ON && strchr(item->name->s, '.')) {
        const Str *port = own_port(r, IR_ITEM_EVENT_IN, "of", item->name, item->span);
        add_wire(r, item->name, port, item->span);
        item->name = port;
    }
    simplify_sent(r, item->body);
    for (uint32_t i = 0; i < item->regimes.n; i++) {
        simplify_sent(r, item->regimes.v[i].entry);
        for (uint32_t k = 0; k < item->regimes.v[i].items.n; k++)
            simplify_item(r, item->regimes.v[i].items.v[k]);
    }
}

void lems_simplify_events(LemsWriter *w, IrModel *model)
{
    const Relays r = {w, model};
    const uint32_t n = model->items.n; /* what is added is simple */
    for (uint32_t i = 0; i < n; i++)
        simplify_item(&r, model->items.v[i]);
}

/* ---- written ---- */
typedef struct End { /* of a wire */
    const char *as;  /* what the structure calls it */
    const Str *part; /* NULL: the component itself */
    const Str *port;
    bool named; /* it is one of several ports */
} End;

static unsigned count_ports(const IrModel *model, IrItemKind kind)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < model->items.n; i++)
        n += model->items.v[i]->kind == kind;
    return n;
}

static bool find_end(LemsScope *s, const Str *path, IrItemKind kind, Span at, End *out)
{
    StrTable *strings = s->w->session->strings;
    const char *dot = strchr(path->s, '.');
    const Str *part = dot ? str_intern(strings, path->s, (size_t)(dot - path->s)) : NULL;
    const IrItem *item = part ? ir_item(s->model, part) : NULL;
    const IrModel *model = !part ? s->model : item ? ir_find_model(s->w->m, item->model) : NULL;
    if (!model || model->role == IR_RECEPTOR || (dot && strchr(dot + 1, '.'))) {
        lems_refuse(s->w, at, "an event of `%s`, a part of a part or a receptor,", path->s);
        return false;
    }
    *out = (End){"own", part, dot ? str_from(strings, dot + 1) : path, false};
    if (part) {
        const IrModel *simple = lems_simplify(s->w, model);
        if (!simple)
            return false;
        model = simple;
        out->as = lems_name_of(s->w, &s->names, part);
    }
    out->named = count_ports(model, kind) > 1;
    return true;
}

/* The attribute that has the path to a part, and the one that has the name of a port. */
static const char *path_attribute(LemsScope *s, const Str *part)
{
    return lems_name_of(s->w, &s->names, str_format(s->w->session->strings, "end %s", part->s));
}

static const char *port_attribute(LemsScope *s, const End *e)
{
    return lems_name_of(
        s->w, &s->names,
        str_format(s->w->session->strings, "port %s %s", e->part ? e->part->s : "own", e->port->s));
}

static const char *port_name(LemsScope *s, const End *e)
{
    if (!e->part)
        return lems_name_of(s->w, &s->names, e->port);
    LemsScope inner;
    const IrItem *item = ir_item(s->model, e->part);
    const IrModel *simple = lems_simplify(s->w, ir_find_model(s->w->m, item->model));
    if (!simple)
        return NULL;
    lems_scope_init(&inner, s->w, simple);
    return lems_name_of(s->w, &inner.names, e->port);
}

typedef void EachEnd(LemsScope *s, const End *e, Map *done);

static void each_end(LemsScope *s, EachEnd *f)
{
    Map done;
    map_init(&done, s->w->arena);
    for (uint32_t i = 0; i < s->model->items.n && !s->w->failed; i++) {
        const IrItem *wire = s->model->items.v[i];
        End from, to;
        if (wire->kind != IR_ITEM_WIRE ||
            !find_end(s, wire->wire_from, IR_ITEM_EVENT_OUT, wire->span, &from) ||
            !find_end(s, wire->wire_to, IR_ITEM_EVENT_IN, wire->span, &to))
            continue;
        f(s, &from, &done);
        f(s, &to, &done);
    }
}

static bool is_new(LemsScope *s, Map *done, const char *name)
{
    const Str *key = str_from(s->w->session->strings, name);
    const bool fresh = !map_has(done, key);
    map_set(done, key, (void *)key);
    return fresh;
}

static void element(LemsScope *s, const char *tag, const char *name, const char *value)
{
    xml_writer_open(&s->w->xml, tag);
    xml_writer_attribute(&s->w->xml, name, value);
    xml_writer_close(&s->w->xml);
}

static void declare_end(LemsScope *s, const End *e, Map *done)
{
    if (e->part && is_new(s, done, path_attribute(s, e->part)))
        element(s, "Path", "name", path_attribute(s, e->part));
    if (e->named && is_new(s, done, port_attribute(s, e)))
        element(s, "Text", "name", port_attribute(s, e));
}

void lems_write_wire_members(LemsScope *s)
{
    each_end(s, declare_end);
}

static void give_end(LemsScope *s, const End *e, Map *done)
{
    LemsWriter *w = s->w;
    if (e->part && is_new(s, done, path_attribute(s, e->part)))
        xml_writer_attribute(&w->xml, path_attribute(s, e->part),
                             arena_printf(w->arena, "./%s", e->as));
    if (e->named && is_new(s, done, port_attribute(s, e)))
        xml_writer_attribute(&w->xml, port_attribute(s, e), port_name(s, e));
}

void lems_write_wire_attributes(LemsScope *s)
{
    each_end(s, give_end);
}

static void write_with(LemsScope *s, const End *e, Map *done)
{
    if (!is_new(s, done, e->as))
        return;
    xml_writer_open(&s->w->xml, "With");
    xml_writer_attribute(&s->w->xml, "instance", e->part ? path_attribute(s, e->part) : "this");
    xml_writer_attribute(&s->w->xml, "as", e->as);
    xml_writer_close(&s->w->xml);
}

static void write_wire(LemsScope *s, const End *from, const End *to)
{
    xml_writer_open(&s->w->xml, "EventConnection");
    xml_writer_attribute(&s->w->xml, "from", from->as);
    xml_writer_attribute(&s->w->xml, "to", to->as);
    if (from->named)
        xml_writer_attribute(&s->w->xml, "sourcePort", port_attribute(s, from));
    if (to->named)
        xml_writer_attribute(&s->w->xml, "targetPort", port_attribute(s, to));
    xml_writer_close(&s->w->xml);
}

void lems_write_structure(LemsScope *s)
{
    bool any = false;
    for (uint32_t i = 0; i < s->model->items.n; i++)
        any |= s->model->items.v[i]->kind == IR_ITEM_WIRE;
    if (!any)
        return;
    xml_writer_open(&s->w->xml, "Structure");
    each_end(s, write_with);
    for (uint32_t i = 0; i < s->model->items.n && !s->w->failed; i++) {
        const IrItem *wire = s->model->items.v[i];
        End from, to;
        if (wire->kind == IR_ITEM_WIRE &&
            find_end(s, wire->wire_from, IR_ITEM_EVENT_OUT, wire->span, &from) &&
            find_end(s, wire->wire_to, IR_ITEM_EVENT_IN, wire->span, &to))
            write_wire(s, &from, &to);
    }
    xml_writer_close(&s->w->xml);
}
