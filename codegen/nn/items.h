/* Items of a model by their kind: each function writes item i, and those after it that stand on one line with it, and returns the
   next one. */
#ifndef NN_NN_ITEMS_H
#define NN_NN_ITEMS_H
#include "codegen/nn/nn.h"

const IrItem *nn_item_at(const NnScope *s, uint32_t i); /* NULL behind the last */

/* declare.c */
uint32_t nn_items_param(const NnScope *s, uint32_t i);
uint32_t nn_items_state(const NnScope *s, uint32_t i);
uint32_t nn_items_input(const NnScope *s, uint32_t i);
/* join.c */
uint32_t nn_items_reduce(const NnScope *s, uint32_t i);
uint32_t nn_items_feed(const NnScope *s, uint32_t i);
uint32_t nn_items_event(const NnScope *s, uint32_t i);
uint32_t nn_items_wire(const NnScope *s, uint32_t i);
/* mechanism.c */
uint32_t nn_items_noise(const NnScope *s, uint32_t i);
uint32_t nn_items_gate(const NnScope *s, uint32_t i);
uint32_t nn_items_ion(const NnScope *s, uint32_t i);
uint32_t nn_items_kinetic(const NnScope *s, uint32_t i);
uint32_t nn_items_method(const NnScope *s, uint32_t i);
uint32_t nn_items_mode(const NnScope *s, uint32_t i);
/* behave.c */
uint32_t nn_items_behaviour(const NnScope *s, uint32_t i);
uint32_t nn_items_jump(const NnScope *s, uint32_t i);
/* A state with its equation and its jumps. */
void nn_write_trace(const NnScope *s, const IrItem *state);
bool nn_jumps(const NnScope *s, const Str *state); /* has the state such */
void nn_write_behaviour(const NnScope *s,
                        const IrItem *item); /* DERIV ALIAS ON WHEN WHENEVER, also of a regime */
#endif
