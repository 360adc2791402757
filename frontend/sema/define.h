/* What -D NAME=VALUE sets while a model is compiled. */
#ifndef NN_DEFINE_H
#define NN_DEFINE_H
#include "frontend/sema/interp.h"

/* Evaluates the definitions in the innermost scope, which gets them. */
void define_read(Interp *in);
/* Binds them in the innermost scope: that of an imported file. */
void define_bind(Interp *in);
/* The value for a name that a script is about to give a value; NULL: none. */
const Value *define_find(Interp *in, const Str *name);
/* A script reads this name. */
void define_note_use(Interp *in, const Str *name);
/* After the script: definitions that nothing asked for are mistakes. */
void define_check(Interp *in);
#endif
