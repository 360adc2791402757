/* Where the runtime is installed: libnnrt.a, its headers and its helper programs. */
#ifndef NN_LIBRARY_H
#define NN_LIBRARY_H

enum { LIBRARY_PATH = 4096 };

/* $NNC_LIBRARY, or PREFIX/lib/nnc of the program that runs, in a build tree and in an
   installation. */
const char *library_dir(char out[LIBRARY_PATH]);
/* The same for a process that is not ours: $NNC_LIBRARY, or the folder `nnc` beside the shared object that holds this code,
   where the LLVM target is there; else that of the program. */
const char *library_dir_of_host(char out[LIBRARY_PATH]);
#endif
