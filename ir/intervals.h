/* Times that their own action moves on: `next := next + interval`, as sources of spikes have. */
#ifndef NN_IR_INTERVALS_H
#define NN_IR_INTERVALS_H
#include "ir/ir.h"

/* The other terms of a sum that has t once; NULL: it is no such sum. */
IrExpr *ir_interval_after_t(Arena *a, const IrExpr *sum);
/* Of a draw from an exponential distribution, or a product with one: its mean. NULL for other intervals. */
IrExpr *ir_mean_interval(Arena *a, const IrExpr *interval);
/* 1 + a Poisson number for the time from the one that is due until now: all that lie in a step. */
IrExpr *ir_count_since(IrModule *m, const IrExpr *due, const IrExpr *mean);
#endif
