/* Reading of generated programs: the texts of a program, one after the other. */
#include "codegen/program/program.h"

#include "codegen/program/read.h"

typedef struct Kept { /* a program with the names that later texts see */
    Program p;
    Scope *scope;
} Kept;

Program *program_new(Arena *a, StrTable *strings)
{
    Kept *k = ARENA_NEW(a, Kept);
    Reader r = {.a = a};
    k->p = (Program){.arena = a, .strings = strings};
    scope_enter(&r);
    k->scope = r.scope;
    return &k->p;
}

bool program_read(Program *p, const char *name, const char *text)
{
    Reader *r = ARENA_NEW(p->arena, Reader); /* not of the stack: setjmp */
    *r = (Reader){.p = p, .a = p->arena, .scope = ((Kept *)p)->scope};
    if (setjmp(r->out))
        return false;
    reader_start(r, name, text);
    while (r->token.kind != TOKEN_END)
        read_declaration(r, NULL);
    return true;
}

ProgObject *program_find(const Program *p, const char *name)
{
    for (uint32_t i = p->objects.n; i-- > 0;)
        if (str_is(p->objects.v[i]->name, name))
            return p->objects.v[i];
    return NULL;
}
