/* Segments of a morphology: where they start and end, and in which order they hang on each other. */
#include "frontend/lems/morphology.h"

#include <stdlib.h>
#include <string.h>

static const LemsComponent *child(const LemsComponent *c, const char *role)
{
    for (uint32_t i = 0; i < c->children.n; i++)
        if (str_is(c->children.v[i]->role, role))
            return c->children.v[i];
    return NULL;
}

static bool plain_number(LemsMorphology *m, const LemsComponent *c, const char *name, double *out)
{
    const XmlText *text = lems_attribute(c, name);
    if (!text) {
        lems_lacks(m->d, c->element, name);
        return false;
    }
    const char *s = arena_strndup(m->d->session->arena, text->s, text->len);
    const size_t n = lems_number_length(s);
    *out = strtod(s, NULL);
    if (!n || s[n])
        lems_complain(m->d, DIAG_NNC0905, text->span, "'%s' is no number", s);
    return n && !s[n];
}

static bool read_point(LemsMorphology *m, const LemsComponent *c, LemsPoint *p)
{
    return plain_number(m, c, "x", &p->x) && plain_number(m, c, "y", &p->y) &&
           plain_number(m, c, "z", &p->z) && plain_number(m, c, "diameter", &p->diameter);
}

static LemsPoint between(const LemsPoint *a, const LemsPoint *b, double f)
{
    return (LemsPoint){a->x + f * (b->x - a->x), a->y + f * (b->y - a->y), a->z + f * (b->z - a->z),
                       a->diameter + f * (b->diameter - a->diameter)};
}

/* A segment that does not say where it starts does so on its parent. */
static bool read_shape(LemsMorphology *m, LemsSegment *s, uint32_t self)
{
    const LemsComponent *parent = child(s->component, "parent"),
                        *start = child(s->component, "proximal"),
                        *end = child(s->component, "distal");
    s->fraction = 1;
    if (!end) {
        lems_complain(m->d, DIAG_NNC0903, s->component->element->span, "<segment> needs <distal>");
        return false;
    }
    if (parent && lems_attribute(parent, "fractionAlong") &&
        !plain_number(m, parent, "fractionAlong", &s->fraction))
        return false;
    if (!start && !parent) {
        lems_complain(m->d, DIAG_NNC0903, s->component->element->span,
                      "a segment without a parent needs <proximal>");
        return false;
    }
    if (start ? !read_point(m, start, &s->proximal) : s->parent == self)
        return false;
    if (!start) {
        const LemsSegment *p = &m->segments.v[s->parent];
        s->proximal = between(&p->proximal, &p->distal, s->fraction);
    }
    return read_point(m, end, &s->distal);
}

static const XmlText *parent_id(const LemsComponent *segment)
{
    const LemsComponent *parent = child(segment, "parent");
    return parent ? lems_attribute(parent, "segment") : NULL;
}

/* Adds the segments whose parents are there already, as often as any is added. */
static bool add_ready(LemsMorphology *m, const LemsComponent *c)
{
    Session *s = m->d->session;
    const XmlText *id = parent_id(c);
    const uintptr_t parent = id ? (uintptr_t)map_get(&m->by_id, xml_intern(s, id)) : 0;
    if (id ? !parent : m->segments.n > 0)
        return false;
    const uint32_t self = m->segments.n;
    const LemsSegment segment = {
        .id = c->id, .component = c, .parent = parent ? (uint32_t)parent - 1 : self};
    VEC_PUSH(s->arena, &m->segments, segment);
    map_set(&m->by_id, c->id, (void *)(uintptr_t)m->segments.n);
    return read_shape(m, &m->segments.v[self], self);
}

/* What is left when no more can be added hangs on nothing, or on itself. */
static void refuse_rest(LemsMorphology *m, const LemsComponent *c, const Map *ids)
{
    const XmlText *id = parent_id(c);
    if (!id)
        lems_complain(m->d, DIAG_NNC0301, c->element->span,
                      "a second segment has no parent: a cell has one root (NeuroML test 10002)");
    else if (!map_has(ids, xml_intern(m->d->session, id)))
        lems_complain(m->d, DIAG_NNC0302, id->span, "there is no segment '%.*s'", (int)id->len,
                      id->s);
    else
        lems_complain(m->d, DIAG_NNC0306, c->element->span,
                      "the segment hangs on itself, or on one that does");
}

static bool is_segment(LemsMorphology *m, const LemsComponent *c, Map *ids)
{
    if (!str_is(c->role, "segment"))
        return false;
    if (!c->id)
        lems_lacks(m->d, c->element, "id");
    else if (map_has(ids, c->id))
        lems_complain(m->d, DIAG_NNC0301, c->element->span,
                      "the segment '%s' is declared twice (NeuroML test 10000)", c->id->s);
    else
        map_set(ids, c->id, (void *)c);
    return c->id;
}

bool lems_read_segments(LemsMorphology *m)
{
    const LemsComponent *c = m->component;
    Map ids;
    map_init(&ids, m->d->session->arena);
    VEC(const LemsComponent *) waiting = {0};
    for (uint32_t i = 0; i < c->children.n; i++)
        if (is_segment(m, c->children.v[i], &ids))
            VEC_PUSH(m->d->session->arena, &waiting, c->children.v[i]);
    for (uint32_t before = waiting.n + 1; waiting.n && waiting.n < before && !m->d->failed;) {
        before = waiting.n;
        uint32_t left = 0;
        for (uint32_t i = 0; i < before; i++)
            if (!add_ready(m, waiting.v[i]))
                waiting.v[left++] = waiting.v[i];
        waiting.n = left;
    }
    if (waiting.n && !m->d->failed)
        refuse_rest(m, waiting.v[0], &ids);
    return !m->d->failed;
}
