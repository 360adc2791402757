/* From equations to the update of one step (semantics.md 10; the choice of methods is docs/numerics.md). */
#ifndef NN_PASS_DISCRETISE_H
#define NN_PASS_DISCRETISE_H
#include "ir/kernel.h"

/* Values computed once per parameter set, or in each step: entries of P, see KMatrix. */
typedef struct DiscreteMatrix {
    uint32_t n;
    IrExpr **entry; /* per ms; over params and values, in a step over what lets may read; NULL: 0 */
    double fraction;
    VEC(uint32_t) row, col;
    VEC(const Str *) name; /* of the value that holds P[row][col] */
    KMatrixKind kind;
    IrExpr **input; /* see KMatrix */
    uint32_t n_inputs;
    VEC(const Str *) state; /* of its first rows */
    Span at;
} DiscreteMatrix;

typedef enum DiscreteKind {
    DISCRETE_LET, /* a value */
    DISCRETE_LET_BOOL,
    DISCRETE_VAR, /* the same, assigned again later */
    DISCRETE_ASSIGN,
    DISCRETE_LOOP,  /* what follows, up to END, at most `value` times */
    DISCRETE_BREAK, /* leaves the loop where value (a test) holds */
    DISCRETE_END,
    DISCRETE_MOVE /* `name`s of `matrix` are lets, entries over what lets may read */
} DiscreteKind;

typedef struct DiscreteLet {
    DiscreteKind kind;
    const Str *name; /* NULL: LOOP, BREAK, END, MOVE */
    IrExpr *value; /* over ITEM (states, params, values, inputs at t_k) and LOCAL (earlier lets) */
    const DiscreteMatrix *matrix; /* MOVE */
    Span span;
} DiscreteLet;

typedef struct Discrete {
    VEC(DiscreteMatrix) matrices;
    VEC(DiscreteLet) lets;
    Map next;     /* state name -> const Str *: the let that holds it at t_{k+1} */
    Map decaying; /* states that are multiplied with a number in each step, and nothing else */
    VEC(const char *) report;
    VEC(KStepLimit) step_limits;
    bool followed; /* see KClass */
} Discrete;

/* `held`: state name -> const Str *, the let (a bool) that tells whether it is held in this step; absent: never. Without
   lets after a diagnostic. */
Discrete *ir_discretise(IrModule *m, const IrModel *flat, const Map *held);
#endif
