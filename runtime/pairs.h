/* What connections draw while they run: the address of each is its pair of cells (semantics 9). */
#ifndef NNRT_PAIRS_H
#define NNRT_PAIRS_H
#include "runtime/sim.h"

/* Columns pair.pre, pair.post and pair.again of a class that draws, and room for the keys of the further connections of
   a pair. False without memory. */
bool nnrt_pairs_make(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b);
/* of this segment */
void nnrt_pairs_key(const nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b);
void nnrt_pairs_free(nnrt_sim *s, nnrt_rows *b);
#endif
