/* Checks of many cells that differ in names of parts and in values: one class is made of them, where it says nothing and no
   value took part in how it is integrated. */
#include "ir/alike.h"
#include "codegen/c/internal.h"

static bool same_names(const CTarget *t, const CClass *c, const IrModel *model, const KNames *own,
                       const KNames *names)
{
    KNames renamed = {0};
    for (uint32_t i = 0; i < names->n; i++)
        VEC_PUSH(t->a, &renamed, ir_alike_path(t->m, model, c->model, names->v[i]));
    return ctarget_same_names(own, &renamed);
}

static bool same_bindings(const CTarget *t, const CClass *c, const IrModel *model,
                          const KBinding *b)
{
    const KBinding *own = &c->binding;
    return !own->coupled.n && !b->coupled.n && !own->fixed.n && !b->fixed.n &&
           same_names(t, c, model, &own->each, &b->each) &&
           same_names(t, c, model, &own->open, &b->open) &&
           same_names(t, c, model, &own->set, &b->set) &&
           same_names(t, c, model, &own->seen, &b->seen) &&
           same_names(t, c, model, &own->prompt, &b->prompt);
}

/* The order of LEMS keeps what is recorded: these classes are made for their recorders. */
const CClass *ctarget_find_alike(CTarget *t, const IrModel *model, const KBinding *b)
{
    if (t->m->lems_euler || model->role == IR_SYNAPSE)
        return NULL;
    for (uint32_t i = 0; i < t->classes.n; i++) {
        const CClass *c = t->classes.v[i];
        if (c->k && c->quiet && !c->like && !c->k->followed && ir_alike(t->m, c->model, model) &&
            same_bindings(t, c, model, b))
            return c;
    }
    return NULL;
}

const Str *ctarget_kept_name(const CTarget *t, const CClass *c, const Str *name)
{
    return c->like ? ir_alike_path(t->m, c->model, c->like->model, name) : name;
}
