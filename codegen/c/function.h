/* A function of a class in C, while it is printed. */
#ifndef NN_C_FUNCTION_H
#define NN_C_FUNCTION_H
#include "codegen/c/internal.h"
#include "ir/kernel_width.h"

/* A cell's flags in a step, 64 bits: the number of its events, then one bit for each check; checks that find no bit share
   the last one. */
enum { FLAG_EVENTS = 8, CHECKS_MAX = 56 };

typedef struct Function { /* the function that is being printed */
    CTarget *t;
    const CClass *c;
    Names *locals;
    bool *used;        /* per column */
    const char *index; /* "i", or NULL in derive_one */
    /* text of the integer steps k, k + 1; NULL where there is no time */
    const char *step, *step_next;
    bool wide;    /* classes of single precision: all is double (ir/kernel_width.h) */
    Map types;    /* of locals: name -> KType + 1 */
    Map arrays;   /* moves.c: locals that are arrays of a block of cells: name -> their KStmt */
    bool in_rows; /* inputs are locals of the loop over connections */
    bool sends;   /* rows.c: what it prints takes a pre spike */
    const char *entry; /* rows.c: the entry of the post cell's history that is written, or NULL */
    Map *times;        /* decays.c: locals that are numbers of steps times dt, or NULL */
    unsigned bits;     /* BAD conditions met so far */
    const KStmt *more[K_SENT]; /* further values of the event that comes next */
    uint32_t n_more;
    uint32_t n_values;   /* synapses: of each event that they send */
    const IrExpr *drawn; /* a draw whose values stand in `count` already, or NULL */
    const KBody *near;   /* its arguments of `exprel` that shrink with dt are small; or NULL */
    /* near.c: `exprel` whose arguments stand in arrays of a block -> the number of the array + 1 */
    Map arguments;
    bool keeps;  /* stores go to arrays `kept` of a block */
    bool checks; /* `checked` is declared: a sum of values that should be finite */
    bool tests;  /* `woken` is declared: does one of the other tests hold? */
    bool wakes;  /* events and bad values are found by `conditions`, where a cell wakes it */
    bool quiet;  /* nothing arrived: sums read as zero */
    bool emits;  /* some of its events are emitted at once: so are those of flags, in their order */
} Function;

const KColumn *function_column(const Function *f, uint32_t i);
/* Its member, or the local of that name. */
const char *function_field(const Function *f, uint32_t column);
void function_print_local(const Function *f, const Str *name);
Function function_new(CTarget *t, const CClass *c, const char *index);
void function_mark_expr(Function *f, const IrExpr *e);
/* Columns that it uses; whether it is double throughout. */
void function_mark_body(Function *f, const KBody *b);
void function_print_self(const Function *f, const char *type);
void function_print_times(const CTarget *t); /* k, t, dt ... from `now` */
/* Columns as locals. Those in `stored` (or NULL) are written: they stay members of the struct. */
void function_print_locals(Function *f, const bool *stored);
void function_print_body(Function *f, const KBody *b);
void function_print_stmt(Function *f, const KStmt *s);
/* A test, or a real of the width that it has by itself. */
void function_print_expr(Function *f, const IrExpr *e);
/* A real as K_F64 or K_F32; other types as function_print_expr. In classes of double precision all are doubles. */
void function_print_as(Function *f, const IrExpr *e, KType type);
KType function_width(const Function *f, const IrExpr *e); /* of a real: K_F64 or K_F32 */
bool function_has_form(IrOp op); /* can it stand in what function_print_expr prints? */
/* wake.c: the type of bits that a loop over cells gathers: as wide as its reals, so that vectors are of one length */
const char *function_mask(const Function *f);
/* wake.c: a test that wakes, gathered in `woken` or `checked`. */
void function_print_wake(Function *f, const IrExpr *test);
void function_print_woken(Function *f); /* the bits of `wake`, of the tests since the last call */
void function_print_waking(Function *f, const KBody *b); /* a body and its bits */
/* Opens the loop over the `n` cells of the block from `base` on: cell i, which is its number `offset`. */
void function_open_block_loop(const Function *f);
/* moves.c: declares what the moves of an update need, and gives what comes behind the last. Without moves that is the
   whole body. */
KBody function_declare_moves(Function *f, const KBody *b);
/* Within the loop over blocks: all up to the last move. */
void function_print_moves(Function *f, const KBody *b);
/* statement.c: an entry of a matrix, times the step unless noise needs it as it is; NULL: 0 */
void function_print_entry(Function *f, const KMatrix *k, const IrExpr *e);
/* statement.c: the local that K_LET or K_VAR declares has its type from here on. */
void function_note_type(Function *f, const KStmt *s);
/* near.c: prints an `exprel` whose argument is known to be small; false: it is not. */
bool function_print_exprel(CPrinter *p, const Function *f, const IrExpr *e);
/* What prints the loops over one block of cells; before the first, what one that tries them counts: how many blocks are not
   to be tried now, and after the next large argument. */
typedef void FunctionBlock(Function *f, const KBody *b);
FunctionBlock *function_block_printer(const Function *f, const KBody *b);
void function_print_trials(const Function *f, FunctionBlock *print);
/* The element of a column that is at hand; `entry`: the history entry in which those of post cells are. */
void function_print_element(const Function *f, uint32_t column, const char *entry);
/* rows.c: which number of an entry of the history of a post cell the column is. */
uint32_t function_entry_place(const Function *f, uint32_t column);
void function_print_loop(Function *f, const KStmt *s); /* over a row, or the events of a history */
/* decays.c: in rows, e^(rate time) is looked up where the time is one of these. */
void function_find_times(Function *f, const KBody *b);
bool function_print_decay(CPrinter *p, const Function *f, const IrExpr *e);
/* synapse.c: "far", "sum", "kept" ... with a number: arrays and sums of a kernel. */
const char *function_numbered(const Function *f, const char *word, uint32_t number);
/* The variable that a term of a coupling adds to. */
const char *function_sum_name(const Function *f, uint32_t term);
#endif
