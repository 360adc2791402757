/* What parts read of their owners. LEMS finds it by its name: where an owner gives a part something that is called otherwise, or computed
   for it, the part gets a type of its own that asks for that name. */
#include "codegen/lems/lems_writer.h"

#include "ir/build.h"

#include <string.h>

/* The input under another name, which the old one reads. */
void lems_rename_input(LemsWriter *w, IrModel *model, const Str *from, const Str *to)
{
    IrItem *input = ir_item(model, from);
    map_remove(&model->by_name, from);
    input->name = to;
    map_set(&model->by_name, to, input);
    IrItem *alias = ir_item_new(w->arena, IR_ITEM_ALIAS, from, input->span);
    alias->value = ir_named(w->arena, IR_ITEM, to, input->span);
    alias->dim = alias->value->dim = input->dim;
    ir_model_add((IrModule *)w->m, model, alias);
}

static bool is_called(const IrBind *bind, const Str *name)
{
    return bind->value->op == IR_ITEM && bind->value->u.name == name;
}

static bool is_input(const IrModel *part, const IrBind *bind)
{
    const IrItem *item = ir_item(part, bind->name);
    return item && item->kind == IR_ITEM_IN;
}

/* The owner's name for what the part is given: an item of it, or an alias for its sake. */
static const Str *given_name(LemsWriter *w, IrModel *owner, const IrItem *part,
                             const IrModel *inner, const IrBind *bind)
{
    StrTable *strings = w->session->strings;
    const IrExpr *e = bind->value;
    if (e->op == IR_ITEM && ir_item(owner, e->u.name) && !ir_item(inner, e->u.name))
        return e->u.name;
    const Str *name = str_format(strings, "%s_%s", part->name->s, bind->name->s);
    for (unsigned k = 2; ir_item(owner, name) || ir_item(inner, name); k++)
        name = str_format(strings, "%s_%s_%u", part->name->s, bind->name->s, k);
    IrItem *alias = ir_item_new(w->arena, IR_ITEM_ALIAS, name, bind->span);
    alias->value = ir_expr_copy(w->arena, e);
    alias->dim = ir_item(inner, bind->name)->dim;
    ir_model_add((IrModule *)w->m, owner, alias);
    return name;
}

static IrModel *own_model(LemsWriter *w, const IrModel *owner, const IrItem *part,
                          const IrModel *inner)
{
    IrModule *m = (IrModule *)w->m;
    const Str *name = str_format(w->session->strings, "%s.%s", owner->name->s, part->name->s);
    for (unsigned k = 2; ir_find_model(m, name); k++)
        name = str_format(w->session->strings, "%s.%s %u", owner->name->s, part->name->s, k);
    IrModel *own = ir_model_copy(m, inner, name);
    VEC_PUSH(m->arena, &m->models, own);
    ir_register(m, name, own);
    return own;
}

static void name_part(LemsWriter *w, IrModel *owner, IrItem *part)
{
    IrModel *inner = ir_find_model(w->m, part->model);
    bool all = true;
    for (uint32_t i = 0; inner && i < part->binds.n; i++)
        all &= !is_input(inner, &part->binds.v[i]) ||
               is_called(&part->binds.v[i], part->binds.v[i].name);
    if (!inner || inner->role == IR_RECEPTOR || all)
        return;
    inner = own_model(w, owner, part, inner);
    part->model = inner->name;
    for (uint32_t i = 0; i < part->binds.n; i++) {
        IrBind *bind = &part->binds.v[i];
        if (!is_input(inner, bind) || is_called(bind, bind->name))
            continue;
        const Str *name = given_name(w, owner, part, inner, bind);
        IrExpr *value = ir_named(w->arena, IR_ITEM, name, bind->span);
        value->dim = ir_item(inner, bind->name)->dim;
        lems_rename_input(w, inner, bind->name, name);
        *bind = (IrBind){name, value, bind->span};
    }
}

/* Its parts are components of their own, on one cell each (peers.c). */
static bool reads_both_cells(const IrModel *model)
{
    for (uint32_t i = 0; i < model->items.n; i++)
        if (model->items.v[i]->kind == IR_ITEM_IN && model->items.v[i]->from == IR_FROM_PRE)
            return true;
    return false;
}

void lems_name_requirements(LemsWriter *w)
{
    for (uint32_t i = 0; i < w->m->models.n; i++) { /* also those that are made here */
        IrModel *owner = w->m->models.v[i];
        const uint32_t n = owner->items.n;
        for (uint32_t k = 0; k < n && !reads_both_cells(owner); k++)
            if (owner->items.v[k]->kind == IR_ITEM_PART)
                name_part(w, owner, owner->items.v[k]);
    }
}
