/* lower, checks: what parameters must not be, found when they are set and not at the first step: divisors that are 0,
   propagators that are not finite. */
#include "ir/pass/lower_internal.h"

/* ---- names for messages ---- */
typedef struct ParamNames {
    Lower *l;
    const char *text; /* "a, b"; NULL: none */
    uint32_t n;
    Map seen;
} ParamNames;

static bool add_name(void *context, const IrExpr *e)
{
    ParamNames *p = context;
    const IrItem *item = e->op == IR_ITEM ? ir_item(p->l->flat, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS)
        ir_expr_any(item->value, add_name, p);
    if (!item || item->kind != IR_ITEM_PARAM || map_has(&p->seen, item->name))
        return false;
    map_set(&p->seen, item->name, (void *)item);
    p->text = p->text ? arena_printf(p->l->a, "%s, %s", p->text, item->name->s) : item->name->s;
    p->n++;
    return false;
}

static ParamNames names_in(Lower *l, const IrExpr *e)
{
    ParamNames p = {.l = l};
    map_init(&p.seen, l->a);
    ir_expr_any(e, add_name, &p);
    return p;
}

const char *lower_param_names(Lower *l, const IrExpr *e)
{
    const ParamNames p = names_in(l, e);
    return p.text ? p.text : "";
}

static void check(Lower *l, IrExpr *wrong, const char *text, Span at)
{
    KBody *body = lower_is_each(l, wrong) ? &l->c->derive_each : &l->c->derive_one;
    lower_push(l, body, K_BAD, str_from(lower_strings(l), text), wrong, at);
}

/* ---- divisors ---- */
static void check_divisor(Lower *l, const IrItem *deriv, const IrExpr *by)
{
    double constant;
    const ParamNames names = names_in(l, by);
    if (!names.n || ir_constant(by, &constant) || alg_reads(l->flat, by))
        return;
    IrExpr *zero = ir_binary(l->a, IR_EQ, lower_derive_expr(l, by), alg_zero(l->a, by->span));
    const char *what = names.n == 1 && by->op == IR_ITEM
                           ? arena_printf(l->a, "the equation of %s divides by %s, which is 0",
                                          deriv->name->s, names.text)
                           : arena_printf(l->a, "the equation of %s divides by 0 (%s)",
                                          deriv->name->s, names.text);
    check(l, zero, what, deriv->span);
}

/* Divisions that are always made: not those in the arms of a select. */
static void check_divisions(Lower *l, const IrItem *deriv, const IrExpr *e, Map *done)
{
    const IrItem *alias = e->op == IR_ITEM ? ir_item(l->flat, e->u.name) : NULL;
    if (alias && alias->kind == IR_ITEM_ALIAS && !map_has(done, alias->name)) {
        map_set(done, alias->name, (void *)alias);
        check_divisions(l, deriv, alias->value, done);
    }
    if (e->op == IR_QUOTIENT)
        check_divisor(l, deriv, e->arg[1]);
    const uint32_t n = e->op == IR_SELECT ? 1 : e->n;
    for (uint32_t i = 0; i < n; i++)
        check_divisions(l, deriv, e->arg[i], done);
}

void lower_check_equations(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        Map done;
        map_init(&done, l->a);
        if (it->kind == IR_ITEM_DERIV)
            check_divisions(l, it, it->value, &done);
    }
}

/* ---- propagators ---- */
static bool is_named(const KMatrix *k, uint32_t row, uint32_t before)
{
    for (uint32_t i = 0; i < before; i++)
        if (k->row.v[i] == row)
            return true;
    return false;
}

void lower_check_matrix(Lower *l, const DiscreteMatrix *d, const KMatrix *k)
{
    IrExpr *size = NULL;
    const char *states = NULL;
    for (uint32_t i = 0; i < k->column.n; i++) {
        IrExpr *entry = ir_unary(l->a, IR_ABS, lower_load(l, k->column.v[i], NOWHERE));
        size = size ? ir_binary(l->a, IR_SUM, size, entry) : entry;
        const char *state =
            is_named(k, k->row.v[i], i) || !d->state.n ? NULL : d->state.v[k->row.v[i]]->s;
        states = !state ? states : states ? arena_printf(l->a, "%s, %s", states, state) : state;
    }
    IrExpr *most = ir_number(l->a, 1.7976931348623157e308, DIM_NONE, NOWHERE);
    check(
        l, ir_unary(l->a, IR_NOT, ir_binary(l->a, IR_LE, size, most)),
        arena_printf(l->a, "the equation of %s gives no finite step", states ? states : "a state"),
        d->at);
}
