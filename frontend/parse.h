/* From text to syntax tree. Errors go to the session's diagnostics, several a run, one a line and
   one a cause. */
#ifndef NN_PARSE_H
#define NN_PARSE_H
#include "frontend/ast.h"
#include "ir/base/session.h"

/* The whole file. Never NULL; where `errors` is not 0, the broken statements are missing from the
   tree. */
AstFile *parse_file(Session *s, const SourceFile *source);

/* One expression: the part `within` of a file that has been loaded, such as the inside of the
   string "exp(-d**2/400)". Newlines are blanks in it. NULL after an error, which stands at its
   place inside the string. */
AstExpr *parse_expression(Session *s, const SourceFile *source, Span within);
#endif
