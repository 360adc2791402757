/* discretise, the exact part: linear states with constant coefficients, block by block, by the exponential of the matrix that
   inputs and the constant 1 augment (Rotter & Diesmann 1999). */
#include "ir/pass/discretise_internal.h"
#include "runtime/expm.h"

static uint32_t find_root(const uint32_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i];
    return i;
}

static uint32_t *components(Work *w)
{
    uint32_t *parent = ARENA_ARRAY(w->a, uint32_t, w->vars.n + 1);
    for (uint32_t i = 0; i < w->vars.n; i++)
        parent[i] = i;
    for (uint32_t i = 0; i < w->vars.n; i++)
        for (uint32_t j = 0; j < w->vars.n; j++)
            if (w->vars.v[i].linear && w->vars.v[j].linear &&
                (!discrete_is_zero_entry(w, i, j) || discrete_share_noise(w, i, j)))
                parent[find_root(parent, j)] = find_root(parent, i);
    return parent;
}

typedef struct Part { /* one component: its states, then inputs that it reads, then the constant */
    uint32_t *var, n, *input, n_inputs;
    IrExpr **constant;
    bool has_constant;
    const Regimes *regimes; /* in which it is looked at; NULL: any */
} Part;

static Part part_of(Work *w, const uint32_t *parent, uint32_t root)
{
    Part b = {ARENA_ARRAY(w->a, uint32_t, w->vars.n),
              0,
              ARENA_ARRAY(w->a, uint32_t, w->inputs.n + 1),
              0,
              ARENA_ARRAY(w->a, IrExpr *, w->vars.n),
              false,
              NULL};
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (w->vars.v[i].linear && find_root(parent, i) == root)
            b.var[b.n++] = i;
    for (uint32_t u = 0; u < w->inputs.n; u++)
        for (uint32_t k = 0; k < b.n; k++)
            if (!discrete_is_zero_entry(w, b.var[k], w->vars.n + u)) {
                b.input[b.n_inputs++] = u;
                break;
            }
    IrExpr *zero = alg_zero(w->a, NOWHERE);
    for (uint32_t k = 0; k < b.n; k++) { /* the constant: f with all that varies at 0 */
        IrExpr *c = w->vars.v[b.var[k]].f;
        for (uint32_t j = 0; j < w->vars.n; j++)
            c = alg_replace(w->a, c, w->vars.v[j].name, zero);
        for (uint32_t j = 0; j < w->inputs.n; j++)
            c = alg_replace(w->a, c, w->inputs.v[j], zero);
        b.constant[k] = alg_simplify(w->a, c);
        b.has_constant |= !ir_is_zero(b.constant[k]);
    }
    return b;
}

/* Parts whose matrix would be too large are not exact: their states are linear in themselves at least. */
void discrete_drop_large_parts(Work *w)
{
    uint32_t *parent = components(w);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        if (!w->vars.v[i].linear || find_root(parent, i) != i)
            continue;
        Part b = part_of(w, parent, i);
        for (uint32_t k = 0; b.n + b.n_inputs + 1 > NNRT_EXPM_MAX && k < b.n; k++) {
            w->vars.v[b.var[k]].linear = false;
            w->vars.v[b.var[k]].large = true;
        }
    }
}

static Part part_in(const Work *w, const Part *any, const Regimes *regimes)
{
    Part b = *any;
    b.regimes = regimes;
    b.constant = ARENA_ARRAY(w->a, IrExpr *, b.n);
    b.has_constant = false;
    for (uint32_t k = 0; k < b.n; k++) {
        b.constant[k] = discrete_in_regimes(w, regimes, any->constant[k]);
        b.has_constant |= !ir_is_zero(b.constant[k]);
    }
    return b;
}

static DiscreteMatrix matrix_of(const Work *w, const Part *b, double fraction, bool hold)
{
    uint32_t n = b->n + b->n_inputs + b->has_constant;
    DiscreteMatrix mat = {
        .n = n, .entry = ARENA_ARRAY(w->a, IrExpr *, n * n), .fraction = fraction};
    mat.at = w->vars.v[b->var[0]].span;
    for (uint32_t r = 0; r < b->n; r++) {
        VEC_PUSH(w->a, &mat.state, w->vars.v[b->var[r]].name);
        if (hold && discrete_held_flag(w, w->vars.v[b->var[r]].name))
            continue; /* a held state does not move */
        for (uint32_t c = 0; c < b->n + b->n_inputs; c++) {
            uint32_t j = c < b->n ? b->var[c] : w->vars.n + b->input[c - b->n];
            IrExpr *entry = discrete_in_regimes(w, b->regimes, discrete_entry(w, b->var[r], j));
            if (!ir_is_zero(entry))
                mat.entry[r * n + c] = entry;
        }
        if (b->has_constant && !ir_is_zero(b->constant[r]))
            mat.entry[r * n + n - 1] = b->constant[r];
    }
    return mat;
}

/* Structure of the exponential: reach[r][c] = some power of the matrix is not 0 there. */
static bool *reachability(const Work *w, const DiscreteMatrix *mat)
{
    uint32_t n = mat->n;
    bool *reach = ARENA_ARRAY(w->a, bool, n *n);
    for (uint32_t i = 0; i < n * n; i++)
        reach[i] = mat->entry[i] != NULL;
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                reach[i * n + j] |= reach[i * n + k] && reach[k * n + j];
    for (uint32_t i = 0; i < n; i++)
        reach[i * n + i] = true;
    return reach;
}

static const Str *column_label(const Work *w, const Part *b, uint32_t c)
{
    if (c < b->n)
        return w->vars.v[b->var[c]].name;
    return c < b->n + b->n_inputs ? w->inputs.v[b->input[c - b->n]]
                                  : str_from(discrete_strings(w), "one");
}

static IrExpr *column_value(const Work *w, const Part *b, uint32_t c, Span at)
{
    return c < b->n + b->n_inputs ? discrete_item(w, column_label(w, b, c), at) : NULL;
}

static bool is_still(const DiscreteMatrix *mat, uint32_t r)
{
    for (uint32_t c = 0; c < mat->n; c++)
        if (mat->entry[r * mat->n + c])
            return false;
    return true;
}

/* P x alone is to vanish below 2^-500: connections see to that at once, cells now and then (KClass.flush). */
static IrExpr *decay(Work *w, const Var *x, IrExpr *product)
{
    if (w->flat->role == IR_SYNAPSE)
        return ir_unary(w->a, IR_FTZ, product);
    map_set(&w->out->decaying, x->name, (void *)x->name);
    return product;
}

/* Row r of P times the block at t_k; registers the entries as values of the matrix. */
static IrExpr *row_sum(Work *w, const Part *b, DiscreteMatrix *mat, const bool *reach, uint32_t r,
                       const char *tag)
{
    IrExpr *all = NULL;
    const Var *x = &w->vars.v[b->var[r]];
    if (is_still(mat, r))
        return discrete_item(w, x->name, x->span);
    for (uint32_t c = 0; c < mat->n; c++) {
        if (!reach[r * mat->n + c])
            continue;
        const Str *name =
            str_format(discrete_strings(w), "%s.%s.%s", tag, x->name->s, column_label(w, b, c)->s);
        VEC_PUSH(w->a, &mat->row, r);
        VEC_PUSH(w->a, &mat->col, c);
        VEC_PUSH(w->a, &mat->name, name);
        IrExpr *value = column_value(w, b, c, x->span);
        IrExpr *term = value ? ir_binary(w->a, IR_PRODUCT, discrete_item(w, name, x->span), value)
                             : discrete_item(w, name, x->span);
        all = all ? ir_binary(w->a, IR_SUM, all, term) : term;
    }
    return all && all->op == IR_PRODUCT ? decay(w, x, all) : all;
}

static bool needs_held_matrix(const Work *w, const Part *b, const bool *reach, uint32_t n)
{
    for (uint32_t r = 0; r < b->n; r++)
        for (uint32_t c = 0; c < b->n; c++)
            if (r != c && reach[r * n + c] && discrete_held_flag(w, w->vars.v[b->var[c]].name) &&
                !discrete_held_flag(w, w->vars.v[b->var[r]].name))
                return true;
    return false;
}

static const Str *flag_of_block(const Work *w, const Part *b)
{
    for (uint32_t c = 0; c < b->n; c++)
        if (discrete_held_flag(w, w->vars.v[b->var[c]].name))
            return discrete_held_flag(w, w->vars.v[b->var[c]].name);
    return NULL;
}

static void keep_matrix(Work *w, DiscreteMatrix mat)
{
    if (mat.name.n)
        VEC_PUSH(w->a, &w->out->matrices, mat);
}

/* moved[r]: the exact values of the block after `fraction` of the step, in its regimes. */
static void move_block(Work *w, const Part *b, double fraction, const char *tag, IrExpr **moved)
{
    DiscreteMatrix free = matrix_of(w, b, fraction, false), held = matrix_of(w, b, fraction, true);
    bool *reach = reachability(w, &free), *reach_held = reachability(w, &held);
    bool two = needs_held_matrix(w, b, reach, free.n);
    const char *held_tag = arena_printf(w->a, "%s.held", tag);
    for (uint32_t r = 0; r < b->n; r++) {
        const Var *x = &w->vars.v[b->var[r]];
        moved[r] = row_sum(w, b, &free, reach, r, tag);
        if (two && !discrete_held_flag(w, x->name))
            moved[r] = ir_select(w->a, discrete_local(w, flag_of_block(w, b), x->span),
                                 row_sum(w, b, &held, reach_held, r, held_tag), moved[r]);
    }
    keep_matrix(w, free);
    keep_matrix(w, held);
}

/* Exact values of the block after `fraction` of the step, into *to: a propagator for each case of its modes. */
static void advance_block(Work *w, const Part *any, double fraction, const char *tag, Moment *to)
{
    RegimeCases cases = discrete_cases(w, any->var, any->n);
    IrExpr **all = ARENA_ARRAY(w->a, IrExpr *, any->n),
           **moved = ARENA_ARRAY(w->a, IrExpr *, any->n);
    for (uint32_t i = cases.n; i-- > 0;) {
        Part b = part_in(w, any, cases.v[i].n ? &cases.v[i] : NULL);
        move_block(w, &b, fraction, cases.n > 1 ? arena_printf(w->a, "%s.%u", tag, i) : tag, moved);
        IrExpr *test = i + 1 < cases.n
                           ? discrete_case_test(w, &cases.v[i], w->vars.v[any->var[0]].span)
                           : NULL;
        for (uint32_t r = 0; r < b.n; r++)
            all[r] = test ? ir_select(w->a, ir_expr_copy(w->a, test), moved[r], all[r]) : moved[r];
    }
    for (uint32_t r = 0; r < any->n; r++) {
        const Var *x = &w->vars.v[any->var[r]];
        IrExpr *end = discrete_unless_held(w, x, all[r], discrete_item(w, x->name, x->span));
        to->local[any->var[r]] = discrete_add_let(w, x->name, "exact", end, x->span);
    }
}

/* Additive noise on an exact block: C N with C the factor of its covariance over the step. */
static void add_block_noise(Work *w, const Part *b, Moment *to)
{
    DiscreteMatrix mat =
        matrix_of(w, &(Part){b->var, b->n, b->input, 0, b->constant, false, NULL}, 1.0, false);
    mat.input = ARENA_ARRAY(w->a, IrExpr *, b->n * w->noises.n);
    mat.n_inputs = w->noises.n;
    mat.kind = K_NOISE_FACTOR;
    bool any = false;
    for (uint32_t r = 0; r < b->n; r++)
        for (uint32_t k = 0; k < w->noises.n; k++)
            any |= (mat.input[r * w->noises.n + k] = w->noises.v[k].factor[b->var[r]]) != NULL;
    if (!any)
        return;
    for (uint32_t r = 0; r < b->n; r++) {
        const Var *x = &w->vars.v[b->var[r]];
        IrExpr *all = discrete_local(w, to->local[b->var[r]], x->span);
        for (uint32_t c = 0; c <= r; c++) {
            const Str *name = str_format(discrete_strings(w), "C.%s.%s", x->name->s,
                                         w->vars.v[b->var[c]].name->s);
            VEC_PUSH(w->a, &mat.row, r);
            VEC_PUSH(w->a, &mat.col, c);
            VEC_PUSH(w->a, &mat.name, name);
            all = ir_binary(w->a, IR_SUM, all,
                            ir_binary(w->a, IR_PRODUCT, discrete_item(w, name, x->span),
                                      discrete_normal_draw(w, b->var[c], x->span)));
        }
        all = discrete_unless_held(w, x, all, discrete_item(w, x->name, x->span));
        to->local[b->var[r]] = discrete_add_let(w, x->name, "noisy", all, x->span);
    }
    VEC_PUSH(w->a, &w->out->matrices, mat);
}

void discrete_advance_linear(Work *w, double fraction, const char *tag, Moment *to)
{
    uint32_t *parent = components(w);
    for (uint32_t i = 0; i < w->vars.n; i++) {
        if (!w->vars.v[i].linear || find_root(parent, i) != i)
            continue;
        Part b = part_of(w, parent, i);
        advance_block(w, &b, fraction, tag, to);
        if (fraction == 1.0)
            add_block_noise(w, &b, to);
    }
}
