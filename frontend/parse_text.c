/* What a text must be before it is lexed: UTF-8 without NUL, without controls that reorder what is
   shown, in lines of bounded length. */
#include "frontend/lex.h"

#include <string.h>

/* Length of the UTF-8 sequence at s (n bytes are left), 0 if it is malformed, overlong, a
   surrogate or too large. */
static size_t sequence_length(const unsigned char *s, size_t n, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t len = s[0] < 0x80             ? 1
                       : (s[0] & 0xE0) == 0xC0 ? 2
                       : (s[0] & 0xF0) == 0xE0 ? 3
                       : (s[0] & 0xF8) == 0xF0 ? 4
                                               : 0;
    if (!len || len > n)
        return 0;
    uint32_t c = len == 1 ? s[0] : s[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if ((len > 1 && c < least[len]) || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return 0;
    *code = c;
    return len;
}

/* Controls of writing direction: they make code read otherwise than it is. */
static bool is_bidi_control(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F || c == 0x061C;
}

static Span span_at(const Parser *p, size_t offset, size_t len)
{
    const uint32_t lo = p->source->base + (uint32_t)offset;
    return (Span){lo, lo + (uint32_t)len};
}

static bool check_sequence(Parser *p, size_t i, size_t *len)
{
    const unsigned char *s = (const unsigned char *)p->source->text + i;
    uint32_t code = 0;
    *len = sequence_length(s, p->end - i, &code);
    if (!*len) {
        Diag *g = parser_fatal(p, DIAG_NNC0106, span_at(p, i, 1),
                               "the byte \\x%02x is not part of a UTF-8 character", (unsigned)s[0]);
        diag_help(p->session->diags, g, "save the file in the encoding UTF-8");
        return false;
    }
    if (is_bidi_control(code)) {
        Diag *g = parser_error(p, DIAG_NNC0106, span_at(p, i, *len),
                               "a control of writing direction (U+%04X)", code);
        diag_help(p->session->diags, g, "it makes code read otherwise than it is: delete it");
        diag_fix(p->session->diags, g, span_at(p, i, *len), "");
    }
    return true;
}

static bool is_utf16(const Parser *p)
{
    const char *s = p->source->text;
    return p->pos == 0 && p->end >= 2 && (!memcmp(s, "\xFF\xFE", 2) || !memcmp(s, "\xFE\xFF", 2));
}

bool parse_check_text(Parser *p)
{
    if (is_utf16(p)) {
        Diag *g = parser_fatal(p, DIAG_NNC0106, span_at(p, 0, 1), "the file is UTF-16");
        diag_help(p->session->diags, g, "save it in the encoding UTF-8");
        return false;
    }
    const char *s = p->source->text;
    size_t line = p->pos;
    for (size_t i = p->pos, len; i < p->end; i += len) {
        len = 1;
        if (s[i] == '\n' || s[i] == '\r')
            line = i + 1;
        else if (i - line >= LEX_LINE_MAX) {
            parser_fatal(p, DIAG_NNC0502, span_at(p, line, 1), "a line of more than %d bytes",
                         LEX_LINE_MAX);
            return false;
        }
        if (s[i] == '\0') {
            parser_fatal(p, DIAG_NNC0106, span_at(p, i, 1), "a NUL byte: this is no text");
            return false;
        }
        if ((s[i] & 0x80) && !check_sequence(p, i, &len))
            return false;
    }
    return !p->fatal;
}
