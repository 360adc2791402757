/* Starting nnrt-convert, and doing without it where it is missing or no file needs HDF5. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/finish.h"
#include "runtime/output/convert.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool is_program(const char *path)
{
    return *path && access(path, X_OK) == 0;
}

static bool try_folder(const char *folder, size_t n, char *out, size_t size)
{
    int length = snprintf(out, size, "%.*s/%s", (int)n, folder, NNRT_CONVERTER);
    return length > 0 && (size_t)length < size && is_program(out);
}

static bool find_near_program(char *out, size_t size)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return false;
    self[n] = '\0';
    return try_folder(self, (size_t)(strrchr(self, '/') - self), out, size);
}

static bool find_on_path(char *out, size_t size)
{
    const char *path = getenv("PATH");
    for (const char *p = path ? path : ""; *p;) {
        size_t n = strcspn(p, ":");
        if (n && try_folder(p, n, out, size))
            return true;
        p += n + (p[n] == ':');
    }
    return false;
}

bool nnrt_find_converter(const char *library, char *out, size_t size)
{
    const char *named = getenv("NNRT_CONVERT");
    if (named && is_program(named))
        return (size_t)snprintf(out, size, "%s", named) < size;
    return (library && try_folder(library, strlen(library), out, size)) ||
           find_near_program(out, size) || find_on_path(out, size);
}

static int convert_here(const char *dir, const nnrt_finish_options *o, nnrt_error *e)
{
    const nnrt_convert_options options = {.formats = o->formats, .single = o->single};
    int code = nnrt_convert(dir, &options, NULL, e);
    if (!code && !o->formats && !o->quiet)
        fprintf(stderr,
                "note: %s was not found, the results are in npz and csv files instead of h5\n",
                NNRT_CONVERTER);
    return code;
}

/* Exit status of the child as one of our codes; it has said why itself. */
static int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return NNRT_EXIT_IO;
    return WIFEXITED(status) ? WEXITSTATUS(status) : NNRT_EXIT_IO;
}

static int convert_in_child(const char *program, const char *dir, const nnrt_finish_options *o)
{
    char format[256], *arguments[6];
    size_t n = 0;
    arguments[n++] = (char *)(uintptr_t)program;
    if (o->formats) {
        snprintf(format, sizeof format, "--format=%s", o->formats);
        arguments[n++] = format;
    }
    if (o->single)
        arguments[n++] = (char *)(uintptr_t) "--report-precision=single";
    arguments[n++] = (char *)(uintptr_t) "--";
    arguments[n++] = (char *)(uintptr_t)dir;
    arguments[n] = NULL;
    pid_t child;
    return posix_spawn(&child, program, NULL, NULL, arguments, environ) == 0 ? wait_for(child)
                                                                             : NNRT_EXIT_IO;
}

static bool names_h5(const char *formats)
{
    for (const char *p = formats; *p; p += strcspn(p, ","), p += *p == ',')
        if (strcspn(p, ",") == 2 && !strncmp(p, "h5", 2))
            return true;
    return false;
}

int nnrt_finish_output(const char *dir, const nnrt_finish_options *o, nnrt_error *e)
{
    char program[PATH_MAX];
    nnrt_error mine = {0};
    const bool wanted = !o->formats || o->h5 || names_h5(o->formats);
    bool found = wanted && nnrt_find_converter(o->library, program, sizeof program);
    int code = found ? convert_in_child(program, dir, o) : convert_here(dir, o, &mine);
    if (code == NNRT_EXIT_OK)
        return code;
    nnrt_error_set(
        e, NNRT_EXIT_IO,
        "the results could not be written%s%s; they are kept in %s/%s: run `nnc recover %s`",
        mine.exit_code ? ": " : "", mine.text, dir, NNRT_SPOOL_NAME, dir);
    return NNRT_EXIT_IO;
}
