/* couple.  needs: flat models.  does: currents of synapses -> terms that sum up per cell; their sums -> inputs of the cell.
   example: i = g (vpre - vpost) to post -> g vpre with 1, -g with v. */
#include "ir/pass/couple.h"

#include "ir/pass/algebra.h"

bool ir_is_continuous(const IrModel *flat)
{
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const IrItem *it = flat->items.v[i];
        if (it->kind == IR_ITEM_ALIAS && it->is_current)
            return true;
        if (it->kind == IR_ITEM_DERIV && (alg_reads(flat, it->value) & ALG_INPUT))
            return true;
    }
    return false;
}

const Str *ir_coupled_name(StrTable *strings, const Str *reduce, const Str *own)
{
    return own ? str_format(strings, "%s.coupled.%s", reduce->s, own->s) : str_format(strings, "%s.coupled", reduce->s);
}

/* ---- terms of a current ---- */
typedef struct Terms {
    IrModule *m;
    const IrModel *flat;
    const Str *const *fixed;
    uint32_t n_fixed;
    FlatTerms *out;
} Terms;

static bool is_fixed(const Terms *x, const Str *input)
{
    for (uint32_t i = 0; i < x->n_fixed; i++)
        if (x->fixed[i] == input)
            return true;
    return false;
}

static bool is_live(const Terms *x, const IrItem *in, bool to_pre)
{
    return in->kind == IR_ITEM_IN && in->from != IR_OWN && (in->from == IR_FROM_PRE) == to_pre && !is_fixed(x, in->name);
}

static bool reads_live(const Terms *x, const IrExpr *e, bool to_pre)
{
    for (uint32_t i = 0; i < x->flat->items.n; i++) {
        const IrItem *in = x->flat->items.v[i];
        if (is_live(x, in, to_pre) && alg_reads_item(x->flat, e, in->name))
            return true;
    }
    return false;
}

static void add_term(Terms *x, const IrItem *current, const Str *own, IrExpr *coefficient)
{
    if (!ir_is_zero(coefficient))
        VEC_PUSH(x->m->arena, x->out, (FlatTerm){current->to_pre, own, coefficient, current->span});
}

/* The part of the current that is linear in the live input; false when there is more to it. */
static bool linear_part(Terms *x, const IrItem *current, const IrExpr *value, const IrItem *in)
{
    IrExpr *slope = alg_derivative(x->m->arena, x->flat, value, in->name);
    if (!slope || reads_live(x, slope, current->to_pre)) {
        diag(x->m->session->diags, DIAG_NNC0802, current->span,
             "the current %s of synapse %s, which is not linear in %s of the cell that it acts on", current->name->s,
             x->flat->name->s, in->from_name->s);
        return false;
    }
    add_term(x, current, in->from_name, slope);
    return true;
}

static void terms_of(Terms *x, const IrItem *current)
{
    Arena *a = x->m->arena;
    IrExpr *value = alg_simplify(a, alg_expand(a, x->flat, current->value)), *rest = value;
    const IrExpr *zero = alg_zero(a, current->span);
    if (alg_reads(x->flat, value) & (ALG_TIME | ALG_DRAW | ALG_NOISE)) {
        diag(x->m->session->diags, DIAG_NNC0802, current->span, "the current %s of synapse %s, which reads the time or is random",
             current->name->s, x->flat->name->s);
        return;
    }
    for (uint32_t i = 0; i < x->flat->items.n; i++) {
        const IrItem *in = x->flat->items.v[i];
        if (!is_live(x, in, current->to_pre) || !alg_reads_item(x->flat, value, in->name))
            continue;
        if (!linear_part(x, current, value, in))
            return;
        rest = alg_replace(a, rest, in->name, zero);
    }
    add_term(x, current, NULL, alg_simplify(a, rest));
}

void ir_couple_terms(IrModule *m, const IrModel *flat, const Str *const *fixed, uint32_t n_fixed, FlatTerms *out)
{
    Terms x = {m, flat, fixed, n_fixed, out};
    for (uint32_t i = 0; i < flat->items.n; i++)
        if (flat->items.v[i]->kind == IR_ITEM_ALIAS && flat->items.v[i]->is_current)
            terms_of(&x, flat->items.v[i]);
}

/* ---- the cell ---- */
static void add_coupled(IrModule *m, IrModel *flat, const KCoupled *c)
{
    IrItem *reduce = ir_item(flat, c->reduce);
    if (!reduce)
        return;
    IrItem *in = ir_item_new(m->arena, IR_ITEM_IN, c->sum, reduce->span);
    in->dim = reduce->dim;
    in->held = true;
    ir_model_add(m, flat, in);
    IrExpr *term = ir_named(m->arena, IR_ITEM, c->sum, reduce->span);
    if (c->own)
        term = ir_binary(m->arena, IR_PRODUCT, term, ir_named(m->arena, IR_ITEM, c->own, reduce->span));
    reduce->value = alg_sum(m->arena, reduce->value, term);
}

void ir_couple_cell(IrModule *m, IrModel *flat, const KBinding *binding)
{
    for (int constant = 1; constant >= 0; constant--)
        for (uint32_t i = 0; i < binding->coupled.n; i++)
            if ((binding->coupled.v[i].own == NULL) == (constant == 1))
                add_coupled(m, flat, &binding->coupled.v[i]);
}

bool ir_reads_coupled(const IrModel *flat, const IrExpr *e, const KBinding *binding)
{
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const IrItem *in = flat->items.v[i];
        if (in->kind != IR_ITEM_IN || !alg_reads_item(flat, e, in->name))
            continue;
        for (uint32_t k = 0; k < binding->coupled.n; k++)
            if (binding->coupled.v[k].sum == in->name)
                return true;
    }
    return false;
}
