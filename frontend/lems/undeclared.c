/* Derived variables that declare no dimension: they have that of their value. Where their exposure is a pure number and the
   value is none, as `weight * SEC * rpeer` of a rate without a dimension, the number is meant that it is in SI units. */
#include "frontend/lems/model.h"

#include "ir/build.h"

enum { DEPTH_MAX = 50 };

static bool find_dim(const LemsModel *x, const IrExpr *e, Dim *out, unsigned depth);

/* As declared; false where the name has no declaration, or one without a dimension. */
static bool dim_of_name(const LemsModel *x, const Str *name, Dim *out)
{
    const XmlElement *variable = map_get(&x->variables, name);
    const XmlText *declared = variable ? xml_attribute(variable, "dimension") : NULL;
    const LemsMember *m = lems_member(x->component->type, name);
    bool any = false;
    if (variable)
        return declared && lems_dimension(x->d, declared, out, &any) && !any;
    if (m)
        *out = m->dim;
    return m && !m->any && m->kind != LEMS_EXPOSURE && m->kind != LEMS_DERIVED_PARAMETER;
}

static bool dim_of_factors(const LemsModel *x, const IrExpr *e, Dim *out, unsigned depth)
{
    *out = DIM_NONE;
    for (uint32_t i = 0; i < e->n; i++) {
        Dim factor;
        if (!find_dim(x, e->arg[i], &factor, depth))
            return false;
        if (!(e->op == IR_QUOTIENT && i ? dim_div(*out, factor, out) : dim_mul(*out, factor, out)))
            return false;
    }
    return true;
}

/* False where it is not known before all models are there. */
static bool find_dim(const LemsModel *x, const IrExpr *e, Dim *out, unsigned depth)
{
    const IrOp op = (IrOp)e->op;
    *out = DIM_NONE;
    if (depth > DEPTH_MAX)
        return false;
    if (op == IR_ITEM)
        return dim_of_name(x, e->u.name, out);
    if (op == IR_PRODUCT || op == IR_QUOTIENT)
        return dim_of_factors(x, e, out, depth + 1);
    if (op == IR_SUM || op == IR_NEG || op == IR_SELECT)
        return find_dim(x, e->arg[op == IR_SELECT], out, depth + 1);
    if (op == IR_NUMBER)
        *out = e->dim;
    if (op == IR_LITERAL && e->u.literal.unit)
        *out = e->u.literal.unit->dim;
    return op == IR_NUMBER || op == IR_LITERAL || op == IR_INTEGER;
}

IrExpr *lems_in_si(LemsModel *x, const XmlElement *variable, const LemsMember *exposure,
                   IrExpr *value)
{
    Dim dim;
    char given[72];
    const bool number = dim_is_none(exposure->dim) && !exposure->any &&
                        xml_attribute(exposure->element, "dimension");
    if (!number || !find_dim(x, value, &dim, 0) || dim_is_none(dim))
        return value;
    const Unit si = {.dim = dim, .factor = 1};
    dim_say(dim, given);
    Diag *g =
        diag(x->d->session->diags, DIAG_NNC0915, variable->span,
             "'%s' is a pure number, its value %s: the number in SI units is taken, as by jLEMS",
             exposure->name->s, given);
    diag_help(x->d->session->diags, g,
              "a value that is a pure number says so itself: divide by '1s' or its like");
    Arena *a = x->d->session->arena;
    return ir_binary(a, IR_QUOTIENT, value,
                     ir_number(a, unit_factor_to(&si, &unit_native), dim, value->span));
}
