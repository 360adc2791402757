/* Where cells are, and how distances between them are measured. */
#include "frontend/sema/builtins/builtins.h"

/* ---- structures ---- */

static Value structure(Interp *in, const Call *call, const Value *a, const char *word,
                       const char *const *names)
{
    Object *o = network_object(in, OBJECT_STRUCTURE, call->span);
    o->name = SEMA_NAME(in->sema, word);
    for (uint32_t i = 0; names[i]; i++)
        if (a[i].kind != VALUE_POISON)
            VEC_PUSH(in->arena, &o->values,
                     (NamedValue){SEMA_NAME(in->sema, names[i]), a[i], call->span});
    return value_object(o);
}

static Value structure_line(Interp *in, const Call *call, const Value *a)
{
    return structure(in, call, a, "Line", (const char *const[]){"dx", "x0", "y", "z", NULL});
}

static Value structure_grid2d(Interp *in, const Call *call, const Value *a)
{
    return structure(in, call, a, "Grid2D",
                     (const char *const[]){"aspect_ratio", "dx", "dy", "x0", "y0", "z", NULL});
}

static Value structure_grid3d(Interp *in, const Call *call, const Value *a)
{
    return structure(in, call, a, "Grid3D",
                     (const char *const[]){"aspect_ratioXY", "aspect_ratioXZ", "dx", "dy", "dz",
                                           "x0", "y0", "z0", NULL});
}

static Value structure_cuboid(Interp *in, const Call *call, const Value *a)
{
    return structure(in, call, a, "Cuboid",
                     (const char *const[]){"width", "height", "depth", NULL});
}

static Value structure_sphere(Interp *in, const Call *call, const Value *a)
{
    return structure(in, call, a, "Sphere", (const char *const[]){"radius", NULL});
}

static Value structure_random(Interp *in, const Call *call, const Value *a)
{
    if (a[0].kind != VALUE_OBJECT || a[0].as.object->kind != OBJECT_STRUCTURE)
        return interp_error(in, DIAG_NNC0251, call->span, "the boundary is a Cuboid or a Sphere");
    Object *o = network_object(in, OBJECT_STRUCTURE, call->span);
    o->name = SEMA_NAME(in->sema, "RandomStructure");
    o->values = a[0].as.object->values;
    return value_object(o);
}

static Value space(Interp *in, const Call *call, const Value *a)
{
    Value v = structure(
        in, call, a, "Space",
        (const char *const[]){"axes", "scale_factor", "offset", "periodic_boundaries", NULL});
    v.as.object->kind = OBJECT_SPACE;
    return v;
}

/* ---- the space of a projection ---- */

/* "xy": a bit for each axis that counts. */
static IrExpr *axes_of(Interp *in, const NamedValue *v)
{
    int64_t bits = 0;
    for (const char *c = v->value.as.string->s; *c; c++) {
        if (*c < 'x' || *c > 'z') {
            interp_error(in, DIAG_NNC0262, v->span, "the axes of a space are among x, y and z");
            return NULL;
        }
        bits |= 1 << (*c - 'x');
    }
    return ir_integer(in->arena, bits, v->span);
}

/* ((lo, hi), None, None): an axis without bounds has an empty list. */
static Value boundaries_of(Interp *in, Value v)
{
    ValueList *out = ARENA_NEW(in->arena, ValueList);
    for (uint32_t i = 0; i < v.as.list->n; i++)
        VEC_PUSH(in->arena, out,
                 v.as.list->v[i].kind == VALUE_NONE ? value_list(ARENA_NEW(in->arena, ValueList))
                                                    : v.as.list->v[i]);
    return value_list(out);
}

static IrExpr *space_argument(Interp *in, const NamedValue *v, const Str *path)
{
    if (str_is(v->name, "axes") && v->value.kind == VALUE_STRING)
        return axes_of(in, v);
    const Unit *um = bind_unit(in, "um");
    const bool plain = str_is(v->name, "scale_factor"), list = value_length(v->value) >= 0;
    const BindTarget t = {.what = arena_printf(in->arena, "'%s' of the space", v->name->s),
                          .path = path,
                          .dim = plain ? DIM_NONE : um->dim,
                          .unit = plain ? NULL : um,
                          .is_list = list,
                          .cells = list ? value_length(v->value) : 0};
    const bool bounds = str_is(v->name, "periodic_boundaries") &&
                        (v->value.kind == VALUE_TUPLE || v->value.kind == VALUE_LIST);
    return bind_value(in, bounds ? boundaries_of(in, v->value) : v->value, &t, v->span);
}

bool network_bind_space(Interp *in, Value v, Span at, IrProjection *p)
{
    if (v.kind == VALUE_POISON || v.kind == VALUE_NONE)
        return true;
    if (v.kind != VALUE_OBJECT || v.as.object->kind != OBJECT_SPACE) {
        interp_error(in, DIAG_NNC0251, at, "the space is a Space, not %s", value_words(v));
        return false;
    }
    const NamedValues *values = &v.as.object->values;
    for (uint32_t i = 0; i < values->n; i++) {
        if (values->v[i].value.kind == VALUE_NONE)
            continue;
        IrExpr *e = space_argument(in, &values->v[i], p->name);
        if (!e)
            return false;
        VEC_PUSH(in->arena, &p->space, (IrBind){values->v[i].name, e, values->v[i].span});
    }
    return true;
}

const Builtin builtins_space[] = {
    {"", "Line", structure_line, "dx= x0= y= z="},
    {"", "Grid2D", structure_grid2d, "aspect_ratio= dx= dy= x0= y0= z= fill_order= rng="},
    {"", "Grid3D", structure_grid3d,
     "aspect_ratioXY= aspect_ratioXZ= dx= dy= dz= x0= y0= z0= fill_order= rng="},
    {"", "Cuboid", structure_cuboid, "width height depth"},
    {"", "Sphere", structure_sphere, "radius"},
    {"", "RandomStructure", structure_random, "boundary origin= rng="},
    {"", "Space", space, "axes= scale_factor= offset= periodic_boundaries="},
    {NULL, NULL, NULL, NULL},
};
