/* Classes of synapses: connections with states of their own, or that read and drive their cells. Part of nnrt.h, which
   declares the columns and the step. */
#ifndef NNRT_SYNAPSE_H
#define NNRT_SYNAPSE_H

typedef enum nnrt_side {
    NNRT_PRE,
    NNRT_POST,
    NNRT_RECEPTOR
} nnrt_side;              /* RECEPTOR: of the post cell's port */
typedef struct nnrt_far { /* what a synapse reads of a cell */
    nnrt_side side;
    const char *item; /* column or signal of the cell's class (RECEPTOR: within the receptor) */
    uint32_t column;  /* of the synapse, ONE: the value while pre or post runs */
    bool latest;      /* in a program `in_turn`: as it is when the connection acts (turns_now.c) */
} nnrt_far;
typedef struct
    nnrt_term { /* a sum over the connections of a cell: its column REDUCE.coupled[.own] */
    bool to_pre;
    const char *own; /* item of the cell that multiplies it, or NULL */
} nnrt_term;

typedef struct nnrt_coupling { /* a block of connections in one step */
    const uint64_t *row;       /* of pre position q: row[q] .. row[q + 1] */
    const uint16_t *target;
    const double *const *far; /* per far: values of t_k, by pre position or by target */
    double *const *sum;       /* per term: by target, `to_pre` by pre position */
} nnrt_coupling;

typedef void nnrt_couple(void *self, const nnrt_step *s, const nnrt_coupling *c, uint32_t from,
                         uint32_t to);

/* What connection c does at step n: it puts the values of the events that it sends into sent[], event by event, NNRT_SENT
   at most, and returns how many events they are. */
enum { NNRT_SENT = 16 };
typedef int nnrt_connection_event(void *self, uint32_t c, int64_t n, double dt, double *sent);

typedef struct nnrt_third { /* `on reward(a)` of a synapse */
    const char *name;
    double unit_factor; /* of a, as of a column */
    int (*handle)(void *self, uint32_t c, int64_t n, double dt, double value, double *sent);
} nnrt_third;

/* Connections [from, to) of a pre cell at step n. What their pre cell keeps stands in the slot. */
typedef struct nnrt_visit {
    int64_t n;
    double dt;
    uint64_t slot, from, to;
    const uint16_t *target;
    const uint8_t *delay8;   /* dendritic delays, steps ... */
    const uint16_t *delay16; /* ... or both NULL: ... */
    uint32_t dendrite;       /* ... that of all */
    /* Per target: the newest entry of its history, behind which the older ones stand, backwards. The first number of an
       entry is the stamp of the spike; the oldest is older than all that is asked for. */
    const double *const *newest;
    int64_t replayed; /* all post events that came up to this step have been handled */
} nnrt_visit;

static inline int64_t nnrt_visit_dendrite(const nnrt_visit *v, uint64_t c)
{
    return v->delay8 ? v->delay8[c] : v->delay16 ? v->delay16[c] : v->dendrite;
}

/* Asks for the history that is read some connections later. */
static inline void nnrt_visit_foresee(const nnrt_visit *v, uint64_t c)
{
    enum { AHEAD = 8 };
#if defined __GNUC__
    __builtin_prefetch(v->newest[v->target[c + AHEAD < v->to ? c + AHEAD : c]]);
#endif
}

/* Stamp of the last post spike that is handled: pre events saw those before them, and with a dendritic delay those of
   their time. */
static inline double nnrt_visit_seen(const nnrt_visit *v, int64_t dendrite, double last_pre)
{
    const double by_pre = last_pre - (double)(dendrite ? dendrite : 1);
    const double by_replay = (double)(v->replayed - dendrite);
    return by_pre > by_replay ? by_pre : by_replay;
}

typedef struct
    nnrt_synapse_class { /* connections with states of their own; struct starts with nnrt_self */
    const char *name;
    uint32_t size, n_columns;
    /* EACH: one per connection. "weight" is a column, filled by the runtime */
    const nnrt_column *columns;
    int32_t weight; /* its index; -1: none */
    const nnrt_far *fars;
    const nnrt_term *terms;
    const nnrt_signal *signals;
    const char *const *texts;
    uint32_t n_fars, n_terms, n_signals;
    void (*derive)(void *self, double dt, uint32_t lo, uint32_t hi, nnrt_bad *bad);
    void (*start)(void *self, double dt, uint32_t lo, uint32_t hi);
    /* The pre (post) spike that reaches a connection, in time order; conditions, in each step after the events that an
       axon or dendrite brought; `on start`. NULL: not interested. */
    nnrt_connection_event *pre, *post, *test, *first;
    uint32_t n_values; /* of each event that it sends; 0: one, the weight */
    /* post or test may send: what they send takes the dendritic delay, at least a step */
    bool sends_late;
    /* States that move between events, as they are at step n: before a parameter changes. NULL: there are none. */
    nnrt_connection_event *relax;
    /* Instead of pre, post and relax, for the connections of a visit; each sends one event: sent[c - from]. `replay`:
       post events that came up to step n, ties too. `mark`: from a post cell's newest entry the one after its spike of
       step n, `entry` numbers. NULL: nothing to do. */
    void (*row)(void *self, const nnrt_visit *v, double *sent);
    void (*replay)(void *self, const nnrt_visit *v);
    void (*refresh)(void *self, const nnrt_visit *v);
    void (*mark)(void *self, int64_t n, double dt, const double *newest, double *next);
    void (*start_slots)(void *self, double dt, uint32_t lo, uint32_t hi);
    uint32_t entry;
    /* Continuous synapses, in each step, the rows of positions [from, to): states and what acts on post cells; then,
       for the rows whose pre cells are the thread's, what acts on those. NULL: nothing. */
    nnrt_couple *couple, *couple_pre;
    bool couple_pre_waits; /* couple_pre reads what couple wrote */
    /* The same sums as they are at the time of the step, for recorders: no state moves. */
    nnrt_couple *show, *show_pre;
    const nnrt_third *thirds; /* ports that other projections feed */
    uint32_t n_thirds;
} nnrt_synapse_class;
#endif
