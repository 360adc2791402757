/* flatten, methods: `integrate` of a part holds for the states of that part. */
#include "ir/pass/flatten_internal.h"

#include <string.h>

/* A state that a conserved sum leaves has no equation: that of the others is meant. */
static void add_name(const Scope *s, IrItem *method, const Str *name)
{
    for (uint32_t i = 0; i < s->model->items.n; i++)
        for (uint32_t k = 0; k < s->model->items.v[i]->reactions.n; k++) {
            const IrReaction *r = &s->model->items.v[i]->reactions.v[k];
            if (r->conserve && VEC_LAST(&r->left).name == name)
                for (uint32_t l = 0; l + 1 < r->left.n; l++)
                    VEC_PUSH(s->f->arena, &method->names, flatten_name(s, r->left.v[l].name));
        }
    VEC_PUSH(s->f->arena, &method->names, flatten_name(s, name));
}

/* Without names all states of the part are meant, and those of its parts; the owner's own methods need no list. */
static void name_all(const Scope *s, IrItem *method)
{
    const IrModel *flat = s->f->flat;
    const size_t n = strlen(s->prefix);
    for (uint32_t i = 0; i < flat->items.n; i++) {
        const IrItem *it = flat->items.v[i];
        if (it->kind == IR_ITEM_DERIV && !strncmp(it->name->s, s->prefix, n))
            VEC_PUSH(s->f->arena, &method->names, it->name);
    }
}

void flatten_methods(const Scope *s)
{
    for (uint32_t i = 0; i < s->model->items.n; i++) {
        const IrItem *item = s->model->items.v[i];
        if (item->kind != IR_ITEM_METHOD)
            continue;
        IrItem *method = ir_item_new(s->f->arena, IR_ITEM_METHOD, NULL, item->span);
        method->method = item->method;
        for (uint32_t k = 0; k < item->names.n; k++)
            add_name(s, method, item->names.v[k]);
        if (!item->names.n && *s->prefix)
            name_all(s, method);
        if (method->names.n || !*s->prefix)
            flatten_add(s, method);
    }
}
