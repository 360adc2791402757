/* Actions with cases, and assignments that act at once. LEMS's actions are assignments, one after the other, of what variables were
   before: so each state gets one value, with cases, of what was before the action. What is sent in some cases is counted by a state,
   and a condition sends it. */
#include "codegen/lems/lems_choices.h"

#include "ir/build.h"
#include "ir/pass/algebra.h"

#include <string.h>

enum { NODES_MAX = 2000 }; /* of a value */

typedef struct Branches {
    LemsWriter *w;
    IrModel *model;
    const IrItem *item;    /* whose action it is */
    VEC(IrItem *) senders; /* conditions that send */
    VEC(IrStmt) kept;      /* what is no assignment, and happens in all cases */
    VEC(IrStmt) redrawn;   /* new numbers for those that the action used */
    unsigned depth;        /* of cases */
} Branches;

static IrModule *module_of(const Branches *b)
{
    return (IrModule *)b->w->m;
}

static IrExpr *read(const Branches *b, const IrItem *state)
{
    IrExpr *e = ir_named(b->w->arena, IR_ITEM, state->name, b->item->span);
    e->dim = state->dim;
    return e;
}

/* "next_v" */
static IrItem *add_state(Branches *b, const char *word, const char *of, Dim dim)
{
    StrTable *strings = b->w->session->strings;
    const Str *name = str_format(strings, "%s_%s", word, of);
    for (unsigned k = 2; ir_item(b->model, name); k++)
        name = str_format(strings, "%s_%s_%u", word, of, k);
    IrItem *state = ir_item_new(b->w->arena, IR_ITEM_STATE, name, b->item->span);
    state->dim = dim;
    state->value = ir_number(b->w->arena, 0, dim, b->item->span);
    ir_model_add(module_of(b), b->model, state);
    return state;
}

/* ---- values ---- */
typedef struct
    Now { /* Str of a state -> IrExpr: its value, of what was before the action; in the order of assignments */
    Map values;
} Now;

static Now copy_of(const Branches *b, const Now *now)
{
    Now copy;
    map_init(&copy.values, b->w->arena);
    for (uint32_t i = 0; i < now->values.n; i++)
        map_set(&copy.values, now->values.entries[i].key, now->values.entries[i].value);
    return copy;
}

typedef struct Reading {
    const Branches *b;
    const Now *now;
} Reading;

static IrExpr *value_node(void *context, IrExpr *e)
{
    const Reading *r = context;
    const IrExpr *value = e->op == IR_ITEM ? map_get(&r->now->values, e->u.name) : NULL;
    return value ? ir_expr_copy(r->b->w->arena, value) : e;
}

static bool count_node(void *context, const IrExpr *e)
{
    (void)e;
    return ++*(unsigned *)context > NODES_MAX;
}

/* The expression with what was assigned before it. */
static IrExpr *value_now(const Branches *b, const Now *now, const IrExpr *e)
{
    Arena *a = b->w->arena;
    const Reading reading = {b, now};
    bool changed = false;
    unsigned nodes = 0;
    for (uint32_t i = 0; i < now->values.n && !changed; i++)
        changed = lems_reads(b->w, b->model, e, now->values.entries[i].key);
    if (!changed)
        return ir_expr_copy(a, e);
    IrExpr *all = ir_expr_map(a, alg_expand(a, b->model, e), value_node, (void *)&reading);
    if (!b->w->failed && ir_expr_any(all, count_node, &nodes))
        lems_refuse(b->w, e->span, "an action whose values have more than %d terms", NODES_MAX);
    return b->w->failed ? ir_expr_copy(a, e) : all;
}

static IrExpr *value_of(const Branches *b, const Now *now, const Str *state)
{
    IrExpr *value = map_get(&now->values, state);
    return value ? value : read(b, ir_item(b->model, state));
}

/* ---- what is sent in some cases ---- */
/* The state that counts such events, and the condition that sends them, one in a step. */
static const IrItem *counter_of(Branches *b, const IrStmt *send)
{
    Arena *a = b->w->arena;
    for (uint32_t i = 0; i < b->senders.n; i++)
        if (VEC_LAST(&b->senders.v[i]->body->stmts).name == send->name)
            return ir_item(b->model, b->senders.v[i]->body->stmts.v[0].name);
    const IrItem *count = add_state(b, "sends", send->name->s, DIM_NONE);
    IrItem *sender = ir_item_new(a, IR_ITEM_WHENEVER, NULL, send->span);
    sender->value = ir_binary(a, IR_GT, read(b, count), ir_number(a, 0.5, DIM_NONE, send->span));
    sender->value->scalar = IR_BOOL;
    IrExpr *less =
        ir_binary(a, IR_SUM, read(b, count), ir_unary(a, IR_NEG, ir_integer(a, 1, send->span)));
    const IrStmt take = {
        .kind = IR_STMT_ASSIGN, .name = count->name, .value = less, .span = send->span};
    sender->body = ARENA_NEW(a, IrBody);
    VEC_PUSH(a, &sender->body->stmts, take);
    VEC_PUSH(a, &sender->body->stmts, *send);
    VEC_PUSH(a, &b->senders, sender);
    return count;
}

static bool assigns_held(const Branches *b, const IrBody *hold)
{
    for (uint32_t i = 0; hold && i < hold->stmts.n; i++)
        for (uint32_t k = 0; k < hold->stmts.v[i].names.n; k++)
            if (hold == b->item->body ||
                ir_body_assigns(b->item->body, hold->stmts.v[i].names.v[k]))
                return true;
    return false;
}

/* Does it stand in the regimes that a hold becomes? They are tested after what sends for it. */
static bool is_held(const Branches *b)
{
    bool held = false;
    for (uint32_t i = 0; i < b->model->items.n; i++)
        held |= assigns_held(b, b->model->items.v[i]->body);
    return held;
}

/* Conditions are not tested again when events come without delay, and not at the start. */
static bool may_send(const Branches *b)
{
    if (b->item->kind == IR_ITEM_WHEN || b->item->kind == IR_ITEM_WHENEVER)
        return !is_held(b);
    bool wired = true;
    if (b->item->kind == IR_ITEM_ON && b->model->role == IR_CELL)
        wired = str_is(b->item->name, "start") || strchr(b->item->name->s, '.');
    for (uint32_t i = 0; i < b->model->items.n; i++)
        wired |= b->model->items.v[i]->kind == IR_ITEM_WIRE &&
                 b->model->items.v[i]->wire_to == b->item->name;
    return !wired;
}

static void send_in_case(Branches *b, Now *now, const IrStmt *st)
{
    Arena *a = b->w->arena;
    if (st->args.n || st->count || !may_send(b)) {
        lems_refuse(b->w, st->span, "`if` with an event in `%s`", ir_item_word(b->item->kind));
        return;
    }
    const Str *count = counter_of(b, st)->name;
    IrExpr *more =
        ir_binary(a, IR_SUM, ir_expr_copy(a, value_of(b, now, count)), ir_integer(a, 1, st->span));
    map_set(&now->values, count, more);
}

/* ---- statements ---- */
static void run_body(Branches *b, Now *now, const IrBody *body);

static void merge(Branches *b, Now *now, const IrExpr *test, const Now *yes, const Now *no)
{
    Arena *a = b->w->arena;
    const Now *const both[] = {yes, no};
    Map done;
    map_init(&done, a);
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < both[k]->values.n; i++) {
            const Str *state = both[k]->values.entries[i].key;
            if (map_has(&done, state))
                continue;
            map_set(&done, state, (void *)state);
            IrExpr *x = value_of(b, yes, state), *y = value_of(b, no, state);
            IrExpr *merged =
                ir_expr_equal(x, y)
                    ? x
                    : ir_select(a, ir_expr_copy(a, test), ir_expr_copy(a, x), ir_expr_copy(a, y));
            merged->dim = x->dim;
            map_set(&now->values, state, merged);
        }
}

static void run_cases(Branches *b, Now *now, const IrStmt *st)
{
    const IrExpr *test = value_now(b, now, st->value);
    Now yes = copy_of(b, now), no = copy_of(b, now);
    b->depth++;
    run_body(b, &yes, st->then_body);
    if (st->else_body)
        run_body(b, &no, st->else_body);
    b->depth--;
    merge(b, now, test, &yes, &no);
}

static void run_body(Branches *b, Now *now, const IrBody *body)
{
    static const char *const words[] = {[IR_STMT_HOLD] = "`hold`", [IR_STMT_ENTER] = "a regime"};
    const Now before = copy_of(b, now);
    for (uint32_t i = 0; i < body->stmts.n && !b->w->failed; i++) {
        const IrStmt *st = &body->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN)
            map_set(&now->values, st->name, value_now(b, body->par ? &before : now, st->value));
        else if (st->kind == IR_STMT_IF)
            run_cases(b, now, st);
        else if (!b->depth)
            VEC_PUSH(b->w->arena, &b->kept, *st);
        else if (st->kind == IR_STMT_EMIT)
            send_in_case(b, now, st);
        else
            lems_refuse(b->w, st->span, "`if` with %s in an action", words[st->kind]);
    }
}

/* ---- draws ---- */
/* A number is drawn ahead: the action uses what the one before it has drawn, in all cases. */
static IrExpr *draw_node(void *context, IrExpr *e)
{
    Branches *b = context;
    Arena *a = b->w->arena;
    if (e->op != IR_DRAW || e->u.law != IR_LAW_UNIFORM || !ir_is_zero(e->arg[0]) ||
        !ir_is_one(e->arg[1]))
        return e;
    IrItem *drawn = add_state(b, "drawn", "1", DIM_NONE);
    drawn->value = e;
    const IrStmt redraw = {
        .kind = IR_STMT_ASSIGN, .name = drawn->name, .value = ir_expr_copy(a, e), .span = e->span};
    VEC_PUSH(a, &b->redrawn, redraw);
    return read(b, drawn);
}

static IrExpr *reword_node(void *context, IrExpr *e)
{
    const Branches *b = context;
    return e->op == IR_DRAW ? lems_reword_draw(b->w, e) : e;
}

static void draw_in_place(void *context, IrExpr **e)
{
    const Branches *b = context;
    if (e && *e) {
        *e = ir_expr_map(b->w->arena, *e, reword_node, context);
        *e = ir_expr_map(b->w->arena, *e, draw_node, context);
    }
}

/* ---- the action ---- */
/* Does a later assignment read the state as it was? */
static bool is_read_later(const Branches *b, const Map *values, uint32_t i)
{
    for (uint32_t k = i + 1; k < values->n; k++)
        if (lems_reads(b->w, b->model, values->entries[k].value, values->entries[i].key))
            return true;
    return false;
}

static void assign(const Branches *b, IrBody *body, const Str *state, IrExpr *value)
{
    const IrStmt st = {
        .kind = IR_STMT_ASSIGN, .name = state, .value = value, .span = b->item->span};
    if (value->op != IR_ITEM || value->u.name != state)
        VEC_PUSH(b->w->arena, &body->stmts, st);
}

/* First the values of what was before, then those that were put aside, then the rest. */
static IrBody *body_of(Branches *b, const Map *values)
{
    Arena *a = b->w->arena;
    IrBody *body = ARENA_NEW(a, IrBody), *later = ARENA_NEW(a, IrBody);
    for (uint32_t i = 0; i < values->n; i++) {
        const Str *state = values->entries[i].key, *at = state;
        if (is_read_later(b, values, i)) {
            const IrItem *next = add_state(b, "next", state->s, ir_item(b->model, state)->dim);
            assign(b, later, state, read(b, next));
            at = next->name;
        }
        assign(b, body, at, values->entries[i].value);
    }
    for (uint32_t i = 0; i < later->stmts.n; i++)
        VEC_PUSH(a, &body->stmts, later->stmts.v[i]);
    for (uint32_t i = 0; i < b->redrawn.n; i++)
        VEC_PUSH(a, &body->stmts, b->redrawn.v[i]);
    for (uint32_t i = 0; i < b->kept.n; i++)
        VEC_PUSH(a, &body->stmts, b->kept.v[i]);
    return body;
}

static bool has_cases(const IrBody *body)
{
    for (uint32_t i = 0; body && i < body->stmts.n; i++)
        if (body->stmts.v[i].kind == IR_STMT_IF)
            return true;
    return body && body->par && body->stmts.n > 1;
}

/* The body without cases; the conditions that it needs are in `senders`. */
static IrBody *without_cases(Branches *b, IrItem *item, IrBody *body)
{
    IrItem action = {.kind = IR_ITEM_ON, .span = item->span, .body = body};
    Now now;
    map_init(&now.values, b->w->arena);
    b->item = item;
    b->kept.n = b->redrawn.n = b->senders.n = 0;
    ir_item_each_expr(&action, draw_in_place, b);
    run_body(b, &now, body);
    return b->w->failed ? body : body_of(b, &now.values);
}

typedef VEC(IrItem *) Items;

/* Of a list of items the actions; what they send follows them, or is the first condition. */
static void rewrite_items(Branches *b, IrItem *const *from, uint32_t n, Items *to)
{
    Arena *a = b->w->arena;
    Items first = {0}, rest = {0};
    for (uint32_t i = 0; i < n && !b->w->failed; i++) {
        IrItem *item = from[i];
        VEC_PUSH(a, &rest, item);
        if (!has_cases(item->body))
            continue;
        item->body = without_cases(b, item, item->body);
        for (uint32_t k = 0; k < b->senders.n; k++)
            if (item->kind == IR_ITEM_ON)
                VEC_PUSH(a, &first, b->senders.v[k]);
            else
                VEC_PUSH(a, &rest, b->senders.v[k]);
    }
    for (uint32_t i = 0; i < first.n; i++)
        VEC_PUSH(a, to, first.v[i]);
    for (uint32_t i = 0; i < rest.n; i++)
        VEC_PUSH(a, to, rest.v[i]);
}

static void rewrite_mode(Branches *b, IrItem *mode)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        IrRegime *r = &mode->regimes.v[i];
        Items items = {0};
        if (has_cases(r->entry))
            r->entry = without_cases(b, mode, r->entry);
        rewrite_items(b, r->items.v, r->items.n, &items);
        r->items.n = 0;
        for (uint32_t k = 0; k < items.n; k++)
            VEC_PUSH(b->w->arena, &r->items, items.v[k]);
    }
}

void lems_flatten_branches(LemsWriter *w, IrModel *model)
{
    Branches b = {.w = w, .model = model};
    Items before = {0}, items = {0};
    for (uint32_t i = 0; i < model->items.n; i++)
        VEC_PUSH(w->arena, &before, model->items.v[i]);
    rewrite_items(&b, before.v, before.n, &items);
    for (uint32_t i = 0; i < before.n && !w->failed; i++)
        rewrite_mode(&b, before.v[i]);
    for (uint32_t i = before.n; i < model->items.n; i++) /* states that were added */
        VEC_PUSH(w->arena, &items, model->items.v[i]);
    model->items.n = 0;
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(w->arena, &model->items, items.v[i]);
}
