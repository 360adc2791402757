/* Long runs of small elements that are alike, as networks have them: only where each starts is kept, and it is read again
   when it is asked for. A million of them take a few bytes each, not a few hundred.

   Packed are elements without text, of one level of children at most, behind siblings of the same tag. */
#ifndef NN_XML_PACKED_H
#define NN_XML_PACKED_H
#include "frontend/xml/xml.h"
#include "ir/base/vec.h"

struct XmlRun {
    const SourceFile *file;
    VEC(uint32_t) at; /* offsets of the opening tags in the file */
};

/* The element that starts there, with its children, in the arena. What was read once is well-formed; NULL where it is written
   in a way that this reader does not know. */
XmlElement *xml_reread(Session *s, Arena *a, const SourceFile *file, uint32_t at);
/* Whether reading it again gives the same. */
bool xml_can_pack(Session *s, const SourceFile *file, const XmlElement *e);
#endif
