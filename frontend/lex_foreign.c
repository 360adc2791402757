/* Characters and signs that are none of the language: what to write instead. */
#include "frontend/lex.h"

#include <string.h>

typedef struct Foreign {
    const char *bytes, *message, *help, *fix; /* help and fix may be NULL */
} Foreign;

static const Foreign foreign[] = {
    {"\xE2\x88\x92", "the sign U+2212 is not the minus '-'", NULL, "-"},
    {"\xE2\x80\x98", "a typographic quote", "write ' or \"", "'"},
    {"\xE2\x80\x99", "a typographic quote", "write ' or \"", "'"},
    {"\xE2\x80\x9C", "a typographic quote", "write ' or \"", "\""},
    {"\xE2\x80\x9D", "a typographic quote", "write ' or \"", "\""},
    {"\xC3\x97", "the sign U+00D7 is not the product '*'", NULL, "*"},
    {"\xC2\xB7", "the sign U+00B7 is not the product '*'", NULL, "*"},
    {"\xE2\x89\xA5", "the sign U+2265 is written '>='", NULL, ">="},
    {"\xE2\x89\xA4", "the sign U+2264 is written '<='", NULL, "<="},
    {"\xE2\x89\xA0", "the sign U+2260 is written '!='", NULL, "!="},
    {"\xC2\xA0", "a no-break space (U+00A0)", "write a space", " "},
    {"\xE2\x80\x8B", "an invisible character (U+200B)", "delete it", ""},
    {"\xEF\xBB\xBF", "a byte order mark inside the text", "delete it", ""},
    {">>>", "'>>>' is a prompt, no code", "delete the prompts", NULL},
    {">>", "there are no shifts in this language", NULL, NULL},
    {"<<", "there are no shifts in this language", NULL, NULL},
    {":=", "there are no assignments inside expressions", "assign on a line of its own", NULL},
    {"&&", "'&&' is written 'and'", NULL, "and"},
    {"||", "'||' is written 'or'", NULL, "or"},
    {"<>", "'<>' is written '!='", NULL, "!="},
    {"\\", "a backslash continues a line: nothing may follow it", NULL, NULL},
    {"@", "'@' is not in the language: no decorators, no matrix product", NULL, NULL},
    {"$", "'$' is not in the language", "if it is the prompt of a shell, delete the line", NULL},
    {"!", "'!' is not in the language", "write 'not' for a negation, '!=' for unequal", NULL},
    {"?", "'?' is not in the language", "write 'a if c else b' for a choice", NULL},
    {"`", "a name in backquotes is not closed on its line", NULL, NULL},
};

/* The code point of a UTF-8 sequence of the right form. */
static unsigned code_point(const char *text, size_t *used)
{
    const unsigned char *s = (const unsigned char *)text;
    const unsigned tail = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : 1;
    unsigned c = s[0] & (0x3Fu >> tail);
    size_t i = 1;
    for (; i <= tail && (s[i] & 0xC0) == 0x80; i++)
        c = c << 6 | (s[i] & 0x3Fu);
    *used = i;
    return c;
}

/* A repeated sign or word is one mistake: reported once, at its first character. */
int lex_foreign(Parser *p, const char *text, size_t len, Span at)
{
    Diags *d = p->session->diags;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        const Foreign *f = &foreign[i];
        const size_t n = strlen(f->bytes);
        if (len < n || memcmp(text, f->bytes, n) != 0)
            continue;
        at.hi = at.lo + (uint32_t)n;
        Diag *g = parser_error(p, DIAG_NNC0106, at, "%s", f->message);
        if (f->help)
            diag_help(d, g, "%s", f->help);
        if (f->fix)
            diag_fix(d, g, at, f->fix);
        return lex_refuse(p, at);
    }
    if ((unsigned char)text[0] < 0x80) {
        parser_error(p, DIAG_NNC0106, at, "the control character \\x%02x",
                     (unsigned)(unsigned char)text[0]);
        return lex_refuse(p, at);
    }
    size_t used;
    const unsigned c = code_point(text, &used);
    at.hi = at.lo + (uint32_t)used;
    Diag *g = parser_error(p, DIAG_NNC0106, at, "'%.*s' (U+%04X) is not allowed here", (int)used,
                           text, c);
    diag_help(d, g, "names are ASCII; other characters stand in strings, comments and units");
    return lex_refuse(p, at);
}
