/* Values of parameters of components, computed as the program would: what one reads of others, and of the place of its cell. */
#include "codegen/lems/lems_writer.h"
#include "ir/build.h"
#include "ir/evaluate.h"

typedef struct Leaves {
    const LemsValues *v;
    bool failed;
} Leaves;

/* An element of data, whose place reads the cell. */
static bool data_value(Leaves *l, const IrExpr *e, double *x)
{
    const IrData *d = ir_find_data(l->v->w->m, e->u.name);
    double row = 0, column = 0;
    if (!d || !lems_value_of(l->v, e->arg[0], &row) ||
        (e->n > 1 && !lems_value_of(l->v, e->arg[1], &column)) || row < 0 || column < 0 ||
        row >= (double)d->rows || column >= d->columns)
        return false;
    *x = d->values[(size_t)column * d->rows + (size_t)row];
    return true;
}

static bool item_value(const Leaves *l, const IrExpr *e, double *x)
{
    const IrItem *item = l->v->model ? ir_item(l->v->model, e->u.name) : NULL;
    if (!item)
        return false;
    return item->kind == IR_ITEM_PARAM   ? lems_parameter_value(l->v, item, x)
           : item->kind == IR_ITEM_ALIAS ? lems_value_of(l->v, item->value, x)
                                         : false;
}

static bool leaf_value(void *context, const IrExpr *e, double *x)
{
    Leaves *l = context;
    bool known;
    if (ir_constant(e, x))
        return true;
    switch (e->op) {
    case IR_ITEM:
        known = item_value(l, e, x);
        break;
    case IR_DATA:
        known = data_value(l, e, x);
        break;
    case IR_PARAM: {
        const IrParam *p = ir_find_param(l->v->w->m, e->u.name);
        known = p && lems_value_of(l->v, p->value, x);
        break;
    }
    case IR_VARIABLE:
        *x = l->v->cell;
        known = str_is(e->u.name, "i");
        break;
    case IR_BOOLEAN:
        *x = (double)e->u.integer;
        known = true;
        break;
    case IR_LIST:
    case IR_DRAW:
    case IR_DRAWAT:
    case IR_DISTANCE:
    case IR_POSITION:
    case IR_AFTER:
    case IR_SINCE:
    case IR_STEPS:
    case IR_DECAY:
    case IR_INMODE:
    case IR_DELAY:
    case IR_COUNT:
    case IR_LOOKUP:
    case IR_NERNST:
    case IR_GHK:
    case IR_AXIAL:
        known = false;
        break;
    default:
        return false; /* an operation */
    }
    if (!known) {
        l->failed = true;
        *x = 0;
    }
    return true;
}

bool lems_value_of(const LemsValues *v, const IrExpr *e, double *x)
{
    Leaves l = {v, false};
    const IrLeaves leaves = {leaf_value, &l};
    *x = ir_evaluate(&leaves, e);
    return !l.failed;
}

/* What gives the parameter its value, and whose names that reads. */
static const IrExpr *source_of(const LemsValues *v, const IrItem *param, const LemsValues **place)
{
    static const LemsValues nowhere;
    const IrBind *bind = v->binds ? ir_bind(v->binds, param->name) : NULL;
    *place = bind ? v->owner : v;
    if (bind && !v->owner)
        *place = &nowhere;
    return bind ? bind->value : param->value;
}

/* The network has no items, but places of cells. */
static LemsValues network_of(const LemsValues *v)
{
    return (LemsValues){v->w, NULL, NULL, NULL, v->cell};
}

bool lems_parameter_value(const LemsValues *v, const IrItem *param, double *x)
{
    const LemsValues network = network_of(v), *place;
    const IrExpr *e = source_of(v, param, &place);
    return e && lems_value_of(place->w ? place : &network, e, x);
}

const char *lems_parameter_text(const LemsValues *v, const IrItem *param)
{
    const LemsValues *place = v;
    const IrExpr *e = source_of(v, param, &place);
    while (e && e->op == IR_ITEM && place->w && place->model) { /* to what was written */
        const IrItem *item = ir_item(place->model, e->u.name);
        if (!item || item->kind != IR_ITEM_PARAM)
            break;
        e = source_of(place, item, &place);
    }
    double x;
    const bool plain = e && (e->op == IR_LITERAL || e->op == IR_NEG);
    const char *text =
        plain && (e->op == IR_LITERAL ? (e->u.literal.unit != NULL)
                                      : e->arg[0]->op == IR_LITERAL && e->arg[0]->u.literal.unit)
            ? lems_constant_text(v->w, e, param->dim)
            : NULL;
    if (text || v->w->failed)
        return text;
    if (lems_parameter_value(v, param, &x))
        return lems_quantity_text(v->w, x, param->dim, param->unit, param->span);
    lems_refuse(v->w, e ? e->span : param->span,
                "`%s`, which differs between cells of a population in a way that is drawn or read "
                "at run time,",
                param->name->s);
    return NULL;
}
