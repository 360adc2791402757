/* Dimensions and scalars of expressions, by the rules of ops.def. */
#include "ir/build.h"
#include "ir/facts.h"
#include "ir/typing.h"

#include <stdlib.h>
#include <string.h>

const IrType ir_poison = {.poison = true};

static IrType number_of(Dim dim)
{
    return (IrType){.scalar = IR_REAL, .dim = dim};
}

static const IrType truth = {.scalar = IR_BOOL};

static Diags *diags_of(const IrTyping *t)
{
    return t->m->session->diags;
}

const char *ir_type_words(IrTyping *t, Dim d)
{
    char text[72];
    if (dim_equal(d, ir_quantity_dim(IR_Q_WEIGHT)))
        return "in the unit of the weight";
    dim_say(d, text);
    return arena_printf(t->m->arena, "%s", text);
}

/* ---- where a unit came from ---- */
/* As ir_type_words, in that unit where it has the dimension. */
static const char *words_in(IrTyping *t, Dim dim, const Unit *unit)
{
    if (unit && dim_equal(unit->dim, dim) && !dim_is_none(dim))
        return arena_printf(t->m->arena, "in %s", unit->text);
    return ir_type_words(t, dim);
}

/* As ir_type_words, in the unit that the user wrote where e is a literal or a declared item. */
static const char *words_of(IrTyping *t, const IrExpr *e)
{
    while (e->op == IR_NEG)
        e = e->arg[0];
    if (e->op == IR_LITERAL)
        return words_in(t, e->dim, e->u.literal.unit);
    const IrItem *item =
        e->op == IR_ITEM && t->model ? ir_path_item(t->m, t->model, e->u.name, NULL) : NULL;
    return words_in(t, e->dim, item ? item->unit : NULL);
}

/* The first item of e that has a dimension and a declaration to point at. */
static const IrItem *declared_item(const IrTyping *t, const IrExpr *e)
{
    if (e->op == IR_ITEM && t->model && !dim_is_none(e->dim)) {
        const IrItem *item = ir_path_item(t->m, t->model, e->u.name, NULL);
        if (item && item->span.lo && item->kind != IR_ITEM_IN && !item->weight)
            return item;
    }
    for (uint32_t i = 0; i < e->n; i++) {
        const IrItem *item = declared_item(t, e->arg[i]);
        if (item)
            return item;
    }
    return NULL;
}

static void note_origin(IrTyping *t, Diag *g, const IrExpr *e)
{
    const IrItem *item = declared_item(t, e);
    if (!item)
        return;
    diag_note(diags_of(t), g, item->span, "`%s` is declared here, %s", item->name->s,
              words_in(t, item->dim, item->unit));
}

static IrType disagree(IrTyping *t, const IrExpr *e, const IrExpr *a, const IrExpr *b,
                       const char *message)
{
    t->failed = true;
    if (t->quiet)
        return ir_poison;
    Diags *d = diags_of(t);
    Diag *g = diag(d, DIAG_NNC0201, b->span.lo ? b->span : e->span, "%s: one is %s, the other %s",
                   message, words_of(t, a), words_of(t, b));
    diag_label(d, g, "this is %s", words_of(t, b));
    if (a->span.lo)
        diag_note(d, g, a->span, "this is %s", words_of(t, a));
    note_origin(t, g, a);
    note_origin(t, g, b);
    return ir_poison;
}

static IrType complain(IrTyping *t, DiagCode code, Span at, const char *message)
{
    t->failed = true;
    if (!t->quiet)
        diag(diags_of(t), code, at, "%s", message);
    return ir_poison;
}

static IrType not_a_number(IrTyping *t, const IrExpr *e)
{
    return complain(t, DIAG_NNC0207, e->span,
                    "a number is needed here, this is a test (true or false)");
}

/* ---- literals ---- */
static bool only_digits(const Str *text)
{
    return text->len && strspn(text->s, "0123456789_") == text->len;
}

static IrType type_literal(IrTyping *t, IrExpr *e)
{
    double value;
    const Unit *unit = e->u.literal.unit;
    if (!ir_constant(e, &value))
        return complain(
            t, DIAG_NNC0211, e->span,
            arena_printf(t->m->arena, "the number %s is too large", e->u.literal.text->s));
    IrType type = number_of(unit ? unit->dim : DIM_NONE);
    type.zero = !unit && ir_is_zero(e);
    type.whole = !unit && only_digits(e->u.literal.text);
    return type;
}

static IrType type_folded(IrTyping *t, IrExpr *e)
{
    (void)t;
    IrType type = number_of(e->dim);
    type.zero = dim_is_none(e->dim) && ir_is_zero(e);
    return type;
}

static IrType type_integer(IrTyping *t, IrExpr *e)
{
    (void)t;
    return (IrType){.scalar = IR_INT, .zero = !e->u.integer, .whole = true};
}

static IrType type_boolean(IrTyping *t, IrExpr *e)
{
    (void)t, (void)e;
    return truth;
}

void ir_type_adopt(IrExpr *e, IrType type)
{
    const bool literal = e->op == IR_LITERAL || e->op == IR_NUMBER || e->op == IR_INTEGER;
    if (literal && ir_is_zero(e) && dim_is_none(e->dim))
        e->dim = type.dim;
    if (e->op == IR_LITERAL && type.scalar == IR_INT && !e->u.literal.unit &&
        only_digits(e->u.literal.text))
        e->scalar = IR_INT;
    if (ir_op_fact((IrOp)e->op)->rule != IR_RULE_SAME && e->op != IR_SELECT)
        return;
    e->dim = type.dim;
    for (uint32_t i = e->op == IR_SELECT; i < e->n; i++)
        ir_type_adopt(e->arg[i], type);
}

/* ---- agreement ---- */
static const char *of_operation(IrTyping *t, const IrExpr *e)
{
    if (e->op == IR_SUM)
        return "these cannot be added";
    if (ir_op_fact((IrOp)e->op)->rule == IR_RULE_COMPARE)
        return "these cannot be compared";
    return arena_printf(t->m->arena, "the arguments of %s do not agree",
                        ir_op_spelling((IrOp)e->op));
}

/* What the arguments seen so far have in common. */
typedef struct Agreement {
    IrType all;
    const IrExpr *model; /* the argument that fixed the dimension */
    const IrExpr *test;  /* an argument that is a test */
    uint32_t n_tests;
    bool any_integer, integers, poison;
} Agreement;

static void agree_with(IrTyping *t, Agreement *g, const IrExpr *e, IrExpr *x)
{
    const IrType type = ir_type_expr(t, x);
    g->poison |= type.poison;
    if (g->poison)
        return;
    if (type.scalar == IR_BOOL) {
        g->test = x;
        g->n_tests++;
        return;
    }
    if (!type.zero && g->model && !dim_equal(type.dim, g->all.dim)) {
        g->poison = disagree(t, e, g->model, x, of_operation(t, e)).poison;
    } else if (!type.zero && !g->model) {
        g->model = x;
        g->all.dim = type.dim;
    }
    g->all.zero &= type.zero;
    g->all.whole &= type.whole;
    g->any_integer |= type.scalar == IR_INT;
    g->integers &= type.scalar == IR_INT || type.whole;
}

/* One type for the arguments from `first` on: equal dimensions, zeros take that of the others. */
static IrType agree(IrTyping *t, IrExpr *e, uint32_t first)
{
    Agreement g = {.all = {.zero = true, .whole = true}, .integers = true};
    for (uint32_t i = first; i < e->n; i++)
        agree_with(t, &g, e, e->arg[i]);
    if (g.poison)
        return ir_poison;
    if (g.n_tests && e->op == IR_SELECT && g.n_tests == e->n - first)
        return truth;
    if (g.n_tests)
        return not_a_number(t, g.test);
    g.all.scalar = g.any_integer && g.integers ? IR_INT : IR_REAL;
    for (uint32_t i = first; i < e->n; i++)
        ir_type_adopt(e->arg[i], g.all);
    return g.all;
}

static IrType rule_same(IrTyping *t, IrExpr *e)
{
    return agree(t, e, 0);
}

static IrType rule_compare(IrTyping *t, IrExpr *e)
{
    return agree(t, e, 0).poison ? ir_poison : truth;
}

static IrType type_select(IrTyping *t, IrExpr *e)
{
    const bool test = ir_type_want_test(t, e->arg[0], "the first argument of select");
    const IrType value = agree(t, e, 1);
    return test ? value : ir_poison;
}

static IrType rule_logic(IrTyping *t, IrExpr *e)
{
    bool fine = true;
    const char *what = arena_printf(t->m->arena, "an operand of %s", ir_op_spelling((IrOp)e->op));
    for (uint32_t i = 0; i < e->n; i++)
        fine &= ir_type_want_test(t, e->arg[i], what);
    return fine ? truth : ir_poison;
}

static IrType rule_none(IrTyping *t, IrExpr *e)
{
    bool fine = true;
    for (uint32_t i = 0; i < e->n; i++) {
        IrExpr *x = e->arg[i];
        IrType type = ir_type_expr(t, x);
        if (!type.poison && type.scalar == IR_BOOL)
            type = not_a_number(t, x);
        fine &= !type.poison;
        if (type.poison || dim_is_none(type.dim))
            continue;
        fine = false;
        t->failed = true;
        if (t->quiet)
            continue;
        Diag *g =
            diag(diags_of(t), DIAG_NNC0202, x->span, "%s needs a pure number, its argument is %s",
                 ir_op_spelling((IrOp)e->op), words_of(t, x));
        note_origin(t, g, x);
        diag_help(diags_of(t), g, "divide it by a quantity of the same dimension");
    }
    return fine ? number_of(DIM_NONE) : ir_poison;
}

/* ---- products and powers ---- */
static IrType out_of_range(IrTyping *t, const IrExpr *e)
{
    return complain(t, DIAG_NNC0210, e->span,
                    "this product or power has no dimension that can be written");
}

static IrType rule_product(IrTyping *t, IrExpr *e)
{
    IrType all = {.scalar = IR_INT, .whole = true};
    bool any_integer = false, integers = true, poison = false;
    for (uint32_t i = 0; i < e->n; i++) {
        IrType type = ir_type_expr(t, e->arg[i]);
        if (!type.poison && type.scalar == IR_BOOL)
            type = not_a_number(t, e->arg[i]);
        poison |= type.poison;
        if (!poison && !dim_mul(all.dim, type.dim, &all.dim)) {
            out_of_range(t, e);
            poison = true;
        }
        any_integer |= type.scalar == IR_INT;
        integers &= type.scalar == IR_INT || type.whole;
        all.whole &= type.whole;
    }
    all.scalar = any_integer && integers ? IR_INT : IR_REAL;
    for (uint32_t i = 0; i < e->n && all.scalar == IR_INT; i++)
        ir_type_adopt(e->arg[i], (IrType){.scalar = IR_INT, .dim = e->arg[i]->dim});
    return poison ? ir_poison : all;
}

static IrType rule_quotient(IrTyping *t, IrExpr *e)
{
    Dim dim;
    const IrType a = ir_type_expr(t, e->arg[0]), b = ir_type_expr(t, e->arg[1]);
    if (a.poison || b.poison)
        return ir_poison;
    if (a.scalar == IR_BOOL || b.scalar == IR_BOOL)
        return not_a_number(t, e->arg[a.scalar == IR_BOOL ? 0 : 1]);
    if (!dim_div(a.dim, b.dim, &dim))
        return out_of_range(t, e);
    IrType type = number_of(dim);
    const bool whole = (a.scalar == IR_INT || a.whole) && (b.scalar == IR_INT || b.whole);
    if (e->op == IR_FDIV && whole) {
        type.scalar = IR_INT;
        ir_type_adopt(e->arg[0], type);
        ir_type_adopt(e->arg[1], type);
    }
    return type;
}

static IrType power(IrTyping *t, IrExpr *e, int numerator, int denominator)
{
    Dim dim;
    const IrType x = ir_type_expr(t, e->arg[0]);
    if (x.poison)
        return ir_poison;
    if (x.scalar == IR_BOOL)
        return not_a_number(t, e->arg[0]);
    if (!dim_pow(x.dim, numerator, denominator, &dim))
        return out_of_range(t, e);
    return number_of(dim);
}

static IrType rule_power(IrTyping *t, IrExpr *e)
{
    enum { POWER_MOST = 1 << 20 };
    if (llabs(e->u.integer) > POWER_MOST)
        return complain(t, DIAG_NNC0210, e->span, "this exponent is too large");
    return power(t, e, (int)e->u.integer, 1);
}

static IrType rule_root(IrTyping *t, IrExpr *e)
{
    return power(t, e, 1, 2);
}

/* Of a quantity only with a literal exponent in halves. */
static IrType type_pow(IrTyping *t, IrExpr *e)
{
    double exponent;
    const IrType x = ir_type_expr(t, e->arg[0]);
    if (x.poison || !ir_type_want(t, e->arg[1], DIM_NONE, "an exponent"))
        return ir_poison;
    if (dim_is_none(x.dim))
        return x.scalar == IR_BOOL ? not_a_number(t, e->arg[0]) : number_of(DIM_NONE);
    if (!ir_constant(e->arg[1], &exponent))
        return complain(
            t, DIAG_NNC0210, e->arg[1]->span,
            "the exponent of a quantity must be a number, or the result has no fixed dimension");
    const double halves = 2 * exponent;
    if (!(halves >= -100 && halves <= 100) || halves < (int)halves || halves > (int)halves)
        return complain(t, DIAG_NNC0210, e->arg[1]->span,
                        "the exponent of a quantity must be a multiple of 0.5");
    return power(t, e, (int)halves, 2);
}

/* ---- operations with a fixed signature ---- */
enum { ANY = IR_Q_COUNT, SIGNATURE_ARGS = 3 };

typedef struct Signature {
    bool known;
    uint8_t scalar, result;       /* IrScalar, IrQuantity */
    uint8_t args[SIGNATURE_ARGS]; /* IrQuantity or ANY */
} Signature;

static const Signature signatures[IR_OP_COUNT] = {
    [IR_SIGN] = {true, IR_REAL, IR_Q_PURE, {ANY}},
    [IR_HEAVISIDE] = {true, IR_REAL, IR_Q_PURE, {ANY}},
    [IR_AFTER] = {true, IR_BOOL, IR_Q_PURE, {IR_Q_TIME}},
    [IR_SINCE] = {true, IR_BOOL, IR_Q_PURE, {IR_Q_TIME}},
    [IR_STEPS] = {true, IR_INT, IR_Q_PURE, {IR_Q_TIME}},
    [IR_DECAY] = {true, IR_REAL, IR_Q_PURE, {IR_Q_PURE, IR_Q_TIME}},
    [IR_INMODE] = {true, IR_BOOL, IR_Q_PURE, {0}},
    [IR_NERNST] = {true, IR_REAL, IR_Q_VOLTAGE, {IR_Q_TEMPERATURE}},
    [IR_GHK] = {true, IR_REAL, IR_Q_DENSITY, {IR_Q_VOLTAGE, IR_Q_TEMPERATURE, IR_Q_PERMEABILITY}},
    [IR_COUNT] = {true, IR_INT, IR_Q_PURE, {IR_Q_TIME, IR_Q_TIME}},
    [IR_DISTANCE] = {true, IR_REAL, IR_Q_LENGTH, {0}},
    [IR_POSITION] = {true, IR_REAL, IR_Q_LENGTH, {0}},
};

static bool want_number(IrTyping *t, IrExpr *e)
{
    const IrType type = ir_type_expr(t, e);
    if (!type.poison && type.scalar == IR_BOOL)
        return !not_a_number(t, e).poison;
    return !type.poison;
}

static bool want_quantity(IrTyping *t, const IrExpr *e, uint32_t i, unsigned quantity)
{
    if (quantity == ANY)
        return want_number(t, e->arg[i]);
    const char *what =
        e->op == IR_AFTER || e->op == IR_SINCE
            ? "what the time is compared with"
            : arena_printf(t->m->arena, "argument %u of %s", i + 1, ir_op_spelling((IrOp)e->op));
    return ir_type_want(t, e->arg[i], ir_quantity_dim((IrQuantity)quantity), what);
}

/* nernst and ghk name an ion of the model (its name may belong to the owner of a channel after
   flattening). */
static bool ion_exists(IrTyping *t, const IrExpr *e)
{
    const IrItem *ion = t->model ? ir_item(t->model, e->u.name) : NULL;
    if (ion && ion->kind == IR_ITEM_ION)
        return true;
    t->failed = true;
    if (!t->quiet)
        diag(diags_of(t), DIAG_NNC0204, e->span, "unknown ion `%s`", e->u.name->s);
    return false;
}

static IrType by_signature(IrTyping *t, IrExpr *e)
{
    const Signature *s = &signatures[e->op];
    bool fine = true;
    for (uint32_t i = 0; i < e->n && i < SIGNATURE_ARGS; i++)
        fine &= want_quantity(t, e, i, s->args[i]);
    if (e->op == IR_NERNST || e->op == IR_GHK)
        fine &= ion_exists(t, e);
    return fine ? (IrType){.scalar = (IrScalar)s->scalar,
                           .dim = ir_quantity_dim((IrQuantity)s->result)}
                : ir_poison;
}

/* ---- sequences, delays, draws ---- */
static IrType type_list(IrTyping *t, IrExpr *e)
{
    if (!e->u.literal.unit)
        return agree(t, e, 0);
    bool fine = true;
    for (uint32_t i = 0; i < e->n; i++)
        fine &= ir_type_want(t, e->arg[i], DIM_NONE, "an element before the unit of its list");
    return fine ? number_of(e->u.literal.unit->dim) : ir_poison;
}

static IrType type_lookup(IrTyping *t, IrExpr *e)
{
    const Dim time = ir_quantity_dim(IR_Q_TIME);
    const bool times = ir_type_want(t, e->arg[0], time, "the list of times");
    const IrType values = ir_type_expr(t, e->arg[1]);
    const bool when = ir_type_want(t, e->arg[2], time, "the time looked up");
    return times && when ? values : ir_poison;
}

static IrType type_delay(IrTyping *t, IrExpr *e)
{
    const IrType x = ir_type_expr(t, e->arg[0]);
    return ir_type_want(t, e->arg[1], ir_quantity_dim(IR_Q_TIME), "a delay") ? x : ir_poison;
}

static IrType type_axial(IrTyping *t, IrExpr *e)
{
    Dim dim;
    const IrType x = ir_type_expr(t, e->arg[0]);
    if (x.poison)
        return ir_poison;
    return dim_mul(x.dim, ir_quantity_dim(IR_Q_CONDUCTANCE), &dim) ? number_of(dim)
                                                                   : out_of_range(t, e);
}

typedef struct LawRule {
    unsigned carriers; /* bit i: argument i has the dimension of the draw; the others are pure */
    bool integer;
} LawRule;

static const LawRule law_rules[IR_LAW_COUNT] = {
    [IR_LAW_UNIFORM] = {3, false},         [IR_LAW_NORMAL] = {3, false},
    [IR_LAW_NORMAL_CLIPPED] = {15, false}, [IR_LAW_NORMAL_CLIPPED_TO_BOUNDARY] = {15, false},
    [IR_LAW_EXPONENTIAL] = {1, false},     [IR_LAW_GAMMA] = {2, false},
    [IR_LAW_BINOMIAL] = {0, true},         [IR_LAW_POISSON] = {0, true},
    [IR_LAW_UNIFORM_INT] = {0, true},
};

/* The arguments of a law, from `first` on. */
static IrType type_law(IrTyping *t, IrExpr *e, uint32_t first)
{
    const LawRule rule = law_rules[e->u.law];
    const IrExpr *model = NULL;
    IrType all = {.scalar = rule.integer ? IR_INT : IR_REAL};
    bool poison = false;
    for (uint32_t i = first; i < e->n; i++) {
        IrExpr *x = e->arg[i];
        if (!(rule.carriers >> (i - first) & 1)) {
            poison |= !ir_type_want(t, x, DIM_NONE,
                                    arena_printf(t->m->arena, "argument %u of %s", i - first + 1,
                                                 ir_law_word(e->u.law)));
            continue;
        }
        const IrType type = ir_type_expr(t, x);
        poison |= type.poison;
        if (poison || type.zero)
            continue;
        if (model && !dim_equal(model->dim, type.dim))
            poison = disagree(t, e, model, x, "the arguments of a law do not agree").poison;
        else if (!model)
            model = x;
    }
    if (poison)
        return ir_poison;
    all.dim = model ? model->dim : DIM_NONE;
    for (uint32_t i = first; i < e->n; i++)
        if (rule.carriers >> (i - first) & 1)
            ir_type_adopt(e->arg[i], all);
    return all;
}

static IrType type_draw(IrTyping *t, IrExpr *e)
{
    const uint32_t first = e->op == IR_DRAWAT;
    if (t->no_draw && e->op == IR_DRAW)
        return complain(
            t, DIAG_NNC0209, e->span,
            arena_printf(t->m->arena,
                         "%s cannot draw a random number; use `noise`, or draw in an action",
                         t->no_draw));
    if (e->n != first + ir_law_args(e->u.law))
        return complain(t, DIAG_NNC0208, e->span,
                        arena_printf(t->m->arena, "the law %s has %u arguments, not %u",
                                     ir_law_word(e->u.law), ir_law_args(e->u.law), e->n - first));
    if (first && !ir_type_want(t, e->arg[0], DIM_NONE, "the step of a draw"))
        return ir_poison;
    return type_law(t, e, first);
}

/* Kernel level: typed where it is made. */
static IrType as_given(IrTyping *t, IrExpr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (ir_type_expr(t, e->arg[i]).poison)
            return ir_poison;
    return (IrType){.scalar = (IrScalar)e->scalar, .dim = e->dim};
}

/* ---- the table ---- */
typedef IrType Rule(IrTyping *t, IrExpr *e);

static Rule *const rules[] = {
    [IR_RULE_NONE] = rule_none,
    [IR_RULE_SAME] = rule_same,
    [IR_RULE_FIRST] = type_delay,
    [IR_RULE_PRODUCT] = rule_product,
    [IR_RULE_POWER] = rule_power,
    [IR_RULE_ROOT] = rule_root,
    [IR_RULE_QUOTIENT] = rule_quotient,
    [IR_RULE_LOGIC] = rule_logic,
    [IR_RULE_COMPARE] = rule_compare,
    [IR_RULE_TIME] = by_signature,
    [IR_RULE_OWN] = NULL,
};

static Rule *const own_rules[IR_OP_COUNT] = {
    [IR_LITERAL] = type_literal, [IR_NUMBER] = type_folded,
    [IR_INTEGER] = type_integer, [IR_BOOLEAN] = type_boolean,
    [IR_LIST] = type_list,       [IR_ITEM] = ir_type_item_name,
    [IR_PARAM] = ir_type_param,  [IR_VARIABLE] = ir_type_variable,
    [IR_POW] = type_pow,         [IR_SELECT] = type_select,
    [IR_AXIAL] = type_axial,     [IR_LOOKUP] = type_lookup,
    [IR_DATA] = ir_type_data,    [IR_DRAW] = type_draw,
    [IR_DRAWAT] = type_draw,
};

static IrType wrong_arguments(IrTyping *t, const IrExpr *e, const IrOpFact *fact)
{
    const char *range =
        fact->min_args == fact->max_args ? "" : arena_printf(t->m->arena, " to %u", fact->max_args);
    return complain(t, DIAG_NNC0208, e->span,
                    arena_printf(t->m->arena, "%s takes %u%s argument%s, not %u", fact->spelling,
                                 fact->min_args, range, fact->max_args == 1 ? "" : "s", e->n));
}

IrType ir_type_expr(IrTyping *t, IrExpr *e)
{
    const IrOpFact *fact = ir_op_fact((IrOp)e->op);
    if (e->n < fact->min_args || e->n > fact->max_args)
        return wrong_arguments(t, e, fact);
    Rule *rule = rules[fact->rule];
    if (!rule)
        rule = own_rules[e->op];
    if (!rule)
        rule = signatures[e->op].known ? by_signature : as_given;
    const IrType type = rule(t, e);
    if (!type.poison) {
        e->scalar = (uint8_t)type.scalar;
        e->dim = type.dim;
    }
    return type;
}

static const char *what_named(const IrTyping *t, const char *what, const Str *name)
{
    return name ? arena_printf(t->m->arena, "the %s `%s`", what, name->s) : what;
}

bool ir_type_want_type(IrTyping *t, IrExpr *e, IrType wanted, const char *what, const Str *name)
{
    if (wanted.scalar == IR_BOOL)
        return ir_type_want_test(t, e, what_named(t, what, name));
    IrType type = ir_type_expr(t, e);
    if (type.poison)
        return false;
    if (type.scalar == IR_BOOL)
        return !not_a_number(t, e).poison;
    if (type.zero || dim_equal(type.dim, wanted.dim)) {
        type.dim = wanted.dim;
        ir_type_adopt(e, type);
        return true;
    }
    t->failed = true;
    if (t->quiet)
        return false;
    Diags *d = diags_of(t);
    Diag *g = diag(d, DIAG_NNC0203, e->span, "%s must be %s, not %s", what_named(t, what, name),
                   words_in(t, wanted.dim, wanted.unit), words_of(t, e));
    diag_label(d, g, "this is %s", words_of(t, e));
    note_origin(t, g, e);
    return false;
}

bool ir_type_want(IrTyping *t, IrExpr *e, Dim dim, const char *what)
{
    return ir_type_want_type(t, e, number_of(dim), what, NULL);
}

bool ir_type_want_test(IrTyping *t, IrExpr *e, const char *what)
{
    const IrType type = ir_type_expr(t, e);
    if (type.poison)
        return false;
    if (type.scalar == IR_BOOL)
        return true;
    complain(t, DIAG_NNC0207, e->span,
             arena_printf(t->m->arena, "%s must be a test (true or false), not a number", what));
    return false;
}
