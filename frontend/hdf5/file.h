/* Files of HDF5, read only: groups, attributes as texts, tables of numbers. All mistakes of a file are told at one place,
   that which names the file. */
#ifndef NN_HDF5_FILE_H
#define NN_HDF5_FILE_H
#include "frontend/hdf5/library.h"
#include "ir/base/session.h"

typedef struct H5File {
    Session *session;
    H5Library lib;
    const char *path;
    Span at; /* who names it */
    H5Id id;
    bool failed;
} H5File;

/* False after a diagnostic. */
bool h5_open(H5File *f, Session *s, const char *path, Span at);
void h5_close(H5File *f);
void h5_complain(H5File *f, const char *format, ...) DIAG_PRINTF(2, 3);

/* A member of a group; below 0 where there is none. Closed by h5_leave. */
H5Id h5_enter(const H5File *f, H5Id group, const char *name);
void h5_leave(const H5File *f, H5Id object);
bool h5_is_group(const H5File *f, H5Id object);
bool h5_is_table(const H5File *f, H5Id object);
/* Members by number, in the order of their names; NULL: there are no more. */
const char *h5_member(const H5File *f, H5Id group, uint64_t i);

/* An attribute as text, numbers in decimal; NULL: there is none of one value. */
const char *h5_attribute(H5File *f, H5Id object, const char *name);

enum { H5_ROWS_MAX = 100000000, H5_COLUMNS_MAX = 64 };
typedef struct H5Table {
    H5Id set, space;
    uint64_t rows;
    uint32_t columns;
    bool single; /* its numbers have 24 bits */
} H5Table;

/* False after a diagnostic: it has not two dimensions, or is too large. */
bool h5_table_open(H5File *f, H5Id set, const char *name, H5Table *out);
/* The rows first ... first + n - 1, row by row. False after a diagnostic. */
bool h5_table_read(H5File *f, const H5Table *t, uint64_t first, uint64_t n, double *out);
void h5_table_close(const H5File *f, H5Table *t);
#endif
