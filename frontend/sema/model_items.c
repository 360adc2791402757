/* The items of a model with those of its bases: one declaration each, in order, replaced ones left
   out. */
#include "frontend/sema/model_items.h"

/* The name by which an item replaces one of the base; NULL for those that have none. */
const AstName *model_item_name(const AstItem *item)
{
    switch (item->kind) {
    case AST_ITEM_Params:
    case AST_ITEM_States:
    case AST_ITEM_Inputs:
        return &item->as.decls.decls.v[0].name;
    case AST_ITEM_Part:
        return &item->as.part.name;
    case AST_ITEM_Model:
        return &item->as.model.model->name;
    case AST_ITEM_Def:
        return &item->as.def.function->name;
    case AST_ITEM_Alias:
        return &item->as.alias.name;
    case AST_ITEM_Derivative:
        return &item->as.derivative.state;
    case AST_ITEM_Current:
        return &item->as.current.name;
    case AST_ITEM_Noise:
    case AST_ITEM_Event:
        return &item->as.names.names.v[0];
    case AST_ITEM_Port:
        return &item->as.port.name;
    case AST_ITEM_Reduce:
        return &item->as.reduce.name;
    case AST_ITEM_Gate:
        return &item->as.gate.name;
    case AST_ITEM_Ion:
        return &item->as.ion.name;
    case AST_ITEM_Trace:
        return &item->as.trace.name;
    case AST_ITEM_Regime:
        return &item->as.regime.name;
    case AST_ITEM_Doc:
    case AST_ITEM_Pass:
    case AST_ITEM_Feed:
    case AST_ITEM_Wire:
    case AST_ITEM_Integrate:
    case AST_ITEM_When:
    case AST_ITEM_On:
    case AST_ITEM_Kinetic:
    case AST_ITEM_Reaction:
    case AST_ITEM_Conserve:
    case AST_ITEM_Pairs:
    case AST_ITEM_KIND_COUNT:
        break;
    }
    return NULL;
}

/* Equations, ports and handlers live beside the names of values. */
static bool same_space(const AstItem *a, const AstItem *b)
{
    const bool da = a->kind == AST_ITEM_Derivative, db = b->kind == AST_ITEM_Derivative;
    return da == db && (a->kind == AST_ITEM_Regime) == (b->kind == AST_ITEM_Regime);
}

static void push_split(Arena *a, AstItems *out, AstItem *item);

/* The items of a block that stay in it, of two kinds; what else it declares belongs to the model. */
static void push_block(Arena *a, AstItems *out, AstItems *block, AstItemKind one, AstItemKind other)
{
    AstItems kept = {0};
    for (uint32_t i = 0; i < block->n; i++) {
        if (block->v[i]->kind == one || block->v[i]->kind == other)
            VEC_PUSH(a, &kept, block->v[i]);
        else
            push_split(a, out, block->v[i]);
    }
    *block = kept;
}

static void push_split(Arena *a, AstItems *out, AstItem *item)
{
    if (item->kind == AST_ITEM_Kinetic) {
        AstItem *scheme = ast_item_new(a, item);
        push_block(a, out, &scheme->as.kinetic.items, AST_ITEM_Reaction, AST_ITEM_Conserve);
        VEC_PUSH(a, out, scheme);
    } else if (item->kind == AST_ITEM_Trace) {
        AstItem *trace = ast_item_new(a, item);
        push_block(a, out, &trace->as.trace.items, AST_ITEM_Derivative, AST_ITEM_On);
        VEC_PUSH(a, out, trace);
    } else if (item->kind == AST_ITEM_Params || item->kind == AST_ITEM_States ||
               item->kind == AST_ITEM_Inputs) {
        for (uint32_t i = 0; i < item->as.decls.decls.n; i++) {
            AstItem one = {.kind = item->kind, .span = item->as.decls.decls.v[i].span};
            VEC_PUSH(a, &one.as.decls.decls, item->as.decls.decls.v[i]);
            VEC_PUSH(a, out, ast_item_new(a, &one));
        }
    } else if (item->kind == AST_ITEM_Noise || item->kind == AST_ITEM_Event) {
        for (uint32_t i = 0; i < item->as.names.names.n; i++) {
            AstItem one = {.kind = item->kind, .span = item->as.names.names.v[i].span};
            VEC_PUSH(a, &one.as.names.names, item->as.names.names.v[i]);
            VEC_PUSH(a, out, ast_item_new(a, &one));
        }
    } else {
        VEC_PUSH(a, out, item);
    }
}

static bool is_condition(const AstItem *item)
{
    return item->kind == AST_ITEM_When || item->kind == AST_ITEM_Regime;
}

static bool any_condition(const AstItems *items)
{
    for (uint32_t i = 0; i < items->n; i++)
        if (is_condition(items->v[i]))
            return true;
    return false;
}

static bool same_handler(const AstItem *a, const AstItem *b)
{
    return a->kind == AST_ITEM_On && b->kind == AST_ITEM_On &&
           a->as.on.port.text == b->as.on.port.text;
}

/* Also where neither has a name. */
static bool same_scheme(const AstItem *a, const AstItem *b)
{
    return a->kind == AST_ITEM_Kinetic && b->kind == AST_ITEM_Kinetic &&
           a->as.kinetic.name.text == b->as.kinetic.name.text;
}

/* Where `item` of the model stands in for one of its base; -1 when it is new. */
static int64_t replaced(const AstItems *base, uint32_t n_base, const AstItem *item)
{
    const AstName *name = model_item_name(item);
    for (uint32_t i = 0; i < n_base; i++) {
        const AstName *other = model_item_name(base->v[i]);
        if (same_handler(base->v[i], item) || same_scheme(base->v[i], item) ||
            (name && other && other->text == name->text && same_space(base->v[i], item)))
            return i;
    }
    return -1;
}

static void merge(Arena *a, AstItems *base, const AstItems *own)
{
    AstItems kept = {0};
    const bool replace_conditions = any_condition(own);
    for (uint32_t i = 0; i < base->n; i++)
        if (!replace_conditions || !is_condition(base->v[i]))
            VEC_PUSH(a, &kept, base->v[i]);
    const uint32_t n_base = kept.n;
    for (uint32_t i = 0; i < own->n; i++) {
        const int64_t at = replaced(&kept, n_base, own->v[i]);
        if (at >= 0)
            kept.v[at] = own->v[i];
        else
            VEC_PUSH(a, &kept, own->v[i]);
    }
    *base = kept;
}

static ModelDecl *base_of(Sema *sema, const AstModel *ast)
{
    const AstExpr *base = ast->base;
    const Str *name = base->kind == AST_EXPR_Attribute ? base->as.attribute.name.text
                      : base->kind == AST_EXPR_Name    ? base->as.name.text
                                                       : NULL;
    ModelDecl *decl = name ? sema_find_model(sema, name) : NULL;
    if (decl && decl->ast->kind == ast->kind && decl->ast != ast)
        return decl;
    Diag *d = diag(sema->session->diags, DIAG_NNC0324, base->span,
                   decl ? "'%s' cannot be the base of a %s"
                        : "there is no model '%s' to be the base of this %s",
                   name ? name->s : "this", ast_model_word(ast->kind));
    const Map *maps[] = {&sema->models};
    if (name && !decl)
        sema_suggest(sema, d, name, maps, 1);
    if (decl && decl->ast != ast)
        diag_help(sema->session->diags, d, "the base of a %s is a %s, and '%s' is a %s",
                  ast_model_word(ast->kind), ast_model_word(ast->kind), name->s,
                  ast_model_word(decl->ast->kind));
    return NULL;
}

bool model_items_gather(Sema *sema, const AstModel *ast, AstItems *out, unsigned depth)
{
    enum { BASES_MAX = 100 };
    AstItems own = {0};
    for (uint32_t i = 0; i < ast->items.n; i++)
        push_split(sema->arena, &own, ast->items.v[i]);
    if (!ast->base) {
        *out = own;
        return true;
    }
    if (depth == BASES_MAX) {
        diag(sema->session->diags, DIAG_NNC0324, ast->span, "'%s' is a base of itself",
             ast->name.text->s);
        return false;
    }
    const ModelDecl *base = base_of(sema, ast);
    if (!base || !model_items_gather(sema, base->ast, out, depth + 1))
        return false;
    merge(sema->arena, out, &own);
    return true;
}
