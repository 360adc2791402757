/* Models whose states start at 0, move and act in proportion to themselves, and are only added to by events: what many of them do together,
   one does that gets the events of all. */
#ifndef NN_IR_ADDITIVE_H
#define NN_IR_ADDITIVE_H
#include "ir/ir.h"

bool ir_adds_up(const IrModule *m, const IrModel *model);
/* Of a model that adds up: is the variable a sum of states, each with a factor that depends on none? */
bool ir_is_proportional(const IrModule *m, const IrModel *model, const Str *name);
#endif
