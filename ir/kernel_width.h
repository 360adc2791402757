/* Widths of reals in classes of single precision (KClass.single). States and what they are computed with are f32, and so are
   the operations on them. f64 stays what tells of time, since a time grows while its differences do not:

   - A point in time is t, t_next, n and its like, steps(x), and what is computed from such; a difference of two of them is
     none, nor is the value of a bounded function (sin, exp, mod ...).
   - An operation with an operand that is a point in time is f64, and so is all that its operands are made of. Its value is
     rounded to f32 where it is no point in time. Conditions of `select` are no operands.
   - Kernels that derive values or start states, and those with `upto`, are f64 throughout. So are propagators (`expm`) and
     the arguments of draws, whose values are rounded.
   - f64 columns: sums that arrive, inputs, histories of post cells, what the runtime fills; states, hidden columns and values
     that are points in time; parameters and values that f64 operations and arguments of draws read outside of the
     kernels above. */
#ifndef NN_KERNEL_WIDTH_H
#define NN_KERNEL_WIDTH_H
#include "ir/kernel_words.h"

/* Of the kernel at hand, in a class of single precision. */
typedef struct KWidths {
    const KClass *c;
    const Map *locals; /* name -> KType + 1 */
} KWidths;

bool kernel_is_point(const KWidths *w, const IrExpr *e);
/* Is the operation itself f64, whatever its value is? Of a leaf: is it a point? */
bool kernel_is_wide(const KWidths *w, const IrExpr *e);
/* Comparisons, and, or, not: their width does not follow from what stands around them. */
bool kernel_is_test(const IrExpr *e);
/* Is a body f64 throughout? */
bool kernel_body_is_wide(const KBodyFact *fact, const KBody *b);
bool kernel_has_upto(const KBody *b);
/* Does the runtime fill the column, or does it belong to histories of post cells? */
bool kernel_column_is_filled(const KClass *c, uint32_t column);
#endif
