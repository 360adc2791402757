/* One failure of the runtime, as it is told to the user: a documented exit code and one line of
   text (lower case, no full stop). Set once, at the place that knows most; callers pass it on. */
#ifndef NNRT_ERROR_H
#define NNRT_ERROR_H
#include <stdbool.h>
#include <stdint.h>

enum { /* exit codes of a simulation */
       NNRT_EXIT_OK = 0,
       NNRT_EXIT_MODEL = 1, /* a value that was refused when the program started */
       NNRT_EXIT_USAGE = 2,
       NNRT_EXIT_NUMERIC = 3, /* NaN, infinity, instability */
       NNRT_EXIT_IO = 4,
       NNRT_EXIT_LIMIT = 5,
       NNRT_EXIT_INTERNAL = 70
};

typedef struct nnrt_error {
    int exit_code; /* 0: nothing happened */
    int system;    /* errno, 0 when no system call is to blame */
    /* of a full device or quota: what could not be written, 0 when unknown */
    uint64_t bytes_needed;
    char text[480];
} nnrt_error;

/* Both return false, so that a function can fail by `return nnrt_error_set(...)`. `e` may be
   NULL. */
bool nnrt_error_set(nnrt_error *e, int exit_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* An I/O error: text, ": " and the system's words for `system`. */
bool nnrt_error_io(nnrt_error *e, int system, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
bool nnrt_error_memory(nnrt_error *e);
#endif
