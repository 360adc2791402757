/* Elements of values: what reading (element.c) and assigning (assign.c) share. */
#ifndef NN_ELEMENT_H
#define NN_ELEMENT_H
#include "frontend/sema/interp.h"

/* The elements that a slice takes: start, start + step, ... n of them. */
typedef struct Cut {
    int64_t start, step, n;
} Cut;

/* Of a sequence of that length; false after an error. */
bool element_cut(Interp *in, const AstExpr *slice, int64_t length, Cut *out);
/* An index from -length on; reported where it is none of the sequence. */
bool element_index(Interp *in, Value key, int64_t length, Span at, int64_t *out);
Value element_slice(Interp *in, Value v, const AstExpr *slice); /* v[a:b] */
Value element_of(Interp *in, Value v, Value key, Span at);      /* v[key] */
/* i, j of x[i, j] as one key. */
Value element_tuple_key(Interp *in, const AstExprs *items);
#endif
