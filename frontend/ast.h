/* The syntax tree of `.nn`: what was written, with the place of everything, and no meaning yet.

   Shape. Four families of tagged unions, their kinds and payloads listed in ast.def: expressions
   (AstExpr), statements of scripts (AstStmt), items of model bodies (AstItem), actions
   (AstAction). `e->kind == AST_EXPR_Call` says that `e->as.call` is valid. Lists are {v, n, cap}
   as in vec.h and may be empty. Everything lives in the session's arena and is never freed; names
   and texts are interned, so they compare with ==. Trees are not changed after parsing.

   Depth. No tree is deeper than AST_DEPTH_MAX expressions and 100 blocks, so that recursion over
   it is safe; long sums, products, comparisons and elif chains are flat lists.

   Parentheses. `parenthesised` marks ( ) around an expression, which matter to chains: (a < b) <
   c, a - (b - c). The span of such an expression takes in its parentheses. */
#ifndef NN_AST_H
#define NN_AST_H
#include "ir/base/arena.h"
#include "ir/base/dim.h"
#include "ir/base/source.h"
#include "ir/base/str.h"
#include "ir/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

enum { AST_DEPTH_MAX = 1000 };

typedef struct AstExpr AstExpr;
typedef struct AstStmt AstStmt;
typedef struct AstItem AstItem;
typedef struct AstAction AstAction;

typedef enum AstOperator {
#define OPERATOR(Tag, spelling) AST_OP_##Tag,
#include "frontend/ast.def"
    AST_OP_COUNT
} AstOperator;

typedef enum AstModelKind {
#define MODEL(Tag, word) AST_MODEL_##Tag,
#include "frontend/ast.def"
    AST_MODEL_COUNT
} AstModelKind;

typedef enum AstConstant {
    AST_CONSTANT_True,
    AST_CONSTANT_False,
    AST_CONSTANT_None,
    AST_CONSTANT_Ellipsis
} AstConstant;

/* What stands around a comprehension. Dict has element (the key) and value. */
typedef enum AstBracket {
    AST_BRACKET_None, /* f(x for x in y) */
    AST_BRACKET_Round,
    AST_BRACKET_List,
    AST_BRACKET_Set,
    AST_BRACKET_Dict
} AstBracket;

/* ---- pieces of nodes ---- */

typedef struct AstName {
    const Str *text; /* NULL: left out, where ast.def allows it */
    Span span;
} AstName;

/* One operand of a chain. `op` stands before it; the first of a chain carries the neutral one (see
   ast.def). */
typedef struct AstTerm {
    AstExpr *operand;
    AstOperator op;
    Span op_span; /* {0, 0} for the first */
} AstTerm;

typedef VEC(AstName) AstNames;
typedef VEC(AstTerm) AstTerms;
typedef VEC(AstExpr *) AstExprs;
typedef VEC(AstItem *) AstItems;

/* Argument of a call. */
typedef enum AstArgKind {
    AST_ARG_Positional,
    AST_ARG_Named,
    AST_ARG_Star,
    AST_ARG_StarStar
} AstArgKind;
typedef struct AstArg {
    AstArgKind kind;
    AstName name; /* of a named one */
    AstExpr *value;
    Span span;
} AstArg;
typedef VEC(AstArg) AstArgs;

/* Parameter of a function, a lambda or an event handler. */
typedef enum AstParamKind {
    AST_PARAM_Plain,   /* x, x: ms, x = 3 */
    AST_PARAM_Star,    /* *xs, or a bare * (no name): what follows is by keyword only */
    AST_PARAM_StarStar /* **kw */
} AstParamKind;
typedef struct AstParam {
    AstParamKind kind;
    AstName name;
    AstExpr *note; /* unit or type: an expression (mS/cm2, weight, 1), NULL if none */
    AstExpr *init; /* default, NULL if none */
    Span span;
} AstParam;
typedef VEC(AstParam) AstParams;

/* `from lo to hi` of a declaration: NULL where there are none; `from lo` has no hi. */
typedef struct AstBounds {
    AstExpr *lo, *hi;
} AstBounds;

/* One declaration of `param` or `state`: name [: unit] [= init] [bounds] ["description"]. The unit is
   an expression: mS/cm2, 1/ms, weight (shares a dimension), [ms] (a List: a sequence per cell). */
typedef struct AstDecl {
    AstName name;
    AstExpr *note; /* unit, NULL if none */
    AstExpr *init; /* NULL if none */
    AstBounds bounds;
    AstExpr *doc; /* a String, NULL if none */
    Span span;
} AstDecl;
typedef VEC(AstDecl) AstDecls;

/* name = value, in gates, ions and after connect. */
typedef struct AstBinding {
    AstName name;
    AstExpr *value;
    Span span;
} AstBinding;
typedef VEC(AstBinding) AstBindings;

/* key: value of a dict; **value has no key. */
typedef struct AstPair {
    AstExpr *key; /* NULL for **value */
    AstExpr *value;
    Span span;
} AstPair;
typedef VEC(AstPair) AstPairs;

/* `for target in source` or `if condition` of a comprehension; they nest from left to right. */
typedef struct AstClause {
    AstExpr *target; /* NULL for an `if` */
    AstExpr *value;  /* the source, or the condition */
    Span span;
} AstClause;
typedef VEC(AstClause) AstClauses;

/* Part of an f-string: text, or {expr!conversion:format}. */
typedef struct AstStringPart AstStringPart;
typedef VEC(AstStringPart) AstStringParts;
struct AstStringPart {
    const Str *text;       /* escapes and {{ }} resolved; NULL for an expression */
    AstExpr *expr;         /* NULL for text */
    const Str *shown;      /* of {expr=}: the text "expr=" to print before it; else NULL */
    char conversion;       /* r, s, a or 0 */
    AstStringParts format; /* after the colon: ".3f", which may hold {width} again */
    Span span;
};

/* One side of a reaction or conservation law: 2*A + B, or a bare number (0: nothing). */
typedef struct AstSpecies {
    const Str *count; /* text of the number, NULL for 1 */
    AstName name;     /* no text: the bare number `count` */
    Span span;
} AstSpecies;
typedef VEC(AstSpecies) AstSpeciesList;

/* `import a.b as c`: path a, b. `from m import x as y`: path of one name. */
typedef struct AstImport {
    AstNames path;
    AstName alias; /* no text if none */
    Span span;
} AstImport;
typedef VEC(AstImport) AstImports;

/* Suites; at least one statement each. */
typedef struct AstBlock {
    VEC(AstStmt *) stmts;
    Span span;
} AstBlock;
typedef struct AstActions {
    VEC(AstAction *) list;
    Span span;
} AstActions;

/* `if c:` or `elif c:` with its suite. */
typedef struct AstArm {
    AstExpr *condition;
    AstBlock *body;
    Span span;
} AstArm;
typedef struct AstActionArm {
    AstExpr *condition;
    AstActions *body;
    Span span;
} AstActionArm;
typedef VEC(AstArm) AstArms;
typedef VEC(AstActionArm) AstActionArms;

typedef struct AstHandler {
    AstExpr *type; /* NULL: bare except */
    AstName name;  /* text NULL if none */
    AstBlock *body;
    Span span;
} AstHandler;
typedef VEC(AstHandler) AstHandlers;

typedef struct AstFunction {
    AstName name;
    AstParams params;
    AstExpr *result; /* after ->, NULL if none */
    AstBlock *body;  /* in a model, any statements too: to be checked */
    Span span;
} AstFunction;

/* `cell AdEx:` or `cell B(A):`. */
typedef struct AstModel {
    AstModelKind kind;
    AstName name;
    AstExpr *base;  /* a Name or Attribute (lib.A), NULL if none */
    AstItems items; /* at least one */
    Span span;
} AstModel;

/* ---- nodes ---- */

typedef enum AstExprKind {
#define EXPR(Tag, field, ...) AST_EXPR_##Tag,
#include "frontend/ast.def"
    AST_EXPR_KIND_COUNT
} AstExprKind;

typedef enum AstStmtKind {
#define STMT(Tag, field, ...) AST_STMT_##Tag,
#include "frontend/ast.def"
    AST_STMT_KIND_COUNT
} AstStmtKind;

typedef enum AstItemKind {
#define ITEM(Tag, field, ...) AST_ITEM_##Tag,
#include "frontend/ast.def"
    AST_ITEM_KIND_COUNT
} AstItemKind;

typedef enum AstActionKind {
#define ACTION(Tag, field, ...) AST_ACTION_##Tag,
#include "frontend/ast.def"
    AST_ACTION_KIND_COUNT
} AstActionKind;

struct AstExpr {
    AstExprKind kind;
    Span span;
    bool parenthesised;
    uint16_t depth; /* 1 + that of its deepest operand; the clauses of a comprehension nest */
    union {
#define EXPR(Tag, field, ...)                                                                      \
    struct {                                                                                       \
        __VA_ARGS__                                                                                \
    } field;
#define EXPR_LIKE(Tag, field)
#include "frontend/ast.def"
    } as;
};

struct AstStmt {
    AstStmtKind kind;
    Span span;
    union {
#define STMT(Tag, field, ...)                                                                      \
    struct {                                                                                       \
        __VA_ARGS__                                                                                \
    } field;
#define STMT_LIKE(Tag, field)
#include "frontend/ast.def"
    } as;
};

struct AstItem {
    AstItemKind kind;
    Span span;
    union {
#define ITEM(Tag, field, ...)                                                                      \
    struct {                                                                                       \
        __VA_ARGS__                                                                                \
    } field;
#define ITEM_LIKE(Tag, field)
#include "frontend/ast.def"
    } as;
};

struct AstAction {
    AstActionKind kind;
    Span span;
    union {
#define ACTION(Tag, field, ...)                                                                    \
    struct {                                                                                       \
        __VA_ARGS__                                                                                \
    } field;
#define ACTION_LIKE(Tag, field)
#include "frontend/ast.def"
    } as;
};

/* A `#` comment, from the # to the end of its line. Only the formatter looks at them. */
typedef struct AstComment {
    Span span;
    bool own_line; /* nothing but blanks before it */
} AstComment;

typedef struct AstFile {
    const SourceFile *source;
    VEC(AstStmt *) stmts;     /* may be empty */
    VEC(AstComment) comments; /* in order */
    unsigned errors;          /* syntax errors reported; if any, statements are missing */
} AstFile;

/* ---- constructors ---- */

/* AST_NEW_EXPR(arena, Unary, unary, span, AST_OP_Not, x): a new node with the members of its
   payload in order. */
#define AST_NEW_EXPR(arena, Tag, field, where, ...)                                                \
    ast_expr_new((arena),                                                                          \
                 &(AstExpr){.kind = AST_EXPR_##Tag, .span = (where), .as.field = {__VA_ARGS__}})
#define AST_NEW_STMT(arena, Tag, field, where, ...)                                                \
    ast_stmt_new((arena),                                                                          \
                 &(AstStmt){.kind = AST_STMT_##Tag, .span = (where), .as.field = {__VA_ARGS__}})
#define AST_NEW_ITEM(arena, Tag, field, where, ...)                                                \
    ast_item_new((arena),                                                                          \
                 &(AstItem){.kind = AST_ITEM_##Tag, .span = (where), .as.field = {__VA_ARGS__}})
#define AST_NEW_ACTION(arena, Tag, field, where, ...)                                              \
    ast_action_new(                                                                                \
        (arena),                                                                                   \
        &(AstAction){.kind = AST_ACTION_##Tag, .span = (where), .as.field = {__VA_ARGS__}})

AstExpr *ast_expr_new(Arena *a, const AstExpr *content); /* copies; computes depth */
AstStmt *ast_stmt_new(Arena *a, const AstStmt *content);
AstItem *ast_item_new(Arena *a, const AstItem *content);
AstAction *ast_action_new(Arena *a, const AstAction *content);

/* left op right: a new chain of `kind`, or `left` with one more term where it is an
   unparenthesised chain of that kind. */
AstExpr *ast_chain(Arena *a, AstExprKind kind, AstExpr *left, AstOperator op, Span op_span,
                   AstExpr *right);

/* ---- names of kinds, for dumps and messages ---- */

const char *ast_operator_text(AstOperator op); /* "<=", "not in" */
const char *ast_model_word(AstModelKind kind); /* "cell" */
#endif
