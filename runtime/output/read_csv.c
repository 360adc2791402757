/* CSV files of a run, back into a spool. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number and the character after it, which must be `end`; moves on. */
static bool read_number(char **at, char end, double *x)
{
    char *from = *at;
    *x = strtod(from, at);
    return *at != from && *(*at)++ == end;
}

static bool read_spike(nnrt_import *m, char *line, uint32_t population)
{
    double time, index;
    const double size = m->recording->populations[population].size;
    if (!read_number(&line, ',', &time) || !read_number(&line, '\n', &index) ||
        !(index >= 0 && index < size))
        return false;
    const uint32_t cell = (uint32_t)index;
    return nnrt_spool_spikes(m->spool, population, nnrt_import_step(m, time), &cell, 1);
}

static bool read_sample(nnrt_import *m, char *line, uint32_t signal, double *values)
{
    const uint32_t n = m->recording->signals[signal].cells.count;
    double time;
    if (!read_number(&line, n ? ',' : '\n', &time))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!read_number(&line, i + 1 < n ? ',' : '\n', &values[i]))
            return false;
    return nnrt_spool_sample(m->spool, signal, nnrt_import_step(m, time), values);
}

static bool read(nnrt_import *m, const nnrt_output *o, const char *path)
{
    const bool spikes = o->signal == NNRT_NO_SOURCE;
    double *values =
        calloc(spikes ? 1 : m->recording->signals[o->signal].cells.count + 1u, sizeof *values);
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    bool good =
        f && values && getline(&line, &capacity, f) > 0 && strncmp(line, "time_ms,", 8) == 0;
    while (good && getline(&line, &capacity, f) > 0)
        good =
            spikes ? read_spike(m, line, o->population) : read_sample(m, line, o->signal, values);
    free(line);
    free(values);
    if (f)
        fclose(f);
    return good || nnrt_import_damaged(m, path);
}

const nnrt_reader nnrt_reader_csv = {&nnrt_writer_csv, read};
