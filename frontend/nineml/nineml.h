/* NineML documents, version 1 and 2, to the model IR. */
#ifndef NN_NINEML_H
#define NN_NINEML_H
#include "frontend/elaborate.h"

/* By its root element, whatever its name ends in. */
bool nineml_is_document(const SourceFile *file);

/* The network of the document, or one cell of each component of it, and an experiment that runs it for `simtime`. NULL after
   diagnostics. The module's stage is structured. Definitions of -D choose what a document leaves open: CLASS.regime, the
   regime in which cells start; first_index, 0 or 1, of explicit connections. */
IrModule *nineml_elaborate(Session *s, const SourceFile *file, const ElabOptions *options);

/* A response that becomes a receptor of a cell: `path` holds its class. */
typedef struct NinemlReceptor {
    const Str *name;
    const char *path;
    const Str *inside; /* of the class or component in the file; NULL: the only one */
    Span at;
} NinemlReceptor;
typedef struct NinemlCell {
    const char *path;
    const Str *name;   /* of the class or component in the file; NULL: the only one */
    bool optional;     /* where the file has no such name, the only one is meant */
    const Str *regime; /* in which cells start; NULL: chosen */
    const Str *label;  /* of the model */
    VEC(NinemlReceptor) receptors;
    Span at;
} NinemlCell;

/* A cell type for a script: a model of the module, whose parameters have the values of the component, where there is one.
   `each` gets those that differ between cells. NULL after diagnostics. */
IrModel *nineml_cell(IrModule *m, const NinemlCell *cell, const ElabOptions *options,
                     IrBinds *each);
#endif
