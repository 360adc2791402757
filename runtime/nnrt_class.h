/* Classes, as generated code defines them: cells and sources that share their code, and synapses. All arrays of a class
   are columns that the runtime allocates (64-byte aligned, zeroed, padded to a multiple of 64 elements) and whose
   pointers it stores in the class's struct, which starts with `nnrt_self`. Functions of a class work on the cells
   [lo, hi) and may run in any thread. */
#ifndef NNRT_CLASS_H
#define NNRT_CLASS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct nnrt_self {
    uint32_t n;               /* cells, or connections of a projection */
    uint64_t key;             /* of its draws in equations and actions (semantics.md 9) */
    const void *params;       /* the program's parameters (struct of the generated code) */
    struct nnrt_queue *wired; /* of the thread: events for the next round (semantics.md 2.6) */
    uint64_t *further;  /* of connections: keys of the 1st, 2nd ... further one of a pair ... */
    uint32_t n_further; /* ... so many */
    const char *const *texts; /* of the class: what its checks say, by number */
} nnrt_self;

typedef struct nnrt_step { /* from t_k to t_{k+1} */
    int64_t k;
    /* t: what `t` reads: t_k while integrating (rates), t_{k+1} in conditions and actions */
    double t, dt;
} nnrt_step;

/* ---- columns ---- */
typedef enum nnrt_type {
    NNRT_F64,
    NNRT_F32,
    NNRT_U32,
    NNRT_U16,
    NNRT_U8,
    NNRT_LIST
} nnrt_type;              /* LIST: nnrt_list per cell */
typedef enum nnrt_space { /* a value in the struct | a pointer to an array, per cell or connection */
                          NNRT_ONE,
                          NNRT_EACH,
                          NNRT_SLOT, /* per slot: the connections of a pre cell that share it (plastic_rows.h) */
                          NNRT_ENTRY /* no array: a number in the entries of a post cell's history */
} nnrt_space;
typedef enum nnrt_role {
    NNRT_PARAM, /* set by assignments, else `fallback` */
    NNRT_STATE, /* initialised by `start`, then by assignments of the population */
    NNRT_VALUE, /* computed by `derive` */
    NNRT_DUE,   /* sums that arrive at a port in this step; read and cleared by update */
    NNRT_INPUT, /* sum of the injected currents at t_k; the runtime fills it before update */
    NNRT_HIDDEN /* hold counters, arming bits, regimes, cursors: zeroed at the start of a segment */
} nnrt_role;

typedef struct nnrt_column {
    const char *name;   /* as in the source: "v", "excitatory.g" */
    const char *unit;   /* of its declaration */
    double unit_factor; /* native units in one `unit`; shown = (native - offset)/factor */
    double unit_offset; /* native; degC: 273.15 */
    uint32_t offset;    /* in the class's struct */
    nnrt_type type;
    nnrt_space space;
    nnrt_role role;
    double fallback, lo, hi; /* PARAM: default; bounds, -inf .. inf */
} nnrt_column;

/* ---- spikes out of update ---- */
typedef struct nnrt_spikes { /* ascending cells; a cell that fired m times occurs m times */
    uint32_t *index;
    uint32_t n, cap;
    struct nnrt_memory *memory; /* where `index` is counted */
} nnrt_spikes;
void nnrt_spike(nnrt_spikes *s, uint32_t cell, int64_t count); /* count <= 0: none */
/* Without delay: an event for the handler of a port of the same cell, in the next round. */
void nnrt_wire(struct nnrt_queue *wired, uint32_t cell, uint32_t port, double value,
               const double *more, uint32_t n_more);

/* First value that is not finite, as update reports it. */
typedef struct nnrt_bad {
    const char *what;  /* NULL: all is well; else "v" */
    const char *where; /* "model.nn:14" */
    uint32_t cell;
    double value;
} nnrt_bad;

/* ---- classes: synapses; cells and sources that share their code ---- */
/* Recordable that is not a column: an alias, a gate's rate; of the name of a column, what that is at the start of a segment. */
typedef struct nnrt_signal {
    const char *name, *unit;
    double unit_factor, unit_offset;
    /* native units */
    void (*read)(void *self, const nnrt_step *s, const uint32_t *cells, uint32_t n, double *out);
    bool sums; /* it reads what couplings add: as `show` of their synapses does */
} nnrt_signal;

#include "runtime/nnrt_synapse.h"

typedef struct nnrt_port { /* a receptor's event port */
    const char *name;      /* "excitatory" */
    const char *unit;      /* of its weight */
    double unit_factor;
    int32_t due; /* index of its DUE column: arguments add up; -1: `handle` runs for each event */
    void (*handle)(void *self, const nnrt_step *s, uint32_t cell, double weight, const double *more,
                   nnrt_spikes *out);
    /* with `drift`: takes the sums of cells base + target[0 .. n-1], which may occur more than once */
    void (*arrive)(void *self, const nnrt_step *s, uint32_t base, const uint16_t *target,
                   uint32_t n, uint8_t *wakes);
    uint32_t n_more; /* values of an event besides the weight: more[] of its handler */
} nnrt_port;

typedef struct
    nnrt_delay { /* x(t - d) of cells; the runtime fills the three columns before each update */
    const char *source;          /* column or signal: x */
    uint32_t start, middle, end; /* columns: x at t_k - d, t_k + dt/2 - d, t_{k+1} - d */
    uint32_t time;               /* column: d, ms, at least one step */
    const char *where;
} nnrt_delay;

enum { NNRT_FLUSH = 64 }; /* steps; a power of 2 */

typedef struct nnrt_step_limit { /* an explicit method is not stable at longer steps */
    const char *state, *method;
    const char *where;
    double most; /* ms; an estimate for the parameters of the model */
} nnrt_step_limit;

typedef struct nnrt_class {
    const char *name;
    uint32_t size; /* of its struct */
    uint32_t n_columns, n_ports, n_signals;
    const nnrt_column *columns;
    const nnrt_port *ports;
    const nnrt_signal *signals;
    const char *const *texts;
    uint32_t n_delays;
    const nnrt_delay *delays;
    uint32_t n_step_limits;
    const nnrt_step_limit *step_limits;
    const char *const *
        outputs; /* event ports; NULL: one, "spike". Functions that emit get the list of output 0 as
                                     `out`; that of output q is out + 2*q */
    uint32_t n_outputs;
    /* Values that depend on parameters and dt, also checks of parameters: *bad set on a value that is not finite. */
    void (*derive)(void *self, double dt, uint32_t lo, uint32_t hi, nnrt_bad *bad);
    /* Initial states. `settle` (or NULL) sets those that read other states: order start, assignments of the population,
       settle, the assignments again. */
    void (*start)(void *self, double dt, uint32_t lo, uint32_t hi);
    void (*settle)(void *self, double dt, uint32_t lo, uint32_t hi);
    /* `on start`, or NULL */
    void (*begin)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out);
    /* After steps that lead to a multiple of NNRT_FLUSH: states that only decay become 0 below 2^-500. Or NULL. */
    void (*flush)(void *self, double dt, uint32_t lo, uint32_t hi);
    /* t_k -> t_{k+1}: integrate, take sums, test conditions, act. When some port has a handler (due -1): `update` only
       integrates and takes sums; the runtime runs the handlers, then `conditions`. Else conditions is NULL. */
    void (*update)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out,
                   nnrt_bad *bad);
    void (*conditions)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out,
                       nnrt_bad *bad);
    /* For steps in which little arrives, or NULL: `drift`, then `arrive` of the ports in their order, then `woken` for
       the blocks of 64 cells whose byte in `wakes` is not zero, do what update does. drift takes all sums as zero. */
    void (*drift)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, uint8_t *wakes);
    void (*woken)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, nnrt_spikes *out,
                  nnrt_bad *bad);
    /* sources: adds the current at t_k to cell i of [lo, hi); column index i (0 where the input is shared). */
    void (*inject)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, bool shared,
                   double *sum);
    /* sources of events: how many arrive at cell i in this step (PoissonInput); NULL: none. out[i - lo]. */
    void (*emit)(void *self, const nnrt_step *s, uint32_t lo, uint32_t hi, double *count);
} nnrt_class;
#endif
