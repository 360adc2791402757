/* A small text file in memory. */
#ifndef NNRT_READFILE_H
#define NNRT_READFILE_H
#include "runtime/error.h"

#include <stddef.h>

/* The whole file, with a NUL after it, to be freed by the caller; NULL with *e set. Files over 1
   GiB and what is no regular file (a pipe would block) are refused. `e` may be NULL. */
char *nnrt_read_file(const char *path, size_t *size, nnrt_error *e);
#endif
