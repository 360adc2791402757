/* What generated programs see of the runtime, for a compiler that has no preprocessor: the macros that they use become
   names. Preprocessed when nnc is built (codegen/llvm/CMakeLists.txt), never included. */
#define NNRT_LLVM /* kernel.h: forms of which LLVM makes good code */
#include "runtime/nnrt.h"

#include "runtime/kernel.h"

enum { nnrt_macro_abi = NNRT_ABI, nnrt_macro_fast = NNRT_IS_FAST };
static inline size_t nnrt_macro_filled(size_t n)
{
    return NNRT_FILLED(n);
}
#undef NNRT_ABI
#undef NNRT_IS_FAST
#undef NNRT_FILLED
#undef NNRT_LEVEL /* codegen/llvm says which */
enum { NNRT_ABI = nnrt_macro_abi, NNRT_IS_FAST = nnrt_macro_fast };
static inline size_t NNRT_FILLED(size_t n)
{
    return nnrt_macro_filled(n);
}
