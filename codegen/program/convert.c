/* Conversions of C as nodes, with what is known of constants folded. */
#include "codegen/program/read.h"

#include <string.h>

ProgExpr *prog_expr(Reader *r, ProgOp op, const ProgType *type)
{
    ProgExpr *e = ARENA_NEW(r->a, ProgExpr);
    e->op = op;
    e->type = type;
    e->line = r->token.line;
    return e;
}

static ProgExpr *node(Reader *r, ProgOp op, const ProgType *type, ProgExpr *a, ProgExpr *b)
{
    ProgExpr *e = prog_expr(r, op, type);
    e->a = a;
    e->b = b;
    return e;
}

bool prog_is_place(const ProgExpr *e)
{
    switch ((int)e->op) {
    case PROG_NAME:
        return e->type->kind != PROG_FUNCTION;
    case PROG_MEMBER:
        return prog_is_place(e->a);
    case PROG_AT:
    case PROG_COMPOUND:
    case PROG_TEXT:
        return true;
    default:
        return false;
    }
}

ProgExpr *prog_value(Reader *r, ProgExpr *e)
{
    if (e->type->kind == PROG_ARRAY)
        return node(r, PROG_DECAY, prog_pointer(r->a, e->type->to), e, NULL);
    if (e->type->kind == PROG_FUNCTION)
        return node(r, PROG_ADDRESS, prog_pointer(r->a, e->type), e, NULL);
    return e;
}

/* ---- constants ---- */
/* The bits of an integer as its type has them. */
static uint64_t cut(uint64_t x, const ProgType *t)
{
    if (t->kind == PROG_BOOL)
        return x != 0;
    if (t->bits == 64 || t->kind == PROG_POINTER)
        return x;
    const uint64_t mask = ((uint64_t)1 << t->bits) - 1, sign = (uint64_t)1 << (t->bits - 1);
    return t->is_signed && (x & sign) ? x | ~mask : x & mask;
}

static ProgExpr *integer(Reader *r, uint64_t x, const ProgType *t)
{
    ProgExpr *e = prog_expr(r, PROG_INTEGER, t);
    e->u.integer = cut(x, t);
    return e;
}

static ProgExpr *number(Reader *r, double x, const ProgType *t)
{
    ProgExpr *e = prog_expr(r, PROG_NUMBER, t);
    e->u.number = t->bits == 32 ? (double)(float)x : x;
    return e;
}

static ProgExpr *convert_constant(Reader *r, const ProgExpr *e, const ProgType *to)
{
    if (e->op == PROG_INTEGER && to->kind != PROG_FLOAT)
        return integer(r, e->u.integer, to);
    if (e->op == PROG_INTEGER)
        return number(r, e->type->is_signed ? (double)(int64_t)e->u.integer : (double)e->u.integer,
                      to);
    if (e->op == PROG_NUMBER && to->kind == PROG_FLOAT)
        return number(r, e->u.number, to);
    return NULL;
}

static bool is_null(const ProgExpr *e)
{
    return e->op == PROG_INTEGER && !e->u.integer;
}

static bool may_convert(const ProgExpr *e, const ProgType *to)
{
    const ProgType *from = e->type;
    if (to->kind == PROG_VOID || (prog_is_number(from) && prog_is_number(to)))
        return true;
    if (from->kind == PROG_POINTER)
        return to->kind == PROG_POINTER || to->kind == PROG_BOOL ||
               (to->kind == PROG_INT && to->bits == 64);
    return to->kind == PROG_POINTER && (is_null(e) || (from->kind == PROG_INT && from->bits == 64));
}

ProgExpr *prog_to(Reader *r, ProgExpr *e, const ProgType *type)
{
    e = prog_value(r, e);
    if (prog_same(e->type, type))
        return e;
    if (!may_convert(e, type))
        reader_fail(r, "a value of another type is expected here");
    ProgExpr *constant = type->kind == PROG_VOID ? NULL : convert_constant(r, e, type);
    return constant ? constant : node(r, PROG_CONVERT, type, e, NULL);
}

ProgExpr *prog_test(Reader *r, ProgExpr *e)
{
    return prog_to(r, e, &prog_bool);
}

/* ---- operations ---- */
/* What operands of the type are computed in, by itself: int at least. */
static const ProgType *promoted(const ProgType *t)
{
    return t->kind == PROG_BOOL || (t->kind == PROG_INT && t->bits < 32) ? &prog_i32 : t;
}

/* ... and with another operand. */
static const ProgType *common(const ProgType *a, const ProgType *b)
{
    a = promoted(a);
    b = promoted(b);
    if (a->kind == PROG_FLOAT && b->kind == PROG_FLOAT)
        return a->bits >= b->bits ? a : b;
    if (a->kind == PROG_FLOAT || b->kind == PROG_FLOAT)
        return a->kind == PROG_FLOAT ? a : b;
    if (a->bits != b->bits)
        return a->bits > b->bits ? a : b;
    return a->is_signed ? b : a;
}

static bool fold_integers(ProgOp op, const ProgType *t, uint64_t a, uint64_t b, uint64_t *x)
{
    switch ((int)op) {
    case PROG_ADD:
        *x = a + b;
        return true;
    case PROG_SUBTRACT:
        *x = a - b;
        return true;
    case PROG_MULTIPLY:
        *x = a * b;
        return true;
    case PROG_DIVIDE: /* sizes: never negative */
        *x = b ? a / b : 0;
        return b && !(a >> 63) && !(b >> 63);
    case PROG_SHIFT_LEFT:
        *x = b < t->bits ? a << b : 0;
        return b < t->bits;
    case PROG_BIT_OR:
        *x = a | b;
        return true;
    case PROG_BIT_AND:
        *x = a & b;
        return true;
    default:
        return false;
    }
}

static ProgExpr *arithmetic(Reader *r, ProgOp op, ProgExpr *a, ProgExpr *b, const ProgType *in,
                            const ProgType *type)
{
    uint64_t x;
    a = prog_to(r, a, in);
    b = prog_to(r, b, in);
    if (a->op == PROG_INTEGER && b->op == PROG_INTEGER && prog_same(in, type) &&
        fold_integers(op, in, a->u.integer, b->u.integer, &x))
        return integer(r, x, type);
    return node(r, op, type, a, b);
}

static bool compares(ProgOp op)
{
    return op == PROG_LESS || op == PROG_LESS_EQUAL || op == PROG_EQUAL || op == PROG_UNEQUAL;
}

static ProgExpr *on_pointers(Reader *r, ProgOp op, ProgExpr *a, ProgExpr *b)
{
    const bool both = a->type->kind == PROG_POINTER && b->type->kind == PROG_POINTER;
    if (compares(op)) {
        const ProgType *t = a->type->kind == PROG_POINTER ? a->type : b->type;
        return node(r, op, &prog_bool, prog_to(r, a, t), prog_to(r, b, t));
    }
    if (op == PROG_SUBTRACT && both)
        return node(r, PROG_DISTANCE, &prog_i64, a, b);
    if (op == PROG_ADD && b->type->kind == PROG_POINTER)
        return on_pointers(r, op, b, a);
    if ((op != PROG_ADD && op != PROG_SUBTRACT) || b->type->kind == PROG_FLOAT)
        reader_fail(r, "an operation that pointers do not have");
    const ProgType *wide = b->type->is_signed ? &prog_i64 : &prog_u64;
    ProgExpr *n = prog_to(r, prog_to(r, b, promoted(b->type)), wide);
    return node(r, PROG_OFFSET, a->type, a, op == PROG_ADD ? n : prog_unary(r, PROG_NEGATE, n));
}

ProgExpr *prog_binary(Reader *r, ProgOp op, ProgExpr *a, ProgExpr *b)
{
    if (op == PROG_AND_ALSO || op == PROG_OR_ELSE)
        return node(r, op, &prog_bool, prog_test(r, a), prog_test(r, b));
    a = prog_value(r, a);
    b = prog_value(r, b);
    if (a->type->kind == PROG_POINTER || b->type->kind == PROG_POINTER)
        return on_pointers(r, op, a, b);
    if (!prog_is_number(a->type) || !prog_is_number(b->type))
        reader_fail(r, "an operation that these operands do not have");
    if (op == PROG_SHIFT_LEFT || op == PROG_SHIFT_RIGHT) {
        const ProgType *t = promoted(a->type);
        return arithmetic(r, op, a, b, t, t);
    }
    const ProgType *in = common(a->type, b->type);
    return arithmetic(r, op, a, b, in, compares(op) ? &prog_bool : in);
}

ProgExpr *prog_unary(Reader *r, ProgOp op, ProgExpr *a)
{
    if (op == PROG_NOT)
        return node(r, op, &prog_bool, prog_test(r, a), NULL);
    a = prog_value(r, a);
    if (!prog_is_number(a->type))
        reader_fail(r, "an operation that this operand does not have");
    const ProgType *t = promoted(a->type);
    a = prog_to(r, a, t);
    if (op == PROG_NEGATE && a->op == PROG_NUMBER)
        return number(r, -a->u.number, t);
    if (a->op == PROG_INTEGER)
        return integer(r, op == PROG_NEGATE ? 0 - a->u.integer : ~a->u.integer, t);
    return node(r, op, t, a, NULL);
}
