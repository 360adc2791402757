/* Finding the runtime from the place of the compiler. */
#define _GNU_SOURCE
#include "frontend/libnnc/library.h"
#include "frontend/libnnc/version.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool from_environment(char out[LIBRARY_PATH])
{
    const char *given = getenv("NNC_LIBRARY");
    if (!given || !*given)
        return false;
    snprintf(out, LIBRARY_PATH, "%s", given);
    return true;
}

const char *library_dir(char out[LIBRARY_PATH])
{
    if (from_environment(out))
        return out;
    ssize_t n = readlink("/proc/self/exe", out, LIBRARY_PATH - sizeof "/" NNC_LIBRARY_DIR);
    out[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 2; up++) { /* PREFIX/bin/nnc */
        char *slash = strrchr(out, '/');
        if (slash)
            *slash = '\0';
    }
    const size_t used = strlen(out);
    snprintf(out + used, LIBRARY_PATH - used, "/" NNC_LIBRARY_DIR);
    return out;
}

/* PREFIX/lib/libnnc.so: the folder has the same name as under the prefix. */
static bool beside_object(char out[LIBRARY_PATH])
{
    static const char place; /* in this object */
    char module[LIBRARY_PATH + 32];
    Dl_info info;
    const char *folder = strrchr("/" NNC_LIBRARY_DIR, '/');
    char *real = dladdr(&place, &info) ? realpath(info.dli_fname, NULL) : NULL;
    char *slash = real ? strrchr(real, '/') : NULL;
    const int n =
        slash ? snprintf(out, LIBRARY_PATH, "%.*s%s", (int)(slash - real), real, folder) : -1;
    free(real);
    if (n < 0 || n >= LIBRARY_PATH)
        return false;
    snprintf(module, sizeof module, "%s/libnnc_llvm.so", out);
    return access(module, R_OK) == 0;
}

const char *library_dir_of_host(char out[LIBRARY_PATH])
{
    return from_environment(out) || beside_object(out) ? out : library_dir(out);
}
