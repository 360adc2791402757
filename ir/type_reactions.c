/* Dimensions of kinetic schemes. The species of a reaction and of a sum are in one unit; a rate times the amounts of what
   reacts is that unit per time: 1/ms of one species, 1/(mM ms) of two in mM, mM/ms of none. */
#include "ir/build.h"
#include "ir/typing.h"

/* The species whose unit the others must have. */
typedef struct Common {
    const IrBind *species; /* NULL: none is known yet */
    Dim dim;
    bool differ; /* told */
} Common;

static void complain_of_units(IrTyping *t, Common *c, const IrBind *species, Dim dim)
{
    if (c->differ)
        return;
    c->differ = true;
    Diags *diags = t->m->session->diags;
    Diag *g = diag(diags, DIAG_NNC0309, species->span, "`%s` is %s, `%s` is %s", species->name->s,
                   ir_type_words(t, dim), c->species->name->s, ir_type_words(t, c->dim));
    diag_note(diags, g, c->species->span,
              "the species of a reaction, or of a sum, are in one unit");
    t->failed = true;
}

static void type_species(IrTyping *t, const IrBinds *side, Common *c)
{
    for (uint32_t i = 0; i < side->n; i++) {
        const IrBind *s = &side->v[i];
        const IrType type = ir_type_expr(t, ir_named(t->m->arena, IR_ITEM, s->name, s->span));
        if (s->value)
            ir_type_want(t, s->value, DIM_NONE, "a stoichiometric coefficient");
        if (type.poison)
            continue;
        if (!c->species)
            *c = (Common){s, type.dim, false};
        else if (!dim_equal(type.dim, c->dim))
            complain_of_units(t, c, s, type.dim);
    }
}

/* That unit per time and per product of all that reacts; false: no dimension can say it. */
static bool rate_dim(const IrBinds *from, const Common *c, Dim *dim)
{
    Dim reacting;
    double total = 0;
    for (uint32_t i = 0; i < from->n; i++) {
        double n = 1;
        if (from->v[i].value && !ir_constant(from->v[i].value, &n))
            return false;
        total += n;
    }
    enum { MOST = 100 };
    return total >= 0 && total <= MOST && dim_pow(c->dim, (int)total, 1, &reacting) &&
           dim_mul(c->dim, ir_quantity_dim(IR_Q_RATE), dim) && dim_div(*dim, reacting, dim);
}

static void type_rate(IrTyping *t, IrExpr *rate, const IrBinds *from, const Common *c,
                      const char *what)
{
    Dim dim;
    if (!rate)
        return;
    if (c->differ) {
        ir_type_expr(t, rate);
        return;
    }
    if (rate_dim(from, c, &dim)) {
        ir_type_want(t, rate, dim, what);
        return;
    }
    t->failed = true;
    diag(t->m->session->diags, DIAG_NNC0210, rate->span, "%s has no dimension that can be written",
         what);
}

void ir_type_reactions(IrTyping *t, IrItem *kinetic)
{
    for (uint32_t i = 0; i < kinetic->reactions.n; i++) {
        IrReaction *r = &kinetic->reactions.v[i];
        Common c = {NULL, DIM_NONE, false};
        type_species(t, &r->left, &c);
        type_species(t, &r->right, &c);
        type_rate(t, r->forward, &r->left, &c, "the forward rate");
        type_rate(t, r->backward, &r->right, &c, "the backward rate");
        if (r->total)
            ir_type_want(t, r->total, c.dim, "the conserved total");
    }
}
