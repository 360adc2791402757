/* What the module gives to those who load it. */
#include "codegen/llvm/llvm.h"
#include "runtime/stepper.h"

const LlvmTarget nnc_llvm_target = {.version = NNC_VERSION,
                                    .compile = llvm_compile,
                                    .identity = llvm_identity,
                                    .run = llvm_run,
                                    .free = llvm_free,
                                    .load = llvm_load,
                                    .tables = llvm_tables,
                                    .unload = llvm_unload,
                                    .stepper = &nnrt_stepper_table};
