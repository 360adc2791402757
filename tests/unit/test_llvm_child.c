/* Work in a child: its code, its message, and each way in which it may end. */
#include "frontend/driver/llvm_child.h"
#include "ir/base/child.h"
#include "tests/unit/check.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST ((uint64_t)1 << 50) /* bytes: limits themselves are tried by cli.run */

static const char *gives_code(void *context, LlvmResult *result)
{
    result->n = 1 << 20; /* more than a pipe holds */
    result->bytes = malloc(result->n);
    if (!result->bytes)
        return "no memory";
    memset(result->bytes, *(const char *)context, result->n);
    return NULL;
}

static const char *gives_message(void *context, LlvmResult *result)
{
    (void)result;
    return context;
}

static const char *raises(void *context, LlvmResult *result)
{
    (void)result;
    signal(SIGSEGV, SIG_DFL); /* sanitizers have handlers of their own */
    raise(*(const int *)context);
    return NULL;
}

static const char *goes_away(void *context, LlvmResult *result)
{
    (void)result;
    _exit(*(const int *)context);
}

static void gives_what_it_made(Check *check, Arena *a)
{
    char letter = 'x';
    const char *wrong = NULL;
    LlvmResult result = {0};
    const LlvmWork work = {gives_code, &letter, a, MOST};
    CHECK(llvm_child(&work, &result, &wrong) == LLVM_CHILD_WELL && !wrong);
    CHECK(result.n == 1 << 20 && result.bytes[0] == 'x' && result.bytes[result.n - 1] == 'x');
    CHECK(result.bytes[result.n] == '\0');
    free(result.bytes);
}

static void gives_what_is_wrong(Check *check, Arena *a)
{
    char message[] = "no such processor";
    const char *wrong = NULL;
    LlvmResult result = {0};
    const LlvmWork work = {gives_message, message, a, MOST};
    CHECK(llvm_child(&work, &result, &wrong) == LLVM_CHILD_WRONG && !result.bytes);
    CHECK(wrong && !strcmp(wrong, message));
}

static void tells_how_it_ended(Check *check, Arena *a)
{
    static const struct {
        const char *(*compile)(void *, LlvmResult *);
        int how;
        LlvmChildEnd end;
        const char *wrong;
    } ends[] = {
        {raises, SIGABRT, LLVM_CHILD_OUT_OF_MEMORY, NULL}, /* LLVM without memory */
        {raises, SIGKILL, LLVM_CHILD_OUT_OF_MEMORY, NULL}, /* the kernel without memory */
        {raises, SIGSEGV, LLVM_CHILD_WRONG, "it was ended by signal 11"},
        {goes_away, CHILD_OUT_OF_MEMORY, LLVM_CHILD_OUT_OF_MEMORY, NULL},
        {goes_away, 0, LLVM_CHILD_OUT_OF_MEMORY, NULL}, /* nothing came */
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        int how = ends[i].how;
        const char *wrong = NULL;
        LlvmResult result = {0};
        const LlvmWork work = {ends[i].compile, &how, a, MOST};
        CHECK(llvm_child(&work, &result, &wrong) == ends[i].end && !result.bytes);
        CHECK(!wrong == !ends[i].wrong && (!wrong || !strcmp(wrong, ends[i].wrong)));
    }
}

int main(void)
{
    Check check[1] = {{0}};
    Arena *a = arena_new(NULL, NULL, 0);
    gives_what_it_made(check, a);
    gives_what_is_wrong(check, a);
    tells_how_it_ended(check, a);
    arena_free(a);
    return check_report(check);
}
