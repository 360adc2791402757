/* Compiles and runs what tests name. */
#define _XOPEN_SOURCE 700
#include "frontend/driver/test_run.h"

#include "frontend/driver/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ---- paths ---- */
typedef VEC(const char *) Words;

/* The parts of a path without "." and, where it can be, without ".."; "" stands for the root. */
static Words parts_of(Arena *a, const char *path)
{
    Words w = {0};
    if (*path == '/')
        VEC_PUSH(a, &w, "");
    while (*path) {
        const size_t n = strcspn(path, "/");
        const bool up = n == 2 && !memcmp(path, "..", 2);
        if (up && w.n && strcmp(w.v[w.n - 1], ".."))
            w.n -= *w.v[w.n - 1] != '\0';
        else if (n && !(n == 1 && *path == '.'))
            VEC_PUSH(a, &w, arena_strndup(a, path, n));
        path += n + (path[n] == '/');
    }
    return w;
}

static const char *in_folder(Arena *a, const char *folder, const char *path)
{
    return *path == '/' ? path : arena_printf(a, "%s%s", folder, path);
}

const char *test_result(Pipeline *p, const TestTarget *target, const OmvTest *test,
                        const char *path)
{
    Arena *a = p->session->arena;
    const Words file = parts_of(a, in_folder(a, test->folder, path)),
                base = parts_of(a, target->folder);
    uint32_t i = 0;
    while (i < file.n && i < base.n && !strcmp(file.v[i], base.v[i]))
        i++;
    const char *out = target->results;
    for (; i < file.n; i++)
        if (strcmp(file.v[i], "..") && *file.v[i])
            out = arena_printf(a, "%s/%s", out, file.v[i]);
    return out;
}

/* ---- the folder ---- */
static bool make_folder(Pipeline *p, TestRuns *runs)
{
    const char *temporary = getenv("TMPDIR");
    if (runs->folder)
        return true;
    char *made = arena_printf(p->session->arena, "%s/nnc-test-XXXXXX",
                              temporary && *temporary ? temporary : "/tmp");
    runs->folder = mkdtemp(made);
    if (!runs->folder)
        diag(p->session->diags, DIAG_NNC0702, NOWHERE, "cannot make the folder %s: %s", made,
             strerror(errno));
    return runs->folder != NULL;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void test_runs_remove(TestRuns *runs)
{
    enum { OPEN_FOLDERS = 16 };
    if (runs->folder)
        nftw(runs->folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    runs->folder = NULL;
}

/* ---- the run ---- */
/* Published models lie in a folder beside that of their cells: what lies two folders above the
   target may be included. */
static bool compile(Pipeline *p, const Options *o, const TestTarget *target, const char *program)
{
    Options own = *o;
    memset(&own.arguments, 0, sizeof own.arguments);
    memset(&own.include, 0, sizeof own.include);
    for (uint32_t i = 0; i < o->include.n; i++)
        VEC_PUSH(p->session->arena, &own.include, o->include.v[i]);
    VEC_PUSH(p->session->arena, &own.include,
             arena_printf(p->session->arena, "%s../..", target->folder));
    VEC_PUSH(p->session->arena, &own.arguments, target->path);
    own.output = program;
    return cmd_compile(&own) == EXIT_OK;
}

/* What the program prints goes to stderr, so that the report is alone. */
static bool run(Pipeline *p, const char *program, const char *results)
{
    char *const argv[] = {(char *)(uintptr_t)program, (char *)(uintptr_t) "-o",
                          (char *)(uintptr_t)results, (char *)(uintptr_t) "--progress",
                          (char *)(uintptr_t) "none", NULL};
    pid_t child, ended;
    int status = 0;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    errno = posix_spawn(&child, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (errno) {
        diag(p->session->diags, DIAG_NNC0702, NOWHERE, "cannot run %s: %s", program,
             strerror(errno));
        return false;
    }
    while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        ;
    return ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static TestTarget make_target(Pipeline *p, const Options *o, TestRuns *runs, const char *path)
{
    Arena *a = p->session->arena;
    const char *slash = strrchr(path, '/');
    TestTarget t = {.path = path,
                    .folder = arena_strndup(a, path, slash ? (size_t)(slash + 1 - path) : 0)};
    const char *program = arena_printf(a, "%s/model%u", runs->folder, runs->targets.n),
               *results = arena_printf(a, "%s.out", program);
    if (compile(p, o, &t, program) && run(p, program, results))
        t.results = results;
    return t;
}

const TestTarget *test_run(Pipeline *p, const Options *o, TestRuns *runs, const OmvTest *test)
{
    const char *path = in_folder(p->session->arena, test->folder, test->target);
    for (uint32_t i = 0; i < runs->targets.n; i++)
        if (!strcmp(runs->targets.v[i].path, path))
            return &runs->targets.v[i];
    if (!make_folder(p, runs))
        return NULL;
    fflush(stdout);
    VEC_PUSH(p->session->arena, &runs->targets, make_target(p, o, runs, path));
    return &VEC_LAST(&runs->targets);
}
