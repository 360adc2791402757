/* The end of a run: nnrt-convert is started as a child and makes the files. */
#ifndef NNRT_FINISH_H
#define NNRT_FINISH_H
#include "runtime/error.h"

#include <stddef.h>

#define NNRT_CONVERTER "nnrt-convert"

typedef struct nnrt_finish_options {
    const char *formats; /* --format, NULL: default */
    const char *library; /* folder of nnrt-convert when the program was built; NULL: unknown */
    bool single;         /* --report-precision=single */
    bool quiet;          /* no note on stderr */
    bool h5;             /* the script asks for a file in that format */
} nnrt_finish_options;

/* Converts DIR/spool.nnrt. Where no nnrt-convert is found the program does by itself what needs no
   HDF5: the formats that were asked for, or npz and csv with a note on stderr. Returns
   NNRT_EXIT_OK, else 4 with *e: the spool is kept and the text names `nnc recover DIR`. */
int nnrt_finish_output(const char *dir, const nnrt_finish_options *o, nnrt_error *e);

/* Finds nnrt-convert: $NNRT_CONVERT, in `library` (may be NULL), beside this program, on PATH.
   False: nowhere. */
bool nnrt_find_converter(const char *library, char *out, size_t size);
#endif
