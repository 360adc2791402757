/* Continuous couplings: synapses whose currents act at every step, or whose states follow what they read of their cells.

   A current acts on one of the two cells. What it reads of that cell is live: it moves as the cell is integrated; all
   else (the other cell, the synapse's own states at mid-step, parameters) is constant over the step. So a current that
   is affine in what is live, i = A + B x + ..., sums over the connections of a cell: the cell integrates
   reduce.coupled + reduce.coupled.x * x, with the two sums as inputs that are held. */
#ifndef NN_PASS_COUPLE_H
#define NN_PASS_COUPLE_H
#include "ir/build.h"
#include "ir/kernel.h"

typedef struct FlatTerm { /* coefficient times multiplier */
    bool to_pre;          /* acts on the pre cell */
    const Str *own;       /* name of the multiplier, NULL: 1 */
    IrExpr *multiplier;   /* over items of the cell, all of them live: x, x/(1 + exp(-x)) */
    IrExpr *coefficient;  /* over items of the synapse; what is live has its value of t_k */
    Span span;
} FlatTerm;
typedef VEC(FlatTerm) FlatTerms;

/* Does the synapse (flat) have a current, or a state without a closed form between events: one that follows its cells, is
   noisy, or not linear? Then it moves at every step. */
bool ir_is_continuous(Arena *a, const IrModel *flat);
/* Is the state of a synapse a closed form of the time since it was known? x' = rate x + rest with constants. */
bool ir_has_closed_form(Arena *a, const IrModel *flat, const IrItem *deriv, IrExpr **rate,
                        IrExpr **rest);

/* The terms of all currents. `fixed` are inputs that are parameters of the cell: constant, though they are its own. Of a
   summand that is not affine in what is live, the tangent at t_k; where it has none, that is reported. */
void ir_couple_terms(IrModule *m, const IrModel *flat, const Str *const *fixed, uint32_t n_fixed,
                     FlatTerms *out);

/* Adds the sums that the binding lists to the reduces of a flat cell. */
void ir_couple_cell(IrModule *m, IrModel *flat, const KBinding *binding);
/* Does the expression read what couplings feed? It is known during a step only. */
bool ir_reads_coupled(const IrModel *flat, const IrExpr *e, const KBinding *binding);
/* Name of the sum over all couplings: "i_syn.coupled", with the live item "i_syn.coupled.v". */
const Str *ir_coupled_name(StrTable *strings, const Str *reduce, const Str *own);
#endif
