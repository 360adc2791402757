/* Writing calls of which the k-th fails. Counts open, write, pwrite, fsync, close, rename, unlink,
   mkdir. */
#ifndef NN_TESTS_FIXTURE_IO_H
#define NN_TESTS_FIXTURE_IO_H
#include "runtime/io.h"

#include <errno.h>
#include <stdint.h>

typedef struct fixture_faults {
    unsigned calls, fail_at; /* fail_at counts from 1; 0: never */
    int error;
    bool sticky;       /* all later calls that write fail as well: a full disk */
    bool short_writes; /* writes take at most 7 bytes at a time */
} fixture_faults;

static inline bool fixture_fails(void *context)
{
    fixture_faults *f = context;
    f->calls++;
    bool now = f->fail_at && (f->calls == f->fail_at || (f->sticky && f->calls > f->fail_at));
    if (now)
        errno = f->error;
    return now;
}

static inline int fixture_open(void *c, const char *path, int flags, mode_t mode)
{
    return fixture_fails(c) ? -1 : nnrt_io_posix.open(NULL, path, flags, mode);
}

static inline ssize_t fixture_write_some(void *c, int fd, const void *data, size_t size)
{
    const fixture_faults *f = c;
    return fixture_fails(c)
               ? -1
               : nnrt_io_posix.write(NULL, fd, data, f->short_writes && size > 7 ? 7 : size);
}

static inline ssize_t fixture_pwrite(void *c, int fd, const void *data, size_t size, off_t at)
{
    return fixture_fails(c) ? -1 : nnrt_io_posix.pwrite(NULL, fd, data, size, at);
}

static inline int fixture_fsync(void *c, int fd)
{
    (void)fd; /* waiting for the device would test nothing */
    return fixture_fails(c) ? -1 : 0;
}

static inline int fixture_close(void *c, int fd)
{
    bool fails = fixture_fails(c);
    int status = nnrt_io_posix.close(NULL, fd);
    return fails ? -1 : status;
}

static inline int fixture_rename(void *c, const char *from, const char *to)
{
    return fixture_fails(c) ? -1 : nnrt_io_posix.rename(NULL, from, to);
}

static inline int fixture_unlink(void *c, const char *path)
{
    const fixture_faults *f = c;
    return fixture_fails(c) && !f->sticky ? -1 : nnrt_io_posix.unlink(NULL, path);
}

static inline int fixture_mkdir(void *c, const char *path, mode_t mode)
{
    return fixture_fails(c) ? -1 : nnrt_io_posix.mkdir(NULL, path, mode);
}

static inline nnrt_io fixture_io(fixture_faults *f)
{
    return (nnrt_io){.context = f,
                     .open = fixture_open,
                     .write = fixture_write_some,
                     .pwrite = fixture_pwrite,
                     .fsync = fixture_fsync,
                     .close = fixture_close,
                     .rename = fixture_rename,
                     .unlink = fixture_unlink,
                     .mkdir = fixture_mkdir};
}
#endif
