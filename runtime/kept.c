/* Recorded variables that stay in memory: a table of rows for each signal. */
#include "runtime/kept.h"

#include <string.h>

enum { FIRST = 64 }; /* rows */

bool nnrt_kept_make(nnrt_sim *s)
{
    const uint32_t n = s->recording.n_signals;
    s->kept = nnrt_memory_take(&s->memory, n, sizeof *s->kept, "recorded values");
    for (uint32_t i = 0; s->kept && i < n; i++)
        s->kept[i].grid = nnrt_grid_of(s->dt);
    return s->kept;
}

static size_t row_size(const nnrt_sim *s, uint32_t signal)
{
    return s->sampled[signal].n * sizeof(double);
}

static bool make_room(nnrt_kept *k, nnrt_memory *m, size_t row)
{
    if (k->n == k->cap_times) {
        double *times = nnrt_grown(m, k->times, &k->cap_times, sizeof *times, FIRST);
        if (!times)
            return false;
        k->times = times;
    }
    if (k->n == k->cap_rows) {
        double *values = nnrt_grown(m, k->values, &k->cap_rows, row, FIRST);
        if (!values)
            return false;
        k->values = values;
    }
    return true;
}

bool nnrt_kept_add(nnrt_sim *s, uint32_t signal, int64_t step, const double *values)
{
    nnrt_kept *k = &s->kept[signal];
    const size_t row = row_size(s, signal);
    if (!make_room(k, &s->memory, row))
        return nnrt_error_set(s->error, NNRT_EXIT_LIMIT,
                              "no memory for the recorded values of %s.%s, %u times of %u cells "
                              "(--limit-memory)",
                              s->populations[s->sampled[signal].population].def->label,
                              s->recording.signals[signal].variable, k->n, s->sampled[signal].n);
    k->times[k->n] = nnrt_grid_time(&k->grid, step);
    memcpy((char *)k->values + k->n * row, values, row);
    k->n++;
    return true;
}

void nnrt_kept_drop(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->recording.n_signals; i++)
        s->kept[i].n = 0;
}

void nnrt_kept_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->kept && i < s->recording.n_signals; i++) {
        nnrt_kept *k = &s->kept[i];
        nnrt_grown_free(&s->memory, k->times, k->cap_times, sizeof *k->times);
        nnrt_grown_free(&s->memory, k->values, k->cap_rows, row_size(s, i));
    }
    nnrt_memory_give(&s->memory, s->kept);
}
