/* Files of the source tree that are part of the program (written at build time by cmake/embed_files.cmake). */
#ifndef NN_EMBEDDED_H
#define NN_EMBEDDED_H
#include <stddef.h>

typedef struct EmbeddedFile {
    const char *name; /* relative to its folder: "cells/adex.nn", "NNC0101.md" */
    const char *text; /* NUL-terminated */
    size_t len;
} EmbeddedFile;

extern const EmbeddedFile stdlib_files[];
extern const size_t stdlib_files_count;
extern const EmbeddedFile core_types[]; /* of NeuroML2 */
extern const size_t core_types_count;
extern const EmbeddedFile error_pages[];
extern const size_t error_pages_count;
extern const EmbeddedFile runtime_text[]; /* runtime/plain.h, preprocessed */
extern const size_t runtime_text_count;
extern const EmbeddedFile new_models[]; /* what `nnc new` writes */
extern const size_t new_models_count;
#endif
