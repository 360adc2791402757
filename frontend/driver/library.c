/* Finding the runtime from the place of the compiler. */
#define _POSIX_C_SOURCE 200809L
#include "frontend/driver/library.h"
#include "frontend/libnnc/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *library_dir(char out[LIBRARY_PATH])
{
    const char *given = getenv("NNC_LIBRARY");
    if (given && *given) {
        snprintf(out, LIBRARY_PATH, "%s", given);
        return out;
    }
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
