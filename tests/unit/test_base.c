/* The bottom layer: memory, vectors, maps, names, files, text output, sessions. */
#include "ir/base/emit.h"
#include "ir/base/map.h"
#include "ir/base/session.h"
#include "ir/base/vec.h"
#include "tests/unit/check.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static void test_arena_zeroes_and_aligns(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    const ArenaMark mark = arena_mark(a);
    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *p = arena_alloc(a, size);
        CHECK_EQ_INT((uintptr_t)p % 16, 0);
        CHECK(size == 0 || (p[0] == 0 && p[size - 1] == 0));
        memset(p, 0xAA, size);
    }
    arena_reset(a, mark);
    unsigned char *again = arena_alloc(a, 100);
    CHECK(again[0] == 0 && again[99] == 0);
    CHECK_EQ_STR(arena_printf(a, "%d-%s", 7, "x"), "7-x");
    arena_free(a);
    arena_free(NULL);
}

/* Small pieces of work in turn take no memory from the system each time. */
static void test_arena_keeps_a_chunk(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    const ArenaMark empty = arena_mark(a);
    for (int piece = 0; piece < 100; piece++) {
        const size_t before = arena_in_use(a);
        CHECK_EQ_INT(((char *)arena_alloc(a, 1000))[999], 0);
        CHECK(piece == 0 || arena_in_use(a) == before);
        arena_reset(a, empty);
    }
    const size_t small = arena_in_use(a);
    (void)arena_alloc(a, 10 << 20); /* one that is too small makes place */
    CHECK(arena_in_use(a) < small + (11 << 20) && arena_in_use(a) >= 10 << 20);
    arena_free(a);
}

static void test_arena_grows(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    char *p = arena_alloc(a, 8);
    memcpy(p, "1234567", 8);
    char *q = arena_grow(a, p, 8, 100);
    CHECK(p == q); /* the youngest object stays where it is */
    CHECK_EQ_STR(q, "1234567");
    CHECK_EQ_INT(q[8] | q[99], 0);
    (void)arena_alloc(a, 1);
    char *r = arena_grow(a, q, 100, 200000);
    CHECK(r != q);
    CHECK_EQ_STR(r, "1234567");
    CHECK_EQ_INT(r[100] | r[199999], 0);
    CHECK(arena_grow(a, r, 200000, 10) == (void *)r);
    arena_free(a);
}

typedef struct Escape {
    jmp_buf back;
    size_t wanted;
} Escape;

static void escape(void *context, size_t wanted, size_t in_use)
{
    Escape *e = context;
    (void)in_use;
    e->wanted = wanted;
    longjmp(e->back, 1);
}

static void test_arena_limit_is_kept(Check *check)
{
    Escape e;
    Arena *a = arena_new(escape, &e, 1 << 20);
    volatile unsigned taken = 0;
    if (!setjmp(e.back))
        for (;;) {
            (void)arena_alloc(a, 10000);
            taken++;
        }
    CHECK(taken > 50 && taken <= 105);
    CHECK(arena_in_use(a) <= 1 << 20);
    if (!setjmp(e.back))
        (void)arena_alloc(a, SIZE_MAX - 3);
    CHECK(e.wanted > SIZE_MAX / 4);
    arena_free(a);
}

static void test_vectors_grow(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    VEC(int) numbers = {0};
    for (int i = 0; i < 1000; i++)
        VEC_PUSH(a, &numbers, i * i);
    CHECK_EQ_INT(numbers.n, 1000);
    CHECK_EQ_INT(numbers.v[31], 961);
    CHECK_EQ_INT(VEC_LAST(&numbers), 998001);
    arena_free(a);
}

static void test_map_keeps_order(Check *check)
{
    static char keys[2000];
    Arena *a = arena_new(NULL, NULL, 0);
    Map m;
    map_init(&m, a);
    CHECK(!map_has(&m, keys));
    for (int i = 0; i < 2000; i++)
        map_set(&m, &keys[(i * 7) % 2000], &keys[i]);
    map_set(&m, &keys[7], NULL);
    CHECK_EQ_INT(m.n, 2000);
    for (int i = 0; i < 2000; i++) {
        CHECK(m.entries[i].key == &keys[(i * 7) % 2000]);
        CHECK(map_get(&m, m.entries[i].key) == (i == 1 ? NULL : &keys[i]));
    }
    CHECK(map_has(&m, &keys[7]));
    CHECK(!map_has(&m, check));
    arena_free(a);
}

static void test_strings_are_interned(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    StrTable *t = strtable_new(a);
    const Str *first = str_format(t, "name%d", 17);
    for (int i = 0; i < 5000; i++)
        (void)str_format(t, "name%d", i);
    CHECK(first == str_from(t, "name17"));
    CHECK(first == str_intern(t, "name170", 6));
    CHECK(first != str_from(t, "name18"));
    CHECK(str_is(first, "name17") && !str_is(NULL, "x"));
    CHECK_EQ_INT(str_from(t, "")->len, 0);
    arena_free(a);
}

static const char *nearest(const char *name, const char *const *candidates)
{
    StrNearest near = str_nearest_start(name);
    for (; *candidates; candidates++)
        str_nearest_offer(&near, *candidates);
    return near.best;
}

static void test_spelling_distance(Check *check)
{
    static const char *const names[] = {"tau_m", "tau_refrac", "v_thresh",
                                        "cm",    "Population", NULL};
    CHECK_EQ_INT(str_distance("kitten", "sitting", 9), 3);
    CHECK_EQ_INT(str_distance("ab", "ba", 9), 1);
    CHECK_EQ_INT(str_distance("", "abc", 9), 3);
    CHECK_EQ_INT(str_distance("abcdef", "uvwxyz", 2), 3);
    CHECK_EQ_INT(str_distance("same", "same", 0), 0);
    CHECK_EQ_STR(nearest("tau_ref", names), "tau_refrac");
    CHECK_EQ_STR(nearest("Popln", names), "Population");
    CHECK_EQ_STR(nearest("vts", names), NULL);
    CHECK_EQ_STR(nearest("opulat", names), NULL);
    CHECK_EQ_STR(nearest("tau_refarc", names), "tau_refrac");
    CHECK_EQ_STR(nearest("v_tresh", names), "v_thresh");
    CHECK_EQ_STR(nearest("CM", names), "cm");
    CHECK_EQ_STR(nearest("population", names), "Population");
    CHECK_EQ_STR(nearest("x", names), NULL);
}

static void check_place(Check *check, const Sources *s, uint32_t location, uint32_t line,
                        uint32_t column)
{
    SourcePlace place = {0};
    CHECK(sources_place(s, location, &place));
    CHECK_EQ_INT(place.line, line);
    CHECK_EQ_INT(place.column, column);
}

static void test_places_in_files(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    Sources *s = sources_new(a);
    const SourceFile *first = sources_add(s, "a.nn", "one\ntwo\r\nthree\rfour", 19);
    const SourceFile *second = sources_add(s, "b.nn", "\xC2\xB5S x", 5);
    const SourceFile *empty = sources_add(s, "c.nn", "", 0);
    SourcePlace place;
    CHECK(!sources_place(s, 0, &place));
    check_place(check, s, first->base, 1, 1);
    check_place(check, s, first->base + 3, 1, 4);
    check_place(check, s, first->base + 4, 2, 1);
    check_place(check, s, first->base + 9, 3, 1);
    check_place(check, s, first->base + 15, 4, 1);
    check_place(check, s, first->base + 19, 4, 5);
    check_place(check, s, second->base + 2, 1, 2);
    check_place(check, s, empty->base, 1, 1);
    CHECK(!sources_place(s, empty->base + 1, &place));
    CHECK(sources_place(s, first->base + 5, &place) && place.line_len == 3);
    CHECK(sources_place(s, second->base, &place) && place.file == second);
    CHECK_EQ_INT(sources_count(s), 3);
    CHECK(sources_file(s, 1) == second);
    const Span joined = span_join((Span){5, 9}, span_join(NOWHERE, (Span){2, 6}));
    CHECK(joined.lo == 2 && joined.hi == 9);
    arena_free(a);
}

static void test_files_are_read(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    Sources *s = sources_new(a);
    char path[] = "test_base_XXXXXX";
    const int fd = mkstemp(path);
    const size_t size = 200000;
    char *text = arena_alloc(a, size);
    memset(text, 'x', size);
    CHECK(fd >= 0 && write(fd, text, size) == (ssize_t)size && !close(fd));
    const char *error = NULL;
    const SourceFile *file = sources_load(s, path, &error);
    CHECK(file && file->len == size && file->text[size - 1] == 'x' && file->text[size] == '\0');
    unlink(path);
    CHECK(!sources_load(s, "no/such.nn", &error));
    CHECK_EQ_STR(error, "cannot read no/such.nn: No such file or directory");
    CHECK(!sources_load(s, ".", &error));
    CHECK_EQ_STR(error, "cannot read .: Is a directory");
    CHECK(!sources_load(s, "/dev/zero", &error));
    CHECK_EQ_STR(error, "cannot read /dev/zero: not a regular file");
    arena_free(a);
}

static void test_emitter_lays_out(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    Emitter *e = emitter_new(a, 4);
    emit(e, "\n\nint x;\n\n\n\n");
    emit_open(e, "void f(void) {");
    emit(e, "\n");
    emit(e, "if (x)\n    y = %d", 3);
    emit(e, ";\n\n");
    emit_open(e, "while (1) {\n");
    emit_text(e, "#verbatim\n\n\nx\n", 14);
    emit_close(e, "}\n");
    emit(e, "\n");
    emit_close(e, "}");
    emit(e, "\nend");
    size_t len;
    const char *text = emitter_text(e, &len);
    CHECK_EQ_STR(text, "int x;\n\nvoid f(void) {\n    if (x)\n        y = 3;\n\n    while (1) "
                       "{\n#verbatim\n\n\nx\n    }\n}\n"
                       "\nend");
    CHECK_EQ_INT(len, strlen(text));
    CHECK_EQ_INT(emitter_line(e), 15);
    arena_free(a);
}

static void test_session_has_limits(Check *check)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    CHECK(s->limits.steps == 100000000 && s->limits.memory == UINT64_C(2) << 30);
    CHECK_EQ_STR(str_from(s->strings, "x")->s, "x");
    CHECK_EQ_INT(diags_exit_code(s->diags), 0);
    session_free(s);
    session_free(NULL);
}

int main(void)
{
    Check check[1] = {{0}};
    test_arena_zeroes_and_aligns(check);
    test_arena_keeps_a_chunk(check);
    test_arena_grows(check);
    test_arena_limit_is_kept(check);
    test_vectors_grow(check);
    test_map_keeps_order(check);
    test_strings_are_interned(check);
    test_spelling_distance(check);
    test_places_in_files(check);
    test_files_are_read(check);
    test_emitter_lays_out(check);
    test_session_has_limits(check);
    return check_report(check);
}
