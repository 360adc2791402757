/* flatten, modes: a state holds the number of the active regime. Derivatives and aliases of regimes become selects over
   it; conditions and handlers count while it has the number of their regime. */
#include "ir/pass/algebra.h"
#include "ir/pass/flatten_internal.h"

static int regime_number(const IrItem *mode, const Str *name)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++)
        if (mode->regimes.v[i].name == name)
            return (int)i;
    return -1;
}

enum { ENTER_DEPTH = 16 }; /* regimes whose entry enters another one, one after the other */

/* Actions that run at once stay so inside a sequence: `if true par { ... }`. */
static void push_block(Arena *a, IrBody *out, const IrBody *block)
{
    if (!block->par) {
        for (uint32_t k = 0; k < block->stmts.n; k++)
            VEC_PUSH(a, &out->stmts, block->stmts.v[k]);
        return;
    }
    Span at = block->stmts.n ? block->stmts.v[0].span : NOWHERE;
    VEC_PUSH(a, &out->stmts,
             (IrStmt){.kind = IR_STMT_IF,
                      .span = at,
                      .value = ir_boolean(a, true, at),
                      .then_body = (IrBody *)block});
}

static IrBody *without_enter(const Scope *s, const IrItem *mode, const IrBody *body, int depth);

static IrStmt without_enter_inside(const Scope *s, const IrItem *mode, IrStmt st, int depth)
{
    if (st.then_body)
        st.then_body = without_enter(s, mode, st.then_body, depth);
    if (st.else_body)
        st.else_body = without_enter(s, mode, st.else_body, depth);
    return st;
}

/* `enter` becomes the assignment of the mode, followed by the actions of the regime's entry. */
static IrBody *without_enter(const Scope *s, const IrItem *mode, const IrBody *body, int depth)
{
    Arena *a = s->f->arena;
    IrBody *now = ARENA_NEW(a, IrBody);
    const IrBody *entry = NULL; /* `enter` is the last action of its body */
    now->par = body->par;
    for (uint32_t i = 0; i < body->stmts.n; i++) {
        IrStmt st = without_enter_inside(s, mode, body->stmts.v[i], depth);
        int target = st.kind == IR_STMT_ENTER ? regime_number(mode, st.name) : -1;
        if (target < 0 || depth == ENTER_DEPTH) {
            VEC_PUSH(a, &now->stmts, st);
            continue;
        }
        VEC_PUSH(a, &now->stmts,
                 (IrStmt){.kind = IR_STMT_ASSIGN,
                          .span = st.span,
                          .name = mode->name,
                          .value = ir_number(a, target, DIM_NONE, st.span)});
        if (mode->regimes.v[target].entry)
            entry = without_enter(s, mode, mode->regimes.v[target].entry, depth + 1);
    }
    if (!entry)
        return now;
    IrBody *out = ARENA_NEW(a, IrBody);
    push_block(a, out, now);
    push_block(a, out, entry);
    return out;
}

static IrExpr *is_active(const Scope *s, const IrItem *mode, uint32_t regime, Span at)
{
    Arena *a = s->f->arena;
    return ir_binary(a, IR_EQ, flatten_item_ref(s, flatten_name(s, mode->name), at),
                     ir_number(a, regime, DIM_NONE, at));
}

/* The derivative of a state that regimes define: that of the active one, 0 where it has none. */
static void regime_derivative(const Scope *s, const IrItem *mode, uint32_t regime, const IrItem *d)
{
    IrExpr *f = flatten_expr(s, d->value);
    IrItem *known = s->f->module->lems_euler /* regimes have orders of their own */
                        ? NULL
                        : ir_item_of(s->f->flat, IR_ITEM_DERIV, flatten_name(s, d->name));
    if (known)
        known->value = ir_select(s->f->arena, is_active(s, mode, regime, d->span), f, known->value);
    else
        known = flatten_derivative(s, flatten_name(s, d->name),
                                   ir_select(s->f->arena, is_active(s, mode, regime, d->span), f,
                                             alg_zero(s->f->arena, d->span)),
                                   d->span);
    known->of_regimes = true;
}

/* All that reads the alias sees the value of the active regime. An alias of one regime alone has no other value. */
static void regime_alias(const Scope *s, const IrItem *mode, uint32_t regime, const IrItem *alias)
{
    IrItem *known = ir_item_of(s->f->flat, IR_ITEM_ALIAS, flatten_name(s, alias->name));
    IrExpr *value = flatten_expr(s, alias->value);
    if (known)
        known->value =
            ir_select(s->f->arena, is_active(s, mode, regime, alias->span), value, known->value);
    else
        flatten_alias(s, flatten_name(s, alias->name), value, alias->span);
}

void flatten_overrides(const Scope *s, const IrItem *mode)
{
    for (uint32_t r = 0; r < mode->regimes.n; r++)
        for (uint32_t i = 0; i < mode->regimes.v[r].items.n; i++)
            if (mode->regimes.v[r].items.v[i]->kind == IR_ITEM_ALIAS)
                regime_alias(s, mode, r, mode->regimes.v[r].items.v[i]);
}

static void regime_clause(const Scope *s, const IrItem *mode, uint32_t regime, const IrItem *item)
{
    IrItem own = *item;
    own.body = without_enter(s, mode, item->body, 0);
    IrItem *copy = flatten_copy(s, &own);
    copy->mode = flatten_name(s, mode->name);
    copy->regime = (int)regime;
    if (item->kind == IR_ITEM_ON)
        flatten_add(s, copy);
    else
        VEC_PUSH(s->f->arena, &s->f->conditions, copy);
}

static void regime_item(const Scope *s, const IrItem *mode, uint32_t regime, const IrItem *item)
{
    switch ((int)item->kind) {
    case IR_ITEM_ALIAS:
        break; /* flatten_overrides */
    case IR_ITEM_DERIV:
        regime_derivative(s, mode, regime, item);
        break;
    case IR_ITEM_WHEN:
    case IR_ITEM_WHENEVER:
    case IR_ITEM_ON:
        regime_clause(s, mode, regime, item);
        break;
    default:
        diag(s->f->module->session->diags, DIAG_NNC0802, item->span,
             "the native target cannot simulate a `%s` inside a regime", ir_item_word(item->kind));
    }
}

void flatten_mode(const Scope *s, const IrItem *mode)
{
    IrItem *state =
        ir_item_new(s->f->arena, IR_ITEM_STATE, flatten_name(s, mode->name), mode->span);
    state->value = alg_zero(s->f->arena, mode->span);
    for (uint32_t r = 0; r < mode->regimes.n; r++)
        if (mode->regimes.v[r].initial)
            state->value = ir_number(s->f->arena, r, DIM_NONE, mode->span);
    flatten_add(s, state);
    for (uint32_t r = 0; r < mode->regimes.n; r++)
        for (uint32_t i = 0; i < mode->regimes.v[r].items.n; i++)
            regime_item(s, mode, r, mode->regimes.v[r].items.v[i]);
}
