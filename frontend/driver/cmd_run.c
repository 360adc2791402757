/* nnc run MODEL: compiles in memory, then runs. What the program is told, writes and returns is as with `nnc MODEL -o`. */
#include "frontend/driver/commands.h"
#include "frontend/driver/llvm_code.h"
#include "ir/base/emit.h"
#include "runtime/level.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Ready {        /* outlives the session that made it */
    const LlvmTarget *target; /* NULL: there is nothing to run */
    LlvmResult object;
} Ready;

static bool runs_here(Pipeline *p, const char *level)
{
    if (level && !strcmp(level, "portable")) {
        diag(p->session->diags, DIAG_NNC0710, NOWHERE,
             "what is run at once is for this processor; -march=portable is for programs");
        return false;
    }
    const bool here = !level || nnrt_level_runs(nnrt_level_named(level));
    if (!here)
        diag(p->session->diags, DIAG_NNC0710, NOWHERE, "this processor does not run code for %s",
             level);
    return here;
}

/* Where code is kept: where --cache-dir says, nowhere if it is empty, else in the usual place if that can be had. */
static CodeCache open_cache(Pipeline *p, const Options *o)
{
    CodeCache cache = {0};
    Arena *a = p->session->arena;
    const char *folder = o->cache_dir ? o->cache_dir : code_cache_usual(a);
    const char *wrong = folder && *folder ? code_cache_open(a, folder, &cache) : NULL;
    if (wrong && o->cache_dir)
        diag(p->session->diags, DIAG_NNC0716, NOWHERE, "compiled programs are not kept: %s", wrong);
    return cache;
}

static bool compile(Pipeline *p, const Options *o)
{
    Ready *ready = p->context;
    if (!runs_here(p, o->march))
        return false;
    CTargetResult report = {0};
    if (!pipeline_parse(p, o->arguments.v[0]) || !pipeline_elaborate(p, o, false))
        return false;
    Emitter *e = emitter_new(p->session->arena, 4);
    size_t n;
    if (!compilation_emit_c(p, e, &report))
        return false;
    const CodeCache cache = open_cache(p, o);
    const LlvmOptions options = llvm_options(o, LLVM_FORM_OBJECT);
    ready->target =
        llvm_code(p, &options, emitter_text(e, &n), &cache, o->limit_memory, &ready->object);
    return ready->target != NULL;
}

/* The arguments behind the model, as those of a program that has the model's name; a limit of memory holds for it, too. */
static int start(const Ready *ready, const Options *o)
{
    char error[1024], limit[64];
    uint32_t n = o->arguments.n;
    char **argv = calloc(n + 2, sizeof *argv);
    if (!argv) {
        fprintf(stderr, "nnc: out of memory\n");
        return EXIT_LIMIT;
    }
    for (uint32_t i = 0; i < o->arguments.n; i++)
        argv[i] = (char *)(uintptr_t)o->arguments.v[i];
    if (o->limit_memory) {
        snprintf(limit, sizeof limit, "--limit-memory=%" PRIu64, o->limit_memory);
        argv[n++] = limit;
    }
    int exit_code = ready->target->run(&ready->object, o->debug, (int)n, argv, error, sizeof error);
    free(argv);
    if (exit_code >= 0)
        return exit_code;
    fprintf(stderr, "nnc: the program cannot be linked: %s\n", error);
    return EXIT_FILES;
}

int cmd_run(const Options *options)
{
    Ready ready = {0};
    int exit_code = pipeline_run(options, compile, &ready);
    if (ready.target && exit_code == EXIT_OK)
        exit_code = start(&ready, options);
    if (ready.target)
        ready.target->free(&ready.object);
    return exit_code;
}
