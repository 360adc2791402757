/* Sums that a kinetic scheme conserves: every reaction of the model keeps them, and each has a last species of its own,
   which follows from the others. */
#include "ir/build.h"
#include "ir/evaluate.h"
#include "ir/typing.h"
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

/* Calls f for the sums, or for the reactions, of all schemes of the model. */
static void each_of(IrVerifier *v, const IrModel *model, bool sums, const IrReaction *context,
                    void (*f)(IrVerifier *v, const IrReaction *context, const IrReaction *r))
{
    for (uint32_t i = 0; i < model->items.n; i++)
        for (uint32_t k = 0; k < model->items.v[i]->reactions.n; k++)
            if (model->items.v[i]->reactions.v[k].conserve == sums)
                f(v, context, &model->items.v[i]->reactions.v[k]);
}

/* ---- what a sum leaves ---- */
static const Str *last_of(const IrReaction *sum)
{
    return VEC_LAST(&sum->left).name;
}

const IrReaction *ir_conserved_rest(const IrModel *model, const Str *state)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        for (uint32_t k = 0; k < model->items.v[i]->reactions.n; k++) {
            const IrReaction *r = &model->items.v[i]->reactions.v[k];
            if (r->conserve && r->left.n && last_of(r) == state)
                return r;
        }
    return NULL;
}

static bool has_rest(const IrReaction *sum, const Str *rest)
{
    for (uint32_t i = 0; i < sum->left.n; i++)
        if (sum->left.v[i].name == rest)
            return true;
    return false;
}

/* Does what `from` leaves depend on what `sum` leaves. */
static bool needs(const IrModel *model, const IrReaction *from, const IrReaction *sum, Map *seen)
{
    if (map_has(seen, from))
        return false;
    map_set(seen, from, (void *)from);
    for (uint32_t i = 0; i + 1 < from->left.n; i++) {
        const IrReaction *next = ir_conserved_rest(model, from->left.v[i].name);
        if (next && (next == sum || needs(model, next, sum, seen)))
            return true;
    }
    return false;
}

/* Of two sums that have one last species the second, of sums that need each other the first. */
static const char *wrong_last(const IrVerifier *v, const IrReaction *sum)
{
    if (ir_conserved_rest(v->model, last_of(sum)) != sum)
        return "is the last species of two sums";
    for (uint32_t i = 0; i < v->model->items.n; i++)
        for (uint32_t k = 0; k < v->model->items.v[i]->reactions.n; k++) {
            const IrReaction *r = &v->model->items.v[i]->reactions.v[k];
            Map seen;
            map_init(&seen, v->m->arena);
            if (r->conserve && needs(v->model, r, r, &seen))
                return r == sum ? "and the last species of another sum need each other" : NULL;
        }
    return NULL;
}

static void check_last(IrVerifier *v, const IrReaction *sum)
{
    const IrReaction *other = ir_conserved_rest(v->model, last_of(sum));
    const char *why = wrong_last(v, sum);
    if (!why)
        return;
    Diags *diags = v->m->session->diags;
    Diag *g = ir_verify_complain(v, DIAG_NNC0309, sum->span, "`%s` %s", last_of(sum)->s, why);
    if (other != sum)
        diag_note(diags, g, other->span, "the other one");
    diag_help(diags, g, "put a species last that no other sum has: it is what this one leaves");
}

typedef struct Total {
    IrVerifier *v;
    Map seen; /* aliases */
} Total;

static bool moves(const IrModel *model, const Str *state)
{
    bool found = ir_item_of(model, IR_ITEM_DERIV, state) != NULL;
    for (uint32_t i = 0; i < model->items.n && !found; i++)
        for (uint32_t k = 0; k < model->items.v[i]->reactions.n && !found; k++)
            found = has_rest(&model->items.v[i]->reactions.v[k], state) ||
                    coefficient(&model->items.v[i]->reactions.v[k].right, state) > 0;
    return found;
}

/* For ir_expr_any: the time, or a state that an equation or a reaction moves. */
static bool is_moving(void *context, const IrExpr *e)
{
    Total *t = context;
    if (e->op == IR_VARIABLE)
        return str_is(e->u.name, "t");
    if (e->op == IR_AFTER || e->op == IR_SINCE)
        return true;
    const IrItem *item = e->op == IR_ITEM ? ir_item(t->v->model, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_GATE)
        return true;
    if (item && item->kind == IR_ITEM_STATE)
        return moves(t->v->model, item->name);
    if (!item || item->kind != IR_ITEM_ALIAS || !item->value || map_has(&t->seen, item))
        return false;
    map_set(&t->seen, item, (void *)item);
    return ir_expr_any(item->value, is_moving, t);
}

static bool has_twice(IrVerifier *v, const IrReaction *sum)
{
    for (uint32_t i = 0; i < sum->left.n; i++)
        for (uint32_t k = 0; k < i; k++)
            if (sum->left.v[i].name == sum->left.v[k].name) {
                ir_verify_complain(v, DIAG_NNC0309, sum->left.v[i].span,
                                   "`%s` is in this sum twice: write 2*%s", sum->left.v[i].name->s,
                                   sum->left.v[i].name->s);
                return true;
            }
    return false;
}

/* ---- what a sum starts from ---- */
enum { DEPTH_MOST = 200 };

typedef struct Start {
    const IrVerifier *v;
    unsigned depth;
} Start;

static double start_value(Start *s, const IrExpr *e);

static double start_of_item(Start *s, const IrItem *item)
{
    const bool known =
        item && item->value &&
        (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE || item->kind == IR_ITEM_ALIAS);
    if (!known || s->depth > DEPTH_MOST)
        return (double)NAN;
    s->depth++;
    const double x = start_value(s, item->value);
    s->depth--;
    return x;
}

/* Of a leaf; NaN where it is not known yet. */
static bool start_of_leaf(void *context, const IrExpr *e, double *x)
{
    Start *s = context;
    if (e->op == IR_ITEM)
        *x = start_of_item(s, ir_item(s->v->model, e->u.name));
    else if (e->n)
        return false;
    else if (!ir_constant(e, x))
        *x = (double)NAN;
    return true;
}

static double start_value(Start *s, const IrExpr *e)
{
    const IrLeaves leaves = {start_of_leaf, s};
    return ir_evaluate(&leaves, e);
}

/* A last species that is given an initial value has it, as far as defaults say. */
static void check_start(const IrVerifier *v, const IrReaction *sum)
{
    Start s = {v, 0};
    double all = 0;
    for (uint32_t i = 0; i < sum->left.n; i++) {
        double n = 1;
        const IrItem *state = ir_item(v->model, sum->left.v[i].name);
        if (!state || (sum->left.v[i].value && !ir_constant(sum->left.v[i].value, &n)))
            return;
        all += n * start_of_item(&s, state);
    }
    const double total = start_value(&s, sum->total);
    if (!(fabs(all - total) > 1e-9 * fabs(total)) || v->m->lems_euler)
        return;
    Diags *diags = v->m->session->diags;
    Diag *g = diag(diags, DIAG_NNC0326, sum->span,
                   "the initial values add up to %.12g, not to %.12g", all, total);
    diag_note(diags, g, ir_item(v->model, last_of(sum))->span,
              "the last species starts at what the others leave");
}

static void check_sum(IrVerifier *v, const IrReaction *unused, const IrReaction *sum)
{
    (void)unused;
    if (!sum->left.n || !sum->total || has_twice(v, sum))
        return;
    each_of(v, v->model, false, sum, check_conserved);
    check_last(v, sum);
    Total t = {v, {0}};
    map_init(&t.seen, v->m->arena);
    if (ir_expr_any(sum->total, is_moving, &t))
        ir_verify_complain(v, DIAG_NNC0309, sum->total->span,
                           "the total of a conserved sum stays: it cannot read what moves");
    else
        check_start(v, sum);
}

void ir_verify_conserved(IrVerifier *v, const IrModel *model)
{
    each_of(v, model, true, NULL, check_sum);
}
