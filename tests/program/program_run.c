/* program_run MODULE FILE [LEVEL [CPU]]: compiles a text of the language of programs by the LLVM target and runs it. */
#include "codegen/llvm/llvm.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    enum { MOST = 1 << 20 };
    char *text = calloc(1, MOST);
    const size_t n = text ? fread(text, 1, MOST - 1, f) : 0;
    fclose(f);
    if (text)
        text[n] = '\0';
    return text;
}

static int run(const LlvmTarget *target, const char *text, const LlvmOptions *options)
{
    Arena *a = arena_new(NULL, NULL, 0);
    LlvmResult object = {0};
    char error[500] = "";
    char *argv[] = {(char[]){"program"}, NULL};
    const char *wrong = target->compile(a, strtable_new(a), text, "", options, &object);
    int status = 1;
    if (wrong)
        fprintf(stderr, "%s\n", wrong);
    else if ((status = target->run(&object, false, 1, argv, error, sizeof error)) < 0)
        fprintf(stderr, "cannot be linked: %s\n", error);
    target->free(&object);
    arena_free(a);
    return status;
}

int main(int argc, char **argv)
{
    void *module = argc > 2 ? dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL) : NULL;
    const LlvmTarget *target = module ? dlsym(module, "nnc_llvm_target") : NULL;
    char *text = argc > 2 ? read_file(argv[2]) : NULL;
    if (!target || !text) {
        fprintf(stderr, "program_run: %s\n", target ? "no such file" : dlerror());
        return 2;
    }
    const LlvmOptions options = {.cpu = argc > 4 ? argv[4] : "native",
                                 .level = argc > 3 ? *argv[3] : '2'};
    const int status = run(target, text, &options);
    free(text);
    return status;
}
