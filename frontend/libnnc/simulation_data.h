/* The inside of a simulation: whoever made it, its calls are those of one table. */
#ifndef NN_SIMULATION_DATA_H
#define NN_SIMULATION_DATA_H
#include "codegen/llvm/llvm.h"
#include "frontend/libnnc/nnc_simulation.h"
#include "runtime/stepper.h"

struct NncSimulation {
    const LlvmTarget *target; /* of `program` */
    LlvmProgram *program;     /* NULL: linked with the host */
    const nnrt_stepper_calls *calls;
    nnrt_stepper *stepper;
};
#endif
