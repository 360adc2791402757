/* discretise.  needs: a flat model.  does: classifies its states and writes the update of one step.

   Linear states with constant coefficients are exact (discretise_exact.c). The rest is sorted into blocks, each with its
   method (discretise_choose.c): a symmetric exponential splitting, Runge-Kutta, Rosenbrock, or what the model asks for;
   exact states enter with their values at the stages. docs/numerics.md has the table. */
#include "ir/pass/discretise.h"

#include "ir/pass/delay.h"
#include "ir/pass/discretise_internal.h"
#include "runtime/expm.h"

#include <math.h>

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

IrExpr *discrete_step_size(const Work *w, double fraction, Span at)
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

/* Gates keep the power of their declaration; other states have none. */
bool discrete_is_gate(const Work *w, uint32_t i)
{
    const IrItem *state = ir_item(w->flat, w->vars.v[i].name);
    return state && state->power > 0;
}

bool discrete_same_scheme(const Work *w, uint32_t i, uint32_t j)
{
    return i == j || (w->vars.v[i].scheme && w->vars.v[i].scheme == w->vars.v[j].scheme);
}

/* ---- reading the model ---- */
static void ask(const Work *w, Var *x, const IrItem *it)
{
    if (ir_method_check(w->m->session->diags, w->a, it->span, it->method)) {
        x->asked = ir_method_find(it->method->s);
        x->asked_at = it->span;
    }
}

/* `integrate` that names the state, else one that names none. */
static void read_method(const Work *w, Var *x)
{
    for (uint32_t i = 0; i < w->flat->items.n; i++) {
        const IrItem *it = w->flat->items.v[i];
        if (it->kind == IR_ITEM_METHOD && it->names.n == 0 && !x->asked)
            ask(w, x, it);
        for (uint32_t k = 0; it->kind == IR_ITEM_METHOD && k < it->names.n; k++)
            if (it->names.v[k] == x->name)
                ask(w, x, it);
    }
}

static void read_var(Work *w, const IrItem *deriv)
{
    IrExpr *f = alg_simplify(w->a, alg_expand(w->a, w->flat, deriv->value));
    VEC_PUSH(w->a, &w->vars,
             (Var){.name = deriv->name, .f = f, .span = deriv->span, .scheme = deriv->scheme});
    read_method(w, &VEC_LAST(&w->vars));
    map_set(&w->index, deriv->name, (void *)(uintptr_t)w->vars.n);
}

/* What equations read and no equation moves: inputs, and states that actions alone change; regimes are told apart. */
static bool is_held_over_step(const Work *w, const IrItem *it)
{
    if (it->kind == IR_ITEM_STATE)
        return !map_has(&w->modes, it->name) && !ir_item_of(w->flat, IR_ITEM_DERIV, it->name);
    return it->kind == IR_ITEM_IN && !it->linear;
}

static void read_model(Work *w)
{
    discrete_find_modes(w);
    for (uint32_t i = 0; i < w->flat->items.n; i++) {
        const IrItem *it = w->flat->items.v[i];
        if (is_held_over_step(w, it))
            VEC_PUSH(w->a, &w->inputs, it->name);
        if (it->kind == IR_ITEM_NOISE)
            VEC_PUSH(w->a, &w->noises, (Noise){it->name, NULL});
        if (it->kind == IR_ITEM_DERIV)
            read_var(w, it);
    }
}

/* One that no matrix can hold moves as if it were none, by a method for stiff equations. */
static void drop_large_schemes(Work *w)
{
    for (uint32_t i = 0; i < w->vars.n; i++) {
        const Str *scheme = w->vars.v[i].scheme;
        uint32_t n = 0;
        for (uint32_t j = 0; scheme && j < w->vars.n; j++)
            n += w->vars.v[j].scheme == scheme;
        for (uint32_t j = 0; n > NNRT_EXPM_MAX && j < w->vars.n; j++)
            if (w->vars.v[j].scheme == scheme)
                w->vars.v[j].scheme = NULL;
        w->has_large_scheme |= n > NNRT_EXPM_MAX;
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
            w->jacobian[i * columns + j] = alg_derivative(
                w->a, w->flat, w->vars.v[i].f, j < n ? w->vars.v[j].name : w->inputs.v[j - n]);
}

/* ---- classification ---- */
bool discrete_share_noise(const Work *w, uint32_t i, uint32_t j)
{
    for (uint32_t k = 0; k < w->noises.n; k++)
        if (w->noises.v[k].factor[i] && w->noises.v[k].factor[j])
            return true;
    return false;
}

/* f = A x + B u + c with constant coefficients, also where f reads nothing but constants. Constant derivatives do not
   say so alone: those of a function with jumps are constant between them. */
static bool row_is_linear(const Work *w, uint32_t i)
{
    const Var *x = &w->vars.v[i];
    if (alg_reads(w->flat, x->f) & ~(unsigned)(ALG_STATE | ALG_INPUT))
        return false;
    if (x->asked != IR_METHOD_DEFAULT && x->asked != IR_METHOD_EXACT)
        return false;
    if (ir_reads_moving(w->flat, x->f) || discrete_has_jumps(w, x->f))
        return false;
    for (uint32_t j = 0; j < w->vars.n + w->inputs.n; j++)
        if (!discrete_is_constant(w, discrete_entry(w, i, j)))
            return false;
    for (uint32_t k = 0; k < w->noises.n; k++)
        if (w->noises.v[k].factor[i] && alg_reads(w->flat, w->noises.v[k].factor[i]))
            return false;
    return discrete_cases(w, &i, 1).n == 1 || (!w->noises.n && discrete_few_cases(w));
}

static void classify(Work *w)
{
    for (uint32_t i = 0; i < w->vars.n; i++) {
        w->vars.v[i].linear = row_is_linear(w, i);
        IrExpr *own = discrete_entry(w, i, i);
        w->vars.v[i].own_linear = own && !alg_reads_item(w->flat, own, w->vars.v[i].name);
    }
    for (
        bool changed = true;
        changed;) { /* a linear state reads linear states only, nor shares it noise or a scheme with others */
        changed = false;
        for (uint32_t i = 0; i < w->vars.n; i++)
            for (uint32_t j = 0; w->vars.v[i].linear && j < w->vars.n; j++)
                if (!w->vars.v[j].linear &&
                    (!discrete_is_zero_entry(w, i, j) || discrete_share_noise(w, i, j) ||
                     discrete_same_scheme(w, i, j)))
                    w->vars.v[i].linear = false, changed = true;
    }
}

/* ---- lets ---- */
const Str *discrete_let_name(Work *w, const Str *state, const char *stage)
{
    return str_format(discrete_strings(w), "%s.%s%u", state->s, stage, w->n_let++);
}

const Str *discrete_add_let(Work *w, const Str *state, const char *stage, IrExpr *value, Span at)
{
    const Str *name = discrete_let_name(w, state, stage);
    VEC_PUSH(w->a, &w->out->lets, (DiscreteLet){.name = name, .value = value, .span = at});
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

static void advance_block(Work *w, const Block *b, Moment *end)
{
    static void (*const advance[IR_METHOD_COUNT])(Work *, const Block *, Moment *) = {
        [IR_METHOD_SPLITTING] = discrete_advance_splitting,
        [IR_METHOD_EXPONENTIAL_EULER] = discrete_advance_euler,
        [IR_METHOD_EULER] = discrete_advance_euler,
        [IR_METHOD_EULER_MARUYAMA] = discrete_advance_euler,
        [IR_METHOD_RK4] = discrete_advance_rk4,
        [IR_METHOD_ROSENBROCK] = discrete_advance_rosenbrock,
        [IR_METHOD_RK45] = discrete_advance_rk45,
    };
    advance[b->method](w, b, end);
    discrete_add_noise(w, b, end);
}

/* The step of the grid, in ms; `--dt` may give another one when the program runs. */
static double usual_step(Work *w)
{
    const double dt = w->m->timestep ? discrete_usual(w, w->m->timestep) : 0;
    return dt > 0 && isfinite(dt) ? dt : 0.1;
}

Discrete *ir_discretise(IrModule *m, const IrModel *flat, const Map *held)
{
    Work w = {
        .m = m, .a = m->arena, .flat = flat, .held = held, .out = ARENA_NEW(m->arena, Discrete)};
    w.dt = usual_step(&w);
    map_init(&w.out->next, m->arena);
    map_init(&w.out->decaying, m->arena);
    map_init(&w.index, m->arena);
    read_model(&w);
    split_noise(&w);
    differentiate(&w);
    discrete_find_schemes(&w);
    drop_large_schemes(&w);
    classify(&w);
    discrete_drop_large_parts(&w);
    if (!discrete_choose(&w))
        return w.out;
    Moment end = discrete_moment(&w, 1);
    discrete_advance_linear(&w, 1.0, "P", &end);
    for (uint32_t i = 0; i < w.blocks.n; i++)
        advance_block(&w, &w.blocks.v[i], &end);
    for (uint32_t i = 0; i < w.vars.n; i++)
        map_set(&w.out->next, w.vars.v[i].name, (void *)end.local[i]);
    discrete_report(&w);
    return w.out;
}
