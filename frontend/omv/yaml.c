/* Reads YAML by its indentation. What lies outside the subset is an error at its place: block scalars, anchors, tags,
   several documents. */
#include "frontend/omv/yaml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 40 };

typedef struct Reader {
    Session *s;
    const SourceFile *file;
    const char *p; /* what is next */
    int depth;
    bool failed;
} Reader;

static Span span_of(const Reader *r, const char *from, const char *to)
{
    const uint32_t base = r->file->base;
    return (Span){base + (uint32_t)(from - r->file->text), base + (uint32_t)(to - r->file->text)};
}

static void *complain(Reader *r, const char *from, const char *message)
{
    if (!r->failed)
        diag(r->s->diags, DIAG_NNC0916, span_of(r, from, from + (*from && *from != '\n')), "%s",
             message);
    r->failed = true;
    return NULL;
}

static YamlNode *node_new(Reader *r, YamlKind kind, const char *from)
{
    YamlNode *n = ARENA_NEW(r->s->arena, YamlNode);
    *n = (YamlNode){.kind = kind, .at = span_of(r, from, r->p)};
    return n;
}

/* ---- blanks ---- */
static void skip_spaces(Reader *r)
{
    while (*r->p == ' ' || *r->p == '\t' || *r->p == '\r')
        r->p++;
}

/* A comment stands at the start of a line or behind a blank. */
static bool at_comment(const Reader *r)
{
    return *r->p == '#' && (r->p == r->file->text || strchr(" \t\r\n", r->p[-1]));
}

static bool at_line_end(Reader *r)
{
    skip_spaces(r);
    if (at_comment(r))
        r->p += strcspn(r->p, "\n");
    return !*r->p || *r->p == '\n';
}

/* To the start of the next line that says something; its indentation, -1 at the end of the text. */
static int next_line(Reader *r)
{
    for (;;) {
        const char *start = r->p;
        const size_t indent = strspn(r->p, " ");
        r->p += indent;
        if (*r->p == '\t' && !at_line_end(r)) {
            complain(r, start + indent, "indentation is by blanks, not by tabs");
            return -1;
        }
        const bool marker = !indent && !strncmp(r->p, "---", 3);
        r->p += marker ? 3 : 0;
        if (!at_line_end(r)) {
            r->p = start;
            return (int)(indent > 10000 ? 10000 : indent);
        }
        if (!*r->p)
            return -1;
        r->p++;
    }
}

/* Within brackets lines may end anywhere. */
static void skip_flow_blanks(Reader *r)
{
    while (at_line_end(r) && *r->p)
        r->p++;
}

/* ---- scalars ---- */
static YamlNode *read_quoted(Reader *r)
{
    const char *start = r->p, quote = *r->p++;
    char *text = arena_strndup(r->s->arena, r->p, strcspn(r->p, "\n")), *out = text;
    for (; *r->p && *r->p != '\n'; r->p++) {
        const bool twice = quote == '\'' && r->p[0] == quote && r->p[1] == quote;
        const bool escaped = quote == '"' && *r->p == '\\' && r->p[1] && r->p[1] != '\n';
        if (*r->p == quote && !twice) {
            *out = '\0';
            r->p++;
            YamlNode *n = node_new(r, YAML_SCALAR, start);
            n->text = text;
            return n;
        }
        r->p += twice || escaped;
        *out++ = *r->p;
    }
    return complain(r, start, "the quotes are not closed in this line");
}

/* Up to the end of the line, in brackets up to what ends it there. `key`: up to the colon. */
static const char *plain_end(const Reader *r, bool flow, bool key)
{
    const char *p = r->p, *end = p;
    for (; *p && *p != '\n'; p++) {
        if (*p == '#' && p > r->p && (p[-1] == ' ' || p[-1] == '\t'))
            break;
        if (flow && strchr(",[]{}", *p))
            break;
        if (key && *p == ':' && (!p[1] || strchr(" \t\r\n", p[1])))
            break;
        if (!strchr(" \t\r", *p))
            end = p + 1;
    }
    return end;
}

static YamlNode *read_plain(Reader *r, bool flow, bool key)
{
    static const char elsewhere[] = "&*!|>%@`";
    const char *start = r->p, *end = plain_end(r, flow, key);
    if (strchr(elsewhere, *start))
        return complain(r, start, "this form of YAML is not read here");
    r->p = end;
    YamlNode *n = node_new(r, YAML_SCALAR, start);
    n->text = arena_strndup(r->s->arena, start, (size_t)(end - start));
    return n;
}

static YamlNode *read_scalar(Reader *r, bool flow, bool key)
{
    return *r->p == '"' || *r->p == '\'' ? read_quoted(r) : read_plain(r, flow, key);
}

/* ---- maps and lists ---- */
static bool deeper(Reader *r)
{
    if (++r->depth <= DEPTH_MAX)
        return true;
    complain(r, r->p, "the text nests too deep");
    return false;
}

static void add(Reader *r, YamlNode *to, const YamlNode *key, YamlNode *value)
{
    for (uint32_t i = 0; key && i < to->entries.n; i++)
        if (!strcmp(to->entries.v[i].key, key->text)) {
            Diag *g = diag(r->s->diags, DIAG_NNC0916, key->at, "'%s' stands here twice", key->text);
            diag_note(r->s->diags, g, to->entries.v[i].at, "first here");
            r->failed = true;
        }
    const YamlEntry entry = {key ? key->text : NULL, key ? key->at : NOWHERE, value};
    VEC_PUSH(r->s->arena, &to->entries, entry);
}

static YamlNode *read_flow(Reader *r);

/* "key:"; NULL after a diagnostic. */
static YamlNode *read_key(Reader *r, bool flow)
{
    YamlNode *key = read_scalar(r, flow, true);
    skip_spaces(r);
    if (!key || *r->p != ':')
        return complain(r, r->p, "a colon is missing behind the name of a value");
    r->p++;
    return key;
}

/* [a, b] or {a: b} */
static YamlNode *read_brackets(Reader *r)
{
    const char *start = r->p, close = *r->p++ == '[' ? ']' : '}';
    YamlNode *n = node_new(r, close == ']' ? YAML_LIST : YAML_MAP, start);
    if (!deeper(r))
        return NULL;
    for (skip_flow_blanks(r); *r->p != close; skip_flow_blanks(r)) {
        YamlNode *key = close == '}' ? read_key(r, true) : NULL;
        skip_flow_blanks(r);
        YamlNode *value = r->failed ? NULL : read_flow(r);
        if (r->failed || !value)
            return NULL;
        add(r, n, key, value);
        skip_flow_blanks(r);
        if (*r->p == ',')
            r->p++;
        else if (*r->p != close)
            return complain(r, *r->p ? r->p : start,
                            *r->p ? "a comma or the closing bracket is missing here"
                                  : "this bracket is not closed");
    }
    r->p++;
    r->depth--;
    return n;
}

static YamlNode *read_flow(Reader *r)
{
    if (*r->p == '[' || *r->p == '{')
        return read_brackets(r);
    if (!*r->p || strchr(",]}", *r->p))
        return complain(r, r->p, "a value is missing here");
    return read_scalar(r, true, false);
}

static bool at_item(const Reader *r, int indent)
{
    return r->p[indent] == '-' && (!r->p[indent + 1] || strchr(" \t\r\n", r->p[indent + 1]));
}

static YamlNode *read_block(Reader *r, int indent);

/* What stands behind "key:" or "-": in the line, or as a block below it. A list may stand under its key. */
static YamlNode *read_value(Reader *r, int indent, bool of_key)
{
    if (at_line_end(r)) {
        YamlNode *none = node_new(r, YAML_NONE, r->p);
        const int below = next_line(r);
        const bool list = of_key && below == indent && below >= 0 && at_item(r, below);
        return r->failed ? NULL : below > indent || list ? read_block(r, below) : none;
    }
    YamlNode *n = *r->p == '[' || *r->p == '{' ? read_brackets(r) : read_scalar(r, false, false);
    return n && !at_line_end(r) ? complain(r, r->p, "nothing may stand behind this value") : n;
}

static YamlNode *read_block(Reader *r, int indent)
{
    const bool list = at_item(r, indent);
    YamlNode *n = node_new(r, list ? YAML_LIST : YAML_MAP, r->p + indent);
    if (!deeper(r))
        return NULL;
    int here = indent;
    for (; here == indent && at_item(r, indent) == list; here = next_line(r)) {
        r->p += indent + list;
        YamlNode *key = list ? NULL : read_key(r, false);
        YamlNode *value = r->failed ? NULL : read_value(r, indent, !list);
        if (r->failed || !value)
            return NULL;
        add(r, n, key, value);
    }
    if (here > indent)
        return complain(r, r->p + here, "this line is indented as none before it");
    r->depth--;
    return r->failed ? NULL : n;
}

YamlNode *yaml_read(Session *s, const SourceFile *file)
{
    Reader r = {.s = s, .file = file, .p = file->text};
    if (strlen(file->text) != file->len)
        return complain(&r, file->text + strlen(file->text), "a zero byte is no text");
    const int indent = next_line(&r);
    YamlNode *n = indent < 0 ? node_new(&r, YAML_MAP, r.p) : read_block(&r, indent);
    if (!r.failed && next_line(&r) >= 0)
        complain(&r, r.p + strspn(r.p, " "), "this line is indented as none before it");
    return r.failed ? NULL : n;
}

/* ---- access ---- */
const YamlNode *yaml_get(const YamlNode *map, const char *key)
{
    for (uint32_t i = 0; map && map->kind == YAML_MAP && i < map->entries.n; i++)
        if (!strcmp(map->entries.v[i].key, key))
            return map->entries.v[i].value->kind == YAML_NONE ? NULL : map->entries.v[i].value;
    return NULL;
}

bool yaml_number(const YamlNode *n, double *out)
{
    char *end;
    if (!n || n->kind != YAML_SCALAR || strspn(n->text, "0123456789.+-eE") != strlen(n->text))
        return false;
    *out = strtod(n->text, &end);
    return end != n->text && !*end && isfinite(*out);
}
