/* Kept code: found again, bounded, damaged files made again, folders of others refused, many processes at once. */
#define _XOPEN_SOURCE 700
#include "frontend/libnnc/code_cache.h"
#include "frontend/libnnc/digest.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WRITERS = 4, ROUNDS = 50 };

static const char *digest_text(Arena *a, const char *text)
{
    return digest_of(a, &(DigestPart){text, strlen(text)}, 1);
}

static bool holds(Arena *a, const CodeCache *cache, const char *name, const char *code)
{
    char *bytes;
    size_t n;
    if (!code_cache_get(a, cache, digest_text(a, name), &bytes, &n))
        return false;
    const bool same = n == strlen(code) && !strcmp(bytes, code);
    free(bytes);
    return same;
}

static void keep(Arena *a, const CodeCache *cache, const char *name, const char *code)
{
    code_cache_put(a, cache, digest_text(a, name), code, strlen(code));
}

static CodeCache fresh(Check *check, Arena *a)
{
    CodeCache cache;
    char *folder = arena_printf(a, "code-cache.XXXXXX");
    CHECK(mkdtemp(folder));
    const char *wrong = code_cache_open(a, arena_printf(a, "%s/x/y", folder), &cache);
    CHECK_EQ_STR(wrong, NULL);
    return cache;
}

static void clear(Arena *a, const CodeCache *cache)
{
    char *root = arena_printf(a, "%s", cache->folder);
    *strchr(root, '/') = '\0';
    if (system(arena_printf(a, "rm -r '%s'", root)) != 0)
        printf("%s cannot be removed\n", root);
}

static void test_digest(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    CHECK_EQ_STR(digest_text(a, "abc"),
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const DigestPart one[] = {{"ab", 2}, {"c", 1}}, other[] = {{"a", 1}, {"bc", 2}};
    CHECK(strcmp(digest_of(a, one, 2), digest_of(a, other, 2)) != 0);
    arena_free(a);
}

static void test_keeps(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    CodeCache cache = fresh(check, a);
    CHECK(!holds(a, &cache, "one", "code"));
    keep(a, &cache, "one", "code");
    keep(a, &cache, "two", "");
    CHECK(holds(a, &cache, "one", "code"));
    CHECK(holds(a, &cache, "two", ""));
    keep(a, &cache, "one", "other code");
    CHECK(holds(a, &cache, "one", "other code"));
    CHECK(!holds(a, &(CodeCache){0}, "one", "code"));
    clear(a, &cache);
    keep(a, &cache, "one", "code"); /* into a folder that is gone */
    CHECK(!holds(a, &cache, "one", "code"));
    arena_free(a);
}

/* A file that is cut, and one of which a byte changed. */
static void test_damage(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    CodeCache cache = fresh(check, a);
    keep(a, &cache, "one", "machine code");
    const char *path = arena_printf(a, "%s/%s.o", cache.folder, digest_text(a, "one"));
    const int fd = open(path, O_RDWR);
    CHECK(fd >= 0 && pwrite(fd, "X", 1, 70) == 1);
    CHECK(!holds(a, &cache, "one", "machine code"));
    keep(a, &cache, "one", "machine code");
    CHECK(holds(a, &cache, "one", "machine code"));
    for (off_t n = 0; n < 76; n += 5) {
        CHECK(truncate(path, 0) == 0 && truncate(path, n) == 0);
        CHECK(!holds(a, &cache, "one", "machine code"));
    }
    close(fd);
    clear(a, &cache);
    arena_free(a);
}

/* What was used last stays. */
static void test_bound(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    CodeCache cache = fresh(check, a);
    char code[1000];
    memset(code, 'c', sizeof code - 1);
    code[sizeof code - 1] = '\0';
    cache.most = 3500;
    for (int i = 0; i < 10; i++) {
        keep(a, &cache, arena_printf(a, "%d", i), code);
        CHECK(holds(a, &cache, "0", code));
        nanosleep(&(struct timespec){.tv_nsec = 20000000},
                  NULL); /* times of files are those of the kernel's clock tick */
    }
    int kept = 0;
    for (int i = 0; i < 10; i++)
        kept += holds(a, &cache, arena_printf(a, "%d", i), code);
    CHECK_EQ_INT(kept, 3);
    CHECK(holds(a, &cache, "9", code) && holds(a, &cache, "8", code));
    cache.most = 100;
    keep(a, &cache, "large", code);
    CHECK(!holds(a, &cache, "large", code));
    clear(a, &cache);
    arena_free(a);
}

static void test_refuses(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    CodeCache cache = fresh(check, a), none;
    CHECK(chmod(cache.folder, 0770) == 0);
    const char *wrong = code_cache_open(a, cache.folder, &none);
    CHECK(wrong && strstr(wrong, "others can write") && !none.folder);
    CHECK(chmod(cache.folder, 0700) == 0);
    keep(a, &cache, "one", "code");
    const char *file = arena_printf(a, "%s/%s.o", cache.folder, digest_text(a, "one"));
    CHECK(code_cache_open(a, file, &none) && !none.folder);
    CHECK(code_cache_open(a, arena_printf(a, "%s/x", file), &none) && !none.folder);
    clear(a, &cache);
    arena_free(a);
}

/* Processes that write, read and remove the same few files: whatever is found is whole. */
static void work(const CodeCache *cache)
{
    Arena *a = arena_new(NULL, NULL, 0);
    for (int i = 0; i < ROUNDS; i++) {
        const char *name = arena_printf(a, "%d", i % 7);
        char *bytes;
        size_t n;
        keep(a, cache, name, name);
        if (code_cache_get(a, cache, digest_text(a, name), &bytes, &n)) {
            if (strcmp(bytes, name) != 0)
                _exit(1);
            free(bytes);
        }
    }
    arena_free(a);
    _exit(0);
}

static void test_processes(Check *check)
{
    Arena *a = arena_new(NULL, NULL, 0);
    CodeCache cache = fresh(check, a);
    cache.most = 200;
    for (int i = 0; i < WRITERS; i++)
        if (fork() == 0)
            work(&cache);
    for (int i = 0; i < WRITERS; i++) {
        int status = -1;
        CHECK(wait(&status) > 0);
        CHECK_EQ_INT(status, 0);
    }
    clear(a, &cache);
    arena_free(a);
}

int main(void)
{
    Check check[1] = {{0}};
    test_digest(check);
    test_keeps(check);
    test_damage(check);
    test_bound(check);
    test_refuses(check);
    test_processes(check);
    return check_report(check);
}
