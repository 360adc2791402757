/* Files that a document names: their paths, all within the output folder of the program, and what kind of table they are. */
#include "frontend/lems/record.h"

#include <string.h>

/* The text of an attribute of the component that `attribute` of the element names; "" where there is none. */
static const char *text_of(LemsDocument *d, const LemsComponent *c, const XmlElement *e,
                           const char *attribute)
{
    const Str *name = lems_name(d, e, attribute);
    const XmlText *text = name ? lems_attribute(c, name->s) : NULL;
    return text ? arena_strndup(d->session->arena, text->s, text->len) : "";
}

/* `path` without empty parts, "." and "..", which takes the part before it away; what would lead out is dropped. */
static const char *within(LemsDocument *d, const char *path, bool *outside)
{
    char *out = arena_strndup(d->session->arena, path, strlen(path));
    size_t n = 0;
    *outside = *path == '/';
    for (const char *p = path; *p;) {
        const size_t len = strcspn(p, "/");
        if (len == 2 && !memcmp(p, "..", 2)) {
            *outside |= n == 0;
            while (n > 0 && out[--n] != '/')
                ;
        } else if (len && !(len == 1 && *p == '.')) {
            if (n)
                out[n++] = '/';
            memmove(out + n, p, len);
            n += len;
        }
        p += len + (p[len] == '/');
    }
    out[n] = '\0';
    return out;
}

/* How the lines of an event file are laid out. */
static bool read_format(LemsDocument *d, const LemsComponent *c, const XmlElement *writer,
                        IrTable *table)
{
    const char *format = text_of(d, c, writer, "format");
    *table = !strcmp(format, "TIME_ID") ? IR_TABLE_TIME_ID : IR_TABLE_ID_TIME;
    if (!*format || *table == IR_TABLE_TIME_ID || !strcmp(format, "ID_TIME"))
        return true;
    lems_complain(d, DIAG_NNC0903, c->element->span,
                  "the format of events is TIME_ID or ID_TIME, not '%.40s'", format);
    return false;
}

bool lems_file(LemsDocument *d, const LemsComponent *c, const XmlElement *writer, IrAction *file)
{
    const XmlText *name = lems_named_attribute(d, c, writer, "fileName");
    if (!name)
        return false;
    const char *folder = text_of(d, c, writer, "path");
    const char *path = arena_printf(d->session->arena, "%s%s%.*s", folder, *folder ? "/" : "",
                                    (int)name->len, name->s);
    bool outside;
    const char *inside = within(d, path, &outside);
    *file = (IrAction){.kind = IR_ACTION_WRITE, .span = name->span, .table = IR_TABLE_COLUMNS};
    if (!*inside) {
        lems_complain(d, DIAG_NNC0417, name->span, "'%.200s' is no name of a file", path);
        return false;
    }
    if (outside)
        diag(d->session->diags, DIAG_NNC0911, name->span,
             "'%.200s' becomes '%.200s' in the output folder", path, inside);
    file->name = str_from(d->session->strings, inside);
    return !str_is(writer->tag, "EventWriter") || read_format(d, c, writer, &file->table);
}

static void refuse_folder(LemsDocument *d, const IrAction *file, const Str *folder)
{
    lems_complain(d, DIAG_NNC0417, file->span, "'%s' cannot be a file and a folder of files in one",
                  folder->s);
}

void lems_file_add(LemsDocument *d, LemsFileNames *names, const IrAction *file)
{
    if (map_has(&names->files, file->name))
        diag(d->session->diags, DIAG_NNC0911, file->span,
             "this file takes the place of an earlier one of the name '%s'", file->name->s);
    if (map_has(&names->folders, file->name))
        refuse_folder(d, file, file->name);
    for (const char *p = file->name->s; (p = strchr(p, '/')); p++) {
        const Str *folder =
            str_intern(d->session->strings, file->name->s, (size_t)(p - file->name->s));
        if (map_has(&names->files, folder))
            refuse_folder(d, file, folder);
        map_set(&names->folders, folder, (void *)(uintptr_t)file->name);
    }
    map_set(&names->files, file->name, (void *)(uintptr_t)file->name);
}
