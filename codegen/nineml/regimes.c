/* Regimes of NineML: triggers act once when they become true, as `when` does; assignments of a transition act at once, each with
   the values from before. */
#include "codegen/nineml/nineml_writer.h"

#include "ir/build.h"
#include "ir/intervals.h"
#include "ir/pass/algebra.h"

typedef struct Regimes {
    NinemlWriter *n;
    LemsScope *s;
    const IrItem *hold; /* the condition that holds states; NULL: none */
    const IrStmt *held;
    const char *until; /* the state that says when a hold ends */
} Regimes;

static XmlWriter *xml(const Regimes *r)
{
    return &r->n->w.xml;
}

static const char *name_of(const Regimes *r, const Str *name)
{
    return lems_name_of(&r->n->w, &r->s->names, name);
}

static bool is_held(const Regimes *r, const Str *state)
{
    for (uint32_t i = 0; r->hold && i < r->held->names.n; i++)
        if (r->held->names.v[i] == state)
            return true;
    return false;
}

static void find_hold(Regimes *r)
{
    for (uint32_t i = 0; i < r->s->model->items.n; i++) {
        const IrItem *item = r->s->model->items.v[i];
        for (uint32_t k = 0; item->body && k < item->body->stmts.n; k++) {
            if (item->body->stmts.v[k].kind != IR_STMT_HOLD ||
                !lems_holds(r->s, &item->body->stmts.v[k]))
                continue;
            if (r->hold || item->kind == IR_ITEM_ON)
                lems_refuse(&r->n->w, item->span, "`hold` in a handler, or a second one,");
            r->hold = item;
            r->held = &item->body->stmts.v[k];
        }
    }
    if (r->hold)
        r->until = lems_new_name(&r->n->w, &r->s->names, "hold_end");
}

/* ---- actions ---- */
/* What the state is after the statements before that one. */
static IrExpr *value_before(const Regimes *r, const IrBody *body, uint32_t upto)
{
    Arena *a = r->n->w.arena;
    IrExpr *e = ir_expr_copy(a, body->stmts.v[upto].value);
    if (body->par)
        return e;
    for (uint32_t i = upto; i-- > 0;) {
        const IrStmt *st = &body->stmts.v[i];
        if (st->kind != IR_STMT_ASSIGN || !lems_reads(&r->n->w, r->s->model, e, st->name))
            continue;
        e = alg_replace(a, alg_expand(a, r->s->model, e), st->name, st->value);
    }
    return e;
}

static bool is_last(const IrBody *body, uint32_t k)
{
    for (uint32_t i = k + 1; i < body->stmts.n; i++)
        if (body->stmts.v[i].kind == IR_STMT_ASSIGN &&
            body->stmts.v[i].name == body->stmts.v[k].name)
            return false;
    return true;
}

static void write_assignment(const Regimes *r, const char *state, const IrExpr *value)
{
    xml_writer_open(xml(r), "StateAssignment");
    xml_writer_attribute(xml(r), "variable", state);
    nineml_write_math(r->n, r->s, value);
    xml_writer_close(xml(r));
}

static void write_event(const Regimes *r, const IrStmt *st)
{
    xml_writer_open(xml(r), "OutputEvent");
    xml_writer_attribute(xml(r), "port", name_of(r, st->name));
    xml_writer_close(xml(r));
}

static void write_output(const Regimes *r, const IrStmt *st)
{
    if (st->args.n || st->count)
        lems_refuse(&r->n->w, st->span, "an event with a value, or several at once,");
    write_event(r, st);
}

static void write_body(const Regimes *r, const IrBody *body, bool held_too)
{
    for (uint32_t i = 0; i < body->stmts.n; i++) {
        const IrStmt *st = &body->stmts.v[i];
        if (st->kind == IR_STMT_IF)
            lems_refuse(&r->n->w, st->span, "`if` in an action");
        else if (st->kind == IR_STMT_ASSIGN && is_last(body, i) &&
                 (held_too || !is_held(r, st->name)))
            write_assignment(r, name_of(r, st->name), value_before(r, body, i));
        else if (st->kind == IR_STMT_EMIT)
            write_output(r, st);
    }
}

static const char *target_of(const Regimes *r, const IrBody *body)
{
    for (uint32_t i = 0; i < body->stmts.n; i++)
        if (body->stmts.v[i].kind == IR_STMT_ENTER)
            return name_of(r, body->stmts.v[i].name);
    return NULL;
}

/* t + tau, when a hold ends */
static IrExpr *hold_end(const Regimes *r)
{
    Arena *a = r->n->w.arena;
    const Str *t = str_from(r->n->w.session->strings, "t");
    return ir_binary(a, IR_SUM, ir_named(a, IR_VARIABLE, t, r->held->span),
                     ir_expr_copy(a, r->held->value));
}

/* ---- what happens ---- */
static void write_trigger(const Regimes *r, const IrExpr *test)
{
    xml_writer_open(xml(r), "Trigger");
    nineml_write_math(r->n, r->s, test);
    xml_writer_close(xml(r));
}

/* ---- sources: times that their own action moves on ---- */
static bool has_one_regime_without(const Regimes *r, const Str *state)
{
    for (uint32_t i = 0; i < r->s->model->items.n; i++) {
        const IrItem *item = r->s->model->items.v[i];
        if (item->kind == IR_ITEM_MODE || (item->kind == IR_ITEM_DERIV && item->name == state))
            return false;
    }
    return !r->hold;
}

/* The only assignment of an action that sends events beside it, each as often as `count` says. */
static const IrExpr *moved_to(const IrItem *item, const Str *state, const IrExpr *count)
{
    const IrExpr *value = NULL;
    for (uint32_t i = 0; i < item->body->stmts.n; i++) {
        const IrStmt *st = &item->body->stmts.v[i];
        const bool sent = st->kind == IR_STMT_EMIT && !st->args.n && !st->count == !count &&
                          (!count || ir_expr_equal(st->count, count));
        const bool moved = st->kind == IR_STMT_ASSIGN && st->name == state && !value;
        if (!sent && !moved)
            return NULL;
        if (moved)
            value = st->value;
    }
    return value;
}

static const IrExpr *assigned(const IrItem *item)
{
    for (uint32_t i = 0; i < item->body->stmts.n; i++)
        if (item->body->stmts.v[i].kind == IR_STMT_ASSIGN)
            return item->body->stmts.v[i].value;
    return NULL;
}

/* `t + interval`, as transitions have it that happen at the time itself; NULL: it is something else. */
static const IrExpr *next_time(const Regimes *r, const IrItem *item)
{
    Arena *a = r->n->w.arena;
    const bool timed = item->value->op == IR_AFTER || item->value->op == IR_SINCE;
    const IrExpr *due = timed ? item->value->arg[0] : NULL, *value = assigned(item);
    if (!due || !value || due->op != IR_ITEM || !has_one_regime_without(r, due->u.name))
        return NULL;
    IrExpr *after = ir_interval_after_t(a, value);
    IrExpr *mean = after ? ir_mean_interval(a, after) : NULL;
    if (mean) /* as many as there are in a step */
        return moved_to(item, due->u.name, ir_count_since((IrModule *)r->n->w.m, due, mean));
    const bool from_due = value->op == IR_SUM && value->n == 2 && ir_expr_equal(value->arg[0], due);
    if (!from_due || ir_mean_interval(a, value->arg[1]) || !moved_to(item, due->u.name, NULL))
        return NULL;
    IrExpr *t = ir_named(a, IR_VARIABLE, str_from(r->n->w.session->strings, "t"), item->span);
    return ir_binary(a, IR_SUM, t, ir_expr_copy(a, value->arg[1]));
}

static void write_timer(const Regimes *r, const IrItem *item, const IrExpr *next)
{
    xml_writer_open(xml(r), "OnCondition");
    write_trigger(r, item->value);
    for (uint32_t i = 0; i < item->body->stmts.n; i++)
        if (item->body->stmts.v[i].kind == IR_STMT_EMIT)
            write_event(r, &item->body->stmts.v[i]);
    write_assignment(r, name_of(r, item->value->arg[0]->u.name), next);
    xml_writer_close(xml(r));
}

/* ---- conditions and handlers ---- */
static void write_condition(const Regimes *r, const IrItem *item, bool held_too)
{
    const IrExpr *next = item->kind == IR_ITEM_WHENEVER ? next_time(r, item) : NULL;
    if (next) {
        write_timer(r, item, next);
        return;
    }
    const char *target = item == r->hold ? "refractory" : target_of(r, item->body);
    if (item->kind == IR_ITEM_WHENEVER && !lems_resets(r->s, item))
        lems_refuse(&r->n->w, item->span, "`whenever`, which acts at each step,");
    xml_writer_open(xml(r), "OnCondition");
    if (target)
        xml_writer_attribute(xml(r), "target_regime", target);
    write_trigger(r, item->value);
    write_body(r, item->body, held_too);
    if (item == r->hold)
        write_assignment(r, r->until, hold_end(r));
    xml_writer_close(xml(r));
}

/* Whether an action that enters another regime changes what the test reads. */
static bool is_changed_on_entry(const Regimes *r, const IrItem *entering, const IrExpr *test)
{
    if (!entering->body || (entering != r->hold && !target_of(r, entering->body)))
        return false;
    for (uint32_t i = 0; i < entering->body->stmts.n; i++) {
        const IrStmt *st = &entering->body->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN && lems_reads(&r->n->w, r->s->model, test, st->name))
            return true;
    }
    return false;
}

/* A trigger of NineML that holds when its regime is entered waits until it was false; others act. */
static void refuse_true_on_entry(const Regimes *r, const IrItem *item)
{
    bool lost = false;
    for (uint32_t i = 0; i < r->s->model->items.n; i++) {
        const IrItem *other = r->s->model->items.v[i];
        lost = lost || (other != item && is_changed_on_entry(r, other, item->value));
        for (uint32_t k = 0; other->kind == IR_ITEM_MODE && k < other->regimes.n; k++)
            for (uint32_t j = 0; j < other->regimes.v[k].items.n; j++)
                lost = lost || is_changed_on_entry(r, other->regimes.v[k].items.v[j], item->value);
    }
    if (lost)
        lems_refuse(&r->n->w, item->span,
                    "a condition on what changes as a regime is entered or a state is held");
}

static void write_handler(const Regimes *r, const IrItem *item, bool held_too)
{
    const char *heard = r->s->model->role == IR_SYNAPSE ? nineml_event_port(item->name->s) : NULL;
    const char *target = target_of(r, item->body);
    xml_writer_open(xml(r), "OnEvent");
    xml_writer_attribute(xml(r), "port", heard ? heard : name_of(r, item->name));
    if (target)
        xml_writer_attribute(xml(r), "target_regime", target);
    write_body(r, item->body, held_too);
    xml_writer_close(xml(r));
}

static void write_derivative(const Regimes *r, const IrItem *item)
{
    xml_writer_open(xml(r), "TimeDerivative");
    xml_writer_attribute(xml(r), "variable", name_of(r, item->name));
    nineml_write_math(r->n, r->s, item->value);
    xml_writer_close(xml(r));
}

static void write_item(const Regimes *r, const IrItem *item, bool held_too)
{
    switch ((int)item->kind) {
    case IR_ITEM_DERIV:
        if (held_too || !is_held(r, item->name))
            write_derivative(r, item);
        break;
    case IR_ITEM_WHEN:
    case IR_ITEM_WHENEVER:
        if (held_too || item != r->hold)
            write_condition(r, item, held_too);
        break;
    case IR_ITEM_ON:
        if (!str_is(item->name, "start"))
            write_handler(r, item, held_too);
        else if (item->body->stmts.n)
            lems_refuse(&r->n->w, item->span, "`on start`");
        break;
    case IR_ITEM_JUMP:
        lems_refuse(&r->n->w, item->span, "a trace that jumps");
        break;
    default:
        break;
    }
}

static void open_regime(const Regimes *r, const char *name)
{
    xml_writer_open(xml(r), "Regime");
    xml_writer_attribute(xml(r), "name", name);
}

static void write_always(const Regimes *r, bool held_too)
{
    for (uint32_t i = 0; i < r->s->model->items.n; i++) {
        const IrItem *item = r->s->model->items.v[i];
        const bool tested = item->kind == IR_ITEM_WHEN || item->kind == IR_ITEM_WHENEVER;
        if (tested && (!item->edge || r->hold) && item != r->hold)
            refuse_true_on_entry(r, item);
        write_item(r, item, held_too);
    }
}

static void write_mode(const Regimes *r, const IrItem *mode)
{
    for (uint32_t i = 0; i < mode->regimes.n; i++) {
        const IrRegime *g = &mode->regimes.v[i];
        open_regime(r, name_of(r, g->name));
        if (g->entry)
            lems_refuse(&r->n->w, g->span, "`on entry` of a regime");
        for (uint32_t k = 0; k < g->items.n; k++)
            if (g->items.v[k]->kind == IR_ITEM_ALIAS) {
                xml_writer_open(xml(r), "Alias");
                xml_writer_attribute(xml(r), "name", name_of(r, g->items.v[k]->name));
                nineml_write_math(r->n, r->s, g->items.v[k]->value);
                xml_writer_close(xml(r));
            } else
                write_item(r, g->items.v[k], true);
        write_always(r, true);
        xml_writer_close(xml(r));
    }
}

/* While something is held it has no derivative, and what would assign it leaves it. */
static void write_refractory(const Regimes *r)
{
    Arena *a = r->n->w.arena;
    IrExpr *until =
        ir_named(a, IR_ITEM, str_from(r->n->w.session->strings, r->until), r->hold->span);
    open_regime(r, "refractory");
    write_always(r, false);
    xml_writer_open(xml(r), "OnCondition");
    xml_writer_attribute(xml(r), "target_regime", "integrating");
    write_trigger(r, ir_unary(a, IR_SINCE, until));
    xml_writer_close(xml(r));
    xml_writer_close(xml(r));
}

void nineml_write_regimes(NinemlWriter *n, LemsScope *s)
{
    Regimes r = {.n = n, .s = s};
    const IrItem *mode = NULL;
    for (uint32_t i = 0; i < s->model->items.n; i++)
        if (s->model->items.v[i]->kind == IR_ITEM_MODE)
            mode = s->model->items.v[i];
    find_hold(&r);
    if (mode && r.hold)
        lems_refuse(&n->w, r.hold->span, "`hold` beside regimes");
    if (r.hold) {
        xml_writer_open(xml(&r), "StateVariable");
        xml_writer_attribute(xml(&r), "name", r.until);
        xml_writer_attribute(xml(&r), "dimension",
                             nineml_dimension(n, dim_of(0, 0, 1, 0, 0, 0, 0), NOWHERE));
        xml_writer_close(xml(&r));
        map_set(&s->names.names, str_from(n->w.session->strings, r.until), (void *)r.until);
    }
    if (mode)
        write_mode(&r, mode);
    else {
        open_regime(&r, r.hold ? "integrating" : "sole");
        write_always(&r, true);
        xml_writer_close(xml(&r));
    }
    if (r.hold)
        write_refractory(&r);
}
