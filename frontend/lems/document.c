/* Documents and what they include: each file once, in the order in which it is named. */
#define _XOPEN_SOURCE 700
#include "frontend/lems/document.h"

#include "frontend/lems/hdf5_network.h"
#include "frontend/xml/path.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INCLUDES_MAX = 200 };

Diag *lems_complain(LemsDocument *d, DiagCode code, Span at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    Diag *g = xml_complain(d->session, code, at, format, ap);
    va_end(ap);
    d->failed = true;
    return g;
}

void lems_wrong_dimension(LemsDocument *d, Span at, const LemsMember *m, Dim got)
{
    char wanted[72], given[72];
    dim_say(m->dim, wanted);
    dim_say(got, given);
    lems_complain(d, DIAG_NNC0402, at, "'%s' must be %s, not %s", m->name->s, wanted, given);
}

Diag *lems_lacks(LemsDocument *d, const XmlElement *e, const char *attribute)
{
    d->failed = true;
    return xml_lacks(d->session, e, attribute);
}

const XmlText *lems_need(LemsDocument *d, const XmlElement *e, const char *name)
{
    const XmlText *value = xml_need(d->session, e, name);
    d->failed |= !value;
    return value;
}

const Str *lems_name(LemsDocument *d, const XmlElement *e, const char *attribute)
{
    return xml_intern(d->session, xml_attribute(e, attribute));
}

/* ---- includes ---- */
static const char *readable(LemsDocument *d, const char *folder, size_t len, const char *name)
{
    const char *path = arena_printf(d->session->arena, "%.*s%s", (int)len, folder, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

/* False where the file was noted before. */
static bool note_file(LemsDocument *d, const char *path)
{
    char *real = realpath(path, NULL);
    const Str *key = str_from(d->session->strings, real ? real : path);
    free(real);
    const bool fresh = !map_has(&d->files, key);
    map_set(&d->files, key, (void *)key);
    return fresh;
}

/* Beside the document, unless that one came with the compiler, then in the folders of -I. */
static const char *find_file(LemsDocument *d, const char *wanted, Span at)
{
    SourcePlace place;
    const char *found = NULL;
    if (sources_place(d->session->sources, at.lo, &place) && !map_has(&d->library, place.file)) {
        const char *slash = strrchr(place.file->name, '/');
        found = readable(d, place.file->name, slash ? (size_t)(slash + 1 - place.file->name) : 0,
                         wanted);
    }
    for (size_t i = 0; !found && i < d->options->n_folders; i++) {
        const char *folder = arena_printf(d->session->arena, "%s/", d->options->folders[i]);
        found = readable(d, folder, strlen(folder), wanted);
    }
    return found;
}

static const SourceFile *core_types(const LemsDocument *d, const char *name)
{
    const LemsOptions *o = d->options;
    return o->library ? o->library(o->context, name) : NULL;
}

static const SourceFile *open_from_library(LemsDocument *d, const char *wanted, Span at)
{
    const SourceFile *file = core_types(d, wanted);
    if (file) {
        map_set(&d->library, file, (void *)file);
        return file;
    }
    const char *slash = strrchr(wanted, '/');
    d->missing = true;
    Diag *g = lems_complain(d, DIAG_NNC0904, at, "there is no file '%s'", wanted);
    if (slash && core_types(d, slash + 1))
        diag_help(d->session->diags, g, "core types of NeuroML2 are included by their name: '%s'",
                  slash + 1);
    else
        xml_help_missing(d->session, g, at, wanted);
    return NULL;
}

static void read_text(LemsDocument *d, const SourceFile *file);

static bool is_hdf5(const char *path)
{
    const size_t n = strlen(path);
    return n > 3 && !strcmp(path + n - 3, ".h5");
}

static void read_hdf5(LemsDocument *d, const char *path, Span at)
{
    LemsHdf5 parts;
    d->failed |= !lems_read_hdf5(d->session, path, at, &parts);
    read_text(d, parts.rest);
    read_text(d, parts.network);
}

/* NULL: it has been read, or there is none, which has a diagnostic. */
static const SourceFile *open_file(LemsDocument *d, const XmlText *name, Span at)
{
    const char *wanted = arena_strndup(d->session->arena, name->s, name->len), *error = NULL;
    const char *path = find_file(d, wanted, at);
    const XmlFolders folders = {d->home, d->options->folders, d->options->n_folders};
    if (!path && xml_leaves_folder(wanted) && access(wanted, F_OK)) {
        d->missing = true;
        Diag *g = lems_complain(d, DIAG_NNC0904, name->span, "there is no file '%s'", wanted);
        xml_help_missing(d->session, g, name->span, wanted);
        return NULL;
    }
    if (path ? !xml_is_permitted(d->session->arena, wanted, path, &folders)
             : xml_leaves_folder(wanted)) {
        d->missing = true;
        Diag *g = lems_complain(d, DIAG_NNC0904, name->span,
                                "the path leaves the folder of the document");
        xml_help_permit(d->session, g, name->span, wanted);
        return NULL;
    }
    if (!note_file(d, path ? path : arena_printf(d->session->arena, "<%s>", wanted)))
        return NULL;
    if (!path)
        return open_from_library(d, wanted, name->span);
    if (is_hdf5(path)) {
        read_hdf5(d, path, name->span);
        return NULL;
    }
    const SourceFile *file = sources_load(d->session->sources, path, &error);
    if (!file)
        lems_complain(d, DIAG_NNC0904, name->span, "%s", error);
    return file;
}

static void read_root(LemsDocument *d, const XmlElement *root);

/* Children of components may be packed: others are walked in many places. */
static bool packs(const XmlElement *parent)
{
    const XmlElement *e = parent;
    if (!e->parent) /* what the root declares */
        return false;
    while (e && !str_is(e->tag, "ComponentType"))
        e = e->parent;
    return !e;
}

/* Version 1 of NeuroML, in whole or one of its parts: by the namespaces of its levels, or by roots that nothing else has. */
static bool is_first_version(const XmlElement *root)
{
    static const char place[] = "http://morphml.org/";
    static const char *const roots[] = {"channelml", "morphml", "networkml", "biophysics"};
    const XmlText *space = xml_attribute(root, "xmlns");
    if (space)
        return space->len >= sizeof place - 1 && !memcmp(space->s, place, sizeof place - 1);
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (str_is(root->tag, roots[i]))
            return true;
    return false;
}

static bool is_understood(LemsDocument *d, const XmlElement *root)
{
    if (!is_first_version(root))
        return true;
    Diag *g = lems_complain(d, DIAG_NNC0903, root->span,
                            "this is a document of NeuroML 1, which is another language");
    diag_help(d->session->diags, g,
              str_is(root->tag, "channelml")
                  ? "pynml-channelml2nml of pyNeuroML makes a channel of NeuroML2 of it"
                  : "neuroConstruct reads it and writes NeuroML2");
    return false;
}

/* NULL: nothing. */
static void read_text(LemsDocument *d, const SourceFile *file)
{
    const XmlElement *root = file ? xml_read_packed(d->session, file, packs) : NULL;
    d->failed |= file && !root;
    if (root && is_understood(d, root))
        read_root(d, root);
}

static void include_named(LemsDocument *d, const XmlText *name, Span at)
{
    if (d->includes == INCLUDES_MAX) {
        lems_complain(d, DIAG_NNC0501, name->span, "files include each other more than %d deep",
                      INCLUDES_MAX);
        return;
    }
    d->includes++;
    read_text(d, open_file(d, name, at));
    d->includes--;
}

static void include(LemsDocument *d, const XmlElement *e)
{
    static const char *const attributes[] = {"file", "href", "url"};
    const XmlText *name = NULL;
    for (int i = 0; !name && i < 3; i++)
        name = xml_attribute(e, attributes[i]);
    if (!name) {
        lems_complain(d, DIAG_NNC0903, e->span, "<%s> names no file", e->tag->s);
        return;
    }
    include_named(d, name, e->span);
}

/* ---- declarations ---- */
static void set_target(LemsDocument *d, const XmlElement *e)
{
    d->target = e;
}

static void add_constant(LemsDocument *d, const XmlElement *e)
{
    const Str *name = lems_name(d, e, "name");
    const XmlElement *first = name ? map_get(&d->constants, name) : NULL;
    if (first && (lems_name(d, first, "value") != lems_name(d, e, "value") ||
                  lems_name(d, first, "dimension") != lems_name(d, e, "dimension"))) {
        Diag *g = lems_complain(d, DIAG_NNC0301, e->span,
                                "the constant '%s' is declared twice, with two values", name->s);
        diag_note(d->session->diags, g, first->span, "first here");
    } else if (name) {
        map_set(&d->constants, name, (void *)e);
    }
}

/* They may stand in any order and behind their use. */
static void add_measure(LemsDocument *d, const XmlElement *e)
{
    VEC_PUSH(d->session->arena, &d->measures, e);
}

static void ignore(LemsDocument *d, const XmlElement *e)
{
    (void)d, (void)e;
}

static const struct {
    const char *tag;
    void (*read)(LemsDocument *d, const XmlElement *e);
} declarations[] = {
    {"Include", include},
    {"include", include},
    {"Target", set_target},
    {"Dimension", add_measure},
    {"Unit", add_measure},
    {"Constant", add_constant},
    {"ComponentType", lems_add_type},
    {"Assertion", ignore},
    {"notes", ignore},
    {"annotation", ignore},
    {"property", ignore},
};

/* Any other element is a component, whose type has the name of its tag. They are read once all types are known. */
static void read_root(LemsDocument *d, const XmlElement *root)
{
    for (const XmlElement *e = root->first; e; e = e->next) {
        size_t i = 0;
        const size_t n = sizeof declarations / sizeof *declarations;
        while (i < n && !str_is(e->tag, declarations[i].tag))
            i++;
        if (i < n)
            declarations[i].read(d, e);
        else
            VEC_PUSH(d->session->arena, &d->loose, e);
    }
}

/* A document of NeuroML2 has the core types, whether or not it says so. */
static void include_core_types(LemsDocument *d, Span at)
{
    static const char *const names[] = {"NeuroML2CoreTypes.xml", "PyNN.xml"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const XmlText text = {names[i], (uint32_t)strlen(names[i]), at};
        include_named(d, &text, at);
    }
}

static bool read_main(LemsDocument *d, const SourceFile *file)
{
    static const char *const roots[] = {"Lems", "neuroml"};
    const Span at = {file->base, file->base};
    if (is_hdf5(file->name)) {
        read_hdf5(d, file->name, at);
        include_core_types(d, at);
        return !d->failed;
    }
    const XmlElement *root = xml_read_packed(d->session, file, packs);
    if (!root)
        return false;
    if (!is_understood(d, root))
        return false;
    if (!str_is(root->tag, roots[0]) && !str_is(root->tag, roots[1])) {
        lems_complain(d, DIAG_NNC0903, root->span, "<%s> is no document of LEMS or NeuroML2",
                      root->tag->s);
        return false;
    }
    note_file(d, file->name);
    if (!map_has(&d->library, file))
        d->home = xml_folder_of(d->session->arena, file->name);
    read_root(d, root);
    if (str_is(root->tag, roots[1]))
        include_core_types(d, root->span);
    return true;
}

bool lems_read(LemsDocument *d, const SourceFile *file)
{
    if (!read_main(d, file) || d->missing)
        return false;
    lems_read_measures(d);
    for (uint32_t i = 0; i < d->loose.n; i++)
        lems_add_component(d, d->loose.v[i], NULL);
    lems_find_prototypes(d);
    lems_check_types(d);
    return !d->failed;
}
