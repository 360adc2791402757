/* Names and what they mean, from the inner block outwards. */
#include "codegen/program/read.h"

void scope_enter(Reader *r)
{
    Scope *s = ARENA_NEW(r->a, Scope);
    s->outer = r->scope;
    map_init(&s->names, r->a);
    map_init(&s->tags, r->a);
    r->scope = s;
}

void scope_leave(Reader *r)
{
    r->scope = r->scope->outer;
}

Meaning *scope_find(const Reader *r, const Str *name)
{
    Meaning *m = NULL;
    for (const Scope *s = r->scope; s && !m; s = s->outer)
        m = map_get(&s->names, name);
    return m;
}

void scope_add(Reader *r, const Str *name, Meaning m)
{
    Meaning *kept = ARENA_NEW(r->a, Meaning);
    *kept = m;
    map_set(&r->scope->names, name, kept);
}
