/* lower, lems_euler: connections. What is attached to a cell is stepped before the cell, with all its parts, and adds its current
   of this step. Of what a tunnel joins, each half is stepped with its own cell. */
#include "ir/pass/couple.h"
#include "ir/pass/lower_internal.h"

#include <string.h>

/* ---- the two halves ---- */
static size_t first_step(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot ? (size_t)(dot - name) + 1 : 0;
}

/* Does it read an item of the same half as this part? */
static bool reads_half(void *context, const IrExpr *e)
{
    const Str *part = context;
    const size_t n = first_step(part->s);
    return e->op == IR_ITEM && n && first_step(e->u.name->s) == n &&
           !memcmp(e->u.name->s, part->s, n);
}

/* Is it of a part whose current acts on the pre cell? */
static bool is_of_pre(const Lower *l, const Str *part)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_ALIAS && it->is_current && it->to_pre &&
            ir_expr_any(it->value, reads_half, (void *)(uintptr_t)part))
            return true;
    }
    return false;
}

static bool is_of_post(const Lower *l, const Str *part)
{
    return !is_of_pre(l, part);
}

/* ---- before the first step ---- */
/* What the start, which sees no cells, could not tell: the first step takes it as it is now. */
static void add_first(Lower *l, Map *first, const Str *state, const IrExpr *value, Span at)
{
    Arena *a = l->a;
    IrExpr *t = ir_named(a, IR_VARIABLE, str_from(lower_strings(l), "t_next"), at);
    IrExpr *dt = ir_named(a, IR_VARIABLE, str_from(lower_strings(l), "dt"), at);
    IrExpr *is_first =
        ir_binary(a, IR_LT, t, ir_binary(a, IR_PRODUCT, ir_number(a, 1.5, DIM_NONE, at), dt));
    IrExpr *now = lower_expr(l, lower_unkept(l, value));
    map_set(first, state,
            ir_select(a, is_first, now, lower_local(l, lower_suffixed(l, state, "now"), at)));
}

static Map first_values(Lower *l)
{
    Map first;
    map_init(&first, l->a);
    map_init(&l->current, l->a);
    l->after_step = true;
    for (uint32_t i = 0; i < l->formula.n; i++) {
        const IrExpr *value = l->formula.entries[i].value;
        add_first(l, &first, l->formula.entries[i].key, value, value->span);
    }
    for (uint32_t i = 0; i < l->published.n; i++) {
        const IrItem *it = ir_item(l->flat, l->published.entries[i].key);
        if (it->kind == IR_ITEM_IN)
            add_first(l, &first, l->published.entries[i].value,
                      ir_named(l->a, IR_ITEM, it->name, it->span), it->span);
    }
    l->after_step = false;
    return first;
}

/* ---- the whole ---- */
static void couple(Lower *l, KBody *b, const FlatTerms *terms, bool to_pre)
{
    const Map first = first_values(l);
    lower_lems_step(l, b, to_pre ? is_of_pre : is_of_post, &first);
    const Map ends = l->current;
    l->current = l->computed;
    for (uint32_t i = 0; i < terms->n; i++)
        if (terms->v[i].to_pre == to_pre)
            lower_push(l, b, K_ADD, NULL, lower_expr(l, terms->v[i].coefficient), terms->v[i].span)
                ->column = i;
    l->current = ends;
    lower_store_states(l, b);
    map_init(&l->current, l->a);
}

/* A half without a current may have states all the same. */
static bool pre_has_states(const Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && !it->weight && is_of_pre(l, lower_lems_part(l, it)))
            return true;
    }
    return false;
}

static void couple_both(Lower *l)
{
    FlatTerms terms = {0};
    bool pre = pre_has_states(l);
    ir_couple_terms(l->m, l->flat, NULL, 0, &terms);
    for (uint32_t i = 0; i < terms.n; i++) {
        VEC_PUSH(l->a, &l->c->terms, (KTerm){terms.v[i].to_pre, terms.v[i].own});
        pre |= terms.v[i].to_pre;
    }
    couple(l, &l->c->couple, &terms, false);
    if (pre)
        couple(l, &l->c->couple_pre, &terms, true);
}

void lower_lems_synapse(Lower *l)
{
    lower_fars(l);
    couple_both(l);
    lower_show(l);
    const Str *pre = str_from(lower_strings(l), "pre");
    if (ir_item_of(l->flat, IR_ITEM_ON, pre))
        lower_lems_event(l, &l->c->pre, pre);
}
