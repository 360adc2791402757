/* Documents of XML as text: tags that are opened and closed in turn, attributes escaped, two blanks a level. */
#ifndef NN_XML_WRITER_H
#define NN_XML_WRITER_H
#include "ir/base/emit.h"
#include "ir/base/vec.h"

typedef struct XmlWriter {
    Arena *arena;
    Emitter *out;
    VEC(const char *) tags; /* that are open, the outermost first; constant or in the arena */
    bool in_tag;            /* the innermost still takes attributes */
} XmlWriter;

/* Writes the declaration: the document is UTF-8. */
void xml_writer_start(XmlWriter *w, Arena *a, Emitter *out);
void xml_writer_open(XmlWriter *w, const char *tag);
/* Of the tag that was opened last, before anything else is in it. What no document may hold becomes U+FFFD. */
void xml_writer_attribute(XmlWriter *w, const char *name, const char *value);
/* <tag>text</tag> */
void xml_writer_text_element(XmlWriter *w, const char *tag, const char *text);
/* An empty line between elements of one level. */
void xml_writer_gap(XmlWriter *w);
void xml_writer_close(XmlWriter *w);
/* Of an element that has nothing but a text. */
void xml_writer_close_text(XmlWriter *w, const char *text);
#endif
