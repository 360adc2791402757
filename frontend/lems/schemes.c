/* Kinetic schemes in synapses, in the order of jLEMS: their matrices are columns of cells, so such a synapse becomes a part of
   the cell that it acts on, as one of which something is recorded does (attached.c). */
#include "frontend/lems/network.h"

static bool has_scheme(const LemsComponent *c)
{
    if (xml_first(c->type->dynamics, "KineticScheme"))
        return true;
    for (uint32_t i = 0; i < c->children.n; i++)
        if (has_scheme(c->children.v[i]))
            return true;
    return false;
}

static bool moves_by_scheme(const LemsConnections *k)
{
    return k->rows.n && !k->part && !k->target &&
           (has_scheme(k->synapse) || (k->far_end && has_scheme(k->far_end)));
}

void lems_own_schemes(LemsNetwork *n)
{
    LemsDocument *d = n->all->d;
    for (uint32_t i = 0; d->options->lems_euler && i < n->connections.n && !d->failed; i++) {
        LemsConnections *k = n->connections.entries[i].value;
        if (!moves_by_scheme(k))
            continue;
        if (k->far_end || lems_most_of_a_cell(n, k) > LEMS_PARTS_MAX)
            lems_complain(d, DIAG_NNC0909, k->synapse->element->span,
                          "in the order of jLEMS the kinetic scheme of a synapse is simulated in "
                          "connections with events, up to %d at a cell",
                          LEMS_PARTS_MAX);
        else
            lems_own_rows(n, k);
    }
}
