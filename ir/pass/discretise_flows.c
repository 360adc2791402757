/* discretise: flows, which are terms of the slopes of states. States that share flows are a kinetic scheme, also where they
   are written as equations. */
#include "ir/pass/discretise_internal.h"
#include "ir/quantity.h"

enum { TERMS_MOST = 100 /* more are no slope of a scheme */, CHOICES_MOST = 4 };

/* Where a term counts: in one branch of each of these choices, as of a regime. */
typedef struct Where {
    const IrExpr *test[CHOICES_MOST];
    bool first[CHOICES_MOST];
    uint32_t n;
} Where;

typedef struct Term {
    const IrExpr *e;
    bool minus;
    Where where;
} Term;
typedef VEC(Term) Terms;

static bool is_same_place(const Where *a, const Where *b)
{
    bool same = a->n == b->n;
    for (uint32_t i = 0; same && i < a->n; i++)
        same = a->first[i] == b->first[i] && ir_expr_equal(a->test[i], b->test[i]);
    return same;
}

static bool is_same_flow(const Term *a, const Term *b)
{
    return ir_expr_equal(a->e, b->e) && is_same_place(&a->where, &b->where);
}

/* A term that is there already with the other sign goes, and so does this one. */
static void add_term(Arena *a, Terms *all, const Term *t)
{
    for (uint32_t i = 0; i < all->n && all->n <= TERMS_MOST; i++)
        if (all->v[i].minus != t->minus && is_same_flow(&all->v[i], t)) {
            all->v[i] = VEC_LAST(all);
            all->n--;
            return;
        }
    VEC_PUSH(a, all, *t);
}

static void add_parts(Arena *a, Terms *all, const Term *t);

static void add_choice(Arena *a, Terms *all, const Term *t)
{
    for (uint32_t branch = 1; branch <= 2; branch++) {
        Term part = {t->e->arg[branch], t->minus, t->where};
        part.where.test[part.where.n] = t->e->arg[0];
        part.where.first[part.where.n++] = branch == 1;
        add_parts(a, all, &part);
    }
}

static void add_parts(Arena *a, Terms *all, const Term *t)
{
    const IrExpr *e = t->e;
    if (e->op == IR_NEG)
        add_parts(a, all, &(Term){e->arg[0], !t->minus, t->where});
    else if (e->op == IR_SELECT && t->where.n < CHOICES_MOST)
        add_choice(a, all, t);
    else if (e->op == IR_SUM)
        for (uint32_t i = 0; i < e->n; i++)
            add_parts(a, all, &(Term){e->arg[i], t->minus, t->where});
    else if (!ir_is_zero(e))
        add_term(a, all, t);
}

static void add_terms(Arena *a, Terms *all, const IrExpr *e, bool minus)
{
    add_parts(a, all, &(Term){e, minus, {.n = 0}});
}

/* A state that is held at times takes no part then. */
bool discrete_keeps_sum(const Work *w, const uint32_t *var, uint32_t n)
{
    Terms all = {0};
    for (uint32_t k = 0; k < n; k++) {
        const Var *x = &w->vars.v[var[k]];
        if (discrete_held_flag(w, x->name))
            return false;
        add_terms(w->a, &all, x->f, false);
    }
    return all.n == 0;
}

/* ---- schemes that are written as equations ---- */
static bool reads(const Work *w, const IrExpr *e, uint32_t i)
{
    return alg_reads_item(w->flat, e, w->vars.v[i].name);
}

static bool reads_either(const Work *w, const IrExpr *e, uint32_t i, uint32_t j)
{
    return reads(w, e, i) || reads(w, e, j);
}

/* A term that one gains and the other loses. */
static bool exchange(const Work *w, uint32_t i, uint32_t j)
{
    Terms both = {0}, one = {0}, other = {0};
    add_terms(w->a, &one, w->vars.v[i].f, false);
    add_terms(w->a, &other, w->vars.v[j].f, false);
    add_terms(w->a, &both, w->vars.v[i].f, false);
    add_terms(w->a, &both, w->vars.v[j].f, false);
    return both.n < one.n + other.n;
}

/* A term of both, and with both in it: they bind each other. */
static bool meet(const Work *w, uint32_t i, uint32_t j)
{
    Terms one = {0}, other = {0};
    add_terms(w->a, &one, w->vars.v[i].f, false);
    add_terms(w->a, &other, w->vars.v[j].f, false);
    for (uint32_t a = 0; a < one.n && one.n <= TERMS_MOST; a++)
        for (uint32_t b = 0; b < other.n && other.n <= TERMS_MOST; b++)
            if (one.v[a].minus == other.v[b].minus && is_same_flow(&one.v[a], &other.v[b]) &&
                reads(w, one.v[a].e, i) && reads(w, one.v[a].e, j))
                return true;
    return false;
}

/* At a rate that depends on neither; or each is linear in the other, where the cell is split anyway. */
static bool share_a_flow(const Work *w, uint32_t i, uint32_t j, bool split)
{
    const IrExpr *there = discrete_entry(w, i, j), *back = discrete_entry(w, j, i);
    if (!there || !back || (ir_is_zero(there) && ir_is_zero(back)))
        return false;
    if (!reads_either(w, there, i, j) && !reads_either(w, back, i, j))
        return exchange(w, i, j);
    return split && !reads(w, there, j) && !reads(w, back, i) &&
           (exchange(w, i, j) || meet(w, i, j));
}

static void spread(Work *w, uint32_t i, bool split)
{
    for (uint32_t j = 0; j < w->vars.n; j++)
        if (!w->vars.v[j].scheme && !discrete_is_gate(w, j) && share_a_flow(w, i, j, split)) {
            w->vars.v[j].scheme = w->vars.v[i].scheme;
            spread(w, j, split);
        }
}

/* Are all states linear in themselves, or is there something that moves by a splitting only. */
static bool is_split(const Work *w)
{
    bool linear = true, late = false;
    for (uint32_t i = 0; i < w->vars.n; i++) {
        const IrExpr *own = discrete_entry(w, i, i);
        linear &= own && !reads(w, own, i);
        late |= w->vars.v[i].scheme || discrete_is_gate(w, i);
    }
    return linear || late;
}

/* Pure numbers, or concentrations. */
static bool is_amount(Dim dim)
{
    return dim_is_none(dim) || dim_equal(dim, ir_quantity_dim(IR_Q_CONCENTRATION));
}

/* What was found is a scheme where nothing is made or lost, or they are amounts of one unit, as occupancies of which one is
   written as what the others leave: potentials that exchange a current are none. */
static bool is_scheme(const Work *w, uint32_t i, bool found)
{
    VEC(uint32_t) var = {0};
    const Dim dim = ir_item(w->flat, w->vars.v[i].name)->dim;
    bool amounts = is_amount(dim);
    for (uint32_t j = 0; j < w->vars.n; j++)
        if (discrete_same_scheme(w, i, j)) {
            VEC_PUSH(w->a, &var, j);
            amounts &= dim_equal(ir_item(w->flat, w->vars.v[j].name)->dim, dim);
        }
    if (var.n < 2 || !found)
        return var.n > 1;
    return amounts || discrete_keeps_sum(w, var.v, var.n);
}

static void forget(Work *w, const Str *scheme)
{
    for (uint32_t j = 0; j < w->vars.n; j++)
        if (w->vars.v[j].scheme == scheme)
            w->vars.v[j].scheme = NULL;
}

void discrete_find_schemes(Work *w)
{
    const bool split = is_split(w);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        Var *x = &w->vars.v[i];
        const bool found = !x->scheme && !discrete_is_gate(w, i);
        if (found) {
            x->scheme = x->name;
            spread(w, i, split);
        }
        if (x->scheme && !is_scheme(w, i, found))
            forget(w, x->scheme);
    }
}
