/* Expressions of LEMS: `(V + 40mV)` never has a unit, names are what the component knows, functions take one argument. */
#ifndef NN_LEMS_EXPRESSION_H
#define NN_LEMS_EXPRESSION_H
#include "frontend/lems/document.h"

typedef struct LemsNames {
    LemsDocument *document;
    void *place;
    /* What a name means, or NULL after a diagnostic. */
    IrExpr *(*find)(void *place, const Str *name, Span at);
    /* The number that a name always means: false where it varies. */
    bool (*number)(void *place, const Str *name, double *value);
} LemsNames;

/* NULL after a diagnostic. From the tightest: powers (from the left), sign, `*` and `/`, `+` and `-`, comparisons
   (.gt. .geq. .lt. .leq. .eq. .neq.), .and., .or. */
IrExpr *lems_expression(const LemsNames *names, const XmlText *text);
#endif
