/* Actions of `when`, `on` and jumps, as bodies of the IR. */
#include "frontend/sema/model.h"

#include <string.h>

static bool actions_into(ModelBuild *b, const AstActions *actions, IrBody *out);

static void refuse(ModelBuild *b, Span at, const char *why)
{
    diag(b->sema->session->diags, DIAG_NNC0307, at, "%s", why);
    b->scope.failed = true;
}

static IrStmt *push(ModelBuild *b, IrBody *out, IrStmtKind kind, Span at)
{
    VEC_PUSH(b->sema->arena, &out->stmts, (IrStmt){.kind = kind, .span = at});
    return &VEC_LAST(&out->stmts);
}

/* Something that is assigned and that the model does not declare. */
static void refuse_name(ModelBuild *b, const Str *name, Span at)
{
    Diags *diags = b->sema->session->diags;
    if (b->scope.name(&b->scope, name, at)) {
        refuse(b, at, "only states can be assigned");
        return;
    }
    if (!b->scope.failed) {
        Diag *d = diag(diags, DIAG_NNC0204, at, "'%s' is not declared", name->s);
        StrNearest near = str_nearest_start(name->s);
        b->scope.offer(&b->scope, &near);
        if (near.best)
            diag_did_you_mean(diags, d, name->s, near.best);
        else
            diag_help(diags, d, "declare `state %s = ...` with its initial value", name->s);
    }
    b->scope.failed = true;
}

static const Str *assigned_name(ModelBuild *b, const AstExpr *place)
{
    if (place->kind != AST_EXPR_Name) {
        refuse(b, place->span, "an action assigns states of its own model only");
        return NULL;
    }
    const Str *name = place->as.name.text;
    const AstItem *item = map_get(&b->declared, name);
    const bool of_cell = b->role == IR_RECEPTOR && !item; /* v of the cell */
    const bool weight = b->role == IR_SYNAPSE && str_is(name, "weight");
    if (item && (item->kind == AST_ITEM_Params || item->kind == AST_ITEM_Alias ||
                 item->kind == AST_ITEM_Current || item->kind == AST_ITEM_Reduce)) {
        Diag *d = diag(b->sema->session->diags, DIAG_NNC0307, place->span,
                       "'%s' is %s and cannot be assigned", name->s,
                       item->kind == AST_ITEM_Params ? "a parameter" : "defined by its equation");
        diag_help(b->sema->session->diags, d, "only states change; declare `state %s`", name->s);
        b->scope.failed = true;
        return NULL;
    }
    if (!item && !of_cell && !weight) {
        refuse_name(b, name, place->span);
        return NULL;
    }
    return equation_expr(&b->scope, place) ? name : NULL;
}

static bool assign(ModelBuild *b, const AstAction *action, IrBody *out)
{
    const Str *name = assigned_name(b, action->as.assign.place);
    IrExpr *value = name ? equation_expr(&b->scope, action->as.assign.value) : NULL;
    if (!value)
        return false;
    IrStmt *s = push(b, out, IR_STMT_ASSIGN, action->span);
    s->name = name;
    s->value = value;
    return true;
}

/* x, y = y, x: the body's assignments, all of which read the values from before. */
static bool assign_all(ModelBuild *b, const AstAction *action, IrBody *out)
{
    const AstExprs *places = &action->as.assign_all.places, *values = &action->as.assign_all.values;
    if (places->n != values->n) {
        refuse(b, action->span, "there are as many values as states");
        return false;
    }
    for (uint32_t i = 0; i < out->stmts.n; i++)
        if (out->stmts.v[i].kind == IR_STMT_ASSIGN || out->stmts.v[i].kind == IR_STMT_IF) {
            refuse(b, action->span, "an assignment of several states is the only one of its block");
            return false;
        }
    for (uint32_t i = 0; i < places->n; i++) {
        const Str *name = assigned_name(b, places->v[i]);
        IrExpr *value = name ? equation_expr(&b->scope, values->v[i]) : NULL;
        if (!value)
            return false;
        IrStmt *s = push(b, out, IR_STMT_ASSIGN, action->span);
        s->name = name;
        s->value = value;
    }
    out->par = true;
    return true;
}

/* x += e is x := x + e; a sum on the right is one term of it. */
static bool augment(ModelBuild *b, const AstAction *action, IrBody *out)
{
    Arena *a = b->sema->arena;
    const Str *name = assigned_name(b, action->as.augment.place);
    IrExpr *x = name ? equation_expr(&b->scope, action->as.augment.place) : NULL;
    IrExpr *e = x ? equation_expr(&b->scope, action->as.augment.value) : NULL;
    if (!e)
        return false;
    IrExpr *value = NULL;
    switch ((int)action->as.augment.op) {
    case AST_OP_Plus:
        value = ir_binary(a, IR_SUM, x, e);
        break;
    case AST_OP_Minus:
        value = ir_binary(a, IR_SUM, x, ir_unary(a, IR_NEG, e));
        break;
    case AST_OP_Times:
        value = ir_binary(a, IR_PRODUCT, x, e);
        break;
    case AST_OP_Divide:
        value = ir_binary(a, IR_QUOTIENT, x, e);
        break;
    default:
        refuse(b, action->span, "only += -= *= /= change a state");
        return false;
    }
    value->span = action->span;
    IrStmt *s = push(b, out, IR_STMT_ASSIGN, action->span);
    s->name = name;
    s->value = value;
    return true;
}

typedef VEC(IrExpr *) Values;

/* `send a`, `send (a, b)`: the values of an event. */
static bool sent_values(ModelBuild *b, const AstExpr *from, Values *out)
{
    const bool several = from->kind == AST_EXPR_Tuple;
    const uint32_t n = several ? from->as.tuple.items.n : 1;
    for (uint32_t i = 0; i < n; i++) {
        IrExpr *value = equation_expr(&b->scope, several ? from->as.tuple.items.v[i] : from);
        if (!value)
            return false;
        VEC_PUSH(b->sema->arena, out, value);
    }
    return true;
}

/* An output that is not declared takes the values of the first event: of a synapse the weight, then pure numbers. */
static void declare_values(ModelBuild *b, IrItem *port, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        IrArg arg = {.name = i ? str_format(b->sema->session->strings, "w%u", i + 1)
                               : SEMA_NAME(b->sema, "w")};
        arg.dim.var = b->role == IR_SYNAPSE && i == 0;
        b->model->weight_variable |= b->role == IR_SYNAPSE;
        VEC_PUSH(b->sema->arena, &port->args, arg);
    }
}

static bool emit_event(ModelBuild *b, const AstAction *action, IrBody *out, IrExpr *count)
{
    const bool spike = action->kind == AST_ACTION_Spike;
    if (spike && b->role != IR_CELL && b->role != IR_SOURCE) {
        refuse(b, action->span, "only cells and sources spike");
        return false;
    }
    Values values = {0};
    const Str *port = spike ? SEMA_NAME(b->sema, "spike") : action->as.send.port.text;
    if (!spike && action->as.send.value && !sent_values(b, action->as.send.value, &values))
        return false;
    if (!port)
        port = SEMA_NAME(b->sema, b->role == IR_SYNAPSE ? "send" : "spike");
    const bool of_part = strchr(port->s, '.') != NULL;
    if (!spike && !of_part && b->role != IR_SYNAPSE &&
        !ir_item_of(b->model, IR_ITEM_EVENT_OUT, port)) {
        Diag *d = diag(b->sema->session->diags, DIAG_NNC0307, action->span, "there is no port '%s'",
                       port->s);
        diag_help(b->sema->session->diags, d, "declare `event %s`", port->s);
        b->scope.failed = true;
        return false;
    }
    IrItem *out_port = of_part ? NULL : model_event_out(b, port->s, action->span);
    if (out_port && !out_port->args.n)
        declare_values(b, out_port, values.n);
    IrStmt *s = push(b, out, IR_STMT_EMIT, action->span);
    s->name = port;
    s->count = count;
    for (uint32_t i = 0; i < values.n; i++)
        VEC_PUSH(b->sema->arena, &s->args, values.v[i]);
    return true;
}

/* `for k in range(n): spike` sends n events. */
static bool repeat(ModelBuild *b, const AstAction *action, IrBody *out)
{
    const AstExpr *source = action->as.for_.iterable;
    const AstActions *body = action->as.for_.body;
    IrExpr *count = NULL;
    const bool range = source->kind == AST_EXPR_Call &&
                       source->as.call.callee->kind == AST_EXPR_Name &&
                       str_is(source->as.call.callee->as.name.text, "range");
    const AstAction *only = body->list.n == 1 ? body->list.v[0] : NULL;
    if (!range || !only || (only->kind != AST_ACTION_Spike && only->kind != AST_ACTION_Send)) {
        refuse(b, action->span,
               "a loop in an action repeats one `spike` or `send`: for k in range(n): spike");
        return false;
    }
    return equation_arguments(&b->scope, source, 1, &count) && emit_event(b, only, out, count);
}

static bool hold(ModelBuild *b, const AstAction *action, IrBody *out)
{
    IrExpr *duration = equation_expr(&b->scope, action->as.hold.duration);
    if (!duration)
        return false;
    IrStmt *s = push(b, out, IR_STMT_HOLD, action->span);
    s->value = duration;
    for (uint32_t i = 0; i < action->as.hold.states.n; i++) {
        const AstName *state = &action->as.hold.states.v[i];
        if (!map_has(&b->declared, state->text)) {
            refuse(b, state->span, "only a state of the model can be held");
            return false;
        }
        VEC_PUSH(b->sema->arena, &s->names, state->text);
    }
    return true;
}

static bool enter(ModelBuild *b, const AstAction *action, IrBody *out)
{
    const Str *regime = action->as.enter.regime.text;
    StrNearest near = str_nearest_start(regime->s);
    for (uint32_t i = 0; i < b->items.n; i++) {
        if (b->items.v[i]->kind != AST_ITEM_Regime)
            continue;
        const Str *name = b->items.v[i]->as.regime.name.text;
        if (name == regime) {
            push(b, out, IR_STMT_ENTER, action->span)->name = regime;
            return true;
        }
        str_nearest_offer(&near, name->s);
    }
    Diags *diags = b->sema->session->diags;
    Diag *d = diag(diags, DIAG_NNC0204, action->as.enter.regime.span, "there is no regime '%s'",
                   regime->s);
    if (near.best)
        diag_did_you_mean(diags, d, regime->s, near.best);
    b->scope.failed = true;
    return false;
}

/* if, elif ..., else as nested tests, from the last to the first. */
static bool branch(ModelBuild *b, const AstAction *action, IrBody *out)
{
    enum { ARMS_MAX = 500 };
    Arena *a = b->sema->arena;
    IrBody *otherwise = NULL;
    if (action->as.if_.arms.n > ARMS_MAX) {
        diag(b->sema->session->diags, DIAG_NNC0501, action->span,
             "more than %d branches of one `if`", ARMS_MAX);
        b->scope.failed = true;
        return false;
    }
    if (action->as.if_.otherwise) {
        otherwise = ARENA_NEW(a, IrBody);
        if (!actions_into(b, action->as.if_.otherwise, otherwise))
            return false;
    }
    for (uint32_t i = action->as.if_.arms.n; i-- > 0;) {
        const AstActionArm *arm = &action->as.if_.arms.v[i];
        IrBody *then = ARENA_NEW(a, IrBody);
        IrExpr *test = equation_expr(&b->scope, arm->condition);
        if (!test || !actions_into(b, arm->body, then))
            return false;
        IrStmt s = {.kind = IR_STMT_IF,
                    .span = arm->span,
                    .value = test,
                    .then_body = then,
                    .else_body = otherwise};
        if (i == 0) {
            VEC_PUSH(a, &out->stmts, s);
        } else {
            otherwise = ARENA_NEW(a, IrBody);
            VEC_PUSH(a, &otherwise->stmts, s);
        }
    }
    return true;
}

static bool one_action(ModelBuild *b, const AstAction *action, IrBody *out)
{
    const bool changes = action->kind == AST_ACTION_Assign || action->kind == AST_ACTION_Augment ||
                         action->kind == AST_ACTION_If;
    if (out->par && changes) {
        refuse(b, action->span, "an assignment of several states is the only one of its block");
        return false;
    }
    switch (action->kind) {
    case AST_ACTION_Assign:
        return assign(b, action, out);
    case AST_ACTION_AssignAll:
        return assign_all(b, action, out);
    case AST_ACTION_Augment:
        return augment(b, action, out);
    case AST_ACTION_Pass:
        return true;
    case AST_ACTION_Spike:
    case AST_ACTION_Send:
        return emit_event(b, action, out, NULL);
    case AST_ACTION_Hold:
        return hold(b, action, out);
    case AST_ACTION_Enter:
        return enter(b, action, out);
    case AST_ACTION_If:
        return branch(b, action, out);
    case AST_ACTION_For:
        return repeat(b, action, out);
    case AST_ACTION_Connect:
    case AST_ACTION_KIND_COUNT:
        break;
    }
    refuse(b, action->span, "`connect` belongs to connectors");
    return false;
}

static bool actions_into(ModelBuild *b, const AstActions *actions, IrBody *out)
{
    bool ok = true;
    for (uint32_t i = 0; i < actions->list.n; i++)
        ok &= one_action(b, actions->list.v[i], out);
    return ok;
}

IrBody *model_body(ModelBuild *b, const AstActions *actions)
{
    IrBody *body = ARENA_NEW(b->sema->arena, IrBody);
    b->scope.draws = true;
    const bool ok = actions_into(b, actions, body);
    b->scope.draws = b->role == IR_SOURCE;
    return ok ? body : NULL;
}
