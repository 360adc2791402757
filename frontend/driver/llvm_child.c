/* LLVM under a limit of memory. What comes over the pipe is one byte, whether code or a message follows, and that. */
#include "frontend/driver/llvm_child.h"

#include "frontend/libnnc/descriptor.h"
#include "ir/base/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CODE = 'c', MESSAGE = 'm', READ_FIRST = 1 << 16 };

/* ---- the child ---- */
_Noreturn static void work_in_child(const LlvmWork *work, int fd)
{
    LlvmResult result = {0};
    const struct rlimit data = {work->most, work->most};
    child_begin(
        work->arena); /* what LLVM says when it ends the process is not for the user of a model */
    setrlimit(RLIMIT_DATA, &data);
    const char *wrong = work->compile(work->context, &result);
    const char kind = wrong ? MESSAGE : CODE;
    const bool told =
        descriptor_write(fd, &kind, 1) && (wrong ? descriptor_write(fd, wrong, strlen(wrong))
                                                 : descriptor_write(fd, result.bytes, result.n));
    _exit(told ? 0 : CHILD_OUT_OF_MEMORY);
}

/* ---- this process ---- */
/* All that comes, with a NUL behind it; NULL: no memory for it. */
static char *take_all(int fd, size_t *n)
{
    size_t room = READ_FIRST;
    char *bytes = malloc(room + 1);
    *n = 0;
    while (bytes) {
        const ssize_t got = read(fd, bytes + *n, room - *n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        *n += (size_t)got;
        if (*n < room)
            continue;
        room *= 2;
        char *more = realloc(bytes, room + 1);
        if (!more)
            free(bytes);
        bytes = more;
    }
    if (bytes)
        bytes[*n] = '\0';
    return bytes;
}

/* LLVM aborts where it gets no memory, and the kernel kills; any other signal is a fault. 0: none. */
static int fault_of(int status)
{
    const int signal = status != -1 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return signal == SIGABRT || signal == SIGKILL ? 0 : signal;
}

LlvmChildEnd llvm_child(const LlvmWork *work, LlvmResult *result, const char **wrong)
{
    int ends[2];
    if (pipe(ends))
        return LLVM_CHILD_OUT_OF_MEMORY;
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        work_in_child(work, ends[1]);
    }
    close(ends[1]);
    size_t n;
    char *bytes = take_all(ends[0], &n);
    close(ends[0]);
    const int status = child_wait(child), fault = fault_of(status);
    if (status != 0 || !bytes || n == 0) {
        free(bytes);
        if (fault)
            *wrong = arena_printf(work->arena, "it was ended by signal %d", fault);
        return fault ? LLVM_CHILD_WRONG : LLVM_CHILD_OUT_OF_MEMORY;
    }
    const bool well = bytes[0] == CODE;
    if (!well)
        *wrong = arena_printf(work->arena, "%s", bytes + 1);
    memmove(bytes, bytes + 1, n); /* with the NUL */
    *result = well ? (LlvmResult){bytes, n - 1} : (LlvmResult){0};
    if (!well)
        free(bytes);
    return well ? LLVM_CHILD_WELL : LLVM_CHILD_WRONG;
}
