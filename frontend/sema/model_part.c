/* Parts of a model: receptors and channels of a cell, bound to what it calls by the same names. */
#include "frontend/sema/model.h"

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
                     (IrBind){arg->name.text, model_in_unit(value, p->unit), arg->span});
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

void model_add_part(ModelBuild *b, const AstItem *ast)
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
