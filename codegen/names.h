/* Names in generated text: each source name is claimed once per scope and keeps its spelling where the target allows. */
#ifndef NN_NAMES_H
#define NN_NAMES_H
#include "ir/base/map.h"
#include "ir/base/str.h"

typedef struct Names Names;
/* reserved: NULL-terminated list of words that no name may take; "nnrt_*": of heads that none may have. parent: a scope whose names are taken too, or NULL. */
Names *names_new(Arena *a, StrTable *t, const char *const *reserved, const Names *parent);
/* The name for `source` in this scope: [A-Za-z0-9_] only, `x` before what cannot be a head, `_2`, `_3` on a clash. The same each time it is asked. */
const char *names_claim(Names *n, const Str *source);
/* NULL when it was not claimed here or in a parent */
const char *names_find(const Names *n, const Str *source);
extern const char *const names_reserved_c[];
#endif
