/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of expressions and, along with each, its slope along one state: a number and its
   derivative are computed by the same walk (forward differentiation), so Jacobians need no symbolic
   pass. */
#ifndef NN_REF_EVAL_H
#define NN_REF_EVAL_H
#include "codegen/ref/actions.h"

typedef struct RefDual {
    double x, slope;
} RefDual;

typedef struct RefVariable {
    const Str *name;
    double value;
} RefVariable;
enum { REF_VARIABLES = 8 };

typedef struct RefKnown { /* values of aliases that are known already */
    RefDual *value;       /* per alias ... */
    uint64_t *point;      /* ... at which point it was that */
} RefKnown;

typedef struct RefScope {
    const Ref *r;
    const RefValues *v;   /* NULL: values of the network */
    const double *before; /* see RefActor */
    const bool *read_before;
    int32_t along; /* the state of the slope, or -1 */
    bool capped;   /* states read min(x, cap) */
    bool instant;  /* division by 0 stands for that by a very short time */
    double t;      /* what `t` reads, ms */
    /* Of states that stand still: each alias is evaluated once. NULL: as often as it is read. */
    const RefKnown *known;
    uint64_t point; /* of these states, t and `along`; never the same for others */
    RefVariable variable[REF_VARIABLES];
    uint32_t n_variables;
    /* of a current: the cell that it acts on, which moves; NULL: all cells are still */
    const struct RefScope *live;
    bool to_pre;                  /* ... which one it is */
    bool moving;                  /* within a step: other cells are as they were seen */
    bool shown;                   /* for a row: couplings act as they do then */
    RefCell cell, post;           /* whose places are read; of NULL: none */
    const RefProjection *pair;    /* that connects them, or NULL */
    const IrConnector *connector; /* whose parameters the expression may read, as `binds` says */
    const IrBinds *binds;
    const IrExpr *failed; /* the first that has no value here, or NULL */
} RefScope;

RefScope ref_scope(const Ref *r, const RefValues *v, double t);
void ref_scope_add(RefScope *s, const char *name, double value);
RefDual ref_eval(RefScope *s, const IrExpr *e);
/* an item of s->v; e: where it is read */
RefDual ref_named(RefScope *s, const Str *name, const IrExpr *e);
/* Places and distances; false: no value here. (place.c) */
bool ref_place_value(RefScope *s, const IrExpr *e, double *out);
RefDual ref_input(RefScope *s, const RefSlot *slot, const IrExpr *e); /* (inputs.c) */
/* The value alone; false, with a message, where there is none. */
bool ref_value(const Ref *r, RefScope *s, const IrExpr *e, double *out);
/* An array: a literal list, or an array parameter. */
bool ref_list(const RefScope *s, const IrExpr *e, RefList *out);
/* Functions of one argument: value and slope there. False: not one of them. (functions.c) */
bool ref_function(IrOp op, double x, RefDual *out);
#endif
