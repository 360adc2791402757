/* libhdf5, loaded when the first file of it is read. Its headers are not needed: what is used of it has been the same since
   version 1.10. */
#ifndef NN_HDF5_LIBRARY_H
#define NN_HDF5_LIBRARY_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef int64_t H5Id; /* below 0: an error */

typedef struct H5GroupInfo {
    int storage;
    uint64_t links;
    int64_t order;
    bool mounted;
} H5GroupInfo;

enum { H5_READ_ONLY = 0, H5_DEFAULT = 0, H5_BY_NAME = 0, H5_UPWARDS = 0, H5_SELECT_SET = 0 };
enum { H5_GROUP = 2, H5_DATASET = 5 };                /* of H5Iget_type */
enum { H5_INTEGER = 0, H5_FLOAT = 1, H5_STRING = 3 }; /* of H5Tget_class */

typedef struct H5Library {
#define H5(result, name, parameters) result(*name) parameters;
#define H5_TYPE(name)                const H5Id *name;
#include "frontend/hdf5/libhdf5.def"
#undef H5
#undef H5_TYPE
} H5Library;

/* False where the machine has no libhdf5. */
bool h5_library_load(H5Library *lib);
#endif
