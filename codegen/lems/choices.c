/* What LEMS says by cases: `select`, and functions that it does not have. Each becomes the value of an alias of its own, which is a
   ConditionalDerivedVariable in the document. */
#include "codegen/lems/lems_choices.h"

#include "ir/build.h"
#include "ir/facts.h"

#include <string.h>

/* Below this size exprel(x) is a polynomial, whose rest is below one unit of the last place; above it (e^x - 1)/x loses less than
   two digits. */
static const char exprel_limit[] = "0.02";
enum { EXPREL_TERMS = 8 };

typedef struct Choices {
    LemsWriter *w;
    IrModel *model;
    VEC(IrItem *) made;
} Choices;

/* ---- building ---- */
static IrExpr *pure(const Choices *c, const char *digits, Span at)
{
    return ir_literal(c->w->arena, str_from(c->w->session->strings, digits), NULL, at);
}

static IrExpr *op2(const Choices *c, IrOp op, IrExpr *x, IrExpr *y, Dim dim)
{
    IrExpr *e = ir_binary(c->w->arena, op, x, y);
    e->dim = dim;
    if (op == IR_LT || op == IR_GT || op == IR_EQ)
        e->scalar = IR_BOOL;
    return e;
}

static IrExpr *op1(const Choices *c, IrOp op, IrExpr *x)
{
    IrExpr *e = ir_unary(c->w->arena, op, x);
    e->dim = x->dim;
    return e;
}

static IrExpr *copy(const Choices *c, const IrExpr *e)
{
    return ir_expr_copy(c->w->arena, e);
}

static IrExpr *choice(const Choices *c, IrExpr *test, IrExpr *x, IrExpr *y)
{
    IrExpr *e = ir_select(c->w->arena, test, x, y);
    e->dim = x->dim;
    return e;
}

/* An alias of that value; the same one for the same value. */
static IrExpr *named(Choices *c, const char *word, IrExpr *value, Dim dim)
{
    StrTable *strings = c->w->session->strings;
    const IrItem *item = NULL;
    for (uint32_t i = 0; !item && i < c->made.n; i++)
        if (ir_expr_equal(c->made.v[i]->value, value))
            item = c->made.v[i];
    if (!item) {
        const Str *name = str_format(strings, "%s_1", word);
        for (unsigned k = 2; ir_item(c->model, name); k++)
            name = str_format(strings, "%s_%u", word, k);
        IrItem *made = ir_item_new(c->w->arena, IR_ITEM_ALIAS, name, value->span);
        made->value = value;
        made->dim = dim;
        ir_model_add((IrModule *)c->w->m, c->model, made);
        VEC_PUSH(c->w->arena, &c->made, made);
        item = made;
    }
    IrExpr *e = ir_named(c->w->arena, IR_ITEM, item->name, value->span);
    e->dim = dim;
    return e;
}

/* Something that may be written twice. */
static IrExpr *once(Choices *c, const char *word, IrExpr *x)
{
    const bool leaf = x->op == IR_ITEM || x->op == IR_VARIABLE || x->op == IR_LITERAL ||
                      x->op == IR_NUMBER || x->op == IR_INTEGER;
    return leaf ? x : named(c, word, x, x->dim);
}

/* ---- functions ---- */
static IrExpr *smaller(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]), *y = once(c, "term", e->arg[1]);
    const IrOp op = e->op == IR_MIN ? IR_LT : IR_GT;
    return choice(c, op2(c, op, copy(c, x), copy(c, y), DIM_NONE), x, y);
}

static IrExpr *sign(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]);
    IrExpr *zero = ir_number(c->w->arena, 0, x->dim, e->span);
    IrExpr *rest = choice(c, op2(c, IR_LT, copy(c, x), copy(c, zero), DIM_NONE),
                          op1(c, IR_NEG, pure(c, "1", e->span)), pure(c, "0", e->span));
    return choice(c, op2(c, IR_GT, x, zero, DIM_NONE), pure(c, "1", e->span), rest);
}

static IrExpr *size(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]);
    IrExpr *zero = ir_number(c->w->arena, 0, x->dim, e->span);
    return choice(c, op2(c, IR_LT, copy(c, x), zero, DIM_NONE), op1(c, IR_NEG, copy(c, x)), x);
}

/* 1 + x/2 (1 + x/3 (1 + ...)) */
static IrExpr *exprel_series(const Choices *c, const IrExpr *x)
{
    IrExpr *sum = pure(c, "1", x->span);
    for (int k = EXPREL_TERMS; k > 1; k--) {
        IrExpr *part =
            op2(c, IR_QUOTIENT, copy(c, x), ir_integer(c->w->arena, k, x->span), DIM_NONE);
        sum = op2(c, IR_SUM, pure(c, "1", x->span), op2(c, IR_PRODUCT, part, sum, DIM_NONE),
                  DIM_NONE);
    }
    return sum;
}

static IrExpr *small(const Choices *c, const IrExpr *x)
{
    return op2(c, IR_LT, op1(c, IR_ABS, copy(c, x)), pure(c, exprel_limit, x->span), DIM_NONE);
}

static IrExpr *exp_minus_one(const Choices *c, const IrExpr *x)
{
    return op2(c, IR_SUM, op1(c, IR_EXP, copy(c, x)), op1(c, IR_NEG, pure(c, "1", x->span)),
               DIM_NONE);
}

static IrExpr *relative_exp(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]);
    return choice(c, small(c, x), exprel_series(c, x),
                  op2(c, IR_QUOTIENT, exp_minus_one(c, x), copy(c, x), DIM_NONE));
}

static IrExpr *exp_less_one(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]);
    return choice(c, small(c, x), op2(c, IR_PRODUCT, copy(c, x), exprel_series(c, x), DIM_NONE),
                  exp_minus_one(c, x));
}

/* ---- inverses of the hyperbolic functions: logarithms of a sum, which near its zero loses digits ---- */
/* log(x + sqrt(x^2 + one)) */
static IrExpr *log_with_root(const Choices *c, const IrExpr *x, IrExpr *one)
{
    IrExpr *square = op2(c, IR_PRODUCT, copy(c, x), copy(c, x), DIM_NONE);
    IrExpr *root = op1(c, IR_SQRT, op2(c, IR_SUM, square, one, DIM_NONE));
    return op1(c, IR_LOG, op2(c, IR_SUM, copy(c, x), root, DIM_NONE));
}

/* Of -x it is the negative: no cancellation there. */
static IrExpr *area_sinh(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]);
    IrExpr *of_size = log_with_root(c, op1(c, IR_ABS, copy(c, x)), pure(c, "1", e->span));
    return choice(c, op2(c, IR_LT, x, pure(c, "0", e->span), DIM_NONE), op1(c, IR_NEG, of_size),
                  copy(c, of_size));
}

static IrExpr *area_cosh(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]);
    return log_with_root(c, x, op1(c, IR_NEG, pure(c, "1", e->span)));
}

static IrExpr *area_tanh(Choices *c, IrExpr *e)
{
    IrExpr *x = once(c, "term", e->arg[0]);
    IrExpr *above = op2(c, IR_SUM, pure(c, "1", e->span), copy(c, x), DIM_NONE);
    IrExpr *below = op2(c, IR_SUM, pure(c, "1", e->span), op1(c, IR_NEG, x), DIM_NONE);
    IrExpr *log = op1(c, IR_LOG, op2(c, IR_QUOTIENT, above, below, DIM_NONE));
    return op2(c, IR_QUOTIENT, log, pure(c, "2", e->span), DIM_NONE);
}

static IrExpr *itself(Choices *c, IrExpr *e)
{
    (void)c;
    return e;
}

typedef enum Known {
    KNOWN_NOT,
    KNOWN_PURE,
    KNOWN_TO_NINEML
} Known; /* pure: of numbers without a unit */

static const struct {
    IrOp op;
    const char *word;
    IrExpr *(*make)(Choices *c, IrExpr *e);
    Known known; /* needs no variable */
} forms[] = {
    {IR_SELECT, "choice", itself, KNOWN_NOT},
    {IR_MIN, "min", smaller, KNOWN_NOT},
    {IR_MAX, "max", smaller, KNOWN_NOT},
    {IR_SIGN, "sign", sign, KNOWN_NOT},
    {IR_ABS, "size", size, KNOWN_PURE},
    {IR_EXPREL, "exprel", relative_exp, KNOWN_NOT},
    {IR_EXPM1, "expm1", exp_less_one, KNOWN_NOT},
    {IR_ASINH, "asinh", area_sinh, KNOWN_TO_NINEML},
    {IR_ACOSH, "acosh", area_cosh, KNOWN_TO_NINEML},
    {IR_ATANH, "atanh", area_tanh, KNOWN_TO_NINEML},
};

static bool is_known(const Choices *c, const IrExpr *e, Known known)
{
    return known == KNOWN_TO_NINEML ? !c->w->is_lems : known == KNOWN_PURE && dim_is_none(e->dim);
}

/* ---- draws, of a number from 0 to 1 ---- */
static IrExpr *unit_draw(const Choices *c, Span at)
{
    IrExpr *e = ir_expr_new(c->w->arena, IR_DRAW, 2, at);
    e->u.law = IR_LAW_UNIFORM;
    e->arg[0] = pure(c, "0", at);
    e->arg[1] = pure(c, "1", at);
    return e;
}

static IrExpr *log_draw(const Choices *c, Span at)
{
    return op1(c, IR_LOG, unit_draw(c, at));
}

/* a + (b - a) times such a number; of the interval's mean, its logarithm; of two, a normal deviate (Box and Muller) */
static IrExpr *drawn(const Choices *c, IrExpr *e)
{
    const Span at = e->span;
    if (e->u.law == IR_LAW_UNIFORM && !(ir_is_zero(e->arg[0]) && ir_is_one(e->arg[1]))) {
        IrExpr *width = op2(c, IR_SUM, e->arg[1], op1(c, IR_NEG, copy(c, e->arg[0])), e->dim);
        return op2(c, IR_SUM, e->arg[0], op2(c, IR_PRODUCT, width, unit_draw(c, at), e->dim),
                   e->dim);
    }
    if (e->u.law == IR_LAW_EXPONENTIAL)
        return op1(c, IR_NEG, op2(c, IR_PRODUCT, e->arg[0], log_draw(c, at), e->dim));
    if (e->u.law != IR_LAW_NORMAL)
        return e;
    IrExpr *radius =
        op1(c, IR_SQRT, op2(c, IR_PRODUCT, pure(c, "-2", at), log_draw(c, at), DIM_NONE));
    IrExpr *turn = op2(c, IR_PRODUCT, pure(c, "6.283185307179586", at), unit_draw(c, at), DIM_NONE);
    IrExpr *deviate = op2(c, IR_PRODUCT, radius, op1(c, IR_COS, turn), DIM_NONE);
    return op2(c, IR_SUM, e->arg[0], op2(c, IR_PRODUCT, e->arg[1], deviate, e->dim), e->dim);
}

IrExpr *lems_reword_draw(LemsWriter *w, IrExpr *draw)
{
    const Choices c = {.w = w};
    return drawn(&c, draw);
}

/* What is no choice, but is no word of LEMS either. */
static IrExpr *reworded(Choices *c, IrExpr *e)
{
    if (e->op == IR_DRAW && c->w->is_lems)
        return drawn(c, e);
    if (e->op == IR_FLOOR) /* -ceil(-x) */
        return op1(c, IR_NEG, op1(c, IR_CEIL, op1(c, IR_NEG, e->arg[0])));
    if (e->op == IR_LOG10)
        return op2(c, IR_QUOTIENT, op1(c, IR_LOG, e->arg[0]),
                   op1(c, IR_LOG, pure(c, "10", e->span)), DIM_NONE);
    return e;
}

static IrExpr *name_choice(void *context, IrExpr *e)
{
    Choices *c = context;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (e->op == forms[i].op && !is_known(c, e, forms[i].known))
            return named(c, forms[i].word, forms[i].make(c, e), e->dim);
    return reworded(c, e);
}

static void name_in_place(void *context, IrExpr **e)
{
    const Choices *c = context;
    if (e && *e)
        *e = ir_expr_map(c->w->arena, *e, name_choice, context);
}

/* Cases as far as they go: `select(a, x, select(b, y, z))`. */
static void keep_cases(Choices *c, IrExpr **value)
{
    if ((*value)->op != IR_SELECT) {
        name_in_place(c, value);
        return;
    }
    name_in_place(c, &(*value)->arg[0]);
    name_in_place(c, &(*value)->arg[1]);
    keep_cases(c, &(*value)->arg[2]);
}

void lems_name_choices(LemsWriter *w, IrModel *model)
{
    Choices c = {.w = w, .model = model};
    const uint32_t n = model->items.n; /* what is added is simple */
    for (uint32_t i = 0; i < n; i++) {
        IrItem *item = model->items.v[i];
        if (item->kind == IR_ITEM_ALIAS)
            keep_cases(&c, &item->value);
        else
            ir_item_each_expr(item, name_in_place, &c);
    }
}
