/* The functions of libhdf5 by name. */
#include "frontend/hdf5/library.h"

#include "ir/base/shared.h"

bool h5_library_load(H5Library *lib)
{
    static const char *const names[] = {"libhdf5_serial.so.103", "libhdf5_serial.so.310",
                                        "libhdf5.so.103",        "libhdf5.so.200",
                                        "libhdf5.so.310",        "libhdf5.so"};
    static const SharedFunction functions[] = {
#define H5(result, name, parameters) {#name, offsetof(H5Library, name)},
#define H5_TYPE(name)                {#name, offsetof(H5Library, name)},
#include "frontend/hdf5/libhdf5.def"
#undef H5
#undef H5_TYPE
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (shared_load(names[i], functions, sizeof functions / sizeof *functions, lib))
            return lib->H5open() >= 0 && lib->H5Eset_auto2(H5_DEFAULT, NULL, NULL) >= 0;
    return false;
}
