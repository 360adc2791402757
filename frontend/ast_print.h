/* The syntax tree as S-expressions, for `--emit=ast` and tests. The text is stable and says
   nothing about places or layout: equal dumps mean equal programs. A statement per line, indented
   by block. */
#ifndef NN_AST_PRINT_H
#define NN_AST_PRINT_H
#include "frontend/ast.h"

const char *ast_print_file(Arena *a, const AstFile *file, size_t *len);
const char *ast_print_expr(Arena *a, const AstExpr *e);
#endif
