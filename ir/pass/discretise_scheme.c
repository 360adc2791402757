/* discretise: the states of a kinetic scheme, which move together: x += h exprel(h A) f, with A the derivatives of their
   slopes f by each other at that moment. Exact where rates do not move, and at any step: states that are kept in balance
   by fast transitions stay in it. Where the transitions neither make nor lose anything, the last state moves by what the
   others leave, and a scheme of two states is a single exponential. */
#include "ir/pass/discretise_internal.h"

/* The members of a scheme, and which of them are moved by the exponential. */
typedef struct Scheme {
    Work *w;
    const Moment *at; /* where it starts */
    double fraction;  /* of the step */
    VEC(uint32_t) var;
    uint32_t n; /* of var: without the last where the sum of all is kept */
} Scheme;

/* ---- A and f ---- */
/* NULL: 0, also where there is no derivative. */
static IrExpr *derivative(const Scheme *s, uint32_t row, uint32_t col)
{
    const uint32_t i = s->var.v[row], j = s->var.v[col];
    IrExpr *e = discrete_entry(s->w, i, j);
    if (!e || ir_is_zero(e))
        return NULL;
    return discrete_unless_held(s->w, &s->w->vars.v[i], discrete_evaluate(s->w, s->at, e),
                                alg_zero(s->w->a, e->span));
}

/* By a state that moves, and by the last one, which moves the other way. */
static IrExpr *entry(const Scheme *s, uint32_t row, uint32_t col)
{
    IrExpr *own = derivative(s, row, col);
    IrExpr *last = s->n < s->var.n ? derivative(s, row, s->n) : NULL;
    if (!last)
        return own;
    last = alg_negative(s->w->a, last);
    return own ? alg_sum(s->w->a, own, last) : last;
}

static IrExpr *step_size(const Scheme *s, Span at)
{
    return discrete_step_size(s->w, s->fraction, at);
}

/* ---- the moves ---- */
static const Str *move_of_one(const Scheme *s)
{
    Work *w = s->w;
    const Var *x = &w->vars.v[s->var.v[0]];
    IrExpr *move = alg_product(w->a, discrete_slope(w, s->at, s->var.v[0]), step_size(s, x->span));
    IrExpr *own = entry(s, 0, 0);
    if (own)
        move = ir_binary(w->a, IR_PRODUCT, move,
                         ir_unary(w->a, IR_EXPREL, alg_product(w->a, own, step_size(s, x->span))));
    return discrete_add_let(w, x->name, "move", move, x->span);
}

static void moves_of_many(const Scheme *s, const Str **move)
{
    Work *w = s->w;
    DiscreteMatrix *m = ARENA_NEW(w->a, DiscreteMatrix);
    *m = (DiscreteMatrix){.kind = K_MOVE,
                          .n = s->n,
                          .n_inputs = 1,
                          .fraction = s->fraction,
                          .entry = ARENA_ARRAY(w->a, IrExpr *, s->n * s->n),
                          .input = ARENA_ARRAY(w->a, IrExpr *, s->n),
                          .at = w->vars.v[s->var.v[0]].span};
    for (uint32_t r = 0; r < s->n; r++) {
        m->input[r] = discrete_slope(w, s->at, s->var.v[r]);
        for (uint32_t c = 0; c < s->n; c++)
            m->entry[r * s->n + c] = entry(s, r, c);
        move[r] = discrete_let_name(w, w->vars.v[s->var.v[r]].name, "move");
        VEC_PUSH(w->a, &m->row, r);
        VEC_PUSH(w->a, &m->col, 0);
        VEC_PUSH(w->a, &m->name, move[r]);
    }
    VEC_PUSH(w->a, &w->out->lets, (DiscreteLet){.kind = DISCRETE_MOVE, .matrix = m, .span = m->at});
}

static IrExpr *without_moves(const Scheme *s, const Str *const *move)
{
    Arena *a = s->w->a;
    IrExpr *x = discrete_value(s->w, s->at, s->var.v[s->n]);
    for (uint32_t k = 0; k < s->n; k++)
        x = ir_binary(a, IR_SUM, x, ir_unary(a, IR_NEG, discrete_local(s->w, move[k], x->span)));
    return x;
}

static void put(const Scheme *s, uint32_t k, IrExpr *moved, Moment *now)
{
    const uint32_t i = s->var.v[k];
    const Var *x = &s->w->vars.v[i];
    moved = discrete_unless_held(s->w, x, moved, discrete_value(s->w, s->at, i));
    now->local[i] =
        discrete_add_let(s->w, x->name, s->fraction < 1 ? "half" : "full", moved, x->span);
}

static Scheme scheme_of(Work *w, uint32_t i)
{
    Scheme s = {.w = w};
    for (uint32_t j = 0; j < w->vars.n; j++)
        if (discrete_same_scheme(w, i, j))
            VEC_PUSH(w->a, &s.var, j);
    s.n = s.var.n - (s.var.n > 1 && discrete_keeps_sum(w, s.var.v, s.var.n));
    return s;
}

void discrete_move_scheme(Work *w, uint32_t i, const Moment *at, double fraction, Moment *now)
{
    Scheme s = scheme_of(w, i);
    s.at = at;
    s.fraction = fraction;
    const Str **move = ARENA_ARRAY(w->a, const Str *, s.n);
    if (s.n == 1)
        move[0] = move_of_one(&s);
    else
        moves_of_many(&s, move);
    for (uint32_t k = 0; k < s.n; k++) {
        IrExpr *from = discrete_value(w, at, s.var.v[k]);
        put(&s, k, ir_binary(w->a, IR_SUM, from, discrete_local(w, move[k], from->span)), now);
    }
    if (s.n < s.var.n)
        put(&s, s.n, without_moves(&s, move), now);
}

unsigned long discrete_scheme_cost(const Work *w, uint32_t i)
{
    enum { PRODUCTS = 8 }; /* of matrices, for each move */
    unsigned long n = 0;
    for (uint32_t j = 0; w->vars.v[i].scheme && j < w->vars.n; j++)
        n += discrete_same_scheme(w, i, j);
    return n > 2 ? PRODUCTS * n * n : 0; /* n times, once for each member */
}
