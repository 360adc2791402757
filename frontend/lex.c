/* The lexer's work beyond its rules: layout, brackets, literals, what to say about foreign
   characters, and what the parser is not shown after an error. */
#include "frontend/lex.h"
#include "nn.tab.h"
#define YYSTYPE NN_YYSTYPE
#define YYLTYPE Span
#include "nn.lex.h"

#include <ctype.h>
#include <string.h>

/* bison's token for what the lexer has reported already (both prefixes stand before its name). */
enum { LEX_REFUSED = NN_NN_YYerror };

int lex_give(Parser *p, int kind, Span at)
{
    p->before = p->last;
    p->last = (LexToken){kind, at};
    return kind;
}

static int refused(Parser *p, Span at)
{
    return lex_give(p, LEX_REFUSED, at);
}

uint32_t lex_text_start(const SourceFile *source)
{
    return source->len >= 3 && !memcmp(source->text, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

/* ---- layout ---- */

static LexIndent measure(const char *blanks, size_t len)
{
    LexIndent at = {0, 0};
    for (size_t i = 0; i < len; i++) {
        if (blanks[i] == '\f') {
            at = (LexIndent){0, 0};
            continue;
        }
        at.wide = blanks[i] == '\t' ? (at.wide / 8 + 1) * 8 : at.wide + 1;
        at.narrow++;
    }
    return at;
}

static Span here(const Parser *p)
{
    return (Span){p->source->base + p->pos, p->source->base + p->pos};
}

static int indent_more(Parser *p, LexIndent indent)
{
    if (p->n_indents == LEX_BLOCKS_MAX) {
        Diag *g = parser_fatal(p, DIAG_NNC0501, here(p), "blocks nested more than %d deep",
                               LEX_BLOCKS_MAX);
        diag_help(p->session->diags, g, "move inner blocks into functions");
        return LEX_REFUSED;
    }
    p->indents[p->n_indents++] = indent;
    return NN_INDENT;
}

static int indent_less(Parser *p, unsigned wide)
{
    while (p->n_indents && p->indents[p->n_indents - 1].wide > wide) {
        p->n_indents--;
        p->owed--;
    }
    if ((p->n_indents ? p->indents[p->n_indents - 1].wide : 0) != wide) {
        Diag *g = parser_error(p, DIAG_NNC0103, here(p), "this indent matches no block above");
        diag_help(p->session->diags, g,
                  "indent the line as the first line of the block that it belongs to");
    }
    p->owed++;
    return NN_DEDENT;
}

int lex_layout(Parser *p, const char *blanks, size_t len)
{
    const LexIndent now = measure(blanks, len);
    const LexIndent top = p->n_indents ? p->indents[p->n_indents - 1] : (LexIndent){0, 0};
    if ((now.wide > top.wide) != (now.narrow > top.narrow) ||
        (now.wide < top.wide) != (now.narrow < top.narrow)) {
        Diag *g =
            parser_error(p, DIAG_NNC0103, here(p),
                         "tabs and spaces are mixed: this indent depends on the width of a tab");
        diag_help(p->session->diags, g, "indent with spaces only");
        return LEX_REFUSED;
    }
    if (now.wide == top.wide)
        return 0;
    return now.wide > top.wide ? indent_more(p, now) : indent_less(p, now.wide);
}

int lex_owed(Parser *p, Span *at)
{
    if (!p->owed)
        return 0;
    const int kind = p->owed > 0 ? NN_INDENT : NN_DEDENT;
    p->owed += p->owed > 0 ? -1 : 1;
    at->lo = at->hi = p->last.span.hi;
    return lex_give(p, kind, *at);
}

int lex_end(Parser *p, Span *at)
{
    at->lo = at->hi = p->last.span.hi ? p->last.span.hi : p->source->base + p->pos;
    if (p->n_brackets) {
        const LexBracket b = p->brackets[0];
        parser_fatal(p, DIAG_NNC0102, b.span, "'%c' is never closed", b.opener);
        return LEX_REFUSED;
    }
    const int last = p->last.kind; /* NN_END, which is 0: nothing yet */
    if (last != NN_NEWLINE && last != NN_DEDENT && (last != NN_END || p->joined))
        return lex_give(p, NN_NEWLINE, *at);
    if (p->n_indents) {
        p->n_indents--;
        return lex_give(p, NN_DEDENT, *at);
    }
    return lex_give(p, NN_END, *at);
}

void lex_comment(Parser *p, Span at)
{
    if (p->quiet || !p->file)
        return;
    const char *text = p->source->text;
    uint32_t i = at.lo - p->source->base;
    while (i > p->start && (text[i - 1] == ' ' || text[i - 1] == '\t' || text[i - 1] == '\f'))
        i--;
    const bool own_line = i == p->start || text[i - 1] == '\n' || text[i - 1] == '\r';
    VEC_PUSH(p->arena, &p->file->comments, (AstComment){at, own_line});
}

/* ---- brackets ---- */

int lex_bracket_open(Parser *p, char c, Span at)
{
    if (p->n_brackets == LEX_BRACKETS_MAX) {
        parser_fatal(p, DIAG_NNC0501, at, "brackets nested more than %d deep", LEX_BRACKETS_MAX);
        return refused(p, at);
    }
    p->brackets[p->n_brackets++] = (LexBracket){c, at};
    return lex_give(p, c, at);
}

int lex_bracket_close(Parser *p, char c, Span at)
{
    if (!p->n_brackets) {
        parser_error(p, DIAG_NNC0102, at, "'%c' closes nothing", c);
        return refused(p, at);
    }
    const LexBracket b = p->brackets[--p->n_brackets];
    const char want = b.opener == '(' ? ')' : b.opener == '[' ? ']' : '}';
    if (c != want) {
        Diag *g = parser_error(p, DIAG_NNC0102, at, "'%c' does not close '%c'", c, b.opener);
        diag_note(p->session->diags, g, b.span, "'%c' is opened here", b.opener);
        return refused(p, at);
    }
    return lex_give(p, c, at);
}

/* A parser for a second, silent look at a file. */
static Parser *second_look(Session *s, const SourceFile *source, uint32_t start, void **scanner)
{
    Parser *p = ARENA_NEW(s->arena, Parser);
    *p = (Parser){.session = s,
                  .arena = s->arena,
                  .source = source,
                  .quiet = true,
                  .start = start,
                  .pos = start,
                  .end = source->len,
                  .start_token = NN_FILE_ENTRY};
    nn_yylex_init_extra(p, scanner);
    nn_yy_scan_bytes(source->text + start, (int)(source->len - start), *scanner);
    return p;
}

/* The natural place of the error is lines after the bracket, so the whole text is read again. */
LexBracket lex_never_closed(Parser *p)
{
    if (p->looked_for_unclosed || p->joined)
        return p->unclosed;
    void *scanner;
    NN_YYSTYPE value;
    Span at;
    Parser *again = second_look(p->session, p->source, p->start, &scanner);
    again->scanner_failed = p->scanner_failed;
    while (!again->fatal && nn_yylex(&value, &at, scanner) != NN_END)
        ;
    nn_yylex_destroy(scanner);
    const bool ended = again->pos == again->end, too_many = again->n_brackets == LEX_BRACKETS_MAX;
    if (again->n_brackets && (ended || too_many))
        p->unclosed = again->brackets[0];
    p->looked_for_unclosed = true;
    return p->unclosed;
}

LexTokens lex_all(Session *s, const SourceFile *source)
{
    LexTokens tokens = {0};
    jmp_buf failed;
    void *scanner;
    NN_YYSTYPE value;
    Parser *p = second_look(s, source, lex_text_start(source), &scanner);
    p->scanner_failed = &failed;
    if (setjmp(failed))
        return (LexTokens){0};
    LexToken token;
    do {
        token.kind = nn_yylex(&value, &token.span, scanner);
        VEC_PUSH(s->arena, &tokens, token);
    } while (token.kind != NN_END && !p->fatal);
    nn_yylex_destroy(scanner);
    return tokens;
}

/* ---- names and literals ---- */

int lex_name(Parser *p, const char *text, size_t len, Span at)
{
    if (len > LEX_NAME_MAX) {
        parser_error(p, DIAG_NNC0502, at, "a name of %zu bytes: the limit is %d", len,
                     LEX_NAME_MAX);
        return refused(p, at);
    }
    const int keyword = lex_keyword(text, len);
    return lex_give(p, keyword ? keyword : NN_NAME, at);
}

int lex_backquoted(Parser *p, Span at)
{
    if (span_len(at) - 2 > LEX_NAME_MAX) {
        parser_error(p, DIAG_NNC0502, at, "a name of %u bytes: the limit is %d", span_len(at) - 2,
                     LEX_NAME_MAX);
        return refused(p, at);
    }
    return lex_give(p, NN_NAME, at);
}

static bool only(const char *text, size_t len, const char *set)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr(set, text[i]))
            return false;
    return true;
}

int lex_number(Parser *p, const char *text, size_t len, Span at)
{
    if (len > 1 && text[0] == '0' && only(text, len, "0123456789_") && !only(text, len, "0_")) {
        const size_t zeros = strspn(text, "0_");
        Diag *g = parser_error(p, DIAG_NNC0105, at, "a whole number does not start with 0");
        diag_help(p->session->diags, g, "write %s, or 0o%s if it is octal", text + zeros,
                  text + zeros);
        return refused(p, at);
    }
    return lex_give(p, NN_NUMBER, at);
}

int lex_number_two_points(Parser *p, Span at)
{
    parser_error(p, DIAG_NNC0105, at, "a number with two decimal points");
    return refused(p, at);
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
    switch (letter) {
    case 'x':
    case 'X':
        return "hexadecimal";
    case 'b':
    case 'B':
        return "binary";
    case 'o':
    case 'O':
        return "octal";
    default:
        return NULL;
    }
}

/* "14_interneurons", "0.01d", "10mV", "0x", "1e", "1j". */
int lex_number_run_together(Parser *p, const char *text, size_t len, Span at)
{
    Diags *d = p->session->diags;
    const size_t n = decimal_length(text);
    const char *radix = n == 1 && text[0] == '0' ? radix_name(text[1]) : NULL;
    const int shown = len > 60 ? 60 : (int)len;
    Unit unit;
    if (radix) {
        parser_error(p, DIAG_NNC0105, at, "'%.*s' is no %s number", shown, text, radix);
    } else if (only(text, len, "0123456789_")) {
        parser_error(p, DIAG_NNC0105, at, "'%.*s': underscores stand singly between digits", shown,
                     text);
    } else if (n >= len || text[n - 1] == '_') {
        Diag *g = parser_error(p, DIAG_NNC0105, at, "'%.*s' starts with a digit and is no name",
                               shown, text);
        diag_help(d, g, "a name starts with a letter or _, or stands in backquotes: `%.*s`", shown,
                  text);
    } else if (len == n + 1 && (text[n] == 'e' || text[n] == 'E')) {
        parser_error(p, DIAG_NNC0105, at, "the exponent of '%.*s' has no digits", shown, text);
    } else if (len == n + 1 && (text[n] == 'j' || text[n] == 'J')) {
        parser_error(p, DIAG_NNC0105, at, "'%.*s': there are no complex numbers", shown, text);
    } else {
        const bool is_unit =
            unit_name(text + n, len - n, &unit) && !lex_is_hard_keyword(text + n, len - n);
        Diag *g = parser_error(p, DIAG_NNC0105, at, "'%.*s': a number and a name run together",
                               shown, text);
        diag_help(d, g, "write '%.*s %s' for a unit, '%.*s*%s' for a product", (int)n, text,
                  text + n, (int)n, text, text + n);
        diag_fix(d, g, at,
                 arena_printf(p->arena, "%.*s%s%s", (int)n, text, is_unit ? " " : "*", text + n));
    }
    return refused(p, at);
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
    if (len > LEX_STRING_MAX) {
        parser_error(p, DIAG_NNC0502, at, "a string of %zu bytes: the limit is %d", len,
                     LEX_STRING_MAX);
        return refused(p, at);
    }
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
    return refused(p, at);
}

/* ---- characters that are none of the language ---- */

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
        return refused(p, at);
    }
    if ((unsigned char)text[0] < 0x80) {
        parser_error(p, DIAG_NNC0106, at, "the control character \\x%02x",
                     (unsigned)(unsigned char)text[0]);
        return refused(p, at);
    }
    size_t used;
    const unsigned c = code_point(text, &used);
    at.hi = at.lo + (uint32_t)used;
    Diag *g = parser_error(p, DIAG_NNC0106, at, "'%.*s' (U+%04X) is not allowed here", (int)used,
                           text, c);
    diag_help(d, g, "names are ASCII; other characters stand in strings, comments and units");
    return refused(p, at);
}

/* ---- what the parser sees ---- */

/* Drops a block whose INDENT has been read. false: the text ended. */
static bool drop_block(Parser *p, NN_YYSTYPE *value, Span *at, void *scanner)
{
    for (int depth = 1; depth > 0;) {
        const int kind = nn_yylex(value, at, scanner);
        if (kind == NN_END || p->fatal)
            return false;
        depth += (kind == NN_INDENT) - (kind == NN_DEDENT);
    }
    return true;
}

int lex_next(NN_YYSTYPE *value, Span *at, void *scanner)
{
    Parser *p = nn_yyget_extra(scanner);
    at->lo = at->hi = p->last.span.hi;
    if (p->fatal)
        return NN_END;
    int kind = p->skip == LEX_SKIP_THIS_BLOCK ? NN_INDENT : nn_yylex(value, at, scanner);
    if (p->skip != LEX_SKIP_NOTHING && kind == NN_INDENT) {
        if (!drop_block(p, value, at, scanner))
            return NN_END;
        const bool own = p->skip == LEX_SKIP_THIS_BLOCK;
        p->skip = LEX_SKIP_NOTHING;
        kind = own ? NN_NEWLINE : nn_yylex(value, at, scanner);
    }
    if (kind != NN_NEWLINE)
        p->skip = LEX_SKIP_NOTHING;
    return kind;
}
