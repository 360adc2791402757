/* Expressions of the IR as C text, with the parentheses that precedence and associativity need and no more.
   Leaves differ by place (a column of a class, a rule's variable): the caller prints them. */
#ifndef NN_CPRINT_H
#define NN_CPRINT_H
#include "ir/base/emit.h"
#include "ir/ir.h"

typedef struct CPrinter CPrinter;
struct CPrinter {
    Emitter *out;
    /* Prints a leaf or an operation that the C target does not know itself (DRAW, COUNT, STEPS, ...), or one that it
       prints in its own way; false: not known. What has no form at all is refused before anything is printed. */
    bool (*leaf)(CPrinter *p, const IrExpr *e);
    void *context;
    /* In single precision: is the operation one of doubles (ir/kernel_width.h)? NULL: all are. */
    bool (*is_wide)(CPrinter *p, const IrExpr *e);
    bool narrow; /* the real that is printed is to be a float */
};

bool cprint_has_form(IrOp op); /* without the help of `leaf` */
void cprint_expr(CPrinter *p, const IrExpr *e);
void cprint_operand(CPrinter *p, const IrExpr *e); /* in parentheses unless it is an atom */
void cprint_double(CPrinter *p,
                   const IrExpr *e); /* an expression as a double, also where p->narrow */
/* Of a DRAW or DRAWAT: the runtime's law with its parameters, `&(nnrt_law){...}`. */
void cprint_law(CPrinter *p, const IrExpr *e);
/* the first n of a, b, low, high of nnrt_law */
void cprint_law_parameters(CPrinter *p, const IrExpr *e, uint32_t n);
void cprint_number(Emitter *out, double x);
/* x rounded to a float. DBL_MAX, the limit of tests for finite numbers, becomes FLT_MAX. */
void cprint_float(Emitter *out, double x);
#endif
