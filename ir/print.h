/* Inside the printer of the text form: names, strings, types. */
#ifndef NN_IR_PRINT_H
#define NN_IR_PRINT_H
#include "ir/text.h"

/* How a level of the IR prints what only it has. */
typedef struct IrExprPrinter IrExprPrinter;
struct IrExprPrinter {
    Emitter *out;
    bool (*leaf)(IrExprPrinter *p, const IrExpr *x); /* false: not its own; NULL: none */
    const void *context;
    unsigned nested; /* parentheses that are open */
};
void ir_print_expr_with(IrExprPrinter *p, const IrExpr *x);

/* places.c: `!"file":lo-hi ` before an item; nothing unless the print is lossless. */
void ir_print_place(Emitter *e, Span at);
void ir_print_outside(Emitter *e); /* what follows is in no item that was printed before */
/* Is the place of an expression another one than that of what is around it? Then *outer is to be given back behind it,
   where its place is printed, `!lo-hi`. */
bool ir_print_enter(Emitter *e, Span at, Span *outer);
void ir_print_leave(Emitter *e, Span outer);
bool ir_print_has_places(Emitter *e);
bool ir_print_differs(Emitter *e, Span at,
                      Span inner); /* a known place, and another one than `inner` */
void ir_print_files(Emitter *e);   /* the files that places named, at the end */

/* sigil + name: %na.m, $exc, @r, or %"any text". An empty sigil is a bare word or a string. */
void ir_print_name(Emitter *e, const char *sigil, const Str *name);
void ir_print_path(Emitter *e, const Str *path); /* behind a dot: na.m */
void ir_print_string(Emitter *e, const char *text);
void ir_print_dim(Emitter *e, Dim d); /* {kg m2 s-3 A-1} */
void ir_print_type(Emitter *e, IrScalar scalar, const Unit *unit, Dim dim, bool is_list);
void ir_print_binds(Emitter *e, const IrBinds *binds);                /* a = 1, b = 2 */
void ir_print_item(Emitter *e, const IrItem *item);                   /* with its line end */
void ir_print_value(Emitter *e, const char *before, const IrExpr *x); /* nothing when x is NULL */
#endif
