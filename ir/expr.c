/* Expression trees: construction, copies, comparison, walks. */
#include "ir/build.h"
#include "ir/facts.h"
#include "ir/words.h"

#include <math.h>
#include <string.h>

static size_t expr_size(uint32_t n)
{
    return offsetof(IrExpr, arg) + n * sizeof(IrExpr *);
}

IrExpr *ir_expr_new(Arena *a, IrOp op, uint32_t n, Span span)
{
    const size_t size = expr_size(n);
    IrExpr *e = arena_alloc(a, size > sizeof(IrExpr) ? size : sizeof(IrExpr));
    e->op = (uint16_t)op;
    e->n = n;
    e->span = span;
    return e;
}

IrExpr *ir_literal(Arena *a, const Str *text, const Unit *unit, Span span)
{
    IrExpr *e = ir_expr_new(a, IR_LITERAL, 0, span);
    e->u.literal.text = text;
    e->u.literal.unit = unit;
    if (unit)
        e->dim = unit->dim;
    return e;
}

IrExpr *ir_number(Arena *a, double native, Dim dim, Span span)
{
    IrExpr *e = ir_expr_new(a, IR_NUMBER, 0, span);
    e->u.number = native;
    e->dim = dim;
    return e;
}

IrExpr *ir_integer(Arena *a, int64_t value, Span span)
{
    IrExpr *e = ir_expr_new(a, IR_INTEGER, 0, span);
    e->u.integer = value;
    e->scalar = IR_INT;
    return e;
}

IrExpr *ir_boolean(Arena *a, bool value, Span span)
{
    IrExpr *e = ir_expr_new(a, IR_BOOLEAN, 0, span);
    e->u.integer = value;
    e->scalar = IR_BOOL;
    return e;
}

IrExpr *ir_named(Arena *a, IrOp op, const Str *name, Span span)
{
    IrExpr *e = ir_expr_new(a, op, 0, span);
    e->u.name = name;
    return e;
}

IrExpr *ir_unary(Arena *a, IrOp op, IrExpr *x)
{
    IrExpr *e = ir_expr_new(a, op, 1, x->span);
    e->arg[0] = x;
    return e;
}

IrExpr *ir_binary(Arena *a, IrOp op, IrExpr *x, IrExpr *y)
{
    IrExpr *e = ir_expr_new(a, op, 2, span_join(x->span, y->span));
    e->arg[0] = x;
    e->arg[1] = y;
    return e;
}

IrExpr *ir_select(Arena *a, IrExpr *c, IrExpr *x, IrExpr *y)
{
    IrExpr *e = ir_expr_new(a, IR_SELECT, 3, span_join(c->span, y->span));
    e->arg[0] = c;
    e->arg[1] = x;
    e->arg[2] = y;
    return e;
}

IrExpr *ir_powi(Arena *a, IrExpr *x, int64_t n)
{
    IrExpr *e = ir_unary(a, IR_POWI, x);
    e->u.integer = n;
    return e;
}

IrExpr *ir_expr_map(Arena *a, const IrExpr *e, IrExpr *(*f)(void *context, IrExpr *node),
                    void *context)
{
    IrExpr *copy = ir_expr_new(a, (IrOp)e->op, e->n, e->span);
    memcpy(copy, e, offsetof(IrExpr, arg));
    for (uint32_t i = 0; i < e->n; i++)
        copy->arg[i] = ir_expr_map(a, e->arg[i], f, context);
    return f(context, copy);
}

static IrExpr *itself(void *context, IrExpr *node)
{
    (void)context;
    return node;
}

IrExpr *ir_expr_copy(Arena *a, const IrExpr *e)
{
    return e ? ir_expr_map(a, e, itself, NULL) : NULL;
}

/* Bit by bit: -0.0 differs from 0.0; any two NaN are the same, as none has a sign or payload of its own in the text. */
static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || !memcmp(&a, &b, sizeof a);
}

bool ir_same_payload(const IrExpr *a, const IrExpr *b)
{
    switch (ir_op_payload((IrOp)a->op)) {
    case IR_PAYLOAD_NONE:
        return true;
    case IR_PAYLOAD_NAME:
        return a->u.name == b->u.name;
    case IR_PAYLOAD_NUMBER:
        return same_number(a->u.number, b->u.number) && dim_equal(a->dim, b->dim);
    case IR_PAYLOAD_INTEGER:
        return a->u.integer == b->u.integer;
    case IR_PAYLOAD_LITERAL:
        return a->u.literal.text == b->u.literal.text &&
               ir_unit_equal(a->u.literal.unit, b->u.literal.unit, DIM_NONE);
    case IR_PAYLOAD_LAW:
        return a->u.law == b->u.law;
    case IR_PAYLOAD_COLUMN:
        return a->u.column == b->u.column;
    }
    return false;
}

bool ir_expr_equal(const IrExpr *a, const IrExpr *b)
{
    if (!a || !b)
        return a == b;
    if (a->op != b->op || a->n != b->n || a->column_type != b->column_type ||
        !ir_same_payload(a, b))
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!ir_expr_equal(a->arg[i], b->arg[i]))
            return false;
    return true;
}

static uint32_t payload_hash(const IrExpr *e)
{
    switch (ir_op_payload((IrOp)e->op)) {
    case IR_PAYLOAD_NAME:
        return e->u.name ? e->u.name->hash : 0;
    case IR_PAYLOAD_INTEGER:
        return (uint32_t)e->u.integer;
    case IR_PAYLOAD_LITERAL:
        return e->u.literal.text->hash;
    case IR_PAYLOAD_COLUMN:
        return e->u.column;
    case IR_PAYLOAD_NONE:
    case IR_PAYLOAD_NUMBER:
    case IR_PAYLOAD_LAW:
        break;
    }
    return 0;
}

uint32_t ir_expr_hash(const IrExpr *e)
{
    enum { PRIME = 16777619 }; /* FNV, 32 bits */
    uint32_t hash = (2166136261u ^ (uint32_t)e->op) * PRIME ^ payload_hash(e);
    for (uint32_t i = 0; i < e->n; i++)
        hash = hash * PRIME ^ ir_expr_hash(e->arg[i]);
    return hash;
}

bool ir_expr_any(const IrExpr *e, bool (*f)(void *context, const IrExpr *node), void *context)
{
    if (!e)
        return false;
    if (f(context, e))
        return true;
    for (uint32_t i = 0; i < e->n; i++)
        if (ir_expr_any(e->arg[i], f, context))
            return true;
    return false;
}

bool ir_constant(const IrExpr *e, double *native)
{
    static const Unit pure = {.factor = 1, .text = "1"};
    switch (e->op) {
    case IR_LITERAL: {
        const Unit *unit = e->u.literal.unit;
        const Str *text = e->u.literal.text;
        return unit_scale_literal(text->s, text->len, unit ? unit : &pure, &unit_native, native);
    }
    case IR_NUMBER:
        *native = e->u.number;
        return true;
    case IR_INTEGER:
        *native = (double)e->u.integer;
        return true;
    case IR_NEG:
        if (e->arg[0]->op == IR_NEG || !ir_constant(e->arg[0], native))
            return false;
        *native = -*native;
        return true;
    default:
        return false;
    }
}

static bool is_value(const IrExpr *e, double value)
{
    double native;
    return e && e->op != IR_NEG && ir_constant(e, &native) && native <= value && native >= value;
}

bool ir_is_zero(const IrExpr *e)
{
    return is_value(e, 0);
}

bool ir_is_one(const IrExpr *e)
{
    return is_value(e, 1) && dim_is_none(e->dim);
}
