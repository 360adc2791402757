/* Well-formed models: names, roles and stages, derivatives, regimes, attributes, order of
   defaults and initial values. */
#include "ir/build.h"
#include "ir/facts.h"
#include "ir/method.h"
#include "ir/typing.h"
#include "ir/verifying.h"

#include <stdint.h>
#include <string.h>

/* ---- what each kind of model may have ---- */
enum {
    CELL = 1u << IR_CELL,
    CHANNEL = 1u << IR_CHANNEL,
    RECEPTOR = 1u << IR_RECEPTOR,
    SYNAPSE = 1u << IR_SYNAPSE,
    SOURCE = 1u << IR_SOURCE,
    ANY_ROLE = CELL | CHANNEL | RECEPTOR | SYNAPSE | SOURCE
};

static const uint8_t roles[IR_ITEM_COUNT] = {
    [IR_ITEM_PARAM] = ANY_ROLE,      [IR_ITEM_STATE] = ANY_ROLE,    [IR_ITEM_ALIAS] = ANY_ROLE,
    [IR_ITEM_DERIV] = ANY_ROLE,      [IR_ITEM_REDUCE] = ANY_ROLE,   [IR_ITEM_FEED] = ANY_ROLE,
    [IR_ITEM_IN] = ANY_ROLE,         [IR_ITEM_EVENT_IN] = ANY_ROLE, [IR_ITEM_EVENT_OUT] = ANY_ROLE,
    [IR_ITEM_PART] = ANY_ROLE,       [IR_ITEM_WIRE] = ANY_ROLE,     [IR_ITEM_NOISE] = ANY_ROLE,
    [IR_ITEM_GATE] = CELL | CHANNEL, [IR_ITEM_KINETIC] = ANY_ROLE,  [IR_ITEM_ION] = CELL,
    [IR_ITEM_TREE] = CELL,           [IR_ITEM_REGION] = CELL,       [IR_ITEM_METHOD] = ANY_ROLE,
    [IR_ITEM_ON] = ANY_ROLE,         [IR_ITEM_JUMP] = SYNAPSE,      [IR_ITEM_WHEN] = ANY_ROLE,
    [IR_ITEM_WHENEVER] = ANY_ROLE,   [IR_ITEM_MODE] = ANY_ROLE,
};

/* Gone when a model is flat. */
static const bool structured_only[IR_ITEM_COUNT] = {
    [IR_ITEM_PART] = true,
    [IR_ITEM_GATE] = true,
    [IR_ITEM_KINETIC] = true,
    [IR_ITEM_ION] = true,
};

static const bool in_regimes[IR_ITEM_COUNT] = {
    [IR_ITEM_DERIV] = true,    [IR_ITEM_ALIAS] = true, [IR_ITEM_WHEN] = true,
    [IR_ITEM_WHENEVER] = true, [IR_ITEM_ON] = true,
};

static void check_place(IrVerifier *v, const IrItem *item)
{
    if (!(roles[item->kind] >> v->model->role & 1))
        ir_verify_complain(v, DIAG_NNC0303, item->span, "a %s cannot have the item `%s`",
                           ir_role_word(v->model->role), ir_item_word(item->kind));
    else if (v->model->stage != IR_STRUCTURED && structured_only[item->kind])
        ir_verify_complain(v, DIAG_NNC0303, item->span, "a flat model cannot have the item `%s`",
                           ir_item_word(item->kind));
}

/* ---- names ---- */
static void check_duplicate(IrVerifier *v, const IrItem *item)
{
    const IrItem *first =
        ir_item_declares(item->kind) && item->name ? ir_item(v->model, item->name) : NULL;
    if (!first || first == item)
        return;
    Diag *g =
        ir_verify_complain(v, DIAG_NNC0301, item->span, "`%s` is declared twice", item->name->s);
    diag_note(v->m->session->diags, g, first->span, "first declared here, as `%s`",
              ir_item_word(first->kind));
    if (item->kind == IR_ITEM_KINETIC)
        diag_help(v->m->session->diags, g, "give this one a name of its own: `kinetic second:`");
}

static void check_region(IrVerifier *v, const IrItem *item)
{
    if (!item->region || str_is(item->region, "all") ||
        ir_item_of(v->model, IR_ITEM_REGION, item->region))
        return;
    StrNearest near = str_nearest_start(item->region->s);
    str_nearest_offer(&near, "all");
    for (uint32_t i = 0; i < v->model->items.n; i++)
        if (v->model->items.v[i]->kind == IR_ITEM_REGION)
            str_nearest_offer(&near, v->model->items.v[i]->name->s);
    ir_verify_unknown(v, item->span, "region", item->region, near);
}

static void check_methods(IrVerifier *v, const IrItem *item)
{
    v->failed |= !ir_method_check(v->m->session->diags, v->m->arena, item->span, item->method);
    for (uint32_t i = 0; i < item->names.n; i++) {
        const IrItem *state = ir_item(v->model, item->names.v[i]);
        StrNearest near = str_nearest_start(item->names.v[i]->s);
        ir_offer_items(&near, v->model);
        if (!state)
            ir_verify_unknown(v, item->span, "state", item->names.v[i], near);
        else if (state->kind != IR_ITEM_STATE && state->kind != IR_ITEM_GATE)
            ir_verify_complain(v, DIAG_NNC0304, item->span,
                               "`%s` is not a state, so it is not integrated", state->name->s);
    }
}

/* ---- derivatives ---- */
static void check_derivative(IrVerifier *v, const IrItem *d)
{
    const IrItem *target = ir_item(v->model, d->name);
    if (!target || target->kind == IR_ITEM_STATE)
        return; /* an unknown name is reported with the types */
    Diag *g =
        ir_verify_complain(v, DIAG_NNC0304, d->span,
                           "`%s` has a derivative, but it is declared as `%s`, not as a state",
                           d->name->s, ir_item_word(target->kind));
    diag_note(v->m->session->diags, g, target->span, "declared here");
}

/* Where a state has its derivative: at the top, or in one mode. */
typedef struct Derived {
    const IrItem *first;
    const IrItem *mode; /* NULL: at the top */
    const IrRegime *regime;
} Derived;

static void add_derivative(IrVerifier *v, Map *derived, const IrItem *d, const IrItem *mode,
                           const IrRegime *regime)
{
    const Derived *before = map_get(derived, d->name);
    if (before && (before->mode != mode || before->regime == regime)) {
        Diag *g =
            ir_verify_complain(v, DIAG_NNC0304, d->span, "`%s` has two derivatives", d->name->s);
        diag_note(v->m->session->diags, g, before->first->span, "the other one is here");
        return;
    }
    Derived *now = ARENA_NEW(v->m->arena, Derived);
    *now = (Derived){d, mode, regime};
    map_set(derived, d->name, now);
}

static void check_derivatives(IrVerifier *v)
{
    Map derived;
    map_init(&derived, v->m->arena);
    for (uint32_t i = 0; i < v->model->items.n; i++) {
        const IrItem *item = v->model->items.v[i];
        if (item->kind == IR_ITEM_DERIV) {
            check_derivative(v, item);
            add_derivative(v, &derived, item, NULL, NULL);
        }
        for (uint32_t r = 0; r < item->regimes.n; r++)
            for (uint32_t k = 0; k < item->regimes.v[r].items.n; k++)
                if (item->regimes.v[r].items.v[k]->kind == IR_ITEM_DERIV) {
                    check_derivative(v, item->regimes.v[r].items.v[k]);
                    add_derivative(v, &derived, item->regimes.v[r].items.v[k], item,
                                   &item->regimes.v[r]);
                }
    }
}

/* ---- regimes ---- */
static void check_regime(IrVerifier *v, const IrItem *mode, uint32_t index)
{
    const IrRegime *regime = &mode->regimes.v[index];
    for (uint32_t i = 0; i < index; i++)
        if (mode->regimes.v[i].name == regime->name)
            ir_verify_complain(v, DIAG_NNC0301, regime->span, "the regime `%s` is declared twice",
                               regime->name->s);
    for (uint32_t i = 0; i < regime->items.n; i++) {
        const IrItem *item = regime->items.v[i];
        const IrItem *base = item->kind == IR_ITEM_ALIAS ? ir_item(v->model, item->name) : NULL;
        if (!in_regimes[item->kind])
            ir_verify_complain(v, DIAG_NNC0303, item->span, "a regime cannot have the item `%s`",
                               ir_item_word(item->kind));
        else if (item->kind == IR_ITEM_ALIAS && (!base || base->kind != IR_ITEM_ALIAS))
            ir_verify_complain(v, DIAG_NNC0305, item->span,
                               "a regime can only redefine an alias, and `%s` is none of the model",
                               item->name->s);
    }
}

static void check_mode(IrVerifier *v, const IrItem *mode)
{
    uint32_t initial = 0;
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        check_regime(v, mode, i);
        initial += mode->regimes.v[i].initial;
    }
    if (initial != 1)
        ir_verify_complain(v, DIAG_NNC0305, mode->span,
                           "the mode `%s` has %u initial regimes; it must have one", mode->name->s,
                           initial);
}

/* ---- attributes ---- */
static void misplaced(IrVerifier *v, const IrItem *item, const char *attribute, const char *where)
{
    ir_verify_complain(v, DIAG_NNC0310, item->span, "`%s` cannot be `%s`; that is for %s",
                       item->name ? item->name->s : ir_item_word(item->kind), attribute, where);
}

static void check_attributes(IrVerifier *v, const IrItem *item)
{
    const IrRole role = v->model->role;
    const bool receives = item->kind == IR_ITEM_IN || item->kind == IR_ITEM_REDUCE;
    if (item->held && !receives && item->kind != IR_ITEM_ALIAS)
        misplaced(v, item, "held", "what is received: `in` and `reduce`");
    if (item->linear && !receives)
        misplaced(v, item, "linear", "what is received: `in` and `reduce`");
    if (item->is_current && item->kind != IR_ITEM_ALIAS)
        misplaced(v, item, "current", "aliases");
    if (item->to_pre && role != IR_SYNAPSE)
        misplaced(v, item, "to pre", "the currents of synapses");
    if (item->weight && role != IR_SYNAPSE)
        misplaced(v, item, "weight", "a state or parameter of a synapse");
    if (item->from != IR_OWN && item->kind != IR_ITEM_IN)
        misplaced(v, item, "from", "`in`");
    else if (item->from == IR_FROM_PRE && role != IR_SYNAPSE)
        misplaced(v, item, "from pre", "synapses");
    if (item->dim.var && !v->model->weight_variable && role == IR_SYNAPSE &&
        item->kind == IR_ITEM_PARAM)
        misplaced(v, item, "'w", "models that declare <'w>");
}

static void check_gate(IrVerifier *v, const IrItem *gate)
{
    bool has[4] = {false};
    static const char *const names[4] = {"alpha", "beta", "inf", "tau"};
    for (uint32_t i = 0; i < gate->binds.n; i++)
        for (int k = 0; k < 4; k++)
            has[k] |= str_is(gate->binds.v[i].name, names[k]);
    const bool rates = has[0] && has[1] && !has[2] && !has[3];
    const bool relaxes = !has[0] && !has[1] && has[2] && has[3];
    if (!rates && !relaxes)
        ir_verify_complain(v, DIAG_NNC0310, gate->span,
                           "the gate `%s` needs alpha and beta, or inf and tau", gate->name->s);
    if (gate->power < 1)
        ir_verify_complain(v, DIAG_NNC0310, gate->span,
                           "the power of the gate `%s` must be at least 1", gate->name->s);
}

/* ---- noise: linear, and only in derivatives ---- */
/* Degree of an expression in the noises of the model: 0, 1, or 2 for "not linear". */
static int noise_degree(const IrModel *model, const IrExpr *e)
{
    int sum = 0, most = 0, first = 0;
    if (e->op == IR_ITEM) {
        const IrItem *item = ir_item(model, e->u.name);
        return item && item->kind == IR_ITEM_NOISE;
    }
    for (uint32_t i = 0; i < e->n; i++) {
        const int degree = noise_degree(model, e->arg[i]);
        sum += degree;
        first = i ? first : degree;
        most = degree > most ? degree : most;
        if (degree && e->op == IR_QUOTIENT && i == 1)
            return 2;
    }
    if (e->op == IR_SUM || e->op == IR_NEG || (e->op == IR_SELECT && !first))
        return most;
    if (e->op == IR_PRODUCT || e->op == IR_QUOTIENT)
        return sum > 1 ? 2 : sum;
    return most ? 2 : 0;
}

typedef struct NoiseCheck {
    IrVerifier *v;
    const IrItem *item;
} NoiseCheck;

static void check_noise(void *context, IrExpr **e)
{
    const NoiseCheck *c = context;
    const int degree = noise_degree(c->v->model, *e);
    if (degree && c->item->kind != IR_ITEM_DERIV)
        ir_verify_complain(c->v, DIAG_NNC0310, (*e)->span, "noise can stand only in a derivative");
    else if (degree > 1)
        ir_verify_complain(c->v, DIAG_NNC0310, (*e)->span,
                           "a derivative must be linear in its noise");
}

static void check_all_noise(IrVerifier *v, IrItem *item)
{
    NoiseCheck check = {v, item};
    if (item->kind != IR_ITEM_MODE) {
        ir_item_each_expr(item, check_noise, &check);
        return;
    }
    for (uint32_t i = 0; i < item->regimes.n; i++)
        for (uint32_t k = 0; k < item->regimes.v[i].items.n; k++)
            check_all_noise(v, item->regimes.v[i].items.v[k]);
}

/* ---- defaults and initial values ---- */
typedef struct Order {
    IrVerifier *v;
    Map status;          /* item -> 1 while it is looked at, 2 after */
    const IrItem *start; /* whose value is followed */
    unsigned depth;
} Order;

static bool follow(void *context, const IrExpr *e);

/* True when following the value of `item` comes back to an item that is still looked at. */
static bool follow_item(Order *o, const IrItem *item)
{
    enum { DEPTH_MAX = 2000 };
    const uintptr_t status = (uintptr_t)map_get(&o->status, item);
    if (status || !item->value || o->depth >= DEPTH_MAX)
        return status == 1;
    map_set(&o->status, item, (void *)(uintptr_t)1);
    o->depth++;
    const bool cycle = ir_expr_any(item->value, follow, o);
    o->depth--;
    map_set(&o->status, item, (void *)(uintptr_t)2);
    return cycle;
}

static bool follow(void *context, const IrExpr *e)
{
    Order *o = context;
    const IrItem *item = e->op == IR_ITEM ? ir_item(o->v->model, e->u.name) : NULL;
    if (!item ||
        (item->kind != IR_ITEM_PARAM && item->kind != IR_ITEM_STATE && item->kind != IR_ITEM_ALIAS))
        return false;
    return follow_item(o, item);
}

static bool is_not_param(void *context, const IrExpr *e)
{
    const IrVerifier *v = context;
    const IrItem *item = e->op == IR_ITEM ? ir_item(v->model, e->u.name) : NULL;
    return item && item->kind != IR_ITEM_PARAM;
}

static void check_order(IrVerifier *v)
{
    Order o = {.v = v};
    map_init(&o.status, v->m->arena);
    for (uint32_t i = 0; i < v->model->items.n; i++) {
        const IrItem *item = v->model->items.v[i];
        if ((item->kind != IR_ITEM_PARAM && item->kind != IR_ITEM_STATE) || !item->value)
            continue;
        if (item->kind == IR_ITEM_PARAM && ir_expr_any(item->value, is_not_param, v))
            ir_verify_complain(v, DIAG_NNC0310, item->value->span,
                               "the default of the parameter `%s` can read parameters only",
                               item->name->s);
        else if (follow_item(&o, item))
            ir_verify_complain(v, DIAG_NNC0205, item->span, "the value of `%s` needs itself",
                               item->name->s);
    }
}

void ir_verify_model(IrVerifier *v, const IrModel *model)
{
    v->model = model;
    for (uint32_t i = 0; i < model->items.n; i++) {
        IrItem *item = model->items.v[i];
        check_place(v, item);
        check_duplicate(v, item);
        check_region(v, item);
        check_attributes(v, item);
        check_all_noise(v, item);
        if (item->kind == IR_ITEM_MODE)
            check_mode(v, item);
        else if (item->kind == IR_ITEM_GATE)
            check_gate(v, item);
        else if (item->kind == IR_ITEM_METHOD)
            check_methods(v, item);
    }
    check_derivatives(v);
    check_order(v);
    v->model = NULL;
}
