/* Functions of shared libraries that are loaded when they are first needed: programs start without them, and run where
   they are not installed. */
#ifndef NN_SHARED_H
#define NN_SHARED_H
#include <stdbool.h>
#include <stddef.h>

typedef struct SharedFunction {
    const char *name;
    size_t offset; /* in a struct of pointers to functions */
} SharedFunction;

/* Fills the struct at `pointers`. False where the library is not there, or lacks one of them; it stays loaded. */
bool shared_load(const char *library, const SharedFunction *functions, size_t n, void *pointers);
#endif
