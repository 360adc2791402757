/* Which files a document may name. What lies outside of its folder users have not named; -I allows what lies below a folder. */
#define _XOPEN_SOURCE 700
#include "frontend/xml/path.h"

#include <stdlib.h>
#include <string.h>

bool xml_leaves_folder(const char *name)
{
    return *name == '/' || !strncmp(name, "../", 3) || strstr(name, "/../");
}

static bool lies_below(const char *file, const char *folder)
{
    char *top = realpath(*folder ? folder : ".", NULL);
    const size_t n = top ? strlen(top) : 0;
    const bool below = top && !strncmp(file, top, n) && (file[n] == '/' || !strcmp(top, "/"));
    free(top);
    return below;
}

const char *xml_folder_of(Arena *a, const char *file)
{
    const char *slash = strrchr(file, '/');
    return arena_strndup(a, file, slash ? (size_t)(slash + 1 - file) : 0);
}

/* The folder that the name was looked for in: that of the document, or one of -I. */
static const char *start_of(Arena *a, const char *name, const char *path)
{
    return arena_strndup(a, path, strlen(path) - strlen(name));
}

/* Links are followed first: one in the folder of a document may lead out of it, too. */
bool xml_is_permitted(Arena *a, const char *name, const char *path, const XmlFolders *folders)
{
    char *file = realpath(path, NULL);
    bool permitted = file && !xml_leaves_folder(name) && lies_below(file, start_of(a, name, path));
    if (file && !permitted && folders->home)
        permitted = lies_below(file, folders->home);
    for (size_t i = 0; file && !permitted && i < folders->n; i++)
        permitted = lies_below(file, folders->named[i]);
    free(file);
    return permitted;
}

/* The folder that `../../x` in a document leads up to; NULL: another kind of name. */
static const char *folder_around(Arena *a, const char *document, const char *name)
{
    const char *slash = strrchr(document, '/');
    size_t up = 0;
    while (!strncmp(name + up, "../", 3))
        up += 3;
    if (!up || xml_leaves_folder(name + up))
        return NULL;
    return arena_printf(a, "%.*s%.*s", slash ? (int)(slash + 1 - document) : 0, document,
                        (int)up - 1, name);
}

void xml_help_missing(Session *s, Diag *d, Span at, const char *name)
{
    SourcePlace place;
    if (*name == '/')
        diag_help(s->diags, d,
                  "a path from / holds on one machine: write it as seen from this document");
    else if (xml_leaves_folder(name) && sources_place(s->sources, at.lo, &place))
        diag_help(s->diags, d,
                  "paths start at the folder of the document that has them: this is '%s%s'",
                  xml_folder_of(s->arena, place.file->name), name);
    else
        diag_help(s->diags, d, "-I FOLDER names another place to look for it");
}

void xml_help_permit(Session *s, Diag *d, Span at, const char *name)
{
    SourcePlace place;
    const char *folder = sources_place(s->sources, at.lo, &place)
                             ? folder_around(s->arena, place.file->name, name)
                             : NULL;
    if (folder)
        diag_help(s->diags, d, "-I %s permits it, and all files below that folder", folder);
    else
        diag_help(s->diags, d, "-I FOLDER permits files below a folder");
}
