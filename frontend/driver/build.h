/* Programs and object files: the way from a model that is elaborated to machine code. */
#ifndef NN_BUILD_H
#define NN_BUILD_H
#include "codegen/llvm/llvm.h"
#include "frontend/driver/pipeline.h"

/* --output, or the name of the model. */
const char *build_output(const Pipeline *p, const Options *o);
/* The C of the model, with what --explain-numerics says on stderr. False after an error. */
bool build_c(Pipeline *p, const Options *o, Emitter *e);

/* Whether --library fits what is to be written, `form` of --emit or NULL. False after a diagnostic. */
bool build_library_fits(Pipeline *p, const Options *o, const char *form);
/* What LLVM is asked for, the name of the library's function included. */
LlvmOptions build_llvm_options(const Pipeline *p, const Options *o, LlvmForm form);

/* An object file is asked for, not a program. */
bool build_is_object(const Options *o);
/* The C compiler takes part: what comes out goes to a file. */
bool build_needs_file(const Options *o);
/* The program or the object file, by the C compiler or LLVM as the options say. False after a diagnostic. */
bool build_machine_code(Pipeline *p, const Options *o);
#endif
