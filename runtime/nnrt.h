/* The interface between a generated program and the runtime. Generated code defines one `nnrt_program` and a `main`
   that hands it to nnrt_main; the runtime does all the rest: options, memory, wiring, the clock, delivery, recording.

   Numbers are in native units: ms, mV, nA, nF, uS, um, mM. All arrays of a class are columns that the runtime allocates
   (64-byte aligned, zeroed, padded to a multiple of 64 elements) and whose pointers it stores in the class's struct.
   A class's struct starts with `nnrt_self`. Functions of a class work on the cells [lo, hi) and may run in any thread. */
#ifndef NNRT_H
#define NNRT_H
#include "runtime/nnrt_array.h"
#include "runtime/nnrt_rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NNRT_ABI 2

typedef struct nnrt_self {
    uint32_t n;                   /* cells, or connections of a projection */
    uint64_t key;                 /* of its draws in equations and actions (semantics.md 9) */
    const void *params;           /* the program's parameters (struct of the generated code) */
    struct nnrt_queue *wired;     /* of the thread: events for the next round (semantics.md 2.6) */
} nnrt_self;

typedef struct nnrt_step {        /* from t_k to t_{k+1} */
    int64_t k;
    double t, dt;                 /* t: what `t` reads: t_k while integrating (rates), t_{k+1} in conditions and actions */
} nnrt_step;

/* ---- columns ---- */
typedef enum nnrt_type { NNRT_F64, NNRT_U32, NNRT_U16, NNRT_U8, NNRT_LIST } nnrt_type;   /* LIST: nnrt_list per cell */
typedef enum nnrt_space { NNRT_ONE, NNRT_EACH } nnrt_space;       /* a value in the struct | a pointer to an array */
typedef enum nnrt_role {
    NNRT_PARAM,                   /* set by assignments, else `fallback` */
    NNRT_STATE,                   /* initialised by `start`, then by assignments of the population */
    NNRT_VALUE,                   /* computed by `derive` */
    NNRT_DUE,                     /* sums that arrive at a port in this step; read and cleared by update */
    NNRT_INPUT,                   /* sum of the injected currents at t_k; the runtime fills it before update */
    NNRT_HIDDEN                   /* hold counters, arming bits, regimes, cursors: zeroed at the start of a segment */
} nnrt_role;

typedef struct nnrt_column {
    const char *name;             /* as in the source: "v", "excitatory.g" */
    const char *unit;             /* of its declaration */
    double unit_factor;           /* native units in one `unit`; shown = (native - offset)/factor */
    double unit_offset;           /* native; degC: 273.15 */
    uint32_t offset;              /* in the class's struct */
    nnrt_type type;
    nnrt_space space;
    nnrt_role role;
    double fallback, lo, hi;      /* PARAM: default; bounds, -inf .. inf */
} nnrt_column;

/* ---- spikes out of update ---- */
typedef struct nnrt_spikes {      /* ascending cells; a cell that fired m times occurs m times */
    uint32_t *index;
    uint32_t n, cap;
} nnrt_spikes;
void nnrt_spike(nnrt_spikes *s, uint32_t cell, int64_t count);    /* count <= 0: none */
/* Without delay: an event for the handler of a port of the same cell, in the next round. */
void nnrt_wire(struct nnrt_queue *wired, uint32_t cell, uint32_t port, double value);

/* First value that is not finite, as update reports it. */
typedef struct nnrt_bad {
    const char *what;             /* NULL: all is well; else "v" */
    const char *where;            /* "model.nn:14" */
    uint32_t cell;
    double value;
} nnrt_bad;

/* ---- classes: synapses; cells and sources that share their code ---- */
#include "runtime/nnrt_synapse.h"

typedef struct nnrt_port {        /* a receptor's event port */
    const char *name;             /* "excitatory" */
    const char *unit;             /* of its weight */
    double unit_factor;
    int32_t due;                  /* index of its DUE column: arguments add up; -1: `handle` runs for each event */
    void (*handle)(void *self, const nnrt_step *s, uint32_t cell, double weight, nnrt_spikes *out);
    /* with `drift`: takes the sums of cells base + target[0 .. n-1], which may occur more than once */
    void (*arrive)(void *self, const nnrt_step *s, uint32_t base, const uint16_t *target, uint32_t n, uint8_t *wakes);
} nnrt_port;

typedef struct nnrt_signal {      /* recordable that is not a column: an alias, a gate's rate */
    const char *name, *unit;
    double unit_factor, unit_offset;
    void (*read)(void *self, const nnrt_step *s, const uint32_t *cells, uint32_t n, double *out);   /* native units */
} nnrt_signal;

typedef struct nnrt_delay {       /* x(t - d) of cells; the runtime fills the three columns before each update */
    const char *source;           /* column or signal: x */
    uint32_t start, middle, end;  /* columns: x at t_k - d, t_k + dt/2 - d, t_{k+1} - d */
    uint32_t time;                /* column: d, ms, at least one step */
    const char *where;
} nnrt_delay;

typedef struct nnrt_class {
    const char *name;
    uint32_t size;                /* of its struct */
    uint32_t n_columns, n_ports, n_signals;
    const nnrt_column *columns;
    const nnrt_port *ports;
    const nnrt_signal *signals;
    uint32_t n_delays;
    const nnrt_delay *delays;
    const char *const *outputs;   /* event ports; NULL: one, "spike". Functions that emit get the list of output 0 as
                                     `out`; that of output q is out + 2*q */
    uint32_t n_outputs;
    /* Values that depend on parameters and dt, also checks of parameters: *bad set on a value that is not finite. */
    void (*derive)(void *self, double dt, uint32_t lo, uint32_t hi, nnrt_bad *bad);
    /* Initial states. `settle` (or NULL) sets those that read other states: order start, assignments of the population,
       settle, the assignments again. */
    void (*start)(void *self, double dt, uint32_t lo, uint32_t hi);
    void (*settle)(void *self, double dt, uint32_t lo, uint32_t hi);
    void (*begin)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out);   /* `on start`, or NULL */
    /* t_k -> t_{k+1}: integrate, take sums, test conditions, act. When some port has a handler (due -1): `update` only
       integrates and takes sums; the runtime runs the handlers, then `conditions`. Else conditions is NULL. */
    void (*update)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out, nnrt_bad *bad);
    void (*conditions)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out, nnrt_bad *bad);
    /* For steps in which little arrives, or NULL: `drift`, then `arrive` of the ports in their order, then `woken` for
       the blocks of 64 cells whose byte in `wakes` is not zero, do what update does. drift takes all sums as zero. */
    void (*drift)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, uint8_t *wakes);
    void (*woken)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out, nnrt_bad *bad);
    /* sources: adds the current at t_k to cell i of [lo, hi); column index i (0 where the input is shared). */
    void (*inject)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, bool shared, double *sum);
    /* sources of events: how many arrive at cell i in this step (PoissonInput); NULL: none. out[i - lo]. */
    void (*emit)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, double *count);
} nnrt_class;

/* ---- values ---- */
typedef struct nnrt_assign {      /* of a column of a class, or of a synapse parameter */
    uint32_t column;
    nnrt_rule rule;               /* NULL for lists */
    bool uniform;                 /* the same for all: evaluated once at (0, 0, 0) */
    const char *purpose;          /* of its draws: "parameter tau_m" */
    nnrt_array list;              /* LIST columns */
    const char *where;            /* "model.nn:12" */
} nnrt_assign;

typedef struct nnrt_param {       /* `param` of the program: --set NAME=VALUE */
    const char *name, *unit, *help;
    const char *standard;         /* the default as text for people */
    double unit_factor, unit_offset;  /* as of a column */
    uint32_t offset;              /* in the params struct: a double, native units */
    bool integer;
    double lo, hi;
    nnrt_rule fallback;           /* may read parameters declared before it */
} nnrt_param;

typedef enum nnrt_place { NNRT_PLACE_NONE, NNRT_PLACE_LINE, NNRT_PLACE_GRID2D, NNRT_PLACE_GRID3D, NNRT_PLACE_CUBOID,
                          NNRT_PLACE_SPHERE, NNRT_PLACE_DATA } nnrt_place;

typedef struct nnrt_population_def {
    const char *label;            /* also the path of its random streams */
    const nnrt_class *cls;
    nnrt_rule size;
    const nnrt_assign *values, *initial;
    uint32_t n_values, n_initial;
    nnrt_place place;
    double place_args[9];         /* LINE dx x0 y z; GRID2D aspect dx dy x0 y0 z; GRID3D axy axz dx dy dz x0 y0 z0; CUBOID w h d x y z; SPHERE r x y z */
    const char *where;
} nnrt_population_def;

typedef enum nnrt_pick { NNRT_PICK_ALL, NNRT_PICK_SLICE, NNRT_PICK_LIST, NNRT_PICK_SAMPLE } nnrt_pick;
typedef struct nnrt_view_def {    /* ascending cells of one population */
    const char *label;
    uint32_t population;
    nnrt_pick pick;
    nnrt_rule start, stop, step;  /* SLICE as in Python, NULL = open; SAMPLE: start = how many */
    int32_t data;                 /* LIST */
    uint32_t within;              /* 0: of all cells; k + 1: of those of the earlier view k */
} nnrt_view_def;
typedef struct nnrt_group_def {   /* views in order; what projections, inputs and recorders point to */
    const char *label;
    const uint32_t *views;
    uint32_t n_views;
} nnrt_group_def;

/* ---- connections ---- */
typedef enum nnrt_wiring {
    NNRT_WIRE_UNIFORM,            /* each pair with one probability: geometric skips in the rows of pre */
    NNRT_WIRE_PAIR,               /* each pair with probability(i, j): one uniform at (i, j, 0); guard first */
    NNRT_WIRE_PRE,                /* `sample` targets per pre cell (Floyd; with `replace`: independent) */
    NNRT_WIRE_POST,               /* `sample` sources per post cell */
    NNRT_WIRE_TOTAL,              /* `sample` pairs in all, with replacement */
    NNRT_WIRE_LIST                /* columns pre, post of the data */
} nnrt_wiring;

typedef struct nnrt_clause {
    nnrt_wiring wiring;
    bool no_self, no_mutual, replace;
    bool decreasing;                          /* probability depends on the distance alone and falls with it */
    nnrt_rule probability, guard, sample;     /* NULL: 1, true, - */
    nnrt_rule weight, delay;                  /* of this clause, or NULL: the projection's */
    int32_t data;                             /* LIST */
    int32_t weight_column, delay_column;      /* LIST: columns of the data, or -1 */
    const char *where;
} nnrt_clause;

typedef struct nnrt_projection_def {
    const char *label;            /* path of its random streams */
    uint32_t pre, post;           /* groups */
    const char *event;            /* name of the output of pre */
    const char *port;             /* name of the target's port, or NULL */
    const char *reduce;           /* continuous synapses: what their currents add to, or NULL */
    bool linear;                  /* they see cells as they will be at mid-step, by linear extrapolation; else as at t_k */
    const nnrt_clause *clauses;
    uint32_t n_clauses;
    nnrt_rule weight, delay;      /* weight NULL: 0; delay NULL: min_delay of setup, else dt */
    bool weight_uniform, delay_uniform;
    nnrt_rule dendritic;          /* fraction of the delay, NULL: 1 */
    const nnrt_synapse_class *synapse;    /* NULL: static */
    const nnrt_assign *values;    /* synapse parameters */
    uint32_t n_values;
    const nnrt_space_def *space;  /* NULL: that of the places of cells */
    bool modulates;               /* post is a projection: its events reach `port` of all its connections alike */
    bool random_delay;            /* delays below dt/2 are clipped to one step, not refused */
    const char *where;
} nnrt_projection_def;

typedef struct nnrt_input_def {
    const char *label;
    const nnrt_class *cls;
    const nnrt_assign *values;
    uint32_t n_values;
    uint32_t group;
    const char *column;           /* INPUT column of the target ("i_inj"), or NULL: events at `port` */
    const char *port;
    nnrt_rule weight, delay;
    bool shared;
    const char *where;
} nnrt_input_def;

typedef struct nnrt_recorder_def {
    uint32_t group;
    const char *variable;         /* NULL: spikes */
    nnrt_rule interval;           /* ms; NULL: dt */
    const char *where;
} nnrt_recorder_def;

/* ---- experiment ---- */
typedef enum nnrt_action_kind {
    NNRT_RUN, NNRT_RUN_UNTIL, NNRT_SET, NNRT_INITIALIZE, NNRT_RECORD, NNRT_STOP_RECORDING, NNRT_RESET, NNRT_ANNOTATE,
    NNRT_SAVE, NNRT_PRINT, NNRT_ASSERT, NNRT_EVERY
} nnrt_action_kind;
typedef enum nnrt_object { NNRT_OBJECT_NONE, NNRT_OBJECT_GROUP, NNRT_OBJECT_PROJECTION, NNRT_OBJECT_INPUT } nnrt_object;
typedef struct nnrt_action {
    nnrt_action_kind kind;
    nnrt_object object;           /* SET, INITIALIZE, SAVE, STOP_RECORDING */
    uint32_t id;                  /* of the object, or recorder */
    const char *name;             /* parameter, state or "weight"; SAVE: file; ANNOTATE: key */
    nnrt_rule rule;               /* value or time */
    const char *purpose;
    bool uniform, keep_weights, new_noise;
    uint32_t n_body;              /* EVERY: so many actions behind it are periodic, with the interval `rule` */
    const char *text;             /* PRINT, ASSERT; ANNOTATE: string value or NULL */
    nnrt_array list;              /* SET of an array parameter */
    const char *where;
} nnrt_action;

typedef struct nnrt_program {
    uint32_t abi;                 /* NNRT_ABI */
    const char *name, *compiler, *source_hash, *help;
    const char *library;          /* folder of the runtime's helper programs (nnrt-convert), NULL: unknown */
    uint32_t params_size;
    nnrt_rule timestep, min_delay, seed;      /* NULL: 0.1 ms, dt, 1 */
    const nnrt_param *params;
    const nnrt_data *data;
    const nnrt_population_def *populations;
    const nnrt_view_def *views;
    const nnrt_group_def *groups;
    const nnrt_projection_def *projections;
    const nnrt_input_def *inputs;
    const nnrt_recorder_def *recorders;
    const nnrt_action *actions;
    uint32_t n_params, n_data, n_populations, n_views, n_groups, n_projections, n_inputs, n_recorders, n_actions;
} nnrt_program;

/* Runs the program with the options of the command line; returns the exit code (docs/exit-codes.md). */
int nnrt_main(const nnrt_program *p, int argc, char **argv);
#endif
