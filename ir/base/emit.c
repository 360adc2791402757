/* The emitter: one growing text; indent is written when a line gets its first character. */
#include "ir/base/emit.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINE_USUAL = 256 }; /* bytes of a formatted text that takes no memory of the arena */

struct Emitter {
    Arena *arena;
    char *text;
    size_t len, cap;
    unsigned indent_width, depth, line; /* line: of the next character, from 1 */
    bool at_line_start, blank_wanted, after_open;
    void *kept; /* see emitter_keep */
};

Emitter *emitter_new(Arena *a, unsigned indent_width)
{
    Emitter *e = ARENA_NEW(a, Emitter);
    *e = (Emitter){
        .arena = a,
        .indent_width = indent_width,
        .line = 1,
        .at_line_start = true,
        .after_open = true, /* no blank line at the top either */
    };
    return e;
}

static void append(Emitter *e, const char *s, size_t n)
{
    if (e->cap - e->len < n + 1) {
        const size_t cap = 2 * (e->len + n + 1) + 256;
        e->text = arena_grow(e->arena, e->text, e->cap, cap);
        e->cap = cap;
    }
    if (n)
        memcpy(e->text + e->len, s, n);
    e->len += n;
}

static void begin_line(Emitter *e)
{
    if (e->blank_wanted && !e->after_open) {
        append(e, "\n", 1);
        e->line++;
    }
    for (unsigned i = 0; i < e->depth * e->indent_width; i++)
        append(e, " ", 1);
    e->at_line_start = e->blank_wanted = e->after_open = false;
}

/* One line or a part of it, without its end. */
static void append_part(Emitter *e, const char *s, size_t n)
{
    if (!n)
        return;
    if (e->at_line_start)
        begin_line(e);
    append(e, s, n);
}

static void end_line(Emitter *e)
{
    if (e->at_line_start) { /* an empty line: kept back until something follows */
        e->blank_wanted = true;
        return;
    }
    append(e, "\n", 1);
    e->line++;
    e->at_line_start = true;
}

static void append_lines(Emitter *e, const char *s)
{
    while (*s) {
        const size_t n = strcspn(s, "\n");
        append_part(e, s, n);
        s += n;
        if (*s == '\n') {
            end_line(e);
            s++;
        }
    }
}

static __attribute__((format(printf, 2, 0))) void append_format(Emitter *e, const char *fmt,
                                                                va_list ap)
{
    char line[LINE_USUAL];
    va_list again;
    if (!strchr(fmt, '%')) {
        append_lines(e, fmt);
        return;
    }
    va_copy(again, ap);
    const int n = vsnprintf(line, sizeof line, fmt, again);
    va_end(again);
    append_lines(e, n >= 0 && n < LINE_USUAL ? line : arena_vprintf(e->arena, fmt, ap));
}

void emit(Emitter *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    append_format(e, fmt, ap);
    va_end(ap);
}

void emit_text(Emitter *e, const char *text, size_t len)
{
    if (!len)
        return;
    if (e->at_line_start && e->blank_wanted && !e->after_open) {
        append(e, "\n", 1);
        e->line++;
    }
    append(e, text, len);
    for (size_t i = 0; i < len; i++)
        e->line += text[i] == '\n';
    e->at_line_start = text[len - 1] == '\n';
    e->blank_wanted = e->after_open = false;
}

void emit_open(Emitter *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    append_format(e, fmt, ap);
    va_end(ap);
    if (!e->at_line_start)
        end_line(e);
    e->depth++;
    e->after_open = true;
    e->blank_wanted = false;
}

void emit_close(Emitter *e, const char *fmt, ...)
{
    assert(e->depth > 0);
    if (!e->at_line_start)
        end_line(e);
    e->depth--;
    e->blank_wanted = false;
    va_list ap;
    va_start(ap, fmt);
    append_format(e, fmt, ap);
    va_end(ap);
    if (!e->at_line_start)
        end_line(e);
    e->after_open = false;
}

const char *emitter_text(const Emitter *e, size_t *len)
{
    if (len)
        *len = e->len;
    return e->text ? e->text : "";
}

unsigned emitter_line(const Emitter *e)
{
    return e->line;
}

void emitter_keep(Emitter *e, void *kept)
{
    e->kept = kept;
}

void *emitter_kept(const Emitter *e)
{
    return e->kept;
}
