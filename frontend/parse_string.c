/* Values of string literals: prefixes, escapes, the parts of f-strings. */
#include "frontend/lex.h"

#include <ctype.h>
#include <string.h>

typedef VEC(char) Bytes;

/* A literal taken apart: [lo, hi) are offsets of what stands between its quotes. */
typedef struct Literal {
    Parser *p;
    uint32_t lo, hi;
    bool raw, bytes, format;
} Literal;

static const char *text_at(const Literal *l, uint32_t offset)
{
    return l->p->source->text + offset;
}

static Span span_of(const Literal *l, uint32_t lo, uint32_t hi)
{
    return (Span){l->p->source->base + lo, l->p->source->base + hi};
}

static Literal take_apart(Parser *p, Span at)
{
    Literal l = {.p = p, .lo = at.lo - p->source->base, .hi = at.hi - p->source->base};
    for (;; l.lo++) {
        const int c = tolower((unsigned char)*text_at(&l, l.lo));
        if (c == 'r')
            l.raw = true;
        else if (c == 'b')
            l.bytes = true;
        else if (c == 'f')
            l.format = true;
        else if (c != 'u')
            break;
    }
    const char *s = text_at(&l, l.lo);
    const uint32_t quotes = l.hi - l.lo >= 6 && s[1] == s[0] && s[2] == s[0] ? 3 : 1;
    l.lo += quotes;
    l.hi -= quotes;
    return l;
}

/* ---- escapes ---- */

static void put(const Literal *l, Bytes *out, char c)
{
    VEC_PUSH(l->p->arena, out, c);
}

static void put_code_point(const Literal *l, Bytes *out, uint32_t c)
{
    const int tail = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    put(l, out, (char)(lead[tail] | c >> 6 * tail));
    for (int i = tail - 1; i >= 0; i--)
        put(l, out, (char)(0x80 | (c >> 6 * i & 0x3F)));
}

/* Reads up to `most` digits of `base` at offset; returns how many. */
static uint32_t read_digits(const Literal *l, uint32_t offset, unsigned base, uint32_t most,
                            uint32_t *value)
{
    uint32_t n = 0;
    for (*value = 0; n < most && offset + n < l->hi; n++) {
        const unsigned char c = (unsigned char)*text_at(l, offset + n);
        const int digit = isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : 99;
        if (digit >= (int)base)
            break;
        *value = *value * base + (uint32_t)digit;
    }
    return n;
}

/* \x41, \u0041, \U00000041, \101: n of n_wanted digits were read. */
static void put_numeric(const Literal *l, Bytes *out, Span at, bool complete, uint32_t value)
{
    if (!complete)
        parser_error(l->p, DIAG_NNC0104, at, "an escape with too few digits");
    else if (value == 0)
        parser_error(l->p, DIAG_NNC0106, at, "an escaped NUL: strings hold text only");
    else if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000) || (l->bytes && value > 0xFF))
        parser_error(l->p, DIAG_NNC0104, at, "an escape that is no character");
    else if (l->bytes)
        put(l, out, (char)value);
    else
        put_code_point(l, out, value);
}

/* The escape whose backslash stands at i; returns the offset behind it. */
static uint32_t put_escape(const Literal *l, Bytes *out, uint32_t i)
{
    static const char plain[] = "\\'\"abfnrtv", meaning[] = "\\'\"\a\b\f\n\r\t\v";
    const char c = *text_at(l, i + 1);
    const char *known = strchr(plain, c);
    uint32_t value, n;
    if (known) {
        put(l, out, meaning[known - plain]);
        return i + 2;
    }
    if (c == '\n')
        return i + 2;
    if (c == '\r')
        return i + (*text_at(l, i + 2) == '\n' ? 3 : 2);
    if (c >= '0' && c <= '7') {
        n = read_digits(l, i + 1, 8, 3, &value);
        put_numeric(l, out, span_of(l, i, i + 1 + n), true, value);
        return i + 1 + n;
    }
    if (c == 'x' || (!l->bytes && (c == 'u' || c == 'U'))) {
        const uint32_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        n = read_digits(l, i + 2, 16, wanted, &value);
        put_numeric(l, out, span_of(l, i, i + 2 + n), n == wanted, value);
        return i + 2 + n;
    }
    put(l, out, '\\'); /* as in Python: what is no escape stands for itself */
    return i + 1;
}

/* The text of [lo, hi): escapes resolved, line ends \n, in an f-string {{ and }} made single. */
static const Str *text_value(const Literal *l, uint32_t lo, uint32_t hi)
{
    Bytes out = {0};
    for (uint32_t i = lo; i < hi;) {
        const char c = *text_at(l, i);
        if (c == '\\' && !l->raw) {
            i = put_escape(l, &out, i);
        } else if (c == '\r') {
            put(l, &out, '\n');
            i += *text_at(l, i + 1) == '\n' ? 2 : 1;
        } else {
            put(l, &out, c);
            i += l->format && (c == '{' || c == '}') ? 2 : 1;
        }
    }
    return str_intern(l->p->session->strings, out.n ? out.v : "", out.n);
}

/* ---- f-strings ---- */

enum { FORMAT_DEPTH_MAX = 2 }; /* {x:{width}} */

/* The end of the quoted text that starts at i. */
static uint32_t skip_quoted(const Literal *l, uint32_t i, uint32_t hi)
{
    const char quote = *text_at(l, i);
    for (i++; i < hi && *text_at(l, i) != quote; i++)
        if (*text_at(l, i) == '\\')
            i++;
    return i < hi ? i + 1 : hi;
}

/* Where the expression that starts at i ends: at its }, at ! or : outside brackets, or at hi. */
static uint32_t expression_end(const Literal *l, uint32_t i, uint32_t hi)
{
    int depth = 0;
    while (i < hi) {
        const char c = *text_at(l, i);
        if (c == '"' || c == '\'') {
            i = skip_quoted(l, i, hi);
            continue;
        }
        if (depth == 0 && (c == '}' || c == ':' || (c == '!' && *text_at(l, i + 1) != '=')))
            return i;
        if (c == '!')
            i++;
        depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
        i++;
    }
    return hi;
}

/* {expr=}: the place of the =, or `end`. */
static uint32_t shown_equals(const Literal *l, uint32_t lo, uint32_t end)
{
    uint32_t i = end;
    while (i > lo && isspace((unsigned char)*text_at(l, i - 1)))
        i--;
    if (i < lo + 2 || *text_at(l, i - 1) != '=' || strchr("=<>!", *text_at(l, i - 2)))
        return end;
    return i - 1;
}

static AstStringParts read_parts(const Literal *l, uint32_t *at, uint32_t hi, int level);

/* From the { at *at to behind its }. false: reported. */
static bool read_replacement(const Literal *l, uint32_t *at, uint32_t hi, int level,
                             AstStringPart *part)
{
    const uint32_t lo = *at + 1, end = expression_end(l, lo, hi), equals = shown_equals(l, lo, end);
    uint32_t i = end;
    const Span inside = span_of(l, lo, equals);
    if (strspn(text_at(l, lo), " \t\r\n") >= end - lo) {
        parser_error(l->p, DIAG_NNC0107, span_of(l, *at, *at + 1),
                     end < hi ? "an f-string with empty { }"
                              : "a '{' of an f-string is not closed");
        return false;
    }
    if (end == hi) {
        Diag *g = parser_error(l->p, DIAG_NNC0107, span_of(l, *at, *at + 1),
                               "a '{' of an f-string is not closed");
        diag_help(l->p->session->diags, g, "close it with '}', or write '{{' for the character");
        return false;
    }
    if (memchr(text_at(l, lo), '\\', end - lo)) {
        parser_error(l->p, DIAG_NNC0107, inside,
                     "no backslash may stand in the expression of an f-string");
        return false;
    }
    part->expr = parser_expression_within(l->p, inside);
    if (equals != end)
        part->shown = str_intern(l->p->session->strings, text_at(l, lo), end - lo);
    if (*text_at(l, i) == '!') {
        part->conversion = *text_at(l, i + 1);
        if (!part->conversion || !strchr("rsa", part->conversion)) {
            parser_error(l->p, DIAG_NNC0107, span_of(l, i, i + 1), "a conversion is !r, !s or !a");
            return false;
        }
        i += 2;
    }
    if (i < hi && *text_at(l, i) == ':') {
        i++;
        part->format = read_parts(l, &i, hi, level + 1);
    }
    if (i >= hi || *text_at(l, i) != '}') {
        parser_error(l->p, DIAG_NNC0107, span_of(l, *at, *at + 1),
                     "a '{' of an f-string is not closed");
        return false;
    }
    part->span = span_of(l, *at, i + 1);
    *at = i + 1;
    return part->expr != NULL;
}

static void push_text(const Literal *l, AstStringParts *parts, uint32_t lo, uint32_t hi)
{
    if (lo < hi)
        VEC_PUSH(l->p->arena, parts,
                 (AstStringPart){.text = text_value(l, lo, hi), .span = span_of(l, lo, hi)});
}

/* Length of the piece of plain text at i: an escape or a doubled brace is one piece. 0: a brace
   with a meaning. */
static uint32_t plain_piece(const Literal *l, uint32_t i, uint32_t hi, int level)
{
    const char c = *text_at(l, i), next = i + 1 < hi ? *text_at(l, i + 1) : '\0';
    if (c == '\\' && !l->raw)
        return 2;
    if (c != '{' && c != '}')
        return 1;
    return c == next && level == 0 ? 2 : 0;
}

/* Parts from *at to hi, or (in a format) to the } that ends it. */
static AstStringParts read_parts(const Literal *l, uint32_t *at, uint32_t hi, int level)
{
    AstStringParts parts = {0};
    uint32_t i = *at, plain = *at;
    while (i < hi) {
        const uint32_t n = plain_piece(l, i, hi, level);
        if (n) {
            i += n;
            continue;
        }
        push_text(l, &parts, plain, i);
        if (*text_at(l, i) == '}' && level > 0) {
            *at = i;
            return parts;
        }
        AstStringPart part = {0};
        if (*text_at(l, i) == '}') {
            Diag *g = parser_error(l->p, DIAG_NNC0107, span_of(l, i, i + 1),
                                   "a '}' of an f-string closes nothing");
            diag_help(l->p->session->diags, g, "write '}}' for the character");
        } else if (level == FORMAT_DEPTH_MAX) {
            parser_error(l->p, DIAG_NNC0107, span_of(l, i, i + 1), "formats nested too deep");
        } else if (read_replacement(l, &i, hi, level, &part)) {
            VEC_PUSH(l->p->arena, &parts, part);
            plain = i;
            continue;
        }
        *at = hi; /* one error a string */
        return parts;
    }
    push_text(l, &parts, plain, hi);
    *at = hi;
    return parts;
}

AstExpr *parse_string_literal(Parser *p, Span at)
{
    const Literal l = take_apart(p, at);
    if (!l.format)
        return AST_NEW_EXPR(p->arena, String, string, at, text_value(&l, l.lo, l.hi), l.bytes);
    uint32_t i = l.lo;
    return parser_checked(
        p, AST_NEW_EXPR(p->arena, FString, fstring, at, read_parts(&l, &i, l.hi, 0)));
}
