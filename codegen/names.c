/* Names in generated text. */
#include "codegen/names.h"

#include <ctype.h>
#include <string.h>

struct Names {
    Arena *arena;
    StrTable *strings;
    const char *const *reserved;
    const Names *parent;
    Map by_source, taken;
};

/* Words of C; what functions and structs of the C target call their own variables and members; functions that they call;
   what headers define as macros and types. A star at the end stands for any tail. */
const char *const names_reserved_c[] = {"auto",
                                        "break",
                                        "case",
                                        "char",
                                        "const",
                                        "continue",
                                        "default",
                                        "do",
                                        "double",
                                        "else",
                                        "enum",
                                        "extern",
                                        "float",
                                        "for",
                                        "goto",
                                        "if",
                                        "inline",
                                        "int",
                                        "long",
                                        "register",
                                        "restrict",
                                        "return",
                                        "short",
                                        "signed",
                                        "sizeof",
                                        "static",
                                        "struct",
                                        "switch",
                                        "typedef",
                                        "union",
                                        "unsigned",
                                        "void",
                                        "volatile",
                                        "while",
                                        "_Bool",
                                        "_Complex",
                                        "_Imaginary",
                                        "_Alignas",
                                        "_Alignof",
                                        "_Atomic",
                                        "_Generic",
                                        "_Noreturn",
                                        "_Static_assert",
                                        "_Thread_local",
                                        "asm",
                                        "linux",
                                        "unix",
                                        "main",
                                        "A",
                                        "B",
                                        "P",
                                        "any",
                                        "at",
                                        "bad",
                                        "base",
                                        "c",
                                        "cells",
                                        "checked",
                                        "come",
                                        "count",
                                        "dendrite",
                                        "dt",
                                        "e",
                                        "end",
                                        "events",
                                        "far",
                                        "flag",
                                        "flags",
                                        "from",
                                        "hi",
                                        "i",
                                        "j",
                                        "k",
                                        "k_drawn",
                                        "k_next",
                                        "further",
                                        "key",
                                        "large",
                                        "left",
                                        "lo",
                                        "m",
                                        "more",
                                        "n",
                                        "n_past",
                                        "n_post",
                                        "newest",
                                        "next",
                                        "now",
                                        "object",
                                        "offset",
                                        "out",
                                        "n_further",
                                        "params",
                                        "texts",
                                        "past",
                                        "q",
                                        "round",
                                        "row",
                                        "s",
                                        "seen",
                                        "self",
                                        "sent",
                                        "shared",
                                        "sum",
                                        "t",
                                        "t_next",
                                        "target",
                                        "to",
                                        "until",
                                        "unused",
                                        "v",
                                        "wait",
                                        "wake",
                                        "wakes",
                                        "wired",
                                        "woken",
                                        "ceil",
                                        "fabs",
                                        "floor",
                                        "fma",
                                        "sqrt",
                                        "bool",
                                        "true",
                                        "false",
                                        "errno",
                                        "offsetof",
                                        "math_errhandling",
                                        "int8_t",
                                        "int16_t",
                                        "int32_t",
                                        "int64_t",
                                        "size_t",
                                        "uint*",
                                        "nnrt_*",
                                        "NNRT_*",
                                        "INT*",
                                        "UINT*",
                                        "FLT_*",
                                        "DBL_*",
                                        "LDBL_*",
                                        "DECIMAL_DIG",
                                        "FP_*",
                                        "HUGE_*",
                                        "MATH_*",
                                        "INFINITY",
                                        "NAN",
                                        "NULL",
                                        "PTRDIFF_*",
                                        "SIG_*",
                                        "SIZE_*",
                                        "WCHAR_*",
                                        "WINT_*",
                                        NULL};

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

static bool has_reserved_head(const Names *n, const char *name)
{
    for (size_t i = 0; n->reserved[i]; i++) {
        const size_t head = strcspn(n->reserved[i], "*");
        if (n->reserved[i][head] && !strncmp(name, n->reserved[i], head))
            return true;
    }
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
    const bool refused =
        isdigit((unsigned char)s[0]) || s[0] == '_' || !s[0] || has_reserved_head(n, s);
    return str_format(n->strings, "%s%s", refused ? "x" : "", s);
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
