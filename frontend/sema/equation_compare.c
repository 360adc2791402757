/* Comparisons of equations. Where one side is the time, they become tests on the grid of steps. */
#include "frontend/sema/equation_parts.h"

static bool is_time(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_VARIABLE && str_is(e->u.name, "t");
}

/* The terms of a sum with their signs, into `terms`; both sides of a comparison are gathered with
   opposite signs. */
typedef struct SignedTerm {
    IrExpr *term;
    bool negative;
} SignedTerm;
typedef VEC(SignedTerm) SignedTerms;

static void gather_terms(Arena *a, IrExpr *e, bool negative, SignedTerms *out)
{
    if (e->op == IR_NEG) {
        gather_terms(a, e->arg[0], !negative, out);
    } else if (e->op == IR_SUM) {
        for (uint32_t i = 0; i < e->n; i++)
            gather_terms(a, e->arg[i], negative, out);
    } else {
        VEC_PUSH(a, out, (SignedTerm){e, negative});
    }
}

/* Sum of all terms but number `skip`, with the signs as they are or turned. */
static IrExpr *sum_without(Arena *a, const SignedTerms *terms, uint32_t skip, bool turn, Span at)
{
    const uint32_t n = terms->n - 1;
    IrExpr *sum = n > 1 ? ir_expr_new(a, IR_SUM, n, at) : NULL;
    for (uint32_t i = 0, k = 0; i < terms->n; i++) {
        if (i == skip)
            continue;
        IrExpr *x =
            terms->v[i].negative != turn ? ir_unary(a, IR_NEG, terms->v[i].term) : terms->v[i].term;
        if (!sum)
            return x;
        sum->arg[k++] = x;
    }
    return sum;
}

/* t - e compared with 0 */
static IrExpr *compare_time(Arena *a, IrOp op, IrExpr *e)
{
    IrExpr *after = ir_unary(a, IR_AFTER, e);
    IrExpr *since = ir_unary(a, IR_SINCE, ir_expr_copy(a, e));
    switch ((int)op) {
    case IR_GT:
        return after;
    case IR_GE:
        return since;
    case IR_LE:
        return ir_unary(a, IR_NOT, after);
    case IR_LT:
        return ir_unary(a, IR_NOT, since);
    default: {
        IrExpr *same = ir_binary(a, IR_AND, since, ir_unary(a, IR_NOT, after));
        return op == IR_NE ? ir_unary(a, IR_NOT, same) : same;
    }
    }
}

static IrOp mirrored(IrOp op)
{
    return op == IR_LT   ? IR_GT
           : op == IR_GT ? IR_LT
           : op == IR_LE ? IR_GE
           : op == IR_GE ? IR_LE
                         : op;
}

IrExpr *equation_compare(Arena *a, IrOp op, IrExpr *left, IrExpr *right)
{
    SignedTerms terms = {0};
    gather_terms(a, left, false, &terms);
    gather_terms(a, right, true, &terms);
    uint32_t where = UINT32_MAX, with_time = 0;
    for (uint32_t i = 0; i < terms.n; i++) {
        if (is_time(NULL, terms.v[i].term))
            where = i;
        with_time += ir_expr_any(terms.v[i].term, is_time, NULL);
    }
    if (where == UINT32_MAX || with_time != 1)
        return ir_binary(a, op, left, right);
    const bool negative = terms.v[where].negative;
    IrExpr *e = sum_without(a, &terms, where, !negative, span_join(left->span, right->span));
    return compare_time(a, negative ? mirrored(op) : op, e);
}

IrExpr *equation_comparison(EquationScope *scope, const AstExpr *e)
{
    Arena *a = scope->sema->arena;
    const AstTerms *terms = &e->as.chain.terms;
    IrExpr *all = ir_expr_new(a, IR_AND, terms->n - 1, e->span);
    IrExpr *left = equation_expr(scope, terms->v[0].operand);
    for (uint32_t i = 1; i < terms->n && left; i++) {
        IrOp op;
        if (!sema_comparison(terms->v[i].op, &op)) {
            diag(scope->sema->session->diags, DIAG_NNC0327, terms->v[i].op_span,
                 "'%s' has no meaning in equations", ast_operator_text(terms->v[i].op));
            return equation_fail(scope);
        }
        IrExpr *right = equation_expr(scope, terms->v[i].operand);
        if (!right)
            return NULL;
        all->arg[i - 1] = equation_compare(a, op, left, right);
        all->arg[i - 1]->span = e->span;
        left = i + 1 < terms->n ? ir_expr_copy(a, right) : right;
    }
    return !left ? NULL : all->n == 1 ? all->arg[0] : all;
}
