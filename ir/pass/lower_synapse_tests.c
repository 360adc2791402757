/* lower, synapses: what a connection does without an event: conditions, tested once a step, and `on start`
   (semantics.md 3 and 7). */
#include "ir/pass/lower_internal.h"

static bool has_kind(const Lower *l, IrItemKind kind)
{
    for (uint32_t i = 0; i < l->flat->items.n; i++)
        if (l->flat->items.v[i]->kind == kind)
            return true;
    return false;
}

bool lower_synapse_has_tests(const Lower *l)
{
    return has_kind(l, IR_ITEM_WHEN) || has_kind(l, IR_ITEM_WHENEVER);
}

/* With all states as they are at this step: those that another event of it jumped, too. */
void lower_synapse_tests(Lower *l)
{
    KBody *b = &l->c->test;
    if (!lower_synapse_has_tests(l))
        return;
    lower_synapse_advance(l, b);
    lower_load_modes(l, b);
    l->sends = true;
    lower_conditions(l, b);
    l->sends = l->after_step = false;
    lower_synapse_store(l, b);
}

/* At t_0, when nothing was tested yet. */
void lower_synapse_first(Lower *l)
{
    l->sends = false;
    map_init(&l->current, l->a);
    lower_start_handlers(l, &l->c->first);
    lower_first_edges(l, &l->c->first);
    map_init(&l->current, l->a);
}
