/* What was read, for build systems. */
#ifndef NN_DEPS_H
#define NN_DEPS_H
#include "frontend/driver/pipeline.h"

/* The files that were read, as a rule of make for `target`, and a rule without a recipe for each import: make goes on
   where one was removed. Written to --deps-file, else to TARGET.d, or to standard output for --emit=deps. False after a
   diagnostic. */
bool deps_write(Pipeline *p, const Options *o, const char *target);
#endif
