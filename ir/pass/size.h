/* The size of equations once their aliases are written out. */
#ifndef NN_PASS_SIZE_H
#define NN_PASS_SIZE_H
#include "ir/build.h"

/* False, and an error at the largest expression, where the expressions of the model together would be too large. */
bool ir_check_size(IrModule *m, const IrModel *flat);
#endif
