/* The tests of NeuroML documents that a schema cannot make, under the numbers that jNeuroML gives them. Other files of this
   folder make the rest as they read: docs/neuroml.md has them all. */
#include "frontend/lems/document.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct Test {
    unsigned number; /* 0: jNeuroML makes none */
    bool warning;    /* of jNeuroML, too; all are where a program is made: it runs all the same */
} Test;

static const Test repeated_ids = {5001, false}, groups_exist = {10006, false},
                  divisions = {10007, true}, instances = {10030, false},
                  populations_exist = {10040, false}, segments_exist = {10050, false},
                  cell_ids = {10060, false}, root_is_0 = {100001, true},
                  placed_segments_exist = {0, false};

static Diag *DIAG_PRINTF(4, 5)
    fails(LemsDocument *d, const Test *test, Span at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    const char *text = arena_vprintf(d->session->arena, format, ap);
    va_end(ap);
    const bool error = d->options->judges && !test->warning;
    d->failed |= error;
    return diag(d->session->diags, error ? DIAG_NNC0913 : DIAG_NNC0914, at, "%s%s", text,
                test->number ? arena_printf(d->session->arena, " (NeuroML test %u)", test->number)
                             : "");
}

/* ---- networks ---- */
static void check_ids(LemsDocument *d, const LemsComponent *network)
{
    Map ids;
    map_init(&ids, d->session->arena);
    for (uint32_t i = 0; i < network->children.n; i++) {
        const LemsComponent *c = network->children.v[i];
        if (!c->id)
            continue;
        if (map_has(&ids, c->id))
            fails(d, &repeated_ids, c->element->span, "the id '%s' is taken in this network",
                  c->id->s);
        map_set(&ids, c->id, (void *)c);
    }
}

/* <population type="populationList" size="2"> with other than two instances. */
static void check_size(LemsDocument *d, const LemsComponent *population)
{
    const XmlText *size = xml_attribute(population->element, "size");
    unsigned long n = 0;
    for (const XmlElement *e = xml_first(population->element, "instance"); e;
         e = xml_next(e, "instance"))
        n += 1 + xml_packed(e);
    const bool list =
        lems_member(population->type, str_from(d->session->strings, "instances")) != NULL;
    if (!size || (!n && !list))
        return;
    const char *text = arena_strndup(d->session->arena, size->s, size->len);
    if (strtoul(text, NULL, 10) != n)
        fails(d, &instances, size->span, "the population has %lu instances, its size is %s", n,
              text);
}

/* The population that an attribute of a projection names; NULL: none. */
static const LemsComponent *population_of(LemsDocument *d, const LemsComponent *projection,
                                          const char *attribute)
{
    const XmlText *id = lems_attribute(projection, attribute);
    const LemsComponent *found =
        id ? lems_reference(d, projection, xml_intern(d->session, id)) : NULL;
    if (id && !found)
        fails(d, &populations_exist, id->span, "there is no population '%.*s'", (int)id->len,
              id->s);
    return found;
}

/* ---- connections ---- */
typedef struct Side {
    const LemsComponent *population;
    Map segments; /* ids of its cells' segments; empty where they have no shape */
    const char *cell, *segment;
} Side;

static void add_segments(LemsDocument *d, const XmlElement *morphology, Map *ids)
{
    for (const XmlElement *e = xml_first(morphology, "segment"); e; e = xml_next(e, "segment")) {
        const Str *id = lems_name(d, e, "id");
        if (id)
            map_set(ids, id, (void *)e);
    }
}

static void open_side(LemsDocument *d, const LemsComponent *projection, const char *population,
                      Side *side)
{
    map_init(&side->segments, d->session->arena);
    side->population = population_of(d, projection, population);
    const XmlText *id = side->population ? lems_attribute(side->population, "component") : NULL;
    const LemsComponent *cell =
        id ? lems_reference(d, side->population, xml_intern(d->session, id)) : NULL;
    for (uint32_t i = 0; cell && i < cell->children.n; i++)
        if (str_is(cell->children.v[i]->role, "morphology"))
            add_segments(d, cell->children.v[i]->element, &side->segments);
}

/* "../pop[3]" or "../pop/3/cell", of the population that the projection names. */
static void check_path(LemsDocument *d, const XmlElement *e, const Side *side)
{
    const XmlText *path = xml_attribute(e, side->cell);
    const Str *id = side->population ? side->population->id : NULL;
    if (!path || !id || memchr(path->s, '.', path->len) == NULL)
        return; /* a number */
    const bool fits = path->len > id->len + 3 && !memcmp(path->s, "../", 3) &&
                      !memcmp(path->s + 3, id->s, id->len) &&
                      (path->s[3 + id->len] == '[' || path->s[3 + id->len] == '/');
    if (!fits)
        fails(d, &cell_ids, path->span, "'%.*s' is no cell of the projection's population '%s'",
              (int)path->len, path->s, id->s);
}

static void check_segment(LemsDocument *d, const XmlElement *e, const Side *side)
{
    const XmlText *id = xml_attribute(e, side->segment);
    if (id && side->segments.n && !map_has(&side->segments, xml_intern(d->session, id)))
        fails(d, &segments_exist, id->span, "the cells of '%s' have no segment '%.*s'",
              side->population->id->s, (int)id->len, id->s);
}

static void check_ends(LemsDocument *d, const XmlElement *e, const Side sides[4])
{
    for (int i = 0; i < 4; i++) {
        check_path(d, e, &sides[i]);
        check_segment(d, e, &sides[i]);
    }
}

static void check_connections(LemsDocument *d, const LemsComponent *projection)
{
    Side sides[] = {{.cell = "preCellId", .segment = "preSegmentId"},
                    {.cell = "postCellId", .segment = "postSegmentId"},
                    {.cell = "preCell", .segment = "preSegment"},
                    {.cell = "postCell", .segment = "postSegment"}};
    open_side(d, projection, "presynapticPopulation", &sides[0]);
    open_side(d, projection, "postsynapticPopulation", &sides[1]);
    for (int i = 2; i < 4; i++) { /* continuous connections have other words */
        sides[i].population = sides[i - 2].population;
        sides[i].segments = sides[i - 2].segments;
    }
    for (const XmlElement *e = projection->element->first; e; e = e->next) {
        check_ends(d, e, sides);
        const uint32_t packed = xml_packed(e);
        for (uint32_t i = 0; i < packed; i++) {
            const ArenaMark mark = arena_mark(d->session->scratch);
            check_ends(d, xml_unpack(d->session, d->session->scratch, e, i), sides);
            arena_reset(d->session->scratch, mark);
        }
    }
}

/* ---- cells ---- */
static bool has_group(const XmlElement *morphology, const XmlText *name)
{
    for (const XmlElement *e = xml_first(morphology, "segmentGroup"); e;
         e = xml_next(e, "segmentGroup")) {
        const XmlText *id = xml_attribute(e, "id");
        if (id && id->len == name->len && !memcmp(id->s, name->s, id->len))
            return true;
    }
    return xml_is(name, "all");
}

/* Of the ids of what the shape has under that tag. */
static const char *nearest_id(LemsDocument *d, const XmlElement *shape, const char *tag,
                              const XmlText *id)
{
    StrNearest near = str_nearest_start(xml_intern(d->session, id)->s);
    for (const XmlElement *e = xml_first(shape, tag); e; e = xml_next(e, tag)) {
        const Str *other = lems_name(d, e, "id");
        if (other)
            str_nearest_offer(&near, other->s);
    }
    return near.best;
}

static void check_group(LemsDocument *d, const XmlText *group, const XmlElement *shape)
{
    if (has_group(shape, group))
        return;
    Diag *g = fails(d, &groups_exist, group->span, "the cell has no group of segments '%.*s'",
                    (int)group->len, group->s);
    const char *near = nearest_id(d, shape, "segmentGroup", group);
    if (near)
        diag_help(d->session->diags, g, "did you mean '%s'?", near);
}

/* Segments go by their ids, which are numbers; their names are for people. */
static void check_placed_segment(LemsDocument *d, const XmlText *segment, const XmlElement *shape)
{
    const Str *wanted = xml_intern(d->session, segment), *named = NULL;
    for (const XmlElement *e = xml_first(shape, "segment"); e; e = xml_next(e, "segment")) {
        if (lems_name(d, e, "id") == wanted)
            return;
        if (lems_name(d, e, "name") == wanted)
            named = lems_name(d, e, "id");
    }
    Diag *g =
        fails(d, &placed_segments_exist, segment->span, "the cell has no segment '%s'", wanted->s);
    const char *near = nearest_id(d, shape, "segment", segment);
    if (named)
        diag_help(d->session->diags, g, "that is a name: the id of this segment is '%s'", named->s);
    else if (near)
        diag_help(d->session->diags, g, "did you mean '%s'?", near);
}

static void check_parts(LemsDocument *d, const XmlElement *biophysics, const XmlElement *shape)
{
    for (const XmlElement *e = biophysics->first; e; e = e->next) {
        const XmlText *group = xml_attribute(e, "segmentGroup"),
                      *segment = xml_attribute(e, "segment");
        if (group)
            check_group(d, group, shape);
        if (segment)
            check_placed_segment(d, segment, shape);
        check_parts(d, e, shape);
    }
}

static void check_divisions(LemsDocument *d, const XmlElement *shape)
{
    for (const XmlElement *g = xml_first(shape, "segmentGroup"); g; g = xml_next(g, "segmentGroup"))
        for (const XmlElement *a = xml_first(g, "annotation"); a; a = xml_next(a, "annotation"))
            for (const XmlElement *e = xml_first(a, "property"); e; e = xml_next(e, "property"))
                if (xml_is(xml_attribute(e, "tag"), "numberInternalDivisions"))
                    fails(d, &divisions, e->span,
                          "numberInternalDivisions belongs into the group itself");
}

static void check_root(LemsDocument *d, const XmlElement *shape)
{
    const XmlElement *e = xml_first(shape, "segment");
    while (e && !xml_is(xml_attribute(e, "id"), "0"))
        e = xml_next(e, "segment");
    if (!e && xml_first(shape, "segment"))
        fails(d, &root_is_0, shape->span, "no segment has the id 0, which the root should have");
}

static void check_cell(LemsDocument *d, const LemsComponent *morphology)
{
    const LemsComponent *cell = morphology->parent;
    check_root(d, morphology->element);
    check_divisions(d, morphology->element);
    for (uint32_t i = 0; cell && i < cell->children.n; i++)
        if (cell->children.v[i] != morphology)
            check_parts(d, cell->children.v[i]->element, morphology->element);
}

/* ---- all ---- */
static const struct {
    const char *role;
    void (*check)(LemsDocument *d, const LemsComponent *c);
} checks[] = {
    {"network", check_ids},
    {"population", check_size},
    {"projection", check_connections},
    {"electricalProjection", check_connections},
    {"continuousProjection", check_connections},
    {"morphology", check_cell},
};

void lems_validate(LemsDocument *d)
{
    for (uint32_t i = 0; i < d->all.n; i++)
        for (size_t k = 0; k < sizeof checks / sizeof *checks; k++)
            if (str_is(d->all.v[i]->role, checks[k].role))
                checks[k].check(d, d->all.v[i]);
}
