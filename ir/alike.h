/* Models that are the same but for the names of their parts and the values of parameters. */
#ifndef NN_ALIKE_H
#define NN_ALIKE_H
#include "ir/ir.h"

/* Are both structured, with equal items in equal order, where parts are alike in turn and a parameter has another constant at
   most? Documentation and places do not count. */
bool ir_alike(const IrModule *m, const IrModel *a, const IrModel *b);
/* Of alike models: what `other` calls the item that `model` calls `path`. */
const Str *ir_alike_path(const IrModule *m, const IrModel *model, const IrModel *other,
                         const Str *path);
#endif
