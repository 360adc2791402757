/* Traces, gates, ions, kinetic schemes and methods of integration: items that hold several others. */
#include "frontend/sema/model.h"

void model_add_trace(ModelBuild *b, const AstItem *ast)
{
    IrItem *state = model_item_new(b, IR_ITEM_STATE, ast->as.trace.name.text, ast->span);
    state->unit = model_keep_unit(b, model_pure_unit());
    state->value = ir_literal(b->sema->arena, SEMA_NAME(b->sema, "0"), NULL, ast->span);
    for (uint32_t i = 0; i < ast->as.trace.items.n; i++) {
        const AstItem *part = ast->as.trace.items.v[i];
        if (part->kind != AST_ITEM_On) {
            model_add_item(b, part);
            continue;
        }
        IrBody *body = model_body(b, part->as.on.actions);
        if (body)
            model_item_new(b, IR_ITEM_JUMP, part->as.on.port.text, part->span)->body = body;
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

static void refuse(ModelBuild *b, Span at, const char *why)
{
    diag(b->sema->session->diags, DIAG_NNC0325, at, "%s", why);
    b->scope.failed = true;
}

/* A whole number that may be left out: 1 then. */
static int64_t count_of(ModelBuild *b, const Str *text, Span at, const char *what)
{
    enum { COUNT_MAX = 100 };
    int64_t n = 1;
    if (text && (!sema_integer(text, &n) || n < 1 || n > COUNT_MAX)) {
        diag(b->sema->session->diags, DIAG_NNC0325, at, "%s is a whole number from 1 to %d, not %s",
             what, COUNT_MAX, text->s);
        b->scope.failed = true;
        return 1;
    }
    return n;
}

void model_add_gate(ModelBuild *b, const AstItem *ast)
{
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_GATE, ast->as.gate.name.text, ast->span);
    item->power = (int)count_of(b, ast->as.gate.power, ast->span, "the power of a gate");
    const bool ok = bindings(b, &ast->as.gate.bindings, &item->binds);
    ir_model_add(b->sema->module, b->model, item);
    static const char *const PAIRS[][2] = {{"alpha", "beta"}, {"inf", "tau"}};
    bool complete = false;
    for (size_t i = 0; i < 2; i++)
        complete |= ir_bind(&item->binds, SEMA_NAME(b->sema, PAIRS[i][0])) &&
                    ir_bind(&item->binds, SEMA_NAME(b->sema, PAIRS[i][1]));
    if (ok && !complete)
        refuse(b, ast->span, "a gate needs alpha and beta, or inf and tau");
}

void model_add_ion(ModelBuild *b, const AstItem *ast)
{
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_ION, ast->as.ion.name.text, ast->span);
    bindings(b, &ast->as.ion.bindings, &item->binds);
    ir_model_add(b->sema->module, b->model, item);
}

static void species(ModelBuild *b, const AstSpeciesList *from, IrBinds *out, bool first)
{
    for (uint32_t i = 0; i < from->n; i++) {
        const AstSpecies *s = &from->v[i];
        if (!s->name.text) {
            if (!str_is(s->count, "0"))
                refuse(b, s->span, "a species has a name; 0 stands for none");
            continue;
        }
        const int64_t n = count_of(b, s->count, s->span, "the count of a species");
        if (!ir_item(b->model, s->name.text)) {
            IrItem *state = model_item_new(b, IR_ITEM_STATE, s->name.text, s->span);
            state->unit = model_keep_unit(b, model_pure_unit());
            state->value = ir_literal(b->sema->arena, SEMA_NAME(b->sema, first && !i ? "1" : "0"),
                                      NULL, s->span);
        }
        VEC_PUSH(b->sema->arena, out,
                 (IrBind){s->name.text, ir_integer(b->sema->arena, n, s->span), s->span});
    }
}

void model_add_kinetic(ModelBuild *b, const AstItem *ast)
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
            model_add_item(b, part);
            continue;
        }
        VEC_PUSH(b->sema->arena, &item->reactions, r);
    }
    ir_model_add(b->sema->module, b->model, item);
}

void model_add_method(ModelBuild *b, const AstItem *ast)
{
    const Str *method = equation_path(b->sema, ast->as.integrate.method);
    IrItem *item = model_item_new(b, IR_ITEM_METHOD, NULL, ast->span);
    item->method = method;
    for (uint32_t i = 0; i < ast->as.integrate.states.n; i++)
        VEC_PUSH(b->sema->arena, &item->names, ast->as.integrate.states.v[i].text);
    if (!method) {
        diag(b->sema->session->diags, DIAG_NNC0321, ast->span,
             "the method of integration is a name");
        b->scope.failed = true;
    }
}
