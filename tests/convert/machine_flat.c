/* Flat models as text: parameters are numbers, aliases are what they mean, what nothing depends on is left out, and states are called
   by the order in which they are met. */
#include "tests/convert/machine.h"

#include "ir/evaluate.h"
#include "ir/pass/algebra.h"
#include "ir/text.h"

#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 200000 };

/* ---- numbers ---- */
typedef struct Place {
    Machine *x;
    uint32_t i;
} Place;

static bool leaf_value(void *context, const IrExpr *e, double *x)
{
    const Place *p = context;
    if (ir_constant(e, x))
        return true;
    if (e->op == IR_VARIABLE && str_is(e->u.name, "i")) {
        *x = p->i;
        return true;
    }
    if (e->op == IR_PARAM) {
        *x = machine_number(p->x, ir_find_param(p->x->m, e->u.name)->value, p->i);
        return true;
    }
    if (e->op == IR_LIST) {
        *x = p->i < e->n ? machine_number(p->x, e->arg[p->i], p->i) : 0;
        return true;
    }
    if (e->op == IR_DATA) {
        const IrData *d = ir_find_data(p->x->m, e->u.name);
        const double row = machine_number(p->x, e->arg[0], p->i);
        *x = d && row >= 0 && row < (double)d->rows ? d->values[(size_t)row] : 0;
        return true;
    }
    if (e->op == IR_DRAW || e->op == IR_DRAWAT || e->op == IR_POSITION || e->op == IR_DISTANCE ||
        e->op == IR_ITEM || e->op == IR_VARIABLE)
        machine_unfit(p->x, "a value that is drawn or depends on places",
                      ir_op_spelling((IrOp)e->op));
    return false;
}

double machine_number(Machine *x, const IrExpr *e, uint32_t i)
{
    Place p = {x, i};
    const IrLeaves leaves = {leaf_value, &p};
    return ir_evaluate(&leaves, e);
}

/* ---- expressions ---- */
typedef struct Canon {
    Flat *f;
    uint32_t nodes;
} Canon;

static bool no_leaf(void *context, const IrExpr *e, double *x)
{
    (void)context;
    return ir_constant(e, x);
}

/* A function of numbers is a number, a test of numbers true or false. */
static IrExpr *folded(const Flat *f, IrExpr *e)
{
    static const IrOp kept[] = {IR_SINCE, IR_AFTER, IR_DELAY,  IR_DRAW,
                                IR_LIST,  IR_STEPS, IR_LOOKUP, IR_INMODE};
    double x;
    bool all = e->n > 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        all &= e->op != (uint16_t)kept[i];
    for (uint32_t i = 0; all && i < e->n; i++)
        all = ir_constant(e->arg[i], &x);
    const IrLeaves leaves = {no_leaf, NULL};
    if (all && e->scalar == IR_BOOL)
        return ir_boolean(f->x->a, ir_evaluate(&leaves, e) != 0, NOWHERE);
    if (all)
        return ir_number(f->x->a, ir_evaluate(&leaves, e), DIM_NONE, NOWHERE);
    return ir_constant(e, &x) ? ir_number(f->x->a, x, DIM_NONE, NOWHERE) : e;
}

static IrExpr *canon(Canon *c, const IrExpr *e);

static IrExpr *flattened(const Flat *f, IrExpr *e)
{
    if ((e->op != IR_SUM && e->op != IR_PRODUCT) || e->arg[0]->op != e->op)
        return e;
    const IrExpr *left = e->arg[0];
    IrExpr *all = ir_expr_new(f->x->a, (IrOp)e->op, left->n + e->n - 1, NOWHERE);
    memcpy(all->arg, left->arg, left->n * sizeof *left->arg);
    memcpy(all->arg + left->n, e->arg + 1, (e->n - 1) * sizeof *e->arg);
    return all;
}

static IrExpr *canon_node(void *context, IrExpr *e)
{
    Canon *c = context;
    Flat *f = c->f;
    if (++c->nodes > NODES_MAX)
        machine_unfit(f->x, "expressions that are too long", f->model->name->s);
    const IrItem *item = e->op == IR_ITEM ? ir_item(f->model, e->u.name) : NULL;
    if (item && map_has(&f->zero, item->name))
        return ir_number(f->x->a, 0, DIM_NONE, NOWHERE);
    if (item && item->kind == IR_ITEM_PARAM)
        return canon(c, map_get(&f->values, item->name));
    if (item && item->kind == IR_ITEM_ALIAS)
        return canon(c, item->value);
    if (e->op == IR_VARIABLE && str_is(e->u.name, "dt"))
        return ir_number(f->x->a, machine_step(f->x), DIM_NONE, NOWHERE);
    if (e->op == IR_VARIABLE && f->argument && !str_is(e->u.name, "t"))
        return ir_expr_copy(f->x->a, f->argument);
    e->dim = DIM_NONE;
    e = machine_reword_expr(f->x, folded(f, alg_simplify(f->x->a, e)));
    return flattened(f, folded(f, e));
}

static IrExpr *canon(Canon *c, const IrExpr *e)
{
    return ir_expr_map(c->f->x->a, e, canon_node, c);
}

static IrExpr *canonical(Flat *f, const IrExpr *e)
{
    return canon(&(Canon){f, 0}, e);
}

/* ---- names ---- */
static const char *name_of(Flat *f, const Str *name)
{
    const char *known = map_get(&f->names, name);
    if (!known) {
        const bool own = !f->all_inner && !strchr(name->s, '.');
        known = own ? name->s : arena_printf(f->x->a, "inner%u", ++f->n_names);
        map_set(&f->names, name, (void *)known);
    }
    return known;
}

static IrExpr *name_node(void *context, IrExpr *e)
{
    Flat *f = context;
    if (e->op == IR_ITEM)
        e->u.name = str_from(f->x->m->session->strings, name_of(f, e->u.name));
    return e;
}

static const char *text_of(Flat *f, const IrExpr *e)
{
    size_t n;
    Emitter *out = emitter_new(f->x->a, 0);
    ir_print_expr(out, ir_expr_map(f->x->a, canonical(f, e), name_node, f));
    return emitter_text(out, &n);
}

/* ---- what is always 0 ---- */
void machine_flat_init(Flat *f, Machine *x, IrModel *model)
{
    *f = (Flat){.x = x, .model = model};
    Map *const maps[] = {&f->values, &f->zero, &f->live, &f->names, &f->heard, &f->inner};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_init(maps[i], x->a);
    machine_settle(f);
}

static bool is_start(const IrItem *item)
{
    return item->kind == IR_ITEM_ON && str_is(item->name, "start");
}

static bool is_active(const Flat *f, const IrItem *item)
{
    return item->kind == IR_ITEM_WHEN || item->kind == IR_ITEM_WHENEVER ||
           (item->kind == IR_ITEM_ON && map_has(&f->heard, item->name));
}

static bool is_assigned(const Flat *f, const Str *state)
{
    for (uint32_t i = 0; i < f->model->items.n; i++)
        if (is_active(f, f->model->items.v[i]) &&
            ir_body_assigns(f->model->items.v[i]->body, state))
            return true;
    return false;
}

/* What the action at the start assigns, what the population gives, or what the model says. */
static const IrExpr *start_of(Flat *f, const IrItem *state)
{
    const IrExpr *given = map_get(&f->values, state->name);
    for (uint32_t i = 0; i < f->model->items.n; i++) {
        const IrItem *on = f->model->items.v[i];
        for (uint32_t k = 0; is_start(on) && k < on->body->stmts.n; k++)
            if (on->body->stmts.v[k].kind == IR_STMT_ASSIGN &&
                on->body->stmts.v[k].name == state->name)
                given = on->body->stmts.v[k].value;
    }
    return given ? given : state->value;
}

static bool stays_zero(Flat *f, const IrItem *state)
{
    if (is_assigned(f, state->name) ||
        (state->value && !ir_is_zero(canonical(f, start_of(f, state)))))
        return false;
    const IrItem *d = ir_item_of(f->model, IR_ITEM_DERIV, state->name);
    map_set(&f->zero, state->name, (void *)state->name);
    const bool zero = !d || ir_is_zero(canonical(f, d->value));
    if (!zero)
        map_remove(&f->zero, state->name);
    return zero;
}

void machine_find_zero(Flat *f)
{
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < f->model->items.n; i++) {
            const IrItem *item = f->model->items.v[i];
            if (item->kind == IR_ITEM_STATE && !map_has(&f->zero, item->name))
                more |= stays_zero(f, item);
        }
    }
}

/* ---- what matters ---- */
static bool mark(void *context, const IrExpr *e)
{
    Flat *f = context;
    if (e->op == IR_ITEM)
        map_set(&f->live, e->u.name, (void *)e->u.name);
    return false;
}

static void watch(Flat *f, const IrExpr *e)
{
    ir_expr_any(canonical(f, e), mark, f);
}

void machine_watch(Flat *f, const Str *path)
{
    watch(f, ir_named(f->x->a, IR_ITEM, path, NOWHERE));
}

static bool matters(const Flat *f, const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const IrStmt *st = &b->stmts.v[i];
        if ((st->kind == IR_STMT_EMIT && !map_has(&f->inner, st->name)) ||
            (st->kind == IR_STMT_ASSIGN && map_has(&f->live, st->name)))
            return true;
        if (st->kind == IR_STMT_ENTER)
            machine_unfit(f->x, "regimes", f->model->name->s);
    }
    return false;
}

static void watch_item(Flat *f, const IrItem *item)
{
    const bool of_live = item->name && map_has(&f->live, item->name);
    if ((item->kind == IR_ITEM_DERIV || item->kind == IR_ITEM_STATE) && of_live && item->value)
        watch(f, item->kind == IR_ITEM_STATE ? start_of(f, item) : item->value);
    if (!is_active(f, item) || !matters(f, item->body))
        return;
    if (item->value)
        watch(f, item->value);
    if (item->mode)
        map_set(&f->live, item->mode, (void *)item->mode);
    for (uint32_t i = 0; i < item->body->stmts.n; i++)
        if (item->body->stmts.v[i].value)
            watch(f, item->body->stmts.v[i].value);
}

void machine_find_live(Flat *f)
{
    for (uint32_t before = UINT32_MAX; before != f->live.n;) {
        before = f->live.n;
        for (uint32_t i = 0; i < f->model->items.n; i++)
            watch_item(f, f->model->items.v[i]);
    }
}

/* ---- text ---- */
const char *machine_path_text(Flat *f, const Str *path)
{
    return text_of(f, ir_named(f->x->a, IR_ITEM, path, NOWHERE));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *statement_text(Flat *f, const IrStmt *st)
{
    size_t n;
    Emitter *out = emitter_new(f->x->a, 0);
    if (st->kind == IR_STMT_ASSIGN)
        emit(out, " %s := %s;", name_of(f, st->name), text_of(f, st->value));
    else if (st->count)
        machine_unfit(f->x, "a number of events that is drawn", f->model->name->s);
    else if (st->kind == IR_STMT_EMIT)
        emit(out, " send %s;", st->name->s);
    else {
        emit(out, " hold");
        for (uint32_t q = 0; q < st->names.n; q++)
            emit(out, " %s", name_of(f, st->names.v[q]));
        emit(out, " for %s;", text_of(f, st->value));
    }
    for (uint32_t q = 0; q < st->args.n; q++)
        emit(out, " (%s)", text_of(f, st->args.v[q]));
    return emitter_text(out, &n);
}

/* What is assigned at once has no order. */
static void print_body(Flat *f, Emitter *out, const IrBody *b)
{
    static const IrStmtKind order[] = {IR_STMT_ASSIGN, IR_STMT_EMIT, IR_STMT_HOLD};
    const char **texts = ARENA_ARRAY(f->x->a, const char *, b->stmts.n + 1);
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < b->stmts.n; i++) {
            const IrStmt *st = &b->stmts.v[i];
            if (st->kind == order[k] && !(st->name && map_has(&f->inner, st->name)) &&
                (st->kind != IR_STMT_ASSIGN || map_has(&f->live, st->name)))
                texts[n++] = statement_text(f, st);
        }
        if (b->par && order[k] == IR_STMT_ASSIGN && n > 1)
            qsort(texts, n, sizeof *texts, by_text);
        for (uint32_t i = 0; i < n; i++)
            emit(out, "%s", texts[i]);
    }
}

/* A condition or handler that counts only in a regime. */
static void print_regime(Flat *f, Emitter *out, const IrItem *item)
{
    if (item->mode)
        emit(out, "in %s %d: ", name_of(f, item->mode), item->regime);
}

const char *machine_handler_text(Flat *f, const Str *port, double weight)
{
    size_t n;
    Emitter *out = emitter_new(f->x->a, 0);
    f->argument = ir_number(f->x->a, weight, DIM_NONE, NOWHERE);
    for (uint32_t i = 0; i < f->model->items.n; i++)
        if (f->model->items.v[i]->kind == IR_ITEM_ON && f->model->items.v[i]->name == port) {
            print_regime(f, out, f->model->items.v[i]);
            print_body(f, out, f->model->items.v[i]->body);
        }
    f->argument = NULL;
    return emitter_text(out, &n);
}

/* Does the action end what is tested? Then it is the same whether it acts once or whenever. */
static bool ends_test(Flat *f, const IrItem *condition)
{
    const IrExpr *test = canonical(f, condition->value);
    double limit, to;
    const bool above = test->op == IR_GE || test->op == IR_GT,
               below = test->op == IR_LE || test->op == IR_LT;
    if ((!above && !below) || test->arg[0]->op != IR_ITEM || !ir_constant(test->arg[1], &limit))
        return false;
    bool ends = false;
    for (uint32_t i = 0; i < condition->body->stmts.n; i++) {
        const IrStmt *st = &condition->body->stmts.v[i];
        if (st->kind == IR_STMT_ASSIGN && st->name == test->arg[0]->u.name)
            ends = ir_constant(canonical(f, st->value), &to) && (above ? to < limit : to > limit);
    }
    return ends;
}

void machine_print_lines(Emitter *out, const char **lines, uint32_t n)
{
    if (n > 1)
        qsort(lines, n, sizeof *lines, by_text);
    for (uint32_t i = 0; i < n; i++)
        emit(out, "    %s\n", lines[i]);
}

/* ---- events at given times: a state says which have been ---- */
const char *machine_event_text(Machine *x, const IrExpr *time)
{
    size_t n;
    Emitter *out = emitter_new(x->a, 0);
    emit(out, "at ");
    ir_print_expr(out, time);
    return emitter_text(out, &n);
}

/* T of `whenever X == 0 & since(T) { X := 1; send }`, and X; NULL: it is something else. */
static const IrExpr *given_time(Flat *f, const IrItem *item, const Str **state)
{
    const IrExpr *test = canonical(f, item->value);
    double x;
    if (test->op != IR_AND || test->n != 2 || test->arg[0]->op != IR_EQ ||
        test->arg[0]->arg[0]->op != IR_ITEM || !ir_is_zero(test->arg[0]->arg[1]) ||
        test->arg[1]->op != IR_SINCE || !ir_constant(test->arg[1]->arg[0], &x))
        return NULL;
    *state = test->arg[0]->arg[0]->u.name;
    for (uint32_t i = 0; i < item->body->stmts.n; i++) {
        const IrStmt *st = &item->body->stmts.v[i];
        if (st->kind != IR_STMT_EMIT &&
            (st->kind != IR_STMT_ASSIGN || (st->name != *state && map_has(&f->live, st->name))))
            return NULL;
    }
    return test->arg[1]->arg[0];
}

static const char *timed_text(Flat *f, const IrItem *item)
{
    const Str *state;
    const IrExpr *time = given_time(f, item, &state);
    return time ? machine_event_text(f->x, time) : NULL;
}

static bool counts_event(Flat *f, const IrItem *item)
{
    const Str *state;
    for (uint32_t i = 0; i < f->model->items.n; i++)
        if (f->model->items.v[i]->kind == IR_ITEM_WHENEVER &&
            given_time(f, f->model->items.v[i], &state) && state == item->name)
            return true;
    return false;
}

static const char *condition_text(Flat *f, const IrItem *item)
{
    size_t n;
    Emitter *out = emitter_new(f->x->a, 0);
    const bool leaves = item->mode && ir_body_assigns(item->body, item->mode); /* entries arm */
    const bool once = item->kind == IR_ITEM_WHEN && !leaves && !ends_test(f, item);
    if (item->edge)
        machine_unfit(f->x, "a condition of edges", f->model->name->s);
    print_regime(f, out, item);
    emit(out, "%s %s {", once ? "when" : "whenever", text_of(f, item->value));
    print_body(f, out, item->body);
    emit(out, " }");
    return emitter_text(out, &n);
}

/* Events at the start are events at the time 0; what is assigned then is where states start. */
static uint32_t add_starts(Flat *f, const IrBody *b, const char **lines)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == IR_STMT_EMIT)
            lines[n++] = machine_event_text(f->x, ir_number(f->x->a, 0, DIM_NONE, NOWHERE));
    return n;
}

static uint32_t count_starts(const IrModel *model)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->items.n; i++)
        if (is_start(model->items.v[i]))
            n += model->items.v[i]->body->stmts.n;
    return n;
}

void machine_print_flat(Flat *f, Emitter *out)
{
    const char **lines =
        ARENA_ARRAY(f->x->a, const char *, 2 * f->model->items.n + count_starts(f->model) + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->model->items.n;
         i++) { /* what has names of its own first: it names the rest */
        const IrItem *item = f->model->items.v[i];
        if (item->kind == IR_ITEM_DERIV && !strchr(item->name->s, '.') &&
            map_has(&f->live, item->name))
            text_of(f, item->value);
    }
    for (uint32_t i = 0; i < f->model->items.n; i++) {
        const IrItem *item = f->model->items.v[i];
        const bool of_live = item->name && map_has(&f->live, item->name);
        if (item->kind == IR_ITEM_STATE && of_live && counts_event(f, item))
            continue;
        if (item->kind == IR_ITEM_STATE && of_live)
            lines[n++] = arena_printf(f->x->a, "state %s = %s", name_of(f, item->name),
                                      text_of(f, start_of(f, item)));
        else if (item->kind == IR_ITEM_DERIV && of_live)
            lines[n++] =
                arena_printf(f->x->a, "d %s = %s", name_of(f, item->name), text_of(f, item->value));
        else if (is_start(item))
            n += add_starts(f, item->body, lines + n);
        else if (item->kind != IR_ITEM_ON && is_active(f, item) && matters(f, item->body))
            lines[n++] = timed_text(f, item) ? timed_text(f, item) : condition_text(f, item);
        else if (item->kind == IR_ITEM_NOISE || item->kind == IR_ITEM_JUMP)
            machine_unfit(f->x, "noise or a trace", f->model->name->s);
    }
    machine_print_lines(out, lines, n);
}
