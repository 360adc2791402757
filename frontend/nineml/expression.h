/* Expressions of MathInline: C's arithmetic, comparisons, && || !, ?:, functions, random.*, pi and t. Numbers are real: 1/2 is
   one half. */
#ifndef NN_NINEML_EXPRESSION_H
#define NN_NINEML_EXPRESSION_H
#include "frontend/nineml/document.h"

typedef struct NmlNames {
    NmlDocuments *all;
    void *place;
    /* What a name means, or NULL after a diagnostic. */
    IrExpr *(*find)(void *place, const Str *name, Span at);
} NmlNames;

IrExpr *nml_expression(const NmlNames *names, const XmlText *text); /* NULL after a diagnostic */

/* distribution.c: a draw of `random.NAME(...)` or of the standard library's distribution NAME; NULL after a diagnostic.
   `args` are `n` pure numbers; a distribution may leave out those that its standard form has. */
IrExpr *nml_draw(NmlDocuments *all, const char *name, IrExpr *const *args, uint32_t n, Span at);
#endif
