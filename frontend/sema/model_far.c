/* What a synapse reads of its cells (pre.v), or a receptor of its cell (post.v): its dimension is that of the item of that name
   in the cells of the program, else of the library. Projections check that it fits their cells. */
#include "frontend/sema/model.h"

#include "ir/typing.h"

static const IrItem *item_in(ModelBuild *b, ModelDecl *decl, const Str *path)
{
    const IrModel *model = decl->state == DECL_BUSY ? ir_find_model(b->sema->module, decl->name)
                                                    : sema_model(b->sema, decl);
    const IrItem *item = model ? ir_path_item(b->sema->module, model, path, NULL) : NULL;
    const bool is_value = item && (item->kind == IR_ITEM_PARAM || item->kind == IR_ITEM_STATE ||
                                   item->kind == IR_ITEM_ALIAS || item->kind == IR_ITEM_GATE);
    return is_value ? item : NULL;
}

const IrItem *model_far_item(ModelBuild *b, IrScope from, const Str *path)
{
    const AstModelKind kind = from == IR_FROM_RECEPTOR ? AST_MODEL_Receptor : AST_MODEL_Cell;
    for (int library = 0; library < 2; library++)
        for (uint32_t i = 0; i < b->sema->models.n; i++) {
            ModelDecl *decl = b->sema->models.entries[i].value;
            if (decl->library != library || decl->ast->kind != kind || decl == b->decl)
                continue;
            const IrItem *item = item_in(b, decl, path);
            if (item)
                return item;
        }
    return NULL;
}
