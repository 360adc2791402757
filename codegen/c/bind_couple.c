/* What couplings ask of classes: sums that cells take from outside, states that are seen extrapolated, and which inputs
   of a synapse are parameters of its cells. */
#include "codegen/c/internal.h"

#include "ir/pass/algebra.h"
#include "ir/pass/couple.h"
#include "ir/pass/flatten.h"
#include "ir/typing.h"

/* ---- inputs of a synapse ---- */
static const Str *far_path(const CTarget *t, const IrProjection *p, const IrItem *in)
{
    if (in->from != IR_FROM_RECEPTOR || !p->post_port)
        return in->from_name;
    return str_format(t->strings, "%s.%s", ir_port_name(t->strings, p->post_port)->s,
                      in->from_name->s);
}

/* `owner`, unless NULL, gets the model that has it. */
static const IrItem *far_item(const CTarget *t, const IrProjection *p, const IrItem *in,
                              const IrPopulation *cells, const IrModel **owner)
{
    const IrModel *model = ir_find_model(t->m, cells->model);
    return model ? ir_path_item(t->m, model, far_path(t, p, in), owner) : NULL;
}

/* Is it a parameter, or another constant, of all cells at that end? */
static bool is_fixed(const CTarget *t, const IrProjection *p, const IrItem *in)
{
    const Str *group = in->from == IR_FROM_PRE ? p->pre : p->post;
    const IrPopulation *only = ctarget_population_of(t, group);
    const IrItem *item = only ? far_item(t, p, in, only, NULL) : NULL;
    if (only)
        return !item || item->kind == IR_ITEM_PARAM;
    for (uint32_t i = 0; i < t->m->populations.n; i++) {
        const IrPopulation *cells = t->m->populations.v[i];
        const IrItem *far =
            ctarget_group_holds(t, group, cells) ? far_item(t, p, in, cells, NULL) : NULL;
        if (far && far->kind != IR_ITEM_PARAM)
            return false;
    }
    return true;
}

void ctarget_bind_fixed(CTarget *t, const IrProjection *p, const IrModel *synapse, KBinding *b)
{
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *in = synapse->items.v[i];
        if (in->kind == IR_ITEM_IN && in->from != IR_OWN && is_fixed(t, p, in))
            VEC_PUSH(t->a, &b->fixed, in->name);
    }
}

/* ---- what cells take ---- */
static void add_coupled(CTarget *t, KBinding *b, const Str *reduce, const FlatTerm *term)
{
    for (uint32_t i = 0; i < b->coupled.n; i++)
        if (b->coupled.v[i].reduce == reduce && b->coupled.v[i].own == term->own)
            return;
    VEC_PUSH(t->a, &b->coupled,
             (KCoupled){reduce, term->own, term->multiplier,
                        ir_coupled_name(t->strings, reduce, term->own)});
}

static void bind_terms(CTarget *t, const IrProjection *p, const IrModel *synapse,
                       const IrPopulation *cells, KBinding *b)
{
    KBinding fixed = {0};
    FlatTerms terms = {0};
    ctarget_bind_fixed(t, p, synapse, &fixed);
    unsigned errors = diags_errors(t->m->session->diags);
    ir_couple_terms(t->m, ir_flatten(t->m, synapse, NULL, 0), fixed.fixed.v, fixed.fixed.n, &terms);
    t->failed |= diags_errors(t->m->session->diags) > errors;
    const Str *sum = ir_projection_sum(p);
    for (uint32_t i = 0; i < terms.n && sum; i++)
        if (ctarget_group_holds(t, terms.v[i].to_pre ? p->pre : p->post, cells))
            add_coupled(t, b, sum, &terms.v[i]);
}

/* States that a linear coupling sees of these cells. */
static void bind_seen(CTarget *t, const IrProjection *p, const IrModel *synapse,
                      const IrPopulation *cells, KBinding *b)
{
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *in = synapse->items.v[i];
        if (in->kind != IR_ITEM_IN || in->from == IR_OWN ||
            !ctarget_group_holds(t, in->from == IR_FROM_PRE ? p->pre : p->post, cells))
            continue;
        const IrModel *owner = NULL;
        const IrItem *far = far_item(t, p, in, cells, &owner);
        if (far && far->kind == IR_ITEM_STATE)
            ctarget_add_once(t, &b->seen, far_path(t, p, in));
        if (far && !ir_is_extrapolated(owner, far))
            diag_help(t->m->session->diags,
                      diag(t->m->session->diags, DIAG_NNC0802, p->span,
                           "a linear coupling cannot read `%s`, which follows from others",
                           in->from_name->s),
                      "coupling=\"held\" can");
    }
}

void ctarget_bind_coupled(CTarget *t, const IrPopulation *cells, KBinding *b)
{
    for (uint32_t i = 0; i < t->m->projections.n; i++) {
        const IrProjection *p = t->m->projections.v[i];
        const IrModel *synapse = p->synapse ? ir_find_model(t->m, p->synapse) : NULL;
        if (!synapse ||
            (!ctarget_group_holds(t, p->pre, cells) && !ctarget_group_holds(t, p->post, cells)))
            continue;
        bind_terms(t, p, synapse, cells, b);
        if (p->linear_coupling && ir_is_continuous(t->a, ir_flatten(t->m, synapse, NULL, 0)))
            bind_seen(t, p, synapse, cells, b);
    }
}

bool ctarget_shows_sums(const CTarget *t)
{
    for (uint32_t i = 0; i < t->classes.n; i++) {
        const KClass *c = t->classes.v[i]->k;
        for (uint32_t k = 0; c && k < c->signals.n; k++)
            if (c->signals.v[k].sums)
                return true;
        if (c && c->settles_sums)
            return true;
    }
    return false;
}

static bool reads_far(void *context, const IrExpr *e)
{
    const KClass *c = context;
    for (uint32_t i = 0; e->op == IR_LOAD && i < c->fars.n; i++)
        if (c->fars.v[i].column == e->u.column)
            return true;
    return false;
}

void ctarget_check_linear(CTarget *t, const IrProjection *p, const KClass *c)
{
    const KBody *handlers[] = {&c->pre, &c->post, &c->test};
    for (int h = 0; h < 3; h++)
        for (uint32_t i = 0; i < handlers[h]->stmts.n; i++) {
            const KStmt *s = &handlers[h]->stmts.v[i];
            if (!p->linear_coupling || !s->value ||
                !ir_expr_any(s->value, reads_far, (void *)(uintptr_t)c))
                continue;
            diag_help(t->m->session->diags,
                      diag(t->m->session->diags, DIAG_NNC0802, s->span,
                           "a handler cannot read a cell where the coupling is linear"),
                      "it can with coupling=\"held\"");
            t->failed = true;
            return;
        }
}

static bool same_coupled(const KBinding *x, const KBinding *y)
{
    for (uint32_t i = 0; i < x->coupled.n; i++) {
        bool found = false;
        for (uint32_t k = 0; k < y->coupled.n; k++)
            found |= x->coupled.v[i].reduce == y->coupled.v[k].reduce &&
                     x->coupled.v[i].own == y->coupled.v[k].own;
        if (!found)
            return false;
    }
    return x->coupled.n == y->coupled.n;
}

bool ctarget_same_couplings(const KBinding *x, const KBinding *y)
{
    return same_coupled(x, y) && x->shown == y->shown && ctarget_same_names(&x->seen, &y->seen) &&
           ctarget_same_names(&x->fixed, &y->fixed);
}
