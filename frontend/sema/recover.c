/* The variables that a statement with an error would have bound: what uses them stays silent. */
#include "frontend/sema/script.h"

static void poison_name(Interp *in, const AstExpr *target)
{
    if (target->kind == AST_EXPR_Name && !map_has(&in->scope->names, target->as.name.text))
        interp_bind(in, target->as.name.text, value_poison);
    for (uint32_t i = 0; target->kind == AST_EXPR_Tuple && i < target->as.tuple.items.n; i++)
        poison_name(in, target->as.tuple.items.v[i]);
}

static void poison_block(Interp *in, const AstBlock *block)
{
    for (uint32_t i = 0; block && i < block->stmts.n; i++)
        script_recover(in, block->stmts.v[i]);
}

void script_recover(Interp *in, const AstStmt *s)
{
    switch ((int)s->kind) {
    case AST_STMT_Assign:
        for (uint32_t i = 0; i < s->as.assign.targets.n; i++)
            poison_name(in, s->as.assign.targets.v[i]);
        break;
    case AST_STMT_FromImport:
        for (uint32_t i = 0; i < s->as.from_import.names.n; i++) {
            const AstImport *m = &s->as.from_import.names.v[i];
            interp_bind(in, m->alias.text ? m->alias.text : m->path.v[0].text, value_poison);
        }
        break;
    case AST_STMT_For:
        poison_name(in, s->as.for_.target);
        poison_block(in, s->as.for_.body);
        break;
    case AST_STMT_While:
        poison_block(in, s->as.while_.body);
        break;
    case AST_STMT_If:
        for (uint32_t i = 0; i < s->as.if_.arms.n; i++)
            poison_block(in, s->as.if_.arms.v[i].body);
        poison_block(in, s->as.if_.otherwise);
        break;
    default:
        break;
    }
}
