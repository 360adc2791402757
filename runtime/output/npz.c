/* NPZ, an archive of arrays for numpy.load: spike_times (ms), spike_index, t (ms), VARIABLE (time x
   cell) and VARIABLE_index. A signal that is sampled at other times than the first one has its own
   VARIABLE_t; a variable that is recorded twice is VARIABLE#2. */
#include "runtime/outdir.h"
#include "runtime/output/convert.h"
#include "runtime/output/zip.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_NAME = 300, NPY_ALIGNMENT = 64, NPY_PREAMBLE = 10 };

typedef struct archive {
    const nnrt_job *job;
    char prefix[MOST_NAME]; /* of the names of arrays */
    nnrt_zip zip;
    nnrt_error *error;
} archive;

typedef struct dtype {
    const char *descr;
    size_t size;
} dtype;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const dtype f8 = {"<f8", 8}, u4 = {"<u4", 4};
#else
static const dtype f8 = {">f8", 8}, u4 = {">u4", 4};
#endif

/* Starts NAME.npy; columns 0: one-dimensional. */
static void begin_array(archive *a, const char *name, dtype type, uint64_t rows, uint64_t columns)
{
    char entry[2 * MOST_NAME + 8], shape[64], head[256] = "\x93NUMPY\x01";
    if (columns)
        snprintf(shape, sizeof shape, "(%" PRIu64 ", %" PRIu64 ")", rows, columns);
    else
        snprintf(shape, sizeof shape, "(%" PRIu64 ",)", rows);
    int text =
        snprintf(head + NPY_PREAMBLE, sizeof head - NPY_PREAMBLE,
                 "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type.descr, shape);
    size_t used = NPY_PREAMBLE + (size_t)text;
    size_t whole = (used + 1 + NPY_ALIGNMENT - 1) / NPY_ALIGNMENT * NPY_ALIGNMENT;
    memset(head + used, ' ', whole - used);
    head[whole - 1] = '\n';
    head[8] = (char)(whole - NPY_PREAMBLE);
    head[9] = 0;
    snprintf(entry, sizeof entry, "%s%s.npy", a->prefix, name);
    nnrt_zip_begin(&a->zip, entry, whole + rows * (columns ? columns : 1) * type.size);
    nnrt_zip_write(&a->zip, head, whole);
}

static bool write_spike_times(archive *a, nnrt_cursor c, uint64_t n_spikes)
{
    int64_t step;
    const uint32_t *index;
    size_t n;
    int found;
    begin_array(a, "spike_times", f8, n_spikes, 0);
    while ((found = nnrt_cursor_step(&c, &step, &index, &n, a->error)) > 0) {
        const double t = nnrt_grid_time(&a->job->scan->grid, step);
        for (size_t i = 0; i < n; i++)
            nnrt_zip_write(&a->zip, &t, sizeof t);
    }
    nnrt_zip_end(&a->zip);
    nnrt_cursor_close(&c);
    return found == 0;
}

static bool write_spike_index(archive *a, nnrt_cursor c, uint64_t n_spikes)
{
    int64_t step;
    const uint32_t *index;
    size_t n;
    int found;
    begin_array(a, "spike_index", u4, n_spikes, 0);
    while ((found = nnrt_cursor_step(&c, &step, &index, &n, a->error)) > 0)
        nnrt_zip_write(&a->zip, index, n * sizeof *index);
    nnrt_zip_end(&a->zip);
    nnrt_cursor_close(&c);
    return found == 0;
}

static bool write_spikes(archive *a)
{
    const nnrt_spool_scan *s = a->job->scan;
    const size_t segment = a->job->output->segment;
    const uint32_t population = a->job->output->population;
    const uint64_t n = s->segments[segment].spikes[population].items;
    return write_spike_times(a, nnrt_cursor_spikes(s, segment, population), n) &&
           write_spike_index(a, nnrt_cursor_spikes(s, segment, population), n);
}

static bool write_times(archive *a, const char *name, uint32_t signal)
{
    const nnrt_spool_scan *s = a->job->scan;
    const size_t segment = a->job->output->segment;
    nnrt_cursor c = nnrt_cursor_signal(s, segment, signal);
    int64_t step;
    const double *values;
    int found;
    begin_array(a, name, f8, s->segments[segment].signals[signal].n_frames, 0);
    while ((found = nnrt_cursor_sample(&c, &step, &values, a->error)) > 0) {
        const double t = nnrt_grid_time(&s->grid, step);
        nnrt_zip_write(&a->zip, &t, sizeof t);
    }
    nnrt_zip_end(&a->zip);
    nnrt_cursor_close(&c);
    return found == 0;
}

static bool write_values(archive *a, const char *name, uint32_t signal)
{
    const nnrt_spool_scan *s = a->job->scan;
    const size_t segment = a->job->output->segment;
    const uint32_t cells = s->recording->signals[signal].cells.count;
    nnrt_cursor c = nnrt_cursor_signal(s, segment, signal);
    int64_t step;
    const double *values;
    int found;
    begin_array(a, name, f8, s->segments[segment].signals[signal].n_frames, cells);
    while ((found = nnrt_cursor_sample(&c, &step, &values, a->error)) > 0)
        nnrt_zip_write(&a->zip, values, cells * sizeof *values);
    nnrt_zip_end(&a->zip);
    nnrt_cursor_close(&c);
    return found == 0;
}

static void write_cells(archive *a, const char *name, nnrt_cells cells)
{
    begin_array(a, name, u4, cells.count, 0);
    for (uint32_t i = 0; i < cells.count; i++) {
        const uint32_t index = nnrt_cells_at(cells, i);
        nnrt_zip_write(&a->zip, &index, sizeof index);
    }
    nnrt_zip_end(&a->zip);
}

static int64_t first_step(const archive *a, uint32_t signal)
{
    nnrt_cursor c = nnrt_cursor_signal(a->job->scan, a->job->output->segment, signal);
    int64_t step = -1;
    const double *values;
    nnrt_cursor_sample(&c, &step, &values, NULL);
    nnrt_cursor_close(&c);
    return step;
}

static bool same_times(const archive *a, uint32_t x, uint32_t y)
{
    const nnrt_spool_scan *s = a->job->scan;
    const nnrt_stream *streams = s->segments[a->job->output->segment].signals;
    return s->recording->signals[x].interval == s->recording->signals[y].interval &&
           streams[x].n_frames == streams[y].n_frames && first_step(a, x) == first_step(a, y);
}

/* VARIABLE, or VARIABLE#2 for the second signal of that name. */
static void name_signal(const nnrt_recording *r, uint32_t signal, char out[MOST_NAME])
{
    const nnrt_signal_info *s = &r->signals[signal];
    unsigned copy = 1;
    for (uint32_t i = 0; i < signal; i++)
        copy += r->signals[i].population == s->population &&
                strcmp(r->signals[i].variable, s->variable) == 0;
    if (copy > 1)
        snprintf(out, MOST_NAME, "%.250s#%u", s->variable, copy);
    else
        snprintf(out, MOST_NAME, "%.250s", s->variable);
}

/* `first`: the signal whose times are `t`. */
static bool write_signal(archive *a, uint32_t signal, uint32_t first)
{
    const nnrt_recording *r = a->job->scan->recording;
    char name[MOST_NAME], other[MOST_NAME + 8];
    name_signal(r, signal, name);
    snprintf(other, sizeof other, "%s_t", name);
    if (signal == first ? !write_times(a, "t", signal)
                        : !same_times(a, signal, first) && !write_times(a, other, signal))
        return false;
    if (!write_values(a, name, signal))
        return false;
    snprintf(other, sizeof other, "%s_index", name);
    write_cells(a, other, r->signals[signal].cells);
    return true;
}

static bool records_anything(const nnrt_spool_scan *s, size_t segment, uint32_t population)
{
    bool any = s->recording->populations[population].spikes.count > 0;
    for (uint32_t i = 0; i < s->recording->n_signals && !any; i++)
        any = s->recording->signals[i].population == population &&
              nnrt_plan_has_samples(s, segment, i);
    return any;
}

static bool write_arrays(archive *a)
{
    const nnrt_spool_scan *s = a->job->scan;
    const nnrt_output *o = a->job->output;
    uint32_t first = NNRT_NO_SOURCE;
    if (s->recording->populations[o->population].spikes.count && !write_spikes(a))
        return false;
    for (uint32_t i = 0; i < s->recording->n_signals; i++) {
        if (s->recording->signals[i].population != o->population ||
            !nnrt_plan_has_samples(s, o->segment, i))
            continue;
        first = first == NNRT_NO_SOURCE ? i : first;
        if (!write_signal(a, i, first))
            return false;
    }
    return true;
}

/* ---- all of a spool in one archive ---- */

static bool has_several_populations(const nnrt_spool_scan *s)
{
    uint32_t only = NNRT_NO_SOURCE;
    for (size_t k = 0; k < s->n_segments; k++) {
        for (uint32_t i = 0; i < s->recording->n_populations; i++) {
            const uint32_t of = nnrt_cells_of_events(s->recording, i);
            if (!records_anything(s, k, i))
                continue;
            if (only != NNRT_NO_SOURCE && of != only)
                return true;
            only = of;
        }
    }
    return false;
}

/* Where there are several segments or populations, their names stand before those of the arrays:
   segment0.exc.v; of events of a port its name does: done.spike_times, exc.done.spike_times. */
static void set_prefix(archive *a, const nnrt_output *o, bool populations)
{
    const nnrt_spool_scan *s = a->job->scan;
    const nnrt_population_info *p = &s->recording->populations[o->population];
    const char *name = populations ? p->label : p->port;
    size_t n = 0;
    a->prefix[0] = '\0';
    if (s->n_segments > 1)
        n = (size_t)snprintf(a->prefix, MOST_NAME, "segment%zu.", o->segment);
    if (!name)
        return;
    n += nnrt_file_name(name, a->prefix + n, MOST_NAME - 1 - n);
    n = n < MOST_NAME - 2 ? n : MOST_NAME - 2;
    memcpy(a->prefix + n, ".", 2);
}

static bool write_whole(archive *a)
{
    const nnrt_job *whole = a->job;
    const uint32_t n = whole->scan->recording->n_populations;
    const bool several = has_several_populations(whole->scan);
    for (size_t segment = 0; segment < whole->scan->n_segments; segment++) {
        for (uint32_t i = 0; i < n; i++) {
            const nnrt_output part = {.segment = segment, .population = i};
            nnrt_job job = *whole;
            job.output = &part;
            a->job = &job;
            set_prefix(a, &part, several);
            const bool good = write_arrays(a);
            a->job = whole;
            if (!good)
                return false;
        }
    }
    return true;
}

static bool write(const nnrt_job *job, nnrt_error *e)
{
    archive a = {.job = job, .error = e};
    nnrt_outfile *f = nnrt_outfile_open(job->io, job->path, e);
    if (!f)
        return false;
    nnrt_zip_open(&a.zip, f);
    bool good = job->output->whole ? write_whole(&a) : write_arrays(&a);
    good = nnrt_zip_close(&a.zip, e) && good;
    return nnrt_outfile_close(f, good, e);
}

static bool plan(const nnrt_writer *w, nnrt_plan *p, size_t segment, nnrt_error *e)
{
    const nnrt_recording *r = p->scan->recording;
    for (uint32_t i = 0; i < r->n_populations; i++) {
        const char *const parts[] = {r->populations[i].label};
        const nnrt_output output = {
            .writer = w, .segment = segment, .population = i, .signal = NNRT_NO_SOURCE};
        if (records_anything(p->scan, segment, i) && !nnrt_plan_add(p, output, parts, 1, "npz", e))
            return false;
    }
    return true;
}

const nnrt_writer nnrt_writer_npz = {"npz", true, plan, write};
