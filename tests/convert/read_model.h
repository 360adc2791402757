#ifndef NN_TEST_READ_MODEL_H
#define NN_TEST_READ_MODEL_H
#include "frontend/libnnc/compilation.h"

/* The module of `PROGRAM MODEL [-I FOLDER]...`; NULL after it said what is wrong. The caller has set c->out_of_memory. */
IrModule *read_model(Compilation *c, int argc, char **argv);
#endif
