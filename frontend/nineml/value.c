/* Values of properties as expressions of the IR: numbers, elements of arrays, draws in the unit of the property. */
#include "frontend/nineml/expression.h"
#include "frontend/nineml/lower.h"
#include "ir/build.h"

#include <string.h>

/* The number in a unit of a difference: the same without its offset. */
static const Unit *unit_of(const NmlPlace *p, const NmlValue *v, bool difference)
{
    if (!difference || !(v->unit->offset != 0))
        return v->unit;
    Unit *plain = ARENA_NEW(p->m->arena, Unit);
    *plain = *v->unit;
    plain->offset = 0;
    plain->text[0] = 0;
    return plain;
}

bool nml_is_plain(NmlDocuments *all, const NmlValue *v)
{
    if (!v->unit || (dim_is_none(v->unit->dim) && !v->unit->exp10))
        return true;
    char unit[64];
    dim_describe(v->unit->dim, unit);
    nml_complain(all, DIAG_NNC0402, v->span, "'%s' must be a plain number, not in %s", v->name->s,
                 dim_is_none(v->unit->dim) ? "a scaled unit" : unit);
    return false;
}

static bool has_length(const NmlPlace *p, const NmlValue *v)
{
    if (!p->index && !p->list)
        nml_complain(p->all, DIAG_NNC0926, v->span, "an array cannot stand here: %s", p->why);
    else if (v->n != p->count)
        nml_complain(p->all, DIAG_NNC0926, v->span, "this array has %u values, %llu are needed",
                     v->n, (unsigned long long)p->count);
    else
        return true;
    return false;
}

static IrExpr *array(const NmlPlace *p, const NmlValue *v, const Unit *unit)
{
    Arena *a = p->m->arena;
    if (!has_length(p, v))
        return NULL;
    const Str *name = p->path;
    for (unsigned k = 2; map_has(&p->m->by_name, name); k++)
        name = str_format(p->all->session->strings, "%s#%u", p->path->s, k);
    IrData *data = ARENA_NEW(a, IrData);
    *data = (IrData){.name = name, .rows = v->n, .columns = 1, .span = v->span};
    data->values = ARENA_ARRAY(a, double, v->n + 1);
    data->dims = ARENA_NEW(a, Dim);
    *data->dims = unit->dim;
    const double factor = unit_factor_to(unit, &unit_native);
    for (uint32_t i = 0; i < v->n; i++)
        data->values[i] = v->numbers[i] * factor + unit->offset;
    VEC_PUSH(a, &p->m->data, data);
    ir_register(p->m, name, data);
    IrExpr *e = ir_expr_new(a, IR_DATA, 1, v->span);
    e->u.name = name;
    e->arg[0] = ir_expr_copy(a, p->index);
    return e;
}

/* The distribution gives numbers, in the unit of the property. */
static IrExpr *drawn(const NmlPlace *p, const NmlValue *v, const Unit *unit)
{
    Arena *a = p->m->arena;
    IrExpr *e = nml_draw_component(p->all, v->random, v->span);
    if (!e || (dim_is_none(unit->dim) && !unit->exp10))
        return e;
    e = ir_binary(a, IR_PRODUCT, e,
                  ir_number(a, unit_factor_to(unit, &unit_native), unit->dim, v->span));
    if (!(unit->offset != 0))
        return e;
    return ir_binary(a, IR_SUM, e, ir_number(a, unit->offset, unit->dim, v->span));
}

IrExpr *nml_value_expr(const NmlPlace *p, const NmlValue *v, bool difference)
{
    const Unit *unit = unit_of(p, v, difference);
    return v->kind == NML_SINGLE  ? nml_quantity(p->all, v->number, unit, v->span)
           : v->kind == NML_ARRAY ? array(p, v, unit)
                                  : drawn(p, v, unit);
}

/* The columns of a list have room for one more each time: lists are short of columns. */
static bool add_column(const NmlPlace *p, const Str *name, const NmlValue *v, const Unit *unit)
{
    Arena *a = p->m->arena;
    IrData *d = p->list;
    if (!has_length(p, v))
        return false;
    double *values = ARENA_ARRAY(a, double, (size_t)(d->columns + 1) * d->rows);
    Dim *dims = ARENA_ARRAY(a, Dim, d->columns + 1);
    const Str **names = ARENA_ARRAY(a, const Str *, d->columns + 1);
    memcpy(values, d->values, d->columns * d->rows * sizeof *values);
    memcpy(dims, d->dims, d->columns * sizeof *dims);
    memcpy(names, d->column_names, d->columns * sizeof *names);
    const double factor = unit_factor_to(unit, &unit_native);
    for (uint32_t i = 0; i < v->n; i++)
        values[d->columns * d->rows + i] = v->numbers[i] * factor + unit->offset;
    dims[d->columns] = unit->dim;
    names[d->columns++] = name;
    d->values = values, d->dims = dims, d->column_names = names;
    return true;
}

bool nml_bind_value(const NmlPlace *p, const Str *name, const NmlValue *v, bool difference,
                    IrBinds *to)
{
    if (v->kind == NML_ARRAY && p->list)
        return add_column(p, name, v, unit_of(p, v, difference));
    IrExpr *value = nml_value_expr(p, v, difference);
    if (value)
        VEC_PUSH(p->m->arena, to, (IrBind){name, value, v->span});
    return value != NULL;
}
