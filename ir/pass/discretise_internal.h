/* Shared by the files of the pass `discretise`: the states at hand and what is known of them, and how lets are written. */
#ifndef NN_PASS_DISCRETISE_INTERNAL_H
#define NN_PASS_DISCRETISE_INTERNAL_H
#include "ir/pass/algebra.h"
#include "ir/pass/discretise.h"

typedef enum Method { BY_DEFAULT, EXACT, SPLITTING, EXPONENTIAL_EULER, EULER, RK4 } Method;

typedef struct Var {
    const Str *name;
    IrExpr *f;                     /* right side without noise, aliases expanded */
    Span span;
    bool linear, own_linear;       /* in the exact block; linear in itself */
    Method method;
    uint32_t component;            /* of the exact block */
} Var;

typedef struct Noise {
    const Str *name;
    IrExpr **factor;               /* per var; NULL: 0 */
} Noise;

typedef struct Work {
    IrModule *m;
    Arena *a;
    const IrModel *flat;
    const Map *held;
    Discrete *out;
    VEC(Var) vars;
    VEC(const Str *) inputs;       /* held over the step */
    VEC(Noise) noises;
    IrExpr **jacobian;             /* vars x (vars + inputs) */
    uint32_t n_let;
    bool nonlinear;                /* some state that is not exact is not linear in itself: right sides are capped */
} Work;

/* Where a state's value is found at some moment inside the step: state -> LOCAL name (absent: at t_k). */
typedef struct Moment {
    const Str **local;             /* per var; NULL: the state itself */
    double fraction;               /* of the step, for t */
} Moment;

StrTable *discrete_strings(const Work *w);
IrExpr *discrete_local(const Work *w, const Str *name, Span at);
IrExpr *discrete_item(const Work *w, const Str *name, Span at);
IrExpr *discrete_entry(const Work *w, uint32_t row, uint32_t col);
bool discrete_is_zero_entry(const Work *w, uint32_t row, uint32_t col);
const Str *discrete_held_flag(const Work *w, const Str *state);
IrExpr *discrete_unless_held(const Work *w, const Var *x, IrExpr *moved, IrExpr *kept);
const Str *discrete_add_let(Work *w, const Str *state, const char *stage, IrExpr *value, Span at);
IrExpr *discrete_normal_draw(const Work *w, uint32_t site, Span at);
void discrete_advance_linear(Work *w, double fraction, const char *tag, Moment *to);
#endif
