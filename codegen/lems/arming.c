/* Conditions of regimes, and of edges. LEMS's act at each step at which they hold: a state says whether they may. Where the action
   enters a regime there is none, as each entry arms the conditions of its regime. */
#include "codegen/lems/lems_choices.h"

#include "ir/build.h"

typedef struct Arming {
    LemsWriter *w;
    IrModel *model;
    const IrItem *when;
    const IrItem *armed; /* 1: it may act */
} Arming;

static bool always_enters(const IrItem *when)
{
    for (uint32_t i = 0; i < when->body->stmts.n; i++)
        if (when->body->stmts.v[i].kind == IR_STMT_ENTER)
            return true;
    return false;
}

static IrExpr *number(const Arming *m, double x)
{
    return ir_number(m->w->arena, x, DIM_NONE, m->when->span);
}

static IrExpr *test_of(const Arming *m)
{
    return ir_expr_copy(m->w->arena, m->when->value);
}

static IrExpr *truth(IrExpr *e)
{
    e->scalar = IR_BOOL;
    return e;
}

/* When it becomes possible that the condition acts, at the start and when its regime is entered: an edge must have been seen false. */
static IrExpr *first_armed(const Arming *m)
{
    return m->when->edge ? ir_select(m->w->arena, test_of(m), number(m, 0), number(m, 1))
                         : number(m, 1);
}

static void add_state(Arming *m)
{
    StrTable *strings = m->w->session->strings;
    const Str *name = str_from(strings, "armed");
    for (unsigned k = 2; ir_item(m->model, name); k++)
        name = str_format(strings, "armed_%u", k);
    IrItem *state = ir_item_new(m->w->arena, IR_ITEM_STATE, name, m->when->span);
    state->value = first_armed(m);
    ir_model_add((IrModule *)m->w->m, m->model, state);
    m->armed = state;
}

static IrExpr *compared(const Arming *m, IrOp op)
{
    Arena *a = m->w->arena;
    IrExpr *armed = ir_named(a, IR_ITEM, m->armed->name, m->when->span);
    return truth(ir_binary(a, op, armed, number(m, 0.5)));
}

static void set_armed(const Arming *m, IrBody *body, IrExpr *to)
{
    const IrStmt st = {
        .kind = IR_STMT_ASSIGN, .name = m->armed->name, .value = to, .span = m->when->span};
    VEC_PUSH(m->w->arena, &body->stmts, st);
}

/* The condition acts while it is armed, and is not armed then; what it returns arms it once the test does not hold. */
static IrItem *arm(Arming *m, IrItem *when)
{
    Arena *a = m->w->arena;
    IrItem *again = ir_item_new(a, IR_ITEM_WHENEVER, NULL, when->span);
    IrExpr *not = truth(ir_unary(a, IR_NOT, test_of(m)));
    again->value = truth(ir_binary(a, IR_AND, not, compared(m, IR_LT)));
    again->body = ARENA_NEW(a, IrBody);
    set_armed(m, again->body, number(m, 1));
    when->value = truth(ir_binary(a, IR_AND, test_of(m), compared(m, IR_GT)));
    when->kind = IR_ITEM_WHENEVER;
    when->edge = false;
    set_armed(m, when->body, number(m, 0));
    return again;
}

static IrItem *arm_in_model(Arming *m, IrItem *when)
{
    m->when = when;
    add_state(m);
    return arm(m, when);
}

static IrItem *arm_in_regime(Arming *m, IrRegime *r, IrItem *when)
{
    Arena *a = m->w->arena;
    m->when = when;
    if (!when->edge && always_enters(when)) {
        when->kind = IR_ITEM_WHENEVER;
        return NULL;
    }
    add_state(m);
    if (!r->entry)
        r->entry = ARENA_NEW(a, IrBody);
    set_armed(m, r->entry, first_armed(m));
    return arm(m, when);
}

static void arm_regime(Arming *m, IrRegime *r)
{
    const uint32_t n = r->items.n;
    IrItem *const *before = r->items.v;
    VEC(IrItem *) items = {0};
    for (uint32_t i = 0; i < n; i++) {
        IrItem *again = before[i]->kind == IR_ITEM_WHEN ? arm_in_regime(m, r, before[i]) : NULL;
        VEC_PUSH(m->w->arena, &items, before[i]);
        if (again)
            VEC_PUSH(m->w->arena, &items, again);
    }
    r->items.n = 0;
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(m->w->arena, &r->items, items.v[i]);
}

void lems_arm_conditions(LemsWriter *w, IrModel *model)
{
    Arming m = {.w = w, .model = model};
    VEC(IrItem *) before = {0}, items = {0};
    for (uint32_t i = 0; i < model->items.n; i++)
        VEC_PUSH(w->arena, &before, model->items.v[i]);
    for (uint32_t i = 0; i < before.n; i++) {
        IrItem *item = before.v[i];
        VEC_PUSH(w->arena, &items, item);
        if (item->kind == IR_ITEM_WHEN && item->edge)
            VEC_PUSH(w->arena, &items, arm_in_model(&m, item));
        for (uint32_t k = 0; k < item->regimes.n; k++)
            arm_regime(&m, &item->regimes.v[k]);
    }
    for (uint32_t i = before.n; i < model->items.n; i++) /* states that were added */
        VEC_PUSH(w->arena, &items, model->items.v[i]);
    model->items.n = 0;
    for (uint32_t i = 0; i < items.n; i++)
        VEC_PUSH(w->arena, &model->items, items.v[i]);
}
