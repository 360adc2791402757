/* lower, part two: holds and actions (semantics.md 3 and 4). */
#include "ir/pass/lower_internal.h"

#include <string.h>

/* ---- holds: one counter per first state of a `hold`, in steps ---- */
static void each_hold(Lower *l, const IrBody *b, void (*f)(Lower *, const IrStmt *))
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if (s->kind == IR_STMT_HOLD)
            f(l, s);
        each_hold(l, s->then_body, f);
        each_hold(l, s->else_body, f);
    }
}

static const Str *hold_counter(const Lower *l, const IrStmt *hold)
{
    return lower_suffixed(l, hold->names.v[0], "hold");
}

static void add_hold(Lower *l, const IrStmt *hold)
{
    const Str *counter = hold_counter(l, hold);
    if (!map_has(&l->column, counter))
        lower_add_column(l, (KColumn){.name = counter,
                                      .type = K_U32,
                                      .role = K_HIDDEN,
                                      .each = true,
                                      .span = hold->span});
    for (uint32_t i = 0; i < hold->names.n; i++)
        map_set(&l->held, hold->names.v[i], (void *)lower_suffixed(l, hold->names.v[0], "held"));
}

void lower_hold_columns(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        each_hold(l, l->flat->items.v[i]->body, add_hold);
}

static bool is_first_flag(const Lower *l, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (l->held.entries[k].value == l->held.entries[i].value)
            return false;
    return true;
}

/* The flag of this step and the counter of the next, which a condition may set anew. */
void lower_hold_flags(Lower *l, KBody *update)
{
    for (uint32_t i = 0; i < l->held.n; i++) {
        if (!is_first_flag(l, i))
            continue;
        const Str *state = l->held.entries[i].key, *flag = l->held.entries[i].value;
        const Str *counter = lower_suffixed(l, state, "hold");
        IrExpr *load = lower_load(l, lower_column_named(l, counter), NOWHERE);
        lower_push(l, update, K_LET, flag, ir_binary(l->a, IR_NE, load, lower_whole(l, 0, NOWHERE)),
                   NOWHERE)
            ->type = K_BOOL;
        IrExpr *less = ir_binary(l->a, IR_SUM, ir_expr_copy(l->a, load),
                                 ir_unary(l->a, IR_NEG, lower_whole(l, 1, NOWHERE)));
        IrExpr *next =
            ir_select(l->a, lower_local(l, flag, NOWHERE), less, lower_whole(l, 0, NOWHERE));
        const Str *var = lower_suffixed(l, counter, "next");
        lower_push(l, update, K_VAR, var, next, NOWHERE)->type = K_U32;
        map_set(&l->current, counter, (void *)var);
    }
}

/* In a handler of the step that leads to t_{k+1}: what is held now, and the counter, which such a handler may set. */
void lower_hold_loads(Lower *l, KBody *handler, bool own_time)
{
    for (uint32_t i = 0; i < l->held.n; i++) {
        if (!is_first_flag(l, i))
            continue;
        const Str *state = l->held.entries[i].key, *flag = l->held.entries[i].value;
        const Str *counter = lower_suffixed(l, state, "hold"),
                  *var = lower_suffixed(l, counter, "next");
        IrExpr *held =
            ir_binary(l->a, IR_NE, lower_load(l, lower_column_named(l, counter), NOWHERE),
                      lower_whole(l, 0, NOWHERE));
        if (own_time) {
            IrExpr *stepped =
                lower_load(l, lower_column_named(l, lower_suffixed(l, state, "stepped")), NOWHERE);
            held = ir_binary(l->a, IR_OR, held,
                             ir_binary(l->a, IR_NE, stepped, lower_whole(l, 0, NOWHERE)));
        }
        lower_push(l, handler, K_LET, flag, held, NOWHERE)->type = K_BOOL;
        lower_push(l, handler, K_VAR, var, lower_load(l, lower_column_named(l, counter), NOWHERE),
                   NOWHERE)
            ->type = K_U32;
        map_set(&l->current, counter, (void *)var);
    }
}

/* Handlers in a time's own rounds drop what they assign to a state that was held in the step to that time, too. */
void lower_hold_stepped(Lower *l, KBody *conditions)
{
    for (uint32_t i = 0; i < l->held.n; i++) {
        if (!is_first_flag(l, i))
            continue;
        const Str *name = lower_suffixed(l, l->held.entries[i].key, "stepped");
        IrExpr *flag = ir_select(l->a, lower_local(l, l->held.entries[i].value, NOWHERE),
                                 lower_whole(l, 1, NOWHERE), lower_whole(l, 0, NOWHERE));
        lower_push(l, conditions, K_STORE, name, flag, NOWHERE)->column = lower_add_column(
            l, (KColumn){.name = name, .type = K_U8, .role = K_HIDDEN, .each = true});
    }
}

/* ---- actions ---- */
static bool has_draw(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW;
}

/* `if true par { ... }`: actions that run at once, inside a sequence. */
static bool is_block(const IrStmt *s)
{
    return s->kind == IR_STMT_IF && s->value->op == IR_BOOLEAN && s->value->u.integer;
}

static bool is_plain_stmt(const Lower *l, const IrStmt *s)
{
    if (is_block(s))
        return lower_is_plain(l, s->then_body);
    if (s->kind == IR_STMT_IF || s->kind == IR_STMT_ENTER ||
        (s->kind == IR_STMT_EMIT && !lower_is_plain_emit(l, s)))
        return false;
    return !s->value || !ir_expr_any(s->value, has_draw, NULL);
}

bool lower_is_plain(const Lower *l, const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (!is_plain_stmt(l, &b->stmts.v[i]))
            return false;
    return true;
}

static IrExpr *steps_of(Lower *l, const IrExpr *time)
{
    IrExpr *steps = ir_unary(l->a, IR_STEPS, ir_expr_copy(l->a, time));
    return alg_reads(l->flat, steps) ? lower_expr(l, steps)
                                     : lower_load(l, lower_hoisted_column(l, steps), time->span);
}

static void lower_hold(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    const Str *var = map_get(&l->current, hold_counter(l, s));
    if (!var) {
        diag(l->m->session->diags, DIAG_NNC0802, s->span, "a %s cannot hold a state",
             ir_role_word(l->flat->role));
        return;
    }
    IrExpr *n = steps_of(l, s->value);
    if (l->arriving) { /* the conditions of the same time count it down once */
        IrExpr *more = ir_binary(l->a, IR_SUM, ir_expr_copy(l->a, n), lower_whole(l, 1, s->span));
        n = ir_select(l->a, ir_binary(l->a, IR_GT, n, lower_whole(l, 0, s->span)), more,
                      lower_whole(l, 0, s->span));
    }
    n = ir_unary(l->a, IR_CAST, n);
    n->column_type = K_U32;
    if (guard)
        n = ir_select(l->a, ir_expr_copy(l->a, guard), n, lower_local(l, var, s->span));
    lower_push(l, out, K_ASSIGN, var, n, s->span);
}

/* lems_euler: a time is assigned in seconds, too. */
static void assign_seconds(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    const Str *state = map_get(&l->seconds, s->name);
    const Str *now = state ? map_get(&l->current, state) : NULL;
    if (!now)
        return;
    IrExpr *value = lower_lems_seconds(l, s->value);
    if (guard)
        value = ir_select(l->a, ir_expr_copy(l->a, guard), value, lower_local(l, now, s->span));
    lower_push(l, out, K_ASSIGN, now, value, s->span);
}

static void lower_assign(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    assign_seconds(l, out, s, guard);
    IrExpr *value = lower_expr(l, s->value);
    const Str *now = map_get(&l->current, s->name),
              *held = l->in_handler ? map_get(&l->held, s->name) : NULL;
    if (held) /* lost, while the state is held (semantics.md 4) */
        value = ir_select(l->a, lower_local(l, held, s->span), lower_local(l, now, s->span), value);
    if (guard)
        value = ir_select(l->a, ir_expr_copy(l->a, guard), value, lower_local(l, now, s->span));
    lower_push(l, out, K_ASSIGN, now, value, s->span);
    lower_note_entry(l, out, s, guard);
}

static void lower_branch(Lower *l, KBody *out, const IrExpr *test, const IrBody *body, Span at)
{
    if (!body)
        return;
    KStmt *branch = lower_push(l, out, K_IF, NULL, ir_expr_copy(l->a, test), at);
    KBody *inner = ARENA_NEW(l->a, KBody);
    branch->then_body = inner;
    lower_body(l, inner, body);
}

static void lower_if(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    if (is_block(s)) {
        lower_guarded(l, out, s->then_body, guard);
        return;
    }
    const Str *name = str_format(lower_strings(l), "test.%u", l->n_flags++);
    lower_push(l, out, K_LET, name, lower_expr(l, s->value), s->span)->type = K_BOOL;
    IrExpr *test = lower_local(l, name, s->span);
    lower_branch(l, out, test, s->then_body, s->span);
    lower_branch(l, out, ir_unary(l->a, IR_NOT, test), s->else_body, s->span);
}

static void lower_stmt(Lower *l, KBody *out, const IrStmt *s, const IrExpr *guard)
{
    switch (s->kind) {
    case IR_STMT_ASSIGN:
        lower_assign(l, out, s, guard);
        break;
    case IR_STMT_HOLD:
        lower_hold(l, out, s, guard);
        break;
    case IR_STMT_EMIT:
        lower_emit(l, out, s, guard);
        break;
    case IR_STMT_IF:
        lower_if(l, out, s, guard);
        break;
    case IR_STMT_ENTER:
        diag(l->m->session->diags, DIAG_NNC0802, s->span,
             "the native target cannot enter a regime here");
        break;
    }
}

static IrExpr *value_before(Lower *l, KBody *out, const IrExpr *value)
{
    const Str *name = str_format(lower_strings(l), "before.%u", l->n_flags++);
    lower_push(l, out, K_LET, name, lower_expr(l, value), value->span)->type = K_F64;
    return lower_local(l, name, value->span);
}

/* All right sides first, then the actions. */
static void lower_at_once(Lower *l, KBody *out, const IrBody *b, const IrExpr *guard)
{
    IrStmt *stmts = ARENA_ARRAY(l->a, IrStmt, b->stmts.n + 1);
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        IrStmt *s = &stmts[i];
        double constant;
        *s = b->stmts.v[i];
        if (s->kind == IR_STMT_IF)
            diag_help(l->m->session->diags,
                      diag(l->m->session->diags, DIAG_NNC0802, s->span,
                           "the native target cannot test among actions that run at once"),
                      "a value may test: `x = a if test else b`");
        if (s->kind == IR_STMT_ASSIGN && !ir_constant(s->value, &constant))
            s->value = value_before(l, out, s->value);
        memset(&s->args, 0, sizeof s->args);
        for (uint32_t k = 0; k < b->stmts.v[i].args.n; k++)
            VEC_PUSH(l->a, &s->args, value_before(l, out, b->stmts.v[i].args.v[k]));
    }
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (stmts[i].kind != IR_STMT_IF)
            lower_stmt(l, out, &stmts[i], guard);
}

void lower_guarded(Lower *l, KBody *out, const IrBody *b, const IrExpr *guard)
{
    if (b->par) {
        lower_at_once(l, out, b, guard);
        return;
    }
    for (uint32_t i = 0; i < b->stmts.n; i++)
        lower_stmt(l, out, &b->stmts.v[i], guard);
}

void lower_body(Lower *l, KBody *out, const IrBody *b)
{
    lower_guarded(l, out, b, NULL);
}

/* Where the state gets its values: its equation, else its declaration. */
static Span equation_of(const Lower *l, const Str *state, Span declaration)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *item = l->flat->items.v[i];
        if (item->kind == IR_ITEM_DERIV && item->name == state)
            return item->span;
    }
    return declaration;
}

/* Before conditions: a reset must not hide a value that is not finite. */
void lower_check_states(Lower *l, KBody *b)
{
    for (uint32_t i = 0; i < l->current.n; i++) {
        const Str *name = l->current.entries[i].key;
        const KColumn *column = &l->c->columns.v[lower_column_named(l, name)];
        if (column->role != K_STATE)
            continue;
        IrExpr *size =
            ir_unary(l->a, IR_ABS, lower_local(l, l->current.entries[i].value, column->span));
        IrExpr *finite = ir_binary(l->a, IR_LE, size,
                                   ir_number(l->a, 1.7976931348623157e308, DIM_NONE, column->span));
        lower_push(l, b, K_BAD, name, ir_unary(l->a, IR_NOT, finite),
                   equation_of(l, name, column->span));
    }
}

void lower_store_states(Lower *l, KBody *b)
{
    for (uint32_t i = 0; i < l->current.n; i++) {
        uint32_t column = lower_column_named(l, l->current.entries[i].key);
        IrExpr *value = lower_local(l, l->current.entries[i].value, l->c->columns.v[column].span);
        lower_push(l, b, K_STORE, l->current.entries[i].key, value, value->span)->column = column;
    }
}
