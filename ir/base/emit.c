/* The emitter: a growing text, of which what is long comes in pieces, as tables of networks do; indent is written when a line
   gets its first character. */
#include "ir/base/emit.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    LINE_USUAL = 256,   /* bytes of a formatted text that takes no memory of the arena */
    PIECE = 1024 * 1024 /* a text of this length is not copied to grow */
};

typedef struct Piece {
    struct Piece *older;
    char *text;
    size_t len, cap;
} Piece;

struct Emitter {
    Arena *arena;
    Piece **newest; /* where its pieces are: one, once the whole is asked for */
    size_t len;
    unsigned indent_width, depth, line; /* line: of the next character, from 1 */
    bool at_line_start, blank_wanted, after_open;
    void *kept; /* see emitter_keep */
};

Emitter *emitter_new(Arena *a, unsigned indent_width)
{
    Emitter *e = ARENA_NEW(a, Emitter);
    *e = (Emitter){
        .arena = a,
        .newest = ARENA_NEW(a, Piece *),
        .indent_width = indent_width,
        .line = 1,
        .at_line_start = true,
        .after_open = true, /* no blank line at the top either */
    };
    return e;
}

static Piece *piece_new(Arena *a, Piece *older, size_t cap)
{
    Piece *p = ARENA_NEW(a, Piece);
    *p = (Piece){.older = older, .cap = cap, .text = cap ? arena_alloc(a, cap) : NULL};
    return p;
}

/* With room for n bytes more and a NUL. */
static Piece *piece_with_room(Emitter *e, size_t n)
{
    Piece *p = *e->newest ? *e->newest : piece_new(e->arena, NULL, 0);
    if (p->cap - p->len < n + 1 && p->len >= PIECE)
        p = piece_new(e->arena, p, n + 1 > PIECE ? n + 1 : PIECE);
    if (p->cap - p->len < n + 1) {
        const size_t cap = 2 * (p->len + n + 1) + 256;
        p->text = arena_grow(e->arena, p->text, p->cap, cap);
        p->cap = cap;
    }
    *e->newest = p;
    return p;
}

static void append(Emitter *e, const char *s, size_t n)
{
    Piece *p = piece_with_room(e, n);
    if (n)
        memcpy(p->text + p->len, s, n);
    p->len += n;
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

static void join(const Emitter *e)
{
    Piece *whole = piece_new(e->arena, NULL, e->len + 1);
    size_t end = e->len;
    for (const Piece *p = *e->newest; p; p = p->older) {
        end -= p->len;
        memcpy(whole->text + end, p->text, p->len);
    }
    whole->len = e->len;
    *e->newest = whole;
}

const char *emitter_text(const Emitter *e, size_t *len)
{
    if (len)
        *len = e->len;
    if (*e->newest && (*e->newest)->older)
        join(e);
    return *e->newest ? (*e->newest)->text : "";
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
