/* discretise: Dormand and Prince's pair of orders 5 and 4 (J. Comput. Appl. Math. 6, 1980), in steps of its own within the
   step of the grid: per cell, from the whole step down, so that no cell depends on another or on the past.

   States of the exact block that the right sides read are carried along as copies; their own values stay exact.
   s is how much of the step is done, g the next share of it; x and k the values and slopes at s. */
#include "ir/pass/discretise_internal.h"

enum { STAGES = 7, ROUNDS = 10000 };

static const double RELATIVE = 1e-8,
                    ABSOLUTE = 1e-10; /* of the error of an inner step, in native units */

static const double tableau[STAGES][STAGES - 1] = {
    {0},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
};
static const double nodes[STAGES] = {0, 0.2, 0.3, 0.8, 8.0 / 9, 1, 1};
/* fifth order less fourth */
static const double difference[STAGES] = {71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                          -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

typedef struct Inner {
    Work *w;
    VEC(uint32_t) var;      /* the block, then the copies of exact states */
    const Str **x, **slope; /* per var of the model: variables, at s */
    const Str **next;       /* values at the end of the inner step */
    const Str **k[STAGES];
    const Str *s, *g, *h; /* shares of the step; h = g dt in ms */
    const Moment *end;
} Inner;

static IrExpr *number(const Inner *q, double x)
{
    return ir_number(q->w->a, x, DIM_NONE, NOWHERE);
}

static IrExpr *read(const Inner *q, const Str *name)
{
    return discrete_local(q->w, name, NOWHERE);
}

static IrExpr *binary(const Inner *q, IrOp op, IrExpr *x, IrExpr *y)
{
    return ir_binary(q->w->a, op, x, y);
}

static const Str *add(Inner *q, DiscreteKind kind, const Str *state, const char *what,
                      IrExpr *value)
{
    const Str *name = str_format(discrete_strings(q->w), "%s.%s%u", state->s, what, q->w->n_let++);
    VEC_PUSH(q->w->a, &q->w->out->lets,
             (DiscreteLet){.kind = kind, .name = name, .value = value, .span = NOWHERE});
    return name;
}

static void assign(Inner *q, const Str *variable, IrExpr *value)
{
    VEC_PUSH(
        q->w->a, &q->w->out->lets,
        (DiscreteLet){.kind = DISCRETE_ASSIGN, .name = variable, .value = value, .span = NOWHERE});
}

static void mark(Inner *q, DiscreteKind kind, IrExpr *value)
{
    VEC_PUSH(q->w->a, &q->w->out->lets,
             (DiscreteLet){.kind = kind, .value = value, .span = NOWHERE});
}

/* ---- which states ---- */
static bool holds(const Inner *q, uint32_t var)
{
    for (uint32_t i = 0; i < q->var.n; i++)
        if (q->var.v[i] == var)
            return true;
    return false;
}

static void collect(Inner *q, const Block *b)
{
    for (uint32_t i = 0; i < b->var.n; i++)
        VEC_PUSH(q->w->a, &q->var, b->var.v[i]);
    for (uint32_t i = 0; i < q->var.n; i++) /* grows while it is walked */
        for (uint32_t j = 0; j < q->w->vars.n; j++)
            if (q->w->vars.v[j].linear && !discrete_is_zero_entry(q->w, q->var.v[i], j) &&
                !holds(q, j))
                VEC_PUSH(q->w->a, &q->var, j);
}

/* ---- one attempt ---- */
/* x + h sum_j a[j] k[j] */
static IrExpr *moved(const Inner *q, uint32_t var, const double *a, int n, const Str *const *from)
{
    IrExpr *sum = NULL;
    for (int j = 0; j < n; j++) {
        if (!(a[j] < 0 || a[j] > 0))
            continue;
        IrExpr *term = binary(q, IR_PRODUCT, number(q, a[j]), read(q, q->k[j][var]));
        sum = sum ? binary(q, IR_SUM, sum, term) : term;
    }
    IrExpr *move = binary(q, IR_PRODUCT, read(q, q->h), sum);
    return from ? binary(q, IR_SUM, read(q, from[var]), move) : move;
}

/* States of earlier blocks lie on the line between their two ends. */
static const Str *between(Inner *q, uint32_t var, const Str *share)
{
    const Var *x = &q->w->vars.v[var];
    IrExpr *start = discrete_item(q->w, x->name, x->span);
    IrExpr *way = binary(q, IR_SUM, discrete_value(q->w, q->end, var),
                         ir_unary(q->w->a, IR_NEG, ir_expr_copy(q->w->a, start)));
    return add(q, DISCRETE_LET, x->name, "between",
               binary(q, IR_SUM, start, binary(q, IR_PRODUCT, read(q, share), way)));
}

static bool reads(const Inner *q, uint32_t var)
{
    for (uint32_t i = 0; i < q->var.n; i++)
        if (!discrete_is_zero_entry(q->w, q->var.v[i], var))
            return true;
    return false;
}

static void run_stage(Inner *q, int stage, const Str *const *values)
{
    Work *w = q->w;
    Moment at = discrete_moment(w, 0);
    at.share = add(q, DISCRETE_LET, w->flat->name, "share",
                   binary(q, IR_SUM, read(q, q->s),
                          binary(q, IR_PRODUCT, number(q, nodes[stage]), read(q, q->g))));
    for (uint32_t i = 0; i < w->vars.n; i++)
        if (!w->vars.v[i].linear && !holds(q, i) && q->end->local[i] && reads(q, i))
            at.local[i] = between(q, i, at.share);
    for (uint32_t i = 0; i < q->var.n; i++)
        at.local[q->var.v[i]] = values[q->var.v[i]];
    q->k[stage] = ARENA_ARRAY(w->a, const Str *, w->vars.n);
    for (uint32_t i = 0; i < q->var.n; i++) {
        uint32_t v = q->var.v[i];
        q->k[stage][v] = add(q, DISCRETE_LET, w->vars.v[v].name, "k", discrete_slope(w, &at, v));
    }
}

static const Str **stage_values(Inner *q, int stage)
{
    const Str **values = ARENA_ARRAY(q->w->a, const Str *, q->w->vars.n);
    for (uint32_t i = 0; i < q->var.n; i++) {
        uint32_t v = q->var.v[i];
        values[v] = add(q, DISCRETE_LET, q->w->vars.v[v].name, "stage",
                        moved(q, v, tableau[stage], stage, q->x));
    }
    return values;
}

/* The mean square of the errors of the states, in units of what is allowed. */
static const Str *error_of(Inner *q)
{
    Arena *a = q->w->a;
    IrExpr *all = NULL;
    for (uint32_t i = 0; i < q->var.n; i++) {
        uint32_t v = q->var.v[i];
        IrExpr *size = binary(q, IR_MAX, ir_unary(a, IR_ABS, read(q, q->x[v])),
                              ir_unary(a, IR_ABS, read(q, q->next[v])));
        IrExpr *allowed = binary(q, IR_SUM, number(q, ABSOLUTE),
                                 binary(q, IR_PRODUCT, number(q, RELATIVE), size));
        const Str *name =
            add(q, DISCRETE_LET, q->w->vars.v[v].name, "error",
                binary(q, IR_QUOTIENT, moved(q, v, difference, STAGES, NULL), allowed));
        IrExpr *square = binary(q, IR_PRODUCT, read(q, name), read(q, name));
        all = all ? binary(q, IR_SUM, all, square) : square;
    }
    return add(q, DISCRETE_LET, q->w->flat->name, "error",
               binary(q, IR_PRODUCT, number(q, 1.0 / q->var.n), all));
}

/* 0.9 error^(-1/10) within 1/5 and 5; 1/5 where the error is no number. */
static IrExpr *growth(const Inner *q, const Str *error)
{
    IrExpr *power = binary(q, IR_POW, read(q, error), number(q, -0.1));
    IrExpr *wish = binary(q, IR_PRODUCT, number(q, 0.9), power);
    IrExpr *factor = binary(q, IR_MAX, number(q, 0.2), binary(q, IR_MIN, number(q, 5), wish));
    return ir_select(q->w->a, binary(q, IR_LT, read(q, error), number(q, 1e300)), factor,
                     number(q, 0.2));
}

static void keep_or_repeat(Inner *q, const Str *error)
{
    Arena *a = q->w->a;
    const Str *good = add(q, DISCRETE_LET_BOOL, q->w->flat->name, "good",
                          binary(q, IR_LE, read(q, error), number(q, 1)));
    for (uint32_t i = 0; i < q->var.n; i++) {
        uint32_t v = q->var.v[i];
        assign(q, q->x[v], ir_select(a, read(q, good), read(q, q->next[v]), read(q, q->x[v])));
        assign(q, q->slope[v],
               ir_select(a, read(q, good), read(q, q->k[STAGES - 1][v]), read(q, q->slope[v])));
    }
    IrExpr *done = binary(q, IR_SUM, read(q, q->s), read(q, q->g));
    assign(q, q->s, ir_select(a, read(q, good), done, read(q, q->s)));
    const Str *wish = add(q, DISCRETE_LET, q->w->flat->name, "wish",
                          binary(q, IR_PRODUCT, read(q, q->g), growth(q, error)));
    const Str *rest = add(q, DISCRETE_LET, q->w->flat->name, "rest",
                          binary(q, IR_SUM, number(q, 1), ir_unary(a, IR_NEG, read(q, q->s))));
    assign(q, q->g, binary(q, IR_MIN, read(q, wish), read(q, rest)));
    mark(q, DISCRETE_BREAK, binary(q, IR_LE, read(q, rest), number(q, 0x1p-50)));
}

static void attempt(Inner *q)
{
    q->h = add(q, DISCRETE_LET, q->w->flat->name, "h",
               binary(q, IR_PRODUCT, read(q, q->g), discrete_step_size(q->w, 1, NOWHERE)));
    q->k[0] = q->slope;
    for (int stage = 1; stage < STAGES; stage++) {
        const Str **values = stage_values(q, stage);
        run_stage(q, stage, values);
        q->next = values; /* those of the last stage are the result */
    }
    keep_or_repeat(q, error_of(q));
}

/* ---- the whole ---- */
static void start(Inner *q)
{
    Work *w = q->w;
    Moment now = discrete_moment(w, 0);
    q->x = ARENA_ARRAY(w->a, const Str *, w->vars.n);
    q->slope = ARENA_ARRAY(w->a, const Str *, w->vars.n);
    for (uint32_t i = 0; i < q->var.n; i++) {
        uint32_t v = q->var.v[i];
        q->x[v] = add(q, DISCRETE_VAR, w->vars.v[v].name, "inner", discrete_value(w, &now, v));
        q->slope[v] = add(q, DISCRETE_VAR, w->vars.v[v].name, "slope", discrete_slope(w, &now, v));
    }
    q->s = add(q, DISCRETE_VAR, w->flat->name, "done", number(q, 0));
    q->g = add(q, DISCRETE_VAR, w->flat->name, "share", number(q, 1));
}

void discrete_advance_rk45(Work *w, const Block *b, Moment *end)
{
    Inner q = {.w = w, .end = end};
    collect(&q, b);
    start(&q);
    mark(&q, DISCRETE_LOOP, ir_integer(w->a, ROUNDS, NOWHERE));
    attempt(&q);
    mark(&q, DISCRETE_END, NULL);
    IrExpr *arrived = binary(&q, IR_GT, read(&q, q.s), number(&q, 1 - 0x1p-40));
    for (uint32_t i = 0; i < b->var.n; i++) {
        uint32_t v = b->var.v[i];
        IrExpr *value =
            ir_select(w->a, ir_expr_copy(w->a, arrived), read(&q, q.x[v]), number(&q, 0.0 / 0.0));
        end->local[v] = discrete_add_let(w, w->vars.v[v].name, "rk45", value, w->vars.v[v].span);
    }
}
