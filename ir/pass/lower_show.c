/* lower: what recorders ask for beside columns and aliases of them: sums that couplings feed, which are known within a step only,
   and variables that the order of LEMS keeps, at the start. */
#include "ir/pass/couple.h"
#include "ir/pass/lower_internal.h"

/* ---- variables that lems_euler keeps ---- */
static IrExpr *as_formula(void *context, IrExpr *e)
{
    Lower *l = context;
    const IrItem *it = e->op == IR_ITEM ? ir_item(l->flat, e->u.name) : NULL;
    const IrExpr *formula = it ? map_get(&l->formula, it->name) : NULL;
    if (!formula && it && it->kind == IR_ITEM_ALIAS && !it->held)
        formula = it->value;
    return formula ? ir_expr_map(l->a, formula, as_formula, context) : e;
}

IrExpr *lower_unkept(Lower *l, const IrExpr *e)
{
    return ir_expr_map(l->a, e, as_formula, l);
}

/* ---- signals ---- */
static bool is_recorded(const Lower *l, const Str *name)
{
    for (uint32_t i = 0; i < l->m->recorders.n; i++)
        if (l->m->recorders.v[i]->path == name)
            return true;
    return false;
}

static void add_signal(Lower *l, const IrItem *it, const IrExpr *value)
{
    const bool sums = ir_reads_coupled(l->flat, value, l->binding);
    if ((alg_reads(l->flat, value) & (ALG_DRAW | ALG_NOISE)) || (sums && !is_recorded(l, it->name)))
        return;
    VEC_PUSH(l->a, &l->c->signals,
             (KSignal){it->name, lower_item_unit(l, it), lower_derive_expr(l, value), sums});
}

/* What a kept variable is before the first step, where the start could not tell: of what synapses see, and of sums. */
static void add_first(Lower *l, const IrItem *it, const IrExpr *formula)
{
    const IrExpr *value = lower_unkept(l, formula);
    if (is_recorded(l, it->name) &&
        (l->flat->role == IR_SYNAPSE || ir_reads_coupled(l->flat, value, l->binding)))
        add_signal(l, it, value);
}

void lower_signals(Lower *l)
{
    map_init(&l->current, l->a);
    l->sampling = true;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        const IrExpr *formula = map_get(&l->formula, it->name);
        if (it->kind == IR_ITEM_ALIAS && !it->held)
            add_signal(l, it, it->value);
        else if (it->kind == IR_ITEM_STATE && formula)
            add_first(l, it, formula);
    }
}

/* ---- sums ---- */
static void add_shown(Lower *l, KBody *b, bool to_pre, const FlatTerms *terms)
{
    for (uint32_t i = 0; i < terms->n; i++)
        if (terms->v[i].to_pre == to_pre)
            lower_push(l, b, K_ADD, NULL, lower_expr(l, lower_unkept(l, terms->v[i].coefficient)),
                       terms->v[i].span)
                ->column = i;
}

void lower_show(Lower *l)
{
    FlatTerms terms = {0};
    if (!l->binding->shown)
        return;
    ir_couple_terms(l->m, l->flat, l->binding->fixed.v, l->binding->fixed.n, &terms);
    map_init(&l->current, l->a);
    add_shown(l, &l->c->show, false, &terms);
    add_shown(l, &l->c->show_pre, true, &terms);
}
