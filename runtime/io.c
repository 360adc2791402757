/* The POSIX calls behind nnrt_io. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int posix_open(void *context, const char *path, int flags, mode_t mode)
{
    (void)context;
    return open(path, flags | O_CLOEXEC, mode);
}

static ssize_t posix_write(void *context, int fd, const void *data, size_t size)
{
    (void)context;
    return write(fd, data, size);
}

static ssize_t posix_pwrite(void *context, int fd, const void *data, size_t size, off_t at)
{
    (void)context;
    return pwrite(fd, data, size, at);
}

static int posix_fsync(void *context, int fd)
{
    (void)context;
    return fsync(fd);
}

static int posix_close(void *context, int fd)
{
    (void)context;
    return close(fd);
}

static int posix_rename(void *context, const char *from, const char *to)
{
    (void)context;
    return rename(from, to);
}

static int posix_unlink(void *context, const char *path)
{
    (void)context;
    return unlink(path);
}

static int posix_mkdir(void *context, const char *path, mode_t mode)
{
    (void)context;
    return mkdir(path, mode);
}

const nnrt_io nnrt_io_posix = {
    .open = posix_open,
    .write = posix_write,
    .pwrite = posix_pwrite,
    .fsync = posix_fsync,
    .close = posix_close,
    .rename = posix_rename,
    .unlink = posix_unlink,
    .mkdir = posix_mkdir,
};

size_t nnrt_io_write_all(const nnrt_io *io, int fd, const void *data, size_t size)
{
    const char *p = data;
    size_t done = 0;
    while (done < size) {
        ssize_t n = io->write(io->context, fd, p + done, size - done);
        if (n > 0)
            done += (size_t)n;
        else if (n == 0)
            errno = ENOSPC; /* no progress and no reason: treat as a full device */
        if (n == 0 || (n < 0 && errno != EINTR))
            break;
    }
    return done;
}
