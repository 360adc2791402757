/* The table of quantities; exponents in halves of kg m s A K mol cd. */
#include "ir/quantity.h"

typedef struct QuantityFact {
    const char *name;
    Dim dim;
} QuantityFact;

static const QuantityFact quantities[IR_Q_COUNT] = {
    [IR_Q_PURE] = {"a pure number", {{0}, 0}},
    [IR_Q_TIME] = {"a time", {{0, 0, 2}, 0}},
    [IR_Q_RATE] = {"a rate (1/time)", {{0, 0, -2}, 0}},
    [IR_Q_NOISE] = {"white noise (time^-1/2)", {{0, 0, -1}, 0}},
    [IR_Q_LENGTH] = {"a length", {{0, 2}, 0}},
    [IR_Q_AREA] = {"an area", {{0, 4}, 0}},
    [IR_Q_VOLTAGE] = {"a voltage", {{2, 4, -6, -2}, 0}},
    [IR_Q_CURRENT] = {"a current", {{0, 0, 0, 2}, 0}},
    [IR_Q_DENSITY] = {"a current density", {{0, -4, 0, 2}, 0}},
    [IR_Q_CONDUCTANCE] = {"a conductance", {{-2, -4, 6, 4}, 0}},
    [IR_Q_CONCENTRATION] = {"a concentration", {{0, -6, 0, 0, 0, 2}, 0}},
    [IR_Q_TEMPERATURE] = {"a temperature", {{0, 0, 0, 0, 2}, 0}},
    [IR_Q_PERMEABILITY] = {"a permeability", {{0, 2, -2}, 0}},
    [IR_Q_WEIGHT] = {"a weight", {{0}, 1}},
};

Dim ir_quantity_dim(IrQuantity q)
{
    return quantities[q].dim;
}

const char *ir_quantity_name(IrQuantity q)
{
    return quantities[q].name;
}
