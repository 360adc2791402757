/* What the documents declare: dimensions, units, component types, components. Types hold the members that they inherit;
   components form trees, and each knows the type it has. */
#ifndef NN_LEMS_DOCUMENT_H
#define NN_LEMS_DOCUMENT_H
#include "frontend/lems/lems.h"
#include "frontend/xml/xml.h"
#include "ir/base/map.h"
#include "ir/base/vec.h"

/* Members of component types, by their elements. */
typedef enum LemsMemberKind {
#define MEMBER(id, element) LEMS_##id,
#include "frontend/lems/members.def"
#undef MEMBER
    LEMS_MEMBER_KINDS
} LemsMemberKind;

typedef struct LemsMember {
    LemsMemberKind kind;
    const Str *name;
    const Str *type; /* of children, references and the like */
    Dim dim;
    bool any; /* dimension="*" */
    const XmlElement *element;
} LemsMember;

typedef struct LemsType LemsType;
struct LemsType {
    const Str *name;
    const LemsType *base;
    const XmlElement *element;
    VEC(LemsMember)
    members;     /* inherited ones first; one that is declared again stands where it stood */
    Map by_name; /* name -> index + 1 */
    const XmlElement *dynamics, *structure, *simulation; /* own or inherited */
    enum { LEMS_RAW, LEMS_OPEN, LEMS_DONE, LEMS_WRONG } status;
};

typedef struct LemsComponent LemsComponent;
struct LemsComponent {
    const Str *id;   /* NULL: none */
    const Str *role; /* its tag */
    LemsType *type;
    const XmlElement *element;
    LemsComponent *parent;
    VEC(LemsComponent *) children;
    Map by_id;                      /* of children */
    const LemsComponent *prototype; /* extends="..." */
};

typedef struct LemsDocument {
    Session *session;
    const LemsOptions *options;
    const char *home; /* folder of the document that was read first; NULL: none is */
    Map files;        /* paths that were read, without links; "<name>": of the library */
    Map library;      /* SourceFiles that came with the compiler */
    Map dimensions;   /* name -> Dim * */
    Map units;        /* symbol -> Unit * */
    Map constants;    /* name -> XmlElement */
    Map types;        /* name -> LemsType */
    Map components;   /* id -> LemsComponent, of the top level */
    VEC(const XmlElement *) measures; /* Dimension and Unit of all documents */
    VEC(const XmlElement *) loose;    /* elements of the top level that are components */
    VEC(LemsComponent *) all;
    const XmlElement *target;
    unsigned bases;    /* types that are being resolved, each for one that extends it */
    unsigned includes; /* files that are being read, each for one that includes it */
    bool missing;      /* an included file was not found: what it declares is not known */
    bool failed;
} LemsDocument;

LemsDocument *lems_document_new(Session *s, const LemsOptions *options); /* simulation.c */
/* document.c: reads the file and all it includes. */
bool lems_read(LemsDocument *d, const SourceFile *file);

/* type.c */
void lems_add_type(LemsDocument *d, const XmlElement *e);
/* The type of that name with all it inherits; NULL after a diagnostic at the place. */
LemsType *lems_type(LemsDocument *d, const Str *name, Span at);
/* Types that nothing uses: what they extend is there, and is not they themselves. Says the first that is wrong. */
void lems_check_types(LemsDocument *d);
LemsType *lems_find_type(LemsDocument *d,
                         const Str *name); /* NULL: there is none, or it is wrong */
const LemsMember *lems_member(const LemsType *type, const Str *name);
/* The first event port of that direction, "in" or "out"; NULL: none. */
const LemsMember *lems_first_port(const LemsType *type, const char *direction);
/* The port of events that name none, as jLEMS takes it: the first one with a handler outside of regimes, or the first one. */
const LemsMember *lems_input_port(const LemsType *type);
bool lems_is_a(const LemsType *type, const Str *name);

/* unit.c */
void lems_read_measures(LemsDocument *d); /* dimensions, then units, of all documents */
bool lems_dimension(LemsDocument *d, const XmlText *name, Dim *out, bool *any);
/* "-65 mV" as a literal; NULL after a diagnostic. */
IrExpr *lems_quantity(LemsDocument *d, const XmlText *text, Dim *dim);
/* The same as a number in native units, which takes no memory; false after a diagnostic. */
bool lems_number(LemsDocument *d, const XmlText *text, Dim *dim, double *native);
/* Of the decimal number, with its sign, at the start of the text; 0: none. */
size_t lems_number_length(const char *s);

/* component.c */
LemsComponent *lems_add_component(LemsDocument *d, const XmlElement *e, LemsComponent *parent);
/* Siblings behind a connection or place that are packed: how many, and the i-th, in the session's scratch, without
   its id and children. */
uint32_t lems_packed(LemsDocument *d, const LemsComponent *c);
LemsComponent lems_unpack(LemsDocument *d, const LemsComponent *c, uint32_t i);
void lems_find_prototypes(LemsDocument *d); /* once all components are there */
/* Its attribute, or that of its prototype; NULL where there is none. */
const XmlText *lems_attribute(const LemsComponent *c, const char *name);
void lems_no_component(LemsDocument *d, const XmlText *id); /* says so */
/* <With as="..."/> of a structure: an end of its connections. NULL: there is none. */
const XmlElement *lems_with(LemsDocument *d, const LemsComponent *c, const Str *as);
/* The component that an attribute names: one of the top level, else a child of a component around it. NULL: none. */
LemsComponent *lems_reference(LemsDocument *d, const LemsComponent *from, const Str *id);

/* validate.c: the tests of NeuroML by their numbers: errors in a check, warnings where a program is made. */
void lems_validate(LemsDocument *d);

/* Of a value of that member in another dimension. */
void lems_wrong_dimension(LemsDocument *d, Span at, const LemsMember *m, Dim got);
Diag *lems_complain(LemsDocument *d, DiagCode code, Span at, const char *format, ...)
    DIAG_PRINTF(4, 5);
Diag *lems_lacks(LemsDocument *d, const XmlElement *e, const char *attribute);
/* The attribute, or NULL after a diagnostic. */
const XmlText *lems_need(LemsDocument *d, const XmlElement *e, const char *name);
/* The attribute of the component that `attribute` of the element names: <Run total="length"/>. NULL after a diagnostic. */
const XmlText *lems_named_attribute(LemsDocument *d, const LemsComponent *c, const XmlElement *e,
                                    const char *attribute);
const Str *lems_name(LemsDocument *d, const XmlElement *e, const char *attribute); /* NULL: none */
#endif
