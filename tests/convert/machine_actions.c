/* Actions of flat models in one wording: each state is assigned once, of what was before the action, and what is sent in some cases is
   said as how often. So assignments in order, at once, with `if` and with values that are put aside are the same. */
#include "tests/convert/machine.h"

#include "ir/pass/algebra.h"

#include <string.h>

typedef struct Settling {
    Flat *f;
    VEC(IrStmt) kept; /* what is no assignment, in all cases */
    bool in_case, has_cases, has_draws;
} Settling;

static bool is_draw(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_DRAW || e->op == IR_DRAWAT;
}

/* ---- values ---- */
static IrExpr *value_node(void *context, IrExpr *e)
{
    const Map *now = context;
    IrExpr *value = e->op == IR_ITEM ? map_get(now, e->u.name) : NULL;
    return value ? value : e;
}

static IrExpr *value_now(const Settling *s, Map *now, const IrExpr *e)
{
    Arena *a = s->f->x->a;
    return now->n ? ir_expr_map(a, alg_expand(a, s->f->model, e), value_node, now)
                  : ir_expr_copy(a, e);
}

/* A value that is drawn is one number for all who read it. */
static void assign(Settling *s, Map *now, const Str *state, IrExpr *value)
{
    s->has_draws |= ir_expr_any(value, is_draw, NULL);
    map_set(now, state, value);
}

static IrExpr *value_of(const Settling *s, const Map *now, const Str *state)
{
    IrExpr *value = map_get(now, state);
    return value ? value : ir_named(s->f->x->a, IR_ITEM, state, NOWHERE);
}

static Map copy_of(const Settling *s, const Map *now)
{
    Map copy;
    map_init(&copy, s->f->x->a);
    for (uint32_t i = 0; i < now->n; i++)
        map_set(&copy, now->entries[i].key, now->entries[i].value);
    return copy;
}

/* ---- statements ---- */
static const Str *times_sent(const Settling *s, const Str *port)
{
    return str_format(s->f->x->m->session->strings, "sends %s", port->s);
}

static IrExpr *one_more(const Settling *s, IrExpr *e)
{
    return ir_binary(s->f->x->a, IR_SUM, e, ir_integer(s->f->x->a, 1, NOWHERE));
}

static void settle_body(Settling *s, Map *now, const IrBody *b);

static void settle_cases(Settling *s, Map *now, const IrStmt *st)
{
    Arena *a = s->f->x->a;
    IrExpr *test = value_now(s, now, st->value);
    Map yes = copy_of(s, now), no = copy_of(s, now);
    const bool outside = !s->in_case;
    s->in_case = s->has_cases = true;
    s->has_draws |= ir_expr_any(test, is_draw, NULL);
    settle_body(s, &yes, st->then_body);
    if (st->else_body)
        settle_body(s, &no, st->else_body);
    s->in_case = !outside;
    const Map *const both[] = {&yes, &no};
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < both[k]->n; i++) {
            const Str *state = both[k]->entries[i].key;
            IrExpr *x = value_of(s, &yes, state), *y = value_of(s, &no, state);
            map_set(now, state, ir_expr_equal(x, y) ? x : ir_select(a, test, x, y));
        }
}

static void settle_body(Settling *s, Map *now, const IrBody *b)
{
    Map before = copy_of(s, now);
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const IrStmt *st = &b->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN)
            assign(s, now, st->name, value_now(s, b->par ? &before : now, st->value));
        else if (st->kind == IR_STMT_IF)
            settle_cases(s, now, st);
        else if (!s->in_case)
            VEC_PUSH(s->f->x->a, &s->kept, *st);
        else if (st->kind == IR_STMT_EMIT && !st->args.n && !st->count)
            map_set(now, times_sent(s, st->name),
                    one_more(s, value_of(s, now, times_sent(s, st->name))));
        else
            machine_unfit(s->f->x, "`if` with more than assignments and events",
                          s->f->model->name->s);
    }
}

static IrBody *settled(Flat *f, const IrBody *b)
{
    Settling s = {.f = f};
    Map now;
    map_init(&now, f->x->a);
    settle_body(&s, &now, b);
    if (s.has_draws && s.has_cases)
        machine_unfit(f->x, "cases that are drawn", f->model->name->s);
    if (s.has_draws)
        return (IrBody *)b;
    IrBody *body = ARENA_NEW(f->x->a, IrBody);
    body->par = true;
    for (uint32_t i = 0; i < now.n; i++) {
        const IrStmt st = {
            .kind = IR_STMT_ASSIGN, .name = now.entries[i].key, .value = now.entries[i].value};
        VEC_PUSH(f->x->a, &body->stmts, st);
    }
    for (uint32_t i = 0; i < s.kept.n; i++)
        VEC_PUSH(f->x->a, &body->stmts, s.kept.v[i]);
    return body;
}

/* ---- conditions that only send ---- */
/* F of `whenever F > 0.5 { F := F - 1; send }`; NULL: it is something else. */
static const Str *counter_of(const Flat *f, const IrItem *item)
{
    double limit, less;
    if (item->kind != IR_ITEM_WHENEVER || item->value->op != IR_GT ||
        item->value->arg[0]->op != IR_ITEM || !ir_constant(item->value->arg[1], &limit) ||
        limit < 0.5 || limit > 0.5 || item->body->stmts.n != 2)
        return NULL;
    const Str *count = item->value->arg[0]->u.name;
    const IrStmt *take = &item->body->stmts.v[0];
    const IrExpr *to = take->value;
    const bool takes = take->kind == IR_STMT_ASSIGN && take->name == count && to->op == IR_SUM &&
                       to->n == 2 && to->arg[0]->op == IR_ITEM && to->arg[0]->u.name == count &&
                       ir_constant(to->arg[1], &less) && less <= -1 && less >= -1;
    const IrItem *state = ir_item(f->model, count);
    return takes && state && ir_is_zero(state->value) && item->body->stmts.v[1].kind == IR_STMT_EMIT
               ? count
               : NULL;
}

typedef struct Renaming {
    Arena *a;
    const Str *from, *to;
} Renaming;

static IrExpr *rename_node(void *context, IrExpr *e)
{
    const Renaming *r = context;
    if (e->op == IR_ITEM && e->u.name == r->from)
        e->u.name = r->to;
    return e;
}

static void rename_in_place(void *context, IrExpr **e)
{
    const Renaming *r = context;
    if (e && *e)
        *e = ir_expr_map(r->a, *e, rename_node, context);
}

/* The events are counted under the name of their port, without the condition. */
static void drop_counter(Flat *f, const IrItem *sender, const Str *count)
{
    Settling s = {.f = f};
    Renaming renaming = {f->x->a, count, times_sent(&s, sender->body->stmts.v[1].name)};
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->model->items.n; i++) {
        IrItem *item = f->model->items.v[i];
        if (item == sender || (item->kind == IR_ITEM_STATE && item->name == count))
            continue;
        ir_item_each_expr(item, rename_in_place, &renaming);
        for (uint32_t k = 0; item->body && k < item->body->stmts.n; k++)
            if (item->body->stmts.v[k].kind == IR_STMT_ASSIGN &&
                item->body->stmts.v[k].name == count)
                item->body->stmts.v[k].name = renaming.to;
        f->model->items.v[n++] = item;
    }
    f->model->items.n = n;
    map_set(&f->live, renaming.to, (void *)renaming.to);
}

void machine_settle(Flat *f)
{
    for (uint32_t i = 0; i < f->model->items.n; i++)
        if (f->model->items.v[i]->body) {
            IrBody *body = settled(f, f->model->items.v[i]->body);
            f->model->items.v[i]->body = body;
            for (uint32_t k = 0; k < body->stmts.n; k++) /* counts live whoever sends */
                if (!strncmp(body->stmts.v[k].name ? body->stmts.v[k].name->s : "", "sends ", 6))
                    map_set(&f->live, body->stmts.v[k].name, (void *)body->stmts.v[k].name);
        }
    for (uint32_t i = 0; i < f->model->items.n;) {
        const IrItem *item = f->model->items.v[i];
        const Str *count = counter_of(f, item);
        if (count)
            drop_counter(f, item, count);
        i = count ? 0 : i + 1;
    }
}
