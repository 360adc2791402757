/* lower, lems_euler: what is kept of a step for the next one. What parts read of their owners, and what recorders and connections
   read of cells, is a value of the step before: a state of its own. */
#include "ir/pass/lower_internal.h"

#include <string.h>

static bool is_inside(const Str *part, const Str *owner)
{
    return part != owner && part->len >= owner->len && !memcmp(part->s, owner->s, owner->len);
}

bool lower_lems_is_later(const IrItem *reader, const IrItem *it)
{
    if (!reader->rank || !it->rank || reader->part != it->part)
        return false;
    return it->rank > reader->rank || (it->rank == reader->rank && it->span.lo > reader->span.lo);
}

typedef struct Reading {
    Lower *l;
    const IrItem *reader;
    const Str *part; /* of it */
    Map *needed;
} Reading;

static bool note_read(void *context, const IrExpr *e)
{
    const Reading *r = context;
    const IrItem *it = e->op == IR_ITEM ? ir_item(r->l->flat, e->u.name) : NULL;
    if (it &&
        (is_inside(r->part, lower_lems_part(r->l, it)) || lower_lems_is_later(r->reader, it) ||
         (r->reader->kind == IR_ITEM_ON && !lower_lems_is_far(it))))
        map_set(r->needed, it->name, (void *)it);
    return false;
}

static void note_reads(void *context, IrExpr **e)
{
    if (*e)
        ir_expr_any(*e, note_read, context);
}

/* What recorders and synapses read of cells. */
static void note_outside(const Lower *l, Map *needed)
{
    for (uint32_t i = 0; i < l->m->recorders.n; i++)
        if (l->m->recorders.v[i]->path)
            map_set(needed, l->m->recorders.v[i]->path, l->m->recorders.v[i]);
    for (uint32_t i = 0; i < l->m->models.n; i++)
        for (uint32_t k = 0; k < l->m->models.v[i]->items.n; k++) {
            const IrItem *in = l->m->models.v[i]->items.v[k];
            if (in->kind == IR_ITEM_IN && in->from_name)
                map_set(needed, in->from_name, (void *)in);
        }
}

/* What parts read of their owners, recorders of cells, and synapses of cells; what handlers read between steps, and variables before
   it is computed. */
static Map find_needed(Lower *l)
{
    Map needed;
    map_init(&needed, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *it = l->flat->items.v[i];
        ir_item_each_expr(it, note_reads, &(Reading){l, it, lower_lems_part(l, it), &needed});
    }
    note_outside(l, &needed);
    return needed;
}

static IrExpr *at_start(void *context, IrExpr *e)
{
    const Lower *l = context;
    return e->op == IR_VARIABLE && str_is(e->u.name, "t") ? alg_zero(l->a, e->span) : e;
}

/* A variable that is kept: a state that starts as the variable is then. */
static void keep_variable(Lower *l, IrItem *it)
{
    map_set(&l->formula, it->name, it->value);
    it->kind = IR_ITEM_STATE;
    it->value = ir_expr_map(l->a, it->value, at_start, l);
}

/* Of its own part: events of others change it at once. */
static bool moves_in_regime(const Lower *l, const IrItem *state)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if ((it->kind == IR_ITEM_DERIV && it->of_regimes && it->name == state->name) ||
            (it->mode && it->mode != state->name && it->part == state->part &&
             ir_body_assigns(it->body, state->name)))
            return true;
    }
    return false;
}

/* ---- states that events change between the steps of their part: others see that after its next one ---- */
static bool note_shown(void *context, const IrExpr *e)
{
    const Reading *r = context;
    const IrItem *it = e->op == IR_ITEM ? ir_item(r->l->flat, e->u.name) : NULL;
    if (it && lower_lems_part(r->l, it) != r->part)
        map_set(r->needed, it->name, (void *)it);
    return false;
}

/* What others than its own part may see of it: parts, recorders, connections. */
static Map find_shown(Lower *l)
{
    Map shown;
    map_init(&shown, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *it = l->flat->items.v[i];
        if (it->value && it->kind != IR_ITEM_STATE)
            ir_expr_any(it->value, note_shown, &(Reading){l, it, lower_lems_part(l, it), &shown});
    }
    note_outside(l, &shown);
    return shown;
}

static bool changes_between_steps(const Lower *l, const IrItem *state)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if ((it->kind == IR_ITEM_ON || it->part != state->part) &&
            ir_body_assigns(it->body, state->name))
            return true;
    }
    return false;
}

/* What others see of a state that regimes move: its value before the regime's part of the step. */
static void add_published(Lower *l, const IrItem *state)
{
    IrItem *seen =
        ir_item_new(l->a, IR_ITEM_STATE, lower_suffixed(l, state->name, "published"), state->span);
    seen->part = state->part;
    seen->dim = state->dim;
    seen->unit = state->unit;
    seen->value = ir_named(l->a, IR_ITEM, state->name, state->span);
    ir_model_add(l->m, l->flat, seen);
    map_set(&l->published, state->name, (void *)seen->name);
}

/* ---- the time of handlers: that of the last step of what handles ---- */
typedef struct Times {
    Lower *l;
    const Str *seen;
    bool found;
} Times;

static IrExpr *seen_time(void *context, IrExpr *e)
{
    Times *t = context;
    if (e->op != IR_VARIABLE || !str_is(e->u.name, "t"))
        return e;
    t->found = true;
    return ir_named(t->l->a, IR_ITEM, t->seen, e->span);
}

static void see_times(void *context, IrExpr **e)
{
    if (*e)
        *e = ir_expr_map(((Times *)context)->l->a, *e, seen_time, context);
}

static void keep_time(Lower *l)
{
    Times t = {.l = l, .seen = str_from(lower_strings(l), "t.seen")};
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_ON)
            ir_item_each_expr(l->flat->items.v[i], see_times, &t);
    if (!t.found)
        return;
    IrItem *seen = ir_item_new(l->a, IR_ITEM_STATE, t.seen, l->flat->span);
    seen->dim = dim_of(0, 0, 1, 0, 0, 0, 0);
    seen->value = ir_number(l->a, 0, seen->dim, seen->span);
    ir_model_add(l->m, l->flat, seen);
    map_set(&l->formula, t.seen,
            ir_named(l->a, IR_VARIABLE, str_from(lower_strings(l), "t"), seen->span));
}

/* ---- all of it ---- */
void lower_lems_publish(Lower *l)
{
    keep_time(l);
    const uint32_t n = l->flat->items.n;
    const Map needed = find_needed(l), shown = find_shown(l);
    for (uint32_t i = 0; i < n; i++) {
        IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_ALIAS && !it->for_parts && map_has(&needed, it->name) &&
            alg_reads(l->flat, it->value) != 0)
            keep_variable(l, it);
        else if ((it->kind == IR_ITEM_STATE &&
                  it->out && /* others see as it is what is no exposure */
                  (moves_in_regime(l, it) ||
                   (map_has(&shown, it->name) && changes_between_steps(l, it)))) ||
                 (lower_lems_is_far(it) && !it->for_parts && map_has(&needed, it->name)))
            add_published(l, it);
    }
    lower_lems_counters(l);
}

void lower_lems_rename(Lower *l)
{
    for (uint32_t i = 0; i < l->published.n; i++) {
        const Str *own = l->published.entries[i].key, *seen = l->published.entries[i].value;
        if (lower_lems_is_far(ir_item(l->flat, own)))
            continue;
        const uint32_t a = lower_column_named(l, own), b = lower_column_named(l, seen);
        l->c->columns.v[a].name = seen;
        l->c->columns.v[b].name = own;
    }
}
