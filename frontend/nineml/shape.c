/* Which attributes and elements may stand in an element. What is told here is misspelt or of another version: read on, it
   would be passed over. */
#include "frontend/nineml/version.h"

#include <string.h>

/* Words in between blanks. Of elements that depend on the version: ^ those of the top level, * components, @ members of a
   projection, % connections from one. */
#define PORTS                                                                                      \
    " Parameter AnalogSendPort AnalogReceivePort AnalogReducePort EventSendPort EventReceivePort"
#define EXPOSURES                                                                                  \
    " AnalogSendPortExposure AnalogReceivePortExposure AnalogReducePortExposure"                   \
    " EventSendPortExposure EventReceivePortExposure AnalogPortConnection EventPortConnection"
#define COMPONENT "Definition Prototype Property Initial SubDynamicsProperties" EXPOSURES
#define DYNAMICS  "StateVariable Constant Alias Regime SubDynamics" PORTS EXPOSURES
#define VALUES    "SingleValue ArrayValue ExternalArrayValue RandomDistributionValue RandomValue"
#define ENDS      "send_port receive_port sender receiver"

typedef struct Shape {
    const char *tag, *attributes, *members;
} Shape;

static const Shape shapes[] = {
    {"NineML", "xmlns name", "^"},
    {"Network", "name", "^ Reference"},
    {"Dimension", "name m l t i k n j", ""},
    {"Unit", "symbol dimension power scale offset", ""},
    {"ComponentClass", "name", "Dynamics ConnectionRule RandomDistribution" PORTS},
    {"Dynamics", "name", DYNAMICS},
    {"MultiDynamics", "name", DYNAMICS},
    {"SubDynamics", "name", "Definition Reference Dynamics MultiDynamics"},
    {"ConnectionRule", "name standard_library", "Parameter"},
    {"RandomDistribution", "name standard_library", "Parameter"},
    {"Parameter", "name dimension", ""},
    {"AnalogSendPort", "name dimension", ""},
    {"AnalogReceivePort", "name dimension", ""},
    {"AnalogReducePort", "name dimension operator", ""},
    {"EventSendPort", "name", ""},
    {"EventReceivePort", "name", ""},
    {"AnalogSendPortExposure", "name sub_component port", ""},
    {"AnalogReceivePortExposure", "name sub_component port", ""},
    {"AnalogReducePortExposure", "name sub_component port", ""},
    {"EventSendPortExposure", "name sub_component port", ""},
    {"EventReceivePortExposure", "name sub_component port", ""},
    {"StateVariable", "name dimension", ""},
    {"Constant", "name units value", ""},
    {"Alias", "name", "MathInline"},
    {"Regime", "name", "TimeDerivative Alias OnCondition OnEvent"},
    {"TimeDerivative", "variable", "MathInline"},
    {"OnCondition", "target_regime targetRegime", "Trigger StateAssignment OutputEvent"},
    {"OnEvent", "port target_regime targetRegime", "StateAssignment OutputEvent"},
    {"Trigger", "", "MathInline"},
    {"StateAssignment", "variable", "MathInline"},
    {"OutputEvent", "port", ""},
    {"MathInline", "", ""},
    {"Component", "name", COMPONENT},
    {"DynamicsProperties", "name", COMPONENT},
    {"MultiDynamicsProperties", "name", COMPONENT},
    {"ConnectionRuleProperties", "name", COMPONENT},
    {"RandomDistributionProperties", "name", COMPONENT},
    {"SubDynamicsProperties", "name", "* Reference"},
    {"Definition", "name url", ""},
    {"Prototype", "name url", ""},
    {"Reference", "name url", ""},
    {"Property", "name units", "Quantity " VALUES},
    {"Initial", "name units", "Quantity " VALUES},
    {"Delay", "units", "Quantity " VALUES},
    {"Quantity", "units", VALUES},
    {"SingleValue", "", ""},
    {"ArrayValue", "", "ArrayValueRow"},
    {"ArrayValueRow", "index value", ""},
    {"ExternalArrayValue", "url mimeType mimetype columnName column_name", ""},
    {"RandomDistributionValue", "", "* Reference"},
    {"RandomValue", "", "* Reference"},
    {"Population", "name", "Size Number Cell"},
    {"ComponentArray", "name", "Size Number Cell * Reference"},
    {"Size", "", ""},
    {"Number", "", ""},
    {"Cell", "", "* Reference"},
    {"Selection", "name", "Concatenate"},
    {"Concatenate", "", "Item"},
    {"Item", "index", "Reference"},
    {"Projection", "name", "@ Connectivity Delay AnalogPortConnection EventPortConnection"},
    {"EventConnectionGroup", "name", "Source Destination Connectivity Delay"},
    {"AnalogConnectionGroup", "name", "Source Destination Connectivity Delay"},
    {"Source", "port", "% Reference"},
    {"Destination", "port", "% Reference"},
    {"Pre", "", "% Reference"},
    {"Post", "", "% Reference"},
    {"Response", "", "% * Reference"},
    {"Plasticity", "", "% * Reference"},
    {"Connectivity", "", "* Reference"},
    {"FromSource", ENDS, ""},
    {"FromDestination", ENDS, ""},
    {"FromResponse", ENDS, ""},
    {"FromPlasticity", ENDS, ""},
    {"AnalogPortConnection", "sender_role receiver_role sender_name receiver_name " ENDS, ""},
    {"EventPortConnection", "sender_role receiver_role sender_name receiver_name " ENDS, ""},
};

/* Of other namespaces, without their prefix: xsi, xml. */
static const char anywhere[] = "schemaLocation noNamespaceSchemaLocation type id lang base space";

static const Shape *shape_of(const Str *tag)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (str_is(tag, shapes[i].tag))
            return &shapes[i];
    return NULL;
}

/* ---- words ---- */
/* The next word behind *s; NULL at the end. */
static const char *next_word(const char **s, size_t *len)
{
    *s += strspn(*s, " ");
    const char *word = *s;
    *len = strcspn(word, " ");
    *s += *len;
    return *len ? word : NULL;
}

static bool has_word(const char *words, const Str *wanted)
{
    size_t len;
    for (const char *w; (w = next_word(&words, &len)) != NULL;)
        if (len == wanted->len && !memcmp(w, wanted->s, len))
            return true;
    return false;
}

/* ---- elements ---- */
/* Whether the version has the element where one of the marks stands. */
static bool is_marked(const NmlVersion *v, const char *marks, const Str *tag)
{
    const NmlTagKind kind = nml_tag_kind(v, tag);
    bool role = false, from = false;
    for (int k = 0; k < NML_ROLES; k++) {
        role |= str_is(tag, v->roles[k].tag);
        from |= v->roles[k].from && str_is(tag, v->roles[k].from);
    }
    return (strchr(marks, '^') && kind != NML_TAG_NONE) ||
           (strchr(marks, '*') && kind == NML_TAG_COMPONENT) || (strchr(marks, '@') && role) ||
           (strchr(marks, '%') && from);
}

static void stray(const NmlFile *f, const XmlElement *e)
{
    Diags *diags = f->all->session->diags;
    Diag *g = nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> cannot stand in <%s>", e->tag->s,
                           e->parent->tag->s);
    const char *here = nml_renamed(f->version, e->tag);
    if (here)
        diag_help(diags, g, "NineML %s has %s there", f->version->name + 1, here);
    const NmlVersion *other = nml_version_with(e->tag);
    if (other && other != f->version)
        diag_help(diags, g, "<%s> is of version %s, whose documents begin <NineML xmlns=\"%s%s\">",
                  e->tag->s, other->name + 1, "http://nineml.net/9ML", other->name);
}

/* ---- attributes ---- */
static void check_attribute(const NmlFile *f, const XmlElement *e, const Shape *shape,
                            const XmlAttribute *a)
{
    if (has_word(shape->attributes, a->name) || has_word(anywhere, a->name))
        return;
    Diag *g = nml_complain(f->all, DIAG_NNC0903, a->value.span, "<%s> has no attribute '%s'",
                           e->tag->s, a->name->s);
    StrNearest near = str_nearest_start(a->name->s);
    const char *words = shape->attributes;
    size_t len;
    for (const char *w; (w = next_word(&words, &len)) != NULL;)
        str_nearest_offer(&near, str_intern(f->all->session->strings, w, len)->s);
    if (near.best)
        diag_did_you_mean(f->all->session->diags, g, a->name->s, near.best);
}

static void check(const NmlFile *f, const XmlElement *e)
{
    const Shape *shape = shape_of(e->tag);
    for (uint32_t i = 0; i < e->n_attributes; i++)
        check_attribute(f, e, shape, &e->attributes[i]);
    for (const XmlElement *s = e->first; s; s = s->next)
        if (nml_is_metadata(s))
            continue;
        else if (has_word(shape->members, s->tag) || is_marked(f->version, shape->members, s->tag))
            check(f, s);
        else
            stray(f, s);
}

bool nml_is_shaped(const NmlFile *f)
{
    const bool failed = f->all->failed;
    f->all->failed = false;
    check(f, f->root);
    const bool good = !f->all->failed;
    f->all->failed |= failed;
    return good;
}
