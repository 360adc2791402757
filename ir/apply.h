/* Operations of the IR on numbers, with the mathematics of the runtime. */
#ifndef NN_IR_APPLY_H
#define NN_IR_APPLY_H
#include "ir/ir.h"

/* The value of e, an operation on numbers or tests (0 or 1), of those arguments; NaN for operations that are none. */
double ir_apply(const IrExpr *e, const double *x);
/* SUM, PRODUCT, AND, OR of two arguments: of more, from the left. */
double ir_apply_two(IrOp op, double x, double y);
#endif
