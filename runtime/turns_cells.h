/* Programs `in_turn`: populations whose cells act on each other within a step are stepped cell by cell. */
#ifndef NNRT_TURNS_CELLS_H
#define NNRT_TURNS_CELLS_H
#include "runtime/turns.h"

bool nnrt_turns_cells_make(nnrt_sim *s); /* after couplings */
void nnrt_turns_cells_free(nnrt_sim *s);
/* Whether the cells of the population take turns. */
bool nnrt_turns_by_cell(const nnrt_sim *s, uint32_t population);
/* What acts on one cell of such a population, before it is stepped. The sums of couplings were cleared. */
void nnrt_turns_cell(nnrt_sim *s, uint32_t population, uint32_t cell, const nnrt_step *step,
                     nnrt_turn_kind kind);
#endif
