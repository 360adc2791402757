/* Are two models the same but for names of parts and values of parameters? Both are walked in step. */
#include "ir/alike.h"

#include "ir/build.h"
#include "ir/facts.h"
#include "ir/words.h"

#include <string.h>

typedef struct Alike {
    const IrModule *m;
    const IrModel *a, *b; /* the models at hand */
    Map *pairs;           /* model of `a` -> model of `b` that was found alike */
} Alike;

/* ---- paths ---- */
static uint32_t place_in(const IrModel *model, const IrItem *item)
{
    uint32_t i = 0;
    while (i < model->items.n && model->items.v[i] != item)
        i++;
    return i;
}

/* The part that a name of `len` bytes means, by its place; items.n: it is none. */
static uint32_t place_of_part(const IrModule *m, const IrModel *model, const char *name, size_t len)
{
    const IrItem *item = ir_item(model, str_intern(m->session->strings, name, len));
    return item && item->kind == IR_ITEM_PART ? place_in(model, item) : model->items.n;
}

const Str *ir_alike_path(const IrModule *m, const IrModel *model, const IrModel *other,
                         const Str *path)
{
    StrTable *strings = m->session->strings;
    const char *rest = path->s, *found = "";
    while (model && other && *rest) {
        const size_t len = strcspn(rest, ".");
        const uint32_t i = place_of_part(m, model, rest, len);
        if (i >= model->items.n || i >= other->items.n)
            break;
        const IrItem *part = model->items.v[i], *same = other->items.v[i];
        found = str_join(strings, found, same->name->s)->s;
        rest += len;
        if (!*rest)
            break;
        found = str_join(strings, found, ".")->s;
        rest++;
        model = ir_find_model(m, part->model);
        other = same->kind == IR_ITEM_PART ? ir_find_model(m, same->model) : NULL;
    }
    return *found ? str_join(strings, found, rest) : path;
}

static bool alike_name(const Alike *x, const Str *a, const Str *b)
{
    if (!a || !b)
        return a == b;
    const IrItem *item = ir_item(x->a, a); /* of the model itself */
    if (item && item->kind != IR_ITEM_PART)
        return a == b;
    return ir_alike_path(x->m, x->a, x->b, a) == b;
}

/* ---- expressions and bodies ---- */
/* Names of items; others are those of regimes, data, variables. */
static bool alike_expr(const Alike *x, const IrExpr *a, const IrExpr *b)
{
    if (!a || !b)
        return a == b;
    const bool named = a->op == IR_ITEM || a->op == IR_NERNST || a->op == IR_GHK;
    if (a->op != b->op || a->n != b->n || (named && !alike_name(x, a->u.name, b->u.name)))
        return false;
    if (!named && a->n == 0)
        return ir_expr_equal(a, b);
    if (!named && ir_op_payload((IrOp)a->op) != IR_PAYLOAD_NONE && !ir_same_payload(a, b))
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!alike_expr(x, a->arg[i], b->arg[i]))
            return false;
    return true;
}

static bool alike_binds(const Alike *x, const IrBinds *a, const IrBinds *b)
{
    for (uint32_t i = 0; i < a->n && a->n == b->n; i++)
        if (a->v[i].name != b->v[i].name || !alike_expr(x, a->v[i].value, b->v[i].value))
            return false;
    return a->n == b->n;
}

static bool alike_names(const Alike *x, const Str *const *a, uint32_t n_a, const Str *const *b,
                        uint32_t n_b)
{
    for (uint32_t i = 0; i < n_a && n_a == n_b; i++)
        if (!alike_name(x, a[i], b[i]))
            return false;
    return n_a == n_b;
}

static bool alike_body(const Alike *x, const IrBody *a, const IrBody *b);

static bool alike_stmt(const Alike *x, const IrStmt *a, const IrStmt *b)
{
    for (uint32_t i = 0; i < a->args.n && a->args.n == b->args.n; i++)
        if (!alike_expr(x, a->args.v[i], b->args.v[i]))
            return false;
    return a->kind == b->kind && a->args.n == b->args.n && alike_name(x, a->name, b->name) &&
           alike_expr(x, a->value, b->value) && alike_expr(x, a->count, b->count) &&
           alike_names(x, a->names.v, a->names.n, b->names.v, b->names.n) &&
           alike_body(x, a->then_body, b->then_body) && alike_body(x, a->else_body, b->else_body);
}

static bool alike_body(const Alike *x, const IrBody *a, const IrBody *b)
{
    if (!a || !b)
        return a == b;
    for (uint32_t i = 0; i < a->stmts.n && a->stmts.n == b->stmts.n; i++)
        if (!alike_stmt(x, &a->stmts.v[i], &b->stmts.v[i]))
            return false;
    return a->par == b->par && a->stmts.n == b->stmts.n;
}

/* ---- items ---- */
static bool alike_models(const Alike *x, const IrModel *a, const IrModel *b);

static bool alike_args(const IrArgs *a, const IrArgs *b)
{
    for (uint32_t i = 0; i < a->n && a->n == b->n; i++)
        if (a->v[i].name != b->v[i].name || !dim_equal(a->v[i].dim, b->v[i].dim))
            return false;
    return a->n == b->n;
}

/* Parameters may have other constants. */
static bool alike_value(const Alike *x, const IrItem *a, const IrItem *b)
{
    double u, v;
    const bool constants = a->kind == IR_ITEM_PARAM && !a->is_list && a->value && b->value &&
                           ir_constant(a->value, &u) && ir_constant(b->value, &v);
    return constants || alike_expr(x, a->value, b->value);
}

static bool alike_attributes(const IrItem *a, const IrItem *b)
{
    return a->out == b->out && a->weight == b->weight && a->held == b->held &&
           a->linear == b->linear && a->edge == b->edge && a->multiply == b->multiply &&
           a->for_parts == b->for_parts && a->latest == b->latest && a->rank == b->rank &&
           a->recordable_only == b->recordable_only && a->is_current == b->is_current &&
           a->ion == b->ion && a->to_pre == b->to_pre && a->from == b->from &&
           a->from_name == b->from_name && a->region == b->region && a->method == b->method;
}

static bool alike_parts(const Alike *x, const IrItem *a, const IrItem *b)
{
    const IrModel *inner = a->model ? ir_find_model(x->m, a->model) : NULL;
    const IrModel *other = b->model ? ir_find_model(x->m, b->model) : NULL;
    return inner && other && alike_models(x, inner, other);
}

/* Kinds that need more than this are compared by their names alone: what has them is alike only to itself. */
static bool alike_item(const Alike *x, const IrItem *a, const IrItem *b)
{
    const bool part = a->kind == IR_ITEM_PART;
    return a->kind == b->kind && (part || alike_name(x, a->name, b->name)) &&
           a->scalar == b->scalar && a->is_list == b->is_list && dim_equal(a->dim, b->dim) &&
           ir_unit_equal(a->unit, b->unit, a->dim) && !a->reactions.n && !b->reactions.n &&
           !a->regimes.n && !b->regimes.n && a->power == b->power && alike_attributes(a, b) &&
           alike_value(x, a, b) && alike_expr(x, a->lo, b->lo) && alike_expr(x, a->hi, b->hi) &&
           alike_binds(x, &a->binds, &b->binds) && alike_args(&a->args, &b->args) &&
           alike_name(x, a->wire_from, b->wire_from) && alike_name(x, a->wire_to, b->wire_to) &&
           alike_names(x, a->names.v, a->names.n, b->names.v, b->names.n) &&
           alike_body(x, a->body, b->body) && (!part || alike_parts(x, a, b));
}

static bool alike_models(const Alike *x, const IrModel *a, const IrModel *b)
{
    if (a == b || map_get(x->pairs, a) == b)
        return true;
    if (a->role != b->role || a->stage != IR_STRUCTURED || b->stage != IR_STRUCTURED ||
        a->items.n != b->items.n || a->weight_variable != b->weight_variable)
        return false;
    const Alike inner = {x->m, a, b, x->pairs};
    for (uint32_t i = 0; i < a->items.n; i++)
        if (!alike_item(&inner, a->items.v[i], b->items.v[i]))
            return false;
    map_set(x->pairs, a, (void *)(uintptr_t)b);
    return true;
}

bool ir_alike(const IrModule *m, const IrModel *a, const IrModel *b)
{
    Map pairs;
    map_init(&pairs, m->arena);
    return alike_models(&(Alike){m, a, b, &pairs}, a, b);
}
