/* Dimensions of models: aliases in the order of their needs, then every item against what it
   declares. */
#include "ir/build.h"
#include "ir/typing.h"
#include "ir/verify.h"

#include <stdint.h>
#include <string.h>

enum { CHAIN_MAX = 2000 /* aliases that read each other in a row */ };

typedef enum AliasStatus { ALIAS_NEW, ALIAS_OPEN, ALIAS_DONE, ALIAS_FAILED } AliasStatus;

IrTyping ir_typing(IrModule *m, IrModel *model)
{
    IrTyping t = {.m = m, .model = model};
    map_init(&t.status, m->arena);
    return t;
}

/* ---- expressions against declarations ---- */
/* A bare number may stand for a weight: it is in the unit that the projection brings. */
static bool is_bare_weight(const IrExpr *e, Dim dim)
{
    if (!dim_equal(dim, ir_quantity_dim(IR_Q_WEIGHT)))
        return false;
    while (e->op == IR_NEG)
        e = e->arg[0];
    return (e->op == IR_LITERAL && (!e->u.literal.unit || dim_is_none(e->u.literal.unit->dim))) ||
           e->op == IR_INTEGER || (e->op == IR_NUMBER && dim_is_none(e->dim));
}

static void want_declared(IrTyping *t, IrExpr *e, IrType declared, const char *what,
                          const Str *name)
{
    if (!e)
        return;
    if (is_bare_weight(e, declared.dim))
        e->dim = declared.dim;
    else
        ir_type_want_type(t, e, declared, what, name);
}

/* ---- aliases ---- */
static AliasStatus status_of(const IrTyping *t, const IrItem *alias)
{
    return (AliasStatus)(uintptr_t)map_get(&t->status, alias);
}

static void set_status(IrTyping *t, const IrItem *alias, AliasStatus status)
{
    map_set(&t->status, alias, (void *)(uintptr_t)status);
}

static bool has_declared_type(const IrItem *alias)
{
    return alias->unit || !dim_is_none(alias->dim) || alias->scalar != IR_REAL;
}

/* "a -> b -> a": the aliases of the chain from `alias` on. */
static const char *chain_text(const IrTyping *t, const IrItem *alias)
{
    const char *text = "";
    bool inside = false;
    for (uint32_t i = 0; i < t->chain.n; i++) {
        inside |= t->chain.v[i] == alias;
        if (inside)
            text = arena_printf(t->m->arena, "%s%s -> ", text, t->chain.v[i]->name->s);
    }
    return arena_printf(t->m->arena, "%s%s", text, alias->name->s);
}

static IrType cyclic(IrTyping *t, const IrItem *alias)
{
    t->failed = true;
    for (uint32_t i = t->chain.n; i-- && t->chain.v[i] != alias;)
        set_status(t, t->chain.v[i], ALIAS_FAILED);
    set_status(t, alias, ALIAS_FAILED);
    if (!t->quiet)
        diag(t->m->session->diags, DIAG_NNC0205, alias->span, "aliases need each other: %s",
             chain_text(t, alias));
    return ir_poison;
}

static IrType too_long(IrTyping *t, const IrItem *alias)
{
    t->failed = true;
    if (!t->quiet)
        diag(t->m->session->diags, DIAG_NNC0205, alias->span,
             "more than %d aliases read each other in a row", CHAIN_MAX);
    return ir_poison;
}

/* Types the value of an alias against its declaration, or infers that. */
static void type_definition(IrTyping *t, IrItem *alias)
{
    if (!alias->value)
        return;
    if (has_declared_type(alias)) {
        want_declared(t, alias->value, ir_type_declared(alias), "value of", alias->name);
        return;
    }
    const IrType type = ir_type_expr(t, alias->value);
    alias->scalar = type.poison ? IR_REAL : type.scalar;
    alias->dim = type.poison ? DIM_NONE : type.dim;
}

/* Regimes may define the alias anew, in the same dimension. */
static void type_overrides(IrTyping *t, IrItem *alias)
{
    for (uint32_t i = 0; i < t->model->items.n; i++)
        for (uint32_t r = 0; r < t->model->items.v[i]->regimes.n; r++) {
            const IrRegime *regime = &t->model->items.v[i]->regimes.v[r];
            for (uint32_t k = 0; k < regime->items.n; k++)
                if (regime->items.v[k]->kind == IR_ITEM_ALIAS &&
                    regime->items.v[k]->name == alias->name)
                    want_declared(t, regime->items.v[k]->value, ir_type_declared(alias), "value of",
                                  alias->name);
        }
}

/* False when there was a mistake in it, or in what it reads. */
static bool type_open_alias(IrTyping *t, IrItem *alias)
{
    const IrTyping outside = *t;
    t->args = NULL;
    t->no_draw = "an alias";
    t->failed = false;
    set_status(t, alias, ALIAS_OPEN);
    VEC_PUSH(t->m->arena, &t->chain, alias);
    type_definition(t, alias);
    if (!t->failed)
        type_overrides(t, alias);
    t->chain.n--;
    const bool fine = !t->failed && status_of(t, alias) != ALIAS_FAILED;
    set_status(t, alias, fine ? ALIAS_DONE : ALIAS_FAILED);
    t->failed |= outside.failed;
    t->args = outside.args;
    t->no_draw = outside.no_draw;
    return fine;
}

IrType ir_type_alias(IrTyping *t, IrItem *alias)
{
    const IrType type = {.scalar = alias->scalar, .dim = alias->dim};
    switch (status_of(t, alias)) {
    case ALIAS_OPEN:
        return cyclic(t, alias);
    case ALIAS_FAILED:
        return ir_poison;
    case ALIAS_DONE:
        return type;
    case ALIAS_NEW:
        break;
    }
    if (t->chain.n >= CHAIN_MAX)
        return too_long(t, alias);
    if (!type_open_alias(t, alias))
        return ir_poison;
    return (IrType){.scalar = alias->scalar, .dim = alias->dim};
}

/* What a synapse gives is in the unit of the sum that its projection names (ir/verify_coupling.c). */
static void check_current(IrTyping *t, const IrItem *alias)
{
    if (!alias->is_current || t->model->role == IR_SYNAPSE || status_of(t, alias) == ALIAS_FAILED ||
        dim_equal(alias->dim, ir_quantity_dim(IR_Q_CURRENT)) ||
        dim_equal(alias->dim, ir_quantity_dim(IR_Q_DENSITY)))
        return;
    t->failed = true;
    diag(t->m->session->diags, DIAG_NNC0203, alias->value ? alias->value->span : alias->span,
         "the current `%s` must be in nA or in nA/um2 (a density), not %s", alias->name->s,
         ir_type_words(t, alias->dim));
}

/* ---- named values: of gates, ions, trees, parts ---- */
typedef struct BindRule {
    IrItemKind owner;
    const char *name;
    IrQuantity quantity;
} BindRule;

static const BindRule bind_rules[] = {
    {IR_ITEM_GATE, "alpha", IR_Q_RATE},
    {IR_ITEM_GATE, "beta", IR_Q_RATE},
    {IR_ITEM_GATE, "inf", IR_Q_PURE},
    {IR_ITEM_GATE, "tau", IR_Q_TIME},
    {IR_ITEM_GATE, "init", IR_Q_PURE},
    {IR_ITEM_ION, "valence", IR_Q_PURE},
    {IR_ITEM_ION, "inside", IR_Q_CONCENTRATION},
    {IR_ITEM_ION, "outside", IR_Q_CONCENTRATION},
    {IR_ITEM_TREE, "parent", IR_Q_PURE},
    {IR_ITEM_TREE, "fraction", IR_Q_PURE},
    {IR_ITEM_TREE, "length", IR_Q_LENGTH},
    {IR_ITEM_TREE, "diam_proximal", IR_Q_LENGTH},
    {IR_ITEM_TREE, "diam", IR_Q_LENGTH},
};
enum { N_BIND_RULES = sizeof bind_rules / sizeof *bind_rules };

static void unknown_bind(IrTyping *t, const IrBind *bind, const char *owner, StrNearest near)
{
    t->failed = true;
    Diags *d = t->m->session->diags;
    Diag *g = diag(d, DIAG_NNC0204, bind->span, "%s has no parameter or input `%s`", owner,
                   bind->name->s);
    if (near.best)
        diag_help(d, g, "did you mean `%s`?", near.best);
}

static void type_ruled_bind(IrTyping *t, const IrItem *item, const IrBind *bind)
{
    StrNearest near = str_nearest_start(bind->name->s);
    for (int i = 0; i < N_BIND_RULES; i++) {
        if (bind_rules[i].owner != item->kind)
            continue;
        str_nearest_offer(&near, bind_rules[i].name);
        if (str_is(bind->name, bind_rules[i].name)) {
            want_declared(t, bind->value, (IrType){.dim = ir_quantity_dim(bind_rules[i].quantity)},
                          "value of", bind->name);
            return;
        }
    }
    unknown_bind(t, bind, arena_printf(t->m->arena, "`%s`", ir_item_word(item->kind)), near);
}

static void type_part_bind(IrTyping *t, const IrModel *model, const IrBind *bind)
{
    const IrItem *target = ir_item(model, bind->name);
    if (target && (target->kind == IR_ITEM_PARAM || target->kind == IR_ITEM_IN ||
                   target->kind == IR_ITEM_STATE)) {
        if (target->dim.var)
            ir_type_expr(t, bind->value);
        else
            want_declared(t, bind->value, ir_type_declared(target), "value of", bind->name);
        return;
    }
    StrNearest near = str_nearest_start(bind->name->s);
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_PARAM || model->items.v[i]->kind == IR_ITEM_IN)
            str_nearest_offer(&near, model->items.v[i]->name->s);
    unknown_bind(t, bind, arena_printf(t->m->arena, "`%s`", model->name->s), near);
}

static void type_binds(IrTyping *t, IrItem *item)
{
    const IrModel *part = item->kind == IR_ITEM_PART ? ir_find_model(t->m, item->model) : NULL;
    for (uint32_t i = 0; i < item->binds.n; i++) {
        const IrBind *bind = &item->binds.v[i];
        if (part)
            type_part_bind(t, part, bind);
        else if (item->kind == IR_ITEM_PART || item->kind == IR_ITEM_REGION)
            ir_type_expr(t, bind->value);
        else
            type_ruled_bind(t, item, bind);
    }
}

/* ---- bodies ---- */
static IrType type_target(IrTyping *t, const Str *name, Span span)
{
    return ir_type_item_name(t, ir_named(t->m->arena, IR_ITEM, name, span));
}

static void type_value_for(IrTyping *t, IrExpr *value, IrType target, const char *format,
                           const Str *name)
{
    if (target.poison)
        ir_type_expr(t, value);
    else
        want_declared(t, value, target, format, name);
}

static void wrong_count(IrTyping *t, Span at, const IrItem *port, uint32_t n)
{
    t->failed = true;
    Diags *d = t->m->session->diags;
    Diag *g = diag(d, DIAG_NNC0208, at, "the event `%s` has %u argument%s, not %u", port->name->s,
                   port->args.n, port->args.n == 1 ? "" : "s", n);
    diag_note(d, g, port->span, "declared here");
}

static bool is_port(const IrItem *item)
{
    return item && (item->kind == IR_ITEM_EVENT_IN || item->kind == IR_ITEM_EVENT_OUT);
}

static void unknown_port(IrTyping *t, const Str *name, Span at)
{
    t->failed = true;
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < t->model->items.n; i++)
        if (is_port(t->model->items.v[i]))
            str_nearest_offer(&near, t->model->items.v[i]->name->s);
    Diags *d = t->m->session->diags;
    Diag *g = diag(d, DIAG_NNC0204, at, "unknown event port `%s`", name->s);
    if (near.best)
        diag_help(d, g, "did you mean `%s`?", near.best);
}

static void type_emit(IrTyping *t, IrStmt *s)
{
    const IrItem *port = ir_path_item(t->m, t->model, s->name, NULL);
    if (s->count)
        ir_type_want(t, s->count, DIM_NONE, "the number of events");
    if (!is_port(port))
        unknown_port(t, s->name, s->span);
    else if (port->args.n != s->args.n)
        wrong_count(t, s->span, port, s->args.n);
    for (uint32_t i = 0; i < s->args.n; i++) {
        if (is_port(port) && i < port->args.n)
            want_declared(t, s->args.v[i],
                          (IrType){.dim = port->args.v[i].dim, .unit = port->args.v[i].unit},
                          "argument", port->args.v[i].name);
        else
            ir_type_expr(t, s->args.v[i]);
    }
}

static void type_body(IrTyping *t, IrBody *body);

static void type_stmt(IrTyping *t, IrStmt *s)
{
    switch (s->kind) {
    case IR_STMT_ASSIGN:
        type_value_for(t, s->value, type_target(t, s->name, s->span), "new value of", s->name);
        break;
    case IR_STMT_EMIT:
        type_emit(t, s);
        break;
    case IR_STMT_HOLD:
        for (uint32_t i = 0; i < s->names.n; i++)
            type_target(t, s->names.v[i], s->span);
        ir_type_want(t, s->value, ir_quantity_dim(IR_Q_TIME), "the time to hold for");
        break;
    case IR_STMT_ENTER:
        break;
    case IR_STMT_IF:
        ir_type_want_test(t, s->value, "what `if` asks");
        type_body(t, s->then_body);
        type_body(t, s->else_body);
        break;
    }
}

static void type_body(IrTyping *t, IrBody *body)
{
    for (uint32_t i = 0; body && i < body->stmts.n; i++)
        type_stmt(t, &body->stmts.v[i]);
}

/* A handler names the arguments of its event; those without a unit have the dimension of the
   port's. */
static void type_handler(IrTyping *t, IrItem *on)
{
    const IrItem *port = ir_path_item(t->m, t->model, on->name, NULL);
    if (is_port(port) && on->args.n && on->args.n != port->args.n)
        wrong_count(t, on->span, port, on->args.n);
    for (uint32_t i = 0; i < on->args.n && is_port(port) && i < port->args.n; i++) {
        IrArg *arg = &on->args.v[i];
        const IrArg *sent = &port->args.v[i];
        if (!arg->unit && dim_is_none(arg->dim)) {
            arg->dim = sent->dim;
            arg->unit = sent->unit;
        } else if (!dim_equal(arg->dim, sent->dim)) {
            t->failed = true;
            diag(t->m->session->diags, DIAG_NNC0203, on->span,
                 "the argument `%s` is %s, the event brings it %s", arg->name->s,
                 ir_type_words(t, arg->dim), ir_type_words(t, sent->dim));
        }
    }
    t->args = &on->args;
    type_body(t, on->body);
    t->args = NULL;
}

/* ---- items ---- */
static void type_derivative(IrTyping *t, IrItem *d)
{
    IrType target = type_target(t, d->name, d->span);
    t->no_draw = "an equation";
    if (!target.poison && !dim_div(target.dim, ir_quantity_dim(IR_Q_TIME), &target.dim))
        target = ir_poison;
    target.scalar = IR_REAL;
    type_value_for(t, d->value, target, "derivative of", d->name);
    t->no_draw = NULL;
}

static void type_feed(IrTyping *t, IrItem *feed)
{
    const IrType target = type_target(t, feed->name, feed->span);
    t->no_draw = "an equation";
    type_value_for(t, feed->value, target, "term of", feed->name);
    t->no_draw = NULL;
}

static void type_item(IrTyping *t, IrItem *item);

static void type_mode(IrTyping *t, IrItem *mode)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        IrRegime *r = &mode->regimes.v[i];
        for (uint32_t k = 0; k < r->items.n; k++)
            if (r->items.v[k]->kind != IR_ITEM_ALIAS) /* overrides are typed with their alias */
                type_item(t, r->items.v[k]);
        type_body(t, r->entry);
    }
}

static void type_declaration(IrTyping *t, IrItem *item)
{
    if (item->kind == IR_ITEM_PARAM)
        t->no_draw = "the default of a parameter";
    want_declared(t, item->value, ir_type_declared(item), "value of", item->name);
    want_declared(t, item->lo, ir_type_declared(item), "lower bound of", item->name);
    want_declared(t, item->hi, ir_type_declared(item), "upper bound of", item->name);
    t->no_draw = NULL;
}

static void type_item(IrTyping *t, IrItem *item)
{
    switch (item->kind) {
    case IR_ITEM_PARAM:
    case IR_ITEM_STATE:
        type_declaration(t, item);
        break;
    case IR_ITEM_ALIAS:
        ir_type_alias(t, item);
        check_current(t, item);
        break;
    case IR_ITEM_DERIV:
        type_derivative(t, item);
        break;
    case IR_ITEM_FEED:
        type_feed(t, item);
        break;
    case IR_ITEM_PART:
    case IR_ITEM_GATE:
    case IR_ITEM_ION:
    case IR_ITEM_TREE:
    case IR_ITEM_REGION:
        type_binds(t, item);
        break;
    case IR_ITEM_KINETIC:
        ir_type_reactions(t, item);
        break;
    case IR_ITEM_WHEN:
    case IR_ITEM_WHENEVER:
        ir_type_want_test(t, item->value, "the condition");
        type_body(t, item->body);
        break;
    case IR_ITEM_ON:
    case IR_ITEM_JUMP:
        type_handler(t, item);
        break;
    case IR_ITEM_MODE:
        type_mode(t, item);
        break;
    case IR_ITEM_REDUCE:
    case IR_ITEM_IN:
    case IR_ITEM_EVENT_IN:
    case IR_ITEM_EVENT_OUT:
    case IR_ITEM_WIRE:
    case IR_ITEM_NOISE:
    case IR_ITEM_METHOD:
    case IR_ITEM_COUNT:
        break;
    }
}

bool ir_type_model(IrModule *m, IrModel *model)
{
    IrTyping t = ir_typing(m, model);
    for (uint32_t i = 0; i < model->items.n; i++)
        type_item(&t, model->items.v[i]);
    return !t.failed;
}

bool ir_type_value(IrModule *m, IrExpr *e, Dim wanted, const char *what)
{
    IrTyping t = ir_typing(m, NULL);
    return ir_type_want(&t, e, wanted, what);
}
