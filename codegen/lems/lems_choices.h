/* Choices and functions that LEMS has not, as variables with cases. */
#ifndef NN_LEMS_CHOICES_H
#define NN_LEMS_CHOICES_H
#include "codegen/lems/lems_writer.h"

/* Each `select` becomes the whole value of an alias; `min`, `exprel` and the like are said by such. Changes the model. */
void lems_name_choices(LemsWriter *w, IrModel *model);
/* A draw of another distribution than a number from 0 to 1, by such; else the expression itself. */
IrExpr *lems_reword_draw(LemsWriter *w, IrExpr *draw);
/* branches.c: actions with `if`, and assignments that act at once, as assignments one after the other. Changes the model. */
void lems_flatten_branches(LemsWriter *w, IrModel *model);
/* plasticity.c: a weight that handlers change as a state, traces that pre spikes move as states. Changes the model. */
void lems_simplify_plasticity(LemsWriter *w, IrModel *synapse, Dim of_weight);
/* Traces that spikes of that side ("pre", "post") move as states that its handler changes at its end. Changes the model. */
void lems_append_jumps(LemsWriter *w, IrModel *synapse, const char *event);
/* Dimensions that the receptor decides. Changes the model. */
void lems_decide_weight(LemsWriter *w, IrModel *synapse, Dim of_weight);
/* arming.c: `when` of regimes, and of edges, as `whenever` with a state. Changes the model. */
void lems_arm_conditions(LemsWriter *w, IrModel *model);
/* poisson.c: `emit port times draw(poisson, rate*dt)` as events after intervals that are drawn. */
void lems_spread_events(LemsWriter *w, IrModel *model);
/* weights.c: of a cell, ports whose events bring a weight as a port for each weight. */
void lems_split_weights(LemsWriter *w, const IrModel *cell, IrModel *to);
#endif
