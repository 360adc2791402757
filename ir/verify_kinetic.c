/* Kinetic schemes: species are states, each in one scheme; conserved sums are kept by every
   reaction. */
#include "ir/build.h"
#include "ir/verifying.h"

#include <math.h>

static double coefficient(const IrBinds *side, const Str *species)
{
    double total = 0;
    for (uint32_t i = 0; i < side->n; i++) {
        double n = 1;
        if (side->v[i].name == species && (!side->v[i].value || ir_constant(side->v[i].value, &n)))
            total += n;
    }
    return total;
}

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

/* What the conserved sum gains when the reaction runs once. */
static void check_conserved(IrVerifier *v, const IrReaction *sum, const IrReaction *reaction)
{
    double gain = 0;
    for (uint32_t i = 0; i < sum->left.n; i++) {
        double n = 1;
        const IrBind *s = &sum->left.v[i];
        if (s->value && !ir_constant(s->value, &n))
            return;
        gain +=
            n * (coefficient(&reaction->right, s->name) - coefficient(&reaction->left, s->name));
    }
    if (fabs(gain) > 0) {
        Diag *g = ir_verify_complain(v, DIAG_NNC0309, sum->span, "this sum is not conserved");
        diag_note(v->m->session->diags, g, reaction->span, "this reaction changes it by %g", gain);
    }
}

static void check_scheme(IrVerifier *v, const IrItem *kinetic)
{
    for (uint32_t i = 0; i < kinetic->reactions.n; i++) {
        const IrReaction *r = &kinetic->reactions.v[i];
        check_species(v, &r->left);
        check_species(v, &r->right);
        for (uint32_t k = 0; r->conserve && k < kinetic->reactions.n; k++)
            if (!kinetic->reactions.v[k].conserve)
                check_conserved(v, r, &kinetic->reactions.v[k]);
        if (!r->conserve && !r->forward)
            ir_verify_complain(v, DIAG_NNC0309, r->span, "a reaction needs a rate");
    }
}

static void check_derivative(IrVerifier *v, const IrItem *kinetic)
{
    for (uint32_t i = 0; i < kinetic->reactions.n; i++) {
        const IrReaction *r = &kinetic->reactions.v[i];
        for (uint32_t k = 0; k < r->left.n; k++)
            if (ir_item_of(v->model, IR_ITEM_DERIV, r->left.v[k].name))
                ir_verify_complain(v, DIAG_NNC0309, r->left.v[k].span,
                                   "`%s` has a derivative of its own beside its reactions",
                                   r->left.v[k].name->s);
    }
}

void ir_verify_kinetic(IrVerifier *v, const IrModel *model)
{
    v->model = model;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_KINETIC) {
            check_scheme(v, model->items.v[i]);
            check_derivative(v, model->items.v[i]);
        }
    v->model = NULL;
}
