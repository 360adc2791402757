/* What the module gives to the driver. */
#include "codegen/llvm/llvm.h"

const LlvmTarget nnc_llvm_target = {
    .version = NNC_VERSION, .compile = llvm_compile, .run = llvm_run, .free = llvm_free};
