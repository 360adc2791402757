/* Loading shared libraries by tables of their functions. */
#include "ir/base/shared.h"

#include <dlfcn.h>
#include <string.h>

bool shared_load(const char *library, const SharedFunction *functions, size_t n, void *pointers)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; handle && i < n; i++) {
        void *symbol = dlsym(handle, functions[i].name);
        if (!symbol)
            return false;
        memcpy((char *)pointers + functions[i].offset, &symbol, sizeof symbol);
    }
    return handle != NULL;
}
