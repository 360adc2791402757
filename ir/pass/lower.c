/* lower.  needs: a flat, typed model and what its populations bind.  does: flat model -> update of one step ->
   columns and kernels of a class.  The order inside `update` is semantics.md 2: integrate, sums, conditions. */
#include "ir/pass/lower.h"

#include "ir/pass/couple.h"
#include "ir/pass/delay.h"
#include "ir/pass/kernel_passes.h"
#include "ir/pass/lower_internal.h"
#include "ir/pass/size.h"
#include "ir/words.h"

#include <string.h>

StrTable *lower_strings(const Lower *l)
{
    return l->m->session->strings;
}

KStmt *lower_push(Lower *l, KBody *b, KStmtKind kind, const Str *name, IrExpr *value, Span at)
{
    VEC_PUSH(l->a, &b->stmts, (KStmt){.kind = kind, .name = name, .value = value, .span = at});
    return &VEC_LAST(&b->stmts);
}

static bool is_kind(const IrItem *it, IrItemKind kind)
{
    return it->kind == kind;
}

/* ---- propagators ---- */
typedef IrExpr *LowerExpr(Lower *l, const IrExpr *e);

static IrExpr **kernel_entries(Lower *l, IrExpr *const *entry, uint32_t n, LowerExpr *lowered)
{
    IrExpr **all = ARENA_ARRAY(l->a, IrExpr *, n);
    for (uint32_t i = 0; i < n; i++)
        all[i] = entry[i] ? lowered(l, entry[i]) : NULL;
    return all;
}

static KMatrix *kernel_matrix(Lower *l, const DiscreteMatrix *d, LowerExpr *lowered)
{
    KMatrix *k = ARENA_NEW(l->a, KMatrix);
    *k = (KMatrix){.kind = d->kind, .n = d->n, .n_inputs = d->n_inputs, .fraction = d->fraction};
    k->entry = kernel_entries(l, d->entry, d->n * d->n, lowered);
    k->input = d->input ? kernel_entries(l, d->input, d->n * d->n_inputs, lowered) : NULL;
    return k;
}

static bool any_is_each(Lower *l, IrExpr *const *entry, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (entry[i] && lower_is_each(l, entry[i]))
            return true;
    return false;
}

static void add_results(Lower *l, KMatrix *k, const DiscreteMatrix *d, KRole role, bool each)
{
    for (uint32_t i = 0; i < d->name.n; i++) {
        const uint32_t column = lower_add_column(
            l, (KColumn){.name = d->name.v[i], .type = K_F64, .role = role, .each = each});
        VEC_PUSH(l->a, &k->row, d->row.v[i]);
        VEC_PUSH(l->a, &k->col, d->col.v[i]);
        VEC_PUSH(l->a, &k->column, column);
    }
}

static void lower_matrix(Lower *l, const DiscreteMatrix *d)
{
    KMatrix *k = kernel_matrix(l, d, lower_derive_expr);
    const bool each = any_is_each(l, k->entry, k->n * k->n) ||
                      (k->input && any_is_each(l, k->input, k->n * k->n_inputs));
    add_results(l, k, d, K_VALUE, each);
    lower_push(l, each ? &l->c->derive_each : &l->c->derive_one, K_EXPM, NULL, NULL, NOWHERE)
        ->matrix = k;
    lower_check_matrix(l, d, k);
}

/* In each step: its results are values of the cell. */
static void lower_step_matrix(Lower *l, KBody *body, const DiscreteMatrix *d)
{
    KMatrix *k = kernel_matrix(l, d, lower_expr);
    add_results(l, k, d, K_HIDDEN, true);
    lower_push(l, body, K_EXPM, NULL, NULL, d->at)->matrix = k;
    for (uint32_t i = 0; i < d->name.n; i++)
        lower_push(l, body, K_LET, d->name.v[i], lower_load(l, k->column.v[i], d->at), d->at)
            ->type = K_F64;
}

/* ---- integrate ---- */
/* Where the next let goes: into the loop that this one begins, or after the one that it ends. */
static KBody *lower_let(Lower *l, KBody *update, KBody *body, const DiscreteLet *let)
{
    static const KStmtKind kinds[] = {
        [DISCRETE_LET] = K_LET,       [DISCRETE_LET_BOOL] = K_LET, [DISCRETE_VAR] = K_VAR,
        [DISCRETE_ASSIGN] = K_ASSIGN, [DISCRETE_LOOP] = K_UPTO,    [DISCRETE_BREAK] = K_BREAK};
    if (let->kind == DISCRETE_END)
        return update;
    if (let->kind == DISCRETE_MOVE) {
        lower_step_matrix(l, body, let->matrix);
        return body;
    }
    KStmt *s =
        lower_push(l, body, kinds[let->kind], let->name, lower_expr(l, let->value), let->span);
    s->type = let->kind == DISCRETE_LET_BOOL ? K_BOOL : K_F64;
    if (let->kind == DISCRETE_LOOP)
        return s->then_body = ARENA_NEW(l->a, KBody);
    return body;
}

static void lower_flush(Lower *l, const Map *decaying)
{
    for (uint32_t i = 0; i < decaying->n; i++) {
        const Str *name = decaying->entries[i].value;
        const uint32_t column = lower_column_named(l, name);
        const Span at = l->c->columns.v[column].span;
        IrExpr *value = ir_unary(l->a, IR_FTZ, lower_load(l, column, at));
        lower_push(l, &l->c->flush, K_STORE, name, value, at)->column = column;
    }
}

static void lower_integration(Lower *l, KBody *update)
{
    Discrete *d = ir_discretise(l->m, l->flat, &l->held);
    for (uint32_t i = 0; i < d->matrices.n; i++)
        lower_matrix(l, &d->matrices.v[i]);
    KBody *body = update;
    for (uint32_t i = 0; i < d->lets.n; i++)
        body = lower_let(l, update, body, &d->lets.v[i]);
    lower_flush(l, &d->decaying);
    for (uint32_t i = 0; i < d->report.n; i++)
        VEC_PUSH(l->a, &l->c->report, d->report.v[i]);
    l->c->followed = d->followed;
    for (uint32_t i = 0; i < d->step_limits.n; i++)
        VEC_PUSH(l->a, &l->c->step_limits, d->step_limits.v[i]);
    for (uint32_t i = 0; i < l->flat->items.n; i++) { /* what states are from here on */
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_STATE)
            continue;
        const Str *next = map_get(&d->next, it->name),
                  *var = str_format(lower_strings(l), "%s.next", it->name->s);
        IrExpr *value = next ? ir_named(l->a, IR_LOCAL, next, it->span)
                             : lower_expr(l, ir_named(l->a, IR_ITEM, it->name, it->span));
        lower_push(l, update, K_VAR, var, value, it->span)->type = K_F64;
        map_set(&l->current, it->name, (void *)var);
    }
}

/* Conditions apart from the update: handlers run between. */
static void reload_states(Lower *l, KBody *b)
{
    map_init(&l->current, l->a);
    lower_hold_flags(l, b);
    lower_load_states(l, b);
}

static void drop_counters(Lower *l)
{
    Map states;
    map_init(&states, l->a);
    for (uint32_t i = 0; i < l->current.n; i++)
        if (ir_item(l->flat, l->current.entries[i].key))
            map_set(&states, l->current.entries[i].key, l->current.entries[i].value);
    l->current = states;
}

static void lower_conditions_apart(Lower *l)
{
    KBody *b = &l->c->conditions;
    reload_states(l, b);
    lower_load_modes(l, b);
    lower_check_states(l, b);
    if (lower_has_rounds(l))
        lower_hold_stepped(l, b);
    lower_conditions(l, b);
    lower_store_states(l, b);
    lower_prompt_ports(l);
    lower_wired_handlers(l);
}

static void lower_update(Lower *l)
{
    lower_outputs(l);
    if (l->m->lems_euler) {
        lower_lems_update(l);
        return;
    }
    bool apart = lower_has_handlers(l);
    lower_hold_columns(l);
    lower_mode_columns(l);
    lower_hold_flags(l, &l->c->update);
    (apart ? lower_clear_modes : lower_start_modes)(l, &l->c->update);
    lower_check_equations(l);
    lower_integration(l, &l->c->update);
    lower_seen(l, &l->c->update);
    lower_sums(l, &l->c->update);
    if (apart) {
        Map all = l->current;
        drop_counters(l);
        lower_check_states(l, &l->c->update);
        lower_store_states(l, &l->c->update);
        l->current = all;
        lower_conditions_apart(l);
        return;
    }
    lower_check_states(l, &l->c->update);
    lower_conditions(l, &l->c->update);
    lower_store_states(l, &l->c->update);
}

/* ---- start ---- */
static bool reads_state(const Lower *l, const IrExpr *e)
{
    return e && (alg_reads(l->flat, e) & ALG_STATE);
}

/* The weight of a connection is the runtime's: the projection gives it, `reset` restores it. What a post cell keeps is 0. */
static void start_state(Lower *l, KBody *b, const IrItem *state)
{
    if (state->weight || l->c->columns.v[lower_column_named(l, state->name)].extent == K_OF_POST)
        return;
    IrExpr *value = state->value ? lower_derive_expr(l, state->value) : alg_zero(l->a, state->span);
    uint32_t column = lower_column_named(l, state->name);
    lower_push(l, b, K_STORE, state->name, value, state->span)->column = column;
}

/* What the cells of a population settle on follows the values that it gives its states; nobody gives others any but weights,
   which are there before the start. */
static KBody *settling_body(const Lower *l)
{
    return l->flat->role == IR_CELL ? &l->c->settle : &l->c->start;
}

static void settle_state(Lower *l, Map *done, const IrItem *state);

typedef struct Settling {
    Lower *l;
    Map *done;
} Settling;

static bool settle_read(void *context, const IrExpr *e)
{
    const Settling *s = context;
    const IrItem *it = e->op == IR_ITEM ? ir_item(s->l->flat, e->u.name) : NULL;
    if (it && it->kind == IR_ITEM_STATE)
        settle_state(s->l, s->done, it);
    if (it && it->kind == IR_ITEM_ALIAS && !it->held)
        ir_expr_any(it->value, settle_read, context);
    return false;
}

/* It follows what is there only after the start: other states, or, in the order of LEMS, sums that couplings feed. */
static bool settles(const Lower *l, const IrItem *state)
{
    return reads_state(l, state->value) ||
           (state->value && ir_reads_coupled(l->flat, state->value, l->binding));
}

/* States that read others come after them. */
static void settle_state(Lower *l, Map *done, const IrItem *state)
{
    if (map_has(done, state->name))
        return;
    map_set(done, state->name, (void *)state);
    if (!settles(l, state))
        return;
    l->c->settles_sums |= ir_reads_coupled(l->flat, state->value, l->binding);
    ir_expr_any(state->value, settle_read, &(Settling){l, done});
    start_state(l, settling_body(l), state);
}

static void lower_start(Lower *l)
{
    l->after_step = false;
    Map done;
    map_init(&done, l->a);
    map_init(&l->current, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (is_kind(it, IR_ITEM_STATE) && !settles(l, it))
            start_state(l, &l->c->start, it);
    }
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (is_kind(l->flat->items.v[i], IR_ITEM_STATE))
            settle_state(l, &done, l->flat->items.v[i]);
}

/* Does a cell, or one of its parts, do this at the start of a segment? */
static bool is_start(const Lower *l, const IrItem *on)
{
    static const char tail[] = ".start";
    const size_t n = sizeof tail - 1;
    if (on->kind != IR_ITEM_ON || ir_item_of(l->flat, IR_ITEM_EVENT_IN, on->name))
        return false;
    return str_is(on->name, tail + 1) ||
           (on->name->len > n && !strcmp(on->name->s + on->name->len - n, tail));
}

void lower_start_handlers(Lower *l, KBody *b)
{
    bool loaded = false;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *on = l->flat->items.v[i];
        if (!is_start(l, on))
            continue;
        if (!loaded) {
            lower_load_states(l, b);
            lower_hold_loads(l, b, false);
            lower_load_modes(l, b);
        }
        loaded = true;
        lower_handler_body(l, b, on);
    }
    lower_store_states(l, b);
}

/* `on start`: actions at the start of a segment. */
static void lower_begin(Lower *l)
{
    const uint32_t wired = l->wired.n;
    map_init(&l->current, l->a);
    l->after_step = true; /* it runs as the end of a step that leads to t_0 */
    lower_start_handlers(l, &l->c->begin);
    if (l->wired.n > wired)
        diag_help(l->m->session->diags,
                  diag(l->m->session->diags, DIAG_NNC0802, l->flat->span,
                       "the parts of %s cannot send each other events at the start",
                       l->flat->name->s),
                  "a `when` that holds in the first step may send them");
    lower_first_edges(l, &l->c->begin);
    l->after_step = false;
}

/* ---- what sources give ---- */
static const Unit *native_unit(Lower *l, Dim dim)
{
    for (uint32_t i = 0; i < l->units.n; i++)
        if (dim_equal(l->units.v[i].dim, dim))
            return l->units.v[i].unit;
    Unit *unit = ARENA_NEW(l->a, Unit);
    VEC_PUSH(l->a, &l->units, (NativeUnit){dim, ir_native_unit(dim, unit) ? unit : NULL});
    return VEC_LAST(&l->units).unit;
}

const Unit *lower_item_unit(Lower *l, const IrItem *it)
{
    return it->unit || dim_is_none(it->dim) ? it->unit : native_unit(l, it->dim);
}

static void refuse_in_source(Lower *l, const IrItem *it, const char *what)
{
    Diag *g = diag(l->m->session->diags, DIAG_NNC0802, it->span,
                   "a source cannot have %s: `%s` has no cells", what, l->flat->name->s);
    diag_help(l->m->session->diags, g,
              "a `cell` can; a Population of it and a Projection feed others");
}

/* The number of events in a step: those of `whenever test: emit`. */
static void source_events(Lower *l, const IrItem *it)
{
    if (l->c->emit || it->body->stmts.n != 1 || it->body->stmts.v[0].kind != IR_STMT_EMIT) {
        refuse_in_source(l, it, "a `whenever` with other actions than its events, or a second one");
        return;
    }
    IrExpr *n = it->body->stmts.v[0].count;
    l->after_step = true; /* they are stamped t_{k+1} */
    l->c->emit = ir_select(l->a, lower_expr(l, it->value),
                           n ? lower_expr(l, n) : ir_integer(l->a, 1, it->span),
                           ir_integer(l->a, 0, it->span));
    l->after_step = false;
}

static void lower_source(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (is_kind(it, IR_ITEM_ALIAS) && it->is_current)
            l->c->inject = lower_expr(l, it->value);
        else if (is_kind(it, IR_ITEM_WHENEVER))
            source_events(l, it);
        else if (is_kind(it, IR_ITEM_DERIV) || is_kind(it, IR_ITEM_NOISE))
            refuse_in_source(l, it,
                             is_kind(it, IR_ITEM_DERIV) ? "an equation of a state" : "noise");
        else if (is_kind(it, IR_ITEM_WHEN) || is_kind(it, IR_ITEM_ON))
            refuse_in_source(l, it, "an action");
    }
}

static void lower_delays(Lower *l, const FlatDelays *delays)
{
    StrTable *strings = lower_strings(l);
    for (uint32_t i = 0; i < delays->n; i++) {
        const FlatDelay *d = &delays->v[i];
        KDelay k = {.source = d->source, .span = d->span, .time = lower_column_named(l, d->time)};
        k.start = lower_column_named(l, d->input);
        k.middle = lower_column_named(l, ir_delay_name(strings, d->input, FLAT_MIDDLE));
        k.end = lower_column_named(l, ir_delay_name(strings, d->input, FLAT_END));
        VEC_PUSH(l->a, &l->c->delays, k);
    }
}

static bool refuse_tree(const Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_TREE) {
            diag(l->m->session->diags, DIAG_NNC0802, l->flat->items.v[i]->span,
                 "cells of several compartments cannot be simulated yet");
            return true;
        }
    return false;
}

KClass *ir_lower_class(IrModule *m, IrModel *flat, const Str *name, const KBinding *binding)
{
    unsigned errors = diags_errors(m->session->diags);
    Lower l = {.m = m, .a = m->arena, .binding = binding, .c = ARENA_NEW(m->arena, KClass)};
    map_init(&l.column, m->arena);
    map_init(&l.by_hash, m->arena);
    map_init(&l.held, m->arena);
    map_init(&l.current, m->arena);
    map_init(&l.edges, m->arena);
    map_init(&l.wired, m->arena);
    map_init(&l.argument, m->arena);
    map_init(&l.formula, m->arena);
    map_init(&l.published, m->arena);
    map_init(&l.seconds, m->arena);
    l.flat = flat;
    if (refuse_tree(&l) || !ir_check_size(m, l.flat))
        return NULL;
    ir_couple_cell(m, l.flat, binding);
    FlatDelays delays = {0};
    ir_delays(m, l.flat, &delays);
    l.c->name = name;
    l.c->flat = l.flat;
    l.c->role = flat->role;
    if (m->lems_euler)
        lower_lems_publish(&l);
    lower_renames(&l);
    lower_columns(&l);
    lower_delays(&l, &delays);
    if (flat->role == IR_SOURCE)
        lower_source(&l);
    else if (flat->role == IR_SYNAPSE)
        (m->lems_euler ? lower_lems_synapse : lower_synapse)(&l);
    else
        lower_update(&l);
    lower_start(&l);
    if (flat->role == IR_SYNAPSE)
        lower_synapse_first(&l);
    else
        lower_begin(&l);
    if (flat->role == IR_SYNAPSE && l.n_draws)
        lower_pair_columns(&l);
    lower_signals(&l);
    if (m->lems_euler)
        lower_lems_rename(&l);
    kernel_release(m->arena, m->session->strings, l.c);
    kernel_wake(m->arena, l.c);
    kernel_arrivals(m->arena, l.c);
    return diags_errors(m->session->diags) > errors ? NULL : l.c;
}
