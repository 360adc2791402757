/* The C compiler as a child process. */
#include "codegen/toolchain.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool refuse(Session *s, DiagCode code, const char *what, const char *path)
{
    diag(s->diags, code, NOWHERE, "%s %s: %s", what, path, strerror(errno));
    return false;
}

/* A device, a pipe or a link is written, never replaced. */
static bool is_special(const char *path)
{
    struct stat status;
    return !lstat(path, &status) && !S_ISREG(status.st_mode);
}

static bool write_through(Session *s, const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(text, 1, len, f) == len;
    ok = f && fclose(f) == 0 && ok;
    return ok || refuse(s, DIAG_NNC0702, "cannot write", path);
}

bool toolchain_write(Session *s, const char *path, const char *text, size_t len)
{
    if (is_special(path))
        return write_through(s, path, text, len);
    const char *temporary = arena_printf(s->arena, "%s.tmp%ld", path, (long)getpid());
    FILE *f = fopen(temporary, "wb");
    if (!f)
        return refuse(s, DIAG_NNC0702, "cannot write", path);
    bool ok = fwrite(text, 1, len, f) == len;
    ok = fclose(f) == 0 && ok;
    if (ok && rename(temporary, path) == 0)
        return true;
    refuse(s, DIAG_NNC0702, "cannot write", path);
    unlink(temporary);
    return false;
}

/* Arguments of the compiler. -fno-trapping-math and -fno-math-errno change no value: they let loops vectorise. */
static char **arguments(Session *s, const Toolchain *t, const char *cc, const char *source,
                        const char *program)
{
    const char *const fixed[] = {cc,
                                 "-std=c11",
                                 "-march=native",
                                 "-ffp-contract=off",
                                 "-fno-math-errno",
                                 "-fno-trapping-math",
                                 "-fno-semantic-interposition"};
    VEC(char *) v = {0};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        VEC_PUSH(s->arena, &v, (char *)fixed[i]);
    VEC_PUSH(s->arena, &v, arena_printf(s->arena, "-O%s", t->optimize));
    VEC_PUSH(s->arena, &v, arena_printf(s->arena, "-I%s/include", t->library));
    VEC_PUSH(s->arena, &v, arena_printf(s->arena, "-DNNRT_LIBRARY=\"%s\"", t->library));
    VEC_PUSH(s->arena, &v, (char *)"-o");
    VEC_PUSH(s->arena, &v, (char *)program);
    VEC_PUSH(s->arena, &v, (char *)source);
    VEC_PUSH(s->arena, &v, arena_printf(s->arena, "%s/libnnrt.a", t->library));
    VEC_PUSH(s->arena, &v, (char *)"-lm");
    VEC_PUSH(s->arena, &v, (char *)"-lpthread");
    VEC_PUSH(s->arena, &v, NULL);
    return v.v;
}

static const char *read_all(Session *s, int fd)
{
    enum { KEPT = 4000 }; /* what of a compiler's words helps a reader */
    char *text = arena_alloc(s->arena, KEPT + 1), rest[512];
    size_t n = 0;
    for (ssize_t got;
         (got = n < KEPT ? read(fd, text + n, KEPT - n) : read(fd, rest, sizeof rest)) > 0;)
        n += n < KEPT ? (size_t)got : 0;
    text[n] = 0;
    return text;
}

static bool run(Session *s, const char *cc, char **argv)
{
    int words[2];
    pid_t child;
    if (pipe(words))
        return refuse(s, DIAG_NNC0703, "cannot run", cc);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, words[1], 1);
    posix_spawn_file_actions_adddup2(&actions, words[1], 2);
    posix_spawn_file_actions_addclose(&actions, words[0]);
    errno = posix_spawnp(&child, cc, &actions, NULL, argv, environ);
    bool started = errno == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(words[1]);
    const char *said = started ? read_all(s, words[0]) : "";
    close(words[0]);
    int status = 0;
    if (!started)
        return refuse(s, DIAG_NNC0703, "cannot run the C compiler", cc);
    pid_t ended;
    while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        ;
    if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    Diag *d = diag(s->diags, DIAG_NNC0703, NOWHERE, "the C compiler %s failed", cc);
    diag_note(s->diags, d, NOWHERE, "it said: %s", said);
    return false;
}

/* The text for the C compiler: PROGRAM.c where it is kept, else the same name in a folder of its own beside the program,
   so that no file of the user's is in the way and programs of the same text are the same bytes. */
static const char *source_path(Session *s, const Toolchain *t, const char *program, char **folder)
{
    const char *slash = strrchr(program, '/'), *name = slash ? slash + 1 : program;
    *folder = NULL;
    const char *lead = *program == '-' ? "./" : ""; /* not an option */
    if (t->save_temps)
        return arena_printf(s->arena, "%s%s.c", lead, program);
    char *made = arena_printf(s->arena, "%s%s.XXXXXX", lead, program);
    if (!mkdtemp(made)) {
        refuse(s, DIAG_NNC0702, "cannot write", program);
        return NULL;
    }
    *folder = made;
    return arena_printf(s->arena, "%s/%s.c", made, name);
}

bool toolchain_build(Session *s, const Toolchain *t, const char *text, size_t len,
                     const char *program)
{
    const char *cc = t->cc ? t->cc : getenv("CC");
    if (!cc || !*cc)
        cc = "cc";
    char *folder;
    const char *source = source_path(s, t, program, &folder);
    if (!source)
        return false;
    const bool ok =
        toolchain_write(s, source, text, len) && run(s, cc, arguments(s, t, cc, source, program));
    if (folder) {
        unlink(source);
        rmdir(folder);
    }
    return ok;
}
