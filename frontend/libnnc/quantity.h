/* Quantities as people write them: a number, or a number and a unit. */
#ifndef NN_LIBNNC_QUANTITY_H
#define NN_LIBNNC_QUANTITY_H
#include "ir/base/dim.h"

/* The number keeps its text, as in a model. */
typedef struct Quantity {
    const char *number;
    size_t number_len;
    Unit unit;
} Quantity;

/* All of the text is a unit: "mV", "1/ms". */
bool quantity_unit(const char *text, Unit *unit);
/* "120 mS/cm2", "120mS/cm2", and "mV" as one of it. */
bool quantity_parse(const char *text, Quantity *q);
/* As a number of `to`, which has the same dimension, rounded once where both units are powers of ten. False: not finite. */
bool quantity_in(const Quantity *q, const Unit *to, double *out);
#endif
