/* Puts together what every part of the compiler is handed. */
#include "ir/base/session.h"

static const Limits limits_default = {.steps = 100000000, .memory = UINT64_C(2) << 30};

Session *session_new(ArenaOom on_oom, void *context, Limits limits)
{
    if (!limits.steps)
        limits.steps = limits_default.steps;
    if (!limits.memory)
        limits.memory = limits_default.memory;
    Arena *a = arena_new(on_oom, context, limits.memory);
    if (!a)
        return NULL;
    Session *s = ARENA_NEW(a, Session);
    s->arena = a;
    s->strings = strtable_new(a);
    s->sources = sources_new(a);
    s->diags = diags_new(a, s->sources);
    s->limits = limits;
    return s;
}

void session_free(Session *s)
{
    if (s)
        arena_free(s->arena);
}
