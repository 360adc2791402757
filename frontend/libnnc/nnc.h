/* libnnc: the compiler of models of neurons and networks, and simulations of what it compiled, as a library.

   A session compiles one model and owns all that it made: texts and diagnostics live until
   nnc_session_free. A simulation lives by itself. There is no global state: any number of either may be open at a time, each
   used by one thread at a time. Nothing prints, exits or installs handlers of signals; files are read only where
   nnc_session_load_file or an `import` of the model names them, and written only where a simulation is given a folder.

       NncSession *s = nnc_session_new(NULL);
       NncSimulation *sim = nnc_session_load_file(s, "hello.nn") ? nnc_jit(s, NULL) : NULL;
       if (!sim)
           puts(nnc_session_error(s));
       nnc_session_free(s);
       while (sim && nnc_simulation_time(sim) < 100 && nnc_simulation_advance(sim, 10))
           ...
       nnc_simulation_free(sim);

   Functions that return bool return false where they fail, and change nothing then. A function with an out parameter fills it
   where it returns true. docs/embedding.md has the whole story. */
#ifndef NNC_H
#define NNC_H
#include "nnc_simulation.h"

#ifdef __cplusplus
extern "C" {
#endif

unsigned nnc_abi_version(void);
const char *nnc_version(void); /* "0.1.0" */

/* "20 ms", "0.02s" or "20" as a number of `unit` ("ms"; "" or "1" of pure numbers), the unit of a text that has none. False:
   it is no finite number, or of another dimension. */
bool nnc_quantity(const char *text, const char *unit, double *out);

/* ---- sessions ---- */
typedef struct NncSession NncSession;

typedef enum NncSeverity { NNC_NOTE, NNC_WARNING, NNC_ERROR } NncSeverity;

typedef struct NncDiagnostic {
    NncSeverity severity;
    const char *code;              /* "NNC0214" */
    const char *title;             /* of the code: "dimensions do not agree" */
    const char *message;           /* lower case, no full stop */
    const char *label, *help;      /* text at the place; remedy; NULL: none */
    const char *file;              /* NULL: no place */
    unsigned line, column;         /* from 1; columns count code points */
    unsigned end_line, end_column; /* one past the last character */
} NncDiagnostic;

typedef struct NncOptions { /* 0 in any field but the first: its default */
    size_t size;            /* sizeof(NncOptions): a library knows by it which fields there are */
    uint64_t limit_steps;   /* of elaboration: 10^8 */
    uint64_t limit_memory;  /* bytes, while it compiles: 2 GiB */
    unsigned limit_diagnostics; /* 20; more are counted, not kept */
    bool warnings_are_errors;
    bool single_precision; /* as --precision=single */
    bool fast;             /* as --math=fast */
    /* Folder where the machine code of simulations is kept, so that the next of the same model starts at once; "": that of
       `nnc run`. NULL: nothing is kept. What cannot be read or written there is compiled. */
    const char *cache;
    /* Folder of libnnc_llvm.so; NULL: the environment's NNC_LIBRARY, else `nnc` beside libnnc.so. */
    const char *library;
    /* Gets the diagnostics of each call before that returns, sorted by place. NULL: nobody does. */
    void (*report)(void *context, const NncDiagnostic *d);
    void *context;
} NncOptions;

typedef enum NncForm {
    NNC_FORM_AST, /* syntax tree; not of text of the IR */
    NNC_FORM_IR,  /* model IR, which can be loaded again */
    NNC_FORM_C, /* C for the runtime: cc -I LIBRARY/include FILE LIBRARY/libnnrt.a -lm -lpthread */
    NNC_FORM_LLVM,     /* IR of LLVM, of the program for this processor ... */
    NNC_FORM_ASSEMBLY, /* ... its assembly ... */
    NNC_FORM_OBJECT    /* ... and its object file: cc FILE LIBRARY/libnnrt.a -lm -lpthread */
} NncForm;

/* NULL when out of memory. Where `abi` is not the library's, or `size` of the options is none that it knows, the session
   does nothing but say so. */
NncSession *nnc_session_open(unsigned abi, const NncOptions *options);
static inline NncSession *nnc_session_new(const NncOptions *options) /* NULL: all defaults */
{
    return nnc_session_open(NNC_ABI_VERSION, options);
}
void nnc_session_free(NncSession *s); /* NULL is fine */

/* As `-D NAME=VALUE`: fixes a name of the model; `value` is an expression of the language. Before
   the first stage beyond loading; false behind that, and when out of memory. */
bool nnc_session_define(NncSession *s, const char *name, const char *value);

/* As `-I FOLDER`: another place where modules and documents are looked for. Before the first stage
   beyond loading; false behind that, and when out of memory. */
bool nnc_session_include(NncSession *s, const char *folder);

/* The parameter "LABEL.PARAMETER" of a population or an input gets a number for each cell, so that a host can set it cell by
   cell, where the model has one for all. Before the model is printed or simulated; false when out of memory. */
bool nnc_session_each_cell(NncSession *s, const char *name);

/* Reads and parses the model, once per session. What the name ends in tells the language: ".xml", ".nml" and ".nml.h5" are
   documents of LEMS, NeuroML or NineML, ".ir" is text of the IR, all else is `.nn`. The text is copied. */
bool nnc_session_load_file(NncSession *s, const char *path);
bool nnc_session_load_text(NncSession *s, const char *name, const char *text, size_t size);

/* All that can be known before anything runs, what the native target refuses among it; a model without populations is fine.
   False after an error. */
bool nnc_session_check(NncSession *s);
/* The model in that form, with a NUL behind it; NULL after an error. `size` may be NULL. */
const char *nnc_session_print(NncSession *s, NncForm form, size_t *size);

/* Diagnostics so far, by place. False where there are no more than `index` of them. */
bool nnc_session_diagnostic(NncSession *s, size_t index, NncDiagnostic *out);
/* The same one for people, with its lines of the model, as `nnc` shows it; NULL where there is none, or no memory. */
const char *nnc_session_excerpt(NncSession *s, size_t index);
unsigned nnc_session_errors(const NncSession *s);
/* The first error as one line: "model.nn:3:5: error NNC0203: ..."; NULL where there is none. */
const char *nnc_session_error(NncSession *s);
/* What a program that ends now should return: 0 well, 1 model, 2 usage, 4 files, 5 limit or out of
   memory, 70 another interface. */
int nnc_session_exit_code(const NncSession *s);

/* ---- simulations: nnc_simulation.h ---- */
/* The model as machine code in this process, constructed, with all that its script says before its first `run`. What
   stands behind that is left out: the host decides how long it runs. NULL after an error, which the session has.
   The session may be freed before the simulation. */
NncSimulation *nnc_jit(NncSession *s, const NncSimulationOptions *options);

#ifdef __cplusplus
}
#endif
#endif
