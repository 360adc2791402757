/* discretise, regimes: equations that are linear in each regime have a propagator in each. A test of a mode is constant
   over a step, as modes change in conditions and handlers alone. */
#include "ir/pass/discretise_internal.h"

/* ---- modes ---- */
void discrete_find_modes(Work *w)
{
    map_init(&w->modes, w->a);
    for (uint32_t i = 0; i < w->flat->items.n; i++)
        if (w->flat->items.v[i]->mode)
            map_set(&w->modes, w->flat->items.v[i]->mode, w->flat->items.v[i]);
}

static bool is_mode_test(const Work *w, const IrExpr *e, int *number)
{
    double x;
    if (e->op != IR_EQ || e->arg[0]->op != IR_ITEM || !map_has(&w->modes, e->arg[0]->u.name) ||
        !ir_constant(e->arg[1], &x))
        return false;
    *number = (int)x;
    return true;
}

typedef struct Deciding {
    const Work *w;
    const Regimes *regimes; /* NULL: any */
} Deciding;

static IrExpr *decide_node(void *context, IrExpr *e)
{
    const Deciding *d = context;
    int number;
    if (!is_mode_test(d->w, e, &number))
        return e;
    bool holds = true;
    for (uint32_t k = 0; d->regimes && k < d->regimes->n; k++)
        if (d->regimes->v[k].mode == e->arg[0]->u.name)
            holds = d->regimes->v[k].number == number;
    return ir_boolean(d->w->a, holds, e->span);
}

IrExpr *discrete_in_regimes(const Work *w, const Regimes *regimes, const IrExpr *e)
{
    if (!w->modes.n || !regimes)
        return (IrExpr *)e;
    return alg_simplify(w->a, ir_expr_map(w->a, e, decide_node, &(Deciding){w, regimes}));
}

/* ---- what a step may take as constant ---- */
static const IrExpr *without_modes(const Work *w, const IrExpr *e)
{
    return w->modes.n ? ir_expr_map(w->a, e, decide_node, &(Deciding){w, NULL}) : e;
}

bool discrete_is_constant(const Work *w, const IrExpr *e)
{
    return e && alg_reads(w->flat, without_modes(w, e)) == 0;
}

static bool varies(void *flat, const IrExpr *leaf)
{
    return leaf->n == 0 && (alg_reads(flat, leaf) & (ALG_STATE | ALG_INPUT));
}

bool discrete_has_jumps(const Work *w, const IrExpr *e)
{
    return alg_has_jumps(without_modes(w, e), varies, (void *)w->flat);
}

/* ---- cases: one number, or none of those tested, for each mode that is read ---- */
typedef struct Tests {
    const Work *w;
    Regimes found; /* mode and number, each once */
} Tests;

static bool collect_test(void *context, const IrExpr *e)
{
    Tests *t = context;
    int number;
    if (!is_mode_test(t->w, e, &number))
        return false;
    const RegimeOf test = {e->arg[0]->u.name, number};
    for (uint32_t k = 0; k < t->found.n; k++)
        if (t->found.v[k].mode == test.mode && t->found.v[k].number == test.number)
            return false;
    VEC_PUSH(t->w->a, &t->found, test);
    return false;
}

static bool is_tested(const Regimes *tests, const Str *mode, const IrExpr *number)
{
    double x;
    for (uint32_t k = 0; number && ir_constant(number, &x) && k < tests->n; k++)
        if (tests->v[k].mode == mode && tests->v[k].number == (int)x)
            return true;
    return false;
}

static bool enters_tested(const Regimes *tests, const Str *mode, const IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_ASSIGN && s->name == mode && !is_tested(tests, mode, s->value))
            return false;
        if (!enters_tested(tests, mode, s->then_body) || !enters_tested(tests, mode, s->else_body))
            return false;
    }
    return true;
}

/* All regimes that the mode can be in are tested: there is no other case. */
static bool is_exhaustive(const Work *w, const Str *mode, const Regimes *tests)
{
    const IrItem *state = ir_item(w->flat, mode);
    if (!state || !is_tested(tests, mode, state->value))
        return false;
    for (uint32_t i = 0; i < w->flat->items.n; i++)
        if (!enters_tested(tests, mode, w->flat->items.v[i]->body))
            return false;
    return true;
}

/* Each case so far, with each number of one more mode; the last is `none of those`. */
static void multiply(const Work *w, RegimeCases *cases, const Str *mode, const Regimes *tests)
{
    RegimeCases more = {0};
    for (uint32_t i = 0; i < cases->n; i++) {
        for (uint32_t k = 0; k <= tests->n; k++) {
            if (k < tests->n ? tests->v[k].mode != mode : is_exhaustive(w, mode, tests))
                continue;
            Regimes regimes = {0};
            for (uint32_t q = 0; q < cases->v[i].n; q++)
                VEC_PUSH(w->a, &regimes, cases->v[i].v[q]);
            VEC_PUSH(w->a, &regimes, ((RegimeOf){mode, k < tests->n ? tests->v[k].number : -1}));
            VEC_PUSH(w->a, &more, regimes);
        }
    }
    *cases = more;
}

RegimeCases discrete_cases(const Work *w, const uint32_t *var, uint32_t n)
{
    Tests t = {.w = w};
    for (uint32_t k = 0; k < n; k++)
        ir_expr_any(w->vars.v[var[k]].f, collect_test, &t);
    RegimeCases cases = {0};
    VEC_PUSH(w->a, &cases, (Regimes){0});
    for (uint32_t k = 0; k < t.found.n; k++) {
        bool first = true;
        for (uint32_t q = 0; q < k; q++)
            first &= t.found.v[q].mode != t.found.v[k].mode;
        if (first)
            multiply(w, &cases, t.found.v[k].mode, &t.found);
    }
    return cases;
}

enum { CASES_MOST = 16 }; /* propagators of one block */

bool discrete_few_cases(const Work *w)
{
    uint32_t *all = ARENA_ARRAY(w->a, uint32_t, w->vars.n + 1);
    for (uint32_t i = 0; i < w->vars.n; i++)
        all[i] = i;
    return discrete_cases(w, all, w->vars.n).n <= CASES_MOST;
}

/* Of the case, given that no earlier one holds; NULL: it is left. */
IrExpr *discrete_case_test(const Work *w, const Regimes *regimes, Span at)
{
    IrExpr *all = NULL;
    for (uint32_t k = 0; k < regimes->n; k++) {
        if (regimes->v[k].number < 0)
            continue;
        IrExpr *test = ir_binary(w->a, IR_EQ, discrete_item(w, regimes->v[k].mode, at),
                                 ir_number(w->a, regimes->v[k].number, DIM_NONE, at));
        all = all ? ir_binary(w->a, IR_AND, all, test) : test;
    }
    return all;
}
