/* Synapses whose weight events change. The weight of a connection of LEMS is a property, which no action assigns: a state has what was added to it.
   A trace that jumps when the source cell spikes is a state that the end of the handler changes. */
#include "codegen/lems/lems_choices.h"

#include "ir/build.h"

typedef struct Plasticity {
    LemsWriter *w;
    IrModel *model;
    Dim weight;
    const Str *from, *to, *change; /* the weight, what it is now, the state */
} Plasticity;

static void remove_item(IrModel *model, const IrItem *item)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i] != item)
            model->items.v[n++] = model->items.v[i];
    model->items.n = n;
}

/* The last handler of that event, which does one thing after the other; or a new one. */
static IrItem *handler_of(LemsWriter *w, IrModel *model, const IrItem *jump)
{
    IrItem *on = NULL;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_ON && model->items.v[i]->name == jump->name)
            on = model->items.v[i];
    if (on && !on->body->par)
        return on;
    on = ir_item_new(w->arena, IR_ITEM_ON, jump->name, jump->span);
    on->body = ARENA_NEW(w->arena, IrBody);
    ir_model_add((IrModule *)w->m, model, on);
    return on;
}

/* Jumps see what the handler has done, and not each other. */
static void append_jump(LemsWriter *w, IrModel *model, const IrItem *jump)
{
    IrItem *on = handler_of(w, model, jump);
    for (uint32_t i = 0; i < jump->body->stmts.n; i++) {
        const IrStmt *st = &jump->body->stmts.v[i];
        for (uint32_t k = 0; k < model->items.n; k++) {
            const IrItem *other = model->items.v[k];
            const bool jumps = other->kind == IR_ITEM_DERIV && other->name != st->name &&
                               lems_reads(w, model, st->value, other->name);
            if (jumps)
                lems_refuse(w, st->span, "a trace that jumps by another state");
        }
        VEC_PUSH(w->arena, &on->body->stmts, *st);
    }
}

void lems_append_jumps(LemsWriter *w, IrModel *synapse, const char *event)
{
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *item = synapse->items.v[i];
        if (item->kind != IR_ITEM_JUMP || !str_is(item->name, event))
            continue;
        append_jump(w, synapse, item);
        remove_item(synapse, item);
        i--;
    }
}

/* ---- the weight ---- */
static IrExpr *rename_node(void *context, IrExpr *e)
{
    const Plasticity *p = context;
    if (e->op == IR_ITEM && e->u.name == p->from)
        e->u.name = p->to;
    return e;
}

static void rename_in_place(void *context, IrExpr **e)
{
    const Plasticity *p = context;
    if (e && *e)
        *e = ir_expr_map(p->w->arena, *e, rename_node, context);
}

static IrExpr *read(const Plasticity *p, const Str *name, Span at)
{
    IrExpr *e = ir_named(p->w->arena, IR_ITEM, name, at);
    e->dim = p->weight;
    return e;
}

static IrExpr *sum(const Plasticity *p, IrExpr *x, IrExpr *y)
{
    IrExpr *e = ir_binary(p->w->arena, IR_SUM, x, y);
    e->dim = p->weight;
    return e;
}

/* `weight = x` as `change = x - weight` */
static void rename_targets(const Plasticity *p, IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        IrStmt *st = &b->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN && st->name == p->from) {
            IrExpr *less = ir_unary(p->w->arena, IR_NEG, read(p, p->from, st->span));
            less->dim = p->weight;
            st->name = p->change;
            st->value = sum(p, st->value, less);
        }
        rename_targets(p, st->then_body);
        rename_targets(p, st->else_body);
    }
}

static const Str *free_name(const Plasticity *p, const char *weight, const char *word)
{
    StrTable *strings = p->w->session->strings;
    const Str *name = str_format(strings, "%s_%s", weight, word);
    for (unsigned k = 2; ir_item(p->model, name); k++)
        name = str_format(strings, "%s_%s_%u", weight, word, k);
    return name;
}

static void add_variable(const Plasticity *p, IrItemKind kind, const Str *name, IrExpr *value)
{
    IrItem *item = ir_item_new(p->w->arena, kind, name, value->span);
    item->dim = p->weight;
    item->value = value;
    ir_model_add((IrModule *)p->w->m, p->model, item);
}

static void add_change(Plasticity *p, const IrItem *weight)
{
    const Span at = weight->span;
    p->from = weight->name;
    p->to = free_name(p, weight->name->s, "now");
    p->change = free_name(p, weight->name->s, "change");
    for (uint32_t i = 0; i < p->model->items.n; i++) {
        ir_item_each_expr(p->model->items.v[i], rename_in_place, p);
        rename_targets(p, p->model->items.v[i]->body);
    }
    add_variable(p, IR_ITEM_STATE, p->change, ir_number(p->w->arena, 0, p->weight, at));
    add_variable(p, IR_ITEM_ALIAS, p->to, sum(p, read(p, p->from, at), read(p, p->change, at)));
}

/* ---- dimensions ---- */
/* Those of the weight, which the receptor decides. */
static Dim decided(const Plasticity *p, Dim d)
{
    Dim whole = d;
    const bool open = d.var;
    d.var = 0;
    return open && dim_mul(d, p->weight, &whole) ? whole : d;
}

static IrExpr *decide_node(void *context, IrExpr *e)
{
    e->dim = decided(context, e->dim);
    return e;
}

static void decide_in_place(void *context, IrExpr **e)
{
    const Plasticity *p = context;
    if (e && *e)
        *e = ir_expr_map(p->w->arena, *e, decide_node, context);
}

void lems_decide_weight(LemsWriter *w, IrModel *synapse, Dim of_weight)
{
    Plasticity p = {.w = w, .model = synapse, .weight = of_weight};
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        synapse->items.v[i]->dim = decided(&p, synapse->items.v[i]->dim);
        ir_item_each_expr(synapse->items.v[i], decide_in_place, &p);
    }
}

void lems_simplify_plasticity(LemsWriter *w, IrModel *synapse, Dim of_weight)
{
    Plasticity p = {.w = w, .model = synapse, .weight = of_weight};
    const IrItem *weight = NULL;
    bool changed = false;
    lems_decide_weight(w, synapse, of_weight);
    lems_append_jumps(w, synapse, "pre");
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (synapse->items.v[i]->weight)
            weight = synapse->items.v[i];
    for (uint32_t i = 0; weight && i < synapse->items.n; i++)
        changed |= synapse->items.v[i]->kind == IR_ITEM_ON &&
                   ir_body_assigns(synapse->items.v[i]->body, weight->name);
    if (changed)
        add_change(&p, weight);
}
