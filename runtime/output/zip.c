/* Zip archives: local headers with a checksum that is filled in afterwards, central directory,
   ZIP64 end. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/zip.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOCAL = 0x04034B50,
    CENTRAL = 0x02014B50,
    END64 = 0x06064B50,
    LOCATOR64 = 0x07064B50,
    END = 0x06054B50,
    VERSION_64 = 45,
    FLAG_UTF8 = 0x0800,
    DATE_1980_01_01 = 0x0021,
    EXTRA_64 = 0x0001,
    CRC_AT = 14 /* of the checksum in a local header */
};
#define IN_EXTRA 0xFFFFFFFFu /* "see the ZIP64 field" */

typedef struct record { /* little-endian fields of a header */
    unsigned char bytes[96];
    size_t n;
} record;

static void put(record *r, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        r->bytes[r->n++] = (unsigned char)(value >> 8 * i);
}

/* Fields that local and central headers share, from "version needed" on. */
static void put_common(record *r, const nnrt_zip_entry *e, size_t extra_size)
{
    put(r, VERSION_64, 2);
    put(r, FLAG_UTF8, 2);
    put(r, 0, 2); /* stored */
    put(r, 0, 2); /* midnight */
    put(r, DATE_1980_01_01, 2);
    put(r, e->crc, 4);
    put(r, IN_EXTRA, 4);
    put(r, IN_EXTRA, 4);
    put(r, strlen(e->name), 2);
    put(r, extra_size, 2);
}

static void put_extra(record *r, const nnrt_zip_entry *e, bool with_offset)
{
    put(r, EXTRA_64, 2);
    put(r, with_offset ? 24 : 16, 2);
    put(r, e->size, 8);
    put(r, e->size, 8);
    if (with_offset)
        put(r, e->at, 8);
}

void nnrt_zip_open(nnrt_zip *z, nnrt_outfile *file)
{
    *z = (nnrt_zip){.file = file};
    nnrt_crc_table_init(&z->crc, NNRT_CRC32_ZIP);
}

static nnrt_zip_entry *new_entry(nnrt_zip *z, const char *name)
{
    if (z->n == z->capacity) {
        size_t capacity = z->capacity ? 2 * z->capacity : 16;
        nnrt_zip_entry *entries = realloc(z->entries, capacity * sizeof *entries);
        if (!entries)
            return NULL;
        z->entries = entries;
        z->capacity = capacity;
    }
    nnrt_zip_entry *e = &z->entries[z->n];
    *e = (nnrt_zip_entry){.name = strdup(name), .at = nnrt_outfile_size(z->file)};
    z->n += e->name != NULL;
    return e->name ? e : NULL;
}

void nnrt_zip_begin(nnrt_zip *z, const char *name, uint64_t size)
{
    nnrt_zip_entry *e = z->failed ? NULL : new_entry(z, name);
    if (!e) {
        z->failed = true;
        return;
    }
    e->size = size;
    record head = {.n = 0}, extra = {.n = 0};
    put_extra(&extra, e, false);
    put(&head, LOCAL, 4);
    put_common(&head, e, extra.n);
    nnrt_outfile_write(z->file, head.bytes, head.n);
    nnrt_outfile_text(z->file, e->name);
    nnrt_outfile_write(z->file, extra.bytes, extra.n);
}

void nnrt_zip_write(nnrt_zip *z, const void *data, size_t size)
{
    if (z->failed)
        return;
    nnrt_zip_entry *e = &z->entries[z->n - 1];
    e->crc = nnrt_crc(&z->crc, e->crc, data, size);
    nnrt_outfile_write(z->file, data, size);
}

void nnrt_zip_end(nnrt_zip *z)
{
    if (z->failed)
        return;
    const nnrt_zip_entry *e = &z->entries[z->n - 1];
    record crc = {.n = 0};
    put(&crc, e->crc, 4);
    nnrt_outfile_patch(z->file, e->at + CRC_AT, crc.bytes, crc.n);
}

static void write_central(const nnrt_zip *z, const nnrt_zip_entry *e)
{
    record head = {.n = 0}, extra = {.n = 0};
    put_extra(&extra, e, true);
    put(&head, CENTRAL, 4);
    put(&head, VERSION_64, 2);
    put_common(&head, e, extra.n);
    put(&head, 0, 2); /* comment */
    put(&head, 0, 2); /* disk */
    put(&head, 0, 2); /* attributes */
    put(&head, 0, 4);
    put(&head, IN_EXTRA, 4);
    nnrt_outfile_write(z->file, head.bytes, head.n);
    nnrt_outfile_text(z->file, e->name);
    nnrt_outfile_write(z->file, extra.bytes, extra.n);
}

static void write_end(const nnrt_zip *z, uint64_t directory, uint64_t end)
{
    record r = {.n = 0};
    put(&r, END64, 4);
    put(&r, 44, 8); /* bytes of this record that follow */
    put(&r, VERSION_64, 2);
    put(&r, VERSION_64, 2);
    put(&r, 0, 8); /* disks */
    put(&r, z->n, 8);
    put(&r, z->n, 8);
    put(&r, end - directory, 8);
    put(&r, directory, 8);
    nnrt_outfile_write(z->file, r.bytes, r.n);
    r.n = 0;
    put(&r, LOCATOR64, 4);
    put(&r, 0, 4);
    put(&r, end, 8);
    put(&r, 1, 4);
    put(&r, END, 4);
    put(&r, 0, 4);
    put(&r, 0xFFFF, 2);
    put(&r, 0xFFFF, 2);
    put(&r, IN_EXTRA, 4);
    put(&r, IN_EXTRA, 4);
    put(&r, 0, 2);
    nnrt_outfile_write(z->file, r.bytes, r.n);
}

bool nnrt_zip_close(nnrt_zip *z, nnrt_error *e)
{
    uint64_t directory = nnrt_outfile_size(z->file);
    for (size_t i = 0; i < z->n; i++)
        write_central(z, &z->entries[i]);
    write_end(z, directory, nnrt_outfile_size(z->file));
    for (size_t i = 0; i < z->n; i++)
        free(z->entries[i].name);
    free(z->entries);
    return !z->failed || nnrt_error_memory(e);
}
