/* Structured models in one wording. */
#include "tests/convert/machine.h"

#include "ir/pass/kinetic.h"

#include <string.h>

static bool is_named(const IrExpr *e, IrOp op, const Str *name)
{
    return e->op == op && e->u.name == name;
}

static bool is_number(const IrExpr *e, double x)
{
    double value;
    return ir_constant(e, &value) && value >= x && value <= x;
}

static void drop(IrModel *model, const IrItem *item)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i] != item)
            model->items.v[n++] = model->items.v[i];
    model->items.n = n;
}

static bool is_condition(const IrItem *item)
{
    return item->kind == IR_ITEM_WHEN || item->kind == IR_ITEM_WHENEVER;
}

/* ---- a regime that only waits is a hold ---- */
static bool has_derivative(const IrRegime *r, const Str *state)
{
    for (uint32_t i = 0; i < r->items.n; i++)
        if (r->items.v[i]->kind == IR_ITEM_DERIV && r->items.v[i]->name == state)
            return true;
    return false;
}

/* X of `whenever since(S + X) { enter first }`, where the entry says `S := t`; NULL: it is something else. */
static IrExpr *waiting(const IrRegime *r, const Str *first, const IrItem **condition)
{
    if (!r->entry || r->entry->stmts.n != 1 || r->entry->stmts.v[0].kind != IR_STMT_ASSIGN)
        return NULL;
    const Str *since = r->entry->stmts.v[0].name;
    for (uint32_t i = 0; i < r->items.n; i++) {
        const IrItem *item = r->items.v[i];
        if (!is_condition(item) || item->body->stmts.n != 1 ||
            item->body->stmts.v[0].kind != IR_STMT_ENTER || item->body->stmts.v[0].name != first ||
            item->value->op != IR_SINCE)
            continue;
        const IrExpr *sum = item->value->arg[0];
        *condition = item;
        if (sum->op == IR_SUM && sum->n == 2 && is_named(sum->arg[0], IR_ITEM, since))
            return sum->arg[1];
    }
    return NULL;
}

/* Does the second regime do what the first does, but for what is held? */
static bool does_the_rest(const IrRegime *first, const IrRegime *second, const IrItem *end)
{
    for (uint32_t i = 0; i < second->items.n; i++) {
        const IrItem *item = second->items.v[i];
        bool found = item == end;
        for (uint32_t k = 0; k < first->items.n && !found; k++) {
            const IrItem *like = first->items.v[k];
            uint32_t kept = 0, equal = 0;
            if (like->kind != item->kind || like->name != item->name || !like->body ||
                !item->body || (like->value && !ir_expr_equal(like->value, item->value)))
                continue;
            for (uint32_t q = 0; q < like->body->stmts.n; q++) {
                const IrStmt *st = &like->body->stmts.v[q], *other = &item->body->stmts.v[kept];
                if (st->kind == IR_STMT_ASSIGN && has_derivative(first, st->name))
                    continue;
                equal += kept < item->body->stmts.n && st->kind == other->kind &&
                         st->name == other->name;
                kept++;
            }
            found = kept == item->body->stmts.n && equal == kept;
        }
        if (!found)
            return false;
    }
    return true;
}

static void hold(Machine *x, IrBody *b, const IrRegime *first, const Str *second, IrExpr *time)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        IrStmt *st = &b->stmts.v[i];
        if (st->kind != IR_STMT_ENTER || st->name != second)
            continue;
        st->kind = IR_STMT_HOLD;
        st->name = NULL;
        st->value = time;
        for (uint32_t k = 0; k < first->items.n; k++)
            if (first->items.v[k]->kind == IR_ITEM_DERIV)
                VEC_PUSH(x->a, &st->names, first->items.v[k]->name);
    }
}

static bool reword_mode(Machine *x, IrModel *model, IrItem *mode)
{
    const IrItem *end = NULL;
    if (mode->regimes.n != 2 || !mode->regimes.v[0].initial)
        return false;
    IrRegime *first = &mode->regimes.v[0], *second = &mode->regimes.v[1];
    IrExpr *time = waiting(second, first->name, &end);
    if (!time || first->entry || !does_the_rest(first, second, end))
        return false;
    drop(model, mode);
    for (uint32_t i = 0; i < first->items.n; i++) {
        if (first->items.v[i]->body)
            hold(x, first->items.v[i]->body, first, second->name, time);
        VEC_PUSH(x->a, &model->items, first->items.v[i]);
    }
    return true;
}

/* ---- conditions that are armed act once ---- */
static bool is_opposite(const IrExpr *e, const IrExpr *of)
{
    static const IrOp opposites[][2] = {{IR_LT, IR_GE},  {IR_GE, IR_LT}, {IR_GT, IR_LE},
                                        {IR_LE, IR_GT},  {IR_EQ, IR_NE}, {IR_NE, IR_EQ},
                                        {IR_AND, IR_OR}, {IR_OR, IR_AND}};
    if (e->op == IR_NOT)
        return ir_expr_equal(e->arg[0], of);
    for (size_t i = 0; i < sizeof opposites / sizeof *opposites; i++) {
        if (e->op != opposites[i][0] || of->op != opposites[i][1] || e->n != of->n)
            continue;
        bool all = true;
        for (uint32_t k = 0; k < e->n; k++)
            all &= e->op == IR_AND || e->op == IR_OR ? is_opposite(e->arg[k], of->arg[k])
                                                     : ir_expr_equal(e->arg[k], of->arg[k]);
        return all;
    }
    return false;
}

/* A of `TEST & A > 0.5`, or of `TEST & A < 0.5`; NULL: it is something else. */
static const Str *armed_by(const IrExpr *test, IrOp op)
{
    const IrExpr *last = test->op == IR_AND && test->n == 2 ? test->arg[1] : NULL;
    return last && last->op == (uint16_t)op && last->arg[0]->op == IR_ITEM &&
                   is_number(last->arg[1], 0.5)
               ? last->arg[0]->u.name
               : NULL;
}

static bool last_sets(const IrBody *b, const Str *state, double to, uint32_t *at)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == IR_STMT_ASSIGN && b->stmts.v[i].name == state &&
            is_number(b->stmts.v[i].value, to)) {
            *at = i;
            return true;
        }
    return false;
}

static void drop_statement(IrBody *b, uint32_t at)
{
    memmove(&b->stmts.v[at], &b->stmts.v[at + 1], (b->stmts.n - at - 1) * sizeof *b->stmts.v);
    b->stmts.n--;
}

/* The condition of those items that arms again; NULL: there is none. */
static const IrItem *arming(IrItem *const *items, uint32_t n, const Str *armed, const IrExpr *test)
{
    uint32_t at;
    for (uint32_t i = 0; i < n; i++)
        if (is_condition(items[i]) && armed_by(items[i]->value, IR_LT) == armed &&
            items[i]->body->stmts.n == 1 && last_sets(items[i]->body, armed, 1, &at) &&
            is_opposite(items[i]->value->arg[0], test))
            return items[i];
    return NULL;
}

/* The state that arms a condition of those items, which are left without both; NULL: there is none. */
static const IrItem *reword_armed(IrModel *model, IrItem *condition, IrItem **items, uint32_t *n)
{
    uint32_t at, kept = 0;
    const Str *armed = is_condition(condition) ? armed_by(condition->value, IR_GT) : NULL;
    const IrItem *state = armed ? ir_item(model, armed) : NULL;
    if (!state || state->kind != IR_ITEM_STATE || !last_sets(condition->body, armed, 0, &at))
        return NULL;
    const IrItem *again = arming(items, *n, armed, condition->value->arg[0]);
    if (!again)
        return NULL;
    condition->kind = IR_ITEM_WHEN;
    condition->value = condition->value->arg[0];
    drop_statement(condition->body, at);
    for (uint32_t i = 0; i < *n; i++)
        if (items[i] != again)
            items[kept++] = items[i];
    *n = kept;
    return state;
}

static bool reword_armed_cell(IrModel *model, IrItem *condition)
{
    const IrItem *state = reword_armed(model, condition, model->items.v, &model->items.n);
    if (state)
        drop(model, state);
    return state != NULL;
}

/* In a regime, whose entry arms. */
static bool reword_armed_regimes(IrModel *model, const IrItem *mode)
{
    uint32_t at;
    for (uint32_t r = 0; r < mode->regimes.n; r++) {
        IrRegime *regime = &mode->regimes.v[r];
        for (uint32_t i = 0; regime->entry && i < regime->items.n; i++) {
            IrItem *item = regime->items.v[i];
            const Str *armed = is_condition(item) ? armed_by(item->value, IR_GT) : NULL;
            if (!armed || !last_sets(regime->entry, armed, 1, &at) ||
                !reword_armed(model, item, regime->items.v, &regime->items.n))
                continue;
            drop_statement(regime->entry, at);
            drop(model, ir_item(model, armed));
            return true;
        }
    }
    return false;
}

/* ---- a state that each step sets ---- */
static bool reword_set(Machine *x, IrModel *model, IrItem *condition)
{
    if (!is_condition(condition) || condition->value->op != IR_SINCE ||
        !is_number(condition->value->arg[0], 0) || condition->body->stmts.n != 1 ||
        condition->body->stmts.v[0].kind != IR_STMT_ASSIGN)
        return false;
    IrItem *state = ir_item(model, condition->body->stmts.v[0].name);
    if (!state || state->kind != IR_ITEM_STATE || ir_item_of(model, IR_ITEM_DERIV, state->name))
        return false;
    state->kind = IR_ITEM_ALIAS;
    state->value = ir_expr_copy(x->a, condition->body->stmts.v[0].value);
    drop(model, condition);
    return true;
}

/* ---- kinetic schemes are the equations of mass action ---- */
static void reword_schemes(Machine *x, IrModel *model)
{
    ir_kinetic_equations(x->m, model, model);
    for (uint32_t i = model->items.n; i-- > 0;)
        if (model->items.v[i]->kind == IR_ITEM_KINETIC)
            drop(model, model->items.v[i]);
}

/* ---- events of parts ---- */
static void add_wire(Machine *x, IrModel *model, const Str *from, const Str *to)
{
    IrItem *wire = ir_item_new(x->a, IR_ITEM_WIRE, NULL, NOWHERE);
    wire->wire_from = from;
    wire->wire_to = to;
    ir_model_add(x->m, model, wire);
}

/* What is sent to a part goes by a port and a wire; what a part sends arrives at a port. */
static void reword_events(Machine *x, IrModel *model, IrItem *item)
{
    StrTable *strings = x->m->session->strings;
    if (item->kind == IR_ITEM_ON && strchr(item->name->s, '.')) {
        const Str *port = str_format(strings, "from %u", model->items.n);
        add_wire(x, model, item->name, port);
        ir_model_add(x->m, model, ir_item_new(x->a, IR_ITEM_EVENT_IN, port, NOWHERE));
        item->name = port;
    }
    for (uint32_t i = 0; item->body && i < item->body->stmts.n; i++) {
        IrStmt *st = &item->body->stmts.v[i];
        if (st->kind != IR_STMT_EMIT || !strchr(st->name->s, '.'))
            continue;
        const Str *port = str_format(strings, "to %u", model->items.n);
        add_wire(x, model, port, st->name);
        ir_model_add(x->m, model, ir_item_new(x->a, IR_ITEM_EVENT_OUT, port, NOWHERE));
        st->name = port;
    }
}

void machine_reword(Machine *x, IrModel *model)
{
    reword_schemes(x, model);
    for (uint32_t i = 0; i < model->items.n;) {
        IrItem *item = model->items.v[i];
        const bool changed = (item->kind == IR_ITEM_MODE && reword_mode(x, model, item)) ||
                             reword_armed_cell(model, item) || reword_armed_regimes(model, item) ||
                             reword_set(x, model, item);
        reword_events(x, model, item);
        i = changed ? 0 : i + 1;
    }
}
