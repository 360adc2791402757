/* Bump allocation: a chain of chunks, the newest first; the newest is filled from its start. */
#define _DEFAULT_SOURCE /* madvise */
#include "ir/base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    ARENA_ALIGN = 16,
    CHUNK_MIN = 64 * 1024,   /* bytes of the first chunk; each later one doubles ... */
    CHUNK_MAX = 4096 * 1024, /* ... up to this, unless one object needs more */
    LARGE_PAGE = 2048 * 1024
};

typedef struct Chunk {
    struct Chunk *older;
    size_t used, size; /* bytes of data[] */
    _Alignas(ARENA_ALIGN) unsigned char data[];
} Chunk;

struct Arena {
    Chunk *newest;
    Chunk *spare; /* dropped by a reset, for what comes next; or NULL */
    ArenaOom on_oom;
    void *context;
    size_t limit, in_use, next_size;
};

Arena *arena_new(ArenaOom on_oom, void *context, size_t limit)
{
    Arena *a = calloc(1, sizeof *a);
    if (a)
        *a = (Arena){.on_oom = on_oom, .context = context, .limit = limit, .next_size = CHUNK_MIN};
    return a;
}

void arena_set_oom(Arena *a, ArenaOom on_oom, void *context)
{
    a->on_oom = on_oom;
    a->context = context;
}

static void give_back(Arena *a, Chunk *chunk)
{
    if (!chunk)
        return;
    a->in_use -= sizeof *chunk + chunk->size;
    free(chunk);
}

static Chunk *drop_newest(Arena *a)
{
    Chunk *chunk = a->newest;
    a->newest = chunk->older;
    return chunk;
}

void arena_free(Arena *a)
{
    if (!a)
        return;
    while (a->newest)
        free(drop_newest(a));
    free(a->spare);
    free(a);
}

_Noreturn static void out_of_memory(const Arena *a, size_t wanted)
{
    if (a->on_oom)
        a->on_oom(a->context, wanted, a->in_use);
    abort(); /* a handler that returns breaks its contract */
}

/* Large chunks in large pages, where the system has them: touching small ones took a quarter of the time of large models. */
static void *new_bytes(size_t bytes)
{
    if (bytes < LARGE_PAGE)
        return malloc(bytes);
    void *p = aligned_alloc(LARGE_PAGE, (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE);
#ifdef MADV_HUGEPAGE
    if (p)
        madvise(p, bytes, MADV_HUGEPAGE);
#endif
    return p;
}

/* NULL where the limit or the machine does not allow it. */
static Chunk *new_chunk(Arena *a, size_t size)
{
    const size_t bytes = sizeof(Chunk) + size;
    const bool allowed = !a->limit || (a->in_use <= a->limit && bytes <= a->limit - a->in_use);
    Chunk *chunk = allowed ? new_bytes(bytes) : NULL;
    if (!chunk)
        return NULL;
    *chunk = (Chunk){.older = a->newest, .size = size};
    a->newest = chunk;
    a->in_use += bytes;
    return chunk;
}

/* False where the spare chunk has no room for that much: it makes place for one that has. */
static bool add_spare(Arena *a, size_t size)
{
    Chunk *chunk = a->spare;
    a->spare = NULL;
    if (!chunk || chunk->size < size) {
        give_back(a, chunk);
        return false;
    }
    chunk->older = a->newest;
    chunk->used = 0;
    a->newest = chunk;
    return true;
}

/* Where there is no room for much, the last of it goes to single objects. */
static void add_chunk(Arena *a, size_t size)
{
    const size_t usual = a->next_size - sizeof(Chunk);
    if (add_spare(a, size))
        return;
    if (!new_chunk(a, size < usual ? usual : size) && !new_chunk(a, size))
        out_of_memory(a, sizeof(Chunk) + size);
    if (a->next_size < CHUNK_MAX)
        a->next_size *= 2;
}

static size_t round_up(size_t size)
{
    return (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
}

/* Like arena_alloc, but the bytes are whatever was there. */
static void *take(Arena *a, size_t size)
{
    if (size > SIZE_MAX / 4)
        out_of_memory(a, size);
    size = round_up(size ? size : 1);
    if (!a->newest || size > a->newest->size - a->newest->used)
        add_chunk(a, size);
    void *p = a->newest->data + a->newest->used;
    a->newest->used += size;
    return p;
}

void *arena_alloc(Arena *a, size_t size)
{
    return memset(take(a, size), 0, size);
}

/* Grows the youngest object of the newest chunk where it stands. */
static bool grow_in_place(Arena *a, const void *old, size_t old_size, size_t new_size)
{
    Chunk *chunk = a->newest;
    const size_t old_rounded = round_up(old_size);
    if (!chunk || new_size > SIZE_MAX / 4 || chunk->used < old_rounded ||
        (const unsigned char *)old != chunk->data + chunk->used - old_rounded)
        return false;
    const size_t extra = round_up(new_size) - old_rounded;
    if (extra > chunk->size - chunk->used)
        return false;
    chunk->used += extra;
    return true;
}

void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size)
{
    if (new_size < old_size)
        return old;
    unsigned char *p = old;
    if (!old || !old_size || !grow_in_place(a, old, old_size, new_size)) {
        p = take(a, new_size);
        if (old && old_size)
            memcpy(p, old, old_size);
    }
    if (!old)
        old_size = 0;
    memset(p + old_size, 0, new_size - old_size);
    return p;
}

char *arena_strndup(Arena *a, const char *s, size_t n)
{
    char *copy = take(a, n + 1);
    if (n)
        memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *arena_vprintf(Arena *a, const char *fmt, va_list ap)
{
    char usual[256];
    va_list again;
    va_copy(again, ap);
    const int n = vsnprintf(usual, sizeof usual, fmt, again);
    va_end(again);
    if (n < 0) /* only an encoding error of %ls, which nobody uses */
        return arena_strndup(a, "", 0);
    if ((size_t)n < sizeof usual)
        return arena_strndup(a, usual, (size_t)n);
    char *s = take(a, (size_t)n + 1);
    vsnprintf(s, (size_t)n + 1, fmt, ap);
    return s;
}

char *arena_printf(Arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}

size_t arena_in_use(const Arena *a)
{
    return a->in_use;
}

ArenaMark arena_mark(const Arena *a)
{
    return (ArenaMark){a->newest, a->newest ? a->newest->used : 0};
}

void arena_reset(Arena *a, ArenaMark mark)
{
    while (a->newest && a->newest != mark.chunk) {
        Chunk *chunk = drop_newest(a);
        const bool larger = !a->spare || a->spare->size < chunk->size;
        give_back(a, larger ? a->spare : chunk);
        a->spare = larger ? chunk : a->spare;
    }
    if (a->newest)
        a->newest->used = mark.used;
}
