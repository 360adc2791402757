/* The output folder: parents, what may be replaced, what is removed. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/outdir.h"
#include "runtime/json.h"
#include "runtime/outfile.h"
#include "runtime/readfile.h"
#include "runtime/spool.h"
#include "runtime/within.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define NAME_BYTES "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

size_t nnrt_file_name(const char *label, char *out, size_t size)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;
    for (const char *p = label; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool plain = strchr(NAME_BYTES, c) && !(c == '.' && p == label);
        const char text[3] = {plain ? (char)c : '%', hex[c >> 4], hex[c & 15]};
        for (size_t i = 0; i < (plain ? 1u : 3u); i++, n++)
            if (n + 1 < size)
                out[n] = text[i];
    }
    if (size)
        out[n + 1 < size ? n : size - 1] = '\0';
    return n;
}

static char *join(const char *dir, const char *name, nnrt_error *e)
{
    size_t size = strlen(dir) + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s", dir, name);
    else
        nnrt_error_memory(e);
    return path;
}

/* Makes `path` and the parents that are missing. `path` is changed in between and restored. */
static bool make_folders(char *path, const nnrt_io *io, nnrt_error *e)
{
    for (char *p = path + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        const char end = *p;
        struct stat st;
        *p = '\0';
        bool good = io->mkdir(io->context, path, 0777) == 0;
        const int why = errno == EEXIST ? ENOTDIR : errno;
        if (!good) /* "/" of a read-only device says EROFS */
            good = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
        if (!good)
            nnrt_error_io(e, why, "cannot create the folder %s", path);
        *p = end;
        if (!good || end == '\0')
            return good;
    }
}

/* The whole of DIR/run.json as a tree when it is ours, else NULL. */
static nnrt_json_tree *read_run(const char *dir)
{
    char *path = join(dir, NNRT_RUN_NAME, NULL);
    nnrt_error ignored;
    size_t size = 0;
    char *text = path ? nnrt_read_file(path, &size, &ignored) : NULL;
    nnrt_json_tree *tree = text ? nnrt_json_read(text, size, &ignored) : NULL;
    free(text);
    free(path);
    if (tree &&
        strcmp(nnrt_json_get_string(nnrt_json_root(tree), "format", ""), NNRT_RUN_FORMAT) == 0)
        return tree;
    nnrt_json_tree_free(tree);
    return NULL;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Calls `use` with each folder of the path of a file in `dir`, the outermost first. */
static bool each_parent(char *path, size_t dir_size,
                        bool (*use)(const char *, const nnrt_io *, nnrt_error *), const nnrt_io *io,
                        nnrt_error *e)
{
    for (char *p = path + dir_size + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        const bool good = use(path, io, e);
        *p = '/';
        if (!good)
            return false;
    }
    return true;
}

static bool make_folder(const char *path, const nnrt_io *io, nnrt_error *e)
{
    if (io->mkdir(io->context, path, 0777) == 0 || (errno == EEXIST && is_folder(path)))
        return true;
    return nnrt_error_io(e, errno == EEXIST ? ENOTDIR : errno, "cannot create the folder %s", path);
}

static bool check_folder(const char *path, const nnrt_io *io, nnrt_error *e)
{
    (void)io;
    (void)e;
    return is_folder(path);
}

bool nnrt_outdir_make_parents(const char *dir, const char *name, const nnrt_io *io, nnrt_error *e)
{
    char *path = join(dir, name, e);
    const bool good = path && each_parent(path, strlen(dir), make_folder, io, e);
    free(path);
    return good;
}

/* What lies behind a link is not ours. Folders go with their last file. */
static bool remove_output(const char *dir, const char *name, const nnrt_io *io, nnrt_error *e)
{
    char *path = join(dir, name, e);
    if (!path)
        return false;
    const size_t dir_size = strlen(dir);
    bool good = !each_parent(path, dir_size, check_folder, io, NULL) ||
                io->unlink(io->context, path) == 0 || errno == ENOENT || errno == ENOTDIR ||
                nnrt_error_io(e, errno, "cannot replace %s", path);
    for (char *slash; (slash = strrchr(path, '/')) > path + dir_size;) {
        *slash = '\0';
        if (!is_folder(path) || rmdir(path) != 0)
            break;
    }
    free(path);
    return good;
}

static bool remove_outputs(const char *dir, const nnrt_json_value *run, const nnrt_io *io,
                           nnrt_error *e)
{
    const nnrt_json_value *outputs = nnrt_json_get(run, "outputs");
    for (const nnrt_json_value *v = outputs ? outputs->first : NULL; v; v = v->next)
        if (v->type == NNRT_JSON_STRING && nnrt_is_within(v->text) &&
            !remove_output(dir, v->text, io, e))
            return false;
    return remove_output(dir, NNRT_SPOOL_NAME, io, e);
}

static bool is_empty(const char *dir, bool *empty, nnrt_error *e)
{
    DIR *d = opendir(dir);
    if (!d)
        return nnrt_error_io(e, errno, "cannot read the folder %s", dir);
    *empty = true;
    for (const struct dirent *entry; *empty && (entry = readdir(d));)
        *empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(d);
    return true;
}

static bool take_over(const char *dir, const nnrt_io *io, nnrt_error *e)
{
    bool empty = false;
    if (!is_empty(dir, &empty, e))
        return false;
    if (empty)
        return true;
    nnrt_json_tree *run = read_run(dir);
    if (!run)
        return nnrt_error_set(e, NNRT_EXIT_IO,
                              "the folder %s holds files that no simulation wrote (it has no %s of "
                              "ours); give another "
                              "one with -o",
                              dir, NNRT_RUN_NAME);
    bool good = remove_outputs(dir, nnrt_json_root(run), io, e);
    nnrt_json_tree_free(run);
    return good;
}

static bool claim(const char *dir, const nnrt_io *io, nnrt_error *e)
{
    static const char running[] = "{\n  \"format\": \"" NNRT_RUN_FORMAT "\",\n  \"version\": 1,\n"
                                  "  \"status\": \"running\",\n  \"outputs\": []\n}\n";
    char *path = join(dir, NNRT_RUN_NAME, e);
    bool good = path && nnrt_outfile_save(io, path, running, sizeof running - 1, e);
    free(path);
    return good;
}

static bool make_new(const char *dir, const nnrt_io *io, nnrt_error *e)
{
    char *copy = strdup(dir);
    bool good = copy ? make_folders(copy, io, e) : nnrt_error_memory(e);
    free(copy);
    return good;
}

bool nnrt_outdir_prepare(const char *dir, const nnrt_io *io, nnrt_error *e)
{
    nnrt_error mine = {0};
    struct stat st;
    bool good;
    if (!io)
        io = &nnrt_io_posix;
    if (*dir == '\0')
        good = nnrt_error_set(&mine, NNRT_EXIT_USAGE, "the output folder has an empty name");
    else if (stat(dir, &st) == 0)
        good = S_ISDIR(st.st_mode)
                   ? take_over(dir, io, &mine)
                   : nnrt_error_set(&mine, NNRT_EXIT_IO,
                                    "%s is a file, not a folder; give another one with -o", dir);
    else if (errno == ENOENT && lstat(dir, &st) == 0)
        good =
            nnrt_error_set(&mine, NNRT_EXIT_IO, "%s is a link to a place that does not exist", dir);
    else
        good = make_new(dir, io, &mine);
    good = good && claim(dir, io, &mine);
    if (!good && e)
        *e = mine;
    return good;
}

/* "1.5 GiB" */
static void size_text(uint64_t bytes, char *out, size_t size)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double x = (double)bytes;
    size_t i = 0;
    for (; x >= 1024 && i + 1 < sizeof units / sizeof units[0]; i++)
        x /= 1024;
    snprintf(out, size, "%.*f %s", i && x < 100 ? 1 : 0, x, units[i]);
}

bool nnrt_outdir_check_space(const char *dir, uint64_t bytes, nnrt_error *e)
{
    struct statvfs device;
    char needed[32], have[32];
    if (statvfs(dir, &device) != 0)
        return true; /* unknown: writing will tell */
    uint64_t block = device.f_frsize, available = device.f_bavail;
    if (block == 0 || bytes / block < available)
        return true;
    size_text(bytes, needed, sizeof needed);
    size_text(available * block, have, sizeof have);
    return nnrt_error_set(e, NNRT_EXIT_LIMIT,
                          "recording needs %s, the device of %s has %s free; record fewer cells or "
                          "sample less often",
                          needed, dir, have);
}
