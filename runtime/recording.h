/* What a run records: its populations and the signals (variables of cells) sampled from them.
   Written once, as JSON, at the head of a spool; everything that reads results starts from it. */
#ifndef NNRT_RECORDING_H
#define NNRT_RECORDING_H
#include "runtime/error.h"
#include "runtime/json.h"

typedef struct nnrt_cells { /* indices within a population, ascending */
    const uint32_t *index;  /* NULL: 0 ... count-1 */
    uint32_t count;
} nnrt_cells;

typedef struct nnrt_population_info {
    const char *label;
    uint32_t size;
    nnrt_cells spikes; /* cells whose spikes are recorded; count 0: none */
} nnrt_population_info;

typedef struct nnrt_signal_info {
    uint32_t population;         /* number of its population */
    const char *variable, *unit; /* "v", "mV"; the unit that values are stored in */
    double si_factor;            /* value in SI = value * si_factor + si_offset; 1e-3 for mV */
    double si_offset;            /* 273.15 for degC, else 0 */
    int64_t interval; /* steps between samples, >= 1, counted from step 0 of the segment */
    nnrt_cells cells; /* one value per cell, in this order */
} nnrt_signal_info;

typedef struct nnrt_recording {
    const char *model; /* name of the model, for titles */
    double dt;         /* ms */
    const nnrt_population_info *populations;
    const nnrt_signal_info *signals;
    uint32_t n_populations, n_signals;
} nnrt_recording;

static inline uint32_t nnrt_cells_at(nnrt_cells cells, uint32_t i)
{
    return cells.index ? cells.index[i] : i;
}

/* Cells as JSON: an array of ranges [first, last]. */
void nnrt_cells_write(nnrt_cells cells, nnrt_json *j);
/* The reverse, of a population of `size` cells; out->index is to be freed. */
bool nnrt_cells_read(const nnrt_json_value *list, int64_t size, nnrt_cells *out, nnrt_error *e);

/* Members "model", "dt", "populations", "signals" of the object that is open in `j`. */
void nnrt_recording_write(const nnrt_recording *r, nnrt_json *j);

/* The reverse. Owns all it points to; NULL with *e set when the JSON is not a recording. */
nnrt_recording *nnrt_recording_read(const nnrt_json_value *v, nnrt_error *e);
void nnrt_recording_free(nnrt_recording *r);
#endif
