/* The kernel IR: how a class of cells (populations that share code) is stepped. Columns of numbers and functions over
   them; targets print or compile these and decide nothing. Expressions are those of ir/ir.h at level KERNEL: leaves are
   LOCAL (a let, by name), LOAD (a column of the class at the cell at hand), NUMBER, VARIABLE t or dt or an argument.
   All numbers are in native units. */
#ifndef NN_KERNEL_H
#define NN_KERNEL_H
#include "ir/build.h"

typedef enum KType { K_F64, K_F32, K_U32, K_U8, K_BOOL, K_LIST } KType;
typedef enum KRole { K_PARAM, K_STATE, K_VALUE, K_DUE, K_INPUT, K_HIDDEN } KRole;

/* Synapses: whose a column per connection is. What is PRE (POST) is the same for all connections of a pre (post) cell,
   which keep it in one place. */
typedef enum KExtent { K_OF_OWN, K_OF_PRE, K_OF_POST } KExtent;

typedef struct KColumn {
    const Str *name;  /* as in the source: "v", "excitatory.g"; of values: "P.v.I" */
    const Unit *unit; /* NULL: pure number */
    KType type;
    KRole role;
    bool each;        /* one per cell; else one for the class */
    KExtent extent;   /* of those that are `each` */
    IrExpr *fallback; /* PARAM: a constant default, or NULL (0) */
    IrExpr *lo, *hi;
    Span span;
} KColumn;

typedef struct KCoupled {    /* cells: a sum that couplings feed */
    const Str *reduce, *own; /* see KTerm */
    IrExpr *multiplier;      /* over items of the cell; NULL: 1 */
    const Str *sum;          /* the input of the cell */
} KCoupled;

enum {
    K_SENT = 16
}; /* values of events that a synapse sends in one handler at most: NNRT_SENT; of one event */
typedef VEC(const Str *) KNames;

/* What populations and projections fix of a model: those with equal bindings share a class. */
typedef struct KBinding {
    KNames each; /* parameters that differ from cell to cell */
    KNames open; /* reduces that get currents from outside ("i_inj") */
    VEC(KCoupled) coupled;
    KNames set;  /* parameters of connections that change while the program runs */
    KNames seen; /* states that couplings extrapolate: kept as they were integrated */
    /* ports at which events arrive at their own time, by projections without delay */
    KNames prompt;
    KNames fixed; /* synapses: inputs that are parameters of the cells */
    bool shown; /* synapses: a recorder or the start of a cell asks for a sum that couplings feed */
} KBinding;

typedef enum KStmtKind {
    K_LET,     /* const name = value */
    K_VAR,     /* name = value, assigned later */
    K_ASSIGN,  /* name = value */
    K_STORE,   /* column = value at the cell at hand (or of the class) */
    K_CLEAR,   /* column = 0 at the cell at hand: a due that was taken */
    K_EMIT,    /* `value` events (a count) if not negative; inside `if` and loops that may branch */
    K_EMIT_TO, /* the same at output `column`, not the first */
    K_MORE, /* value is the value number `column` (1, 2 ...) of the event that the next WIRE or SEND makes */
    K_WIRE,  /* one event of argument `value` to the handler of port `column`, in the next round */
    K_SEND,  /* synapses: one event of weight `value` to the target */
    K_FLAG,  /* one event where value holds: collected per block, no branch */
    K_WAKE,  /* `conditions` must run for this cell where value holds: in `update` */
    K_BAD,   /* value (a bool) tells that `name` is no number: the run stops */
    K_IF,    /* value: test */
    K_UPTO,  /* then_body at most `value` (an integer) times */
    K_BREAK, /* leaves the innermost UPTO where value holds */
    K_ROWS,  /* then_body for each connection of the pre cell at hand that takes part */
    K_HISTORY, /* in ROWS: then_body for each post event that reached the connection since the last visit, by time */
    K_ADD,     /* couplings: value to the sum of term `column` for the cell that it acts on */
    K_EXPM     /* columns = P: see KMatrix */
} KStmtKind;

typedef enum KMatrixKind {
    K_PROPAGATOR,   /* P = exp(h A), n x n */
    K_NOISE_FACTOR, /* P is the factor of the noise that B dW adds over the step, n x n */
    K_MOVE          /* P is by how much x' = B + A (x - x_k) moves x over h, n x 1 */
} KMatrixKind;

/* What a linear system x' = A x + ... does over h = fraction dt: computed when parameters or dt change, or in each step */
typedef struct KMatrix {
    KMatrixKind kind;
    uint32_t n;
    IrExpr **entry;                 /* n*n, row major, per ms; NULL: 0 */
    double fraction;                /* of the step */
    VEC(uint32_t) row, col, column; /* P[row][col] goes to that column */
    IrExpr **input;                 /* NULL, or B: n*n_inputs, row major, per ms; NULL: 0 */
    uint32_t n_inputs;              /* of MOVE: 1 */
} KMatrix;

typedef struct KBody KBody;
typedef struct KStmt {
    KStmtKind kind;
    KType type; /* LET, VAR */
    const Str *name;
    uint32_t column;
    IrExpr *value;
    KMatrix *matrix;
    KBody *then_body;
    Span span; /* printed as a source comment */
} KStmt;
struct KBody {
    VEC(KStmt) stmts;
};

typedef struct KPort {
    const Str *name; /* "excitatory" */
    const Unit *unit;
    int32_t due; /* column, or -1: handler */
    const Str *argument;
    KNames more; /* further arguments, of handlers */
    /* due -1: takes an event. Else NULL, or takes the sum after an update that saw none */
    KBody *handler;
} KPort;

/* A recordable alias; of the name of a column, what that is at the start of a segment. */
typedef struct KSignal {
    const Str *name;
    const Unit *unit;
    IrExpr *value; /* of columns */
    bool sums;     /* it reads what couplings feed, as `show` adds it up */
} KSignal;

typedef struct
    KDelay { /* x(t - d): the runtime fills three columns from the history of x before each step */
    const Str *source;           /* column or signal: x */
    uint32_t start, middle, end; /* columns: at t_k - d, t_k + dt/2 - d, t_{k+1} - d */
    uint32_t time;               /* column: d, at least one step */
    Span span;
} KDelay;

typedef struct KFar { /* synapses: what is read of a cell at either end */
    uint32_t column;  /* an input of the class: the value for the connection at hand */
    IrScope from;
    const Str *item; /* as the cell, or its receptor, calls it */
    bool latest;     /* lems_euler: as it is now, not as it was when the step began */
} KFar;

typedef struct KTerm { /* couplings: a sum per cell, see ir/pass/couple.h */
    bool to_pre;
    const Str *own; /* name of what the cell multiplies it with, NULL: 1 */
} KTerm;

typedef struct KStepLimit { /* an explicit method is not stable above it */
    const Str *state;
    const char *method; /* "rk4" */
    double most;        /* ms */
    Span span;
} KStepLimit;

typedef struct KClass {
    const Str *name;
    IrRole role;
    bool single;         /* in single precision: see ir/kernel_width.h */
    const IrModel *flat; /* NULL: the class was read from text */
    VEC(KColumn) columns;
    VEC(KPort) ports;
    VEC(const Str *) outputs; /* event ports; K_FLAG and K_EMIT mean the first */
    VEC(KSignal) signals;
    VEC(KDelay) delays;
    KBody derive_one, derive_each; /* of values for the class; per cell */
    KBody start,
        settle;        /* initial states, per cell; settle: those of cells that read other states */
    bool settles_sums; /* `settle` reads sums that couplings feed */
    KBody begin;       /* `on start`, per cell */
    KBody update,
        conditions; /* per cell; conditions is empty when fused into update. Where update has K_WAKE,
                                      conditions may run for any cells, but must for those that are woken */
    /* per cell, after the steps of NNRT_FLUSH: decaying states that are tiny become 0 */
    KBody flush;
    KBody pre, post; /* synapses: the spike that reaches the connection at hand at step n */
    KBody test;      /* its conditions at step n, and ... */
    KBody first;     /* ... what it does at the start of a segment */
    KBody relax;     /* its states as they are at step n, under the parameters so far */
    /* Instead of these, for all connections of a pre cell at once (pass `rows`): its spike at step n; post events that
       came before step n; `relax`. `mark` makes the next entry of a post cell's history, of its spike at step n. */
    KBody row, replay, refresh, mark;
    VEC(KFar) fars;
    VEC(KTerm) terms;
    /* one connection in one step: its states and what acts on post; what acts on pre */
    KBody couple, couple_pre;
    /* the same currents as they are at the end of a step, or at the start; no state moves */
    KBody show, show_pre;
    IrExpr *inject;              /* sources: current at t_k, or NULL */
    IrExpr *emit;                /* sources of events: their number in a step, or NULL */
    VEC(const char *) report;    /* lines of --explain-numerics */
    VEC(KStepLimit) step_limits; /* like the report no part of the text */
    bool
        followed; /* values of parameters took part in the choice of methods, or in what was said of them */
} KClass;
#endif
