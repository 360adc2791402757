/* Conversion of a spool: choose writers, plan, write, rename, tell, remove. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/convert.h"
#include "runtime/outdir.h"
#include "runtime/outfile.h"
#include "runtime/output/run_json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WRITERS = 8, CSV_SPIKES = 1000000 };

typedef struct conversion {
    const nnrt_convert_options *options;
    const nnrt_io *io;
    const char *dir; /* where the files go */
    nnrt_plan plan;
    nnrt_writer writers[MOST_WRITERS];
    size_t n_writers;
} conversion;

static bool plan_csv_spikes(const nnrt_writer *w, nnrt_plan *p, size_t segment, nnrt_error *e)
{
    return nnrt_plan_spikes(w, p, segment, "csv", e);
}

static bool name_is(const char *name, size_t n, const char *format)
{
    return strlen(format) == n && memcmp(name, format, n) == 0;
}

const nnrt_writer *nnrt_writer_named(const char *name, size_t n, const nnrt_writer *h5)
{
    const nnrt_writer *const known[] = {&nnrt_writer_csv, &nnrt_writer_npz, &nnrt_writer_dat};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (name_is(name, n, known[i]->format))
            return known[i];
    return name_is(name, n, "h5") ? h5 : NULL;
}

static bool add_writer(conversion *c, const nnrt_writer *w, nnrt_error *e)
{
    for (size_t i = 0; i < c->n_writers; i++)
        if (strcmp(c->writers[i].format, w->format) == 0)
            return true;
    if (c->n_writers == MOST_WRITERS)
        return nnrt_error_set(e, NNRT_EXIT_INTERNAL, "too many writers");
    c->writers[c->n_writers++] = *w;
    return true;
}

/* Calls `use` with each name of the list "a,b,c" in turn. */
static bool each_format(const char *formats,
                        bool (*use)(conversion *, const char *, size_t, nnrt_error *),
                        conversion *c, nnrt_error *e)
{
    for (const char *p = formats;; p++) {
        size_t n = strcspn(p, ",");
        if (!use(c, p, n, e))
            return false;
        p += n;
        if (!*p)
            return true;
    }
}

static bool check_format(conversion *c, const char *name, size_t n, nnrt_error *e)
{
    static const nnrt_writer present = {.format = "h5"};
    (void)c;
    return nnrt_writer_named(name, n, &present) != NULL ||
           nnrt_error_set(e, NNRT_EXIT_USAGE,
                          "unknown output format '%.*s': the formats are h5, csv, npz, dat",
                          n < 40 ? (int)n : 40, name);
}

static bool choose_format(conversion *c, const char *name, size_t n, nnrt_error *e)
{
    if (!check_format(c, name, n, e))
        return false;
    const nnrt_writer *w = nnrt_writer_named(name, n, c->options->h5);
    return w ? add_writer(c, w, e)
             : nnrt_error_set(e, NNRT_EXIT_IO, "this program was built without HDF5");
}

bool nnrt_formats_check(const char *formats, nnrt_error *e)
{
    return each_format(formats, check_format, NULL, e);
}

static void count_items(const nnrt_spool_scan *s, nnrt_convert_report *report)
{
    report->spikes = report->samples = 0;
    for (size_t i = 0; i < s->n_segments; i++) {
        for (uint32_t k = 0; k < s->recording->n_populations; k++)
            report->spikes += s->segments[i].spikes[k].items;
        for (uint32_t k = 0; k < s->recording->n_signals; k++)
            report->samples += s->segments[i].signals[k].n_frames;
    }
}

static bool choose_writers(conversion *c, uint64_t spikes, nnrt_error *e)
{
    if (c->options->formats)
        return each_format(c->options->formats, choose_format, c, e);
    nnrt_writer spikes_only = nnrt_writer_csv;
    spikes_only.plan = plan_csv_spikes;
    return add_writer(c, c->options->h5 ? c->options->h5 : &nnrt_writer_npz, e) &&
           (spikes >= CSV_SPIKES || add_writer(c, &spikes_only, e));
}

/* Names that the script gives come first: no other file can have them. */
static bool make_plan(conversion *c, nnrt_error *e)
{
    if (!nnrt_plan_requests(&c->plan, c->options->h5, e))
        return false;
    for (size_t segment = 0; segment < c->plan.scan->n_segments; segment++)
        for (size_t i = 0; i < c->n_writers; i++)
            if (!c->writers[i].plan(&c->writers[i], &c->plan, segment, e))
                return false;
    return true;
}

static char *path_of(const conversion *c, const char *name, nnrt_error *e)
{
    size_t size = strlen(c->dir) + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s", c->dir, name);
    else
        nnrt_error_memory(e);
    return path;
}

static bool make_folders(const conversion *c, nnrt_error *e)
{
    for (size_t i = 0; i < c->plan.n; i++)
        if (!nnrt_outdir_make_parents(c->dir, c->plan.outputs[i].name, c->io, e))
            return false;
    return true;
}

static bool write_output(const conversion *c, const nnrt_output *o, nnrt_error *e)
{
    char *path = path_of(c, o->name, e);
    const nnrt_job job = {.scan = o->scan ? o->scan : c->plan.scan,
                          .output = o,
                          .io = c->io,
                          .path = path,
                          .single = c->options->single};
    bool good = path && o->writer->write(&job, e);
    free(path);
    return good;
}

static bool commit_output(const conversion *c, const nnrt_output *o, nnrt_error *e)
{
    char *path = path_of(c, o->name, e);
    bool good = path && nnrt_outfile_commit(c->io, path, e);
    free(path);
    return good;
}

static void discard_output(const conversion *c, const nnrt_output *o)
{
    char *path = path_of(c, o->name, NULL);
    if (path)
        nnrt_outfile_discard(c->io, path);
    free(path);
}

/* All files or, as long as nothing has been renamed, none. */
static bool write_outputs(const conversion *c, nnrt_error *e)
{
    size_t written = 0, committed = 0;
    bool good = true;
    while (good && written < c->plan.n)
        if ((good = write_output(c, &c->plan.outputs[written], e)))
            written++;
    while (good && committed < c->plan.n)
        if ((good = commit_output(c, &c->plan.outputs[committed], e)))
            committed++;
    for (size_t i = committed; i < written; i++)
        discard_output(c, &c->plan.outputs[i]);
    return good;
}

static bool write_run_json(const conversion *c, nnrt_error *e)
{
    nnrt_json j = {0};
    nnrt_run_json_write(&c->plan, &j);
    char *path = path_of(c, NNRT_RUN_NAME, e);
    bool good = path && !j.failed ? nnrt_outfile_save(c->io, path, j.text, j.size, e)
                                  : nnrt_error_memory(e);
    free(path);
    nnrt_json_free(&j);
    return good;
}

static bool remove_spool(const conversion *c, nnrt_error *e)
{
    if (c->options->keep_spool || c->options->into)
        return true;
    const char *path = c->plan.scan->path;
    return c->io->unlink(c->io->context, path) == 0 ||
           nnrt_error_io(e, errno, "cannot remove %s", path);
}

static bool convert_scan(conversion *c, nnrt_convert_report *report, nnrt_error *e)
{
    count_items(c->plan.scan, report);
    report->damage = c->plan.scan->damage;
    bool good = choose_writers(c, report->spikes, e) && make_plan(c, e) && make_folders(c, e) &&
                write_outputs(c, e) && write_run_json(c, e) && remove_spool(c, e);
    report->files = c->plan.n;
    nnrt_plan_free(&c->plan);
    return good;
}

int nnrt_convert(const char *dir, const nnrt_convert_options *o, nnrt_convert_report *report,
                 nnrt_error *e)
{
    nnrt_convert_report ignored;
    nnrt_error mine = {0};
    conversion c = {.options = o, .io = o->io ? o->io : &nnrt_io_posix, .dir = dir};
    char *path = path_of(&c, NNRT_SPOOL_NAME, &mine);
    nnrt_spool_scan *scan = path ? nnrt_spool_scan_file(path, &mine) : NULL;
    if (scan) {
        c.dir = o->into ? o->into : dir;
        c.plan.scan = scan;
        convert_scan(&c, report ? report : &ignored, &mine);
    }
    if (!scan && mine.system == ENOENT)
        nnrt_error_set(&mine, NNRT_EXIT_IO, "there is no %s in %s: nothing is left to convert",
                       NNRT_SPOOL_NAME, dir);
    nnrt_spool_scan_free(scan);
    free(path);
    if (e)
        *e = mine;
    return mine.exit_code;
}
