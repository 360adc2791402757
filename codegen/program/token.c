/* Tokens of generated programs. Lines that begin with # are for the preprocessor and left out: what they would say is
   known here (read.h). */
#include "codegen/program/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void reader_fail(Reader *r, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const char *what = arena_vprintf(r->a, format, list);
    va_end(list);
    r->p->error = arena_printf(r->a, "%s:%u: %s", r->name, r->token.line, what);
    longjmp(r->out, 1);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- what stands between tokens ---- */
/* A place in a model is all that a comment of that form says: "model.nn:12:5". */
static void note_where(Reader *r, const char *from, const char *to)
{
    while (from < to && *from == ' ')
        from++;
    while (from < to && to[-1] == ' ')
        to--;
    if (to > from && is_digit(to[-1]) && memchr(from, ':', (size_t)(to - from)))
        r->where = arena_strndup(r->a, from, (size_t)(to - from));
}

static void skip_comment(Reader *r)
{
    const char *end = strstr(r->at + 2, "*/");
    if (!end)
        reader_fail(r, "a comment has no end");
    note_where(r, r->at + 2, end);
    for (; r->at < end + 2; r->at++)
        r->line += *r->at == '\n';
}

static void skip_line(Reader *r)
{
    while (*r->at && *r->at != '\n') {
        if (*r->at == '\\' && r->at[1] == '\n') {
            r->at++;
            r->line++;
        }
        r->at++;
    }
}

static void skip_blanks(Reader *r)
{
    for (;;) {
        if (*r->at == '\n')
            r->line++, r->at++;
        else if (*r->at == ' ' || *r->at == '\t' || *r->at == '\r')
            r->at++;
        else if (*r->at == '#')
            skip_line(r);
        else if (r->at[0] == '/' && r->at[1] == '*')
            skip_comment(r);
        else
            return;
    }
}

/* ---- numbers ---- */
static void read_suffix(Token *t, const char **at)
{
    for (;; (*at)++) {
        if (**at == 'u' || **at == 'U')
            t->is_unsigned = true;
        else if (**at == 'l' || **at == 'L')
            t->bits = 64;
        else
            return;
    }
}

static void read_integer(Reader *r, Token *t)
{
    char *end;
    errno = 0;
    t->kind = TOKEN_INTEGER;
    t->bits = 32;
    const bool decimal = r->at[0] != '0';
    t->integer = strtoull(r->at, &end, 0);
    if (errno)
        reader_fail(r, "an integer is too large");
    r->at = end;
    read_suffix(t, &r->at);
    const uint64_t most = t->is_unsigned ? UINT32_MAX : (uint64_t)INT32_MAX;
    if (t->integer > most && !t->is_unsigned && !decimal && t->integer <= UINT32_MAX)
        t->is_unsigned = true;
    else if (t->integer > most)
        t->bits = 64;
    if (t->bits == 64 && t->integer > (uint64_t)INT64_MAX)
        t->is_unsigned = true;
}

static void read_number(Reader *r, Token *t)
{
    const char *p = r->at;
    const bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    const char *const digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
    p += hex ? 2 : 0;
    p += strspn(p, digits);
    if (*p != '.' && *p != (hex ? 'p' : 'e') && *p != (hex ? 'P' : 'E')) {
        read_integer(r, t);
        return;
    }
    char *end;
    t->kind = TOKEN_NUMBER;
    t->bits = 64;
    t->number = strtod(r->at, &end);
    if (*end == 'f' || *end == 'F') {
        t->bits = 32;
        t->number = (double)strtof(r->at, &end);
        end++;
    }
    r->at = end;
}

/* ---- texts ---- */
static char read_escape(Reader *r)
{
    static const char names[] = "abfnrtv\\\"'?", values[] = "\a\b\f\n\r\t\v\\\"'?";
    const char *known = strchr(names, *r->at);
    if (*r->at && known) {
        r->at++;
        return values[known - names];
    }
    if (*r->at < '0' || *r->at > '7')
        reader_fail(r, "an escape is not known");
    unsigned value = 0;
    for (int i = 0; i < 3 && *r->at >= '0' && *r->at <= '7'; i++)
        value = 8 * value + (unsigned)(*r->at++ - '0');
    return (char)value;
}

/* Texts that follow each other are one. */
static void read_text(Reader *r, Token *t)
{
    VEC(char) bytes = {0};
    t->kind = TOKEN_TEXT;
    while (*r->at == '"') {
        r->at++;
        while (*r->at != '"') {
            if (*r->at == '\0' || *r->at == '\n')
                reader_fail(r, "a text has no end");
            const char c = *r->at++;
            const char byte = c == '\\' ? read_escape(r) : c;
            VEC_PUSH(r->a, &bytes, byte);
        }
        r->at++;
        skip_blanks(r);
    }
    t->n = bytes.n;
    VEC_PUSH(r->a, &bytes, '\0');
    t->bytes = bytes.v;
}

/* ---- signs: the longest that fits ---- */
static const char *const signs[] = {"<<=", ">>=", "...", "->", "++", "--", "<<", ">>",
                                    "<=",  ">=",  "==",  "!=", "&&", "||", "+=", "-=",
                                    "*=",  "/=",  "&=",  "|=", "^=", "%="};

static void read_sign(Reader *r, Token *t)
{
    size_t n = 1;
    for (size_t i = 0; i < sizeof signs / sizeof *signs && n == 1; i++)
        if (!strncmp(r->at, signs[i], strlen(signs[i])))
            n = strlen(signs[i]);
    t->kind = TOKEN_SIGN;
    t->text = str_intern(r->p->strings, r->at, n);
    r->at += n;
}

static Token scan(Reader *r)
{
    skip_blanks(r);
    Token t = {.kind = TOKEN_END, .line = r->line, .where = r->where};
    const char *start = r->at;
    r->where = NULL;
    if (is_letter(*r->at)) {
        while (is_letter(*r->at) || is_digit(*r->at))
            r->at++;
        t.kind = TOKEN_NAME;
        t.text = str_intern(r->p->strings, start, (size_t)(r->at - start));
    } else if (is_digit(*r->at) || (*r->at == '.' && is_digit(r->at[1])))
        read_number(r, &t);
    else if (*r->at == '"')
        read_text(r, &t);
    else if (*r->at)
        read_sign(r, &t);
    return t;
}

/* ---- reading on ---- */
void reader_start(Reader *r, const char *name, const char *text)
{
    r->name = name;
    r->at = text;
    r->line = 1;
    r->token = r->next = (Token){.line = 1};
    r->token = scan(r);
    r->next = scan(r);
}

void reader_advance(Reader *r)
{
    r->token = r->next;
    r->next = scan(r);
}

static bool token_is(const Token *t, const char *text)
{
    return (t->kind == TOKEN_NAME || t->kind == TOKEN_SIGN) && str_is(t->text, text);
}

bool reader_is(const Reader *r, const char *text)
{
    return token_is(&r->token, text);
}

bool reader_next_is(const Reader *r, const char *text)
{
    return token_is(&r->next, text);
}

bool reader_take(Reader *r, const char *text)
{
    if (!reader_is(r, text))
        return false;
    reader_advance(r);
    return true;
}

void reader_expect(Reader *r, const char *text)
{
    if (!reader_take(r, text))
        reader_fail(r, "'%s' is expected here", text);
}

const Str *reader_name(Reader *r)
{
    const Str *name = r->token.text;
    if (r->token.kind != TOKEN_NAME)
        reader_fail(r, "a name is expected here");
    reader_advance(r);
    return name;
}
