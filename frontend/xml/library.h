/* libxml2, loaded when the first document is read: it takes longer to load than the compiler to start. */
#ifndef NN_XML_LIBRARY_H
#define NN_XML_LIBRARY_H
#include <libxml/parserInternals.h>
#include <stdbool.h>

typedef struct XmlLibrary {
#define XML(result, name, parameters) result(*name) parameters;
#include "frontend/xml/libxml2.def"
#undef XML
} XmlLibrary;

/* False where the machine has no libxml2. */
bool xml_library_load(XmlLibrary *lib);
#endif
