/* The .h5 files of a finished run, back into a spool: so that there is one reader for everything that shows results. */
#ifndef NNRT_H5_IMPORT_H
#define NNRT_H5_IMPORT_H
#include "runtime/error.h"

/* Reads DIR/run.json and the files that it lists; writes INTO/spool.nnrt (INTO exists). Returns an exit code. */
int nnrt_h5_import(const char *dir, const char *into, nnrt_error *e);
#endif
