/* A simulation that another program steps. Nothing here prints, exits or installs handlers of signals; there is no global
   state: any number of simulations may be open, each used by one thread at a time (it may run threads of its own).

   The script of the model has been carried out up to its first `run`; how long it runs is the host's business, and what
   the script says behind that is left out. Functions that return bool return false with nnrt_stepper_error telling why;
   after a value that is not finite, or without memory, the simulation stays where it is.

   Objects are numbered: the populations, then the inputs, in the order of the model. */
#ifndef NNRT_STEPPER_H
#define NNRT_STEPPER_H
#include "runtime/error.h"
#include "runtime/host.h"
#include "runtime/nnrt.h"

typedef struct nnrt_stepper nnrt_stepper;

#define NNRT_ALL_CELLS UINT32_MAX

typedef struct nnrt_stepper_object {
    const char *label;
    uint32_t size;     /* cells; of an input: cells that it reaches, 1 where they share it */
    bool is_input;     /* it has values, no spikes */
    uint32_t n_values; /* to be listed by nnrt_stepper_value */
    uint32_t n_ports;  /* by nnrt_stepper_port */
} nnrt_stepper_object;

typedef enum nnrt_stepper_kind {
    NNRT_STEPPER_PARAMETER,
    NNRT_STEPPER_STATE,
    NNRT_STEPPER_COMPUTED /* from states and parameters: it can be read, not set, and has no buffer */
} nnrt_stepper_kind;

typedef struct nnrt_stepper_value {
    const char *name, *unit; /* "v", "mV"; "1" or "" of a pure number */
    nnrt_stepper_kind kind;
    bool shared; /* one value for all cells */
} nnrt_stepper_value;

typedef struct nnrt_stepper_buffer { /* live: as it is between two steps; the place stays */
    void *data;
    nnrt_type type;                  /* F64, F32, U8, U16, U32 */
    uint32_t count;                  /* cells */
    size_t stride;                   /* bytes; 0: one value for all cells */
    double unit_factor, unit_offset; /* value in the unit = (datum - unit_offset)/unit_factor */
} nnrt_stepper_buffer;

typedef struct nnrt_stepper_spikes { /* by time, then by cell */
    const double *times;             /* ms */
    const uint32_t *cells;
    size_t n;
} nnrt_stepper_spikes;

typedef struct nnrt_stepper_recording { /* a variable that the model records */
    uint32_t object;
    const char *name, *unit;
    uint32_t n_cells;
    const uint32_t *cells; /* ascending */
    size_t n;
    const double *times;  /* n, ms */
    const double *values; /* n rows of n_cells, in the unit */
} nnrt_stepper_recording;

/* `words`: options as on the command line of the program ("--seed", "7", "--set", "N=100", "-o", "results"); those that
   are about a terminal or the length of the run are refused. With -o the results go to that folder as those of the
   program do, else nowhere. `host` is copied. Both may be NULL. NULL with *e. The program outlives the simulation. */
nnrt_stepper *nnrt_stepper_open(const nnrt_program *p, const char *const *words, uint32_t n_words,
                                const nnrt_host *host, nnrt_error *e);
/* Closes the results where they are open still; what goes wrong then nobody learns. NULL is allowed. */
void nnrt_stepper_free(nnrt_stepper *x);
/* Closes the results and has the files made, once; no step is done behind it. */
bool nnrt_stepper_finish(nnrt_stepper *x);
/* Of the call that failed last; exit code 0: none did. */
const nnrt_error *nnrt_stepper_error(const nnrt_stepper *x);

/* What the `main` of a program calls instead of nnrt_main where a host wants the tables: `argv` is the place for them, a
   `const nnrt_program **`. 0. */
int nnrt_hand_over(const nnrt_program *p, int argc, char **argv);

/* ---- time ---- */
bool nnrt_stepper_advance(nnrt_stepper *x, uint64_t steps);
/* To the step that is next to t; not back. */
bool nnrt_stepper_advance_to(nnrt_stepper *x, double ms);
uint64_t nnrt_stepper_steps(const nnrt_stepper *x); /* done so far */
double nnrt_stepper_time(const nnrt_stepper *x);    /* ms */
double nnrt_stepper_dt(const nnrt_stepper *x);      /* ms */

/* ---- what there is ---- */
uint32_t nnrt_stepper_count(const nnrt_stepper *x); /* of objects */
bool nnrt_stepper_find(nnrt_stepper *x, const char *label, uint32_t *object);
bool nnrt_stepper_describe(nnrt_stepper *x, uint32_t object, nnrt_stepper_object *out);
bool nnrt_stepper_value_at(nnrt_stepper *x, uint32_t object, uint32_t i, nnrt_stepper_value *out);
/* Name and unit of a port for events; its kind and `shared` mean nothing. */
bool nnrt_stepper_port_at(nnrt_stepper *x, uint32_t object, uint32_t i, nnrt_stepper_value *out);

/* ---- values, in their unit ---- */
/* Of each cell; `out` and `values` have room for all of them. */
bool nnrt_stepper_read(nnrt_stepper *x, uint32_t object, const char *name, double *out);
bool nnrt_stepper_write(nnrt_stepper *x, uint32_t object, const char *name, const double *values);
/* Of one cell, or of NNRT_ALL_CELLS. What a parameter must be is checked: where it is not, nothing changes. */
bool nnrt_stepper_set(nnrt_stepper *x, uint32_t object, const char *name, uint32_t cell,
                      double value);
bool nnrt_stepper_buffer_of(nnrt_stepper *x, uint32_t object, const char *name,
                            nnrt_stepper_buffer *out);

/* ---- events ---- */
/* The cell spikes at the time after the present one; its own states do not change by it. */
bool nnrt_stepper_spike(nnrt_stepper *x, uint32_t object, uint32_t cell);
/* An event reaches a port of the cell at the time after the present one; `weight` in the unit of the port. */
bool nnrt_stepper_send(nnrt_stepper *x, uint32_t object, const char *port, uint32_t cell,
                       double weight);
/* Spikes since the last call for this population, or since the start. They stay until the next such call. */
bool nnrt_stepper_spikes_of(nnrt_stepper *x, uint32_t object, nnrt_stepper_spikes *out);
/* Whether spikes of a population, and events of its other outputs, are kept for the host: true at first. */
bool nnrt_stepper_watch(nnrt_stepper *x, uint32_t object, bool on);

/* Outputs of a population whose events are kept: the one that spikes are, and others that the model records. */
bool nnrt_stepper_outputs(nnrt_stepper *x, uint32_t object, uint32_t *n);
bool nnrt_stepper_output_at(nnrt_stepper *x, uint32_t object, uint32_t i, const char **name);
/* Events of such an output, as nnrt_stepper_spikes_of. */
bool nnrt_stepper_events_of(nnrt_stepper *x, uint32_t object, const char *output,
                            nnrt_stepper_spikes *out);

/* ---- what the recorders of the model took, where the host has it kept ---- */
uint32_t nnrt_stepper_recordings(const nnrt_stepper *x);
/* Since the start, or since it was dropped. It stays until the next step. */
bool nnrt_stepper_recording_at(nnrt_stepper *x, uint32_t i, nnrt_stepper_recording *out);
void nnrt_stepper_drop(nnrt_stepper *x);

/* ---- the same as a table, for hosts that load this code ---- */
typedef struct nnrt_stepper_calls {
#define STEPPER(name) __typeof__(nnrt_stepper_##name) *name;
#include "runtime/stepper.def"
#undef STEPPER
} nnrt_stepper_calls;
extern const nnrt_stepper_calls nnrt_stepper_table;
#endif
