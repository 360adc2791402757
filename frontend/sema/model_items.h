/* The items of a model body as single declarations, bases included. */
#ifndef NN_MODEL_ITEMS_H
#define NN_MODEL_ITEMS_H
#include "frontend/sema/sema.h"

const AstName *model_item_name(const AstItem *item); /* NULL for items without a name */
/* false after an error (reported). */
bool model_items_gather(Sema *sema, const AstModel *ast, AstItems *out, unsigned depth);
#endif
