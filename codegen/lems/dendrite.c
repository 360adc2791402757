/* Delays between a synapse and its cell. LEMS and NineML have one delay, which is that of what comes from the source: a synapse meets its
   target without any. */
#include "codegen/lems/lems_writer.h"
#include "ir/build.h"

#include <math.h>

/* What the synapse does with spikes or values of its target would come at another time. */
static bool meets_target(const IrModel *synapse)
{
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *item = synapse->items.v[i];
        const bool acts = item->kind == IR_ITEM_ON || item->kind == IR_ITEM_JUMP;
        if ((acts && str_is(item->name, "post")) ||
            (item->kind == IR_ITEM_IN && item->from == IR_FROM_POST))
            return true;
    }
    return false;
}

static bool acts_by_current(const IrModel *synapse)
{
    for (uint32_t i = 0; i < synapse->items.n; i++)
        if (synapse->items.v[i]->is_current)
            return true;
    return false;
}

double lems_longest_delay(const IrProjection *p)
{
    double delay = 0;
    if (!p->zero && (!p->delay || !ir_constant(p->delay, &delay)))
        delay = (double)INFINITY;
    return p->zero ? 0 : delay;
}

bool lems_check_dendrite(LemsWriter *w, const IrProjection *p, double longest)
{
    const IrModel *synapse = p->synapse ? ir_find_model(w->m, p->synapse) : NULL;
    double fraction;
    if (!synapse || !p->pre_event || !meets_target(synapse) || !(longest > 0))
        return true;
    if (!p->dendritic || !ir_constant(p->dendritic, &fraction))
        fraction = p->dendritic || !acts_by_current(synapse);
    if (!(fraction > 0))
        return true;
    Diag *g = lems_refuse(w, p->span, "a delay of `%s` behind its synapse", p->name->s);
    diag_help(w->session->diags, g,
              "with dendritic_delay_fraction=0 all of it lies before the synapse, as in %s",
              w->form);
    return false;
}
