/* Failures of the runtime as exit code and text. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 4, 0))) static void fill(nnrt_error *e, int exit_code, int system,
                                                       const char *fmt, va_list ap)
{
    *e = (nnrt_error){.exit_code = exit_code, .system = system};
    vsnprintf(e->text, sizeof e->text, fmt, ap);
}

bool nnrt_error_set(nnrt_error *e, int exit_code, const char *fmt, ...)
{
    if (!e)
        return false;
    va_list ap;
    va_start(ap, fmt);
    fill(e, exit_code, 0, fmt, ap);
    va_end(ap);
    return false;
}

bool nnrt_error_io(nnrt_error *e, int system, const char *fmt, ...)
{
    if (!e)
        return false;
    va_list ap;
    va_start(ap, fmt);
    fill(e, NNRT_EXIT_IO, system, fmt, ap);
    va_end(ap);
    size_t used = strlen(e->text);
    if (used + 3 < sizeof e->text)
        snprintf(e->text + used, sizeof e->text - used, ": %s", strerror(system));
    return false;
}

bool nnrt_error_memory(nnrt_error *e)
{
    return nnrt_error_set(e, NNRT_EXIT_LIMIT, "out of memory");
}
