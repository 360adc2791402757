/* Values of expressions, with the mathematics of the runtime. */
#ifndef NN_IR_EVALUATE_H
#define NN_IR_EVALUATE_H
#include "ir/ir.h"

typedef struct IrLeaves { /* what expressions read */
    /* The value of e; false: it is an operation on numbers (ir/apply.h). */
    bool (*value)(void *context, const IrExpr *e, double *x);
    void *context;
} IrLeaves;

/* Sums and products go from the left; of a choice one branch is evaluated. */
double ir_evaluate(const IrLeaves *v, const IrExpr *e);
#endif
