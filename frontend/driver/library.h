/* Where the runtime is installed: libnnrt.a, its headers and its helper programs. */
#ifndef NN_LIBRARY_H
#define NN_LIBRARY_H

enum { LIBRARY_PATH = 4096 };

/* $NNC_LIBRARY, or PREFIX/lib/nnc of the program that runs, in a build tree and in an
   installation. */
const char *library_dir(char out[LIBRARY_PATH]);
#endif
