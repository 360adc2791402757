/* Names, numbers and strings: their limits, and what is nearly one of them. */
#include "frontend/lex.h"
#include "nn.tab.h"

#include <ctype.h>
#include <string.h>

static int refuse_length(Parser *p, const char *what, size_t len, int most, Span at)
{
    parser_error(p, DIAG_NNC0502, at, "%s of %zu bytes: the limit is %d", what, len, most);
    return lex_refuse(p, at);
}

int lex_name(Parser *p, const char *text, size_t len, Span at)
{
    if (len > LEX_NAME_MAX)
        return refuse_length(p, "a name", len, LEX_NAME_MAX, at);
    const int keyword = lex_keyword(text, len);
    return lex_give(p, keyword ? keyword : NN_NAME, at);
}

int lex_backquoted(Parser *p, Span at)
{
    const size_t len = span_len(at) - 2;
    return len > LEX_NAME_MAX ? refuse_length(p, "a name", len, LEX_NAME_MAX, at)
                              : lex_give(p, NN_NAME, at);
}

static bool only(const char *text, size_t len, const char *set)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr(set, text[i]))
            return false;
    return true;
}

enum { SHOWN_MAX = 60 }; /* bytes of a long literal that messages show */

static int shown(size_t len)
{
    return len > SHOWN_MAX ? SHOWN_MAX : (int)len;
}

int lex_number(Parser *p, const char *text, size_t len, Span at)
{
    if (len < 2 || text[0] != '0' || !only(text, len, "0123456789_") || only(text, len, "0_"))
        return lex_give(p, NN_NUMBER, at);
    const char *digits = text + strspn(text, "0_");
    const int n = shown(len - (size_t)(digits - text));
    Diag *g = parser_error(p, DIAG_NNC0105, at, "a whole number does not start with 0");
    if (only(text, len, "01234567_"))
        diag_help(p->session->diags, g, "write %.*s, or 0o%.*s if it is octal", n, digits, n,
                  digits);
    else
        diag_help(p->session->diags, g, "write %.*s", n, digits);
    return lex_refuse(p, at);
}

int lex_number_two_points(Parser *p, Span at)
{
    parser_error(p, DIAG_NNC0105, at, "a number with two decimal points");
    return lex_refuse(p, at);
}

/* Length of the decimal number that text starts with. */
static size_t decimal_length(const char *text)
{
    size_t n = strspn(text, "0123456789_.");
    if (text[n] == 'e' || text[n] == 'E') {
        size_t k = n + 1;
        k += text[k] == '+' || text[k] == '-';
        if (isdigit((unsigned char)text[k]))
            n = k + strspn(text + k, "0123456789_");
    }
    return n;
}

static const char *radix_name(char letter)
{
    return letter == 'x' || letter == 'X'   ? "hexadecimal"
           : letter == 'b' || letter == 'B' ? "binary"
           : letter == 'o' || letter == 'O' ? "octal"
                                            : NULL;
}

/* "10mV", "3x": n bytes of number, and a name. */
static void report_run_together(Parser *p, const char *text, size_t len, size_t n, Span at)
{
    Diags *d = p->session->diags;
    const char *name = text + n;
    Unit unit;
    const bool is_unit = unit_name(name, len - n, &unit) && !lex_is_hard_keyword(name, len - n);
    Diag *g = parser_error(p, DIAG_NNC0105, at, "'%.*s': a number and a name run together",
                           shown(len), text);
    if (len > SHOWN_MAX)
        return;
    diag_help(d, g, "write '%.*s %s' for a unit, '%.*s*%s' for a product", (int)n, text, name,
              (int)n, text, name);
    diag_fix(d, g, at, arena_printf(p->arena, "%.*s%s%s", (int)n, text, is_unit ? " " : "*", name));
}

/* "14_interneurons", "0.01d", "10mV", "0x", "1e", "1j". */
int lex_number_run_together(Parser *p, const char *text, size_t len, Span at)
{
    const size_t n = decimal_length(text);
    const int most = shown(len);
    const char *radix = n == 1 && text[0] == '0' ? radix_name(text[1]) : NULL;
    if (radix) {
        parser_error(p, DIAG_NNC0105, at, "'%.*s' is no %s number", most, text, radix);
    } else if (only(text, len, "0123456789_")) {
        parser_error(p, DIAG_NNC0105, at, "'%.*s': underscores stand singly between digits", most,
                     text);
    } else if (n >= len || text[n - 1] == '_') {
        Diag *g = parser_error(p, DIAG_NNC0105, at, "'%.*s' starts with a digit and is no name",
                               most, text);
        diag_help(p->session->diags, g,
                  "a name starts with a letter or _, or stands in backquotes: `%.*s`", most, text);
    } else if (len == n + 1 && (text[n] == 'e' || text[n] == 'E')) {
        parser_error(p, DIAG_NNC0105, at, "the exponent of '%.*s' has no digits", most, text);
    } else if (len == n + 1 && (text[n] == 'j' || text[n] == 'J')) {
        parser_error(p, DIAG_NNC0105, at, "'%.*s': there are no complex numbers", most, text);
    } else {
        report_run_together(p, text, len, n, at);
    }
    return lex_refuse(p, at);
}

size_t lex_unit_length(const Parser *p, uint32_t offset)
{
    const char *s = p->source->text + offset;
    const size_t rest = p->end - offset, n = unit_length_after_number(s, rest < 256 ? rest : 256);
    size_t i = 0, k;
    while (i < n && (s[i] == ' ' || s[i] == '\t' || s[i] == '/'))
        i++;
    for (k = i; k < n && isalpha((unsigned char)s[k]); k++)
        ;
    return lex_is_hard_keyword(s + i, k - i) ? 0 : n; /* `3 as x`: no attoseconds */
}

int lex_string(Parser *p, const char *text, size_t len, Span at)
{
    (void)text;
    if (len > LEX_STRING_MAX)
        return refuse_length(p, "a string", len, LEX_STRING_MAX, at);
    const bool second = p->last.kind == NN_STRING || p->last.kind == NN_MORE_STRING;
    return lex_give(p, second && (p->n_brackets || p->joined) ? NN_MORE_STRING : NN_STRING, at);
}

/* v' = ... : the quote stands right behind a name. */
static bool is_prime(const Parser *p, const char *text, Span at)
{
    return text[0] == '\'' && p->last.kind == NN_NAME && p->last.span.hi == at.lo;
}

int lex_string_open(Parser *p, const char *text, size_t len, Span at, bool triple)
{
    (void)len;
    Diags *d = p->session->diags;
    if (triple) {
        parser_fatal(p, DIAG_NNC0104, at, "a string with three quotes is never closed");
    } else if (is_prime(p, text, at)) {
        const Span quote = {at.lo, at.lo + 1}, name = p->last.span;
        Diag *g = parser_error(p, DIAG_NNC0104, quote, "a prime marks no derivative");
        diag_help(d, g, "write d%.*s/dt = ...", (int)span_len(name), parser_text(p, name));
    } else {
        Diag *g = parser_error(p, DIAG_NNC0104, at, "a string is not closed on its line");
        diag_help(d, g, "close it with %s, or use three quotes for several lines",
                  strchr(text, '"') ? "\"" : "'");
    }
    return lex_refuse(p, at);
}
