/* A model body becomes a model of the IR, at the structured stage: parts, gates and kinetics stay
   as they were written. */
#include "frontend/sema/model.h"

#include "frontend/sema/model_items.h"
#include "ir/verify.h"

#include <stdlib.h>
#include <string.h>

static void add_item(ModelBuild *b, const AstItem *item);

/* ---- units ---- */

const Unit *model_keep_unit(ModelBuild *b, Unit unit)
{
    Unit *kept = ARENA_NEW(b->sema->arena, Unit);
    *kept = unit;
    return kept;
}

static Unit plain_unit(void)
{
    Unit u = {.factor = 1, .text = "1"};
    return u;
}

static Unit suggested_by_name(ModelBuild *b, const Str *name, unsigned depth)
{
    const IrItem *done = ir_item(b->model, name);
    if (done && done->unit)
        return *done->unit;
    const AstItem *item = map_get(&b->declared, name);
    Unit u = plain_unit();
    if (!item || depth > 50)
        return u;
    if (item->kind == AST_ITEM_Params || item->kind == AST_ITEM_States) {
        const AstDecl *decl = &item->as.decls.decls.v[0];
        if (decl->note && decl->note->kind != AST_EXPR_List)
            sema_unit(b->sema, decl->note, &u);
        else if (decl->init)
            return model_suggested_unit(b, decl->init, depth + 1);
    } else if (item->kind == AST_ITEM_Alias) {
        if (item->as.alias.unit)
            sema_unit(b->sema, item->as.alias.unit, &u);
        else
            return model_suggested_unit(b, item->as.alias.value, depth + 1);
    }
    return u;
}

static Unit suggested_by_product(ModelBuild *b, const AstTerms *terms, unsigned depth)
{
    Unit u = model_suggested_unit(b, terms->v[0].operand, depth), r;
    for (uint32_t i = 1; i < terms->n; i++) {
        const AstExpr *e = terms->v[i].operand;
        Unit x = model_suggested_unit(b, e, depth);
        if (e->kind == AST_EXPR_Name && !map_has(&b->declared, e->as.name.text))
            unit_name(e->as.name.text->s, e->as.name.text->len, &x);
        if (terms->v[i].op == AST_OP_Times ? unit_mul(&u, &x, &r) : unit_div(&u, &x, &r))
            u = r;
    }
    return u;
}

Unit model_suggested_unit(ModelBuild *b, const AstExpr *e, unsigned depth)
{
    if (depth > 50)
        return plain_unit();
    switch ((int)e->kind) {
    case AST_EXPR_Quantity:
        return *e->as.quantity.unit;
    case AST_EXPR_Name:
        return suggested_by_name(b, e->as.name.text, depth);
    case AST_EXPR_Unary:
        return model_suggested_unit(b, e->as.unary.operand, depth + 1);
    case AST_EXPR_Conditional:
        return model_suggested_unit(b, e->as.conditional.then, depth + 1);
    case AST_EXPR_Sum:
        return model_suggested_unit(b, e->as.chain.terms.v[0].operand, depth + 1);
    case AST_EXPR_Product:
        return suggested_by_product(b, &e->as.chain.terms, depth + 1);
    case AST_EXPR_Call: {
        const AstExpr *f = e->as.call.callee;
        const bool same = f->kind == AST_EXPR_Name && e->as.call.args.n &&
                          (str_is(f->as.name.text, "min") || str_is(f->as.name.text, "max") ||
                           str_is(f->as.name.text, "abs"));
        return same ? model_suggested_unit(b, e->as.call.args.v[0].value, depth + 1) : plain_unit();
    }
    default:
        return plain_unit();
    }
}

/* ---- params and states ---- */

static const char *description(const AstExpr *doc)
{
    return doc && doc->kind == AST_EXPR_String ? doc->as.string.value->s : NULL;
}

/* A bare number, also with a sign, takes the declared unit. */
static IrExpr *in_unit(IrExpr *e, const Unit *unit)
{
    IrExpr *number = e->op == IR_NEG ? e->arg[0] : e;
    if (unit && number->op == IR_LITERAL && !number->u.literal.unit && !dim_is_none(unit->dim))
        number->u.literal.unit = unit;
    return e;
}

/* Reads `: ms`, `: [ms]`, `: weight` into the item; with no note, the unit that the value has. */
static bool declare_type(ModelBuild *b, IrItem *item, const AstExpr *note, const AstExpr *init)
{
    if (note && note->kind == AST_EXPR_List) {
        item->is_list = true;
        note = note->as.list.items.n == 1 ? note->as.list.items.v[0] : note;
    }
    if (note && note->kind == AST_EXPR_Name && str_is(note->as.name.text, "weight")) {
        item->dim.var = 1;
        b->model->weight_variable = true;
        return true;
    }
    Unit unit = plain_unit();
    if (note ? !sema_unit(b->sema, note, &unit) : false)
        return false;
    if (!note && init)
        unit = model_suggested_unit(b, init, 0);
    item->unit = model_keep_unit(b, unit);
    item->dim = unit.dim;
    return true;
}

static void add_decl(ModelBuild *b, const AstItem *ast)
{
    const AstDecl *decl = &ast->as.decls.decls.v[0];
    const bool state = ast->kind == AST_ITEM_States;
    const bool weight = b->role == IR_SYNAPSE && str_is(decl->name.text, "weight");
    if (weight && ir_item(b->model, decl->name.text))
        return;
    IrItem *item = ir_item_new(b->sema->arena, state ? IR_ITEM_STATE : IR_ITEM_PARAM,
                               decl->name.text, decl->span);
    item->doc = description(decl->doc);
    item->out = state && str_is(decl->name.text, "v");
    item->weight = weight;
    if (!declare_type(b, item, decl->note, decl->init)) {
        b->scope.failed = true;
        return;
    }
    ir_model_add(b->sema->module, b->model, item);
    b->scope.draws = state;
    if (decl->init) {
        IrExpr *value = equation_expr(&b->scope, decl->init);
        if (value && value->op == IR_BOOLEAN)
            item->scalar = IR_BOOL;
        item->value = value ? in_unit(value, item->unit) : NULL;
        if (value && value->op == IR_LIST && value->n == 0)
            value->u.literal.unit = item->unit;
        for (uint32_t i = 0; value && value->op == IR_LIST && i < value->n; i++)
            in_unit(value->arg[i], item->unit);
    } else if (state) {
        item->value = in_unit(ir_literal(b->sema->arena, SEMA_NAME(b->sema, "0"), NULL, decl->span),
                              item->unit);
    }
    b->scope.draws = b->role == IR_SOURCE;
}

/* ---- equations ---- */

static IrItem *new_item(ModelBuild *b, IrItemKind kind, const Str *name, Span at)
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
    IrItem *item = new_item(b, IR_ITEM_ALIAS, ast->as.current.name.text, ast->span);
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
    return item;
}

/* ---- handlers ---- */

static bool handler_arguments(ModelBuild *b, const AstItem *ast, IrArgs *out)
{
    for (uint32_t i = 0; i < ast->as.on.params.n; i++) {
        const AstParam *p = &ast->as.on.params.v[i];
        IrArg arg = {.name = p->name.text};
        Unit unit = plain_unit();
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
    if (!handler_arguments(b, ast, &args)) {
        b->scope.failed = true;
        return NULL;
    }
    if (!given && !ir_item_of(b->model, IR_ITEM_EVENT_IN, port))
        new_item(b, IR_ITEM_EVENT_IN, port, ast->span)->args = args;
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
    return item ? item : new_item(b, IR_ITEM_EVENT_OUT, port, at);
}

/* ---- traces, gates, ions, kinetics ---- */

static void add_trace(ModelBuild *b, const AstItem *ast)
{
    IrItem *state = new_item(b, IR_ITEM_STATE, ast->as.trace.name.text, ast->span);
    state->unit = model_keep_unit(b, plain_unit());
    state->value = ir_literal(b->sema->arena, SEMA_NAME(b->sema, "0"), NULL, ast->span);
    for (uint32_t i = 0; i < ast->as.trace.items.n; i++) {
        const AstItem *part = ast->as.trace.items.v[i];
        if (part->kind != AST_ITEM_On) {
            add_item(b, part);
            continue;
        }
        IrBody *body = model_body(b, part->as.on.actions);
        if (body)
            new_item(b, IR_ITEM_JUMP, part->as.on.port.text, part->span)->body = body;
    }
}

static bool bindings(ModelBuild *b, const AstBindings *from, IrBinds *out)
{
    bool ok = true;
    for (uint32_t i = 0; i < from->n; i++) {
        IrExpr *value = equation_expr(&b->scope, from->v[i].value);
        ok &= value != NULL;
        if (value)
            VEC_PUSH(b->sema->arena, out, (IrBind){from->v[i].name.text, value, from->v[i].span});
    }
    return ok;
}

static void add_gate(ModelBuild *b, const AstItem *ast)
{
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_GATE, ast->as.gate.name.text, ast->span);
    item->power = ast->as.gate.power ? atoi(ast->as.gate.power->s) : 1;
    const bool ok = bindings(b, &ast->as.gate.bindings, &item->binds);
    ir_model_add(b->sema->module, b->model, item);
    static const char *const PAIRS[][2] = {{"alpha", "beta"}, {"inf", "tau"}};
    bool complete = false;
    for (size_t i = 0; i < 2; i++)
        complete |= ir_bind(&item->binds, SEMA_NAME(b->sema, PAIRS[i][0])) &&
                    ir_bind(&item->binds, SEMA_NAME(b->sema, PAIRS[i][1]));
    if (ok && !complete) {
        diag(b->sema->session->diags, DIAG_NNC0325, ast->span,
             "a gate needs alpha and beta, or inf and tau");
        b->scope.failed = true;
    }
}

static void add_ion(ModelBuild *b, const AstItem *ast)
{
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_ION, ast->as.ion.name.text, ast->span);
    bindings(b, &ast->as.ion.bindings, &item->binds);
    ir_model_add(b->sema->module, b->model, item);
}

static void species(ModelBuild *b, const AstSpeciesList *from, IrBinds *out, bool first)
{
    for (uint32_t i = 0; i < from->n; i++) {
        const AstSpecies *s = &from->v[i];
        if (!s->name.text)
            continue;
        if (!ir_item(b->model, s->name.text)) {
            IrItem *state = new_item(b, IR_ITEM_STATE, s->name.text, s->span);
            state->unit = model_keep_unit(b, plain_unit());
            state->value = ir_literal(b->sema->arena, SEMA_NAME(b->sema, first && !i ? "1" : "0"),
                                      NULL, s->span);
        }
        const int64_t n = s->count ? strtoll(s->count->s, NULL, 10) : 1;
        VEC_PUSH(b->sema->arena, out,
                 (IrBind){s->name.text, ir_integer(b->sema->arena, n, s->span), s->span});
    }
}

static void add_kinetic(ModelBuild *b, const AstItem *ast)
{
    const Str *name =
        ast->as.kinetic.name.text ? ast->as.kinetic.name.text : SEMA_NAME(b->sema, "kinetic");
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_KINETIC, name, ast->span);
    for (uint32_t i = 0; i < ast->as.kinetic.items.n; i++) {
        const AstItem *part = ast->as.kinetic.items.v[i];
        IrReaction r = {.span = part->span};
        if (part->kind == AST_ITEM_Reaction) {
            species(b, &part->as.reaction.left, &r.left, item->reactions.n == 0);
            species(b, &part->as.reaction.right, &r.right, false);
            r.forward = equation_expr(&b->scope, part->as.reaction.forward);
            if (part->as.reaction.backward)
                r.backward = equation_expr(&b->scope, part->as.reaction.backward);
        } else if (part->kind == AST_ITEM_Conserve) {
            r.conserve = true;
            species(b, &part->as.conserve.sum, &r.left, false);
            r.total = equation_expr(&b->scope, part->as.conserve.value);
        } else {
            add_item(b, part);
            continue;
        }
        VEC_PUSH(b->sema->arena, &item->reactions, r);
    }
    ir_model_add(b->sema->module, b->model, item);
}

static void add_method(ModelBuild *b, const AstItem *ast)
{
    const Str *method = equation_path(b->sema, ast->as.integrate.method);
    IrItem *item = new_item(b, IR_ITEM_METHOD, NULL, ast->span);
    item->method = method;
    for (uint32_t i = 0; i < ast->as.integrate.states.n; i++)
        VEC_PUSH(b->sema->arena, &item->names, ast->as.integrate.states.v[i].text);
    if (!method) {
        diag(b->sema->session->diags, DIAG_NNC0321, ast->span,
             "the method of integration is a name");
        b->scope.failed = true;
    }
}

/* ---- parts ---- */

static bool part_role(AstModelKind kind, IrRole role)
{
    return (kind == AST_MODEL_Receptor && role == IR_RECEPTOR) ||
           (kind == AST_MODEL_Channel && role == IR_CHANNEL);
}

static bool bind_part(ModelBuild *b, IrItem *part, const IrModel *model, const AstArgs *args)
{
    Diags *diags = b->sema->session->diags;
    bool ok = true;
    for (uint32_t i = 0; i < args->n; i++) {
        const AstArg *arg = &args->v[i];
        const IrItem *p = arg->kind == AST_ARG_Named ? ir_item(model, arg->name.text) : NULL;
        if (!p || (p->kind != IR_ITEM_PARAM && p->kind != IR_ITEM_IN)) {
            Diag *d =
                diag(diags, DIAG_NNC0325, arg->span,
                     arg->kind == AST_ARG_Named ? "'%s' has no parameter '%s'"
                                                : "the parameters of '%s' are given by name%s",
                     model->name->s, arg->kind == AST_ARG_Named ? arg->name.text->s : "");
            const Map *maps[] = {&model->by_name};
            if (arg->kind == AST_ARG_Named)
                sema_suggest(b->sema, d, arg->name.text, maps, 1);
            ok = false;
            continue;
        }
        IrExpr *value = equation_expr(&b->scope, arg->value);
        if (value)
            VEC_PUSH(b->sema->arena, &part->binds,
                     (IrBind){arg->name.text, in_unit(value, p->unit), arg->span});
    }
    b->scope.failed |= !ok;
    return ok;
}

/* Inputs of the part that nobody bound read the item of that name in the cell. */
static void bind_inputs(ModelBuild *b, IrItem *part, const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *in = model->items.v[i];
        if (in->kind != IR_ITEM_IN || in->from != IR_OWN || ir_bind(&part->binds, in->name))
            continue;
        if (!map_has(&b->declared, in->name)) {
            Diag *d = diag(b->sema->session->diags, DIAG_NNC0325, part->span,
                           "'%s' reads '%s', which this cell lacks", model->name->s, in->name->s);
            diag_note(b->sema->session->diags, d, in->span, "read here");
            b->scope.failed = true;
            continue;
        }
        VEC_PUSH(b->sema->arena, &part->binds,
                 (IrBind){in->name, ir_named(b->sema->arena, IR_ITEM, in->name, part->span),
                          part->span});
    }
}

static void add_part_of(ModelBuild *b, AstModelKind kind, const AstName *name, ModelDecl *decl,
                        const AstArgs *args, Span at)
{
    const IrModel *model = sema_model(b->sema, decl);
    if (!model) {
        b->scope.failed = true;
        return;
    }
    if (!part_role(kind, model->role)) {
        diag(b->sema->session->diags, DIAG_NNC0324, at, "'%s' is a %s, not a %s", model->name->s,
             ir_role_word(model->role), ast_model_word(kind));
        b->scope.failed = true;
        return;
    }
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_PART, name->text, at);
    item->model = model->name;
    if (bind_part(b, item, model, args))
        bind_inputs(b, item, model);
    ir_model_add(b->sema->module, b->model, item);
}

static void add_part(ModelBuild *b, const AstItem *ast)
{
    static const AstArgs none = {0};
    if (ast->kind == AST_ITEM_Model) {
        const AstModel *inner = ast->as.model.model;
        const Str *name =
            str_format(b->sema->session->strings, "%s.%s", b->decl->name->s, inner->name.text->s);
        ModelDecl *decl = sema_declare_model(b->sema, inner, name, b->decl->library);
        add_part_of(b, inner->kind, &inner->name, decl, &none, ast->span);
        return;
    }
    const AstExpr *value = ast->as.part.value;
    const AstExpr *callee = value->kind == AST_EXPR_Call ? value->as.call.callee : value;
    const Str *name = callee->kind == AST_EXPR_Attribute ? callee->as.attribute.name.text
                      : callee->kind == AST_EXPR_Name    ? callee->as.name.text
                                                         : NULL;
    ModelDecl *decl = name ? sema_find_model(b->sema, name) : NULL;
    if (!decl) {
        Diag *d = diag(b->sema->session->diags, DIAG_NNC0324, value->span, "there is no %s '%s'",
                       ast_model_word(ast->as.part.kind), name ? name->s : "of this form");
        const Map *maps[] = {&b->sema->models};
        if (name)
            sema_suggest(b->sema, d, name, maps, 1);
        b->scope.failed = true;
        return;
    }
    add_part_of(b, ast->as.part.kind, &ast->as.part.name, decl,
                value->kind == AST_EXPR_Call ? &value->as.call.args : &none, ast->span);
}

/* ---- regimes ---- */

static void add_regime(ModelBuild *b, const AstItem *ast)
{
    if (!b->mode)
        b->mode = new_item(b, IR_ITEM_MODE, SEMA_NAME(b->sema, "regime"), ast->span);
    IrRegime r = {
        .name = ast->as.regime.name.text, .initial = b->mode->regimes.n == 0, .span = ast->span};
    for (uint32_t i = 0; i < ast->as.regime.items.n; i++) {
        const AstItem *part = ast->as.regime.items.v[i];
        IrItem *item = NULL;
        if (part->kind == AST_ITEM_On && str_is(part->as.on.port.text, "entry")) {
            r.entry = model_body(b, part->as.on.actions);
            continue;
        }
        if (part->kind == AST_ITEM_Doc || part->kind == AST_ITEM_Pass)
            continue;
        if (part->kind == AST_ITEM_Derivative)
            item = derivative(b, part);
        else if (part->kind == AST_ITEM_Alias)
            item = alias(b, part);
        else if (part->kind == AST_ITEM_When)
            item = condition(b, part);
        else if (part->kind == AST_ITEM_On)
            item = handler(b, part);
        else
            diag(b->sema->session->diags, DIAG_NNC0321, part->span,
                 "a regime holds equations, conditions and handlers only");
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

static void add_item(ModelBuild *b, const AstItem *item)
{
    switch (item->kind) {
    case AST_ITEM_Doc:
        b->model->doc = description(item->as.doc.text);
        return;
    case AST_ITEM_Pass:
    case AST_ITEM_Def:
        return;
    case AST_ITEM_Params:
    case AST_ITEM_States:
        add_decl(b, item);
        return;
    case AST_ITEM_Part:
    case AST_ITEM_Model:
        add_part(b, item);
        return;
    case AST_ITEM_Alias:
        keep(b, alias(b, item));
        return;
    case AST_ITEM_Derivative:
        keep(b, derivative(b, item));
        return;
    case AST_ITEM_Current:
        add_current(b, item);
        return;
    case AST_ITEM_Noise:
        new_item(b, IR_ITEM_NOISE, item->as.names.names.v[0].text, item->span);
        return;
    case AST_ITEM_Event:
        model_event_out(b, item->as.names.names.v[0].text->s, item->span);
        return;
    case AST_ITEM_Integrate:
        add_method(b, item);
        return;
    case AST_ITEM_Gate:
        add_gate(b, item);
        return;
    case AST_ITEM_Ion:
        add_ion(b, item);
        return;
    case AST_ITEM_Trace:
        add_trace(b, item);
        return;
    case AST_ITEM_When:
        keep(b, condition(b, item));
        return;
    case AST_ITEM_On:
        keep(b, handler(b, item));
        return;
    case AST_ITEM_Regime:
        add_regime(b, item);
        return;
    case AST_ITEM_Kinetic:
        add_kinetic(b, item);
        return;
    case AST_ITEM_Reaction:
    case AST_ITEM_Conserve:
    case AST_ITEM_Pairs:
    case AST_ITEM_KIND_COUNT:
        break;
    }
    diag(b->sema->session->diags, DIAG_NNC0321, item->span, "this does not belong in a %s",
         ir_role_word(b->role));
    b->scope.failed = true;
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
        if (item->kind == AST_ITEM_Def)
            map_set(&b->functions, name->text, item->as.def.function);
        else if (item->kind == AST_ITEM_Kinetic)
            declare_names(b, &item->as.kinetic.items);
        else if (item->kind == AST_ITEM_Reaction || item->kind == AST_ITEM_Conserve) {
            const AstSpeciesList *sides[] = {&item->as.reaction.left, &item->as.reaction.right};
            for (size_t k = 0; k < 2 && item->kind == AST_ITEM_Reaction; k++)
                for (uint32_t j = 0; j < sides[k]->n; j++)
                    if (sides[k]->v[j].name.text &&
                        !map_has(&b->declared, sides[k]->v[j].name.text))
                        map_set(&b->declared, sides[k]->v[j].name.text, item);
        } else if (name && item->kind != AST_ITEM_Derivative && item->kind != AST_ITEM_Event &&
                   item->kind != AST_ITEM_Regime) {
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
    model_scope_init(&b);
    b.scope.draws = b.role == IR_SOURCE;
    b.model = ir_model_new(sema->module, b.role, decl->name, decl->ast->name.span);
    declare_names(&b, &b.items);
    for (uint32_t i = 0; i < b.items.n; i++)
        add_item(&b, b.items.v[i]);
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
