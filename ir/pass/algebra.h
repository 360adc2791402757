/* Algebra on expressions of a flat model: building with the obvious simplifications, substitution, dependence and
   derivatives. Aliases are looked through, so an answer holds for what the expression means, not how it is written; but for those
   marked `held`, which are values computed when parameters are set (pass hoist). */
#ifndef NN_PASS_ALGEBRA_H
#define NN_PASS_ALGEBRA_H
#include "ir/build.h"

/* x + y, x*y, ... with 0 and 1 folded and constants combined. They take ownership of their arguments. */
IrExpr *alg_sum(Arena *a, IrExpr *x, IrExpr *y);
IrExpr *alg_sum_of(Arena *a, IrExpr *const *terms, uint32_t n); /* n >= 1; flat, left to right */
IrExpr *alg_difference(Arena *a, IrExpr *x, IrExpr *y);
IrExpr *alg_product(Arena *a, IrExpr *x, IrExpr *y);
IrExpr *alg_quotient(Arena *a, IrExpr *x, IrExpr *y);
IrExpr *alg_negative(Arena *a, IrExpr *x);
IrExpr *alg_zero(Arena *a, Span at);
IrExpr *alg_one(Arena *a, Span at);
/* The same expression with all that folds folded, bottom-up. */
IrExpr *alg_simplify(Arena *a, const IrExpr *e);

/* Copy in which each ITEM that is an alias of the model is replaced by its definition, to the bottom. */
IrExpr *alg_expand(Arena *a, const IrModel *model, const IrExpr *e);

/* Copy in which each ITEM called `name` is replaced by a copy of `by`. */
IrExpr *alg_replace(Arena *a, const IrExpr *e, const Str *name, const IrExpr *by);

/* What an expression reads, aliases looked through. */
typedef enum AlgReads {
    ALG_STATE = 1, /* a state */
    ALG_TIME = 2,  /* t, or a test of time */
    ALG_INPUT = 4, /* an `in` or an open reduce: held over a step */
    ALG_DRAW = 8,
    ALG_NOISE = 16,
    ALG_ARGUMENT = 32 /* an argument of an event */
} AlgReads;
unsigned alg_reads(const IrModel *model, const IrExpr *e);
bool alg_reads_item(const IrModel *model, const IrExpr *e, const Str *name);

/* d e / d name, simplified; aliases looked through. Comparisons and floors are constant between their jumps; select
   takes the derivative of each branch. NULL when a part has no derivative (a draw, a delay) and depends on name. */
IrExpr *alg_derivative(Arena *a, const IrModel *model, const IrExpr *e, const Str *name);

/* The same by `t`; what changes with the grid only is constant between its jumps. NULL when a part that depends on time has
   no derivative. */
IrExpr *alg_time_derivative(Arena *a, const IrModel *model, const IrExpr *e);

/* Does a choice, a test or a rounding depend on a leaf of that kind? Then a derivative that is constant says less than it
   seems. Aliases are not looked through. */
bool alg_has_jumps(const IrExpr *e, bool (*is_leaf)(void *context, const IrExpr *leaf),
                   void *context);

/* True when the expression reads nothing but constants and DISTANCE, and structure shows that it never rises with it.
   False says nothing. (sign.c) */
bool alg_falls_with_distance(Arena *a, const IrExpr *e);
#endif
