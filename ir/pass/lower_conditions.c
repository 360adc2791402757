/* lower, conditions: when they fire, their arming, and the regimes that they belong to (semantics.md 3). */
#include "ir/pass/lower_internal.h"

/* ---- modes: which are there, and whether a regime was entered since the step began ---- */
static const Str *entered_column(const Lower *l, const Str *mode)
{
    return lower_suffixed(l, mode, "entered");
}

static bool is_mode(const Lower *l, const Str *state)
{
    return map_has(&l->column, entered_column(l, state));
}

static void each_mode(Lower *l, void (*f)(Lower *l, KBody *b, const Str *mode), KBody *b)
{
    Map done;
    map_init(&done, l->a);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const Str *mode = l->flat->items.v[i]->mode;
        if (mode && !map_has(&done, mode))
            f(l, b, mode);
        map_set(&done, mode, (void *)mode);
    }
}

static void add_mode(Lower *l, KBody *none, const Str *mode)
{
    (void)none;
    lower_add_column(
        l,
        (KColumn){.name = entered_column(l, mode), .type = K_U8, .role = K_HIDDEN, .each = true});
}

void lower_mode_columns(Lower *l)
{
    each_mode(l, add_mode, NULL);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_WHEN || !it->edge)
            continue;
        const Str *name = str_format(lower_strings(l), "unarmed.%u", l->n_flags++);
        lower_add_column(
            l, (KColumn){
                   .name = name, .type = K_U8, .role = K_HIDDEN, .each = true, .span = it->span});
        map_set(&l->edges, it, (void *)name);
    }
}

static void start_mode(Lower *l, KBody *b, const Str *mode)
{
    const Str *var = lower_suffixed(l, entered_column(l, mode), "now");
    lower_push(l, b, K_VAR, var, lower_whole(l, 0, NOWHERE), NOWHERE)->type = K_U8;
    map_set(&l->current, entered_column(l, mode), (void *)var);
}

static void clear_mode(Lower *l, KBody *b, const Str *mode)
{
    lower_push(l, b, K_STORE, NULL, lower_whole(l, 0, NOWHERE), NOWHERE)->column =
        lower_column_named(l, entered_column(l, mode));
}

/* Of a connection, which is not stepped, the column tells of the step of its last event. */
static IrExpr *entered_so_far(Lower *l, const Str *column)
{
    IrExpr *entered = lower_load(l, lower_column_named(l, column), NOWHERE);
    if (l->flat->role != IR_SYNAPSE)
        return entered;
    IrExpr *same = ir_binary(l->a, IR_EQ, lower_load_named(l, lower_last), lower_step(l));
    return ir_select(l->a, same, entered, lower_whole(l, 0, NOWHERE));
}

static void load_mode(Lower *l, KBody *b, const Str *mode)
{
    const Str *column = entered_column(l, mode), *var = lower_suffixed(l, column, "now");
    lower_push(l, b, K_VAR, var, entered_so_far(l, column), NOWHERE)->type = K_U8;
    map_set(&l->current, column, (void *)var);
    const Str *before = lower_suffixed(l, mode, "before");
    IrExpr *active = lower_local(l, map_get(&l->current, mode), NOWHERE);
    lower_push(l, b, K_LET, before, active, NOWHERE)->type = K_F64;
}

void lower_start_modes(Lower *l, KBody *update)
{
    each_mode(l, start_mode, update);
}

void lower_clear_modes(Lower *l, KBody *update)
{
    each_mode(l, clear_mode, update);
}

void lower_load_modes(Lower *l, KBody *b)
{
    each_mode(l, load_mode, b);
}

static IrExpr *has_number(Lower *l, const Str *mode_var, const IrItem *clause)
{
    return ir_binary(l->a, IR_EQ, lower_local(l, mode_var, clause->span),
                     ir_number(l->a, clause->regime, DIM_NONE, clause->span));
}

/* Was the handler's regime active when its event came. */
IrExpr *lower_was_active(Lower *l, const IrItem *on)
{
    return has_number(l, lower_suffixed(l, on->mode, "before"), on);
}

/* The assignment of a mode enters a regime, also the one that is active. */
void lower_note_entry(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    if (!is_mode(l, s->name))
        return;
    const Str *var = map_get(&l->current, entered_column(l, s->name));
    IrExpr *yes = lower_whole(l, 1, s->span);
    if (guard)
        yes = ir_select(l->a, ir_expr_copy(l->a, guard), yes, lower_local(l, var, s->span));
    lower_push(l, out, K_ASSIGN, var, yes, s->span);
}

static IrExpr *was_entered(Lower *l, const Str *mode, Span at)
{
    return ir_binary(l->a, IR_NE, lower_local(l, map_get(&l->current, entered_column(l, mode)), at),
                     lower_whole(l, 0, at));
}

/* Active since the step began: a regime that was just entered is first tested at the next grid time, one that was just
   left no more. */
static IrExpr *in_regime(Lower *l, const IrItem *when)
{
    IrExpr *fresh = ir_unary(l->a, IR_NOT, was_entered(l, when->mode, when->span));
    return ir_binary(l->a, IR_AND, fresh, has_number(l, map_get(&l->current, when->mode), when));
}

/* Whatever its body does besides, it enters a regime of its mode, which arms the clauses of that. */
static bool always_enters(const IrItem *when)
{
    for (uint32_t i = 0; when->mode && i < when->body->stmts.n; i++) {
        const IrStmt *s = &when->body->stmts.v[i];
        const bool block =
            s->kind == IR_STMT_IF && s->value->op == IR_BOOLEAN && s->value->u.integer;
        if ((s->kind == IR_STMT_ASSIGN && s->name == when->mode) ||
            (block && ir_body_assigns(s->then_body, when->mode)))
            return true;
    }
    return false;
}

/* ---- edges: a clause whose test holds at entry is unarmed ---- */
static IrExpr *as_bit(Lower *l, IrExpr *test)
{
    return ir_select(l->a, test, lower_whole(l, 1, test->span), lower_whole(l, 0, test->span));
}

/* After the actions of an item that may have entered a regime. */
void lower_entered_edges(Lower *l, KBody *b, const IrItem *item)
{
    for (uint32_t i = 0; i < l->edges.n; i++) {
        const IrItem *edge = l->edges.entries[i].key;
        if (!edge->mode || !ir_body_assigns(item->body, edge->mode))
            continue;
        uint32_t column = lower_column_named(l, l->edges.entries[i].value);
        IrExpr *entered = ir_binary(l->a, IR_AND, was_entered(l, edge->mode, edge->span),
                                    has_number(l, map_get(&l->current, edge->mode), edge));
        IrExpr *bit = ir_select(l->a, entered, as_bit(l, lower_expr(l, edge->value)),
                                lower_load(l, column, edge->span));
        lower_push(l, b, K_STORE, l->edges.entries[i].value, bit, edge->span)->column = column;
    }
}

/* The start counts as an entry. */
void lower_first_edges(Lower *l, KBody *begin)
{
    for (uint32_t i = 0; i < l->edges.n; i++) {
        const IrItem *edge = l->edges.entries[i].key;
        IrExpr *test = lower_expr(l, edge->value);
        if (edge->mode)
            test =
                ir_binary(l->a, IR_AND, test,
                          ir_binary(l->a, IR_EQ,
                                    lower_expr(l, ir_named(l->a, IR_ITEM, edge->mode, edge->span)),
                                    ir_number(l->a, edge->regime, DIM_NONE, edge->span)));
        lower_push(l, begin, K_STORE, l->edges.entries[i].value, as_bit(l, test), edge->span)
            ->column = lower_column_named(l, l->edges.entries[i].value);
    }
}

/* ---- arming ---- */
static const Str *holding_flag(const Lower *l, const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == IR_STMT_HOLD)
            return map_get(&l->held, b->stmts.v[i].names.v[0]);
    return NULL;
}

/* The test after the actions, when those alone decide it (v := v_reset under v >= v_thresh): NULL when they do not. */
static IrExpr *test_after_actions(Lower *l, const IrItem *when)
{
    IrExpr *test = alg_expand(l->a, l->flat, when->value);
    for (uint32_t i = 0; i < when->body->stmts.n; i++) {
        const IrStmt *s = &when->body->stmts.v[i];
        if (s->kind == IR_STMT_ASSIGN && alg_reads(l->flat, s->value) == 0)
            test = alg_replace(l->a, test, s->name, s->value);
    }
    return alg_reads(l->flat, test) == 0 ? test : NULL;
}

/* A comparison of two literals that holds: the author wants a condition that stays true, which is legal. */
static bool holds_always(const IrExpr *test)
{
    double a, b;
    if (test->n != 2 || !ir_constant(test->arg[0], &a) || !ir_constant(test->arg[1], &b))
        return false;
    return (test->op == IR_GT && a > b) || (test->op == IR_GE && a >= b) ||
           (test->op == IR_LT && a < b) || (test->op == IR_LE && a <= b);
}

/* Arming (semantics.md 3): no bit where the action falsifies the test, which is then checked when parameters are set. */
static const Str *arming_column(Lower *l, const IrItem *when)
{
    if (when->kind == IR_ITEM_WHENEVER || (!when->edge && always_enters(when)))
        return NULL;
    if (when->edge)
        return map_get(&l->edges, when);
    IrExpr *after = test_after_actions(l, when);
    const Str *name = str_format(lower_strings(l), "armed.%u", l->n_flags++);
    if (after && !holds_always(after)) {
        IrExpr *check = lower_derive_expr(l, after);
        KBody *body = lower_is_each(l, check) ? &l->c->derive_each : &l->c->derive_one;
        const char *names = lower_param_names(l, after);
        lower_push(l, body, K_BAD,
                   str_format(lower_strings(l),
                              "the test of `when` still holds after its own actions (%s)", names),
                   check, when->span);
        return NULL;
    }
    lower_add_column(
        l,
        (KColumn){.name = name, .type = K_U8, .role = K_HIDDEN, .each = true, .span = when->span});
    return name;
}

/* ---- conditions ---- */
typedef struct Clause { /* a condition while it is lowered */
    const IrItem *when;
    const IrExpr *test;      /* its value, with LOCALs for what it draws */
    const Str *armed, *held; /* column; let: a state that the clause holds is held. NULL: none */
    const Str *holds;        /* let: its test held; NULL where there is no arming */
} Clause;

typedef struct Draws {
    Lower *l;
    KBody *b;
} Draws;

static IrExpr *draw_here(void *context, IrExpr *e)
{
    const Draws *d = context;
    if (e->op != IR_DRAW)
        return e;
    const Str *name = str_format(lower_strings(d->l), "drawn.%u", d->l->n_flags++);
    lower_push(d->l, d->b, K_LET, name, lower_expr(d->l, e), e->span)->type = K_F64;
    return lower_local(d->l, name, e->span);
}

/* A test that is evaluated again after its actions sees the same random numbers: one draw a step. */
static const IrExpr *drawn_once(Lower *l, KBody *b, const Clause *c)
{
    if (!c->armed || !(alg_reads(l->flat, c->when->value) & ALG_DRAW))
        return c->when->value;
    return ir_expr_map(l->a, alg_expand(l->a, l->flat, c->when->value), draw_here, &(Draws){l, b});
}

/* The column counts 1 where the test held last time: zeroed = armed. */
static IrExpr *fires(Lower *l, KBody *b, Clause *c, const Str *name)
{
    const Span at = c->when->span;
    c->test = drawn_once(l, b, c);
    IrExpr *test = lower_expr(l, c->test);
    if (c->armed) {
        c->holds = lower_suffixed(l, name, "holds");
        lower_push(l, b, K_LET, c->holds, test, at)->type = K_BOOL;
        IrExpr *was = ir_binary(l->a, IR_NE, lower_load(l, lower_column_named(l, c->armed), at),
                                lower_whole(l, 0, at));
        test = ir_binary(l->a, IR_AND, lower_local(l, c->holds, at), ir_unary(l->a, IR_NOT, was));
    }
    if (c->held)
        test = ir_binary(l->a, IR_AND, ir_unary(l->a, IR_NOT, lower_local(l, c->held, at)), test);
    return c->when->mode ? ir_binary(l->a, IR_AND, in_regime(l, c->when), test) : test;
}

/* Armed again when the test is false now, or after the actions, or where the regime is not active. */
static void rearm(Lower *l, KBody *b, const Clause *c)
{
    const Span at = c->when->span;
    const uint32_t column = lower_column_named(l, c->armed);
    IrExpr *again = lower_expr(l, c->test);
    if (c->when->mode)
        again = ir_binary(l->a, IR_AND, in_regime(l, c->when), again);
    IrExpr *state = ir_binary(l->a, IR_AND, lower_local(l, c->holds, at), again);
    if (c->held)
        state = ir_binary(l->a, IR_AND, ir_unary(l->a, IR_NOT, lower_local(l, c->held, at)), state);
    IrExpr *bit = as_bit(l, state);
    if (c->when->edge && c->when->mode) /* the entry decided */
        bit = ir_select(l->a, was_entered(l, c->when->mode, at), lower_load(l, column, at), bit);
    lower_push(l, b, K_STORE, c->armed, bit, at)->column = column;
}

static bool enters_edges(const Lower *l, const IrItem *when)
{
    for (uint32_t i = 0; i < l->edges.n; i++) {
        const IrItem *edge = l->edges.entries[i].key;
        if (edge->mode && ir_body_assigns(when->body, edge->mode))
            return true;
    }
    return false;
}

static void lower_condition(Lower *l, KBody *b, const IrItem *when)
{
    Clause c = {.when = when, .armed = arming_column(l, when), .held = holding_flag(l, when->body)};
    const Str *name = str_format(lower_strings(l), "fires.%u", l->n_flags++);
    lower_push(l, b, K_LET, name, fires(l, b, &c, name), when->span)->type = K_BOOL;
    IrExpr *yes = lower_local(l, name, when->span);
    if (lower_is_plain(l, when->body) && !enters_edges(l, when))
        lower_guarded(l, b, when->body, yes);
    else {
        KBody *inner = ARENA_NEW(l->a, KBody);
        lower_push(l, b, K_IF, NULL, yes, when->span)->then_body = inner;
        lower_body(l, inner, when->body);
        lower_entered_edges(l, inner, when);
    }
    if (c.armed)
        rearm(l, b, &c);
}

void lower_conditions(Lower *l, KBody *b)
{
    l->after_step = true;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_WHEN || it->kind == IR_ITEM_WHENEVER)
            lower_condition(l, b, it);
    }
}
