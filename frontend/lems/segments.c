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

/* False where its parent is not there yet, or after a diagnostic. */
static bool add_segment(LemsMorphology *m, const LemsComponent *c)
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

/* Segments that stand before their parents. */
typedef struct Queue {
    LemsMorphology *m;
    VEC(const LemsComponent *) all; /* segments in the order of the document */
    uint32_t *next;                 /* 1 + the next one that waits for the same parent */
    Map waiting;                    /* id of a parent -> 1 + one that waits for it */
} Queue;

static void let_wait(Queue *q, uint32_t i)
{
    const XmlText *id = parent_id(q->all.v[i]);
    const Str *parent = xml_intern(q->m->d->session, id);
    if (!parent)
        return;
    q->next[i] = (uint32_t)(uintptr_t)map_get(&q->waiting, parent);
    map_set(&q->waiting, parent, (void *)(uintptr_t)(i + 1));
}

/* Adds the segment, those that wait for it, those that wait for them ... */
static void add_all(Queue *q, uint32_t first)
{
    VEC(uint32_t) ready = {0};
    Arena *a = q->m->d->session->arena;
    VEC_PUSH(a, &ready, first);
    while (ready.n && !q->m->d->failed) {
        const uint32_t i = ready.v[--ready.n];
        const LemsComponent *c = q->all.v[i];
        if (!add_segment(q->m, c)) {
            let_wait(q, i);
            continue;
        }
        for (uintptr_t k = (uintptr_t)map_get(&q->waiting, c->id); k; k = q->next[k - 1])
            VEC_PUSH(a, &ready, (uint32_t)k - 1);
    }
}

bool lems_read_segments(LemsMorphology *m)
{
    const LemsComponent *c = m->component;
    Arena *a = m->d->session->arena;
    Queue q = {.m = m};
    Map ids;
    map_init(&ids, a);
    map_init(&q.waiting, a);
    for (uint32_t i = 0; i < c->children.n; i++)
        if (is_segment(m, c->children.v[i], &ids))
            VEC_PUSH(a, &q.all, c->children.v[i]);
    q.next = ARENA_ARRAY(a, uint32_t, q.all.n + 1);
    for (uint32_t i = 0; i < q.all.n && !m->d->failed; i++)
        add_all(&q, i);
    for (uint32_t i = 0; i < q.all.n && !m->d->failed; i++)
        if (!map_has(&m->by_id, q.all.v[i]->id))
            refuse_rest(m, q.all.v[i], &ids);
    return !m->d->failed;
}
