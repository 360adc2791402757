/* Reads single elements again from the text of a document that has been found well-formed. */
#include "frontend/xml/packed.h"

#include <string.h>

enum { ATTRIBUTES_MAX = 32, LEVELS_MAX = 2 };

typedef struct Rereader {
    Session *s;
    Arena *a;
    const SourceFile *file;
    const char *at, *end;
} Rereader;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(Rereader *r)
{
    while (r->at < r->end && is_blank(*r->at))
        r->at++;
}

static bool takes(Rereader *r, const char *word)
{
    const size_t n = strlen(word);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
        return false;
    r->at += n;
    return true;
}

static Span span_between(const Rereader *r, const char *lo, const char *hi)
{
    return (Span){r->file->base + (uint32_t)(lo - r->file->text),
                  r->file->base + (uint32_t)(hi - r->file->text)};
}

/* A name without a prefix; NULL for others. */
static const Str *read_name(Rereader *r)
{
    const char *start = r->at;
    while (r->at < r->end && !is_blank(*r->at) && !strchr("=/><\"':", *r->at))
        r->at++;
    return r->at > start && r->at < r->end && *r->at != ':'
               ? str_intern(r->s->strings, start, (size_t)(r->at - start))
               : NULL;
}

static bool read_attribute(Rereader *r, XmlAttribute *out)
{
    out->name = read_name(r);
    skip_blanks(r);
    if (!out->name || !takes(r, "="))
        return false;
    skip_blanks(r);
    const char quote = r->at < r->end ? *r->at++ : 0;
    const char *start = r->at;
    r->at = quote == '"' || quote == '\'' ? memchr(start, quote, (size_t)(r->end - start)) : NULL;
    if (!r->at)
        return false;
    out->value = (XmlText){start, (uint32_t)(r->at - start), span_between(r, start, r->at)};
    r->at++;
    return true;
}

static XmlElement *read_element(Rereader *r, XmlElement *parent, unsigned level);

/* Up to the closing tag. */
static bool read_children(Rereader *r, XmlElement *e, unsigned level)
{
    XmlElement *last = NULL;
    for (skip_blanks(r); !takes(r, "</"); skip_blanks(r)) {
        XmlElement *child = level < LEVELS_MAX ? read_element(r, e, level + 1) : NULL;
        if (!child)
            return false;
        if (last)
            last->next = child;
        else
            e->first = child;
        last = child;
    }
    const bool closed = read_name(r) == e->tag;
    skip_blanks(r);
    return closed && takes(r, ">");
}

static XmlElement *read_element(Rereader *r, XmlElement *parent, unsigned level)
{
    XmlAttribute found[ATTRIBUTES_MAX];
    const char *start = r->at;
    uint32_t n = 0;
    const Str *tag = takes(r, "<") ? read_name(r) : NULL;
    bool empty = false;
    if (!tag)
        return NULL;
    for (skip_blanks(r); !(empty = takes(r, "/>")) && !takes(r, ">"); skip_blanks(r))
        if (n == ATTRIBUTES_MAX || !read_attribute(r, &found[n++]))
            return NULL;
    XmlElement *e = ARENA_NEW(r->a, XmlElement);
    *e = (XmlElement){
        .tag = tag, .span = span_between(r, start, r->at), .n_attributes = n, .parent = parent};
    XmlAttribute *attributes = ARENA_ARRAY(r->a, XmlAttribute, n);
    memcpy(attributes, found, n * sizeof *found);
    e->attributes = attributes;
    return empty || read_children(r, e, level) ? e : NULL;
}

XmlElement *xml_reread(Session *s, Arena *a, const SourceFile *file, uint32_t at)
{
    Rereader r = {s, a, file, file->text + at, file->text + file->len};
    return read_element(&r, NULL, 1);
}

static bool is_same(const XmlElement *a, const XmlElement *b)
{
    if (a->tag != b->tag || a->n_attributes != b->n_attributes || a->text.len || a->foreign)
        return false;
    for (uint32_t i = 0; i < a->n_attributes; i++) {
        const XmlAttribute *x = &a->attributes[i], *y = &b->attributes[i];
        if (x->name != y->name || x->value.s != y->value.s || x->value.len != y->value.len)
            return false;
    }
    const XmlElement *x = a->first, *y = b->first;
    for (; x && y && is_same(x, y); x = x->next)
        y = y->next;
    return !x && !y;
}

bool xml_can_pack(Session *s, const SourceFile *file, const XmlElement *e)
{
    const ArenaMark mark = arena_mark(s->scratch);
    const XmlElement *again = xml_reread(s, s->scratch, file, e->span.lo - file->base);
    const bool same = again && is_same(e, again);
    arena_reset(s->scratch, mark);
    return same;
}

uint32_t xml_packed(const XmlElement *e)
{
    return e->run ? e->run->at.n : 0;
}

uint32_t xml_packed_at(const XmlElement *e, uint32_t i)
{
    return e->run->file->base + e->run->at.v[i];
}

XmlElement *xml_unpack(Session *s, Arena *a, const XmlElement *e, uint32_t i)
{
    XmlElement *one = xml_reread(s, a, e->run->file, e->run->at.v[i]);
    one->parent = e->parent;
    return one;
}

/* The tree is ours; to readers it is constant. */
void xml_unpack_siblings(Session *s, const XmlElement *e)
{
    const XmlRun *run = e->run;
    XmlElement *last = (XmlElement *)e;
    last->run = NULL;
    for (uint32_t i = 0; run && i < run->at.n; i++) {
        XmlElement *one = xml_reread(s, s->arena, run->file, run->at.v[i]);
        one->parent = e->parent;
        one->next = last->next;
        last->next = one;
        last = one;
    }
}

void xml_unpack_inside(Session *s, const XmlElement *e)
{
    for (const XmlElement *child = e->first; child; child = child->next) {
        xml_unpack_siblings(s, child);
        xml_unpack_inside(s, child);
    }
}
