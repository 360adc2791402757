/* What the HDF5 writers and the reader share: handles that are closed together, and errors in
   words. */
#ifndef NNRT_H5_H
#define NNRT_H5_H
#include "runtime/output/import.h"

#include <hdf5.h>

typedef struct nnrt_h5 { /* a file, and the handles that are open in it */
    hid_t file;
    const char *path;
    nnrt_error *error;
    bool failed;
    struct {
        hid_t id;
        herr_t (*close)(hid_t);
    } open[32];
    size_t n_open;
} nnrt_h5;

extern const nnrt_writer nnrt_writer_h5;
extern const nnrt_reader nnrt_reader_h5;

/* Quiet errors, no cleaning up at exit (HDF5 1.10 crashes there after a full disk). Call once,
   first. */
void nnrt_h5_library_init(void);

/* Creates PATH.part: no times in it, a fixed format version. */
bool nnrt_h5_create(nnrt_h5 *h, const char *path, nnrt_error *e);
/* Closes all. False when anything before failed; PATH.part is then removed. */
bool nnrt_h5_finish(nnrt_h5 *h, const char *path, const nnrt_io *io);

/* All take and return handles; a negative one makes the whole file fail and the rest no-ops. */
hid_t nnrt_h5_keep(nnrt_h5 *h, hid_t id, herr_t (*close)(hid_t)); /* closed by nnrt_h5_release */
void nnrt_h5_release(nnrt_h5 *h, size_t down_to); /* closes what came after n_open == down_to */
bool nnrt_h5_check(nnrt_h5 *h, herr_t status);
hid_t nnrt_h5_group(nnrt_h5 *h, hid_t parent, const char *name);
void nnrt_h5_text_attribute(nnrt_h5 *h, hid_t object, const char *name, const char *text);
/* A one-dimensional data set that is written in one piece. */
hid_t nnrt_h5_array(nnrt_h5 *h, hid_t group, const char *name, hid_t file_type, hid_t memory_type,
                    const void *data, hsize_t n);

/* A data set of rows that is filled block by block. columns 0: one-dimensional. */
typedef struct nnrt_h5_rows {
    hid_t set, memory_type;
    hsize_t columns, next;
} nnrt_h5_rows;
nnrt_h5_rows nnrt_h5_rows_create(nnrt_h5 *h, hid_t group, const char *name, hid_t file_type,
                                 hid_t memory_type, hsize_t rows, hsize_t columns);
void nnrt_h5_rows_append(nnrt_h5 *h, nnrt_h5_rows *r, const void *data, hsize_t rows);

/* A label as the name of a group: "/" becomes %2F, and a name of dots only is encoded. */
void nnrt_h5_group_name(const char *label, char *out, size_t size);
#endif
