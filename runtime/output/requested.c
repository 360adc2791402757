/* The plan of the files that a script asks for by name. A format whose files can hold all gives
   one file of that name. The others are tables: one table has that name, of several each has its
   own between the name and its ending: x.csv becomes x.v.csv and x.spikes.csv, or, of several
   populations, x.exc.v.csv. A table (columns.h) is one file in any case. A later request of the same name takes the place of an earlier one. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/outdir.h"
#include "runtime/output/columns.h"
#include "runtime/output/selection.h"
#include "runtime/within.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool holds_anything(const nnrt_spool_scan *s)
{
    bool any = false;
    for (uint32_t i = 0; i < s->recording->n_populations; i++)
        any = any || s->recording->populations[i].spikes.count > 0;
    for (size_t k = 0; k < s->n_segments; k++)
        for (uint32_t i = 0; i < s->recording->n_signals; i++)
            any = any || nnrt_plan_has_samples(s, k, i);
    return any && s->n_segments > 0;
}

static bool plan_tables(nnrt_plan *parts, const nnrt_writer *w, nnrt_error *e)
{
    for (size_t segment = 0; segment < parts->scan->n_segments; segment++)
        if (!w->plan(w, parts, segment, e))
            return false;
    return true;
}

/* x.csv and segment0/exc.v.csv: x.segment0.exc.v.csv; `skipped` bytes of the table's own name, behind
   its folder, are left out. */
static char *joined_name(const char *file, const char *table, size_t skipped)
{
    const char *dot = strrchr(file, '.'), *slash = strrchr(file, '/');
    const size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - file) : strlen(file);
    const size_t size = strlen(file) + strlen(table) + 2;
    const char *end = strrchr(table, '.'), *folder = strchr(table, '/');
    const size_t folder_size = folder ? (size_t)(folder + 1 - table) : 0;
    const char *own = table + folder_size + skipped;
    char *name = malloc(size);
    if (!name)
        return NULL;
    snprintf(name, size, "%.*s.%.*s%.*s%s", (int)stem, file, (int)folder_size, table,
             (int)(end - own), own, file + stem);
    for (char *p = name + stem; (p = strchr(p, '/'));)
        *p = '.';
    return name;
}

static void drop_name(nnrt_plan *p, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (strcmp(p->outputs[i].name, name) == 0)
            free(p->outputs[i].name);
        else
            p->outputs[kept++] = p->outputs[i];
    }
    p->n = kept;
}

static bool push(nnrt_plan *p, nnrt_output output, nnrt_error *e)
{
    if (!output.name)
        return nnrt_error_memory(e);
    drop_name(p, output.name);
    return nnrt_plan_push(p, output, e);
}

/* Whose cells all tables are about; NNRT_NO_SOURCE: there are several, or no table. */
static uint32_t only_population(const nnrt_plan *parts)
{
    uint32_t only = NNRT_NO_SOURCE;
    for (size_t i = 0; i < parts->n; i++) {
        const uint32_t of =
            nnrt_cells_of_events(parts->scan->recording, parts->outputs[i].population);
        if (i && of != only)
            return NNRT_NO_SOURCE;
        only = of;
    }
    return only;
}

static bool push_tables(nnrt_plan *p, const nnrt_plan *parts, const nnrt_request *request,
                        const char *file, nnrt_error *e)
{
    const nnrt_population_info *populations = parts->scan->recording->populations;
    size_t label = 0; /* bytes of "exc." where that is the only population */
    const uint32_t only = only_population(parts);
    if (only != NNRT_NO_SOURCE)
        label = nnrt_file_name(populations[only].label, NULL, 0) + 1;
    for (size_t i = 0; i < parts->n; i++) {
        nnrt_output output = parts->outputs[i];
        output.name =
            parts->n == 1 ? strdup(file) : joined_name(file, parts->outputs[i].name, label);
        output.scan = parts->scan;
        output.request = request;
        if (!push(p, output, e))
            return false;
    }
    return true;
}

static bool plan_selection(nnrt_plan *p, const nnrt_spool_scan *selected,
                           const nnrt_request *request, const nnrt_writer *w, nnrt_error *e)
{
    const char *file = nnrt_json_get_string(nnrt_json_root(request->text), "file", "");
    if (!holds_anything(selected))
        return true;
    if (w->whole)
        return push(p,
                    (nnrt_output){.writer = w,
                                  .population = NNRT_NO_SOURCE,
                                  .signal = NNRT_NO_SOURCE,
                                  .name = strdup(file),
                                  .scan = selected,
                                  .request = request,
                                  .whole = true},
                    e);
    nnrt_plan parts = {.scan = selected};
    const bool good = plan_tables(&parts, w, e) && push_tables(p, &parts, request, file, e);
    nnrt_plan_free(&parts);
    return good;
}

/* ---- tables ---- */

static const nnrt_writer table_writers[] = {{.format = "columns", .write = nnrt_columns_write},
                                            {.format = "time_id", .write = nnrt_time_id_write},
                                            {.format = "id_time", .write = nnrt_id_time_write}};

const nnrt_writer *nnrt_writer_of_table(const char *format)
{
    for (size_t i = 0; i < sizeof table_writers / sizeof *table_writers; i++)
        if (strcmp(table_writers[i].format, format) == 0)
            return &table_writers[i];
    return NULL;
}

/* One file, of several segments each has its own: x.segment1.dat. */
static bool plan_table(nnrt_plan *p, const nnrt_request *request, const nnrt_writer *w,
                       const char *file, nnrt_error *e)
{
    const nnrt_spool_scan *scan = p->scan;
    size_t n = 0;
    while (n < scan->n_segments && scan->segments[n].at < request->at)
        n++;
    for (size_t i = 0; i < n; i++) {
        char segment[NNRT_NUMBER_TEXT + 16];
        snprintf(segment, sizeof segment, "segment%zu.", i);
        const nnrt_output output = {.writer = w,
                                    .segment = i,
                                    .population = NNRT_NO_SOURCE,
                                    .signal = NNRT_NO_SOURCE,
                                    .name = n == 1 ? strdup(file) : joined_name(file, segment, 0),
                                    .request = request};
        if (!push(p, output, e))
            return false;
    }
    return true;
}

static bool plan_request(nnrt_plan *p, size_t number, const nnrt_writer *h5, nnrt_error *e)
{
    const nnrt_request *request = &p->scan->requests[number];
    const nnrt_json_value *root = nnrt_json_root(request->text);
    const char *format = nnrt_json_get_string(root, "format", "");
    const char *file = nnrt_json_get_string(root, "file", "");
    const nnrt_writer *table = nnrt_writer_of_table(format);
    const nnrt_writer *w = table ? table : nnrt_writer_named(format, strlen(format), h5);
    if (!w)
        return nnrt_error_set(e, NNRT_EXIT_IO, "%.200s: this program cannot write %s", file,
                              *format ? format : "it");
    if (!nnrt_is_within(file))
        return nnrt_error_set(e, NNRT_EXIT_USAGE, "'%.200s' is no file within the output folder",
                              file);
    if (table)
        return plan_table(p, request, table, file, e);
    nnrt_selection *selection = nnrt_selection_make(p->scan, number, e);
    if (!selection)
        return false;
    p->selections[p->n_selections++] = selection;
    return plan_selection(p, &selection->scan, request, w, e);
}

bool nnrt_plan_requests(nnrt_plan *p, const nnrt_writer *h5, nnrt_error *e)
{
    p->selections = calloc(p->scan->n_requests + 1, sizeof *p->selections);
    if (!p->selections)
        return nnrt_error_memory(e);
    for (size_t i = 0; i < p->scan->n_requests; i++)
        if (!plan_request(p, i, h5, e))
            return false;
    return true;
}
