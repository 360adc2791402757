/* delay.  needs: a flat model.  does: delay(x, d) -> inputs delay.N, delay.N.middle, delay.N.end, aliases delay.N.of = x
   (where x is no state) and delay.N.time = d.  keeps: order of items. */
#include "ir/pass/delay.h"

#include "ir/pass/algebra.h"

typedef struct Delays {
    IrModule *m;
    IrModel *flat;
    FlatDelays *out;
    VEC(IrExpr *) known; /* the delays so far, as they were written */
} Delays;

static StrTable *strings_of(const Delays *d)
{
    return d->m->session->strings;
}

const Str *ir_delay_name(StrTable *strings, const Str *input, FlatMoment moment)
{
    static const char *const tails[] = {"", ".middle", ".end"};
    return str_format(strings, "%s%s", input->s, tails[moment]);
}

static IrExpr *moment_of(IrModule *m, const IrExpr *input, FlatMoment moment)
{
    return ir_named(m->arena, IR_ITEM, ir_delay_name(m->session->strings, input->u.name, moment),
                    input->span);
}

IrExpr *ir_delay_at(IrModule *m, const IrExpr *input, double fraction)
{
    const double halves = 2 * fraction;
    const FlatMoment before = halves < 1 ? FLAT_START : halves < 2 ? FLAT_MIDDLE : FLAT_END;
    IrExpr *from = moment_of(m, input, before);
    const double rest = halves - (double)before;
    if (!(rest > 0))
        return from;
    IrExpr *way = ir_binary(m->arena, IR_SUM, moment_of(m, input, before + 1),
                            ir_unary(m->arena, IR_NEG, ir_expr_copy(m->arena, from)));
    return ir_binary(
        m->arena, IR_SUM, from,
        ir_binary(m->arena, IR_PRODUCT, ir_number(m->arena, rest, DIM_NONE, input->span), way));
}

static void add_input(const Delays *d, const Str *name, const IrExpr *x)
{
    IrItem *in = ir_item_new(d->m->arena, IR_ITEM_IN, name, x->span);
    in->dim = x->dim;
    in->linear = true;
    ir_model_add(d->m, d->flat, in);
}

static const Str *add_alias(const Delays *d, const Str *name, const IrExpr *x)
{
    IrItem *alias = ir_item_new(d->m->arena, IR_ITEM_ALIAS, name, x->span);
    alias->value = ir_expr_copy(d->m->arena, x);
    alias->dim = x->dim;
    ir_model_add(d->m, d->flat, alias);
    return name;
}

static bool is_state(const Delays *d, const IrExpr *x)
{
    const IrItem *item = x->op == IR_ITEM ? ir_item(d->flat, x->u.name) : NULL;
    return item && item->kind == IR_ITEM_STATE;
}

static void add_delay(Delays *d, const IrExpr *e)
{
    const Str *name = str_format(strings_of(d), "delay.%u", d->out->n);
    FlatDelay x = {.input = name, .span = e->span};
    for (FlatMoment at = FLAT_START; at <= FLAT_END; at++)
        add_input(d, ir_delay_name(strings_of(d), name, at), e->arg[0]);
    x.source = is_state(d, e->arg[0])
                   ? e->arg[0]->u.name
                   : add_alias(d, str_format(strings_of(d), "%s.of", name->s), e->arg[0]);
    x.time = add_alias(d, str_format(strings_of(d), "%s.time", name->s), e->arg[1]);
    VEC_PUSH(d->m->arena, d->out, x);
    VEC_PUSH(d->m->arena, &d->known, ir_expr_copy(d->m->arena, e));
}

static void refuse(const Delays *d, const IrExpr *e, const char *what, const char *remedy)
{
    Diags *diags = d->m->session->diags;
    diag_help(diags, diag(diags, DIAG_NNC0802, e->span, "%s", what), "%s", remedy);
}

static bool is_allowed(const Delays *d, const IrExpr *e)
{
    if (d->flat->role == IR_SYNAPSE || d->flat->role == IR_SOURCE)
        refuse(d, e,
               d->flat->role == IR_SYNAPSE
                   ? "a synapse has no history: it cannot use `delay` itself"
                   : "a source has no history: it cannot use `delay`",
               "an alias of a cell may be `delay(x, time)`");
    else if (alg_reads(d->flat, e->arg[1]))
        refuse(d, e, "the time of a delay cannot change in a run",
               "it may be computed from parameters and constants");
    else if (alg_reads(d->flat, e->arg[0]) & (ALG_DRAW | ALG_NOISE | ALG_ARGUMENT))
        refuse(d, e, "what is random, or an argument of an event, cannot be delayed",
               "a state that it is assigned to can");
    else
        return true;
    return false;
}

static IrExpr *replace_delay(void *context, IrExpr *e)
{
    Delays *d = context;
    if (e->op != IR_DELAY)
        return e;
    if (!is_allowed(d, e))
        return alg_zero(d->m->arena, e->span);
    uint32_t i = 0;
    while (i < d->known.n && !ir_expr_equal(d->known.v[i], e))
        i++;
    if (i == d->known.n)
        add_delay(d, e);
    return ir_named(d->m->arena, IR_ITEM, d->out->v[i].input, e->span);
}

static void replace_in_place(void *context, IrExpr **e)
{
    if (*e)
        *e = ir_expr_map(((Delays *)context)->m->arena, *e, replace_delay, context);
}

void ir_delays(IrModule *m, IrModel *flat, FlatDelays *out)
{
    Delays d = {.m = m, .flat = flat, .out = out};
    const uint32_t n = flat->items.n;
    for (uint32_t i = 0; i < n; i++)
        ir_item_each_expr(flat->items.v[i], replace_in_place, &d);
    for (uint32_t i = 0; i < n; i++) {
        const IrItem *state = flat->items.v[i];
        if (state->kind == IR_ITEM_STATE && state->value && ir_reads_moving(flat, state->value))
            diag(m->session->diags, DIAG_NNC0802, state->span,
                 "the initial value of `%s` cannot read the past: there is none at the start",
                 state->name->s);
    }
}

static bool is_moving(void *context, const IrExpr *e)
{
    const IrModel *flat = context;
    const IrItem *item = e->op == IR_ITEM ? ir_item(flat, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS && !item->held)
        return ir_reads_moving(flat, item->value);
    return item && item->kind == IR_ITEM_IN && item->linear;
}

bool ir_reads_moving(const IrModel *flat, const IrExpr *e)
{
    return ir_expr_any(e, is_moving, (void *)(uintptr_t)flat);
}
