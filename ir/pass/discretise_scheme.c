/* discretise: the states of a kinetic scheme, declared or written as equations that share flows, which move together: x += h exprel(h A) f, with A the derivatives of their
   slopes f by each other at that moment. Exact where rates do not move, and at any step: states that are kept in balance
   by fast transitions stay in it. Where the transitions neither make nor lose anything, the last state moves by what the
   others leave, and a scheme of two states is a single exponential. */
#include "ir/kernel_walk.h"
#include "ir/pass/discretise_internal.h"
#include "runtime/expm.h"

/* The members of a scheme, and which of them are moved by the exponential. */
typedef struct Scheme {
    Work *w;
    const Moment *at; /* where it starts */
    double fraction;  /* of the step */
    VEC(uint32_t) var;
    uint32_t n; /* of var: without the last where the sum of all is kept */
} Scheme;

typedef struct Term {
    const IrExpr *e;
    bool minus;
} Term;
typedef VEC(Term) Terms;

/* ---- flows: terms of slopes ---- */
/* A term that is there already with the other sign goes, and so does this one. */
static void add_term(Arena *a, Terms *all, const IrExpr *e, bool minus)
{
    for (uint32_t i = 0; i < all->n; i++)
        if (all->v[i].minus != minus && ir_expr_equal(all->v[i].e, e)) {
            all->v[i] = VEC_LAST(all);
            all->n--;
            return;
        }
    VEC_PUSH(a, all, (Term){e, minus});
}

static void add_terms(Arena *a, Terms *all, const IrExpr *e, bool minus)
{
    if (e->op == IR_NEG) {
        add_terms(a, all, e->arg[0], !minus);
        return;
    }
    if (e->op != IR_SUM) {
        if (!ir_is_zero(e))
            add_term(a, all, e, minus);
        return;
    }
    for (uint32_t i = 0; i < e->n; i++)
        add_terms(a, all, e->arg[i], minus);
}

/* Do the slopes cancel, term by term. A state that is held at times takes no part then. */
static bool keeps_sum(const Scheme *s)
{
    Terms all = {0};
    for (uint32_t k = 0; k < s->var.n; k++) {
        const Var *x = &s->w->vars.v[s->var.v[k]];
        if (discrete_held_flag(s->w, x->name))
            return false;
        add_terms(s->w->a, &all, x->f, false);
    }
    return all.n == 0;
}

/* ---- schemes that are written as equations ---- */
static bool reads_either(const Work *w, const IrExpr *e, uint32_t i, uint32_t j)
{
    return alg_reads_item(w->flat, e, w->vars.v[i].name) ||
           alg_reads_item(w->flat, e, w->vars.v[j].name);
}

/* Does one of them gain what the other loses, at rates that depend on neither. */
static bool share_a_flow(const Work *w, uint32_t i, uint32_t j)
{
    const IrExpr *there = discrete_entry(w, i, j), *back = discrete_entry(w, j, i);
    if (!there || !back || reads_either(w, there, i, j) || reads_either(w, back, i, j))
        return false;
    Terms both = {0}, one = {0}, other = {0};
    add_terms(w->a, &one, w->vars.v[i].f, false);
    add_terms(w->a, &other, w->vars.v[j].f, false);
    add_terms(w->a, &both, w->vars.v[i].f, false);
    add_terms(w->a, &both, w->vars.v[j].f, false);
    return both.n < one.n + other.n;
}

static void spread(Work *w, uint32_t i)
{
    for (uint32_t j = 0; j < w->vars.n; j++)
        if (!w->vars.v[j].scheme && !discrete_is_gate(w, j) && share_a_flow(w, i, j)) {
            w->vars.v[j].scheme = w->vars.v[i].scheme;
            spread(w, j);
        }
}

static bool is_alone(const Work *w, uint32_t i)
{
    for (uint32_t j = 0; j < w->vars.n; j++)
        if (j != i && discrete_same_scheme(w, i, j))
            return false;
    return true;
}

void discrete_find_schemes(Work *w)
{
    for (uint32_t i = 0; i < w->vars.n; i++) {
        Var *x = &w->vars.v[i];
        if (!x->scheme && !discrete_is_gate(w, i)) {
            x->scheme = x->name;
            spread(w, i);
        }
        if (is_alone(w, i))
            x->scheme = NULL;
    }
}

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
    s.n = s.var.n - (s.var.n > 1 && keeps_sum(&s));
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
