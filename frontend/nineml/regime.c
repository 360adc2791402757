/* Regimes: derivatives, triggers on rising edges, events, aliases that hold in one regime. The actions of a transition happen at
   once: right sides see the values from before. */
#include "frontend/nineml/lower.h"
#include "ir/build.h"

/* ---- where items go ---- */
static void put(NmlLowering *x, IrRegime *regime, IrItem *item)
{
    if (regime)
        VEC_PUSH(x->m->arena, &regime->items, item);
    else
        ir_model_add(x->m, x->model, item);
}

static Diag *no_name(NmlLowering *x, Span at, const char *what, const Str *name,
                     const NmlSymbols *known)
{
    Diag *g = nml_complain(x->all, DIAG_NNC0907, at, "'%s' has no %s '%s'", x->class_->name->s,
                           what, name->s);
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; known && i < known->n; i++)
        str_nearest_offer(&near, known->v[i].name->s);
    if (near.best)
        diag_did_you_mean(x->all->session->diags, g, name->s, near.best);
    return g;
}

static bool is_state(NmlLowering *x, const NmlSymbol *s)
{
    if (nml_symbol(&x->class_->states, s->name))
        return true;
    if (nml_first_missed(x->all, x->class_->name->s, s->name))
        no_name(x, s->span, "state", s->name, &x->class_->states);
    return false;
}

/* ---- transitions ---- */
static bool port_is(NmlLowering *x, const Str *name, NmlPortKind kind, Span at)
{
    const NmlPort *port = nml_port(x->class_, name);
    if (port && port->kind == kind)
        return true;
    Diag *g =
        nml_complain(x->all, DIAG_NNC0922, at, "'%s' has no port '%s' that %s events",
                     x->class_->name->s, name->s, kind == NML_EVENT_SEND ? "sends" : "receives");
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < x->class_->ports.n; i++)
        if (x->class_->ports.v[i].kind == kind)
            str_nearest_offer(&near, x->class_->ports.v[i].name->s);
    if (near.best)
        diag_did_you_mean(x->all->session->diags, g, name->s, near.best);
    return false;
}

static void add_output(NmlLowering *x, IrBody *body, const Str *port, Span at)
{
    if (!port_is(x, port, NML_EVENT_SEND, at) || map_has(&x->silent, port))
        return;
    const Str *to = map_get(&x->outputs, port);
    IrStmt s = {.kind = IR_STMT_EMIT, .span = at, .name = to ? to : nml_item_name(x, port)};
    for (uint32_t i = 0; to && i < x->values.n; i++)
        VEC_PUSH(x->m->arena, &s.args, ir_expr_copy(x->m->arena, x->values.v[i]));
    VEC_PUSH(x->m->arena, &body->stmts, s);
}

static bool is_regime(NmlLowering *x, const Str *name, Span at)
{
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < x->class_->regimes.n; i++) {
        if (x->class_->regimes.v[i].name == name)
            return true;
        str_nearest_offer(&near, x->class_->regimes.v[i].name->s);
    }
    if (!nml_first_missed(x->all, x->class_->name->s, name))
        return false;
    Diag *g = no_name(x, at, "regime", name, NULL);
    if (near.best)
        diag_did_you_mean(x->all->session->diags, g, name->s, near.best);
    return false;
}

static void add_outputs(NmlLowering *x, const NmlTransition *t, IrBody *body)
{
    for (uint32_t i = 0; i < t->outputs.n; i++)
        add_output(x, body, t->outputs.v[i], t->span);
}

/* Assignments, events, then the regime that is entered. A transition to the regime that is active enters none. All happens at
   once; where it makes no difference, events come first instead, as handlers that only add up are summed. */
static IrBody *actions(NmlLowering *x, const NmlTransition *t)
{
    IrBody *body = ARENA_NEW(x->m->arena, IrBody);
    body->par = t->assignments.n > 1 || (t->assignments.n == 1 && x->values.n > 0);
    if (!body->par)
        add_outputs(x, t, body);
    for (uint32_t i = 0; i < t->assignments.n; i++) {
        const NmlSymbol *a = &t->assignments.v[i];
        IrExpr *value = is_state(x, a) ? nml_math(x, a->math) : NULL;
        const IrStmt s = {.kind = IR_STMT_ASSIGN,
                          .span = a->span,
                          .name = nml_item_name(x, a->name),
                          .value = value};
        if (value)
            VEC_PUSH(x->m->arena, &body->stmts, s);
    }
    if (body->par)
        add_outputs(x, t, body);
    if (t->target && is_regime(x, t->target, t->span) && t->target != x->regime->name)
        VEC_PUSH(
            x->m->arena, &body->stmts,
            (IrStmt){.kind = IR_STMT_ENTER, .span = t->span, .name = nml_item_name(x, t->target)});
    return body;
}

static void lower_trigger(NmlLowering *x, IrRegime *regime, const NmlTransition *t)
{
    IrExpr *test = nml_math(x, t->trigger);
    IrBody *body = test ? actions(x, t) : NULL;
    if (!body)
        return;
    IrItem *item = nml_timer(x, t, test);
    if (!item) {
        item = ir_item_new(x->m->arena, IR_ITEM_WHEN, NULL, t->span);
        item->edge = true;
        item->value = test;
        item->body = body;
    }
    put(x, regime, item);
}

static void add_handler(NmlLowering *x, IrRegime *regime, const NmlTransition *t, const Str *event)
{
    IrItem *item = ir_item_new(x->m->arena, IR_ITEM_ON, event, t->span);
    for (uint32_t i = 0; i < x->arguments.n; i++)
        VEC_PUSH(x->m->arena, &item->args, x->arguments.v[i]);
    item->body = actions(x, t);
    put(x, regime, item);
}

static void lower_event(NmlLowering *x, IrRegime *regime, const NmlTransition *t)
{
    if (!port_is(x, t->port, NML_EVENT_RECEIVE, t->span) || map_has(&x->deaf, t->port))
        return;
    const Str *name = map_get(&x->handlers, t->port);
    add_handler(x, regime, t, name ? name : nml_item_name(x, t->port));
    for (uint32_t i = 0; i < x->further.n; i++)
        if (x->further.v[i].port == t->port)
            add_handler(x, regime, t, x->further.v[i].event);
}

/* Two transitions at one time have no order in NineML: those that always coincide are a doubtful model. */
static void warn_of_equals(NmlLowering *x)
{
    for (uint32_t i = 0; i < x->regime->transitions.n; i++)
        for (uint32_t k = 0; k < i; k++) {
            const NmlTransition *a = &x->regime->transitions.v[i],
                                *b = &x->regime->transitions.v[k];
            const XmlText *p = a->trigger, *q = b->trigger;
            const bool triggers = p && q && p->len == q->len &&
                                  str_intern(x->all->session->strings, p->s, p->len) ==
                                      str_intern(x->all->session->strings, q->s, q->len);
            if (triggers || (!p && !q && a->port == b->port))
                nml_warn(
                    x->all, DIAG_NNC0925, a->span,
                    "another transition of '%s' happens at the same times: this one comes second",
                    x->regime->name->s);
        }
}

/* ---- one regime ---- */
static void lower_regime(NmlLowering *x, IrRegime *regime, const NmlRegime *r)
{
    x->regime = r;
    for (uint32_t i = 0; i < r->derivatives.n; i++) {
        const NmlSymbol *d = &r->derivatives.v[i];
        IrItem *item = ir_item_new(x->m->arena, IR_ITEM_DERIV, nml_item_name(x, d->name), d->span);
        if (is_state(x, d) && (item->value = nml_math(x, d->math)))
            put(x, regime, item);
    }
    for (uint32_t i = 0; regime && i < r->aliases.n; i++) {
        IrItem *item = ir_item_new(x->m->arena, IR_ITEM_ALIAS,
                                   nml_item_name(x, r->aliases.v[i].name), r->aliases.v[i].span);
        if ((item->value = nml_math(x, r->aliases.v[i].math)))
            put(x, regime, item);
    }
    warn_of_equals(x);
    for (uint32_t i = 0; i < r->transitions.n; i++)
        (r->transitions.v[i].trigger ? lower_trigger : lower_event)(x, regime,
                                                                    &r->transitions.v[i]);
}

/* ---- where a cell starts ---- */
static const NmlRegime *chosen(const NmlClass *c)
{
    const NmlRegime *most = &c->regimes.v[0];
    for (uint32_t i = 1; i < c->regimes.n; i++)
        if (c->regimes.v[i].derivatives.n > most->derivatives.n)
            most = &c->regimes.v[i];
    return most;
}

/* Documents do not say it. */
static const Str *start_of(NmlLowering *x)
{
    const NmlClass *c = x->class_;
    const char *option = arena_printf(x->m->arena, "%s.regime", c->name->s);
    const Str *wanted = x->start ? x->start : nml_definition(x->all, option);
    if (wanted)
        return is_regime(x, wanted, c->span) ? wanted : c->regimes.v[0].name;
    const NmlRegime *most = chosen(c);
    Diag *g = diag(x->all->session->diags, DIAG_NNC0925, c->span,
                   "'%s' starts in its regime '%s', which has most derivatives", c->name->s,
                   most->name->s);
    diag_help(x->all->session->diags, g, "documents do not say it; -D %s=NAME does", option);
    return most->name;
}

void nml_lower_regimes(NmlLowering *x)
{
    const NmlClass *c = x->class_;
    if (c->regimes.n == 1)
        lower_regime(x, NULL, &c->regimes.v[0]);
    if (c->regimes.n < 2)
        return;
    const Str *start = start_of(x), *name = str_from(x->all->session->strings, "regime");
    while (ir_item(x->model, nml_item_name(x, name)))
        name = str_format(x->all->session->strings, "%s_", name->s);
    IrItem *mode = ir_item_new(x->m->arena, IR_ITEM_MODE, nml_item_name(x, name), c->span);
    for (uint32_t i = 0; i < c->regimes.n; i++) {
        const NmlRegime *r = &c->regimes.v[i];
        IrRegime regime = {
            .name = nml_item_name(x, r->name), .initial = r->name == start, .span = r->span};
        lower_regime(x, &regime, r);
        VEC_PUSH(x->m->arena, &mode->regimes, regime);
    }
    ir_model_add(x->m, x->model, mode);
}
