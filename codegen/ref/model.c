/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flat models with their items sorted, and the values of one cell: parameters, initial states. */
#include "codegen/ref/eval.h"
#include "ir/pass/algebra.h"
#include "ir/pass/flatten.h"

#include <math.h>
#include <string.h>

const RefSlot *ref_slot(const RefModel *m, const Str *name)
{
    return map_get(&m->slots, name);
}

typedef struct Gather {
    Ref *r;
    RefModel *m;
} Gather;

/* ---- what is refused ---- */
typedef struct Search {
    const IrExpr *found;
} Search;

static bool is_random(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW || e->op == IR_DRAWAT;
}

static void search_draw(void *context, IrExpr **e)
{
    Search *s = context;
    if (*e && !s->found && ir_expr_any(*e, is_random, NULL))
        s->found = *e;
}

static bool has_jumps(const IrModel *flat)
{
    for (uint32_t i = 0; i < flat->items.n; i++)
        if (flat->items.v[i]->kind == IR_ITEM_JUMP)
            return true;
    return false;
}

static bool refuse_item(Ref *r, const RefModel *m, IrItem *it)
{
    Search s = {NULL};
    ir_item_each_expr(it, search_draw, &s);
    if (it->kind == IR_ITEM_NOISE || s.found)
        return ref_refuse(r, it->span,
                          "%s draws random numbers: the reference integrator has no noise",
                          m->flat->name->s);
    if (it->kind == IR_ITEM_TREE)
        return ref_refuse(r, it->span, "%s has several compartments", m->flat->name->s);
    const bool acts = it->kind == IR_ITEM_WHEN || it->kind == IR_ITEM_WHENEVER;
    if (m->flat->role == IR_SYNAPSE && acts && has_jumps(m->flat))
        return ref_refuse(r, it->span,
                          "synapse %s has conditions and traces that jump, which the reference "
                          "integrator does not have at once",
                          m->flat->name->s);
    return true;
}

/* ---- sorting ---- */
static void add_slot(Ref *r, RefModel *m, RefKind kind, RefItems *list, const IrItem *it)
{
    RefSlot *slot = ARENA_NEW(r->a, RefSlot);
    *slot = (RefSlot){kind, list ? list->n : m->n_aliases++, it};
    map_set(&m->slots, it->name, slot);
    if (list)
        VEC_PUSH(r->a, list, it);
}

static void sort_item(Ref *r, RefModel *m, const IrItem *it)
{
    switch ((int)it->kind) {
    case IR_ITEM_PARAM:
        add_slot(r, m, REF_PARAM, &m->params, it);
        break;
    case IR_ITEM_STATE:
        add_slot(r, m, REF_STATE, &m->states, it);
        break;
    case IR_ITEM_IN:
        add_slot(r, m, REF_INPUT, &m->inputs, it);
        break;
    case IR_ITEM_ALIAS:
        add_slot(r, m, REF_ALIAS, NULL, it);
        break;
    case IR_ITEM_DERIV:
        VEC_PUSH(r->a, &m->derivs, it);
        break;
    case IR_ITEM_WHEN:
    case IR_ITEM_WHENEVER:
        VEC_PUSH(r->a, &m->conditions, it);
        break;
    case IR_ITEM_ON:
        VEC_PUSH(r->a, &m->handlers, it);
        break;
    case IR_ITEM_EVENT_IN:
        VEC_PUSH(r->a, &m->ports, it);
        break;
    default:
        break;
    }
}

static bool add_delay(void *context, const IrExpr *e)
{
    Gather *g = context;
    if (e->op == IR_DELAY)
        VEC_PUSH(g->r->a, &g->m->delays, e);
    return false;
}

/* Literals are read from their text once, not at each evaluation. */
static IrExpr *read_literal(void *context, IrExpr *e)
{
    double x;
    if (e->op != IR_LITERAL || !ir_constant(e, &x))
        return e;
    IrExpr *number = ARENA_NEW((Arena *)context, IrExpr);
    *number = *e;
    number->op = IR_NUMBER;
    number->u.number = x;
    return number;
}

static void read_literals(void *context, IrExpr **e)
{
    if (*e)
        *e = ir_expr_map(context, *e, read_literal, context);
}

static void find_delays(void *context, IrExpr **e)
{
    if (*e)
        ir_expr_any(*e, add_delay, context);
}

/* Ports of the cell itself; `spike` is first. */
static void sort_outputs(Ref *r, RefModel *m)
{
    const Str *spike = ir_spike_port(m->flat);
    if (spike)
        VEC_PUSH(r->a, &m->outputs, spike);
    for (uint32_t i = 0; i < m->flat->items.n; i++) {
        const IrItem *it = m->flat->items.v[i];
        if (ir_is_own_output(it) && it->name != spike)
            VEC_PUSH(r->a, &m->outputs, it->name);
    }
}

static void sort_modes(Ref *r, RefModel *m)
{
    m->is_mode = ARENA_ARRAY(r->a, bool, m->states.n + 1);
    for (uint32_t i = 0; i < m->flat->items.n; i++) {
        const IrItem *it = m->flat->items.v[i];
        const RefSlot *slot = it->mode ? ref_slot(m, it->mode) : NULL;
        if (slot && slot->kind == REF_STATE)
            m->is_mode[slot->index] = true;
    }
}

RefModel *ref_model(Ref *r, const IrModel *model, const Str *const *open, uint32_t n_open)
{
    RefModel *m = ARENA_NEW(r->a, RefModel);
    m->flat = ir_flatten(r->m, model, open, n_open);
    map_init(&m->slots, r->a);
    for (uint32_t i = 0; i < m->flat->items.n; i++) {
        if (!refuse_item(r, m, m->flat->items.v[i]))
            return NULL;
        sort_item(r, m, m->flat->items.v[i]);
        ir_item_each_expr(m->flat->items.v[i], read_literals, r->a);
        ir_item_each_expr(m->flat->items.v[i], find_delays, &(Gather){r, m});
    }
    sort_outputs(r, m);
    sort_modes(r, m);
    for (uint32_t i = 0; i < m->derivs.n; i++) {
        const RefSlot *slot = ref_slot(m, m->derivs.v[i]->name);
        if (!slot || slot->kind != REF_STATE) {
            ref_refuse(r, m->derivs.v[i]->span, "the derivative of something that is no state");
            return NULL;
        }
        VEC_PUSH(r->a, &m->moved, slot->index);
    }
    ref_caps(r, m);
    return m;
}

/* ---- values ---- */
RefValues ref_values(Ref *r, const RefModel *m, const char *who)
{
    return (RefValues){.model = m,
                       .param = ARENA_ARRAY(r->a, double, m->params.n + 1),
                       .state = ARENA_ARRAY(r->a, double, m->states.n + 1),
                       .input = ARENA_ARRAY(r->a, double, m->inputs.n + 1),
                       .list = ARENA_ARRAY(r->a, RefList, m->params.n + 1),
                       .given = ARENA_ARRAY(r->a, bool, m->params.n + 1),
                       .held = ARENA_ARRAY(r->a, bool, m->states.n + 1),
                       .entered = ARENA_ARRAY(r->a, bool, m->states.n + 1),
                       .armed = ARENA_ARRAY(r->a, bool, m->conditions.n + 1),
                       .past = ARENA_ARRAY(r->a, RefSeries, m->delays.n + 1),
                       .before = ARENA_ARRAY(r->a, double, m->states.n + 1),
                       .seen = {ARENA_ARRAY(r->a, double, m->states.n + 1),
                                ARENA_ARRAY(r->a, double, m->states.n + 1)},
                       .assigned = ARENA_ARRAY(r->a, bool, m->states.n + 1),
                       .who = who};
}

static RefScope cell_scope(const Ref *r, const RefValues *v, RefIndex at)
{
    RefScope s = ref_scope(r, v, 0);
    ref_scope_add(&s, "i", at.i);
    ref_scope_add(&s, "N", at.n);
    ref_scope_add(&s, "place", at.place);
    s.cell = at.cell;
    return s;
}

/* What a network binds is written in its own terms, not in items of the model. */
static bool bound_value(Ref *r, const IrExpr *value, RefIndex at, double *out)
{
    RefScope s = cell_scope(r, NULL, at);
    return ref_value(r, &s, value, out);
}

/* One list for all cells, or one for each place. */
static const IrExpr *list_at(const IrExpr *value, RefIndex at)
{
    const bool each = value->op == IR_LIST && value->n && value->arg[0]->op == IR_LIST;
    return each && at.place < value->n ? value->arg[(uint32_t)at.place] : value;
}

static bool give_param(Ref *r, RefValues *v, const Str *name, const IrExpr *value, RefIndex at)
{
    const RefSlot *slot = ref_slot(v->model, name);
    if (!slot || slot->kind != REF_PARAM)
        return true; /* nothing reads it */
    RefScope s = ref_scope(r, v, 0);
    v->given[slot->index] = true;
    return ref_list(&s, list_at(value, at), &v->list[slot->index]) ||
           bound_value(r, value, at, &v->param[slot->index]);
}

/* Parameters may read others, in any order: what is needed is computed first. */
static bool set_default(Ref *r, RefValues *v, bool *known, uint32_t index)
{
    const IrItem *p = v->model->params.v[index];
    if (known[index] || v->given[index] || !p->value)
        return true;
    known[index] = true;
    RefScope s = ref_scope(r, v, 0);
    if (ref_list(&s, p->value, &v->list[index]))
        return true;
    for (uint32_t k = 0; k < v->model->params.n; k++)
        if (alg_reads_item(v->model->flat, p->value, v->model->params.v[k]->name) &&
            !set_default(r, v, known, k))
            return false;
    return ref_value(r, &s, p->value, &v->param[index]);
}

/* Of all that is not given: a default follows the parameters that it reads. */
static bool set_defaults(Ref *r, RefValues *v)
{
    bool *known = ARENA_ARRAY(r->a, bool, v->model->params.n + 1);
    for (uint32_t k = 0; k < v->model->params.n; k++)
        if (!set_default(r, v, known, k))
            return false;
    return true;
}

bool ref_set_param(Ref *r, RefValues *v, const Str *name, const IrExpr *value, RefIndex at)
{
    return give_param(r, v, name, value, at) && set_defaults(r, v);
}

bool ref_set_params(Ref *r, RefValues *v, const IrBinds *binds, RefIndex at)
{
    for (uint32_t k = 0; k < binds->n; k++)
        if (!give_param(r, v, binds->v[k].name, binds->v[k].value, at))
            return false;
    return set_defaults(r, v);
}

static bool start_state(Ref *r, RefValues *v, const IrBinds *binds, RefIndex at, bool *known,
                        uint32_t index)
{
    const IrItem *x = v->model->states.v[index];
    const IrBind *bind = ir_bind(binds, x->name);
    if (known[index] || x->weight) /* the weight is what the connection has */
        return true;
    known[index] = true;
    if (bind)
        return bound_value(r, bind->value, at, &v->state[index]);
    v->state[index] = 0;
    if (!x->value)
        return true;
    for (uint32_t k = 0; k < v->model->states.n; k++)
        if (alg_reads_item(v->model->flat, x->value, v->model->states.v[k]->name) &&
            !start_state(r, v, binds, at, known, k))
            return false;
    RefScope s = ref_scope(r, v, 0);
    return ref_value(r, &s, x->value, &v->state[index]);
}

bool ref_start_states(Ref *r, RefValues *v, const IrBinds *binds, RefIndex at)
{
    bool *known = ARENA_ARRAY(r->a, bool, v->model->states.n + 1);
    for (uint32_t k = 0; k < v->model->states.n; k++)
        if (!start_state(r, v, binds, at, known, k))
            return false;
    return true;
}
