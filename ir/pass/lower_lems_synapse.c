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
static IrExpr *as_formula(void *context, IrExpr *e)
{
    Lower *l = context;
    const IrExpr *formula = e->op == IR_ITEM ? map_get(&l->formula, e->u.name) : NULL;
    return formula ? ir_expr_map(l->a, formula, as_formula, context) : e;
}

/* What the start, which sees no cells, could not tell: the first step takes it as it is now. */
static void add_first(Lower *l, Map *first, const Str *state, const IrExpr *value, Span at)
{
    Arena *a = l->a;
    IrExpr *t = ir_named(a, IR_VARIABLE, str_from(lower_strings(l), "t_next"), at);
    IrExpr *dt = ir_named(a, IR_VARIABLE, str_from(lower_strings(l), "dt"), at);
    IrExpr *is_first =
        ir_binary(a, IR_LT, t, ir_binary(a, IR_PRODUCT, ir_number(a, 1.5, DIM_NONE, at), dt));
    IrExpr *now = lower_expr(l, ir_expr_map(a, value, as_formula, l));
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

static void couple_both(Lower *l)
{
    FlatTerms terms = {0};
    bool pre = false;
    ir_couple_terms(l->m, l->flat, NULL, 0, &terms);
    for (uint32_t i = 0; i < terms.n; i++) {
        VEC_PUSH(l->a, &l->c->terms, (KTerm){terms.v[i].to_pre, terms.v[i].own});
        pre |= terms.v[i].to_pre;
    }
    couple(l, &l->c->couple, &terms, false);
    if (pre)
        couple(l, &l->c->couple_pre, &terms, true);
}

/* ---- events: the actions of the component, then those of the regime that was active ---- */
static void handle(Lower *l, KBody *b, const IrItem *on)
{
    KBody *out = b;
    if (on->mode) {
        IrExpr *active = lower_local(l, lower_suffixed(l, on->mode, "active"), on->span);
        out = ARENA_NEW(l->a, KBody);
        lower_push(l, b, K_IF, NULL,
                   ir_binary(l->a, IR_EQ, active, ir_number(l->a, on->regime, DIM_NONE, on->span)),
                   on->span)
            ->then_body = out;
    }
    lower_body(l, out, on->body);
}

static bool is_handler(const Lower *l, const IrItem *it)
{
    return it->kind == IR_ITEM_ON && it->name == str_from(lower_strings(l), "pre");
}

static void keep_active(Lower *l, KBody *b)
{
    Map done;
    map_init(&done, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (!is_handler(l, it) || !it->mode || map_has(&done, it->mode))
            continue;
        map_set(&done, it->mode, (void *)it->mode);
        lower_push(l, b, K_LET, lower_suffixed(l, it->mode, "active"),
                   lower_local(l, map_get(&l->current, it->mode), it->span), it->span)
            ->type = K_F64;
    }
}

static void take_event(Lower *l, KBody *b)
{
    map_init(&l->current, l->a);
    lower_load_states(l, b);
    keep_active(l, b);
    for (int regimes = 0; regimes < 2; regimes++)
        for (uint32_t i = 0; i < l->flat->items.n; i++) {
            const IrItem *it = l->flat->items.v[i];
            if (is_handler(l, it) && (it->mode != NULL) == (regimes == 1))
                handle(l, b, it);
        }
    lower_store_states(l, b);
    map_init(&l->current, l->a);
}

void lower_lems_synapse(Lower *l)
{
    lower_fars(l);
    couple_both(l);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (is_handler(l, l->flat->items.v[i])) {
            take_event(l, &l->c->pre);
            return;
        }
}
