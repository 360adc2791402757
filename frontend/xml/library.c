/* The functions of libxml2 by name. */
#include "frontend/xml/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

bool xml_library_load(XmlLibrary *lib)
{
    static const struct {
        const char *name;
        size_t offset;
    } functions[] = {
#define XML(result, name, parameters) {#name, offsetof(XmlLibrary, name)},
#include "frontend/xml/libxml2.def"
#undef XML
    };
    void *handle = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL); /* stays loaded */
    for (size_t i = 0; handle && i < sizeof functions / sizeof functions[0]; i++) {
        void *symbol = dlsym(handle, functions[i].name);
        if (!symbol)
            return false;
        memcpy((char *)lib + functions[i].offset, &symbol, sizeof symbol);
    }
    return handle != NULL;
}
