/* Kinetic schemes as equations: mass action. Names are those of the scheme. */
#ifndef NN_PASS_KINETIC_H
#define NN_PASS_KINETIC_H
#include "ir/build.h"

/* The derivative of each species that a reaction moves: Str -> IrExpr, in the order in which they are met. */
void ir_kinetic_rates(Arena *a, const IrItem *scheme, Map *rates);
/* What the others leave for the last species of a sum that is conserved. */
IrExpr *ir_kinetic_rest(Arena *a, const IrReaction *conserve);
#endif
