/* The space of a projection: axes, scale_factor, offset, periodic_boundaries. */
#include "ir/verifying.h"

#include "ir/build.h"

enum { AXES = 3 };

/* One number for all axes, or one for each that is known when the model is compiled. */
static void check_offset(IrVerifier *v, const IrBind *b)
{
    if (b->value->op == IR_LIST && b->value->n != AXES)
        ir_verify_complain(
            v, DIAG_NNC0413, b->span,
            "the offset of a space is one number, or one for each of x, y and z, not %u",
            b->value->n);
}

static void check_axes(IrVerifier *v, const IrBind *b)
{
    if (b->value->op != IR_INTEGER || b->value->u.integer < 0 || b->value->u.integer >= 1 << AXES)
        ir_verify_complain(v, DIAG_NNC0262, b->span,
                           "the axes of a space are a string of the letters x, y and z");
}

static void check_boundary(IrVerifier *v, const IrBind *b, const IrExpr *axis)
{
    double lo, hi;
    if (axis->op == IR_LIST && !axis->n)
        return;
    if (axis->op != IR_LIST || axis->n != 2 || !ir_constant(axis->arg[0], &lo) ||
        !ir_constant(axis->arg[1], &hi))
        ir_verify_complain(v, DIAG_NNC0413, b->span,
                           "the periodic boundaries of an axis are two numbers or None");
    else if (!(lo < hi))
        ir_verify_complain(v, DIAG_NNC0262, b->span,
                           "periodic boundaries from %.12g um to %.12g um hold no space", lo, hi);
}

static void check_boundaries(IrVerifier *v, const IrBind *b)
{
    if (b->value->op != IR_LIST || b->value->n != AXES) {
        ir_verify_complain(v, DIAG_NNC0413, b->span,
                           "periodic boundaries are given for x, y and z: ((lo, hi), None, None)");
        return;
    }
    for (uint32_t i = 0; i < AXES; i++)
        check_boundary(v, b, b->value->arg[i]);
}

static void check_scale(IrVerifier *v, const IrBind *b)
{
    if (b->value->op == IR_LIST)
        ir_verify_complain(v, DIAG_NNC0413, b->span, "the scale factor of a space is one number");
}

static const struct {
    const char *name;
    void (*check)(IrVerifier *v, const IrBind *b);
} parts[] = {{"axes", check_axes},
             {"scale_factor", check_scale},
             {"offset", check_offset},
             {"periodic_boundaries", check_boundaries}};
enum { N_PARTS = sizeof parts / sizeof *parts };

static void check_part(IrVerifier *v, const IrBind *b)
{
    StrNearest near = str_nearest_start(b->name->s);
    for (int i = 0; i < N_PARTS; i++) {
        if (str_is(b->name, parts[i].name)) {
            parts[i].check(v, b);
            return;
        }
        str_nearest_offer(&near, parts[i].name);
    }
    ir_verify_unknown(v, b->span, "part of a space", b->name, near);
}

void ir_verify_space(IrVerifier *v, const IrBinds *space)
{
    for (uint32_t i = 0; i < space->n; i++)
        check_part(v, &space->v[i]);
}
