/* size.  needs: a flat model.  does: counts the operations of its expressions as if aliases were written out, once per
   alias: forty aliases that each read the one before twice are 2^40 operations, and an error instead of a lost machine. */
#include "ir/pass/size.h"

static const double LIMIT = 4e6; /* operations of a model: some 300 MB of nodes */

typedef struct Sizes {
    IrModule *m;
    const IrModel *flat;
    Map of_alias; /* IrItem * -> double * */
    double total, largest;
    Span place; /* of the largest */
} Sizes;

static double size_of(Sizes *s, const IrExpr *e);

static double size_of_alias(Sizes *s, const IrItem *alias)
{
    double *known = map_get(&s->of_alias, alias);
    if (!known) {
        known = ARENA_NEW(s->m->arena, double);
        map_set(&s->of_alias, alias, known);
        *known = size_of(s, alias->value);
    }
    return *known;
}

static double size_of(Sizes *s, const IrExpr *e)
{
    const IrItem *item = e->op == IR_ITEM ? ir_item(s->flat, e->u.name) : NULL;
    if (item && item->kind == IR_ITEM_ALIAS && item->value)
        return size_of_alias(s, item);
    double n = 1;
    for (uint32_t i = 0; i < e->n; i++)
        n += size_of(s, e->arg[i]);
    return n;
}

static void add_size(void *context, IrExpr **e)
{
    Sizes *s = context;
    const double n = *e ? size_of(s, *e) : 0;
    s->total += n;
    if (n > s->largest) {
        s->largest = n;
        s->place = (*e)->span;
    }
}

bool ir_check_size(IrModule *m, const IrModel *flat)
{
    Sizes s = {.m = m, .flat = flat};
    map_init(&s.of_alias, m->arena);
    for (uint32_t i = 0; i < flat->items.n; i++)
        ir_item_each_expr(flat->items.v[i], add_size, &s);
    if (s.total <= LIMIT)
        return true;
    Diag *g = diag(m->session->diags, DIAG_NNC0504, s.place,
                   "the equations of %s are %.3g operations once aliases are written out",
                   flat->name->s, s.total);
    diag_label(m->session->diags, g, "%.3g of them here", s.largest);
    diag_note(m->session->diags, g, NOWHERE, "the limit is %.3g", LIMIT);
    return false;
}
