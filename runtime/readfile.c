/* Reading a small file. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/readfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MOST = 1 << 30 };

char *nnrt_read_file(const char *path, size_t *size, nnrt_error *e)
{
    struct stat st;
    char *text = NULL;
    if (stat(path, &st) != 0) {
        nnrt_error_io(e, errno, "cannot read %s", path);
        return NULL;
    }
    if (!S_ISREG(st.st_mode) || st.st_size > MOST) {
        nnrt_error_set(e, NNRT_EXIT_IO, "cannot read %s: it is %s", path,
                       S_ISREG(st.st_mode) ? "too large" : "not a regular file");
        return NULL;
    }
    FILE *f = fopen(path, "rb");
    if (f)
        text = malloc((size_t)st.st_size + 1);
    if (text) {
        *size = fread(text, 1, (size_t)st.st_size, f);
        text[*size] = '\0';
    } else {
        nnrt_error_io(e, errno, "cannot read %s", path);
    }
    if (text && ferror(f)) {
        nnrt_error_io(e, errno, "cannot read %s", path);
        free(text);
        text = NULL;
    }
    if (f)
        fclose(f);
    return text;
}
