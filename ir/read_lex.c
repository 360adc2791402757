/* Tokens of the text form. Units, dimensions and types are read at their place, as only there
   they mean one. */
#include "ir/read.h"
#include "ir/words.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *here(const IrReader *r)
{
    return r->file->text + r->pos;
}

static Span span_from(const IrReader *r, uint32_t start)
{
    return (Span){r->file->base + start, r->file->base + r->pos};
}

void ir_read_fail(IrReader *r, DiagCode code, const char *fmt, ...)
{
    if (!r->failed) {
        va_list ap;
        va_start(ap, fmt);
        diag(r->session->diags, code, r->token.span, "%s", arena_vprintf(r->arena, fmt, ap));
        va_end(ap);
    }
    r->failed = true;
    r->pos = r->file->len;
    r->token = (IrToken){
        .kind = IR_TOKEN_END, .span = r->token.span, .text = str_from(r->session->strings, "")};
}

bool ir_read_deeper(IrReader *r)
{
    const unsigned most = r->within ? 2 * IR_NESTING_MAX : IR_NESTING_MAX;
    if (++r->depth <= most)
        return true;
    ir_read_fail(r, DIAG_NNC0602, "more than %u levels of nesting", most);
    return false;
}

/* ---- characters ---- */
static void skip_blanks(IrReader *r)
{
    for (;;) {
        const char c = *here(r);
        if (c == '#')
            r->pos += (uint32_t)strcspn(here(r), "\n");
        else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';')
            r->pos++;
        else
            return;
    }
}

static void skip_word(IrReader *r)
{
    while (is_letter(*here(r)) || is_digit(*here(r)))
        r->pos++;
}

/* word{.word}; words behind a dot may start with a digit. */
static void skip_path(IrReader *r)
{
    skip_word(r);
    while (here(r)[0] == '.' && (is_letter(here(r)[1]) || is_digit(here(r)[1]))) {
        r->pos++;
        skip_word(r);
    }
}

static const Str *text_from(const IrReader *r, uint32_t start)
{
    return str_intern(r->session->strings, r->file->text + start, r->pos - start);
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One character of a string, 0 at a mistake (reported). */
static char string_char(IrReader *r)
{
    char c = *here(r);
    r->pos++;
    if (c != '\\')
        return c;
    c = *here(r);
    r->pos++;
    if (c == '"' || c == '\\')
        return c;
    const int high = c == 'x' ? hex_digit(here(r)[0]) : -1;
    const int low = high >= 0 ? hex_digit(here(r)[1]) : -1;
    if (low < 0 || high * 16 + low == 0) {
        r->token.span = span_from(r, r->pos - 1);
        ir_read_fail(r, DIAG_NNC0604,
                     "unknown escape in a string; there are \\\" \\\\ and \\x01 to \\xff");
        return 0;
    }
    r->pos += 2;
    return (char)(high * 16 + low);
}

static const Str *read_quoted(IrReader *r)
{
    const uint32_t start = r->pos++;
    char *text = arena_alloc(r->arena, strcspn(here(r), "\n") + 1);
    size_t n = 0;
    while (!r->failed && *here(r) && *here(r) != '"' && *here(r) != '\n')
        text[n++] = string_char(r);
    if (!r->failed && *here(r) != '"') {
        r->token.span = span_from(r, start);
        ir_read_fail(r, DIAG_NNC0604, "this string has no end");
    }
    if (!r->failed)
        r->pos++;
    return str_intern(r->session->strings, text, r->failed ? 0 : n);
}

/* ---- numbers ---- */
static void skip_digits(IrReader *r)
{
    while (is_digit(*here(r)) || (*here(r) == '_' && is_digit(here(r)[1])))
        r->pos++;
}

static void skip_decimal(IrReader *r)
{
    skip_digits(r);
    if (*here(r) == '.') {
        r->pos++;
        skip_digits(r);
    }
    const char *s = here(r);
    if ((s[0] == 'e' || s[0] == 'E') &&
        (is_digit(s[1]) || ((s[1] == '+' || s[1] == '-') && is_digit(s[2])))) {
        r->pos += 2;
        skip_digits(r);
    }
}

static const Unit *unit_here(IrReader *r)
{
    Unit unit;
    const size_t n = unit_parse(here(r), r->file->len - r->pos, &unit);
    if (!n)
        return NULL;
    r->pos += (uint32_t)n;
    Unit *copy = ARENA_NEW(r->arena, Unit);
    *copy = unit;
    return copy;
}

/* Is a unit directly here: a letter, % or a / before a letter. */
static const Unit *unit_behind_number(IrReader *r)
{
    const char *s = here(r);
    if (!is_letter(s[0]) && !(s[0] == '/' && is_letter(s[1])) && s[0] != '%')
        return NULL;
    return unit_here(r);
}

static void skip_decimal_for_the_eye(IrReader *r)
{
    if (*here(r) != '(')
        return;
    const size_t n = strcspn(here(r), ")\n");
    if (here(r)[n] == ')')
        r->pos += (uint32_t)n + 1;
}

/* A base dimension with its power in halves: "m2", "s-1/2". */
static bool read_power(IrReader *r, Dim *d)
{
    const uint32_t start = r->pos;
    while (is_letter(*here(r)))
        r->pos++;
    const Str *symbol = text_from(r, start);
    for (int i = 0; i < DIM_BASES; i++) {
        if (!str_is(symbol, ir_base_symbols[i]))
            continue;
        char *end;
        const bool numbered = *here(r) == '-' || is_digit(*here(r));
        const long power = numbered ? strtol(here(r), &end, 10) : 1;
        if (numbered)
            r->pos = (uint32_t)(end - r->file->text);
        const bool half = here(r)[0] == '/' && here(r)[1] == '2';
        r->pos += half ? 2 : 0;
        if (power < -50 || power > 50)
            return false;
        d->half[i] = (int8_t)(half ? power : 2 * power);
        return true;
    }
    return false;
}

static Dim dim_here(IrReader *r)
{
    Dim d = DIM_NONE;
    const uint32_t start = r->pos;
    bool fine = *here(r) == '{';
    r->pos += fine;
    while (fine && *here(r) != '}') {
        skip_blanks(r);
        if (here(r)[0] == '\'' && here(r)[1] == 'w') {
            d.var = 1;
            r->pos += 2;
        } else if (*here(r) != '}') {
            fine = read_power(r, &d);
        }
    }
    if (fine) {
        r->pos++;
    } else {
        r->token.span = span_from(r, start);
        ir_read_fail(r, DIAG_NNC0604, "malformed dimension; write it like {kg m2 s-3 A-1}");
    }
    return d;
}

static void read_hex(IrReader *r)
{
    char *end = NULL;
    const char *s = here(r);
    if (!strncmp(s, "0xinf", 5) || !strncmp(s, "0xnan", 5)) {
        r->token.number = strtod(s + 2, NULL);
        r->pos += 5;
    } else {
        r->token.number = strtod(s, &end);
        r->pos += (uint32_t)(end - s);
    }
    r->token.kind = IR_TOKEN_HEX;
    r->token.dim = *here(r) == '{' ? dim_here(r) : DIM_NONE;
    if (!r->failed)
        skip_decimal_for_the_eye(r);
}

static void read_decimal(IrReader *r)
{
    const uint32_t start = r->pos;
    skip_decimal(r);
    r->token.kind = IR_TOKEN_NUMBER;
    r->token.text = text_from(r, start);
    r->token.unit = unit_behind_number(r);
}

/* ---- tokens ---- */
static const char *const puncts[] = {
    "<->", ":=", "->", "<-", "<=", ">=", "==", "!=", "'w", "[]", "{", "}", "(", ")", "[",
    "]",   ",",  ".",  ":",  "=",  "+",  "-",  "*",  "/",  "<",  ">", "^", "!", "&", "|",
};
enum { N_PUNCTS = sizeof puncts / sizeof *puncts };

static void read_punct(IrReader *r)
{
    for (int i = 0; i < N_PUNCTS; i++) {
        const size_t n = strlen(puncts[i]);
        if (strncmp(here(r), puncts[i], n))
            continue;
        r->pos += (uint32_t)n;
        r->token.kind = IR_TOKEN_PUNCT;
        r->token.text = str_from(r->session->strings, puncts[i]);
        return;
    }
    const unsigned char c = (unsigned char)*here(r);
    r->pos++;
    r->token.span = span_from(r, r->pos - 1);
    if (c >= ' ' && c < 127)
        ir_read_fail(r, DIAG_NNC0601, "unexpected character `%c`", c);
    else
        ir_read_fail(r, DIAG_NNC0601, "unexpected byte 0x%02x", c);
}

static void read_sigil(IrReader *r, IrTokenKind kind)
{
    r->pos++;
    r->token.kind = kind;
    if (*here(r) == '"') {
        r->token.text = read_quoted(r);
        return;
    }
    const uint32_t start = r->pos;
    if (kind == IR_TOKEN_ENTITY)
        skip_word(r);
    else
        skip_path(r);
    if (r->pos == start) {
        r->token.span = span_from(r, start - 1);
        ir_read_fail(r, DIAG_NNC0604, "a name must follow `%c`", r->file->text[start - 1]);
        return;
    }
    r->token.text = text_from(r, start);
}

static void read_token(IrReader *r, char c, char next)
{
    const uint32_t start = r->pos;
    if (c == '%' || c == '$' || c == '@') {
        read_sigil(r, c == '%' ? IR_TOKEN_ITEM : c == '$' ? IR_TOKEN_ENTITY : IR_TOKEN_PLACE);
    } else if (c == '"') {
        r->token.kind = IR_TOKEN_STRING;
        r->token.text = read_quoted(r);
    } else if (c == '0' && (next == 'x' || next == 'X')) {
        read_hex(r);
    } else if (is_digit(c) || (c == '.' && is_digit(next))) {
        read_decimal(r);
    } else if (is_letter(c)) {
        skip_word(r);
        r->token.kind = IR_TOKEN_WORD;
        r->token.text = text_from(r, start);
    } else {
        read_punct(r);
    }
}

void ir_read_next(IrReader *r)
{
    if (r->failed)
        return;
    r->last = r->file->base + r->pos;
    skip_blanks(r);
    const uint32_t start = r->pos;
    const char *s = here(r);
    r->token = (IrToken){.kind = IR_TOKEN_END, .text = str_from(r->session->strings, "")};
    r->token.span = span_from(r, start);
    if (r->pos < r->file->len && *s)
        read_token(r, s[0], s[1]);
    else if (r->pos < r->file->len)
        ir_read_fail(r, DIAG_NNC0601, "the text contains a zero byte");
    if (!r->failed)
        r->token.span = span_from(r, start);
}

bool ir_read_is(const IrReader *r, const char *punct)
{
    return r->token.kind == IR_TOKEN_PUNCT && str_is(r->token.text, punct);
}

bool ir_read_is_word(const IrReader *r, const char *word)
{
    return r->token.kind == IR_TOKEN_WORD && str_is(r->token.text, word);
}

bool ir_read_accept(IrReader *r, const char *punct)
{
    const bool found = ir_read_is(r, punct);
    if (found)
        ir_read_next(r);
    return found;
}

bool ir_read_accept_word(IrReader *r, const char *word)
{
    const bool found = ir_read_is_word(r, word);
    if (found)
        ir_read_next(r);
    return found;
}

static const char *found_words(const IrReader *r)
{
    if (r->token.kind == IR_TOKEN_END)
        return "the end of the text";
    return arena_printf(r->arena, "`%.*s`", (int)(r->token.span.hi - r->token.span.lo),
                        r->file->text + (r->token.span.lo - r->file->base));
}

void ir_read_missing(IrReader *r, const char *what)
{
    ir_read_fail(r, DIAG_NNC0601, "expected %s, found %s", what, found_words(r));
}

void ir_read_expect(IrReader *r, const char *punct)
{
    if (!ir_read_accept(r, punct))
        ir_read_missing(r, arena_printf(r->arena, "`%s`", punct));
}

void ir_read_expect_word(IrReader *r, const char *word)
{
    if (!ir_read_accept_word(r, word))
        ir_read_missing(r, arena_printf(r->arena, "`%s`", word));
}

const Str *ir_read_name(IrReader *r, IrTokenKind kind, const char *what)
{
    const Str *text = r->token.text;
    if (r->token.kind == kind && kind != IR_TOKEN_END)
        ir_read_next(r);
    else
        ir_read_missing(r, what);
    return text;
}

const Str *ir_read_plain_name(IrReader *r, const char *what)
{
    return ir_read_name(r, r->token.kind == IR_TOKEN_STRING ? IR_TOKEN_STRING : IR_TOKEN_WORD,
                        what);
}

const char *ir_read_string(IrReader *r)
{
    if (r->token.kind != IR_TOKEN_STRING)
        return NULL;
    const char *text = r->token.text->s;
    ir_read_next(r);
    return text;
}

const Unit *ir_read_unit_behind(IrReader *r)
{
    const Unit *unit = r->failed ? NULL : unit_behind_number(r);
    ir_read_next(r);
    return unit;
}

uint32_t ir_read_index(IrReader *r)
{
    const Str *text = r->token.text;
    if (r->token.kind != IR_TOKEN_NUMBER || text->len > 9 ||
        strspn(text->s, "0123456789") != text->len)
        ir_read_fail(r, DIAG_NNC0604, "expected an index");
    ir_read_next(r);
    return r->failed ? 0 : (uint32_t)strtoul(text->s, NULL, 10);
}

int64_t ir_read_integer_behind(IrReader *r)
{
    if (r->failed)
        return 0;
    skip_blanks(r);
    const char *s = here(r);
    const size_t sign = *s == '-';
    const size_t digits = strspn(s + sign, "0123456789");
    const uint32_t start = r->pos;
    r->pos += (uint32_t)(sign + digits);
    r->token.span = span_from(r, start);
    if (!digits || digits > 18)
        ir_read_fail(r, DIAG_NNC0604, digits ? "this integer is too large" : "expected an integer");
    const int64_t value = r->failed ? 0 : strtoll(s, NULL, 10);
    ir_read_next(r);
    return value;
}

bool ir_read_behind_is(const IrReader *r, char c)
{
    return !r->failed && *here(r) == c;
}

static bool read_digits(IrReader *r, uint32_t *out)
{
    const size_t n = strspn(here(r), "0123456789");
    if (!n || n > 9)
        return false;
    *out = (uint32_t)strtoul(here(r), NULL, 10);
    r->pos += (uint32_t)n;
    return true;
}

void ir_read_range_behind(IrReader *r, const char *prefix, uint32_t *lo, uint32_t *hi)
{
    if (r->failed)
        return;
    const uint32_t start = r->pos;
    bool fine = !strncmp(here(r), prefix, strlen(prefix));
    r->pos += fine ? (uint32_t)strlen(prefix) : 0;
    fine = fine && read_digits(r, lo) && *here(r) == '-';
    r->pos += fine;
    if (!fine || !read_digits(r, hi)) {
        r->token.span = span_from(r, start);
        ir_read_fail(r, DIAG_NNC0604, "expected a place like %s120-140", prefix);
    }
    ir_read_next(r);
}

Dim ir_read_dim_behind(IrReader *r)
{
    if (r->failed)
        return DIM_NONE;
    skip_blanks(r);
    const Dim d = dim_here(r);
    ir_read_next(r);
    return d;
}

/* int, bool, 'w, 1, {dimension} or a unit. */
static IrTypeText type_here(IrReader *r)
{
    const uint32_t start = r->pos;
    const char *s = here(r);
    const Unit *unit;
    if (*s == '{')
        return (IrTypeText){.dim = dim_here(r)};
    if (s[0] == '\'' && s[1] == 'w') {
        r->pos += 2;
        return (IrTypeText){.dim = {{0}, 1}};
    }
    skip_word(r);
    const Str *word = text_from(r, start);
    if (str_is(word, "int") || str_is(word, "bool"))
        return (IrTypeText){.scalar = str_is(word, "int") ? IR_INT : IR_BOOL};
    r->pos = start;
    if (s[0] == '1' && s[1] != '/') {
        Unit *one = ARENA_NEW(r->arena, Unit);
        *one = (Unit){.factor = 1, .text = "1"};
        r->pos++;
        return (IrTypeText){.unit = one};
    }
    unit = unit_here(r);
    if (!unit) {
        r->pos = start + (r->pos == start && *s != 0);
        r->token.span = span_from(r, start);
        ir_read_fail(r, DIAG_NNC0604, "expected a unit, 1, int, bool, 'w or a dimension in braces");
    }
    return (IrTypeText){.unit = unit, .dim = unit ? unit->dim : DIM_NONE};
}

IrTypeText ir_read_type_behind(IrReader *r)
{
    if (r->failed)
        return (IrTypeText){.scalar = IR_REAL};
    skip_blanks(r);
    IrTypeText type = type_here(r);
    ir_read_next(r);
    type.is_list = ir_read_accept(r, "[]");
    return type;
}
