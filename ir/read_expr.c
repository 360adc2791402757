/* Expressions of the text form, by recursive descent; parentheses are structure. */
#include "ir/build.h"
#include "ir/facts.h"
#include "ir/read.h"

#include <math.h>
#include <string.h>

typedef VEC(IrExpr *) Exprs;

static Span span_to_here(const IrReader *r, uint32_t lo)
{
    return (Span){lo, r->last > lo ? r->last : lo + 1};
}

static IrExpr *node_of(IrReader *r, IrOp op, const Exprs *args, uint32_t lo)
{
    IrExpr *e = ir_expr_new(r->arena, op, args->n, span_to_here(r, lo));
    if (args->n)
        memcpy(e->arg, args->v, args->n * sizeof *args->v);
    return e;
}

static IrExpr *nothing(IrReader *r)
{
    return ir_integer(r->arena, 0, r->token.span);
}

/* expr {, expr} close; may be empty. */
static void read_args(IrReader *r, Exprs *args, const char *close)
{
    while (!r->failed && !ir_read_is(r, close)) {
        VEC_PUSH(r->arena, args, ir_read_expr(r));
        if (!ir_read_accept(r, ","))
            break;
    }
    ir_read_expect(r, close);
}

/* ---- calls ---- */
static bool is_function_here(const IrReader *r, IrOp op)
{
    const IrLevel other = r->kernel ? IR_LEVEL_MODEL : IR_LEVEL_KERNEL;
    return ir_op_fact(op)->form == IR_FORM_CALL && ir_op_fact(op)->level != other && op != IR_DATA;
}

static bool op_of_word(const IrReader *r, const Str *word, IrOp *op)
{
    for (int i = 0; i < IR_OP_COUNT; i++)
        if (is_function_here(r, (IrOp)i) && str_is(word, ir_op_spelling((IrOp)i))) {
            *op = (IrOp)i;
            return true;
        }
    return false;
}

static void unknown_function(IrReader *r, const Str *word, Span at)
{
    StrNearest near = str_nearest_start(word->s);
    for (int i = 0; i < IR_OP_COUNT; i++)
        if (is_function_here(r, (IrOp)i))
            str_nearest_offer(&near, ir_op_spelling((IrOp)i));
    r->token.span = at;
    if (near.best)
        ir_read_fail(r, DIAG_NNC0603, "unknown function `%s`; did you mean `%s`?", word->s,
                     near.best);
    else
        ir_read_fail(r, DIAG_NNC0603, "unknown function `%s`", word->s);
}

static IrLaw read_law(IrReader *r)
{
    const Str *word = ir_read_name(r, IR_TOKEN_WORD, "the name of a law");
    for (int i = 0; i < IR_LAW_COUNT; i++)
        if (str_is(word, ir_law_word((IrLaw)i)))
            return (IrLaw)i;
    ir_read_fail(r, DIAG_NNC0603, "unknown law `%s`", word->s);
    return IR_LAW_UNIFORM;
}

/* word "(" ... ")"; the current token is the parenthesis. */
static IrExpr *read_call(IrReader *r, const Str *word, Span at)
{
    IrOp op = IR_OP_COUNT;
    Exprs args = {0};
    if (!op_of_word(r, word, &op)) {
        unknown_function(r, word, at);
        return nothing(r);
    }
    ir_read_next(r);
    const IrPayload payload = ir_op_payload(op);
    const Str *name = NULL;
    IrLaw law = IR_LAW_UNIFORM;
    if (payload == IR_PAYLOAD_NAME)
        name = op == IR_INMODE ? ir_read_name(r, IR_TOKEN_PLACE, "a regime like @name")
                               : ir_read_name(r, IR_TOKEN_ITEM, "a name like %name");
    else if (payload == IR_PAYLOAD_LAW)
        law = read_law(r);
    if (payload != IR_PAYLOAD_NONE && !ir_read_is(r, ")"))
        ir_read_expect(r, ",");
    read_args(r, &args, ")");
    IrExpr *e = node_of(r, op, &args, at.lo);
    if (payload == IR_PAYLOAD_NAME)
        e->u.name = name;
    else if (payload == IR_PAYLOAD_LAW)
        e->u.law = law;
    return r->kernel ? kernel_read_call(r, e) : e;
}

static IrExpr *read_integer(IrReader *r, Span at)
{
    const int64_t value = ir_read_integer_behind(r); /* behind the parenthesis */
    ir_read_expect(r, ")");
    return ir_integer(r->arena, value, at);
}

static IrExpr *read_word(IrReader *r)
{
    const Str *word = r->token.text;
    const Span at = r->token.span;
    ir_read_next(r);
    if (ir_read_is(r, "("))
        return str_is(word, "int") ? read_integer(r, at) : read_call(r, word, at);
    if (str_is(word, "true") || str_is(word, "false"))
        return ir_boolean(r->arena, str_is(word, "true"), at);
    return ir_named(r->arena, IR_VARIABLE, word, at);
}

/* ---- atoms ---- */
static IrExpr *read_list(IrReader *r)
{
    const uint32_t lo = r->token.span.lo;
    Exprs args = {0};
    ir_read_next(r);
    while (!r->failed && !ir_read_is(r, "]")) {
        VEC_PUSH(r->arena, &args, ir_read_expr(r));
        if (!ir_read_accept(r, ","))
            break;
    }
    if (!ir_read_is(r, "]")) {
        ir_read_expect(r, "]");
        return nothing(r);
    }
    const Unit *unit = ir_read_unit_behind(r);
    IrExpr *e = node_of(r, IR_LIST, &args, lo);
    e->u.literal.unit = unit;
    return e;
}

static IrExpr *read_empty_list(IrReader *r)
{
    const uint32_t lo = r->token.span.lo;
    const Exprs none = {0};
    const Unit *unit = ir_read_unit_behind(r);
    IrExpr *e = node_of(r, IR_LIST, &none, lo);
    e->u.literal.unit = unit;
    return e;
}

static IrExpr *read_entity(IrReader *r)
{
    const IrToken token = r->token;
    Exprs args = {0};
    ir_read_next(r);
    if (!ir_read_accept(r, "["))
        return ir_named(r->arena, IR_PARAM, token.text, token.span);
    read_args(r, &args, "]");
    IrExpr *e = node_of(r, IR_DATA, &args, token.span.lo);
    e->u.name = token.text;
    return e;
}

static IrExpr *read_simple(IrReader *r)
{
    const IrToken token = r->token;
    ir_read_next(r);
    switch (token.kind) {
    case IR_TOKEN_NUMBER:
        return ir_literal(r->arena, token.text, token.unit, token.span);
    case IR_TOKEN_HEX:
        return ir_number(r->arena, token.number, token.dim, token.span);
    case IR_TOKEN_STRING:
        return ir_named(r->arena, IR_VARIABLE, token.text, token.span);
    case IR_TOKEN_ITEM:
    case IR_TOKEN_END:
    case IR_TOKEN_WORD:
    case IR_TOKEN_ENTITY:
    case IR_TOKEN_PLACE:
    case IR_TOKEN_PUNCT:
        break;
    }
    return ir_named(r->arena, r->kernel ? IR_LOCAL : IR_ITEM, token.text, token.span);
}

static IrExpr *read_bare_atom(IrReader *r)
{
    switch (r->token.kind) {
    case IR_TOKEN_NUMBER:
    case IR_TOKEN_HEX:
    case IR_TOKEN_ITEM:
    case IR_TOKEN_STRING:
        return read_simple(r);
    case IR_TOKEN_ENTITY:
        return read_entity(r);
    case IR_TOKEN_WORD:
        return read_word(r);
    case IR_TOKEN_PUNCT:
        if (ir_read_is(r, "["))
            return read_list(r);
        if (ir_read_is(r, "[]"))
            return read_empty_list(r);
        if (ir_read_accept(r, "(")) {
            IrExpr *e = ir_read_expr(r);
            ir_read_expect(r, ")");
            return e;
        }
        break;
    case IR_TOKEN_PLACE:
        if (r->kernel)
            return kernel_read_load(r);
        break;
    case IR_TOKEN_END:
        break;
    }
    ir_read_fail(r, DIAG_NNC0601, "expected an expression");
    return nothing(r);
}

static IrExpr *read_atom(IrReader *r)
{
    const uint32_t lo = r->token.span.lo;
    IrExpr *e = read_bare_atom(r);
    ir_read_expr_place(r, e, lo);
    return e;
}

/* ---- operators, from tight to loose ---- */
static IrExpr *read_power(IrReader *r)
{
    IrExpr *e = read_atom(r);
    if (ir_read_is(r, "^")) {
        const int64_t n = ir_read_integer_behind(r);
        e = ir_powi(r->arena, e, n);
    }
    return e;
}

/* `-` folds into a folded number behind it, and into a literal whose unit has an offset: -65degC
   is one value. */
static IrExpr *read_signed_number(IrReader *r)
{
    const IrToken token = r->token;
    ir_read_next(r);
    if (token.kind == IR_TOKEN_HEX)
        return ir_number(r->arena, -token.number, token.dim, token.span);
    return ir_literal(r->arena, str_format(r->session->strings, "-%s", token.text->s), token.unit,
                      token.span);
}

static bool takes_sign(const IrToken *token)
{
    return token->kind == IR_TOKEN_HEX ||
           (token->kind == IR_TOKEN_NUMBER && token->unit && fabs(token->unit->offset) > 0);
}

static IrExpr *read_neg(IrReader *r)
{
    const Span at = r->token.span;
    if (!ir_read_accept(r, "-"))
        return read_power(r);
    if (takes_sign(&r->token)) {
        IrExpr *number = read_signed_number(r);
        ir_read_expr_place(r, number, at.lo);
        return number;
    }
    if (!ir_read_deeper(r))
        return nothing(r);
    IrExpr *e = ir_unary(r->arena, IR_NEG, read_neg(r));
    e->span = span_join(at, e->span);
    r->depth--;
    return e;
}

/* a * b / c: products as long as they go, each quotient on its own. */
static IrExpr *read_product(IrReader *r)
{
    const uint32_t lo = r->token.span.lo;
    const unsigned depth = r->depth; /* the tree grows to the left */
    IrExpr *left = read_neg(r);
    while ((ir_read_is(r, "*") || ir_read_is(r, "/")) && ir_read_deeper(r)) {
        if (ir_read_accept(r, "/")) {
            left = ir_binary(r->arena, IR_QUOTIENT, left, read_neg(r));
            continue;
        }
        Exprs factors = {0};
        VEC_PUSH(r->arena, &factors, left);
        while (ir_read_accept(r, "*"))
            VEC_PUSH(r->arena, &factors, read_neg(r));
        left = node_of(r, IR_PRODUCT, &factors, lo);
    }
    r->depth = depth;
    return left;
}

static IrExpr *read_sum(IrReader *r)
{
    const uint32_t lo = r->token.span.lo;
    Exprs terms = {0};
    VEC_PUSH(r->arena, &terms, read_product(r));
    while (ir_read_is(r, "+") || ir_read_is(r, "-")) {
        const bool minus = ir_read_is(r, "-");
        ir_read_next(r);
        IrExpr *term = read_product(r);
        VEC_PUSH(r->arena, &terms, minus ? ir_unary(r->arena, IR_NEG, term) : term);
    }
    return terms.n == 1 ? terms.v[0] : node_of(r, IR_SUM, &terms, lo);
}

static IrExpr *read_comparison(IrReader *r)
{
    IrExpr *left = read_sum(r);
    for (int i = 0; i < IR_OP_COUNT; i++) {
        const IrOpFact *fact = ir_op_fact((IrOp)i);
        if (fact->rule == IR_RULE_COMPARE && ir_read_accept(r, fact->spelling))
            return ir_binary(r->arena, (IrOp)i, left, read_sum(r));
    }
    return left;
}

static IrExpr *read_not(IrReader *r)
{
    const Span at = r->token.span;
    if (!ir_read_accept(r, "!"))
        return read_comparison(r);
    if (!ir_read_deeper(r))
        return nothing(r);
    IrExpr *e = ir_unary(r->arena, IR_NOT, read_not(r));
    e->span = span_join(at, e->span);
    r->depth--;
    return e;
}

static IrExpr *read_chain(IrReader *r, IrOp op, IrExpr *(*operand)(IrReader *r))
{
    const uint32_t lo = r->token.span.lo;
    Exprs all = {0};
    VEC_PUSH(r->arena, &all, operand(r));
    while (ir_read_accept(r, ir_op_spelling(op)))
        VEC_PUSH(r->arena, &all, operand(r));
    return all.n == 1 ? all.v[0] : node_of(r, op, &all, lo);
}

static IrExpr *read_and(IrReader *r)
{
    return read_chain(r, IR_AND, read_not);
}

IrExpr *ir_read_expr(IrReader *r)
{
    if (!ir_read_deeper(r))
        return nothing(r);
    IrExpr *e = read_chain(r, IR_OR, read_and);
    r->depth--;
    return e;
}

IrExpr *ir_read_factor(IrReader *r)
{
    return read_product(r);
}

IrExpr *ir_read_optional(IrReader *r, const char *word)
{
    return ir_read_accept_word(r, word) ? ir_read_expr(r) : NULL;
}

void ir_read_binds(IrReader *r, IrBinds *binds, const char *close)
{
    while (!r->failed && !ir_read_is(r, close)) {
        IrBind bind = {.span = r->token.span};
        bind.name = ir_read_plain_name(r, "a name");
        ir_read_expect(r, "=");
        bind.value = ir_read_expr(r);
        VEC_PUSH(r->arena, binds, bind);
        if (!ir_read_accept(r, ","))
            break;
    }
    ir_read_expect(r, close);
}
