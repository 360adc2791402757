/* What the versions of NineML write differently. */
#ifndef NN_NINEML_VERSION_H
#define NN_NINEML_VERSION_H
#include "frontend/nineml/document.h"

typedef enum NmlTagKind {
    NML_TAG_CLASS,     /* Dynamics and the like, or what is around one */
    NML_TAG_COMPONENT, /* a class with values */
    NML_TAG_POPULATION,
    NML_TAG_SELECTION,
    NML_TAG_PROJECTION, /* and groups of connections */
    NML_TAG_NETWORK,
    NML_TAG_UNIT,
    NML_TAG_DIMENSION,
    NML_TAG_NONE
} NmlTagKind;

typedef struct NmlTag {
    const char *tag;
    NmlTagKind kind;
} NmlTag;

/* An element of a projection that stands for one of its members, and the role of that. */
typedef struct NmlRole {
    const char *tag, *role;
    const char *
        from; /* of a connection of ports that it sends, inside the receiver; NULL: connections tell both roles */
} NmlRole;

/* An element that another version or a draft has, and what this version has there. */
typedef struct NmlRenamed {
    const char *tag, *here;
} NmlRenamed;

enum { NML_ROLES = 4 };
struct NmlVersion {
    const char *name;          /* how its namespace ends */
    const NmlTag *tags;        /* of the top level; ends with NULL */
    const NmlRenamed *renamed; /* ends with NULL */
    NmlRole roles[NML_ROLES];
    bool wrapped;        /* ports and parameters stand around <Dynamics>, not in it */
    bool name_in_text;   /* of references; else an attribute */
    bool number_in_text; /* of constants; else an attribute */
    bool
        quantity; /* values stand in <Quantity units="...">; else units are an attribute of what has the value */
};

/* NULL: another namespace. */
const NmlVersion *nml_version(const XmlText *space);
NmlTagKind nml_tag_kind(const NmlVersion *v, const Str *tag);
const char *nml_renamed(const NmlVersion *v, const Str *tag); /* NULL: nothing is known of it */
const NmlVersion *nml_version_with(const Str *tag); /* at the top level; NULL: none or all */
/* The name that a reference, definition or prototype holds; NULL after a diagnostic. */
const XmlText *nml_reference(const NmlFile *f, const XmlElement *e);
#endif
