/* The SONATA writer: spikes.h5 with a group per population, and a report per signal.
   Layout: SONATA developer guide, "Spike file" and "Recording multi-compartmental element
   variables". */
#include "runtime/output/hdf5/h5.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SONATA_MAGIC = 0x0A7A, BLOCK = 32 * 1024, MOST_NAME = 800 };

/* "sorting" of spikes; an HDF5 enumeration, not a text. */
static const struct {
    const char *name;
    uint8_t value;
} sorting[] = {{"none", 0}, {"by_id", 1}, {"by_time", 2}};
enum { BY_TIME = 2 };

static void write_attribute(nnrt_h5 *h, hid_t object, const char *name, hid_t file_type,
                            hid_t memory_type, const void *data, hsize_t n)
{
    if (h->failed)
        return;
    hid_t space = n ? H5Screate_simple(1, &n, NULL) : H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT);
    nnrt_h5_check(h, attribute < 0 ? -1 : H5Awrite(attribute, memory_type, data));
    if (attribute >= 0)
        nnrt_h5_check(h, H5Aclose(attribute));
    H5Sclose(space);
}

static void write_root_attributes(nnrt_h5 *h)
{
    static const uint32_t magic = SONATA_MAGIC, version[2] = {0, 1};
    write_attribute(h, h->file, "magic", H5T_STD_U32LE, H5T_NATIVE_UINT32, &magic, 0);
    write_attribute(h, h->file, "version", H5T_STD_U32LE, H5T_NATIVE_UINT32, version, 2);
}

static void write_sorting(nnrt_h5 *h, hid_t group)
{
    static const uint8_t value = BY_TIME;
    hid_t type = H5Tenum_create(H5T_STD_U8LE);
    for (size_t i = 0; i < sizeof sorting / sizeof sorting[0]; i++)
        H5Tenum_insert(type, sorting[i].name, &sorting[i].value);
    write_attribute(h, group, "sorting", type, type, &value, 0);
    H5Tclose(type);
}

/* A block of spikes on its way into the two data sets of a population. */
typedef struct spike_block {
    nnrt_h5 *h;
    nnrt_h5_rows times, ids;
    double time[BLOCK];
    uint64_t id[BLOCK];
    size_t n;
} spike_block;

static void flush_spikes(spike_block *b)
{
    nnrt_h5_rows_append(b->h, &b->times, b->time, b->n);
    nnrt_h5_rows_append(b->h, &b->ids, b->id, b->n);
    b->n = 0;
}

static bool copy_spikes(const nnrt_job *job, uint32_t population, spike_block *b)
{
    nnrt_cursor c = nnrt_cursor_spikes(job->scan, job->output->segment, population);
    int64_t step;
    const uint32_t *index;
    size_t n;
    int found;
    while ((found = nnrt_cursor_step(&c, &step, &index, &n, b->h->error)) > 0) {
        const double t = nnrt_grid_time(&job->scan->grid, step);
        for (size_t i = 0; i < n; i++) {
            if (b->n == BLOCK)
                flush_spikes(b);
            b->time[b->n] = t;
            b->id[b->n++] = index[i];
        }
    }
    flush_spikes(b);
    nnrt_cursor_close(&c);
    return found == 0;
}

static bool write_population(nnrt_h5 *h, const nnrt_job *job, hid_t spikes, uint32_t population)
{
    const nnrt_spool_scan *s = job->scan;
    const uint64_t n = s->segments[job->output->segment].spikes[population].items;
    const size_t mark = h->n_open;
    char name[MOST_NAME];
    nnrt_h5_group_name(s->recording->populations[population].label, name, sizeof name);
    hid_t group = nnrt_h5_group(h, spikes, name);
    spike_block *b = malloc(sizeof *b);
    if (!b)
        return nnrt_error_memory(h->error);
    b->h = h;
    b->n = 0;
    b->times = nnrt_h5_rows_create(h, group, "timestamps", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, n, 0);
    b->ids = nnrt_h5_rows_create(h, group, "node_ids", H5T_STD_U64LE, H5T_NATIVE_UINT64, n, 0);
    write_sorting(h, group);
    nnrt_h5_text_attribute(h, b->times.set, "units", "ms");
    bool good = copy_spikes(job, population, b);
    free(b);
    nnrt_h5_release(h, mark);
    return good;
}

static bool write_spikes(nnrt_h5 *h, const nnrt_job *job, hid_t parent)
{
    const nnrt_recording *r = job->scan->recording;
    hid_t spikes = nnrt_h5_group(h, parent, "spikes");
    for (uint32_t i = 0; i < r->n_populations; i++)
        if (r->populations[i].spikes.count && !write_population(h, job, spikes, i))
            return false;
    return true;
}

/* mapping: which cell each column of the data belongs to; our elements are whole cells. */
static bool write_mapping(nnrt_h5 *h, hid_t report, nnrt_cells cells, const double time[3])
{
    static const uint8_t sorted = 1;
    uint64_t *number = malloc((cells.count + 1u) * sizeof *number);
    uint32_t *element = calloc(cells.count + 1u, sizeof *element);
    float *position = calloc(cells.count + 1u, sizeof *position);
    bool good = number && element && position;
    if (good) {
        hid_t mapping = nnrt_h5_group(h, report, "mapping");
        for (uint32_t i = 0; i < cells.count; i++)
            number[i] = nnrt_cells_at(cells, i);
        hid_t ids = nnrt_h5_array(h, mapping, "node_ids", H5T_STD_U64LE, H5T_NATIVE_UINT64, number,
                                  cells.count);
        write_attribute(h, ids, "sorted", H5T_STD_U8LE, H5T_NATIVE_UINT8, &sorted, 0);
        for (uint32_t i = 0; i <= cells.count; i++)
            number[i] = i;
        nnrt_h5_array(h, mapping, "index_pointers", H5T_STD_U64LE, H5T_NATIVE_UINT64, number,
                      cells.count + 1u);
        /* the name that older readers look for */
        if (!h->failed)
            nnrt_h5_check(h, H5Lcreate_hard(mapping, "index_pointers", mapping, "index_pointer",
                                            H5P_DEFAULT, H5P_DEFAULT));
        nnrt_h5_array(h, mapping, "element_ids", H5T_STD_U32LE, H5T_NATIVE_UINT32, element,
                      cells.count);
        nnrt_h5_array(h, mapping, "element_pos", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, position,
                      cells.count);
        hid_t times = nnrt_h5_array(h, mapping, "time", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, time, 3);
        nnrt_h5_text_attribute(h, times, "units", "ms");
    }
    free(number);
    free(element);
    free(position);
    return good || nnrt_error_memory(h->error);
}

/* First and last step that was sampled. */
static bool find_range(const nnrt_job *job, int64_t *first, int64_t *last, nnrt_error *e)
{
    nnrt_cursor c = nnrt_cursor_signal(job->scan, job->output->segment, job->output->signal);
    const double *values;
    int found = nnrt_cursor_sample(&c, first, &values, e);
    c.next = c.stream->n_frames - 1;
    if (found > 0)
        found = nnrt_cursor_sample(&c, last, &values, e);
    nnrt_cursor_close(&c);
    return found > 0;
}

/* Rows of the report, one per interval; where sampling was off, rows of NaN. */
static bool copy_samples(nnrt_h5 *h, const nnrt_job *job, nnrt_h5_rows *rows, double *block,
                         hsize_t room, int64_t first)
{
    const nnrt_signal_info *s = &job->scan->recording->signals[job->output->signal];
    nnrt_cursor c = nnrt_cursor_signal(job->scan, job->output->segment, job->output->signal);
    const size_t width = s->cells.count;
    const double *values;
    int64_t step;
    int found;
    hsize_t n = 0;
    for (int64_t due = first; (found = nnrt_cursor_sample(&c, &step, &values, h->error)) > 0;) {
        for (; due <= step; due += s->interval) {
            if (n == room) {
                nnrt_h5_rows_append(h, rows, block, n);
                n = 0;
            }
            for (size_t i = 0; i < width; i++)
                block[n * width + i] = due == step ? values[i] : (double)NAN;
            n++;
        }
    }
    nnrt_h5_rows_append(h, rows, block, n);
    nnrt_cursor_close(&c);
    return found == 0;
}

/* `label`: of the group in `reports`. */
static bool write_report(nnrt_h5 *h, const nnrt_job *job, hid_t reports, const char *label)
{
    const nnrt_recording *r = job->scan->recording;
    const nnrt_signal_info *s = &r->signals[job->output->signal];
    const nnrt_grid *grid = &job->scan->grid;
    char name[MOST_NAME];
    int64_t first = 0, last = 0;
    if (!find_range(job, &first, &last, h->error))
        return false;
    const double time[3] = {nnrt_grid_time(grid, first), nnrt_grid_time(grid, last + s->interval),
                            nnrt_grid_time(grid, s->interval)};
    const hsize_t n_rows = (hsize_t)((last - first) / s->interval + 1);
    const hsize_t room = BLOCK / s->cells.count + 1;
    const size_t mark = h->n_open;
    nnrt_h5_group_name(label, name, sizeof name);
    hid_t group = nnrt_h5_group(h, reports, name);
    nnrt_h5_rows rows =
        nnrt_h5_rows_create(h, group, "data", job->single ? H5T_IEEE_F32LE : H5T_IEEE_F64LE,
                            H5T_NATIVE_DOUBLE, n_rows, s->cells.count);
    nnrt_h5_text_attribute(h, rows.set, "units", s->unit);
    nnrt_h5_text_attribute(h, rows.set, "variable", s->variable);
    double *block = malloc(room * s->cells.count * sizeof *block);
    bool good =
        block ? copy_samples(h, job, &rows, block, room, first) : nnrt_error_memory(h->error);
    free(block);
    good = write_mapping(h, group, s->cells, time) && good;
    nnrt_h5_release(h, mark);
    return good;
}

static bool write_signal(nnrt_h5 *h, const nnrt_job *job)
{
    const nnrt_recording *r = job->scan->recording;
    return write_report(h, job, nnrt_h5_group(h, h->file, "report"),
                        r->populations[r->signals[job->output->signal].population].label);
}

/* ---- all of a spool in one file ---- */

static uint32_t count_signals(const nnrt_job *job, uint32_t population)
{
    const nnrt_recording *r = job->scan->recording;
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->n_signals; i++)
        n += r->signals[i].population == population &&
             nnrt_plan_has_samples(job->scan, job->output->segment, i);
    return n;
}

/* A report per signal: /report/POPULATION, or where it has several /report/POPULATION.VARIABLE. */
static bool write_reports(nnrt_h5 *h, const nnrt_job *job, hid_t parent)
{
    const nnrt_recording *r = job->scan->recording;
    hid_t reports = nnrt_h5_group(h, parent, "report");
    for (uint32_t i = 0; i < r->n_signals; i++) {
        const uint32_t population = r->signals[i].population;
        char label[MOST_NAME];
        nnrt_output part = *job->output;
        nnrt_job own = *job;
        part.signal = i;
        own.output = &part;
        if (!nnrt_plan_has_samples(job->scan, part.segment, i))
            continue;
        snprintf(label, sizeof label, "%s%s%s", r->populations[population].label,
                 count_signals(job, population) > 1 ? "." : "",
                 count_signals(job, population) > 1 ? r->signals[i].variable : "");
        if (!write_report(h, &own, reports, label))
            return false;
    }
    return true;
}

static bool holds_spikes(const nnrt_recording *r)
{
    bool any = false;
    for (uint32_t i = 0; i < r->n_populations && !any; i++)
        any = r->populations[i].spikes.count > 0;
    return any;
}

/* Each of several segments in a group of its own. */
static bool write_whole(nnrt_h5 *h, const nnrt_job *job)
{
    const nnrt_spool_scan *s = job->scan;
    bool good = true;
    for (size_t segment = 0; segment < s->n_segments && good; segment++) {
        const size_t mark = h->n_open;
        char name[32];
        nnrt_output part = *job->output;
        nnrt_job own = *job;
        part.segment = segment;
        own.output = &part;
        snprintf(name, sizeof name, "segment%zu", segment);
        hid_t parent = s->n_segments > 1 ? nnrt_h5_group(h, h->file, name) : h->file;
        good = (!holds_spikes(s->recording) || write_spikes(h, &own, parent)) &&
               (!s->recording->n_signals || write_reports(h, &own, parent));
        nnrt_h5_release(h, mark);
    }
    return good;
}

static bool write(const nnrt_job *job, nnrt_error *e)
{
    nnrt_h5 h;
    if (!nnrt_h5_create(&h, job->path, e))
        return false;
    write_root_attributes(&h);
    bool good = job->output->whole                      ? write_whole(&h, job)
                : job->output->signal == NNRT_NO_SOURCE ? write_spikes(&h, job, h.file)
                                                        : write_signal(&h, job);
    h.failed = h.failed || !good;
    return nnrt_h5_finish(&h, job->path, job->io);
}

static bool plan(const nnrt_writer *w, nnrt_plan *p, size_t segment, nnrt_error *e)
{
    static const char *const spikes[] = {"spikes"};
    const nnrt_output output = {
        .writer = w, .segment = segment, .population = NNRT_NO_SOURCE, .signal = NNRT_NO_SOURCE};
    if (holds_spikes(p->scan->recording) && !nnrt_plan_add(p, output, spikes, 1, "h5", e))
        return false;
    return nnrt_plan_signals(w, p, segment, "h5", e);
}

const nnrt_writer nnrt_writer_h5 = {"h5", true, plan, write};
