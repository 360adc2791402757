/* Params and states of a model, and the units that they have or suggest. */
#include "frontend/sema/model.h"
#include "ir/build.h"

const Unit *model_keep_unit(ModelBuild *b, Unit unit)
{
    Unit *kept = ARENA_NEW(b->sema->arena, Unit);
    *kept = unit;
    return kept;
}

Unit model_pure_unit(void)
{
    Unit u = {.factor = 1, .text = "1"};
    return u;
}

enum { SUGGESTIONS_MAX = 500 }; /* levels of declarations and of what is in their expressions */

static Unit suggested_by_declaration(ModelBuild *b, const AstExpr *note, const AstExpr *value,
                                     unsigned depth)
{
    Unit u = model_pure_unit();
    if (note && note->kind != AST_EXPR_List)
        sema_unit(b->sema, note, &u);
    else if (!note && value)
        u = model_suggested_unit(b, value, depth + 1);
    return u;
}

static Unit suggested_by_item(ModelBuild *b, const AstItem *item, unsigned depth)
{
    if (item->kind == AST_ITEM_Params || item->kind == AST_ITEM_States) {
        const AstDecl *decl = &item->as.decls.decls.v[0];
        return suggested_by_declaration(b, decl->note, decl->init, depth);
    }
    if (item->kind == AST_ITEM_Alias)
        return suggested_by_declaration(b, item->as.alias.unit, item->as.alias.value, depth);
    return model_pure_unit();
}

/* Each name is looked at once; what it needs of itself is a pure number. */
static Unit suggested_by_name(ModelBuild *b, const Str *name, unsigned depth)
{
    const IrItem *done = ir_item(b->model, name);
    const AstItem *item = map_get(&b->declared, name);
    const Unit *known = done && done->unit ? done->unit : map_get(&b->suggested, name);
    if (known)
        return *known;
    if (!item || depth > SUGGESTIONS_MAX)
        return model_pure_unit();
    Unit *kept = ARENA_NEW(b->sema->arena, Unit);
    *kept = model_pure_unit();
    map_set(&b->suggested, name, kept);
    *kept = suggested_by_item(b, item, depth);
    return *kept;
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

/* The argument of a call that has the unit of its result; NULL where none has. */
static const AstExpr *argument_like_result(const ModelBuild *b, const AstExpr *call)
{
    static const struct {
        const char *function;
        uint32_t argument;
    } like[] = {
        {"min", 0},           {"max", 0},
        {"abs", 0},           {"random.uniform", 0},
        {"random.normal", 0}, {"random.exponential", 0},
        {"random.gamma", 1},
    };
    const Str *name = equation_path(b->sema, call->as.call.callee);
    for (size_t i = 0; name && i < sizeof like / sizeof *like; i++)
        if (str_is(name, like[i].function) && like[i].argument < call->as.call.args.n)
            return call->as.call.args.v[like[i].argument].value;
    return NULL;
}

Unit model_suggested_unit(ModelBuild *b, const AstExpr *e, unsigned depth)
{
    if (depth > SUGGESTIONS_MAX)
        return model_pure_unit();
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
        const AstExpr *like = argument_like_result(b, e);
        return like ? model_suggested_unit(b, like, depth + 1) : model_pure_unit();
    }
    default:
        return model_pure_unit();
    }
}

/* ---- params and states ---- */

const char *model_description(const AstExpr *doc)
{
    return doc && doc->kind == AST_EXPR_String ? doc->as.string.value->s : NULL;
}

/* A bare number, also with a sign, takes the declared unit. */
IrExpr *model_in_unit(IrExpr *e, const Unit *unit)
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
    Unit unit = model_pure_unit();
    if (note ? !sema_unit(b->sema, note, &unit) : false)
        return false;
    if (!note && init)
        unit = model_suggested_unit(b, init, 0);
    item->unit = model_keep_unit(b, unit);
    item->dim = unit.dim;
    return true;
}

/* A number, known now; NULL after an error. */
static IrExpr *bound_of(ModelBuild *b, const IrItem *item, const AstExpr *e)
{
    double value;
    IrExpr *bound = e ? equation_expr(&b->scope, e) : NULL;
    if (bound && !ir_constant(model_in_unit(bound, item->unit), &value)) {
        diag(b->sema->session->diags, DIAG_NNC0310, e->span,
             "the bounds of a parameter are numbers");
        b->scope.failed = true;
        return NULL;
    }
    return bound;
}

static void add_bounds(ModelBuild *b, IrItem *item, const AstBounds *bounds)
{
    if (!bounds->lo)
        return;
    if (item->kind == IR_ITEM_PARAM && !item->is_list) {
        item->lo = bound_of(b, item, bounds->lo);
        item->hi = bound_of(b, item, bounds->hi);
        return;
    }
    diag(b->sema->session->diags, DIAG_NNC0310, bounds->lo->span,
         "only a parameter that is one number has bounds");
    b->scope.failed = true;
}

void model_add_decl(ModelBuild *b, const AstItem *ast)
{
    const AstDecl *decl = &ast->as.decls.decls.v[0];
    const bool state = ast->kind == AST_ITEM_States;
    const bool weight = b->role == IR_SYNAPSE && str_is(decl->name.text, "weight");
    if (weight && ir_item(b->model, decl->name.text))
        return;
    IrItem *item = ir_item_new(b->sema->arena, state ? IR_ITEM_STATE : IR_ITEM_PARAM,
                               decl->name.text, decl->span);
    item->doc = model_description(decl->doc);
    item->out = state && str_is(decl->name.text, "v");
    item->weight = weight;
    if (!declare_type(b, item, decl->note, decl->init)) {
        b->scope.failed = true;
        return;
    }
    ir_model_add(b->sema->module, b->model, item);
    add_bounds(b, item, &decl->bounds);
    b->scope.draws = state;
    if (decl->init) {
        IrExpr *value = equation_expr(&b->scope, decl->init);
        if (value && value->op == IR_BOOLEAN)
            item->scalar = IR_BOOL;
        item->value = value ? model_in_unit(value, item->unit) : NULL;
        if (value && value->op == IR_LIST && value->n == 0)
            value->u.literal.unit = item->unit;
        for (uint32_t i = 0; value && value->op == IR_LIST && i < value->n; i++)
            model_in_unit(value->arg[i], item->unit);
    } else if (state) {
        item->value = model_in_unit(
            ir_literal(b->sema->arena, SEMA_NAME(b->sema, "0"), NULL, decl->span), item->unit);
    }
    b->scope.draws = b->role == IR_SOURCE;
}
