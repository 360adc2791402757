/* SONATA files of a run, back into a spool. */
#include "runtime/output/hdf5/h5.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 32 * 1024, MOST_NAME = 900 };

/* Reads rows first ... first+n-1 of a data set of `columns` columns (0: one-dimensional). */
static bool read_rows(hid_t set, hid_t memory_type, hsize_t first, hsize_t n, hsize_t columns,
                      void *out)
{
    const int rank = columns ? 2 : 1;
    const hsize_t start[2] = {first, 0}, size[2] = {n, columns};
    hid_t file = H5Dget_space(set), memory = H5Screate_simple(rank, size, NULL);
    bool good = H5Sselect_hyperslab(file, H5S_SELECT_SET, start, NULL, size, NULL) >= 0 &&
                H5Dread(set, memory_type, memory, file, H5P_DEFAULT, out) >= 0;
    H5Sclose(memory);
    H5Sclose(file);
    return good;
}

/* Sizes of a data set; false when its rank is not `rank`. */
static bool size_of(hid_t set, int rank, hsize_t size[2])
{
    hid_t space = H5Dget_space(set);
    bool good = space >= 0 && H5Sget_simple_extent_ndims(space) == rank;
    if (good)
        H5Sget_simple_extent_dims(space, size, NULL);
    H5Sclose(space);
    return good;
}

typedef struct spike_reader {
    hid_t times, ids;
    hsize_t n;
    double time[BLOCK];
    uint32_t id[BLOCK];
} spike_reader;

/* Spikes of one step make a frame, as long as they are in one block. */
static bool put_block(nnrt_import *m, const spike_reader *r, uint32_t population, size_t n)
{
    for (size_t i = 0, from; i < n;) {
        from = i;
        while (i < n && r->time[i] == r->time[from])
            i++;
        if (!nnrt_spool_spikes(m->spool, population, nnrt_import_step(m, r->time[from]),
                               r->id + from, i - from))
            return false;
    }
    return true;
}

static bool copy_spikes(nnrt_import *m, spike_reader *r, uint32_t population)
{
    for (hsize_t at = 0; at < r->n; at += BLOCK) {
        const hsize_t n = r->n - at < BLOCK ? r->n - at : BLOCK;
        if (!read_rows(r->times, H5T_NATIVE_DOUBLE, at, n, 0, r->time) ||
            !read_rows(r->ids, H5T_NATIVE_UINT32, at, n, 0, r->id) ||
            !put_block(m, r, population, (size_t)n))
            return false;
    }
    return true;
}

static bool import_population(nnrt_import *m, hid_t file, uint32_t population)
{
    char label[MOST_NAME], name[MOST_NAME + 32];
    hsize_t n_times[2] = {0}, n_ids[2] = {0};
    spike_reader *r = malloc(sizeof *r);
    if (!r)
        return nnrt_error_memory(m->error);
    nnrt_h5_group_name(m->recording->populations[population].label, label, sizeof label);
    snprintf(name, sizeof name, "/spikes/%s/timestamps", label);
    r->times = H5Dopen2(file, name, H5P_DEFAULT);
    snprintf(name, sizeof name, "/spikes/%s/node_ids", label);
    r->ids = H5Dopen2(file, name, H5P_DEFAULT);
    bool good = r->times >= 0 && r->ids >= 0 && size_of(r->times, 1, n_times) &&
                size_of(r->ids, 1, n_ids) && n_times[0] == n_ids[0];
    r->n = n_times[0];
    good = good && copy_spikes(m, r, population);
    H5Dclose(r->times);
    H5Dclose(r->ids);
    free(r);
    return good;
}

static bool import_spikes(nnrt_import *m, hid_t file, const char *path)
{
    for (uint32_t i = 0; i < m->recording->n_populations; i++)
        if (m->recording->populations[i].spikes.count && !import_population(m, file, i))
            return nnrt_import_damaged(m, path);
    return true;
}

static bool copy_samples(nnrt_import *m, hid_t set, uint32_t signal, hsize_t rows,
                         double first_time)
{
    const nnrt_signal_info *s = &m->recording->signals[signal];
    const int64_t first = nnrt_import_step(m, first_time);
    const hsize_t columns = s->cells.count, room = BLOCK / columns + 1;
    double *block = malloc(room * columns * sizeof *block);
    bool good = block != NULL;
    for (hsize_t at = 0; at < rows && good; at += room) {
        const hsize_t n = rows - at < room ? rows - at : room;
        good = read_rows(set, H5T_NATIVE_DOUBLE, at, n, columns, block);
        for (hsize_t i = 0; i < n && good; i++)
            good = nnrt_spool_sample(m->spool, signal, first + (int64_t)(at + i) * s->interval,
                                     block + i * columns);
    }
    free(block);
    return good;
}

static bool import_report(nnrt_import *m, hid_t file, const char *path, uint32_t signal)
{
    char label[MOST_NAME], name[MOST_NAME + 32];
    hsize_t size[2] = {0}, n_times[2] = {0};
    double time[3] = {0};
    nnrt_h5_group_name(m->recording->populations[m->recording->signals[signal].population].label,
                       label, sizeof label);
    snprintf(name, sizeof name, "/report/%s/data", label);
    hid_t data = H5Dopen2(file, name, H5P_DEFAULT);
    snprintf(name, sizeof name, "/report/%s/mapping/time", label);
    hid_t times = H5Dopen2(file, name, H5P_DEFAULT);
    bool good = data >= 0 && times >= 0 && size_of(data, 2, size) && size_of(times, 1, n_times) &&
                n_times[0] == 3 && size[1] == m->recording->signals[signal].cells.count &&
                read_rows(times, H5T_NATIVE_DOUBLE, 0, 3, 0, time) &&
                copy_samples(m, data, signal, size[0], time[0]);
    H5Dclose(data);
    H5Dclose(times);
    return good || nnrt_import_damaged(m, path);
}

static bool read(nnrt_import *m, const nnrt_output *o, const char *path)
{
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0)
        return nnrt_import_damaged(m, path);
    bool good = o->signal == NNRT_NO_SOURCE ? import_spikes(m, file, path)
                                            : import_report(m, file, path, o->signal);
    H5Fclose(file);
    return good;
}

const nnrt_reader nnrt_reader_h5 = {&nnrt_writer_h5, read};
