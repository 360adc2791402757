/* A document in XML as a tree of elements with places, read by libxml2.

   Names are without their namespace prefix. Values and text are slices of the source wherever the file has them as they
   are, so that a tree takes less memory than twice its text; they are not NUL-terminated. Comments, processing
   instructions and blanks between elements are gone. Document types and entities of their own are refused, nothing is
   fetched, and nesting is limited: a document cannot make the compiler read or build more than itself. */
#ifndef NN_XML_H
#define NN_XML_H
#include "ir/base/session.h"

#include <stdarg.h>

typedef struct XmlText {
    const char *s;
    uint32_t len;
    Span span;
} XmlText;

typedef struct XmlAttribute {
    const Str *name;
    XmlText value;
} XmlAttribute;

typedef struct XmlRun XmlRun;
typedef struct XmlElement XmlElement;
struct XmlElement {
    const Str *tag;
    Span span;                      /* of the opening tag */
    const XmlAttribute *attributes; /* of the root also its namespace, as `xmlns` */
    uint32_t n_attributes;
    XmlText text; /* all text inside, without blanks around it; of children not. Where there is
                     none its span is that of the element */
    bool foreign; /* of another namespace than the root: metadata */
    const XmlElement *parent, *first, *next;
    XmlRun *run; /* siblings alike between this one and the next, packed; NULL: none */
};

enum { XML_DEPTH_MAX = 200, XML_VALUE_MAX = 10 << 20 };

/* The root of the document; NULL after a diagnostic. Text in another encoding than UTF-8 is read, too. */
const XmlElement *xml_read(Session *s, const SourceFile *file);

/* The same. Below elements that `packs` agrees to, long runs of children that are alike are packed. */
typedef bool XmlPacks(const XmlElement *parent);
const XmlElement *xml_read_packed(Session *s, const SourceFile *file, XmlPacks *packs);
uint32_t xml_packed(const XmlElement *e);                /* how many are packed behind it */
uint32_t xml_packed_at(const XmlElement *e, uint32_t i); /* where the i-th starts, as in spans */
/* The i-th of them in the arena, with its parent and without siblings. */
XmlElement *xml_unpack(Session *s, Arena *a, const XmlElement *e, uint32_t i);
/* Puts the packed siblings behind the element back, as if they never had been; or all those in it. */
void xml_unpack_siblings(Session *s, const XmlElement *e);
void xml_unpack_inside(Session *s, const XmlElement *e);

/* The value of an attribute, or NULL. */
const XmlText *xml_attribute(const XmlElement *e, const char *name);
const Str *xml_intern(Session *s, const XmlText *text); /* NULL for NULL */
bool xml_is(const XmlText *text, const char *word);     /* false for NULL */

/* message.c: for functions that say what they are given, and for attributes that must be there. */
Diag *xml_complain(Session *s, DiagCode code, Span at, const char *format, va_list ap)
    __attribute__((format(printf, 4, 0)));
Diag *xml_lacks(Session *s, const XmlElement *e, const char *attribute);
const XmlText *xml_need(Session *s, const XmlElement *e,
                        const char *attribute); /* NULL: it lacks */

/* The first child with that tag, the next one after a child; NULL: there is none, or no element. */
const XmlElement *xml_first(const XmlElement *parent, const char *tag);
const XmlElement *xml_next(const XmlElement *child, const char *tag);
#endif
