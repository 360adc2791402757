/* Finding and reading results. */
#define _XOPEN_SOURCE 700
#include "frontend/plot/results.h"
#include "runtime/outdir.h"
#include "runtime/output/finish.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool exists_in(const char *dir, const char *name)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    return n > 0 && (size_t)n < sizeof path && access(path, F_OK) == 0;
}

static bool check_folder(const char *dir, nnrt_error *e)
{
    struct stat st;
    if (stat(dir, &st) != 0)
        return nnrt_error_io(e, errno, "cannot read the folder %s", dir);
    if (!S_ISDIR(st.st_mode))
        return nnrt_error_set(e, NNRT_EXIT_IO,
                              "%s is not a folder: give the output folder of a run", dir);
    if (!exists_in(dir, NNRT_SPOOL_NAME) && !exists_in(dir, NNRT_RUN_NAME))
        return nnrt_error_set(e, NNRT_EXIT_IO, "%s is not the output folder of a run: it has no %s",
                              dir, NNRT_RUN_NAME);
    return true;
}

static bool import(const char *dir, const char *into, const char *library, nnrt_error *e)
{
    char program[PATH_MAX], option[PATH_MAX + 16];
    pid_t child;
    int status;
    if (!nnrt_find_converter(library, program, sizeof program))
        return nnrt_error_set(e, NNRT_EXIT_IO, "the program %s, which reads results, was not found",
                              NNRT_CONVERTER);
    snprintf(option, sizeof option, "--import=%s", into);
    char *arguments[] = {program, option, (char *)(uintptr_t) "--", (char *)(uintptr_t)dir, NULL};
    int failed = posix_spawn(&child, program, NULL, NULL, arguments, environ);
    if (failed)
        return nnrt_error_io(e, failed, "cannot run %s", program);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return nnrt_error_io(e, errno, "cannot run %s", program);
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           nnrt_error_set(e, NNRT_EXIT_IO, "the results in %s cannot be read", dir);
}

/* The spool is open when its name goes. */
static nnrt_spool_scan *open_imported(const char *dir, const char *library, nnrt_error *e)
{
    char into[PATH_MAX], path[PATH_MAX + 16];
    const char *base = getenv("TMPDIR");
    const int n = snprintf(into, sizeof into, "%s/nnc-plot-XXXXXX", base && *base ? base : "/tmp");
    if (n < 0 || (size_t)n >= sizeof into || !mkdtemp(into)) {
        nnrt_error_io(e, errno, "cannot create a folder for temporary files (TMPDIR)");
        return NULL;
    }
    snprintf(path, sizeof path, "%s/%s", into, NNRT_SPOOL_NAME);
    nnrt_spool_scan *scan = import(dir, into, library, e) ? nnrt_spool_scan_file(path, e) : NULL;
    unlink(path);
    rmdir(into);
    return scan;
}

nnrt_spool_scan *results_open(const char *dir, const char *library, nnrt_error *e)
{
    char path[PATH_MAX];
    if (!check_folder(dir, e))
        return NULL;
    if (!exists_in(dir, NNRT_SPOOL_NAME))
        return open_imported(dir, library, e);
    snprintf(path, sizeof path, "%s/%s", dir, NNRT_SPOOL_NAME);
    return nnrt_spool_scan_file(path, e);
}
