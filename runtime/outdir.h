/* The output folder of a run: names of files in it, and taking possession of it. */
#ifndef NNRT_OUTDIR_H
#define NNRT_OUTDIR_H
#include "runtime/error.h"
#include "runtime/io.h"

#include <stddef.h>

#define NNRT_RUN_NAME   "run.json"
#define NNRT_RUN_FORMAT "nnc-run" /* its member "format" */

/* Appends `label` as part of a file name: all bytes but [A-Za-z0-9_.-], and a dot at the start, as
   %XX. Writes at most size - 1 bytes and a NUL; returns the length that the whole has. */
size_t nnrt_file_name(const char *label, char *out, size_t size);

/* Makes the folders of a name (nnrt_is_within) in `dir`, which exists; none of them may be a link. */
bool nnrt_outdir_make_parents(const char *dir, const char *name, const nnrt_io *io, nnrt_error *e);

/* Makes `dir` with its parents, or empties one that holds a run.json of ours: what that file lists
   as our outputs is removed, all else in the folder stays. Anything else that is in the way is left
   alone and told in *e (exit 4). Then writes a run.json with the status "running", so that the
   folder is ours from now on. `io` may be NULL. */
bool nnrt_outdir_prepare(const char *dir, const nnrt_io *io, nnrt_error *e);

/* False with exit code 5 when the device of `dir` has less than `bytes` free. */
bool nnrt_outdir_check_space(const char *dir, uint64_t bytes, nnrt_error *e);
#endif
