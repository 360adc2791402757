/* The formatter walks over the tokens and what stands between them. It changes blanks, indents and
   empty lines, and keeps every token, comment and line break inside brackets, so that it cannot
   change a meaning. */
#include "frontend/format.h"
#include "frontend/format_parts.h"
#include "nn.tab.h"

#include <string.h>

/* The text of a token or comment, with \n for all line ends. */
static void put_source(Formatter *f, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\r')
            format_put(f, text + i, 1);
        else if (i + 1 >= len || text[i + 1] != '\n')
            format_put(f, "\n", 1);
    }
}

static unsigned column_of(const Formatter *f, const LexToken *t)
{
    const char *s = format_text_of(f, t), *line = s;
    while (line > f->source->text + lex_text_start(f->source) && line[-1] != '\n' &&
           line[-1] != '\r')
        line--;
    return format_indent(line, s);
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
    format_put_blanks(f, INDENT_WIDTH * f->depth);
}

static void put_token(Formatter *f, uint32_t i, const char *gap)
{
    const LexToken *t = &f->tokens.v[i];
    const char *text = format_text_of(f, t);
    if (t->kind == ';' && f->tokens.v[i + 1].kind == NN_NEWLINE)
        return;
    if (f->line_start)
        start_line(f, t);
    else if (format_has_line_end(gap, text))
        format_broken_gap(f, gap, text);
    else
        format_put_blanks(f, format_room_before(f, i));
    put_source(f, text, span_len(t->span));
    format_follow(f, i);
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
                format_line_gap(f, gap, format_text_of(f, t), before, false);
            put_token(f, i, gap);
            gap = format_text_of(f, t) + span_len(t->span);
        }
    }
    format_line_gap(f, gap, end, before, true);
    *len = f->out.n;
    format_put(f, "", 1);
    return f->out.v;
}

bool format_is_clean(Session *s, const AstFile *file)
{
    size_t len;
    const char *text = format_file(s, file, &len);
    return len == file->source->len && !memcmp(text, file->source->text, len);
}
