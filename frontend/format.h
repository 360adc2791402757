/* `nnc fmt`: the one layout of `.nn` text. Meaning, comments and the breaking of lines inside
   brackets are kept. */
#ifndef NN_FORMAT_H
#define NN_FORMAT_H
#include "frontend/ast.h"
#include "ir/base/session.h"

/* The formatted text of a file without syntax errors; in the session's arena, NUL-terminated.
   Formatting it again gives the same text, and its tree is the file's. Line ends become \n,
   indents four spaces; at most two blank lines stay. */
const char *format_file(Session *s, const AstFile *file, size_t *len);

/* For --check: is the file as format_file would write it? */
bool format_is_clean(Session *s, const AstFile *file);
#endif
