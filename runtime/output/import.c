/* Files of a run, back into a spool. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/import.h"
#include "runtime/outdir.h"
#include "runtime/readfile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_PATH = 4096 };

typedef struct run_files { /* of the run that is read */
    const char *dir;
    const nnrt_reader *reader;
    const nnrt_json_value *outputs, *requests;
    nnrt_import import;
} run_files;

int64_t nnrt_import_step(const nnrt_import *m, double time)
{
    const double step = time / m->recording->dt;
    return step >= 0 && step < 9e18 ? llround(step) : 0;
}

bool nnrt_import_damaged(const nnrt_import *m, const char *path)
{
    return nnrt_error_set(m->error, NNRT_EXIT_IO, "cannot read %s: it is not as this run wrote it",
                          path);
}

static bool is_listed(const run_files *f, const char *name)
{
    const nnrt_json_value *v = f->outputs->first;
    while (v && (v->type != NNRT_JSON_STRING || strcmp(v->text, name) != 0))
        v = v->next;
    return v != NULL;
}

/* The names of files that the script asked for, which no other file has. */
static bool take_requested(const run_files *f, nnrt_plan *plan)
{
    for (const nnrt_json_value *r = f->requests ? f->requests->first : NULL; r; r = r->next) {
        const nnrt_json_value *outputs = nnrt_json_get(r, "outputs");
        for (const nnrt_json_value *v = outputs ? outputs->first : NULL; v; v = v->next) {
            nnrt_output output = {.name = strdup(v->text ? v->text : "")};
            if (!output.name)
                return nnrt_error_memory(f->import.error);
            if (!nnrt_plan_push(plan, output, f->import.error))
                return false;
        }
    }
    return true;
}

static bool is_requested(const nnrt_json_value *requests, const char *name)
{
    for (const nnrt_json_value *r = requests ? requests->first : NULL; r; r = r->next) {
        const nnrt_json_value *outputs = nnrt_json_get(r, "outputs");
        for (const nnrt_json_value *v = outputs ? outputs->first : NULL; v; v = v->next)
            if (v->type == NNRT_JSON_STRING && strcmp(v->text, name) == 0)
                return true;
    }
    return false;
}

/* The plan that wrote the files of a segment; signals that were not sampled are in it, but not in
   the list of run.json. */
static bool make_plan(run_files *f, nnrt_plan *plan, const nnrt_spool_scan *scan, size_t number)
{
    for (uint32_t i = 0; i < scan->recording->n_signals; i++)
        scan->segments[number].signals[i].n_frames = 1;
    plan->scan = scan;
    return take_requested(f, plan) &&
           f->reader->writer->plan(f->reader->writer, plan, number, f->import.error);
}

static bool read_output(run_files *f, const nnrt_output *o)
{
    char path[MOST_PATH];
    int n = snprintf(path, sizeof path, "%s/%s", f->dir, o->name);
    if (!o->writer || n < 0 || (size_t)n >= sizeof path || !is_listed(f, o->name))
        return true;
    if (access(path, R_OK) != 0)
        return nnrt_error_set(f->import.error, NNRT_EXIT_IO,
                              "%s, which the run wrote, is not there any more", path);
    return f->reader->read(&f->import, o, path);
}

static bool read_segment(run_files *f, size_t n_segments, size_t number, int64_t steps)
{
    nnrt_segment *segments = calloc(n_segments, sizeof *segments);
    nnrt_stream *streams = calloc(f->import.recording->n_signals + 1u, sizeof *streams);
    nnrt_recording recording = *f->import.recording;
    nnrt_spool_scan scan = {
        .recording = &recording, .segments = segments, .n_segments = n_segments};
    nnrt_plan plan = {0};
    bool good = (segments && streams) || nnrt_error_memory(f->import.error);
    if (good) {
        segments[number].signals = streams;
        good = make_plan(f, &plan, &scan, number);
    }
    nnrt_spool_begin_segment(f->import.spool);
    for (size_t i = 0; i < plan.n && good; i++)
        good = read_output(f, &plan.outputs[i]);
    nnrt_spool_end_segment(f->import.spool, steps, NULL);
    nnrt_plan_free(&plan);
    free(segments);
    free(streams);
    return good;
}

static bool read_segments(run_files *f, const nnrt_json_value *run)
{
    const nnrt_json_value *segments = nnrt_json_get(run, "segments");
    size_t number = 0;
    for (const nnrt_json_value *v = segments ? segments->first : NULL; v; v = v->next)
        if (!read_segment(f, segments->count, number++, nnrt_json_get_int(v, "steps", 0)))
            return false;
    return true;
}

static bool has_format(const nnrt_json_value *outputs, const nnrt_json_value *requests,
                       const char *format)
{
    for (const nnrt_json_value *v = outputs->first; v; v = v->next) {
        const char *dot = v->type == NNRT_JSON_STRING ? strrchr(v->text, '.') : NULL;
        if (dot && strcmp(dot + 1, format) == 0 && !is_requested(requests, v->text))
            return true;
    }
    return false;
}

static bool choose_reader(run_files *f, const nnrt_json_value *run,
                          const nnrt_reader *const *readers, size_t n)
{
    f->outputs = nnrt_json_get(run, "outputs");
    f->requests = nnrt_json_get(run, "requests");
    for (size_t i = 0; f->outputs && i < n && !f->reader; i++)
        if (has_format(f->outputs, f->requests, readers[i]->writer->format))
            f->reader = readers[i];
    return f->reader != NULL ||
           nnrt_error_set(
               f->import.error, NNRT_EXIT_IO,
               "%s holds no results that can be read back: run the simulation with --format=h5",
               f->dir);
}

static nnrt_json_tree *read_run(const char *dir, nnrt_error *e)
{
    char path[MOST_PATH];
    size_t size;
    nnrt_json_tree *tree = NULL;
    snprintf(path, sizeof path, "%s/%s", dir, NNRT_RUN_NAME);
    char *text = nnrt_read_file(path, &size, e);
    if (text)
        tree = nnrt_json_read(text, size, e);
    free(text);
    if (!tree ||
        strcmp(nnrt_json_get_string(nnrt_json_root(tree), "format", ""), NNRT_RUN_FORMAT) == 0)
        return tree;
    nnrt_error_set(e, NNRT_EXIT_IO, "%s is not the %s of a simulation", path, NNRT_RUN_NAME);
    nnrt_json_tree_free(tree);
    return NULL;
}

static bool read_into(run_files *f, const nnrt_json_value *run, const char *into)
{
    nnrt_error closing = {0};
    f->import.spool = nnrt_spool_open(into, NULL, f->import.recording, NULL, f->import.error);
    if (!f->import.spool)
        return false;
    bool good = read_segments(f, run);
    if (nnrt_spool_close(f->import.spool, NULL, &closing))
        return good;
    *f->import.error = closing;
    return false;
}

int nnrt_import_run(const char *dir, const char *into, const nnrt_reader *const *readers,
                    size_t n_readers, nnrt_error *e)
{
    nnrt_error mine = {0};
    run_files f = {.dir = dir, .import.error = &mine};
    nnrt_json_tree *tree = read_run(dir, &mine);
    const nnrt_json_value *run = tree ? nnrt_json_root(tree) : NULL;
    nnrt_recording *recording = NULL;
    if (run && choose_reader(&f, run, readers, n_readers))
        recording = nnrt_recording_read(run, &mine);
    f.import.recording = recording;
    if (recording && !read_into(&f, run, into) && !mine.exit_code)
        nnrt_error_set(&mine, NNRT_EXIT_IO, "the results in %s cannot be read", dir);
    nnrt_recording_free(recording);
    nnrt_json_tree_free(tree);
    if (e)
        *e = mine;
    return mine.exit_code;
}
