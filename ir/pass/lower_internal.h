/* Shared by the files of the pass `lower`: columns and values (lower_columns.c), holds and actions (lower_actions.c),
   conditions (lower_conditions.c), events that arrive (lower_arrivals.c) and that are emitted (lower_wires.c), synapses
   (lower_synapse.c), checks of parameters (lower_checks.c), the whole (lower.c). */
#ifndef NN_PASS_LOWER_INTERNAL_H
#define NN_PASS_LOWER_INTERNAL_H
#include "ir/pass/algebra.h"
#include "ir/pass/discretise.h"
#include "ir/pass/lower.h"

/* A value that `derive` computes, and the one before it whose hash is the same. */
typedef struct Derived {
    const IrExpr *value;
    uint32_t column;
    bool each;
    uint32_t before; /* 1 + its place in `derived`; 0: none */
} Derived;

typedef struct NativeUnit { /* unit NULL: there is none */
    Dim dim;
    const Unit *unit;
} NativeUnit;

typedef struct Lower {
    IrModule *m;
    Arena *a;
    IrModel *flat;
    const KBinding *binding;
    KClass *c;
    Map column;    /* item name -> column index + 1 */
    Map held;      /* state -> the let that tells whether it is held */
    Map current;   /* state -> LOCAL that holds its value now; absent: its column */
    Map edges;     /* IrItem of `when edge` -> column of its arming */
    Map wired;     /* event port -> port of the class whose handler runs in rounds, + 1 */
    Map formula;   /* lems_euler: state that is a variable of the last step -> its expression */
    Map published; /* lems_euler: state that regimes move -> the state that holds what others see */
    Map seconds;   /* lems_euler: state that is a time -> the state that holds it in seconds */
    const Str *clock; /* lems_euler: the state that is the sum of steps in seconds; NULL: none */
    Map computed;     /* lems_euler: what items are after a step; `current` of its last place */
    Map argument;     /* of the handler at hand -> what its port calls it */
    VEC(Derived) derived;
    Map by_hash;           /* hash of a value -> 1 + place of the last in `derived` with it */
    VEC(NativeUnit) units; /* of the dimensions that were met: to name a unit takes long */
    uint32_t n_hoisted, n_draws, n_flags;
    uint32_t n_sent;  /* synapses: values that the body at hand sends, at most */
    bool after_step;  /* `t` reads t_{k+1}: conditions and handlers */
    bool stepwise;    /* synapses: states advance at every step, not from event to event */
    bool sampling;    /* what recorders read: delays as at the end of the last step */
    bool sends;       /* synapses: an event may be sent to the cell from here */
    const char *step; /* synapses: the variable that is the step of the event at hand; NULL: n */
    bool in_handler;  /* assignments to a held state are lost */
    bool arriving;    /* in a handler of 2.4: the conditions of its time are to come */
} Lower;

/* lower.c */
void lower_start_handlers(Lower *l, KBody *b);
StrTable *lower_strings(const Lower *l);
KStmt *lower_push(Lower *l, KBody *b, KStmtKind kind, const Str *name, IrExpr *value, Span at);

/* lower_columns.c */
/* The unit of an item: that of its declaration, else the native one of its dimension. */
const Unit *lower_item_unit(Lower *l, const IrItem *it);
uint32_t lower_add_column(Lower *l, KColumn column);
uint32_t lower_column_named(const Lower *l, const Str *name); /* one that exists */
void lower_renames(Lower *l); /* chains of aliases of aliases are cut short */
void lower_columns(Lower *l); /* parameters, values, states, inputs */
uint32_t lower_value_column(Lower *l, const Str *name, IrExpr *value); /* computed in derive */
uint32_t lower_hoisted_column(Lower *l, IrExpr *value); /* of no name: equal ones share a column */
/* does it read something that differs from cell to cell */
bool lower_is_each(const Lower *l, const IrExpr *e);
/* for ir_expr_any: a leaf of the kernel level */
bool lower_is_local(void *context, const IrExpr *e);
IrExpr *lower_load(Lower *l, uint32_t column, Span at);
/* The expression with leaves of the kernel level: states as they are now, subexpressions of parameters hoisted. */
IrExpr *lower_expr(Lower *l, const IrExpr *e);
/* the same, nothing hoisted: for derive and start */
IrExpr *lower_derive_expr(Lower *l, const IrExpr *e);

const Str *lower_suffixed(const Lower *l, const Str *name, const char *suffix); /* name.suffix */
IrExpr *lower_local(const Lower *l, const Str *name, Span at);
IrExpr *lower_whole(const Lower *l, int64_t n, Span at);

/* lower_actions.c */
void lower_hold_columns(Lower *l); /* before discretise: columns and flags of `hold` */
void lower_hold_flags(Lower *l, KBody *update);
void lower_hold_loads(Lower *l, KBody *handler, bool own_time);
void lower_hold_stepped(Lower *l, KBody *conditions);
/* it can be done by selects, without a branch */
bool lower_is_plain(const Lower *l, const IrBody *b);
void lower_body(Lower *l, KBody *out, const IrBody *b);
/* where guard (NULL: true) holds */
void lower_guarded(Lower *l, KBody *out, const IrBody *b, const IrExpr *guard);
void lower_check_states(Lower *l, KBody *b);
void lower_store_states(Lower *l, KBody *b);

/* lower_conditions.c */
void lower_mode_columns(Lower *l);
void lower_start_modes(Lower *l, KBody *update); /* no regime was entered yet in this step */
void lower_clear_modes(Lower *l, KBody *update); /* the same, for conditions and handlers apart */
void lower_load_modes(Lower *l, KBody *b);
IrExpr *lower_was_active(Lower *l, const IrItem *on);
void lower_note_entry(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard);
void lower_entered_edges(Lower *l, KBody *b, const IrItem *item);
void lower_first_edges(Lower *l, KBody *begin);
void lower_conditions(Lower *l, KBody *b);

/* lower_arrivals.c */
typedef struct Route {            /* what an event at a port leads to */
    VEC(const IrItem *) handlers; /* ON, in item order along the wires */
    int32_t output;               /* of the class; -1: none */
} Route;
void lower_sums(Lower *l, KBody *update);         /* ports: due columns, or handlers */
void lower_load_states(Lower *l, KBody *handler); /* from their columns into vars */
/* where its regime is active */
void lower_handler_body(Lower *l, KBody *handler, const IrItem *on);
void lower_handler(Lower *l, KPort *port, const Route *r, bool own_time);
/* What handlers of the port call its arguments, while they are lowered; `on` NULL: no more. */
void lower_name_arguments(Lower *l, const IrItem *on, const KPort *port);
void lower_port_arguments(Lower *l, KPort *port,
                          const IrItem *on); /* those of the first that has any */
bool lower_has_handlers(const Lower *l);
void lower_prompt_ports(Lower *l);

/* lower_checks.c: into `derive` */
void lower_check_equations(Lower *l); /* divisors that are 0 */
void lower_check_matrix(Lower *l, const DiscreteMatrix *d, const KMatrix *k);
const char *lower_param_names(Lower *l, const IrExpr *e); /* "a, b": parameters that it reads; "" */

/* lower_wires.c */
void lower_outputs(Lower *l);
Route lower_route(const Lower *l, const Str *port);
bool lower_has_rounds(const Lower *l); /* do events reach it after the conditions of their time */
bool lower_is_plain_emit(const Lower *l, const IrStmt *s);
void lower_emit(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard);
void lower_output(Lower *l, KBody *out, int32_t output, IrExpr *count);
void lower_wired_handlers(Lower *l); /* of all events that were emitted so far, and by these */

/* lower_lems_publish.c: before columns are made, what is kept of a step for the next one; last, what is published gets the
   names that recorders know */
void lower_lems_publish(Lower *l);
void lower_lems_rename(Lower *l);
bool lower_lems_is_later(const IrItem *reader, const IrItem *it); /* variables of one part */

/* lower_lems_times.c: times in seconds. Before columns are made: a state in seconds for each state that is a time. */
void lower_lems_counters(Lower *l);
/* The time, which is not lowered yet, in seconds. */
IrExpr *lower_lems_seconds(Lower *l, const IrExpr *e);
/* A comparison with `t`, or of a time that has a state in seconds. */
bool lower_lems_compares_times(const Lower *l, const IrExpr *e);
IrExpr *lower_lems_compare(Lower *l, const IrExpr *e);
/* x + dt rate, of the state in seconds; dt and the sum are in seconds, too. */
IrExpr *lower_lems_count(Lower *l, const Str *now, const IrExpr *rate);
void lower_lems_tick(Lower *l, KBody *b); /* the clock at the end of the step */
/* lower_lems.c: the step of `lems_euler` */
void lower_lems_update(Lower *l);
const Str *lower_lems_part(const Lower *l, const IrItem *it); /* "na."; "": the model itself */
bool lower_lems_is_far(const IrItem *it);                     /* read of a cell at either end */
/* Steps the parts that `takes` takes (NULL: all): l->current tells what their states are then. `first`: state -> what it
   is before the step, over columns and its local NAME.now; or NULL. */
typedef bool LowerPart(const Lower *l, const Str *part);
void lower_lems_step(Lower *l, KBody *b, LowerPart *takes, const Map *first);

/* lower_lems_synapse.c: of a connection */
void lower_lems_synapse(Lower *l);

/* lower_lems_events.c: of all handlers of a port */
void lower_lems_event(Lower *l, KBody *b, const Str *port);

/* lower_lems_schemes.c: moves the occupancies of the schemes among these items, of one part */
void lower_lems_schemes(Lower *l, KBody *b, IrItem *const *items, uint32_t n);

/* lower_synapse.c */
void lower_synapse(Lower *l);
/* For others that lower events of connections: columns of times of events; states as they are after `elapsed`; handlers
   and jumps of an event. */
extern const char lower_last[], lower_last_post[];
typedef bool LowerChoice(const Lower *l, const Str *state);
void lower_add_hidden(Lower *l, const char *name);
IrExpr *lower_load_named(Lower *l, const char *name);
IrExpr *lower_step(const Lower *l);
bool lower_has_event(const Lower *l, const char *event);
bool lower_state_jumps(const Lower *l, const char *event, const Str *state);
void lower_advance_state(Lower *l, KBody *b, const IrItem *state, const Str *elapsed);
void lower_elapsed(Lower *l, KBody *b, const Str *elapsed, IrExpr *since);
void lower_handlers(Lower *l, KBody *b, const Str *event);
void lower_jumps(Lower *l, KBody *b, const char *event, LowerChoice *chosen); /* NULL: all */
void lower_read_before_post(Lower *l, KBody *b, const IrItem *state);
void lower_keep_before(Lower *l, KBody *b);

void lower_synapse_advance(Lower *l, KBody *b); /* into vars, as at the step at hand */
void lower_synapse_store(Lower *l, KBody *b);

/* lower_synapse_tests.c: conditions of a connection, and what it does at the start */
bool lower_synapse_has_tests(const Lower *l);
void lower_synapse_tests(Lower *l);
void lower_synapse_first(Lower *l);

/* extent.c: which states of a synapse are those of its pre or post cell: into the columns. False where connections have
   to be handled one by one. */
bool lower_extents(Lower *l);
/* lower_rows.c: all connections of a pre cell at once */
void lower_rows(Lower *l);
void lower_pair_columns(Lower *l); /* which pair a connection is of, for its draws */

/* lower_show.c: what recorders read besides columns; `show` of synapses */
void lower_signals(Lower *l);
void lower_show(Lower *l);
/* The expression without aliases and without what lems_euler keeps of the step before: over states, parameters and inputs. */
IrExpr *lower_unkept(Lower *l, const IrExpr *e);

/* lower_synapse_fast.c: a warning */
void lower_tell_fast_schemes(Lower *l);

/* lower_couple.c */
void lower_fars(Lower *l);                /* what a synapse reads of its cells */
void lower_seen(Lower *l, KBody *update); /* keeps states as integrated for those who extrapolate */
void lower_coupling(Lower *l);            /* the step of one connection that acts continuously */
#endif
