/* One model on its way through the compiler: text -> syntax tree -> model IR -> C. What libnnc and
   the program nnc share. Nothing here prints, exits or keeps state elsewhere; mistakes are
   diagnostics of the session. */
#ifndef NN_COMPILATION_H
#define NN_COMPILATION_H
#include "codegen/c/target.h"
#include "frontend/ast.h"
#include "frontend/elaborate.h"
#include "ir/ir.h"

#include <setjmp.h>

typedef struct Compilation {
    Session *session;
    const SourceFile *source;
    AstFile *ast;            /* NULL for text of the IR */
    IrModule *module;        /* NULL after an error */
    Passes *passes;          /* NULL: all, quietly */
    const char *const *each; /* as of CTargetOptions */
    uint32_t n_each;
    bool stepped; /* core types of NeuroML2 for lems_euler */
    /* Where the session goes when memory is out; whoever calls what follows sets it with setjmp. */
    jmp_buf out_of_memory;
    size_t wanted; /* bytes that could not be had */
    void *context; /* of the command that compiles; nothing here reads it */
} Compilation;

/* Makes the session; false when out of memory. session_free ends it. */
bool compilation_open(Compilation *c, Limits limits);
/* "brunel" of "a/brunel.nn"; "model" of standard input. */
const char *compilation_name(const Compilation *c, const char *path);
/* Each stage returns false after an error; later stages may then be left out. A name that ends in
   ".ir" is text of the IR. The source must be a file of the session. */
bool compilation_parse(Compilation *c, const SourceFile *source);
bool compilation_elaborate(Compilation *c, const ElabOptions *options);
/* Whether the native target takes all of it: as compilation_emit_c, whose text is dropped. A model without populations is
   fine. */
bool compilation_check(Compilation *c);
/* Its kernels, by class. */
bool compilation_kernels(Compilation *c, KClasses *classes);
/* The C of the model; `result` has the report of its methods. */
bool compilation_emit_c(Compilation *c, Emitter *out, CTargetResult *result);
/* Its header as a library whose names begin with `name`. */
bool compilation_emit_header(Compilation *c, Emitter *out, const char *name);
#endif
