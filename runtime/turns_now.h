/* Programs `in_turn`: what connections read of the cells at their other ends as these are now, fars that are `latest`. A cell that
   comes earlier has been stepped, one that comes later has not. */
#ifndef NNRT_TURNS_NOW_H
#define NNRT_TURNS_NOW_H
#include "runtime/couple.h"

/* Of all cells at that end. */
void nnrt_turns_now_pre(const nnrt_sim *s, const nnrt_projection *p, const nnrt_step *step);
void nnrt_turns_now_post(const nnrt_sim *s, const nnrt_projection *p, const nnrt_step *step);

typedef struct nnrt_turns_other { /* the other end of one connection */
    const nnrt_rows *block;
    uint32_t view, position; /* of the pre cell */
    uint32_t cell;
    bool pre; /* it is the pre end */
} nnrt_turns_other;
void nnrt_turns_now_cell(const nnrt_sim *s, const nnrt_projection *p, const nnrt_turns_other *other,
                         const nnrt_step *step);
#endif
