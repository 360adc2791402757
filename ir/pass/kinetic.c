/* Kinetic schemes as equations. */
#include "ir/pass/kinetic.h"

#include "ir/pass/algebra.h"

static IrExpr *flow(Arena *a, const IrBinds *from, const IrExpr *rate)
{
    IrExpr *x = ir_expr_copy(a, rate);
    for (uint32_t i = 0; i < from->n; i++) {
        double n = 1;
        if (from->v[i].value)
            ir_constant(from->v[i].value, &n);
        for (int k = 0; k < (int)n; k++)
            x = alg_product(a, x, ir_named(a, IR_ITEM, from->v[i].name, from->v[i].span));
    }
    return x;
}

static IrExpr *stoichiometry(Arena *a, const IrBind *species)
{
    return species->value ? ir_expr_copy(a, species->value) : alg_one(a, species->span);
}

typedef struct Rates {
    Arena *a;
    Map *of;            /* species -> KineticRate */
    const IrItem *item; /* the scheme at hand */
    const Str
        *scheme; /* its first species, or that of one that it shares species with; NULL: none yet */
} Rates;

/* From now on both are one scheme. */
static void join(Rates *r, const Str *other)
{
    for (uint32_t i = 0; i < r->of->n; i++) {
        KineticRate *rate = r->of->entries[i].value;
        if (rate->scheme == r->scheme)
            rate->scheme = other;
    }
    r->scheme = other;
}

static KineticRate *rate_of(Rates *r, const Str *species)
{
    KineticRate *rate = map_get(r->of, species);
    if (!r->scheme)
        r->scheme = rate ? rate->scheme : species;
    if (rate && rate->scheme != r->scheme)
        join(r, rate->scheme);
    if (!rate) {
        rate = ARENA_NEW(r->a, KineticRate);
        *rate = (KineticRate){NULL, r->scheme, r->item->span};
        map_set(r->of, species, rate);
    }
    return rate;
}

static void accumulate(Rates *r, const IrBinds *side, const IrExpr *flux, bool gain)
{
    for (uint32_t i = 0; i < side->n; i++) {
        IrExpr *term =
            alg_product(r->a, stoichiometry(r->a, &side->v[i]), ir_expr_copy(r->a, flux));
        if (!gain)
            term = alg_negative(r->a, term);
        KineticRate *rate = rate_of(r, side->v[i].name);
        rate->derivative = rate->derivative ? alg_sum(r->a, rate->derivative, term) : term;
    }
}

static void add_scheme(Rates *all)
{
    for (uint32_t i = 0; i < all->item->reactions.n; i++) {
        const IrReaction *r = &all->item->reactions.v[i];
        if (r->conserve)
            continue;
        IrExpr *net = flow(all->a, &r->left, r->forward);
        if (r->backward)
            net = alg_difference(all->a, net, flow(all->a, &r->right, r->backward));
        accumulate(all, &r->left, net, false);
        accumulate(all, &r->right, net, true);
    }
}

void ir_kinetic_rates(Arena *a, const IrModel *model, Map *rates)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_KINETIC) {
            Rates r = {a, rates, model->items.v[i], NULL};
            add_scheme(&r);
        }
}

IrExpr *ir_kinetic_rest(Arena *a, const IrReaction *r)
{
    IrExpr *rest = ir_expr_copy(a, r->total);
    for (uint32_t i = 0; i + 1 < r->left.n; i++) {
        IrExpr *term = alg_product(a, stoichiometry(a, &r->left.v[i]),
                                   ir_named(a, IR_ITEM, r->left.v[i].name, r->span));
        rest = alg_difference(a, rest, term);
    }
    return alg_quotient(a, rest, stoichiometry(a, &VEC_LAST(&r->left)));
}

static void add_rest(Arena *a, const IrReaction *r, IrModel *to, Map *rates)
{
    IrItem *last = ir_item(to, VEC_LAST(&r->left).name);
    if (!last)
        return;
    last->kind = IR_ITEM_ALIAS;
    last->value = ir_kinetic_rest(a, r);
    map_set(rates, last->name, NULL);
}

void ir_kinetic_equations(IrModule *m, const IrModel *model, IrModel *to)
{
    Map rates;
    map_init(&rates, m->arena);
    ir_kinetic_rates(m->arena, model, &rates);
    for (uint32_t i = 0; i < model->items.n; i++)
        for (uint32_t k = 0; k < model->items.v[i]->reactions.n; k++)
            if (model->items.v[i]->reactions.v[k].conserve)
                add_rest(m->arena, &model->items.v[i]->reactions.v[k], to, &rates);
    for (uint32_t i = 0; i < rates.n; i++) {
        const KineticRate *rate = rates.entries[i].value;
        if (!rate)
            continue;
        IrItem *item = ir_item_new(m->arena, IR_ITEM_DERIV, rates.entries[i].key, rate->span);
        item->value = rate->derivative;
        item->dim = rate->derivative->dim;
        ir_model_add(m, to, item);
    }
}
