/* Expressions of equations. Parentheses stand where they are structure, or where a unit would not show how far it goes. */
#include "codegen/nn/nn.h"
#include "ir/build.h"
#include "ir/facts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* How tight an operation binds, from the loosest on. */
typedef enum Level {
    LEVEL_CHOICE, /* a if c else b */
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_NEG,
    LEVEL_POWER,
    LEVEL_QUANTITY, /* 2 mV: binds tighter than any operator, but does not show it */
    LEVEL_ATOM
} Level;

typedef struct Printer {
    const NnScope *s;
    Emitter *out;
} Printer;

static void print_at(const Printer *p, const IrExpr *e, Level least);

/* ---- tests of the time ---- */
static bool is_same_time(const IrExpr *e)
{
    return e->op == IR_AND && e->n == 2 && e->arg[0]->op == IR_SINCE && e->arg[1]->op == IR_NOT &&
           e->arg[1]->arg[0]->op == IR_AFTER &&
           ir_expr_equal(e->arg[0]->arg[0], e->arg[1]->arg[0]->arg[0]);
}

/* `t > e` and its kin, which are tests on the grid; NULL: it is none. *e is what t is compared with. */
static const char *time_comparison(const IrExpr *x, const IrExpr **e)
{
    const bool negated = x->op == IR_NOT;
    const IrExpr *test = negated ? x->arg[0] : x;
    *e = test->n ? test->arg[0] : NULL;
    if (test->op == IR_AFTER)
        return negated ? "<=" : ">";
    if (test->op == IR_SINCE)
        return negated ? "<" : ">=";
    if (!is_same_time(test))
        return NULL;
    *e = test->arg[0]->arg[0];
    return negated ? "!=" : "==";
}

static bool is_time(const IrExpr *e)
{
    while (e->op == IR_NEG)
        e = e->arg[0];
    return e->op == IR_VARIABLE && str_is(e->u.name, "t");
}

static bool has_time_term(const IrExpr *side)
{
    for (uint32_t i = 0; side->op == IR_SUM && i < side->n; i++)
        if (is_time(side->arg[i]))
            return true;
    return is_time(side);
}

/* ---- levels ---- */
static bool is_power(const IrExpr *e)
{
    return e->op == IR_POWI ||
           (e->op == IR_POW && (e->arg[1]->op == IR_ITEM || e->arg[1]->op == IR_VARIABLE));
}

static Level level_of_number(const char *text)
{
    return *text == '-' ? LEVEL_NEG : strchr(text, ' ') ? LEVEL_QUANTITY : LEVEL_ATOM;
}

static Level level_of(const Printer *p, const IrExpr *e)
{
    const IrExpr *time;
    if (time_comparison(e, &time) || ir_op_fact((IrOp)e->op)->rule == IR_RULE_COMPARE)
        return LEVEL_COMPARE;
    switch ((int)e->op) {
    case IR_SELECT:
        return LEVEL_CHOICE;
    case IR_OR:
        return LEVEL_OR;
    case IR_AND:
        return LEVEL_AND;
    case IR_NOT:
        return LEVEL_NOT;
    case IR_SUM:
        return LEVEL_SUM;
    case IR_PRODUCT:
    case IR_QUOTIENT:
    case IR_MOD:
    case IR_FDIV:
        return LEVEL_PRODUCT;
    case IR_NEG:
        return LEVEL_NEG;
    case IR_LITERAL:
        return level_of_number(nn_literal(p->s->w, e));
    case IR_NUMBER:
        return level_of_number(nn_quantity(p->s->w, e->u.number, e->dim));
    case IR_INTEGER:
        return e->u.integer < 0 ? LEVEL_NEG : LEVEL_ATOM;
    default:
        return is_power(e) ? LEVEL_POWER : LEVEL_ATOM;
    }
}

/* ---- calls ---- */
static void refuse(const Printer *p, const IrExpr *e, const char *what)
{
    nn_refuse(p->s->w, e->span, "%s", what);
    emit(p->out, "0");
}

static void print_args(const Printer *p, const IrExpr *e, uint32_t from)
{
    for (uint32_t i = from; i < e->n; i++) {
        emit(p->out, "%s", i > from ? ", " : "");
        print_at(p, e->arg[i], LEVEL_CHOICE);
    }
}

/* random.normal(mu, sigma, step=n); uniform from 0 to 1 needs no arguments. */
static void print_draw(const Printer *p, const IrExpr *e)
{
    static const bool known[] = {
        [IR_LAW_UNIFORM] = true,     [IR_LAW_NORMAL] = true,   [IR_LAW_POISSON] = true,
        [IR_LAW_EXPONENTIAL] = true, [IR_LAW_BINOMIAL] = true, [IR_LAW_GAMMA] = true,
        [IR_LAW_VONMISES] = false};
    const bool at_step = e->op == IR_DRAWAT;
    double lo, hi;
    if (!known[e->u.law]) {
        refuse(p, e, "equations have no draws of this distribution");
        return;
    }
    const bool standard = !at_step && e->u.law == IR_LAW_UNIFORM && ir_constant(e->arg[0], &lo) &&
                          ir_constant(e->arg[1], &hi) && fabs(lo) <= 0 && fabs(hi - 1) <= 0 &&
                          dim_is_none(e->dim);
    emit(p->out, "random.%s(", ir_law_word(e->u.law));
    if (!standard)
        print_args(p, e, at_step);
    if (at_step) {
        emit(p->out, ", step=");
        print_at(p, e->arg[0], LEVEL_CHOICE);
    }
    emit(p->out, ")");
}

static bool has_function(IrOp op)
{
    return op != IR_EXPREL1 && op != IR_DECAY && op != IR_AXIAL && op != IR_INMODE;
}

static void print_call(const Printer *p, const IrExpr *e)
{
    if (!has_function((IrOp)e->op)) {
        refuse(p, e,
               arena_printf(p->s->w->a, "equations have no function '%s'",
                            ir_op_spelling((IrOp)e->op)));
        return;
    }
    emit(p->out, "%s(", ir_op_spelling((IrOp)e->op));
    if (ir_op_payload((IrOp)e->op) == IR_PAYLOAD_NAME && e->u.name)
        emit(p->out, "%s%s", nn_path(p->s->w, e->u.name), e->n ? ", " : "");
    print_args(p, e, 0);
    emit(p->out, ")");
}

/* ---- atoms ---- */
/* Inputs that equations read without declaring them stand as what they are: pre.v. */
static void print_item(const Printer *p, const IrExpr *e)
{
    const IrItem *item = p->s->model ? ir_item(p->s->model, e->u.name) : NULL;
    const char *input = item && item->kind == IR_ITEM_IN ? nn_implicit_input(p->s, item) : NULL;
    const bool given = item && item->kind == IR_ITEM_PARAM && p->s->model->role == IR_SOURCE;
    const char *own = given  ? nn_word(p->s->w, e->u.name->s)
                      : item ? nn_item(p->s->w, e->u.name->s)
                             : nn_path(p->s->w, e->u.name);
    emit(p->out, "%s", input ? input : own);
}

/* Elements without a unit have that of the list. */
static void print_list(const Printer *p, const IrExpr *e)
{
    const Unit *unit = e->u.literal.unit;
    emit(p->out, "[");
    for (uint32_t i = 0; i < e->n; i++) {
        IrExpr own = {.op = IR_LITERAL};
        const bool bare = unit && e->arg[i]->op == IR_LITERAL && !e->arg[i]->u.literal.unit;
        own.u.literal.text = bare ? e->arg[i]->u.literal.text : NULL;
        own.u.literal.unit = unit;
        emit(p->out, "%s", i ? ", " : "");
        print_at(p, bare ? &own : e->arg[i], LEVEL_CHOICE);
    }
    emit(p->out, "]");
}

static void print_atom(const Printer *p, const IrExpr *e)
{
    switch ((int)e->op) {
    case IR_LITERAL:
        emit(p->out, "%s", nn_literal(p->s->w, e));
        break;
    case IR_NUMBER:
        emit(p->out, "%s", nn_quantity(p->s->w, e->u.number, e->dim));
        break;
    case IR_INTEGER:
        emit(p->out, "%" PRId64, e->u.integer);
        break;
    case IR_BOOLEAN:
        emit(p->out, "%s", e->u.integer ? "True" : "False");
        break;
    case IR_LIST:
        print_list(p, e);
        break;
    case IR_ITEM:
        print_item(p, e);
        break;
    case IR_VARIABLE:
        emit(p->out, "%s",
             strcmp(e->u.name->s, "t") && strcmp(e->u.name->s, "dt")
                 ? nn_word(p->s->w, e->u.name->s)
                 : e->u.name->s);
        break;
    case IR_DRAW:
    case IR_DRAWAT:
        print_draw(p, e);
        break;
    case IR_PARAM:
    case IR_DATA:
        refuse(p, e, "equations read no parameters and data of the program");
        break;
    default:
        print_call(p, e);
    }
}

/* ---- operators ---- */
static void print_sum(const Printer *p, const IrExpr *e)
{
    print_at(p, e->arg[0], LEVEL_PRODUCT);
    for (uint32_t i = 1; i < e->n; i++) {
        const bool minus = e->arg[i]->op == IR_NEG;
        emit(p->out, "%s", minus ? " - " : " + ");
        print_at(p, minus ? e->arg[i]->arg[0] : e->arg[i], LEVEL_PRODUCT);
    }
}

/* From the left, so that a leading quotient needs no parentheses; a quantity below a fraction has them. */
static void print_factors(const Printer *p, const IrExpr *e)
{
    const char *sign = e->op == IR_PRODUCT    ? "*"
                       : e->op == IR_QUOTIENT ? "/"
                       : e->op == IR_MOD      ? " % "
                                              : "//";
    const IrOp first = (IrOp)e->arg[0]->op;
    const bool bare = first == IR_QUOTIENT || first == IR_MOD || first == IR_FDIV ||
                      (first == IR_PRODUCT && e->op != IR_PRODUCT);
    print_at(p, e->arg[0], bare ? LEVEL_PRODUCT : LEVEL_NEG);
    for (uint32_t i = 1; i < e->n; i++) {
        const bool below = level_of(p, e->arg[i]) == LEVEL_QUANTITY && e->op != IR_PRODUCT;
        const bool joins = level_of(p, e->arg[i - 1]) == LEVEL_QUANTITY && e->op != IR_PRODUCT;
        emit(p->out, joins && *sign != ' ' ? " %s " : "%s", sign);
        print_at(p, e->arg[i], below ? LEVEL_ATOM : LEVEL_NEG);
    }
}

static void print_comparison(const Printer *p, const IrExpr *e)
{
    const IrExpr *time;
    const char *sign = time_comparison(e, &time);
    if (sign) {
        emit(p->out, "t %s ", sign);
        print_at(p, time, LEVEL_SUM);
        return;
    }
    if (has_time_term(e->arg[0]) || has_time_term(e->arg[1]))
        nn_refuse(p->s->w, e->span, "a comparison with the time that is not one of steps");
    print_at(p, e->arg[0], LEVEL_SUM);
    emit(p->out, " %s ", ir_op_spelling((IrOp)e->op));
    print_at(p, e->arg[1], LEVEL_SUM);
}

static void print_logic(const Printer *p, const IrExpr *e, const char *word, Level inner)
{
    for (uint32_t i = 0; i < e->n; i++) {
        emit(p->out, "%s", i ? word : "");
        print_at(p, e->arg[i], inner);
    }
}

static void print_power(const Printer *p, const IrExpr *e)
{
    print_at(p, e->arg[0], LEVEL_ATOM);
    emit(p->out, "^");
    if (e->op == IR_POWI)
        emit(p->out, "%" PRId64, e->u.integer);
    else
        print_at(p, e->arg[1], LEVEL_ATOM);
}

static void print_choice(const Printer *p, const IrExpr *e)
{
    print_at(p, e->arg[1], LEVEL_OR);
    emit(p->out, " if ");
    print_at(p, e->arg[0], LEVEL_OR);
    emit(p->out, " else ");
    print_at(p, e->arg[2], LEVEL_CHOICE);
}

static void print_level(const Printer *p, const IrExpr *e, Level level)
{
    switch (level) {
    case LEVEL_CHOICE:
        print_choice(p, e);
        break;
    case LEVEL_OR:
        print_logic(p, e, " or ", LEVEL_AND);
        break;
    case LEVEL_AND:
        print_logic(p, e, " and ", LEVEL_NOT);
        break;
    case LEVEL_NOT:
        emit(p->out, "not ");
        print_at(p, e->arg[0], LEVEL_NOT);
        break;
    case LEVEL_COMPARE:
        print_comparison(p, e);
        break;
    case LEVEL_SUM:
        print_sum(p, e);
        break;
    case LEVEL_PRODUCT:
        print_factors(p, e);
        break;
    case LEVEL_NEG:
        if (e->op != IR_NEG) { /* a negative number */
            print_atom(p, e);
            break;
        }
        emit(p->out, "-");
        print_at(p, e->arg[0], LEVEL_NEG);
        break;
    case LEVEL_POWER:
        print_power(p, e);
        break;
    case LEVEL_QUANTITY:
    case LEVEL_ATOM:
        print_atom(p, e);
        break;
    }
}

static void print_at(const Printer *p, const IrExpr *e, Level least)
{
    const char *own = p->s->leaf ? p->s->leaf(p->s, e) : NULL;
    if (own) {
        emit(p->out, "%s", own);
        return;
    }
    const Level level = level_of(p, e);
    emit(p->out, level < least ? "(" : "");
    print_level(p, e, level);
    emit(p->out, level < least ? ")" : "");
}

const char *nn_expr(const NnScope *s, const IrExpr *e)
{
    const Printer p = {s, emitter_new(s->w->a, 0)};
    size_t n;
    print_at(&p, e, LEVEL_CHOICE);
    return emitter_text(p.out, &n);
}

const char *nn_operand(const NnScope *s, const IrExpr *e)
{
    const Printer p = {s, emitter_new(s->w->a, 0)};
    size_t n;
    print_at(&p, e, LEVEL_OR);
    return emitter_text(p.out, &n);
}
