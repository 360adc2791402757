/* Kinetic schemes: species are states that reactions alone move, and reactions have rates. */
#include "ir/build.h"
#include "ir/verifying.h"

#include <math.h>

static void check_species(IrVerifier *v, const IrBinds *side)
{
    for (uint32_t i = 0; i < side->n; i++) {
        const IrBind *s = &side->v[i];
        const IrItem *item = ir_item(v->model, s->name);
        double n = 1;
        if (item && item->kind != IR_ITEM_STATE)
            ir_verify_complain(v, DIAG_NNC0309, s->span,
                               "`%s` takes part in a reaction, but it is not a state", s->name->s);
        if (s->value && (!ir_constant(s->value, &n) || n < 1 || n > floor(n)))
            ir_verify_complain(v, DIAG_NNC0309, s->value->span,
                               "a stoichiometric coefficient must be 1, 2, 3, ...");
    }
}

static void check_reaction(IrVerifier *v, const IrReaction *r)
{
    check_species(v, &r->left);
    check_species(v, &r->right);
    if (!r->conserve && !r->forward)
        ir_verify_complain(v, DIAG_NNC0309, r->span, "a reaction needs a rate");
}

static void check_derivative(IrVerifier *v, const IrBinds *side)
{
    for (uint32_t k = 0; k < side->n; k++)
        if (ir_item_of(v->model, IR_ITEM_DERIV, side->v[k].name))
            ir_verify_complain(v, DIAG_NNC0309, side->v[k].span,
                               "`%s` has a derivative of its own beside its reactions",
                               side->v[k].name->s);
}

void ir_verify_kinetic(IrVerifier *v, const IrModel *model)
{
    v->model = model;
    for (uint32_t i = 0; i < model->items.n; i++)
        for (uint32_t k = 0; k < model->items.v[i]->reactions.n; k++) {
            const IrReaction *r = &model->items.v[i]->reactions.v[k];
            check_reaction(v, r);
            check_derivative(v, &r->left);
            check_derivative(v, &r->right);
        }
    ir_verify_conserved(v, model);
    v->model = NULL;
}
