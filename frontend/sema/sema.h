/* What the parts of the semantic analysis share: declared models, inlinable functions, the module
   being built. */
#ifndef NN_SEMA_H
#define NN_SEMA_H
#include "frontend/elaborate.h"
#include "ir/build.h"

typedef enum DeclState { DECL_NEW, DECL_BUSY, DECL_DONE, DECL_FAILED } DeclState;

/* A model written in the program or the library; elaborated when it is first used. */
typedef struct ModelDecl {
    const AstModel *ast;
    const Str *name;
    IrModel *ir; /* NULL until elaborated, and for connectors */
    DeclState state;
    bool library;
    IrBinds each; /* of a cell type from a document: values that differ between cells */
} ModelDecl;

typedef struct Sema {
    Session *session;
    Arena *arena;
    IrModule *module;
    const ElabOptions *options;
    Map models;    /* name -> ModelDecl * */
    Map functions; /* name -> const AstFunction *: `def`s that equations may call */
} Sema;

#define SEMA_NAME(sema, text) str_from((sema)->session->strings, (text))

/* Registers the models and functions of a file; those of the program replace those of the library.
   */
void sema_declare_file(Sema *sema, const AstFile *file, bool library);
ModelDecl *sema_declare_model(Sema *sema, const AstModel *ast, const Str *name, bool library);
ModelDecl *sema_find_model(const Sema *sema, const Str *name);

/* The IR of a declared model; NULL when it has errors (reported once). */
IrModel *sema_model(Sema *sema, ModelDecl *decl);
bool sema_is_connector(const ModelDecl *decl);

/* The unit that a note (`: mS/cm2`) names; false and an error when it is none. */
bool sema_unit(Sema *sema, const AstExpr *note, Unit *out);
/* number.c: numbers by their text (1_000, 0x1F, .5, 1e-3). false: not written as a whole number, or no
   64-bit integer; no finite double. */
bool sema_integer(const Str *text, int64_t *out);
bool sema_number(const Str *text, double *out);
/* The text of the same number without a base, as the IR has it. */
const Str *sema_number_text(Sema *sema, const Str *text);
/* The operation that a comparison is; false for `in` and `is`. */
bool sema_comparison(AstOperator op, IrOp *out);

/* What is measured in a dimension: "ms", "a pure number". */
const char *sema_dim_words(Sema *sema, Dim dim);
/* Adds the nearest of the names of a map (keys are Str) as help. */
void sema_suggest(Sema *sema, Diag *d, const Str *name, const Map *const *maps, size_t n_maps);
#endif
