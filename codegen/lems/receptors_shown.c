/* Recorders of variables of receptors. In LEMS each connection has a receptor of its own: what the receptor of the cell does is their sum,
   which the cell shows under a name of its own. */
#include "codegen/lems/lems_network.h"
#include "ir/additive.h"
#include "ir/build.h"

#include <string.h>

/* The cell that a recorder reads; NULL: it is none. */
static IrModel *cell_of(const LemsWriter *w, const IrRecorder *r)
{
    const IrView *v = ir_find_view(w->m, r->target);
    const IrPopulation *p = ir_find_population(w->m, v ? v->population : r->target);
    return p ? ir_find_model(w->m, p->model) : NULL;
}

/* The receptor of "excitatory.g", and g; NULL: the path leads elsewhere. */
static const IrModel *receptor_of(const LemsWriter *w, const IrModel *cell, const Str *path,
                                  const Str **variable)
{
    StrTable *strings = w->session->strings;
    const char *dot = strchr(path->s, '.');
    const IrItem *part =
        dot ? ir_item(cell, str_intern(strings, path->s, (size_t)(dot - path->s))) : NULL;
    const IrModel *model =
        part && part->kind == IR_ITEM_PART ? ir_find_model(w->m, part->model) : NULL;
    *variable = dot ? str_from(strings, dot + 1) : NULL;
    return model && model->role == IR_RECEPTOR ? model : NULL;
}

/* "excitatory_g" of the cell; the same whenever asked. */
static const Str *shown(const LemsWriter *w, IrModel *cell, const Str *path, const IrItem *item,
                        Span at)
{
    StrTable *strings = w->session->strings;
    char *text = arena_printf(w->arena, "%s", path->s);
    *strchr(text, '.') = '_';
    const Str *name = str_from(strings, text);
    for (unsigned k = 2;; k++) {
        const IrItem *known = ir_item(cell, name);
        if (known && known->kind == IR_ITEM_ALIAS && known->value->op == IR_ITEM &&
            known->value->u.name == path)
            return name;
        if (!known)
            break;
        name = str_format(strings, "%s_%u", text, k);
    }
    IrItem *alias = ir_item_new(w->arena, IR_ITEM_ALIAS, name, at);
    alias->value = ir_named(w->arena, IR_ITEM, path, at);
    alias->dim = alias->value->dim = item->dim;
    alias->out = true;
    ir_model_add((IrModule *)w->m, cell, alias);
    return name;
}

/* Does the cell add up another variable of that receptor? Readers take one of them. */
static bool adds_other(const IrModel *cell, const Str *path)
{
    const size_t port = (size_t)(strchr(path->s, '.') - path->s) + 1;
    for (uint32_t i = 0; i < cell->items.n; i++) {
        const IrItem *feed = cell->items.v[i];
        if (feed->kind == IR_ITEM_FEED && feed->value->op == IR_ITEM &&
            !strncmp(feed->value->u.name->s, path->s, port) && feed->value->u.name != path)
            return true;
    }
    return false;
}

void lems_show_receptors(LemsWriter *w)
{
    for (uint32_t i = 0; i < w->m->recorders.n && !w->failed; i++) {
        IrRecorder *r = w->m->recorders.v[i];
        const Str *variable;
        IrModel *cell = r->path && !r->projection ? cell_of(w, r) : NULL;
        const IrModel *receptor = cell ? receptor_of(w, cell, r->path, &variable) : NULL;
        const IrItem *item = receptor ? ir_item(receptor, variable) : NULL;
        if (!item)
            continue;
        if (adds_other(cell, r->path))
            lems_refuse(w, r->span, "the record of `%s` beside the current of that receptor",
                        r->path->s);
        else if (ir_adds_up(w->m, receptor) && !ir_is_proportional(w->m, receptor, variable))
            lems_refuse(w, r->span, "the record of `%s`, which is no sum of what connections have,",
                        r->path->s);
        else
            r->path = shown(w, cell, r->path, item, r->span);
    }
}
