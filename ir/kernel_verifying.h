/* Inside the verifier of kernels (kernel_verify*.c). */
#ifndef NN_KERNEL_VERIFYING_H
#define NN_KERNEL_VERIFYING_H
#include "ir/kernel_words.h"

typedef enum KValueType {
    K_REAL,
    K_WHOLE,
    K_TEST,
    K_SEQUENCE,
    K_BROKEN
} KValueType; /* broken: reported */

typedef struct KLocal {
    KType type;
    bool assignable, live; /* live: its scope is open */
    int rows;              /* loops over connections and events around its declaration */
} KLocal;

typedef struct KVerifier {
    Session *session;
    const KClass *c;
    const char *where;        /* "kernel update of IF_curr_exp", for messages */
    const KBodyFact *fact;    /* of the body at hand */
    const KPort *port;        /* whose handler is at hand, or NULL */
    Map locals;               /* name -> KLocal */
    unsigned loops;           /* `upto`s around the statement at hand */
    bool in_rows, in_history; /* it stands in such a loop */
    bool *stored;             /* per column: a value that is computed by now */
    bool failed;
} KVerifier;

KValueType kernel_complain(KVerifier *v, Span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
KValueType kernel_value_of(KType type);
const char *kernel_value_words(KValueType t);
bool kernel_fits(KValueType t, KValueType wanted); /* whole numbers are reals too */
KValueType kernel_type_expr(KVerifier *v, const IrExpr *e);
#endif
