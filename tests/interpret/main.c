/* nnc-interpret [FLAG...] MODEL [OPTION...]: simulates a model as `nnc run` does, with kernels that are walked instead of compiled.
   FLAG is one of -O0 ... -O3 and --integrator=lems-euler, as of nnc. What the options mean and what is written is as with programs. Tables
   and rules of the network are those of the program, by LLVM; equations, conditions, handlers and couplings are not. */
#include "frontend/libnnc/compilation.h"
#include "frontend/libnnc/library.h"
#include "frontend/libnnc/llvm_module.h"
#include "tests/interpret/interpret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WRONG = 70, WITHOUT_LLVM = 77 }; /* exit codes, besides those of programs */

typedef struct Given {
    const char *path;
    unsigned effort; /* of the passes over kernels */
    bool lems_euler;
} Given;

static bool elaborate(Compilation *c, const Given *g)
{
    const char *error;
    const SourceFile *source = sources_load(c->session->sources, g->path, &error);
    if (!source) {
        fprintf(stderr, "nnc-interpret: %s\n", error);
        return false;
    }
    const ElabOptions options = {.module_name = compilation_name(c, g->path),
                                 .lems_euler = g->lems_euler};
    return compilation_parse(c, source) && compilation_elaborate(c, &options);
}

/* The tables of the program; NULL after a message. They live as long as the process. */
static const nnrt_program *tables(Compilation *c, const LlvmTarget *target, const char *library,
                                  const char *text)
{
    const LlvmOptions options = {.cpu = "native", .level = '0', .form = LLVM_FORM_OBJECT};
    char error[1024];
    LlvmResult object;
    const char *wrong =
        target->compile(c->session->arena, c->session->strings, text, library, &options, &object);
    if (wrong) {
        fprintf(stderr, "nnc-interpret: %s\n", wrong);
        return NULL;
    }
    const LlvmProgram *program = target->load(&object, error, sizeof error);
    target->free(&object);
    if (!program)
        fprintf(stderr, "nnc-interpret: %s\n", error);
    return program ? target->tables(program) : NULL;
}

/* NULL after a message. */
static const nnrt_program *compile(Compilation *c, const Given *g, const LlvmTarget *target,
                                   const char *library)
{
    CTargetResult report = {0};
    KClasses classes = {0};
    const char *wrong;
    size_t n;
    if (!elaborate(c, g))
        return NULL;
    Emitter *text = emitter_new(c->session->arena, 4);
    c->passes = passes_new(c->session, g->effort);
    if (!compilation_kernels(c, &classes) || !compilation_emit_c(c, text, &report))
        return NULL;
    const nnrt_program *p = tables(c, target, library, emitter_text(text, &n));
    const nnrt_program *own = p ? interpret_program(p, c->module, &classes, &wrong) : NULL;
    if (p && !own)
        fprintf(stderr, "nnc-interpret: %s\n", wrong);
    return own;
}

static int interpret(Compilation *c, const Given *g, int argc, char **argv)
{
    char library[LIBRARY_PATH];
    LlvmModuleError error;
    if (setjmp(c->out_of_memory) || !compilation_open(c, (Limits){0})) {
        fprintf(stderr, "nnc-interpret: out of memory\n");
        return WRONG;
    }
    const LlvmTarget *target = llvm_module_load(c->session->arena, library_dir(library), &error);
    if (!target) {
        fprintf(stderr, "nnc-interpret: %s: %s\n", error.what, error.why);
        return WITHOUT_LLVM;
    }
    const nnrt_program *p = compile(c, g, target, library);
    if (!p) {
        diags_render(c->session->diags, stderr);
        return WRONG;
    }
    return nnrt_main(p, argc, argv);
}

static bool take_flag(Given *g, const char *flag)
{
    if (!strcmp(flag, "--integrator=lems-euler"))
        g->lems_euler = true;
    else if (!strncmp(flag, "-O", 2) && strlen(flag) == 3 && flag[2] >= '0' && flag[2] <= '3')
        g->effort = (unsigned)(flag[2] - '0');
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    Compilation c = {0};
    Given given = {.effort = 3};
    int at = 1;
    while (at < argc && take_flag(&given, argv[at]))
        at++;
    if (at == argc || *argv[at] == '-') {
        fprintf(stderr,
                "usage: nnc-interpret [-O0 ... -O3] [--integrator=lems-euler] MODEL [OPTION...]\n");
        return WRONG;
    }
    given.path = argv[at];
    return interpret(&c, &given, argc - at, argv + at);
}
