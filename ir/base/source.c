/* The files of a session: texts, where their lines begin, and the way back from a location to a
 * place. */
#include "ir/base/source.h"

#include "ir/base/vec.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Trace { /* what stands at `made` was written at `written` */
    Span made, written;
} Trace;

typedef struct Loaded {
    SourceFile file;
    VEC(Trace) traces;   /* by rising end; of nested ones the inner is first */
    VEC(uint32_t) lines; /* offsets at which lines begin; the first is 0 */
} Loaded;

struct Sources {
    Arena *arena;
    VEC(Loaded *) files; /* by rising base */
    uint32_t next_base;
};

Sources *sources_new(Arena *a)
{
    Sources *s = ARENA_NEW(a, Sources);
    s->arena = a;
    s->next_base = 1;
    return s;
}

/* Lines end with LF, CRLF or a lone CR, as the lexer has it. */
static void find_lines(Arena *a, Loaded *loaded)
{
    const char *text = loaded->file.text;
    const bool marked = !strncmp(text, "\xEF\xBB\xBF", 3); /* a byte order mark is no column */
    VEC_PUSH(a, &loaded->lines, marked ? 3 : 0);
    for (uint32_t i = 0; i < loaded->file.len; i++)
        if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n'))
            VEC_PUSH(a, &loaded->lines, i + 1);
}

/* Takes over a text of the arena that has its NUL. */
static const SourceFile *add_owned(Sources *s, const char *name, const char *text, size_t len)
{
    if (len >= UINT32_MAX - s->next_base)
        return NULL;
    Loaded *loaded = ARENA_NEW(s->arena, Loaded);
    loaded->file = (SourceFile){
        .name = arena_strndup(s->arena, name, strlen(name)),
        .text = text,
        .len = (uint32_t)len,
        .base = s->next_base,
    };
    find_lines(s->arena, loaded);
    s->next_base += (uint32_t)len + 1; /* one more for the place at the end */
    VEC_PUSH(s->arena, &s->files, loaded);
    return &loaded->file;
}

const SourceFile *sources_add(Sources *s, const char *name, const char *text, size_t len)
{
    if (len >= UINT32_MAX - s->next_base)
        return NULL;
    return add_owned(s, name, arena_strndup(s->arena, text, len), len);
}

/* ---- reading files ---- */
typedef struct Text {
    char *bytes; /* of the arena, with a NUL behind them */
    size_t n;
} Text;

/* Room for what a file is said to hold, its NUL, and one byte that shows its end. */
static size_t room_of(const struct stat *status)
{
    const bool sized =
        S_ISREG(status->st_mode) && status->st_size > 0 && status->st_size < UINT32_MAX;
    return sized ? (size_t)status->st_size + 2 : 64 * 1024;
}

/* Reads to the end, whatever the file said its size was: `room` is where it begins. */
static void read_all(Arena *a, FILE *in, size_t room, Text *t)
{
    size_t got;
    while ((got = fread(t->bytes + t->n, 1, room - t->n - 1, in)) > 0) {
        t->n += got;
        if (t->n + 1 == room) {
            t->bytes = arena_grow(a, t->bytes, room, 2 * room);
            room *= 2;
        }
    }
    t->bytes[t->n] = '\0';
}

/* The file, or standard input for NULL; why it cannot be read, or NULL. The room is taken before it is open: where there is no
   memory nobody comes back to close it. */
static const char *read_text(Arena *a, const char *path, const struct stat *status, Text *t)
{
    const size_t room = room_of(status);
    *t = (Text){.bytes = arena_alloc(a, room)};
    FILE *in = path ? fopen(path, "rb") : stdin;
    if (!in)
        return strerror(errno);
    read_all(a, in, room, t);
    const char *reason = ferror(in) ? strerror(errno) : NULL;
    if (path)
        fclose(in);
    return reason;
}

/* A pipe or a device would block or never end, so only regular files are opened. */
static const char *refuse_special(const char *path, struct stat *status)
{
    if (stat(path, status))
        return strerror(errno);
    if (S_ISDIR(status->st_mode))
        return strerror(EISDIR);
    return S_ISREG(status->st_mode) ? NULL : "not a regular file";
}

const SourceFile *sources_load(Sources *s, const char *path, const char **error)
{
    const bool standard = !strcmp(path, "-");
    const char *name = standard ? "<stdin>" : path;
    struct stat status = {0};
    Text text = {0};
    const char *reason = NULL;
    if (!standard)
        reason = refuse_special(path, &status);
    else if (fstat(fileno(stdin), &status))
        status = (struct stat){0};
    if (!reason)
        reason = read_text(s->arena, standard ? NULL : path, &status, &text);
    const SourceFile *file = reason ? NULL : add_owned(s, name, text.bytes, text.n);
    if (!file)
        *error = arena_printf(s->arena, "cannot read %s: %s", name,
                              reason ? reason : "more than 4 GiB of sources");
    return file;
}

const SourceFile *sources_load_sized(Sources *s, const char *path, uint32_t size)
{
    struct stat status;
    const char *error;
    if (!size || stat(path, &status) || !S_ISREG(status.st_mode) || status.st_size != (off_t)size)
        return NULL;
    return sources_load(s, path, &error);
}

uint32_t sources_count(const Sources *s)
{
    return s->files.n;
}

const SourceFile *sources_file(const Sources *s, uint32_t index)
{
    return &s->files.v[index]->file;
}

static Loaded *find_file(const Sources *s, uint32_t location)
{
    uint32_t lo = 0, hi = s->files.n;
    while (lo + 1 < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (s->files.v[middle]->file.base <= location)
            lo = middle;
        else
            hi = middle;
    }
    return s->files.v[lo];
}

/* Index of the line that holds the offset. */
static uint32_t find_line(const Loaded *loaded, uint32_t offset)
{
    uint32_t lo = 0, hi = loaded->lines.n;
    while (lo + 1 < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (loaded->lines.v[middle] <= offset)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

static bool is_location(const Sources *s, uint32_t location)
{
    return location && location < s->next_base && s->files.n;
}

const SourceFile *sources_holding(const Sources *s, uint32_t location)
{
    return is_location(s, location) ? &find_file(s, location)->file : NULL;
}

void sources_trace(Sources *s, Span made, Span written)
{
    if (is_location(s, made.lo))
        VEC_PUSH(s->arena, &find_file(s, made.lo)->traces, ((Trace){made, written}));
}

/* Of the ranges that hold a place the innermost ends first. */
Span sources_original(const Sources *s, Span at)
{
    if (!is_location(s, at.lo))
        return at;
    const Loaded *loaded = find_file(s, at.lo);
    uint32_t lo = 0, hi = loaded->traces.n;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        if (loaded->traces.v[middle].made.hi <= at.lo)
            lo = middle + 1;
        else
            hi = middle;
    }
    while (lo < loaded->traces.n && loaded->traces.v[lo].made.lo > at.lo)
        lo++;
    return lo < loaded->traces.n ? loaded->traces.v[lo].written : at;
}

bool sources_place(const Sources *s, uint32_t location, SourcePlace *place)
{
    location = sources_original(s, (Span){location, location}).lo;
    if (!is_location(s, location))
        return false;
    const Loaded *loaded = find_file(s, location);
    const SourceFile *file = &loaded->file;
    uint32_t offset = location - file->base;
    const uint32_t line = find_line(loaded, offset), start = loaded->lines.v[line];
    offset = offset < start ? start : offset;
    uint32_t column = 1;
    for (uint32_t i = start; i < offset; i++)
        column += ((unsigned char)file->text[i] & 0xC0) != 0x80; /* not a UTF-8 continuation */
    *place = (SourcePlace){
        .file = file,
        .line = line + 1,
        .column = column,
        .line_text = file->text + start,
        .line_len = (uint32_t)strcspn(file->text + start, "\r\n"),
    };
    return true;
}

Span span_join(Span a, Span b)
{
    if (!a.lo)
        return b;
    if (!b.lo)
        return a;
    return (Span){a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
}
