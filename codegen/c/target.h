/* The C target: a module as one readable C file of tables and functions for the runtime (runtime/nnrt.h). */
#ifndef NN_C_TARGET_H
#define NN_C_TARGET_H
#include "ir/base/emit.h"
#include "ir/pass/passes.h"

typedef struct CTargetOptions {
    const char *compiler;    /* "nnc 0.1.0", for the head of the file */
    const char *source_name; /* base name of the model's file */
    const char *source_hash; /* of its text, hex */
    Passes *passes;          /* NULL: all, quietly */
    /* "LABEL.PARAMETER" of populations and inputs: a value for each cell, whatever the model gives */
    const char *const *each;
    uint32_t n_each;
} CTargetOptions;

typedef struct CTargetResult {
    VEC(const char *) report; /* lines of --explain-numerics */
} CTargetResult;

/* The classes of a module, in the order of the file that ctarget_emit writes. False as there. */
bool ctarget_classes(IrModule *m, const CTargetOptions *options, KClasses *classes);
/* Reports all that the target cannot say of the module, by the passes of `options`. False as below. */
bool ctarget_check(IrModule *m, const CTargetOptions *options);
/* False when diagnostics were reported; then nothing of `out` is of use. */
bool ctarget_emit(IrModule *m, const CTargetOptions *options, Emitter *out, CTargetResult *result);
/* The header of the module as a library, whose names begin with `name`: for programs that step it. False as above. */
bool ctarget_emit_header(IrModule *m, const CTargetOptions *options, Emitter *out,
                         const char *name);
#endif
