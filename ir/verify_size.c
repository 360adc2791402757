/* Aliases are written out where they are read: what each equation comes to is counted before any pass writes it. */
#include "ir/build.h"
#include "ir/verifying.h"

enum { NODES_MOST = 4000000 /* operations of one equation, written out */ };

typedef struct Sizes {
    const IrModule *m;
    const IrModel *model;
    Map known; /* IrItem -> uint64_t *; the size of an alias that is being counted is 0 */
} Sizes;

static uint64_t size_of_item(Sizes *s, const IrItem *item);

static uint64_t add(uint64_t a, uint64_t b)
{
    return a + b < NODES_MOST + 1 ? a + b : NODES_MOST + 1;
}

/* Names of parts are paths; their aliases count as what they are in the part. */
static uint64_t size_of_expr(Sizes *s, const IrExpr *e)
{
    uint64_t n = 1;
    for (uint32_t i = 0; i < e->n; i++)
        n = add(n, size_of_expr(s, e->arg[i]));
    if (e->op == IR_ITEM) {
        const IrItem *item = ir_item(s->model, e->u.name);
        n = add(n, item && item->kind == IR_ITEM_ALIAS ? size_of_item(s, item) : 0);
    }
    return n;
}

static uint64_t size_of_item(Sizes *s, const IrItem *item)
{
    uint64_t *known = map_get(&s->known, item);
    if (known)
        return *known;
    known = ARENA_NEW(s->m->arena, uint64_t);
    map_set(&s->known, item, known);
    *known = item->value ? size_of_expr(s, item->value) : 0;
    return *known;
}

void ir_verify_size(IrVerifier *v, const IrModel *model)
{
    Sizes s = {.m = v->m, .model = model};
    map_init(&s.known, v->m->arena);
    for (uint32_t i = 0; i < model->items.n; i++) {
        const IrItem *item = model->items.v[i];
        if (size_of_item(&s, item) <= NODES_MOST)
            continue;
        Diag *d = ir_verify_complain(v, DIAG_NNC0504, item->span,
                                     "written out this is more than %d operations", NODES_MOST);
        diag_help(v->m->session->diags, d,
                  "an alias that is read twice counts twice: make a state or a parameter of it");
        return;
    }
}
