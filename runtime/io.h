/* The system calls that write, behind a table, so that tests can let the k-th of them fail. */
#ifndef NNRT_IO_H
#define NNRT_IO_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct nnrt_io { /* as the POSIX calls: -1 and errno on failure */
    void *context;
    int (*open)(void *context, const char *path, int flags, mode_t mode);
    ssize_t (*write)(void *context, int fd, const void *data, size_t size);
    ssize_t (*pwrite)(void *context, int fd, const void *data, size_t size, off_t at);
    int (*fsync)(void *context, int fd);
    int (*close)(void *context, int fd);
    int (*rename)(void *context, const char *from, const char *to);
    int (*unlink)(void *context, const char *path);
    int (*mkdir)(void *context, const char *path, mode_t mode);
} nnrt_io;

extern const nnrt_io nnrt_io_posix;

/* Writes all of it, through short writes and EINTR. Returns the bytes written; fewer than `size`
   means failure (errno). */
size_t nnrt_io_write_all(const nnrt_io *io, int fd, const void *data, size_t size);
#endif
