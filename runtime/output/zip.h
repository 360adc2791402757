/* Zip archives of stored entries (method 0), dated 1980-01-01, sizes in the 64-bit form
   throughout. */
#ifndef NNRT_ZIP_H
#define NNRT_ZIP_H
#include "runtime/crc.h"
#include "runtime/outfile.h"

typedef struct nnrt_zip_entry {
    char *name;
    uint64_t at, size; /* offset of the local header; bytes of the content */
    uint32_t crc;
} nnrt_zip_entry;

typedef struct nnrt_zip { /* zeroed but for `file` */
    nnrt_outfile *file;
    nnrt_zip_entry *entries;
    size_t n, capacity;
    nnrt_crc_table crc;
    bool failed; /* out of memory */
} nnrt_zip;

void nnrt_zip_open(nnrt_zip *z, nnrt_outfile *file);
void nnrt_zip_begin(nnrt_zip *z, const char *name, uint64_t size); /* exactly `size` bytes follow */
void nnrt_zip_write(nnrt_zip *z, const void *data, size_t size);
void nnrt_zip_end(nnrt_zip *z);
/* Writes the directory and frees the entries; false with *e set when memory failed (the file tells
   its own failures). */
bool nnrt_zip_close(nnrt_zip *z, nnrt_error *e);
#endif
