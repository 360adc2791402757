/* Types of names: items, paths through parts, members of gates and ions, variables of the place,
   parameters, data. */
#include "ir/build.h"
#include "ir/typing.h"

#include <string.h>

enum { PATH_DEPTH_MAX = 64 };

static IrType number_of(IrQuantity q)
{
    return (IrType){.scalar = IR_REAL, .dim = ir_quantity_dim(q)};
}

/* ---- members ---- */
typedef struct Member {
    IrItemKind owner;
    const char *name;
    IrQuantity quantity;
} Member;

static const Member members[] = {
    {IR_ITEM_GATE, "inf", IR_Q_PURE},
    {IR_ITEM_GATE, "tau", IR_Q_TIME},
    {IR_ITEM_GATE, "alpha", IR_Q_RATE},
    {IR_ITEM_GATE, "beta", IR_Q_RATE},
    {IR_ITEM_ION, "current", IR_Q_CURRENT},
    {IR_ITEM_ION, "inside", IR_Q_CONCENTRATION},
    {IR_ITEM_ION, "outside", IR_Q_CONCENTRATION},
};
enum { N_MEMBERS = sizeof members / sizeof *members };

static const Member *member_of(IrItemKind kind, const char *name)
{
    for (int i = 0; i < N_MEMBERS; i++)
        if (members[i].owner == kind && !strcmp(members[i].name, name))
            return &members[i];
    return NULL;
}

/* ---- paths ---- */
/* The part that the name before the first dot means, NULL when it is none; *rest is what follows
   the dot. */
static IrItem *first_of_path(const IrModule *m, const IrModel *model, const Str *path,
                             const char **rest)
{
    const char *dot = strchr(path->s, '.');
    if (!dot)
        return NULL;
    *rest = dot + 1;
    return ir_item(model, str_intern(m->session->strings, path->s, (size_t)(dot - path->s)));
}

IrItem *ir_path_item(const IrModule *m, const IrModel *model, const Str *path,
                     const IrModel **owner)
{
    for (int depth = 0; model && depth < PATH_DEPTH_MAX; depth++) {
        const char *rest = NULL;
        IrItem *item = ir_item(model, path);
        if (owner)
            *owner = model;
        if (item)
            return item;
        const IrItem *first = first_of_path(m, model, path, &rest);
        if (!first || first->kind != IR_ITEM_PART)
            return NULL;
        model = ir_find_model(m, first->model);
        path = str_from(m->session->strings, rest);
    }
    return NULL;
}

void ir_offer_items(StrNearest *near, const IrModel *model)
{
    for (uint32_t i = 0; i < model->by_name.n; i++)
        str_nearest_offer(near, ((const Str *)model->by_name.entries[i].key)->s);
}

static IrType unknown(IrTyping *t, const IrExpr *e, const char *kind, StrNearest near)
{
    t->failed = true;
    if (t->quiet)
        return ir_poison;
    Diags *d = t->m->session->diags;
    Diag *g = diag(d, DIAG_NNC0204, e->span, "unknown %s `%s`", kind, e->u.name->s);
    if (near.best)
        diag_help(d, g, "did you mean `%s`?", near.best);
    return ir_poison;
}

/* Offers with the path's beginning before each name. */
static void offer_behind(IrTyping *t, StrNearest *near, const IrItem *first, const IrModel *part)
{
    Arena *a = t->m->arena;
    for (int i = 0; i < N_MEMBERS; i++)
        if (members[i].owner == first->kind)
            str_nearest_offer(near, arena_printf(a, "%s.%s", first->name->s, members[i].name));
    for (uint32_t i = 0; part && i < part->by_name.n; i++)
        str_nearest_offer(near, arena_printf(a, "%s.%s", first->name->s,
                                             ((const Str *)part->by_name.entries[i].key)->s));
}

static IrType unknown_item(IrTyping *t, const IrExpr *e)
{
    StrNearest near = str_nearest_start(e->u.name->s);
    const char *rest;
    const IrItem *first = t->model ? first_of_path(t->m, t->model, e->u.name, &rest) : NULL;
    if (first)
        offer_behind(t, &near, first,
                     first->kind == IR_ITEM_PART ? ir_find_model(t->m, first->model) : NULL);
    if (t->model)
        ir_offer_items(&near, t->model);
    for (uint32_t i = 0; t->connector && i < t->connector->params.n; i++)
        str_nearest_offer(&near, t->connector->params.v[i]->name->s);
    return unknown(t, e, "name", near);
}

/* ---- items ---- */
static IrType no_value(IrTyping *t, const IrExpr *e, const IrItem *item)
{
    t->failed = true;
    if (!t->quiet) {
        Diags *d = t->m->session->diags;
        Diag *g = diag(d, DIAG_NNC0206, e->span, "`%s` has no value: it is declared as `%s`",
                       e->u.name->s, ir_item_word(item->kind));
        diag_note(d, g, item->span, "declared here");
    }
    return ir_poison;
}

IrType ir_type_declared(const IrItem *item)
{
    return (IrType){.scalar = item->scalar, .dim = item->dim, .unit = item->unit};
}

static IrType item_value(IrTyping *t, const IrExpr *e, IrItem *item)
{
    switch (item->kind) {
    case IR_ITEM_PARAM:
    case IR_ITEM_STATE:
    case IR_ITEM_IN:
    case IR_ITEM_REDUCE:
        return ir_type_declared(item);
    case IR_ITEM_ALIAS:
        return ir_type_alias(t, item);
    case IR_ITEM_NOISE:
        return number_of(IR_Q_NOISE);
    case IR_ITEM_GATE:
        return number_of(IR_Q_PURE);
    case IR_ITEM_DERIV:
    case IR_ITEM_FEED:
    case IR_ITEM_EVENT_IN:
    case IR_ITEM_EVENT_OUT:
    case IR_ITEM_PART:
    case IR_ITEM_WIRE:
    case IR_ITEM_KINETIC:
    case IR_ITEM_ION:
    case IR_ITEM_TREE:
    case IR_ITEM_REGION:
    case IR_ITEM_METHOD:
    case IR_ITEM_ON:
    case IR_ITEM_JUMP:
    case IR_ITEM_WHEN:
    case IR_ITEM_WHENEVER:
    case IR_ITEM_MODE:
    case IR_ITEM_COUNT:
        break;
    }
    return no_value(t, e, item);
}

/* An item of a part's model, seen from the owner. */
static IrType part_value(IrTyping *t, const IrExpr *e, const IrItem *part, const char *rest)
{
    IrModel *model = ir_find_model(t->m, part->model);
    if (!model)
        return ir_poison; /* the part itself is reported */
    if (t->depth >= PATH_DEPTH_MAX)
        return ir_poison; /* parts within parts without end: reported as such */
    IrTyping inner = ir_typing(t->m, model);
    inner.quiet = true;
    inner.depth = t->depth + 1;
    IrExpr *name = ir_named(t->m->arena, IR_ITEM, str_from(t->m->session->strings, rest), e->span);
    if (ir_path_item(t->m, model, name->u.name, NULL))
        return ir_type_item_name(&inner, name);
    const IrType type = ir_type_item_name(&inner, name); /* a member of a gate or ion of the part */
    return type.poison ? unknown_item(t, e) : type;
}

typedef struct Geometry {
    const char *name;
    IrQuantity quantity;
} Geometry;

/* Names of a compartment's shape in a model that has a tree. */
static IrType geometry(const IrTyping *t, const Str *name)
{
    static const Geometry table[] = {
        {"area", IR_Q_AREA}, {"length", IR_Q_LENGTH}, {"diam", IR_Q_LENGTH}};
    for (uint32_t i = 0; i < t->model->items.n; i++)
        if (t->model->items.v[i]->kind == IR_ITEM_TREE)
            for (unsigned k = 0; k < sizeof table / sizeof *table; k++)
                if (str_is(name, table[k].name))
                    return number_of(table[k].quantity);
    return ir_poison;
}

static IrType connector_param(IrTyping *t, const IrExpr *e)
{
    for (uint32_t i = 0; t->connector && i < t->connector->params.n; i++)
        if (t->connector->params.v[i]->name == e->u.name)
            return ir_type_declared(t->connector->params.v[i]);
    return unknown_item(t, e);
}

IrType ir_type_item_name(IrTyping *t, IrExpr *e)
{
    if (!t->model)
        return connector_param(t, e);
    IrItem *item = ir_item(t->model, e->u.name);
    if (item)
        return item_value(t, e, item);
    const char *rest = NULL;
    const IrItem *first = first_of_path(t->m, t->model, e->u.name, &rest);
    if (first && first->kind == IR_ITEM_PART)
        return part_value(t, e, first, rest);
    const Member *member = first ? member_of(first->kind, rest) : NULL;
    if (member)
        return number_of(member->quantity);
    const IrType shape = geometry(t, e->u.name);
    return shape.poison ? unknown_item(t, e) : shape;
}

/* ---- variables ---- */
enum { IN_MODELS = 1, IN_SYNAPSES = 2, IN_VALUES = 4 };

typedef struct Variable {
    const char *name;
    IrQuantity quantity;
    IrScalar scalar;
    unsigned places;
} Variable;

static const Variable variables[] = {
    {"t", IR_Q_TIME, IR_REAL, IN_MODELS | IN_VALUES},
    {"dt", IR_Q_TIME, IR_REAL, IN_MODELS | IN_VALUES},
    {"weight", IR_Q_WEIGHT, IR_REAL, IN_SYNAPSES},
    {"delay", IR_Q_TIME, IR_REAL, IN_SYNAPSES},
    {"dendritic_delay_fraction", IR_Q_PURE, IR_REAL, IN_SYNAPSES},
    {"i", IR_Q_PURE, IR_INT, IN_VALUES},
    {"j", IR_Q_PURE, IR_INT, IN_VALUES},
    {"N_pre", IR_Q_PURE, IR_INT, IN_VALUES},
    {"N_post", IR_Q_PURE, IR_INT, IN_VALUES},
    {"N", IR_Q_PURE, IR_INT, IN_VALUES},
    {"place", IR_Q_PURE, IR_INT, IN_VALUES}, /* of a cell in the view that is set */
    {"d", IR_Q_LENGTH, IR_REAL, IN_VALUES},
    {"x", IR_Q_LENGTH, IR_REAL, IN_VALUES},
    {"y", IR_Q_LENGTH, IR_REAL, IN_VALUES},
    {"z", IR_Q_LENGTH, IR_REAL, IN_VALUES},
};
enum { N_VARIABLES = sizeof variables / sizeof *variables };

static unsigned place_of(const IrTyping *t)
{
    if (!t->model)
        return IN_VALUES;
    return t->model->role == IR_SYNAPSE ? IN_MODELS | IN_SYNAPSES : IN_MODELS;
}

static IrType unknown_variable(IrTyping *t, const IrExpr *e)
{
    StrNearest near = str_nearest_start(e->u.name->s);
    for (uint32_t i = 0; t->args && i < t->args->n; i++)
        str_nearest_offer(&near, t->args->v[i].name->s);
    for (int i = 0; i < N_VARIABLES; i++)
        if (variables[i].places & place_of(t))
            str_nearest_offer(&near, variables[i].name);
    return unknown(t, e, "variable", near);
}

IrType ir_type_variable(IrTyping *t, IrExpr *e)
{
    for (uint32_t i = 0; t->args && i < t->args->n; i++)
        if (t->args->v[i].name == e->u.name)
            return (IrType){.scalar = IR_REAL, .dim = t->args->v[i].dim};
    if (t->clause && (t->clause->i == e->u.name || t->clause->j == e->u.name))
        return (IrType){.scalar = IR_INT, .dim = DIM_NONE};
    for (int i = 0; i < N_VARIABLES; i++)
        if (variables[i].places & place_of(t) && str_is(e->u.name, variables[i].name))
            return (IrType){.scalar = variables[i].scalar,
                            .dim = ir_quantity_dim(variables[i].quantity)};
    return unknown_variable(t, e);
}

/* ---- of the module ---- */
IrType ir_type_param(IrTyping *t, IrExpr *e)
{
    const IrParam *param = ir_find_param(t->m, e->u.name);
    if (param)
        return (IrType){.scalar = param->scalar, .dim = param->dim};
    StrNearest near = str_nearest_start(e->u.name->s);
    for (uint32_t i = 0; i < t->m->params.n; i++)
        str_nearest_offer(&near, t->m->params.v[i]->name->s);
    return unknown(t, e, "parameter", near);
}

static IrType unknown_data(IrTyping *t, const IrExpr *e)
{
    StrNearest near = str_nearest_start(e->u.name->s);
    for (uint32_t i = 0; i < t->m->data.n; i++)
        str_nearest_offer(&near, t->m->data.v[i]->name->s);
    return unknown(t, e, "data", near);
}

/* $d[row] is of the first column, $d[row, column] of that column where it is a constant, else
   all share the first's. */
IrType ir_type_data(IrTyping *t, IrExpr *e)
{
    const IrData *data = ir_find_data(t->m, e->u.name);
    bool fine = true;
    double column = 0;
    for (uint32_t i = 0; i < e->n; i++)
        fine &= ir_type_want(t, e->arg[i], DIM_NONE, i ? "a column of data" : "a row of data");
    if (!data)
        return unknown_data(t, e);
    if (!fine)
        return ir_poison;
    if (e->n == 2 && ir_constant(e->arg[1], &column) && !(column >= 0 && column < data->columns)) {
        diag(t->m->session->diags, DIAG_NNC0208, e->arg[1]->span,
             "`%s` has %u columns, there is no column %g", data->name->s, data->columns, column);
        t->failed = true;
        return ir_poison;
    }
    return (IrType){.scalar = IR_REAL, .dim = data->dims ? data->dims[(uint32_t)column] : DIM_NONE};
}
