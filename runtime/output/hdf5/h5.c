/* HDF5 without surprises: the same bytes each time, every call checked. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/hdf5/h5.h"
#include "runtime/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 256 * 1024 };

void nnrt_h5_library_init(void)
{
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

bool nnrt_h5_check(nnrt_h5 *h, herr_t status)
{
    if (status < 0 && !h->failed) {
        h->failed = true;
        nnrt_error_set(h->error, NNRT_EXIT_IO,
                       "cannot write %s: the HDF5 library reports a failure (is the disk full?)",
                       h->path);
    }
    return !h->failed;
}

hid_t nnrt_h5_keep(nnrt_h5 *h, hid_t id, herr_t (*close)(hid_t))
{
    if (id < 0)
        nnrt_h5_check(h, -1);
    if (id >= 0 && h->n_open == sizeof h->open / sizeof h->open[0]) {
        close(id);
        nnrt_h5_check(h, -1);
        return -1;
    }
    if (id >= 0) {
        h->open[h->n_open].id = id;
        h->open[h->n_open++].close = close;
    }
    return id;
}

void nnrt_h5_release(nnrt_h5 *h, size_t down_to)
{
    while (h->n_open > down_to) {
        h->n_open--;
        nnrt_h5_check(h, h->open[h->n_open].close(h->open[h->n_open].id));
    }
}

bool nnrt_h5_create(nnrt_h5 *h, const char *path, nnrt_error *e)
{
    *h = (nnrt_h5){.path = path, .error = e};
    char *part = nnrt_outfile_part_name(path);
    if (!part)
        return nnrt_error_memory(e);
    hid_t create = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_obj_track_times(create, false);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    h->file = nnrt_h5_keep(h, H5Fcreate(part, H5F_ACC_TRUNC, create, access), H5Fclose);
    H5Pclose(create);
    H5Pclose(access);
    free(part);
    return !h->failed;
}

bool nnrt_h5_finish(nnrt_h5 *h, const char *path, const nnrt_io *io)
{
    if (!h->failed)
        nnrt_h5_check(h, H5Fflush(h->file, H5F_SCOPE_GLOBAL));
    nnrt_h5_release(h, 0);
    if (h->failed)
        nnrt_outfile_discard(io, path);
    return !h->failed;
}

hid_t nnrt_h5_group(nnrt_h5 *h, hid_t parent, const char *name)
{
    if (h->failed)
        return -1;
    hid_t properties = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(properties, false);
    hid_t group =
        nnrt_h5_keep(h, H5Gcreate2(parent, name, H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose);
    H5Pclose(properties);
    return group;
}

void nnrt_h5_text_attribute(nnrt_h5 *h, hid_t object, const char *name, const char *text)
{
    if (h->failed)
        return;
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, H5T_VARIABLE); /* what readers in Python get as str */
    H5Tset_cset(type, H5T_CSET_UTF8);
    hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    nnrt_h5_check(h, attribute < 0 ? -1 : H5Awrite(attribute, type, &text));
    if (attribute >= 0)
        nnrt_h5_check(h, H5Aclose(attribute));
    H5Sclose(space);
    H5Tclose(type);
}

static hid_t create_set(nnrt_h5 *h, hid_t group, const char *name, hid_t type, int rank,
                        const hsize_t *size, const hsize_t *chunk)
{
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(rank, size, NULL);
    H5Pset_obj_track_times(properties, false);
    static const double zero = 0;
    H5Pset_fill_time(properties,
                     H5D_FILL_TIME_ALLOC); /* what no row covers has the same bytes each time */
    H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &zero);
    if (chunk)
        H5Pset_chunk(properties, rank, chunk);
    hid_t set = nnrt_h5_keep(
        h, H5Dcreate2(group, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
    H5Sclose(space);
    H5Pclose(properties);
    return set;
}

hid_t nnrt_h5_array(nnrt_h5 *h, hid_t group, const char *name, hid_t file_type, hid_t memory_type,
                    const void *data, hsize_t n)
{
    if (h->failed)
        return -1;
    hid_t set = create_set(h, group, name, file_type, 1, &n, NULL);
    if (set >= 0 && n)
        nnrt_h5_check(h, H5Dwrite(set, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data));
    return set;
}

nnrt_h5_rows nnrt_h5_rows_create(nnrt_h5 *h, hid_t group, const char *name, hid_t file_type,
                                 hid_t memory_type, hsize_t rows, hsize_t columns)
{
    nnrt_h5_rows r = {.set = -1, .memory_type = memory_type, .columns = columns};
    if (h->failed)
        return r;
    const hsize_t width = columns ? columns : 1, size[2] = {rows, columns};
    hsize_t chunk[2] = {CHUNK_BYTES / 8 / width + 1, columns};
    if (chunk[0] > rows)
        chunk[0] = rows;
    const int rank = columns ? 2 : 1;
    const bool chunked = rank == 2 && rows && width * 8 < (hsize_t)1 << 31;
    r.set = create_set(h, group, name, file_type, rank, size, chunked ? chunk : NULL);
    return r;
}

void nnrt_h5_rows_append(nnrt_h5 *h, nnrt_h5_rows *r, const void *data, hsize_t rows)
{
    if (h->failed || rows == 0)
        return;
    const int rank = r->columns ? 2 : 1;
    const hsize_t start[2] = {r->next, 0}, size[2] = {rows, r->columns};
    hid_t file = H5Dget_space(r->set), memory = H5Screate_simple(rank, size, NULL);
    H5Sselect_hyperslab(file, H5S_SELECT_SET, start, NULL, size, NULL);
    nnrt_h5_check(h, H5Dwrite(r->set, r->memory_type, memory, file, H5P_DEFAULT, data));
    H5Sclose(memory);
    H5Sclose(file);
    r->next += rows;
}

void nnrt_h5_group_name(const char *label, char *out, size_t size)
{
    size_t n = 0;
    const bool dots = label[strspn(label, ".")] == '\0';
    for (const char *p = label; *p && n + 4 < size; p++) {
        if (*p == '/' || dots)
            n += (size_t)snprintf(out + n, size - n, "%%%02X", (unsigned char)*p);
        else
            out[n++] = *p;
    }
    out[n] = '\0';
}
