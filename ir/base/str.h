/* Interned strings: equal text is the same pointer, so names compare with ==. Owned by their table.
 */
#ifndef NN_STR_H
#define NN_STR_H
#include "ir/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Str {
    uint32_t len, hash;
    char s[]; /* NUL-terminated; may hold any byte but NUL */
} Str;
typedef struct StrTable StrTable;

StrTable *strtable_new(Arena *a);
const Str *str_intern(StrTable *t, const char *s, size_t len);
const Str *str_from(StrTable *t, const char *cstring);
const Str *str_format(StrTable *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const Str *str_join(StrTable *t, const char *a, const char *b); /* one text behind the other */
bool str_is(const Str *s, const char *cstring);                 /* compares text; s may be NULL */
char *str_literal(Arena *a, const char *text); /* as a literal of C, quotes included */

/* Smallest number of edits (insert, delete, replace, swap neighbours) that turns a into b, counted
   up to `most`. */
unsigned str_distance(const char *a, const char *b, unsigned most);

/* The candidate nearest to `name`, for "did you mean"; NULL when none is near (at most a third of
   its length away). */
typedef struct StrNearest {
    const char *name, *best;
    unsigned distance;
} StrNearest;
StrNearest str_nearest_start(const char *name);
void str_nearest_offer(StrNearest *near, const char *candidate);
#endif
