/* Which files a document may name. What lies outside of its folder users have not named; -I allows what lies below a folder. */
#define _XOPEN_SOURCE 700
#include "frontend/xml/path.h"

#include <stdlib.h>
#include <string.h>

bool xml_leaves_folder(const char *name)
{
    return *name == '/' || !strncmp(name, "../", 3) || strstr(name, "/../");
}

/* The folder that a file lies in, or a folder itself, without links and `..`; NULL: there is none. Freed by the caller. */
static char *real_folder(Arena *a, const char *path, bool is_file)
{
    const char *slash = is_file ? strrchr(path, '/') : NULL;
    return realpath(slash     ? arena_strndup(a, path, (size_t)(slash + 1 - path))
                    : is_file ? "."
                              : path,
                    NULL);
}

static bool lies_below(const char *folder, const char *top)
{
    const size_t n = strlen(top);
    return !strncmp(folder, top, n) && (folder[n] == '/' || !folder[n] || !strcmp(top, "/"));
}

bool xml_is_permitted(Arena *a, const char *name, const char *path, const char *const *folders,
                      size_t n_folders)
{
    if (!xml_leaves_folder(name))
        return true;
    char *folder = real_folder(a, path, true);
    bool permitted = false;
    for (size_t i = 0; folder && !permitted && i < n_folders; i++) {
        char *top = real_folder(a, folders[i], false);
        permitted = top && lies_below(folder, top);
        free(top);
    }
    free(folder);
    return permitted;
}
