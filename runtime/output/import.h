/* The files of a finished run, back into a spool: so that there is one reader for everything that
   shows results. run.json says what was recorded; the names of the files follow from it by the plan
   that wrote them. */
#ifndef NNRT_IMPORT_H
#define NNRT_IMPORT_H
#include "runtime/output/convert.h"

typedef struct nnrt_import {
    nnrt_spool *spool;
    const nnrt_recording *recording;
    nnrt_error *error;
} nnrt_import;

typedef struct nnrt_reader {   /* of one format */
    const nnrt_writer *writer; /* that wrote the files */
    /* Puts what the file at `path` holds into the spool; false with *error set. */
    bool (*read)(nnrt_import *m, const nnrt_output *output, const char *path);
} nnrt_reader;

extern const nnrt_reader nnrt_reader_csv;

/* Step of a time in ms that a file of this run holds. */
int64_t nnrt_import_step(const nnrt_import *m, double time);
/* Sets *error to "cannot read PATH: it is not as this run wrote it". */
bool nnrt_import_damaged(const nnrt_import *m, const char *path);

/* Reads DIR/run.json and the files of the first of the formats that the run has written; writes
   INTO/spool.nnrt (INTO exists). Returns an exit code. */
int nnrt_import_run(const char *dir, const char *into, const nnrt_reader *const *readers,
                    size_t n_readers, nnrt_error *e);
#endif
