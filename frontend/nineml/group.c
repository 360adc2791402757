/* Populations, selections of them, projections and groups of connections. */
#include "frontend/nineml/version.h"

#include <math.h>
#include <stdlib.h>

/* The entry that <Reference> in the element means. */
static NmlEntry *referred(const NmlFile *f, const XmlElement *parent, const NmlFile **owner)
{
    const XmlElement *e = xml_first(parent, "Reference");
    if (!e)
        nml_complain(f->all, DIAG_NNC0903, parent->span, "<%s> needs a <Reference>",
                     parent->tag->s);
    return e ? nml_refer(f, e, owner) : NULL;
}

/* False after a diagnostic. */
static bool is_kind(const NmlFile *f, const NmlEntry *entry, NmlTagKind kind, const char *what)
{
    if (nml_tag_kind(f->version, entry->element->tag) == kind)
        return true;
    nml_complain(f->all, DIAG_NNC0921, entry->element->span, "'%s' is no %s", entry->name->s, what);
    return false;
}

/* The component in the element, which must evolve; NULL after a diagnostic. */
static const NmlComponent *dynamics_in(const NmlFile *f, const XmlElement *e)
{
    const NmlComponent *c = nml_component_in(f, e);
    if (!c || c->class_->kind == NML_DYNAMICS || c->class_->kind == NML_MULTI_DYNAMICS)
        return c;
    nml_complain(f->all, DIAG_NNC0921, e->span, "'%s' has no dynamics", c->name->s);
    return NULL;
}

/* ---- populations ---- */
static bool whole_number(const NmlFile *f, const XmlText *text, double most, uint32_t *out)
{
    const Str *number = nml_number(f->all, text);
    const double x = number ? strtod(number->s, NULL) : -1;
    if (number && !(x >= 0 && x <= most && x <= floor(x)))
        nml_complain(f->all, DIAG_NNC0404, text->span, "'%s' is no whole number from 0 to %.0f",
                     number->s, most);
    *out = x >= 0 && x <= most ? (uint32_t)x : 0;
    return x >= 0 && x <= most && x <= floor(x);
}

const NmlPopulation *nml_population(const NmlFile *f, NmlEntry *entry)
{
    const XmlElement *e = entry->element, *size = xml_first(e, "Size"),
                     *cell = xml_first(e, "Cell");
    size = size ? size : xml_first(e, "Number"); /* as in the schema of version 1 */
    if (!is_kind(f, entry, NML_TAG_POPULATION, "population"))
        return NULL;
    if (!nml_begin(f, entry, "population"))
        return entry->status == NML_DONE ? entry->what : NULL;
    NmlPopulation *p = ARENA_NEW(f->all->session->arena, NmlPopulation);
    *p = (NmlPopulation){.name = entry->name, .span = e->span};
    if (!size)
        nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> needs a <Size>", e->tag->s);
    else if (whole_number(f, &size->text, 1e9, &p->size) && !p->size)
        nml_complain(f->all, DIAG_NNC0404, size->text.span, "a population has at least one cell");
    p->cell = dynamics_in(f, cell ? cell : e);
    return nml_end(entry, p->cell && p->size ? p : NULL);
}

/* ---- selections ---- */
static void append(const NmlFile *f, NmlSelection *to, const NmlSelection *from)
{
    for (uint32_t i = 0; i < from->members.n; i++)
        VEC_PUSH(f->all->session->arena, &to->members, from->members.v[i]);
}

/* A population, too, is a selection. */
static const NmlSelection *selection_of(const NmlFile *f, NmlEntry *entry)
{
    if (nml_tag_kind(f->version, entry->element->tag) != NML_TAG_POPULATION)
        return nml_selection(f, entry);
    const NmlPopulation *p = nml_population(f, entry);
    if (!p)
        return NULL;
    NmlSelection *alone = ARENA_NEW(f->all->session->arena, NmlSelection);
    *alone = (NmlSelection){.name = p->name, .span = p->span};
    VEC_PUSH(f->all->session->arena, &alone->members, p);
    return alone;
}

static bool append_item(const NmlFile *f, NmlSelection *to, const XmlElement *item)
{
    const NmlFile *owner;
    NmlEntry *entry = referred(f, item, &owner);
    const NmlSelection *inner = entry ? selection_of(owner, entry) : NULL;
    if (inner)
        append(f, to, inner);
    return inner != NULL;
}

/* Items in the order of their index. */
static bool concatenate(const NmlFile *f, NmlSelection *s, const XmlElement *e)
{
    uint32_t n = 0;
    for (const XmlElement *item = xml_first(e, "Item"); item; item = xml_next(item, "Item"))
        n++;
    const XmlElement **order = ARENA_ARRAY(f->all->session->arena, const XmlElement *, n + 1);
    for (uint32_t i = 0; i < n; i++)
        order[i] = NULL;
    for (const XmlElement *item = xml_first(e, "Item"); item; item = xml_next(item, "Item")) {
        const XmlText *index = nml_need(f->all, item, "index");
        uint32_t i;
        if (!index || !whole_number(f, index, n - 1, &i))
            return false;
        if (order[i]) {
            nml_complain(f->all, DIAG_NNC0301, index->span, "two items have the index %u", i);
            return false;
        }
        order[i] = item;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!append_item(f, s, order[i]))
            return false;
    return true;
}

const NmlSelection *nml_selection(const NmlFile *f, NmlEntry *entry)
{
    const XmlElement *e = entry->element, *list = xml_first(e, "Concatenate");
    if (!is_kind(f, entry, NML_TAG_SELECTION, "selection"))
        return NULL;
    if (!nml_begin(f, entry, "selection"))
        return entry->status == NML_DONE ? entry->what : NULL;
    NmlSelection *s = ARENA_NEW(f->all->session->arena, NmlSelection);
    *s = (NmlSelection){.name = entry->name, .span = e->span};
    if (!list)
        nml_complain(f->all, DIAG_NNC0903, e->span, "<Selection> needs a <Concatenate>");
    bool good = list && nml_enter(f->all, e->span);
    if (good) {
        good = concatenate(f, s, list);
        nml_leave(f->all);
    }
    if (good && !s->members.n)
        nml_complain(f->all, DIAG_NNC0404, e->span, "'%s' selects no population", s->name->s);
    return nml_end(entry, good && s->members.n ? s : NULL);
}

/* ---- projections ---- */
static const NmlSelection *cells_at(const NmlFile *f, const XmlElement *e, const char *tag)
{
    const XmlElement *at = xml_first(e, tag);
    const NmlFile *owner;
    if (!at)
        nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> needs a <%s>", e->tag->s, tag);
    NmlEntry *entry = at ? referred(f, at, &owner) : NULL;
    return entry ? selection_of(owner, entry) : NULL;
}

static bool read_rule(const NmlFile *f, const XmlElement *e, NmlProjection *out)
{
    const XmlElement *rule = xml_first(e, "Connectivity");
    if (!rule) {
        nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> needs a <Connectivity>", e->tag->s);
        return false;
    }
    out->rule = nml_component_in(f, rule);
    if (out->rule && out->rule->class_->kind != NML_CONNECTION_RULE) {
        nml_complain(f->all, DIAG_NNC0921, rule->span, "'%s' is no connection rule",
                     out->rule->name->s);
        return false;
    }
    return out->rule != NULL;
}

/* Whether no value that stands in the document lies in the past. */
static bool is_forward(const NmlValue *delay)
{
    for (uint32_t i = 0; i < delay->n; i++)
        if (delay->numbers[i] < 0)
            return false;
    return !delay->number || strtod(delay->number->s, NULL) >= 0;
}

static bool read_delay(const NmlFile *f, const XmlElement *e, NmlProjection *out)
{
    const XmlElement *delay = xml_first(e, "Delay");
    out->has_delay = delay != NULL;
    if (!delay)
        return true;
    if (!nml_read_value(f, delay, &out->delay))
        return false;
    if (!dim_equal(out->delay.unit->dim, dim_of(0, 0, 1, 0, 0, 0, 0))) {
        nml_complain(f->all, DIAG_NNC0402, delay->span, "a delay must be a time");
        return false;
    }
    if (!is_forward(&out->delay)) {
        nml_complain(f->all, DIAG_NNC0406, out->delay.span, "a delay is a time from 0 on");
        return false;
    }
    return true;
}

/* <Source port="spike">, <Destination port="in"> of a group: one connection from cells to cells. */
static bool read_group_ports(const NmlFile *f, const XmlElement *e, NmlProjection *out)
{
    StrTable *strings = f->all->session->strings;
    const XmlElement *from = xml_first(e, "Source"), *to = xml_first(e, "Destination");
    const Str *send = from ? nml_name(f->all, from, "port") : NULL,
              *receive = to ? nml_name(f->all, to, "port") : NULL;
    if (send && receive)
        VEC_PUSH(f->all->session->arena, &out->connections,
                 (NmlConnection){str_from(strings, "pre"), str_from(strings, "post"), send, receive,
                                 e->span});
    return send && receive;
}

static bool read_synapse(const NmlFile *f, const XmlElement *e, NmlProjection *out)
{
    const XmlElement *response = xml_first(e, "Response"), *plasticity = xml_first(e, "Plasticity");
    if (response && !(out->response = dynamics_in(f, response)))
        return false;
    if (plasticity && !(out->plasticity = dynamics_in(f, plasticity)))
        return false;
    nml_read_connections(f, e, &out->connections);
    return true;
}

bool nml_read_projection(const NmlFile *f, const XmlElement *e, NmlProjection *out)
{
    const bool group = !str_is(e->tag, "Projection");
    *out = (NmlProjection){.name = nml_name(f->all, e, "name"), .span = e->span};
    const char *pre = group ? "Source" : f->version->roles[0].tag,
               *post = group ? "Destination" : f->version->roles[1].tag;
    return out->name && (out->pre = cells_at(f, e, pre)) && (out->post = cells_at(f, e, post)) &&
           read_rule(f, e, out) && read_delay(f, e, out) &&
           (group ? read_group_ports(f, e, out) : read_synapse(f, e, out));
}
