/* The text form of kernels (docs/kernel-ir.md): read(print(k)) equals k. */
#ifndef NN_KERNEL_TEXT_H
#define NN_KERNEL_TEXT_H
#include "ir/base/emit.h"
#include "ir/kernel.h"

typedef VEC(KClass *) KClasses;

void kernel_print(Emitter *e, const KClasses *classes); /* with the first line, `nnir 1 kernel` */
void kernel_print_class(Emitter *e, const KClass *c);
void kernel_print_expr(Emitter *e, const KClass *c, const IrExpr *x);
/* Does the text say that it holds kernels? */
bool kernel_is_text(const SourceFile *file);
/* False when there were errors (reported). */
bool kernel_read(Session *s, const SourceFile *file, KClasses *classes);
/* The same columns, ports, signals and bodies. Not compared: places, the model that the class was made from, and
   the report of its numerics. */
bool kernel_equal(const KClass *a, const KClass *b);
/* The rules of docs/kernel-ir.md. False when an error was reported. */
bool kernel_verify(Session *s, const KClass *c);
/* What is printed reads as the same class and verifies; NULL, or what is wrong. */
const char *kernel_check_round_trip(Session *s, const KClass *c);
#endif
