/* Ways to integrate states: `integrate v with rk4` names one, else the pass discretise chooses. */
#ifndef NN_IR_METHOD_H
#define NN_IR_METHOD_H
#include "ir/base/diag.h"
#include "ir/base/str.h"

typedef enum IrMethod {
    IR_METHOD_DEFAULT,
#define METHOD(id, word, what) IR_METHOD_##id,
#include "ir/methods.def"
#undef METHOD
    IR_METHOD_COUNT
} IrMethod;

const char *ir_method_word(IrMethod method); /* "rk4"; "" of the default */
const char *ir_method_what(IrMethod method); /* "Runge-Kutta (order 4)" */
/* IR_METHOD_DEFAULT where no method is called so. */
IrMethod ir_method_find(const char *word);
/* False, and an error that lists the methods, where none is called so. */
bool ir_method_check(Diags *diags, Arena *a, Span at, const Str *word);
#endif
