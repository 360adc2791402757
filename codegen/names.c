/* Names in generated text. */
#include "codegen/names.h"

#include <ctype.h>

struct Names {
    Arena *arena;
    StrTable *strings;
    const char *const *reserved;
    const Names *parent;
    Map by_source, taken;
};

const char *const names_reserved_c[] = {
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
    "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
    "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "_Bool", "_Complex", "_Imaginary", "_Alignas",
    "_Alignof", "_Atomic", "_Generic", "_Noreturn", "_Static_assert", "_Thread_local", "bool", "true", "false", "NULL", "INFINITY", "NAN", "main",
    "asm", "self", "s", "i", "j", "m", "e", "lo", "hi", "now", "out", "bad", "t", "t_next", "k", "k_next", "dt", "key", "base", "end",
    "flags", "any", "flag", "wake", "far", "left", "offset", "events", "linux", "unix", "errno", "params", "sum", "shared", "count", "cells", "n", "q", "sent",
    "c", "row", "target", "from", "to", "object", "A", "B", "P", NULL};

Names *names_new(Arena *a, StrTable *t, const char *const *reserved, const Names *parent)
{
    Names *n = ARENA_NEW(a, Names);
    *n = (Names){.arena = a, .strings = t, .reserved = reserved, .parent = parent};
    map_init(&n->by_source, a);
    map_init(&n->taken, a);
    return n;
}

static bool is_reserved(const Names *n, const Str *name)
{
    for (size_t i = 0; n->reserved[i]; i++)
        if (str_is(name, n->reserved[i]))
            return true;
    return false;
}

static bool is_taken(const Names *n, const Str *name)
{
    for (const Names *x = n; x; x = x->parent)
        if (map_has(&x->taken, name))
            return true;
    return is_reserved(n, name);
}

static const Str *mangled(const Names *n, const Str *source)
{
    char *s = arena_strndup(n->arena, source->s, source->len);
    for (size_t i = 0; s[i]; i++)
        if (!isalnum((unsigned char)s[i]) || (unsigned char)s[i] >= 0x80)
            s[i] = '_';
    bool digit = isdigit((unsigned char)s[0]) || s[0] == '_' || !s[0];
    return str_format(n->strings, "%s%s", digit ? "x" : "", s);
}

const char *names_claim(Names *n, const Str *source)
{
    const Str *known = map_get(&n->by_source, source);
    if (known)
        return known->s;
    const Str *plain = mangled(n, source), *name = plain;
    for (unsigned k = 2; is_taken(n, name); k++)
        name = str_format(n->strings, "%s_%u", plain->s, k);
    map_set(&n->by_source, source, (void *)name);
    map_set(&n->taken, name, (void *)source);
    return name->s;
}

const char *names_find(const Names *n, const Str *source)
{
    for (const Names *x = n; x; x = x->parent) {
        const Str *name = map_get(&x->by_source, source);
        if (name)
            return name->s;
    }
    return NULL;
}
