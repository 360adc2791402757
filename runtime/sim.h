/* An instantiated simulation, and the functions of the files that make and run it, in that order.
   Functions that return bool return false with sim->error set. */
#ifndef NNRT_SIM_H
#define NNRT_SIM_H
#include "runtime/memory.h"
#include "runtime/options.h"
#include "runtime/progress.h"
#include "runtime/recording.h"
#include "runtime/spool.h"
#include "runtime/threads.h"

typedef struct nnrt_event { /* on its way to a port with a handler */
    uint32_t cell, port;
    double weight;
} nnrt_event;

typedef struct nnrt_queue { /* events of one time, in the order in which they are handled */
    nnrt_event *event;
    uint32_t n, cap;
    nnrt_memory *memory; /* where `event` is counted */
} nnrt_queue;

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
#define NNRT_NOWHERE     UINT32_MAX
#define NNRT_SPIKES_LOST UINT32_MAX

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
    double *weight;   /* native; NULL: the projection's */
    uint8_t *delay8;  /* steps; both NULL: the projection's */
    uint16_t *delay16;
    nnrt_instance synapses; /* of a synapse class */
    nnrt_link *link;        /* what they read of cells and add to; NULL: nothing */
    nnrt_history *history;  /* of post spikes, for synapses that wait for them */
    nnrt_traces *traces;    /* where rows are handled as a whole; NULL: connection by connection */
} nnrt_rows;

typedef struct nnrt_projection {
    const nnrt_projection_def *def;
    const nnrt_group *pre, *post;
    double weight;                /* where uniform */
    uint32_t delay, max_delay;    /* steps */
    double dendritic;             /* fraction of the delay */
    uint32_t *output;             /* of the cells of each view of pre */
    struct nnrt_projection *onto; /* third factors: whose connections it reaches, else NULL ... */
    uint32_t third;               /* ... at which port ... */
    uint32_t *counts;             /* ... spikes per thread and stamp modulo delay + 1 */
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
    int32_t column, signal; /* of the class; one of them is -1 */
    uint32_t *cells;        /* ascending */
    uint32_t n;
    int64_t interval; /* steps */
    bool active;
    double *values[2]; /* of even and odd times, shown units */
} nnrt_sampled;

typedef struct nnrt_recorder {
    uint32_t *signals; /* one per view; spikes: none */
    bool active;
} nnrt_recorder;

typedef struct nnrt_sim {
    const nnrt_program *program;
    const nnrt_options *options;
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

    nnrt_recording recording; /* owned: populations, signals */
    nnrt_sampled *sampled;    /* as recording.signals */
    uint8_t **spikes_of;      /* per population: 1 for cells whose spikes are recorded now */
    uint32_t **recorded;      /* per population: cells whose spikes are ever recorded */
    uint32_t *fired; /* spikes of a time that are recorded; room for the largest population */
    nnrt_spool *spool;
    nnrt_progress progress;

    int64_t k;          /* steps done in this segment */
    double ran;         /* ms asked for by run() in this segment */
    double planned;     /* ms of all runs of the program, for the progress line */
    double done_before; /* ms of the segments that ended */
    bool in_segment;    /* its frames are open: something ran */
    uint32_t n_segments;
    int64_t total_steps;
    uint64_t *n_spikes;    /* per population, all segments */
    nnrt_json annotations; /* object of this segment, open */
    const char *dir;       /* of the output */
    uint32_t *initialized; /* actions INITIALIZE done so far, each once, the last ones last */
    uint32_t n_initialized;
    struct nnrt_periodic *periodic; /* as they were met */
    uint32_t n_periodic;
    int interrupted; /* the signal */
} nnrt_sim;

/* values.c: rules */
uint64_t nnrt_sim_key(const nnrt_sim *s, const char *purpose, const char *path, uint64_t segment);
nnrt_rule_env nnrt_sim_env(const nnrt_sim *s, const char *purpose, const char *path);
/* A rule without a place: evaluated at (0, 0, 0); `fallback` when NULL. */
double nnrt_sim_value(const nnrt_sim *s, nnrt_rule rule, const char *purpose, const char *path,
                      double fallback);
bool nnrt_params_make(nnrt_sim *s);
double nnrt_param_shown(const nnrt_param *p, double native); /* in its unit */
/* Lists of single cells: as many as there are cells. */
bool nnrt_lists_check(nnrt_sim *s, const nnrt_column *c, const nnrt_array *lists, uint32_t n,
                      const char *where);
bool nnrt_value_check(nnrt_sim *s, const nnrt_column *c, double value, const char *owner,
                      uint32_t i, const char *where);
/* Steps of a time that a statement gives; a warning where it is no multiple of dt. */
int64_t nnrt_sim_steps(const nnrt_sim *s, double t, const char *what, const char *where);
/* --set LABEL.PARAMETER=VALUE for the object with that label. */
bool nnrt_settings_apply(nnrt_sim *s, const char *label, nnrt_instance *x);
bool nnrt_settings_check(nnrt_sim *s); /* all of them were used */
/* Tells a value of `derive` that is not finite. */
bool nnrt_bad_tell(nnrt_sim *s, const nnrt_bad *bad, const char *owner, const char *where);

/* populations.c */
bool nnrt_populations_make(nnrt_sim *s);
bool nnrt_population_assign(nnrt_sim *s, uint32_t population, const nnrt_view *cells,
                            const nnrt_assign *a);
bool nnrt_population_derive(nnrt_sim *s, uint32_t population);
bool nnrt_population_start(nnrt_sim *s, uint32_t population); /* states as at t_0 */
void nnrt_populations_key(nnrt_sim *s);                       /* keys of this segment's noise */
/* Threads see the structs of the classes as they are now. */
void nnrt_populations_share(nnrt_sim *s);
uint32_t nnrt_port_find(const nnrt_class *c, const char *name); /* NNRT_NOWHERE: none */
void nnrt_populations_free(nnrt_sim *s);
/* positions.c */
void nnrt_positions_fill(const nnrt_sim *s, const nnrt_population_def *def, uint32_t n,
                         double *xyz);

/* views.c */
bool nnrt_views_make(nnrt_sim *s);
void nnrt_views_free(nnrt_sim *s);
uint32_t nnrt_view_cell(const nnrt_view *v, uint32_t place);
uint32_t nnrt_view_place(const nnrt_view *v, uint32_t cell); /* or NNRT_NOWHERE */
/* Places of v that lie in cells [lo, hi). */
void nnrt_view_range(const nnrt_view *v, uint32_t lo, uint32_t hi, uint32_t *from, uint32_t *to);
/* View and cell of a position of a group. */
const nnrt_view *nnrt_group_at(const nnrt_sim *s, const nnrt_group *g, uint32_t position,
                               uint32_t *cell);
/* NULL: no place */
const double *nnrt_group_position(const nnrt_sim *s, const nnrt_group *g, uint32_t position);

/* wire*.c: connections; wire_set.c: changes of them */
bool nnrt_projections_make(nnrt_sim *s);
void nnrt_projections_free(nnrt_sim *s);
bool nnrt_projection_set(nnrt_sim *s, uint32_t projection, const nnrt_action *a);
bool nnrt_projection_derive(nnrt_sim *s, nnrt_projection *p);
void nnrt_projection_start(nnrt_sim *s, nnrt_projection *p, bool keep_weights);

/* inputs.c */
bool nnrt_inputs_make(nnrt_sim *s);
bool nnrt_input_derive(nnrt_sim *s, nnrt_input *x);
bool nnrt_input_set(nnrt_sim *s, uint32_t input, const nnrt_action *a);
void nnrt_inputs_start(nnrt_sim *s);
void nnrt_inputs_inject(nnrt_sim *s, uint32_t thread, const nnrt_step *step);
void nnrt_inputs_emit(nnrt_sim *s, uint32_t thread, const nnrt_step *step);
void nnrt_inputs_free(nnrt_sim *s);

/* ring.c: what is under way to the cells */
bool nnrt_rings_make(nnrt_sim *s);
bool nnrt_rings_grow(nnrt_sim *s, uint32_t population, int64_t max_delay); /* nothing is lost */
void nnrt_rings_clear(nnrt_sim *s);
void nnrt_rings_turn(nnrt_sim *s, uint32_t thread, int64_t stamp); /* DUE columns of that time */
void nnrt_queue_add(nnrt_queue *q, uint32_t cell, uint32_t port, double weight);
void nnrt_queue_free(nnrt_queue *q);
void nnrt_rings_free(nnrt_sim *s);

static inline uint32_t nnrt_rows_delay(const nnrt_projection *p, const nnrt_rows *b, uint64_t c)
{
    return b->delay8 ? b->delay8[c] : b->delay16 ? b->delay16[c] : p->delay;
}

static inline uint32_t nnrt_class_outputs(const nnrt_class *c)
{
    return c->n_outputs ? c->n_outputs : 1;
}

/* The weight of a connection of a synapse class; 0 where it has none. */
static inline double nnrt_synapse_weight(const nnrt_rows *b, const nnrt_synapse_class *c,
                                         uint64_t k)
{
    return c->weight < 0 ? 0
                         : nnrt_column_get(b->synapses.self, &c->columns[c->weight], (uint32_t)k);
}
static inline void nnrt_synapse_set_weight(nnrt_rows *b, const nnrt_synapse_class *c, uint64_t k,
                                           double weight)
{
    if (c->weight >= 0)
        nnrt_column_set(b->synapses.self, &c->columns[c->weight], (uint32_t)k, weight);
}

/* deliver.c */
/* spikes of that stamp, all of its thread */
void nnrt_deliver(nnrt_sim *s, uint32_t thread, int64_t stamp);

/* clock.c */
/* Steps of this segment. `hold`: what is recorded at the last time waits for nnrt_clock_record. */
bool nnrt_clock_run(nnrt_sim *s, int64_t until, bool hold);
bool nnrt_clock_record(nnrt_sim *s);
bool nnrt_clock_end_segment(nnrt_sim *s);
bool nnrt_clock_reset(nnrt_sim *s, bool keep_weights, bool new_noise);

/* record.c */
bool nnrt_record_make(nnrt_sim *s);
bool nnrt_record_switch(nnrt_sim *s, uint32_t recorder, bool on);
void nnrt_record_sample(nnrt_sim *s, uint32_t thread, int64_t k); /* own cells, into the buffers */
void nnrt_record_sample_signal(nnrt_sim *s, uint32_t thread, const nnrt_sampled *m, int64_t k);
void nnrt_record_new_annotations(nnrt_sim *s); /* drops those that were made */
bool nnrt_record_end_segment(nnrt_sim *s);
bool nnrt_record_failed(nnrt_sim *s);               /* false; error: the first, or the spool's */
bool nnrt_record_write(nnrt_sim *s, int64_t stamp); /* spikes and samples of that time */
void nnrt_record_free(nnrt_sim *s);

/* schedule.c */
bool nnrt_schedule_plan(nnrt_sim *s); /* total time; checks of --t */
bool nnrt_schedule_run(nnrt_sim *s);
bool nnrt_schedule_initialize(nnrt_sim *s, const nnrt_action *a);
bool nnrt_schedule_act(nnrt_sim *s, const nnrt_action *a);
void nnrt_schedule_annotate(const nnrt_sim *s, const nnrt_action *a, nnrt_json *to);

/* connections.c */
uint32_t nnrt_post_position(const nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b,
                            uint64_t c);
bool nnrt_connections_save(nnrt_sim *s, uint32_t projection, const char *path);
#endif
