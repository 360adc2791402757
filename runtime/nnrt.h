/* The interface between a generated program and the runtime. Generated code defines one `nnrt_program` and a `main`
   that hands it to nnrt_main; the runtime does all the rest: options, memory, wiring, the clock, delivery, recording.
   Numbers are in native units: ms, mV, nA, nF, uS, um, mM. */
#ifndef NNRT_H
#define NNRT_H
#include "runtime/level.h"
#include "runtime/nnrt_network.h"

#define NNRT_ABI 9
#ifdef NNRT_FAST
#define NNRT_IS_FAST 1
#else
#define NNRT_IS_FAST 0
#endif

/* ---- experiment ---- */
typedef enum nnrt_action_kind {
    NNRT_RUN,
    NNRT_RUN_UNTIL,
    NNRT_SET,
    NNRT_INITIALIZE,
    NNRT_RECORD,
    NNRT_STOP_RECORDING,
    NNRT_RESET,
    NNRT_ANNOTATE,
    NNRT_SAVE,
    NNRT_PRINT,
    NNRT_ASSERT,
    NNRT_EVERY,
    NNRT_WRITE
} nnrt_action_kind;
typedef enum nnrt_object {
    NNRT_OBJECT_NONE,
    NNRT_OBJECT_GROUP,
    NNRT_OBJECT_PROJECTION,
    NNRT_OBJECT_INPUT
} nnrt_object;
typedef struct nnrt_table_column {
    uint32_t recorder;
    const char *label; /* of events; NULL: of values */
} nnrt_table_column;

typedef struct nnrt_action {
    nnrt_action_kind kind;
    nnrt_object object; /* SET, INITIALIZE, SAVE, WRITE */
    uint32_t id;        /* of the object; RECORD, STOP_RECORDING: of the recorder */
    const char *name;   /* parameter, state or "weight"; SAVE, WRITE: file; ANNOTATE: key */
    nnrt_rule rule;     /* value or time */
    const char *purpose;
    bool uniform, keep_weights, new_noise;
    uint32_t n_body;    /* EVERY: so many actions behind it are periodic, with the interval `rule`;
                         WRITE: are its annotations */
    bool clear;         /* WRITE: later ones do not have what this one has */
    const char *format; /* WRITE: "csv"; of a table "columns", "time_id", "id_time" */
    const nnrt_table_column *columns; /* WRITE: of the table */
    uint32_t n_columns;
    const char *const *names; /* WRITE: variables, then NULL; NULL: all */
    const char *text;         /* PRINT, ASSERT; ANNOTATE: string value or NULL */
    nnrt_array list;          /* SET of an array parameter */
    const char *where;
} nnrt_action;

typedef struct nnrt_program {
    uint32_t abi;   /* NNRT_ABI */
    unsigned level; /* NNRT_LEVEL: of processors that the program is for */
    const char *name, *compiler, *source_hash, *help;
    const char *library; /* folder of the runtime's helper programs (nnrt-convert), NULL: unknown */
    uint32_t params_size;
    nnrt_rule timestep, min_delay, seed; /* none: 0.1 ms, dt, 1 */
    /* The step of LEMS: populations one after the other, in one thread, each after what acts on it and before those that
       its events reach without delay (runtime/turns.c); `t` of a step is its end, as a sum of steps. */
    bool in_turn;
    bool single; /* in single precision: its classes have columns of floats */
    bool fast;   /* NNRT_IS_FAST: short polynomials (maths_exp_fast.h) */
    const nnrt_param *params;
    const nnrt_data *data;
    const nnrt_population_def *populations;
    const nnrt_view_def *views;
    const nnrt_group_def *groups;
    const nnrt_projection_def *projections;
    const nnrt_input_def *inputs;
    const nnrt_recorder_def *recorders;
    const nnrt_action *actions;
    uint32_t n_params, n_data, n_populations, n_views, n_groups, n_projections, n_inputs,
        n_recorders, n_actions;
} nnrt_program;

/* Runs the program with the options of the command line; returns the exit code (docs/exit-codes.md). */
int nnrt_main(const nnrt_program *p, int argc, char **argv);
#endif
