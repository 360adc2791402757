/* What every part of the compiler is handed: memory, names, files, messages, limits. There is no
   global state. */
#ifndef NN_SESSION_H
#define NN_SESSION_H
#include "ir/base/arena.h"
#include "ir/base/diag.h"
#include "ir/base/source.h"
#include "ir/base/str.h"

typedef struct Limits {
    uint64_t steps;  /* of elaboration; 0 = 10^8 */
    uint64_t memory; /* bytes; 0 = 2 GiB */
} Limits;

typedef struct Session {
    Arena *arena;
    Arena *scratch; /* for what is dropped again soon: whoever marks it resets it */
    StrTable *strings;
    Sources *sources;
    Diags *diags;
    Limits limits;
} Session;

/* NULL when out of memory. on_oom as in arena.h. */
Session *session_new(ArenaOom on_oom, void *context, Limits limits);
void session_free(Session *s);
#endif
