/* How nodes of the syntax tree are printed: a pattern for each kind, whose directives take members of the node
   in turn. Text stands for itself; %X prints a member by the printer X of ast_print_parts.c; { begins lines
   that are indented, } ends them with a parenthesis. */
#ifndef NN_AST_SHAPE_H
#define NN_AST_SHAPE_H
#include "frontend/ast.h"
#include "ir/base/emit.h"

enum { SHAPE_MEMBERS_MAX = 6 };

typedef struct Shape {
    const char *pattern;
    uint16_t at[SHAPE_MEMBERS_MAX]; /* offsets of the members, in the order of the directives */
} Shape;

#define AT(Type, member) ((uint16_t)offsetof(Type, member))

void shape_print(Emitter *o, const Shape *shape, const void *node);
/* Prints the member at that address; NULL for a letter without a printer. */
typedef void ShapePrinter(Emitter *o, const void *member);
ShapePrinter *shape_printer(char letter);

/* Nodes, by the shapes of their kinds. */
void shape_expr(Emitter *o, const AstExpr *e);
void shape_stmt(Emitter *o, const AstStmt *s);
void shape_item(Emitter *o, const AstItem *i);
void shape_action(Emitter *o, const AstAction *a);
#endif
