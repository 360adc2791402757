/* The functions of libxml2 by name. */
#include "frontend/xml/library.h"

#include "ir/base/shared.h"

bool xml_library_load(XmlLibrary *lib)
{
    static const SharedFunction functions[] = {
#define XML(result, name, parameters) {#name, offsetof(XmlLibrary, name)},
#include "frontend/xml/libxml2.def"
#undef XML
    };
    return shared_load("libxml2.so.2", functions, sizeof functions / sizeof *functions, lib);
}
