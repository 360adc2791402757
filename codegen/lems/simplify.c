/* Models without what LEMS has no words for: gates and kinetic schemes become states, times in steps become times, and tests that
   have a name stand where they are read. */
#include "codegen/lems/lems_choices.h"
#include "codegen/lems/lems_writer.h"
#include "ir/build.h"
#include "ir/pass/algebra.h"
#include "ir/pass/kinetic.h"

#include <string.h>

typedef struct Simplifier {
    LemsWriter *w;
    const IrModel *from;
    IrModel *to;
} Simplifier;

static IrItem *add(const Simplifier *s, IrItemKind kind, const Str *name, const IrItem *like,
                   IrExpr *value)
{
    IrItem *item = ir_item_new(s->w->arena, kind, name, like->span);
    item->value = value;
    if (value)
        item->dim = value->dim;
    ir_model_add((IrModule *)s->w->m, s->to, item);
    return item;
}

static IrExpr *read(const Simplifier *s, const Str *name, Dim dim, Span at)
{
    IrExpr *e = ir_named(s->w->arena, IR_ITEM, name, at);
    e->dim = dim;
    return e;
}

/* ---- gates ---- */
static const Str *member(const Simplifier *s, const IrItem *gate, const char *word)
{
    return str_format(s->w->session->strings, "%s.%s", gate->name->s, word);
}

static IrExpr *read_member(const Simplifier *s, const IrItem *gate, const char *word)
{
    const Str *name = member(s, gate, word);
    const IrItem *item = ir_item(s->to, name);
    return read(s, name, item ? item->dim : DIM_NONE, gate->span);
}

/* alpha (1 - m) - beta m, as alpha - (alpha + beta) m; or (inf - m)/tau */
static IrExpr *gate_derivative(const Simplifier *s, const IrItem *gate, bool rates)
{
    Arena *a = s->w->arena;
    IrExpr *m = read(s, gate->name, DIM_NONE, gate->span);
    if (!rates) {
        IrExpr *inf = read_member(s, gate, "inf"), *tau = read_member(s, gate, "tau");
        return ir_binary(a, IR_QUOTIENT, ir_binary(a, IR_SUM, inf, ir_unary(a, IR_NEG, m)), tau);
    }
    IrExpr *alpha = read_member(s, gate, "alpha"), *beta = read_member(s, gate, "beta");
    IrExpr *sum = ir_binary(a, IR_SUM, alpha, beta);
    return ir_binary(a, IR_SUM, ir_expr_copy(a, alpha),
                     ir_unary(a, IR_NEG, ir_binary(a, IR_PRODUCT, sum, m)));
}

typedef struct Search {
    const Str *name;
    bool found;
} Search;

static void search(void *context, IrExpr **e)
{
    Search *s = context;
    if (!e || !*e)
        return;
    s->found |= (*e)->op == IR_ITEM && (*e)->u.name == s->name;
    for (uint32_t i = 0; i < (*e)->n; i++)
        search(context, &(*e)->arg[i]);
}

bool lems_is_read(const IrModel *model, const Str *name)
{
    Search found = {name, false};
    for (uint32_t i = 0; i < model->items.n; i++)
        ir_item_each_expr(model->items.v[i], search, &found);
    return found.found;
}

static void add_gate(const Simplifier *s, const IrItem *gate)
{
    Arena *a = s->w->arena;
    StrTable *strings = s->w->session->strings;
    const bool rates = ir_bind(&gate->binds, str_from(strings, "alpha")) != NULL;
    const IrBind *init = ir_bind(&gate->binds, str_from(strings, "init"));
    for (uint32_t i = 0; i < gate->binds.n; i++)
        if (&gate->binds.v[i] != init)
            add(s, IR_ITEM_ALIAS, member(s, gate, gate->binds.v[i].name->s), gate,
                ir_expr_copy(a, gate->binds.v[i].value));
    if (rates && (!init || lems_is_read(s->from, member(s, gate, "inf")))) {
        IrExpr *alpha = read_member(s, gate, "alpha"), *beta = read_member(s, gate, "beta");
        IrExpr *inf =
            ir_binary(a, IR_QUOTIENT, alpha, ir_binary(a, IR_SUM, ir_expr_copy(a, alpha), beta));
        add(s, IR_ITEM_ALIAS, member(s, gate, "inf"), gate, inf)->dim = DIM_NONE;
    }
    IrItem *state = add(s, IR_ITEM_STATE, gate->name, gate,
                        init ? ir_expr_copy(a, init->value) : read_member(s, gate, "inf"));
    state->dim = DIM_NONE;
    state->out = gate->out;
    add(s, IR_ITEM_DERIV, gate->name, gate, gate_derivative(s, gate, rates));
}

/* ---- items ---- */
static void copy_item(const Simplifier *s, const IrItem *item)
{
    if (item->kind == IR_ITEM_GATE)
        add_gate(s, item);
    else if (item->kind == IR_ITEM_KINETIC)
        return; /* behind its states */
    else if (item->kind == IR_ITEM_ION || item->kind == IR_ITEM_TREE ||
             item->kind == IR_ITEM_REGION || item->kind == IR_ITEM_NOISE)
        lems_refuse(s->w, item->span, "`%s` in %s %s", ir_item_word(item->kind),
                    ir_role_word(s->from->role), s->from->name->s);
    else if (item->kind != IR_ITEM_METHOD)
        ir_model_add((IrModule *)s->w->m, s->to, (IrItem *)item);
}

/* ---- expressions ---- */
/* steps(a) + steps(b), with the times for their numbers of steps; NULL: it is something else. */
static IrExpr *as_time(const Simplifier *s, IrExpr *e)
{
    if (e->op == IR_STEPS)
        return e->arg[0];
    if (e->op != IR_SUM && e->op != IR_NEG)
        return NULL;
    IrExpr *sum = ir_expr_new(s->w->arena, (IrOp)e->op, e->n, e->span);
    sum->dim = dim_of(0, 0, 1, 0, 0, 0, 0);
    for (uint32_t i = 0; i < e->n; i++)
        if (!(sum->arg[i] = as_time(s, e->arg[i])))
            return NULL;
    return sum;
}

static bool is_variable(const IrExpr *e, const char *name)
{
    return e->op == IR_VARIABLE && str_is(e->u.name, name);
}

/* Both sides in steps: both in time. */
static IrExpr *compare_times(const Simplifier *s, IrExpr *e)
{
    IrExpr *x = as_time(s, e->arg[0]), *y = as_time(s, e->arg[1]);
    if (x && y) {
        e->arg[0] = x;
        e->arg[1] = y;
    }
    return e;
}

/* steps(x)*dt is x, to the grid. */
static IrExpr *time_of_steps(IrExpr *e)
{
    if (e->n != 2)
        return e;
    for (int i = 0; i < 2; i++)
        if (e->arg[i]->op == IR_STEPS && is_variable(e->arg[1 - i], "dt"))
            return e->arg[i]->arg[0];
    return e;
}

static IrExpr *replace_leaf(const Simplifier *s, IrExpr *e)
{
    Arena *a = s->w->arena;
    const IrItem *item = e->op == IR_ITEM ? ir_item(s->to, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS && item->scalar == IR_BOOL)
        return ir_expr_copy(a, item->value);
    if (e->op == IR_PARAM) {
        const IrParam *p = ir_find_param(s->w->m, e->u.name);
        return p ? ir_expr_copy(a, p->value) : e;
    }
    if (!is_variable(e, "dt"))
        return e;
    const Dim time = dim_of(0, 0, 1, 0, 0, 0, 0);
    return s->w->m->timestep ? ir_expr_copy(a, s->w->m->timestep)
                             : ir_number(a, 0.1, time, e->span);
}

static IrExpr *simplify_node(void *context, IrExpr *e)
{
    const Simplifier *s = context;
    switch (e->op) {
    case IR_LT:
    case IR_LE:
    case IR_GT:
    case IR_GE:
    case IR_EQ:
    case IR_NE:
        return compare_times(s, e);
    case IR_PRODUCT:
        return time_of_steps(e);
    default:
        return e;
    }
}

static IrExpr *simplify_leaf(void *context, IrExpr *e)
{
    return replace_leaf(context, e);
}

static void simplify_in_place(void *context, IrExpr **e)
{
    const Simplifier *s = context;
    if (e && *e) {
        *e = ir_expr_map(s->w->arena, *e, simplify_node, context);
        *e = ir_expr_map(s->w->arena, *e, simplify_leaf, context);
    }
}

const IrModel *lems_simplify(LemsWriter *w, const IrModel *model)
{
    IrModel *known = map_get(&w->simple, model);
    if (known)
        return known;
    IrModel *copy = ir_model_copy((IrModule *)w->m, model, model->name);
    Simplifier s = {w, model, ARENA_NEW(w->arena, IrModel)};
    *s.to = *copy;
    memset(&s.to->items, 0, sizeof s.to->items);
    map_init(&s.to->by_name, w->arena);
    if (w->is_lems)
        lems_spread_events(w, copy);
    for (uint32_t i = 0; i < copy->items.n; i++)
        copy_item(&s, copy->items.v[i]);
    ir_kinetic_equations((IrModule *)w->m, copy, s.to);
    if (w->is_lems)
        lems_split_weights(w, model, s.to);
    for (uint32_t i = 0; i < s.to->items.n; i++)
        ir_item_each_expr(s.to->items.v[i], simplify_in_place, &s);
    lems_simplify_events(w, s.to);
    if (w->is_lems) {
        lems_flatten_branches(w, s.to);
        lems_arm_conditions(w, s.to);
    }
    lems_name_choices(w, s.to);
    map_set(&w->simple, model, s.to);
    return w->failed ? NULL : s.to;
}

/* ---- what expressions read ---- */
static bool reaches(const IrModel *model, const IrExpr *e, const Str *name, Map *seen)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (reaches(model, e->arg[i], name, seen))
            return true;
    if (e->op != IR_ITEM)
        return false;
    const IrItem *item = ir_item(model, e->u.name);
    if (e->u.name == name)
        return true;
    if (!item || item->kind != IR_ITEM_ALIAS || map_has(seen, item))
        return false;
    map_set(seen, item, (void *)item);
    return reaches(model, item->value, name, seen);
}

bool lems_reads(LemsWriter *w, const IrModel *model, const IrExpr *e, const Str *name)
{
    Map seen;
    map_init(&seen, w->arena);
    return reaches(model, e, name, &seen);
}
