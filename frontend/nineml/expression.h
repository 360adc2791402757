/* Expressions of MathInline: C's arithmetic, comparisons, && || !, ?:, functions, random.*, pi and t. Numbers are real: 1/2 is
   one half. */
#ifndef NN_NINEML_EXPRESSION_H
#define NN_NINEML_EXPRESSION_H
#include "frontend/nineml/document.h"
#include "frontend/xml/infix.h"

extern const InfixDialect nml_infix; /* for names whose place is an NmlLowering */

/* distribution.c: a draw of `random.NAME(...)` or of the standard library's distribution NAME; NULL after a diagnostic.
   `args` are `n` pure numbers; a distribution may leave out those that its standard form has. */
IrExpr *nml_draw(NmlDocuments *all, const char *name, IrExpr *const *args, uint32_t n, Span at);
#endif
