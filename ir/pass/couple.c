/* couple.  needs: flat models.  does: currents of synapses -> terms that sum up per cell; their sums -> inputs of the cell.
   example: i = g (vpre - vpost) to post -> g vpre with 1, -g with v. */
#include "ir/pass/couple.h"

#include "ir/base/emit.h"
#include "ir/pass/algebra.h"
#include "ir/text.h"
#include "ir/typing.h"

static bool is_named(void *name, const IrExpr *leaf)
{
    return leaf->op == IR_ITEM && leaf->u.name == name;
}

bool ir_has_closed_form(Arena *a, const IrModel *flat, const IrItem *deriv, IrExpr **rate,
                        IrExpr **rest)
{
    IrExpr *f = alg_simplify(a, alg_expand(a, flat, deriv->value));
    *rate = alg_derivative(a, flat, f, deriv->name);
    if (!*rate || alg_reads(flat, *rate) || alg_has_jumps(f, is_named, (void *)deriv->name))
        return false;
    *rest = alg_simplify(a, alg_replace(a, f, deriv->name, alg_zero(a, deriv->span)));
    return alg_reads(flat, *rest) == 0;
}

bool ir_is_continuous(Arena *a, const IrModel *flat)
{
    IrExpr *rate, *rest;
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const IrItem *it = flat->items.v[i];
        if ((it->kind == IR_ITEM_ALIAS && it->is_current) ||
            (it->kind == IR_ITEM_DERIV && !ir_has_closed_form(a, flat, it, &rate, &rest)))
            return true;
    }
    return false;
}

const Str *ir_coupled_name(StrTable *strings, const Str *reduce, const Str *own)
{
    return own ? str_format(strings, "%s.coupled.%s", reduce->s, own->s)
               : str_format(strings, "%s.coupled", reduce->s);
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

/* Of the cell that is acted on. */
static bool is_own(const IrItem *in, bool to_pre)
{
    return in->kind == IR_ITEM_IN && in->from != IR_OWN && (in->from == IR_FROM_PRE) == to_pre;
}

static bool is_live(const Terms *x, const IrItem *in, bool to_pre)
{
    return is_own(in, to_pre) && !is_fixed(x, in->name);
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

/* ---- factors of what is live alone ---- */
typedef struct Side {
    const Terms *x;
    bool to_pre;
} Side;

static bool is_foreign(void *context, const IrExpr *e)
{
    const Side *side = context;
    const IrItem *item = e->op == IR_ITEM ? ir_item(side->x->flat, e->u.name) : NULL;
    return e->op == IR_ITEM ? !item || !is_own(item, side->to_pre) : e->op == IR_VARIABLE;
}

/* Does it read what is live, parameters of that cell, and nothing else that is no constant? */
static bool is_pure(const Side *side, const IrExpr *e)
{
    return reads_live(side->x, e, side->to_pre) &&
           !ir_expr_any(e, is_foreign, (void *)(uintptr_t)side);
}

typedef struct Factors {
    IrExpr *pure, *rest; /* their product is the whole */
} Factors;

static Factors factors_of(const Side *side, IrExpr *e)
{
    Arena *a = side->x->m->arena;
    Factors f = {alg_one(a, e->span), e};
    if (is_pure(side, e))
        return (Factors){e, alg_one(a, e->span)};
    if (e->op == IR_NEG) {
        f = factors_of(side, e->arg[0]);
        f.rest = alg_negative(a, f.rest);
    } else if (e->op == IR_QUOTIENT && is_pure(side, e->arg[1])) {
        f = factors_of(side, e->arg[0]);
        f.pure = alg_quotient(a, f.pure, e->arg[1]);
    } else if (e->op == IR_QUOTIENT && !reads_live(side->x, e->arg[1], side->to_pre)) {
        f = factors_of(side, e->arg[0]);
        f.rest = alg_quotient(a, f.rest, e->arg[1]);
    } else if (e->op == IR_PRODUCT) {
        f.rest = alg_one(a, e->span);
        for (uint32_t i = 0; i < e->n; i++) {
            const Factors part = factors_of(side, e->arg[i]);
            f.pure = alg_product(a, f.pure, part.pure);
            f.rest = alg_product(a, f.rest, part.rest);
        }
    }
    return f;
}

/* ---- terms ---- */
static IrExpr *as_cell_names(void *context, IrExpr *e)
{
    const Terms *x = context;
    const IrItem *in = e->op == IR_ITEM ? ir_item(x->flat, e->u.name) : NULL;
    return in ? ir_named(x->m->arena, IR_ITEM, in->from_name, e->span) : e;
}

/* A plain item is called as it is, other multipliers by their text. */
static const Str *label_of(const Terms *x, const IrExpr *multiplier)
{
    size_t len;
    if (multiplier->op == IR_ITEM)
        return multiplier->u.name;
    Emitter *out = emitter_new(x->m->arena, 4);
    ir_print_expr(out, multiplier);
    const char *text = emitter_text(out, &len);
    return str_intern(x->m->session->strings, text, len);
}

static void refuse(const Terms *x, const IrItem *current, const char *why, const char *remedy)
{
    Diag *g = diag(x->m->session->diags, DIAG_NNC0802, current->span,
                   "the current `%s` of synapse %s cannot be simulated: %s", current->name->s,
                   x->flat->name->s, why);
    diag_help(x->m->session->diags, g, "%s", remedy);
}

static IrExpr *written_out(void *context, IrExpr *e)
{
    const Terms *x = context;
    const IrItem *it = e->op == IR_ITEM ? ir_item(x->flat, e->u.name) : NULL;
    return it && it->kind == IR_ITEM_ALIAS
               ? ir_expr_map(x->m->arena, it->value, written_out, context)
               : e;
}

/* Zero with all aliases written out: the cells and the synapse, which keeps some of them as values, agree. */
static bool vanishes(Terms *x, const IrExpr *e)
{
    Arena *a = x->m->arena;
    return ir_is_zero(e) || ir_is_zero(alg_simplify(a, ir_expr_map(a, e, written_out, x)));
}

static void add_term(Terms *x, const IrItem *current, const IrExpr *multiplier, IrExpr *coefficient)
{
    enum { LABEL_MOST = 200 };
    FlatTerm term = {.to_pre = current->to_pre, .coefficient = coefficient, .span = current->span};
    if (vanishes(x, coefficient))
        return;
    if (!ir_is_one(multiplier)) {
        term.multiplier = ir_expr_map(x->m->arena, multiplier, as_cell_names, x);
        term.own = label_of(x, term.multiplier);
        if (term.own->len > LABEL_MOST)
            refuse(x, current, "its factor of the cell's own values is too long",
                   "an alias of the cell may stand for parts of it");
    }
    VEC_PUSH(x->m->arena, x->out, term);
}

/* One summand: a factor of what is live alone, times what is affine in it. */
static bool terms_of_summand(Terms *x, const IrItem *current, IrExpr *e)
{
    Arena *a = x->m->arena;
    const Factors f = factors_of(&(Side){x, current->to_pre}, e);
    const IrExpr *zero = alg_zero(a, current->span);
    IrExpr *rest = alg_simplify(a, f.rest), *constant = rest;
    for (uint32_t i = 0; i < x->flat->items.n; i++) {
        const IrItem *in = x->flat->items.v[i];
        if (!is_live(x, in, current->to_pre) || !alg_reads_item(x->flat, rest, in->name))
            continue;
        IrExpr *slope = alg_derivative(a, x->flat, rest, in->name);
        if (!slope || reads_live(x, slope, current->to_pre))
            return false;
        add_term(
            x, current,
            alg_product(a, ir_expr_copy(a, f.pure), ir_named(a, IR_ITEM, in->name, current->span)),
            slope);
        constant = alg_replace(a, constant, in->name, zero);
    }
    add_term(x, current, f.pure, alg_simplify(a, constant));
    return true;
}

/* A summand that is not affine, by its tangent at the state of t_k: of second order, and stable where junctions are stiff. */
static bool tangent_of(Terms *x, const IrItem *current, IrExpr *e)
{
    Arena *a = x->m->arena;
    IrExpr *constant = ir_expr_copy(a, e);
    for (uint32_t i = 0; i < x->flat->items.n; i++) {
        const IrItem *in = x->flat->items.v[i];
        if (!is_live(x, in, current->to_pre) || !alg_reads_item(x->flat, e, in->name))
            continue;
        IrExpr *slope = alg_derivative(a, x->flat, e, in->name);
        if (!slope)
            return false;
        IrExpr *moved =
            alg_product(a, ir_expr_copy(a, slope), ir_named(a, IR_ITEM, in->name, current->span));
        constant = alg_sum(a, constant, alg_negative(a, moved));
        add_term(x, current, ir_named(a, IR_ITEM, in->name, current->span), slope);
    }
    add_term(x, current, alg_one(a, current->span), alg_simplify(a, constant));
    return true;
}

static void add_summand(Terms *x, const IrItem *current, IrExpr *e)
{
    const uint32_t before = x->out->n;
    if (terms_of_summand(x, current, e))
        return;
    x->out->n = before; /* without what it began */
    if (!tangent_of(x, current, e))
        refuse(x, current,
               "it mixes what it reads of the cell that it acts on with other things, and has no "
               "derivative",
               "a sum of products has one; remainders and random values have none");
}

static bool is_delay(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DELAY;
}

static void terms_of(Terms *x, const IrItem *current)
{
    Arena *a = x->m->arena;
    if (x->m->lems_euler) { /* as the connection computes it in its own step */
        add_term(x, current, alg_one(a, current->span),
                 ir_named(a, IR_ITEM, current->name, current->span));
        return;
    }
    IrExpr *value = alg_simplify(a, alg_expand(a, x->flat, current->value));
    if (ir_expr_any(value, is_delay, NULL))
        return; /* ir_delays refuses it */
    if (alg_reads(x->flat, value) & (ALG_TIME | ALG_DRAW | ALG_NOISE))
        refuse(x, current, "it reads the time or is random",
               "a cell may do so in a state or alias, which the synapse reads as pre.NAME");
    else if (value->op != IR_SUM)
        add_summand(x, current, value);
    else
        for (uint32_t i = 0; i < value->n; i++)
            add_summand(x, current, value->arg[i]);
}

void ir_couple_terms(IrModule *m, const IrModel *flat, const Str *const *fixed, uint32_t n_fixed,
                     FlatTerms *out)
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
    if (c->multiplier && alg_reads_item(flat, c->multiplier, reduce->name)) {
        Diag *g = diag(m->session->diags, DIAG_NNC0802, reduce->span,
                       "a coupling cannot feed `%s` of %s and read it, too: %s", reduce->name->s,
                       flat->name->s, c->own->s);
        diag_help(m->session->diags, g, "a coupling may read states of the cell");
        return;
    }
    IrItem *in = ir_item_new(m->arena, IR_ITEM_IN, c->sum, reduce->span);
    in->dim = reduce->dim;
    in->held = true;
    ir_model_add(m, flat, in);
    IrExpr *term = ir_named(m->arena, IR_ITEM, c->sum, reduce->span);
    if (c->multiplier)
        term = ir_binary(m->arena, IR_PRODUCT, term, ir_expr_copy(m->arena, c->multiplier));
    reduce->value = alg_sum(m->arena, reduce->value, term);
}

void ir_couple_cell(IrModule *m, IrModel *flat, const KBinding *binding)
{
    for (int constant = 1; constant >= 0; constant--)
        for (uint32_t i = 0; i < binding->coupled.n; i++)
            if ((binding->coupled.v[i].own == NULL) == (constant == 1))
                add_coupled(m, flat, &binding->coupled.v[i]);
}

bool ir_is_extrapolated(const IrModel *owner, const IrItem *item)
{
    double number;
    if (item->kind == IR_ITEM_STATE)
        return !ir_conserved_rest(owner, item->name);
    return item->kind == IR_ITEM_PARAM ||
           (item->kind == IR_ITEM_ALIAS && item->value && ir_constant(item->value, &number));
}

bool ir_reads_coupled(const IrModel *flat, const IrExpr *e, const KBinding *binding)
{
    for (uint32_t k = 0; k < binding->coupled.n; k++) {
        const IrItem *in = ir_item(flat, binding->coupled.v[k].sum);
        if (in && in->kind == IR_ITEM_IN && alg_reads_item(flat, e, in->name))
            return true;
    }
    return false;
}
