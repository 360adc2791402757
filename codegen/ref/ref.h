/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference integrator: each cell and each synapse of a flat model by itself, nothing shared,
   nothing fast. With the compiler it shares the model IR alone; of the runtime it uses what is no
   arithmetic of models (errors, the output folder, numbers as text).

   Numbers are in native units (ir/base/dim.h). Memory is the session's arena: out of memory ends
   the run where it began. Functions that return bool return false with r->error set. */
#ifndef NN_REF_H
#define NN_REF_H
#include "ir/build.h"
#include "runtime/decimal.h"
#include "runtime/error.h"

/* ---- models ---- */
typedef enum RefKind { REF_PARAM, REF_STATE, REF_INPUT, REF_ALIAS } RefKind;
typedef struct RefSlot { /* where the value of an item stands */
    RefKind kind;
    uint32_t index; /* among those of its kind */
    const IrItem *item;
} RefSlot;
typedef VEC(const IrItem *) RefItems;

typedef struct RefModel {
    const IrModel *flat;
    Map slots; /* item name -> RefSlot * */
    uint32_t n_aliases;
    /* ports: for events from outside */
    RefItems params, states, inputs, derivs, conditions, handlers, ports;
    VEC(const Str *) outputs;   /* of events; `spike`, or else the first declared, is number 0 */
    VEC(const IrExpr *) delays; /* delay(x, d) */
    VEC(uint32_t) moved;        /* per derivative: its state */
    bool *is_mode;              /* per state: it tells the active regime */
    const IrExpr **cap;         /* per state: right sides read min(x, cap) (semantics 3), or NULL */
} RefModel;

typedef struct RefList { /* value of an array parameter */
    const double *v;
    uint32_t n;
} RefList;

typedef VEC(double) RefSeries;

typedef struct RefCoupling RefCoupling;
typedef VEC(RefCoupling) RefCouplings;

typedef struct RefValues { /* of one cell, connection or source */
    const RefModel *model;
    double *param, *state, *input;
    RefList *list;   /* per parameter */
    bool *given;     /* params that are not at their default */
    bool *held;      /* per state: in the step at hand; NULL: of a synapse */
    bool *entered;   /* per state that is a mode: a regime was entered in this step */
    bool *armed;     /* per condition */
    RefSeries *past; /* per delay: its x at t_0, t_1, ... */
    double *before;  /* states of t_{k-1} */
    /* states as the other cells of couplings see them in this step: held, linear */
    double *seen[2];
    bool *assigned;         /* per state: since the step before */
    RefCouplings couplings; /* currents of synapses that act on the cell at every step */
    const struct RefValues *pre, *post; /* of a synapse: its cells */
    const Str *port;                    /* of a synapse: the receptor that it reads */
    bool linear;                        /* of a synapse: which of `seen` it sees */
    const char *who;                    /* for messages */
} RefValues;

struct RefCoupling {
    uint32_t input;           /* of the cell */
    const RefValues *synapse; /* with its states of the middle of the step */
    const RefValues *now;     /* with those at its start */
    const IrItem *current;
};

/* ---- the network ---- */
typedef struct RefPopulation {
    const IrPopulation *def;
    RefModel *model;
    uint32_t n;
    RefValues *cell;
    int64_t *held_until; /* cell x state: a step that begins before does not move it */
    uint32_t *spikes;    /* depth x output x cell: how many, by stamp modulo depth */
    uint32_t *taken,
        *fresh; /* output x cell: of the present stamp, up to the last round and in it */
} RefPopulation;

typedef struct RefCell {
    RefPopulation *of;
    uint32_t index;
} RefCell;
typedef VEC(RefCell) RefCells;

typedef struct RefConnection {
    uint32_t pre, post;       /* positions in the groups */
    uint32_t delay, dendrite; /* steps; `dendrite` of them lie behind the synapse */
    double weight, set;       /* native unit of the receptor; set: as it was given last */
    /* of a synapse with a model; middle: of a coupling, in the step at hand */
    RefValues values, middle;
    int64_t last;       /* step up to which the states are advanced */
    const IrData *list; /* that it is from, and where; NULL: from none */
    uint64_t row;
} RefConnection;

typedef struct RefProjection {
    const IrProjection *def;
    RefModel *synapse;    /* NULL: static */
    int32_t weight_state; /* of the synapse, or -1 */
    RefItems currents;    /* of the synapse */
    bool is_continuous;   /* it has currents, or states that follow its cells */
    RefCells pre, post;
    VEC(RefConnection)
    connections; /* ascending pre; those of one pre cell in the order of their making */
} RefProjection;

typedef struct RefInput { /* currents, or events */
    const IrInput *def;
    const IrItem *current; /* NULL: it sends events ... */
    double weight;         /* ... of that weight ... */
    uint32_t delay;        /* ... after so many steps */
    RefCells target;
    RefPopulation source; /* one per target */
} RefInput;

typedef struct RefPeriodic {
    const IrAction *every;
    int64_t interval, done; /* steps; done: the last time, or -1 */
} RefPeriodic;

typedef struct RefEvent { /* on its way */
    RefCell cell;
    const Str *port;
    double value;
} RefEvent;
typedef VEC(RefEvent) RefEvents;

typedef struct RefOptions {
    const char *model, *out, *connections; /* connections: folder of lists, or NULL */
    const char *dt, *t, *tolerance;        /* as given; NULL: the model's */
    bool save_connections, help, man, version;
    const char **definitions, **folders; /* NAME=VALUE; of -I */
    uint32_t n_definitions, n_folders;
} RefOptions;

typedef struct Ref {
    IrModule *m;
    Arena *a;
    StrTable *strings;
    nnrt_error *error;
    const RefOptions *options;
    double dt, tolerance; /* ms; relative */
    nnrt_grid grid;
    RefPopulation *populations;
    RefProjection *projections;
    RefInput *inputs;
    VEC(RefPopulation *) moving; /* the populations, then the sources of the inputs */
    uint32_t depth;              /* stamps and arrivals that are kept */
    RefEvents *due;              /* by time of arrival modulo depth */
    RefEvents inner;             /* between ports of one cell, of this time */
    int64_t k;                   /* now, in steps */
    double ran;                  /* run times of the segment, summed; ms */
    bool in_segment;
    VEC(RefPeriodic) periodic;
    VEC(const IrAction *) initialized; /* `initialize` so far, which resets repeat */
    struct RefOutput *output;
    struct RefSolver *solver;
} Ref;

/* "model.nn:12", or "the model" */
const char *ref_where(const Ref *r, Span at);
bool ref_refuse(const Ref *r, Span at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Rounds a time to steps (semantics 1). */
int64_t ref_steps(double t, double dt);

/* options.c */
bool ref_options_read(RefOptions *o, int argc, char **argv, nnrt_error *e);
void ref_options_help(void);
void ref_options_man(void);

/* model.c: the flat model of a role, with its items sorted. NULL after an error. `open`: reduces
   that get currents. */
RefModel *ref_model(Ref *r, const IrModel *model, const Str *const *open, uint32_t n_open);
const RefSlot *ref_slot(const RefModel *m, const Str *name);
void ref_caps(Ref *r, RefModel *m); /* caps.c: finds them */
RefValues ref_values(Ref *r, const RefModel *m, const char *who);
/* Defaults of the parameters, but for those that `binds` gives; variables i and N as given. */
typedef struct RefIndex { /* of a cell in its population of n, and in the view that is set */
    double i, n, place;
    RefCell cell; /* of NULL: it has no place in space */
} RefIndex;
bool ref_set_params(Ref *r, RefValues *v, const IrBinds *binds, RefIndex at);
bool ref_set_param(Ref *r, RefValues *v, const Str *name, const IrExpr *value, RefIndex at);
/* States as at the start, but for those that `binds` gives. */
bool ref_start_states(Ref *r, RefValues *v, const IrBinds *binds, RefIndex at);

/* network.c */
bool ref_network(Ref *r);
bool ref_cells_of(Ref *r, const Str *name, RefCells *out); /* of a population, view or group */
/* NULL: it has no such port */
const IrItem *ref_port(const Ref *r, const RefPopulation *p, const Str *port);

/* wiring.c, connections.c */
bool ref_wire(Ref *r, RefProjection *p);
/* Adds a connection; weight and delay in native units, NULL: what the projection says. */
bool ref_connect(Ref *r, RefProjection *p, uint32_t pre, uint32_t post, const double *weight,
                 const double *delay);
/* Steps of a delay, refused below 1. */
bool ref_delay_steps(Ref *r, const RefProjection *p, double ms, uint32_t *out);
/* A value that the network says of a connection. */
bool ref_pair_value(Ref *r, const RefProjection *p, const RefConnection *c, const IrExpr *e,
                    double *out);
double ref_weight(const RefProjection *p, const RefConnection *c); /* as it is now */
bool ref_connections_read(Ref *r, RefProjection *p, bool *found);
bool ref_connections_write(Ref *r, const RefProjection *p, const char *path);

/* solve.c: moves the states of `v` from time t over h ms, to the tolerance. */
struct RefSolver *ref_solver_new(Ref *r);
void ref_solver_free(struct RefSolver *s);
bool ref_solve(Ref *r, RefValues *v, double t, double h);

/* source.c */
bool ref_input_make(Ref *r, RefInput *in);
bool ref_inputs_inject(Ref *r); /* currents of t_k */
void ref_inputs_emit(Ref *r);   /* events that are stamped t_k */

/* How many of that event the cell sent at `stamp`; event NULL: spikes. (synapse.c) */
uint32_t ref_sent_by(const Ref *r, RefCell cell, const Str *event, int64_t stamp);

/* Number of an event port; of NULL: that of spikes. (synapse.c) */
uint32_t ref_output(const RefModel *m, const Str *event);
/* Pre events of a connection without delay. */
bool ref_reach_now(Ref *r, const RefProjection *p, RefConnection *c, uint32_t n);

/* synapse.c: the spikes that reach connections at the present step (semantics 7). */
/* 2.4: pre spikes behind an axon, with the post spikes before them */
bool ref_synapses_before_cells(Ref *r);
bool ref_synapses_after_cells(Ref *r); /* 2.6 */
bool ref_synapses_begin(Ref *r);       /* `on start` */
bool ref_synapses_settle(Ref *r);      /* states of all synapses as they are now */
bool ref_projection_start(Ref *r, RefProjection *p, bool keep_weights);
void ref_send(Ref *r, const RefProjection *p, const RefConnection *c, int64_t at, double value);

/* couple.c: synapses that act at every step (semantics 2.3). */
bool ref_is_coupling(const IrModel *synapse, bool to_pre);
bool ref_couple(Ref *r, RefProjection *p); /* after its wiring */
bool ref_couplings_move(Ref *r);           /* over the step at hand, both cells held */

void ref_remember(Ref *r); /* history.c: delayed values, those of t_k of all cells */
double ref_past(const Ref *r, const RefValues *v, uint32_t delay, double t);

/* step.c */
bool ref_begin(Ref *r);  /* a segment: `on start` at t_0 */
bool ref_step(Ref *r);   /* from t_k to t_{k+1} */
void ref_forget(Ref *r); /* spikes, arrivals, holds */

/* run.c */
bool ref_run(Ref *r);
bool ref_do(Ref *r, const IrAction *a);

void ref_rings_make(Ref *r);
void ref_rings_lengthen(Ref *r, uint32_t delay); /* room for a delay of so many steps */

bool ref_periodic_add(Ref *r, const IrAction *every, double interval);
void ref_periodic_start(Ref *r); /* of a segment */
bool ref_periodic_act(Ref *r);   /* what is due at t_k */

/* output.c */
bool ref_output_open(Ref *r);
bool ref_sample(Ref *r, bool fresh_only); /* recorders that are due at t_k */
bool ref_record(Ref *r, uint32_t recorder, bool on);
bool ref_stop_recording(Ref *r, const Str *target, const Str *name);
void ref_spike(Ref *r, RefCell cell, uint32_t output, uint32_t count);
void ref_output_segment(Ref *r); /* the segment ends */
bool ref_output_close(Ref *r);
#endif
