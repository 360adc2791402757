/* flatten.  needs: a structured, typed model.  does: see flatten.h.  keeps: order of items; conditions of parts come
   before those of their owner (semantics 2.5).  example: part %na : $Na (v = %v) gives state %na.m, alias %na.v = %v. */
#include "ir/pass/flatten.h"

#include "ir/pass/algebra.h"
#include "ir/pass/flatten_internal.h"
#include "ir/pass/kinetic.h"

#include <string.h>

const Str *flatten_name(const Scope *s, const Str *name)
{
    if (!name || !*s->prefix)
        return name;
    return str_join(s->f->module->session->strings, s->prefix, name->s);
}

/* mode(@r): does the state of the mode that has a regime r hold its number */
static IrExpr *mode_test(const Scope *s, IrExpr *e)
{
    Arena *a = s->f->arena;
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *mode = s->model->items.v[i];
        for (uint32_t r = 0; mode->kind == IR_ITEM_MODE && r < mode->regimes.n; r++)
            if (mode->regimes.v[r].name == e->u.name)
                return ir_binary(a, IR_EQ,
                                 ir_named(a, IR_ITEM, flatten_name(s, mode->name), e->span),
                                 ir_number(a, r, DIM_NONE, e->span));
    }
    return e;
}

static IrExpr *rename_node(void *context, IrExpr *e)
{
    if (e->op == IR_INMODE)
        return mode_test(context, e);
    if (e->op == IR_ITEM || e->op == IR_NERNST || e->op == IR_GHK)
        e->u.name = flatten_name(context, e->u.name);
    return e;
}

IrExpr *flatten_expr(const Scope *s, const IrExpr *e)
{
    return e ? ir_expr_map(s->f->arena, e, rename_node, (void *)s) : NULL;
}

static void rename_in_place(void *context, IrExpr **e)
{
    *e = flatten_expr(context, *e);
}

static const Str *part_of(const Scope *s)
{
    return *s->prefix ? str_from(s->f->module->session->strings, s->prefix) : NULL;
}

IrItem *flatten_add(const Scope *s, IrItem *item)
{
    item->part = part_of(s);
    ir_model_add(s->f->module, s->f->flat, item);
    return item;
}

IrItem *flatten_alias(const Scope *s, const Str *name, IrExpr *value, Span at)
{
    IrItem *item = ir_item_new(s->f->arena, IR_ITEM_ALIAS, name, at);
    item->value = value;
    item->dim = value->dim;
    item->scalar = (IrScalar)value->scalar;
    return flatten_add(s, item);
}

IrItem *flatten_derivative(const Scope *s, const Str *state, IrExpr *value, Span at)
{
    IrItem *item = ir_item_new(s->f->arena, IR_ITEM_DERIV, state, at);
    item->value = value;
    return flatten_add(s, item);
}

static const Str *dotted(const Scope *s, const Str *name, const char *member)
{
    return str_format(s->f->module->session->strings, "%s%s.%s", s->prefix, name->s, member);
}

IrExpr *flatten_item_ref(const Scope *s, const Str *name, Span at)
{
    return ir_named(s->f->arena, IR_ITEM, name, at);
}

/* ---- bodies ---- */
static void rename_body(const Scope *s, IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *st = &b->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN || st->kind == IR_STMT_EMIT)
            st->name = flatten_name(s, st->name);
        for (uint32_t k = 0; k < st->names.n; k++)
            st->names.v[k] = flatten_name(s, st->names.v[k]);
        rename_body(s, st->then_body);
        rename_body(s, st->else_body);
    }
}

IrItem *flatten_copy(const Scope *s, const IrItem *item)
{
    Arena *a = s->f->arena;
    IrItem *copy = ir_item_new(a, item->kind, item->name, item->span);
    *copy = *item;
    copy->name = item->kind == IR_ITEM_JUMP ? item->name : flatten_name(s, item->name);
    copy->part = part_of(s);
    copy->body = item->body ? ir_body_copy(a, item->body) : NULL;
    copy->wire_from = flatten_name(s, item->wire_from);
    copy->wire_to = flatten_name(s, item->wire_to);
    ir_item_each_expr(copy, rename_in_place, (void *)s);
    rename_body(s, copy->body);
    return copy;
}

/* ---- gates: state, m.alpha m.beta m.inf m.tau, derivative ---- */
static void gate_rates(const Scope *s, const IrItem *g, const Str *alpha, const Str *beta)
{
    Arena *a = s->f->arena;
    IrExpr *sum = ir_binary(a, IR_SUM, flatten_item_ref(s, alpha, g->span),
                            flatten_item_ref(s, beta, g->span));
    flatten_alias(
        s, dotted(s, g->name, "inf"),
        ir_binary(a, IR_QUOTIENT, flatten_item_ref(s, alpha, g->span), ir_expr_copy(a, sum)),
        g->span);
    IrExpr *state = flatten_item_ref(s, flatten_name(s, g->name), g->span);
    flatten_derivative(s, flatten_name(s, g->name),
                       ir_binary(a, IR_SUM, flatten_item_ref(s, alpha, g->span),
                                 ir_unary(a, IR_NEG, ir_binary(a, IR_PRODUCT, sum, state))),
                       g->span);
}

static void gate_relaxation(const Scope *s, const IrItem *g, const Str *inf, const Str *tau)
{
    Arena *a = s->f->arena;
    IrExpr *gap =
        ir_binary(a, IR_SUM, flatten_item_ref(s, inf, g->span),
                  ir_unary(a, IR_NEG, flatten_item_ref(s, flatten_name(s, g->name), g->span)));
    flatten_derivative(s, flatten_name(s, g->name),
                       ir_binary(a, IR_QUOTIENT, gap, flatten_item_ref(s, tau, g->span)), g->span);
}

static void flatten_gate(const Scope *s, const IrItem *g)
{
    StrTable *strings = s->f->module->session->strings;
    const IrBind *init = ir_bind(&g->binds, str_from(strings, "init"));
    IrItem *state = ir_item_new(s->f->arena, IR_ITEM_STATE, flatten_name(s, g->name), g->span);
    state->power = g->power;
    state->value = init ? flatten_expr(s, init->value)
                        : flatten_item_ref(s, dotted(s, g->name, "inf"), g->span);
    flatten_add(s, state);
    for (uint32_t i = 0; i < g->binds.n; i++)
        if (g->binds.v[i].name != str_from(strings, "init"))
            flatten_alias(s, dotted(s, g->name, g->binds.v[i].name->s),
                          flatten_expr(s, g->binds.v[i].value), g->span);
    if (ir_bind(&g->binds, str_from(strings, "alpha")))
        gate_rates(s, g, dotted(s, g->name, "alpha"), dotted(s, g->name, "beta"));
    else
        gate_relaxation(s, g, dotted(s, g->name, "inf"), dotted(s, g->name, "tau"));
}

/* ---- kinetics: `conserve` makes its last species an alias ---- */
static void conserve_last(const Scope *s, const IrReaction *r, Map *rates)
{
    const Str *last = VEC_LAST(&r->left).name;
    IrItem *state = ir_item(s->f->flat, flatten_name(s, last));
    if (state) { /* a state so far: now what the others leave */
        state->kind = IR_ITEM_ALIAS;
        state->value = flatten_expr(s, ir_kinetic_rest(s->f->arena, r));
    }
    map_set(rates, last, NULL);
}

static void flatten_kinetics(const Scope *s)
{
    Map rates;
    map_init(&rates, s->f->arena);
    ir_kinetic_rates(s->f->arena, s->model, &rates);
    for (uint32_t i = 0; i < s->model->items.n && !s->f->module->lems_euler; i++) {
        const IrItem *k = s->model->items.v[i];
        for (uint32_t r = 0; r < k->reactions.n; r++)
            if (k->reactions.v[r].conserve)
                conserve_last(s, &k->reactions.v[r], &rates);
    }
    for (uint32_t i = 0; i < rates.n; i++) {
        const KineticRate *rate = rates.entries[i].value;
        if (rate)
            flatten_derivative(s, flatten_name(s, rates.entries[i].key),
                               flatten_expr(s, rate->derivative), rate->span)
                ->scheme = flatten_name(s, rate->scheme);
    }
}

static void flatten_ion(const Scope *s, const IrItem *ion)
{
    for (uint32_t i = 0; i < ion->binds.n; i++)
        flatten_alias(s, dotted(s, ion->name, ion->binds.v[i].name->s),
                      flatten_expr(s, ion->binds.v[i].value), ion->span);
    IrItem *current =
        ir_item_new(s->f->arena, IR_ITEM_REDUCE, dotted(s, ion->name, "current"), ion->span);
    flatten_add(s, current);
}

/* ---- parts ---- */
static void flatten_items(const Scope *s);

static void flatten_part(const Scope *s, const IrItem *part)
{
    const IrModel *model = ir_find_model(s->f->module, part->model);
    const char *prefix = arena_printf(s->f->arena, "%s%s.", s->prefix, part->name->s);
    if (model)
        flatten_items(&(Scope){s->f, model, prefix, s, &part->binds});
}

/* A parameter or input of a part: what the owner binds, the owner's item of the same name, or left open. */
static void flatten_bound(const Scope *s, const IrItem *item)
{
    const IrBind *bind = s->binds ? ir_bind(s->binds, item->name) : NULL;
    if (bind)
        flatten_alias(s, flatten_name(s, item->name), flatten_expr(s->owner, bind->value),
                      bind->span)
            ->for_parts = item->for_parts;
    else if (item->kind == IR_ITEM_IN && item->from == IR_FROM_POST && s->owner)
        flatten_alias(s, flatten_name(s, item->name),
                      flatten_item_ref(s, flatten_name(s->owner, item->from_name), item->span),
                      item->span);
    else if (item->kind == IR_ITEM_IN && s->owner && ir_item(s->owner->model, item->name))
        flatten_alias(s, flatten_name(s, item->name),
                      flatten_item_ref(s, flatten_name(s->owner, item->name), item->span),
                      item->span);
    else
        flatten_add(s, flatten_copy(s, item));
}

static void flatten_item(const Scope *s, const IrItem *item)
{
    switch ((int)item->kind) {
    case IR_ITEM_PART:
        flatten_part(s, item);
        break;
    case IR_ITEM_PARAM:
    case IR_ITEM_IN:
        flatten_bound(s, item);
        break;
    case IR_ITEM_GATE:
        flatten_gate(s, item);
        break;
    case IR_ITEM_KINETIC:
    case IR_ITEM_METHOD:
        break; /* after all states are known */
    case IR_ITEM_ION:
        flatten_ion(s, item);
        break;
    case IR_ITEM_FEED:
        VEC_PUSH(s->f->arena, &s->f->feeds, flatten_copy(s, item));
        break;
    case IR_ITEM_MODE:
        flatten_mode(s, item);
        break;
    case IR_ITEM_WHEN:
    case IR_ITEM_WHENEVER:
        VEC_PUSH(s->f->arena, &s->f->conditions, flatten_copy(s, item));
        break;
    default:
        flatten_add(s, flatten_copy(s, item));
    }
}

static void flatten_items(const Scope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        flatten_item(s, s->model->items.v[i]);
    flatten_kinetics(s);
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (s->model->items.v[i]->kind == IR_ITEM_MODE)
            flatten_overrides(s, s->model->items.v[i]);
    flatten_methods(s);
}

/* ---- reduces ---- */
static bool is_open(const Flatten *f, const Str *name)
{
    for (uint32_t i = 0; i < f->n_open; i++)
        if (f->open[i] == name)
            return true;
    return false;
}

static IrExpr *sum_of_feeds(Flatten *f, const IrItem *reduce)
{
    VEC(IrExpr *) terms = {0};
    for (uint32_t i = 0; i < f->feeds.n; i++)
        if (f->feeds.v[i]->name == reduce->name)
            VEC_PUSH(f->arena, &terms, f->feeds.v[i]->value);
    if (!terms.n)
        return ir_number(f->arena, reduce->multiply ? 1.0 : 0.0, reduce->dim, reduce->span);
    if (terms.n == 1)
        return terms.v[0];
    IrExpr *all =
        ir_expr_new(f->arena, reduce->multiply ? IR_PRODUCT : IR_SUM, terms.n, terms.v[0]->span);
    memcpy(all->arg, terms.v, terms.n * sizeof *terms.v);
    return all;
}

/* An open reduce keeps its name as the sum; what comes from outside is the input `name.outside`. */
static void close_reduce(Flatten *f, IrItem *reduce)
{
    IrExpr *all = sum_of_feeds(f, reduce);
    if (is_open(f, reduce->name)) {
        const Str *name = str_format(f->module->session->strings, "%s.outside", reduce->name->s);
        IrItem *input = ir_item_new(f->arena, IR_ITEM_IN, name, reduce->span);
        input->dim = reduce->dim;
        input->held = true;
        ir_model_add(f->module, f->flat, input);
        all = alg_sum(f->arena, all, ir_named(f->arena, IR_ITEM, name, reduce->span));
    }
    reduce->kind = IR_ITEM_ALIAS;
    reduce->multiply = false;
    reduce->value = all;
}

/* nernst(ion, T) = (R T)/(z F) log(outside/inside), in mV with R/F = 0.0861733... mV/K */
static IrExpr *expand_nernst(void *context, IrExpr *e)
{
    Flatten *f = context;
    if (e->op != IR_NERNST)
        return e;
    StrTable *t = f->module->session->strings;
    IrExpr *part[3];
    static const char *const members[3] = {"valence", "outside", "inside"};
    for (int i = 0; i < 3; i++)
        part[i] =
            ir_named(f->arena, IR_ITEM, str_format(t, "%s.%s", e->u.name->s, members[i]), e->span);
    Dim volt_per_kelvin = dim_of(1, 2, -3, -1, -1, 0, 0);
    IrExpr *slope =
        ir_binary(f->arena, IR_PRODUCT,
                  ir_number(f->arena, 0.086173332621451774, volt_per_kelvin, e->span), e->arg[0]);
    IrExpr *ratio = ir_binary(f->arena, IR_QUOTIENT, part[1], part[2]);
    return ir_binary(f->arena, IR_PRODUCT, ir_binary(f->arena, IR_QUOTIENT, slope, part[0]),
                     ir_unary(f->arena, IR_LOG, ratio));
}

static void expand_in_place(void *context, IrExpr **e)
{
    if (*e)
        *e = ir_expr_map(((Flatten *)context)->arena, *e, expand_nernst, context);
}

/* A receptor's `v := v + w` assigns the cell's v: its own is an input that the owner binds. */
static const Str *target_of(const IrModel *flat, const Str *name)
{
    const IrItem *it = ir_item(flat, name);
    while (it && it->kind == IR_ITEM_ALIAS && it->value && it->value->op == IR_ITEM)
        it = ir_item(flat, it->value->u.name);
    return it && it->kind == IR_ITEM_STATE ? it->name : name;
}

static void resolve_targets(const IrModel *flat, IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_ASSIGN)
            s->name = target_of(flat, s->name);
        for (uint32_t k = 0; k < s->names.n; k++)
            s->names.v[k] = target_of(flat, s->names.v[k]);
        resolve_targets(flat, s->then_body);
        resolve_targets(flat, s->else_body);
    }
}

IrModel *ir_flatten(IrModule *m, const IrModel *model, const Str *const *open, uint32_t n_open)
{
    Flatten f = {m, m->arena, ARENA_NEW(m->arena, IrModel), open, n_open, {0}, {0}};
    f.flat->name = model->name;
    f.flat->role = model->role;
    f.flat->stage = IR_FLAT;
    f.flat->span = model->span;
    f.flat->doc = model->doc;
    f.flat->weight_variable = model->weight_variable;
    f.flat->origin = (IrModel *)model;
    map_init(&f.flat->by_name, m->arena);
    flatten_items(&(Scope){&f, model, "", NULL, NULL});
    for (uint32_t i = 0; i < f.conditions.n; i++)
        ir_model_add(m, f.flat, f.conditions.v[i]);
    uint32_t n = f.flat->items.n;
    for (uint32_t i = 0; i < n; i++)
        if (f.flat->items.v[i]->kind == IR_ITEM_REDUCE)
            close_reduce(&f, f.flat->items.v[i]);
    for (uint32_t i = 0; i < f.flat->items.n; i++)
        ir_item_each_expr(f.flat->items.v[i], expand_in_place, &f);
    for (uint32_t i = 0; i < f.flat->items.n; i++)
        resolve_targets(f.flat, f.flat->items.v[i]->body);
    flatten_relays(&f);
    flatten_tests(&f);
    return f.flat;
}
