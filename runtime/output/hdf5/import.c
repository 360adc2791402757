/* SONATA files of a run, back into a spool. run.json says what was recorded; the names of the files follow from it. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/hdf5/import.h"
#include "runtime/outdir.h"
#include "runtime/output/hdf5/h5.h"
#include "runtime/readfile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 32 * 1024, MOST_NAME = 900 };

typedef struct import {
    const char *dir;
    nnrt_spool *spool;
    nnrt_recording *recording;
    nnrt_error *error;
} import;

static bool damaged(const import *m, const char *path)
{
    return nnrt_error_set(m->error, NNRT_EXIT_IO, "cannot read %s: it is not as this run wrote it", path);
}

/* Reads rows first ... first+n-1 of a data set of `columns` columns (0: one-dimensional). */
static bool read_rows(hid_t set, hid_t memory_type, hsize_t first, hsize_t n, hsize_t columns, void *out)
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
static bool put_block(import *m, const spike_reader *r, uint32_t population, size_t n)
{
    const double dt = m->recording->dt;
    for (size_t i = 0, from; i < n;) {
        from = i;
        while (i < n && r->time[i] == r->time[from])
            i++;
        if (!nnrt_spool_spikes(m->spool, population, llround(r->time[from] / dt), r->id + from, i - from))
            return false;
    }
    return true;
}

static bool copy_spikes(import *m, spike_reader *r, uint32_t population)
{
    for (hsize_t at = 0; at < r->n; at += BLOCK) {
        const hsize_t n = r->n - at < BLOCK ? r->n - at : BLOCK;
        if (!read_rows(r->times, H5T_NATIVE_DOUBLE, at, n, 0, r->time) ||
            !read_rows(r->ids, H5T_NATIVE_UINT32, at, n, 0, r->id) || !put_block(m, r, population, (size_t)n))
            return false;
    }
    return true;
}

static bool import_population(import *m, hid_t file, uint32_t population)
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
    bool good = r->times >= 0 && r->ids >= 0 && size_of(r->times, 1, n_times) && size_of(r->ids, 1, n_ids) &&
                n_times[0] == n_ids[0];
    r->n = n_times[0];
    good = good && copy_spikes(m, r, population);
    H5Dclose(r->times);
    H5Dclose(r->ids);
    free(r);
    return good;
}

static bool import_spikes(import *m, hid_t file, const char *path)
{
    for (uint32_t i = 0; i < m->recording->n_populations; i++)
        if (m->recording->populations[i].spikes.count && !import_population(m, file, i))
            return damaged(m, path);
    return true;
}

static bool copy_samples(import *m, hid_t set, uint32_t signal, hsize_t rows, double first_time)
{
    const nnrt_signal_info *s = &m->recording->signals[signal];
    const int64_t first = llround(first_time / m->recording->dt);
    const hsize_t columns = s->cells.count, room = BLOCK / columns + 1;
    double *block = malloc(room * columns * sizeof *block);
    bool good = block != NULL;
    for (hsize_t at = 0; at < rows && good; at += room) {
        const hsize_t n = rows - at < room ? rows - at : room;
        good = read_rows(set, H5T_NATIVE_DOUBLE, at, n, columns, block);
        for (hsize_t i = 0; i < n && good; i++)
            good = nnrt_spool_sample(m->spool, signal, first + (int64_t)(at + i) * s->interval, block + i * columns);
    }
    free(block);
    return good;
}

static bool import_report(import *m, hid_t file, const char *path, uint32_t signal)
{
    char label[MOST_NAME], name[MOST_NAME + 32];
    hsize_t size[2] = {0}, n_times[2] = {0};
    double time[3] = {0};
    nnrt_h5_group_name(m->recording->populations[m->recording->signals[signal].population].label, label, sizeof label);
    snprintf(name, sizeof name, "/report/%s/data", label);
    hid_t data = H5Dopen2(file, name, H5P_DEFAULT);
    snprintf(name, sizeof name, "/report/%s/mapping/time", label);
    hid_t times = H5Dopen2(file, name, H5P_DEFAULT);
    bool good = data >= 0 && times >= 0 && size_of(data, 2, size) && size_of(times, 1, n_times) && n_times[0] == 3 &&
                size[1] == m->recording->signals[signal].cells.count &&
                read_rows(times, H5T_NATIVE_DOUBLE, 0, 3, 0, time) && copy_samples(m, data, signal, size[0], time[0]);
    H5Dclose(data);
    H5Dclose(times);
    return good || damaged(m, path);
}

/* A file that is not there holds a signal that was not sampled, or spikes of nobody. */
static bool import_output(import *m, const nnrt_output *o)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", m->dir, o->name);
    if (n < 0 || (size_t)n >= sizeof path || access(path, F_OK) != 0)
        return true;
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0)
        return damaged(m, path);
    bool good = o->signal == NNRT_NO_SOURCE ? import_spikes(m, file, path) : import_report(m, file, path, o->signal);
    H5Fclose(file);
    return good;
}

/* The plan that wrote the files, with every signal in it. */
static bool make_plan(nnrt_spool_scan *scan, nnrt_segment *segment, nnrt_plan *plan, size_t number, nnrt_error *e)
{
    for (uint32_t i = 0; i < scan->recording->n_signals; i++)
        segment[number].signals[i].n_frames = 1;
    plan->scan = scan;
    return nnrt_writer_h5.plan(&nnrt_writer_h5, plan, number, e);
}

static bool import_segment(import *m, size_t n_segments, size_t number, int64_t steps)
{
    nnrt_segment *segments = calloc(n_segments, sizeof *segments);
    nnrt_stream *streams = calloc(m->recording->n_signals + 1u, sizeof *streams);
    nnrt_spool_scan scan = {.recording = m->recording, .segments = segments, .n_segments = n_segments};
    nnrt_plan plan = {0};
    bool good = (segments && streams) || nnrt_error_memory(m->error);
    if (good) {
        segments[number].signals = streams;
        good = make_plan(&scan, segments, &plan, number, m->error);
    }
    nnrt_spool_begin_segment(m->spool);
    for (size_t i = 0; i < plan.n && good; i++)
        good = import_output(m, &plan.outputs[i]);
    nnrt_spool_end_segment(m->spool, steps, NULL);
    for (size_t i = 0; i < plan.n; i++)
        free(plan.outputs[i].name);
    free(plan.outputs);
    free(segments);
    free(streams);
    return good;
}

static bool import_segments(import *m, const nnrt_json_value *run)
{
    const nnrt_json_value *segments = nnrt_json_get(run, "segments");
    size_t number = 0;
    for (const nnrt_json_value *v = segments ? segments->first : NULL; v; v = v->next)
        if (!import_segment(m, segments->count, number++, nnrt_json_get_int(v, "steps", 0)))
            return false;
    return true;
}

static nnrt_json_tree *read_run(const char *dir, nnrt_error *e)
{
    nnrt_json_tree *tree = NULL;
    size_t size;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, NNRT_RUN_NAME);
    char *text = nnrt_read_file(path, &size, e);
    if (text)
        tree = nnrt_json_read(text, size, e);
    free(text);
    if (!tree || strcmp(nnrt_json_get_string(nnrt_json_root(tree), "format", ""), NNRT_RUN_FORMAT) == 0)
        return tree;
    nnrt_error_set(e, NNRT_EXIT_IO, "%s is not the %s of a simulation", path, NNRT_RUN_NAME);
    nnrt_json_tree_free(tree);
    return NULL;
}

int nnrt_h5_import(const char *dir, const char *into, nnrt_error *e)
{
    import m = {.dir = dir, .error = e};
    nnrt_json_tree *tree = read_run(dir, e);
    bool good = tree != NULL;
    if (good)
        good = (m.recording = nnrt_recording_read(nnrt_json_root(tree), e)) != NULL;
    if (good)
        good = (m.spool = nnrt_spool_open(into, NULL, m.recording, NULL, e)) != NULL;
    if (m.spool) {
        nnrt_error closing = {0};
        good = import_segments(&m, nnrt_json_root(tree));
        if (!nnrt_spool_close(m.spool, NULL, &closing)) {
            good = false;
            *e = closing;
        }
    }
    nnrt_recording_free(m.recording);
    nnrt_json_tree_free(tree);
    return good ? NNRT_EXIT_OK : e->exit_code ? e->exit_code : NNRT_EXIT_IO;
}
