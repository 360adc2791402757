/* Classes whose kernels are walked instead of compiled: the runtime calls functions of this folder where it would call those
   of a generated program, and these evaluate the kernel IR (docs/kernel-ir.md) number by number. Columns are where the
   runtime keeps them, at the offsets that the tables of the program give. */
#ifndef NN_TEST_INTERPRET_H
#define NN_TEST_INTERPRET_H
#include "ir/base/map.h"
#include "ir/kernel_text.h"
#include "runtime/nnrt.h"

typedef struct Interpreted { /* a class; nnrt_self.texts of its objects points to it */
    KClass *k;
    const nnrt_column *columns; /* as many as of k, in its order */
    Map locals;                 /* name -> number + 1 */
    uint32_t n_locals;
    Map places;     /* statement that checks a number -> where it stands in the model */
    int32_t *far;   /* per column: which value of a cell it is while couplings act, or -1 */
    int32_t pair;   /* synapses that draw: column pair.pre, before pair.post and pair.again */
    uint32_t width; /* numbers in an entry of the history of a post cell */
    bool in_turn;   /* the end of a step is what the runtime says */
} Interpreted;

typedef struct Local {
    double value; /* tests: 0 or 1 */
    KType type;
} Local;

typedef struct Frame { /* a function while it runs; what it does not have is zero */
    const Interpreted *c;
    nnrt_self *self;
    Local *locals;
    uint32_t cell; /* the cell or connection at hand, the address of its draws ... */
    uint64_t
        at; /* ... and its place in columns [cell], [conn]; shared sources have all in place 0 */
    uint64_t slot;           /* in columns [pre] */
    int64_t step, step_next; /* of t and t_next */
    int64_t n_post, n_past;
    double t, t_next, dt;
    const KPort *port; /* of the event that is handled, NULL: none */
    double argument;
    const double *more;          /* its further arguments */
    const double *past;          /* columns [post] are read here ... */
    double *next;                /* ... and written here */
    const nnrt_coupling *couple; /* or NULL */
    uint32_t position, target;   /* of the connection that couples, or is visited */
    const nnrt_visit *visit;     /* of a row, or NULL */
    bool taking;                 /* the visit is that of a pre event */
    /* what it has done */
    nnrt_spikes *out;
    const KStmt *bad;      /* the first check that failed */
    nnrt_bad *derived_bad; /* where what is derived tells that at once */
    bool woken;            /* conditions must run */
    double *sent;
    uint32_t n_sent, n_values; /* events; values of each */
    double values[K_SENT];     /* further ones of the event that comes next, from 1 */
    uint32_t n_more;
} Frame;

/* frame.c: ends the process where memory is out */
Frame frame_open(void *self, int64_t step, int64_t step_next, double dt);
Frame frame_open_step(void *self, const nnrt_step *s);
Frame frame_open_connection(void *self, uint32_t c, int64_t n, double dt, double *sent);
void frame_close(Frame *f);
void frame_move(Frame *f, uint32_t cell); /* it is at hand now */
/* The element of a column at hand; not of those of histories. */
void *frame_element(const Frame *f, uint32_t column);
double frame_load(const Frame *f, uint32_t column);
void frame_store(const Frame *f, uint32_t column, double value);
double kernel_converted(KType type, double value); /* as a variable of that type keeps it */
/* The number of a [post] column in an entry of a history: hidden ones come first, the stamp before all. */
uint32_t interpreted_entry_place(const Interpreted *c, uint32_t column);

/* evaluate.c */
double frame_value(const Frame *f, const IrExpr *e);
bool frame_holds(const Frame *f, const IrExpr *e);

/* execute.c: true where a `break` ends the loop around it */
bool frame_run(Frame *f, const KBody *b);
/* rows.c: the loops of kernels over rows */
bool frame_run_rows(Frame *f, const KStmt *s);
bool frame_run_history(Frame *f, const KStmt *s);
/* matrix.c: `expm` */
bool frame_run_matrix(Frame *f, const KStmt *s);

/* cells.c, connections.c: the functions of a class in the place of those that it has. False where it has more ports or
   signals than there are functions for. */
bool interpret_cells(nnrt_class *cls, const Interpreted *c, Arena *a);
bool interpret_synapse(nnrt_synapse_class *cls, const Interpreted *c, Arena *a);
/* common.c: what both have */
void interpret_derive(void *self, double dt, uint32_t lo, uint32_t hi, nnrt_bad *bad);
bool interpret_signals(const nnrt_signal **signals, uint32_t n, const Interpreted *c, Arena *a);

/* classes.c: the tables of the program with its classes interpreted; `classes` are those of the file, in its order. NULL
   with a message where tables and kernels do not fit each other. */
const nnrt_program *interpret_program(const nnrt_program *p, IrModule *m, const KClasses *classes,
                                      const char **wrong);
#endif
