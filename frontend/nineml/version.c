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

#define RENAMED_PORTS                                                                              \
    {"AnalogPort", "<AnalogSendPort>, <AnalogReceivePort> or <AnalogReducePort>"},                 \
        {"EventPort", "<EventSendPort> or <EventReceivePort>"},                                    \
    {                                                                                              \
        "EventOut", "<OutputEvent>"                                                                \
    }

static const NmlRenamed renamed_v1[] = {
    {"Dynamics", "<ComponentClass>"},
    {"DynamicsClass", "<ComponentClass>"},
    {"ConnectionRule", "<ComponentClass>"},
    {"ConnectionRuleClass", "<ComponentClass>"},
    {"RandomDistribution", "<ComponentClass>"},
    {"RandomDistributionClass", "<ComponentClass>"},
    {"DynamicsProperties", "<Component>"},
    {"ConnectionRuleProperties", "<Component>"},
    {"RandomDistributionProperties", "<Component>"},
    {"Pre", "<Source>"},
    {"Post", "<Destination>"},
    RENAMED_PORTS,
    {NULL, NULL},
};

static const NmlRenamed renamed_v2[] = {
    {"ComponentClass", "<Dynamics>, <ConnectionRule> or <RandomDistribution>"},
    {"DynamicsClass", "<Dynamics>"},
    {"ConnectionRuleClass", "<ConnectionRule>"},
    {"RandomDistributionClass", "<RandomDistribution>"},
    {"Component", "<DynamicsProperties>, <ConnectionRuleProperties> or the like"},
    {"Source", "<Pre>"},
    {"Destination", "<Post>"},
    {"FromSource", "connections of ports in the projection"},
    {"FromDestination", "connections of ports in the projection"},
    {"FromResponse", "connections of ports in the projection"},
    {"FromPlasticity", "connections of ports in the projection"},
    RENAMED_PORTS,
    {NULL, NULL},
};

static const NmlVersion versions[] = {
    {"/1.0",
     tags_v1,
     renamed_v1,
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
     renamed_v2,
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

const char *nml_renamed(const NmlVersion *v, const Str *tag)
{
    const NmlRenamed *r = v->renamed;
    while (r->tag && !str_is(tag, r->tag))
        r++;
    return r->here;
}

const NmlVersion *nml_version_with(const Str *tag)
{
    const NmlVersion *found = NULL;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (nml_tag_kind(&versions[i], tag) != NML_TAG_NONE) {
            if (found)
                return NULL;
            found = &versions[i];
        }
    return found;
}

const XmlText *nml_reference(const NmlFile *f, const XmlElement *e)
{
    const XmlText *name = f->version->name_in_text ? &e->text : xml_attribute(e, "name");
    if (name && name->len)
        return name;
    nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> names nothing", e->tag->s);
    return NULL;
}
