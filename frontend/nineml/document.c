/* Files of NineML: each is read once, its elements are read when they are first asked for. */
#define _XOPEN_SOURCE 700
#include "frontend/nineml/document.h"
#include "frontend/nineml/version.h"
#include "frontend/xml/path.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_MAX = 100 };

/* ---- messages ---- */
Diag *nml_complain(NmlDocuments *all, DiagCode code, Span at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    Diag *g = xml_complain(all->session, code, at, format, ap);
    va_end(ap);
    all->failed = true;
    return g;
}

void nml_warn(NmlDocuments *all, DiagCode code, Span at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    xml_complain(all->session, code, at, format, ap);
    va_end(ap);
}

bool nml_first_missed(NmlDocuments *all, const char *where, const Str *name)
{
    const Str *key = str_format(all->session->strings, "%s %s", where, name->s);
    const bool known = map_has(&all->missed, key);
    map_set(&all->missed, key, all);
    return !known;
}

const XmlText *nml_need(NmlDocuments *all, const XmlElement *e, const char *attribute)
{
    const XmlText *value = xml_need(all->session, e, attribute);
    all->failed |= !value;
    return value;
}

/* A letter, then letters, digits and _: dots, blanks and the like have a meaning in paths. */
static bool is_identifier(const XmlText *t)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    const char *s = t->s;
    for (uint32_t i = 0; i < t->len; i++)
        if (!strchr(first, s[i]) && (i == 0 || !strchr("0123456789", s[i])))
            return false;
    return t->len > 0 && !memchr(s, 0, t->len);
}

const Str *nml_name(NmlDocuments *all, const XmlElement *e, const char *attribute)
{
    const XmlText *t = nml_need(all, e, attribute);
    if (!t)
        return NULL;
    const Str *name = xml_intern(all->session, t);
    if (is_identifier(t))
        return name;
    Diag *g = nml_complain(all, DIAG_NNC0903, t->span, "'%s' is no name", name->s);
    diag_help(all->session->diags, g, "names have letters, digits and _, and begin with no digit");
    return NULL;
}

bool nml_is_metadata(const XmlElement *e)
{
    return e->foreign || str_is(e->tag, "Annotations");
}

bool nml_enter(NmlDocuments *all, Span at)
{
    if (all->depth < DEPTH_MAX) {
        all->depth++;
        return true;
    }
    nml_complain(all, DIAG_NNC0501, at, "definitions refer to each other more than %d deep",
                 DEPTH_MAX);
    return false;
}

void nml_leave(NmlDocuments *all)
{
    all->depth--;
}

const Str *nml_definition(NmlDocuments *all, const char *name)
{
    map_set(&all->asked, str_from(all->session->strings, name), all);
    for (size_t i = 0; i < all->options->n_definitions; i++)
        if (!strcmp(all->options->definitions[i].name, name))
            return str_from(all->session->strings, all->options->definitions[i].value);
    return NULL;
}

bool nml_check_definitions(NmlDocuments *all)
{
    for (size_t i = 0; i < all->options->n_definitions; i++) {
        const char *name = all->options->definitions[i].name;
        if (map_has(&all->asked, str_from(all->session->strings, name)))
            continue;
        Diag *g = nml_complain(all, DIAG_NNC0707, NOWHERE,
                               "the document leaves no '%s' open that -D could set", name);
        StrNearest near = str_nearest_start(name);
        for (uint32_t k = 0; k < all->asked.n; k++)
            str_nearest_offer(&near, ((const Str *)all->asked.entries[k].key)->s);
        if (near.best)
            diag_help(all->session->diags, g, "did you mean '%s'?", near.best);
    }
    return !all->failed;
}

/* ---- files ---- */
static void add_declared(NmlFile *f, Map *map, const XmlElement *e, const char *attribute)
{
    const XmlText *t = nml_need(f->all, e, attribute);
    const Str *name = t ? xml_intern(f->all->session, t) : NULL;
    if (name && map_has(map, name))
        nml_complain(f->all, DIAG_NNC0301, e->span, "'%s' is declared twice", name->s);
    else if (name)
        map_set(map, name, (void *)e);
}

static void add_entry(NmlFile *f, const XmlElement *e)
{
    const Str *name = nml_name(f->all, e, "name");
    const NmlEntry *other = name ? map_get(&f->entries, name) : NULL;
    if (other) {
        Diag *g = nml_complain(f->all, DIAG_NNC0301, e->span, "'%s' is declared twice", name->s);
        diag_note(f->all->session->diags, g, other->element->span, "first declared here");
        return;
    }
    const XmlText *given = xml_attribute(e, "name");
    if (!name && given) /* who refers to it has nothing to add */
        nml_first_missed(f->all, f->source->name, xml_intern(f->all->session, given));
    if (!name)
        return;
    NmlEntry *entry = ARENA_NEW(f->all->session->arena, NmlEntry);
    *entry = (NmlEntry){.name = name, .element = e};
    map_set(&f->entries, name, entry);
}

/* Members of a network may stand in it. */
static void read_top(NmlFile *f, const XmlElement *parent)
{
    for (const XmlElement *e = parent->first; e; e = e->next) {
        const NmlTagKind kind = nml_tag_kind(f->version, e->tag);
        if (nml_is_metadata(e) || (parent != f->root && str_is(e->tag, "Reference")))
            continue;
        if (kind == NML_TAG_DIMENSION) {
            add_declared(f, &f->dimensions, e, "name");
        } else if (kind == NML_TAG_UNIT) {
            add_declared(f, &f->units, e, "symbol");
        } else {
            add_entry(f, e);
            if (kind == NML_TAG_NETWORK)
                read_top(f, e);
        }
    }
}

static const Str *real_path(NmlDocuments *all, const char *path)
{
    char *real = realpath(path, NULL);
    const Str *key = str_from(all->session->strings, real ? real : path);
    free(real);
    return key;
}

NmlFile *nml_open(NmlDocuments *all, const SourceFile *source)
{
    const XmlElement *root = xml_read(all->session, source);
    if (!root) {
        all->failed = true;
        return NULL;
    }
    if (!all->home)
        all->home = xml_folder_of(all->session->arena, source->name);
    const NmlVersion *version = nml_version(xml_attribute(root, "xmlns"));
    if (!str_is(root->tag, "NineML") || !version) {
        Diag *g =
            nml_complain(all, DIAG_NNC0920, root->span, "this is no document of NineML 1.0 or 2.0");
        diag_help(
            all->session->diags, g,
            "its root is <NineML xmlns=\"http://nineml.net/9ML/1.0\"> or .../2.0; drafts before "
            "those have other elements");
        return NULL;
    }
    NmlFile *f = ARENA_NEW(all->session->arena, NmlFile);
    *f = (NmlFile){.all = all, .source = source, .root = root, .version = version};
    map_init(&f->dimensions, all->session->arena);
    map_init(&f->units, all->session->arena);
    map_init(&f->entries, all->session->arena);
    map_set(&all->files, real_path(all, source->name), f);
    f->shaped = nml_is_shaped(f);
    if (f->shaped)
        read_top(f, root);
    return f->shaped ? f : NULL;
}

/* Beside the file that names it, else in the folders of -I. */
static const char *find_file(const NmlFile *from, const char *wanted)
{
    Arena *a = from->all->session->arena;
    const char *name = from->source->name, *slash = strrchr(name, '/');
    const int folder = *wanted == '/' || !slash ? 0 : (int)(slash + 1 - name);
    const char *beside = arena_printf(a, "%.*s%s", folder, name, wanted), *path = beside;
    const ElabOptions *o = from->all->options;
    for (size_t i = 0; access(path, R_OK) != 0; i++) {
        if (i == o->n_folders)
            return beside;
        path = arena_printf(a, "%s/%s", o->folders[i], wanted);
    }
    return path;
}

/* The path of a relative url; NULL after a diagnostic. Nothing is fetched. */
static const char *path_of(const NmlFile *from, const XmlText *url)
{
    NmlDocuments *all = from->all;
    const char *wanted = arena_strndup(all->session->arena, url->s, url->len);
    if (strchr(wanted, ':')) {
        Diag *g = nml_complain(all, DIAG_NNC0904, url->span, "documents are not fetched");
        diag_help(all->session->diags, g, "save it, and name the file");
        return NULL;
    }
    const char *path = find_file(from, wanted);
    if (access(path, F_OK)) {
        Diag *g = nml_complain(all, DIAG_NNC0904, url->span, "there is no file '%s'", wanted);
        xml_help_missing(all->session, g, url->span, wanted);
        return NULL;
    }
    const XmlFolders folders = {all->home, all->options->folders, all->options->n_folders};
    if (xml_is_permitted(all->session->arena, wanted, path, &folders))
        return path;
    Diag *g =
        nml_complain(all, DIAG_NNC0904, url->span, "the path leaves the folder of the document");
    xml_help_permit(all->session, g, url->span, wanted);
    return NULL;
}

static const SourceFile *load(NmlDocuments *all, const char *path, Span at)
{
    const char *error = NULL;
    const SourceFile *source = sources_load(all->session->sources, path, &error);
    if (!source)
        nml_complain(all, DIAG_NNC0904, at, "%s", error);
    return source;
}

const SourceFile *nml_load_url(const NmlFile *from, const XmlText *url)
{
    const char *path = path_of(from, url);
    return path ? load(from->all, path, url->span) : NULL;
}

NmlFile *nml_open_url(const NmlFile *from, const XmlText *url)
{
    NmlDocuments *all = from->all;
    const char *path = path_of(from, url);
    NmlFile *known = path ? map_get(&all->files, real_path(all, path)) : NULL;
    if (known || !path)
        return known && known->shaped ? known : NULL;
    const SourceFile *source = load(all, path, url->span);
    return source ? nml_open(all, source) : NULL;
}

/* What refers to it, and is being read, is not what was meant. */
static NmlEntry *find_entry(const NmlFile *f, const Str *name, bool here, Span at)
{
    NmlEntry *entry = map_get(&f->entries, name);
    if (entry || !nml_first_missed(f->all, f->source->name, name))
        return entry;
    Diag *g = nml_complain(f->all, DIAG_NNC0921, at, "there is no '%s' in '%s'", name->s,
                           f->source->name);
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < f->entries.n; i++)
        if (((const NmlEntry *)f->entries.entries[i].value)->status != NML_OPEN)
            str_nearest_offer(&near, ((const Str *)f->entries.entries[i].key)->s);
    if (near.best)
        diag_did_you_mean(f->all->session->diags, g, name->s, near.best);
    else if (here)
        diag_help(f->all->session->diags, g,
                  "what stands in another file has an url=\"FILE\", too");
    return NULL;
}

NmlEntry *nml_refer(const NmlFile *f, const XmlElement *e, const NmlFile **owner)
{
    const XmlText *name = nml_reference(f, e), *url = xml_attribute(e, "url");
    *owner = url ? nml_open_url(f, url) : f;
    return *owner && name ? find_entry(*owner, xml_intern(f->all->session, name), !url, name->span)
                          : NULL;
}

bool nml_begin(const NmlFile *f, NmlEntry *entry, const char *what)
{
    if (entry->status == NML_OPEN)
        nml_complain(f->all, DIAG_NNC0921, entry->element->span, "the %s '%s' refers to itself",
                     what, entry->name->s);
    if (entry->status != NML_RAW)
        return false;
    entry->status = NML_OPEN;
    return true;
}

void *nml_end(NmlEntry *entry, const void *what)
{
    entry->what = (void *)what;
    entry->status = what ? NML_DONE : NML_WRONG;
    return entry->what;
}

/* ---- which documents are ours ---- */
/* The place of the first element's name, in any encoding that has ASCII in it; NULL: there is none. */
static const char *first_element(const char *s, const char *end)
{
    while (s < end) {
        const bool comment = end - s > 4 && !memcmp(s, "<!--", 4);
        if (*s == '<' && !comment && !strchr("!?", s[1] ? s[1] : s[2]))
            return s + 1;
        const char *next = comment ? strstr(s, "-->") : NULL;
        s = next ? next + 3 : s + 1;
    }
    return NULL;
}

/* Drafts wrote <nineml>: they are ours to refuse. */
bool nineml_is_document(const SourceFile *file)
{
    static const char wanted[] = "nineml";
    const char *end = file->text + file->len, *s = first_element(file->text, end);
    size_t n = 0; /* letters that agree, behind a prefix */
    for (; s && s < end && (!*s || !strchr(" >/\t\r\n", *s)); s++)
        if (*s == ':')
            n = 0;
        else if (*s)
            n = n < sizeof wanted - 1 && tolower((unsigned char)*s) == wanted[n] ? n + 1
                                                                                 : sizeof wanted;
    return n == sizeof wanted - 1;
}
