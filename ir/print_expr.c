/* The text form of expressions, names and types. Parentheses are printed only where they are
   structure. */
#include "ir/facts.h"
#include "ir/print.h"
#include "ir/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- names and strings ---- */
/* Words with dots between them; `numbered`: parts behind the first may start with a digit. */
static bool is_path(const char *s, bool numbered)
{
    bool first = true, start = true;
    for (; *s; s++) {
        const bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || *s == '_';
        const bool digit = *s >= '0' && *s <= '9';
        if (start ? !letter && !(digit && numbered && !first) : !letter && !digit && *s != '.')
            return false;
        start = *s == '.';
        first = false;
    }
    return !start;
}

void ir_print_string(Emitter *e, const char *text)
{
    emit(e, "\"");
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            emit(e, "\\%c", c);
        else if (c < ' ' || c == 127)
            emit(e, "\\x%02x", c);
        else
            emit(e, "%c", c);
    }
    emit(e, "\"");
}

void ir_print_name(Emitter *e, const char *sigil, const Str *name)
{
    emit(e, "%s", sigil);
    const bool path = *sigil == '%' || *sigil == '@';
    if (path ? is_path(name->s, true) : ir_is_word(name->s))
        emit(e, "%s", name->s);
    else
        ir_print_string(e, name->s);
}

void ir_print_path(Emitter *e, const Str *path)
{
    if (is_path(path->s, false))
        emit(e, "%s", path->s);
    else
        ir_print_string(e, path->s);
}

/* ---- types ---- */
void ir_print_dim(Emitter *e, Dim d)
{
    const char *gap = "";
    emit(e, "{");
    if (d.var) {
        emit(e, "'w");
        gap = " ";
    }
    for (int i = 0; i < DIM_BASES; i++) {
        if (!d.half[i])
            continue;
        emit(e, "%s%s", gap, ir_base_symbols[i]);
        gap = " ";
        if (d.half[i] % 2)
            emit(e, "%d/2", d.half[i]);
        else if (d.half[i] != 2)
            emit(e, "%d", d.half[i] / 2);
    }
    emit(e, "}");
}

void ir_print_type(Emitter *e, IrScalar scalar, const Unit *unit, Dim dim, bool is_list)
{
    static const Dim weight = {{0}, 1};
    Unit native;
    emit(e, " : ");
    if (scalar != IR_REAL)
        emit(e, "%s", scalar == IR_INT ? "int" : "bool");
    else if (unit && dim_equal(unit->dim, dim))
        emit(e, "%s", unit->text);
    else if (dim_equal(dim, weight))
        emit(e, "'w");
    else if (dim_is_none(dim))
        emit(e, "1");
    else if (ir_native_unit(dim, &native))
        emit(e, "%s", native.text);
    else
        ir_print_dim(e, dim);
    if (is_list)
        emit(e, "[]");
}

void ir_print_binds(Emitter *e, const IrBinds *binds)
{
    for (uint32_t i = 0; i < binds->n; i++) {
        emit(e, "%s", i ? ", " : "");
        ir_print_name(e, "", binds->v[i].name);
        emit(e, " = ");
        ir_print_expr(e, binds->v[i].value);
    }
}

/* ---- expressions ---- */
typedef enum Level {
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_NEG,
    LEVEL_POWER,
    LEVEL_ATOM
} Level;

static Level level_of(const IrExpr *x)
{
    const IrOpFact *fact = ir_op_fact((IrOp)x->op);
    if (x->op == IR_OR)
        return LEVEL_OR;
    if (x->op == IR_AND)
        return LEVEL_AND;
    if (x->op == IR_NOT)
        return LEVEL_NOT;
    if (fact->rule == IR_RULE_COMPARE)
        return LEVEL_COMPARE;
    if (x->op == IR_SUM)
        return LEVEL_SUM;
    if (x->op == IR_PRODUCT || x->op == IR_QUOTIENT)
        return LEVEL_PRODUCT;
    if (x->op == IR_NEG)
        return LEVEL_NEG;
    return x->op == IR_POWI ? LEVEL_POWER : LEVEL_ATOM;
}

static void print_at(IrExprPrinter *p, const IrExpr *x, Level least);

static void print_number(Emitter *e, double x, Dim dim)
{
    char decimal[32];
    if (isnan(x))
        emit(e, "0xnan");
    else if (isinf(x))
        emit(e, "%s0xinf", x < 0 ? "-" : "");
    else
        emit(e, "%a", x);
    ir_print_dim(e, dim);
    number_shortest(x, decimal);
    emit(e, "(%s)", decimal);
}

static void print_unit(Emitter *e, const Unit *unit)
{
    if (unit && strcmp(unit->text, "1"))
        emit(e, "%s", strncmp(unit->text, "1/", 2) ? unit->text : unit->text + 1);
}

static void print_args(IrExprPrinter *p, const IrExpr *x, const char *gap)
{
    for (uint32_t i = 0; i < x->n; i++) {
        emit(p->out, "%s", i ? ", " : gap);
        print_at(p, x->arg[i], LEVEL_OR);
    }
}

static void print_call(IrExprPrinter *p, const IrExpr *x)
{
    const char *gap = "";
    emit(p->out, "%s(", ir_op_spelling((IrOp)x->op));
    switch (ir_op_payload((IrOp)x->op)) {
    case IR_PAYLOAD_NAME:
        ir_print_name(p->out, x->op == IR_INMODE ? "@" : "%", x->u.name);
        gap = ", ";
        break;
    case IR_PAYLOAD_LAW:
        emit(p->out, "%s", ir_law_word(x->u.law));
        gap = ", ";
        break;
    case IR_PAYLOAD_COLUMN:
        emit(p->out, "%" PRIu32, x->u.column);
        gap = ", ";
        break;
    case IR_PAYLOAD_NONE:
    case IR_PAYLOAD_NUMBER:
    case IR_PAYLOAD_INTEGER:
    case IR_PAYLOAD_LITERAL:
        break;
    }
    print_args(p, x, gap);
    emit(p->out, ")");
}

static void print_list(IrExprPrinter *p, const IrExpr *x)
{
    emit(p->out, "[");
    print_args(p, x, "");
    emit(p->out, "]");
    print_unit(p->out, x->u.literal.unit);
}

/* Everything that binds tightest. */
static void print_atom(IrExprPrinter *p, const IrExpr *x)
{
    if (p->leaf && p->leaf(p, x))
        return;
    if (x->op == IR_LITERAL) {
        emit(p->out, "%s", x->u.literal.text->s);
        print_unit(p->out, x->u.literal.unit);
    } else if (x->op == IR_NUMBER) {
        print_number(p->out, x->u.number, x->dim);
    } else if (x->op == IR_INTEGER) {
        emit(p->out, "int(%" PRId64 ")", x->u.integer);
    } else if (x->op == IR_BOOLEAN) {
        emit(p->out, "%s", x->u.integer ? "true" : "false");
    } else if (x->op == IR_LIST) {
        print_list(p, x);
    } else if (x->op == IR_ITEM || x->op == IR_LOCAL) {
        ir_print_name(p->out, "%", x->u.name);
    } else if (x->op == IR_PARAM) {
        ir_print_name(p->out, "$", x->u.name);
    } else if (x->op == IR_VARIABLE && (str_is(x->u.name, "true") || str_is(x->u.name, "false"))) {
        ir_print_string(p->out, x->u.name->s);
    } else if (x->op == IR_VARIABLE) {
        ir_print_name(p->out, "", x->u.name);
    } else if (x->op == IR_DATA) {
        ir_print_name(p->out, "$", x->u.name);
        emit(p->out, "[");
        print_args(p, x, "");
        emit(p->out, "]");
    } else {
        print_call(p, x);
    }
}

/* A term behind + or -: a negated term is subtracted. */
static void print_sum(IrExprPrinter *p, const IrExpr *x)
{
    print_at(p, x->arg[0], LEVEL_PRODUCT);
    for (uint32_t i = 1; i < x->n; i++) {
        const IrExpr *term = x->arg[i];
        const bool minus =
            term->op == IR_NEG && !ir_print_differs(p->out, term->span, term->arg[0]->span);
        emit(p->out, "%s", minus ? " - " : " + ");
        print_at(p, minus ? term->arg[0] : term, LEVEL_PRODUCT);
    }
}

/* A word right after a number and its `*` or `/` would read as a unit: blanks keep it apart. */
static bool ends_with_number(const IrExpr *x)
{
    while (level_of(x) == LEVEL_PRODUCT || level_of(x) == LEVEL_NEG)
        x = x->arg[x->n - 1];
    return x->op == IR_LITERAL || x->op == IR_LIST;
}

static bool starts_with_word(const IrExpr *x)
{
    while (level_of(x) == LEVEL_POWER || level_of(x) == LEVEL_PRODUCT)
        x = x->arg[0];
    if (x->op == IR_VARIABLE || x->op == IR_BOOLEAN || x->op == IR_INTEGER)
        return true;
    return level_of(x) == LEVEL_ATOM && ir_op_fact((IrOp)x->op)->form == IR_FORM_CALL;
}

static void print_factors(IrExprPrinter *p, const IrExpr *x)
{
    const char sign = x->op == IR_QUOTIENT ? '/' : '*';
    /* a * b / c reads from the left, so a leading quotient, or a product under a quotient, needs
       no parentheses */
    const bool bare =
        x->arg[0]->op == IR_QUOTIENT || (x->arg[0]->op == IR_PRODUCT && x->op == IR_QUOTIENT);
    print_at(p, x->arg[0], bare ? LEVEL_PRODUCT : LEVEL_NEG);
    for (uint32_t i = 1; i < x->n; i++) {
        const bool apart = ends_with_number(x->arg[i - 1]) && starts_with_word(x->arg[i]);
        emit(p->out, apart ? " %c " : "%c", sign);
        print_at(p, x->arg[i], LEVEL_NEG);
    }
}

static bool starts_with_sign(const IrExpr *x)
{
    if (x->op == IR_LITERAL)
        return x->u.literal.text->s[0] == '-';
    return x->op == IR_NUMBER && signbit(x->u.number) && !isnan(x->u.number);
}

/* The base of a power that would take the exponent in: a sign, or the unit of a literal. */
static bool takes_exponent(const IrExpr *x)
{
    return starts_with_sign(x) || (x->op == IR_LITERAL && x->u.literal.unit);
}

/* `-` before a number that may be negative itself folds into it, so negation of such a number
   keeps parentheses. */
static void print_neg(IrExprPrinter *p, const IrExpr *x)
{
    const IrExpr *arg = x->arg[0];
    const bool folds = arg->op == IR_NUMBER || (arg->op == IR_LITERAL && arg->u.literal.unit &&
                                                fabs(arg->u.literal.unit->offset) > 0);
    emit(p->out, "-");
    if (folds) {
        emit(p->out, "(");
        print_at(p, arg, LEVEL_OR);
        emit(p->out, ")");
    } else {
        print_at(p, arg, LEVEL_NEG);
    }
}

static void print_operands(IrExprPrinter *p, const IrExpr *x, Level inner)
{
    for (uint32_t i = 0; i < x->n; i++) {
        if (i)
            emit(p->out, " %s ", ir_op_spelling((IrOp)x->op));
        print_at(p, x->arg[i], inner);
    }
}

static void print_level(IrExprPrinter *p, const IrExpr *x, Level level)
{
    switch (level) {
    case LEVEL_OR:
    case LEVEL_AND:
    case LEVEL_COMPARE:
        print_operands(p, x, (Level)(level + 1));
        break;
    case LEVEL_NOT:
        emit(p->out, "!");
        print_at(p, x->arg[0], LEVEL_NOT);
        break;
    case LEVEL_SUM:
        print_sum(p, x);
        break;
    case LEVEL_PRODUCT:
        print_factors(p, x);
        break;
    case LEVEL_NEG:
        print_neg(p, x);
        break;
    case LEVEL_POWER:
        print_at(p, x->arg[0], takes_exponent(x->arg[0]) ? (Level)(LEVEL_ATOM + 1) : LEVEL_ATOM);
        emit(p->out, "^%" PRId64, x->u.integer);
        break;
    case LEVEL_ATOM:
        print_atom(p, x);
        break;
    }
}

enum { MOST_NESTED = 50 }; /* parentheses that places may add to; a reader has its limit */

/* Prints x, in parentheses when it binds looser than `least`, and where places are printed, so that it begins at another
   character than its first part. */
static void print_at(IrExprPrinter *p, const IrExpr *x, Level least)
{
    const Level level = level_of(x);
    Span outer;
    const bool apart = ir_print_has_places(p->out) && p->nested < MOST_NESTED &&
                       (level < LEVEL_ATOM || starts_with_sign(x));
    const bool parens = level < least || apart;
    const bool placed = (parens || level == LEVEL_ATOM) && ir_print_enter(p->out, x->span, &outer);
    p->nested += parens;
    emit(p->out, "%s", parens ? "(" : "");
    print_level(p, x, level);
    emit(p->out, "%s", parens ? ")" : "");
    p->nested -= parens;
    if (placed)
        ir_print_leave(p->out, outer);
}

void ir_print_expr_with(IrExprPrinter *p, const IrExpr *x)
{
    print_at(p, x, LEVEL_OR);
}

void ir_print_expr(Emitter *e, const IrExpr *x)
{
    IrExprPrinter p = {.out = e};
    ir_print_expr_with(&p, x);
}
