/* Names that a model gets from its place: t, dt, the summed currents of a cell, v of the cell
   around a receptor or channel, weight, delay, pre.x and post.x of a synapse. Each becomes an item
   of the IR when an equation reads it. */
#include "frontend/sema/model.h"

#include <string.h>

static const Unit *named_unit(ModelBuild *b, const char *text)
{
    Unit u;
    unit_parse(text, strlen(text), &u);
    return model_keep_unit(b, u);
}

static IrItem *add(ModelBuild *b, IrItemKind kind, const Str *name, Span at)
{
    IrItem *item = ir_item_new(b->sema->arena, kind, name, at);
    ir_model_add(b->sema->module, b->model, item);
    return item;
}

/* ---- the currents of a cell ---- */

static const struct {
    const char *name;
    bool held; /* its members are constant over a step */
} CURRENTS[] = {{"i_syn", false}, {"i_inj", true}, {"i_chan", false}};

static IrExpr *summed_current(ModelBuild *b, const Str *name, Span at)
{
    for (size_t i = 0; i < sizeof CURRENTS / sizeof *CURRENTS; i++) {
        if (!str_is(name, CURRENTS[i].name))
            continue;
        if (!ir_item(b->model, name)) {
            IrItem *reduce = add(b, IR_ITEM_REDUCE, name, at);
            reduce->unit = named_unit(b, "nA");
            reduce->dim = reduce->unit->dim;
            reduce->held = CURRENTS[i].held;
        }
        return ir_named(b->sema->arena, IR_ITEM, name, at);
    }
    return NULL;
}

IrItem *model_reduce(ModelBuild *b, const Str *name, Span at)
{
    if (b->role == IR_CELL && !map_has(&b->declared, name))
        summed_current(b, name, at);
    return ir_item_of(b->model, IR_ITEM_REDUCE, name);
}

static void feed(ModelBuild *b, const Str *reduce, IrExpr *term, Span at)
{
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_FEED, reduce, at);
    item->value = term;
    ir_model_add(b->sema->module, b->model, item);
}

/* A current of a part as a term in nA: a density times the area of the cell. */
static IrExpr *part_current(ModelBuild *b, const IrItem *part, const IrItem *current)
{
    Arena *a = b->sema->arena;
    const Str *path =
        str_format(b->sema->session->strings, "%s.%s", part->name->s, current->name->s);
    IrExpr *term = ir_named(a, IR_ITEM, path, part->span);
    const Dim whole = dim_of(0, 0, 0, 1, 0, 0, 0);
    if (dim_equal(current->dim, whole))
        return term;
    const Str *area = SEMA_NAME(b->sema, "area");
    if (!ir_item(b->model, area)) {
        Diag *d = diag(b->sema->session->diags, DIAG_NNC0333, part->span,
                       "the current of '%s' is a density, and the cell has no area", part->name->s);
        diag_help(b->sema->session->diags, d, "declare `param area = 1000 um2` in the cell");
        b->scope.failed = true;
    }
    return ir_binary(a, IR_PRODUCT, ir_named(a, IR_ITEM, area, part->span), term);
}

static void feed_part(ModelBuild *b, const IrItem *part)
{
    const IrModel *model = ir_find_model(b->sema->module, part->model);
    const Str *sum = SEMA_NAME(b->sema, model->role == IR_CHANNEL ? "i_chan" : "i_syn");
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *current = model->items.v[i];
        if (current->kind != IR_ITEM_ALIAS || !current->is_current)
            continue;
        IrExpr *term = part_current(b, part, current);
        if (ir_item(b->model, sum))
            feed(b, sum, term, current->span);
        if (current->ion) {
            const Str *path = str_format(b->sema->session->strings, "%s.current", current->ion->s);
            feed(b, path, ir_expr_copy(b->sema->arena, term), current->span);
        }
    }
}

void model_feed_currents(ModelBuild *b)
{
    const uint32_t n = b->model->items.n;
    for (uint32_t i = 0; i < n; i++)
        if (b->model->items.v[i]->kind == IR_ITEM_PART)
            feed_part(b, b->model->items.v[i]);
}

/* ---- names of synapses ---- */

IrItem *model_weight(ModelBuild *b, Span at)
{
    const Str *name = SEMA_NAME(b->sema, "weight");
    IrItem *item = ir_item(b->model, name);
    if (item)
        return item;
    item = add(b, IR_ITEM_STATE, name, at);
    item->dim.var = 1;
    item->weight = true;
    item->value = ir_literal(b->sema->arena, SEMA_NAME(b->sema, "0"), NULL, at);
    b->model->weight_variable = true;
    return item;
}

static const struct {
    const char *word;
    IrScope from;
} FAR_SIDES[] = {{"pre", IR_FROM_PRE}, {"post", IR_FROM_POST}, {"receptor", IR_FROM_RECEPTOR}};

static bool may_read_far(const ModelBuild *b, IrScope from)
{
    return b->role == IR_SYNAPSE || (b->role == IR_RECEPTOR && from == IR_FROM_POST);
}

/* pre.v: an input of the synapse, taken from the far cell. */
static IrExpr *far_item(ModelBuild *b, IrScope from, const Str *path, const char *item, Span at)
{
    StrTable *strings = b->sema->session->strings;
    char flat[256];
    size_t n = 0;
    for (const char *c = path->s; *c && n + 1 < sizeof flat; c++)
        flat[n++] = *c == '.' ? '_' : *c;
    const Str *name = str_intern(strings, flat, n);
    if (!ir_item(b->model, name)) {
        IrItem *in = add(b, IR_ITEM_IN, name, at);
        in->from = from;
        in->from_name = str_from(strings, item);
        const IrItem *known = model_far_item(b, from, in->from_name);
        in->dim = known ? known->dim : DIM_NONE;
        in->unit = known ? known->unit : NULL;
    }
    return ir_named(b->sema->arena, IR_ITEM, name, at);
}

/* ---- the scope of equations ---- */

static IrExpr *handler_argument(const ModelBuild *b, const Str *name, Span at)
{
    for (uint32_t i = 0; b->handler && i < b->handler->n; i++)
        if (b->handler->v[i].name == name)
            return ir_named(b->sema->arena, IR_VARIABLE, name, at);
    return NULL;
}

/* The model has an equation for a name that it does not declare: that is reported there, once. */
static bool has_equation(const AstItems *items, const Str *name)
{
    for (uint32_t i = 0; i < items->n; i++) {
        const AstItem *item = items->v[i];
        if (item->kind == AST_ITEM_Derivative && item->as.derivative.state.text == name)
            return true;
        if (item->kind == AST_ITEM_Regime && has_equation(&item->as.regime.items, name))
            return true;
    }
    return false;
}

static IrExpr *model_name(EquationScope *scope, const Str *name, Span at)
{
    ModelBuild *b = scope->place;
    Arena *a = b->sema->arena;
    IrExpr *argument = handler_argument(b, name, at);
    if (argument)
        return argument;
    if (b->role == IR_SYNAPSE && str_is(name, "weight")) {
        model_weight(b, at);
        return ir_named(a, IR_ITEM, name, at);
    }
    if (map_has(&b->declared, name))
        return ir_named(a, IR_ITEM, name, at);
    if (str_is(name, "t") || str_is(name, "dt"))
        return ir_named(a, IR_VARIABLE, name, at);
    IrExpr *current = b->role == IR_CELL ? summed_current(b, name, at) : NULL;
    if (current)
        return current;
    if ((b->role == IR_RECEPTOR || b->role == IR_CHANNEL) && str_is(name, "v")) {
        if (!ir_item(b->model, name)) {
            IrItem *in = add(b, IR_ITEM_IN, name, at);
            in->unit = named_unit(b, "mV");
            in->dim = in->unit->dim;
        }
        return ir_named(a, IR_ITEM, name, at);
    }
    if (b->role == IR_SYNAPSE &&
        (str_is(name, "delay") || str_is(name, "dendritic_delay_fraction")))
        return ir_named(a, IR_VARIABLE, name, at);
    scope->failed |= has_equation(&b->items, name);
    return NULL;
}

static const Str *first_name(const AstExpr *path)
{
    while (path->kind == AST_EXPR_Attribute)
        path = path->as.attribute.object;
    return path->as.name.text;
}

bool model_far_path(ModelBuild *b, const AstExpr *e, IrScope *from, const Str **item)
{
    const Str *path = equation_path(b->sema, e), *first = path ? first_name(e) : NULL;
    for (size_t i = 0; path && i < sizeof FAR_SIDES / sizeof *FAR_SIDES; i++)
        if (str_is(first, FAR_SIDES[i].word) && may_read_far(b, FAR_SIDES[i].from) &&
            path->len > first->len) {
            *from = FAR_SIDES[i].from;
            *item = str_from(b->sema->session->strings, path->s + first->len + 1);
            return true;
        }
    return false;
}

static IrExpr *model_attribute(EquationScope *scope, const AstExpr *e)
{
    ModelBuild *b = scope->place;
    const Str *path = equation_path(b->sema, e), *item;
    IrScope from;
    if (path && map_has(&b->declared, first_name(e)))
        return ir_named(b->sema->arena, IR_ITEM, path, e->span);
    return model_far_path(b, e, &from, &item) ? far_item(b, from, path, item->s, e->span) : NULL;
}

/* nernst(ca, T), ghk(ca, v, T, P): the ion is a name, not a value. */
static IrExpr *model_call(EquationScope *scope, const AstExpr *e)
{
    ModelBuild *b = scope->place;
    const AstExpr *callee = e->as.call.callee;
    if (callee->kind != AST_EXPR_Name)
        return NULL;
    const bool nernst = str_is(callee->as.name.text, "nernst");
    if ((!nernst && !str_is(callee->as.name.text, "ghk")) || !e->as.call.args.n ||
        e->as.call.args.v[0].value->kind != AST_EXPR_Name)
        return NULL;
    const uint32_t n = nernst ? 1 : 3;
    if (e->as.call.args.n != n + 1) {
        diag(b->sema->session->diags, DIAG_NNC0327, e->span, "'%s' takes an ion and %u value%s",
             callee->as.name.text->s, n, n == 1 ? "" : "s");
        scope->failed = true;
        return NULL;
    }
    IrExpr *r = ir_expr_new(b->sema->arena, nernst ? IR_NERNST : IR_GHK, n, e->span);
    r->u.name = e->as.call.args.v[0].value->as.name.text;
    for (uint32_t i = 0; i < n; i++)
        if (!(r->arg[i] = equation_expr(scope, e->as.call.args.v[i + 1].value)))
            return NULL;
    return r;
}

static void model_offer(EquationScope *scope, StrNearest *near)
{
    const ModelBuild *b = scope->place;
    for (uint32_t i = 0; i < b->declared.n; i++)
        str_nearest_offer(near, ((const Str *)b->declared.entries[i].key)->s);
    for (size_t i = 0; b->role == IR_CELL && i < sizeof CURRENTS / sizeof *CURRENTS; i++)
        str_nearest_offer(near, CURRENTS[i].name);
}

void model_scope_init(ModelBuild *b)
{
    b->scope = (EquationScope){.sema = b->sema,
                               .place = b,
                               .name = model_name,
                               .attribute = model_attribute,
                               .call = model_call,
                               .offer = model_offer,
                               .functions = &b->functions};
}
