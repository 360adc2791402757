/* Diagnostics for people: the message, then the source lines it speaks of with marks under them.

       error[NNC0214]: units do not agree
         --> brunel.nn:14:5
          |
       12 |     tau_m = 20 ms
          |     ------------- tau_m has unit ms
       ...
       14 |     dv/dt = -(v - E_L) + R*I / tau_m
          |             ^^^^^^^^^^ this term is mV
          = help: write (-(v - E_L) + R*I) / tau_m */
#include "ir/base/diag_list.h"
#include "ir/base/display.h"

#include <stdlib.h>
#include <string.h>

enum {
    WIDTH_DEFAULT = 100,
    WIDTH_LEAST = 40,
    WIDTH_MOST = 200, /* columns of source that are ever shown */
    TEXT_MOST = 600   /* columns of a message or a label */
};

typedef struct Mark {
    SourcePlace place; /* of its first byte */
    unsigned from, to; /* columns of the shown line, [from, to) */
    bool primary;
    const char *text; /* NULL or empty: no label */
} Mark;

typedef struct Snippet {
    Mark *marks; /* by line, then column */
    uint32_t n;
    int gutter;     /* columns of the line numbers */
    unsigned width; /* columns of source */
    bool colour;
    FILE *out;
} Snippet;

static const char colour_reset[] = "\x1b[0m", colour_frame[] = "\x1b[34m";

static const char *severity_colour(DiagSeverity severity)
{
    static const char *const colours[] = {"\x1b[36m", "\x1b[1;35m", "\x1b[1;31m"};
    return colours[severity];
}

static void paint(const Snippet *s, const char *colour)
{
    if (s->colour)
        fputs(colour, s->out);
}

static void write_text(FILE *out, const char *text)
{
    display_write(out, text, strlen(text), 0, TEXT_MOST);
}

/* " 14 | " or "    | " */
static void write_gutter(const Snippet *s, uint32_t line)
{
    paint(s, colour_frame);
    if (line)
        fprintf(s->out, "%*u |", s->gutter, line);
    else
        fprintf(s->out, "%*s |", s->gutter, "");
    paint(s, colour_reset);
}

static Mark make_mark(Span at, SourcePlace place, bool primary, const char *text)
{
    Mark mark = {.place = place, .primary = primary, .text = text};
    const char *marked = place.file->text + (at.lo - place.file->base);
    const size_t start = marked > place.line_text ? (size_t)(marked - place.line_text) : 0;
    const size_t to_line_end = place.line_len > start ? place.line_len - start : 0;
    const size_t length = at.hi > at.lo ? at.hi - at.lo : 0;
    const size_t end = start + (length < to_line_end ? length : to_line_end);
    mark.from = display_width(place.line_text, start < place.line_len ? start : place.line_len);
    mark.to = display_width(place.line_text, end < place.line_len ? end : place.line_len);
    if (mark.to <= mark.from)
        mark.to = mark.from + 1;
    return mark;
}

static int compare_marks(const void *a, const void *b)
{
    const Mark *x = a, *y = b;
    if (x->place.line != y->place.line)
        return x->place.line < y->place.line ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* The window of a line that is too long to be shown: around its primary mark, or the first one. */
static unsigned window_start(const Snippet *s, const Mark *marks, uint32_t n, unsigned total)
{
    const Mark *centre = marks;
    for (uint32_t i = 0; i < n; i++)
        if (marks[i].primary)
            centre = &marks[i];
    if (total <= s->width || centre->from < s->width * 2 / 3)
        return 0;
    const unsigned from = centre->from - s->width / 3;
    return from + s->width > total ? total - s->width : from;
}

static void write_source(const Snippet *s, const SourcePlace *place, unsigned from)
{
    const unsigned total = display_width(place->line_text, place->line_len), to = from + s->width;
    write_gutter(s, place->line);
    if (total) {
        fputs(from ? " ..." : " ", s->out);
        display_write(s->out, place->line_text, place->line_len, from ? from + 3 : 0, to);
        if (total > to)
            fputs("...", s->out);
    }
    fputc('\n', s->out);
}

/* Draws a mark into a row of the window's columns. */
static void draw(char *row, unsigned width, const Mark *mark, unsigned from)
{
    for (unsigned c = mark->from < from ? from : mark->from; c < mark->to && c < from + width; c++)
        if (row[c - from] != '^')
            row[c - from] = mark->primary ? '^' : '-';
}

static bool has_text(const Mark *mark)
{
    return mark->text && *mark->text;
}

/* The row of marks, with the text of the rightmost; then the other texts, right to left, each under
 * its mark. */
static void write_marks(const Snippet *s, const Mark *marks, uint32_t n, unsigned from)
{
    char row[WIDTH_MOST + 2];
    memset(row, ' ', sizeof row);
    for (uint32_t i = 0; i < n; i++)
        draw(row, s->width + 1, &marks[i], from);
    size_t len = s->width + 1;
    while (len && row[len - 1] == ' ')
        len--;
    write_gutter(s, 0);
    fprintf(s->out, " %.*s", (int)len, row);
    for (uint32_t i = n; i-- > 0;) {
        if (!has_text(&marks[i]))
            continue;
        if (i + 1 < n) {
            fputc('\n', s->out);
            write_gutter(s, 0);
            fprintf(s->out, "%*s", marks[i].from > from ? (int)(marks[i].from - from) : 0, "");
        }
        fputc(' ', s->out);
        write_text(s->out, marks[i].text);
    }
    fputc('\n', s->out);
}

/* What stands between two marked lines: nothing, the one line there, or dots. */
static void write_gap(const Snippet *s, const Mark *before, const Mark *after)
{
    const uint32_t gap = after->place.line - before->place.line - 1;
    if (gap > 1) {
        fprintf(s->out, "...\n");
    } else if (gap == 1) {
        const char *end = after->place.line_text,
                   *start = before->place.line_text + before->place.line_len;
        start += start[0] == '\r' && start[1] == '\n' ? 2 : 1;
        SourcePlace between = before->place;
        between.line++;
        between.line_text = start;
        between.line_len = (uint32_t)strcspn(start, "\r\n");
        if (start < end)
            write_source(s, &between, 0);
    }
}

static void write_snippet(const Snippet *s)
{
    write_gutter(s, 0);
    fputc('\n', s->out);
    for (uint32_t i = 0, next; i < s->n; i = next) {
        for (next = i + 1; next < s->n && s->marks[next].place.line == s->marks[i].place.line;)
            next++;
        const SourcePlace *place = &s->marks[i].place;
        const unsigned total = display_width(place->line_text, place->line_len);
        const unsigned from = window_start(s, s->marks + i, next - i, total);
        if (i)
            write_gap(s, &s->marks[i - 1], &s->marks[i]);
        write_source(s, place, from);
        write_marks(s, s->marks + i, next - i, from);
    }
}

/* Marks of one file: the primary one if it lies there, and the notes from `first` on that do and
 * were not shown. */
static uint32_t gather_marks(const Diags *d, const Diag *g, const SourceFile *file, bool *shown,
                             Mark *marks)
{
    uint32_t n = 0;
    SourcePlace place;
    if (sources_place(d->sources, g->at.lo, &place) && place.file == file)
        marks[n++] = make_mark(g->at, place, true, g->label);
    for (uint32_t i = 0; i < g->notes.n; i++) {
        const DiagNote *note = &g->notes.v[i];
        if (shown[i] || !sources_place(d->sources, note->at.lo, &place) || place.file != file)
            continue;
        marks[n++] = make_mark(note->at, place, false, note->text);
        shown[i] = true;
    }
    qsort(marks, n, sizeof *marks, compare_marks);
    return n;
}

static int gutter_of(const Diags *d, const Diag *g)
{
    uint32_t most = 1;
    SourcePlace place;
    if (sources_place(d->sources, g->at.lo, &place))
        most = place.line;
    for (uint32_t i = 0; i < g->notes.n; i++)
        if (sources_place(d->sources, g->notes.v[i].at.lo, &place) && place.line > most)
            most = place.line;
    int digits = 1;
    while (most /= 10)
        digits++;
    return digits < 2 ? 2 : digits;
}

static unsigned source_width(const Diags *d, int gutter)
{
    unsigned width = d->options.width ? d->options.width : WIDTH_DEFAULT;
    width = width < WIDTH_LEAST ? WIDTH_LEAST : width;
    width -= (unsigned)gutter + 6; /* the frame and the dots */
    return width > WIDTH_MOST - 6 ? WIDTH_MOST - 6 : width;
}

/* "  --> file:line:column" and the lines; "::: " for a file that is not the primary one's. */
static void write_file(const Diags *d, const Diag *g, Snippet *s, Span at, const char *arrow,
                       bool *shown)
{
    SourcePlace place;
    sources_place(d->sources, at.lo, &place);
    paint(s, colour_frame);
    fprintf(s->out, "%*s%s ", s->gutter, "", arrow);
    paint(s, colour_reset);
    write_text(s->out, place.file->name);
    fprintf(s->out, ":%u:%u\n", place.line, place.column);
    s->n = gather_marks(d, g, place.file, shown, s->marks);
    write_snippet(s);
}

/* A remark may have lines, as what another program said. */
static void write_remark(const Snippet *s, const char *kind, const char *text)
{
    fprintf(s->out, "%*s = %s: ", s->gutter, "", kind);
    for (;;) {
        const size_t n = strcspn(text, "\n");
        display_write(s->out, text, n, 0, TEXT_MOST);
        fputc('\n', s->out);
        text += n;
        if (!*text || !*++text)
            return;
        fprintf(s->out, "%*s   ", s->gutter, "");
    }
}

static void write_head(const Diag *g, const Snippet *s)
{
    paint(s, severity_colour(g->severity));
    fprintf(s->out, "%s[%s]", diag_severity_name(g->severity), diag_code_name(g->code));
    paint(s, colour_reset);
    fputs(": ", s->out);
    write_text(s->out, g->message);
    fputc('\n', s->out);
}

void diag_render_human(const Diags *d, const Diag *g, FILE *out)
{
    Snippet s = {.gutter = gutter_of(d, g), .colour = d->options.colour, .out = out};
    SourcePlace place;
    bool *shown = ARENA_ARRAY(d->arena, bool, g->notes.n);
    s.width = source_width(d, s.gutter);
    s.marks = ARENA_ARRAY(d->arena, Mark, g->notes.n + 1);
    write_head(g, &s);
    if (sources_place(d->sources, g->at.lo, &place))
        write_file(d, g, &s, g->at, "-->", shown);
    for (uint32_t i = 0; i < g->notes.n; i++)
        if (!shown[i] && sources_place(d->sources, g->notes.v[i].at.lo, &place))
            write_file(d, g, &s, g->notes.v[i].at, ":::", shown);
    for (uint32_t i = 0; i < g->notes.n; i++)
        if (!shown[i])
            write_remark(&s, "note", g->notes.v[i].text);
    for (uint32_t i = 0; i < g->helps.n; i++)
        write_remark(&s, "help", g->helps.v[i]);
    for (uint32_t i = 0; i < g->fixes.n && !g->helps.n; i++)
        write_remark(&s, "help", arena_printf(d->arena, "write %s", g->fixes.v[i].replacement));
    fputc('\n', out);
}
