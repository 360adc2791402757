/* Puts together what every part of the compiler is handed. */
#include "ir/base/session.h"

#include <setjmp.h>

static const Limits limits_default = {.steps = 100000000, .memory = UINT64_C(2) << 30};

static void give_up(void *context, size_t wanted, size_t in_use)
{
    (void)wanted;
    (void)in_use;
    longjmp(*(jmp_buf *)context, 1);
}

static Session *make(Arena *a, Arena *scratch, Limits limits)
{
    Session *s = ARENA_NEW(a, Session);
    s->arena = a;
    s->scratch = scratch;
    s->strings = strtable_new(a);
    s->sources = sources_new(a);
    s->diags = diags_new(a, s->sources);
    s->limits = limits;
    return s;
}

Session *session_new(ArenaOom on_oom, void *context, Limits limits)
{
    if (!limits.steps)
        limits.steps = limits_default.steps;
    if (!limits.memory)
        limits.memory = limits_default.memory;
    jmp_buf failed;
    Arena *const a = arena_new(give_up, &failed, limits.memory);
    Arena *const scratch = arena_new(on_oom, context, limits.memory);
    if (!a || !scratch || setjmp(failed)) { /* not even the empty session fits */
        arena_free(a);
        arena_free(scratch);
        return NULL;
    }
    Session *s = make(a, scratch, limits);
    arena_set_oom(a, on_oom, context);
    return s;
}

void session_free(Session *s)
{
    if (!s)
        return;
    arena_free(s->scratch);
    arena_free(s->arena);
}
