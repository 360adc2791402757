/* lower: kinetic schemes of synapses, whose states move one after the other. Where transitions are faster than the step, states in
   balance hold each other where they are: that is told, as far as defaults and initial values say how fast they are. */
#include "ir/evaluate.h"
#include "ir/pass/lower_internal.h"

#include <math.h>

enum { DEPTH_MOST = 200 };

typedef struct Defaults {
    const IrModel *flat;
    unsigned depth;
} Defaults;

static double value_of(Defaults *d, const IrExpr *e);

static bool value_of_leaf(void *context, const IrExpr *e, double *x)
{
    Defaults *d = context;
    if (e->n && e->op != IR_ITEM)
        return false;
    const IrItem *item = e->op == IR_ITEM ? ir_item(d->flat, e->u.name) : NULL;
    const bool known = item && item->value && item->kind != IR_ITEM_IN && d->depth < DEPTH_MOST;
    d->depth++;
    if (known)
        *x = value_of(d, item->value);
    else if (!ir_constant(e, x))
        *x = (double)NAN;
    d->depth--;
    return true;
}

/* NaN where it is not known yet. */
static double value_of(Defaults *d, const IrExpr *e)
{
    const IrLeaves leaves = {value_of_leaf, d};
    return ir_evaluate(&leaves, e);
}

/* How fast a state leaves where it is, per ms; 0 where that is not known. */
static double leaves_at(Lower *l, const IrItem *deriv)
{
    Defaults d = {l->flat, 0};
    const IrExpr *slope = alg_derivative(l->a, l->flat, deriv->value, deriv->name);
    const double rate = slope ? -value_of(&d, slope) : 0;
    return rate > 0 ? rate : 0;
}

/* One fast state alone is exact with the others held. */
static const IrItem *second_fast(Lower *l, const IrItem *first, double most)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it != first && it->kind == IR_ITEM_DERIV && it->scheme == first->scheme &&
            leaves_at(l, it) > most)
            return it;
    }
    return NULL;
}

void lower_tell_fast_schemes(Lower *l)
{
    Defaults d = {l->flat, 0};
    Diags *diags = l->m->session->diags;
    const double usual = l->m->timestep ? value_of(&d, l->m->timestep) : 0.1;
    const double dt = usual > 0 ? usual : 0.1;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        const bool fast = it->kind == IR_ITEM_DERIV && it->scheme && leaves_at(l, it) > 1 / dt;
        const IrItem *other = fast ? second_fast(l, it, 1 / dt) : NULL;
        if (!other)
            continue;
        Diag *g =
            diag(diags, DIAG_NNC0813, it->span,
                 "`%s` and `%s` of the synapse %s move within a step of %.3g ms, one after the "
                 "other: they hold each other instead of coming into balance",
                 it->name->s, other->name->s, l->flat->name->s, dt);
        diag_help(
            diags, g,
            "the scheme of a receptor or of a cell moves as a whole, at any step; else take a "
            "step below %.2g ms",
            1 / leaves_at(l, it));
        return;
    }
}
