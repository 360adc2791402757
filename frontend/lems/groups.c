/* Groups of segments: members, included groups, paths between segments, and subtrees. */
#include "frontend/lems/morphology.h"

typedef struct Group {
    LemsMorphology *m;
    bool *has; /* by segment */
    Map seen;  /* groups that are included already */
} Group;

/* The number of the segment that an attribute names; false after a diagnostic. */
static bool segment_of(const Group *g, const LemsComponent *c, const char *attribute,
                       uint32_t *number)
{
    const XmlText *id = lems_attribute(c, attribute);
    if (!id) {
        lems_lacks(g->m->d, c->element, attribute);
        return false;
    }
    const uintptr_t found = (uintptr_t)map_get(&g->m->by_id, xml_intern(g->m->d->session, id));
    *number = (uint32_t)found - 1;
    if (!found)
        lems_complain(g->m->d, DIAG_NNC0302, id->span,
                      "there is no segment '%.*s' (NeuroML test 10003)", (int)id->len, id->s);
    return found;
}

static void add_member(Group *g, const LemsComponent *c)
{
    uint32_t number;
    if (segment_of(g, c, "segment", &number))
        g->has[number] = true;
}

static const LemsComponent *end_of(Group *g, const LemsComponent *c, const char *role,
                                   uint32_t *number)
{
    for (uint32_t i = 0; i < c->children.n; i++)
        if (str_is(c->children.v[i]->role, role))
            return segment_of(g, c->children.v[i], "segment", number) ? c->children.v[i] : NULL;
    return NULL;
}

/* From a segment towards the root, until `from`. */
static void add_way(Group *g, const LemsComponent *path, uint32_t from, uint32_t to)
{
    for (uint32_t k = to;; k = g->m->segments.v[k].parent) {
        g->has[k] = true;
        if (k == from)
            return;
        if (g->m->segments.v[k].parent == k)
            break;
    }
    lems_complain(g->m->d, DIAG_NNC0302, path->element->span,
                  "no way leads from the first of these segments to the second");
}

static void add_path(Group *g, const LemsComponent *c)
{
    uint32_t from, to;
    if (end_of(g, c, "from", &from) && end_of(g, c, "to", &to))
        add_way(g, c, from, to);
}

/* Parents come before their children. */
static void add_subtree(Group *g, const LemsComponent *c)
{
    uint32_t from;
    if (!end_of(g, c, "from", &from))
        return;
    bool *inside = ARENA_ARRAY(g->m->d->session->arena, bool, g->m->segments.n);
    for (uint32_t k = from; k < g->m->segments.n; k++) {
        inside[k] = k == from || (k > from && inside[g->m->segments.v[k].parent]);
        g->has[k] |= inside[k];
    }
}

static void add_group(Group *g, const LemsComponent *group);

static void include_group(Group *g, const LemsComponent *c)
{
    const XmlText *name = lems_attribute(c, "segmentGroup");
    const LemsComponent *group =
        name ? map_get(&g->m->groups, xml_intern(g->m->d->session, name)) : NULL;
    if (group)
        add_group(g, group);
    else if (name)
        lems_complain(g->m->d, DIAG_NNC0302, name->span,
                      "there is no group of segments '%.*s' (NeuroML test 10005)", (int)name->len,
                      name->s);
}

static const struct {
    const char *role;
    void (*add)(Group *g, const LemsComponent *c);
} parts[] = {
    {"member", add_member},
    {"include", include_group},
    {"path", add_path},
    {"subTree", add_subtree},
};

static void add_group(Group *g, const LemsComponent *group)
{
    if (map_has(&g->seen, group))
        return;
    map_set(&g->seen, group, (void *)group);
    for (uint32_t i = 0; i < group->children.n; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (str_is(group->children.v[i]->role, parts[k].role))
                parts[k].add(g, group->children.v[i]);
}

bool *lems_group_segments(LemsMorphology *m, const LemsComponent *group)
{
    Group g = {.m = m, .has = ARENA_ARRAY(m->d->session->arena, bool, m->segments.n + 1)};
    map_init(&g.seen, m->d->session->arena);
    add_group(&g, group);
    return m->d->failed ? NULL : g.has;
}
