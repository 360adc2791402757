/* A class of dynamics as items of a model. */
#include "frontend/nineml/lower.h"

#include "frontend/nineml/expression.h"
#include "ir/build.h"

void nml_lowering_start(NmlLowering *x, NmlDocuments *all, IrModule *m, IrModel *model,
                        const NmlClass *class_, const char *prefix)
{
    *x = (NmlLowering){.all = all, .m = m, .model = model, .class_ = class_, .prefix = prefix};
    map_init(&x->inputs, m->arena);
    map_init(&x->handlers, m->arena);
    map_init(&x->outputs, m->arena);
    map_init(&x->silent, m->arena);
    map_init(&x->deaf, m->arena);
}

const Str *nml_item_name(const NmlLowering *x, const Str *name)
{
    if (x->weight && name == x->weight)
        return str_from(x->all->session->strings, "weight");
    return *x->prefix ? str_format(x->all->session->strings, "%s%s", x->prefix, name->s) : name;
}

IrItem *nml_add_item(NmlLowering *x, IrItemKind kind, const Str *name, Dim dim, Span at)
{
    IrItem *item = ir_item_new(x->m->arena, kind, nml_item_name(x, name), at);
    item->dim = dim;
    ir_model_add(x->m, x->model, item);
    return item;
}

/* ---- names ---- */
static void offer_names(const NmlClass *c, StrNearest *near)
{
    const NmlSymbols *const all[] = {&c->parameters, &c->states, &c->aliases, &c->constants};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (uint32_t k = 0; k < all[i]->n; k++)
            str_nearest_offer(near, all[i]->v[k].name->s);
    for (uint32_t i = 0; i < c->ports.n; i++)
        str_nearest_offer(near, c->ports.v[i].name->s);
}

static bool in_regimes(const NmlClass *c, const Str *name)
{
    for (uint32_t i = 0; i < c->regimes.n; i++)
        if (nml_symbol(&c->regimes.v[i].aliases, name))
            return true;
    return false;
}

static bool receives(const NmlClass *c, const Str *name)
{
    const NmlPort *port = nml_port(c, name);
    return port && (port->kind == NML_ANALOG_RECEIVE || port->kind == NML_ANALOG_REDUCE);
}

static IrExpr *find_name(void *place, const Str *name, Span at)
{
    NmlLowering *x = place;
    const NmlClass *c = x->class_;
    const NmlSymbol *constant = nml_symbol(&c->constants, name);
    const IrExpr *input = map_get(&x->inputs, name);
    if (str_is(name, "pi"))
        return ir_number(x->m->arena, 3.14159265358979323846, DIM_NONE, at);
    if (input)
        return ir_expr_copy(x->m->arena, input);
    if (constant)
        return ir_expr_copy(x->m->arena, constant->constant);
    if (nml_symbol(&c->parameters, name) || nml_symbol(&c->states, name) ||
        nml_symbol(&c->aliases, name) || in_regimes(c, name) || receives(c, name))
        return ir_named(x->m->arena, IR_ITEM, nml_item_name(x, name), at);
    if (str_is(name, "t"))
        return ir_named(x->m->arena, IR_VARIABLE, name, at);
    if (!nml_first_missed(x->all, c->name->s, name))
        return NULL;
    Diag *g =
        nml_complain(x->all, DIAG_NNC0907, at, "'%s' means nothing in '%s'", name->s, c->name->s);
    StrNearest near = str_nearest_start(name->s);
    offer_names(c, &near);
    if (near.best)
        diag_did_you_mean(x->all->session->diags, g, name->s, near.best);
    return NULL;
}

IrExpr *nml_math(NmlLowering *x, const XmlText *math)
{
    const InfixNames names = {&nml_infix, x->all->session, x, find_name, NULL};
    IrExpr *e = infix_parse(&names, math);
    x->all->failed |= !e;
    return e;
}

/* ---- variables ---- */
static void lower_parameters(NmlLowering *x)
{
    for (uint32_t i = 0; i < x->class_->parameters.n; i++) {
        const NmlSymbol *p = &x->class_->parameters.v[i];
        nml_add_item(x, IR_ITEM_PARAM, p->name, p->dim, p->span);
    }
}

static void lower_states(NmlLowering *x)
{
    for (uint32_t i = 0; i < x->class_->states.n; i++) {
        const NmlSymbol *s = &x->class_->states.v[i];
        nml_add_item(x, IR_ITEM_STATE, s->name, s->dim, s->span)->value =
            ir_literal(x->m->arena, str_from(x->all->session->strings, "0"), NULL, s->span);
    }
}

static void lower_alias(NmlLowering *x, const NmlSymbol *alias)
{
    IrExpr *value = nml_math(x, alias->math);
    const NmlPort *port = nml_port(x->class_, alias->name);
    if (value)
        nml_add_item(x, IR_ITEM_ALIAS, alias->name, port ? port->dim : DIM_NONE, alias->span)
            ->value = value;
}

/* Of one regime alone, its aliases are those of the class; an alias that only regimes have is there in all of them. */
static void lower_aliases(NmlLowering *x)
{
    const NmlClass *c = x->class_;
    for (uint32_t i = 0; i < c->aliases.n; i++) {
        const NmlSymbol *own =
            c->regimes.n == 1 ? nml_symbol(&c->regimes.v[0].aliases, c->aliases.v[i].name) : NULL;
        lower_alias(x, own ? own : &c->aliases.v[i]);
    }
    for (uint32_t i = 0; i < c->regimes.n; i++)
        for (uint32_t k = 0; k < c->regimes.v[i].aliases.n; k++) {
            const NmlSymbol *alias = &c->regimes.v[i].aliases.v[k];
            if (!ir_item(x->model, nml_item_name(x, alias->name)) &&
                !nml_symbol(&c->aliases, alias->name))
                lower_alias(x, alias);
        }
}

/* ---- ports ---- */
static void lower_send(NmlLowering *x, const NmlPort *port)
{
    IrItem *item = ir_item(x->model, nml_item_name(x, port->name));
    if (!item && nml_symbol(&x->class_->aliases, port->name))
        return; /* what is wrong with it was told */
    if (!item || (item->kind != IR_ITEM_STATE && item->kind != IR_ITEM_ALIAS)) {
        if (!nml_first_missed(x->all, x->class_->name->s, port->name))
            return;
        Diag *g = nml_complain(x->all, DIAG_NNC0922, port->span,
                               "'%s' has no state or alias '%s' that this port could send",
                               x->class_->name->s, port->name->s);
        StrNearest near = str_nearest_start(port->name->s);
        offer_names(x->class_, &near);
        if (near.best && near.distance)
            diag_did_you_mean(x->all->session->diags, g, port->name->s, near.best);
        return;
    }
    item->out = true;
    if (item->kind == IR_ITEM_STATE && !dim_equal(item->dim, port->dim)) {
        char wanted[64], got[64];
        dim_describe(port->dim, wanted);
        dim_describe(item->dim, got);
        nml_complain(x->all, DIAG_NNC0402, port->span, "the port '%s' is in %s, the state in %s",
                     port->name->s, wanted, got);
    }
}

/* A cell adds up what arrives; a part reads what its owner binds. */
static void lower_receive(NmlLowering *x, const NmlPort *port)
{
    if (map_has(&x->inputs, port->name))
        return;
    const bool cell = x->model->role == IR_CELL;
    nml_add_item(x, cell ? IR_ITEM_REDUCE : IR_ITEM_IN, port->name, port->dim, port->span);
}

static void lower_event_in(NmlLowering *x, const NmlPort *port)
{
    const Str *name = map_get(&x->handlers, port->name);
    if ((x->model->role == IR_SYNAPSE && name) || map_has(&x->deaf, port->name))
        return; /* `on pre`, `on post` */
    IrItem *item = ir_item_new(x->m->arena, IR_ITEM_EVENT_IN,
                               name ? name : nml_item_name(x, port->name), port->span);
    for (uint32_t i = 0; i < x->arguments.n; i++)
        VEC_PUSH(x->m->arena, &item->args, x->arguments.v[i]);
    ir_model_add(x->m, x->model, item);
}

static void lower_event_out(NmlLowering *x, const NmlPort *port)
{
    const Str *other = map_get(&x->outputs, port->name);
    if (map_has(&x->silent, port->name) || (other && ir_item(x->model, other)))
        return; /* of a synapse */
    const Str *name = other ? other : nml_item_name(x, port->name);
    ir_model_add(x->m, x->model, ir_item_new(x->m->arena, IR_ITEM_EVENT_OUT, name, port->span));
}

static void (*const port_forms[NML_PORT_KINDS])(NmlLowering *x, const NmlPort *port) = {
    [NML_ANALOG_SEND] = lower_send,       [NML_ANALOG_RECEIVE] = lower_receive,
    [NML_ANALOG_REDUCE] = lower_receive,  [NML_EVENT_SEND] = lower_event_out,
    [NML_EVENT_RECEIVE] = lower_event_in,
};

/* Names that the IR has for other things. */
static void check_names(const NmlLowering *x)
{
    const NmlSymbols *const all[] = {&x->class_->parameters, &x->class_->states,
                                     &x->class_->aliases, &x->class_->constants};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (uint32_t k = 0; k < all[i]->n; k++) {
            const NmlSymbol *s = &all[i]->v[k];
            if (str_is(s->name, "t") || str_is(s->name, "pi"))
                nml_complain(x->all, DIAG_NNC0903, s->span, "'%s' is the name of something else",
                             s->name->s);
            else if (receives(x->class_, s->name))
                nml_complain(x->all, DIAG_NNC0301, s->span,
                             "a port that receives has the name '%s', too", s->name->s);
        }
}

bool nml_lower(NmlLowering *x)
{
    if (x->class_->kind == NML_MULTI_DYNAMICS)
        return nml_lower_multi(x);
    if (x->class_->kind != NML_DYNAMICS) {
        nml_complain(x->all, DIAG_NNC0921, x->class_->span, "'%s' has no dynamics",
                     x->class_->name->s);
        return false;
    }
    check_names(x);
    lower_parameters(x);
    lower_states(x);
    for (uint32_t i = 0; i < x->class_->ports.n; i++)
        if (x->class_->ports.v[i].kind != NML_ANALOG_SEND)
            port_forms[x->class_->ports.v[i].kind](x, &x->class_->ports.v[i]);
    lower_aliases(x);
    for (uint32_t i = 0; i < x->class_->ports.n; i++)
        if (x->class_->ports.v[i].kind == NML_ANALOG_SEND)
            lower_send(x, &x->class_->ports.v[i]);
    nml_lower_regimes(x);
    return !x->all->failed;
}
