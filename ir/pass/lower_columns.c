/* lower, part one: the columns of a class, values computed once per parameter set, and expressions over them. */
#include "ir/facts.h"
#include "ir/pass/delay.h"
#include "ir/pass/lower_internal.h"

#include <float.h>

uint32_t lower_add_column(Lower *l, KColumn column)
{
    VEC_PUSH(l->a, &l->c->columns, column);
    map_set(&l->column, column.name, (void *)(uintptr_t)l->c->columns.n);
    return l->c->columns.n - 1;
}

uint32_t lower_column_named(const Lower *l, const Str *name)
{
    return (uint32_t)((uintptr_t)map_get(&l->column, name) - 1);
}

const Str *lower_suffixed(const Lower *l, const Str *name, const char *suffix)
{
    return str_join(lower_strings(l), str_join(lower_strings(l), name->s, ".")->s, suffix);
}

IrExpr *lower_local(const Lower *l, const Str *name, Span at)
{
    return ir_named(l->a, IR_LOCAL, name, at);
}

IrExpr *lower_whole(const Lower *l, int64_t n, Span at)
{
    return ir_integer(l->a, n, at);
}

static bool column_of(const Lower *l, const Str *name, uint32_t *column)
{
    uintptr_t i = (uintptr_t)map_get(&l->column, name);
    if (i)
        *column = (uint32_t)(i - 1);
    return i != 0;
}

IrExpr *lower_load(Lower *l, uint32_t column, Span at)
{
    IrExpr *e = ir_expr_new(l->a, IR_LOAD, 0, at);
    e->u.column = column;
    return e;
}

static bool reads_each(void *context, const IrExpr *e)
{
    const Lower *l = context;
    uint32_t column;
    if (e->op == IR_LOAD)
        return l->c->columns.v[e->u.column].each;
    if (e->op != IR_ITEM)
        return false;
    return !column_of(l, e->u.name, &column) || l->c->columns.v[column].each;
}

bool lower_is_each(const Lower *l, const IrExpr *e)
{
    return ir_expr_any(e, reads_each, (void *)l);
}

/* ---- expressions ---- */
static IrExpr *time_test(Lower *l, const IrExpr *e, IrExpr *when)
{
    Arena *a = l->a;
    IrExpr *t = ir_named(a, IR_VARIABLE, str_from(lower_strings(l), l->after_step ? "t_next" : "t"),
                         e->span);
    IrExpr *dt = ir_named(a, IR_VARIABLE, str_from(lower_strings(l), "dt"), e->span);
    IrExpr *slack = ir_binary(
        a, IR_PRODUCT, ir_number(a, e->op == IR_AFTER ? 1e-6 : -1e-6, DIM_NONE, e->span), dt);
    return ir_binary(a, IR_GT, ir_binary(a, IR_SUM, t, ir_unary(a, IR_NEG, when)), slack);
}

static IrExpr *item_leaf(Lower *l, const IrExpr *e)
{
    const bool at_end = (l->after_step || l->sampling) && ir_reads_moving(l->flat, e);
    const Str *now = map_get(&l->current, e->u.name);
    uint32_t column = 0;
    if (at_end && column_of(l, ir_delay_name(lower_strings(l), e->u.name, FLAT_END), &column))
        return lower_load(l, column, e->span);
    if (now)
        return ir_named(l->a, IR_LOCAL, now, e->span);
    if (column_of(l, e->u.name, &column))
        return lower_load(l, column, e->span);
    diag(l->m->session->diags, DIAG_NNC0801, e->span, "%s of %s has no value here", e->u.name->s,
         l->flat->name->s);
    return alg_zero(l->a, e->span);
}

enum { DRAWS_MAX = 256 };
enum { HOIST_COST = 8 }; /* what a division costs: cheaper is computed again */

static unsigned cost_of(const IrExpr *e)
{
    unsigned c = ir_op_fact((IrOp)e->op)->cost;
    for (uint32_t i = 0; i < e->n; i++)
        c += cost_of(e->arg[i]);
    return c;
}

/* A column holds numbers: what a test compares is hoisted, not the test. */
static bool is_test(const IrExpr *e)
{
    const IrRule rule = ir_op_fact((IrOp)e->op)->rule;
    return e->op == IR_SELECT ? is_test(e->arg[1])
                              : e->op == IR_BOOLEAN || rule == IR_RULE_COMPARE ||
                                    rule == IR_RULE_LOGIC || e->scalar == IR_BOOL;
}

static bool is_hoistable(const Lower *l, const IrExpr *e)
{
    return e->n > 0 && e->op != IR_CALL && !is_test(e) && alg_reads(l->flat, e) == 0 &&
           !lower_is_each(l, e) && cost_of(e) >= HOIST_COST &&
           !ir_expr_any(e, lower_is_local, NULL);
}

enum {
    FUSED_TERMS = 1000
}; /* longer sums stay flat: nested operations are walked by recursion, here and in cc */

/* acc + a b -> fma(a, b, acc), left to right: the one place that makes fma (docs/numerics.md). */
static IrExpr *fused_sum(Lower *l, IrExpr *sum)
{
    IrExpr *acc = sum->arg[0];
    for (uint32_t i = 1; i < sum->n; i++) {
        IrExpr *term = sum->arg[i];
        bool minus = term->op == IR_NEG;
        IrExpr *product = minus ? term->arg[0] : term;
        if (product->op != IR_PRODUCT) {
            acc = ir_binary(l->a, IR_SUM, acc, term);
            continue;
        }
        IrExpr *left = product->arg[0];
        for (uint32_t k = 1; k + 1 < product->n; k++)
            left = ir_binary(l->a, IR_PRODUCT, left, product->arg[k]);
        IrExpr *fma = ir_expr_new(l->a, IR_FMA, 3, sum->span);
        fma->arg[0] = minus ? ir_unary(l->a, IR_NEG, left) : left;
        fma->arg[1] = product->arg[product->n - 1];
        fma->arg[2] = acc;
        acc = fma;
    }
    return acc;
}

/* The same for all cells, and changed by settings at most. */
static bool is_class_value(const Lower *l, const IrExpr *e)
{
    return alg_reads(l->flat, e) == 0 && !lower_is_each(l, e);
}

/* 1 + the place of the last with that hash. */
static uint32_t last_derived(const Lower *l, uintptr_t hash)
{
    return (uint32_t)(uintptr_t)map_get(&l->by_hash, (const void *)hash);
}

/* The first of those that are equal. */
static const Derived *find_derived(const Lower *l, const IrExpr *value, bool each)
{
    const Derived *found = NULL;
    for (uint32_t i = last_derived(l, ir_expr_hash(value)); i; i = l->derived.v[i - 1].before) {
        const Derived *d = &l->derived.v[i - 1];
        if (d->each == each && ir_expr_equal(d->value, value))
            found = d;
    }
    return found;
}

static void note_derived(Lower *l, const IrExpr *value, uint32_t column, bool each)
{
    const uintptr_t hash = ir_expr_hash(value);
    VEC_PUSH(l->a, &l->derived, (Derived){value, column, each, last_derived(l, hash)});
    map_set(&l->by_hash, (const void *)hash, (void *)(uintptr_t)l->derived.n);
}

uint32_t lower_hoisted_column(Lower *l, IrExpr *value)
{
    const IrExpr *kernel = lower_derive_expr(l, value);
    const Derived *known = find_derived(l, kernel, lower_is_each(l, kernel));
    return known
               ? known->column
               : lower_value_column(l, str_format(lower_strings(l), "c.%u", l->n_hoisted++), value);
}

/* x/c with such a c is x*(1/c): it changes the last bit, everywhere alike (docs/numerics.md). */
static IrExpr *reciprocal(Lower *l, const IrExpr *c)
{
    IrExpr *value = ir_binary(l->a, IR_QUOTIENT, alg_one(l->a, c->span), ir_expr_copy(l->a, c));
    return lower_load(l, lower_hoisted_column(l, value), c->span);
}

/* Draws of a class differ by their number, which is a byte of the draw's address. */
static void number_draw(Lower *l, IrExpr *draw)
{
    if (l->n_draws == DRAWS_MAX)
        diag(l->m->session->diags, DIAG_NNC0802, draw->span,
             "%s draws more than %d random values, which is the most for a model", l->flat->name->s,
             DRAWS_MAX);
    draw->column_type = (uint8_t)l->n_draws++;
}

static IrExpr *convert(Lower *l, const IrExpr *e, bool hoist)
{
    if (l->m->lems_euler && lower_lems_compares_times(l, e)) /* sums of steps as they are */
        return lower_lems_compare(l, e);
    const IrItem *item = e->op == IR_ITEM ? ir_item(l->flat, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS && !item->held && !map_has(&l->current, e->u.name))
        return convert(l, item->value, hoist);
    if (e->op == IR_ITEM)
        return item_leaf(l, e);
    if (hoist && is_hoistable(l, e)) {
        return lower_load(l, lower_hoisted_column(l, ir_expr_copy(l->a, e)), e->span);
    }
    IrExpr *copy = ir_expr_new(l->a, (IrOp)e->op, e->n, e->span);
    *copy = *e;
    if (e->op == IR_VARIABLE && l->after_step && str_is(e->u.name, "t"))
        copy->u.name = str_from(lower_strings(l), "t_next");
    if (e->op == IR_VARIABLE && map_has(&l->argument, e->u.name))
        copy->u.name = map_get(&l->argument, e->u.name);
    for (uint32_t i = 0; i < e->n; i++)
        copy->arg[i] = convert(l, e->arg[i], hoist);
    if (e->op == IR_SUM && hoist && e->n <= FUSED_TERMS)
        return fused_sum(l, copy);
    if (e->op == IR_QUOTIENT && hoist && is_class_value(l, e->arg[1]))
        return ir_binary(l->a, IR_PRODUCT, copy->arg[0], reciprocal(l, e->arg[1]));
    if (e->op == IR_AFTER || e->op == IR_SINCE)
        return time_test(l, e, copy->arg[0]);
    if (e->op == IR_DRAW)
        number_draw(l, copy);
    return copy;
}

IrExpr *lower_expr(Lower *l, const IrExpr *e)
{
    return convert(l, e, true);
}

IrExpr *lower_derive_expr(Lower *l, const IrExpr *e)
{
    return convert(l, e, false);
}

bool lower_is_local(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_LOCAL || e->op == IR_LOAD;
}

/* ---- values ---- */
uint32_t lower_value_column(Lower *l, const Str *name, IrExpr *value)
{
    IrExpr *kernel = lower_derive_expr(l, value);
    bool each = lower_is_each(l, kernel);
    KBody *body = each ? &l->c->derive_each : &l->c->derive_one;
    uint32_t column = lower_add_column(
        l,
        (KColumn){.name = name, .type = K_F64, .role = K_VALUE, .each = each, .span = value->span});
    lower_push(l, body, K_STORE, name, kernel, value->span)->column = column;
    note_derived(l, kernel, column, each);
    return column;
}

static bool is_bound_each(const Lower *l, const Str *name)
{
    for (uint32_t i = 0; i < l->binding->each.n; i++)
        if (l->binding->each.v[i] == name)
            return true;
    return false;
}

/* An alias of parameters alone becomes a value; those that it reads come first. */
static void lower_value_alias(Lower *l, IrItem *alias);

static bool need_value(void *context, const IrExpr *e)
{
    Lower *l = context;
    IrItem *item = e->op == IR_ITEM ? ir_item(l->flat, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS && item->held)
        lower_value_alias(l, item);
    return false;
}

static void lower_value_alias(Lower *l, IrItem *alias)
{
    uint32_t column;
    if (column_of(l, alias->name, &column))
        return;
    ir_expr_any(alias->value, need_value, l);
    const bool given =
        alias->value->op == IR_SELECT && alias->value->arg[2]->op == IR_LOAD; /* value_if_given */
    column = lower_value_column(l, given ? lower_suffixed(l, alias->name, "value") : alias->name,
                                alias->value);
    l->c->columns.v[column].unit = lower_item_unit(l, alias);
    map_set(&l->column, alias->name, (void *)(uintptr_t)(column + 1));
}

static void mark_values(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_ALIAS)
            it->held = alg_reads(l->flat, it->value) == 0;
    }
}

/* Bounds that read other parameters are checked nowhere. */
static IrExpr *constant_bound(IrExpr *e)
{
    double native;
    return e && ir_constant(e, &native) ? e : NULL;
}

/* What is given, else the default: the column holds a number that nothing else is until it is set. */
static IrExpr *value_if_given(Lower *l, const IrItem *p)
{
    IrExpr *none = ir_number(l->a, DBL_MAX, p->dim, p->span);
    const uint32_t column = lower_add_column(l, (KColumn){.name = p->name,
                                                          .unit = lower_item_unit(l, p),
                                                          .type = K_F64,
                                                          .role = K_PARAM,
                                                          .each = is_bound_each(l, p->name),
                                                          .fallback = none,
                                                          .span = p->span});
    map_set(&l->column, p->name, NULL);
    IrExpr *test = ir_binary(l->a, IR_EQ, lower_load(l, column, p->span), ir_expr_copy(l->a, none));
    return ir_select(l->a, test, p->value, lower_load(l, column, p->span));
}

static void lower_param(Lower *l, IrItem *p)
{
    double native;
    bool constant = !p->value || p->is_list || ir_constant(p->value, &native);
    if (!constant) { /* a default that reads other parameters */
        p->value = value_if_given(l, p);
        p->kind = IR_ITEM_ALIAS;
        p->held = true;
        return;
    }
    lower_add_column(l, (KColumn){.name = p->name,
                                  .unit = lower_item_unit(l, p),
                                  .type = p->is_list ? K_LIST : K_F64,
                                  .role = K_PARAM,
                                  .each = p->is_list || is_bound_each(l, p->name),
                                  .fallback = constant ? p->value : NULL,
                                  .lo = constant_bound(p->lo),
                                  .hi = constant_bound(p->hi),
                                  .span = p->span});
}

void lower_columns(Lower *l)
{
    mark_values(l);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_PARAM)
            lower_param(l, l->flat->items.v[i]);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE)
            lower_add_column(l, (KColumn){.name = it->name,
                                          .unit = lower_item_unit(l, it),
                                          .type = K_F64,
                                          .role = K_STATE,
                                          .each = true,
                                          .span = it->span});
        if (it->kind == IR_ITEM_IN)
            lower_add_column(l, (KColumn){.name = it->name,
                                          .unit = it->unit,
                                          .type = K_F64,
                                          .role = it->linear ? K_HIDDEN : K_INPUT,
                                          .each = it->from == IR_OWN,
                                          .span = it->span});
    }
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_ALIAS && l->flat->items.v[i]->held)
            lower_value_alias(l, l->flat->items.v[i]);
}
