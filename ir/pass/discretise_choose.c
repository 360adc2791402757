/* discretise: states that are not exact are sorted into strongly connected components (Tarjan 1972), each gets a method,
   and components in the order of their dependence that have one method make a block. */
#include "ir/pass/delay.h"
#include "ir/pass/discretise_internal.h"
#include "runtime/expm.h"

static const double STIFF = 2; /* of decay times step: from there on Rosenbrock */

typedef struct Component {
    VEC(uint32_t) var; /* ascending */
    IrMethod method;
    bool placed;
} Component;

typedef struct Sorting {
    Work *w;
    uint32_t *order, *low, n_visited; /* per var; order 0: not visited */
    bool *on_stack;
    VEC(uint32_t) stack;
    VEC(Component) components; /* those that others read come first */
    uint32_t *component;       /* per var */
    bool failed;
} Sorting;

/* ---- components ---- */
static void pop_component(Sorting *s, uint32_t root)
{
    Arena *a = s->w->a;
    bool *member = ARENA_ARRAY(a, bool, s->w->vars.n);
    for (uint32_t i = UINT32_MAX; i != root;) {
        i = VEC_LAST(&s->stack);
        s->stack.n--;
        s->on_stack[i] = false;
        s->component[i] = s->components.n;
        member[i] = true;
    }
    VEC_PUSH(a, &s->components, (Component){.method = IR_METHOD_DEFAULT});
    for (uint32_t i = 0; i < s->w->vars.n; i++)
        if (member[i])
            VEC_PUSH(a, &VEC_LAST(&s->components).var, i);
}

/* States of one scheme do on each other, also behind a transition without a way back. */
static bool depends_on(const Work *w, uint32_t i, uint32_t j)
{
    return !discrete_is_zero_entry(w, i, j) || discrete_same_scheme(w, i, j);
}

static void visit(Sorting *s, uint32_t i)
{
    s->order[i] = s->low[i] = ++s->n_visited;
    VEC_PUSH(s->w->a, &s->stack, i);
    s->on_stack[i] = true;
    for (uint32_t j = 0; j < s->w->vars.n; j++) {
        if (s->w->vars.v[j].linear || !depends_on(s->w, i, j))
            continue;
        if (!s->order[j])
            visit(s, j);
        if (s->on_stack[j] && s->low[j] < s->low[i])
            s->low[i] = s->low[j];
    }
    if (s->low[i] == s->order[i])
        pop_component(s, i);
}

/* ---- methods ---- */
static void complain_of_two(const Work *w, const Var *first, const Var *second)
{
    Diags *diags = w->m->session->diags;
    Diag *g = diag(diags, DIAG_NNC0812, second->asked_at,
                   "`%s` and `%s` depend on each other and cannot have two methods", first->name->s,
                   second->name->s);
    diag_note(diags, g, first->asked_at, "%s is asked for here", ir_method_word(first->asked));
}

static void complain_of_exact(const Work *w, const Var *x)
{
    Diags *diags = w->m->session->diags;
    Diag *g = diag(diags, DIAG_NNC0812, x->asked_at,
                   "`%s` cannot be integrated with exact: its equation is not linear with constant "
                   "coefficients",
                   x->name->s);
    diag_label(diags, g, "asked for here");
    diag_note(diags, g, x->span, "the equation");
    diag_help(diags, g,
              x->own_linear ? "exponential_euler and splitting are exact in `%s` itself"
                            : "rk4 is the usual method for `%s`",
              x->name->s);
}

static void ask_for_component(Sorting *s, Component *c)
{
    const Var *first = NULL;
    for (uint32_t k = 0; k < c->var.n; k++) {
        const Var *x = &s->w->vars.v[c->var.v[k]];
        if (x->asked == IR_METHOD_EXACT) {
            complain_of_exact(s->w, x);
            s->failed = true;
        } else if (first && x->asked && x->asked != first->asked) {
            complain_of_two(s->w, first, x);
            s->failed = true;
        } else if (!first && x->asked)
            first = x;
    }
    c->method = first ? first->asked : IR_METHOD_DEFAULT;
}

static void complain_of_equation(Sorting *s, const Var *x, const char *text)
{
    Diags *diags = s->w->m->session->diags;
    diag_help(diags, diag(diags, DIAG_NNC0812, x->span, "%s", text),
              "rk4 is a method for this equation");
    s->failed = true;
}

/* Rosenbrock needs the derivatives by all states and by the time, rk45 values at all times. */
static void check_needs(Sorting *s, const Component *c)
{
    const Work *w = s->w;
    for (uint32_t k = 0; k < c->var.n; k++) {
        const Var *x = &w->vars.v[c->var.v[k]];
        for (uint32_t j = 0; c->method == IR_METHOD_ROSENBROCK && j < w->vars.n; j++)
            if (!discrete_entry(w, c->var.v[k], j))
                complain_of_equation(
                    s, x,
                    arena_printf(w->a,
                                 "rosenbrock needs the derivative of this equation by `%s`, "
                                 "which does not exist",
                                 w->vars.v[j].name->s));
        if (c->method == IR_METHOD_ROSENBROCK && !alg_time_derivative(w->a, w->flat, x->f))
            complain_of_equation(s, x,
                                 "rosenbrock needs the derivative of this equation by the time, "
                                 "which does not exist");
        if (c->method == IR_METHOD_RK45 && ir_reads_moving(w->flat, x->f))
            complain_of_equation(s, x, "rk45 needs delayed values at times that are not kept");
    }
}

static void find_caps(Sorting *s, const Component *c)
{
    bool nonlinear = false;
    for (uint32_t k = 0; k < c->var.n; k++)
        nonlinear |= !s->w->vars.v[c->var.v[k]].own_linear;
    for (uint32_t k = 0; nonlinear && k < c->var.n; k++) {
        Var *x = &s->w->vars.v[c->var.v[k]];
        x->cap = discrete_cap(s->w, x->name);
    }
}

static bool has_derivatives(const Sorting *s, const Component *c)
{
    const Work *w = s->w;
    for (uint32_t k = 0; k < c->var.n; k++) {
        if (!alg_time_derivative(w->a, w->flat, w->vars.v[c->var.v[k]].f))
            return false;
        for (uint32_t j = 0; j < w->vars.n; j++)
            if (!discrete_entry(w, c->var.v[k], j))
                return false;
    }
    return true;
}

/* Explicit methods of order 4 are stable where the fastest decay times the step is below 2.78. */
static bool is_stiff(const Sorting *s, const Component *c)
{
    return discrete_fastest(s->w, c->var.v, c->var.n) * s->w->dt > STIFF;
}

/* What the model does not say is one choice for all: the least special method that serves every state. */
static IrMethod default_method(const Sorting *s)
{
    bool own_linear = true, gates = false, stiff = false;
    for (uint32_t c = 0; c < s->components.n; c++)
        for (uint32_t k = 0; k < s->components.v[c].var.n && !s->components.v[c].method; k++) {
            uint32_t i = s->components.v[c].var.v[k];
            own_linear &= s->w->vars.v[i].own_linear;
            gates |= discrete_is_gate(s->w, i) || s->w->vars.v[i].scheme;
        }
    bool differentiable = true;
    for (uint32_t c = 0; c < s->components.n; c++)
        differentiable &= s->components.v[c].method || has_derivatives(s, &s->components.v[c]);
    if (s->w->has_large_scheme && differentiable)
        return IR_METHOD_ROSENBROCK;
    if (own_linear || gates)
        return IR_METHOD_SPLITTING;
    if (!differentiable)
        return IR_METHOD_RK4;
    for (uint32_t c = 0; c < s->components.n; c++) {
        stiff = stiff || (!s->components.v[c].method && is_stiff(s, &s->components.v[c]));
    }
    return stiff ? IR_METHOD_ROSENBROCK : IR_METHOD_RK4;
}

/* ---- blocks ---- */
static bool is_ready(const Sorting *s, const Component *c)
{
    for (uint32_t k = 0; k < c->var.n; k++)
        for (uint32_t j = 0; j < s->w->vars.n; j++)
            if (!s->w->vars.v[j].linear && depends_on(s->w, c->var.v[k], j) &&
                &s->components.v[s->component[j]] != c && !s->components.v[s->component[j]].placed)
                return false;
    return true;
}

/* The next component whose sources are placed, one with that method if there is one; NULL: all are placed. */
static Component *next_component(Sorting *s, IrMethod preferred)
{
    Component *found = NULL;
    for (uint32_t i = 0; i < s->components.n; i++) {
        Component *c = &s->components.v[i];
        if (c->placed || !is_ready(s, c))
            continue;
        if (c->method == preferred)
            return c;
        if (!found)
            found = c;
    }
    return found;
}

static void fill_blocks(Sorting *s)
{
    Work *w = s->w;
    IrMethod last = IR_METHOD_DEFAULT;
    for (Component *c; (c = next_component(s, last)) != NULL; last = c->method) {
        if (c->method != last)
            VEC_PUSH(w->a, &w->blocks, (Block){.method = c->method});
        c->placed = true;
        for (uint32_t k = 0; k < c->var.n; k++)
            w->vars.v[c->var.v[k]].block = w->blocks.n - 1;
    }
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (!w->vars.v[i].linear)
            VEC_PUSH(w->a, &w->blocks.v[w->vars.v[i].block].var, i);
}

bool discrete_choose(Work *w)
{
    uint32_t n = w->vars.n + 1;
    Sorting s = {.w = w,
                 .order = ARENA_ARRAY(w->a, uint32_t, n),
                 .low = ARENA_ARRAY(w->a, uint32_t, n),
                 .on_stack = ARENA_ARRAY(w->a, bool, n),
                 .component = ARENA_ARRAY(w->a, uint32_t, n)};
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (!w->vars.v[i].linear && !s.order[i])
            visit(&s, i);
    for (uint32_t i = 0; i < s.components.n; i++)
        ask_for_component(&s, &s.components.v[i]);
    for (uint32_t i = 0; i < s.components.n; i++)
        find_caps(&s, &s.components.v[i]);
    IrMethod rest = default_method(&s);
    for (uint32_t i = 0; i < s.components.n; i++)
        if (!s.components.v[i].method)
            s.components.v[i].method = rest;
    for (uint32_t i = 0; i < s.components.n; i++)
        check_needs(&s, &s.components.v[i]);
    fill_blocks(&s);
    return !s.failed;
}
