/* Walks over the bodies and expressions of classes. */
#ifndef NN_KERNEL_WALK_H
#define NN_KERNEL_WALK_H
#include "ir/kernel_words.h"

/* Calls f on each body, handlers too; nested bodies are reached from theirs. */
void kernel_each_body(KClass *c, void (*f)(void *context, const KBodyFact *fact, KBody *b),
                      void *context);
/* Calls f on the place of each expression of a statement: its value, the entries of its matrix; not of its body. */
void kernel_stmt_exprs(KStmt *s, void (*f)(void *context, IrExpr **e), void *context);
/* The same for all statements of a body and the bodies inside. */
void kernel_body_exprs(KBody *b, void (*f)(void *context, IrExpr **e), void *context);
/* Calls f on what stands outside of bodies: signals, inject, emit. */
void kernel_reader_exprs(KClass *c, void (*f)(void *context, IrExpr **e), void *context);
/* How the handler of a port runs. */
const KBodyFact *kernel_handler_fact(const KPort *p);

/* Does it run in each step or for each event, so that its cost counts? */
bool kernel_is_stepped(const KBodyFact *fact);

bool kernel_type_is_real(KType t);
/* Is the value of an expression a real, so that a column of type f64 can keep it? `locals` has their types: name ->
   KType + 1; NULL where there are none. */
bool kernel_is_real(const KClass *c, const Map *locals, const IrExpr *e);
/* The node with its arguments, which are shared. */
IrExpr *kernel_copy_node(Arena *a, const IrExpr *e);
bool kernel_expr_deeper(const IrExpr *e, unsigned levels);
/* What an operation without its arguments, and what an expression costs, in additions (ops.def). */
unsigned long kernel_op_cost(const IrExpr *e);
unsigned long kernel_expr_cost(const IrExpr *e);
#endif
