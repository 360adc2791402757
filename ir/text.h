/* The text form of the model IR (docs/ir.md): read(print(m)) equals m. */
#ifndef NN_IR_TEXT_H
#define NN_IR_TEXT_H
#include "ir/base/emit.h"
#include "ir/ir.h"

void ir_print_module(Emitter *e, const IrModule *m);
/* With the places of items in the files they came from, and the structured model that a flat one was made from. */
void ir_print_lossless(Emitter *e, const IrModule *m);
void ir_print_model(Emitter *e, const IrModel *model);
void ir_print_expr(Emitter *e, const IrExpr *x);
/* NULL when there were errors (reported). */
IrModule *ir_read_module(Session *s, const SourceFile *file);
/* But for places; structured models behind flat ones count where both have one. */
bool ir_module_equal(const IrModule *a, const IrModule *b);
#endif
