/* The insides of a session, for programs of this repository that go on from its IR. */
#ifndef NN_LIBNNC_SESSION_H
#define NN_LIBNNC_SESSION_H
#include "codegen/llvm/llvm.h"
#include "frontend/libnnc/compilation.h"
#include "frontend/libnnc/nnc.h"

#include <locale.h>

typedef enum NncStage {
    NNC_STAGE_NEW,
    NNC_STAGE_LOADED,
    NNC_STAGE_ELABORATED,
    NNC_STAGE_FAILED
} NncStage;

struct NncSession {
    Compilation c;
    NncOptions options;
    locale_t numbers; /* the host's, with numbers of C: see runtime/numbers.h */
    VEC(ElabDefinition) definitions;
    VEC(const char *) folders;
    VEC(const char *) each; /* "LABEL.PARAMETER" */
    NncStage stage;
    bool judges;        /* ElabOptions.judges, of nnc_session_check */
    bool out_of_memory; /* nothing is done any more */
    uint32_t
        reported; /* so many diagnostics have gone to options.report, by their order of arrival */
};

/* The model IR, elaborated where it was not yet; NULL after an error. Owned by the session. */
IrModule *libnnc_module(NncSession *s);
Session *libnnc_session(NncSession *s);
/* Runs `work` so that out of memory anywhere inside ends it: false then, and the session's exit
   code is 5. Numbers in texts are C's meanwhile, also where the host has a locale with a decimal comma. */
bool libnnc_guard(NncSession *s, bool (*work)(NncSession *s, void *context), void *context);

/* Within a guard: elaborates where that was not done yet (nnc.c); the C of the model, NULL after an error. */
bool libnnc_elaborate(NncSession *s);
const char *libnnc_c_text(NncSession *s, size_t *size);
/* Whether the parameters that are to have a number for each cell are there (each.c). */
bool libnnc_each_there(NncSession *s);
/* The text as machine code (native.c); the target gives the result back. NULL after a diagnostic. */
const LlvmTarget *libnnc_native(NncSession *s, const char *text, LlvmForm form, char effort,
                                LlvmResult *result);
/* Hands new diagnostics to the host (report.c). */
void libnnc_report(NncSession *s);
#endif
