/* What the files that translate equations share; internal to equation*.c. All return NULL after an
   error (reported; scope->failed is set). */
#ifndef NN_EQUATION_PARTS_H
#define NN_EQUATION_PARTS_H
#include "frontend/sema/equation.h"

enum { EQUATION_NESTING_MAX = 1000 };

/* equation.c */
IrExpr *equation_fail(EquationScope *scope); /* NULL */
IrExpr *equation_too_deep(EquationScope *scope, Span at);
/* A declared name; NULL without a message for others. */
IrExpr *equation_lookup(EquationScope *scope, const Str *name, Span at);

/* equation_operator.c */
IrExpr *equation_unary(EquationScope *scope, const AstExpr *e);
IrExpr *equation_power(EquationScope *scope, const AstExpr *e);
IrExpr *equation_sum(EquationScope *scope, const AstExpr *e);
IrExpr *equation_product(EquationScope *scope, const AstExpr *e);
IrExpr *equation_logic(EquationScope *scope, const AstExpr *e);

/* equation_compare.c */
IrExpr *equation_comparison(EquationScope *scope, const AstExpr *e);

/* equation_call.c, equation_inline.c, equation_draw.c */
IrExpr *equation_call(EquationScope *scope, const AstExpr *e);
/* A call of a function that the model, its file or the library defines: its value, in place. */
IrExpr *equation_inline(EquationScope *scope, const AstExpr *e, const AstFunction *f);
/* random.normal(mu, sigma), random.uniform(); random.normal(step=k) is the draw of step k. */
IrExpr *equation_draw(EquationScope *scope, const AstExpr *e, const Str *path);
#endif
