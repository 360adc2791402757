/* Shared by the files of the pass `lower`: columns and values (lower_columns.c), actions (lower_actions.c), synapses
   (lower_synapse.c), the whole (lower.c). */
#ifndef NN_PASS_LOWER_INTERNAL_H
#define NN_PASS_LOWER_INTERNAL_H
#include "ir/pass/algebra.h"
#include "ir/pass/discretise.h"
#include "ir/pass/lower.h"

typedef struct Lower {
    IrModule *m;
    Arena *a;
    IrModel *flat;
    const KBinding *binding;
    KClass *c;
    Map column;                    /* item name -> column index + 1 */
    Map held;                      /* state -> the let that tells whether it is held */
    Map current;                   /* state -> LOCAL that holds its value now; absent: its column */
    uint32_t n_hoisted, n_draws, n_flags;
    bool after_step;               /* `t` reads t_{k+1}: conditions and handlers */
    bool sampling;                 /* what recorders read: delays as at the end of the last step */
} Lower;

StrTable *lower_strings(const Lower *l);
KStmt *lower_push(Lower *l, KBody *b, KStmtKind kind, const Str *name, IrExpr *value, Span at);

/* lower_columns.c */
uint32_t lower_add_column(Lower *l, KColumn column);
uint32_t lower_column_named(const Lower *l, const Str *name);   /* one that exists */
void lower_columns(Lower *l);                               /* parameters, values, states, inputs */
uint32_t lower_value_column(Lower *l, const Str *name, IrExpr *value);  /* computed in derive; found again when equal */
bool lower_is_each(const Lower *l, const IrExpr *e);        /* does it read something that differs from cell to cell */
bool lower_is_local(void *context, const IrExpr *e);         /* for ir_expr_any: a leaf of the kernel level */
IrExpr *lower_load(Lower *l, uint32_t column, Span at);
/* The expression with leaves of the kernel level: states as they are now, subexpressions of parameters hoisted. */
IrExpr *lower_expr(Lower *l, const IrExpr *e);
IrExpr *lower_derive_expr(Lower *l, const IrExpr *e);       /* the same, nothing hoisted: for derive and start */

/* lower_actions.c */
void lower_hold_columns(Lower *l);                          /* before discretise: columns and flags of `hold` */
void lower_hold_flags(Lower *l, KBody *update);
void lower_sums(Lower *l, KBody *update);                   /* ports: due columns, or handlers */
void lower_conditions(Lower *l, KBody *b);
void lower_check_states(Lower *l, KBody *b);
void lower_store_states(Lower *l, KBody *b);
bool lower_has_handlers(const Lower *l);
void lower_body(Lower *l, KBody *out, const IrBody *b);

/* lower_synapse.c */
void lower_synapse(Lower *l);
#endif
