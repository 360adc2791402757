/* Dynamics: what states start with, derivatives, handlers, conditions and regimes.

   A condition of LEMS acts at each step at which it holds, `when` once each time it becomes true: so there is a variable that says
   whether it may act, but where the action resets what is tested. `hold v for tau` is a regime in which v has no derivative. */
#include "codegen/lems/lems_writer.h"
#include "ir/build.h"
#include "ir/pass/algebra.h"

#include <string.h>

/* What is held, by which condition, for how long. */
typedef struct Hold {
    const IrItem *when; /* NULL: nothing is held */
    const IrStmt *stmt;
} Hold;

typedef struct Behaviour {
    LemsScope *s;
    Hold hold;
    const char *since, *integrating, *refractory; /* names, of a hold */
    VEC(const char *) armed;                      /* variables of conditions that act once */
    VEC(const IrItem *) armed_by;
} Behaviour;

static XmlWriter *xml(const Behaviour *b)
{
    return &b->s->w->xml;
}

static const char *name_of(const Behaviour *b, const Str *name)
{
    return lems_name_of(b->s->w, &b->s->names, name);
}

static void attribute(const Behaviour *b, const char *name, const char *value)
{
    if (value)
        xml_writer_attribute(xml(b), name, value);
}

static void element(const Behaviour *b, const char *tag, const char *name, const char *value)
{
    xml_writer_open(xml(b), tag);
    attribute(b, name, value);
    xml_writer_close(xml(b));
}

static void assign(const Behaviour *b, const char *variable, const char *value)
{
    xml_writer_open(xml(b), "StateAssignment");
    attribute(b, "variable", variable);
    attribute(b, "value", value);
    xml_writer_close(xml(b));
}

/* ---- holds ---- */
static bool is_held(const Behaviour *b, const Str *state)
{
    for (uint32_t i = 0; b->hold.when && i < b->hold.stmt->names.n; i++)
        if (b->hold.stmt->names.v[i] == state)
            return true;
    return false;
}

static const IrStmt *hold_of(const IrItem *item)
{
    for (uint32_t i = 0; item->body && i < item->body->stmts.n; i++)
        if (item->body->stmts.v[i].kind == IR_STMT_HOLD)
            return &item->body->stmts.v[i];
    return NULL;
}

static void find_hold(Behaviour *b)
{
    const IrModel *model = b->s->model;
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        const IrStmt *hold = hold_of(item);
        if (!hold && item->kind == IR_ITEM_MODE && b->hold.when)
            lems_refuse(b->s->w, item->span, "`hold` beside regimes");
        if (!hold || !lems_holds(b->s, hold))
            continue;
        if (b->hold.when || (item->kind != IR_ITEM_WHEN && item->kind != IR_ITEM_WHENEVER))
            lems_refuse(b->s->w, hold->span,
                        b->hold.when ? "a second `hold`" : "`hold` in a handler");
        b->hold = (Hold){item, hold};
    }
    if (!b->hold.when)
        return;
    b->since = lems_new_name(b->s->w, &b->s->names, "held_since");
    b->integrating = "integrating";
    b->refractory = "refractory";
}

/* ---- statements ---- */
static bool is_choice(void *context, const IrExpr *e)
{
    (void)context;
    return e->op == IR_SELECT;
}

/* Nodes of an expression in which names are what they mean; counted up to `most`. */
static unsigned size_written_out(const IrModel *model, const IrExpr *e, unsigned most)
{
    const IrItem *item = e->op == IR_ITEM ? ir_item(model, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS)
        return size_written_out(model, item->value, most);
    unsigned n = 1;
    for (uint32_t i = 0; i < e->n && n < most; i++)
        n += size_written_out(model, e->arg[i], most - n);
    return n;
}

/* With what its names mean, unless that has cases or is long. */
static const IrExpr *written_out(const Behaviour *b, const IrExpr *e)
{
    enum { LONG = 300 }; /* nodes */
    if (size_written_out(b->s->model, e, LONG) >= LONG)
        return e;
    const IrExpr *all = alg_expand(b->s->w->arena, b->s->model, e);
    return ir_expr_any(all, is_choice, NULL) ? e : all;
}

/* A derived variable is what it was when the step began: one that reads what was assigned here is written out. */
static const IrExpr *current_value(const Behaviour *b, const IrBody *body, uint32_t upto,
                                   const IrExpr *e)
{
    for (uint32_t i = 0; i < upto; i++)
        if (body->stmts.v[i].kind == IR_STMT_ASSIGN &&
            lems_reads(b->s->w, b->s->model, e, body->stmts.v[i].name))
            return written_out(b, e);
    return e;
}

static void write_assignments(const Behaviour *b, const IrBody *body, bool held_too)
{
    for (uint32_t i = 0; i < body->stmts.n; i++) {
        const IrStmt *st = &body->stmts.v[i];
        if (st->kind == IR_STMT_EMIT && (st->count || st->args.n))
            lems_refuse(b->s->w, st->span, "%s",
                        st->count ? "a number of events that is drawn or computed"
                                  : "a value that is sent with an event");
        else if (st->kind == IR_STMT_ASSIGN && (held_too || !is_held(b, st->name)))
            assign(b, name_of(b, st->name),
                   lems_expression_text(b->s, current_value(b, body, i, st->value)));
    }
}

static void write_body(const Behaviour *b, const IrBody *body, bool held_too)
{
    write_assignments(b, body, held_too);
    for (uint32_t i = 0; i < body->stmts.n; i++)
        if (body->stmts.v[i].kind == IR_STMT_EMIT)
            element(b, "EventOut", "port", name_of(b, body->stmts.v[i].name));
    for (uint32_t i = 0; i < body->stmts.n; i++)
        if (body->stmts.v[i].kind == IR_STMT_ENTER)
            element(b, "Transition", "regime", name_of(b, body->stmts.v[i].name));
}

/* ---- conditions ---- */
static const IrExpr *threshold_of(const IrExpr *test, bool *above)
{
    *above = test->op == IR_GE || test->op == IR_GT;
    const bool compares = *above || test->op == IR_LE || test->op == IR_LT;
    return compares && test->arg[0]->op == IR_ITEM ? test->arg[1] : NULL;
}

/* Is the value on the side of the threshold where the test is false, for that population (NULL: by default)? */
static bool resets_in(LemsScope *s, const IrItem *item, const IrExpr *to, const IrPopulation *p)
{
    bool above;
    double x, limit;
    const IrExpr *threshold = threshold_of(item->value, &above);
    const LemsValues values = {s->w, s->model, p ? &p->values : NULL, NULL, 0};
    return threshold && lems_value_of(&values, to, &x) &&
           lems_value_of(&values, threshold, &limit) && (above ? x < limit : x > limit);
}

/* The last value that the action gives what is tested makes the test false in all populations. */
bool lems_resets(LemsScope *s, const IrItem *item)
{
    const IrModule *m = s->w->m;
    const IrExpr *to = NULL;
    bool above;
    if (!threshold_of(item->value, &above))
        return false;
    for (uint32_t i = 0; i < item->body->stmts.n; i++)
        if (item->body->stmts.v[i].kind == IR_STMT_ASSIGN &&
            item->body->stmts.v[i].name == item->value->arg[0]->u.name)
            to = item->body->stmts.v[i].value;
    if (!to || !resets_in(s, item, to, NULL))
        return false;
    for (uint32_t i = 0; i < m->populations.n; i++)
        if (m->populations.v[i]->model == s->model->name &&
            !resets_in(s, item, to, m->populations.v[i]))
            return false;
    return true;
}

static const char *armed_name(const Behaviour *b, const IrItem *item)
{
    for (uint32_t i = 0; i < b->armed.n; i++)
        if (b->armed_by.v[i] == item)
            return b->armed.v[i];
    return NULL;
}

static void find_armed(Behaviour *b)
{
    LemsWriter *w = b->s->w;
    for (uint32_t i = 0; i < b->s->model->items.n; i++) {
        const IrItem *item = b->s->model->items.v[i];
        if (item->kind != IR_ITEM_WHEN || item == b->hold.when || lems_resets(b->s, item))
            continue;
        VEC_PUSH(w->arena, &b->armed, lems_new_name(w, &b->s->names, "armed"));
        VEC_PUSH(w->arena, &b->armed_by, item);
    }
}

static const char *both(const Behaviour *b, const IrExpr *test, const char *and)
{
    const char *text = lems_expression_text(b->s, test);
    return text ? arena_printf(b->s->w->arena, "(%s) .and. (%s)", text, and) : NULL;
}

/* Armed again once the test does not hold. */
static void write_arming(const Behaviour *b, const IrItem *item, const char *armed)
{
    Arena *a = b->s->w->arena;
    IrExpr *not = ir_unary(a, IR_NOT, ir_expr_copy(a, item->value));
    xml_writer_open(xml(b), "OnCondition");
    attribute(b, "test", both(b, not, arena_printf(a, "%s .lt. 0.5", armed)));
    assign(b, armed, "1");
    xml_writer_close(xml(b));
}

static void write_condition(const Behaviour *b, const IrItem *item, bool held_too)
{
    Arena *a = b->s->w->arena;
    const char *armed = armed_name(b, item);
    xml_writer_open(xml(b), "OnCondition");
    attribute(b, "test",
              armed ? both(b, item->value, arena_printf(a, "%s .gt. 0.5", armed))
                    : lems_expression_text(b->s, item->value));
    write_body(b, item->body, held_too);
    if (armed)
        assign(b, armed, "0");
    if (item == b->hold.when)
        element(b, "Transition", "regime", b->refractory);
    xml_writer_close(xml(b));
    if (armed)
        write_arming(b, item, armed);
}

static void write_derivative(const Behaviour *b, const IrItem *item)
{
    xml_writer_open(xml(b), "TimeDerivative");
    attribute(b, "variable", name_of(b, item->name));
    attribute(b, "value", lems_expression_text(b->s, item->value));
    xml_writer_close(xml(b));
}

static void write_handler(const Behaviour *b, const IrItem *item, bool held_too)
{
    xml_writer_open(xml(b), "OnEvent");
    attribute(b, "port",
              b->s->model->role == IR_SYNAPSE && str_is(item->name, "pre")
                  ? "in"
                  : name_of(b, item->name));
    write_body(b, item->body, held_too);
    xml_writer_close(xml(b));
}

/* ---- starts ---- */
const char *lems_start_parameter(LemsScope *s, const IrItem *state)
{
    const Map *started = map_get(&s->w->started, s->model->name);
    if (state->kind != IR_ITEM_STATE || !started || !map_has(started, state->name))
        return NULL;
    const Str *key = str_format(s->w->session->strings, "%s start", state->name->s);
    const char *known = map_get(&s->names.names, key);
    if (!known) {
        known =
            lems_new_name(s->w, &s->names, arena_printf(s->w->arena, "%s_start", state->name->s));
        map_set(&s->names.names, key, (void *)known);
    }
    return known;
}

static bool is_time(void *context, const IrExpr *e)
{
    (void)context;
    return (e->op == IR_VARIABLE && str_is(e->u.name, "t")) || e->op == IR_SINCE ||
           e->op == IR_AFTER;
}

/* One that is 0 says so where a condition on the time could act at the start. */
static bool says_start(const Behaviour *b, const IrItem *state)
{
    if (!ir_is_zero(state->value) || lems_start_parameter(b->s, state))
        return true;
    for (uint32_t i = 0; i < b->s->model->items.n; i++) {
        const IrItem *item = b->s->model->items.v[i];
        if ((item->kind == IR_ITEM_WHENEVER || item->kind == IR_ITEM_WHEN) &&
            ir_expr_any(item->value, is_time, NULL) && ir_body_assigns(item->body, state->name))
            return true;
    }
    return false;
}

/* A state after those that its start reads. */
static void write_start(const Behaviour *b, const IrItem *state, Map *done)
{
    if (map_has(done, state))
        return;
    map_set(done, state, (void *)state);
    for (uint32_t i = 0; i < b->s->model->items.n; i++) {
        const IrItem *other = b->s->model->items.v[i];
        if (other->kind == IR_ITEM_STATE && other != state && !other->weight &&
            lems_reads(b->s->w, b->s->model, state->value, other->name))
            write_start(b, other, done);
    }
    const char *start = lems_start_parameter(b->s, state);
    const IrExpr *value = written_out(b, state->value);
    if (says_start(b, state))
        assign(b, name_of(b, state->name), start ? start : lems_expression_text(b->s, value));
}

static bool starts_anything(const Behaviour *b)
{
    for (uint32_t i = 0; i < b->s->model->items.n; i++) {
        const IrItem *item = b->s->model->items.v[i];
        if ((item->kind == IR_ITEM_STATE && !item->weight && says_start(b, item)) ||
            (item->kind == IR_ITEM_ON && str_is(item->name, "start")))
            return true;
    }
    return b->armed.n > 0;
}

static void write_starts(const Behaviour *b)
{
    Map done;
    map_init(&done, b->s->w->arena);
    if (!starts_anything(b))
        return;
    xml_writer_open(xml(b), "OnStart");
    for (uint32_t i = 0; i < b->s->model->items.n; i++)
        if (b->s->model->items.v[i]->kind == IR_ITEM_STATE && !b->s->model->items.v[i]->weight)
            write_start(b, b->s->model->items.v[i], &done);
    for (uint32_t i = 0; i < b->s->model->items.n; i++) {
        const IrItem *on = b->s->model->items.v[i];
        if (on->kind == IR_ITEM_ON && str_is(on->name, "start"))
            write_body(b, on->body, true);
    }
    for (uint32_t i = 0; i < b->armed.n; i++)
        assign(b, b->armed.v[i], "1");
    xml_writer_close(xml(b));
}

/* ---- regimes ---- */
static void write_behaviour(const Behaviour *b, const IrItem *item, bool held_too)
{
    switch ((int)item->kind) {
    case IR_ITEM_DERIV:
        write_derivative(b, item);
        break;
    case IR_ITEM_WHEN:
    case IR_ITEM_WHENEVER:
        write_condition(b, item, held_too);
        break;
    case IR_ITEM_ON:
        if (!str_is(item->name, "start"))
            write_handler(b, item, held_too);
        break;
    case IR_ITEM_JUMP:
        lems_refuse(b->s->w, item->span, "a trace that jumps");
        break;
    default:
        break;
    }
}

static bool touches_held(const Behaviour *b, const IrItem *item)
{
    if (item->kind == IR_ITEM_DERIV)
        return is_held(b, item->name);
    for (uint32_t i = 0; b->hold.when && i < b->hold.stmt->names.n; i++)
        if (ir_body_assigns(item->body, b->hold.stmt->names.v[i]))
            return true;
    return item == b->hold.when;
}

static void write_integrating(const Behaviour *b)
{
    xml_writer_open(xml(b), "Regime");
    attribute(b, "name", b->integrating);
    attribute(b, "initial", "true");
    for (uint32_t i = 0; i < b->s->model->items.n; i++)
        if (touches_held(b, b->s->model->items.v[i]))
            write_behaviour(b, b->s->model->items.v[i], true);
    xml_writer_close(xml(b));
}

static void write_refractory(const Behaviour *b)
{
    xml_writer_open(xml(b), "Regime");
    attribute(b, "name", b->refractory);
    xml_writer_open(xml(b), "OnEntry");
    assign(b, b->since, "t");
    xml_writer_close(xml(b));
    for (uint32_t i = 0; i < b->s->model->items.n; i++) {
        const IrItem *item = b->s->model->items.v[i];
        if (touches_held(b, item) && item->kind != IR_ITEM_DERIV && item != b->hold.when)
            write_behaviour(b, item, false);
    }
    const char *time = lems_expression_text(b->s, b->hold.stmt->value);
    xml_writer_open(xml(b), "OnCondition");
    attribute(b, "test",
              arena_printf(b->s->w->arena, "t .geq. %s + %s", b->since, time ? time : ""));
    element(b, "Transition", "regime", b->integrating);
    xml_writer_close(xml(b));
    xml_writer_close(xml(b));
}

static void write_mode(const Behaviour *b, const IrItem *mode)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        const IrRegime *r = &mode->regimes.v[i];
        xml_writer_open(xml(b), "Regime");
        attribute(b, "name", name_of(b, r->name));
        attribute(b, "initial", r->initial ? "true" : NULL);
        if (r->entry) {
            xml_writer_open(xml(b), "OnEntry");
            write_body(b, r->entry, true);
            xml_writer_close(xml(b));
        }
        for (uint32_t k = 0; k < r->items.n; k++) {
            if (r->items.v[k]->kind == IR_ITEM_ALIAS)
                lems_refuse(b->s->w, r->items.v[k]->span, "an equation of a regime");
            write_behaviour(b, r->items.v[k], true);
        }
        xml_writer_close(xml(b));
    }
}

/* States that only the writing needs. */
static void write_own_states(const Behaviour *b)
{
    for (uint32_t i = 0; i < b->armed.n; i++) {
        xml_writer_open(xml(b), "StateVariable");
        attribute(b, "name", b->armed.v[i]);
        attribute(b, "dimension", "none");
        xml_writer_close(xml(b));
    }
    if (!b->hold.when)
        return;
    xml_writer_open(xml(b), "StateVariable");
    attribute(b, "name", b->since);
    attribute(b, "dimension", "time");
    xml_writer_close(xml(b));
}

void lems_write_dynamics(LemsScope *s)
{
    Behaviour b = {.s = s};
    find_hold(&b);
    find_armed(&b);
    xml_writer_open(xml(&b), "Dynamics");
    write_own_states(&b);
    lems_write_variables(s);
    write_starts(&b);
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        if (item->kind == IR_ITEM_MODE)
            write_mode(&b, item);
        else if (!touches_held(&b, item)) {
            lems_check_order(s, item, b.hold.when);
            write_behaviour(&b, item, true);
        }
    }
    if (b.hold.when) {
        write_integrating(&b);
        write_refractory(&b);
    }
    xml_writer_close(xml(&b));
}
