/* A cell type for scripts: a class of a document, or a component with its values, and responses as receptors. What a projection
   of a document would connect is connected by names: ports of a response to ports of the cell that are called the same, or to
   the only one that fits. */
#include "frontend/nineml/network.h"

#include "frontend/nineml/version.h"
#include "ir/build.h"

typedef struct CellType {
    NmlNetwork *n;
    const NinemlCell *wanted;
    const NmlComponent *cell;
    IrBinds *each; /* values that differ between cells */
} CellType;

/* ---- what the file has ---- */
static bool has_dynamics(const NmlClass *c)
{
    return c && (c->kind == NML_DYNAMICS || c->kind == NML_MULTI_DYNAMICS);
}

/* A class without values is a component that has none. */
static const NmlComponent *bare(NmlNetwork *n, const NmlClass *c)
{
    NmlComponent *made = ARENA_NEW(n->m->arena, NmlComponent);
    *made = (NmlComponent){.name = c->name, .class_ = c, .span = c->span};
    for (uint32_t i = 0; i < c->parts.n; i++)
        VEC_PUSH(n->m->arena, &made->parts, bare(n, c->parts.v[i].class_));
    return made;
}

static const NmlComponent *what(NmlNetwork *n, NmlFile *f, NmlEntry *e)
{
    const NmlTagKind kind = nml_tag_kind(f->version, e->element->tag);
    if (kind == NML_TAG_COMPONENT) {
        const NmlComponent *c = nml_component(f, e);
        return c && has_dynamics(c->class_) ? c : NULL;
    }
    const NmlClass *c = kind == NML_TAG_CLASS ? nml_class(f, e) : NULL;
    return has_dynamics(c) ? bare(n, c) : NULL;
}

/* The only component of the file, else its only class; else a message tells what there is. */
static const NmlComponent *the_only_one(NmlNetwork *n, NmlFile *f, Span at)
{
    const NmlComponent *found[2] = {NULL, NULL}; /* component, class */
    unsigned count[2] = {0, 0};
    const char *names = "";
    for (uint32_t i = 0; i < f->entries.n; i++) {
        NmlEntry *e = f->entries.entries[i].value;
        const NmlComponent *c = what(n, f, e);
        const int kind = nml_is_component(f, e->element) ? 0 : 1;
        if (!c)
            continue;
        found[kind] = c;
        count[kind]++;
        names = arena_printf(n->m->arena, "%s%s%s", names, *names ? ", " : "", e->name->s);
    }
    if (n->all->failed || count[0] == 1 || (!count[0] && count[1] == 1))
        return count[0] == 1 ? found[0] : found[1];
    Diag *g = nml_complain(n->all, DIAG_NNC0921, at,
                           *names ? "'%s' has several cells" : "'%s' has no cell", f->source->name);
    if (*names)
        diag_help(n->all->session->diags, g, "name one of %s", names);
    return NULL;
}

static const NmlComponent *find(NmlNetwork *n, const char *path, const Str *name, bool optional,
                                Span at)
{
    const char *error = NULL;
    const SourceFile *source = sources_load(n->all->session->sources, path, &error);
    if (!source) {
        nml_complain(n->all, DIAG_NNC0904, at, "%s", error);
        return NULL;
    }
    NmlFile *f = nml_open(n->all, source);
    NmlEntry *e = f && name ? map_get(&f->entries, name) : NULL;
    if (!f || e || !name || optional)
        return !f ? NULL : e ? what(n, f, e) : the_only_one(n, f, at);
    Diag *g = nml_complain(n->all, DIAG_NNC0921, at, "there is no '%s' in '%s'", name->s, path);
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < f->entries.n; i++)
        str_nearest_offer(&near, ((const Str *)f->entries.entries[i].key)->s);
    if (near.best)
        diag_did_you_mean(n->all->session->diags, g, name->s, near.best);
    return NULL;
}

/* ---- receptors ---- */
static void join(CellType *t, NmlProjection *p, const char *sender, const char *receiver,
                 const Str *send, const Str *receive, Span at)
{
    StrTable *strings = t->n->all->session->strings;
    VEC_PUSH(
        t->n->m->arena, &p->connections,
        (NmlConnection){str_from(strings, sender), str_from(strings, receiver), send, receive, at});
}

/* The port of the cell of that name, else the only one that receives such values. */
static const NmlPort *target_of(const NmlClass *cell, const NmlPort *sent)
{
    const NmlPort *same = nml_port(cell, sent->name), *fits = NULL;
    unsigned count = 0;
    for (uint32_t i = 0; i < cell->ports.n; i++) {
        const NmlPort *port = &cell->ports.v[i];
        const bool receives = port->kind == NML_ANALOG_REDUCE || port->kind == NML_ANALOG_RECEIVE;
        if (!receives || !dim_equal(port->dim, sent->dim))
            continue;
        if (port == same)
            return port;
        fits = port;
        count++;
    }
    return count == 1 ? fits : NULL;
}

static bool connect_receptor(CellType *t, NmlProjection *p)
{
    const NmlClass *response = p->response->class_, *cell = t->cell->class_;
    unsigned events = 0, feeds = 0;
    for (uint32_t i = 0; i < response->ports.n; i++) {
        const NmlPort *port = &response->ports.v[i];
        const NmlPort *own = nml_port(cell, port->name), *target = target_of(cell, port);
        const bool of_cell = own && own->kind == NML_ANALOG_SEND && dim_equal(own->dim, port->dim);
        if (port->kind == NML_EVENT_RECEIVE && !events++)
            join(t, p, "pre", "response", port->name, port->name, p->span);
        else if (port->kind == NML_ANALOG_RECEIVE || port->kind == NML_ANALOG_REDUCE)
            join(t, p, of_cell ? "post" : "plasticity", "response", port->name, port->name,
                 p->span);
        else if (port->kind == NML_ANALOG_SEND && target && !feeds++)
            join(t, p, "response", "post", port->name, target->name, p->span);
    }
    if (events == 1 && feeds)
        return true;
    nml_complain(t->n->all, DIAG_NNC0922, p->span,
                 events == 1 ? "'%s' sends nothing that '%s' receives"
                             : "'%s' is no response: it has not one port of events",
                 response->name->s, cell->name->s);
    return false;
}

/* What comes with events is a reason, where the cell should have sent it. */
static void tell_crooked(CellType *t, const NmlProjection *p)
{
    Diag *g = nml_complain(t->n->all, DIAG_NNC0909, p->span,
                           "'%s' is not linear: a cell cannot have one for all its connections",
                           p->response->class_->name->s);
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (str_is(p->connections.v[i].sender, "plasticity"))
            diag_help(t->n->all->session->diags, g,
                      "'%s' sends no '%s': its value comes with each event",
                      t->cell->class_->name->s, p->connections.v[i].receive->s);
}

static NmlReceptor *receptor(CellType *t, const NinemlReceptor *wanted)
{
    NmlProjection *p = ARENA_NEW(t->n->m->arena, NmlProjection);
    *p = (NmlProjection){.name = wanted->name, .span = wanted->at};
    const NmlComponent *found = find(t->n, wanted->path, wanted->inside, false, wanted->at);
    if (!found)
        return NULL;
    NmlComponent *named = ARENA_NEW(t->n->m->arena, NmlComponent);
    *named = *found;
    named->name = wanted->name;
    p->response = named;
    NmlReceptor *r = connect_receptor(t, p) ? nml_receptor(t->n, p) : NULL;
    if (!r && !t->n->all->failed)
        tell_crooked(t, p);
    return r;
}

/* ---- the whole ---- */
/* An array has a value for each cell: whoever makes a population compares their numbers. */
static void set_value(CellType *t, const NmlPlace *place, const IrModel *model, const Str *name,
                      const NmlValue *v)
{
    IrItem *item = ir_item(model, name);
    NmlPlace here = *place;
    here.count = v ? v->n : 0;
    IrExpr *value = item && v ? nml_value_expr(&here, v, nml_is_difference(model, name)) : NULL;
    if (value && v->kind != NML_SINGLE)
        VEC_PUSH(place->m->arena, t->each, (IrBind){name, value, v->span});
    else if (value)
        item->value = value;
}

/* Values of the component are the defaults of the model. */
static void set_values(CellType *t, const IrModel *model, const NmlComponent *c, const Str *part)
{
    const NmlPlace place = {.m = t->n->m,
                            .all = t->n->all,
                            .path = model->name,
                            .index = ir_named(t->n->m->arena, IR_VARIABLE,
                                              str_from(t->n->all->session->strings, "i"), c->span)};
    for (uint32_t i = 0; i < c->class_->parameters.n; i++) {
        const Str *own = c->class_->parameters.v[i].name;
        set_value(t, &place, model, part ? nml_part_name(t->n->all, part, own) : own,
                  nml_value(&c->properties, own));
    }
    for (uint32_t i = 0; !part && i < c->class_->states.n; i++) {
        const Str *own = c->class_->states.v[i].name;
        set_value(t, &place, model, own, nml_value(&c->initials, own));
    }
    for (uint32_t i = 0; i < c->parts.n; i++)
        set_values(t, model, c->parts.v[i], c->class_->parts.v[i].name);
}

IrModel *nineml_cell(IrModule *m, const NinemlCell *wanted, const ElabOptions *options,
                     IrBinds *each)
{
    NmlNetwork *n = nml_network_new(m, options);
    CellType t = {n, wanted, NULL, each};
    VEC(NmlReceptor *) receptors = {0};
    n->open = true;
    t.cell = find(n, wanted->path, wanted->name, wanted->optional, wanted->at);
    for (uint32_t i = 0; t.cell && i < wanted->receptors.n; i++) {
        NmlReceptor *r = receptor(&t, &wanted->receptors.v[i]);
        if (!r)
            return NULL;
        VEC_PUSH(m->arena, &receptors, r);
    }
    const NmlCellForm form = {.name = wanted->label,
                              .start = wanted->regime,
                              .receptors = receptors.v,
                              .n_receptors = receptors.n,
                              .spike = str_from(n->all->session->strings, "spike"),
                              .at = wanted->at};
    IrModel *model = t.cell ? nml_cell_model(n, t.cell->class_, &form) : NULL;
    if (model)
        set_values(&t, model, t.cell, NULL);
    return n->all->failed ? NULL : model;
}
