/* Statements of scripts: what the files that run them share. */
#ifndef NN_SCRIPT_H
#define NN_SCRIPT_H
#include "frontend/sema/interp.h"

/* How a statement ends. ERROR: reported, or an exception on its way (interp->raising). */
typedef enum Flow { FLOW_NEXT, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN, FLOW_ERROR } Flow;

Flow script_stmt(Interp *in, const AstStmt *s);
Flow script_block(Interp *in, const AstBlock *block);
/* Where statements that run end, it is by coming to the last one; reported where it is by `break` or
   `return`. */
bool script_ends(Interp *in, Flow flow, Span at);

/* scope.c */
Flow script_share(Interp *in, const AstStmt *s); /* global, nonlocal */
Flow script_delete(Interp *in, const AstExpr *target);
/* function.c */
void script_define(Interp *in, const AstFunction *f);
/* program_param.c: `param N = 4000`, a name that the compiled program still knows, unless -D has
   fixed it. */
Flow script_params(Interp *in, const AstStmt *s);
/* exception.c */
Flow script_raise(Interp *in, const AstStmt *s);
Flow script_try(Interp *in, const AstStmt *s);
Flow script_with(Interp *in, const AstStmt *s);
Flow script_assert(Interp *in, const AstStmt *s);
/* recover.c: binds what a statement with an error would have bound, so that its uses stay silent. */
void script_recover(Interp *in, const AstStmt *s);
#endif
