/* Networks of NeuroML2 in files of HDF5. */
#ifndef NN_LEMS_HDF5_NETWORK_H
#define NN_LEMS_HDF5_NETWORK_H
#include "ir/base/session.h"

typedef struct LemsHdf5 {
    const SourceFile *rest;    /* the document of all but the network; NULL: there is none */
    const SourceFile *network; /* the network as a document */
} LemsHdf5;

/* False after a diagnostic, at the place that names the file. */
bool lems_read_hdf5(Session *s, const char *path, Span at, LemsHdf5 *out);
#endif
