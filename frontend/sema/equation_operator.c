/* Sums, products, powers and logic of equations. Sums and products stay as long as they were
   written. */
#include "frontend/sema/equation_parts.h"

#include <math.h>

IrExpr *equation_sum(EquationScope *scope, const AstExpr *e)
{
    const AstTerms *terms = &e->as.chain.terms;
    IrExpr *sum = ir_expr_new(scope->sema->arena, IR_SUM, terms->n, e->span);
    for (uint32_t i = 0; i < terms->n; i++) {
        IrExpr *x = equation_expr(scope, terms->v[i].operand);
        if (!x)
            return NULL;
        sum->arg[i] = terms->v[i].op == AST_OP_Minus ? ir_unary(scope->sema->arena, IR_NEG, x) : x;
    }
    return sum;
}

static bool is_signed_number(const AstExpr *e)
{
    while (e->kind == AST_EXPR_Unary)
        e = e->as.unary.operand;
    return e->kind == AST_EXPR_Number;
}

/* `mV` in `10*mV`: only where no such name is declared. */
static IrExpr *bare_unit(EquationScope *scope, const AstExpr *e)
{
    Unit unit;
    if (e->kind != AST_EXPR_Name || !unit_name(e->as.name.text->s, e->as.name.text->len, &unit) ||
        equation_lookup(scope, e->as.name.text, e->span))
        return NULL;
    Unit *kept = ARENA_NEW(scope->sema->arena, Unit);
    *kept = unit;
    return ir_literal(scope->sema->arena, SEMA_NAME(scope->sema, "1"), kept, e->span);
}

/* *literal: the operand before it is a number, or a unit after one, so that a name may be a unit. */
static IrExpr *factor(EquationScope *scope, const AstExpr *operand, bool *literal)
{
    IrExpr *unit = *literal ? bare_unit(scope, operand) : NULL;
    *literal = unit || is_signed_number(operand);
    return unit ? unit : equation_expr(scope, operand);
}

/* `left` times the factors from..to-1. */
static IrExpr *times(EquationScope *scope, IrExpr *left, const AstTerms *terms, uint32_t from,
                     uint32_t to, bool *literal)
{
    IrExpr *product = ir_expr_new(scope->sema->arena, IR_PRODUCT, to - from + 1, left->span);
    product->arg[0] = left;
    for (uint32_t i = from; i < to; i++) {
        IrExpr *x = factor(scope, terms->v[i].operand, literal);
        if (!x)
            return NULL;
        product->arg[i - from + 1] = x;
        product->span = span_join(product->span, x->span);
    }
    return product;
}

/* From the left: a run of factors is one product, each division a quotient of what stands before it. */
IrExpr *equation_product(EquationScope *scope, const AstExpr *e)
{
    const AstTerms *terms = &e->as.chain.terms;
    bool literal = false;
    IrExpr *left = factor(scope, terms->v[0].operand, &literal);
    unsigned levels = 0;
    for (uint32_t i = 1, next; left && i < terms->n; i = next) {
        const AstOperator op = terms->v[i].op;
        for (next = i + 1; op == AST_OP_Times && next < terms->n && terms->v[next].op == op;)
            next++;
        if (++levels > EQUATION_NESTING_MAX)
            return equation_too_deep(scope, e->span);
        if (op == AST_OP_Times) {
            left = times(scope, left, terms, i, next, &literal);
            continue;
        }
        IrExpr *x = factor(scope, terms->v[i].operand, &literal);
        left = !x ? NULL
                  : ir_binary(scope->sema->arena,
                              op == AST_OP_Divide   ? IR_QUOTIENT
                              : op == AST_OP_Modulo ? IR_MOD
                                                    : IR_FDIV,
                              left, x);
    }
    return left;
}

/* The whole number that an exponent spells: 2, -1, 0x10, 1e2; false for anything else. */
static bool integer_exponent(const AstExpr *e, int64_t *out)
{
    enum { EXPONENT_MAX = 1000 };
    const bool negative = e->kind == AST_EXPR_Unary && e->as.unary.op == AST_OP_Negate;
    double x;
    if (negative)
        e = e->as.unary.operand;
    if (e->kind != AST_EXPR_Number || !sema_number(e->as.number.text, &x) || x > EXPONENT_MAX ||
        floor(x) != x)
        return false;
    *out = negative ? -(int64_t)x : (int64_t)x;
    return true;
}

IrExpr *equation_power(EquationScope *scope, const AstExpr *e)
{
    IrExpr *base = equation_expr(scope, e->as.power.base);
    int64_t n;
    if (!base)
        return NULL;
    if (integer_exponent(e->as.power.exponent, &n))
        return ir_powi(scope->sema->arena, base, n);
    IrExpr *exponent = equation_expr(scope, e->as.power.exponent);
    return exponent ? ir_binary(scope->sema->arena, IR_POW, base, exponent) : NULL;
}

IrExpr *equation_logic(EquationScope *scope, const AstExpr *e)
{
    const AstTerms *terms = &e->as.chain.terms;
    IrExpr *r = ir_expr_new(scope->sema->arena, e->kind == AST_EXPR_And ? IR_AND : IR_OR, terms->n,
                            e->span);
    for (uint32_t i = 0; i < terms->n; i++)
        if (!(r->arg[i] = equation_expr(scope, terms->v[i].operand)))
            return NULL;
    return r;
}

IrExpr *equation_unary(EquationScope *scope, const AstExpr *e)
{
    IrExpr *x = equation_expr(scope, e->as.unary.operand);
    if (!x || e->as.unary.op == AST_OP_Plus)
        return x;
    if (e->as.unary.op == AST_OP_Negate)
        return ir_unary(scope->sema->arena, IR_NEG, x);
    if (e->as.unary.op == AST_OP_Not)
        return ir_unary(scope->sema->arena, IR_NOT, x);
    diag(scope->sema->session->diags, DIAG_NNC0327, e->span, "'~' has no meaning in equations");
    return equation_fail(scope);
}
