/* The C compiler as a child process. */
#include "codegen/toolchain.h"

#include "ir/base/emit.h"
#include "runtime/level.h"

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

/* One call of the compiler. */
typedef struct Step {
    const char *const *inputs;
    unsigned n;
    const char *output;
    const char *cpu;   /* NULL: any */
    const char *entry; /* the name of main; NULL: its own */
    enum {
        STEP_COMPILES,
        STEP_JOINS,
        STEP_LINKS
    } kind; /* to an object, one of several, a program */
} Step;

/* Code for the processor at hand has the instructions of its level, which programs test before they run. Its vectors are as
   long as the level has them: a compiler's tuning for some processors would halve them. */
static void add_processor(Session *s, Words *words, const char *cpu)
{
    const unsigned level = nnrt_level_of(cpu);
    add_word(s, words,
             level ? arena_printf(s->arena, "-march=x86-64-v%u", level)
                   : arena_printf(s->arena, "-march=%s", cpu));
    if (level && !strcmp(cpu, "native"))
        add_word(s, words, "-mtune=native");
    if (level >= NNRT_LEVEL_LONG)
        add_word(s, words, "-mprefer-vector-width=512");
}

/* Arguments of the compiler. -fno-trapping-math and -fno-math-errno change no value: they let loops vectorise. */
static char **arguments(Session *s, const Toolchain *t, const char *cc, const Step *step)
{
    static const char *const fixed[] = {"-std=c11", "-ffp-contract=off", "-fno-math-errno",
                                        "-fno-trapping-math", "-fno-semantic-interposition"};
    Words words = {0};
    add_compiler(s, &words, cc);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        add_word(s, &words, fixed[i]);
    if (step->cpu)
        add_processor(s, &words, step->cpu);
    if (step->entry)
        add_word(s, &words, arena_printf(s->arena, "-Dmain=%s", step->entry));
    if (t->entry)
        add_word(s, &words, "-Dnnrt_main=" TOOLCHAIN_HAND_OVER);
    if (t->makes_object)
        add_word(s, &words, "-fPIC");
    add_word(s, &words, arena_printf(s->arena, "-O%s", t->optimize));
    if (t->fast)
        add_word(s, &words, "-DNNRT_FAST");
    if (t->debug)
        add_word(s, &words, "-g");
    add_word(s, &words, arena_printf(s->arena, "-I%s/include", t->library));
    add_word(s, &words,
             arena_printf(s->arena, "-DNNRT_LIBRARY=%s", str_literal(s->arena, t->library)));
    if (step->kind != STEP_LINKS)
        add_word(s, &words, step->kind == STEP_JOINS ? "-r" : "-c");
    add_word(s, &words, "-o");
    add_word(s, &words, step->output);
    for (unsigned i = 0; i < step->n; i++)
        add_word(s, &words, step->inputs[i]);
    if (step->kind == STEP_LINKS) {
        add_word(s, &words, arena_printf(s->arena, "%s/libnnrt.a", t->library));
        add_word(s, &words, "-lm");
        add_word(s, &words, "-lpthread");
    }
    add_word(s, &words, NULL);
    return words.v;
}

/* ---- running it ---- */
static const char *read_words(Session *s, int fd)
{
    enum { KEPT = 4000 }; /* what of a compiler's words helps a reader */
    char *text = arena_alloc(s->arena, KEPT + 1), rest[512];
    size_t n = 0;
    for (;;) {
        const bool full = n == KEPT;
        const ssize_t got = full ? read(fd, rest, sizeof rest) : read(fd, text + n, KEPT - n);
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        n += got < 0 || full ? 0 : (size_t)got;
    }
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
    for (int end = 0; end < 2; end++)
        fcntl(words[end], F_SETFD, FD_CLOEXEC);
    posix_spawn_file_actions_adddup2(&actions, words[1], 1);
    posix_spawn_file_actions_adddup2(&actions, words[1], 2);
    errno = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
    bool started = errno == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(words[1]);
    const char *said = started ? read_words(s, words[0]) : "";
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

/* ---- what it works on ---- */
typedef struct Build {
    Session *s;
    const Toolchain *t;
    const char *cc, *program;
    char *folder;      /* of files that go away; NULL: they are kept */
    VEC(char *) files; /* in it */
} Build;

/* PROGRAM + `ending` where it is kept, else the same name in a folder of its own beside the program, so that no file of the
   user's is in the way and programs of the same text are the same bytes. */
static const char *file_of(Build *b, const char *ending)
{
    Arena *a = b->s->arena;
    const char *slash = strrchr(b->program, '/'), *name = slash ? slash + 1 : b->program;
    const char *lead = *b->program == '-' ? "./" : ""; /* not an option */
    if (!b->folder)
        return arena_printf(a, "%s%s%s", lead, b->program, ending);
    char *path = arena_printf(a, "%s/%s%s", b->folder, name, ending);
    VEC_PUSH(a, &b->files, path);
    return path;
}

static bool make_folder(Build *b)
{
    const char *lead = *b->program == '-' ? "./" : "";
    if (b->t->save_temps)
        return true;
    b->folder = arena_printf(b->s->arena, "%s%s.XXXXXX", lead, b->program);
    if (mkdtemp(b->folder))
        return true;
    b->folder = NULL;
    return refuse(b->s, DIAG_NNC0702, "cannot write", b->program);
}

static void remove_folder(Build *b)
{
    for (uint32_t i = 0; i < b->files.n; i++)
        unlink(b->files.v[i]);
    if (b->folder)
        rmdir(b->folder);
}

static bool run_step(Build *b, const Step *step)
{
    return run(b->s, b->cc, arguments(b->s, b->t, b->cc, step)) &&
           is_made(b->s, b->cc, step->output);
}

/* ---- one processor ---- */
static bool build_one(Build *b, const ToolchainPart *part)
{
    if (b->t->makes_object && b->t->is_object)
        return toolchain_write(b->s, b->program, part->bytes, part->n);
    const char *source = file_of(b, b->t->is_object ? ".o" : ".c");
    const Step step = {.inputs = &source,
                       .n = 1,
                       .output = b->program,
                       .cpu = part->cpu,
                       .entry = b->t->entry,
                       .kind = b->t->makes_object ? STEP_COMPILES : STEP_LINKS};
    return toolchain_write(b->s, source, part->bytes, part->n) && run_step(b, &step);
}

/* ---- several ---- */
const char *toolchain_entry(Arena *a, const char *entry, const char *cpu)
{
    return arena_printf(a, "%s_%u", entry ? entry : "nnrt_main", nnrt_level_named(cpu));
}

static bool compile_part(Build *b, const ToolchainPart *part, const char **object)
{
    Arena *a = b->s->arena;
    *object = file_of(b, arena_printf(a, ".%s.o", part->cpu));
    if (b->t->is_object)
        return toolchain_write(b->s, *object, part->bytes, part->n);
    const char *source = file_of(b, arena_printf(a, ".%s.c", part->cpu));
    const Step step = {.inputs = &source,
                       .n = 1,
                       .output = *object,
                       .cpu = part->cpu,
                       .entry = toolchain_entry(a, b->t->entry, part->cpu)};
    return toolchain_write(b->s, source, part->bytes, part->n) && run_step(b, &step);
}

/* The main that picks one of theirs. */
static bool write_choice(Build *b, const ToolchainPart *parts, unsigned n, const char *path)
{
    Arena *a = b->s->arena;
    Emitter *e = emitter_new(a, 4);
    emit(e, "#include \"runtime/level.h\"\n\n");
    for (unsigned i = 0; i < n; i++)
        emit(e, "int %s(int argc, char **argv);\n", toolchain_entry(a, b->t->entry, parts[i].cpu));
    emit(e, "\nint main(int argc, char **argv)\n");
    emit_open(e, "{");
    emit_open(e, "static const nnrt_level_main mains[] = {");
    for (unsigned i = 0; i < n; i++)
        emit(e, "{%u, %s},\n", nnrt_level_named(parts[i].cpu),
             toolchain_entry(a, b->t->entry, parts[i].cpu));
    emit_close(e, "};");
    emit(e, "return nnrt_level_start(mains, %u, argc, argv);\n", n);
    emit_close(e, "}");
    size_t len;
    const char *text = emitter_text(e, &len);
    return toolchain_write(b->s, path, text, len);
}

static bool build_several(Build *b, const ToolchainPart *parts, unsigned n)
{
    const char **inputs = ARENA_ARRAY(b->s->arena, const char *, n + 1);
    for (unsigned i = 0; i < n; i++)
        if (!compile_part(b, &parts[i], &inputs[i]))
            return false;
    inputs[n] = file_of(b, ".main.c");
    const Step step = {.inputs = inputs,
                       .n = n + 1,
                       .output = b->program,
                       .entry = b->t->entry,
                       .kind = b->t->makes_object ? STEP_JOINS : STEP_LINKS};
    return write_choice(b, parts, n, inputs[n]) && run_step(b, &step);
}

bool toolchain_build(Session *s, const Toolchain *t, const ToolchainPart *parts, unsigned n,
                     const char *program)
{
    Build b = {.s = s, .t = t, .cc = t->cc ? t->cc : getenv("CC"), .program = program};
    if (!b.cc || !b.cc[strspn(b.cc, " \t")])
        b.cc = "cc";
    if (!is_place(s, program) || !make_folder(&b))
        return false;
    const bool ok = n == 1 ? build_one(&b, parts) : build_several(&b, parts, n);
    remove_folder(&b);
    return ok;
}
