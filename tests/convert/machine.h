/* What a network does, in a form that does not depend on how its models are divided and called: machine.c says what it is. */
#ifndef NN_TEST_MACHINE_H
#define NN_TEST_MACHINE_H
#include "ir/base/emit.h"
#include "ir/build.h"
#include "ir/pass/flatten.h"

#include <setjmp.h>

typedef struct Machine {
    IrModule *m;
    Arena *a;
    Emitter *out;
    jmp_buf
        unfit; /* where to go when the network has no such form; the reason is on standard error */
} Machine;

_Noreturn void machine_unfit(Machine *x, const char *reason, const char *name);

/* machine_words.c: what only words of one language say is said in one way: regimes that wait are a hold, conditions that are armed
   act once, a state that each step sets is what it is set to. */
void machine_reword(Machine *x, IrModel *model);

/* machine_expr.c: a node of an expression, whose arguments are reworded already. */
IrExpr *machine_reword_expr(Machine *x, IrExpr *e);

/* machine_flat.c: a cell or synapse with the values of one cell. */
typedef struct Flat {
    Machine *x;
    IrModel *model; /* flat */
    Map values; /* Str of a parameter -> IrExpr: its number; of a state: where the population starts it */
    Map zero, live; /* Str of a state -> itself: it is always 0; something depends on it */
    Map names;      /* Str of an item -> const char *: in the order in which they are met */
    Map heard;      /* Str of a port -> itself: events arrive there */
    Map inner;      /* Str of a port -> itself: only parts hear what is sent there */
    uint32_t n_names;
    bool all_inner;         /* none of its states has a name that others use */
    const IrExpr *argument; /* of the event at hand: its number */
} Flat;
void machine_flat_init(Flat *f, Machine *x, IrModel *model);
/* machine_actions.c: all actions in one wording. */
void machine_settle(Flat *f);
/* The value of an expression of the network, or of a population, for the cell i. */
double machine_number(Machine *x, const IrExpr *e, uint32_t i);
double machine_step(Machine *x); /* ms */
/* Finds states that are always 0; after `values` and `heard` are set. */
void machine_find_zero(Flat *f);
/* Marks what the expression of a path depends on; then all that this depends on, and what is sent. */
void machine_watch(Flat *f, const Str *path);
void machine_find_live(Flat *f);
/* Of a path, an event's handler, all states and conditions. */
const char *machine_path_text(Flat *f, const Str *path);
const char *machine_handler_text(Flat *f, const Str *port, double weight);
void machine_print_flat(Flat *f, Emitter *out);
/* In alphabetical order, into which they are put. */
void machine_print_lines(Emitter *out, const char **lines, uint32_t n);
/* An event of a source at a time that is given. */
const char *machine_event_text(Machine *x, const IrExpr *time);

/* machine_synapse.c: the synapse of a connection of that weight. */
void machine_print_synapse(Machine *x, const IrProjection *p, double weight);
#endif
