/* A file that appears complete or not at all: written beside its place as PATH.part, then
   renamed. */
#ifndef NNRT_OUTFILE_H
#define NNRT_OUTFILE_H
#include "runtime/error.h"
#include "runtime/io.h"

#include <stddef.h>

typedef struct nnrt_outfile nnrt_outfile;

/* The name under which `path` is written; the caller frees it, NULL when out of memory. */
char *nnrt_outfile_part_name(const char *path);

/* Opens PATH.part. `io` must stay until the file is closed. NULL with *e set on failure. */
nnrt_outfile *nnrt_outfile_open(const nnrt_io *io, const char *path, nnrt_error *e);
/* The first failure makes all that follows a no-op; nnrt_outfile_close tells it. */
void nnrt_outfile_write(nnrt_outfile *f, const void *data, size_t size);
void nnrt_outfile_text(nnrt_outfile *f, const char *text);
uint64_t nnrt_outfile_size(const nnrt_outfile *f); /* bytes written so far */
/* Writes over bytes that were written before. */
void nnrt_outfile_patch(nnrt_outfile *f, uint64_t at, const void *data, size_t size);
/* Flushes, syncs, closes, frees. PATH.part stays, for nnrt_outfile_commit. After a failure of the
   file, or when the caller says that what it wrote is not `good` (and has set *e), it is removed
   and the answer is false. */
bool nnrt_outfile_close(nnrt_outfile *f, bool good, nnrt_error *e);

/* PATH.part becomes PATH */
bool nnrt_outfile_commit(const nnrt_io *io, const char *path, nnrt_error *e);
void nnrt_outfile_discard(const nnrt_io *io, const char *path); /* PATH.part is removed */

/* All of it at once. */
bool nnrt_outfile_save(const nnrt_io *io, const char *path, const char *text, size_t size,
                       nnrt_error *e);
#endif
