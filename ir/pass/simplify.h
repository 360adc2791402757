/* Passes over kernels; but for `single` they change no bit of what runs. */
#ifndef NN_PASS_SIMPLIFY_H
#define NN_PASS_SIMPLIFY_H
#include "ir/kernel.h"

/* Expressions that nest deeper are left as they are: the passes recurse. */
enum { SIMPLIFY_DEPTH = 4000 };

void kernel_fold(Session *s, KClass *c);      /* simplify_fold.c */
void kernel_hoist(Session *s, KClass *c);     /* simplify_hoist.c */
void kernel_share(Session *s, KClass *c);     /* simplify_share.c */
void kernel_drop_dead(Session *s, KClass *c); /* simplify_dead.c */

/* Changes every number: the class in single precision (ir/kernel_width.h). */
void kernel_single(Session *s, KClass *c); /* single.c */

/* What one step of a cell or one event costs, in additions (ops.def): the kernels that step, and the handlers. */
unsigned long kernel_cost(const KClass *c);
#endif
