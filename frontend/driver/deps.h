/* What was read, for build systems. */
#ifndef NN_DEPS_H
#define NN_DEPS_H
#include "frontend/driver/pipeline.h"

typedef VEC(const char *) FileNames;

/* The files of the user that were read, each once, in that order: not the standard library, nor the texts of -D. */
FileNames deps_files(Session *s);

/* The files that were read, as a rule of make for `target`, and a rule without a recipe for each import: make goes on
   where one was removed. Written to --deps-file, else to TARGET.d, or to standard output for --emit=deps. False after a
   diagnostic. */
bool deps_write(Pipeline *p, const Options *o, const char *target);
#endif
