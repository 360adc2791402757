/* What readers of documents say. */
#include "frontend/xml/xml.h"

Diag *xml_complain(Session *s, DiagCode code, Span at, const char *format, va_list ap)
{
    return diag(s->diags, code, at, "%s", arena_vprintf(s->arena, format, ap));
}

Diag *xml_lacks(Session *s, const XmlElement *e, const char *attribute)
{
    return diag(s->diags, DIAG_NNC0903, e->span, "<%s> needs the attribute '%s'", e->tag->s,
                attribute);
}

const XmlText *xml_need(Session *s, const XmlElement *e, const char *attribute)
{
    const XmlText *value = xml_attribute(e, attribute);
    if (!value)
        xml_lacks(s, e, attribute);
    return value;
}
