/* Constructors of the syntax tree: copies into the arena, depth of expressions, chains. */
#include "frontend/ast.h"

_Static_assert(sizeof(AstExpr) <= 80, "expressions are the bulk of the tree: keep them small");

static unsigned deeper(unsigned depth, const AstExpr *e)
{
    return e && e->depth > depth ? e->depth : depth;
}

static unsigned exprs_depth(const AstExprs *list)
{
    unsigned depth = 0;
    for (uint32_t i = 0; i < list->n; i++)
        depth = deeper(depth, list->v[i]);
    return depth;
}

static unsigned terms_depth(const AstTerms *terms)
{
    unsigned depth = 0;
    for (uint32_t i = 0; i < terms->n; i++)
        depth = deeper(depth, terms->v[i].operand);
    return depth;
}

static unsigned parts_depth(const AstStringParts *parts)
{
    unsigned depth = 0;
    for (uint32_t i = 0; i < parts->n; i++) {
        unsigned format = parts_depth(&parts->v[i].format);
        depth = deeper(depth, parts->v[i].expr);
        depth = format > depth ? format : depth;
    }
    return depth;
}

static unsigned args_depth(unsigned depth, const AstArgs *args)
{
    for (uint32_t i = 0; i < args->n; i++)
        depth = deeper(depth, args->v[i].value);
    return depth;
}

static unsigned params_depth(unsigned depth, const AstParams *params)
{
    for (uint32_t i = 0; i < params->n; i++)
        depth = deeper(deeper(depth, params->v[i].note), params->v[i].init);
    return depth;
}

static unsigned pairs_depth(const AstPairs *pairs)
{
    unsigned depth = 0;
    for (uint32_t i = 0; i < pairs->n; i++)
        depth = deeper(deeper(depth, pairs->v[i].key), pairs->v[i].value);
    return depth;
}

/* Clauses nest: each is a loop or a test inside of those before it. */
static unsigned clauses_depth(unsigned depth, const AstClauses *clauses)
{
    for (uint32_t i = 0; i < clauses->n; i++)
        depth = deeper(deeper(depth, clauses->v[i].target), clauses->v[i].value);
    return depth + clauses->n;
}

/* Depth of the deepest operand of e, 0 for a leaf. */
static unsigned operands_depth(const AstExpr *e)
{
    switch (e->kind) {
    case AST_EXPR_Name:
    case AST_EXPR_Number:
    case AST_EXPR_Quantity:
    case AST_EXPR_String:
    case AST_EXPR_Constant:
    case AST_EXPR_KIND_COUNT:
        return 0;
    case AST_EXPR_FString:
        return parts_depth(&e->as.fstring.parts);
    case AST_EXPR_Joined:
        return exprs_depth(&e->as.joined.strings);
    case AST_EXPR_Unary:
        return deeper(0, e->as.unary.operand);
    case AST_EXPR_Power:
        return deeper(deeper(0, e->as.power.base), e->as.power.exponent);
    case AST_EXPR_Sum:
    case AST_EXPR_Product:
    case AST_EXPR_BitAnd:
    case AST_EXPR_BitOr:
    case AST_EXPR_Compare:
    case AST_EXPR_And:
    case AST_EXPR_Or:
        return terms_depth(&e->as.chain.terms);
    case AST_EXPR_Conditional:
        return deeper(deeper(deeper(0, e->as.conditional.then), e->as.conditional.condition),
                      e->as.conditional.otherwise);
    case AST_EXPR_Lambda:
        return params_depth(deeper(0, e->as.lambda.body), &e->as.lambda.params);
    case AST_EXPR_Attribute:
        return deeper(0, e->as.attribute.object);
    case AST_EXPR_Call:
        return args_depth(deeper(0, e->as.call.callee), &e->as.call.args);
    case AST_EXPR_Index:
        return deeper(exprs_depth(&e->as.index.items), e->as.index.object);
    case AST_EXPR_Slice:
        return deeper(deeper(deeper(0, e->as.slice.lower), e->as.slice.upper), e->as.slice.step);
    case AST_EXPR_List:
        return exprs_depth(&e->as.list.items);
    case AST_EXPR_Tuple:
        return exprs_depth(&e->as.tuple.items);
    case AST_EXPR_Set:
        return exprs_depth(&e->as.set.items);
    case AST_EXPR_Dict:
        return pairs_depth(&e->as.dict.pairs);
    case AST_EXPR_Comprehension:
        return clauses_depth(
            deeper(deeper(0, e->as.comprehension.element), e->as.comprehension.value),
            &e->as.comprehension.clauses);
    case AST_EXPR_Star:
        return deeper(0, e->as.star.operand);
    }
    return 0;
}

AstExpr *ast_expr_new(Arena *a, const AstExpr *content)
{
    AstExpr *e = ARENA_NEW(a, AstExpr);
    *e = *content;
    const unsigned depth = 1 + operands_depth(e);
    e->depth = depth < UINT16_MAX ? (uint16_t)depth : UINT16_MAX;
    return e;
}

AstStmt *ast_stmt_new(Arena *a, const AstStmt *content)
{
    AstStmt *s = ARENA_NEW(a, AstStmt);
    *s = *content;
    return s;
}

AstItem *ast_item_new(Arena *a, const AstItem *content)
{
    AstItem *i = ARENA_NEW(a, AstItem);
    *i = *content;
    return i;
}

AstAction *ast_action_new(Arena *a, const AstAction *content)
{
    AstAction *x = ARENA_NEW(a, AstAction);
    *x = *content;
    return x;
}

AstExpr *ast_chain(Arena *a, AstExprKind kind, AstExpr *left, AstOperator op, Span op_span,
                   AstExpr *right)
{
    AstExpr *e = left;
    if (left->kind != kind || left->parenthesised) {
        AstOperator neutral = kind == AST_EXPR_Sum       ? AST_OP_Plus
                              : kind == AST_EXPR_Product ? AST_OP_Times
                                                         : op;
        e = ast_expr_new(a, &(AstExpr){.kind = kind, .span = left->span});
        VEC_PUSH(a, &e->as.chain.terms, (AstTerm){left, neutral, NOWHERE});
        e->depth = (uint16_t)(left->depth + 1);
    }
    VEC_PUSH(a, &e->as.chain.terms, (AstTerm){right, op, op_span});
    e->span.hi = right->span.hi;
    if (right->depth >= e->depth)
        e->depth = (uint16_t)(right->depth + 1);
    return e;
}

const char *ast_operator_text(AstOperator op)
{
    static const char *const text[AST_OP_COUNT] = {
#define OPERATOR(Tag, spelling) [AST_OP_##Tag] = spelling,
#include "frontend/ast.def"
    };
    return text[op];
}

const char *ast_model_word(AstModelKind kind)
{
    static const char *const word[AST_MODEL_COUNT] = {
#define MODEL(Tag, text) [AST_MODEL_##Tag] = text,
#include "frontend/ast.def"
    };
    return word[kind];
}
