/* What a program draws when it starts, as numbers of the model: forms that only have lists are written from that. */
#ifndef NN_DRAW_H
#define NN_DRAW_H
#include "frontend/driver/pipeline.h"

/* Connections that are no list yet become one, with the weights and delays that they have; values and initial values that are
   drawn, or depend on places, become data. Builds and runs the program for no time where there is any such. False after
   diagnostics. */
bool draw_network(Pipeline *p, const Options *o);
#endif
