/* Words of the text of kernels that its printer, reader and verifier share (docs/kernel-ir.md). */
#ifndef NN_KERNEL_WORDS_H
#define NN_KERNEL_WORDS_H
#include "ir/kernel.h"

#include <stddef.h>

enum {
    K_TYPES = K_LIST + 1,
    K_ROLES = K_HIDDEN + 1,
    K_STMT_KINDS = K_EXPM + 1,
    K_MATRIX_KINDS = K_MOVE + 1
};

/* A body of a class: what it is called, when it runs and what it may do. */
typedef struct KBodyFact {
    const char *word, *phase;
    size_t offset; /* of the KBody in KClass */
    bool each;     /* runs per cell or connection; else once for the class */
    bool timed;    /* t, t_next can be read */
    bool derives;  /* writes values; others write states and hidden columns */
    bool wakes;    /* may ask for the conditions */
    bool takes;    /* may clear what arrived, flag and emit events */
    bool adds;     /* adds to sums of cells */
    bool sends;    /* may send along the connection at hand; `n` is the step */
    bool rows;     /* runs once per pre cell: what concerns a connection stands in `rows` */
    bool marks;    /* works on the history of a post cell */
} KBodyFact;
enum { K_BODIES = 21 };
extern const KBodyFact kernel_bodies[K_BODIES];

/* What kernels call points in time and numbers of steps: t, t_next, n, n_post, n_past. */
bool kernel_names_time(const Str *name);

extern const char *const kernel_type_words[K_TYPES], *const kernel_role_words[K_ROLES];
extern const char *const kernel_matrix_words[K_MATRIX_KINDS]; /* "" of a propagator */

/* How a statement is written: word, then what it works on, then its value. */
typedef enum KTarget {
    K_ON_NOTHING,
    K_ON_LOCAL,
    K_ON_COLUMN,
    K_ON_TEXT,
    K_ON_NUMBER,
    K_ON_TERM
} KTarget;
typedef struct KStmtForm {
    const char *word; /* before the target; "" for an assignment */
    KTarget target;
    bool typed;         /* `: type` behind the target */
    const char *before; /* between target and value: "=", "if"; "" for none */
    bool value, body;
} KStmtForm;
extern const KStmtForm kernel_forms[K_STMT_KINDS];

KBody *kernel_body(KClass *c, uint32_t number);
/* The word for the index space of columns and loops that are not `one`: "cell", "conn". */
const char *kernel_space(const KClass *c);
/* The word for that of one column. */
const char *kernel_column_space(const KClass *c, const KColumn *k);
bool kernel_is_loop(const KStmt *s);
#endif
