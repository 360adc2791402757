/* What an instantiated simulation is made of: populations, views, projections, inputs, recorders. */
#ifndef NNRT_SIM_DATA_H
#define NNRT_SIM_DATA_H
#include "runtime/host.h"
#include "runtime/memory.h"
#include "runtime/options.h"
#include "runtime/progress.h"
#include "runtime/queue.h"
#include "runtime/recording.h"
#include "runtime/spool.h"
#include "runtime/threads.h"

typedef struct nnrt_shard { /* cells [lo, hi) of a population, of one thread; 64 divides lo */
    void *self;             /* copy of the struct, with the DUE pointers of the step */
    uint32_t lo, hi;
    nnrt_spikes *spikes;            /* [2*output + stamp % 2] */
    nnrt_queue wired[2];            /* events between ports of its cells, of even and odd rounds */
    nnrt_queue *queues;             /* one per slot, or NULL when no port has a handler */
    struct nnrt_arrivals *arrivals; /* one per slot, or NULL: all sums are taken in each step */
    uint8_t *wakes;                 /* per block of 64 cells; with arrivals */
    uint32_t *fresh; /* per output: spikes of the rounds before; NULL: see prompt.h */
    char pad[64];    /* threads write to their shards only */
} nnrt_shard;

typedef struct nnrt_aims nnrt_aims;   /* third_aims.c */
typedef struct nnrt_trail nnrt_trail; /* history.c */

typedef struct nnrt_population {
    const nnrt_population_def *def;
    nnrt_instance cells;
    uint32_t n;
    double *positions;  /* x y z of each cell, um; NULL: no place was given */
    int64_t max_delay;  /* of all that arrives here, steps */
    uint32_t slots;     /* of the rings: a power of two, >= max_delay */
    size_t stride;      /* doubles in a slot */
    double **rings;     /* per port: slots * stride sums; NULL: it has a handler */
    nnrt_shard *shards; /* one per thread */
    nnrt_trail *trails; /* of the delays of its class */
} nnrt_population;

typedef struct nnrt_view { /* ascending cells */
    uint32_t population, n, start;
    uint32_t *cells; /* NULL: start, start + 1, ... */
    uint32_t *place; /* of a cell in `cells`, or NNRT_NOWHERE; NULL when cells is */
} nnrt_view;
#define NNRT_NOWHERE UINT32_MAX

typedef struct nnrt_group {
    uint32_t n, n_views;
    const uint32_t *views; /* of the program */
    uint32_t *first;       /* position of the first cell of each view */
} nnrt_group;

typedef struct nnrt_history nnrt_history;
typedef struct nnrt_traces nnrt_traces;     /* plastic_rows.c */
typedef struct nnrt_link nnrt_link;         /* couple.h */
typedef struct nnrt_mirror nnrt_mirror;     /* couple.h */
typedef struct nnrt_snapshot nnrt_snapshot; /* snapshot.h */

typedef struct
    nnrt_rows { /* connections onto cells [lo, lo + 65536) of one population, of one thread */
    uint32_t population, thread, lo;
    uint32_t port;    /* of the population's class */
    uint64_t *row;    /* connections of pre position i: row[i] .. row[i + 1] */
    uint16_t *target; /* cell - lo */
    double *weight;   /* native; both NULL: the projection's */
    float *weight32;  /* of programs in single precision */
    uint8_t *delay8;  /* steps; both NULL: the projection's */
    uint16_t *delay16;
    bool *
        between; /* programs `in_turn`: the delay ends within its last step; NULL: the projection's */
    nnrt_instance synapses; /* of a synapse class */
    nnrt_link *link;        /* what they read of cells and add to; NULL: nothing */
    nnrt_history *history;  /* of post spikes, for synapses that wait for them */
    nnrt_traces *traces;    /* where rows are handled as a whole; NULL: connection by connection */
} nnrt_rows;

typedef struct nnrt_projection {
    const nnrt_projection_def *def;
    const nnrt_group *pre, *post;
    double weight;                /* where uniform; in single precision a float */
    uint32_t delay, max_delay;    /* steps */
    bool between;                 /* as of rows */
    double dendritic;             /* fraction of the delay */
    uint32_t *output;             /* of the cells of each view of pre */
    struct nnrt_projection *onto; /* third factors: whose connections it reaches, else NULL ... */
    uint32_t third;               /* ... at which port ... */
    uint32_t *counts;             /* ... spikes per thread and stamp modulo delay + 1 */
    nnrt_aims *aims; /* per thread: where they reach single connections, instead of counts */
    nnrt_rows *blocks;
    uint32_t n_blocks;
    nnrt_mirror *mirror; /* couple.c; NULL: its synapses read nothing of cells */
    uint64_t n, clipped; /* connections; delays that were clipped to one step */
} nnrt_projection;

typedef struct nnrt_input {
    const nnrt_input_def *def;
    const nnrt_group *group;
    nnrt_instance source;
    double weight; /* events */
    uint32_t delay;
} nnrt_input;

typedef struct nnrt_sampled { /* a signal of the recording and where its values come from */
    uint32_t population;
    const nnrt_column *column; /* of the class, or NULL */
    const nnrt_signal *signal; /* NULL: `column`; else what it is, where both are there at k = 0 */
    uint32_t *cells;           /* ascending */
    uint32_t n;
    int64_t interval; /* steps */
    bool active;
    double *values[2];         /* of even and odd times, shown units */
    const nnrt_projection *of; /* NULL: of cells; else of its only connection: ... */
    const nnrt_rows *block;    /* ... where it is, ... */
    uint32_t position;         /* ... from which pre cell, ... */
    char *name;                /* ... and what it is called */
} nnrt_sampled;

typedef struct nnrt_event_source { /* an output of the cells of a population */
    uint32_t population, output;   /* number of the output in the class */
    char *label;                   /* "exc.done"; NULL, of output 0: that of the population */
    uint8_t *wanted;               /* 1 for cells that are recorded now */
    uint32_t *recorded;            /* cells that are ever recorded, ascending: ... */
    uint32_t n_recorded;           /* ... so many */
} nnrt_event_source;

typedef struct nnrt_recorder { /* one per view of its group */
    uint32_t *signals;         /* NULL: of events ... */
    uint32_t *sources;         /* ... that come from these; NULL: of a variable */
    bool active;
} nnrt_recorder;

typedef struct nnrt_caught nnrt_caught; /* caught.h */
typedef struct nnrt_sent nnrt_sent;     /* sent.h */
typedef struct nnrt_kept nnrt_kept;     /* kept.h */

typedef struct nnrt_sim {
    const nnrt_program *program;
    const nnrt_options *options;
    const nnrt_host *host; /* NULL: a program of its own */
    nnrt_caught *caught;   /* per event source: events that the host wants; NULL: none */
    nnrt_sent *sent;       /* per population: spikes that the host sends; NULL: none */
    nnrt_error *error;
    nnrt_memory memory;
    void *params;
    double dt;
    uint64_t seed, noise; /* noise: number of resets that took fresh streams */
    uint32_t threads;
    nnrt_population *populations;
    nnrt_view *views;
    nnrt_group *groups;
    nnrt_projection *projections;
    nnrt_input *inputs;
    nnrt_snapshot *snapshots; /* what synapses see of cells */
    uint32_t n_snapshots;
    bool coupling_waits; /* couplings take two phases */
    bool prompt;         /* some projections have no delay */
    double **scratch;    /* per thread: values of the longest input's cells */
    nnrt_recorder *recorders;

    nnrt_recording recording; /* owned: populations (one per event source), signals */
    nnrt_sampled *sampled;    /* as recording.signals */
    bool samples_late;        /* some are of synapses, or of sums that couplings feed: ... */
    bool samples_sums;        /* ... of these */
    /* Output 0 of each population, in their order; then other outputs that a recorder names. */
    nnrt_event_source *sources;
    uint32_t n_sources;
    uint32_t *fired;   /* events of a time that are recorded; room for the largest population */
    nnrt_spool *spool; /* NULL: there are no results in a folder */
    nnrt_kept
        *kept; /* per signal: what stays in memory; NULL: nothing. Without both no recorder is on */
    nnrt_progress progress;

    int64_t k; /* steps done in this segment */
    /* Programs `in_turn`: times as sums of steps, s, that of time n at n modulo n_sums, up to k + ahead (turns.c); and, per
       population, what acts on each cell (turns_cells.c) */
    double *sums;
    uint32_t n_sums, ahead;
    struct nnrt_turn *turns;
    /* Those of continuous projections with an end at population i: acting[acting_first[i]] .. acting[acting_first[i + 1]] */
    uint32_t *acting_first, *acting;

    double ran;         /* ms asked for by run() in this segment */
    double planned;     /* ms of all runs of the program, for the progress line */
    double done_before; /* ms of the segments that ended */
    bool in_segment;    /* its frames are open: something ran */
    uint32_t n_segments;
    int64_t total_steps;
    uint64_t *n_spikes;    /* per event source, all segments */
    nnrt_json annotations; /* object of this segment, open */
    const char *dir;       /* of the output */
    uint32_t *initialized; /* actions INITIALIZE done so far, each once, the last ones last */
    uint32_t n_initialized;
    struct nnrt_periodic *periodic; /* as they were met */
    uint32_t n_periodic;
    int interrupted; /* the signal */
} nnrt_sim;
#endif
