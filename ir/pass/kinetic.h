/* Kinetic schemes as equations: mass action. Names are those of the model. */
#ifndef NN_PASS_KINETIC_H
#define NN_PASS_KINETIC_H
#include "ir/build.h"

typedef struct KineticRate { /* of a species, from all reactions of the model that move it */
    IrExpr *derivative;
    const Str *scheme; /* the first species of its scheme: schemes that share a species are one */
    Span span;
} KineticRate;

/* Str -> KineticRate, in the order in which species are met. */
void ir_kinetic_rates(Arena *a, const IrModel *model, Map *rates);
/* What the others leave for the last species of a sum that is conserved. */
IrExpr *ir_kinetic_rest(Arena *a, const IrReaction *conserve);
/* Both in `to`, a copy of the model: derivatives, and the last of each sum as an alias. */
void ir_kinetic_equations(IrModule *m, const IrModel *model, IrModel *to);
#endif
