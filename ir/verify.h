/* Well-formedness and dimensions. */
#ifndef NN_IR_VERIFY_H
#define NN_IR_VERIFY_H
#include "ir/ir.h"

/* Sets scalar and dim of every expression of the model, inferring aliases without a declared unit; reports mistakes
   (dimensions that do not agree, with both sides and where each unit came from; unknown items with did-you-mean;
   cyclic aliases; a draw in an equation; ...). The literal 0 fits any dimension. False when an error was reported. */
bool ir_type_model(IrModule *m, IrModel *model);
/* Dimension of one expression of a population, projection or experiment (no model): variables i, j, x .. as in ir.md. */
bool ir_type_value(IrModule *m, IrExpr *e, Dim wanted, const char *what);
/* What the synapse of a projection reads of its cells, and the sums that its currents join. False when an error was reported. */
bool ir_verify_coupling(IrModule *m, const IrProjection *p);
/* All rules of docs/ir.md section 2. False when an error was reported. */
bool ir_verify(IrModule *m);
#endif
