/* lower, part four: what synapses read of their cells, and couplings (semantics.md 2.3). In a step the states of a coupling
   relax with both cells held: each by half a step in order, then back; in between they have the values with which its
   currents act. One state alone relaxes exactly, several of them to second order. */
#include "ir/pass/couple.h"
#include "ir/pass/lower_internal.h"

/* ---- what is read of cells ---- */
typedef struct Live { /* names that equations and actions read, by aliases too */
    Map names;
    bool more;
} Live;

static bool mark_live(void *context, const IrExpr *e)
{
    Live *live = context;
    if (e->op != IR_ITEM || map_has(&live->names, e->u.name))
        return false;
    map_set(&live->names, e->u.name, (void *)e->u.name);
    live->more = true;
    return false;
}

static void mark_item(void *context, IrExpr **e)
{
    ir_expr_any(*e, mark_live, context);
}

static bool is_idle(const Live *live, const IrItem *it)
{
    return it->kind == IR_ITEM_ALIAS && !it->is_current && !it->out &&
           !map_has(&live->names, it->name);
}

static void find_live(Live *live, const Lower *l)
{
    *live = (Live){.more = true};
    map_init(&live->names, l->a);
    for (uint32_t i = 0; i < l->m->recorders.n; i++)
        if (l->m->recorders.v[i]->path)
            map_set(&live->names, l->m->recorders.v[i]->path, l->m->recorders.v[i]);
    while (live->more) {
        live->more = false;
        for (uint32_t i = 0; i < l->flat->items.n; i++)
            if (!is_idle(live, l->flat->items.v[i]))
                ir_item_each_expr(l->flat->items.v[i], mark_item, live);
    }
}

void lower_fars(Lower *l)
{
    Live live;
    find_live(&live, l);
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *in = l->flat->items.v[i];
        if (in->kind == IR_ITEM_IN && in->from != IR_OWN && map_has(&live.names, in->name))
            VEC_PUSH(l->a, &l->c->fars,
                     (KFar){lower_column_named(l, in->name), in->from, in->from_name, in->latest});
    }
}

void lower_seen(Lower *l, KBody *update)
{
    for (uint32_t i = 0; i < l->binding->seen.n; i++) {
        const Str *state = l->binding->seen.v[i], *now = map_get(&l->current, state);
        if (!now)
            continue;
        const Str *name = str_format(lower_strings(l), "%s.integrated", state->s);
        uint32_t column = lower_add_column(
            l, (KColumn){.name = name, .type = K_F64, .role = K_HIDDEN, .each = true});
        lower_push(l, update, K_STORE, name, lower_local(l, now, NOWHERE), NOWHERE)->column =
            column;
    }
}

/* ---- states ---- */
static const Str *moment_name(const Lower *l, const Str *state, const char *moment)
{
    return str_format(lower_strings(l), "%s.%s", state->s, moment);
}

static bool is_simulable(Lower *l, const IrItem *deriv, const IrExpr *f, const IrExpr *slope)
{
    const char *why = !slope                                           ? "has no derivative"
                      : alg_reads(l->flat, f) & ALG_TIME               ? "reads the time"
                      : alg_reads(l->flat, f) & (ALG_DRAW | ALG_NOISE) ? "is random"
                                                                       : NULL;
    if (why)
        diag_help(l->m->session->diags,
                  diag(l->m->session->diags, DIAG_NNC0802, deriv->span,
                       "`%s` of synapse %s cannot be simulated: its equation reads cells and %s",
                       deriv->name->s, l->flat->name->s, why),
                  "a cell may have that equation, and the synapse read it as pre.NAME");
    return !why;
}

/* The right side without its noise. */
static IrExpr *drift_of(Lower *l, const IrItem *deriv)
{
    IrExpr *f = alg_expand(l->a, l->flat, deriv->value);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == IR_ITEM_NOISE)
            f = alg_replace(l->a, f, l->flat->items.v[i]->name, alg_zero(l->a, deriv->span));
    return alg_simplify(l->a, f);
}

static IrExpr *step_size(Lower *l, Span at)
{
    return ir_named(l->a, IR_VARIABLE, str_from(lower_strings(l), "dt"), at);
}

/* x + f h exprel(J h) with h half a step. */
static IrExpr *relaxed(Lower *l, const IrItem *deriv)
{
    Arena *a = l->a;
    IrExpr *f = drift_of(l, deriv);
    IrExpr *slope = alg_derivative(a, l->flat, f, deriv->name);
    IrExpr *x = ir_named(a, IR_ITEM, deriv->name, deriv->span);
    if (!is_simulable(l, deriv, f, slope))
        return lower_expr(l, x);
    IrExpr *half = ir_binary(a, IR_PRODUCT, ir_number(a, 0.5, DIM_NONE, deriv->span),
                             step_size(l, deriv->span));
    IrExpr *move = ir_binary(a, IR_PRODUCT, f, half);
    if (!ir_is_zero(slope))
        move = ir_binary(
            a, IR_PRODUCT, move,
            ir_unary(a, IR_EXPREL, ir_binary(a, IR_PRODUCT, slope, ir_expr_copy(a, half))));
    return lower_expr(l, ir_binary(a, IR_SUM, x, move));
}

static void relax(Lower *l, KBody *b, const IrItem *deriv, const char *moment)
{
    const Str *name = moment_name(l, deriv->name, moment);
    lower_push(l, b, K_LET, name, relaxed(l, deriv), deriv->span)->type = K_F64;
    map_set(&l->current, deriv->name, (void *)name);
}

static bool is_deriv(const Lower *l, uint32_t item)
{
    return l->flat->items.v[item]->kind == IR_ITEM_DERIV;
}

/* ---- noise: at the end of the step, + b sqrt(h exprel(2 J h)) N with b and J at t_k: exact in distribution where x' is
   linear in x alone and b constant ---- */
static IrExpr *kick_of(Lower *l, const IrItem *deriv, const IrItem *noise)
{
    Arena *a = l->a;
    IrExpr *value = alg_expand(a, l->flat, deriv->value);
    IrExpr *factor = alg_derivative(a, l->flat, value, noise->name);
    IrExpr *slope = alg_derivative(a, l->flat, drift_of(l, deriv), deriv->name);
    IrExpr *variance = step_size(l, deriv->span);
    if (slope && !ir_is_zero(slope)) {
        IrExpr *twice = ir_binary(a, IR_PRODUCT, ir_number(a, 2, DIM_NONE, deriv->span), slope);
        twice = ir_binary(a, IR_PRODUCT, twice, step_size(l, deriv->span));
        variance = ir_binary(a, IR_PRODUCT, variance, ir_unary(a, IR_EXPREL, twice));
    }
    IrExpr *scaled = ir_binary(a, IR_PRODUCT, ir_unary(a, IR_SQRT, variance),
                               lower_local(l, moment_name(l, noise->name, "normal"), deriv->span));
    return ir_binary(a, IR_PRODUCT, factor, scaled);
}

/* One normal number per connection, noise and step, which all states that read the noise share. */
static void draw_normals(Lower *l, KBody *b)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *noise = l->flat->items.v[i];
        if (noise->kind != IR_ITEM_NOISE)
            continue;
        IrExpr *draw = ir_expr_new(l->a, IR_DRAW, 2, noise->span);
        draw->u.law = IR_LAW_NORMAL;
        draw->arg[0] = alg_zero(l->a, noise->span);
        draw->arg[1] = alg_one(l->a, noise->span);
        lower_push(l, b, K_LET, moment_name(l, noise->name, "normal"), lower_expr(l, draw),
                   noise->span)
            ->type = K_F64;
    }
}

static void draw_kick(Lower *l, KBody *b, const IrItem *deriv)
{
    IrExpr *sum = NULL;
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *noise = l->flat->items.v[i];
        if (noise->kind != IR_ITEM_NOISE || !alg_reads_item(l->flat, deriv->value, noise->name))
            continue;
        IrExpr *kick = kick_of(l, deriv, noise);
        sum = sum ? ir_binary(l->a, IR_SUM, sum, kick) : kick;
    }
    if (sum)
        lower_push(l, b, K_LET, moment_name(l, deriv->name, "kick"), lower_expr(l, sum),
                   deriv->span)
            ->type = K_F64;
}

static void add_kick(Lower *l, KBody *b, const IrItem *deriv)
{
    if (!(alg_reads(l->flat, deriv->value) & ALG_NOISE))
        return;
    const Str *noisy = moment_name(l, deriv->name, "noisy");
    IrExpr *end = lower_local(l, map_get(&l->current, deriv->name), deriv->span);
    IrExpr *kick = lower_local(l, moment_name(l, deriv->name, "kick"), deriv->span);
    lower_push(l, b, K_LET, noisy, ir_binary(l->a, IR_SUM, end, kick), deriv->span)->type = K_F64;
    map_set(&l->current, deriv->name, (void *)noisy);
}

/* ---- currents ---- */
static bool acts_on_pre(const Lower *l, const FlatTerms *terms, const Str *state)
{
    for (uint32_t i = 0; i < terms->n; i++)
        if (terms->v[i].to_pre && alg_reads_item(l->flat, terms->v[i].coefficient, state))
            return true;
    return false;
}

/* In `couple_pre` states are those that `couple` left at mid-step. */
static void read_middles(Lower *l, KBody *b, const FlatTerms *terms)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_DERIV || !acts_on_pre(l, terms, it->name))
            continue;
        const Str *middle = moment_name(l, it->name, "middle");
        lower_push(l, b, K_LET, middle, lower_load(l, lower_column_named(l, middle), it->span),
                   it->span)
            ->type = K_F64;
        map_set(&l->current, it->name, (void *)middle);
    }
}

static void keep_middles(Lower *l, KBody *b, const FlatTerms *terms)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind != IR_ITEM_DERIV || !acts_on_pre(l, terms, it->name))
            continue;
        const Str *middle = moment_name(l, it->name, "middle");
        uint32_t column = lower_add_column(
            l, (KColumn){.name = middle, .type = K_F64, .role = K_HIDDEN, .each = true});
        lower_push(l, b, K_STORE, middle, lower_local(l, middle, it->span), it->span)->column =
            column;
    }
}

static void add_terms(Lower *l, KBody *b, const FlatTerms *terms, bool to_pre)
{
    for (uint32_t i = 0; i < terms->n; i++)
        if (terms->v[i].to_pre == to_pre)
            lower_push(l, b, K_ADD, NULL, lower_expr(l, terms->v[i].coefficient), terms->v[i].span)
                ->column = i;
}

static void store_ends(Lower *l, KBody *b)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        const IrItem *it = l->flat->items.v[i];
        if (it->kind == IR_ITEM_DERIV)
            lower_push(l, b, K_STORE, it->name,
                       lower_local(l, map_get(&l->current, it->name), it->span), it->span)
                ->column = lower_column_named(l, it->name);
    }
}

void lower_coupling(Lower *l)
{
    FlatTerms terms = {0};
    ir_couple_terms(l->m, l->flat, l->binding->fixed.v, l->binding->fixed.n, &terms);
    for (uint32_t i = 0; i < terms.n; i++)
        VEC_PUSH(l->a, &l->c->terms, (KTerm){terms.v[i].to_pre, terms.v[i].own});
    KBody *b = &l->c->couple;
    map_init(&l->current, l->a);
    draw_normals(l, b);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (is_deriv(l, i))
            draw_kick(l, b, l->flat->items.v[i]);
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (is_deriv(l, i))
            relax(l, b, l->flat->items.v[i], "middle");
    add_terms(l, b, &terms, false);
    keep_middles(l, b, &terms);
    for (uint32_t i = l->flat->items.n; i-- > 0;)
        if (is_deriv(l, i))
            relax(l, b, l->flat->items.v[i], "end");
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (is_deriv(l, i))
            add_kick(l, b, l->flat->items.v[i]);
    store_ends(l, b);
    map_init(&l->current, l->a);
    read_middles(l, &l->c->couple_pre, &terms);
    add_terms(l, &l->c->couple_pre, &terms, true);
    map_init(&l->current, l->a);
    lower_show(l);
}
