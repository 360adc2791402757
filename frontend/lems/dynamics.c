/* Dynamics: variables, derivatives, actions and regimes of a component. */
#include "frontend/lems/expression.h"
#include "frontend/lems/model.h"

#include "ir/build.h"

#include <string.h>

enum { CASES_MAX = 1000 }; /* each stands in the one before it */

/* ---- names ---- */
static void offer_names(const LemsModel *x, StrNearest *near)
{
    for (uint32_t i = 0; i < x->component->type->members.n; i++)
        str_nearest_offer(near, x->component->type->members.v[i].name->s);
    for (uint32_t i = 0; i < x->variables.n; i++)
        str_nearest_offer(near, ((const Str *)x->variables.entries[i].key)->s);
}

static bool is_number(const LemsMember *m)
{
    static const bool numbers[LEMS_MEMBER_KINDS] = {[LEMS_PARAMETER] = true,
                                                    [LEMS_INDEX_PARAMETER] = true,
                                                    [LEMS_INTEGER_PARAMETER] = true,
                                                    [LEMS_DERIVED_PARAMETER] = true,
                                                    [LEMS_CONSTANT] = true,
                                                    [LEMS_PROPERTY] = true,
                                                    [LEMS_FIXED] = true,
                                                    [LEMS_REQUIREMENT] = true};
    return m && numbers[m->kind];
}

/* The exposure that a variable names, where its type has it. */
static const Str *named_exposure(const LemsModel *x, const XmlElement *variable)
{
    const XmlText *text = variable ? xml_attribute(variable, "exposure") : NULL;
    const Str *name = xml_intern(x->d->session, text);
    return name && lems_member(x->component->type, name) ? name : NULL;
}

/* A variable is called as others see it: by the name of its exposure. */
static const Str *name_of_item(const LemsModel *x, const Str *name)
{
    const Str *exposure = named_exposure(x, map_get(&x->variables, name));
    return exposure ? exposure : name;
}

IrExpr *lems_global(LemsDocument *d, const XmlElement *constant)
{
    Dim dim;
    const XmlText *value = lems_need(d, constant, "value");
    return value ? lems_quantity(d, value, &dim) : NULL;
}

static IrExpr *find_name(void *place, const Str *name, Span at)
{
    LemsModel *x = place;
    Arena *a = x->d->session->arena;
    if (map_has(&x->variables, name) || is_number(lems_member(x->component->type, name)))
        return ir_named(a, IR_ITEM, name_of_item(x, name), at);
    const XmlElement *constant = map_get(&x->d->constants, name);
    if (constant)
        return lems_global(x->d, constant);
    if (str_is(name, "t"))
        return ir_named(a, IR_VARIABLE, name, at);
    Diag *g = lems_complain(x->d, DIAG_NNC0907, at, "'%s' means nothing in the component type '%s'",
                            name->s, x->component->type->name->s);
    StrNearest near = str_nearest_start(name->s);
    offer_names(x, &near);
    if (near.best && strcmp(near.best, name->s) != 0)
        diag_did_you_mean(x->d->session->diags, g, name->s, near.best);
    return NULL;
}

/* A parameter that is an exponent has one value in all components of the model. */
static bool find_number(void *place, const Str *name, double *value)
{
    static const bool fixed[LEMS_MEMBER_KINDS] = {[LEMS_PARAMETER] = true,
                                                  [LEMS_INDEX_PARAMETER] = true,
                                                  [LEMS_INTEGER_PARAMETER] = true,
                                                  [LEMS_CONSTANT] = true,
                                                  [LEMS_FIXED] = true};
    LemsModel *x = place;
    const LemsMember *m = lems_member(x->component->type, name);
    const IrItem *item = m && fixed[m->kind] ? ir_item(x->model, name) : NULL;
    if (!item || !dim_is_none(item->dim) || !ir_constant(item->value, value))
        return false;
    map_set(&x->exponents, name, (void *)item);
    return true;
}

IrExpr *lems_value(LemsModel *x, const XmlText *text)
{
    const InfixNames names = {&lems_infix, x->d->session, x, find_name, find_number};
    IrExpr *e = text ? infix_parse(&names, text) : NULL;
    x->d->failed |= text && !e;
    return e;
}

static IrExpr *value_of(LemsModel *x, const XmlElement *e, const char *attribute)
{
    return lems_value(x, lems_need(x->d, e, attribute));
}

/* ---- variables ---- */
static IrItem *add_item(LemsModel *x, IrItemKind kind, const XmlElement *e, const char *attribute)
{
    const XmlText *name = lems_need(x->d, e, attribute);
    return name ? ir_item_new(x->d->session->arena, kind,
                              name_of_item(x, xml_intern(x->d->session, name)), e->span)
                : NULL;
}

/* The exposure that shows a variable: the one that the element names, or one of its name; NULL: none. */
static const LemsMember *exposure_of(const LemsModel *x, const XmlElement *e)
{
    const char *attribute = xml_attribute(e, "exposure") ? "exposure" : "name";
    const LemsMember *m = lems_member(x->component->type, lems_name(x->d, e, attribute));
    return m && m->kind == LEMS_EXPOSURE ? m : NULL;
}

static bool is_exposed(const LemsModel *x, const XmlElement *e)
{
    return xml_attribute(e, "exposure") || exposure_of(x, e);
}

/* jLEMS does not compare them, and records the number in SI units, whatever it is. */
static void warn_exposure(LemsModel *x, const XmlElement *e, const IrItem *item,
                          const LemsMember *m)
{
    char shown[64], own[64];
    dim_describe(m->dim, shown);
    dim_describe(item->dim, own);
    Diags *diags = x->d->session->diags;
    const XmlText *dimension = xml_attribute(e, "dimension");
    Diag *g = diag(diags, DIAG_NNC0915, dimension ? dimension->span : e->span,
                   "'%s' is in %s, and its exposure '%s' in %s: its own is taken, as by jLEMS",
                   lems_name(x->d, e, "name")->s, own, m->name->s, shown);
    diag_note(diags, g, m->element->span, "declared here");
}

/* The declared dimension of a variable, which should be that of its exposure; 0 has that of any exposure. */
static bool typed(LemsModel *x, IrItem *item, const XmlElement *e)
{
    bool any;
    const XmlText *dimension = xml_attribute(e, "dimension");
    if (!lems_dimension(x->d, dimension, &item->dim, &any))
        return false;
    const LemsMember *m = exposure_of(x, e);
    if (!m || m->any || any || dim_equal(m->dim, item->dim))
        return true;
    if (item->value && ir_is_zero(item->value)) {
        item->dim = m->dim;
        return true;
    }
    warn_exposure(x, e, item, m);
    return true;
}

static void add_state(LemsModels *all, LemsModel *x, const XmlElement *e)
{
    IrItem *item = add_item(x, IR_ITEM_STATE, e, "name");
    if (!item || !typed(x, item, e))
        return;
    if (map_get(&all->given, x->component) == item->name) {
        lems_input(x, item->name, item->dim, e->span);
        return;
    }
    item->out = is_exposed(x, e);
    item->value = ir_integer(x->d->session->arena, 0, e->span);
    ir_model_add(x->m, x->model, item);
}

/* When jLEMS computes a variable: what it selects is there whenever it is needed. */
enum { RANK_NONE, RANK_PLAIN, RANK_CONDITIONAL };

/* A variable without a dimension has that of its equation; a plain 0 that of its exposure. */
static void type_undeclared(LemsModel *x, IrItem *item, const XmlElement *e)
{
    const LemsMember *m = exposure_of(x, e);
    double value;
    if (m && !m->any && ir_constant(item->value, &value) && !(value < 0 || value > 0))
        item->dim = m->dim;
    else if (m)
        item->value = lems_in_si(x, e, m, item->value);
}

static void add_alias(LemsModel *x, const XmlElement *e, IrExpr *value, int rank)
{
    IrItem *item = add_item(x, IR_ITEM_ALIAS, e, "name");
    if (!item || !value)
        return;
    item->out = is_exposed(x, e);
    item->value = value;
    item->rank = rank;
    if (!xml_attribute(e, "dimension"))
        type_undeclared(x, item, e);
    else if (!typed(x, item, e))
        return;
    ir_model_add(x->m, x->model, item);
}

static void add_derived(LemsModels *all, LemsModel *x, const XmlElement *e)
{
    if (xml_attribute(e, "select"))
        add_alias(x, e, lems_select(all, x, e), RANK_NONE);
    else
        add_alias(x, e, value_of(x, e, "value"), RANK_PLAIN);
}

/* The first case that holds; none: 0. */
static IrExpr *first_case(LemsModel *x, const XmlElement *c, Span at)
{
    if (!c)
        return ir_integer(x->d->session->arena, 0, at);
    IrExpr *value = value_of(x, c, "value");
    const XmlText *condition = xml_attribute(c, "condition");
    if (!condition || !value)
        return value;
    IrExpr *test = lems_value(x, condition), *rest = first_case(x, xml_next(c, "Case"), at);
    return test && rest ? ir_select(x->d->session->arena, test, value, rest) : NULL;
}

static void add_conditional(LemsModels *all, LemsModel *x, const XmlElement *e)
{
    (void)all;
    unsigned n = 0;
    for (const XmlElement *c = xml_first(e, "Case"); c; c = xml_next(c, "Case"))
        n++;
    if (n > CASES_MAX)
        lems_complain(x->d, DIAG_NNC0501, e->span, "more than %d cases", CASES_MAX);
    else
        add_alias(x, e, first_case(x, xml_first(e, "Case"), e->span), RANK_CONDITIONAL);
}

/* ---- derivatives and actions; into the model, or into a regime ---- */
typedef struct Target {
    LemsModel *x;
    IrRegime *regime; /* NULL: always */
} Target;

static void put(const Target *to, IrItem *item)
{
    if (to->regime)
        VEC_PUSH(to->x->d->session->arena, &to->regime->items, item);
    else
        ir_model_add(to->x->m, to->x->model, item);
}

static void add_derivative(const Target *to, const XmlElement *e)
{
    IrItem *item = add_item(to->x, IR_ITEM_DERIV, e, "variable");
    if (item && (item->value = value_of(to->x, e, "value")))
        put(to, item);
}

static void add_statement(LemsModel *x, IrBody *body, const XmlElement *e)
{
    static const struct {
        const char *tag, *attribute;
        IrStmtKind kind;
    } forms[] = {{"StateAssignment", "variable", IR_STMT_ASSIGN},
                 {"EventOut", "port", IR_STMT_EMIT},
                 {"Transition", "regime", IR_STMT_ENTER}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!str_is(e->tag, forms[i].tag))
            continue;
        const XmlText *name = lems_need(x->d, e, forms[i].attribute);
        IrStmt s = {.kind = forms[i].kind,
                    .span = e->span,
                    .name = name ? xml_intern(x->d->session, name) : NULL};
        if (forms[i].kind == IR_STMT_ASSIGN && !(s.value = value_of(x, e, "value")))
            return;
        if (forms[i].kind == IR_STMT_ASSIGN && name)
            s.name = name_of_item(x, s.name);
        if (name)
            VEC_PUSH(x->d->session->arena, &body->stmts, s);
        return;
    }
    lems_complain(x->d, DIAG_NNC0903, e->span, "<%s> is no action", e->tag->s);
}

/* Assignments in their order, then events, then the transition. */
static IrBody *actions(LemsModel *x, const XmlElement *of)
{
    static const char *const order[] = {"StateAssignment", "EventOut", "Transition"};
    IrBody *body = ARENA_NEW(x->d->session->arena, IrBody);
    for (const XmlElement *e = of->first; e; e = e->next)
        if (!str_is(e->tag, order[0]) && !str_is(e->tag, order[1]) && !str_is(e->tag, order[2]))
            add_statement(x, body, e);
    for (int i = 0; i < 3; i++)
        for (const XmlElement *e = of->first; e; e = e->next)
            if (str_is(e->tag, order[i]))
                add_statement(x, body, e);
    return body;
}

static void add_condition(const Target *to, const XmlElement *e)
{
    IrItem *item = ir_item_new(to->x->d->session->arena, IR_ITEM_WHENEVER, NULL, e->span);
    if ((item->value = value_of(to->x, e, "test"))) {
        item->body = actions(to->x, e);
        put(to, item);
    }
}

static void add_handler(const Target *to, const XmlElement *e)
{
    IrItem *item = add_item(to->x, IR_ITEM_ON, e, "port");
    if (!item)
        return;
    const LemsType *type = to->x->component->type;
    const LemsMember *port = lems_member(type, item->name);
    if (!port || port->kind != LEMS_EVENT_PORT ||
        !xml_is(xml_attribute(port->element, "direction"), "in")) {
        lems_complain(to->x->d, DIAG_NNC0907, e->span,
                      "'%s' is no event port of the component type '%s' that takes events",
                      item->name->s, type->name->s);
        return;
    }
    if (to->x->model->role == IR_SYNAPSE && port != lems_input_port(type))
        return; /* nothing can be sent there */
    if (to->x->model->role == IR_SYNAPSE)
        item->name = str_from(to->x->d->session->strings, "pre");
    item->body = actions(to->x, e);
    put(to, item);
}

/* Unless it is declared and that was told to be wrong. */
static void tell_no_state(const Target *to, const XmlElement *s, const Str *name)
{
    LemsModel *x = to->x;
    const XmlElement *declared = map_get(&x->variables, name);
    if (x->d->failed && declared)
        return;
    const bool moved = declared && str_is(declared->tag, "StateVariable");
    Diag *g = lems_complain(x->d, DIAG_NNC0903, s->span,
                            moved ? "'%s' is moved by a kinetic scheme, which starts it, too"
                                  : "there is no state variable '%s'",
                            name->s);
    if (moved)
        return;
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < x->variables.n; i++) {
        const XmlElement *variable = x->variables.entries[i].value;
        if (str_is(variable->tag, "StateVariable"))
            str_nearest_offer(&near, ((const Str *)x->variables.entries[i].key)->s);
    }
    if (near.best)
        diag_help(x->d->session->diags, g, "did you mean '%s'?", near.best);
}

static void set_start(const Target *to, const XmlElement *s)
{
    const XmlText *text = lems_need(to->x->d, s, "variable");
    const Str *name = xml_intern(to->x->d->session, text);
    IrItem *state =
        name ? ir_item_of(to->x->model, IR_ITEM_STATE, name_of_item(to->x, name)) : NULL;
    IrExpr *value = value_of(to->x, s, "value");
    if (state && value)
        state->value = value;
    else if (value && name)
        tell_no_state(to, s, name);
}

/* Initial values: each assignment sees those before it, as they are initial values of states, too. Events are sent behind them. */
static void add_start(const Target *to, const XmlElement *e)
{
    IrBody *body = ARENA_NEW(to->x->d->session->arena, IrBody);
    for (const XmlElement *s = e->first; s; s = s->next)
        if (str_is(s->tag, "EventOut"))
            add_statement(to->x, body, s);
        else
            set_start(to, s);
    if (body->stmts.n && to->regime)
        lems_complain(to->x->d, DIAG_NNC0903, e->span, "a regime sends nothing at the start");
    if (!body->stmts.n || to->regime)
        return;
    IrItem *on = ir_item_new(to->x->d->session->arena, IR_ITEM_ON,
                             str_from(to->x->d->session->strings, "start"), e->span);
    on->body = body;
    put(to, on);
}

static void add_entry(const Target *to, const XmlElement *e)
{
    to->regime->entry = actions(to->x, e);
}

static const struct {
    const char *tag;
    void (*add)(const Target *to, const XmlElement *e);
    bool regimes_only;
} behaviours[] = {
    {"TimeDerivative", add_derivative, false},
    {"OnCondition", add_condition, false},
    {"OnEvent", add_handler, false},
    {"OnStart", add_start, false},
    {"OnEntry", add_entry, true},
};

static bool add_behaviour(const Target *to, const XmlElement *e)
{
    for (size_t i = 0; i < sizeof behaviours / sizeof *behaviours; i++)
        if (str_is(e->tag, behaviours[i].tag) && (to->regime || !behaviours[i].regimes_only)) {
            behaviours[i].add(to, e);
            return true;
        }
    return false;
}

/* ---- regimes ---- */
static void add_regime(LemsModel *x, IrItem *mode, const XmlElement *e)
{
    const XmlText *name = lems_need(x->d, e, "name"), *initial = xml_attribute(e, "initial");
    if (!name)
        return;
    IrRegime regime = {.name = xml_intern(x->d->session, name), .span = e->span};
    regime.initial = xml_is(initial, "true");
    const Target to = {x, &regime};
    for (const XmlElement *s = e->first; s; s = s->next)
        if (!add_behaviour(&to, s))
            lems_complain(x->d, DIAG_NNC0903, s->span, "<%s> cannot stand in a regime", s->tag->s);
    VEC_PUSH(x->d->session->arena, &mode->regimes, regime);
}

static void add_regimes(LemsModel *x, const XmlElement *dynamics)
{
    IrItem *mode = NULL;
    for (const XmlElement *e = dynamics->first; e; e = e->next) {
        if (!str_is(e->tag, "Regime"))
            continue;
        if (!mode)
            mode = ir_item_new(x->d->session->arena, IR_ITEM_MODE,
                               str_from(x->d->session->strings, "regime"), dynamics->span);
        add_regime(x, mode, e);
    }
    if (mode)
        ir_model_add(x->m, x->model, mode);
}

/* ---- the whole ---- */
static const struct {
    const char *tag;
    void (*add)(LemsModels *all, LemsModel *x, const XmlElement *e);
} variables[] = {
    {"StateVariable", add_state},
    {"DerivedVariable", add_derived},
    {"ConditionalDerivedVariable", add_conditional},
};

static int variable_form(const XmlElement *e)
{
    const int n = sizeof variables / sizeof *variables;
    for (int i = 0; i < n; i++)
        if (str_is(e->tag, variables[i].tag))
            return i;
    return -1;
}

static void no_such_exposure(LemsModel *x, const XmlText *text)
{
    const LemsType *type = x->component->type;
    const char *name = xml_intern(x->d->session, text)->s;
    Diag *g = diag(x->d->session->diags, DIAG_NNC0908, text->span,
                   "the component type '%s' has no exposure '%s'", type->name->s, name);
    StrNearest near = str_nearest_start(name);
    for (uint32_t i = 0; i < type->members.n; i++)
        if (type->members.v[i].kind == LEMS_EXPOSURE)
            str_nearest_offer(&near, type->members.v[i].name->s);
    if (near.best)
        diag_did_you_mean(x->d->session->diags, g, name, near.best);
}

/* Readers ask for the exposure; the name of another variable it cannot be. */
static void name_exposure(LemsModel *x, const XmlElement *e)
{
    const XmlText *text = xml_attribute(e, "exposure");
    const Str *exposure = named_exposure(x, e);
    if (text && text->len && !exposure)
        no_such_exposure(x, text);
    if (!exposure || exposure == lems_name(x->d, e, "name"))
        return;
    if (map_has(&x->variables, exposure))
        lems_complain(x->d, DIAG_NNC0301, text->span,
                      "the exposure '%s' is called like another variable", exposure->s);
    map_set(&x->variables, exposure, (void *)e);
}

static void name_variables(LemsModel *x, const XmlElement *dynamics)
{
    for (const XmlElement *e = dynamics->first; e; e = e->next) {
        const Str *name = variable_form(e) >= 0 ? lems_name(x->d, e, "name") : NULL;
        if (name)
            map_set(&x->variables, name, (void *)e);
    }
    for (const XmlElement *e = dynamics->first; e; e = e->next)
        if (variable_form(e) >= 0)
            name_exposure(x, e);
}

bool lems_dynamics(LemsModels *all, LemsModel *x)
{
    const XmlElement *dynamics = x->component->type->dynamics;
    const Target always = {x, NULL};
    if (!dynamics)
        return true;
    name_variables(x, dynamics);
    static const char scheme[] = "KineticScheme";
    for (const XmlElement *e = xml_first(dynamics, scheme); e; e = xml_next(e, scheme))
        lems_kinetic_nodes(all, x, e);
    for (const XmlElement *e = dynamics->first; e; e = e->next)
        if (variable_form(e) >= 0)
            variables[variable_form(e)].add(all, x, e);
    for (const XmlElement *e = dynamics->first; e; e = e->next) {
        if (variable_form(e) >= 0 || str_is(e->tag, "Regime"))
            continue;
        if (str_is(e->tag, scheme))
            lems_kinetic(all, x, e);
        else if (!add_behaviour(&always, e))
            lems_complain(x->d, DIAG_NNC0909, e->span, "<%s> in dynamics cannot be simulated yet",
                          e->tag->s);
    }
    add_regimes(x, dynamics);
    if (!x->d->failed && !x->d->options->lems_euler)
        lems_act_at_start(x);
    return !x->d->failed;
}
