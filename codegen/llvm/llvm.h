/* The LLVM target: a generated program (the text that the C target prints) as machine code, to be run at once or kept as
   an object file. It computes the same numbers as a C compiler makes of the text. It lives in a module of its own,
   libnnc_llvm.so, beside the runtime that programs in memory call; libnnc loads it on first use and finds
   `nnc_llvm_target` in it (frontend/libnnc/llvm_module.c). */
#ifndef NN_LLVM_H
#define NN_LLVM_H
#include "ir/base/str.h"

typedef enum LlvmForm { LLVM_FORM_OBJECT, LLVM_FORM_ASSEMBLY, LLVM_FORM_TEXT } LlvmForm;

typedef struct LlvmOptions {
    const char *cpu; /* "native", "x86-64-v2", "x86-64-v3", "x86-64-v4": what the code may use */
    char level;      /* effort: '0' to '3' */
    LlvmForm form;
    bool lines;        /* of the model, for debuggers and profilers */
    bool fast;         /* shorter polynomials (runtime/maths_exp_fast.h) */
    const char *entry; /* the name of main; NULL: its own */
    const char *calls; /* what main calls; NULL: nnrt_main */
    uint32_t threads;  /* that compile; 0: as many as there are processors. The code is the same. */
} LlvmOptions;

typedef struct LlvmResult { /* of malloc: llvm_free gives it back */
    char *bytes;
    size_t n;
} LlvmResult;

struct nnrt_program;
struct nnrt_stepper_calls;
typedef struct LlvmProgram LlvmProgram; /* in memory, linked */

typedef struct LlvmTarget {
    const char *version; /* of nnc: module and program must be of one build */
    /* NULL, or what is wrong, in the arena: the text is not of the language, or LLVM refuses an option. `library` is the
       folder where the program finds its helpers. */
    const char *(*compile)(Arena *a, StrTable *strings, const char *text, const char *library,
                           const LlvmOptions *options, LlvmResult *result);
    /* What the code depends on besides text, library and the options' other members, in the arena; NULL: it cannot be
       told. */
    const char *(*identity)(Arena *a, const LlvmOptions *options);
    /* Calls `main` of an object, of which debuggers are told where `lines` are in it. -1 with a message in `error`: it could
       not be linked. */
    int (*run)(const LlvmResult *object, bool lines, int argc, char **argv, char error[], size_t n);
    void (*free)(LlvmResult *result);
    /* An object that is stepped instead of run: its tables, for the calls of this module's runtime (runtime/stepper.h).
       NULL with a message in `error`: it could not be linked. The object may be freed before the program. */
    LlvmProgram *(*load)(const LlvmResult *object, char error[], size_t n);
    const struct nnrt_program *(*tables)(const LlvmProgram *p);
    void (*unload)(LlvmProgram *p); /* NULL is allowed */
    const struct nnrt_stepper_calls *stepper;
} LlvmTarget;

extern const LlvmTarget nnc_llvm_target;

/* of the module: compile.c, identity.c, jit.c, load.c */
const char *llvm_identity(Arena *a, const LlvmOptions *options);
const char *llvm_compile(Arena *a, StrTable *strings, const char *text, const char *library,
                         const LlvmOptions *options, LlvmResult *result);
int llvm_run(const LlvmResult *object, bool lines, int argc, char **argv, char error[], size_t n);
void llvm_free(LlvmResult *result);
LlvmProgram *llvm_load(const LlvmResult *object, char error[], size_t n);
const struct nnrt_program *llvm_tables(const LlvmProgram *p);
void llvm_unload(LlvmProgram *p);
#endif
