/* The space in which a projection measures distances, as a table of the program. */
#include "codegen/c/internal.h"
#include "ir/build.h"

enum { AXES = 3, ALL_AXES = (1 << AXES) - 1 };

static const IrExpr *part_of(const CTarget *t, const IrProjection *p, const char *name)
{
    const IrBind *b = ir_bind(&p->space, str_from(t->strings, name));
    return b ? b->value : NULL;
}

/* The width of a periodic axis, um; 0: not periodic. */
static double period_of(const IrExpr *boundaries, uint32_t axis)
{
    double lo = 0, hi = 0;
    const IrExpr *b = boundaries ? boundaries->arg[axis] : NULL;
    if (b && b->n == 2) {
        ir_constant(b->arg[0], &lo);
        ir_constant(b->arg[1], &hi);
    }
    return hi - lo;
}

const char *ctarget_space(CTarget *t, const IrProjection *p, uint32_t index)
{
    if (!p->space.n)
        return "NULL";
    const IrExpr *axes = part_of(t, p, "axes"), *offset = part_of(t, p, "offset");
    const IrExpr *boundaries = part_of(t, p, "periodic_boundaries");
    const char *scale = ctarget_rule(t, part_of(t, p, "scale_factor"), NULL), *shift[AXES];
    const bool each = offset && offset->op == IR_LIST;
    for (uint32_t k = 0; k < AXES; k++)
        shift[k] = each || !k ? ctarget_rule(t, each ? offset->arg[k] : offset, NULL) : shift[0];
    const char *name = arena_printf(t->a, "projection_%u_space", index);
    emit(t->out,
         "static const nnrt_space_def %s = {.axes = %d, .scale = %s, .offset = {%s, %s, %s}, "
         ".period = {",
         name, axes ? (int)axes->u.integer : ALL_AXES, scale, shift[0], shift[1], shift[2]);
    for (uint32_t k = 0; k < AXES; k++) {
        cprint_number(t->out, period_of(boundaries, k));
        emit(t->out, "%s", k + 1 < AXES ? ", " : "");
    }
    emit(t->out, "}, .where = %s};\n", ctarget_string(t, ctarget_where(t, p->space.v[0].span)));
    return arena_printf(t->a, "&%s", name);
}
