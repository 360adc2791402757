/* What a document says of its components and parameters for people. */
#include "frontend/lems/model.h"

#include <ctype.h>

/* On one line, whatever the layout of the document. */
const char *lems_words(const LemsDocument *d, const XmlText *text)
{
    if (!text || !text->len)
        return NULL;
    char *words = arena_alloc(d->session->arena, text->len + 1), *out = words;
    for (uint32_t i = 0; i < text->len; i++) {
        const bool blank = isspace((unsigned char)text->s[i]);
        if (!blank)
            *out++ = text->s[i];
        else if (out > words && out[-1] != ' ')
            *out++ = ' ';
    }
    *out = '\0';
    return *words ? words : NULL;
}

/* Its type, where its tag does not say it, and its notes or what the type says. */
const char *lems_description(const LemsDocument *d, const LemsComponent *c)
{
    const XmlElement *notes = xml_first(c->element, "notes");
    const XmlText *text = notes ? &notes->text : xml_attribute(c->type->element, "description");
    const char *words = lems_words(d, text);
    if (c->type->name == c->role)
        return words;
    return words ? arena_printf(d->session->arena, "%s: %s", c->type->name->s, words)
                 : c->type->name->s;
}
