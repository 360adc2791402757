/* Expressions of LEMS: `(V + 40mV)` never has a unit, names are what the component knows, functions take one argument. From the
   tightest: powers, sign, `*` and `/`, `+` and `-`, comparisons (.gt. .geq. .lt. .leq. .eq. .neq.), .and., .or. */
#ifndef NN_LEMS_EXPRESSION_H
#define NN_LEMS_EXPRESSION_H
#include "frontend/xml/infix.h"

extern const InfixDialect lems_infix;
#endif
