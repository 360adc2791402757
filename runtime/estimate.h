/* What a run will need, before it is made: refused when the machine has not that much. */
#ifndef NNRT_ESTIMATE_H
#define NNRT_ESTIMATE_H
#include "runtime/wire.h"

/* Connections that are expected of a projection, against memory; `each` is the bytes that one takes. */
bool nnrt_estimate_connections(const nnrt_plan_of_rows *plan, uint64_t each);
/* Samples that the planned time makes, against the free space of the device of `dir`. */
bool nnrt_estimate_recording(nnrt_sim *s, const char *dir);
#endif
