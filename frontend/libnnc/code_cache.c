/* The folder of kept code. A file is the digest of its code, then the code; it is written under another name and renamed. */
#define _POSIX_C_SOURCE 200809L
#include "frontend/libnnc/code_cache.h"

#include "frontend/libnnc/descriptor.h"
#include "frontend/libnnc/digest.h"
#include "ir/base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DIGEST_DIGITS = 64, ABANDONED_SECONDS = 3600 };
#define KEPT    ".o"
#define WRITING ".tmp"

/* ---- the folder ---- */
const char *code_cache_usual(Arena *a)
{
    const char *given = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (given && *given == '/')
        return arena_printf(a, "%s/nnc", given);
    return home && *home == '/' ? arena_printf(a, "%s/.cache/nnc", home) : NULL;
}

/* Parents that are missing too, for the user alone. */
static bool make_folder(Arena *a, const char *folder)
{
    char *path = arena_printf(a, "%s", folder);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

const char *code_cache_open(Arena *a, const char *folder, CodeCache *cache)
{
    struct stat st;
    *cache = (CodeCache){.most = CODE_CACHE_MOST};
    if (!make_folder(a, folder) || stat(folder, &st) != 0)
        return arena_printf(a, "%s: %s", folder, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return arena_printf(a, "%s is no folder", folder);
    if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)))
        return arena_printf(a, "others can write to %s, and what is found there would be run",
                            folder);
    cache->folder = folder;
    return NULL;
}

static const char *path_of(Arena *a, const CodeCache *cache, const char *digest)
{
    return arena_printf(a, "%s/%s" KEPT, cache->folder, digest);
}

/* ---- reading ---- */
static bool read_all(int fd, char *bytes, size_t n)
{
    while (n > 0) {
        const ssize_t got = read(fd, bytes, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        n -= (size_t)got;
    }
    return true;
}

/* The whole file, of malloc; NULL: it cannot be had. */
static char *read_file(int fd, size_t *n)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < DIGEST_DIGITS)
        return NULL;
    *n = (size_t)st.st_size;
    char *bytes = malloc(*n + 1);
    if (bytes && !read_all(fd, bytes, *n)) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* Drops the digest in front, if it is that of what follows. */
static bool unwrap(Arena *a, char *bytes, size_t *n)
{
    const DigestPart code = {bytes + DIGEST_DIGITS, *n - DIGEST_DIGITS};
    if (memcmp(bytes, digest_of(a, &code, 1), DIGEST_DIGITS) != 0)
        return false;
    memmove(bytes, code.bytes, code.n);
    bytes[code.n] = '\0';
    *n = code.n;
    return true;
}

bool code_cache_get(Arena *a, const CodeCache *cache, const char *digest, char **bytes, size_t *n)
{
    const int fd = cache->folder ? open(path_of(a, cache, digest), O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return false;
    *bytes = read_file(fd, n);
    futimens(fd, NULL); /* it was used now; where that fails it goes earlier */
    close(fd);
    if (*bytes && unwrap(a, *bytes, n))
        return true;
    free(*bytes);
    *bytes = NULL;
    return false;
}

/* ---- keeping within bounds ---- */
typedef struct Kept {
    const char *path;
    uint64_t bytes;
    struct timespec used;
} Kept;
typedef VEC(Kept) KeptFiles;

static bool ends_with(const char *name, const char *ending)
{
    const size_t n = strlen(name), k = strlen(ending);
    return n > k && !strcmp(name + n - k, ending);
}

static int by_use(const void *a, const void *b)
{
    const Kept *x = a, *y = b;
    if (x->used.tv_sec != y->used.tv_sec)
        return x->used.tv_sec < y->used.tv_sec ? -1 : 1;
    return (x->used.tv_nsec > y->used.tv_nsec) - (x->used.tv_nsec < y->used.tv_nsec);
}

/* All files of code; those that a process left half written are removed. */
static uint64_t list_kept(Arena *a, const char *folder, KeptFiles *files)
{
    uint64_t sum = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *d = dir ? readdir(dir) : NULL; d; d = readdir(dir)) {
        const char *path = arena_printf(a, "%s/%s", folder, d->d_name);
        const bool half = ends_with(d->d_name, WRITING);
        struct stat st;
        if ((!half && !ends_with(d->d_name, KEPT)) || lstat(path, &st) != 0)
            continue;
        if (half && time(NULL) - st.st_mtim.tv_sec > ABANDONED_SECONDS)
            unlink(path);
        if (half)
            continue;
        VEC_PUSH(a, files, ((Kept){path, (uint64_t)st.st_size, st.st_mtim}));
        sum += (uint64_t)st.st_size;
    }
    if (dir)
        closedir(dir);
    return sum;
}

static void remove_oldest(Arena *a, const CodeCache *cache)
{
    KeptFiles files = {0};
    uint64_t sum = list_kept(a, cache->folder, &files);
    if (sum <= cache->most)
        return;
    qsort(files.v, files.n, sizeof *files.v, by_use);
    for (uint32_t i = 0; i < files.n && sum > cache->most; i++) {
        unlink(files.v[i].path);
        sum -= files.v[i].bytes;
    }
}

/* ---- writing ---- */
void code_cache_put(Arena *a, const CodeCache *cache, const char *digest, const char *bytes,
                    size_t n)
{
    if (!cache->folder || n > cache->most)
        return;
    const char *half = arena_printf(a, "%s/%s.%ld" WRITING, cache->folder, digest, (long)getpid());
    const int fd = open(half, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    const bool written =
        descriptor_write(fd, digest_of(a, &(DigestPart){bytes, n}, 1), DIGEST_DIGITS) &&
        descriptor_write(fd, bytes, n);
    if (close(fd) != 0 || !written || rename(half, path_of(a, cache, digest)) != 0)
        unlink(half);
    else
        remove_oldest(a, cache);
}
