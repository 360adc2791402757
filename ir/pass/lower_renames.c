/* Aliases of aliases: `a = b` of an alias becomes `a = c` where `b = c` is one, too. Chains of any length are followed
   once here, not by all that reads them later. */
#include "ir/pass/lower_internal.h"

static IrItem *renamed(const IrModel *flat, const IrItem *alias)
{
    IrItem *item =
        alias->value && alias->value->op == IR_ITEM ? ir_item(flat, alias->value->u.name) : NULL;
    return item && item->kind == IR_ITEM_ALIAS && !item->held ? item : NULL;
}

void lower_renames(Lower *l)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++) {
        IrItem *alias = l->flat->items.v[i], *last = NULL;
        if (alias->kind != IR_ITEM_ALIAS || alias->held)
            continue;
        for (IrItem *next = renamed(l->flat, alias); next; next = renamed(l->flat, next))
            last = next;
        for (IrItem *next; last && (next = renamed(l->flat, alias)) != NULL && next != last;
             alias = next) {
            alias->value = ir_expr_copy(l->a, alias->value);
            alias->value->u.name = last->name;
        }
    }
}
