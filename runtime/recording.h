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

/* A population; or, with a port, events of its cells beside their spikes: those of another output port. */
typedef struct nnrt_population_info {
    const char *label; /* "exc"; with a port "exc.done" */
    uint32_t size;
    nnrt_cells spikes; /* cells whose spikes, or events, are recorded; count 0: none */
    const char *port;  /* NULL: a population */
    uint32_t of;       /* with a port: number of the population */
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
    const char *model;                       /* name of the model, for titles */
    double dt;                               /* ms */
    const nnrt_population_info *populations; /* those with a port come last */
    const nnrt_signal_info *signals;
    uint32_t n_populations, n_signals;
} nnrt_recording;

static inline uint32_t nnrt_cells_at(nnrt_cells cells, uint32_t i)
{
    return cells.index ? cells.index[i] : i;
}

/* The population whose cells have the events of number i of `populations`. */
static inline uint32_t nnrt_cells_of_events(const nnrt_recording *r, uint32_t i)
{
    return r->populations[i].port ? r->populations[i].of : i;
}

static inline bool nnrt_recording_has_ports(const nnrt_recording *r)
{
    return r->n_populations && r->populations[r->n_populations - 1].port;
}

/* What those events are called among the variables of the cells. */
static inline const char *nnrt_name_of_events(const nnrt_population_info *p)
{
    return p->port ? p->port : "spikes";
}

/* Cells as JSON: an array of ranges [first, last]. */
void nnrt_cells_write(nnrt_cells cells, nnrt_json *j);
/* The reverse, of a population of `size` cells; out->index is to be freed. */
bool nnrt_cells_read(const nnrt_json_value *list, int64_t size, nnrt_cells *out, nnrt_error *e);

/* Members "model", "dt", "populations", "signals" of the object that is open in `j`; "events" where ports are recorded. */
void nnrt_recording_write(const nnrt_recording *r, nnrt_json *j);

/* The reverse. Owns all it points to; NULL with *e set when the JSON is not a recording. */
nnrt_recording *nnrt_recording_read(const nnrt_json_value *v, nnrt_error *e);
void nnrt_recording_free(nnrt_recording *r);
#endif
