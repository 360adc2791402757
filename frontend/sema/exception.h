/* Exceptions of scripts: instances of classes, raised by `raise` or by what Python would raise. */
#ifndef NN_EXCEPTION_H
#define NN_EXCEPTION_H
#include "frontend/sema/class.h"

void exception_install(Interp *in); /* binds the classes of Python */
/* Reports the exception of a builtin class; a `try` may take it back. POISON. */
Value exception_raise(Interp *in, const char *class_name, Span at, const char *message);
#endif
