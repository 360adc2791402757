/* Files by temporary name and rename. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_SIZE = 128 * 1024 };

struct nnrt_outfile {
    const nnrt_io *io;
    int fd;
    char *path; /* where it goes */
    uint64_t size;
    nnrt_error error;
    size_t used;
    char buffer[BUFFER_SIZE];
};

char *nnrt_outfile_part_name(const char *path)
{
    size_t size = strlen(path) + sizeof ".part";
    char *part = malloc(size);
    if (part)
        snprintf(part, size, "%s.part", path);
    return part;
}

static void write_failed(nnrt_outfile *f, size_t missing)
{
    int system = errno;
    nnrt_error_io(&f->error, system, "cannot write %s", f->path);
    if (system == ENOSPC || system == EDQUOT || system == EFBIG)
        f->error.bytes_needed = missing;
}

static void write_out(nnrt_outfile *f, const void *data, size_t size)
{
    if (f->error.exit_code)
        return;
    size_t done = nnrt_io_write_all(f->io, f->fd, data, size);
    if (done < size)
        write_failed(f, size - done);
}

static void flush(nnrt_outfile *f)
{
    write_out(f, f->buffer, f->used);
    f->used = 0;
}

nnrt_outfile *nnrt_outfile_open(const nnrt_io *io, const char *path, nnrt_error *e)
{
    nnrt_outfile *f = malloc(sizeof *f);
    char *part = nnrt_outfile_part_name(path);
    char *copy = strdup(path);
    if (!f || !part || !copy) {
        nnrt_error_memory(e);
        free(f);
        f = NULL;
    } else {
        f->io = io;
        f->path = copy;
        f->size = f->used = 0;
        f->error.exit_code = 0;
        f->fd = io->open(io->context, part, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (f->fd < 0) {
            nnrt_error_io(e, errno, "cannot create %s", path);
            free(f);
            f = NULL;
        }
    }
    if (!f)
        free(copy);
    free(part);
    return f;
}

void nnrt_outfile_write(nnrt_outfile *f, const void *data, size_t size)
{
    f->size += size;
    if (size > BUFFER_SIZE - f->used)
        flush(f);
    if (size > BUFFER_SIZE) {
        write_out(f, data, size);
    } else if (size) {
        memcpy(f->buffer + f->used, data, size);
        f->used += size;
    }
}

void nnrt_outfile_text(nnrt_outfile *f, const char *text)
{
    nnrt_outfile_write(f, text, strlen(text));
}

uint64_t nnrt_outfile_size(const nnrt_outfile *f)
{
    return f->size;
}

void nnrt_outfile_patch(nnrt_outfile *f, uint64_t at, const void *data, size_t size)
{
    flush(f);
    const char *p = data;
    while (size && !f->error.exit_code) {
        ssize_t n = f->io->pwrite(f->io->context, f->fd, p, size, (off_t)at);
        if (n > 0) {
            p += n;
            at += (uint64_t)n;
            size -= (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            errno = n == 0 ? ENOSPC : errno;
            write_failed(f, size);
        }
    }
}

bool nnrt_outfile_close(nnrt_outfile *f, bool good, nnrt_error *e)
{
    flush(f);
    if (good && !f->error.exit_code && f->io->fsync(f->io->context, f->fd) != 0)
        write_failed(f, 0);
    if (f->io->close(f->io->context, f->fd) != 0 && !f->error.exit_code)
        write_failed(f, 0);
    if (good && f->error.exit_code && e)
        *e = f->error;
    good = good && !f->error.exit_code;
    if (!good)
        nnrt_outfile_discard(f->io, f->path);
    free(f->path);
    free(f);
    return good;
}

bool nnrt_outfile_commit(const nnrt_io *io, const char *path, nnrt_error *e)
{
    char *part = nnrt_outfile_part_name(path);
    if (!part)
        return nnrt_error_memory(e);
    bool good = io->rename(io->context, part, path) == 0 ||
                nnrt_error_io(e, errno, "cannot create %s", path);
    free(part);
    return good;
}

void nnrt_outfile_discard(const nnrt_io *io, const char *path)
{
    char *part = nnrt_outfile_part_name(path);
    if (part)
        io->unlink(io->context, part);
    free(part);
}

bool nnrt_outfile_save(const nnrt_io *io, const char *path, const char *text, size_t size,
                       nnrt_error *e)
{
    nnrt_outfile *f = nnrt_outfile_open(io, path, e);
    if (!f)
        return false;
    nnrt_outfile_write(f, text, size);
    if (!nnrt_outfile_close(f, true, e))
        return false;
    if (nnrt_outfile_commit(io, path, e))
        return true;
    nnrt_outfile_discard(io, path);
    return false;
}
