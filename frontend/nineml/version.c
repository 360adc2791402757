/* The versions of NineML as tables: their elements, and where names and values stand in them. */
#include "frontend/nineml/version.h"

#include <string.h>

static const NmlTag tags_v1[] = {
    {"ComponentClass", NML_TAG_CLASS},
    {"Component", NML_TAG_COMPONENT},
    {"Population", NML_TAG_POPULATION},
    {"Selection", NML_TAG_SELECTION},
    {"Projection", NML_TAG_PROJECTION},
    {"Network", NML_TAG_NETWORK},
    {"Dimension", NML_TAG_DIMENSION},
    {"Unit", NML_TAG_UNIT},
    {NULL, NML_TAG_NONE},
};

static const NmlTag tags_v2[] = {
    {"Dynamics", NML_TAG_CLASS},
    {"MultiDynamics", NML_TAG_CLASS},
    {"ConnectionRule", NML_TAG_CLASS},
    {"RandomDistribution", NML_TAG_CLASS},
    {"DynamicsProperties", NML_TAG_COMPONENT},
    {"MultiDynamicsProperties", NML_TAG_COMPONENT},
    {"ConnectionRuleProperties", NML_TAG_COMPONENT},
    {"RandomDistributionProperties", NML_TAG_COMPONENT},
    {"Population", NML_TAG_POPULATION},
    {"ComponentArray", NML_TAG_POPULATION},
    {"Selection", NML_TAG_SELECTION},
    {"Projection", NML_TAG_PROJECTION},
    {"EventConnectionGroup", NML_TAG_PROJECTION},
    {"AnalogConnectionGroup", NML_TAG_PROJECTION},
    {"Network", NML_TAG_NETWORK},
    {"Dimension", NML_TAG_DIMENSION},
    {"Unit", NML_TAG_UNIT},
    {NULL, NML_TAG_NONE},
};

static const NmlVersion versions[] = {
    {"/1.0",
     tags_v1,
     {{"Source", "pre", "FromSource"},
      {"Destination", "post", "FromDestination"},
      {"Response", "response", "FromResponse"},
      {"Plasticity", "plasticity", "FromPlasticity"}},
     true,
     true,
     true,
     false},
    {"/2.0",
     tags_v2,
     {{"Pre", "pre", NULL},
      {"Post", "post", NULL},
      {"Response", "response", NULL},
      {"Plasticity", "plasticity", NULL}},
     false,
     false,
     false,
     true},
};

const NmlVersion *nml_version(const XmlText *space)
{
    for (size_t i = 0; space && i < sizeof versions / sizeof *versions; i++) {
        const size_t n = strlen(versions[i].name);
        if (space->len > n && !memcmp(space->s + space->len - n, versions[i].name, n))
            return &versions[i];
    }
    return NULL;
}

NmlTagKind nml_tag_kind(const NmlVersion *v, const Str *tag)
{
    const NmlTag *t = v->tags;
    while (t->tag && !str_is(tag, t->tag))
        t++;
    return t->kind;
}

const XmlText *nml_reference(const NmlFile *f, const XmlElement *e)
{
    const XmlText *name = f->version->name_in_text ? &e->text : xml_attribute(e, "name");
    if (name && name->len)
        return name;
    nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> names nothing", e->tag->s);
    return NULL;
}
