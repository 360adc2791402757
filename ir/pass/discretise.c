/* discretise.  needs: a flat model.  does: classifies its states and writes the update of one step.

   Linear states with constant coefficients are exact: x(t+dt) = P x + Q inputs + c, from the matrix exponential of the
   system augmented by its inputs and the constant 1 (Rotter & Diesmann 1999). States whose own derivative is linear
   in themselves relax exponentially, x += f h exprel(J h), in a symmetric splitting (second order) with the linear
   states taken at mid-step. Other states: classical Runge-Kutta of fourth order, linear states exact at its stages. */
#include "ir/pass/discretise.h"

#include "ir/pass/delay.h"
#include "ir/pass/discretise_internal.h"

StrTable *discrete_strings(const Work *w)
{
    return w->m->session->strings;
}

IrExpr *discrete_local(const Work *w, const Str *name, Span at)
{
    return ir_named(w->a, IR_LOCAL, name, at);
}

IrExpr *discrete_item(const Work *w, const Str *name, Span at)
{
    return ir_named(w->a, IR_ITEM, name, at);
}

static IrExpr *step_size(const Work *w, double fraction, Span at)
{
    IrExpr *dt = ir_named(w->a, IR_VARIABLE, str_from(discrete_strings(w), "dt"), at);
    return alg_product(w->a, ir_number(w->a, fraction, DIM_NONE, at), dt);
}

IrExpr *discrete_entry(const Work *w, uint32_t row, uint32_t col)
{
    return w->jacobian[row * (w->vars.n + w->inputs.n) + col];
}

bool discrete_is_zero_entry(const Work *w, uint32_t row, uint32_t col)
{
    IrExpr *e = discrete_entry(w, row, col);
    return e && ir_is_zero(e);
}

/* ---- reading the model ---- */
static Method method_of(const IrModel *flat, const Str *state)
{
    static const struct { const char *word; Method method; } methods[] = {
        {"exact", EXACT}, {"exponential_euler", EXPONENTIAL_EULER}, {"euler", EULER}, {"rk4", RK4},
        {"splitting", SPLITTING}};
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const IrItem *it = flat->items.v[i];
        if (it->kind != IR_ITEM_METHOD)
            continue;
        bool meant = it->names.n == 0;
        for (uint32_t k = 0; k < it->names.n; k++)
            meant |= it->names.v[k] == state;
        for (size_t k = 0; meant && k < sizeof methods / sizeof *methods; k++)
            if (str_is(it->method, methods[k].word))
                return methods[k].method;
    }
    return BY_DEFAULT;
}

/* semantics.md 3: where `when v > e` assigns v, right sides of a nonlinear block read min(v, e). NULL: no such clause. */
static const IrExpr *cap_of(const IrModel *flat, const Str *state)
{
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const IrItem *it = flat->items.v[i];
        if (it->kind != IR_ITEM_WHEN && it->kind != IR_ITEM_WHENEVER)
            continue;
        const IrExpr *test = it->value->op == IR_AND ? it->value->arg[0] : it->value;
        if ((test->op != IR_GT && test->op != IR_GE) || test->arg[0]->op != IR_ITEM || test->arg[0]->u.name != state)
            continue;
        for (uint32_t k = 0; it->body && k < it->body->stmts.n; k++)
            if (it->body->stmts.v[k].kind == IR_STMT_ASSIGN && it->body->stmts.v[k].name == state)
                return test->arg[1];
    }
    return NULL;
}

static void read_vars(Work *w)
{
    for (uint32_t i = 0; i < w->flat->items.n; i++) {
        const IrItem *it = w->flat->items.v[i];
        if (it->kind == IR_ITEM_IN && !it->linear)
            VEC_PUSH(w->a, &w->inputs, it->name);
        if (it->kind == IR_ITEM_NOISE)
            VEC_PUSH(w->a, &w->noises, (Noise){it->name, NULL});
        if (it->kind == IR_ITEM_DERIV)
            VEC_PUSH(w->a, &w->vars,
                     (Var){it->name, alg_simplify(w->a, alg_expand(w->a, w->flat, it->value)), it->span, false, false,
                           method_of(w->flat, it->name), 0});
    }
}

static void split_noise(Work *w)
{
    IrExpr *zero = alg_zero(w->a, NOWHERE);
    for (uint32_t k = 0; k < w->noises.n; k++) {
        Noise *n = &w->noises.v[k];
        n->factor = ARENA_ARRAY(w->a, IrExpr *, w->vars.n);
        for (uint32_t i = 0; i < w->vars.n; i++) {
            Var *x = &w->vars.v[i];
            if (!alg_reads_item(w->flat, x->f, n->name))
                continue;
            n->factor[i] = alg_derivative(w->a, w->flat, x->f, n->name);
            x->f = alg_simplify(w->a, alg_replace(w->a, x->f, n->name, zero));
        }
    }
}

static void differentiate(Work *w)
{
    uint32_t n = w->vars.n, columns = n + w->inputs.n;
    w->jacobian = ARENA_ARRAY(w->a, IrExpr *, n * columns + 1);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < columns; j++)
            w->jacobian[i * columns + j] = alg_derivative(w->a, w->flat, w->vars.v[i].f,
                                                          j < n ? w->vars.v[j].name : w->inputs.v[j - n]);
}

/* ---- classification ---- */
static bool is_constant(const Work *w, const IrExpr *e)
{
    return e && alg_reads(w->flat, e) == 0;
}

/* f = A x + B u + c with constant coefficients, also where f reads nothing but constants. */
static bool row_is_linear(const Work *w, uint32_t i)
{
    const Var *x = &w->vars.v[i];
    if ((alg_reads(w->flat, x->f) & ~(unsigned)(ALG_STATE | ALG_INPUT)) || (x->method != BY_DEFAULT && x->method != EXACT))
        return false;
    if (ir_reads_moving(w->flat, x->f))
        return false;
    for (uint32_t j = 0; j < w->vars.n + w->inputs.n; j++)
        if (!is_constant(w, discrete_entry(w, i, j)))
            return false;
    for (uint32_t k = 0; k < w->noises.n; k++)
        if (w->noises.v[k].factor[i] && !is_constant(w, w->noises.v[k].factor[i]))
            return false;
    return true;
}

static void classify(Work *w)
{
    for (uint32_t i = 0; i < w->vars.n; i++) {
        w->vars.v[i].linear = row_is_linear(w, i);
        IrExpr *own = discrete_entry(w, i, i);
        w->vars.v[i].own_linear = own && !alg_reads_item(w->flat, own, w->vars.v[i].name);
    }
    for (bool changed = true; changed;) {      /* a linear state reads linear states only */
        changed = false;
        for (uint32_t i = 0; i < w->vars.n; i++)
            for (uint32_t j = 0; w->vars.v[i].linear && j < w->vars.n; j++)
                if (!w->vars.v[j].linear && !discrete_is_zero_entry(w, i, j))
                    w->vars.v[i].linear = false, changed = true;
    }
}

/* ---- lets ---- */
const Str *discrete_add_let(Work *w, const Str *state, const char *stage, IrExpr *value, Span at)
{
    const Str *name = str_format(discrete_strings(w), "%s.%s%u", state->s, stage, w->n_let++);
    VEC_PUSH(w->a, &w->out->lets, (DiscreteLet){name, value, at});
    return name;
}

const Str *discrete_held_flag(const Work *w, const Str *state)
{
    return w->held ? map_get(w->held, state) : NULL;
}

IrExpr *discrete_unless_held(const Work *w, const Var *x, IrExpr *moved, IrExpr *kept)
{
    const Str *flag = discrete_held_flag(w, x->name);
    return flag ? ir_select(w->a, discrete_local(w, flag, x->span), kept, moved) : moved;
}

static Moment moment_new(const Work *w, double fraction)
{
    return (Moment){ARENA_ARRAY(w->a, const Str *, w->vars.n + 1), fraction};
}

static Moment moment_copy(const Work *w, const Moment *from, double fraction)
{
    Moment to = moment_new(w, fraction);
    for (uint32_t i = 0; i < w->vars.n; i++)
        to.local[i] = from->local[i];
    return to;
}

static IrExpr *value_at(const Work *w, const Moment *at, uint32_t i)
{
    const Var *x = &w->vars.v[i];
    return at->local[i] ? discrete_local(w, at->local[i], x->span) : discrete_item(w, x->name, x->span);
}

typedef struct Shift {
    const Work *w;
    double fraction;
} Shift;

static IrExpr *shift_time(void *context, IrExpr *e)
{
    const Shift *s = context;
    if (e->op == IR_ITEM && ir_reads_moving(s->w->flat, e))
        return ir_delay_at(s->w->m, e, s->fraction);
    if (e->op != IR_VARIABLE || !str_is(e->u.name, "t"))
        return e;
    return ir_binary(s->w->a, IR_SUM, e, step_size(s->w, s->fraction, e->span));
}

/* An expression with the states of that moment; capped: nonlinear states read min(x, bound). */
static IrExpr *evaluate(const Work *w, const Moment *at, const IrExpr *e, bool capped)
{
    IrExpr *x = ir_expr_copy(w->a, e);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        const IrExpr *bound = capped && w->nonlinear && !w->vars.v[i].linear ? cap_of(w->flat, w->vars.v[i].name) : NULL;
        if (!at->local[i] && !bound)
            continue;
        IrExpr *by = value_at(w, at, i);
        if (bound)
            by = ir_binary(w->a, IR_MIN, by, ir_expr_copy(w->a, bound));
        x = alg_replace(w->a, x, w->vars.v[i].name, by);
    }
    return at->fraction > 0 ? ir_expr_map(w->a, x, shift_time, &(Shift){w, at->fraction}) : x;
}

/* ---- the rest ---- */
static bool reads_linear_states(const Work *w)
{
    for (uint32_t i = 0; i < w->vars.n; i++)
        for (uint32_t j = 0; !w->vars.v[i].linear && j < w->vars.n; j++)
            if (w->vars.v[j].linear && !discrete_is_zero_entry(w, i, j))
                return true;
    return false;
}

/* x + f h exprel(J h) */
static IrExpr *relaxed(const Work *w, uint32_t i, const Moment *at, double fraction, bool capped)
{
    const Var *x = &w->vars.v[i];
    IrExpr *h = step_size(w, fraction, x->span);
    IrExpr *move = alg_product(w->a, evaluate(w, at, x->f, capped), h);
    IrExpr *own = discrete_entry(w, i, i);
    if (own && !ir_is_zero(own))
        move = ir_binary(w->a, IR_PRODUCT, move,
                         ir_unary(w->a, IR_EXPREL, alg_product(w->a, evaluate(w, at, own, capped),
                                                               step_size(w, fraction, x->span))));
    return ir_binary(w->a, IR_SUM, value_at(w, at, i), move);
}

/* Gates keep the power of their declaration; other states have none. */
static bool is_gate(const Work *w, uint32_t i)
{
    const IrItem *state = ir_item(w->flat, w->vars.v[i].name);
    return state && state->power > 0;
}

static bool joins_group(const Work *w, const uint32_t *group, const bool *placed, uint32_t i, uint32_t g)
{
    for (uint32_t j = 0; j < w->vars.n; j++)
        if (placed[j] && group[j] == g && !(discrete_is_zero_entry(w, i, j) && discrete_is_zero_entry(w, j, i)))
            return false;
    return true;
}

/* Groups of states that do not read each other: each is advanced as one in the splitting. Gates come last: the last
   group takes one whole step, the others two halves. */
static uint32_t group_states(const Work *w, uint32_t *group)
{
    bool *placed = ARENA_ARRAY(w->a, bool, w->vars.n + 1);
    uint32_t n = 0;
    for (int gates = 0; gates < 2; gates++) {
        uint32_t first = n;        /* gates do not join groups of others */
        for (uint32_t i = 0; i < w->vars.n; i++) {
            if (w->vars.v[i].linear || is_gate(w, i) != gates)
                continue;
            group[i] = n > first && joins_group(w, group, placed, i, n - 1) ? n - 1 : n++;
            placed[i] = true;
        }
    }
    return n;
}

static void advance_group(Work *w, const uint32_t *group, uint32_t g, double fraction, Moment *now)
{
    Moment before = moment_copy(w, now, now->fraction);
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (!w->vars.v[i].linear && group[i] == g) {
            const Var *x = &w->vars.v[i];
            IrExpr *moved = relaxed(w, i, &before, fraction, true);
            moved = discrete_unless_held(w, x, moved, value_at(w, &before, i));
            now->local[i] = discrete_add_let(w, x->name, fraction == 1.0 ? "full" : "half", moved, x->span);
        }
}

static void advance_splitting(Work *w, const Moment *middle, Moment *end)
{
    uint32_t *group = ARENA_ARRAY(w->a, uint32_t, w->vars.n + 1);
    uint32_t n = group_states(w, group);
    Moment now = moment_copy(w, middle, 0.5);
    for (uint32_t g = 0; g + 1 < n; g++)
        advance_group(w, group, g, 0.5, &now);
    advance_group(w, group, n - 1, 1.0, &now);
    for (uint32_t g = n - 1; g-- > 0;)
        advance_group(w, group, g, 0.5, &now);
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (!w->vars.v[i].linear)
            end->local[i] = now.local[i];
}

static IrExpr *slope(const Work *w, uint32_t i, const Moment *at)
{
    const Var *x = &w->vars.v[i];
    IrExpr *f = evaluate(w, at, x->f, true);
    return discrete_unless_held(w, x, f, alg_zero(w->a, x->span));
}

/* The classical tableau: stage s starts from t_k + c[s] dt with k[s-1]. */
static void advance_rk4(Work *w, const Moment *middle, Moment *end)
{
    static const double c[4] = {0, 0.5, 0.5, 1}, weight[4] = {1, 2, 2, 1};
    const Str **k[4];
    Moment start = moment_new(w, 0);
    for (int s = 0; s < 4; s++) {
        Moment at = moment_copy(w, s == 0 ? &start : s < 3 ? middle : end, c[s]);
        k[s] = ARENA_ARRAY(w->a, const Str *, w->vars.n);
        for (uint32_t i = 0; s > 0 && i < w->vars.n; i++)
            if (!w->vars.v[i].linear) {
                const Var *x = &w->vars.v[i];
                IrExpr *move = ir_binary(w->a, IR_PRODUCT, step_size(w, c[s], x->span), discrete_local(w, k[s - 1][i], x->span));
                at.local[i] = discrete_add_let(w, x->name, "stage",
                                      ir_binary(w->a, IR_SUM, discrete_item(w, x->name, x->span), move), x->span);
            }
        for (uint32_t i = 0; i < w->vars.n; i++)
            if (!w->vars.v[i].linear)
                k[s][i] = discrete_add_let(w, w->vars.v[i].name, "k", slope(w, i, &at), w->vars.v[i].span);
    }
    for (uint32_t i = 0; i < w->vars.n; i++) {
        if (w->vars.v[i].linear)
            continue;
        const Var *x = &w->vars.v[i];
        IrExpr *sum = NULL;
        for (int s = 0; s < 4; s++) {
            IrExpr *term = alg_product(w->a, ir_number(w->a, weight[s], DIM_NONE, x->span), discrete_local(w, k[s][i], x->span));
            sum = sum ? ir_binary(w->a, IR_SUM, sum, term) : term;
        }
        IrExpr *move = ir_binary(w->a, IR_PRODUCT, step_size(w, 1.0 / 6.0, x->span), sum);
        end->local[i] = discrete_add_let(w, x->name, "rk4", ir_binary(w->a, IR_SUM, discrete_item(w, x->name, x->span), move), x->span);
    }
}

/* First order, all at t_k. */
static void advance_euler(Work *w, bool exponential, Moment *end)
{
    Moment start = moment_new(w, 0);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        if (w->vars.v[i].linear)
            continue;
        const Var *x = &w->vars.v[i];
        IrExpr *moved = exponential ? relaxed(w, i, &start, 1.0, true)
                                    : ir_binary(w->a, IR_SUM, discrete_item(w, x->name, x->span),
                                                alg_product(w->a, evaluate(w, &start, x->f, true), step_size(w, 1, x->span)));
        end->local[i] = discrete_add_let(w, x->name, "euler", discrete_unless_held(w, x, moved, discrete_item(w, x->name, x->span)), x->span);
    }
}

/* Euler-Maruyama: + b sqrt(dt) N, b at t_k. */
static void add_rest_noise(Work *w, Moment *end)
{
    Moment start = moment_new(w, 0);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        const Var *x = &w->vars.v[i];
        for (uint32_t k = 0; !x->linear && k < w->noises.n; k++) {
            if (!w->noises.v[k].factor[i])
                continue;
            IrExpr *root = ir_unary(w->a, IR_SQRT, step_size(w, 1, x->span));
            IrExpr *kick = ir_binary(w->a, IR_PRODUCT, evaluate(w, &start, w->noises.v[k].factor[i], true),
                                     ir_binary(w->a, IR_PRODUCT, root, discrete_normal_draw(w, i * w->noises.n + k + 4096, x->span)));
            IrExpr *moved = ir_binary(w->a, IR_SUM, discrete_local(w, end->local[i], x->span), kick);
            end->local[i] = discrete_add_let(w, x->name, "noisy", discrete_unless_held(w, x, moved, discrete_item(w, x->name, x->span)), x->span);
        }
    }
}

static bool has_gates(const Work *w)
{
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (is_gate(w, i))
            return true;
    return false;
}

static Method choose(const Work *w)
{
    bool all_own_linear = true;
    for (uint32_t i = 0; i < w->vars.n; i++) {
        const Var *x = &w->vars.v[i];
        if (x->linear)
            continue;
        if (x->method != BY_DEFAULT && x->method != EXACT)
            return x->method;
        all_own_linear &= x->own_linear;
    }
    return all_own_linear || has_gates(w) ? SPLITTING : RK4;
}

static const char *const method_names[] = {
    [BY_DEFAULT] = "", [EXACT] = "exact", [SPLITTING] = "exponential, symmetric splitting (order 2)",
    [EXPONENTIAL_EULER] = "exponential Euler (order 1)", [EULER] = "Euler (order 1)",
    [RK4] = "Runge-Kutta (order 4)"};

static void report(Work *w, Method rest)
{
    for (uint32_t i = 0; i < w->vars.n; i++)
        VEC_PUSH(w->a, &w->out->report,
                 arena_printf(w->a, "%s.%s: %s", w->flat->name->s, w->vars.v[i].name->s,
                              w->vars.v[i].linear ? "exact (matrix exponential)" : method_names[rest]));
}

static void advance_rest(Work *w, Method method, Moment *end)
{
    Moment middle = moment_new(w, 0.5);
    if ((method == SPLITTING || method == RK4) && reads_linear_states(w))
        discrete_advance_linear(w, 0.5, "P.half", &middle);
    if (method == SPLITTING)
        advance_splitting(w, &middle, end);
    else if (method == RK4)
        advance_rk4(w, &middle, end);
    else
        advance_euler(w, method == EXPONENTIAL_EULER, end);
    add_rest_noise(w, end);
}

static bool all_linear(const Work *w)
{
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (!w->vars.v[i].linear)
            return false;
    return true;
}

Discrete *ir_discretise(IrModule *m, const IrModel *flat, const Map *held)
{
    Work w = {.m = m, .a = m->arena, .flat = flat, .held = held, .out = ARENA_NEW(m->arena, Discrete)};
    map_init(&w.out->next, m->arena);
    read_vars(&w);
    split_noise(&w);
    differentiate(&w);
    classify(&w);
    Moment end = moment_new(&w, 1);
    discrete_advance_linear(&w, 1.0, "P", &end);
    for (uint32_t i = 0; i < w.vars.n; i++)
        w.nonlinear |= !w.vars.v[i].linear && !w.vars.v[i].own_linear;
    Method rest = choose(&w);
    if (!all_linear(&w))
        advance_rest(&w, rest, &end);
    for (uint32_t i = 0; i < w.vars.n; i++)
        map_set(&w.out->next, w.vars.v[i].name, (void *)end.local[i]);
    report(&w, rest);
    return w.out;
}
