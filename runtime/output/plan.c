/* Names of the files of a run. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/outdir.h"
#include "runtime/output/convert.h"
#include "runtime/output/selection.h"
#include "runtime/within.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_taken(const nnrt_plan *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->outputs[i].name, name) == 0)
            return true;
    return false;
}

/* The file name of the `copy`-th output of this name. */
static size_t compose(const char *const *parts, size_t n_parts, const char *extension,
                      unsigned copy, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < n_parts; i++) {
        const char *dot = i ? "." : "";
        n += (size_t)snprintf(out + n, n < size ? size - n : 0, "%s", dot);
        n += nnrt_file_name(parts[i], out + (n < size ? n : size), n < size ? size - n : 0);
        if (n >= size)
            return n;
    }
    if (copy > 1)
        n += (size_t)snprintf(out + n, size - n, "%%23%u", copy);
    if (n < size)
        n += (size_t)snprintf(out + n, size - n, ".%s", extension);
    return n;
}

bool nnrt_plan_push(nnrt_plan *p, nnrt_output output, nnrt_error *e)
{
    if (p->n == p->capacity) {
        size_t capacity = p->capacity ? 2 * p->capacity : 16;
        nnrt_output *outputs = realloc(p->outputs, capacity * sizeof *outputs);
        if (!outputs) {
            free(output.name);
            return nnrt_error_memory(e);
        }
        p->outputs = outputs;
        p->capacity = capacity;
    }
    p->outputs[p->n++] = output;
    return true;
}

void nnrt_plan_free(nnrt_plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->outputs[i].name);
    free(p->outputs);
    for (size_t i = 0; i < p->n_selections; i++)
        nnrt_selection_free(p->selections[i]);
    free(p->selections);
}

bool nnrt_plan_add(nnrt_plan *p, nnrt_output output, const char *const *parts, size_t n_parts,
                   const char *extension, nnrt_error *e)
{
    char name[NNRT_MOST_NAME + 32] = "";
    size_t folder = 0;
    if (p->scan->n_segments > 1)
        folder = (size_t)snprintf(name, sizeof name, "segment%zu/", output.segment);
    unsigned copy = 0;
    do {
        if (compose(parts, n_parts, extension, ++copy, name + folder, NNRT_MOST_NAME) >=
            NNRT_MOST_NAME)
            return nnrt_error_set(e, NNRT_EXIT_LIMIT,
                                  "the name of population \"%.40s...\" is too long for a file",
                                  parts[0]);
    } while (is_taken(p, name));
    output.name = strdup(name);
    return output.name ? nnrt_plan_push(p, output, e) : nnrt_error_memory(e);
}

bool nnrt_plan_has_samples(const nnrt_spool_scan *s, size_t segment, uint32_t signal)
{
    return s->segments[segment].signals[signal].n_frames &&
           s->recording->signals[signal].cells.count;
}

bool nnrt_plan_spikes(const nnrt_writer *w, nnrt_plan *p, size_t segment, const char *extension,
                      nnrt_error *e)
{
    const nnrt_recording *r = p->scan->recording;
    for (uint32_t i = 0; i < r->n_populations; i++) {
        const char *const parts[] = {r->populations[i].label, "spikes"};
        const nnrt_output output = {
            .writer = w, .segment = segment, .population = i, .signal = NNRT_NO_SOURCE};
        if (r->populations[i].spikes.count && !nnrt_plan_add(p, output, parts, 2, extension, e))
            return false;
    }
    return true;
}

bool nnrt_plan_signals(const nnrt_writer *w, nnrt_plan *p, size_t segment, const char *extension,
                       nnrt_error *e)
{
    const nnrt_recording *r = p->scan->recording;
    for (uint32_t i = 0; i < r->n_signals; i++) {
        const nnrt_signal_info *s = &r->signals[i];
        const char *const parts[] = {r->populations[s->population].label, s->variable};
        const nnrt_output output = {
            .writer = w, .segment = segment, .population = s->population, .signal = i};
        if (nnrt_plan_has_samples(p->scan, segment, i) &&
            !nnrt_plan_add(p, output, parts, 2, extension, e))
            return false;
    }
    return true;
}
