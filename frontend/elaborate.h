/* From syntax trees to the model IR: models are read as equations, scripts are run at compile time.
   */
#ifndef NN_ELABORATE_H
#define NN_ELABORATE_H
#include "frontend/ast.h"
#include "ir/ir.h"

typedef struct ElabDefinition { /* -D name=value */
    const char *name, *value;
} ElabDefinition;

typedef struct ElabOptions {
    const char *module_name; /* of the program: "brunel" */
    const ElabDefinition *definitions;
    size_t n_definitions;
    bool check_only;            /* a file without populations is fine */
    bool judges;                /* tests of NeuroML that fail are errors; else warnings */
    const char *const *folders; /* -I: where imports are looked for, after the folder of the file */
    size_t n_folders;
    bool lems_euler; /* --integrator=lems-euler */
    /* Documents of LEMS that come with the compiler: NULL where there is none of that name. */
    const SourceFile *(*library)(void *context, const char *name);
    void *context;
} ElabOptions;

/* The names of `library` are in scope of the program, as its own may replace them. NULL when there
   were errors (reported). The module's stage is structured; every model and value in it is typed.
   */
IrModule *nn_elaborate(Session *s, const AstFile *program, const AstFile *const *library,
                       size_t n_library, const ElabOptions *options);
/* Do scripts know the name without a declaration: Population, run, sum? */
bool nn_is_builtin(const char *name);
#endif
