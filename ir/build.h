/* Construction of the model IR: what front ends and passes call. Nodes are untyped until ir_type_* ran. */
#ifndef NN_IR_BUILD_H
#define NN_IR_BUILD_H
#include "ir/ir.h"

IrModule *ir_module_new(Session *s, const char *name);

/* expressions; spans are set by the caller or inherited from the first argument */
IrExpr *ir_expr_new(Arena *a, IrOp op, uint32_t n, Span span);
IrExpr *ir_literal(Arena *a, const Str *text, const Unit *unit, Span span);
IrExpr *ir_number(Arena *a, double native, Dim dim, Span span);
IrExpr *ir_integer(Arena *a, int64_t value, Span span);
IrExpr *ir_boolean(Arena *a, bool value, Span span);
/* ITEM PARAM VARIABLE POSITION ... */
IrExpr *ir_named(Arena *a, IrOp op, const Str *name, Span span);
IrExpr *ir_unary(Arena *a, IrOp op, IrExpr *x);
/* SUM and PRODUCT of two are not merged into longer ones */
IrExpr *ir_binary(Arena *a, IrOp op, IrExpr *x, IrExpr *y);
IrExpr *ir_select(Arena *a, IrExpr *c, IrExpr *x, IrExpr *y);
IrExpr *ir_powi(Arena *a, IrExpr *x, int64_t n);
IrExpr *ir_expr_copy(Arena *a, const IrExpr *e);
bool ir_expr_equal(const IrExpr *a, const IrExpr *b); /* structure and numbers; spans ignored */
bool ir_same_payload(const IrExpr *a,
                     const IrExpr *b);  /* of one operation: names, numbers, not arguments */
uint32_t ir_expr_hash(const IrExpr *e); /* the same for equal ones, in every run */
/* Copies with every node passed through `f` bottom-up; f returns the node itself or a replacement. */
IrExpr *ir_expr_map(Arena *a, const IrExpr *e, IrExpr *(*f)(void *context, IrExpr *node),
                    void *context);
bool ir_expr_any(const IrExpr *e, bool (*f)(void *context, const IrExpr *node), void *context);
bool ir_is_zero(const IrExpr *e); /* the literal or number 0 */
bool ir_is_one(const IrExpr *e);
/* Value of a LITERAL, NUMBER, INTEGER (or NEG of one) in native units; false for anything else. */
bool ir_constant(const IrExpr *e, double *native);

/* items and entities; each is appended and registered by name. The caller has checked that the name is free. */
IrModel *ir_model_new(IrModule *m, IrRole role, const Str *name, Span span);
IrItem *ir_item_new(Arena *a, IrItemKind kind, const Str *name, Span span); /* not yet in a model */
void ir_model_add(IrModule *m, IrModel *model, IrItem *item);
IrItem *ir_item(const IrModel *model, const Str *name); /* NULL when absent */
/* incl. DERIV, ON by name; first match */
IrItem *ir_item_of(const IrModel *model, IrItemKind kind, const Str *name);
/* An output of the cells themselves, not of a part. */
bool ir_is_own_output(const IrItem *item);
/* deep, not registered */
IrModel *ir_model_copy(IrModule *m, const IrModel *model, const Str *name);
bool ir_body_assigns(const IrBody *b, const Str *state); /* somewhere in it; b may be NULL */
IrBody *ir_body_copy(Arena *a, const IrBody *b);
/* Calls f on the address of every expression of an item, also in bodies, regimes, binds. */
void ir_item_each_expr(IrItem *item, void (*f)(void *context, IrExpr **e), void *context);

void ir_register(IrModule *m, const Str *name, void *entity); /* in by_name */
IrModel *ir_find_model(const IrModule *m, const Str *name);
IrConnector *ir_find_connector(const IrModule *m, const Str *name);
IrPopulation *ir_find_population(const IrModule *m, const Str *name);
IrView *ir_find_view(const IrModule *m, const Str *name);
IrGroup *ir_find_group(const IrModule *m, const Str *name);
IrProjection *ir_find_projection(const IrModule *m, const Str *name);
/* The sum that currents of the projection's synapse join, or NULL. */
const Str *ir_projection_sum(const IrProjection *p);
/* The port of a cell whose events are its spikes, those that `on post` hears: `spike`, else the first; NULL: it has none. */
const Str *ir_spike_port(const IrModel *cell);
IrInput *ir_find_input(const IrModule *m, const Str *name);
IrData *ir_find_data(const IrModule *m, const Str *name);
/* The values of a column, one of each row; NULL: it has none of that name. */
const double *ir_data_column(const IrData *data, const char *name);
IrParam *ir_find_param(const IrModule *m, const Str *name);
const IrBind *ir_bind(const IrBinds *binds, const Str *name); /* NULL when absent */
#endif
