/* The formatter walks over the tokens and what stands between them. It changes blanks, indents and
   empty lines, and keeps every token, comment and line break inside brackets, so that it cannot
   change a meaning. How much room two neighbours get is a matter of their classes; which sign is a
   prefix and which colon a slice, of the token before and the bracket around. */
#include "frontend/format.h"
#include "frontend/lex.h"
#include "nn.tab.h"

#include <string.h>

enum { INDENT_WIDTH = 4, BLANK_LINES_MAX = 2 };

typedef VEC(char) Text;

/* What is known about an open bracket; the first stands for no bracket. */
typedef struct Level {
    char opener;      /* 's' for a subscript */
    bool annotated;   /* a colon since the last comma: `weight: uS = 3` */
    unsigned lambdas; /* whose colon is still to come */
} Level;

typedef struct Formatter {
    Arena *arena;
    const SourceFile *source;
    LexTokens tokens;
    Text out;
    unsigned columns[LEX_BLOCKS_MAX + 1]; /* column of each open block in the source */
    unsigned depth;                       /* of blocks */
    Level levels[LEX_BRACKETS_MAX + 1];
    unsigned level;     /* of brackets */
    bool line_start;    /* no token on this line yet */
    int shift;          /* new indent - old indent of this statement, for its continuation lines */
    bool arrow, is_def; /* seen in this line, outside brackets: what follows an arrow are rates */
    bool prefix;        /* the last token is a sign before its operand */
    bool lambda_colon;  /* the last token is the colon of a lambda */
} Formatter;

/* ---- output ---- */

static void put(Formatter *f, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        VEC_PUSH(f->arena, &f->out, text[i]);
}

static void put_blanks(Formatter *f, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        put(f, " ", 1);
}

/* The text of a token or comment, with \n for all line ends. */
static void put_source(Formatter *f, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\r')
            put(f, text + i, 1);
        else if (i + 1 >= len || text[i + 1] != '\n')
            put(f, "\n", 1);
    }
}

/* ---- classes ---- */

static const char *text_of(const Formatter *f, const LexToken *t)
{
    return f->source->text + (t->span.lo - f->source->base);
}

static bool is_hard(const Formatter *f, const LexToken *t)
{
    return t->span.hi > t->span.lo && lex_is_hard_keyword(text_of(f, t), span_len(t->span));
}

static bool is_soft(const Formatter *f, const LexToken *t)
{
    return t->span.hi > t->span.lo && t->kind != NN_NAME &&
           lex_keyword(text_of(f, t), span_len(t->span)) && !is_hard(f, t);
}

/* Hard keywords that are values, as names are. */
static bool is_value_word(int kind)
{
    return kind == NN_TRUE || kind == NN_FALSE || kind == NN_NONE;
}

/* A token that an operand may end with: after it a sign is an operator and a bracket a call. */
static bool ends_operand(const Formatter *f, uint32_t i)
{
    const LexToken *t = &f->tokens.v[i];
    switch (t->kind) {
    case NN_NAME:
    case NN_NUMBER:
    case NN_UNIT:
    case NN_STRING:
    case NN_MORE_STRING:
    case NN_ELLIPSIS:
    case ')':
    case ']':
    case '}':
        return true;
    default:
        break;
    }
    if (is_hard(f, t))
        return is_value_word(t->kind) || (i > 0 && f->tokens.v[i - 1].kind == '.');
    return is_soft(f, t);
}

static bool blank_between(const LexToken *a, const LexToken *b)
{
    return a->span.hi < b->span.lo;
}

/* A sign or star before its operand. After a soft keyword, which may be a name, the blanks of the
   source decide. */
static bool is_prefix(const Formatter *f, uint32_t i)
{
    const LexToken *t = &f->tokens.v[i];
    if (t->kind == '~')
        return true;
    if (t->kind != '-' && t->kind != '+' && t->kind != '*' && t->kind != NN_STARSTAR)
        return false;
    if (i == 0 || !ends_operand(f, i - 1))
        return true;
    const LexToken *before = &f->tokens.v[i - 1];
    return is_soft(f, before) && blank_between(before, t) && !blank_between(t, &f->tokens.v[i + 1]);
}

static bool is_closer(int kind)
{
    return kind == ')' || kind == ']' || kind == '}';
}

static bool is_opener(int kind)
{
    return kind == '(' || kind == '[' || kind == '{';
}

static bool has_slash(const Formatter *f, const LexToken *t)
{
    return memchr(text_of(f, t), '/', span_len(t->span)) != NULL;
}

/* * and / have blanks where it would be hard to see how far a literal goes: `1 /ms * x`, `v / 10
   mV`. */
static bool is_spaced_product(const Formatter *f, uint32_t i)
{
    const LexToken *t = &f->tokens.v[i];
    if (i > 0 && t[-1].kind == NN_UNIT && has_slash(f, &t[-1]))
        return true;
    return t->kind == '/' && i + 2 < f->tokens.n && t[1].kind == NN_NUMBER && t[2].kind == NN_UNIT;
}

/* Operators with blanks around. Sums in subscripts have none: x[i+1:n]. */
static bool is_spaced_operator(const Formatter *f, uint32_t i)
{
    switch (f->tokens.v[i].kind) {
    case '+':
    case '-':
        return f->levels[f->level].opener != 's';
    case '<':
    case '>':
    case '&':
    case '|':
    case '%':
    case NN_LE:
    case NN_GE:
    case NN_EQ:
    case NN_NE:
    case NN_REVERSIBLE:
    case NN_ARROW:
    case NN_AUGMENT:
        return true;
    case '*':
    case '/':
    case NN_FLOORDIV:
        return is_spaced_product(f, i);
    default:
        return false;
    }
}

/* Operators that have no blanks around, unless they are spaced. */
static bool is_tight(int kind)
{
    return kind == '*' || kind == '/' || kind == NN_FLOORDIV || kind == '^' ||
           kind == NN_STARSTAR || kind == '+' || kind == '-';
}

/* name=value of a call or lambda; an annotated parameter has blanks. */
static bool is_argument_equals(const Formatter *f)
{
    const Level *level = &f->levels[f->level];
    return level->lambdas || (f->level > 0 && !level->annotated);
}

static bool is_word(const Formatter *f, uint32_t i)
{
    const int kind = f->tokens.v[i].kind;
    return kind == NN_NAME || kind == NN_NUMBER || kind == NN_UNIT || kind == NN_STRING ||
           kind == NN_MORE_STRING || kind == NN_ELLIPSIS || is_hard(f, &f->tokens.v[i]) ||
           is_soft(f, &f->tokens.v[i]);
}

/* Room before the bracket tokens[i]: none for a call or subscript. */
static bool room_before_opener(const Formatter *f, uint32_t i)
{
    const LexToken *before = &f->tokens.v[i - 1];
    if (!ends_operand(f, i - 1))
        return !is_opener(before->kind);
    if (is_soft(f, before))
        return blank_between(before, &f->tokens.v[i]);
    return f->level == 0 && f->arrow && !f->is_def;
}

/* Blanks between tokens[i - 1] and tokens[i], both on one line: 0 or 1. */
static bool room_before(const Formatter *f, uint32_t i)
{
    const int before = f->tokens.v[i - 1].kind, kind = f->tokens.v[i].kind;
    if (kind == ',' || kind == ';' || is_closer(kind))
        return false;
    if (kind == '.' || before == '.')
        return kind == '.' && before == NN_NUMBER; /* `1 .x`, not the number `1.` */
    if (before == ',' || before == ';')
        return true;
    if (kind == ':')
        return false;
    if (before == ':')
        return f->levels[f->level].opener != 's' || f->lambda_colon;
    if (is_opener(before) || f->prefix)
        return false;
    if (kind == '=' || before == '=')
        return !is_argument_equals(f);
    const bool prefix = is_prefix(f, i);
    if ((!prefix && is_spaced_operator(f, i)) || is_spaced_operator(f, i - 1))
        return true;
    if ((!prefix && is_tight(kind)) || is_tight(before))
        return false;
    if (is_opener(kind))
        return room_before_opener(f, i);
    return prefix || is_word(f, i) || is_word(f, i - 1);
}

/* ---- state that follows the tokens ---- */

static void enter_bracket(Formatter *f, uint32_t i)
{
    const int kind = f->tokens.v[i].kind;
    const bool subscript = kind == '[' && i > 0 && ends_operand(f, i - 1);
    if (f->level < LEX_BRACKETS_MAX)
        f->level++;
    f->levels[f->level] = (Level){.opener = subscript ? 's' : (char)kind};
}

static void follow(Formatter *f, uint32_t i)
{
    const int kind = f->tokens.v[i].kind;
    Level *level = &f->levels[f->level];
    f->prefix = is_prefix(f, i);
    f->lambda_colon = kind == ':' && level->lambdas;
    if (is_opener(kind))
        enter_bracket(f, i);
    else if (is_closer(kind) && f->level > 0)
        f->level--;
    else if (kind == NN_LAMBDA && (i == 0 || f->tokens.v[i - 1].kind != '.') &&
             f->tokens.v[i + 1].kind != '=')
        level->lambdas++;
    else if (f->lambda_colon)
        level->lambdas--;
    else if (kind == ':' && level->opener == '(')
        level->annotated = true;
    else if (kind == ',')
        level->annotated = false;
    if (f->level == 0 && (kind == NN_ARROW || kind == NN_REVERSIBLE))
        f->arrow = true;
    f->is_def = f->is_def || kind == NN_DEF;
}

/* ---- what stands between tokens ---- */

/* A line of the text between two tokens. */
typedef struct GapLine {
    const char *text; /* its comment, NULL if none */
    size_t len;
    unsigned column; /* of the comment, or of what follows the gap */
} GapLine;

/* Reads the rest of a line from *at; moves behind its end. A gap holds blanks, comments,
   backslashes before line ends, and semicolons that nothing follows. */
static GapLine gap_line(const char **at, const char *end)
{
    GapLine line = {NULL, 0, 0};
    const char *s = *at;
    for (; s < end && (*s == ' ' || *s == '\t' || *s == '\f' || *s == '\\' || *s == ';'); s++)
        line.column = *s == '\f' ? 0 : *s == '\t' ? (line.column / 8 + 1) * 8 : line.column + 1;
    if (s < end && *s == '#') {
        line.text = s;
        while (s < end && *s != '\n' && *s != '\r')
            s++;
        line.len = (size_t)(s - line.text);
        while (line.text[line.len - 1] == ' ' || line.text[line.len - 1] == '\t')
            line.len--;
    }
    if (s < end && *s == '\r')
        s++;
    if (s < end && *s == '\n')
        s++;
    *at = s;
    return line;
}

static bool has_line_end(const char *s, const char *end)
{
    for (; s < end; s++)
        if (*s == '\n' || *s == '\r')
            return true;
    return false;
}

/* Columns of the text up to `end` since its last line end; characters count once, tabs go to the
   next multiple of 8. */
static unsigned width_of_line(const char *text, const char *end)
{
    const char *s = end;
    unsigned column = 0;
    while (s > text && s[-1] != '\n' && s[-1] != '\r')
        s--;
    for (; s < end; s++) {
        if (*s == '\t')
            column = (column / 8 + 1) * 8;
        else if (((unsigned char)*s & 0xC0) != 0x80)
            column++;
    }
    return column;
}

/* The column that a line at `column` of the source gets inside a statement. */
static unsigned shifted(const Formatter *f, unsigned column)
{
    const int to = (int)column + f->shift;
    return to > 0 ? (unsigned)to : 0;
}

/* Two blanks before a comment, or as many as keep it where it was aligned. */
static void put_trailing_comment(Formatter *f, const GapLine *line)
{
    if (!line->text)
        return;
    const unsigned now = width_of_line(f->out.v, f->out.v + f->out.n);
    const unsigned wanted =
        shifted(f, width_of_line(f->source->text + lex_text_start(f->source), line->text));
    const bool aligned = line->column >= 2 && wanted > now + 2;
    put_blanks(f, aligned ? wanted - now : 2);
    put(f, line->text, line->len);
}

static bool ends_with_backslash(const char *s, const char *end)
{
    while (s < end && *s != '\n' && *s != '\r' && *s != '\\')
        s++;
    return s < end && *s == '\\';
}

/* A gap inside a statement that has a line end in it: in brackets, or behind a backslash. */
static void put_broken_gap(Formatter *f, const char *s, const char *end)
{
    if (f->level == 0 && ends_with_backslash(s, end))
        put(f, " \\", 2);
    GapLine line = gap_line(&s, end);
    put_trailing_comment(f, &line);
    put(f, "\n", 1);
    unsigned blank = 0;
    while (has_line_end(s, end)) {
        line = gap_line(&s, end);
        if (!line.text && (f->level == 0 || ++blank > BLANK_LINES_MAX))
            continue;
        if (line.text) {
            put_blanks(f, shifted(f, line.column));
            put(f, line.text, line.len);
            blank = 0;
        }
        put(f, "\n", 1);
    }
    line = gap_line(&s, end);
    put_blanks(f, shifted(f, line.column));
}

/* The block that a comment line at `column` belongs to: as deep as it is indented, within what is
   open before and after. */
static unsigned comment_depth(const Formatter *f, unsigned column, unsigned before, unsigned after)
{
    if (after > before)
        return after;
    unsigned depth = before;
    while (depth > after && f->columns[depth] > column)
        depth--;
    return depth;
}

/* The gap between two statements: comments and empty lines. `before`: depth of the statement
   above. */
static void put_line_gap(Formatter *f, const char *s, const char *end, unsigned before, bool last)
{
    unsigned blank = 0;
    const bool first = f->out.n == 0;
    if (!first) {
        const GapLine rest = gap_line(&s, end);
        put_trailing_comment(f, &rest);
        put(f, "\n", 1);
    }
    while (has_line_end(s, end) || (last && s < end)) {
        const GapLine line = gap_line(&s, end);
        if (!line.text) {
            blank++;
            continue;
        }
        for (unsigned i = 0; f->out.n && i < blank && i < BLANK_LINES_MAX; i++)
            put(f, "\n", 1);
        blank = 0;
        put_blanks(f, INDENT_WIDTH * comment_depth(f, line.column, before, f->depth));
        put(f, line.text, line.len);
        put(f, "\n", 1);
    }
    for (unsigned i = 0; !last && f->out.n && i < blank && i < BLANK_LINES_MAX; i++)
        put(f, "\n", 1);
}

/* ---- the walk ---- */

static unsigned column_of(const Formatter *f, const LexToken *t)
{
    const char *s = text_of(f, t), *line = s;
    while (line > f->source->text + lex_text_start(f->source) && line[-1] != '\n' &&
           line[-1] != '\r')
        line--;
    return gap_line(&line, s).column;
}

static void start_line(Formatter *f, const LexToken *t)
{
    const unsigned column = column_of(f, t);
    f->columns[f->depth] = column;
    f->shift = (int)(INDENT_WIDTH * f->depth) - (int)column;
    f->arrow = f->is_def = false;
    f->level = 0;
    f->levels[0] = (Level){0};
    f->prefix = f->lambda_colon = false;
    f->line_start = false;
    put_blanks(f, INDENT_WIDTH * f->depth);
}

static void put_token(Formatter *f, uint32_t i, const char *gap)
{
    const LexToken *t = &f->tokens.v[i];
    const char *text = text_of(f, t);
    if (t->kind == ';' && f->tokens.v[i + 1].kind == NN_NEWLINE)
        return;
    if (f->line_start)
        start_line(f, t);
    else if (has_line_end(gap, text))
        put_broken_gap(f, gap, text);
    else
        put_blanks(f, room_before(f, i));
    put_source(f, text, span_len(t->span));
    follow(f, i);
}

const char *format_file(Session *s, const AstFile *file, size_t *len)
{
    Formatter *f = ARENA_NEW(s->arena, Formatter);
    f->arena = s->arena;
    f->source = file->source;
    f->tokens = lex_all(s, file->source);
    f->line_start = true;
    const char *gap = file->source->text + lex_text_start(file->source),
               *end = file->source->text + file->source->len;
    unsigned before = 0; /* depth of the last statement */
    for (uint32_t i = 0; i < f->tokens.n; i++) {
        const LexToken *t = &f->tokens.v[i];
        if (t->kind == NN_FILE_ENTRY || t->kind == NN_END)
            continue;
        if (t->kind == NN_INDENT || t->kind == NN_DEDENT) {
            f->depth += t->kind == NN_INDENT ? 1u : -1u;
        } else if (t->kind == NN_NEWLINE) {
            f->line_start = true;
            before = f->depth;
        } else {
            if (f->line_start)
                put_line_gap(f, gap, text_of(f, t), before, false);
            put_token(f, i, gap);
            gap = text_of(f, t) + span_len(t->span);
        }
    }
    put_line_gap(f, gap, end, before, true);
    *len = f->out.n;
    put(f, "", 1);
    return f->out.v;
}

bool format_is_clean(Session *s, const AstFile *file)
{
    size_t len;
    const char *text = format_file(s, file, &len);
    return len == file->source->len && !memcmp(text, file->source->text, len);
}
