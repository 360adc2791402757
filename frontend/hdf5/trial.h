/* Reading on trial. On a damaged file libhdf5 may end the process that it is in, or never come back, so what reads a file is
   first done by a child, which has the same memory and comes to the same end. */
#ifndef NN_HDF5_TRIAL_H
#define NN_HDF5_TRIAL_H
#include "ir/base/arena.h"

#include <stdbool.h>

/* NULL where `read` comes back within `seconds`, or where there can be no child; else how the child ended, in the arena. What it
   changes in memory and says is lost. */
const char *h5_trial(Arena *a, unsigned seconds, void (*read)(void *context), void *context);
#endif
