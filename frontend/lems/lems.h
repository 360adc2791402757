/* LEMS and NeuroML2 documents to the model IR. */
#ifndef NN_LEMS_H
#define NN_LEMS_H
#include "ir/ir.h"

typedef struct LemsOptions {
    const char *module_name;
    const char *const *
        folders; /* -I: where files are looked for, after the folder of the file that includes them */
    size_t n_folders;
    bool lems_euler; /* IrModule.lems_euler */
    bool check_only; /* a document without a simulation is fine */
    bool judges;     /* as ElabOptions.judges */
    /* Documents that come with the compiler, for what no folder has: NULL where there is none of that name. */
    const SourceFile *(*library)(void *context, const char *name);
    void *context;
} LemsOptions;

/* The model and the experiment that the document's Target names. NULL after diagnostics. The module's stage is
   structured. */
IrModule *lems_elaborate(Session *s, const SourceFile *file, const LemsOptions *options);

/* A synapse that becomes a receptor of a cell, called `name`. */
typedef struct LemsSynapse {
    const Str *name;
    const SourceFile *file;
    const Str *id;
    Span at;
} LemsSynapse;
typedef struct LemsCell {
    const SourceFile *file;
    const Str *id;
    VEC(LemsSynapse) synapses;
    Span at;
} LemsCell;

/* A cell type for a script: the component of that id as a model of the module; what it requires of its surroundings becomes a
   parameter, and the sum of its attached currents takes injected ones (i_inj). NULL after diagnostics. */
IrModel *lems_cell_type(IrModule *m, const LemsCell *cell, const LemsOptions *options);
#endif
