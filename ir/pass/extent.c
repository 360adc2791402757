/* Which states of a synapse are the same for all connections of a pre cell, or of a post cell: those that only events of
   that side assign, by values that read nothing but each other and parameters that all connections share. An analysis
   of expressions; no state, port or model is known by its name. */
#include "ir/pass/couple.h"
#include "ir/pass/lower_internal.h"

/* ---- can the connections of a pre cell be handled together? ---- */
static bool is_straight(const Lower *l, const IrBody *b, unsigned *sent)
{
    const unsigned changing = ALG_TIME | ALG_INPUT | ALG_DRAW | ALG_NOISE | ALG_ARGUMENT;
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if ((s->kind != IR_STMT_ASSIGN && s->kind != IR_STMT_EMIT) || s->count || s->args.n > 1 ||
            (s->value && (alg_reads(l->flat, s->value) & changing)))
            return false;
        for (uint32_t k = 0; k < s->args.n; k++)
            if (alg_reads(l->flat, s->args.v[k]) & changing)
                return false;
        *sent += s->kind == IR_STMT_EMIT;
    }
    return true;
}

/* Handlers of pre and post without branches, one event of one value for each pre spike, and nothing that moves in steps or reads a
   cell. */
static bool goes_by_rows(const Lower *l)
{
    unsigned by_pre = 0, by_post = 0;
    if (ir_is_continuous(l->a, l->flat))
        return false;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        switch ((int)it->kind) {
        case IR_ITEM_PARAM:
        case IR_ITEM_STATE:
        case IR_ITEM_ALIAS:
        case IR_ITEM_DERIV:
        case IR_ITEM_METHOD:
        case IR_ITEM_EVENT_OUT:
            break;
        case IR_ITEM_ON:
        case IR_ITEM_JUMP:
            if (!str_is(it->name, "pre") && !str_is(it->name, "post"))
                return false;
            if (!is_straight(l, it->body, str_is(it->name, "pre") ? &by_pre : &by_post))
                return false;
            break;
        default:
            return false;
        }
    }
    return by_pre == 1 && by_post == 0;
}

/* ---- extents ---- */
static KColumn *column_of(const Lower *l, const Str *name)
{
    return &l->c->columns.v[lower_column_named(l, name)];
}

static bool is_set(const Lower *l, const Str *parameter)
{
    for (uint32_t i = 0; i < l->binding->set.n; i++)
        if (l->binding->set.v[i] == parameter)
            return true;
    return false;
}

typedef struct Side {
    const Lower *l;
    KExtent extent;
} Side;

/* A trace of post spikes is read with a delay that differs between connections, but a parameter that is set changes for
   all at once. */
static bool is_shared_column(const Side *s, const KColumn *k)
{
    return !k->each && (s->extent == K_OF_PRE || !is_set(s->l, k->name));
}

static bool is_foreign(void *context, const IrExpr *e);

static bool is_foreign_item(Side *s, const Str *name)
{
    const IrItem *it = ir_item(s->l->flat, name);
    if (it && it->kind == IR_ITEM_ALIAS)
        return ir_expr_any(it->value, is_foreign, s);
    if (it && it->kind == IR_ITEM_STATE)
        return column_of(s->l, name)->extent != s->extent;
    return !it || it->kind != IR_ITEM_PARAM || !is_shared_column(s, column_of(s->l, name));
}

/* A leaf that may differ between connections of the cell. */
static bool is_foreign(void *context, const IrExpr *e)
{
    Side *s = context;
    switch (e->op) {
    case IR_ITEM:
        return is_foreign_item(s, e->u.name);
    case IR_LOAD:
        return !is_shared_column(s, &s->l->c->columns.v[e->u.column]);
    case IR_NUMBER:
    case IR_LITERAL:
    case IR_INTEGER:
    case IR_BOOLEAN:
        return false;
    default:
        return e->n == 0;
    }
}

static bool is_event(const IrItem *it)
{
    return it->kind == IR_ITEM_ON || it->kind == IR_ITEM_JUMP;
}

/* The side whose events alone assign the state. */
static KExtent assigned_by(const Lower *l, const Str *state)
{
    bool by[] = {[K_OF_PRE] = false, [K_OF_POST] = false};
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        for (uint32_t k = 0; is_event(it) && k < it->body->stmts.n; k++)
            if (it->body->stmts.v[k].name == state && it->body->stmts.v[k].kind == IR_STMT_ASSIGN)
                by[str_is(it->name, "pre") ? K_OF_PRE : K_OF_POST] = true;
    }
    return by[K_OF_PRE] == by[K_OF_POST] ? K_OF_OWN : by[K_OF_PRE] ? K_OF_PRE : K_OF_POST;
}

/* 0, from where it does not move by itself: then a delay shifts it as a whole. */
static bool rests_at_zero(const Lower *l, const IrItem *state)
{
    const IrItem *deriv = ir_item_of(l->flat, IR_ITEM_DERIV, state->name);
    double start = 0;
    if (state->value && (!ir_constant(state->value, &start) || start < 0 || start > 0))
        return false;
    return !deriv ||
           ir_is_zero(alg_simplify(l->a, alg_replace(l->a, alg_expand(l->a, l->flat, deriv->value),
                                                     state->name, alg_zero(l->a, state->span))));
}

static bool starts_alike(const Lower *l, const IrItem *state, KExtent extent)
{
    if (extent == K_OF_POST)
        return rests_at_zero(l, state);
    return !state->value || (alg_reads(l->flat, state->value) == 0 &&
                             !ir_expr_any(state->value, is_foreign, &(Side){l, extent}));
}

/* What another state starts from is there for each connection. */
static bool is_read_at_start(const Lower *l, const IrItem *state)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && it->value &&
            alg_reads_item(l->flat, it->value, state->name))
            return true;
    }
    return false;
}

static bool moves_alike(const Lower *l, const IrItem *state, KExtent extent)
{
    Side side = {l, extent};
    const IrItem *deriv = ir_item_of(l->flat, IR_ITEM_DERIV, state->name);
    if (deriv && ir_expr_any(deriv->value, is_foreign, &side))
        return false;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        for (uint32_t k = 0; is_event(it) && k < it->body->stmts.n; k++) {
            const IrStmt *s = &it->body->stmts.v[k];
            if (s->kind == IR_STMT_ASSIGN && s->name == state->name &&
                ir_expr_any(s->value, is_foreign, &side))
                return false;
        }
    }
    return true;
}

/* From the most that is possible down to what holds. */
bool lower_extents(Lower *l)
{
    if (!goes_by_rows(l))
        return false;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_STATE && !it->weight) {
            const KExtent extent = assigned_by(l, it->name);
            const bool shared = starts_alike(l, it, extent) && !is_read_at_start(l, it);
            column_of(l, it->name)->extent = shared ? extent : K_OF_OWN;
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < l->flat->items.n; i++) {
            const IrItem *it = l->flat->items.v[i];
            KColumn *k = it->kind == IR_ITEM_STATE ? column_of(l, it->name) : NULL;
            if (!k || k->extent == K_OF_OWN || moves_alike(l, it, k->extent))
                continue;
            k->extent = K_OF_OWN;
            changed = true;
        }
    }
    return true;
}
