/* Physical quantities that the rules of the IR name, with their dimensions. */
#ifndef NN_IR_QUANTITY_H
#define NN_IR_QUANTITY_H
#include "ir/base/dim.h"

typedef enum IrQuantity {
    IR_Q_PURE,
    IR_Q_TIME,
    IR_Q_RATE,
    IR_Q_NOISE,
    IR_Q_LENGTH,
    IR_Q_AREA,
    IR_Q_VOLTAGE,
    IR_Q_CURRENT,
    IR_Q_DENSITY,
    IR_Q_CONDUCTANCE,
    IR_Q_CONCENTRATION,
    IR_Q_TEMPERATURE,
    IR_Q_PERMEABILITY,
    IR_Q_WEIGHT,
    IR_Q_COUNT
} IrQuantity;

Dim ir_quantity_dim(IrQuantity q);
const char *ir_quantity_name(IrQuantity q); /* "a time" */
#endif
