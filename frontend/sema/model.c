/* A model body becomes a model of the IR, at the structured stage: parts, gates and kinetics stay
   as they were written. */
#include "frontend/sema/model.h"

#include "frontend/sema/model_items.h"
#include "ir/verify.h"

#include <stdlib.h>
#include <string.h>

/* ---- equations ---- */

IrItem *model_item_new(ModelBuild *b, IrItemKind kind, const Str *name, Span at)
{
    IrItem *item = ir_item_new(b->sema->arena, kind, name, at);
    ir_model_add(b->sema->module, b->model, item);
    return item;
}

static bool is_state_name(const ModelBuild *b, const Str *name)
{
    const AstItem *item = map_get(&b->declared, name);
    return item && (item->kind == AST_ITEM_States || item->kind == AST_ITEM_Trace ||
                    item->kind == AST_ITEM_Gate);
}

static IrItem *derivative(ModelBuild *b, const AstItem *ast)
{
    Diags *diags = b->sema->session->diags;
    const AstName *state = &ast->as.derivative.state;
    const bool weight = b->role == IR_SYNAPSE && str_is(state->text, "weight");
    if (ast->as.derivative.order != 1) {
        Diag *d =
            diag(diags, DIAG_NNC0304, ast->span, "only first derivatives are equations of a model");
        diag_help(diags, d, "name the derivative: state y; d%s/dt = y; dy/dt = ...",
                  state->text->s);
        b->scope.failed = true;
        return NULL;
    }
    if (weight)
        model_weight(b, state->span);
    if (!weight && !is_state_name(b, state->text)) {
        Diag *d = diag(diags, DIAG_NNC0304, state->span, "'%s' is not a state of this model",
                       state->text->s);
        const AstItem *other = map_get(&b->declared, state->text);
        const AstName *name = other ? model_item_name(other) : NULL;
        if (name)
            diag_note(diags, d, name->span, "it is declared here as something else");
        diag_help(diags, d, "declare `state %s = ...` with its initial value", state->text->s);
        b->scope.failed = true;
        return NULL;
    }
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_DERIV, state->text, ast->span);
    item->value = equation_expr(&b->scope, ast->as.derivative.value);
    return item->value ? item : NULL;
}

static IrItem *alias(ModelBuild *b, const AstItem *ast)
{
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_ALIAS, ast->as.alias.name.text, ast->span);
    Unit unit;
    if (ast->as.alias.unit) {
        if (!sema_unit(b->sema, ast->as.alias.unit, &unit)) {
            b->scope.failed = true;
            return NULL;
        }
        item->unit = model_keep_unit(b, unit);
        item->dim = unit.dim;
    }
    item->out = true;
    item->value = equation_expr(&b->scope, ast->as.alias.value);
    return item->value ? item : NULL;
}

static void add_current(ModelBuild *b, const AstItem *ast)
{
    IrExpr *value = equation_expr(&b->scope, ast->as.current.value);
    if (!value)
        return;
    IrItem *item = model_item_new(b, IR_ITEM_ALIAS, ast->as.current.name.text, ast->span);
    item->out = item->is_current = true;
    item->ion = ast->as.current.ion.text;
    item->to_pre = ast->as.current.to_pre;
    item->value = value;
    if (item->to_pre && b->role != IR_SYNAPSE) {
        diag(b->sema->session->diags, DIAG_NNC0321, ast->span,
             "only a synapse has a pre cell for its current");
        b->scope.failed = true;
    }
}

static IrItem *condition(ModelBuild *b, const AstItem *ast)
{
    b->scope.draws = true;
    IrExpr *test = equation_expr(&b->scope, ast->as.when.condition);
    b->scope.draws = b->role == IR_SOURCE;
    IrBody *body = model_body(b, ast->as.when.actions);
    if (!test || !body)
        return NULL;
    IrItem *item = ir_item_new(b->sema->arena, ast->as.when.level ? IR_ITEM_WHENEVER : IR_ITEM_WHEN,
                               NULL, ast->span);
    item->value = test;
    item->body = body;
    item->edge = ast->as.when.edge;
    return item;
}

/* ---- handlers ---- */

bool model_event_args(ModelBuild *b, const AstParams *params, IrArgs *out)
{
    for (uint32_t i = 0; i < params->n; i++) {
        const AstParam *p = &params->v[i];
        IrArg arg = {.name = p->name.text};
        Unit unit = model_pure_unit();
        if (p->note && p->note->kind == AST_EXPR_Name && str_is(p->note->as.name.text, "weight")) {
            arg.dim.var = 1;
        } else {
            if (p->note && !sema_unit(b->sema, p->note, &unit))
                return false;
            arg.unit = model_keep_unit(b, unit);
            arg.dim = unit.dim;
        }
        VEC_PUSH(b->sema->arena, out, arg);
    }
    return true;
}

static IrItem *handler(ModelBuild *b, const AstItem *ast)
{
    const Str *port = ast->as.on.port.text;
    const bool given = str_is(port, "start") ||
                       (b->role == IR_SYNAPSE && (str_is(port, "pre") || str_is(port, "post")));
    if (b->role != IR_SYNAPSE && (str_is(port, "pre") || str_is(port, "post"))) {
        Diag *d = diag(b->sema->session->diags, DIAG_NNC0308, ast->span,
                       "no event arrives at '%s' of a %s", port->s, ir_role_word(b->role));
        diag_help(b->sema->session->diags, d, "only synapses see the events of both sides");
        b->scope.failed = true;
        return NULL;
    }
    IrArgs args = {0};
    if (!model_event_args(b, &ast->as.on.params, &args)) {
        b->scope.failed = true;
        return NULL;
    }
    const bool of_part = strchr(port->s, '.') != NULL;
    if (!given && !of_part && !ir_item_of(b->model, IR_ITEM_EVENT_IN, port))
        model_item_new(b, IR_ITEM_EVENT_IN, port, ast->span)->args = args;
    b->handler = &args;
    IrBody *body = model_body(b, ast->as.on.actions);
    b->handler = NULL;
    if (!body)
        return NULL;
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_ON, port, ast->span);
    item->args = args;
    item->body = body;
    return item;
}

IrItem *model_event_out(ModelBuild *b, const char *name, Span at)
{
    const Str *port = SEMA_NAME(b->sema, name);
    IrItem *item = ir_item_of(b->model, IR_ITEM_EVENT_OUT, port);
    return item ? item : model_item_new(b, IR_ITEM_EVENT_OUT, port, at);
}

/* ---- regimes ---- */

/* What a regime may hold; NULL after an error. */
static IrItem *item_of_regime(ModelBuild *b, const AstItem *part)
{
    switch ((int)part->kind) {
    case AST_ITEM_Derivative:
        return derivative(b, part);
    case AST_ITEM_Alias:
        return alias(b, part);
    case AST_ITEM_When:
        return condition(b, part);
    case AST_ITEM_On:
        return handler(b, part);
    default:
        diag(b->sema->session->diags, DIAG_NNC0321, part->span,
             "a regime holds equations, conditions and handlers only");
        return NULL;
    }
}

static void add_regime(ModelBuild *b, const AstItem *ast)
{
    if (!b->mode)
        b->mode = model_item_new(b, IR_ITEM_MODE, SEMA_NAME(b->sema, "regime"), ast->span);
    IrRegime r = {
        .name = ast->as.regime.name.text, .initial = b->mode->regimes.n == 0, .span = ast->span};
    for (uint32_t i = 0; i < ast->as.regime.items.n; i++) {
        const AstItem *part = ast->as.regime.items.v[i];
        if (part->kind == AST_ITEM_Doc || part->kind == AST_ITEM_Pass)
            continue;
        if (part->kind == AST_ITEM_On && str_is(part->as.on.port.text, "entry")) {
            r.entry = model_body(b, part->as.on.actions);
            continue;
        }
        IrItem *item = item_of_regime(b, part);
        if (item)
            VEC_PUSH(b->sema->arena, &r.items, item);
        else
            b->scope.failed = true;
    }
    VEC_PUSH(b->sema->arena, &b->mode->regimes, r);
}

/* ---- all items ---- */

static void keep(ModelBuild *b, IrItem *item)
{
    if (item)
        ir_model_add(b->sema->module, b->model, item);
    else
        b->scope.failed = true;
}

static void add_doc(ModelBuild *b, const AstItem *item)
{
    b->model->doc = model_description(item->as.doc.text);
}

static void add_nothing(ModelBuild *b, const AstItem *item)
{
    (void)b;
    (void)item;
}

static void add_alias(ModelBuild *b, const AstItem *item)
{
    keep(b, alias(b, item));
}

static void add_derivative(ModelBuild *b, const AstItem *item)
{
    keep(b, derivative(b, item));
}

static void add_condition(ModelBuild *b, const AstItem *item)
{
    keep(b, condition(b, item));
}

static void add_handler(ModelBuild *b, const AstItem *item)
{
    keep(b, handler(b, item));
}

static void add_noise(ModelBuild *b, const AstItem *item)
{
    model_item_new(b, IR_ITEM_NOISE, item->as.names.names.v[0].text, item->span);
}

static void add_event(ModelBuild *b, const AstItem *item)
{
    model_event_out(b, item->as.names.names.v[0].text->s, item->span);
}

static void refuse_item(ModelBuild *b, const AstItem *item)
{
    diag(b->sema->session->diags, DIAG_NNC0321, item->span, "this does not belong in a %s",
         ir_role_word(b->role));
    b->scope.failed = true;
}

void model_add_item(ModelBuild *b, const AstItem *item)
{
    static void (*const adders[AST_ITEM_KIND_COUNT])(ModelBuild *, const AstItem *) = {
        [AST_ITEM_Doc] = add_doc,
        [AST_ITEM_Pass] = add_nothing,
        [AST_ITEM_Def] = add_nothing,
        [AST_ITEM_Params] = model_add_decl,
        [AST_ITEM_States] = model_add_decl,
        [AST_ITEM_Part] = model_add_part,
        [AST_ITEM_Model] = model_add_part,
        [AST_ITEM_Alias] = add_alias,
        [AST_ITEM_Derivative] = add_derivative,
        [AST_ITEM_Current] = add_current,
        [AST_ITEM_Noise] = add_noise,
        [AST_ITEM_Event] = add_event,
        [AST_ITEM_Port] = model_add_port,
        [AST_ITEM_Inputs] = model_add_input,
        [AST_ITEM_Reduce] = model_add_reduce,
        [AST_ITEM_Feed] = model_add_feed,
        [AST_ITEM_Wire] = model_add_wire,
        [AST_ITEM_Integrate] = model_add_method,
        [AST_ITEM_Gate] = model_add_gate,
        [AST_ITEM_Ion] = model_add_ion,
        [AST_ITEM_Trace] = model_add_trace,
        [AST_ITEM_When] = add_condition,
        [AST_ITEM_On] = add_handler,
        [AST_ITEM_Regime] = add_regime,
        [AST_ITEM_Kinetic] = model_add_kinetic,
        [AST_ITEM_Reaction] = refuse_item,
        [AST_ITEM_Conserve] = refuse_item,
        [AST_ITEM_Pairs] = refuse_item,
    };
    adders[item->kind](b, item);
}

/* ---- names first ---- */

static void declare(ModelBuild *b, const AstName *name, AstItem *item)
{
    Diags *diags = b->sema->session->diags;
    const AstItem *other = map_get(&b->declared, name->text);
    if (other) {
        const AstName *first = model_item_name(other);
        Diag *d = diag(diags, DIAG_NNC0301, name->span, "'%s' is declared twice", name->text->s);
        if (first)
            diag_note(diags, d, first->span, "first declared here");
        b->scope.failed = true;
        return;
    }
    const bool time = str_is(name->text, "t") || str_is(name->text, "dt");
    if (time && !(item->kind == AST_ITEM_Params && b->role == IR_SOURCE)) {
        diag(diags, DIAG_NNC0301, name->span, "'%s' is the %s in every model", name->text->s,
             str_is(name->text, "t") ? "time" : "time step");
        b->scope.failed = true;
        return;
    }
    map_set(&b->declared, name->text, item);
}

static void declare_names(ModelBuild *b, const AstItems *items)
{
    for (uint32_t i = 0; i < items->n; i++) {
        AstItem *item = items->v[i];
        const AstName *name = model_item_name(item);
        switch ((int)item->kind) {
        case AST_ITEM_Def:
            map_set(&b->functions, name->text, item->as.def.function);
            break;
        case AST_ITEM_Derivative:
        case AST_ITEM_Event:
        case AST_ITEM_Port:
        case AST_ITEM_Regime:
            break;
        default:
            if (name)
                declare(b, name, item);
        }
    }
}

static IrRole role_of(AstModelKind kind)
{
    static const IrRole ROLES[AST_MODEL_COUNT] = {
        [AST_MODEL_Cell] = IR_CELL,         [AST_MODEL_Channel] = IR_CHANNEL,
        [AST_MODEL_Receptor] = IR_RECEPTOR, [AST_MODEL_Synapse] = IR_SYNAPSE,
        [AST_MODEL_Source] = IR_SOURCE,
    };
    return ROLES[kind];
}

static IrModel *elaborate(Sema *sema, ModelDecl *decl)
{
    ModelBuild b = {.sema = sema, .decl = decl, .role = role_of(decl->ast->kind)};
    if (!model_items_gather(sema, decl->ast, &b.items, 0))
        return NULL;
    map_init(&b.declared, sema->arena);
    map_init(&b.functions, sema->arena);
    map_init(&b.suggested, sema->arena);
    model_scope_init(&b);
    b.scope.draws = b.role == IR_SOURCE;
    b.model = ir_model_new(sema->module, b.role, decl->name, decl->ast->name.span);
    declare_names(&b, &b.items);
    model_declare_species(&b);
    for (uint32_t i = 0; i < b.items.n; i++)
        model_add_item(&b, b.items.v[i]);
    if (b.scope.failed)
        return NULL;
    model_feed_currents(&b);
    if (b.scope.failed)
        return NULL;
    return ir_type_model(sema->module, b.model) ? b.model : NULL;
}

IrModel *sema_model(Sema *sema, ModelDecl *decl)
{
    if (decl->state == DECL_BUSY) {
        diag(sema->session->diags, DIAG_NNC0324, decl->ast->name.span, "'%s' is a part of itself",
             decl->name->s);
        decl->state = DECL_FAILED;
        return NULL;
    }
    if (decl->state == DECL_NEW) {
        decl->state = DECL_BUSY;
        if (decl->ast->kind == AST_MODEL_Compartment || decl->ast->kind == AST_MODEL_Morphology)
            diag(sema->session->diags, DIAG_NNC0321, decl->ast->name.span,
                 "a %s is reserved, and not there yet", ast_model_word(decl->ast->kind));
        else
            decl->ir = elaborate(sema, decl);
        decl->state = decl->ir ? DECL_DONE : DECL_FAILED;
    }
    return decl->ir;
}
