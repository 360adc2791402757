/* lower, part three: synapses with states of their own (semantics.md 7). Between the events that reach a connection its
   states follow their closed form; each event advances them, runs the handlers on the values from before, then commits
   the jumps of traces. States that another event of the same step has jumped are read as they were before it. */
#include "ir/method.h"
#include "ir/pass/couple.h"
#include "ir/pass/lower_internal.h"

/* Columns with the steps of events that a connection has seen: the last one; the last of `post`. No item has a name with a
   dot that is not in one of its parts, which synapses do not have. */
const char lower_last[] = "last.at", lower_last_post[] = "post.at";

IrExpr *lower_load_named(Lower *l, const char *name)
{
    return lower_load(l, lower_column_named(l, str_from(lower_strings(l), name)), NOWHERE);
}

IrExpr *lower_step(const Lower *l)
{
    return ir_named(l->a, IR_VARIABLE, str_from(lower_strings(l), l->step ? l->step : "n"),
                    NOWHERE);
}

void lower_add_hidden(Lower *l, const char *name)
{
    lower_add_column(l, (KColumn){.name = str_from(lower_strings(l), name),
                                  .type = K_F64,
                                  .role = K_HIDDEN,
                                  .each = true});
}

/* x' = a x + b with constant a, b: x(t) = x e^(at) (b = 0), else xinf + (x - xinf) e^(at), xinf = -b/a. NULL: no such form. */
static IrExpr *closed_form(Lower *l, const IrItem *deriv, const Str *elapsed)
{
    Arena *a = l->a;
    IrExpr *x = lower_load(l, lower_column_named(l, deriv->name), deriv->span);
    IrExpr *time = ir_named(a, IR_LOCAL, elapsed, deriv->span);
    IrExpr *rate, *b;
    if (!ir_has_closed_form(a, l->flat, deriv, &rate, &b))
        return NULL;
    if (ir_is_zero(rate))
        return ir_binary(a, IR_SUM, x, ir_binary(a, IR_PRODUCT, lower_expr(l, b), time));
    IrExpr *factor = ir_unary(a, IR_EXP, ir_binary(a, IR_PRODUCT, lower_expr(l, rate), time));
    IrExpr *moved;
    if (ir_is_zero(b))
        moved = ir_binary(a, IR_PRODUCT, ir_expr_copy(a, x), factor);
    else {
        IrExpr *limit = lower_expr(l, alg_quotient(a, alg_negative(a, b), rate));
        IrExpr *gap =
            ir_binary(a, IR_SUM, ir_expr_copy(a, x), ir_unary(a, IR_NEG, ir_expr_copy(a, limit)));
        moved = ir_binary(a, IR_SUM, limit, ir_binary(a, IR_PRODUCT, gap, factor));
    }
    IrExpr *passed = ir_binary(a, IR_GT, ir_expr_copy(a, time), alg_zero(a, deriv->span));
    return ir_select(a, passed, moved, x); /* a rate of -inf (tau = 0) times no time is not 0 */
}

void lower_advance_state(Lower *l, KBody *b, const IrItem *state, const Str *elapsed)
{
    const IrItem *deriv = ir_item_of(l->flat, IR_ITEM_DERIV, state->name);
    const Str *var = lower_suffixed(l, state->name, "now");
    IrExpr *value = deriv && !l->stepwise
                        ? closed_form(l, deriv, elapsed)
                        : lower_load(l, lower_column_named(l, state->name), state->span);
    if (!value) {
        diag(l->m->session->diags, DIAG_NNC0802, deriv->span,
             "`%s` of synapse %s has no closed form between events", state->name->s,
             l->flat->name->s);
        value = alg_zero(l->a, state->span);
    }
    lower_push(l, b, K_VAR, var, value, state->span)->type = K_F64;
    map_set(&l->current, state->name, (void *)var);
}

bool lower_state_jumps(const Lower *l, const char *event, const Str *state)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_JUMP || !str_is(it->name, event))
            continue;
        for (uint32_t k = 0; k < it->body->stmts.n; k++)
            if (it->body->stmts.v[k].name == state)
                return true;
    }
    return false;
}

/* The state as it was before the first post event of this very step, where there was one; else as it is now. */
static IrExpr *value_before_post(Lower *l, const IrItem *state)
{
    IrExpr *same = ir_binary(l->a, IR_EQ, lower_load_named(l, lower_last_post), lower_step(l));
    IrExpr *old =
        lower_load(l, lower_column_named(l, lower_suffixed(l, state->name, "before")), state->span);
    const Str *now = map_get(&l->current, state->name);
    return ir_select(l->a, same, old, ir_named(l->a, IR_LOCAL, now, state->span));
}

/* In `pre`: a trace that a post event of this very step has jumped is read as it was. */
void lower_read_before_post(Lower *l, KBody *b, const IrItem *state)
{
    const Str *seen = lower_suffixed(l, state->name, "seen");
    lower_push(l, b, K_VAR, seen, value_before_post(l, state), state->span)->type = K_F64;
    map_set(&l->current, state->name, (void *)seen);
}

/* The right sides of all jumps are taken first, then they commit together. */
void lower_jumps(Lower *l, KBody *b, const char *event, LowerChoice *chosen)
{
    VEC(const Str *) target = {0}, value = {0};
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_JUMP || !str_is(it->name, event))
            continue;
        for (uint32_t k = 0; k < it->body->stmts.n; k++) {
            const IrStmt *s = &it->body->stmts.v[k];
            if (chosen && !chosen(l, s->name))
                continue;
            const Str *let = str_format(lower_strings(l), "%s.jump", s->name->s);
            lower_push(l, b, K_LET, let, lower_expr(l, s->value), s->span)->type = K_F64;
            VEC_PUSH(l->a, &target, s->name);
            VEC_PUSH(l->a, &value, let);
        }
    }
    for (uint32_t i = 0; i < target.n; i++)
        lower_push(l, b, K_ASSIGN, lower_suffixed(l, target.v[i], "now"),
                   ir_named(l->a, IR_LOCAL, value.v[i], NOWHERE), NOWHERE);
}

/* In `post`, before it jumps: several post events of one step keep what was before the first. */
void lower_keep_before(Lower *l, KBody *b)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && lower_state_jumps(l, "post", it->name) &&
            l->c->columns.v[lower_column_named(l, it->name)].extent == K_OF_OWN)
            lower_push(l, b, K_STORE, it->name, value_before_post(l, it), it->span)->column =
                lower_column_named(l, lower_suffixed(l, it->name, "before"));
    }
    lower_push(l, b, K_STORE, NULL, lower_step(l), NOWHERE)->column =
        lower_column_named(l, str_from(lower_strings(l), lower_last_post));
}

/* All handlers of the event, in order. */
void lower_handlers(Lower *l, KBody *b, const Str *event)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *on = l->flat->items.v[i];
        if (on->kind == IR_ITEM_ON && on->name == event)
            lower_handler_body(l, b, on);
    }
}

/* The time from step `since` to the event at hand. */
void lower_elapsed(Lower *l, KBody *b, const Str *elapsed, IrExpr *since)
{
    IrExpr *steps = ir_binary(l->a, IR_SUM, lower_step(l), ir_unary(l->a, IR_NEG, since));
    IrExpr *dt = ir_named(l->a, IR_VARIABLE, str_from(lower_strings(l), "dt"), NOWHERE);
    lower_push(l, b, K_LET, elapsed, ir_binary(l->a, IR_PRODUCT, steps, dt), NOWHERE)->type = K_F64;
}

/* All states as they are at step n, before anything happens then. */
void lower_synapse_advance(Lower *l, KBody *b)
{
    l->n_sent = 0;
    const Str *elapsed = str_from(lower_strings(l), "elapsed");
    map_init(&l->current, l->a);
    if (!l->stepwise)
        lower_elapsed(l, b, elapsed, lower_load_named(l, lower_last));
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_STATE)
            lower_advance_state(l, b, l->flat->items.v[i], elapsed);
}

void lower_synapse_store(Lower *l, KBody *b)
{
    lower_store_states(l, b);
    lower_push(l, b, K_STORE, NULL, lower_step(l), NOWHERE)->column =
        lower_column_named(l, str_from(lower_strings(l), lower_last));
}

/* Only states that move: others are up to date. */
static void lower_relax(Lower *l, KBody *b)
{
    bool moves = false;
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        moves |= l->flat->items.v[i]->kind == IR_ITEM_DERIV;
    if (!moves || l->stepwise)
        return;
    lower_synapse_advance(l, b);
    lower_synapse_store(l, b);
}

static void lower_event(Lower *l, KBody *b, const Str *name, bool has_post)
{
    const char *event = name->s;
    bool is_pre = str_is(name, "pre"), is_post = str_is(name, "post");
    l->sends = true;
    lower_synapse_advance(l, b);
    lower_load_modes(l, b);
    if (is_post)
        lower_keep_before(l, b);
    for (uint32_t i = 0; is_pre && has_post && i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_STATE &&
            lower_state_jumps(l, "post", l->flat->items.v[i]->name))
            lower_read_before_post(l, b, l->flat->items.v[i]);
    lower_handlers(l, b, name);
    for (uint32_t i = 0; i < l->flat->items.n;
         i++) { /* from here on all read and write the values now */
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE)
            map_set(&l->current, it->name, (void *)lower_suffixed(l, it->name, "now"));
    }
    lower_jumps(l, b, event, NULL);
    lower_synapse_store(l, b);
}

bool lower_has_event(const Lower *l, const char *event)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if ((it->kind == IR_ITEM_ON || it->kind == IR_ITEM_JUMP) && str_is(it->name, event))
            return true;
    }
    return false;
}

/* States of synapses move by closed forms. */
static void refuse_methods(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_METHOD &&
            ir_method_check(l->m->session->diags, l->a, it->span, it->method) &&
            ir_method_find(it->method->s) != IR_METHOD_EXACT)
            diag(l->m->session->diags, DIAG_NNC0812, it->span,
                 "states of a synapse move by closed forms, %s is no method for them",
                 it->method->s);
    }
}

static bool reads_cells(const Lower *l, const IrBody *b)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if ((s->value && (alg_reads(l->flat, s->value) & ALG_INPUT)) ||
            reads_cells(l, s->then_body) || reads_cells(l, s->else_body))
            return true;
    }
    return false;
}

/* A port that another projection feeds: its events come before those of pre and post of the same time. */
static void lower_third_factor(Lower *l, const IrItem *event, bool has_post)
{
    const IrItem *on = ir_item_of(l->flat, IR_ITEM_ON, event->name);
    if (!on)
        return;
    KPort port = {.name = event->name,
                  .due = -1,
                  .unit = on->args.n ? on->args.v[0].unit : NULL,
                  .handler = ARENA_NEW(l->a, KBody)};
    lower_port_arguments(l, &port, on);
    if (reads_cells(l, on->body))
        diag_help(l->m->session->diags,
                  diag(l->m->session->diags, DIAG_NNC0802, on->span,
                       "a handler of `%s` cannot read a cell: only those of pre and post do",
                       event->name->s),
                  "a handler of pre or post may keep what it reads in a state of the synapse");
    lower_name_arguments(l, on, &port);
    lower_event(l, port.handler, event->name, has_post);
    lower_name_arguments(l, NULL, &port);
    VEC_PUSH(l->a, &l->c->ports, port);
}

void lower_pair_columns(Lower *l)
{
    static const char *const names[] = {"pair.pre", "pair.post", "pair.again"};
    for (int i = 0; i < 3; i++)
        lower_add_column(l, (KColumn){.name = str_from(lower_strings(l), names[i]),
                                      .type = K_U32,
                                      .role = K_INPUT,
                                      .each = true});
}

void lower_synapse(Lower *l)
{
    bool has_post = lower_has_event(l, "post");
    refuse_methods(l);
    lower_tell_fast_schemes(l);
    if (lower_extents(l)) {
        lower_rows(l);
        return;
    }
    lower_fars(l);
    l->stepwise = ir_is_continuous(l->a, l->flat);
    if (l->stepwise)
        lower_coupling(l);
    if (l->stepwise && !has_post && !lower_has_event(l, "pre") && !lower_synapse_has_tests(l))
        return;
    lower_mode_columns(l);
    lower_add_hidden(l, lower_last);
    if (has_post) {
        lower_add_hidden(l, lower_last_post);
        for (uint32_t i = 0; i < l->flat->items.n; i++)
            if (l->flat->items.v[i]->kind == IR_ITEM_STATE &&
                lower_state_jumps(l, "post", l->flat->items.v[i]->name))
                lower_add_hidden(l, lower_suffixed(l, l->flat->items.v[i]->name, "before")->s);
    }
    lower_event(l, &l->c->pre, str_from(lower_strings(l), "pre"), has_post);
    if (has_post)
        lower_event(l, &l->c->post, str_from(lower_strings(l), "post"), has_post);
    lower_synapse_tests(l);
    lower_relax(l, &l->c->relax);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_EVENT_IN)
            lower_third_factor(l, l->flat->items.v[i], has_post);
}
