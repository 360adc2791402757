/* The table of interned strings, and the distance between spellings for "did you mean". */
#include "ir/base/str.h"

#include <stdarg.h>
#include <string.h>

enum {
    SLOTS_FIRST = 1024,
    SPELLING_MOST = 64,
    ABBREVIATION_LEAST = 4
}; /* bytes: longer names are never compared letter by letter */

struct StrTable {
    Arena *arena;
    Str **slots; /* open addressing; NULL = free */
    uint32_t n, n_slots;
};

StrTable *strtable_new(Arena *a)
{
    StrTable *t = ARENA_NEW(a, StrTable);
    *t = (StrTable){a, ARENA_ARRAY(a, Str *, SLOTS_FIRST), 0, SLOTS_FIRST};
    return t;
}

/* FNV-1a, 32 bits. */
static uint32_t hash_text(const char *s, size_t len)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)s[i]) * 16777619u;
    return hash;
}

static Str **find_slot(const StrTable *t, const char *s, size_t len, uint32_t hash)
{
    const uint32_t mask = t->n_slots - 1;
    uint32_t i = hash & mask;
    while (t->slots[i] && (t->slots[i]->hash != hash || t->slots[i]->len != len ||
                           memcmp(t->slots[i]->s, s, len) != 0))
        i = (i + 1) & mask;
    return &t->slots[i];
}

static void grow_slots(StrTable *t)
{
    Str **old = t->slots;
    const uint32_t n_old = t->n_slots;
    t->n_slots = 2 * n_old;
    t->slots = ARENA_ARRAY(t->arena, Str *, t->n_slots);
    for (uint32_t i = 0; i < n_old; i++)
        if (old[i])
            *find_slot(t, old[i]->s, old[i]->len, old[i]->hash) = old[i];
}

const Str *str_intern(StrTable *t, const char *s, size_t len)
{
    const uint32_t hash = hash_text(s, len);
    Str **slot = find_slot(t, s, len, hash);
    if (*slot)
        return *slot;
    Str *str = arena_alloc(t->arena, sizeof *str + len + 1);
    str->len = (uint32_t)len;
    str->hash = hash;
    memcpy(str->s, s, len);
    *slot = str;
    if (2 * ++t->n > t->n_slots)
        grow_slots(t);
    return str;
}

const Str *str_from(StrTable *t, const char *cstring)
{
    return str_intern(t, cstring, strlen(cstring));
}

const Str *str_format(StrTable *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(t->arena, fmt, ap);
    va_end(ap);
    return str_from(t, text);
}

const Str *str_join(StrTable *t, const char *a, const char *b)
{
    char usual[256];
    const size_t n_a = strlen(a), n_b = strlen(b);
    char *text = n_a + n_b < sizeof usual ? usual : arena_alloc(t->arena, n_a + n_b + 1);
    memcpy(text, a, n_a);
    memcpy(text + n_a, b, n_b);
    return str_intern(t, text, n_a + n_b);
}

bool str_is(const Str *s, const char *cstring)
{
    return s && *s->s == *cstring && !strcmp(s->s, cstring);
}

/* A byte as \ooo: always three digits, so that the next character cannot join. */
static char *put_octal(char *o, unsigned char byte)
{
    *o++ = '\\';
    for (int shift = 6; shift >= 0; shift -= 3)
        *o++ = (char)('0' + ((byte >> shift) & 7));
    return o;
}

char *str_literal(Arena *a, const char *text)
{
    char *out = arena_alloc(a, 4 * strlen(text) + 3), *o = out;
    *o++ = '"';
    for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
        if (*s < 0x20 || *s >= 0x7f) {
            o = put_octal(o, *s);
            continue;
        }
        if (*s == '"' || *s == '\\' || *s == '?')
            *o++ = '\\';
        *o++ = (char)*s;
    }
    *o++ = '"';
    *o = '\0';
    return out;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    const unsigned ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* One row of the edit table: row[j] is the distance of a[0..i] to b[0..j]. Returns the least entry.
 */
static unsigned fill_row(const char *a, const char *b, size_t i, size_t n_b,
                         const unsigned *before_last, const unsigned *last, unsigned *row)
{
    unsigned least = row[0] = (unsigned)i;
    for (size_t j = 1; j <= n_b; j++) {
        row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
        const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        if (swapped && before_last[j - 2] + 1 < row[j])
            row[j] = before_last[j - 2] + 1;
        if (row[j] < least)
            least = row[j];
    }
    return least;
}

unsigned str_distance(const char *a, const char *b, unsigned most)
{
    unsigned rows[3][SPELLING_MOST + 1];
    const size_t n_a = strlen(a), n_b = strlen(b);
    if (n_a > SPELLING_MOST || n_b > SPELLING_MOST)
        return strcmp(a, b) ? most + 1 : 0;
    for (size_t j = 0; j <= n_b; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n_a; i++) {
        const unsigned least =
            fill_row(a, b, i, n_b, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
        if (least > most)
            return most + 1;
    }
    const unsigned distance = rows[n_a % 3][n_b];
    return distance > most ? most + 1 : distance;
}

StrNearest str_nearest_start(const char *name)
{
    const size_t len = strlen(name);
    return (StrNearest){name, NULL, len > 3 * SPELLING_MOST ? 0 : (unsigned)(len / 3) + 1};
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool equal_but_case(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b))
        a++, b++;
    return *a == *b;
}

/* "FixedProbConnector" leaves letters out of "FixedProbabilityConnector", "tau_fac" ends early: at most half of them, and
   never the first one. */
static bool is_abbreviation(const char *name, const char *whole)
{
    const size_t len = strlen(name), whole_len = strlen(whole);
    if (len < ABBREVIATION_LEAST || whole_len <= len || whole_len > 2 * len ||
        lower(*name) != lower(*whole))
        return false;
    for (; *name && *whole; whole++)
        name += lower(*name) == lower(*whole);
    return !*name;
}

static unsigned spelling_distance(const char *name, const char *candidate, unsigned most)
{
    if (equal_but_case(name, candidate))
        return 0;
    return is_abbreviation(name, candidate) ? 1 : str_distance(name, candidate, most);
}

void str_nearest_offer(StrNearest *near, const char *candidate)
{
    if (!near->distance)
        return;
    const unsigned distance = spelling_distance(near->name, candidate, near->distance - 1);
    if (distance < near->distance) {
        near->best = candidate;
        near->distance = distance;
    }
}
