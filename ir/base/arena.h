/* Bump allocation in three lifetimes: session (files, strings, AST), module (IR), scratch (one
   pass). Nobody frees single objects; arena_free releases all. Memory is zeroed. When the system or
   the limit says no, the out-of-memory handler is called and must not return (libnnc longjmps to
   its entry point, where everything is an arena and can be dropped). */
#ifndef NN_ARENA_H
#define NN_ARENA_H
#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;
typedef void (*ArenaOom)(void *context, size_t wanted, size_t in_use); /* does not return */

/* limit: bytes in all, 0 = none. NULL when even the arena itself cannot be had. */
Arena *arena_new(ArenaOom on_oom, void *context, size_t limit);
void arena_set_oom(Arena *a, ArenaOom on_oom, void *context);
void arena_free(Arena *a);                /* NULL is fine */
void *arena_alloc(Arena *a, size_t size); /* aligned to 16, zeroed, never NULL */
/* Copies, or grows in place; the new bytes are zero. old may be NULL. */
void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size);
char *arena_strndup(Arena *a, const char *s, size_t n); /* NUL-terminated copy */
char *arena_printf(Arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0), nonnull(2)));
size_t arena_in_use(const Arena *a); /* bytes that it has of the system */

typedef struct ArenaMark {
    void *chunk;
    size_t used;
} ArenaMark;
ArenaMark arena_mark(const Arena *a);
/* Drops what came after the mark. One chunk of it stays for what comes next, so that many small pieces of work, each followed by
   a reset, take no memory from the system each time. */
void arena_reset(Arena *a, ArenaMark mark);

#define ARENA_NEW(a, Type)      ((Type *)arena_alloc((a), sizeof(Type)))
#define ARENA_ARRAY(a, Type, n) ((Type *)arena_alloc((a), sizeof(Type) * (size_t)(n)))
#endif
