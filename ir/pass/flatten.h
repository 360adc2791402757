/* From the structured stage to the flat one: parts, gates, kinetics, ions and closed reduces become one set of states,
   aliases, derivatives and conditions. Regimes and regions stay. */
#ifndef NN_PASS_FLATTEN_H
#define NN_PASS_FLATTEN_H
#include "ir/build.h"

/* The flat form of `model` (of the module's arena, not registered). Items of a part `na` are called `na.m`; a bound
   parameter or input becomes an alias; a reduce becomes the sum of its feeds, and stays an open input (kind REDUCE)
   next to it when it is in `open`, which lists the reduces that get currents from outside. */
IrModel *ir_flatten(IrModule *m, const IrModel *model, const Str *const *open, uint32_t n_open);
#endif
