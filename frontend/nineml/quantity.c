/* Values of properties: single numbers, arrays, arrays in files, random distributions. */
#include "frontend/nineml/version.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef VEC(double) Numbers;

static bool push(const NmlFile *f, Numbers *to, const XmlText *text)
{
    const Str *number = nml_number(f->all, text);
    if (number)
        VEC_PUSH(f->all->session->arena, to, strtod(number->s, NULL));
    return number != NULL;
}

/* ---- arrays in the document ---- */
/* Rows in any order, each place once. */
static bool read_rows(const NmlFile *f, const XmlElement *e, NmlValue *out)
{
    static const char tag[] = "ArrayValueRow";
    uint32_t n = 0;
    for (const XmlElement *row = xml_first(e, tag); row; row = xml_next(row, tag))
        n++;
    double *values = ARENA_ARRAY(f->all->session->arena, double, n + 1);
    bool *given = ARENA_ARRAY(f->all->session->arena, bool, n + 1);
    memset(given, 0, n + 1);
    for (const XmlElement *row = xml_first(e, tag); row; row = xml_next(row, tag)) {
        Numbers index = {0}, value = {0};
        const XmlText *at = nml_need(f->all, row, "index");
        const XmlText *text = xml_attribute(row, "value");
        if (!at || !push(f, &index, at) || !push(f, &value, text ? text : &row->text))
            return false;
        const double i = index.v[0];
        if (!(i >= 0 && i < n && i <= floor(i)) || given[(uint32_t)i]) {
            nml_complain(f->all, DIAG_NNC0926, at->span,
                         "the rows of an array are numbered from 0 to %u, each once", n - 1);
            return false;
        }
        values[(uint32_t)i] = value.v[0];
        given[(uint32_t)i] = true;
    }
    out->numbers = values;
    out->n = n;
    return true;
}

/* ---- arrays in files ---- */
static bool is_text(const XmlText *mime)
{
    static const char *const known[] = {"application/vnd.nineml.valuearray.text",
                                        "application/vnd.nineml.externalarray.text", "text/plain",
                                        "text/csv"};
    bool text = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        text |= xml_is(mime, known[i]);
    return text;
}

static const char blanks[] = " \t,;\r";

/* The place of a column in the header; -1: it has none of that name. */
static int find_column(const char *line, const char *end, const Str *name)
{
    for (int k = 0; line < end; k++) {
        line += strspn(line, blanks);
        const size_t n = strcspn(line, " \t,;\r\n");
        if (n == name->len && !memcmp(line, name->s, n))
            return k;
        line += n;
        if (!n)
            break;
    }
    return -1;
}

/* One number of each line behind the header, or all of a file without one. */
static bool read_lines(const NmlFile *f, const SourceFile *file, int column, bool header,
                       Numbers *out, Span at)
{
    const char *line = file->text;
    for (unsigned row = 1; *line; row++) {
        const size_t len = strcspn(line, "\n");
        const char *s = line, *end = line + len;
        for (int k = 0; s += strspn(s, blanks), k < column && s < end; k++)
            s += strcspn(s, " \t,;\r\n");
        if (!(header && row == 1) && line + strspn(line, blanks) < end) {
            const XmlText text = {s, (uint32_t)strcspn(s, " \t,;\r\n"), at};
            if (!push(f, out, &text))
                return false;
        }
        line = *end ? end + 1 : end;
    }
    return true;
}

static bool read_external(const NmlFile *f, const XmlElement *e, NmlValue *out)
{
    NmlDocuments *all = f->all;
    const XmlText *url = nml_need(all, e, "url"), *mime = xml_attribute(e, "mimeType"),
                  *name = xml_attribute(e, "columnName");
    mime = mime ? mime : xml_attribute(e, "mimetype");
    name = name ? name : xml_attribute(e, "column_name");
    if (!url)
        return false;
    if (mime && !is_text(mime)) {
        nml_complain(all, DIAG_NNC0909, mime->span, "only arrays in files of text can be read");
        return false;
    }
    const SourceFile *file = nml_load_url(f, url);
    if (!file)
        return false;
    const Str *column = xml_intern(all->session, name);
    const char *end = file->text + strcspn(file->text, "\n");
    const int found = column ? find_column(file->text, end, column) : -1;
    const bool header = file->text[strspn(file->text, blanks)] &&
                        !strchr("+-.0123456789", file->text[strspn(file->text, blanks)]);
    if (header && column && found < 0) {
        nml_complain(all, DIAG_NNC0926, name->span, "'%s' has no column '%s'", file->name,
                     column->s);
        return false;
    }
    Numbers numbers = {0};
    if (!read_lines(f, file, found < 0 ? 0 : found, header, &numbers, url->span))
        return false;
    out->numbers = numbers.v;
    out->n = numbers.n;
    return true;
}

/* ---- the whole ---- */
static bool read_single(const NmlFile *f, const XmlElement *e, NmlValue *out)
{
    return (out->number = nml_number(f->all, &e->text)) != NULL;
}

static bool read_random(const NmlFile *f, const XmlElement *e, NmlValue *out)
{
    out->random = nml_component_in(f, e);
    if (out->random && out->random->class_->kind != NML_RANDOM_DISTRIBUTION) {
        nml_complain(f->all, DIAG_NNC0921, e->span, "'%s' is no random distribution",
                     out->random->name->s);
        return false;
    }
    return out->random != NULL;
}

static const struct Form {
    const char *tag;
    NmlValueKind kind;
    bool (*read)(const NmlFile *f, const XmlElement *e, NmlValue *out);
} forms[] = {
    {"SingleValue", NML_SINGLE, read_single},
    {"ArrayValue", NML_ARRAY, read_rows},
    {"ExternalArrayValue", NML_ARRAY, read_external},
    {"RandomDistributionValue", NML_RANDOM, read_random},
    {"RandomValue", NML_RANDOM, read_random},
};

static const struct Form *form_of(const XmlElement *e)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_is(e->tag, forms[i].tag))
            return &forms[i];
    return NULL;
}

bool nml_read_value(const NmlFile *f, const XmlElement *e, NmlValue *out)
{
    const XmlElement *holder = f->version->quantity ? xml_first(e, "Quantity") : e;
    *out = (NmlValue){.span = e->span};
    const XmlText *units = holder ? nml_need(f->all, holder, "units") : NULL;
    if (!holder)
        nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> needs a <Quantity>", e->tag->s);
    if (!units || !(out->unit = nml_unit(f, units)))
        return false;
    const XmlElement *value = NULL;
    for (const XmlElement *s = holder->first; s; s = s->next)
        if (form_of(s) && value) {
            nml_complain(f->all, DIAG_NNC0903, s->span, "<%s> has a second value", e->tag->s);
            return false;
        } else if (form_of(s))
            value = s;
    if (!value) {
        nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> has no value", e->tag->s);
        return false;
    }
    out->kind = form_of(value)->kind;
    out->span = value->span;
    return form_of(value)->read(f, value, out);
}
