/* The tree of a document, from the events of libxml2's SAX2 parser. */
#include "frontend/xml/xml.h"

#include "frontend/xml/encoding.h"
#include "frontend/xml/library.h"
#include "frontend/xml/packed.h"
#include "ir/base/map.h"
#include "ir/base/vec.h"

#include <string.h>

enum { UNPACKED = 64 }; /* children of a run that stay as they are */

typedef struct Open {           /* an element that has begun */
    XmlElement *element, *last; /* and its last child */
    uint32_t room;              /* bytes of the copy of its text; 0: a slice of the file */
    uint32_t alike;             /* its last children with one tag */
} Open;

typedef struct Reader {
    Session *session;
    XmlLibrary lib;
    const SourceFile *file;
    xmlParserCtxtPtr parser;
    Map names; /* of the parser's dictionary -> Str */
    XmlElement *root;
    const xmlChar *namespace; /* of the root */
    VEC(Open) open;
    XmlPacks *packs;   /* NULL: nothing is packed */
    XmlElement *spare; /* elements that have been packed, to be used again; linked by `next` */
    bool failed;
} Reader;

static Span span_of(const Reader *r, size_t lo, size_t hi)
{
    return (Span){r->file->base + (uint32_t)lo, r->file->base + (uint32_t)hi};
}

/* Bytes of the document before what the parser points to. */
static size_t offset_of(const Reader *r, const xmlChar *at)
{
    return r->parser->input->consumed + (size_t)(at - r->parser->input->base);
}

static void stop(Reader *r)
{
    r->failed = true;
    r->lib.xmlStopParser(r->parser);
}

static const Str *name_of(Reader *r, const xmlChar *name)
{
    const Str *known = map_get(&r->names, name);
    if (!known) {
        known = str_from(r->session->strings, (const char *)name);
        map_set(&r->names, name, (void *)known);
    }
    return known;
}

/* ---- values ---- */
/* What stands in the file as it is needs no copy; the parser has resolved the rest (`&lt;`, line ends). */
static XmlText slice(Reader *r, const xmlChar *s, size_t len, Span near)
{
    const xmlParserInput *in = r->parser->input;
    if (s >= in->base && s + len <= in->end) {
        const size_t lo = offset_of(r, s);
        if (lo + len <= r->file->len && !memcmp(r->file->text + lo, s, len))
            return (XmlText){r->file->text + lo, (uint32_t)len, span_of(r, lo, lo + len)};
    }
    return (XmlText){arena_strndup(r->session->arena, (const char *)s, len), (uint32_t)len, near};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void trim_start(XmlText *t)
{
    const bool placed = t->span.hi - t->span.lo == t->len;
    for (; t->len && is_blank(t->s[0]); t->s++, t->len--)
        t->span.lo += placed;
}

static void trim_end(XmlText *t)
{
    const bool placed = t->span.hi - t->span.lo == t->len;
    for (; t->len && is_blank(t->s[t->len - 1]); t->len--)
        t->span.hi -= placed;
}

/* ---- elements ---- */
/* In a tag `<` stands at its start alone. */
static Span tag_span(const Reader *r)
{
    const size_t end = offset_of(r, r->parser->input->cur);
    size_t start = end < r->file->len ? end : r->file->len;
    while (start && r->file->text[start] != '<')
        start--;
    return span_of(r, start, end > start ? end : start + 1);
}

static bool too_deep(Reader *r, Span at)
{
    if (r->open.n < XML_DEPTH_MAX)
        return false;
    diag(r->session->diags, DIAG_NNC0501, at, "elements nest more than %d deep", XML_DEPTH_MAX);
    stop(r);
    return true;
}

static bool too_long(Reader *r, size_t len, Span at)
{
    if (len <= XML_VALUE_MAX)
        return false;
    diag(r->session->diags, DIAG_NNC0502, at, "a value of more than %d bytes", XML_VALUE_MAX);
    stop(r);
    return true;
}

/* With room for n attributes. */
static XmlElement *new_element(Reader *r, uint32_t n)
{
    XmlElement *e = r->spare;
    if (e && e->n_attributes == n) {
        XmlAttribute *attributes = (XmlAttribute *)e->attributes;
        r->spare = (XmlElement *)e->next;
        *e = (XmlElement){.attributes = attributes};
        return e;
    }
    e = ARENA_NEW(r->session->arena, XmlElement);
    e->attributes = ARENA_ARRAY(r->session->arena, XmlAttribute, n);
    return e;
}

static void read_attributes(Reader *r, XmlElement *e, int n, const xmlChar **given)
{
    XmlAttribute *all = (XmlAttribute *)e->attributes;
    for (int i = 0; i < n; i++, given += 5) {
        const size_t len = (size_t)(given[4] - given[3]);
        if (too_long(r, len, e->span))
            return;
        all[i] = (XmlAttribute){name_of(r, given[0]), slice(r, given[3], len, e->span)};
    }
    e->n_attributes = (uint32_t)n;
}

static void add_namespace(Reader *r, XmlElement *e, const char *uri)
{
    Arena *a = r->session->arena;
    XmlAttribute *all = ARENA_ARRAY(a, XmlAttribute, e->n_attributes + 1);
    for (uint32_t i = 0; i < e->n_attributes; i++)
        all[i] = e->attributes[i];
    const uint32_t len = (uint32_t)strlen(uri);
    all[e->n_attributes++] = (XmlAttribute){str_from(r->session->strings, "xmlns"),
                                            {arena_strndup(a, uri, len), len, e->span}};
    e->attributes = all;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n, int n_defaulted,
                     const xmlChar **attributes)
{
    (void)prefix, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    Reader *r = context;
    const Span at = tag_span(r);
    if (r->failed || too_deep(r, at))
        return;
    XmlElement *e = new_element(r, (uint32_t)n);
    e->tag = name_of(r, name);
    e->span = at;
    const bool root = !r->root;
    if (root) {
        r->root = e;
        r->namespace = uri;
    }
    e->foreign = uri != r->namespace; /* the dictionary of the parser has each once */
    e->parent = r->open.n ? VEC_LAST(&r->open).element : NULL;
    read_attributes(r, e, n, attributes);
    if (root && uri)
        add_namespace(r, e, (const char *)uri);
    VEC_PUSH(r->session->arena, &r->open, (Open){.element = e});
}

static void give_back(Reader *r, XmlElement *e)
{
    for (const XmlElement *child = e->first, *next; child; child = next) {
        next = child->next;
        give_back(r, (XmlElement *)child);
    }
    e->next = r->spare;
    r->spare = e;
}

static bool pack(Reader *r, Open *parent, XmlElement *e)
{
    if (!r->packs || e->tag != parent->last->tag || ++parent->alike < UNPACKED ||
        !r->packs(parent->element) || !xml_can_pack(r->session, r->file, e))
        return false;
    XmlElement *head = parent->last;
    if (!head->run) {
        head->run = ARENA_NEW(r->session->arena, XmlRun);
        head->run->file = r->file;
    }
    VEC_PUSH(r->session->arena, &head->run->at, e->span.lo - r->file->base);
    give_back(r, e);
    return true;
}

static void hang(Reader *r, XmlElement *e)
{
    Open *parent = &VEC_LAST(&r->open);
    if (!parent->last)
        parent->element->first = e;
    else if (pack(r, parent, e))
        return;
    else {
        if (e->tag != parent->last->tag)
            parent->alike = 0;
        parent->last->next = e;
    }
    parent->last = e;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    Reader *r = context;
    if (r->failed || !r->open.n)
        return;
    XmlElement *e = VEC_LAST(&r->open).element;
    trim_end(&e->text);
    if (!e->text.len)
        e->text.span = e->span;
    r->open.n--;
    if (r->open.n)
        hang(r, e);
}

/* Text in pieces, as around entities: a copy that grows by doubling. */
static void append(Reader *r, XmlText *all, const XmlText *more)
{
    uint32_t *room = &VEC_LAST(&r->open).room;
    if (all->len + more->len > *room) {
        const uint32_t wanted = 2 * (all->len + more->len);
        char *copy = arena_alloc(r->session->arena, wanted);
        memcpy(copy, all->s, all->len);
        all->s = copy;
        *room = wanted;
    }
    memcpy((char *)all->s + all->len, more->s, more->len);
    all->len += more->len;
}

static void on_text(void *context, const xmlChar *s, int len)
{
    Reader *r = context;
    if (r->failed || !r->open.n)
        return;
    XmlElement *e = VEC_LAST(&r->open).element;
    XmlText more = slice(r, s, (size_t)len, e->span);
    if (!e->text.len) {
        trim_start(&more);
        e->text = more;
    } else if (too_long(r, (size_t)e->text.len + more.len, e->span)) {
        return;
    } else if (e->text.s + e->text.len == more.s && !VEC_LAST(&r->open).room) {
        e->text.len += more.len;
        e->text.span.hi = more.span.hi;
    } else
        append(r, &e->text, &more);
}

/* ---- what is refused ---- */
static void on_document_type(void *context, const xmlChar *name, const xmlChar *external,
                             const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    Reader *r = context;
    if (r->failed)
        return;
    Diag *g = diag(r->session->diags, DIAG_NNC0902, tag_span(r),
                   "documents with a document type (<!DOCTYPE>) are not read");
    diag_help(r->session->diags, g, "models need none: delete it, with the entities it declares");
    stop(r);
}

/* The parser's words for a document that is not well-formed. */
static void on_error(void *context, xmlErrorPtr error)
{
    Reader *r = context;
    if (r->failed || error->level < XML_ERR_ERROR)
        return;
    size_t at = offset_of(r, r->parser->input->cur);
    at = at < r->file->len ? at : r->file->len;
    const char *words = error->message ? error->message : "it is not well-formed";
    const size_t n = strcspn(words, "\n");
    char *text = arena_strndup(r->session->arena, words, n);
    if (text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z'))
        text[0] = (char)(text[0] - 'A' + 'a');
    diag(r->session->diags, DIAG_NNC0901, span_of(r, at, at), "%s", text);
    stop(r);
}

/* ---- the document ---- */
static xmlParserCtxtPtr new_parser(Reader *r)
{
    xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
                            .startElementNs = on_start,
                            .endElementNs = on_end,
                            .characters = on_text,
                            .cdataBlock = on_text,
                            .internalSubset = on_document_type,
                            .serror = (xmlStructuredErrorFunc)on_error};
    xmlParserCtxtPtr parser = r->lib.xmlCreateMemoryParserCtxt(r->file->text, (int)r->file->len);
    if (!parser)
        return NULL;
    r->lib.xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOCDATA);
    *parser->sax = events;
    parser->userData = r;
    return parser;
}

static const XmlElement *parse(Reader *r)
{
    if (r->file->len == 0 || r->file->len > INT32_MAX || !(r->parser = new_parser(r))) {
        diag(r->session->diags, DIAG_NNC0901, span_of(r, 0, 0),
             r->file->len ? "the document is too large" : "the document is empty");
        return NULL;
    }
    r->lib.xmlParseDocument(r->parser);
    if (!r->failed && !r->parser->wellFormed)
        diag(r->session->diags, DIAG_NNC0901, span_of(r, 0, 0), "it is not well-formed");
    const bool good = !r->failed && r->parser->wellFormed;
    r->lib.xmlFreeParserCtxt(r->parser);
    return good ? r->root : NULL;
}

const XmlElement *xml_read_packed(Session *s, const SourceFile *file, XmlPacks *packs)
{
    const SourceFile *text = xml_as_utf8(s, file);
    if (!text)
        return NULL;
    Reader r = {.session = s, .file = text, .packs = packs};
    map_init(&r.names, s->arena);
    if (!xml_library_load(&r.lib)) {
        Diag *g = diag(s->diags, DIAG_NNC0910, (Span){file->base, file->base},
                       "documents of XML need libxml2, which is not here");
        diag_help(s->diags, g, "install libxml2 (Debian: apt install libxml2)");
        return NULL;
    }
    return parse(&r);
}

const XmlElement *xml_read(Session *s, const SourceFile *file)
{
    return xml_read_packed(s, file, NULL);
}

const XmlText *xml_attribute(const XmlElement *e, const char *name)
{
    for (uint32_t i = 0; i < e->n_attributes; i++)
        if (str_is(e->attributes[i].name, name))
            return &e->attributes[i].value;
    return NULL;
}

const Str *xml_intern(Session *s, const XmlText *text)
{
    return text ? str_intern(s->strings, text->s, text->len) : NULL;
}

bool xml_is(const XmlText *text, const char *word)
{
    return text && text->len == strlen(word) && !memcmp(text->s, word, text->len);
}

static const XmlElement *from_here(const XmlElement *e, const char *tag)
{
    while (e && !str_is(e->tag, tag))
        e = e->next;
    return e;
}

const XmlElement *xml_first(const XmlElement *parent, const char *tag)
{
    return parent ? from_here(parent->first, tag) : NULL;
}

const XmlElement *xml_next(const XmlElement *child, const char *tag)
{
    return child ? from_here(child->next, tag) : NULL;
}
