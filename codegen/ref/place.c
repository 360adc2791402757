/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where cells are, and how far apart in the space of a projection (semantics 9, language.md "Space").
   Places that are drawn at random have no value here. */
#include "codegen/ref/eval.h"

#include <math.h>
#include <string.h>

/* ---- places ---- */
static double argument(const Ref *r, const IrPopulation *p, const char *name, double fallback)
{
    const IrBind *b = ir_bind(&p->place_args, str_from(r->strings, name));
    double x = fallback;
    if (b)
        ir_constant(b->value, &x);
    return x;
}

static double nearest(double x)
{
    return fmax(1, floor(x + 0.5));
}

static void on_line(const Ref *r, const IrPopulation *p, double c, double xyz[3])
{
    xyz[0] = argument(r, p, "x0", 0) + c * argument(r, p, "dx", 1);
    xyz[1] = argument(r, p, "y", 0);
    xyz[2] = argument(r, p, "z", 0);
}

/* Columns of equal height, x changes slowest. */
static void on_grid2d(const Ref *r, const RefPopulation *p, double c, double xyz[3])
{
    const double columns = nearest(sqrt(p->n * argument(r, p->def, "aspect_ratio", 1)));
    const double rows = fmax(1, ceil(p->n / columns));
    xyz[0] = argument(r, p->def, "x0", 0) + floor(c / rows) * argument(r, p->def, "dx", 1);
    xyz[1] = argument(r, p->def, "y0", 0) + fmod(c, rows) * argument(r, p->def, "dy", 1);
    xyz[2] = argument(r, p->def, "z", 0);
}

static void on_grid3d(const Ref *r, const RefPopulation *p, double c, double xyz[3])
{
    const double xy = argument(r, p->def, "aspect_ratioXY", 1);
    const double xz = argument(r, p->def, "aspect_ratioXZ", 1);
    const double nx = nearest(cbrt(p->n * xy * xz)), ny = nearest(nx / xy);
    const double nz = fmax(1, ceil(p->n / (nx * ny)));
    xyz[0] = argument(r, p->def, "x0", 0) + floor(c / (ny * nz)) * argument(r, p->def, "dx", 1);
    xyz[1] = argument(r, p->def, "y0", 0) + fmod(floor(c / nz), ny) * argument(r, p->def, "dy", 1);
    xyz[2] = argument(r, p->def, "z0", 0) + fmod(c, nz) * argument(r, p->def, "dz", 1);
}

static bool in_table(const Ref *r, const IrPopulation *p, uint32_t c, double xyz[3])
{
    const uint32_t number = (uint32_t)argument(r, p, "data", 0);
    const IrData *d = number < r->m->data.n ? r->m->data.v[number] : NULL;
    memset(xyz, 0, 3 * sizeof *xyz);
    for (uint32_t k = 0; d && k < 3 && k < d->columns && c < d->rows; k++)
        xyz[k] = d->values[k * d->rows + c];
    return d;
}

static bool place_of(const Ref *r, RefCell cell, double xyz[3])
{
    const IrPopulation *p = cell.of->def;
    switch (p->place) {
    case IR_PLACE_NONE:
    case IR_PLACE_LINE:
        on_line(r, p, cell.index, xyz);
        return true;
    case IR_PLACE_GRID2D:
        on_grid2d(r, cell.of, cell.index, xyz);
        return true;
    case IR_PLACE_GRID3D:
        on_grid3d(r, cell.of, cell.index, xyz);
        return true;
    case IR_PLACE_DATA:
        return in_table(r, p, cell.index, xyz);
    case IR_PLACE_RANDOM:
        break;
    }
    return false;
}

/* ---- distances ---- */
static const IrExpr *part_of(const Ref *r, const IrProjection *p, const char *name)
{
    const IrBind *b = ir_bind(&p->space, str_from(r->strings, name));
    return b ? b->value : NULL;
}

/* What a space says of an axis; a single value holds for all. */
static double of_axis(RefScope *s, const IrExpr *e, uint32_t axis, double fallback)
{
    if (!e)
        return fallback;
    return ref_eval(s, e->op == IR_LIST ? e->arg[axis] : e).x;
}

/* The width of a periodic axis; 0: not periodic. */
static double period_of(const Ref *r, const IrProjection *p, uint32_t axis)
{
    const IrExpr *all = part_of(r, p, "periodic_boundaries");
    const IrExpr *b = all && axis < all->n ? all->arg[axis] : NULL;
    double lo = 0, hi = 0;
    return b && b->n == 2 && ir_constant(b->arg[0], &lo) && ir_constant(b->arg[1], &hi) ? hi - lo
                                                                                        : 0;
}

static double distance(RefScope *s, const double *pre, const double *post)
{
    const IrProjection *p = s->pair->def;
    const IrExpr *axes = part_of(s->r, p, "axes");
    double squares = 0;
    RefScope all = ref_scope(s->r, NULL, 0);
    const double scale = of_axis(&all, part_of(s->r, p, "scale_factor"), 0, 1);
    for (uint32_t k = 0; k < 3; k++) {
        if (axes && !(axes->u.integer >> k & 1))
            continue;
        const double offset = of_axis(&all, part_of(s->r, p, "offset"), k, 0);
        const double period = period_of(s->r, p, k);
        double d = fabs(pre[k] - scale * (post[k] + offset));
        d = period > 0 ? fmin(d, period - d) : d;
        squares += d * d;
    }
    s->failed = s->failed ? s->failed : all.failed;
    return sqrt(squares);
}

/* ---- values ---- */
/* "x", "pre.x", "post.x": of which cell, and the axis; -1: no position. */
static int axis_of(const RefScope *s, const Str *name, RefCell *cell)
{
    const char *text = name->s;
    *cell = s->cell;
    if (!strncmp(text, "pre.", 4)) {
        text += 4;
    } else if (!strncmp(text, "post.", 5)) {
        text += 5;
        *cell = s->post;
    }
    return cell->of && text[0] >= 'x' && text[0] <= 'z' && !text[1] ? text[0] - 'x' : -1;
}

bool ref_place_value(RefScope *s, const IrExpr *e, double *out)
{
    double a[3], b[3];
    RefCell cell;
    if (e->op == IR_DISTANCE || (e->op == IR_VARIABLE && str_is(e->u.name, "d"))) {
        if (!s->pair || !place_of(s->r, s->cell, a) || !place_of(s->r, s->post, b))
            return false;
        *out = distance(s, a, b);
        return true;
    }
    const int axis = axis_of(s, e->u.name, &cell);
    if (axis < 0 || !place_of(s->r, cell, a))
        return false;
    *out = a[axis];
    return true;
}
