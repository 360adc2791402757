/* The encoding of a document. */
#ifndef NN_XML_ENCODING_H
#define NN_XML_ENCODING_H
#include "ir/base/session.h"

/* The file itself where it is UTF-8; else its text in UTF-8, as another source of the same name, so that places have the
   lines and columns of the file. NULL after a diagnostic. */
const SourceFile *xml_as_utf8(Session *s, const SourceFile *file);
#endif
