/* Traces, gates, ions, kinetic schemes and methods of integration: items that hold several others. */
#include "frontend/sema/model.h"

void model_add_trace(ModelBuild *b, const AstItem *ast)
{
    IrItem *state = model_item_new(b, IR_ITEM_STATE, ast->as.trace.name.text, ast->span);
    state->unit = model_keep_unit(b, model_pure_unit());
    state->value = ir_literal(b->sema->arena, SEMA_NAME(b->sema, "0"), NULL, ast->span);
    for (uint32_t i = 0; i < ast->as.trace.items.n; i++) {
        const AstItem *part = ast->as.trace.items.v[i];
        if (part->kind == AST_ITEM_Derivative) {
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

/* ---- kinetic schemes ---- */

/* A scheme either declares all its species, each by `state`, or none: then its reactions do. So a
   name that is spelt wrongly beside states is no new state. */

static bool is_declared_as(const ModelBuild *b, const Str *name, AstItemKind kind)
{
    const AstItem *item = map_get(&b->declared, name);
    return item && item->kind == kind;
}

/* Collects the names of species that no item declares; true: some species is a declared state. */
static bool find_undeclared(const ModelBuild *b, const AstSpeciesList *side, Map *out,
                            AstItem *reaction)
{
    bool declared = false;
    for (uint32_t i = 0; i < side->n; i++) {
        const Str *name = side->v[i].name.text;
        declared |= name && is_declared_as(b, name, AST_ITEM_States);
        if (name && !map_has(&b->declared, name) && !map_has(out, name))
            map_set(out, name, reaction);
    }
    return declared;
}

static void declare_scheme(ModelBuild *b, const AstItems *parts)
{
    Map undeclared;
    map_init(&undeclared, b->sema->arena);
    bool declared = false;
    for (uint32_t i = 0; i < parts->n; i++) {
        AstItem *part = parts->v[i];
        if (part->kind != AST_ITEM_Reaction)
            continue;
        declared |= find_undeclared(b, &part->as.reaction.left, &undeclared, part);
        declared |= find_undeclared(b, &part->as.reaction.right, &undeclared, part);
    }
    for (uint32_t i = 0; i < undeclared.n && !declared; i++)
        map_set(&b->declared, undeclared.entries[i].key, undeclared.entries[i].value);
}

void model_declare_species(ModelBuild *b)
{
    for (uint32_t i = 0; i < b->items.n; i++)
        if (b->items.v[i]->kind == AST_ITEM_Kinetic)
            declare_scheme(b, &b->items.v[i]->as.kinetic.items);
}

static void refuse_species(ModelBuild *b, const AstSpecies *s)
{
    Diags *diags = b->sema->session->diags;
    Diag *d = diag(diags, DIAG_NNC0204, s->span, "'%s' is not declared", s->name.text->s);
    const Map *maps[] = {&b->declared};
    sema_suggest(b->sema, d, s->name.text, maps, 1);
    diag_help(diags, d, "name a species of the reactions, or declare it: state %s = 0",
              s->name.text->s);
    b->scope.failed = true;
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
        if (!map_has(&b->declared, s->name.text))
            refuse_species(b, s);
        else if (is_declared_as(b, s->name.text, AST_ITEM_Reaction) &&
                 !ir_item(b->model, s->name.text)) {
            IrItem *state = model_item_new(b, IR_ITEM_STATE, s->name.text, s->span);
            state->unit = model_keep_unit(b, model_pure_unit());
            state->value = ir_literal(b->sema->arena, SEMA_NAME(b->sema, first && !i ? "1" : "0"),
                                      NULL, s->span);
        }
        VEC_PUSH(b->sema->arena, out,
                 (IrBind){s->name.text, ir_integer(b->sema->arena, n, s->span), s->span});
    }
}

static void add_reaction(ModelBuild *b, const AstItem *part, IrItem *scheme)
{
    IrReaction r = {.span = part->span, .conserve = part->kind == AST_ITEM_Conserve};
    if (r.conserve) {
        species(b, &part->as.conserve.sum, &r.left, false);
        r.total = equation_expr(&b->scope, part->as.conserve.value);
    } else {
        species(b, &part->as.reaction.left, &r.left, scheme->reactions.n == 0);
        species(b, &part->as.reaction.right, &r.right, false);
        r.forward = equation_expr(&b->scope, part->as.reaction.forward);
        if (part->as.reaction.backward)
            r.backward = equation_expr(&b->scope, part->as.reaction.backward);
    }
    VEC_PUSH(b->sema->arena, &scheme->reactions, r);
}

void model_add_kinetic(ModelBuild *b, const AstItem *ast)
{
    const Str *name =
        ast->as.kinetic.name.text ? ast->as.kinetic.name.text : SEMA_NAME(b->sema, "kinetic");
    IrItem *item = ir_item_new(b->sema->arena, IR_ITEM_KINETIC, name, ast->span);
    for (uint32_t i = 0; i < ast->as.kinetic.items.n; i++)
        add_reaction(b, ast->as.kinetic.items.v[i], item);
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
