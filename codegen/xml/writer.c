/* Writes XML by way of an emitter, which indents. */
#include "codegen/xml/writer.h"

#include <string.h>

void xml_writer_start(XmlWriter *w, Arena *a, Emitter *out)
{
    *w = (XmlWriter){.arena = a, .out = out};
    emit(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

/* ---- characters ---- */
/* Bytes of the character of UTF-8 at s that a document may hold; 0: it may not. */
static size_t character(const unsigned char *s)
{
    static const struct {
        unsigned char mask, lead;
        unsigned least; /* a smaller number has a shorter form */
        size_t n;
    } forms[] = {{0x80, 0x00, 0, 1},
                 {0xE0, 0xC0, 0x80, 2},
                 {0xF0, 0xE0, 0x800, 3},
                 {0xF8, 0xF0, 0x10000, 4}};
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        if ((*s & forms[f].mask) != forms[f].lead)
            continue;
        unsigned code = *s & (unsigned char)~forms[f].mask;
        for (size_t i = 1; i < forms[f].n; i++) {
            if ((s[i] & 0xC0) != 0x80)
                return 0;
            code = code << 6 | (s[i] & 0x3F);
        }
        const bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
        const bool surrogate = (code >= 0xD800 && code < 0xE000) || code == 0xFFFE ||
                               code == 0xFFFF || code > 0x10FFFF;
        return control || surrogate || code < forms[f].least ? 0 : forms[f].n;
    }
    return 0;
}

static const char *escape_of(char c)
{
    static const struct {
        char c;
        const char *text;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"},   {'>', "&gt;"},  {'"', "&quot;"},
                   {'\t', "&#9;"}, {'\n', "&#10;"}, {'\r', "&#13;"}};
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (escapes[i].c == c)
            return escapes[i].text;
    return NULL;
}

static void write_escaped(XmlWriter *w, const char *s)
{
    while (*s) {
        const size_t n = character((const unsigned char *)s);
        const char *escape = escape_of(*s);
        if (escape)
            emit(w->out, "%s", escape);
        else if (n)
            emit(w->out, "%.*s", (int)n, s);
        else
            emit(w->out, "\xEF\xBF\xBD");
        s += n ? n : 1;
    }
}

/* ---- elements ---- */
static void end_tag(XmlWriter *w)
{
    if (w->in_tag)
        emit_open(w->out, ">");
    w->in_tag = false;
}

void xml_writer_open(XmlWriter *w, const char *tag)
{
    end_tag(w);
    emit(w->out, "<%s", tag);
    VEC_PUSH(w->arena, &w->tags, tag);
    w->in_tag = true;
}

void xml_writer_attribute(XmlWriter *w, const char *name, const char *value)
{
    emit(w->out, " %s=\"", name);
    write_escaped(w, value);
    emit(w->out, "\"");
}

void xml_writer_close(XmlWriter *w)
{
    const char *tag = VEC_LAST(&w->tags);
    w->tags.n--;
    if (w->in_tag)
        emit(w->out, "/>\n");
    else
        emit_close(w->out, "</%s>", tag);
    w->in_tag = false;
}

void xml_writer_close_text(XmlWriter *w, const char *text)
{
    const char *tag = VEC_LAST(&w->tags);
    w->tags.n--;
    emit(w->out, ">");
    write_escaped(w, text);
    emit(w->out, "</%s>\n", tag);
    w->in_tag = false;
}

void xml_writer_text_element(XmlWriter *w, const char *tag, const char *text)
{
    xml_writer_open(w, tag);
    xml_writer_close_text(w, text);
}

void xml_writer_gap(XmlWriter *w)
{
    end_tag(w);
    emit(w->out, "\n");
}
