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

/* Says that a file cannot stand at this path before anyone begins to write it. */
static bool is_place(Session *s, const char *path)
{
    struct stat status;
    const char *slash = strrchr(path, '/');
    const char *folder = arena_strndup(s->arena, path, slash ? (size_t)(slash - path) : 0);
    const bool is_folder =
        (slash && !slash[1]) || (!stat(path, &status) && S_ISDIR(status.st_mode));
    if (!is_folder && (!*folder || (!stat(folder, &status) && S_ISDIR(status.st_mode))))
        return true;
    Diag *g = is_folder
                  ? diag(s->diags, DIAG_NNC0702, NOWHERE, "cannot write %s: it is a folder", path)
                  : diag(s->diags, DIAG_NNC0702, NOWHERE, "cannot write %s: there is no folder %s",
                         path, folder);
    diag_help(s->diags, g, is_folder ? "name a file in it" : "nnc makes no folders");
    return false;
}

bool toolchain_write(Session *s, const char *path, const char *text, size_t len)
{
    if (!is_place(s, path))
        return false;
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

/* ---- the command ---- */
typedef VEC(char *) Words;

static void add_word(Session *s, Words *words, const char *word)
{
    VEC_PUSH(s->arena, words, (char *)word);
}

/* CC is a program, perhaps with options behind it. A path with blanks that exists is one word. */
static void add_compiler(Session *s, Words *words, const char *cc)
{
    static const char *const blanks = " \t";
    const bool whole = !access(cc, F_OK);
    for (cc += strspn(cc, blanks); *cc; cc += strspn(cc, blanks)) {
        const size_t n = whole ? strlen(cc) : strcspn(cc, blanks);
        add_word(s, words, arena_strndup(s->arena, cc, n));
        cc += n;
    }
}

/* A text as a C string literal. */
static const char *quoted(Session *s, const char *text)
{
    char *out = arena_alloc(s->arena, 2 * strlen(text) + 3), *o = out;
    *o++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *o++ = '\\';
        *o++ = *text;
    }
    *o++ = '"';
    *o = 0;
    return out;
}

/* Arguments of the compiler. -fno-trapping-math and -fno-math-errno change no value: they let loops vectorise. */
static char **arguments(Session *s, const Toolchain *t, const char *cc, const char *source,
                        const char *program)
{
    static const char *const fixed[] = {"-std=c11", "-ffp-contract=off", "-fno-math-errno",
                                        "-fno-trapping-math", "-fno-semantic-interposition"};
    Words words = {0};
    add_compiler(s, &words, cc);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        add_word(s, &words, fixed[i]);
    add_word(s, &words, arena_printf(s->arena, "-march=%s", t->cpu));
    add_word(s, &words, arena_printf(s->arena, "-O%s", t->optimize));
    if (t->debug)
        add_word(s, &words, "-g");
    add_word(s, &words, arena_printf(s->arena, "-I%s/include", t->library));
    add_word(s, &words, arena_printf(s->arena, "-DNNRT_LIBRARY=%s", quoted(s, t->library)));
    add_word(s, &words, "-o");
    add_word(s, &words, program);
    add_word(s, &words, source);
    add_word(s, &words, arena_printf(s->arena, "%s/libnnrt.a", t->library));
    add_word(s, &words, "-lm");
    add_word(s, &words, "-lpthread");
    add_word(s, &words, NULL);
    return words.v;
}

/* ---- running it ---- */
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

static bool refuse_compiler(Session *s, const char *cc)
{
    const bool missing = errno == ENOENT;
    Diag *g = missing ? diag(s->diags, DIAG_NNC0703, NOWHERE, "there is no C compiler `%s`", cc)
                      : diag(s->diags, DIAG_NNC0703, NOWHERE,
                             "the C compiler `%s` cannot be run: %s", cc, strerror(errno));
    diag_help(s->diags, g, "install gcc or clang; the environment variable CC names another one");
    return false;
}

static bool tell_failure(Session *s, const char *cc, int status, const char *said)
{
    const bool killed = WIFSIGNALED(status);
    Diag *g = diag(s->diags, DIAG_NNC0703, NOWHERE,
                   killed ? "the C compiler `%s` was ended by signal %d"
                          : "the C compiler `%s` failed with exit code %d",
                   cc, killed ? WTERMSIG(status) : WEXITSTATUS(status));
    if (*said)
        diag_note(s->diags, g, NOWHERE, "it said: %s", said);
    else
        diag_note(s->diags, g, NOWHERE, "it said nothing");
    return false;
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
    errno = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
    bool started = errno == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(words[1]);
    const char *said = started ? read_all(s, words[0]) : "";
    close(words[0]);
    int status = 0;
    if (!started)
        return refuse_compiler(s, cc);
    pid_t ended;
    while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        ;
    if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return tell_failure(s, cc, status, said);
}

static bool is_made(Session *s, const char *cc, const char *program)
{
    if (!access(program, F_OK))
        return true;
    diag(s->diags, DIAG_NNC0703, NOWHERE, "the C compiler `%s` ended well, but made no %s", cc,
         program);
    return false;
}

/* What is for the C compiler: PROGRAM.c (or .o) where it is kept, else the same name in a folder of its own beside the program,
   so that no file of the user's is in the way and programs of the same text are the same bytes. */
static const char *source_path(Session *s, const Toolchain *t, const char *program, char **folder)
{
    const char *slash = strrchr(program, '/'), *name = slash ? slash + 1 : program;
    const char ending = t->is_object ? 'o' : 'c';
    *folder = NULL;
    const char *lead = *program == '-' ? "./" : ""; /* not an option */
    if (t->save_temps)
        return arena_printf(s->arena, "%s%s.%c", lead, program, ending);
    char *made = arena_printf(s->arena, "%s%s.XXXXXX", lead, program);
    if (!mkdtemp(made)) {
        refuse(s, DIAG_NNC0702, "cannot write", program);
        return NULL;
    }
    *folder = made;
    return arena_printf(s->arena, "%s/%s.%c", made, name, ending);
}

bool toolchain_build(Session *s, const Toolchain *t, const char *text, size_t len,
                     const char *program)
{
    const char *cc = t->cc ? t->cc : getenv("CC");
    if (!cc || !cc[strspn(cc, " \t")])
        cc = "cc";
    if (!is_place(s, program))
        return false;
    char *folder;
    const char *source = source_path(s, t, program, &folder);
    if (!source)
        return false;
    const bool ok = toolchain_write(s, source, text, len) &&
                    run(s, cc, arguments(s, t, cc, source, program)) && is_made(s, cc, program);
    if (folder) {
        unlink(source);
        rmdir(folder);
    }
    return ok;
}
