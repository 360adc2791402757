/* What stands between two tokens: blanks, comments, line ends. */
#include "frontend/format_parts.h"

void format_put(Formatter *f, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        VEC_PUSH(f->arena, &f->out, text[i]);
}

void format_put_blanks(Formatter *f, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        format_put(f, " ", 1);
}

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

bool format_has_line_end(const char *s, const char *end)
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
    format_put_blanks(f, aligned ? wanted - now : 2);
    format_put(f, line->text, line->len);
}

static bool ends_with_backslash(const char *s, const char *end)
{
    while (s < end && *s != '\n' && *s != '\r' && *s != '\\')
        s++;
    return s < end && *s == '\\';
}

void format_broken_gap(Formatter *f, const char *s, const char *end)
{
    if (f->level == 0 && ends_with_backslash(s, end))
        format_put(f, " \\", 2);
    GapLine line = gap_line(&s, end);
    put_trailing_comment(f, &line);
    format_put(f, "\n", 1);
    unsigned blank = 0;
    while (format_has_line_end(s, end)) {
        line = gap_line(&s, end);
        if (!line.text && (f->level == 0 || ++blank > BLANK_LINES_MAX))
            continue;
        if (line.text) {
            format_put_blanks(f, shifted(f, line.column));
            format_put(f, line.text, line.len);
            blank = 0;
        }
        format_put(f, "\n", 1);
    }
    line = gap_line(&s, end);
    format_put_blanks(f, shifted(f, line.column));
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

void format_line_gap(Formatter *f, const char *s, const char *end, unsigned before, bool last)
{
    unsigned blank = 0;
    const bool first = f->out.n == 0;
    if (!first) {
        const GapLine rest = gap_line(&s, end);
        put_trailing_comment(f, &rest);
        format_put(f, "\n", 1);
    }
    while (format_has_line_end(s, end) || (last && s < end)) {
        const GapLine line = gap_line(&s, end);
        if (!line.text) {
            blank++;
            continue;
        }
        for (unsigned i = 0; f->out.n && i < blank && i < BLANK_LINES_MAX; i++)
            format_put(f, "\n", 1);
        blank = 0;
        format_put_blanks(f, INDENT_WIDTH * comment_depth(f, line.column, before, f->depth));
        format_put(f, line.text, line.len);
        format_put(f, "\n", 1);
    }
    for (unsigned i = 0; !last && f->out.n && i < blank && i < BLANK_LINES_MAX; i++)
        format_put(f, "\n", 1);
}

unsigned format_indent(const char *line, const char *end)
{
    return gap_line(&line, end).column;
}
