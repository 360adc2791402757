/* Shared by the files of the pass `discretise`: the states at hand and what is known of them (discretise.c), which are
   advanced together and how (discretise_choose.c), and how lets are written. */
#ifndef NN_PASS_DISCRETISE_INTERNAL_H
#define NN_PASS_DISCRETISE_INTERNAL_H
#include "ir/method.h"
#include "ir/pass/algebra.h"
#include "ir/pass/discretise.h"

typedef struct Var {
    const Str *name;
    IrExpr *f; /* right side without noise, aliases expanded */
    Span span;
    bool linear, own_linear; /* in an exact part; linear in itself */
    bool large;              /* linear, but its exact part would be too large */
    IrMethod asked;          /* by `integrate`, or IR_METHOD_DEFAULT */
    Span asked_at;
    const IrExpr *cap; /* right sides read min(x, cap); NULL: x itself */
    const Str *scheme; /* the kinetic scheme that it is of, or NULL */
    uint32_t block;    /* of states that are not exact: index into Work.blocks */
} Var;

typedef struct Noise {
    const Str *name;
    IrExpr **factor; /* per var; NULL: 0 */
} Noise;

typedef struct
    Block { /* states that are advanced together by one method, and read no later block */
    VEC(uint32_t) var; /* ascending */
    IrMethod method;
    double rate; /* of the fastest decay among its states, per ms; 0: unknown */
} Block;

/* Where a state's value is found at some moment inside the step: state -> LOCAL name (absent: at t_k). */
typedef struct Moment {
    const Str **local; /* per var; NULL: the state itself */
    double fraction;   /* of the step, for t */
    const Str *share;  /* NULL, or a LOCAL to be used for `fraction` */
} Moment;

/* The regimes that modes are in: a number of a regime, or -1 for none of those that equations test. */
typedef struct RegimeOf {
    const Str *mode;
    int number;
} RegimeOf;
typedef VEC(RegimeOf) Regimes;
typedef VEC(Regimes) RegimeCases;

typedef struct Work {
    IrModule *m;
    Arena *a;
    const IrModel *flat;
    const Map *held;
    Discrete *out;
    VEC(Var) vars;
    Map index; /* state name -> index into vars + 1 */
    VEC(const Str *)
    inputs;    /* held over the step: inputs of the model, states without an equation */
    Map modes; /* name of their state -> some item of a regime */
    VEC(Noise) noises;
    VEC(Block) blocks; /* in the order of their dependence */
    IrExpr **jacobian; /* vars x (vars + inputs); NULL: there is no derivative */
    Moment half;       /* exact states at mid-step, where `half.local` was made */
    bool has_large_scheme;
    double dt; /* ms: what is chosen by estimates is chosen for this step */
    uint32_t n_let;
} Work;

/* discretise.c */
StrTable *discrete_strings(const Work *w);
IrExpr *discrete_local(const Work *w, const Str *name, Span at);
IrExpr *discrete_item(const Work *w, const Str *name, Span at);
IrExpr *discrete_entry(const Work *w, uint32_t row, uint32_t col);
bool discrete_is_zero_entry(const Work *w, uint32_t row, uint32_t col);
bool discrete_share_noise(const Work *w, uint32_t i, uint32_t j);
bool discrete_is_gate(const Work *w, uint32_t i);
bool discrete_same_scheme(const Work *w, uint32_t i, uint32_t j); /* also where i is j */
IrExpr *discrete_step_size(const Work *w, double fraction, Span at);
const Str *discrete_held_flag(const Work *w, const Str *state);
IrExpr *discrete_unless_held(const Work *w, const Var *x, IrExpr *moved, IrExpr *kept);
const Str *discrete_let_name(Work *w, const Str *state, const char *stage);
const Str *discrete_add_let(Work *w, const Str *state, const char *stage, IrExpr *value, Span at);

/* discretise_moment.c */
Moment discrete_moment(const Work *w, double fraction);
Moment discrete_moment_copy(const Work *w, const Moment *from, double fraction);
IrExpr *discrete_value(const Work *w, const Moment *at, uint32_t var);
/* An expression with the states of that moment; capped states read min(x, cap). */
IrExpr *discrete_evaluate(const Work *w, const Moment *at, const IrExpr *e);
/* The right side of a state then; 0 while it is held. */
IrExpr *discrete_slope(const Work *w, const Moment *at, uint32_t var);
/* What the states of other blocks, which a block may read, are in the middle of the step. */
Moment discrete_middle(Work *w, const Block *b, const Moment *end);

/* discretise_cap.c: e of `when v > e: v = ...`, aliases expanded; NULL: there is none. */
const IrExpr *discrete_cap(const Work *w, const Str *state);

/* discretise_probe.c: the rate of the fastest decay among these states where the cell goes without input, per ms. */
double discrete_fastest(Work *w, const uint32_t *var, uint32_t n);
/* A value outside of models where `param`s have their defaults; NaN: it is not known now. */
double discrete_usual(Work *w, const IrExpr *e);

/* discretise_choose.c: sorts the states that are not exact into blocks and reports; false: a diagnostic was. */
bool discrete_choose(Work *w);
void discrete_report(Work *w);

void discrete_drop_large_parts(Work *w);

/* One file per family of methods: they put the block's states at t_{k+1} into *end. */
void discrete_advance_linear(Work *w, double fraction, const char *tag, Moment *to);
void discrete_advance_splitting(Work *w, const Block *b, Moment *end);
void discrete_advance_euler(Work *w, const Block *b, Moment *end);
void discrete_advance_rk4(Work *w, const Block *b, Moment *end);
void discrete_advance_rk45(Work *w, const Block *b, Moment *end);
void discrete_advance_rosenbrock(Work *w, const Block *b, Moment *end);

/* discretise_flows.c: kinetic schemes, also those that are written as equations; one state is none */
void discrete_find_schemes(Work *w);
/* Do the slopes of these states cancel, term by term? */
bool discrete_keeps_sum(const Work *w, const uint32_t *var, uint32_t n);

/* discretise_scheme.c: moves the states of the kinetic scheme of i, from `at` a fraction of the step on, into *now */
void discrete_move_scheme(Work *w, uint32_t i, const Moment *at, double fraction, Moment *now);
/* A guess of the cost of that, as kernel_expr_cost counts. */
unsigned long discrete_scheme_cost(const Work *w, uint32_t i);

/* discretise_regimes.c */
void discrete_find_modes(Work *w);
bool discrete_is_constant(const Work *w, const IrExpr *e); /* over a step; not NULL */
/* tests of what varies: its derivatives do not tell all */
bool discrete_has_jumps(const Work *w, const IrExpr *e);
/* of the equations of these states */
RegimeCases discrete_cases(const Work *w, const uint32_t *var, uint32_t n);
bool discrete_few_cases(const Work *w);
IrExpr *discrete_in_regimes(const Work *w, const Regimes *regimes, const IrExpr *e);
IrExpr *discrete_case_test(const Work *w, const Regimes *regimes, Span at);

/* discretise_noise.c */
IrExpr *discrete_normal_draw(const Work *w, uint32_t site, Span at);
void discrete_add_noise(Work *w, const Block *b, Moment *end);
#endif
