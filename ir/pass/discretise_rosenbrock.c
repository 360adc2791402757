/* discretise: the Rosenbrock method RODAS3 (Sandu et al., Atmospheric Environment 31, 1997), for stiff states: four stages,
   order 3, L-stable. Each stage solves (1/(h/2) - J) u = f + ..., with the derivatives J of the model itself; the
   elimination is unrolled and touches what is not 0 only. It takes its pivots in the order of the states; of many states those that
   many depend on come last, as a potential among those of a long scheme would fill the whole matrix. */
#include "ir/pass/delay.h"
#include "ir/pass/discretise_internal.h"

enum { STAGES = 4, MANY = 16 };

static const struct {
    double moment;        /* of the step, where f is taken */
    double drift;         /* factor of h df/dt */
    double value[STAGES]; /* f is taken at x + sum value u */
    double slope[STAGES]; /* sum slope u / h is added to f */
    double result;        /* x(t_{k+1}) = x + sum result u */
} stages[STAGES] = {
    {0, 0.5, {0}, {0}, 2},
    {0, 1.5, {0}, {4}, 0},
    {1, 0, {2}, {1, -1}, 1},
    {1, 0, {2, 0, 1}, {1, -1, -8.0 / 3.0}, 1},
};

typedef struct Solver {
    Work *w;
    const Block *b;
    uint32_t n;
    uint32_t *var; /* those of the block, in the order of elimination */
    const Str **
        entry; /* n x n lets, NULL: 0; once eliminated: below the diagonal the factors of rows, on it
                                      the reciprocals of the pivots */
    const Str **drift; /* df/dt by all that moves besides the block; NULL: 0 */
    const Str **u[STAGES];
} Solver;

static const Var *var_of(const Solver *s, uint32_t row)
{
    return &s->w->vars.v[s->var[row]];
}

static const Str *add(const Solver *s, uint32_t row, const char *stage, IrExpr *value)
{
    return discrete_add_let(s->w, var_of(s, row)->name, stage, value, var_of(s, row)->span);
}

static IrExpr *read(const Solver *s, const Str *let)
{
    return discrete_local(s->w, let, NOWHERE);
}

/* all - x y; NULL is 0. */
static IrExpr *less_product(const Solver *s, IrExpr *all, const Str *x, const Str *y)
{
    Arena *a = s->w->a;
    IrExpr *term = ir_unary(a, IR_NEG, ir_binary(a, IR_PRODUCT, read(s, x), read(s, y)));
    return all ? ir_binary(a, IR_SUM, all, term) : term;
}

static IrExpr *plus(const Solver *s, IrExpr *all, IrExpr *term)
{
    return all ? ir_binary(s->w->a, IR_SUM, all, term) : term;
}

/* factor u, or factor u/h */
static IrExpr *scaled(const Solver *s, double factor, const Str *u, bool per_step)
{
    Arena *a = s->w->a;
    IrExpr *x = alg_product(a, ir_number(a, factor, DIM_NONE, NOWHERE), read(s, u));
    return per_step ? ir_binary(a, IR_QUOTIENT, x, discrete_step_size(s->w, 1, NOWHERE)) : x;
}

/* ---- the matrix ---- */
/* How many states depend on it or it depends on. */
static uint32_t couplings_of(const Work *w, const Block *b, uint32_t i)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < b->var.n; k++)
        n += !discrete_is_zero_entry(w, i, b->var.v[k]) ||
             !discrete_is_zero_entry(w, b->var.v[k], i);
    return n;
}

static uint32_t *order_of_pivots(const Work *w, const Block *b)
{
    uint32_t *var = ARENA_ARRAY(w->a, uint32_t, b->var.n + 1);
    uint32_t n = 0;
    for (uint32_t most = 0; n < b->var.n; most++)
        for (uint32_t k = 0; k < b->var.n; k++)
            if (b->var.n <= MANY ? !most : couplings_of(w, b, b->var.v[k]) == most)
                var[n++] = b->var.v[k];
    return var;
}

static IrExpr *jacobian_entry(const Solver *s, uint32_t row, uint32_t var)
{
    Work *w = s->w;
    uint32_t i = s->var[row];
    if (discrete_is_zero_entry(w, i, var))
        return NULL;
    Moment start = discrete_moment(w, 0);
    IrExpr *e = discrete_evaluate(w, &start, discrete_entry(w, i, var));
    return discrete_unless_held(w, var_of(s, row), e, alg_zero(w->a, e->span));
}

static void make_matrix(Solver *s)
{
    Arena *a = s->w->a;
    for (uint32_t r = 0; r < s->n; r++)
        for (uint32_t c = 0; c < s->n; c++) {
            IrExpr *e = jacobian_entry(s, r, s->var[c]);
            IrExpr *minus = e ? ir_unary(a, IR_NEG, e) : NULL;
            if (r == c) {
                IrExpr *two = ir_number(a, 2.0, DIM_NONE, NOWHERE);
                IrExpr *diagonal =
                    ir_binary(a, IR_QUOTIENT, two, discrete_step_size(s->w, 1, NOWHERE));
                minus = minus ? ir_binary(a, IR_SUM, diagonal, minus) : diagonal;
            }
            if (minus)
                s->entry[r * s->n + c] = add(s, r, "matrix", minus);
        }
}

static void eliminate(Solver *s)
{
    Arena *a = s->w->a;
    uint32_t n = s->n;
    for (uint32_t p = 0; p < n; p++) {
        IrExpr *pivot = read(s, s->entry[p * n + p]);
        s->entry[p * n + p] =
            add(s, p, "pivot", ir_binary(a, IR_QUOTIENT, alg_one(a, NOWHERE), pivot));
        for (uint32_t r = p + 1; r < n; r++) {
            const Str **row = s->entry + r * n;
            if (!row[p])
                continue;
            row[p] = add(s, r, "factor",
                         ir_binary(a, IR_PRODUCT, read(s, row[p]), read(s, s->entry[p * n + p])));
            for (uint32_t c = p + 1; c < n; c++)
                if (s->entry[p * n + c])
                    row[c] = add(s, r, "matrix",
                                 less_product(s, row[c] ? read(s, row[c]) : NULL, row[p],
                                              s->entry[p * n + c]));
        }
    }
}

static void solve(Solver *s, const Str **x)
{
    uint32_t n = s->n;
    for (uint32_t r = 0; r < n; r++) {
        IrExpr *sum = read(s, x[r]);
        for (uint32_t c = 0; c < r; c++)
            if (s->entry[r * n + c])
                sum = less_product(s, sum, s->entry[r * n + c], x[c]);
        if (sum->op != IR_LOCAL)
            x[r] = add(s, r, "forward", sum);
    }
    for (uint32_t r = n; r-- > 0;) {
        IrExpr *sum = read(s, x[r]);
        for (uint32_t c = r + 1; c < n; c++)
            if (s->entry[r * n + c])
                sum = less_product(s, sum, s->entry[r * n + c], x[c]);
        x[r] = add(s, r, "u", ir_binary(s->w->a, IR_PRODUCT, sum, read(s, s->entry[r * n + r])));
    }
}

/* ---- what moves besides the block: time, exact states, earlier blocks ---- */
/* An input that moves within the step, as the past of a state does, moves along the line between its two ends. */
static IrExpr *input_drift(const Solver *s, uint32_t row, const Str *input, IrExpr *all)
{
    Work *w = s->w;
    Moment start = discrete_moment(w, 0);
    IrExpr *factor = alg_derivative(w->a, w->flat, var_of(s, row)->f, input);
    if (!factor || ir_is_zero(factor))
        return all;
    IrExpr *from = discrete_item(w, input, NOWHERE), *to = ir_delay_at(w->m, from, 1);
    IrExpr *way = ir_binary(w->a, IR_SUM, to, ir_unary(w->a, IR_NEG, ir_expr_copy(w->a, from)));
    IrExpr *slope = ir_binary(w->a, IR_QUOTIENT, way, discrete_step_size(w, 1, NOWHERE));
    return plus(s, all, ir_binary(w->a, IR_PRODUCT, discrete_evaluate(w, &start, factor), slope));
}

static const Str *drift_of(Solver *s, uint32_t row)
{
    Work *w = s->w;
    Moment start = discrete_moment(w, 0);
    IrExpr *all = alg_time_derivative(w->a, w->flat, var_of(s, row)->f); /* it exists: see choose */
    all = ir_is_zero(all) ? NULL : discrete_evaluate(w, &start, all);
    for (uint32_t j = 0; j < w->vars.n; j++) {
        const Var *y = &w->vars.v[j];
        IrExpr *e = y->linear || &w->blocks.v[y->block] != s->b ? jacobian_entry(s, row, j) : NULL;
        if (e)
            all = plus(s, all, ir_binary(w->a, IR_PRODUCT, e, discrete_slope(w, &start, j)));
    }
    for (uint32_t i = 0; i < w->flat->items.n; i++) {
        const IrItem *it = w->flat->items.v[i];
        if (it->kind == IR_ITEM_IN && it->linear &&
            alg_reads_item(w->flat, var_of(s, row)->f, it->name))
            all = input_drift(s, row, it->name, all);
    }
    return all ? add(s, row, "drift",
                     discrete_unless_held(w, var_of(s, row), all, alg_zero(w->a, NOWHERE)))
               : NULL;
}

/* ---- stages ---- */
static Moment stage_moment(Solver *s, int stage, const Moment *end)
{
    Moment at =
        stages[stage].moment > 0 ? discrete_moment_copy(s->w, end, 1) : discrete_moment(s->w, 0);
    for (uint32_t r = 0; r < s->n; r++) {
        IrExpr *sum = NULL;
        for (int k = 0; k < stage; k++)
            if (stages[stage].value[k] > 0)
                sum = plus(s, sum, scaled(s, stages[stage].value[k], s->u[k][r], false));
        if (sum)
            at.local[s->var[r]] = add(
                s, r, "stage",
                ir_binary(s->w->a, IR_SUM, discrete_item(s->w, var_of(s, r)->name, NOWHERE), sum));
    }
    return at;
}

static void run_stage(Solver *s, int stage, const Moment *end)
{
    Work *w = s->w;
    Moment at = stage_moment(s, stage, end);
    const Str **x = s->u[stage] = ARENA_ARRAY(w->a, const Str *, s->n);
    for (uint32_t r = 0; r < s->n; r++) {
        IrExpr *sum = discrete_slope(w, &at, s->var[r]);
        for (int k = 0; k < stage; k++)
            if (stages[stage].slope[k] < 0 || stages[stage].slope[k] > 0)
                sum = plus(s, sum, scaled(s, stages[stage].slope[k], s->u[k][r], true));
        if (stages[stage].drift > 0 && s->drift[r]) {
            IrExpr *h = discrete_step_size(w, stages[stage].drift, NOWHERE);
            sum = plus(s, sum, ir_binary(w->a, IR_PRODUCT, h, read(s, s->drift[r])));
        }
        x[r] = add(s, r, "right", sum);
    }
    solve(s, x);
}

void discrete_advance_rosenbrock(Work *w, const Block *b, Moment *end)
{
    uint32_t n = b->var.n;
    Solver s = {.w = w,
                .b = b,
                .n = n,
                .var = order_of_pivots(w, b),
                .entry = ARENA_ARRAY(w->a, const Str *, n *n),
                .drift = ARENA_ARRAY(w->a, const Str *, n)};
    make_matrix(&s);
    eliminate(&s);
    for (uint32_t r = 0; r < n; r++)
        s.drift[r] = drift_of(&s, r);
    for (int k = 0; k < STAGES; k++)
        run_stage(&s, k, end);
    for (uint32_t r = 0; r < n; r++) {
        IrExpr *sum = discrete_item(w, var_of(&s, r)->name, NOWHERE);
        for (int k = 0; k < STAGES; k++)
            if (stages[k].result > 0)
                sum = plus(&s, sum, scaled(&s, stages[k].result, s.u[k][r], false));
        end->local[s.var[r]] = add(&s, r, "rosenbrock", sum);
    }
}
